#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "blocks/fact_columns.hpp"
#include "oracle/told.hpp"
#include "rules/tools/testing.hpp"
#include "support/pack_files.hpp"

namespace {

using namespace utvag;
using rules::Definition;
using rules::DefKind;
using rules::Facts;
using rules::Program;
using rules::Question;
using rules::State;
using rules::blocks::Answer;
using rules::blocks::Ask;
using rules::blocks::BlockProgram;
using rules::blocks::Order;
using tests::Dice;

constexpr std::size_t kOracleEvery = 30;  ///< it is slow; tests/oracle asks it of many more
constexpr int kMonthsBack = 3;            ///< that columns by months are made for

/// Households that may stand in the same columns.
struct Cohort {
  std::shared_ptr<const Program> program;
  Question question;
  std::vector<const Facts*> households;
};

struct Tally {
  std::int64_t households = 0, left_out = 0, values = 0, positive = 0, by_scalar = 0;
  std::map<State, std::int64_t> states;
  std::vector<std::string> differences;  ///< the first of them
  std::int64_t unequal = 0;
  std::map<std::string, std::string> left;
  std::int64_t told_by_oracle = 0, oracle_unequal = 0;
};

std::vector<Ask> asks_of(const Cohort& cohort, bool everything) {
  std::vector<Ask> asks;
  for (const Definition& what : cohort.program->definitions) {
    const bool asked = everything || what.outcome || !what.sheet.empty();
    if (!asked || what.kind == DefKind::table) continue;
    const std::size_t persons = what.for_person ? cohort.households.front()->persons().size() : 1;
    for (std::size_t person = 0; person < persons; ++person) {
      Ask ask;
      ask.question = cohort.question;
      ask.rule = what.name;
      ask.person = static_cast<std::int32_t>(person);
      asks.push_back(std::move(ask));
    }
  }
  return asks;
}

void note(Tally& tally, const Cohort& cohort, const Ask& ask, std::size_t row,
          const rules::Outcome& outcome, const Answer& answer) {
  if (++tally.unequal > 20) return;
  tally.differences.push_back(
      to_string(cohort.question.month) + " household " + std::to_string(row) + ": " + ask.rule +
      " of person " + std::to_string(ask.person) + " is state " +
      std::to_string(static_cast<int>(outcome.state)) + " " + to_string(outcome.value) +
      " by the scalar engine and " + std::to_string(static_cast<int>(answer.state(row))) + " " +
      to_string(answer.value(row)) + " by blocks");
}

/// The asks of one household by the oracle, which reads the packs for itself.
void ask_oracle(const Cohort& cohort, const std::vector<Ask>& asks, std::size_t row,
                const rules::blocks::Results& ran, tests::Oracle& oracle, Tally& tally) {
  const Program& program = *cohort.program;
  const auto situation = tests::to_situation(program, *cohort.households[row], cohort.question);
  oracle.turn_to(situation);
  for (std::size_t a = 0; a < asks.size(); ++a) {
    const Definition& what =
        program.definitions[static_cast<std::size_t>(program.find(asks[a].rule))];
    if (what.kind == DefKind::not_expressed) continue;
    rules::Outcome outcome;
    outcome.state = ran.answers[a].state(row);
    if (outcome.state == State::known) outcome.value = ran.answers[a].value(row);
    const tests::NaiveAnswer naive = oracle.answer(what.base_name, tests::member_of(program, what),
                                                   what.for_person ? asks[a].person : -1);
    ++tally.told_by_oracle;
    // The oracle does not see that missing facts cannot change an answer; the engine does.
    if (naive.state == tests::NaiveState::unknown) continue;
    if (tests::naive_of(program, what, outcome) == naive) continue;
    if (++tally.oracle_unequal <= 20) {
      tally.differences.push_back(asks[a].rule + " of household " + std::to_string(row) + " is " +
                                  naive.value + " by the oracle, not by blocks");
    }
  }
}

/// Every ask of every household, both ways.
void compare(const Cohort& cohort, bool everything, Dice& dice, Tally& tally,
             tests::Oracle* oracle = nullptr) {
  const tests::FactColumns made(*cohort.program, cohort.households,
                                Month{cohort.question.month.index - kMonthsBack},
                                cohort.question.month, dice);
  const std::vector<Ask> asks = asks_of(cohort, everything);
  std::vector<std::int32_t> definitions;
  for (const Ask& ask : asks) definitions.push_back(cohort.program->find(ask.rule));
  Order order{{{cohort.program, made.common}}, made.slots, asks};
  const auto program = BlockProgram::compile(std::move(order));
  REQUIRE_MESSAGE(program.ok(), program.error().en);
  const auto ran = program.value().run(made.all());
  REQUIRE_MESSAGE(ran.ok(), ran.error().en);
  for (const auto& left : program.value().left()) tally.left.emplace(left.definition, left.why.en);
  tally.by_scalar += ran.value().by_scalar;
  const rules::Plan plan(cohort.program, cohort.question);
  for (std::size_t row = 0; row < cohort.households.size(); ++row) {
    ++tally.households;
    if (made.left_out[row]) {
      ++tally.left_out;
      continue;
    }
    if (oracle != nullptr && row % kOracleEvery == 0 && !made.slots.empty())
      ask_oracle(cohort, asks, row, ran.value(), *oracle, tally);
    rules::Evaluation evaluation(plan, *cohort.households[row]);
    for (std::size_t a = 0; a < asks.size(); ++a) {
      const auto& outcome =
          evaluation.get(definitions[a], static_cast<std::size_t>(asks[a].person));
      const Answer& answer = ran.value().answers[a];
      const std::size_t at = made.slots.empty() ? 0 : row;  // nothing tells them apart
      const bool known = outcome.state == State::known;
      ++tally.values;
      ++tally.states[outcome.state];
      tally.positive += known && outcome.value.numerator > 0 ? 1 : 0;
      const bool equal = outcome.state == answer.state(at) &&
                         (known ? outcome.value == answer.value(at) : answer.values.at(at) == 0);
      if (!equal) note(tally, cohort, asks[a], at, outcome, answer);
    }
  }
}

void tell(const Tally& tally) {
  for (const std::string& difference : tally.differences) FAIL_CHECK(difference);
  CHECK(tally.unequal == 0);
  CHECK(tally.oracle_unequal == 0);
  std::string left;
  for (const auto& [definition, why] : tally.left) left += "\n  " + definition + ": " + why;
  MESSAGE(tally.households << " households, " << tally.left_out << " left out, " << tally.values
                           << " values, " << tally.positive << " above 0, " << tally.by_scalar
                           << " by the scalar engine, " << tally.told_by_oracle
                           << " told by the oracle too" << left);
}

std::vector<rules::PackSource> packs_of(const std::vector<std::string>& folders) {
  std::vector<rules::PackSource> packs;
  for (const std::string& folder : folders) packs.push_back(tests::read_pack(folder));
  return packs;
}

const std::vector<std::string> kFolders = {"packs/se", "packs/kommun/1280-malmo",
                                           "packs/kommun/0821-hogsby", "packs/kommun/0884-vimmerby",
                                           "packs/gemensam/ostra-norrbotten"};

/// What must be alike for two tests to stand in the same columns.
auto shape_of(const rules::tools::TestCase& test, const Program& program) {
  std::vector<std::int32_t> roles;
  for (const rules::Person& person : test.facts.persons()) roles.push_back(person.role);
  std::vector<std::tuple<std::size_t, std::size_t, std::string>> marks;
  for (std::size_t d = 0; d < program.definitions.size(); ++d) {
    const auto index = static_cast<std::int32_t>(d);
    const std::size_t persons = program.definitions[d].for_person ? roles.size() : 1;
    for (std::size_t person = 0; person < persons; ++person) {
      if (test.facts.stubbed(index, person)) {
        marks.emplace_back(d, person, to_string(test.facts.at(index, person).value));
      }
      if (test.facts.list_stated(index, person)) marks.emplace_back(d, person, "list");
    }
  }
  const Question& q = test.question;
  return std::tuple{test.program, q.month, q.known_at, q.decision_date, roles, marks};
}

}  // namespace

TEST_CASE("blocks are the scalar engine on every rule test") {
  rules::tools::PackSets sets(packs_of(kFolders));
  const rules::tools::TestSuite suite(sets);
  REQUIRE(suite.faults().empty());
  std::map<decltype(shape_of(suite.cases()[0], *suite.programs()[0].program)), Cohort> cohorts;
  for (const auto& test : suite.cases()) {
    const auto& program = suite.programs()[test.program].program;
    Cohort& cohort = cohorts[shape_of(test, *program)];
    cohort.program = program;
    cohort.question = test.question;
    cohort.households.push_back(&test.facts);
  }
  Tally tally;
  Dice dice(5);
  std::int64_t turn = 0;
  for (const auto& [shape, cohort] : cohorts) {
    if (!tests::kSanitized || turn++ % 8 == 0) compare(cohort, true, dice, tally);
  }
  tell(tally);
  CHECK(tally.households > (tests::kSanitized ? 100 : 1'000));
  CHECK(tally.left_out == 0);
  CHECK(tally.states[State::unknown] > 1'000);
  CHECK(tally.states[State::no_rule] > 1'000);
}

TEST_CASE("blocks are the scalar engine on random households with overlays") {
  const std::int64_t count = tests::households(tests::kSanitized ? 750 : 3'000, 1'000'000);
  constexpr std::int64_t kRows = 150;
  std::vector<std::shared_ptr<const Program>> programs;
  std::vector<std::unique_ptr<tests::Oracle>> oracles;
  for (std::size_t i = 0; i < kFolders.size(); ++i) {
    std::vector<std::string> folders{kFolders[0]};
    if (i > 0) folders.push_back(kFolders[i]);
    programs.push_back(tests::compile_clean(packs_of(folders)).program);
    oracles.push_back(std::make_unique<tests::Oracle>(packs_of(folders)));
  }
  Tally tally;
  for (std::int64_t c = 0; c * kRows < count; ++c) {
    Dice dice(static_cast<std::uint64_t>(c) + 1);
    Cohort cohort;
    cohort.program = programs[static_cast<std::size_t>(c) % programs.size()];
    const auto first = tests::random_situation(*cohort.program, dice, {});
    cohort.question = tests::question_of(first);
    std::vector<Facts> households;
    const bool gaps = dice.one_in(4);
    const tests::Wishes wishes{.judgements = dice.one_in(3), .odd_questions = true};
    for (std::int64_t i = 0; i < kRows; ++i) {
      auto one = tests::random_situation_like(first, *cohort.program, dice, wishes);
      const auto control = one.facts.find({"kontrollmånad", "", -1});
      if (control != one.facts.end()) {
        // Within the months that the columns are for.
        control->second.value = first.month.index - dice.between(0, kMonthsBack);
      }
      if (gaps && dice.one_in(4)) {
        auto fact = one.facts.begin();
        std::advance(fact, dice.between(0, static_cast<std::int64_t>(one.facts.size()) - 1));
        one.facts.erase(fact);
      }
      households.push_back(tests::to_facts(*cohort.program, one));
    }
    for (const Facts& household : households) cohort.households.push_back(&household);
    compare(cohort, c % 10 == 0, dice, tally,
            oracles[static_cast<std::size_t>(c) % oracles.size()].get());
  }
  tell(tally);
  CHECK(tally.left_out == 0);
  CHECK(tally.told_by_oracle > count);
  CHECK(tally.positive > 5 * count);
  CHECK(tally.by_scalar < tally.values / 5);  // otherwise little is shown
  CHECK(tally.states[State::unknown] > count / 100);
  CHECK(tally.states[State::no_rule] > count);
}
