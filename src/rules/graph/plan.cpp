#include <algorithm>
#include <cassert>
#include <limits>
#include <map>
#include <utility>

#include "rules/graph/evaluation.hpp"

namespace utvag::rules {

namespace {

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();

bool covers(const Version& version, Date day) {
  return version.from <= day && (!version.to || day <= *version.to);
}

bool overlap(const Row::Interval& one, const Row::Interval& other) {
  const bool starts = !one.low || !other.high || compare(*one.low, *other.high) <= 0;
  const bool ends = !one.high || !other.low || compare(*other.low, *one.high) <= 0;
  return starts && ends;
}

bool overlap(const Row& one, const Row& other) {
  return std::equal(one.keys.begin(), one.keys.end(), other.keys.begin(), other.keys.end(),
                    [](const Row::Interval& a, const Row::Interval& b) { return overlap(a, b); });
}

/// Whether `other` is written to replace `one` and known at `known_at`: it names the day on which
/// `one` was registered, was itself registered later, and has the same keys.
bool replaces(const Row& other, const Row& one, Date known_at) {
  return other.provenance.corrects && *other.provenance.corrects == one.provenance.registered &&
         other.provenance.registered <= known_at &&
         one.provenance.registered < other.provenance.registered && overlap(one, other);
}

std::vector<const Row*> corrections(const std::vector<Row>& rows) {
  std::vector<const Row*> found;
  for (const Row& row : rows) {
    if (row.provenance.corrects) found.push_back(&row);
  }
  return found;
}

bool in_force(const Row& row, const std::vector<const Row*>& corrections, Date known_at) {
  if (known_at < row.provenance.registered) return false;
  return std::none_of(corrections.begin(), corrections.end(), [&](const Row* other) {
    return other != &row && replaces(*other, row, known_at);
  });
}

}  // namespace

Plan::Plan(std::shared_ptr<const Program> program, Question question)
    : program_(std::move(program)), question_(question), names_(make_names()) {
  assert(program_);
  const auto& definitions = program_->definitions;
  spots_.resize(definitions.size() + 1);
  std::map<std::int32_t, std::uint32_t> slot_of_family;
  std::uint32_t households = 0, persons = 0;
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    const Definition& definition = definitions[i];
    Spot& spot = spots_[i];
    spot.for_person = definition.for_person;
    spot.household_before = households;
    spot.persons_before = persons;
    ++(definition.for_person ? persons : households);
    const auto& layers = program_->layers(definition);
    spot.layers = static_cast<std::uint32_t>(layers.size());
    spot.slot = static_cast<std::uint32_t>(slots_.size());
    if (definition.family_first >= 0) {
      const auto [known, fresh] = slot_of_family.emplace(definition.family_first, spot.slot);
      spot.slot = known->second;
      Spot& first = spots_[static_cast<std::size_t>(definition.family_first)];
      const auto size =
          program_->enumerations[static_cast<std::size_t>(definition.family)].members.size();
      if (first.members < 0) {
        first.members = static_cast<std::int32_t>(members_.size());
        first.member_count = static_cast<std::int32_t>(size);
        members_.resize(members_.size() + size, -1);
      }
      assert(definition.member >= 0 && static_cast<std::size_t>(definition.member) < size);
      members_[static_cast<std::size_t>(first.members + definition.member)] =
          static_cast<std::int32_t>(i);
      if (!fresh) continue;
    }
    for (const Layer& layer : layers) choose(definition, layer, slots_.emplace_back());
  }
  spots_.back().household_before = households;
  spots_.back().persons_before = persons;
}

Date Plan::day(const Definition& definition) const {
  return definition.by_decision_date ? question_.decision_date : first_day(question_.month);
}

// Versions of a day overlap only where one corrects another (the checker sees to it), so the one
// registered last answers. A correction of a part of the days leaves the rest as they were.
void Plan::choose(const Definition& definition, const Layer& layer, Slot& slot) const {
  const Date date = day(definition);
  Choice& choice = slot.choice;
  bool registered = false, begun = false, covered_later = false;
  for (std::size_t i = 0; i < layer.versions.size(); ++i) {
    const Version& version = layer.versions[i];
    if (question_.known_at < version.provenance.registered) {
      covered_later = covered_later || covers(version, date);
      continue;
    }
    registered = true;
    begun = begun || version.from <= date;
    if (!covers(version, date)) continue;
    const bool newer =
        choice.version < 0 ||
        layer.versions[static_cast<std::size_t>(choice.version)].provenance.registered <=
            version.provenance.registered;
    if (newer) choice.version = static_cast<std::int32_t>(i);
  }
  if (choice.version >= 0) {
    const Version& version = layer.versions[static_cast<std::size_t>(choice.version)];
    choice.miss = Miss::none;
    choice.stale = version.known_to && *version.known_to < date;
    index_rows(version, slot);
  } else if (covered_later || (!registered && !layer.versions.empty())) {
    choice.miss = Miss::not_registered;
  } else if (registered) {
    choice.miss = begun ? Miss::after_last : Miss::before_first;
  }
}

void Plan::index_rows(const Version& version, Slot& slot) const {
  slot.whole = true;
  const auto corrected = corrections(version.rows);
  for (std::size_t i = 0; i < version.rows.size(); ++i) {
    const Row& row = version.rows[i];
    if (!in_force(row, corrected, question_.known_at)) continue;
    slot.rows.push_back(static_cast<std::int32_t>(i));
    for (const Row::Interval& key : row.keys) {
      if ((key.low && !key.low->is_whole()) || (key.high && !key.high->is_whole())) {
        slot.whole = false;
      }
      slot.low.push_back(key.low ? key.low->numerator : kLowest);
      slot.high.push_back(key.high ? key.high->numerator : kHighest);
    }
  }
}

const Plan::Choice Plan::kNone;

bool Plan::row_in_force(const Version& version, const Row& row) const {
  return in_force(row, corrections(version.rows), question_.known_at);
}

const std::vector<std::int32_t>& Plan::rows(std::int32_t table, std::size_t layer) const {
  static const std::vector<std::int32_t> kNoRows;
  const Spot& spot = spots_[static_cast<std::size_t>(table)];
  return layer < spot.layers ? slots_[spot.slot + layer].rows : kNoRows;
}

std::int32_t Plan::find_row(std::int32_t table, std::size_t layer,
                            std::span<const Rational> keys) const {
  const Spot& spot = spots_[static_cast<std::size_t>(table)];
  if (layer >= spot.layers) return -1;
  const Slot& slot = slots_[spot.slot + layer];
  if (slot.choice.version < 0) return -1;
  const bool whole =
      slot.whole && std::all_of(keys.begin(), keys.end(), [](Rational k) { return k.is_whole(); });
  if (whole) {
    const std::int64_t* low = slot.low.data();
    const std::int64_t* high = slot.high.data();
    for (const std::int32_t row : slot.rows) {
      bool holds = true;
      for (const Rational& key : keys) {
        holds = holds && *low <= key.numerator && key.numerator <= *high;
        ++low;
        ++high;
      }
      if (holds) return row;
    }
    return -1;
  }
  const auto& layers = program_->layers(program_->definitions[static_cast<std::size_t>(table)]);
  const Version& version = layers[layer].versions[static_cast<std::size_t>(slot.choice.version)];
  for (const std::int32_t index : slot.rows) {
    const Row& row = version.rows[static_cast<std::size_t>(index)];
    const bool holds = std::equal(row.keys.begin(), row.keys.end(), keys.begin(), keys.end(),
                                  [](const Row::Interval& interval, Rational key) {
                                    return (!interval.low || compare(*interval.low, key) <= 0) &&
                                           (!interval.high || compare(key, *interval.high) <= 0);
                                  });
    if (holds) return index;
  }
  return -1;
}

std::size_t Plan::places(std::size_t persons) const {
  return spots_.back().household_before + spots_.back().persons_before * persons;
}

}  // namespace utvag::rules
