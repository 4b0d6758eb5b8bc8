#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "lab/compare.hpp"
#include "lab/disclosure.hpp"

/// From households to figures: sums counted up to reality, each with a bootstrap interval.
namespace utvag::lab {

/// A figure and the middle 95 % of what other draws of the same households give: whole ören,
/// households or what is counted; millionths for an index.
struct Figure {
  std::int64_t value = 0, low = 0, high = 0;
};

/// None: too few households stand behind it, or it would tell of them.
using Shown = std::optional<Figure>;

struct Cell {
  std::int64_t households = 0;  ///< in the population, not counted up; never 1–4
  Figure number;                ///< households in reality
  Figure change;                ///< öre a month and household, on average
};

/// A column of the tables: those who gain, lose or see no change, or two of them together.
struct Way {
  std::string key, title;  ///< "vinner_eller_lika", "Vinner eller lika"
};

struct GroupRow {
  std::string name;
  std::vector<Cell> cells;  ///< one a Way
  Cell all;
};

struct GroupTable {
  std::string title;
  std::vector<GroupRow> rows;
};

/// Households by how much they gain a month.
struct Bar {
  std::string words;  ///< "förlorar 500–999 kr"
  int way = 0;        ///< −1 they lose, 1 gain, 0 neither or some of each
  Cell cell;
};

/// Households by income a month and consumption unit, before and after.
struct IncomeBar {
  std::string words;  ///< "10 000–11 999 kr"
  Figure before;
  Shown after;
};

struct ExtraFigure {
  std::string label;
  bool money = false;
  Shown a_month;  ///< öre, or the number
};

/// What a comparison is told with in a few lines.
struct Headline {
  Shown cost_before, cost_after, cost_change;  ///< öre a month
  Shown year_before, year_after, year_change;  ///< öre a year, of the months asked × 12/n
  Shown aided_before, aided_after, in, out;    ///< households in reality
  Shown not_applying;                          ///< with a right before, that do not apply
  Shown gini_before, gini_after, gini_change;  ///< over persons
  Shown gap_before, gap_after, gap_change;     ///< share of the need that is not met
  Shown tenth_before, tenth_after;             ///< öre a month and consumption unit: a tenth of all
  Shown median_before, median_after;           ///< persons have less; half; nine tenths
  Shown ninth_before, ninth_after;
  std::vector<ExtraFigure> extras;
};

struct Figures {
  std::int64_t households = 0;  ///< in the population
  int months = 0;
  /// The reform changes something for so few that nothing of what comes after it is shown.
  bool touches_few = false;
  Headline head;
  std::vector<Way> ways;
  std::vector<GroupTable> groups;
  std::vector<Bar> bars;
  std::vector<IncomeBar> incomes;
};

struct Bootstrap {
  std::uint64_t seed = 1;
  int rounds = 300;
  Progress progress = {};
};

/// No figures for fewer than kFewest households. Error "lab.too-large" where a sum counted up is no
/// 64-bit number of ören.
Result<Figures> figures_of(const Evaluated& evaluated, const About& about,
                           const Bootstrap& bootstrap);

}  // namespace utvag::lab
