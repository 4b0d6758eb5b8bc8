#pragma once
#include <array>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "lab/compare.hpp"
#include "lab/population.hpp"
#include "lab/worlds.hpp"

/// The packs over a whole population: each household's results, and what they come to.
namespace utvag::lab {

struct RunWanted {
  std::vector<rules::Question> months;
  WorldRules rules;
  std::vector<std::string> names;  ///< results of the household
  std::string hypothetical;        ///< the what-if's label where there is one: all is marked so
  std::size_t parts = 1;           ///< threads
  Spread spread = rules::blocks::in_turn;
  Progress progress;
};

/// One result in one month, over all households of the file. States are never mixed.
struct RunTotal {
  std::string rule;
  Month month;
  bool money = false;
  Rational sum;  ///< of the known: öre, or the number
  std::int64_t above_zero = 0, known = 0, unknown = 0, not_applicable = 0, no_rule = 0, failed = 0;
};

struct RunResult {
  Population results;  ///< a column a rule and month; households in the order of the population
  std::vector<RunTotal> totals;
  std::vector<std::string> open_judgements;  ///< counted with the default in every household
  std::int64_t by_scalar = 0;
  bool rounded = false;  ///< some value is no whole number of ören: the columns hold the nearest
};

/// Errors: those of prepare(); "lab.rule" for what is no result of the household.
Result<RunResult> run_population(const Population& population, const RunWanted& wanted);

/// The judgements that no column fills: their defaults hold.
std::vector<std::string> open_judgements(const Population& population, const Program& program);

}  // namespace utvag::lab
