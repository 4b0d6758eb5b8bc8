#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/decimal.hpp"
#include "base/result.hpp"
#include "lab/population.hpp"
#include "lab/worlds.hpp"

/// A reform beside a baseline, over a population: what becomes of each household, and from that
/// cost, winners, losers and distribution.
namespace utvag::lab {

/// HouseholdRow::municipality where the file says that it is not known.
inline constexpr std::int32_t kUnknownMunicipality = -1;

/// The most that a month of a household can come to, in ören: what is larger is left out as not
/// computable. So no sum of a household passes 64 bits.
inline constexpr std::int64_t kMostOre = 100 * kLargestKronor;

struct Comparison {
  std::vector<rules::Question> months;
  WorldRules before, after;
  std::size_t parts = 1;  ///< threads
  Spread spread = rules::blocks::in_turn;
  Progress progress;
};

/// What is asked of each household in each month. Money in öre.
struct HouseholdRow {
  int adults = 1, children = 0;
  std::int16_t age = 0;                ///< of the first adult in the first month; 0: not known
  std::int32_t municipality = 0;       ///< 0: not said; kUnknownMunicipality
  std::int32_t applies = 1;            ///< Applies
  std::int64_t before = 0, after = 0;  ///< right to assistance, all months together
  std::int64_t income_before = 0, income_after = 0;  ///< counted incomes
  std::int64_t need = 0;                             ///< of the baseline: norm and accepted costs
  std::int64_t shortfall_before = 0, shortfall_after = 0;  ///< of the need, month by month
};

/// Whether the household applies once the reform is law: those who do so today, and of those who
/// have no right today a share (FactColumn "ansöker").
bool applies_after(const HouseholdRow& row);

/// A result that the reform itself declares, added up over all households and months.
struct Extra {
  std::string rule, label;
  bool money = false;
  std::vector<Rational> of_row;  ///< öre, or the number; of every household
};

struct Evaluated {
  std::vector<HouseholdRow> rows;
  std::vector<Extra> extras;
  /// Households left out, by why, and whose state it is ("före", "efter").
  std::map<std::string, std::int64_t> left_out;
  std::vector<std::string> open_judgements;  ///< counted with the default in every household
  std::int64_t by_scalar = 0;
  int months = 0;
};

/// The rules that are read: bistånd, räknade_inkomster, försörjningsbehov; see docs/lab.md. Errors:
/// those of prepare(); "lab.column" for a number in "ansöker" or "kommun" that means nothing.
Result<Evaluated> evaluate(const Population& population, const Comparison& comparison);

}  // namespace utvag::lab
