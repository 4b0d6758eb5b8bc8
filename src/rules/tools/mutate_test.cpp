#include "rules/tools/mutate.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "rules/tools/tools_fixture.hpp"

namespace utvag::rules::tools {
namespace {

using fixture::Bench;

MutateReport mutated(const Bench& bench, std::size_t values = 0) {
  CHECK(bench.faults() == "");
  MutateOptions options;
  options.values = values;
  MutateReport report = mutate(bench.suite, bench.sets.find("se"), options);
  CHECK(report.found);
  CHECK(report.failing == 0);
  for (const MutateTotals& totals : report.totals) {
    CHECK(totals.made == totals.killed + totals.argued + totals.survived);
  }
  return report;
}

/// Ids of survivors of one class, in order, joined by a space; argued ones in brackets.
std::string survivors(const MutateReport& report, MutantClass kind = MutantClass::structure) {
  std::string text;
  for (const Survivor& survivor : report.survivors) {
    if (survivor.kind != kind) continue;
    text += (text.empty() ? "" : " ");
    text += survivor.argued ? "(" + survivor.id + ")" : survivor.id;
  }
  return text;
}

std::string rule(const std::string& body, const std::string& claims = "") {
  return "indata hyra : kr/mån för hushåll\n  benämning \"Hyra\" fråga \"?\" därför \"x\" "
         "underlag \"x\"\n  inom 0 kr/mån – 9 000 kr/mån\n"
         "regel bidrag : kr/mån för hushåll\n  benämning \"Bidrag\" lagrum lag1\n" +
         claims + body;
}

std::string table_of(const std::string& rows) {
  return "provtabell \"bidrag\"\n  vuxen a\n  kolumner månad | hyra | väntat bidrag\n" + rows;
}

constexpr const char* kLimit =
    "  från 2026-01-01 källa S1 bevis V\n"
    "    = om hyra < 5 000 kr/mån då hyra / 2 annars 6 000 kr/mån\n";
constexpr const char* kBefore = "    2025-12 | 10 kr/mån | ingen_regel\n";

TEST_CASE("tests on each side of a threshold leave no structure mutant") {
  const Bench bench(rule(kLimit), table_of(std::string(kBefore) +
                                           "    2026-01 | 4 999,98 kr/mån | 2 499,99 kr/mån\n"
                                           "    2026-01 | 5 000 kr/mån | 6 000 kr/mån\n"
                                           "    2026-01 | 5 001 kr/mån | 6 000 kr/mån\n"));
  const MutateReport report = mutated(bench, 1000);
  CHECK(survivors(report) == "");
  CHECK(survivors(report, MutantClass::boundary) == "");
  CHECK(survivors(report, MutantClass::value) == "");
  const MutateTotals& structure = report.totals[0];
  CHECK(structure.made > 10);
  CHECK(structure.killed == structure.made);
  CHECK(report.totals[2].made > 4);
}

TEST_CASE("a threshold that is not met lets < and ≤ be exchanged") {
  const Bench bench(rule(kLimit),
                    table_of(std::string(kBefore) + "    2026-01 | 4 000 kr/mån | 2 000 kr/mån\n"
                                                    "    2026-01 | 6 001 kr/mån | 6 000 kr/mån\n"));
  const MutateReport report = mutated(bench);
  CHECK(survivors(report) == "1#1:lt_le");
  REQUIRE(report.survivors.size() == 1);
  const Survivor& survivor = report.survivors[0];
  CHECK(survivor.rule == "bidrag");
  CHECK(survivor.reached);
  CHECK(survivor.before == "hyra < 5000 kr/mån");
  CHECK(survivor.after == "hyra ≤ 5000 kr/mån");
  CHECK(place_text(report.files, survivor.span) == "se/b.norm:8");
}

TEST_CASE("a claim argues a survivor away, and one that fits none is stale") {
  const std::string tests = table_of(std::string(kBefore) +
                                     "    2026-01 | 4 000 kr/mån | 2 000 kr/mån\n"
                                     "    2026-01 | 6 001 kr/mån | 6 000 kr/mån\n");
  const std::string claims =
      "  likvärdig \"1#1:lt_le\" \"Ingen hyra är 5 000 kr.\"\n"
      "  likvärdig \"1#1:lt_gt\" \"Prövad.\"\n  likvärdig \"1#99:drop\" \"Finns inte.\"\n";
  const MutateReport report = mutated(Bench(rule(kLimit, claims), tests));
  CHECK(survivors(report) == "(1#1:lt_le)");
  CHECK(report.totals[0].argued == 1);
  CHECK(report.totals[0].survived == 0);
  REQUIRE(report.stale.size() == 2);
  CHECK(report.stale[0].id == "1#1:lt_gt");
  CHECK(report.stale[0].killed);
  CHECK(report.stale[1].id == "1#99:drop");
  CHECK(!report.stale[1].killed);
}

TEST_CASE("what types and limits prove to be the same is not made") {
  const Bench bench(rule("  från 2026-01-01 källa S1 bevis V\n"
                         "    = om hyra > 0 kr/mån då 5 kr/mån annars 7 kr/mån\n"),
                    table_of(std::string(kBefore) + "    2026-01 | 0 kr/mån | 7 kr/mån\n"
                                                    "    2026-01 | 0,01 kr/mån | 5 kr/mån\n"));
  const MutateReport report = mutated(bench);
  // > and ≠ are the same for what is never below zero, and so is its twelvefold.
  CHECK(report.totals[0].proved == 2);
  CHECK(survivors(report) == "");
}

TEST_CASE("moved dates are noticed only by tests at both sides of them") {
  const std::string rules = rule(
      "  från 2026-01-01 till 2026-06-30 källa S1 bevis V = hyra\n"
      "  från 2026-07-01 källa S1 bevis V = hyra + 1 kr/mån\n");
  const MutateReport loose =
      mutated(Bench(rules, table_of(std::string(kBefore) + "    2026-01 | 2 kr/mån | 2 kr/mån\n"
                                                           "    2026-07 | 2 kr/mån | 3 kr/mån\n")));
  CHECK(survivors(loose, MutantClass::boundary) == "2:från-1");
  const MutateReport tight = mutated(Bench(
      rules, table_of(std::string(kBefore) +
                      "    2026-01 | 2 kr/mån | 2 kr/mån\n"
                      "    2026-06 | 2 kr/mån | 2 kr/mån\n    2026-07 | 2 kr/mån | 3 kr/mån\n")));
  CHECK(survivors(tight, MutantClass::boundary) == "");
}

TEST_CASE("a date between versions that say the same is no mutant") {
  const std::string rules = rule(
      "  från 2026-01-01 till 2026-06-30 källa S1 bevis V = hyra\n"
      "  från 2026-07-01 källa S1 bevis D = hyra\n");
  const MutateReport report =
      mutated(Bench(rules, table_of(std::string(kBefore) + "    2026-01 | 2 kr/mån | 2 kr/mån\n")));
  CHECK(survivors(report, MutantClass::boundary) == "");
  CHECK(report.totals[1].proved == 2);
}

TEST_CASE("bands, cells, roundings, filters and units are mutated") {
  const std::string rules =
      "indata lön : kr/år för person\n  benämning \"Lön\" fråga \"?\" därför \"x\" underlag \"x\"\n"
      "tabell belopp (n : antal 0–9) : kr/mån\n  benämning \"Belopp\" lagrum lag1\n"
      "  från 2026-01-01 källa S1 bevis V\n    0–3 | 10 kr/mån\n    4–9 | 20 kr/mån\n"
      "regel bidrag : kr/mån för hushåll\n  benämning \"Bidrag\" lagrum lag1\n"
      "  från 2026-01-01 källa S1 bevis V\n"
      "    = avrunda belopp[min(antal(person där roll = barn), 9)]\n"
      "        + summa(person där roll = vuxen: lön) / 12 mån/år uppåt till 1 kr/mån\n";
  const std::string tests =
      "prov \"ett\"\n  månad 2026-01\n  vuxen a\n    lön = 120 kr/år\n  väntat bidrag = 20 "
      "kr/mån\n";
  const MutateReport report = mutated(Bench(rules, tests), 1000);
  const std::string structure = survivors(report);
  for (const char* id : {":up", ":down", ":nearest", ":filter_drop", ":step_x10", ":drop_2"}) {
    const bool survives = structure.find(id) != std::string::npos;
    // Rounding up is what the rule does: it is no mutant.
    CHECK_MESSAGE(survives == (std::string_view(id) != ":up"), id);
  }
  CHECK(structure.find(":x12") == std::string::npos);
  CHECK(structure.find(":div_mul") == std::string::npos);
  CHECK(survivors(report, MutantClass::boundary).find("1r1:k1:high-1") != std::string::npos);
  CHECK(survivors(report, MutantClass::value).find("1r2:plus") != std::string::npos);
  CHECK(survivors(report, MutantClass::value).find("1r1:plus") == std::string::npos);
}

TEST_CASE("value mutants are sampled evenly, and the rest counted as left out") {
  const Bench bench(rule(kLimit), table_of("    2026-01 | 4 000 kr/mån | 2 000 kr/mån\n"));
  const MutateReport all = mutated(bench, 1000);
  const MutateReport few = mutated(bench, 3);
  CHECK(few.totals[2].made == 3);
  CHECK(few.totals[2].left_out == all.totals[2].made - 3);
  CHECK(mutated(bench).totals[2].left_out == all.totals[2].made);
}

TEST_CASE("the program is left as it was") {
  const Bench bench(rule(kLimit), table_of("    2026-01 | 4 000 kr/mån | 2 000 kr/mån\n"));
  const MutateReport one = mutated(bench, 1000);
  const MutateReport two = mutated(bench, 1000);
  CHECK(survivors(one) == survivors(two));
  CHECK(run_tests(bench.suite).failures.empty());
}

}  // namespace
}  // namespace utvag::rules::tools
