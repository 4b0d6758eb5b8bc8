#include <doctest/doctest.h>

#include <vector>

#include "rules/graph/test_program.hpp"

/// States, lists, spells, layers, bounds, judgements, stubs, and what an observer is told.
namespace utvag::rules {
namespace {

using testing::Builder;
using testing::Case;
using testing::day;
using testing::month;

TEST_CASE("an input is known, unknown, not applicable or assumed") {
  Builder b;
  const auto x = b.input("x");
  const auto y = b.input("y");
  b.def(y).assumed = 7;
  const auto z = b.input("z");
  b.def(z).may_be_inapplicable = true;
  CHECK(Case(b).set(x, 3).told(x) == "3");
  CHECK(Case(b).told(x) == "okänd 0");
  CHECK(Case(b).kind(x, Fact::Kind::not_applicable).told(x) == "okänd 0");
  CHECK(Case(b).told(y) == "7");
  CHECK(Case(b).get(y).assumed);
  CHECK_FALSE(Case(b).set(y, 7).get(y).assumed);
  CHECK(Case(b).kind(y, Fact::Kind::unknown).told(y) == "okänd 1");
  CHECK(Case(b).kind(z, Fact::Kind::not_applicable).told(z) == "ej tillämplig");
}

TEST_CASE("an input outside what is allowed is refused, not counted with") {
  Builder b;
  const auto x = b.number("x", 0, 10);
  const auto whole = b.input("h", Builder::type(Kind::number, true));
  const auto truth = b.truth("s");
  const auto colour = b.input("f", Builder::type(Kind::enumeration));
  const auto date = b.input("d", Builder::type(Kind::date));
  const auto at = b.input("m", Builder::type(Kind::month));
  const auto rule = b.rule("r", b.op(Op::add, b.read(x), b.constant(1)));
  CHECK(Case(b).set(x, 10).told(rule) == "11");
  CHECK(Case(b).set(x, 11).told(rule) == "fel 0");
  CHECK(Case(b).set(x, -1).told(rule) == "fel 0");
  CHECK(Case(b).set(whole, Rational::make(1, 2)).told(whole) == "fel 1");
  CHECK(Case(b).set(truth, 2).told(truth) == "fel 2");
  CHECK(Case(b).set(colour, 3).told(colour) == "fel 3");
  CHECK(Case(b).set(colour, 2).told(colour) == "2");
  CHECK(Case(b).set(date, kLastDate.days + 1).told(date) == "fel 4");
  CHECK(Case(b).set(at, 1'000'000).told(at) == "fel 5");
  CHECK(Case(b).set(x, Rational::overflow()).told(x) == "fel 0");
}

TEST_CASE("om_tillämpligt and tillämplig") {
  Builder b;
  const auto x = b.number("x", 0, 31);
  b.def(x).may_be_inapplicable = true;
  const auto y = b.input("y");
  const auto either = b.rule("r", b.op(Op::if_applicable, b.read(x), b.read(y)));
  const auto asks = b.rule("t", b.op(Op::applicable, b.read(x)));
  CHECK(Case(b).set(x, 3).told(either) == "3");
  CHECK(Case(b).kind(x, Fact::Kind::not_applicable).set(y, 9).told(either) == "9");
  CHECK(Case(b).kind(x, Fact::Kind::not_applicable).told(either) == "okänd 1");
  CHECK(Case(b).told(either) == "okänd 0 1");
  CHECK(Case(b).set(y, 9).told(either) == "okänd 0");
  CHECK(Case(b).set(x, 3).told(asks) == "1");
  CHECK(Case(b).kind(x, Fact::Kind::not_applicable).told(asks) == "0");
  CHECK(Case(b).told(asks) == "okänd 0");
}

TEST_CASE("a stated list lacks nothing; one not stated is asked for once") {
  Builder b;
  const auto income = b.per_colour([](Definition& d) {
    d.kind = DefKind::input;
    d.list = true;
    d.for_person = true;
  });
  const auto own =
      b.rule("s", b.over_members(Op::sum_members, 0, b.family(income, b.bound(0)), -1), true);
  Case c(b, {{"a", 0}, {"b", 0}});
  CHECK(c.told(own, 0) == "okänd 0.0");
  c.facts.state_list(income, 0);
  CHECK(c.told(own, 0) == "0");
  CHECK(c.told(own, 1) == "okänd 0.1");
  c.set(income + 1, 250, 0);
  CHECK(c.told(own, 0) == "250");
  c.kind(income + 2, Fact::Kind::unknown, 0);
  CHECK(c.told(own, 0) == "okänd 2.0");
}

TEST_CASE("spells answer for the months they cover") {
  Builder b;
  const auto rent = b.input("hyra");
  b.def(rent).spell = true;
  const auto before = b.op(Op::add_months, b.op(Op::month_asked), b.constant(-1));
  const auto last_month = b.rule("förra", b.op(Op::input_at, b.read(rent), before));
  Case c(b);
  c.kind(rent, Fact::Kind::spells);
  c.facts.at(rent).spells = {{month(2025, 1), month(2026, 2), 5000}, {month(2026, 3), {}, 6000}};
  CHECK(c.told(rent) == "6000");
  CHECK(c.told(last_month) == "5000");
  c.facts.at(rent).spells = {{month(2025, 1), month(2026, 1), 5000}, {month(2026, 3), {}, 6000}};
  CHECK(c.told(last_month) == "okänd 0");
  c.set(rent, 4000);
  CHECK(c.told(last_month) == "4000");
}

TEST_CASE("a spell of a list that does not cover the month is nothing") {
  Builder b;
  const auto income = b.per_colour([](Definition& d) {
    d.kind = DefKind::input;
    d.list = d.spell = true;
  });
  const auto at = b.op(Op::input_at, b.family(income, b.constant(1)), b.op(Op::month_asked));
  const auto rule = b.rule("r", at);
  Case c(b);
  CHECK(c.told(rule) == "okänd 0");
  c.kind(income + 1, Fact::Kind::spells);
  c.facts.at(income + 1).spells = {{month(2025, 1), month(2026, 2), 5000}};
  CHECK(c.told(rule) == "0");
  c.facts.at(income + 1).spells = {{month(2025, 1), month(2026, 3), 5000}};
  CHECK(c.told(rule) == "5000");
}

TEST_CASE("a spell read for a month not yet known") {
  Builder b;
  const auto rent = b.input("hyra");
  b.def(rent).spell = true;
  const auto when = b.input("månaden", Builder::type(Kind::month));
  const auto rule = b.rule("r", b.op(Op::input_at, b.read(rent), b.read(when)));
  Case c(b);
  c.set(rent, 4000);
  CHECK(c.told(rule) == "4000");
  c.kind(rent, Fact::Kind::spells);
  c.facts.at(rent).spells = {{month(2025, 1), month(2026, 2), 5000}};
  CHECK(c.told(rule) == "okänd 0 1");
  b.def(when).low = month(2025, 3).index;
  b.def(when).high = month(2026, 2).index;
  Case near(b);
  near.kind(rent, Fact::Kind::spells);
  near.facts.at(rent).spells = {{month(2025, 1), month(2025, 6), 5000},
                                {month(2025, 7), month(2026, 2), 5000}};
  CHECK(near.told(rule) == "5000");
  near.facts.at(rent).spells[1].value = 6000;
  CHECK(near.told(rule) == "okänd 1");
}

TEST_CASE("no rule goes before a value, a failure before no rule") {
  Builder b;
  const auto x = b.input("x");
  const auto none = b.rule("n", b.constant(1));
  b.def(none).layers[0].versions[0].unknown = "inte känt";
  const auto fails = b.rule("f", b.op(Op::divide, b.constant(1), b.constant(0)));
  const auto sum = [&](std::int32_t one, std::int32_t other) {
    return b.rule("s", b.op(Op::add, b.read(one), b.read(other)));
  };
  const auto with_unknown = sum(x, none);
  const auto with_failure = sum(none, fails);
  CHECK(Case(b).told(with_unknown) == "ingen regel 1");
  CHECK(Case(b).told(with_failure) == "fel 2");
  const auto later = b.rule("g", b.constant(1));
  b.def(later).layers[0].versions.clear();
  const auto one_way = sum(none, later);
  const auto other_way = sum(later, none);
  CHECK(Case(b).told(one_way) == "ingen regel 1");
  CHECK(Case(b).told(other_way) == "ingen regel 1");
}

/// A term with the law's default 100 and overlays over it.
struct Layered {
  Builder b;
  std::int32_t when = b.truth("när");
  std::int32_t x = b.number("x", 0, 1000);
  std::int32_t term = b.rule("tak", b.constant(100));
  Layered() { b.def(term).term = Term::guideline; }
};

TEST_CASE("the first layer that says something answers") {
  Layered l;
  l.b.set(l.term, 1, {Builder::version(l.b.constant(200))});
  CHECK(Case(l.b).told(l.term) == "200");
  l.b.set(l.term, 2, {Builder::version(l.b.constant(300))});
  const Outcome told = Case(l.b).get(l.term);
  CHECK(told.value == Rational(300));
  CHECK(told.layer == 0);
  CHECK_FALSE(told.fell_through);
}

TEST_CASE("an overlay without a version for the day is silent") {
  Layered l;
  l.b.set(l.term, 2, {Builder::version(l.b.constant(300), day(2027, 1, 1))});
  const Outcome told = Case(l.b).get(l.term);
  CHECK(told.value == Rational(100));
  CHECK(told.layer == 1);
  CHECK(told.fell_through);
}

TEST_CASE("tiger gives the word to the next layer, case by case") {
  Layered l;
  const auto body = l.b.op(Op::if_else, l.b.read(l.when), l.b.constant(300), l.b.op(Op::silent));
  l.b.set(l.term, 2, {Builder::version(body)});
  CHECK(Case(l.b).set(l.when, 1).told(l.term) == "300");
  CHECK_FALSE(Case(l.b).set(l.when, 1).get(l.term).fell_through);
  CHECK(Case(l.b).set(l.when, 0).told(l.term) == "100");
  CHECK(Case(l.b).set(l.when, 0).get(l.term).fell_through);
  CHECK(Case(l.b).told(l.term) == "okänd 0");
}

TEST_CASE("while the overlay may be silent, the next layer's facts matter too") {
  Layered l;
  l.b.def(l.term).layers[0].versions[0].body = l.b.read(l.x);
  const auto body = l.b.op(Op::if_else, l.b.read(l.when), l.b.constant(300), l.b.op(Op::silent));
  l.b.set(l.term, 2, {Builder::version(body)});
  CHECK(Case(l.b).told(l.term) == "okänd 0 1");
  CHECK(Case(l.b).set(l.when, 1).told(l.term) == "300");
  CHECK(Case(l.b).set(l.x, 300).told(l.term) == "300");
}

TEST_CASE("a row that an overlay's table lacks is silence; the law's is no rule") {
  for (const int pack : {2, 0}) {
    Layered l;
    const auto table = l.b.table("t", {Builder::row({{1, 2}}, 300)}, pack);
    const auto body = l.b.op(Op::add, l.b.lookup(table, {l.b.read(l.x)}), l.b.constant(1));
    l.b.set(l.term, 2, {Builder::version(body)});
    CHECK(Case(l.b).set(l.x, 2).told(l.term) == "301");
    CHECK(Case(l.b).set(l.x, 3).told(l.term) == (pack == 2 ? "100" : "ingen regel 3"));
    CHECK(Case(l.b).set(l.x, 3).get(l.term).fell_through == (pack == 2));
  }
}

TEST_CASE("okänt in an overlay is no rule: it has one, but nobody knows it") {
  Layered l;
  l.b.set(l.term, 2, {Builder::version(-1)});
  l.b.def(l.term).layers[0].versions[0].unknown = "inte läst";
  CHECK(Case(l.b).told(l.term) == "ingen regel 2");
}

TEST_CASE("silence of a rule that an overlay declares reaches the term it is used for") {
  Layered l;
  const auto table = l.b.table("t", {Builder::row({{1, 2}}, 300)}, 2);
  const auto helper = l.b.rule("h", l.b.lookup(table, {l.b.read(l.x)}));
  l.b.def(helper).layers[0].pack = 2;
  l.b.set(l.term, 2, {Builder::version(l.b.read(helper))});
  CHECK(Case(l.b).set(l.x, 1).told(l.term) == "300");
  CHECK(Case(l.b).set(l.x, 9).told(l.term) == "100");
  CHECK(Case(l.b).set(l.x, 9).told(helper) == "tyst");
}

TEST_CASE("bounds cut what an overlay sets, not the law's own default") {
  Layered l;
  const auto limit = l.b.read(l.x);
  l.b.bound_of(l.term, false, limit);
  CHECK(Case(l.b).set(l.x, 50).told(l.term) == "100");
  l.b.set(l.term, 2, {Builder::version(l.b.constant(300))});
  const Outcome cut = Case(l.b).set(l.x, 250).get(l.term);
  CHECK(cut.value == Rational(250));
  CHECK(cut.bounded == 1);
  const Outcome free = Case(l.b).set(l.x, 301).get(l.term);
  CHECK(free.value == Rational(300));
  CHECK(free.bounded == 0);
  CHECK(Case(l.b).told(l.term) == "okänd 1");
  l.b.def(l.term).bounds[0].at_least = true;
  const Outcome lifted = Case(l.b).set(l.x, 400).get(l.term);
  CHECK(lifted.value == Rational(400));
  CHECK(lifted.bounded == -1);
  l.b.def(l.term).bounds[0].from = day(2026, 3, 2);
  CHECK(Case(l.b).set(l.x, 400).told(l.term) == "300");
}

TEST_CASE("a bound that cannot bite whatever is unknown asks for nothing") {
  Layered l;
  l.b.bound_of(l.term, false, l.b.op(Op::add, l.b.read(l.x), l.b.constant(500)));
  l.b.set(l.term, 2, {Builder::version(l.b.constant(300))});
  CHECK(Case(l.b).told(l.term) == "300");
  l.b.def(l.term).bounds[0].value = l.b.op(Op::subtract, l.b.read(l.x), l.b.constant(5000));
  CHECK(Case(l.b).told(l.term) == "okänd 1");
}

TEST_CASE("a judgement takes its default until a person fills it") {
  Builder b;
  const auto judged = b.rule("j", b.constant(0));
  b.def(judged).kind = DefKind::judgement;
  const auto rule = b.rule("r", b.op(Op::add, b.read(judged), b.constant(1)));
  CHECK(Case(b).told(rule) == "1");
  CHECK_FALSE(Case(b).get(judged).filled);
  CHECK(Case(b).set(judged, 500).told(rule) == "501");
  CHECK(Case(b).set(judged, 500).get(judged).filled);
}

TEST_CASE("a judgement may leave a guideline and its bounds, never a sealed term") {
  Layered l;
  l.b.bound_of(l.term, false, l.b.constant(200));
  l.b.set(l.term, 2, {Builder::version(l.b.constant(150))});
  const Outcome left = Case(l.b).set(l.term, 900).get(l.term);
  CHECK(left.value == Rational(900));
  CHECK(left.filled);
  CHECK(left.bounded == 0);
  l.b.def(l.term).term = Term::open;
  CHECK(Case(l.b).set(l.term, 900).told(l.term) == "900");
  l.b.def(l.term).term = Term::sealed;
  CHECK(Case(l.b).set(l.term, 900).told(l.term) == "150");
}

TEST_CASE("a stub stands in for any declaration") {
  Builder b;
  const auto x = b.input("x");
  const auto sealed = b.rule("s", b.read(x), true);
  const auto rule = b.rule("r", b.op(Op::sum_persons, b.read(sealed)));
  Case c(b, {{"a", 0}, {"b", 0}});
  c.facts.stub(sealed, 0, 5);
  CHECK(c.told(rule) == "okänd 0");
  c.facts.stub(sealed, 1, 6);
  CHECK(c.told(rule) == "11");
  c.facts.stub(rule, 0, 99);
  CHECK(c.told(rule) == "99");
}

TEST_CASE("what is not expressed touches a result when its condition holds") {
  Builder b;
  const auto x = b.number("x", 0, 10);
  const auto gap = b.rule("g", -1);
  b.def(gap).kind = DefKind::not_expressed;
  CHECK(Case(b).told(gap) == "1");
  b.def(gap).condition = b.op(Op::greater, b.read(x), b.constant(5));
  CHECK(Case(b).set(x, 6).told(gap) == "1");
  CHECK(Case(b).set(x, 5).told(gap) == "0");
  CHECK(Case(b).told(gap) == "okänd 0");
  b.def(gap).layers[0].versions[0].from = day(2026, 4, 1);
  CHECK(Case(b).set(x, 6).told(gap) == "0");
}

struct Heard : Observer {
  std::vector<std::string> all;
  void version_used(std::int32_t definition, std::size_t layer, std::size_t version) override {
    all.push_back("version " + std::to_string(definition) + " " + std::to_string(layer) + " " +
                  std::to_string(version));
  }
  void row_used(std::int32_t table, std::size_t, std::size_t, std::size_t row,
                const std::vector<Rational>& keys) override {
    all.push_back("rad " + std::to_string(table) + " " + std::to_string(row) + " vid " +
                  to_string(keys.at(0)));
  }
  void branch(std::int32_t node, int way) override {
    all.push_back("gren " + std::to_string(node) + " " + std::to_string(way));
  }
  void compared(std::int32_t node, Rational left, Rational right) override {
    all.push_back("jämför " + std::to_string(node) + " " + to_string(left) + " " +
                  to_string(right));
  }
};

std::vector<std::string> heard(const Case& c, std::int32_t definition) {
  Heard observer;
  Evaluation evaluation(c.plan, c.facts, &observer);
  evaluation.get(definition);
  return observer.all;
}

TEST_CASE("an observer is told the ways taken") {
  Builder b;
  const auto x = b.number("x", 0, 100);
  const auto table = b.table("t", {Builder::row({{0, 9}}, 1), Builder::row({{10, {}}}, 2)});
  const auto less = b.op(Op::less, b.read(x), b.constant(10));
  const auto choice = b.op(Op::if_else, less, b.lookup(table, {b.read(x)}), b.constant(7));
  const auto rule = b.rule("r", choice);
  const auto n = [](std::int32_t node) { return std::to_string(node); };
  CHECK(heard(Case(b).set(x, 4), rule) ==
        std::vector<std::string>{"version 2 0 0", "jämför " + n(less) + " 4 10",
                                 "gren " + n(less) + " 1", "gren " + n(choice) + " 1",
                                 "version 1 0 0", "rad 1 0 vid 4"});
  CHECK(heard(Case(b).set(x, 10), rule) ==
        std::vector<std::string>{"version 2 0 0", "jämför " + n(less) + " 10 10",
                                 "gren " + n(less) + " 0", "gren " + n(choice) + " 0"});
}

TEST_CASE("an observer is told of ranges at the end they are nearest to") {
  Builder b;
  const auto x = b.number("x", 0, 100);
  const auto range = b.in_range(b.read(x), 4, 10);
  const auto rule = b.rule("r", range);
  const auto told = [&](Rational value) { return heard(Case(b).set(x, value), rule).at(1); };
  CHECK(told(3) == "jämför " + std::to_string(range) + " 3 4");
  CHECK(told(8) == "jämför " + std::to_string(range) + " 8 10");
}

TEST_CASE("an observer hears nothing of what is only looked at in passing") {
  Builder b;
  const auto when = b.truth("när");
  const auto apart = b.rule("a", b.constant(5));
  const auto rule = b.rule("r", b.op(Op::if_else, b.read(when), b.read(apart), b.constant(6)));
  CHECK(heard(Case(b), rule) == std::vector<std::string>{"version 2 0 0"});
}

}  // namespace
}  // namespace utvag::rules
