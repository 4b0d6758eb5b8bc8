#include "rules/tools/cover.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "rules/tools/tools_fixture.hpp"

namespace utvag::rules::tools {
namespace {

using fixture::Bench;

/// "rule line: what" of everything that is missing.
std::string missing(const Bench& bench, std::string_view pack = "se") {
  CHECK(bench.faults() == "");
  const CoverReport report = cover(bench.suite, bench.sets.find(pack));
  REQUIRE(report.found);
  CHECK(report.failing == 0);
  CHECK(report.covered + report.missing.size() == report.asked);
  std::string text;
  for (const CoverPoint& point : report.missing) {
    text += point.rule + " " + std::to_string(point.span.line) + ": " + point.what.sv + "\n";
  }
  return text;
}

std::string rule(const std::string& body) {
  return "indata hyra : kr/mån för hushåll\n  benämning \"Hyra\" fråga \"?\" därför \"x\" "
         "underlag \"x\"\n  inom 0 kr/mån – 9 000 kr/mån\n"
         "regel bidrag : kr/mån för hushåll\n  benämning \"Bidrag\" lagrum lag1\n" +
         body;
}

/// One row a month and rent.
std::string table_of(const std::string& rows) {
  return "provtabell \"bidrag\"\n  vuxen a\n  kolumner månad | hyra | väntat bidrag\n" + rows;
}

constexpr const char* kLimit =
    "  från 2026-01-01 till 2026-12-31 källa S1 bevis V\n"
    "    = om hyra < 5 000 kr/mån då hyra annars 5 000 kr/mån\n";
constexpr const char* kEdges = "    2025-12 | - | ingen_regel\n    2027-01 | - | ingen_regel\n";

TEST_CASE("a rule that is tested on each side of everything is covered") {
  const std::string rows = std::string("    2026-01 | 4 999,99 kr/mån | 4 999,99 kr/mån\n") +
                           "    2026-12 | 5 000 kr/mån | 5 000 kr/mån\n" + kEdges;
  CHECK(missing(Bench(rule(kLimit), table_of(rows))) == "");
}

TEST_CASE("a boundary that is not met to the öre is missing") {
  const std::string rows = std::string("    2026-01 | 4 999,98 kr/mån | 4 999,98 kr/mån\n") +
                           "    2026-12 | 5 000 kr/mån | 5 000 kr/mån\n" + kEdges;
  CHECK(missing(Bench(rule(kLimit), table_of(rows))) ==
        "bidrag 8: gränsen är inte prövad: hyra strax under 5000 kr/mån\n");
  const std::string above = std::string("    2026-01 | 4 999,99 kr/mån | 4 999,99 kr/mån\n") +
                            "    2026-12 | 5 000,01 kr/mån | 5 000 kr/mån\n" + kEdges;
  CHECK(missing(Bench(rule(kLimit), table_of(above))) ==
        "bidrag 8: gränsen är inte prövad: hyra lika med 5000 kr/mån\n");
}

TEST_CASE("a branch that is never taken is missing, and what cannot happen is not asked for") {
  const std::string rows = std::string(
                               "    2026-01 | 4 999,99 kr/mån | 4 999,99 kr/mån\n"
                               "    2026-12 | 4 000 kr/mån | 4 000 kr/mån\n") +
                           kEdges;
  CHECK(missing(Bench(rule(kLimit), table_of(rows))) ==
        "bidrag 8: aldrig nej: hyra < 5000 kr/mån\n"
        "bidrag 8: gränsen är inte prövad: hyra lika med 5000 kr/mån\n");
  // Rents end at 9 000: no test can be above, so none is asked for.
  const char* impossible =
      "  från 2026-01-01 till 2026-12-31 källa S1 bevis V\n"
      "    = om hyra < 9 001 kr/mån då hyra annars 5 000 kr/mån\n";
  const std::string few = std::string(
                              "    2026-01 | 1 kr/mån | 1 kr/mån\n"
                              "    2026-12 | 9 000 kr/mån | 9 000 kr/mån\n") +
                          kEdges;
  CHECK(missing(Bench(rule(impossible), table_of(few))) ==
        "bidrag 8: gränsen är inte prövad: hyra strax under 9001 kr/mån\n");
}

TEST_CASE("each version is used in its first and last month and asked for just outside") {
  const char* two =
      "  från 2026-01-01 till 2026-06-30 källa S1 bevis V = hyra\n"
      "  från 2026-07-01 till 2026-12-31 källa S1 bevis V = hyra + 1 kr/mån\n";
  CHECK(missing(Bench(rule(two), table_of("    2026-02 | 1 kr/mån | 1 kr/mån\n"
                                          "    2026-07 | 1 kr/mån | 2 kr/mån\n"
                                          "    2027-01 | - | ingen_regel\n"))) ==
        "bidrag 7: versionens början är inte prövad\n"
        "bidrag 7: versionens slut är inte prövat\n"
        "bidrag 7: tiden före första versionen är inte prövad\n"
        "bidrag 8: versionens slut är inte prövat\n");
}

TEST_CASE("every row of a table is used at both ends of its band") {
  const std::string rules =
      "indata antal_barn : antal för hushåll\n  benämning \"Barn\" fråga \"?\" därför \"x\" "
      "underlag \"x\"\n  inom 0–9\n"
      "tabell belopp (antal_barn : antal 0–9) : kr/mån\n  benämning \"Belopp\" lagrum lag1\n"
      "  från 2026-01-01 källa S1 bevis V\n    0–3 | 10 kr/mån\n    4–8 | 20 kr/mån\n"
      "    9 | okänt \"Inte känt\"\n"
      "regel bidrag : kr/mån för hushåll\n  benämning \"Bidrag\" lagrum lag1\n"
      "  från 2026-01-01 källa S1 bevis V = belopp[antal_barn]\n";
  const std::string head =
      "provtabell \"b\"\n  månad 2026-01\n  vuxen a\n  kolumner månad | antal_barn | väntat "
      "bidrag\n"
      "    2025-12 | 1 | ingen_regel för bidrag\n";
  const std::string all = head +
                          "    - | 0 | 10 kr/mån\n    - | 3 | 10 kr/mån\n    - | 4 | 20 kr/mån\n"
                          "    - | 8 | 20 kr/mån\n    - | 9 | ingen_regel för belopp\n";
  // A table that its only reader shuts out before its first month can never be asked for there.
  CHECK(missing(Bench(rules, all)).empty());
  const std::string some = head + "    - | 0 | 10 kr/mån\n    - | 5 | 20 kr/mån\n";
  CHECK(missing(Bench(rules, some)) ==
        "belopp 8: radens gräns är inte prövad: antal_barn = 3\n"
        "belopp 9: radens gräns är inte prövad: antal_barn = 4\n"
        "belopp 9: radens gräns är inte prövad: antal_barn = 8\n"
        "belopp 10: raden används inte: 9\n"
        "belopp 10: radens gräns är inte prövad: antal_barn = 9\n");
}

TEST_CASE("a table is asked for before its first version when its reader is in force then") {
  const std::string rules =
      "indata antal_barn : antal för hushåll\n  benämning \"Barn\" fråga \"?\" därför \"x\" "
      "underlag \"x\"\n  inom 0–9\n"
      "tabell belopp (antal_barn : antal 0–9) : kr/mån\n  benämning \"Belopp\" lagrum lag1\n"
      "  från 2026-01-01 källa S1 bevis V\n    0–9 | 10 kr/mån\n"
      "regel bidrag : kr/mån för hushåll\n  benämning \"Bidrag\" lagrum lag1\n"
      "  från 2025-12-01 källa S1 bevis V = belopp[antal_barn]\n";
  const std::string tests =
      "provtabell \"b\"\n  vuxen a\n  kolumner månad | antal_barn | väntat bidrag\n"
      "    2025-11 | 1 | ingen_regel för bidrag\n"
      "    2026-01 | 0 | 10 kr/mån\n    2026-01 | 9 | 10 kr/mån\n";
  CHECK(missing(Bench(rules, tests)).find("belopp 7: tiden före första versionen är inte prövad") !=
        std::string::npos);
  CHECK(missing(Bench(rules, tests + "    2025-12 | 1 | ingen_regel för belopp\n")).empty());
}

TEST_CASE("what only a failing test does is not covered") {
  const Bench bench(rule(kLimit), table_of("    2026-01 | 4 999,99 kr/mån | 1 kr/mån\n"));
  const CoverReport report = cover(bench.suite, bench.sets.find("se"));
  CHECK(report.failing == 1);
  CHECK(report.cases == 0);
  CHECK(report.covered == 0);
}

TEST_CASE("tests under a municipality count for the law that they run through") {
  const std::string national =
      "indata hyra : kr/mån för hushåll\n  benämning \"Hyra\" fråga \"?\" därför \"x\" "
      "underlag \"x\"\n"
      "riktlinje regel tak : kr/mån för hushåll\n  benämning \"Tak\" lagrum lag1\n"
      "  gräns minst 100 kr/mån från 1998-01-01\n"
      "  från 2026-01-01 källa S1 bevis V = max(hyra, 100 kr/mån)\n";
  const std::string tests =
      "provtabell \"t\"\n  vuxen a\n  kolumner månad | hyra | väntat tak\n"
      "    2025-12 | 1 kr/mån | ingen_regel\n    2026-01 | 99 kr/mån | 100 kr/mån\n"
      "    2026-01 | 101 kr/mån | 101 kr/mån\n";
  const std::string sets =
      "sätter tak\n  beslut \"Nämnden\" källa K1 bevis M\n  från 2026-02-01 = hyra\n";
  const auto municipal = [&](const std::string& rows) {
    return Bench({fixture::national(national, tests),
                  fixture::municipal(sets,
                                     "provtabell \"t\"\n  vuxen a\n"
                                     "  kolumner månad | hyra | väntat tak\n" +
                                         rows)});
  };
  const std::string free =
      "    2026-01 | 200 kr/mån | 200 kr/mån\n"
      "    2026-02 | 200 kr/mån | 200 kr/mån\n";
  CHECK(missing(municipal(free)) == "tak 6: biter aldrig: gräns minst 100 kr/mån\n");
  CHECK(missing(municipal(free + "    2026-02 | 50 kr/mån | 100 kr/mån\n")) == "");
  CHECK(missing(municipal(free), "malmö") == "");
}

TEST_CASE("an unknown pack is told apart from an uncovered one") {
  const Bench bench(rule(kLimit), "");
  CHECK(!cover(bench.suite, 7).found);
}

}  // namespace
}  // namespace utvag::rules::tools
