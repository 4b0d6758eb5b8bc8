#pragma once
#include <string>

#include "rules/graph/program.hpp"
#include "support/random_household.hpp"
#include "support/situation.hpp"

namespace utvag::tests {

/// The household file of a situation (docs/formats/household.md). With `dice` it is written in
/// another way that says the same: persons, names and rows in any order, rows cut in time and in
/// amount. Judgements and guidelines of persons are not written.
std::string household_json(const rules::Program& program, const Situation& situation,
                           Dice* dice = nullptr);

}  // namespace utvag::tests
