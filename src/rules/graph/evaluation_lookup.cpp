#include <algorithm>
#include <bit>
#include <cassert>

#include "rules/graph/evaluation_range.hpp"

/// Lookups while keys are not fully known: which rows can be met, and which keys can change the
/// answer. A table is cut where its rows begin and end; within a cut every key meets the same row.
namespace utvag::rules {

namespace {

constexpr std::size_t kMaxCombinations = 4096;

bool same(const Range& a, const Range& b) {
  return a.may == b.may && (!a.may_be(Range::value) || *a.low == *b.low);
}

std::vector<Rational> listed(std::uint64_t members) {
  std::vector<Rational> all;
  for (; members != 0; members &= members - 1) all.emplace_back(std::countr_zero(members));
  return all;
}

void sort_unique(std::vector<Rational>& values) {
  std::sort(values.begin(), values.end(), [](Rational a, Rational b) { return compare(a, b) < 0; });
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

bool within(const Range& range, Rational value) {
  return (!range.low || compare(*range.low, value) <= 0) &&
         (!range.high || compare(value, *range.high) <= 0);
}

/// One key of each stretch between cuts, where keys are whole: the first of the stretch.
std::vector<Rational> whole_samples(const std::vector<Row::Interval>& rows, const Range& range) {
  std::vector<Rational> starts;
  for (const Row::Interval& row : rows) {
    if (row.low) starts.push_back(round_to(*row.low, 1, Rounding::up));
    if (row.high) starts.push_back(round_to(*row.high, 1, Rounding::down) + 1);
  }
  std::erase_if(starts, [&](Rational start) { return start.overflowed(); });
  sort_unique(starts);
  const Rational first = range.low        ? round_to(*range.low, 1, Rounding::up)
                         : starts.empty() ? Rational(0)
                                          : starts.front() - 1;
  std::erase_if(starts, [&](Rational start) { return !within(range, start); });
  starts.push_back(first);
  sort_unique(starts);
  return starts;
}

/// The same for keys that need not be whole: every cut, and a key between each two.
std::vector<Rational> dense_samples(const std::vector<Row::Interval>& rows, const Range& range) {
  std::vector<Rational> cuts;
  for (const Row::Interval& row : rows) {
    if (row.low) cuts.push_back(*row.low);
    if (row.high) cuts.push_back(*row.high);
  }
  std::erase_if(cuts, [&](Rational cut) { return !within(range, cut); });
  if (range.low) cuts.push_back(*range.low);
  if (range.high) cuts.push_back(*range.high);
  if (cuts.empty()) cuts.emplace_back(0);
  sort_unique(cuts);
  std::vector<Rational> samples = cuts;
  for (std::size_t i = 1; i < cuts.size(); ++i) {
    samples.push_back((cuts[i - 1] + cuts[i]) * Rational::make(1, 2));
  }
  if (!range.low) samples.push_back(cuts.front() - 1);
  if (!range.high) samples.push_back(cuts.back() + 1);
  return samples;
}

}  // namespace

std::vector<Rational> RangePass::samples(std::int32_t table, std::size_t key, bool whole,
                                         const Range& range) const {
  if (range.listed) return listed(range.members);
  if (range.is_point()) return {*range.low};
  std::vector<Row::Interval> rows;
  const auto& layers = engine_.program.layers(engine_.shape(table));
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const std::int32_t version = engine_.plan.choice(table, i).version;
    if (version < 0) continue;
    const auto& all = layers[i].versions[static_cast<std::size_t>(version)].rows;
    for (const std::int32_t row : engine_.plan.rows(table, i)) {
      rows.push_back(all[static_cast<std::size_t>(row)].keys[key]);
    }
  }
  return whole ? whole_samples(rows, range) : dense_samples(rows, range);
}

Range RangePass::row_range(std::int32_t table, std::span<const Rational> keys) const {
  const Found found = engine_.find_row(table, keys);
  if (found.state == State::known) return Range::point(found.value);
  return Range::state(found.state == State::silent ? Range::silent : Range::no_rule, table);
}

Range RangePass::any_row(std::int32_t table) const {
  const auto& layers = engine_.program.layers(engine_.shape(table));
  const bool overlay = !layers.empty() && engine_.is_overlay(layers.back());
  Range result = Range::state(Range::no_rule, table);
  if (overlay) result.join(Range::state(Range::silent, table));
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const std::int32_t version = engine_.plan.choice(table, i).version;
    if (version < 0) continue;
    const auto& all = layers[i].versions[static_cast<std::size_t>(version)].rows;
    for (const std::int32_t index : engine_.plan.rows(table, i)) {
      const Row& row = all[static_cast<std::size_t>(index)];
      if (!row.unknown) result.join(Range::point(row.value));
    }
  }
  return result;
}

Range RangePass::lookup(const Node& what, const Scope& scope) {
  std::vector<Range> keys;
  std::vector<const Range*> operands;
  keys.reserve(what.children.size());
  for (const std::int32_t child : what.children) keys.push_back(node(child, scope));
  for (const Range& key : keys) operands.push_back(&key);
  Range result = strict(operands);
  if (!result.may_be(Range::value)) {
    result.settle();
    return result;
  }
  std::vector<std::vector<Rational>> tried;
  std::size_t combinations = 1;
  bool can_try = true;
  for (std::size_t i = 0; i < keys.size() && can_try; ++i) {
    const Type& type = engine_.node(what.children[i]).type;
    tried.push_back(samples(what.ref, i, type.kind != Kind::number || type.whole, keys[i]));
    combinations *= tried.back().size();
    can_try = combinations <= kMaxCombinations &&
              std::none_of(tried.back().begin(), tried.back().end(),
                           [](Rational sample) { return sample.overflowed(); });
  }
  result.drop(Range::value);
  if (can_try) {
    // The facts of a key that has other states than a value matter through those, in any case.
    result.facts.clear();
    for (const Range& key : keys) {
      if (!key.only(Range::value)) result.add_facts(key.facts);
    }
    result.join(look_up_all(what.ref, keys, tried, combinations));
  } else {
    result.join(any_row(what.ref));
  }
  result.settle();
  return result;
}

Range RangePass::look_up_all(std::int32_t table, const std::vector<Range>& keys,
                             const std::vector<std::vector<Rational>>& tried,
                             std::size_t combinations) const {
  std::vector<Range> met(combinations);
  std::vector<Rational> at(tried.size());
  Range result;
  for (std::size_t c = 0; c < combinations; ++c) {
    std::size_t rest = c;
    for (std::size_t key = 0; key < tried.size(); ++key) {
      at[key] = tried[key][rest % tried[key].size()];
      rest /= tried[key].size();
    }
    met[c] = row_range(table, at);
    result.join(met[c]);
  }
  std::size_t stride = 1;
  for (std::size_t key = 0; key < tried.size(); ++key) {
    bool matters = false;
    for (std::size_t c = 0; c < combinations && !matters; ++c) {
      const bool is_first = (c / stride) % tried[key].size() == 0;
      matters = !is_first && !same(met[c], met[c - stride]);
    }
    if (matters) result.add_facts(keys[key].facts);
    stride *= tried[key].size();
  }
  return result;
}

}  // namespace utvag::rules
