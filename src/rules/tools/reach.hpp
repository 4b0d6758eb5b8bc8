#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "rules/graph/program.hpp"
#include "rules/tools/pack_view.hpp"

/// What values an expression can take, as far as types, limits and literals tell. Always at least
/// as wide as the truth: what it excludes can never happen, so no test is asked for it.
namespace utvag::rules::tools {

/// Closed; an absent end is open. Truth is 0–1, dates are days, months their index.
struct Interval {
  std::optional<Rational> low, high;

  bool holds(Rational value) const;
};

Interval minus(const Interval& a, const Interval& b);

/// The interval of every node of the program, by node: what the checker proves (graph/ranges.hpp),
/// and whether a comparison can come out either way.
std::vector<Interval> node_intervals(const Program& program);

/// Whether a declaration can be asked for on a day. A table answers only what reads it: it can be
/// asked for when something of the pack that reads it is in force.
bool can_be_asked(const PackView& view, std::int32_t part, Date day);

/// The smallest change of an expression's value that changing one thing it reads can make: 1 öre
/// for kronor, 1 for whole numbers, a day, a month. Zero: a constant. Absent: cannot be told (a
/// share, a table, a product of two values).
std::optional<Rational> step_of(const Program& program, std::int32_t node);

/// The step of a comparison of two expressions: the smaller of theirs that is told and not zero.
std::optional<Rational> common_step(std::optional<Rational> a, std::optional<Rational> b);

}  // namespace utvag::rules::tools
