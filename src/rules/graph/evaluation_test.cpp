#include "rules/graph/evaluation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "rules/graph/test_program.hpp"

namespace utvag::rules {
namespace {

using testing::Builder;
using testing::Case;
using testing::day;
using testing::month;

Rational part(std::int64_t numerator, std::int64_t denominator) {
  return Rational::make(numerator, denominator);
}

/// Two numbers x, y without limits and a rule over them.
struct Two {
  Builder b;
  std::int32_t x = b.input("x"), y = b.input("y");
  std::string binary(Op op, Rational left, Rational right) {
    const std::int32_t rule = b.rule("r", b.op(op, b.read(x), b.read(y)));
    return Case(b).set(x, left).set(y, right).told(rule);
  }
};

TEST_CASE("arithmetic is exact") {
  CHECK(Two().binary(Op::add, part(1, 3), part(1, 6)) == "1/2");
  CHECK(Two().binary(Op::subtract, 3, 5) == "-2");
  CHECK(Two().binary(Op::multiply, 24975, part(1, 100)) == "999/4");
  CHECK(Two().binary(Op::divide, 179000, 3) == "179000/3");
  Builder b;
  const auto x = b.input("x");
  const auto minus = b.rule("r", b.op(Op::negate, b.read(x)));
  CHECK(Case(b).set(x, part(5, 2)).told(minus) == "-5/2");
}

TEST_CASE("what is too large, or divided by zero, is refused where it happens") {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  CHECK(Two().binary(Op::add, most, 1) == "fel 2");
  CHECK(Two().binary(Op::multiply, most, 2) == "fel 2");
  CHECK(Two().binary(Op::divide, 1, 0) == "fel 2");
  Two two;
  const auto inner = two.b.rule("i", two.b.op(Op::divide, two.b.read(two.x), two.b.read(two.y)));
  const auto outer = two.b.rule("o", two.b.op(Op::add, two.b.read(inner), two.b.constant(1)));
  CHECK(Case(two.b).set(two.x, 1).set(two.y, 0).told(outer) == "fel 2");
}

TEST_CASE("comparisons") {
  struct Row {
    Op op;
    const char *less, *equal, *greater;
  };
  for (const Row& row : {Row{Op::equal, "0", "1", "0"}, Row{Op::not_equal, "1", "0", "1"},
                         Row{Op::less, "1", "0", "0"}, Row{Op::less_equal, "1", "1", "0"},
                         Row{Op::greater, "0", "0", "1"}, Row{Op::greater_equal, "0", "1", "1"}}) {
    CHECK(Two().binary(row.op, part(1, 3), part(1, 2)) == row.less);
    CHECK(Two().binary(row.op, part(1, 2), part(1, 2)) == row.equal);
    CHECK(Two().binary(row.op, 1, part(1, 2)) == row.greater);
  }
}

TEST_CASE("within a range and among members") {
  Builder b;
  const auto x = b.input("x");
  const auto shut = b.rule("s", b.in_range(b.read(x), 4, 6));
  const auto open = b.rule("o", b.in_range(b.read(x), 4, {}));
  const auto member = b.rule("m", b.in_set(b.read(x), 0b101));
  const auto told = [&](std::int32_t rule, Rational value) {
    return Case(b).set(x, value).told(rule);
  };
  CHECK(told(shut, part(399, 100)) == "0");
  CHECK(told(shut, 4) == "1");
  CHECK(told(shut, 6) == "1");
  CHECK(told(shut, part(601, 100)) == "0");
  CHECK(told(open, 1'000'000) == "1");
  CHECK(told(open, 3) == "0");
  CHECK(told(member, 0) == "1");
  CHECK(told(member, 1) == "0");
  CHECK(told(member, 2) == "1");
}

/// What och and eller give for two operands among nej, ja, unknown, no rule.
TEST_CASE("och and eller need only what decides them, in either order") {
  const auto told = [](Op op, int left, int right) {
    Builder b;
    const auto x = b.truth("x");
    const auto y = b.truth("y");
    const auto none = b.rule("n", b.constant(1));
    b.def(none).layers[0].versions[0].unknown = "inte känt";
    const auto operand = [&](int which, std::int32_t input) {
      return which == 3 ? b.read(none) : b.read(input);
    };
    const auto a = operand(left, x);
    const auto rule = b.rule("r", b.op(op, a, operand(right, y)));
    Case c(b);
    if (left < 2) c.set(x, left);
    if (right < 2) c.set(y, right);
    return c.told(rule);
  };
  const char* const both[4][4] = {{"0", "0", "0", "0"},
                                  {"0", "1", "okänd 1", "ingen regel 2"},
                                  {"0", "okänd 0", "okänd 0 1", "okänd 0"},
                                  {"0", "ingen regel 2", "okänd 1", "ingen regel 2"}};
  const char* const either[4][4] = {{"0", "1", "okänd 1", "ingen regel 2"},
                                    {"1", "1", "1", "1"},
                                    {"okänd 0", "1", "okänd 0 1", "okänd 0"},
                                    {"ingen regel 2", "1", "okänd 1", "ingen regel 2"}};
  for (int left = 0; left < 4; ++left) {
    for (int right = 0; right < 4; ++right) {
      CAPTURE(left);
      CAPTURE(right);
      CHECK(told(Op::both, left, right) == both[left][right]);
      CHECK(told(Op::either, left, right) == either[left][right]);
    }
  }
}

TEST_CASE("inte") {
  Builder b;
  const auto x = b.truth("x");
  const auto rule = b.rule("r", b.op(Op::negation, b.read(x)));
  CHECK(Case(b).set(x, 0).told(rule) == "1");
  CHECK(Case(b).set(x, 1).told(rule) == "0");
  CHECK(Case(b).told(rule) == "okänd 0");
}

TEST_CASE("om takes one branch and needs nothing of the other") {
  Builder b;
  const auto when = b.truth("när");
  const auto x = b.input("x");
  const auto y = b.input("y");
  const auto rule = b.rule("r", b.op(Op::if_else, b.read(when), b.read(x), b.read(y)));
  CHECK(Case(b).set(when, 1).set(x, 7).told(rule) == "7");
  CHECK(Case(b).set(when, 0).set(y, 8).told(rule) == "8");
  CHECK(Case(b).set(when, 1).told(rule) == "okänd 1");
  CHECK(Case(b).set(x, 7).set(y, 7).told(rule) == "7");
  CHECK(Case(b).set(x, 7).set(y, 8).told(rule) == "okänd 0");
  CHECK(Case(b).set(x, 7).told(rule) == "okänd 0 2");
}

TEST_CASE("fall takes the arm that has the member") {
  Builder b;
  const auto colour = b.input("färg", Builder::type(Kind::enumeration));
  const auto x = b.input("x");
  const auto all =
      b.rule("r", b.cases(b.read(colour), {0b001, 0b110}, {b.constant(10), b.read(x)}));
  const auto some = b.rule("s", b.cases(b.read(colour), {0b010}, {b.constant(10), b.constant(20)}));
  const auto equal = b.rule(
      "e", b.cases(b.read(colour), {0b001, 0b010}, {b.constant(5), b.constant(5), b.constant(5)}));
  CHECK(Case(b).set(colour, 0).told(all) == "10");
  CHECK(Case(b).set(colour, 2).set(x, 3).told(all) == "3");
  CHECK(Case(b).set(colour, 1).told(some) == "10");
  CHECK(Case(b).set(colour, 2).told(some) == "20");
  CHECK(Case(b).told(all) == "okänd 0 1");
  CHECK(Case(b).set(x, 10).told(all) == "10");
  CHECK(Case(b).told(some) == "okänd 0");
  CHECK(Case(b).told(equal) == "5");
}

TEST_CASE("min, max and avrunda") {
  Builder b;
  const auto x = b.input("x");
  const auto least = b.rule("l", b.many(Op::minimum, {b.constant(5), b.read(x), b.constant(7)}));
  const auto most = b.rule("m", b.many(Op::maximum, {b.constant(5), b.read(x), b.constant(7)}));
  CHECK(Case(b).set(x, 4).told(least) == "4");
  CHECK(Case(b).set(x, 6).told(least) == "5");
  CHECK(Case(b).set(x, 6).told(most) == "7");
  CHECK(Case(b).set(x, 8).told(most) == "8");
  const auto up = b.rule("u", b.round(b.read(x), 100, Rounding::up));
  const auto down = b.rule("n", b.round(b.read(x), 100, Rounding::down));
  const auto near = b.rule("h", b.round(b.read(x), 100, Rounding::nearest));
  CHECK(Case(b).set(x, 101).told(up) == "200");
  CHECK(Case(b).set(x, 199).told(down) == "100");
  CHECK(Case(b).set(x, 150).told(near) == "200");
  CHECK(Case(b).set(x, -150).told(near) == "-200");
}

TEST_CASE("dates and months") {
  Builder b;
  const auto born = b.input("född", Builder::type(Kind::date));
  const auto asked = b.op(Op::month_asked);
  const auto first = b.rule("f", b.op(Op::first_day, asked));
  const auto last = b.rule("l", b.op(Op::last_day, asked));
  const auto days = b.rule("d", b.op(Op::days_in_month, asked));
  const auto age = b.rule("å", b.op(Op::age, b.read(born), b.op(Op::first_day, asked)));
  const auto of = b.rule("m", b.op(Op::month_of, b.read(born)));
  const auto since = b.rule("s", b.op(Op::months_between, b.op(Op::month_of, b.read(born)), asked));
  const auto later = b.rule("t", b.op(Op::add_days, b.read(born), b.constant(14)));
  const auto moved = b.rule("v", b.op(Op::add_months_to_date, b.read(born), b.constant(1)));
  const auto next = b.rule("n", b.op(Op::add_months, asked, b.constant(-3)));
  const auto decided = b.rule("b", b.op(Op::decision_date));
  const auto waited = b.rule("w", b.op(Op::days_between, b.op(Op::decision_date), b.read(born)));
  Case c(b);
  c.set(born, day(2024, 1, 31).days);
  CHECK(c.get(first).value == Rational(day(2026, 3, 1).days));
  CHECK(c.get(last).value == Rational(day(2026, 3, 31).days));
  CHECK(c.told(days) == "31");
  CHECK(c.told(age) == "2");
  CHECK(c.get(of).value == Rational(month(2024, 1).index));
  CHECK(c.told(since) == "26");
  CHECK(c.get(later).value == Rational(day(2024, 2, 14).days));
  CHECK(c.get(moved).value == Rational(day(2024, 2, 29).days));
  CHECK(c.get(next).value == Rational(month(2025, 12).index));
  CHECK(c.get(decided).value == Rational(day(2026, 3, 10).days));
  CHECK(c.told(waited) == std::to_string(day(2026, 3, 10).days - day(2024, 1, 31).days));
}

TEST_CASE("a date outside the calendar is refused") {
  Builder b;
  const auto n = b.input("n");
  const auto far = b.rule("f", b.op(Op::add_days, b.op(Op::decision_date), b.read(n)));
  const auto months = b.rule("m", b.op(Op::add_months_to_date, b.op(Op::decision_date), b.read(n)));
  const auto month_far = b.rule("å", b.op(Op::add_months, b.op(Op::month_asked), b.read(n)));
  CHECK(Case(b).set(n, 1'000'000).told(far) == "fel 1");
  CHECK(Case(b).set(n, part(1, 2)).told(far) == "fel 1");
  CHECK(Case(b).set(n, 1'000'000).told(months) == "fel 2");
  CHECK(Case(b).set(n, part(1, 2)).told(months) == "fel 2");
  CHECK(Case(b).set(n, -1'000'000).told(month_far) == "fel 3");
}

TEST_CASE("lookups find the row, and say when there is none") {
  Builder b;
  const auto x = b.input("x", Builder::type(Kind::number, true));
  auto unknown = Builder::row({{3, 3}}, 0);
  unknown.unknown = "inte känt";
  const auto table =
      b.table("t", {Builder::row({{0, 0}}, 100), Builder::row({{1, 2}}, 200), unknown});
  const auto rule = b.rule("r", b.lookup(table, {b.read(x)}));
  CHECK(Case(b).set(x, 0).told(rule) == "100");
  CHECK(Case(b).set(x, 2).told(rule) == "200");
  CHECK(Case(b).set(x, 2).get(rule).row == 1);
  CHECK(Case(b).set(x, 3).told(rule) == "ingen regel 1");
  CHECK(Case(b).set(x, 4).told(rule) == "ingen regel 1");
  CHECK(Case(b).told(rule) == "okänd 0");
  CHECK(Case(b).told(table) == "ej räknad");
}

std::vector<Person> family() {
  return {{"a", 0}, {"b", 0}, {"c", 1}};
}

/// Persons a, b (adults) and c (child) with an amount each.
struct Household {
  Builder b;
  std::int32_t amount = b.number("belopp", 0, 1000, true);
  std::int32_t flag = b.truth("flagga", true);
  std::int32_t role(std::int64_t which) {
    return b.op(Op::equal, b.op(Op::role), b.constant(which));
  }
};

TEST_CASE("aggregates over persons") {
  Household h;
  Builder& b = h.b;
  const auto sum = b.rule("s", b.op(Op::sum_persons, b.read(h.amount)));
  const auto adults = b.rule("v", b.op(Op::sum_persons, b.read(h.amount), h.role(0)));
  const auto children = b.rule("n", b.op(Op::count_persons, -1, h.role(1)));
  const auto all = b.rule("a", b.op(Op::count_persons));
  const auto any = b.rule("f", b.op(Op::any_person, -1, b.read(h.flag)));
  const auto every = b.rule("e", b.op(Op::all_persons, b.read(h.flag), h.role(0)));
  Case c(b, family());
  c.set(h.amount, 100, 0).set(h.amount, 20, 1).set(h.amount, 3, 2);
  CHECK(c.told(sum) == "123");
  CHECK(c.told(adults) == "120");
  CHECK(c.told(children) == "1");
  CHECK(c.told(all) == "3");
  CHECK(c.told(any) == "okänd 1.0 1.1 1.2");
  CHECK(c.told(every) == "okänd 1.0 1.1");
  c.set(h.flag, 0, 0);
  CHECK(c.told(any) == "okänd 1.1 1.2");
  CHECK(c.told(every) == "0");
  c.set(h.flag, 1, 2);
  CHECK(c.told(any) == "1");
  c.set(h.flag, 1, 0).set(h.flag, 1, 1);
  CHECK(c.told(every) == "1");
  c.set(h.flag, 0, 0).set(h.flag, 0, 1).set(h.flag, 0, 2);
  CHECK(c.told(any) == "0");
}

TEST_CASE("a household of nobody") {
  Household h;
  const auto sum = h.b.rule("s", h.b.op(Op::sum_persons, h.b.read(h.amount)));
  const auto any = h.b.rule("f", h.b.op(Op::any_person, -1, h.b.read(h.flag)));
  const auto every = h.b.rule("e", h.b.op(Op::all_persons, h.b.read(h.flag)));
  CHECK(Case(h.b).told(sum) == "0");
  CHECK(Case(h.b).told(any) == "0");
  CHECK(Case(h.b).told(every) == "1");
}

TEST_CASE("a person's rule reads that person's inputs and the household's") {
  Household h;
  Builder& b = h.b;
  const auto rent = b.input("hyra");
  const auto own = b.rule("eget", b.op(Op::add, b.read(h.amount), b.read(rent)), true);
  const auto total = b.rule("alla", b.op(Op::sum_persons, b.read(own)));
  Case c(b, family());
  c.set(h.amount, 1, 0).set(h.amount, 2, 1).set(rent, 10);
  CHECK(c.told(own, 1) == "12");
  CHECK(c.told(own, 2) == "okänd 0.2");
  CHECK(c.told(total) == "okänd 0.2");
  CHECK(c.set(h.amount, 4, 2).told(total) == "37");
}

TEST_CASE("the order of persons changes nothing") {
  Household h;
  Builder& b = h.b;
  const auto share = b.rule("del", b.op(Op::divide, b.read(h.amount), b.constant(7)), true);
  const auto total = b.rule("s", b.op(Op::sum_persons, b.read(share), b.read(h.flag)));
  std::vector<std::size_t> order = {0, 1, 2};
  const std::int64_t amounts[] = {100, 999, 3};
  do {
    std::vector<Person> persons;
    for (const std::size_t i : order) persons.push_back(family()[i]);
    Case c(b, persons);
    for (std::size_t at = 0; at < 3; ++at) {
      c.set(h.amount, amounts[order[at]], at).set(h.flag, order[at] == 1 ? 0 : 1, at);
    }
    CHECK(c.told(total) == "103/7");
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("families are read by member, by denna and by bound names") {
  Builder b;
  const auto cost = b.per_colour([](Definition& d) { d.kind = DefKind::input; });
  const auto twice_body = b.op(Op::multiply, b.family(cost, b.op(Op::this_member)), b.constant(2));
  const auto twice = b.per_colour([&](Definition& d) {
    d.kind = DefKind::rule;
    if (d.member == 0) d.layers.push_back({0, {Builder::version(twice_body)}});
  });
  const auto sum = b.rule("s", b.over_members(Op::sum_members, 0, b.family(twice, b.bound(0)), -1));
  const auto chosen = b.rule("v", b.over_members(Op::sum_members, 0, b.family(cost, b.bound(0)),
                                                 b.in_set(b.bound(0), 0b101)));
  const auto large = b.op(Op::greater, b.family(cost, b.bound(0)), b.constant(15));
  const auto count = b.rule("n", b.over_members(Op::count_members, 0, -1, large));
  const auto any = b.rule("f", b.over_members(Op::any_member, 0, -1, large));
  const auto every = b.rule("e", b.over_members(Op::all_members, 0, large, -1));
  Case c(b);
  c.set(cost, 10).set(cost + 1, 20).set(cost + 2, 30);
  CHECK(c.told(twice + 1) == "40");
  CHECK(c.told(sum) == "120");
  CHECK(c.told(chosen) == "40");
  CHECK(c.told(count) == "2");
  CHECK(c.told(any) == "1");
  CHECK(c.told(every) == "0");
}

TEST_CASE("an aggregate inside an aggregate binds its own name") {
  Builder b;
  const auto cost = b.per_colour([](Definition& d) { d.kind = DefKind::input; });
  const auto product = b.op(Op::multiply, b.family(cost, b.bound(0)), b.family(cost, b.bound(1)));
  const auto inner = b.over_members(Op::sum_members, 1, product, -1);
  const auto outer = b.rule("s", b.over_members(Op::sum_members, 0, inner, -1));
  Case c(b);
  c.set(cost, 1).set(cost + 1, 2).set(cost + 2, 3);
  CHECK(c.told(outer) == "36");
}

TEST_CASE("a definition is computed once and kept") {
  Two two;
  const auto rule = two.b.rule("r", two.b.op(Op::add, two.b.read(two.x), two.b.read(two.y)));
  const auto other = two.b.rule("o", two.b.constant(1));
  Case c(two.b);
  c.set(two.x, 1).set(two.y, 2);
  Evaluation evaluation(c.plan, c.facts);
  CHECK(evaluation.peek(rule).state == State::not_evaluated);
  const Outcome* kept = &evaluation.get(rule);
  CHECK(&evaluation.get(rule) == kept);
  CHECK(evaluation.peek(two.x).value == Rational(1));
  CHECK(evaluation.peek(other).state == State::not_evaluated);
}

TEST_CASE("a node's value is told without changing what is kept") {
  Builder b;
  const auto when = b.truth("när");
  const auto x = b.input("x");
  const auto apart = b.rule("annat", b.op(Op::add, b.read(x), b.constant(1)));
  const auto branch = b.read(apart);
  const auto rule = b.rule("r", b.op(Op::if_else, b.read(when), b.constant(5), branch));
  Case c(b);
  c.set(when, 1);
  Evaluation evaluation(c.plan, c.facts);
  evaluation.get(rule);
  const Outcome told = evaluation.node_value(rule, 0, branch);
  CHECK(Case::told(evaluation, told) == "okänd 1");
  CHECK(evaluation.peek(apart).state == State::not_evaluated);
  CHECK(evaluation.peek(rule).value == Rational(5));
}

TEST_CASE("a node inside aggregates is told for the person and members it stands at") {
  Builder b;
  const auto cost = b.per_colour([](Definition& d) {
    d.kind = DefKind::input;
    d.for_person = true;
  });
  const auto member = b.family(cost, b.bound(0));
  const auto inner = b.over_members(Op::sum_members, 0, member, -1);
  const auto rule = b.rule("s", b.op(Op::sum_persons, inner));
  Case c(b, family());
  for (std::size_t p = 0; p < 3; ++p) {
    for (std::int32_t m = 0; m < 3; ++m) {
      c.set(cost + m, 10 * static_cast<std::int64_t>(p) + m, p);
    }
  }
  Evaluation evaluation(c.plan, c.facts);
  CHECK(evaluation.get(rule).value == Rational(99));
  const std::int16_t blue[] = {2};
  CHECK(evaluation.node_value(rule, 1, member, blue).value == Rational(12));
  CHECK(evaluation.node_value(rule, 2, inner).value == Rational(63));
}

TEST_CASE("a node that looks up tells the row") {
  Builder b;
  const auto x = b.input("x");
  const auto table = b.table("t", {Builder::row({{0, 0}}, 100), Builder::row({{1, 2}}, 200)});
  const auto node = b.lookup(table, {b.read(x)});
  const auto rule = b.rule("r", b.op(Op::add, node, b.constant(1)));
  Case c(b);
  c.set(x, 1);
  Evaluation evaluation(c.plan, c.facts);
  CHECK(evaluation.get(rule).row == -1);
  const Outcome told = evaluation.node_value(rule, 0, node);
  CHECK(told.value == Rational(200));
  CHECK(told.layer == 0);
  CHECK(told.version == 0);
  CHECK(told.row == 1);
}

TEST_CASE("a chain of definitions as long as a pack can make it") {
  Builder b;
  const auto x = b.number("x", 0, 10);
  std::int32_t last = x;
  for (int i = 0; i < 20'000; ++i) {
    last = b.rule("r", b.op(Op::add, b.read(last), b.constant(1)));
  }
  Case c(b);
  CHECK(c.told(last) == "okänd 0");
  CHECK(c.set(x, 5).told(last) == "20005");
}

}  // namespace
}  // namespace utvag::rules
