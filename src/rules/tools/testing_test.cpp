#include "rules/tools/testing.hpp"

#include <doctest/doctest.h>

#include "rules/tools/tools_fixture.hpp"

namespace utvag::rules::tools {
namespace {

using fixture::Bench;

constexpr const char* kRules = R"(
indata hyra : kr/mån för hushåll
  benämning "Hyra" fråga "Vad är hyran?" därför "Den räknas." underlag "Avi"
  inom 0 kr/mån – 50 000 kr/mån
  spann
indata född : datum för person
  benämning "Född" fråga "När?" därför "Åldern." underlag "Folkbokföring"
indata inkomst per slag : kr/mån för person
  benämning "Inkomst" fråga "Vad?" därför "Räknas." underlag "Besked"
  lista
tabell belopp (ålder : år 0–20) : kr/mån
  benämning "Belopp" lagrum lag1
  från 2026-01-01 till 2026-12-31 källa S1 bevis V
    0–6 | 2 000 kr/mån
    7–20 | 3 000 kr/mån
regel ålder : år för person
  benämning "Ålder" lagrum lag1
  från 1998-01-01 källa S1 bevis V = ålder(född, första_dag(månad))
regel barnets_norm : kr/mån för person
  benämning "Barnets norm" lagrum lag1
  från 2026-01-01 källa S1 bevis V = belopp[min(max(ålder, 0 år), 20 år)]
regel inkomster : kr/mån för person
  benämning "Inkomster" lagrum lag1
  från 2026-01-01 källa S1 bevis V = summa(s i slag: inkomst[s])
riktlinje regel tak : kr/mån för hushåll
  benämning "Tak" lagrum lag1
  gräns minst 0 kr/mån från 1998-01-01
  från 2026-01-01 känd till 2026-03-31 källa S1 bevis V = hyra
bedömning högre : kr/mån för hushåll
  benämning "Högre norm" lagrum lag1 riktning högre
  från 2026-01-01 = 0 kr/mån
regel bistånd : kr/mån för hushåll
  benämning "Bistånd" lagrum lag1 resultat
  från 2026-01-01 källa S1 bevis V = tak + högre + summa(person där roll = barn: barnets_norm)
ej uttryckt en_del
  lagrum lag1 källa S1 bevis X berör bistånd
  från 2026-03-01 "Det framgår inte."
)";

Bench bench(const std::string& tests) {
  return Bench(kRules, tests);
}

TEST_CASE("a whole household is calculated and found as expected") {
  const Bench all = bench(R"(
prov "med barn"
  månad 2026-03
  hushåll
    hyra = 6 500 kr/mån
  vuxen a
    inkomst = inga
  barn b
    född = 2019-05-01
  väntat b.barnets_norm = 2 000 kr/mån
  väntat a.inkomster = 0 kr/mån
  väntat bistånd = 8 500 kr/mån
  väntat bistånd not "ej_uttryckt"
  väntat bistånd not "en_del"
  väntat bistånd inte not "inaktuell"
prov "senare"
  månad 2026-04
  hushåll
    hyra = 6 500 kr/mån från 2026-04 till 2026-04
    hyra = 7 000 kr/mån från 2026-05
  vuxen a
  bedöm högre = 500 kr/mån skäl "Specialkost"
  väntat bistånd = 7 000 kr/mån
  väntat bistånd not "inaktuell"
prov "före"
  månad 2026-02
  vuxen a
  givet tak = 1 kr/mån
  väntat bistånd = 1 kr/mån
  väntat bistånd inte not "en_del"
)");
  CHECK(all.faults() == "");
  const TestReport report = run_tests(all.suite);
  CHECK(report.cases == 3);
  CHECK(report.expectations == 10);
  CHECK(report.failures.empty());
}

TEST_CASE("missing facts and missing rules are expected exactly") {
  const Bench all = bench(R"(
prov "okänt"
  månad 2026-03
  vuxen a
  barn b
  väntat bistånd okänd hyra, b.född
  väntat a.inkomster okänd a.inkomst
prov "för få"
  månad 2026-03
  vuxen a
  barn b
  väntat bistånd okänd hyra
prov "ingen regel"
  månad 2027-01
  vuxen a
  barn b
    född = 2019-05-01
  väntat b.barnets_norm ingen_regel för belopp
  väntat b.barnets_norm ingen_regel
prov "fel regel"
  månad 2027-01
  vuxen a
  barn b
    född = 2019-05-01
  väntat b.barnets_norm ingen_regel för barnets_norm
)");
  CHECK(all.faults() == "");
  const TestReport report = run_tests(all.suite);
  REQUIRE(report.failures.size() == 2);
  CHECK(report.failures[0].expected.sv == "okänd: hyra");
  CHECK(report.failures[0].got.sv == "okänd: b.född, hyra");
  CHECK(report.failures[1].got.en == "no rule (belopp)");
  CHECK(report.failed_cases == std::vector<std::size_t>{1, 3});
}

TEST_CASE("a failure tells where, what and how the value came about") {
  const Bench all = bench(R"(
prov "fel belopp"
  månad 2026-03
  hushåll
    hyra = 6 500 kr/mån
  vuxen a
  väntat bistånd = 6 501 kr/mån
)");
  const TestReport report = run_tests(all.suite);
  REQUIRE(report.failures.size() == 1);
  const Failure& failure = report.failures[0];
  CHECK(place_text(all.sets.files(), failure.span) == "se/c.prov:7");
  CHECK(failure.target == "bistånd");
  CHECK(failure.expected.sv == "6 501 kr/mån");
  CHECK(failure.got.sv == "6 500 kr/mån");
  REQUIRE(!failure.trace.empty());
  CHECK(failure.trace[0].starts_with("bistånd = 6 500 kr/mån  se/b.norm:"));
}

TEST_CASE("each row of a table is a case of its own") {
  const Bench all = bench(R"(
provtabell "belopp"
  månad 2026-03
  vuxen a
  barn b
  kolumner givet b.ålder | månad | väntat b.barnets_norm
    6 år | - | 2 000 kr/mån
    7 år | - | 3 001 kr/mån
    7 år | 2027-01 | ingen_regel
)");
  CHECK(all.faults() == "");
  const TestReport report = run_tests(all.suite);
  CHECK(report.cases == 3);
  REQUIRE(report.failures.size() == 1);
  CHECK(place_text(all.sets.files(), report.failures[0].span) == "se/c.prov:8");
}

TEST_CASE("faults in tests are told with their place and the name that was meant") {
  const auto code = [](const std::string& lines) {
    const Bench all = bench("prov \"fel\"\n  månad 2026-03\n" + lines);
    CHECK(all.suite.cases().empty());
    return all.codes();
  };
  const std::string expect = "  väntat tak = 0 kr/mån\n";
  CHECK(code("  vuxen a\n  väntat bistond = 0 kr/mån\n") == "test.unknown_name");
  CHECK(code("  vuxen a\n  väntat tak = 0 kr\n") == "test.value");
  CHECK(code("  vuxen a\n  väntat tak = ja\n") == "test.value");
  CHECK(code("  vuxen a\n  väntat a.tak = 0 kr/mån\n") == "test.person");
  CHECK(code("  vuxen a\n  väntat barnets_norm = 0 kr/mån\n") == "test.person");
  CHECK(code("  vuxen a\n  väntat b.barnets_norm = 0 kr/mån\n") == "test.person");
  CHECK(code("  vuxen a\n  väntat tak not \"inaktuel\"\n") == "test.note");
  CHECK(code("  hushåll\n    tak = 1 kr/mån\n  vuxen a\n" + expect) == "test.not_input");
  CHECK(code("  hushåll\n    hyra = 50 001 kr/mån\n  vuxen a\n" + expect) == "test.limits");
  CHECK(code("  hushåll\n    hyra = ej tillämplig\n  vuxen a\n" + expect) == "test.not_applicable");
  CHECK(code("  vuxen a\n    inkomst = 5 kr/mån\n" + expect) == "test.member_missing");
  CHECK(code("  vuxen a\n  givet a.inkomst = 5 kr/mån\n" + expect) == "test.member_missing");
  CHECK(code("  vuxen a\n  bedöm bistånd = 5 kr/mån skäl \"x\"\n" + expect) == "test.not_judged");
  CHECK(code("  vuxen a\n    född = 2000-01-01 från 2026-01\n" + expect) == "test.not_spell");
  CHECK(code("  hushåll\n    hyra = 1 kr/mån från 2026-01\n    hyra = 2 kr/mån till 2026-01\n"
             "  vuxen a\n" +
             expect) == "test.overlap");
  CHECK(code("  barn b\n" + expect) == "test.role_count");
  CHECK(code("  vuxen a\n") == "test.no_expectation");

  const Bench near =
      bench("prov \"fel\"\n  månad 2026-03\n  vuxen a\n  väntat bistond = 0 kr/mån\n");
  REQUIRE(near.suite.faults().size() == 1);
  CHECK(near.suite.faults()[0].fix_sv == "Menar du bistånd?");
  CHECK(near.suite.faults()[0].span.line == 4);
}

TEST_CASE("a test runs against the packs of the municipality that it names") {
  const std::string expect = "  vuxen a\n  hushåll\n    hyra = 6 000 kr/mån\n  väntat tak = ";
  const auto test = [&](const std::string& head, const std::string& value) {
    return "prov \"tak\"\n  månad 2026-02\n" + head + expect + value + "\n";
  };
  const Bench all({fixture::national(kRules, test("", "6 000 kr/mån") +
                                                 test("  kommun 1280\n", "5 000 kr/mån") +
                                                 test("  kommun 0114\n", "6 000 kr/mån")),
                   fixture::municipal("sätter tak\n  beslut \"Nämnden\" källa K1 bevis M\n"
                                      "  från 2026-01-01 = min(hyra, 5 000 kr/mån)\n",
                                      test("", "5 000 kr/mån"))});
  CHECK(all.faults() == "");
  CHECK(all.suite.programs().size() == 2);
  const TestReport report = run_tests(all.suite);
  CHECK(report.cases == 4);
  CHECK(report.failures.empty());
  CHECK(run_tests(all.suite, all.sets.find("malmö")).cases == 1);
}

TEST_CASE("a pack that does not check has no cases and says why") {
  const Bench all(
      "regel x : kr/mån för hushåll\n  benämning \"x\" lagrum lag1\n"
      "  från 2026-01-01 källa S1 bevis V = finns_inte\n",
      "prov \"x\"\n  månad 2026-01\n  vuxen a\n  väntat x = 0 kr/mån\n");
  CHECK(all.suite.cases().empty());
  CHECK(all.suite.refused().size() == 1);
}

}  // namespace
}  // namespace utvag::rules::tools
