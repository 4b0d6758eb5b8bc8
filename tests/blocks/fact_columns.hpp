#pragma once
#include <deque>
#include <memory>
#include <vector>

#include "rules/blocks/blocks.hpp"
#include "support/random_household.hpp"

namespace utvag::tests {

/// The facts of some households as columns. All have the same roles in the same order, and state
/// the same lists and stubs.
struct FactColumns {
  rules::Facts common;
  std::vector<rules::blocks::Slot> slots;
  std::deque<rules::blocks::Column> columns;
  std::vector<bool> left_out;  ///< by household: a fact that no column can hold

  /// Facts given by months are put in columns for [first, last]. The dice choose between columns
  /// of numbers and columns of codes where both can hold a fact.
  FactColumns(const rules::Program& program, const std::vector<const rules::Facts*>& households,
              Month first, Month last, Dice& dice);

  std::vector<const rules::blocks::Column*> all() const;
};

}  // namespace utvag::tests
