#include "rules/blocks/block_graph.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

namespace utvag::rules::blocks {

namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t kMost = std::int64_t{1} << 52;

Interval fitting(Wide low, Wide high) {
  if (low < -kMost || high > kMost) {
    throw Refused{{"blocks.range", "",
                   "ett värde kan bli för stort för 64 bitar; snäva in kolumnerna",
                   "a value may not fit 64 bits; narrow the columns"}};
  }
  return {static_cast<std::int64_t>(low), static_cast<std::int64_t>(high)};
}

Interval of_sum(const BlockNode& node, const std::vector<Interval>& ranges) {
  Wide low = node.constant, high = node.constant;
  for (const Term& term : node.terms) {
    const Interval& part = ranges[static_cast<std::size_t>(term.node)];
    const Wide one = Wide{term.coefficient} * part.low, other = Wide{term.coefficient} * part.high;
    low += std::min(one, other);
    high += std::max(one, other);
  }
  return fitting(low, high);
}

Interval of_product(const Interval& a, const Interval& b) {
  const auto [low, high] = std::minmax(
      {Wide{a.low} * b.low, Wide{a.low} * b.high, Wide{a.high} * b.low, Wide{a.high} * b.high});
  return fitting(low, high);
}

}  // namespace

bool Interval::narrow() const {
  return low >= std::numeric_limits<std::int32_t>::min() &&
         high <= std::numeric_limits<std::int32_t>::max();
}

Interval BlockGraph::interval_of(const BlockNode& what) const {
  const auto of = [&](std::int32_t index) { return index >= 0 ? range(index) : Interval{}; };
  const Interval a = of(what.a), b = of(what.b), c = of(what.c);
  switch (what.op) {
    case BlockOp::table: {
      assert(static_cast<std::int64_t>(what.table.size()) == a.size());
      const auto [low, high] = std::minmax_element(what.table.begin(), what.table.end());
      return fitting(*low, *high);
    }
    case BlockOp::sum:
      return of_sum(what, ranges_);
    case BlockOp::minimum:
      return {std::min(a.low, b.low), std::min(a.high, b.high)};
    case BlockOp::maximum:
      return {std::max(a.low, b.low), std::max(a.high, b.high)};
    case BlockOp::product:
      return of_product(a, b);
    case BlockOp::select:
      return {std::min(b.low, c.low), std::max(b.high, c.high)};
    case BlockOp::floor_div:
      assert(what.constant > 0);
      return {floor_of(a.low, what.constant), floor_of(a.high, what.constant)};
    default:
      return {0, 1};
  }
}

std::int32_t BlockGraph::keep(BlockNode what, Interval interval) {
  const auto index = static_cast<std::int32_t>(nodes_.size());
  nodes_.push_back(what);
  ranges_.push_back(interval);
  known_.emplace(std::move(what), index);
  return index;
}

std::int32_t BlockGraph::add_column(std::int32_t slot, Interval interval) {
  BlockNode node;
  node.op = BlockOp::column;
  node.a = slot;
  const auto found = known_.find(node);
  return found != known_.end() ? found->second : keep(std::move(node), interval);
}

std::int32_t BlockGraph::add(BlockNode what) {
  assert(what.op != BlockOp::column);
  const bool same = what.op == BlockOp::sum && what.terms.size() == 1 && what.constant == 0 &&
                    what.terms.front().coefficient == 1;
  if (same) return what.terms.front().node;
  const auto found = known_.find(what);
  if (found != known_.end()) return found->second;
  const Interval interval = interval_of(what);
  if (interval.size() == 1 && (what.op != BlockOp::sum || !what.terms.empty())) {
    BlockNode constant;
    constant.constant = interval.low;
    return add(std::move(constant));
  }
  return keep(std::move(what), interval);
}

}  // namespace utvag::rules::blocks
