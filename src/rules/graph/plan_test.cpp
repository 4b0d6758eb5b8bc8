#include <doctest/doctest.h>

#include "rules/graph/test_program.hpp"

namespace utvag::rules {
namespace {

using testing::Builder;
using testing::Case;
using testing::day;
using testing::month;

Question asked(Month about, Date known_at = day(2026, 3, 10), Date decided = day(2026, 3, 10)) {
  return {about, known_at, decided};
}

/// A rule with the versions 2018 (10) and 2019– (20).
struct TwoYears {
  Builder b;
  std::int32_t rule;
  TwoYears() {
    rule = b.rule("belopp", b.constant(10));
    b.def(rule).layers[0].versions = {
        Builder::version(b.constant(10), day(2018, 1, 1), day(2018, 12, 31)),
        Builder::version(b.constant(20), day(2019, 1, 1))};
  }
  std::vector<Version>& versions() { return b.def(rule).layers[0].versions; }
  std::string told(Question question) const { return Case(b, {}, question).told(rule); }
  Plan::Choice choice(Question question) const {
    return Case(b, {}, question).plan.choice(rule, 0);
  }
};

TEST_CASE("the version in force on the first of the month answers") {
  const TwoYears two;
  CHECK(two.told(asked(month(2018, 1))) == "10");
  CHECK(two.told(asked(month(2018, 12))) == "10");
  CHECK(two.told(asked(month(2019, 1))) == "20");
  CHECK(two.told(asked(month(2017, 12))) == "ingen regel 0");
}

TEST_CASE("a version that starts within the month does not answer for it") {
  TwoYears two;
  two.versions()[0].to = day(2019, 1, 14);
  two.versions()[1].from = day(2019, 1, 15);
  CHECK(two.told(asked(month(2019, 1))) == "10");
  CHECK(two.told(asked(month(2019, 2))) == "20");
}

TEST_CASE("a declaration by the day of decision looks at that day instead") {
  TwoYears two;
  two.b.def(two.rule).by_decision_date = true;
  CHECK(two.told(asked(month(2019, 1), day(2026, 1, 1), day(2018, 12, 31))) == "10");
  CHECK(two.told(asked(month(2018, 12), day(2026, 1, 1), day(2019, 1, 1))) == "20");
}

TEST_CASE("why there is no version") {
  TwoYears two;
  two.versions()[1].to = day(2019, 12, 31);
  using Miss = Plan::Miss;
  CHECK(two.choice(asked(month(2017, 12))).miss == Miss::before_first);
  CHECK(two.choice(asked(month(2020, 1))).miss == Miss::after_last);
  CHECK(two.choice(asked(month(2018, 6))).miss == Miss::none);
  CHECK(two.choice(asked(month(2018, 6), day(2019, 12, 31))).miss == Miss::not_registered);
  CHECK(two.choice(asked(month(2018, 6), day(2019, 12, 31))).version == -1);
  CHECK(Case(two.b).plan.choice(two.rule, 1).miss == Miss::no_layer);
  two.versions()[1].provenance.registered = day(2021, 5, 5);
  CHECK(two.choice(asked(month(2019, 6), day(2021, 5, 4))).miss == Miss::not_registered);
  CHECK(two.choice(asked(month(2020, 1), day(2021, 5, 4))).miss == Miss::after_last);
  CHECK(two.told(asked(month(2019, 6), day(2021, 5, 5))) == "20");
}

TEST_CASE("a hole between versions of an overlay is after the last") {
  TwoYears two;
  two.versions()[1].from = day(2022, 1, 1);
  CHECK(two.choice(asked(month(2020, 6))).miss == Plan::Miss::after_last);
}

TEST_CASE("a version used after it was last known to apply is stale") {
  TwoYears two;
  two.versions()[1].known_to = day(2022, 6, 30);
  CHECK_FALSE(two.choice(asked(month(2022, 6))).stale);
  CHECK(two.choice(asked(month(2022, 7))).stale);
  CHECK_FALSE(two.choice(asked(month(2018, 7))).stale);
}

TEST_CASE("a correction replaces what it corrects once it is registered") {
  TwoYears two;
  Version correction = Builder::version(two.b.constant(11), day(2018, 1, 1), day(2018, 12, 31));
  correction.provenance.registered = day(2023, 4, 1);
  correction.provenance.corrects = day(2020, 1, 1);
  two.versions().push_back(correction);
  CHECK(two.told(asked(month(2018, 5), day(2023, 3, 31))) == "10");
  CHECK(two.told(asked(month(2018, 5), day(2023, 4, 1))) == "11");
  CHECK(two.told(asked(month(2019, 5), day(2023, 4, 1))) == "20");
}

TEST_CASE("a correction of a part of the days leaves the rest as they were") {
  TwoYears two;
  Version correction = Builder::version(two.b.constant(21), day(2019, 1, 1), day(2020, 12, 31));
  correction.provenance.registered = day(2023, 4, 1);
  correction.provenance.corrects = day(2020, 1, 1);
  two.versions().push_back(correction);
  CHECK(two.told(asked(month(2020, 5), day(2023, 3, 31))) == "20");
  CHECK(two.told(asked(month(2020, 5), day(2023, 4, 1))) == "21");
  CHECK(two.told(asked(month(2021, 5), day(2023, 4, 1))) == "20");
  CHECK(two.told(asked(month(2018, 5), day(2023, 4, 1))) == "10");
}

TEST_CASE("a correction of a correction") {
  TwoYears two;
  Version first = Builder::version(two.b.constant(21), day(2019, 1, 1));
  first.provenance.registered = day(2023, 4, 1);
  first.provenance.corrects = day(2020, 1, 1);
  Version second = Builder::version(two.b.constant(22), day(2019, 1, 1));
  second.provenance.registered = day(2024, 4, 1);
  second.provenance.corrects = day(2023, 4, 1);
  two.versions().insert(two.versions().begin(), second);
  two.versions().push_back(first);
  CHECK(two.told(asked(month(2019, 5), day(2023, 3, 31))) == "20");
  CHECK(two.told(asked(month(2019, 5), day(2023, 4, 1))) == "21");
  CHECK(two.told(asked(month(2019, 5), day(2024, 4, 1))) == "22");
}

TEST_CASE("rows of a table are corrected and known like versions") {
  Builder b;
  auto corrected = Builder::row({{1, 2}}, 11);
  corrected.provenance.registered = day(2023, 4, 1);
  corrected.provenance.corrects = day(2020, 1, 1);
  auto late = Builder::row({{4, 4}}, 40);
  late.provenance.registered = day(2025, 1, 1);
  const auto table =
      b.table("belopp", {Builder::row({{1, 2}}, 10), Builder::row({{3, 3}}, 30), corrected, late});
  const auto row_of = [&](Rational key, Date known_at) {
    return Case(b, {}, asked(month(2026, 3), known_at)).plan.find_row(table, 0, {&key, 1});
  };
  CHECK(row_of(2, day(2023, 3, 31)) == 0);
  CHECK(row_of(2, day(2023, 4, 1)) == 2);
  CHECK(row_of(3, day(2023, 4, 1)) == 1);
  CHECK(row_of(4, day(2024, 12, 31)) == -1);
  CHECK(row_of(4, day(2025, 1, 1)) == 3);
  const Case whole(b);
  const Version& version = b.def(table).layers[0].versions[0];
  CHECK_FALSE(whole.plan.row_in_force(version, version.rows[0]));
  CHECK(whole.plan.row_in_force(version, version.rows[2]));
  CHECK(whole.plan.rows(table, 0) == std::vector<std::int32_t>{1, 2, 3});
}

TEST_CASE("row keys are closed intervals; ends and keys may be fractions") {
  Builder b;
  const Rational half = Rational::make(1, 2);
  const auto whole = b.table("hel", {Builder::row({{0, 3}}, 1), Builder::row({{4, {}}}, 2)});
  const auto parts = b.table("del", {Builder::row({{{}, half}}, 1), Builder::row({{half, 1}}, 2)});
  const Case c(b);
  const auto row_of = [&](std::int32_t table, Rational key) {
    return c.plan.find_row(table, 0, {&key, 1});
  };
  CHECK(row_of(whole, -1) == -1);
  CHECK(row_of(whole, 0) == 0);
  CHECK(row_of(whole, 3) == 0);
  CHECK(row_of(whole, Rational::make(7, 2)) == -1);
  CHECK(row_of(whole, Rational::make(9, 2)) == 1);
  CHECK(row_of(whole, 1'000'000'000'000) == 1);
  CHECK(row_of(parts, -5) == 0);
  CHECK(row_of(parts, half) == 0);
  CHECK(row_of(parts, Rational::make(3, 4)) == 1);
  CHECK(row_of(parts, 2) == -1);
}

TEST_CASE("members of a family are found wherever they stand") {
  Builder b;
  b.input("annat");
  const auto first = b.per_colour([](Definition& d) { d.kind = DefKind::input; });
  const Case c(b);
  CHECK(c.plan.member(first, 2) == first + 2);
  CHECK(c.plan.member(first, 3) == -1);
  CHECK(c.plan.member(first, -1) == -1);
  CHECK(c.plan.member(0, 0) == -1);
}

}  // namespace
}  // namespace utvag::rules
