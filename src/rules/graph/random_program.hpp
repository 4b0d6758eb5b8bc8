#pragma once
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "rules/graph/test_program.hpp"

namespace utvag::rules::testing {

/// A small program drawn at random, with every form of expression there is: for tests that hold one
/// reading of it against another.
struct RandomProgram {
  std::mt19937 engine;
  Builder b;
  bool persons_at_hand = false;
  std::vector<std::int32_t> truths, numbers, own_truths, own_numbers;  // read by name
  std::int32_t colour = -1, days = -1, list = -1, table = -1, overlay_table = -1, term = -1;

  explicit RandomProgram(std::uint32_t seed) : engine(seed) {
    for (int i = 0; i < 2; ++i) truths.push_back(b.truth("s"));
    numbers.push_back(whole("n", 0, 3));
    numbers.push_back(b.number("n", 0, 3));
    colour = b.input("färg", Builder::type(Kind::enumeration));
    days = b.number("dagar", 1, 2);
    b.def(days).may_be_inapplicable = true;
    own_truths.push_back(b.truth("egen", true));
    own_numbers.push_back(b.number("eget", 0, 2, true));
    list = b.per_colour([](Definition& d) {
      d.kind = DefKind::input;
      d.list = true;
      d.low = 0;
      d.high = 2;
    });
    table = b.table("t", random_rows(3));
    overlay_table = b.table("o", random_rows(2), 2);
    for (int i = 0; i < 2; ++i) own_numbers.push_back(rule(true));
    term = rule(false);
    b.def(term).term = Term::guideline;
    overlay_over(term);
    numbers.push_back(term);
    for (int i = 0; i < 3; ++i) numbers.push_back(rule(false));
  }

  int upto(int n) { return static_cast<int>(engine() % static_cast<unsigned>(n + 1)); }
  std::int32_t pick(const std::vector<std::int32_t>& from) {
    return from[static_cast<std::size_t>(upto(static_cast<int>(from.size()) - 1))];
  }
  std::int32_t whole(const std::string& name, std::int64_t low, std::int64_t high) {
    const auto index = b.number(name, low, high);
    b.def(index).type.whole = true;
    return index;
  }
  std::vector<Row> random_rows(int lasts) {
    std::vector<Row> rows;
    for (std::int64_t n = 0; n <= lasts; ++n) {
      for (std::int64_t c = 0; c < 3; ++c) {
        if (upto(5) == 0) continue;  // a hole
        rows.push_back(Builder::row({{n, n}, {c, c}}, upto(4)));
        if (upto(9) == 0) rows.back().unknown = "inte känt";
      }
    }
    return rows;
  }
  std::int32_t rule(bool for_person) {
    persons_at_hand = for_person;
    const std::int32_t body = number(3);
    persons_at_hand = false;
    return b.rule("r", body, for_person);
  }
  void overlay_over(std::int32_t index) {
    const auto silent = b.op(Op::if_else, truth(2), number(2), b.op(Op::silent));
    b.set(index, 2, {Builder::version(upto(1) == 0 ? silent : look_up(overlay_table))});
    if (upto(1) == 0)
      b.set(index, 1, {Builder::version(number(2), day(2000 + 30 * upto(1), 1, 1))});
    if (upto(1) == 0) b.bound_of(index, upto(1) == 0, number(1));
  }

  std::int32_t look_up(std::int32_t which) {
    const auto key = b.read(numbers[0]);
    const auto node = b.lookup(which, {key, b.read(colour)});
    b.at(key).type = Builder::type(Kind::number, true);
    b.at(b.at(node).children[1]).type = Builder::type(Kind::enumeration);
    return node;
  }
  std::int32_t truth(int depth) {
    if (depth == 0) {
      return persons_at_hand && upto(1) == 0 ? b.read(pick(own_truths)) : b.read(pick(truths));
    }
    switch (upto(9)) {
      case 0:
        return b.op(Op::both, truth(depth - 1), truth(depth - 1));
      case 1:
        return b.op(Op::either, truth(depth - 1), truth(depth - 1));
      case 2:
        return b.op(Op::negation, truth(depth - 1));
      case 3:
        return b.in_set(b.read(colour), static_cast<std::uint64_t>(upto(6) + 1));
      case 4:
        return b.in_range(number(depth - 1), upto(2),
                          upto(1) ? std::optional<Rational>(3) : std::nullopt);
      case 5:
        return b.op(Op::applicable, b.read(days));
      case 6:
        return persons_at_hand ? truth(depth - 1)
                               : over_persons(upto(1) ? Op::any_person : Op::all_persons, depth);
      default:
        return b.op(static_cast<Op>(static_cast<int>(Op::equal) + upto(5)), number(depth - 1),
                    number(depth - 1));
    }
  }
  std::int32_t over_persons(Op op, int depth) {
    persons_at_hand = true;
    const bool values = op == Op::sum_persons || op == Op::all_persons;
    const std::int32_t value = !values                 ? -1
                               : op == Op::sum_persons ? number(depth - 1)
                                                       : truth(depth - 1);
    const std::int32_t filter = op == Op::any_person || upto(1) == 0 ? truth(depth - 1) : -1;
    persons_at_hand = false;
    return b.op(op, value, filter);
  }
  std::int32_t number(int depth) {
    if (depth == 0) {
      if (upto(4) == 0) return b.constant(upto(3));
      return persons_at_hand && upto(1) == 0 ? b.read(pick(own_numbers)) : b.read(pick(numbers));
    }
    const auto two = [&](Op op) { return b.op(op, number(depth - 1), number(depth - 1)); };
    switch (upto(13)) {
      case 0:
        return two(Op::add);
      case 1:
        return two(Op::subtract);
      case 2:
        return two(Op::multiply);
      case 3:
        return b.op(Op::divide, number(depth - 1), b.constant(upto(2) + 1));
      case 4:
        return b.op(Op::negate, number(depth - 1));
      case 5:
        return b.round(number(depth - 1), 2, static_cast<Rounding>(upto(2)));
      case 6:
        return b.many(upto(1) ? Op::minimum : Op::maximum,
                      {number(depth - 1), number(depth - 1), number(depth - 1)});
      case 7:
        return look_up(table);
      case 8:
        return b.cases(b.read(colour), {0b001, 0b010},
                       {number(depth - 1), number(depth - 1), number(depth - 1)});
      case 9:
        return b.op(Op::if_applicable, b.read(days), number(depth - 1));
      case 10:
        return persons_at_hand ? number(depth - 1)
                               : over_persons(upto(1) ? Op::sum_persons : Op::count_persons, depth);
      case 11:
        return b.over_members(upto(1) ? Op::sum_members : Op::count_members, 0,
                              b.family(list, b.bound(0)),
                              b.op(Op::greater, b.family(list, b.bound(0)), number(0)));
      case 12:
        return b.family(list, b.read(colour));
      default:
        return b.op(Op::if_else, truth(depth - 1), number(depth - 1), number(depth - 1));
    }
  }
};

}  // namespace utvag::rules::testing
