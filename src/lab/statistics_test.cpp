#include "lab/statistics.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "lab/report.hpp"
#include "lab/synthesis.hpp"

using namespace utvag;
using namespace utvag::lab;

namespace {

constexpr std::int64_t kKronor = 100;

HouseholdRow household(int adults, int children, std::int64_t before, std::int64_t after) {
  HouseholdRow row;
  row.adults = adults;
  row.children = children;
  row.age = 30;
  row.municipality = 2583;
  row.before = before * kKronor;
  row.after = after * kKronor;
  row.income_before = row.income_after = 1000 * kKronor;
  row.need = 5000 * kKronor;
  row.shortfall_before = row.need - row.income_before - row.before;
  row.shortfall_after = row.need - row.income_after - row.after;
  return row;
}

Evaluated example() {
  Evaluated made;
  made.months = 1;
  for (int i = 0; i < 60; ++i) made.rows.push_back(household(1, 0, 4000, 4000));
  for (int i = 0; i < 30; ++i) made.rows.push_back(household(2, 5, 4000, 3400));
  for (int i = 0; i < 10; ++i) made.rows.push_back(household(1, 2, 0, 2500));
  return made;
}

About twice() {
  About about;
  about.weight_households = 2;
  return about;
}

}  // namespace

TEST_CASE("cost, winners and losers, counted up to reality") {
  const Figures f = figures_of(example(), twice(), {});
  CHECK(f.households == 100);
  CHECK(f.cost_before.value == 2 * 90 * 4000 * kKronor);
  CHECK(f.cost_after.value == 2 * (60 * 4000 + 30 * 3400 + 10 * 2500) * kKronor);
  CHECK(f.cost_change.value == f.cost_after.value - f.cost_before.value);
  CHECK(f.year_change.value == 12 * f.cost_change.value);
  CHECK(f.aided_before.value == 180);
  CHECK(f.aided_after.value == 200);
  CHECK(f.in.value == 20);
  CHECK(f.rows_in == 10);
  CHECK(f.out.value == 0);
  CHECK(f.gap_before.value == 80'000);  // ten lack 4 000 of 5 000
  CHECK(f.gap_after.value == 66'000);
  REQUIRE(f.groups.size() == 3);
  const GroupTable& types = f.groups[0];
  std::int64_t losers = 0;
  for (const GroupRow& row : types.rows) {
    losers += row.lose.households;
    if (row.name != "Sammanboende med 4 barn eller fler") continue;
    CHECK(row.lose.number.value == 60);
    CHECK(row.lose.change.value == -600 * kKronor);
    CHECK(row.all.households == 30);
  }
  CHECK(losers == 30);
  std::int64_t in_bars = 0;
  for (const Bar& bar : f.bars) in_bars += bar.cell.households;
  CHECK(in_bars == 100);
  CHECK(f.bars[2].cell.households == 30);  // loses 500–999
  CHECK(f.bars[8].cell.households == 10);
}

TEST_CASE(
    "those who do not apply cost nothing, and some begin to when a reform gives them a right") {
  Evaluated made = example();
  for (HouseholdRow& row : made.rows) row.applies = kNever;
  CHECK(figures_of(made, twice(), {}).cost_after.value == 0);
  CHECK(figures_of(made, twice(), {}).not_applying.value == 180);
  for (HouseholdRow& row : made.rows) row.applies = kWhenReformed;
  const Figures f = figures_of(made, twice(), {});
  CHECK(f.cost_before.value == 0);
  CHECK(f.cost_after.value == 2 * 10 * 2500 * kKronor);  // the ten that had no right before
}

TEST_CASE("intervals: a sure thing has none, the same seed gives the same, more is surer") {
  Evaluated same;
  same.months = 1;
  for (int i = 0; i < 100; ++i) same.rows.push_back(household(1, 0, 4000, 4000));
  const Figures sure = figures_of(same, twice(), {});
  CHECK(sure.cost_before.low == sure.cost_before.high);
  CHECK(sure.gini_before.value <= 1000);
  const Figures f = figures_of(example(), twice(), {});
  CHECK(f.cost_change.low < f.cost_change.value);
  CHECK(f.cost_change.high > f.cost_change.value);
  const Figures again = figures_of(example(), twice(), {});
  CHECK(again.cost_change.low == f.cost_change.low);
  const Figures other = figures_of(example(), twice(), {7, 300});
  CHECK(other.cost_change.low != f.cost_change.low);
  // The binomial spread of 10 in 100: a standard deviation of 3, so about ±6 of 10.
  CHECK(f.in.low <= 12);
  CHECK(f.in.high >= 28);
  CHECK(f.in.high <= 40);
}

TEST_CASE("Gini of two halves, one with nothing") {
  Evaluated made;
  made.months = 1;
  for (int i = 0; i < 50; ++i) {
    made.rows.push_back(household(1, 0, 0, 0));
    made.rows.back().income_before = 0;
    made.rows.push_back(household(1, 0, 0, 0));
  }
  const Figures f = figures_of(made, twice(), {});
  CHECK(f.gini_before.value == 500'000);
  CHECK(f.gini_after.value <= 1000);
}

TEST_CASE("few households are hidden, and what would give them away") {
  using Cells = std::vector<std::vector<bool>>;
  CHECK(hidden_cells({{10, 20, 30}}) == Cells{{false, false, false}});
  CHECK(hidden_cells({{10, 3, 30}}) == Cells{{true, true, false}});
  CHECK(hidden_cells({{0, 3, 30}}) == Cells{{false, true, true}});  // zero is no secret
  const auto hidden = hidden_cells({{10, 3, 30}, {9, 8, 7}, {50, 60, 70}});
  for (std::size_t row = 0; row < 3; ++row) {
    int in_row = 0, in_column = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      in_row += hidden[row][i] ? 1 : 0;
      in_column += hidden[i][row] ? 1 : 0;
    }
    CHECK(in_row != 1);
    CHECK(in_column != 1);
  }
  CHECK(hidden[0][1]);
}

TEST_CASE("a report says what it is in every form and hides what is few") {
  Report report;
  report.reform = "En <tanke>";
  report.baseline = "gällande rätt";
  report.hypothetical = true;
  report.about.synthetic = true;
  report.about.premises.push_back({"hyra", "5500 kr", "gissning", "", true});
  Evaluated few = example();
  few.rows.resize(93);  // three of the ten who gain
  report.figures = figures_of(few, report.about, {});
  report.rounds = 300;
  const std::string text = report_text(report), json = report_json(report),
                    page = report_html(report);
  for (const std::string* each : {&text, &json, &page}) {
    CHECK(each->find("SYNTETISKT") != std::string::npos);
    CHECK(each->find("TÄNKT") != std::string::npos);
    CHECK(each->find("bootstrap") != std::string::npos);
    CHECK(each->find("Antagandenas osäkerhet") != std::string::npos);
  }
  CHECK(text.find("kommer in: färre än 5 i underlaget") != std::string::npos);
  CHECK(json.find("\"hushåll_in\"") == std::string::npos);
  CHECK(json.find("\"hushåll_med_bistånd_efter\"") == std::string::npos);  // would give it away
  CHECK(page.find("En &lt;tanke&gt;") != std::string::npos);
  CHECK(page.find("<tanke>") == std::string::npos);
  CHECK(page.find("http") == std::string::npos);  // reads nothing else
  CHECK(page.find("ANTAGANDE") != std::string::npos);
  CHECK(kronor_words(123'456'789'00) == "123,5 Mkr");
  CHECK(kronor_words(-150) == "−2 kr");
}
