#include "oracle/oracle.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "oracle/told.hpp"
#include "rules/graph/evaluation.hpp"
#include "rules/tools/testing.hpp"
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

struct Tally {
  std::int64_t known = 0, positive = 0, no_rule = 0, other = 0, unequal = 0;
  std::int64_t foreseen = 0;             ///< answered by the engine although facts are missing
  std::vector<std::string> differences;  ///< the first of them
};

std::string shown(const NaiveAnswer& answer) {
  return std::to_string(static_cast<int>(answer.state)) + " " + answer.value;
}

struct Asked {
  std::size_t definition;
  int person;  ///< -1: the household's
};

std::vector<Asked> asked_of(const rules::Program& program, std::size_t persons, bool everything) {
  std::vector<Asked> all;
  for (std::size_t d = 0; d < program.definitions.size(); ++d) {
    const Definition& what = program.definitions[d];
    if (what.kind == DefKind::table || what.kind == DefKind::not_expressed) continue;
    if (!what.outcome && what.sheet.empty() && !everything) continue;
    if (!what.for_person) all.push_back({d, -1});
    if (!what.for_person) continue;
    for (std::size_t p = 0; p < persons; ++p) all.push_back({d, static_cast<int>(p)});
  }
  return all;
}

NaiveAnswer naive_answer(const Reading& reading, const Asked& asked) {
  const Definition& what = reading.program->definitions[asked.definition];
  return reading.oracle->answer(what.base_name, tests::member_of(*reading.program, what),
                                asked.person);
}

NaiveAnswer engine_answer(const Reading& reading, rules::Evaluation& evaluation,
                          const Asked& asked) {
  const auto person = static_cast<std::size_t>(asked.person < 0 ? 0 : asked.person);
  return tests::naive_of(*reading.program, reading.program->definitions[asked.definition],
                         evaluation.get(static_cast<std::int32_t>(asked.definition), person));
}

void note(const Reading& reading, const Asked& asked, const NaiveAnswer& engine,
          const NaiveAnswer& naive, const std::string& which, Tally& tally) {
  if (++tally.unequal > 20) return;  // the first differences tell enough
  tally.differences.push_back(which + ": " + reading.program->definitions[asked.definition].name +
                              " of person " + std::to_string(asked.person) + " is " +
                              shown(engine) + " by the engine and " + shown(naive) +
                              " by the oracle");
}

/// Asks both for every outcome and every row of the worksheet (`everything`: for every rule). What
/// the engine answers although facts are missing, because none of them can change it, is handed
/// back: the oracle does not see that.
std::vector<Asked> compare(const Reading& reading, rules::Evaluation& evaluation,
                           const tests::Situation& situation, bool everything, Tally& tally,
                           const std::string& which) {
  std::vector<Asked> foreseen;
  reading.oracle->turn_to(situation);
  for (const Asked& asked : asked_of(*reading.program, situation.persons.size(), everything)) {
    const NaiveAnswer engine = engine_answer(reading, evaluation, asked);
    const NaiveAnswer naive = naive_answer(reading, asked);
    tally.known += naive.state == NaiveState::known;
    tally.positive += naive.state == NaiveState::known && naive.value != "0";
    tally.no_rule += naive.state == NaiveState::no_rule;
    tally.other += naive.state == NaiveState::unknown;
    if (engine == naive) continue;
    if (naive.state == NaiveState::unknown) {
      foreseen.push_back(asked);
    } else {
      note(reading, asked, engine, naive, which, tally);
    }
  }
  return foreseen;
}

/// The situation with what it does not state drawn at random, except what is then assumed.
tests::Situation completed(const rules::Program& program, const tests::Situation& situation,
                           std::uint64_t seed) {
  tests::Dice dice(seed);
  tests::Situation whole = tests::random_situation_like(
      situation, program, dice, {.judgements = false, .odd_questions = false});
  whole.month = situation.month;
  whole.known_at = situation.known_at;
  whole.decision_date = situation.decision_date;
  std::erase_if(whole.facts, [&](const auto& fact) {
    const tests::FactKey& key = fact.first;
    const std::string name = key.member.empty() ? key.name : key.name + "[" + key.member + "]";
    return program.definitions[static_cast<std::size_t>(program.find(name))].assumed.has_value();
  });
  for (const auto& [key, stated] : situation.facts) {
    if (!stated.unknown) whole.facts[key] = stated;
  }
  for (const tests::FactKey& list : situation.lists) {
    // A stated list holds what it says and nothing else.
    std::erase_if(whole.facts, [&](const auto& fact) {
      return fact.first.name == list.name && fact.first.person == list.person &&
             !situation.facts.contains(fact.first);
    });
    whole.lists.insert(list);
  }
  return whole;
}

/// What was answered with facts missing must be the answer whatever they turn out to be.
void compare_foreseen(const Reading& reading, rules::Evaluation& evaluation,
                      const tests::Situation& situation, const std::vector<Asked>& foreseen,
                      Tally& tally, const std::string& which) {
  for (std::uint64_t seed = 1; seed <= 4 && !foreseen.empty(); ++seed) {
    const tests::Situation whole = completed(*reading.program, situation, seed);
    reading.oracle->turn_to(whole);
    for (const Asked& asked : foreseen) {
      const NaiveAnswer engine = engine_answer(reading, evaluation, asked);
      const NaiveAnswer naive = naive_answer(reading, asked);
      ++tally.foreseen;
      if (engine != naive) note(reading, asked, engine, naive, which + ", completed", tally);
    }
  }
}

void compare(const Reading& reading, const tests::Situation& situation, bool everything,
             Tally& tally, const std::string& which) {
  const rules::Plan plan(reading.program, tests::question_of(situation));
  const rules::Facts facts = tests::to_facts(*reading.program, situation);
  rules::Evaluation evaluation(plan, facts);
  // Every fact is stated: nothing is foreseen.
  CHECK(compare(reading, evaluation, situation, everything, tally, which).empty());
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

TEST_CASE("the engine and the oracle agree on every rule test of the packs") {
  std::vector<std::string> folders;
  for (const auto& set : municipalities()) folders.push_back(set.back());
  const std::vector<rules::PackSource> written = packs_of(folders);
  rules::tools::PackSets sets(written);
  const rules::tools::TestSuite suite(sets);
  REQUIRE(suite.faults().empty());
  std::vector<Reading> readings;
  for (const auto& bound : suite.programs()) {
    std::vector<rules::PackSource> packs;
    for (const std::size_t at : bound.set) packs.push_back(written.at(at));
    readings.emplace_back(packs);
  }
  Tally tally;
  for (const auto& test : suite.cases()) {
    const Reading& reading = readings[test.program];
    const rules::Plan plan(reading.program, test.question);
    rules::Evaluation evaluation(plan, test.facts);
    const auto situation = tests::to_situation(*reading.program, test.facts, test.question);
    const auto foreseen = compare(reading, evaluation, situation, true, tally, test.name);
    compare_foreseen(reading, evaluation, situation, foreseen, tally, test.name);
  }
  for (const std::string& difference : tally.differences) FAIL_CHECK(difference);
  CHECK(tally.unequal == 0);
  CHECK(suite.cases().size() > 1'000);
  // Most tests state only what they are about: the rest is unknown to both.
  CHECK(tally.known > 10'000);
  CHECK(tally.other > 10'000);
  CHECK(tally.foreseen > 1'000);
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
