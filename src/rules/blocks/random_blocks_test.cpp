#include <doctest/doctest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rules/blocks/blocks.hpp"
#include "rules/graph/random_program.hpp"

/// Random programs over random columns: blocks beside the scalar engine.
namespace utvag::rules::blocks {
namespace {

using testing::month;

constexpr std::size_t kRows = 40;
const Question kQuestion{month(2026, 3), testing::day(2026, 3, 10), testing::day(2026, 3, 10)};

struct Trial {
  testing::RandomProgram random;
  std::shared_ptr<const Program> program;
  std::vector<Person> persons{{"a", 0}, {"b", 1}};
  std::vector<Slot> slots;
  std::vector<std::vector<std::int32_t>> numbers;
  bool list_stated = false;

  explicit Trial(std::uint32_t seed) : random(seed) {
    Program named = random.b.program;
    for (std::size_t i = 0; i < named.definitions.size(); ++i) {
      named.definitions[i].name = named.definitions[i].base_name = "d" + std::to_string(i);
    }
    program = std::make_shared<const Program>(std::move(named));
    list_stated = random.upto(3) > 0;
    for (std::size_t d = 0; d < program->definitions.size(); ++d) {
      const Definition& what = program->definitions[d];
      const bool filled = takes_judgement(what) && random.upto(1) == 0;
      if (what.kind != DefKind::input && !filled) continue;
      for (std::int32_t person = 0; person < (what.for_person ? 2 : 1); ++person) {
        if (random.upto(6) > 0) fill(what, person);
      }
    }
  }

  void fill(const Definition& what, std::int32_t person) {
    Slot slot;
    slot.input = what.name;
    slot.person = person;
    const bool truth = what.type.kind == Kind::boolean;
    const std::int32_t most = truth ? 1 : 2;
    std::vector<std::int32_t> column;
    if (random.upto(1) == 0) {
      slot.low = what.kind == DefKind::input && what.low ? 1 : 0;
      slot.high = most;
      if (random.upto(1) == 0) slot.unknown = most + 1;
      if (random.upto(1) == 0) slot.not_applicable = -1;
      std::vector<std::int32_t> all;
      for (std::int32_t i = slot.low; i <= slot.high; ++i) all.insert(all.end(), 4, i);
      if (slot.unknown) all.push_back(*slot.unknown);
      if (slot.not_applicable) all.push_back(*slot.not_applicable);
      for (std::size_t row = 0; row < kRows; ++row) column.push_back(random.pick(all));
    } else {
      for (std::int32_t i = 0; i <= most; ++i) slot.codes.push_back({State::known, i});
      slot.codes.push_back({State::known, 1});
      if (!truth && !what.type.whole && what.type.kind == Kind::number) {
        slot.codes.push_back({State::known, Rational::make(1, 2)});
      }
      const State others[] = {State::unknown, State::not_applicable, State::not_evaluated};
      for (const State other : others) {
        if (random.upto(2) == 0) slot.codes.push_back({other, {}});
      }
      const int last = static_cast<int>(slot.codes.size()) - 1;
      for (std::size_t row = 0; row < kRows; ++row) column.push_back(random.upto(last));
    }
    slots.push_back(std::move(slot));
    numbers.push_back(std::move(column));
  }

  Facts common() const {
    Facts facts(*program, persons);
    if (list_stated) facts.state_list(random.list);
    return facts;
  }

  Facts facts_of(std::size_t row) const {
    Facts facts = common();
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const Slot& slot = slots[i];
      const std::int32_t number = numbers[i][row];
      Code code{State::known, number};
      if (!slot.codes.empty()) code = slot.codes[static_cast<std::size_t>(number)];
      if (number == slot.unknown) code.state = State::unknown;
      if (number == slot.not_applicable) code.state = State::not_applicable;
      Fact& fact = facts.at(program->find(slot.input), static_cast<std::size_t>(slot.person));
      fact.value = code.value;
      fact.kind = code.state == State::known            ? Fact::Kind::known
                  : code.state == State::not_applicable ? Fact::Kind::not_applicable
                  : code.state == State::unknown        ? Fact::Kind::unknown
                                                        : Fact::Kind::absent;
    }
    return facts;
  }

  Order order() const {
    Order made{{{program, common()}}, slots, {}};
    for (const Definition& what : program->definitions) {
      if (what.kind == DefKind::table) continue;
      for (std::int32_t person = 0; person < (what.for_person ? 2 : 1); ++person) {
        Ask ask;
        ask.question = kQuestion;
        ask.rule = what.name;
        ask.person = person;
        made.asks.push_back(std::move(ask));
      }
    }
    return made;
  }
};

struct Tally {
  std::int64_t values = 0, known = 0, by_scalar = 0;
};

void compare(std::uint32_t seed, Tally& tally) {
  CAPTURE(seed);
  const Trial trial(seed);
  const Order order = trial.order();
  const auto compiled = BlockProgram::compile(order);
  REQUIRE_MESSAGE(compiled.ok(), compiled.error().en);
  std::vector<Column> columns;
  for (const auto& numbers : trial.numbers) columns.emplace_back(numbers);
  std::vector<const Column*> all;
  for (const Column& column : columns) all.push_back(&column);
  const auto ran = compiled.value().run(all);
  REQUIRE_MESSAGE(ran.ok(), ran.error().en);
  tally.by_scalar += ran.value().by_scalar;
  const Plan plan(trial.program, kQuestion);
  for (std::size_t row = 0; row < (all.empty() ? 1 : kRows); ++row) {
    const Facts facts = trial.facts_of(row);
    Evaluation evaluation(plan, facts);
    for (std::size_t a = 0; a < order.asks.size(); ++a) {
      const Ask& ask = order.asks[a];
      const Outcome& outcome =
          evaluation.get(trial.program->find(ask.rule), static_cast<std::size_t>(ask.person));
      const Answer& answer = ran.value().answers[a];
      CAPTURE(row);
      CAPTURE(ask.rule);
      ++tally.values;
      REQUIRE(static_cast<int>(outcome.state) == static_cast<int>(answer.state(row)));
      if (outcome.state != State::known) continue;
      ++tally.known;
      REQUIRE(to_string(outcome.value) == to_string(answer.value(row)));
    }
  }
}

TEST_CASE("random programs over random columns are what the scalar engine makes of them") {
  const char* long_run = std::getenv("UTVAG_TEST_LONG");
  const bool longer = long_run != nullptr && std::string_view(long_run) == "1";
  Tally tally;
  // Once wrong: `alla` where what lets an element through has no rule and its value decides.
  compare(2067, tally);
  for (std::uint32_t seed = 1; seed <= (longer ? 20'000U : 300U); ++seed) compare(seed, tally);
  CHECK(tally.known > tally.values / 4);
  CHECK(tally.by_scalar < tally.values * 3 / 4);
  MESSAGE(tally.values << " values, " << tally.known << " known, " << tally.by_scalar
                       << " by the scalar engine");
}

}  // namespace
}  // namespace utvag::rules::blocks
