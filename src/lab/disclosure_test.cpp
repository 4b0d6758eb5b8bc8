#include "lab/disclosure.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "lab/report.hpp"
#include "lab/statistics.hpp"
#include "lab/synthesis.hpp"

using namespace utvag;
using namespace utvag::lab;

namespace {

std::int64_t drawn(std::uint64_t number, std::uint64_t field, std::int64_t most) {
  return static_cast<std::int64_t>(draw(11, number, field) % static_cast<std::uint64_t>(most + 1));
}

/// A small number or nothing more often than not: what suppression is for.
std::int64_t cell(std::uint64_t number, std::uint64_t field) {
  const std::int64_t kind = drawn(number, 900 + field, 3);
  return kind == 0 ? 0 : drawn(number, field, kind == 1 ? 4 : 30);
}

HouseholdRow one(std::uint64_t number, std::uint64_t i) {
  HouseholdRow row;
  const auto field = [&](std::uint64_t what, std::int64_t most) {
    return drawn(number * 1000 + i, what, most);
  };
  row.adults = 1 + static_cast<int>(field(1, 1));
  row.children = field(2, 5) == 0 ? 4 : static_cast<int>(field(3, 2));
  row.age = static_cast<std::int16_t>(17 + field(4, 45));
  row.municipality = static_cast<std::int32_t>(2580 + field(5, 5));
  row.applies = field(6, 8) == 0 ? 0 : 1;
  row.income_before = row.income_after = field(7, 900'000);
  row.before = field(8, 3) == 0 ? 0 : field(9, 800'000);
  const std::int64_t kind = field(10, 40);
  const std::int64_t moved = kind == 0 ? -field(11, 300'000) : kind == 1 ? 150'000 : 0;
  row.after = std::max<std::int64_t>(0, row.before + moved);
  return row;
}

/// The number in the population behind a figure that is counted up one to one.
void never_few(const Shown& figure) {
  if (figure) CHECK(!is_few(figure->value));
}

}  // namespace

TEST_CASE("ways: whoever is few goes to those without change, or to the fewer") {
  using Columns = std::vector<std::vector<std::size_t>>;
  CHECK(merged_ways({{10, 20, 30}}) == Columns{{0}, {1}, {2}});
  CHECK(merged_ways({{10, 3, 30}}) == Columns{{0}, {1, 2}});
  CHECK(merged_ways({{0, 3, 30}}) == Columns{{0}, {1, 2}});  // none is no secret
  CHECK(merged_ways({{9, 20, 2}}) == Columns{{0, 2}, {1}});
  CHECK(merged_ways({{2, 3, 0}}) == Columns{{0, 1}, {2}});
  CHECK(merged_ways({{10, 20, 30}, {0, 3, 7}}) == Columns{{0}, {1, 2}});
}

TEST_CASE("rows and neighbours are put together until none is few") {
  CHECK(merged_rows({{10, 0, 30}, {9, 8, 7}}).empty());
  CHECK(merged_rows({{10, 3, 30}, {9, 8, 7}, {50, 60, 70}}) == std::vector<std::size_t>{0, 1});
  CHECK(merged_rows({{10, 3, 30}, {9, 2, 7}, {50, 60, 70}}) == std::vector<std::size_t>{0, 1});
  for (std::uint64_t number = 0; number < 3000; ++number) {
    CAPTURE(number);
    std::vector<Counts> table(static_cast<std::size_t>(1 + drawn(number, 500, 5)));
    Counts sums(3), line, other;
    for (std::size_t row = 0; row < table.size(); ++row) {
      for (std::size_t i = 0; i < 3; ++i) {
        table[row].push_back(cell(number, row * 3 + i));
        sums[i] += table[row][i];
      }
    }
    if (std::any_of(sums.begin(), sums.end(), is_few)) continue;
    const auto merged = merged_rows(table);
    CHECK(merged.size() != (table.size() == 1 ? 2 : 1));
    Counts together(3);
    for (std::size_t row = 0; row < table.size(); ++row) {
      const bool in = std::find(merged.begin(), merged.end(), row) != merged.end();
      for (std::size_t i = 0; i < 3; ++i) {
        if (in) together[i] += table[row][i];
        if (!in) CHECK(!is_few(table[row][i]));
      }
    }
    CHECK(std::none_of(together.begin(), together.end(), is_few));
    for (std::uint64_t i = 0; i < 9; ++i) {
      line.push_back(cell(number, 40 + i));
      other.push_back(cell(number, 60 + i));
    }
    const auto sum = [](const Counts& counts, Range range) {
      std::int64_t all = 0;
      for (std::size_t i = range.first; i <= range.last; ++i) all += counts[i];
      return all;
    };
    if (is_few(sum(line, {0, 8})) || is_few(sum(other, {0, 8}))) continue;
    std::vector<bool> keep(9, true);
    keep[3] = false;
    std::size_t next = 0;
    for (const Range& range : merged_together(line, other, keep)) {
      CHECK(range.first == next);
      CHECK(!is_few(sum(line, range)));
      CHECK(!is_few(sum(other, range)));
      CHECK(range.last != 3);
      next = range.last + 1;
    }
    CHECK(next == 9);
  }
}

/// All that is shown is taken together: every set of households that the headline, the tables and
/// the bars tell apart, alone or by subtraction over what they share, has none or at least five.
TEST_CASE("nothing that is shown tells of few households, in any table or between them") {
  int hidden = 0, shown = 0;
  for (std::uint64_t number = 0; number < 400; ++number) {
    CAPTURE(number);
    Evaluated made;
    made.months = 1;
    const std::int64_t households = 5 + drawn(number, 700, 300);
    for (std::int64_t i = 0; i < households; ++i) {
      made.rows.push_back(one(number, static_cast<std::uint64_t>(i)));
    }
    const auto figures = figures_of(made, {}, {1, 40});
    REQUIRE(figures.ok());
    const Figures& f = figures.value();
    const Headline& h = f.head;
    for (const Shown* each : {&h.aided_before, &h.aided_after, &h.in, &h.out, &h.not_applying}) {
      never_few(*each);
      (*each ? shown : hidden) += 1;
    }
    const auto rest = [&](const Shown& part) { return households - part->value; };
    if (h.aided_before) CHECK(!is_few(rest(h.aided_before)));
    if (h.aided_after) CHECK(!is_few(rest(h.aided_after)));
    if (h.in) CHECK(!is_few(h.aided_after->value - h.in->value));   // had and has
    if (h.out) CHECK(!is_few(rest(h.aided_before) - h.in->value));  // neither
    if (h.aided_before && h.not_applying) {
      CHECK(!is_few(rest(h.aided_before) - h.not_applying->value));
    }
    Counts ways(f.ways.size());
    for (const GroupTable& table : f.groups) {
      Counts sums(f.ways.size());
      for (const GroupRow& row : table.rows) {
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
          CHECK(!is_few(row.cells[i].households));
          sums[i] += row.cells[i].households;
        }
      }
      CHECK(std::accumulate(sums.begin(), sums.end(), std::int64_t{0}) == households);
      ways = sums;
    }
    std::int64_t in_bars = 0, losers = 0;
    for (const Bar& bar : f.bars) {
      CHECK(!is_few(bar.cell.households));
      in_bars += bar.cell.households;
      losers += bar.way < 0 ? bar.cell.households : 0;
    }
    if (f.touches_few) {
      CHECK(f.bars.empty());
      CHECK(!h.cost_after);
      CHECK(!h.gini_after);
      continue;
    }
    CHECK(in_bars == households);
    // What bars and tables say of the losers is the same or not told apart: nothing to subtract.
    for (std::size_t i = 0; i < f.ways.size(); ++i) {
      if (f.ways[i].key == "förlorar") CHECK(losers == ways[i]);
      if (f.ways[i].key == "vinner" && h.in) CHECK(!is_few(ways[i] - h.in->value));
      if (f.ways[i].key == "förlorar" && h.out) CHECK(!is_few(ways[i] - h.out->value));
    }
    std::int64_t passed = 0;
    for (const IncomeBar& bar : f.incomes) {
      never_few(bar.before);
      never_few(bar.after);
      passed += bar.before.value - bar.after->value;
      CHECK(!is_few(std::abs(passed)));
    }
  }
  CHECK(hidden > 100);
  CHECK(shown > 500);
}

TEST_CASE("costs of few are hidden too, and no figures stand on fewer than five") {
  Evaluated made;
  made.months = 1;
  for (int i = 0; i < 40; ++i) {
    HouseholdRow row;
    row.income_before = row.income_after = 100'000;
    row.before = row.after = i < 2 ? 500'000 : 0;
    made.rows.push_back(row);
  }
  made.extras.push_back({"stöd", "Stöd", true, std::vector<Rational>(40)});
  made.extras[0].of_row[7] = Rational(123'456);
  const auto figures = figures_of(made, {}, {});
  REQUIRE(figures.ok());
  const Headline& h = figures.value().head;
  for (const Shown* each :
       {&h.cost_before, &h.cost_after, &h.year_before, &h.aided_before, &h.aided_after}) {
    CHECK(!*each);
  }
  CHECK(!h.extras[0].a_month);
  CHECK(h.gini_before.has_value());
  made.rows.resize(4);
  made.extras.clear();
  const auto four = figures_of(made, {}, {});
  REQUIRE(four.ok());
  CHECK(!four.value().head.gini_before);
  CHECK(four.value().incomes.empty());
}
