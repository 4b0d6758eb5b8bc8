#include "rules/tools/hits.hpp"

#include <algorithm>

namespace utvag::rules::tools {
namespace {

template <typename T>
T& at(std::vector<T>& list, std::int32_t index) {
  return list[static_cast<std::size_t>(index)];
}

void keep_smaller(std::optional<Rational>& kept, Rational seen) {
  if (!kept || compare(seen, *kept) < 0) kept = seen;
}

}  // namespace

void Nearness::see(Rational left, Rational right) {
  const Rational difference = left - right;
  if (difference.overflowed()) return;
  if (difference.numerator == 0) equal = true;
  if (difference.numerator > 0) keep_smaller(above, difference);
  if (difference.numerator < 0) keep_smaller(below, -difference);
}

Hits::Hits(const PackView& view)
    : nodes(view.nodes().size()),
      rows(view.rows().size()),
      versions(view.versions().size()),
      parts(view.parts().size()) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const PackView::RowSite& site = view.rows()[i];
    const auto& version = view.version(site.part, site.version);
    const std::size_t keys = version.rows[static_cast<std::size_t>(site.row)].keys.size();
    rows[i].low.assign(keys, false);
    rows[i].high.assign(keys, false);
  }
}

Date Recorder::day(const Definition& definition) const {
  const Question& question = plan_.question();
  return definition.by_decision_date ? question.decision_date : first_day(question.month);
}

Date Recorder::day_before(const Definition& definition) const {
  const Date today = day(definition);
  return definition.by_decision_date ? Date{today.days - 1} : add_months(today, -1);
}

Date Recorder::day_after(const Definition& definition) const {
  const Date today = day(definition);
  return definition.by_decision_date ? Date{today.days + 1} : add_months(today, 1);
}

void Recorder::version_used(std::int32_t definition, std::size_t layer, std::size_t version) {
  const std::int32_t site = view_.site_of_version(definition, layer, version);
  if (site < 0) return;
  const PackView::VersionSite& place = view_.versions()[static_cast<std::size_t>(site)];
  const Definition& what = view_.definition(place.part);
  const Version& used = view_.version(place.part, place.version);
  Hits::VersionHit& hit = at(hits_.versions, site);
  hit.used = true;
  if (day_before(what) < used.from) hit.first = true;
  if (used.to && *used.to < day_after(what)) hit.last = true;
}

void Recorder::row_used(std::int32_t table, std::size_t layer, std::size_t version, std::size_t row,
                        const std::vector<Rational>& keys) {
  version_used(table, layer, version);
  const std::int32_t site = view_.site_of_row(table, layer, version, row);
  if (site < 0) return;
  const PackView::RowSite& place = view_.rows()[static_cast<std::size_t>(site)];
  const Row& used = view_.version(place.part, place.version).rows[row];
  Hits::RowHit& hit = at(hits_.rows, site);
  hit.used = true;
  for (std::size_t i = 0; i < keys.size() && i < used.keys.size(); ++i) {
    if (used.keys[i].low && *used.keys[i].low == keys[i]) hit.low[i] = true;
    if (used.keys[i].high && *used.keys[i].high == keys[i]) hit.high[i] = true;
  }
}

void Recorder::branch(std::int32_t node, int way) {
  const std::int32_t site = view_.site_of_node(node);
  if (site >= 0) at(hits_.nodes, site).ways |= std::uint64_t{1} << std::clamp(way, 0, 63);
}

void Recorder::compared(std::int32_t node, Rational left, Rational right) {
  const std::int32_t site = view_.site_of_node(node);
  if (site < 0) return;
  Hits::NodeHit& hit = at(hits_.nodes, site);
  const Node& what = view_.node(site);
  if (what.op != Op::in_range) {
    hit.sides.see(left, right);
    return;
  }
  if (what.low) hit.sides.see(left, *what.low);
  if (what.high) hit.high.see(left, *what.high);
}

void Recorder::note_missed(std::int32_t definition, std::size_t layer) {
  const std::int32_t part = view_.part_of(definition, layer);
  if (part < 0) return;
  const Definition& what = view_.definition(part);
  const auto& versions = what.layers[layer].versions;
  if (versions.empty()) return;
  Date first = versions.front().from;
  Date last = first;
  for (const Version& version : versions) {
    first = std::min(first, version.from);
    last = std::max(last, version.to.value_or(kLastDate));
  }
  const Plan::Miss miss = plan_.choice(definition, layer).miss;
  Hits::PartHit& hit = at(hits_.parts, part);
  if (miss == Plan::Miss::before_first && first <= day_after(what)) hit.before = true;
  if (miss == Plan::Miss::after_last && day_before(what) <= last) hit.after = true;
}

void Recorder::finish(const Evaluation& evaluation) {
  const Program& program = view_.program();
  const Facts& facts = evaluation.facts();
  for (std::size_t i = 0; i < program.definitions.size(); ++i) {
    const auto index = static_cast<std::int32_t>(i);
    const Definition& definition = program.definitions[i];
    if (definition.kind == DefKind::input || definition.kind == DefKind::table) continue;
    const std::size_t persons = definition.for_person ? facts.persons().size() : 1;
    for (std::size_t person = 0; person < persons; ++person) {
      const Outcome& outcome = evaluation.peek(index, person);
      if (outcome.state == State::not_evaluated || facts.stubbed(index, person)) continue;
      if (outcome.filled) continue;
      const std::size_t asked = outcome.layer < 0 ? program.layers(definition).size()
                                                  : static_cast<std::size_t>(outcome.layer) + 1;
      for (std::size_t layer = 0; layer < asked; ++layer) note_missed(index, layer);
      // A table is never asked for by itself: it shows only as what had no rule.
      if (outcome.state != State::no_rule || outcome.culprit < 0) continue;
      const auto culprit = static_cast<std::size_t>(outcome.culprit);
      if (program.definitions[culprit].kind != DefKind::table) continue;
      const std::size_t layers = program.layers(program.definitions[culprit]).size();
      for (std::size_t layer = 0; layer < layers; ++layer) note_missed(outcome.culprit, layer);
    }
  }
}

}  // namespace utvag::rules::tools
