#include "lab/statistics.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "base/json.hpp"
#include "base/text.hpp"
#include "lab/report.hpp"
#include "lab/resample.hpp"
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

Figures told(const Evaluated& evaluated, const Bootstrap& bootstrap = {}) {
  auto made = figures_of(evaluated, twice(), bootstrap);
  REQUIRE_MESSAGE(made.ok(), made.error().en);
  return made.value();
}

const GroupRow& row_named(const GroupTable& table, const std::string& name) {
  for (const GroupRow& row : table.rows) {
    if (row.name == name) return row;
  }
  FAIL("no row " << name);
  return table.rows.front();
}

}  // namespace

TEST_CASE("cost, winners and losers, counted up to reality") {
  const Figures f = told(example());
  const Headline& h = f.head;
  CHECK(f.households == 100);
  CHECK(h.cost_before->value == 2 * 90 * 4000 * kKronor);
  CHECK(h.cost_after->value == 2 * (60 * 4000 + 30 * 3400 + 10 * 2500) * kKronor);
  CHECK(h.cost_change->value == h.cost_after->value - h.cost_before->value);
  CHECK(h.year_change->value == 12 * h.cost_change->value);
  CHECK(h.aided_before->value == 180);
  CHECK(h.aided_after->value == 200);
  CHECK(h.in->value == 20);
  CHECK(h.out->value == 0);
  CHECK(h.gap_before->value == 80'000);  // ten lack 4 000 of 5 000
  CHECK(h.gap_after->value == 66'000);
  CHECK(h.gap_change->value == -14'000);
  CHECK(h.gini_change->value == h.gini_after->value - h.gini_before->value);
  CHECK(h.gini_change->low < h.gini_change->high);
  REQUIRE(f.groups.size() == 3);
  REQUIRE(f.ways.size() == 3);
  CHECK(f.ways[1].key == "förlorar");
  const GroupRow& large = row_named(f.groups[0], "Sammanboende med 4 barn eller fler");
  CHECK(large.cells[1].number.value == 60);
  CHECK(large.cells[1].change.value == -600 * kKronor);
  CHECK(large.all.households == 30);
  std::int64_t in_bars = 0;
  for (const Bar& bar : f.bars) in_bars += bar.cell.households;
  CHECK(in_bars == 100);
  CHECK(f.bars[2].words == "förlorar 500–999 kr");
  CHECK(f.bars[2].cell.households == 30);
  CHECK(f.bars[8].words == "vinner " + format_whole(2000) + " kr eller mer");
  CHECK(f.bars[8].cell.households == 10);
  // By consumption unit: 60 have 5 000 kr; 30 have 5 000/3.71 = 1 347; 10 have 1 000/1.94 = 515.
  CHECK(f.incomes[0].words == "under " + format_whole(2000) + " kr");
  CHECK(f.incomes[0].before.value == 2 * 40);
  CHECK(f.incomes[0].after->value == 2 * 40);  // 3 500/1.94 = 1 804 still
  CHECK(f.incomes[2].words == format_whole(4000) + "–" + format_whole(5999) + " kr");
  CHECK(f.incomes[2].before.value == 2 * 60);
  CHECK(h.median_before->value == 1300 * kKronor);  // 210 of the 300 persons are in large families
  CHECK(h.ninth_before->value == 5000 * kKronor);
}

TEST_CASE(
    "those who do not apply cost nothing, and some begin to when a reform gives them a right") {
  Evaluated made = example();
  for (HouseholdRow& row : made.rows) row.applies = kNever;
  CHECK(told(made).head.cost_after->value == 0);
  CHECK(told(made).head.not_applying->value == 180);
  for (HouseholdRow& row : made.rows) row.applies = kWhenReformed;
  const Headline h = told(made).head;
  CHECK(h.cost_before->value == 0);
  CHECK(h.cost_after->value == 2 * 10 * 2500 * kKronor);  // the ten that had no right before
}

TEST_CASE("intervals: a sure thing has none, the same seed gives the same, more is surer") {
  Evaluated same;
  same.months = 1;
  for (int i = 0; i < 100; ++i) same.rows.push_back(household(1, 0, 4000, 4000));
  const Headline sure = told(same).head;
  CHECK(sure.cost_before->low == sure.cost_before->high);
  CHECK(sure.gini_before->value <= 1000);
  const Headline h = told(example()).head;
  CHECK(h.cost_change->low < h.cost_change->value);
  CHECK(h.cost_change->high > h.cost_change->value);
  CHECK(told(example()).head.cost_change->low == h.cost_change->low);
  CHECK(told(example(), {7, 300}).head.cost_change->low != h.cost_change->low);
  // The binomial spread of 10 in 100: a standard deviation of 3, so about ±6 of 10.
  CHECK(h.in->low <= 12);
  CHECK(h.in->high >= 28);
  CHECK(h.in->high <= 40);
}

TEST_CASE("intervals above 500 households: a sure thing has none, and chance has its own") {
  for (const int households : {501, 750, 999, 4000}) {
    CAPTURE(households);
    Evaluated same;
    same.months = 1;
    for (int i = 0; i < households; ++i) same.rows.push_back(household(1, 0, 4000, 4000));
    const Figures sure = told(same);
    CHECK(sure.head.cost_before->low == sure.head.cost_before->high);
    CHECK(sure.head.aided_before->low == sure.head.aided_before->high);
    REQUIRE(sure.bars.size() == 9);
    CHECK(sure.bars[4].cell.number.low == 2 * households);
    CHECK(sure.bars[4].cell.number.high == 2 * households);
  }
  // 2 000 of 4 000: a standard deviation of √(4 000/4) = 31.6, so ±62, counted up ±124. In order,
  // as a file has them: what stands together must not be dealt evenly.
  Evaluated halves;
  halves.months = 1;
  for (int i = 0; i < 4000; ++i) halves.rows.push_back(household(1, 0, i < 2000 ? 4000 : 0, 4000));
  const Shown aided = told(halves, {1, 1000}).head.aided_before;
  CHECK(aided->value == 4000);
  CHECK(aided->high - aided->low == doctest::Approx(248).epsilon(0.15));
}

TEST_CASE("sums at the largest size are exact, or refused; never nought") {
  const std::int64_t rows = 8'500'000, reality = 232'729;
  Evaluated made;
  made.months = 12;
  for (int i = 0; i < 10; ++i) {
    made.rows.push_back(household(1, 0, 0, 0));
    made.rows.back().before = rows / 10 * 7'654'321;  // ören: what so many have in a year
    made.rows.back().after = made.rows.back().before;
  }
  About about;
  about.weight_households = reality;
  about.weight_rows = 10;
  const auto fits = figures_of(made, about, {});
  REQUIRE(fits.ok());
  // 8 500 000 × 7 654 321 × 232 729 / 10, reckoned elsewhere.
  CHECK(fits.value().head.year_before->value == 1'514'175'101'207'650'000);
  about.weight_households = 1'000'000'000;
  about.weight_rows = 1;
  const auto refused = figures_of(made, about, {});
  REQUIRE(!refused.ok());
  CHECK(refused.error().code == "lab.too-large");
  bool too_large = false;
  const Wide most = std::numeric_limits<std::int64_t>::max();
  CHECK(scaled(most, 3, 3, too_large) == std::numeric_limits<std::int64_t>::max());
  CHECK(scaled(-most, most, most, too_large) == -std::numeric_limits<std::int64_t>::max());
  CHECK(scaled(-5, 1, 2, too_large) == -3);
  CHECK(!too_large);
  CHECK(scaled(most, most * 3, most * 2, too_large) == 0);
  CHECK(too_large);
}

TEST_CASE("Gini of two halves, one with nothing") {
  Evaluated made;
  made.months = 1;
  for (int i = 0; i < 50; ++i) {
    made.rows.push_back(household(1, 0, 0, 0));
    made.rows.back().income_before = 0;
    made.rows.push_back(household(1, 0, 0, 0));
  }
  const Headline h = told(made).head;
  CHECK(h.gini_before->value == 500'000);
  CHECK(h.gini_after->value <= 1000);
  CHECK(h.gini_change->value == h.gini_after->value - 500'000);
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
  report.figures = figures_of(few, report.about, {}).value();
  report.rounds = 300;
  report.left_out = {{"före: uppgifter saknas", 3}, {"efter: ingen regel", 20}};
  report.variations.push_back({"hyra", "6000", told(example()).head});
  const std::string text = report_text(report), json = report_json(report),
                    page = report_html(report);
  for (const std::string* each : {&text, &json, &page}) {
    CHECK(each->find("SYNTETISKT") != std::string::npos);
    CHECK(each->find("TÄNKT") != std::string::npos);
    CHECK(each->find("bootstrap") != std::string::npos);
    CHECK(each->find("Antagandenas osäkerhet") != std::string::npos);
    CHECK(each->find("uppgifter saknas") == std::string::npos);  // three of them
    CHECK(each->find("världarna: 23") != std::string::npos);
  }
  CHECK(text.find("kommer in: dolt") != std::string::npos);
  const auto read = parse_json(json);
  REQUIRE(read.ok());
  CHECK(read.value().find("hushåll_in")->find("dold")->boolean());
  CHECK(read.value().find("hushåll_med_bistånd_efter")->find("dold")->boolean());
  // Every headline figure of what was varied, with its interval, in JSON and on the page.
  const Json& varied = read.value().find("varierade_antaganden")->items()[0];
  for (const HeadlineLine& line : headline_lines(report.figures.head)) {
    CAPTURE(line.key);
    REQUIRE(varied.find(line.key) != nullptr);
    CHECK(varied.find(line.key)->find("från") != nullptr);
    const std::string label = std::string(line.section) + " " + line.label;
    CHECK(page.find(label) != std::string::npos);
  }
  CHECK(page.find("En &lt;tanke&gt;") != std::string::npos);
  CHECK(page.find("<tanke>") == std::string::npos);
  CHECK(page.find("http") == std::string::npos);  // reads nothing else
  CHECK(page.find("ANTAGANDE") != std::string::npos);
  CHECK(bars_svg(told(example())).find("class=\"interval\"") != std::string::npos);
  CHECK(incomes_svg(told(example())).find("class=\"interval\"") != std::string::npos);
  CHECK(kronor_words(123'456'789'00) == "123,5 Mkr");
  CHECK(kronor_words(-150) == "−2 kr");
  CHECK(measure_words(-1'234, Measure::index) == "−0,0012");
  CHECK(measure_words(234'560, Measure::percent) == "23,46 %");
}
