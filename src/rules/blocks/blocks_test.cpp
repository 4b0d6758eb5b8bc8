#include "rules/blocks/blocks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <random>
#include <string>

#include "rules/graph/test_program.hpp"

namespace utvag::rules::blocks {
namespace {

using testing::Builder;
using testing::month;

const Question kQuestion{month(2026, 3), testing::day(2026, 3, 10), testing::day(2026, 3, 10)};

/// A program with its columns, computed both ways.
struct Both {
  Builder builder;
  std::vector<Person> persons;
  std::vector<Slot> slots;
  std::vector<Column> columns;
  std::size_t rows = 0;

  /// An input, with a column of values between the ends.
  std::int32_t number(std::int32_t low, std::int32_t high, Rational unit = 1, bool whole = false) {
    const std::int32_t index =
        builder.input("x" + std::to_string(slots.size()), Builder::type(Kind::number, whole));
    fill(index, 0, low, high, unit);
    return builder.read(index);
  }
  std::int32_t truth() {
    const std::int32_t index = builder.truth("x" + std::to_string(slots.size()));
    fill(index, 0, 0, 1, 1);
    return builder.read(index);
  }
  void fill(std::int32_t definition, std::int32_t person, std::int32_t low, std::int32_t high,
            Rational unit, const std::function<std::int32_t(std::int32_t)>& turn = {}) {
    std::mt19937 draw(static_cast<std::mt19937::result_type>(17 + slots.size()));
    std::uniform_int_distribution<std::int32_t> any(low, high);
    std::vector<std::int32_t> values{low, high, low, high};
    if (low < 0 && high > 0) values[2] = 0;
    while (values.size() < 2100) values.push_back(any(draw));
    for (std::int32_t& value : values) value = turn ? turn(value) : value;
    rows = values.size();
    columns.emplace_back(values);
    Slot slot;
    slot.input = builder.def(definition).name;
    slot.person = person;
    slot.unit = unit;
    slot.low = low;
    slot.high = high;
    slots.push_back(std::move(slot));
  }
  Result<BlockProgram> compile(const std::shared_ptr<const Program>& program) const {
    Order order{{{program, Facts(*program, persons)}}, slots, {}};
    Ask ask;
    ask.question = kQuestion;
    ask.rule = builder.program.definitions.back().name;
    order.asks.push_back(ask);
    return BlockProgram::compile(std::move(order));
  }
  /// What the row states, for the scalar engine.
  void state(const Program& program, Facts& facts, std::size_t row) const {
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const Slot& slot = slots[i];
      Fact& fact = facts.at(program.find(slot.input), static_cast<std::size_t>(slot.person));
      const std::int64_t number = columns[i].at(row);
      Code code{State::known, Rational(number) * slot.unit};
      if (!slot.codes.empty()) code = slot.codes[static_cast<std::size_t>(number)];
      if (number == slot.unknown) code.state = State::unknown;
      if (number == slot.not_applicable) code.state = State::not_applicable;
      fact.value = code.value;
      fact.kind = code.state == State::known            ? Fact::Kind::known
                  : code.state == State::not_applicable ? Fact::Kind::not_applicable
                  : code.state == State::unknown        ? Fact::Kind::unknown
                                                        : Fact::Kind::absent;
    }
  }
  /// The last definition, row for row against the scalar engine. Gives the rows left to it.
  std::int64_t check() const {
    const auto program = std::make_shared<const Program>(builder.program);
    const auto compiled = compile(program);
    REQUIRE_MESSAGE(compiled.ok(), compiled.error().en);
    std::vector<const Column*> all;
    for (const Column& column : columns) all.push_back(&column);
    const auto ran = compiled.value().run(all, 2);
    REQUIRE_MESSAGE(ran.ok(), ran.error().en);
    const Answer& answer = ran.value().answers[0];
    const Plan plan(program, kQuestion);
    Total expected;
    for (std::size_t row = 0; row < rows; ++row) {
      Facts facts(*program, persons);
      state(*program, facts, row);
      Evaluation evaluation(plan, facts);
      const Outcome& outcome =
          evaluation.get(static_cast<std::int32_t>(program->definitions.size() - 1));
      REQUIRE(outcome.state == answer.state(row));
      ++expected.states[static_cast<std::size_t>(outcome.state)];
      if (outcome.state != State::known) {
        REQUIRE(answer.values.at(row) == 0);
        continue;
      }
      REQUIRE(outcome.value == answer.value(row));
      expected.sum = expected.sum + outcome.value;
      if (utvag::compare(outcome.value, 0) > 0) ++expected.above_zero;
      if (utvag::compare(outcome.value, 0) < 0) ++expected.below_zero;
    }
    const Total& total = ran.value().totals[0];
    CHECK(expected.sum == total.sum);
    CHECK(expected.above_zero == total.above_zero);
    CHECK(expected.below_zero == total.below_zero);
    CHECK(expected.states == total.states);
    return ran.value().by_scalar;
  }
  /// What is left to the scalar engine, with why.
  std::string left() const {
    const auto compiled = compile(std::make_shared<const Program>(builder.program));
    std::string text;
    if (!compiled.ok()) return compiled.error().code;
    for (const Left& left : compiled.value().left()) text += left.definition + " " + left.why.code;
    return text;
  }
};

using Make = std::function<std::int32_t(Both&, std::int32_t, std::int32_t)>;

/// The rule over two columns: both wide, both narrow, and one of each.
void over_columns(const Make& make) {
  for (const std::int32_t first : {5, 20'000}) {
    for (const std::int32_t second : {7, 30'000}) {
      Both both;
      const std::int32_t a = both.number(-first, first, Rational::make(1, 4));
      const std::int32_t b = both.number(1, second, 10);
      both.builder.rule("svar", make(both, a, b));
      CHECK(both.check() == 0);
    }
  }
}

TEST_CASE("arithmetic, comparison and choice are the scalar engine's") {
  for (const Op op : {Op::add, Op::subtract, Op::multiply}) {
    over_columns([=](Both& on, std::int32_t a, std::int32_t b) {
      const std::int32_t small = on.number(-3, 4);
      const std::int32_t product = on.builder.op(Op::multiply, small, a);
      return on.builder.op(op, product, op == Op::multiply ? on.truth() : b);
    });
  }
  for (const Op op :
       {Op::equal, Op::not_equal, Op::less, Op::less_equal, Op::greater, Op::greater_equal}) {
    over_columns([=](Both& on, std::int32_t a, std::int32_t b) {
      return on.builder.op(Op::if_else, on.builder.op(op, a, b), a, on.builder.op(Op::negate, b));
    });
  }
  for (const Op op : {Op::minimum, Op::maximum}) {
    over_columns([=](Both& on, std::int32_t a, std::int32_t b) {
      return on.builder.many(op, {a, b, on.builder.constant(50)});
    });
  }
}

TEST_CASE("logic, ranges and rounding are the scalar engine's") {
  for (const Op op : {Op::both, Op::either}) {
    over_columns([=](Both& on, std::int32_t a, std::int32_t b) {
      const std::int32_t inside = on.builder.in_range(a, Rational(-300), Rational(1000));
      const std::int32_t other = on.builder.op(Op::less, b, on.builder.constant(30));
      return on.builder.op(Op::if_else,
                           on.builder.op(op, inside, on.builder.op(Op::negation, other)), b,
                           on.truth());
    });
  }
  for (const Rounding mode : {Rounding::up, Rounding::down, Rounding::nearest}) {
    over_columns([=](Both& on, std::int32_t a, std::int32_t b) {
      const std::int32_t part = on.builder.op(Op::divide, b, on.builder.constant(7));
      return on.builder.round(on.builder.op(Op::add, a, part), Rational::make(3, 2), mode);
    });
  }
}

TEST_CASE("a division by something narrow stays exact") {
  Both both;
  const std::int32_t amount = both.number(-20'000, 20'000, 100);
  const std::int32_t persons = both.number(1, 6, 1, true);
  both.builder.rule("svar", both.builder.op(Op::divide, amount, persons));
  CHECK(both.check() == 0);
}

TEST_CASE("tables of one and two keys, with layers above them") {
  Both both;
  Builder& b = both.builder;
  const auto one = [](std::int64_t at) { return Row::Interval{Rational(at), Rational(at)}; };
  std::vector<Row> rows, higher;
  for (std::int64_t i = 0; i < 12; ++i) {
    for (std::int64_t k = 0; k < 3; ++k) rows.push_back(Builder::row({one(i), one(k)}, i * i + k));
  }
  higher.push_back(Builder::row({one(4), one(1)}, 999));
  const std::int32_t table = b.table("tabell", rows);
  Version above = Builder::version(-1);
  above.rows = higher;
  b.set(table, 2, {above});
  const std::int32_t looked =
      b.lookup(table, {both.number(0, 11, 1, true), both.number(0, 2, 1, true)});
  b.rule("svar", b.op(Op::add, looked, both.number(0, 40'000)));
  CHECK(both.check() == 0);
}

TEST_CASE("aggregates over persons and members") {
  Both both;
  Builder& b = both.builder;
  both.persons = {{"a", 0}, {"b", 1}, {"c", 1}};
  const std::int32_t wage = b.input("lön", {}, true);
  const std::int32_t works = b.truth("arbetar", true);
  for (std::int32_t person = 0; person < 3; ++person) {
    both.fill(wage, person, 0, 20'000 + person, 100);
    both.fill(works, person, 0, 1, 1);
  }
  const std::int32_t sum = b.op(Op::sum_persons, b.read(wage), b.read(works));
  const std::int32_t count = b.op(Op::count_persons, -1, b.read(works));
  const std::int32_t any = b.op(Op::any_person, -1, b.read(works));
  const std::int32_t high = b.op(Op::greater, b.read(wage), b.constant(500'000));
  const std::int32_t all = b.op(Op::all_persons, high, b.read(works));
  const std::int32_t members =
      b.over_members(Op::sum_members, 0, b.bound(0), b.in_set(b.bound(0), 6));
  const std::int32_t arms = b.cases(count, {1, 6, 8}, {sum, b.constant(5), b.op(Op::negate, sum)});
  b.rule("svar", b.op(Op::add, b.op(Op::if_else, any, arms, members),
                      b.op(Op::if_else, all, count, b.constant(0))));
  CHECK(both.check() == 0);
}

TEST_CASE("dates of a narrow column") {
  Both both;
  Builder& b = both.builder;
  const std::int32_t born = b.input("född", Builder::type(Kind::date));
  both.fill(born, 0, testing::day(1970, 2, 27).days, testing::day(2010, 3, 1).days, 1);
  const std::int32_t age = b.op(Op::age, b.read(born), b.op(Op::first_day, b.op(Op::month_asked)));
  b.rule("svar", age);
  CHECK(both.check() == 0);
}

TEST_CASE("a choice decided by the composition leaves the other branch unread") {
  Both both;
  Builder& b = both.builder;
  const std::int32_t missing = b.input("saknas");
  const std::int32_t never = b.op(Op::less, b.op(Op::month_asked), b.constant(0));
  b.rule("svar", b.op(Op::if_else, never, b.read(missing), both.number(-50, 50'000)));
  CHECK(both.check() == 0);
}

TEST_CASE("what blocks cannot say for sure is the scalar engine's, and counted") {
  SUBCASE("a fact that nobody gives") {
    Both both;
    const std::int32_t hyra = both.builder.read(both.builder.input("hyra"));
    const std::int32_t large = both.builder.op(Op::less, both.number(0, 9'999), hyra);
    both.builder.rule("svar", large);
    CHECK(both.check() == 2100);
  }
  SUBCASE("a table without a row for some value: no rule there, without the scalar engine") {
    Both both;
    Builder& b = both.builder;
    const std::int32_t table = b.table("belopp", {Builder::row({{Rational(0), Rational(3)}}, 100)});
    b.rule("svar", b.lookup(table, {both.number(0, 4, 1, true)}));
    CHECK(both.check() == 0);
  }
  SUBCASE("the same among wide values") {
    Both both;
    Builder& b = both.builder;
    const std::int32_t table = b.table("belopp", {Builder::row({{Rational(0), Rational(3)}}, 100)});
    const std::int32_t found = b.lookup(table, {both.number(0, 4, 1, true)});
    b.rule("svar", b.op(Op::if_else, both.truth(), b.op(Op::add, found, both.number(0, 9'999)),
                        both.number(0, 8'888)));
    const std::int64_t left = both.check();
    CHECK(left > 100);
    CHECK(left < 400);  // a fifth of half of the rows
  }
  SUBCASE("a number beyond 64 bits") {
    Both both;
    Builder& b = both.builder;
    const std::int32_t x = both.number(0, 2'000'000'000), y = both.number(0, 2'000'000'000);
    b.rule("svar", b.op(Op::multiply, x, y));
    CHECK(both.check() == 2100);
    CHECK(both.left() == "svar blocks.range");
  }
  SUBCASE("a division by something wide, or by what may be zero") {
    Both both;
    Builder& b = both.builder;
    const std::int32_t x = both.number(0, 60'000), y = both.number(1, 60'000);
    b.rule("svar", b.op(Op::divide, x, y));
    CHECK(both.check() == 2100);
    CHECK(both.left() == "svar blocks.not-expressed");
    Both zero;
    const std::int32_t above = zero.number(0, 60'000), under = zero.number(0, 6);
    zero.builder.rule("svar", zero.builder.op(Op::divide, above, under));
    const std::int64_t left = zero.check();
    CHECK(left > 200);
    CHECK(left < 400);
  }
  SUBCASE("values outside what the input allows") {
    Both both;
    const std::int32_t rent = both.builder.number("hyra", 0, 1000);
    both.fill(rent, 0, 0, 1001, 1);
    both.builder.rule("svar", both.builder.read(rent));
    CHECK(both.check() == 2100);
    CHECK(both.left() == "hyra blocks.not-allowed");
  }
}

TEST_CASE("numbers that fit 32 bits only one by one are counted in 64") {
  Both both;
  Builder& b = both.builder;
  const std::int32_t x = both.number(-2'000'000'000, 2'000'000'000);
  const std::int32_t y = both.number(-1'900'000'000, 2'100'000'000);
  const std::int32_t small = both.number(-40, 3'000);
  SUBCASE("sums, products and what comes back") {
    const std::int32_t sum = b.op(Op::add, x, y);
    const std::int32_t product = b.op(Op::multiply, small, x);
    const std::int32_t least = b.many(Op::minimum, {sum, product, b.constant(77)});
    b.rule("svar", b.op(Op::if_else, b.op(Op::less, sum, product), least,
                        b.many(Op::maximum, {b.op(Op::negate, product), small})));
  }
  SUBCASE("rounding, and narrow again") {
    const std::int32_t sum = b.op(Op::subtract, x, y);
    const std::int32_t rounded = b.round(sum, 1'000'000'000, Rounding::nearest);
    b.rule("svar", b.op(Op::divide, rounded, b.constant(1'000'000'000)));
  }
  SUBCASE("a table of wide numbers") {
    std::vector<Row> rows;
    for (std::int64_t i = 0; i < 20; ++i) {
      rows.push_back(Builder::row({{Rational(i), Rational(i)}}, i * i * 5'000'000'001));
    }
    const std::int32_t table = b.table("belopp", rows);
    b.rule("svar", b.op(Op::add, b.lookup(table, {both.number(0, 19, 1, true)}), small));
  }
  CHECK(both.check() == 0);
}

TEST_CASE("facts that are unknown, not stated or do not apply") {
  Both both;
  Builder& b = both.builder;
  const auto coded = [&](const std::string& name, std::vector<Code> codes) {
    const std::int32_t index = b.input(name);
    b.def(index).may_be_inapplicable = true;
    both.fill(index, 0, 0, static_cast<std::int32_t>(codes.size()) - 1, 1);
    both.slots.back().codes = std::move(codes);
    return index;
  };
  const auto marked = [&](const std::string& name) {
    const std::int32_t index = b.input(name);
    b.def(index).may_be_inapplicable = true;
    both.fill(index, 0, -500, 5'000, 1,
              [](std::int32_t drawn) { return drawn < 0 ? drawn % 2 - 2 : drawn; });
    both.slots.back().low = 0;
    both.slots.back().unknown = -3;
    both.slots.back().not_applicable = -2;
    return index;
  };
  const std::vector<Code> codes = {{State::known, 5},
                                   {State::known, Rational::make(17, 3)},
                                   {State::unknown, {}},
                                   {State::not_applicable, {}},
                                   {State::not_evaluated, {}}};
  const std::int32_t narrow = coded("smal", codes), wide = marked("bred");
  const auto or_else = [&](std::int32_t input, std::int32_t other) {
    return b.op(Op::if_applicable, b.read(input), other);
  };
  SUBCASE("read where it applies") {
    b.def(narrow).assumed = 9;
    b.rule("svar", b.op(Op::add, or_else(narrow, b.constant(1)), or_else(wide, b.constant(2))));
  }
  SUBCASE("asked whether it applies") {
    const std::int32_t both_apply =
        b.op(Op::both, b.op(Op::applicable, b.read(narrow)), b.op(Op::applicable, b.read(wide)));
    b.rule("svar", b.op(Op::either, both_apply, both.truth()));
  }
  SUBCASE("a branch that does not read it") {
    b.rule("svar",
           b.op(Op::if_else, both.truth(), or_else(wide, b.constant(2)), both.number(0, 9)));
  }
  SUBCASE("what decides goes before what is unknown") {
    const std::int32_t above = b.op(Op::greater, or_else(wide, b.constant(2)), b.constant(7));
    const std::int32_t other = b.op(Op::greater, both.number(0, 3'000), b.constant(1'500));
    b.rule("svar", b.op(Op::both, b.op(Op::either, above, other), both.truth()));
  }
  const std::int64_t left = both.check();
  CHECK(left > 0);
  CHECK(left < 1'000);
}

TEST_CASE("a judgement that some households have") {
  Both both;
  Builder& b = both.builder;
  const std::int32_t judged = b.rule("bedömt", both.number(0, 4'000));
  b.def(judged).kind = DefKind::judgement;
  both.fill(judged, 0, -1, 2'000, 10);
  both.slots.back().low = 0;
  both.slots.back().unknown = -1;
  b.rule("svar", b.op(Op::add, b.read(judged), b.constant(1)));
  both.check();
}

TEST_CASE("what an overlay sets stays within its bounds, where it is not silent") {
  Both both;
  Builder& b = both.builder;
  const std::int32_t rent = both.number(-500, 4'000);
  const std::int32_t cap = b.rule("tak", rent);
  b.def(cap).term = Term::guideline;
  b.bound_of(cap, true, b.constant(0));
  b.bound_of(cap, false, b.constant(2'000));
  const std::int32_t asked = b.op(Op::less, both.number(0, 9), b.constant(5));
  b.set(cap, 2,
        {Builder::version(b.op(Op::if_else, asked, both.number(-3'000, 3'000), b.op(Op::silent)))});
  b.rule("svar", b.read(cap));
  both.check();
}

TEST_CASE("two worlds, what one gives more, and totals and distributions by group") {
  Both both;
  Builder& b = both.builder;
  const std::int32_t wage = both.number(0, 20'000, 100);
  const std::int32_t grant = b.rule("bidrag", b.constant(700'000));
  b.rule("svar", b.many(Op::maximum, {b.op(Op::subtract, b.read(grant), wage), b.constant(0)}));
  both.number(0, 4, 1, true);
  both.slots.back() = Slot();  // no fact: only the group
  const auto before = std::make_shared<const Program>(b.program);
  b.at(b.def(grant).layers[0].versions[0].body).value = 650'000;
  b.def(grant).layers[0].versions[0].body = b.op(Op::subtract, b.constant(900'000), wage);
  const auto after = std::make_shared<const Program>(b.program);
  Order order{{{before, Facts(*before, {})}, {after, Facts(*after, {})}}, both.slots, {}, 1};
  for (const std::size_t world : {std::size_t{0}, std::size_t{1}}) {
    Ask ask;
    ask.world = world;
    ask.question = kQuestion;
    ask.rule = "svar";
    ask.keep = world == 0;
    order.asks.push_back(ask);
  }
  order.asks.push_back(order.asks[1]);
  order.asks[2].minus = 0;
  order.asks[2].keep = true;
  order.asks[1].edges = {1, 50'050, 250'000};
  auto refused = order;
  refused.asks[2].minus = 2;  // itself
  CHECK_FALSE(BlockProgram::compile(refused).ok());
  refused.asks[2].minus = 0;
  refused.asks[0].edges = {2'000, 1'000};
  CHECK_FALSE(BlockProgram::compile(std::move(refused)).ok());
  const auto compiled = BlockProgram::compile(std::move(order));
  REQUIRE(compiled.ok());
  std::vector<const Column*> all;
  for (const Column& column : both.columns) all.push_back(&column);
  const auto ran = compiled.value().run(all, 3);
  REQUIRE(ran.ok());
  REQUIRE(ran.value().groups == 5);
  REQUIRE(ran.value().answers[1].values.rows() == 0);
  std::vector<Total> expected(15);
  for (std::size_t row = 0; row < both.rows; ++row) {
    const std::int64_t earned = both.columns[0].at(row) * 100;
    const auto group = static_cast<std::size_t>(both.columns[1].at(row));
    const std::int64_t first = std::max<std::int64_t>(700'000 - earned, 0);
    const std::int64_t second = std::max<std::int64_t>(900'000 - 2 * earned, 0);
    const std::array<std::int64_t, 3> values{first, second, second - first};
    for (std::size_t ask = 0; ask < 3; ++ask) {
      Total& total = expected[ask * 5 + group];
      total.sum = total.sum + Rational(values[ask]);
      total.above_zero += values[ask] > 0 ? 1 : 0;
      total.below_zero += values[ask] < 0 ? 1 : 0;
      ++total.states[static_cast<std::size_t>(State::known)];
    }
    auto& bins = expected[5 + group].bins;
    bins.resize(4);
    ++bins[second < 1 ? 0 : second < 50'050 ? 1 : second < 250'000 ? 2 : 3];
    REQUIRE(ran.value().answers[0].value(row) == Rational(first));
    REQUIRE(ran.value().answers[2].value(row) == Rational(second - first));
  }
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(ran.value().totals[i].sum == expected[i].sum);
    CHECK(ran.value().totals[i].above_zero == expected[i].above_zero);
    CHECK(ran.value().totals[i].below_zero == expected[i].below_zero);
    CHECK(ran.value().totals[i].states == expected[i].states);
    CHECK(ran.value().totals[i].bins == expected[i].bins);
  }
  CHECK(expected[10].below_zero > 0);
}

TEST_CASE("a fact by months: the month asked about, and none where nothing is stated") {
  Both both;
  Builder& b = both.builder;
  const std::int32_t income = b.per_colour([&](Definition& what) {
    what.kind = DefKind::input;
    what.name = "inkomst[" + std::to_string(what.member) + "]";
    what.base_name = "inkomst";
    what.spell = what.list = true;
  });
  Node earlier;
  earlier.op = Op::input_at;
  earlier.a = b.read(income);
  earlier.b = b.op(Op::subtract, b.op(Op::month_asked), b.constant(1));
  const std::int32_t before = b.add(earlier);
  b.rule("svar", b.op(Op::add, b.read(income), b.op(Op::multiply, before, b.constant(10))));
  for (const int back : {0, 1}) {
    both.fill(income, 0, 1, 4'000, 1);
    both.slots.back().month = kQuestion.month.index - back;
  }
  const auto program = std::make_shared<const Program>(b.program);
  Order order{{{program, Facts(*program, {})}}, both.slots, {}};
  for (int back = -1; back < 2; ++back) {
    Ask ask;
    ask.question = kQuestion;
    ask.question.month.index -= back;
    ask.rule = "svar";
    order.asks.push_back(ask);
  }
  const auto compiled = BlockProgram::compile(std::move(order));
  REQUIRE_MESSAGE(compiled.ok(), compiled.error().en);
  const std::array<const Column*, 2> all{&both.columns[0], &both.columns[1]};
  const auto ran = compiled.value().run(all);
  REQUIRE(ran.ok());
  for (std::size_t row = 0; row < both.rows; ++row) {
    const std::int64_t now = all[0]->at(row), last = all[1]->at(row);
    REQUIRE(ran.value().answers[0].value(row) == Rational(now * 10));
    REQUIRE(ran.value().answers[1].value(row) == Rational(now + last * 10));
    REQUIRE(ran.value().answers[2].value(row) == Rational(last));
  }
}

TEST_CASE("columns that are not those compiled for are not accepted") {
  Both both;
  both.builder.rule("svar", both.number(0, 100));
  const auto compiled = both.compile(std::make_shared<const Program>(both.builder.program));
  REQUIRE(compiled.ok());
  const auto accepted = [&](const Column& column) {
    const Column* one = &column;
    return compiled.value().run({&one, 1}, 1).ok();
  };
  CHECK(accepted(Column(std::vector<std::int32_t>{0, 100})));
  CHECK(accepted(Column(2, 0, 100)));
  CHECK_FALSE(accepted(Column(std::vector<std::int32_t>{0, 101})));
  CHECK_FALSE(accepted(Column(std::vector<std::int32_t>{-1, 1})));
  CHECK_FALSE(compiled.value().run({}, 1).ok());
}

TEST_CASE("orders that cannot be are refused") {
  Both both;
  both.builder.rule("svar", both.number(0, 100));
  SUBCASE("two columns for one fact") {
    both.slots.push_back(both.slots[0]);
    CHECK(both.left() == "blocks.slot");
  }
  SUBCASE("a person who does not exist") {
    both.slots[0].person = 1;
    CHECK(both.left() == "blocks.slot");
  }
  SUBCASE("a fact that does not exist") {
    both.slots[0].input = "finns_inte";
    CHECK(both.left() == "blocks.order");
  }
  SUBCASE("months for what has none") {
    both.slots[0].month = 5;
    CHECK(both.left() == "blocks.slot");
  }
}

TEST_CASE("a column takes the bytes that its values need") {
  CHECK(Column(std::vector<std::int32_t>{-128, 127}).bytes() == 1);
  CHECK(Column(std::vector<std::int32_t>{-128, 128}).bytes() == 2);
  const Column column(std::vector<std::int32_t>{-40'000, 7, 3});
  CHECK(column.bytes() == 4);
  CHECK(column.at(0) == -40'000);
  CHECK(column.low() == -40'000);
  CHECK(column.high() == 7);
  CHECK(Column(std::vector<std::int32_t>{}).rows() == 0);
}

}  // namespace
}  // namespace utvag::rules::blocks
