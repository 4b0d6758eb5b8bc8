#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rules/graph/evaluation.hpp"

/// Arithmetic on what a value may be while facts are missing. Every operation is sound: what can
/// come about is always within the answer. It need not be tight.
namespace utvag::rules {

/// The values, and the states in place of a value, that some way of filling the unknown facts
/// gives; and the facts by which they differ.
struct Range {
  /// In the order of precedence where an operation needs all its operands.
  enum May : std::uint8_t { value = 1, no_rule = 2, failed = 4, silent = 8, inapplicable = 16 };

  std::uint8_t may = 0;
  std::optional<Rational> low, high;  ///< of the values; absent: without an end
  std::uint64_t members = 0;          ///< when `listed`: exactly the values, a bit for each 0–63
  bool listed = false;
  std::int32_t no_rule_at = -1, failed_at = -1;  ///< culprits
  std::vector<FactRef> facts;                    ///< sorted; empty when there is only one answer

  static Range point(Rational value);
  static Range between(std::optional<Rational> low, std::optional<Rational> high);
  static Range set(std::uint64_t members);
  static Range truth(bool may_be_false, bool may_be_true);
  static Range state(May what, std::int32_t culprit);
  static Range of(const Outcome& outcome, std::int32_t definition);

  bool may_be(May what) const { return (may & what) != 0; }
  bool only(May what) const { return may == what; }
  bool is_point() const;
  bool is(std::int64_t whole) const;         ///< this value and nothing else
  bool may_equal(std::int64_t whole) const;  ///< among others
  /// Forgets the facts when there is one answer only: they cannot change it.
  void settle();
  /// Takes away a state (or all values), with what goes with it.
  void drop(May what);
  void add_facts(const std::vector<FactRef>& more);
  /// Either this or that may be: values, states and facts together.
  void join(const Range& other);
  /// Writes the state and value of a settled range; leaves an undetermined one as unknown.
  void settle_outcome(Outcome& outcome) const;
};

/// The states of an operation that needs all operands, their facts and culprits, without values:
/// `may_be(value)` tells whether all can have one.
Range strict(std::span<const Range* const> operands);
Range strict(const Range& a, const Range& b);

Range add(const Range& a, const Range& b);
Range negate(const Range& a);
Range multiply(const Range& a, const Range& b);
Range divide(const Range& a, const Range& b);
Range round(const Range& a, Rational step, Rounding mode);
Range compare(Op op, const Range& a, const Range& b);
Range in_range(const Range& a, std::optional<Rational> low, std::optional<Rational> high);
Range in_set(const Range& a, std::uint64_t mask);
Range both(const Range& a, const Range& b);
Range either(const Range& a, const Range& b);
Range negation(const Range& a);
/// Minimum or maximum; leaves out the facts of operands that another always beats.
Range extremum(std::span<const Range> operands, bool smallest);
/// Functions of dates and months; each rises or falls all the way in each operand.
Range time_range(Op op, const Range& a, const Range& b);

}  // namespace utvag::rules
