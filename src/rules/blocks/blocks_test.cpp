#include "rules/blocks/blocks.hpp"

#include <doctest/doctest.h>

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
            Rational unit) {
    std::mt19937 draw(static_cast<std::mt19937::result_type>(17 + slots.size()));
    std::uniform_int_distribution<std::int32_t> any(low, high);
    std::vector<std::int32_t> values{low, high, low, high};
    if (low < 0 && high > 0) values[2] = 0;
    while (values.size() < 2100) values.push_back(any(draw));
    rows = values.size();
    columns.emplace_back(values);
    slots.push_back({definition, person, -1, unit, low, high});
  }
  Order order() const {
    return {
        {kQuestion}, static_cast<std::int32_t>(builder.program.definitions.size() - 1), 0, slots};
  }
  Result<BlockProgram> compile() const {
    const auto program = std::make_shared<const Program>(builder.program);
    return BlockProgram::compile(program, Facts(*program, persons), order());
  }
  /// The last definition, row for row against the scalar engine.
  void check() const {
    const auto program = std::make_shared<const Program>(builder.program);
    const auto compiled = compile();
    REQUIRE_MESSAGE(compiled.ok(), compiled.error().en);
    std::vector<const Column*> all;
    for (const Column& column : columns) all.push_back(&column);
    REQUIRE(compiled.value().accepts(all).ok());
    std::vector<std::int32_t> answers(rows);
    std::int32_t* const kept = answers.data();
    std::vector<Total> totals(1);
    compiled.value().run(all, 0, rows, totals, {&kept, 1});
    const Plan plan(program, kQuestion);
    Rational sum;
    std::int64_t above = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      Facts facts(*program, persons);
      for (std::size_t i = 0; i < slots.size(); ++i) {
        Fact& fact = facts.at(slots[i].definition, static_cast<std::size_t>(slots[i].person));
        fact.kind = Fact::Kind::known;
        fact.value = Rational(columns[i].at(row)) * slots[i].unit;
      }
      Evaluation evaluation(plan, facts);
      const Outcome& outcome = evaluation.get(order().definition);
      REQUIRE(outcome.state == State::known);
      REQUIRE(outcome.value == Rational(answers[row]) * compiled.value().unit(0));
      sum = sum + outcome.value;
      if (compare(outcome.value, 0) > 0) ++above;
    }
    CHECK(sum == Rational(totals[0].sum) * compiled.value().unit(0));
    CHECK(above == totals[0].above_zero);
  }
  std::string refusal() const {
    const auto compiled = compile();
    return compiled.ok() ? "" : compiled.error().code + " " + compiled.error().where;
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
      both.check();
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
  both.check();
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
  both.check();
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
  both.check();
}

TEST_CASE("dates of a narrow column") {
  Both both;
  Builder& b = both.builder;
  const std::int32_t born = b.input("född", Builder::type(Kind::date));
  both.fill(born, 0, testing::day(1970, 2, 27).days, testing::day(2010, 3, 1).days, 1);
  const std::int32_t age = b.op(Op::age, b.read(born), b.op(Op::first_day, b.op(Op::month_asked)));
  b.rule("svar", age);
  both.check();
}

TEST_CASE("a choice decided by the composition leaves the other branch unread") {
  Both both;
  Builder& b = both.builder;
  const std::int32_t missing = b.input("saknas");
  const std::int32_t never = b.op(Op::less, b.op(Op::month_asked), b.constant(0));
  b.rule("svar", b.op(Op::if_else, never, b.read(missing), both.number(-50, 50'000)));
  both.check();
}

TEST_CASE("what blocks cannot say for sure is refused, with its name") {
  SUBCASE("a fact that nobody gives") {
    Both both;
    both.builder.rule("svar", both.builder.read(both.builder.input("hyra")));
    CHECK(both.refusal() == "blocks.not-known hyra");
  }
  SUBCASE("a table without a row for some value") {
    Both both;
    Builder& b = both.builder;
    const std::int32_t table = b.table("belopp", {Builder::row({{Rational(0), Rational(3)}}, 100)});
    b.rule("svar", b.lookup(table, {both.number(0, 4, 1, true)}));
    CHECK(both.refusal() == "blocks.not-known svar");
    CHECK(both.compile().error().sv.find("belopp") != std::string::npos);
  }
  SUBCASE("a number that may not fit") {
    Both both;
    Builder& b = both.builder;
    const std::int32_t x = both.number(0, 60'000), y = both.number(0, 60'000);
    b.rule("svar", b.op(Op::multiply, x, y));
    CHECK(both.refusal() == "blocks.range svar");
  }
  SUBCASE("a division by something wide, or by what may be zero") {
    Both both;
    Builder& b = both.builder;
    const std::int32_t x = both.number(0, 60'000), y = both.number(1, 60'000);
    b.rule("svar", b.op(Op::divide, x, y));
    CHECK(both.refusal() == "blocks.not-expressed svar");
    Both zero;
    const std::int32_t above = zero.number(0, 60'000), under = zero.number(0, 6);
    zero.builder.rule("svar", zero.builder.op(Op::divide, above, under));
    CHECK(zero.refusal() == "blocks.not-known svar");
  }
  SUBCASE("values outside what the input allows") {
    Both both;
    const std::int32_t rent = both.builder.number("hyra", 0, 1000);
    both.fill(rent, 0, 0, 1001, 1);
    both.builder.rule("svar", both.builder.read(rent));
    CHECK(both.refusal() == "blocks.not-allowed hyra");
  }
}

TEST_CASE("columns that are not those compiled for are not accepted") {
  Both both;
  both.builder.rule("svar", both.number(0, 100));
  const auto compiled = both.compile();
  REQUIRE(compiled.ok());
  const Column good(std::vector<std::int32_t>{0, 100}), high(std::vector<std::int32_t>{0, 101});
  const Column wide(std::vector<std::int32_t>{0, 1000});
  const Column* one = &good;
  CHECK(compiled.value().accepts({&one, 1}).ok());
  one = &high;
  CHECK_FALSE(compiled.value().accepts({&one, 1}).ok());
  one = &wide;
  CHECK_FALSE(compiled.value().accepts({&one, 1}).ok());
  CHECK_FALSE(compiled.value().accepts({}).ok());
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
