#include "oracle/oracle.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "rules/graph/evaluation.hpp"
#include "support/pack_files.hpp"
#include "support/random_household.hpp"

namespace {

using namespace utvag;
using rules::Definition;
using rules::DefKind;
using tests::NaiveAnswer;
using tests::NaiveState;

/// A set of packs, read in both ways.
struct Reading {
  std::shared_ptr<const rules::Program> program;
  std::unique_ptr<tests::Oracle> oracle;

  explicit Reading(const std::vector<rules::PackSource>& packs) : Reading(packs, packs) {}
  Reading(const std::vector<rules::PackSource>& for_engine,
          const std::vector<rules::PackSource>& for_oracle)
      : program(tests::compile_clean(for_engine).program),
        oracle(std::make_unique<tests::Oracle>(for_oracle)) {}
};

NaiveAnswer told(const rules::Program& program, const Definition& definition,
                 const rules::Outcome& outcome) {
  switch (outcome.state) {
    case rules::State::known:
      break;
    case rules::State::no_rule:
      return {NaiveState::no_rule, {}};
    case rules::State::unknown:
      return {NaiveState::unknown, {}};
    case rules::State::not_applicable:
      return {NaiveState::not_applicable, {}};
    case rules::State::silent:
      return {NaiveState::silent, {}};
    default:
      return {NaiveState::known, "failed"};
  }
  if (definition.type.kind != rules::Kind::enumeration) {
    return {NaiveState::known, to_string(outcome.value)};
  }
  const auto ordinal = static_cast<std::size_t>(outcome.value.numerator);
  if (definition.type.enumeration < 0) return {NaiveState::known, program.roles[ordinal].name};
  const auto at = static_cast<std::size_t>(definition.type.enumeration);
  return {NaiveState::known, program.enumerations[at].members[ordinal].name};
}

std::string member_of(const rules::Program& program, const Definition& definition) {
  if (definition.family < 0) return {};
  const auto& family = program.enumerations[static_cast<std::size_t>(definition.family)];
  return family.members[static_cast<std::size_t>(definition.member)].name;
}

struct Tally {
  std::int64_t known = 0, positive = 0, no_rule = 0, other = 0, unequal = 0;
  std::vector<std::string> differences;  ///< the first of them
};

std::string shown(const NaiveAnswer& answer) {
  return std::to_string(static_cast<int>(answer.state)) + " " + answer.value;
}

/// Asks both for every outcome and every row of the worksheet (`everything`: for every rule).
void compare(const Reading& reading, const tests::Situation& situation, bool everything,
             Tally& tally, const std::string& which) {
  const rules::Program& program = *reading.program;
  const rules::Plan plan(reading.program, tests::question_of(situation));
  const rules::Facts facts = tests::to_facts(program, situation);
  rules::Evaluation evaluation(plan, facts);
  reading.oracle->turn_to(situation);
  for (std::size_t d = 0; d < program.definitions.size(); ++d) {
    const Definition& definition = program.definitions[d];
    const bool asked = definition.outcome || !definition.sheet.empty() || everything;
    if (!asked || definition.kind == DefKind::table || definition.kind == DefKind::not_expressed) {
      continue;
    }
    const std::string member = member_of(program, definition);
    const std::size_t persons = definition.for_person ? situation.persons.size() : 1;
    for (std::size_t p = 0; p < persons; ++p) {
      const auto& outcome = evaluation.get(static_cast<std::int32_t>(d), p);
      const NaiveAnswer engine = told(program, definition, outcome);
      const int person = definition.for_person ? static_cast<int>(p) : -1;
      const NaiveAnswer naive = reading.oracle->answer(definition.base_name, member, person);
      tally.known += naive.state == NaiveState::known;
      tally.positive += naive.state == NaiveState::known && naive.value != "0";
      tally.no_rule += naive.state == NaiveState::no_rule;
      tally.other += naive.state == NaiveState::unknown;
      if (engine == naive) continue;
      if (++tally.unequal > 20) continue;  // the first differences tell enough
      tally.differences.push_back(which + ", " + to_string(situation.month) + ": " +
                                  definition.name + " of person " + std::to_string(person) +
                                  " is " + shown(engine) + " by the engine and " + shown(naive) +
                                  " by the oracle");
    }
  }
}

std::vector<rules::PackSource> packs_of(const std::vector<std::string>& folders) {
  std::vector<rules::PackSource> packs;
  for (const std::string& folder : folders) packs.push_back(tests::read_pack(folder));
  return packs;
}

const std::vector<std::vector<std::string>>& municipalities() {
  static const std::vector<std::vector<std::string>> table = {
      {"packs/se"},
      {"packs/se", "packs/kommun/1280-malmo"},
      {"packs/se", "packs/kommun/0821-hogsby"},
      {"packs/se", "packs/kommun/0884-vimmerby"},
      {"packs/se", "packs/gemensam/ostra-norrbotten"}};
  return table;
}

}  // namespace

TEST_CASE("the engine and the oracle agree to the last fraction on random households") {
  const std::int64_t count = tests::households(3'000, 100'000);
  Tally tally;
  for (std::size_t m = 0; m < municipalities().size(); ++m) {
    const Reading reading(packs_of(municipalities()[m]));
    for (auto i = static_cast<std::int64_t>(m); i < count;
         i += static_cast<std::int64_t>(municipalities().size())) {
      tests::Dice dice(static_cast<std::uint64_t>(i) + 1);
      const auto situation = tests::random_situation(*reading.program, dice, {});
      compare(reading, situation, i % 10 == 0, tally, "household " + std::to_string(i));
    }
  }
  for (const std::string& difference : tally.differences) FAIL_CHECK(difference);
  CHECK(tally.unequal == 0);
  CHECK(tally.other == 0);  // every fact is stated
  // The sample would show nothing if most of it were zeros or without rules.
  CHECK(tally.positive > 20 * count);
  CHECK(tally.no_rule > count);
  MESSAGE(count << " households, " << tally.known << " values, " << tally.positive
                << " of them not 0, " << tally.no_rule << " without rule");
}

TEST_CASE("a difference of one öre, one day or one comparison is seen") {
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"25 % × inkomst[nettolön]", "25,01 % × inkomst[nettolön]"},
      {"bistånd_månader_i_rad ≥ 6 mån", "bistånd_månader_i_rad > 6 mån"},
      {"om barnets_dagar < dagar_i(månad)", "om barnets_dagar ≤ dagar_i(månad)"},
      {"första_dag(månad)", "sista_dag(månad)"},
      {"uppåt till 1 kr/mån", "närmast till 1 kr/mån"},
      {"max(antal_i_bostaden, antal_personer)", "max(antal_i_bostaden, antal_personer + 1)"}};
  const std::vector<rules::PackSource> written = packs_of({"packs/se"});
  for (const auto& [from, to] : changes) {
    CAPTURE(from);
    std::vector<rules::PackSource> changed = written;
    int places = 0;
    for (rules::SourceFile& file : changed[0].files) {
      if (!file.name.ends_with(".norm")) continue;
      const std::size_t at = file.text.find(from);
      if (at == std::string::npos) continue;
      file.text.replace(at, from.size(), to);
      ++places;
    }
    CHECK(places == 1);
    const Reading reading(changed, written);
    Tally tally;
    for (std::uint64_t seed = 1; seed <= 300 && tally.unequal == 0; ++seed) {
      tests::Dice dice(seed);
      compare(reading, tests::random_situation(*reading.program, dice, {}), true, tally, "changed");
    }
    CHECK(tally.unequal > 0);
  }
}
