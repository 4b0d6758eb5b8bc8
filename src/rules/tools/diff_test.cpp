#include "rules/tools/diff.hpp"

#include <doctest/doctest.h>

#include "rules/tools/tools_fixture.hpp"

namespace utvag::rules::tools {
namespace {

using fixture::Bench;

constexpr const char* kInput =
    "indata hyra : kr/mån för hushåll\n  benämning \"Hyra\" fråga \"?\" därför \"x\" "
    "underlag \"x\"\n";

std::string rules(const std::string& share, const std::string& row) {
  return kInput +
         std::string(
             "tabell belopp (n : antal 0–9) : kr/mån\n  benämning \"Belopp\" "
             "lagrum lag1\n  från 2026-01-01 källa S1 bevis V\n    0–9 | ") +
         row +
         "\nregel bidrag : kr/mån för hushåll\n  benämning \"Bidrag\" lagrum lag1 resultat\n"
         "  från 2026-01-01 källa S1 bevis V = hyra × " +
         share + " + belopp[0]\n";
}

std::shared_ptr<const Program> program_of(const Bench& bench) {
  CHECK(bench.faults() == "");
  return bench.suite.programs()[0].program;
}

std::string told(const std::vector<RuleChange>& changes) {
  std::string text;
  for (const RuleChange& change : changes) {
    text += change.rule + ":";
    for (const Detail& detail : change.details) {
      text += " [" + detail.what.sv + "] " + detail.before + " > " + detail.after;
    }
    text += "\n";
  }
  return text;
}

TEST_CASE("changed expressions and cells are told with old and new") {
  const Bench before(rules("25 %", "10 kr/mån"), "");
  const Bench after(rules("50 %", "11 kr/mån bevis D"), "");
  const auto changes = compare_rules(*program_of(before), *program_of(after));
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].rule == "belopp");
  REQUIRE(changes[0].details.size() == 2);
  CHECK(changes[0].details[0].what.sv == "se från 2026-01-01, rad 0–9");
  CHECK(changes[0].details[0].before == "10 kr/mån");
  CHECK(changes[0].details[0].after == "11 kr/mån");
  CHECK(changes[1].rule == "bidrag");
  CHECK(changes[1].kind == RuleChange::Kind::changed);
  REQUIRE(changes[1].details.size() == 1);
  CHECK(changes[1].details[0].before != changes[1].details[0].after);
}

TEST_CASE("equal packs do not differ, whatever the order of their files") {
  const Bench before(rules("25 %", "10 kr/mån"), "");
  PackSource turned = fixture::national(rules("25 %", "10 kr/mån"), "");
  std::swap(turned.files[0], turned.files[1]);
  const Bench after({turned});
  CHECK(told(compare_rules(*program_of(before), *program_of(after))) == "");
}

TEST_CASE("added and removed declarations and citations are told") {
  const Bench before(kInput, "");
  const Bench after(std::string(kInput) +
                        "värde tak : kr/mån\n  benämning \"Tak\" lagrum lag1\n"
                        "  från 2026-01-01 = 5 kr/mån källa S1 bevis V\n",
                    "");
  if (after.faults().empty()) {
    const auto added = compare_rules(*program_of(before), *program_of(after));
    REQUIRE(added.size() == 1);
    CHECK(added[0].kind == RuleChange::Kind::added);
    CHECK(added[0].label == "Tak");
    const auto removed = compare_rules(*program_of(after), *program_of(before));
    REQUIRE(removed.size() == 1);
    CHECK(removed[0].kind == RuleChange::Kind::removed);
  }
}

TEST_CASE("households whose outcome changes are listed with the change") {
  const Bench before(rules("25 %", "10 kr/mån"), "");
  const Bench after(rules("50 %", "10 kr/mån"), "");
  const auto old_program = program_of(before);
  const auto new_program = program_of(after);
  const auto household = [&](const char* name, std::optional<std::int64_t> rent) {
    HouseholdPair pair{
        name, Facts(*old_program, {}), Facts(*new_program, {}),
        Question{*make_month(2026, 3), old_program->last_registered, old_program->last_registered}};
    if (rent) {
      for (const auto& [program, facts] :
           {std::pair{old_program, &pair.before}, std::pair{new_program, &pair.after}}) {
        Fact& fact = facts->at(program->find("hyra"));
        fact.kind = Fact::Kind::known;
        fact.value = Rational{*rent};
      }
    }
    return pair;
  };
  const Effects effects = compare_outcomes(
      old_program, new_program,
      {household("dyr", 400'000), household("gratis", 0), household("okänd", std::nullopt)});
  CHECK(effects.compared == 3);
  REQUIRE(effects.changed.size() == 1);
  CHECK(effects.changed[0].household == "dyr");
  CHECK(effects.changed[0].rule == "bidrag");
  CHECK(effects.changed[0].before.sv == "1 010 kr/mån");
  CHECK(effects.changed[0].after.sv == "2 010 kr/mån");
  CHECK(*effects.changed[0].change == Rational{100'000});
  const Bench thirds(rules("1 / 3", "10 kr/mån"), "");
  REQUIRE(thirds.faults().empty());
  const auto third_program = program_of(thirds);
  HouseholdPair pair = household("tredjedelar", 100'000);
  pair.after = Facts(*third_program, {});
  pair.after.at(third_program->find("hyra")) = pair.before.at(old_program->find("hyra"));
  const Effects fractions = compare_outcomes(old_program, third_program, {pair});
  REQUIRE(fractions.changed.size() == 1);
  CHECK(fractions.changed[0].after.sv == "≈ 343,33 kr/mån");
}

}  // namespace
}  // namespace utvag::rules::tools
