#pragma once
#include "rules/graph/program.hpp"
#include "support/random_household.hpp"

namespace utvag::tests {

/// The same pack written otherwise: each .norm file cut in two, with its declarations, and the rows
/// of each table's version, in another order.
rules::PackSource shuffled(const rules::PackSource& pack, Dice& dice);

}  // namespace utvag::tests
