// What an overlay may do, shown on a small national pack made for the tests: sealed terms cannot be
// set, bounds hold, and the layers answer in order.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "rules/graph/evaluation.hpp"
#include "support/pack_files.hpp"

namespace {

using namespace utvag;
using namespace utvag::rules;

constexpr const char* kNational = R"(
paket provland
  benämning "Ett litet land för prov"
  nivå nationell

förval
  registrerad 2026-01-01
  kontrollerad 2026-01-01

källa LAG "Provlagen"
  bevis V

lagrum boende
  från 2000-01-01 "Provlagen 1 §" bevis V

lagrum norm
  från 2000-01-01 "Provlagen 2 §" bevis V

uppräkning slag
  el "El"
  resa "Resa"

roll vuxen 1–2 "Vuxen"

indata hyra : kr/mån för hushåll
  benämning "Hyra"
  inom 0 kr/mån – 100 000 kr/mån

indata rum : antal för hushåll
  benämning "Rum"
  inom 1–20

regel fast_norm : kr/mån för hushåll
  benämning "Norm"
  lagrum norm
  från 2000-01-01 bevis V = 4 000 kr/mån

riktlinje regel tak : kr/mån för hushåll
  benämning "Högsta hyra"
  lagrum boende
  gräns minst 1 000 kr/mån från 2000-01-01 till 2019-12-31
  gräns minst 2 000 kr/mån från 2020-01-01
  gräns högst 50 000 kr/mån från 2000-01-01
  från 2000-01-01 bevis V = max(2 000 kr/mån, min(hyra, 50 000 kr/mån))

öppet regel kontakt : mån för hushåll
  benämning "Månader mellan kontakter"
  lagrum boende
  från 2000-01-01 bevis X okänt "Lagen anger ingen tid"

riktlinje regel högst per slag : kr/mån för hushåll
  benämning "Högsta kostnad"
  lagrum boende
  från 2000-01-01 bevis V = 900 kr/mån

regel godkänd_hyra : kr/mån för hushåll
  benämning "Godkänd hyra"
  lagrum boende
  resultat
  från 2000-01-01 bevis V = min(hyra, tak)
)";

constexpr const char* kJointHead = R"(
paket gemensamt
  benämning "Gemensam nämnd"
  nivå gemensam
  kommuner 0001, 0002
förval
  registrerad 2026-01-01
  kontrollerad 2026-01-01
källa GEMENSAM "Gemensamma riktlinjer"
  bevis M
)";

constexpr const char* kMunicipalHead = R"(
paket kommunen
  benämning "Kommunen"
  nivå kommunal
  kommuner 0001
förval
  registrerad 2026-01-01
  kontrollerad 2026-01-01
källa KOMMUN "Kommunens riktlinjer"
  bevis M
)";

PackSource national() {
  return tests::make_pack("provland", kNational);
}
PackSource joint(const std::string& body) {
  return tests::make_pack("gemensamt", kJointHead + body);
}
PackSource municipal(const std::string& body) {
  return tests::make_pack("kommunen", kMunicipalHead + body);
}

const Diagnostic* find_code(const Compiled& compiled, std::string_view code) {
  for (const Diagnostic& diagnostic : compiled.diagnostics) {
    if (diagnostic.severity == Severity::error && diagnostic.code == code) return &diagnostic;
  }
  return nullptr;
}

bool cites(const Diagnostic& diagnostic, std::string_view words) {
  return std::any_of(
      diagnostic.citations.begin(), diagnostic.citations.end(),
      [&](const std::string& text) { return text.find(words) != std::string::npos; });
}

struct Told {
  Outcome outcome;
  std::vector<std::string> missing;
};

/// `rule` in June of `year`, for a household that pays `kronor` in rent.
Told ask(const Compiled& compiled, std::string_view rule, int kronor, int year = 2026,
         std::int64_t rooms = 0) {
  const Program& program = *compiled.program;
  Facts facts(program, {{"a", 0}});
  const auto state = [&](std::string_view name, Rational value) {
    Fact& fact = facts.at(program.find(name));
    fact.kind = Fact::Kind::known;
    fact.value = value;
  };
  state("hyra", Rational{kronor * 100});
  if (rooms > 0) state("rum", Rational{rooms});
  const Plan plan(compiled.program,
                  {*make_month(year, 6), program.last_registered, *make_date(year, 6, 10)});
  Evaluation evaluation(plan, facts);
  Told told{evaluation.get(program.find(rule)), {}};
  if (told.outcome.state == State::unknown) {
    for (const FactRef& fact : evaluation.missing(told.outcome)) {
      told.missing.push_back(program.definitions[static_cast<std::size_t>(fact.definition)].name);
    }
  }
  return told;
}

std::string kronor(const Told& told) {
  REQUIRE(told.outcome.state == State::known);
  return to_string(told.outcome.value / Rational{100});
}

const Definition& definition(const Compiled& compiled, std::string_view name) {
  return compiled.program->definitions[static_cast<std::size_t>(compiled.program->find(name))];
}

}  // namespace

TEST_CASE("an overlay that sets a sealed term is refused, citing both sides") {
  const Compiled compiled = compile({national(), municipal(R"(
sätter fast_norm
  källa KOMMUN
  från 2020-01-01 = 3 500 kr/mån
)")});
  CHECK(compiled.program == nullptr);
  const Diagnostic* fault = find_code(compiled, "overlay.sealed");
  REQUIRE_MESSAGE(fault != nullptr, tests::render_all(compiled));
  CHECK(cites(*fault, "Provlagen 2 §"));
  CHECK(cites(*fault, "Kommunens riktlinjer"));
  CHECK_FALSE(fault->related.empty());
  CHECK_FALSE(fault->fix_sv.empty());
}

TEST_CASE("an overlay that sets an input or a name that does not exist is refused") {
  for (const std::string name : {"hyra", "taket"}) {
    CAPTURE(name);
    const Compiled compiled =
        compile({national(), municipal("sätter " + name + " från 2020-01-01 = 1 kr/mån\n")});
    CHECK(compiled.program == nullptr);
    CHECK_FALSE(compiled.diagnostics.empty());
  }
}

TEST_CASE("an overlay cannot redeclare a name of the law") {
  const Compiled compiled = compile({national(), municipal(R"(
regel fast_norm : kr/mån för hushåll
  benämning "Egen norm"
  källa KOMMUN
  från 2020-01-01 = 3 500 kr/mån
)")});
  CHECK(compiled.program == nullptr);
  REQUIRE(find_code(compiled, "overlay.redeclared") != nullptr);
  CHECK(cites(*find_code(compiled, "overlay.redeclared"), "Provlagen 2 §"));
}

TEST_CASE("a value outside a bound is refused when the pack is checked") {
  for (const std::string value : {"1 999,99 kr/mån", "50 000,01 kr/mån"}) {
    CAPTURE(value);
    const Compiled compiled = compile(
        {national(), municipal("sätter tak källa KOMMUN från 2020-01-01 = " + value + "\n")});
    CHECK(compiled.program == nullptr);
    REQUIRE_MESSAGE(!compiled.diagnostics.empty(), value);
    const Diagnostic& fault = compiled.diagnostics.front();
    CHECK(cites(fault, "Provlagen 1 §"));
    CHECK(cites(fault, "Kommunens riktlinjer"));
  }
}

TEST_CASE("a value on the bound is proved to hold and passes unchanged") {
  const Compiled compiled = tests::compile_clean(
      {national(), municipal("sätter tak källa KOMMUN från 2020-01-01 = 2 000 kr/mån\n")});
  for (const Bound& bound : definition(compiled, "tak").bounds) CHECK(bound.proved);
  const Told told = ask(compiled, "tak", 7000);
  CHECK(kronor(told) == "2000");
  CHECK(told.outcome.bounded == 0);
}

TEST_CASE("a bound that cannot be proved is enforced, and the outcome says so") {
  const Compiled compiled = tests::compile_clean({national(), municipal(R"(
sätter tak
  källa KOMMUN
  från 2000-01-01 = 1 500 kr/mån × rum
)")});
  CHECK(std::any_of(definition(compiled, "tak").bounds.begin(),
                    definition(compiled, "tak").bounds.end(),
                    [](const Bound& bound) { return !bound.proved; }));
  CHECK(kronor(ask(compiled, "tak", 7000, 2026, 1)) == "2000");
  CHECK(ask(compiled, "tak", 7000, 2026, 1).outcome.bounded == -1);
  CHECK(kronor(ask(compiled, "tak", 7000, 2026, 2)) == "3000");
  CHECK(ask(compiled, "tak", 7000, 2026, 2).outcome.bounded == 0);
  // The lower bound of 2019 is another one: 1 500 stands.
  CHECK(kronor(ask(compiled, "tak", 7000, 2019, 1)) == "1500");
  CHECK(ask(compiled, "tak", 7000, 2019, 1).outcome.bounded == 0);
}

TEST_CASE("the municipality answers before the joint board, and the board before the law") {
  const PackSource board = joint(R"(
sätter tak
  källa GEMENSAM
  från 2020-01-01 = om hyra > 9 000 kr/mån då tiger annars 6 000 kr/mån
)");
  const PackSource municipality = municipal(R"(
sätter tak
  källa KOMMUN
  från 2022-01-01 till 2024-12-31 = om hyra > 8 000 kr/mån då tiger annars 5 000 kr/mån
)");
  const Compiled both = tests::compile_clean({national(), municipality, board});
  REQUIRE(both.program->packs.size() == 3);
  CHECK(both.program->packs[0].level == Level::national);
  CHECK(both.program->packs[1].level == Level::joint);
  CHECK(both.program->packs[2].level == Level::municipal);
  CHECK(kronor(ask(both, "tak", 7500, 2023)) == "5000");
  CHECK_FALSE(ask(both, "tak", 7500, 2023).outcome.fell_through);
  // Silent for this rent: the board answers; silent too: the law.
  CHECK(kronor(ask(both, "tak", 8500, 2023)) == "6000");
  CHECK(ask(both, "tak", 8500, 2023).outcome.fell_through);
  CHECK(kronor(ask(both, "tak", 9500, 2023)) == "9500");
  CHECK(ask(both, "tak", 9500, 2023).outcome.fell_through);
  // Outside the municipality's dates it is silent, and before the board's the law answers.
  CHECK(kronor(ask(both, "tak", 7500, 2021)) == "6000");
  CHECK(kronor(ask(both, "tak", 7500, 2025)) == "6000");
  CHECK(kronor(ask(both, "tak", 7500, 2019)) == "7500");
}

TEST_CASE("silence may be of one member of a family, and of missing rows of a table") {
  const Compiled compiled = tests::compile_clean({national(), municipal(R"(
tabell eltak (rum : antal 1–) : kr/mån
  benämning "El efter rum"
  källa KOMMUN
  från 2020-01-01
    1 | 300 kr/mån
    3+ | 500 kr/mån

sätter högst
  källa KOMMUN
  från 2020-01-01 = fall denna när el då eltak[rum] annars tiger
)")});
  CHECK(kronor(ask(compiled, "högst[el]", 0, 2026, 1)) == "300");
  CHECK(kronor(ask(compiled, "högst[el]", 0, 2026, 3)) == "500");
  CHECK(kronor(ask(compiled, "högst[el]", 0, 2026, 2)) == "900");
  CHECK(ask(compiled, "högst[el]", 0, 2026, 2).outcome.fell_through);
  CHECK(kronor(ask(compiled, "högst[resa]", 0)) == "900");
  CHECK(ask(compiled, "högst[el]", 0).missing == std::vector<std::string>{"rum"});
}

TEST_CASE("an open term without a default is no rule until an overlay fills it") {
  const Compiled law = tests::compile_clean({national()});
  CHECK(ask(law, "kontakt", 0).outcome.state == State::no_rule);
  const Compiled filled = tests::compile_clean(
      {national(), joint("sätter kontakt källa GEMENSAM från 2021-01-01 = 2 mån\n")});
  CHECK(ask(filled, "kontakt", 0, 2020).outcome.state == State::no_rule);
  const Told told = ask(filled, "kontakt", 0, 2021);
  REQUIRE(told.outcome.state == State::known);
  CHECK(to_string(told.outcome.value) == "2");
}

TEST_CASE("an overlay's unknown fact is asked for only where it is read") {
  const Compiled compiled = tests::compile_clean({national(), municipal(R"(
sätter tak
  källa KOMMUN
  från 2020-01-01 = om hyra > 8 000 kr/mån då 2 500 kr/mån × rum annars tiger
)")});
  CHECK(kronor(ask(compiled, "godkänd_hyra", 7000)) == "7000");
  CHECK(ask(compiled, "godkänd_hyra", 8500).missing == std::vector<std::string>{"rum"});
}
