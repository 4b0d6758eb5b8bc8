#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "lab/compare.hpp"

/// From households to figures: sums counted up to reality, each with a bootstrap interval.
namespace utvag::lab {

/// Fewer households than this in the population: a cell is not shown (docs/lab.md).
inline constexpr std::int64_t kFewest = 5;

/// A figure and the middle 95 % of what other draws of the same households give.
struct Figure {
  std::int64_t value = 0, low = 0, high = 0;  ///< whole ören, households or what is counted
};

/// The same for what is no amount: an index between 0 and 1, in millionths.
struct Index {
  std::int64_t value = 0, low = 0, high = 0;
};

struct Cell {
  std::int64_t households = 0;  ///< in the population, not counted up
  bool hidden = false;          ///< too few, or could be told from the others
  Figure number;                ///< households in reality
  Figure change;                ///< öre a month and household, on average
};

/// One group: those who gain, who lose, and who see no change; all together last.
struct GroupRow {
  std::string name;
  Cell gain, lose, same, all;
};

struct GroupTable {
  std::string title;
  std::vector<GroupRow> rows;
};

/// Households by how much they gain a month.
struct Bar {
  std::string words;  ///< "förlorar 500–999 kr"
  Cell cell;
};

struct ExtraFigure {
  std::string label;
  bool money = false;
  Figure a_month;  ///< öre, or the number
};

struct Figures {
  std::int64_t households = 0;  ///< in the population
  int months = 0;
  Figure cost_before, cost_after, cost_change;  ///< öre a month
  Figure year_before, year_after, year_change;  ///< öre a year, of the months asked × 12/n
  Figure aided_before, aided_after, in, out;    ///< households in reality
  std::int64_t rows_in = 0, rows_out = 0;       ///< in the population
  Figure not_applying;                          ///< with a right before, that do not apply
  Index gini_before, gini_after;                ///< 0–1, over persons
  Index gap_before, gap_after;                  ///< share of the need that is not met
  std::vector<ExtraFigure> extras;
  std::vector<GroupTable> groups;
  std::vector<Bar> bars;
};

struct Bootstrap {
  std::uint64_t seed = 1;
  int rounds = 300;
};

Figures figures_of(const Evaluated& evaluated, const About& about, const Bootstrap& bootstrap);

/// Hides cells of fewer than kFewest households, and as many more as are needed so that none can
/// be told from the sums of its row or column. `counts` by row and column; zero is no secret.
std::vector<std::vector<bool>> hidden_cells(const std::vector<std::vector<std::int64_t>>& counts);

}  // namespace utvag::lab
