#pragma once
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"

/// What blocks compute: whole numbers of 32 or 64 bits, one node for each that is computed once.
namespace utvag::rules::blocks {

/// Thrown inside the block compiler only, and caught where it was called.
struct Refused {
  Error error;
};

enum class BlockOp : std::uint8_t {
  column,      ///< a = slot
  table,       ///< table[a − least of a]
  sum,         ///< constant + Σ coefficient × node
  minimum,     ///< of a and b
  maximum,     ///< of a and b
  product,     ///< a × b
  select,      ///< a ≠ 0: b, otherwise c
  below_zero,  ///< 1 where a < 0, otherwise 0
  is_zero,     ///< 1 where a = 0, otherwise 0
  floor_div,   ///< a divided by the constant (> 0), towards minus infinity
};

struct Term {
  std::int32_t node = -1;
  std::int64_t coefficient = 1;
  friend auto operator<=>(const Term&, const Term&) = default;
};

struct BlockNode {
  BlockOp op = BlockOp::sum;
  std::int32_t a = -1, b = -1, c = -1;
  std::int64_t constant = 0;
  std::vector<Term> terms;
  std::vector<std::int64_t> table;
  friend auto operator<=>(const BlockNode&, const BlockNode&) = default;
};

struct Interval {
  std::int64_t low = 0, high = 0;
  std::int64_t size() const { return high - low + 1; }
  /// Whether every value fits 32 bits.
  bool narrow() const;
};

/// Divided by a number above 0, towards minus infinity.
inline std::int64_t floor_of(std::int64_t value, std::int64_t divisor) {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

class BlockGraph {
 public:
  /// The node, an equal one if there is one. Throws Refused if a value may be beyond ±2^52: then
  /// the sum over a block still fits 64 bits.
  std::int32_t add(BlockNode node);
  std::int32_t add_column(std::int32_t slot, Interval interval);
  const BlockNode& node(std::int32_t index) const {
    return nodes_[static_cast<std::size_t>(index)];
  }
  const Interval& range(std::int32_t index) const {
    return ranges_[static_cast<std::size_t>(index)];
  }
  std::size_t size() const { return nodes_.size(); }

 private:
  std::int32_t keep(BlockNode node, Interval interval);
  Interval interval_of(const BlockNode& node) const;

  std::vector<BlockNode> nodes_;
  std::vector<Interval> ranges_;
  std::map<BlockNode, std::int32_t> known_;
};

}  // namespace utvag::rules::blocks
