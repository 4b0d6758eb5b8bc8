#include "rules/graph/range.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>

#include "rules/graph/evaluation_impl.hpp"

namespace utvag::rules {

namespace {

using End = std::optional<Rational>;

/// An end beyond what can be counted with is no end at all.
End kept(Rational value) {
  return value.overflowed() ? End() : End(value);
}

std::int32_t lesser(std::int32_t a, std::int32_t b) {
  if (a < 0) return b;
  return b < 0 ? a : std::min(a, b);
}

/// A number or an infinity, for products.
struct Extended {
  int infinity = 0;  ///< −1, 0 (a number), 1
  Rational number;

  int sign() const { return infinity != 0 ? infinity : compare(number, 0); }
};

Extended low_end(const Range& range) {
  return range.low ? Extended{0, *range.low} : Extended{-1, {}};
}
Extended high_end(const Range& range) {
  return range.high ? Extended{0, *range.high} : Extended{1, {}};
}

Extended times(const Extended& a, const Extended& b) {
  const int sign = a.sign() * b.sign();
  if (sign == 0) return {};
  if (a.infinity != 0 || b.infinity != 0) return {sign, {}};
  const Rational product = a.number * b.number;
  return product.overflowed() ? Extended{sign, {}} : Extended{0, product};
}

int order(const Extended& a, const Extended& b) {
  if (a.infinity != b.infinity) return a.infinity < b.infinity ? -1 : 1;
  return a.infinity != 0 ? 0 : compare(a.number, b.number);
}

void set_ends(Range& range, End low, End high) {
  range.low = low;
  range.high = high;
  const Rational limit(63);
  if (low && high && *low == *high && low->is_whole() && compare(*low, 0) >= 0 &&
      compare(*low, limit) <= 0) {
    range.listed = true;
    range.members = std::uint64_t{1} << static_cast<unsigned>(low->numerator);
  }
}

void set_members(Range& range, std::uint64_t members) {
  range.listed = true;
  range.members = members;
  range.low = Rational(std::countr_zero(members));
  range.high = Rational(63 - std::countl_zero(members));
}

/// The same range without the value `whole` (yes/no only); drops all values when none is left.
Range without(Range range, std::int64_t whole) {
  if (!range.may_be(Range::value)) return range;
  const bool other = range.may_equal(1 - whole);
  range.drop(Range::value);
  if (!other) return range;
  range.may |= Range::value;
  set_members(range, std::uint64_t{1} << static_cast<unsigned>(1 - whole));
  return range;
}

/// och (deciding 0) and eller (deciding 1): a deciding operand wins over every state of the other.
Range logical(const Range& a, const Range& b, std::int64_t deciding) {
  if (a.is(deciding) || b.is(deciding)) return Range::point(deciding);
  const bool decides = a.may_equal(deciding) || b.may_equal(deciding);
  Range result = strict(without(a, deciding), without(b, deciding));
  if (result.may_be(Range::value)) {
    set_members(result, std::uint64_t{1} << static_cast<unsigned>(1 - deciding));
  }
  if (decides) result.join(Range::point(deciding));
  result.add_facts(a.facts);
  result.add_facts(b.facts);
  result.settle();
  return result;
}

}  // namespace

Range Range::point(Rational number) {
  Range range;
  range.may = value;
  set_ends(range, number, number);
  return range;
}

Range Range::between(std::optional<Rational> from, std::optional<Rational> to) {
  Range range;
  range.may = value;
  set_ends(range, from, to);
  return range;
}

Range Range::set(std::uint64_t bits) {
  assert(bits != 0);
  Range range;
  range.may = value;
  set_members(range, bits);
  return range;
}

Range Range::truth(bool may_be_false, bool may_be_true) {
  return set((may_be_false ? 1U : 0U) | (may_be_true ? 2U : 0U));
}

Range Range::state(May what, std::int32_t culprit) {
  Range range;
  range.may = what;
  if (what == no_rule) range.no_rule_at = culprit;
  if (what == failed) range.failed_at = culprit;
  return range;
}

Range Range::of(const Outcome& outcome, std::int32_t definition) {
  switch (outcome.state) {
    case State::known:
      return point(outcome.value);
    case State::no_rule:
      return state(no_rule, outcome.culprit);
    case State::silent:
      return state(silent, -1);
    case State::not_applicable:
      return state(inapplicable, -1);
    case State::failed:
      return state(failed, outcome.culprit);
    case State::unknown:
    case State::not_evaluated:
      break;
  }
  return state(failed, definition);
}

bool Range::is_point() const {
  return only(value) && low && high && *low == *high;
}

bool Range::is(std::int64_t whole) const {
  return is_point() && *low == Rational(whole);
}

bool Range::may_equal(std::int64_t whole) const {
  if (!may_be(value)) return false;
  if (listed) return whole >= 0 && whole < 64 && ((members >> static_cast<unsigned>(whole)) & 1U);
  return (!low || utvag::compare(*low, whole) <= 0) && (!high || utvag::compare(*high, whole) >= 0);
}

void Range::settle() {
  const bool one = may_be(value) ? is_point() : std::has_single_bit(may);
  if (one) facts.clear();
}

void Range::drop(May what) {
  may = static_cast<std::uint8_t>(may & ~what);
  if (what == value) {
    low.reset();
    high.reset();
    listed = false;
    members = 0;
  }
  if (what == no_rule) no_rule_at = -1;
  if (what == failed) failed_at = -1;
}

void Range::add_facts(const std::vector<FactRef>& more) {
  if (more.empty()) return;
  if (facts.empty()) {
    facts = more;
    return;
  }
  if (std::includes(facts.begin(), facts.end(), more.begin(), more.end())) return;
  std::vector<FactRef> all;
  all.reserve(facts.size() + more.size());
  std::set_union(facts.begin(), facts.end(), more.begin(), more.end(), std::back_inserter(all));
  facts = std::move(all);
}

void Range::join(const Range& other) {
  if (other.may_be(value)) {
    if (!may_be(value)) {
      low = other.low;
      high = other.high;
      listed = other.listed;
      members = other.members;
    } else {
      if (low && (!other.low || utvag::compare(*other.low, *low) < 0)) low = other.low;
      if (high && (!other.high || utvag::compare(*other.high, *high) > 0)) high = other.high;
      listed = listed && other.listed;
      members = listed ? members | other.members : 0;
    }
  }
  may = static_cast<std::uint8_t>(may | other.may);
  no_rule_at = lesser(no_rule_at, other.no_rule_at);
  failed_at = lesser(failed_at, other.failed_at);
  add_facts(other.facts);
}

void Range::settle_outcome(Outcome& outcome) const {
  outcome.state = State::unknown;
  outcome.culprit = -1;
  if (is_point()) {
    outcome.state = State::known;
    outcome.value = *low;
  } else if (only(no_rule)) {
    outcome.state = State::no_rule;
    outcome.culprit = no_rule_at;
  } else if (only(failed)) {
    outcome.state = State::failed;
    outcome.culprit = failed_at;
  } else if (only(silent)) {
    outcome.state = State::silent;
  } else if (only(inapplicable)) {
    outcome.state = State::not_applicable;
  }
}

Range strict(std::span<const Range* const> operands) {
  Range result;
  std::uint8_t floor = Range::value;
  for (const Range* operand : operands) {
    const auto least = static_cast<std::uint8_t>(1U << std::countr_zero(operand->may));
    floor = std::max(floor, least);
    result.may = static_cast<std::uint8_t>(result.may | operand->may);
    result.no_rule_at = lesser(result.no_rule_at, operand->no_rule_at);
    result.failed_at = lesser(result.failed_at, operand->failed_at);
    result.add_facts(operand->facts);
  }
  result.may = static_cast<std::uint8_t>((result.may | floor) & ~(floor - 1U));
  return result;
}

Range strict(const Range& a, const Range& b) {
  const std::array<const Range*, 2> operands{&a, &b};
  return strict(operands);
}

Range add(const Range& a, const Range& b) {
  Range result = strict(a, b);
  if (result.may_be(Range::value)) {
    set_ends(result, a.low && b.low ? kept(*a.low + *b.low) : End(),
             a.high && b.high ? kept(*a.high + *b.high) : End());
  }
  result.settle();
  return result;
}

Range negate(const Range& a) {
  Range result = a;
  if (!a.may_be(Range::value)) return result;
  result.listed = false;
  result.members = 0;
  set_ends(result, a.high ? kept(-*a.high) : End(), a.low ? kept(-*a.low) : End());
  return result;
}

Range multiply(const Range& a, const Range& b) {
  Range result = strict(a, b);
  if (result.may_be(Range::value)) {
    const std::array<Extended, 4> corners{
        times(low_end(a), low_end(b)), times(low_end(a), high_end(b)),
        times(high_end(a), low_end(b)), times(high_end(a), high_end(b))};
    const auto less = [](const Extended& x, const Extended& y) { return order(x, y) < 0; };
    const auto [low, high] = std::minmax_element(corners.begin(), corners.end(), less);
    set_ends(result, low->infinity == 0 ? End(low->number) : End(),
             high->infinity == 0 ? End(high->number) : End());
  }
  result.settle();
  return result;
}

Range divide(const Range& a, const Range& b) {
  Range result = strict(a, b);
  if (result.may_be(Range::value)) {
    const bool positive = b.low && compare(*b.low, 0) > 0;
    const bool negative = b.high && compare(*b.high, 0) < 0;
    // The checker has proved that the divisor is never zero; a range that holds it tells nothing.
    if (!positive && !negative) return result;
    Range inverse = Range::between(b.high ? kept(Rational(1) / *b.high) : End(Rational(0)),
                                   b.low ? kept(Rational(1) / *b.low) : End(Rational(0)));
    const Range quotient = multiply(Range::between(a.low, a.high), inverse);
    set_ends(result, quotient.low, quotient.high);
    if (a.is_point() && b.is_point()) {
      const Rational exact = *a.low / *b.low;  // the inverse may be too large where this is not
      set_ends(result, kept(exact), kept(exact));
    }
  }
  result.settle();
  return result;
}

Range round(const Range& a, Rational step, Rounding mode) {
  Range result = a;
  if (!a.may_be(Range::value)) return result;
  result.listed = false;
  result.members = 0;
  set_ends(result, a.low ? kept(round_to(*a.low, step, mode)) : End(),
           a.high ? kept(round_to(*a.high, step, mode)) : End());
  result.settle();
  return result;
}

Range compare(Op op, const Range& a, const Range& b) {
  Range result = strict(a, b);
  if (result.may_be(Range::value)) {
    const bool may_less = !a.low || !b.high || compare(*a.low, *b.high) < 0;
    const bool may_greater = !a.high || !b.low || compare(*a.high, *b.low) > 0;
    bool may_equal = (!a.low || !b.high || compare(*a.low, *b.high) <= 0) &&
                     (!a.high || !b.low || compare(*a.high, *b.low) >= 0);
    if (a.listed && b.listed) may_equal = (a.members & b.members) != 0;
    bool holds = false, fails = false;
    const auto way = [&](bool possible, int sign) {
      if (possible) (compares(op, sign) ? holds : fails) = true;
    };
    way(may_less, -1);
    way(may_equal, 0);
    way(may_greater, 1);
    set_members(result, (fails ? 1U : 0U) | (holds ? 2U : 0U));
  }
  result.settle();
  return result;
}

Range in_range(const Range& a, std::optional<Rational> low, std::optional<Rational> high) {
  Range result = a;
  if (!a.may_be(Range::value)) return result;
  bool inside = (!a.high || !low || compare(*a.high, *low) >= 0) &&
                (!a.low || !high || compare(*a.low, *high) <= 0);
  bool outside = (low && (!a.low || compare(*a.low, *low) < 0)) ||
                 (high && (!a.high || compare(*a.high, *high) > 0));
  if (a.listed) {
    inside = outside = false;
    for (std::uint64_t rest = a.members; rest != 0; rest &= rest - 1) {
      const Rational member(std::countr_zero(rest));
      const bool in =
          (!low || compare(member, *low) >= 0) && (!high || compare(member, *high) <= 0);
      (in ? inside : outside) = true;
    }
  }
  set_members(result, (outside ? 1U : 0U) | (inside ? 2U : 0U));
  result.settle();
  return result;
}

Range in_set(const Range& a, std::uint64_t mask) {
  Range result = a;
  if (!a.may_be(Range::value)) return result;
  const bool inside = !a.listed || (a.members & mask) != 0;
  const bool outside = !a.listed || (a.members & ~mask) != 0;
  set_members(result, (outside ? 1U : 0U) | (inside ? 2U : 0U));
  result.settle();
  return result;
}

Range both(const Range& a, const Range& b) {
  return logical(a, b, 0);
}
Range either(const Range& a, const Range& b) {
  return logical(a, b, 1);
}

Range negation(const Range& a) {
  Range result = a;
  if (!a.may_be(Range::value)) return result;
  set_members(result, (a.may_equal(1) ? 1U : 0U) | (a.may_equal(0) ? 2U : 0U));
  return result;
}

namespace {

/// Whether `other` is at or beyond `one` whatever they are, so that `one` never changes the
/// extremum.
bool beats(const Range& other, const Range& one, bool smallest) {
  if (!one.only(Range::value) || !other.may_be(Range::value)) return false;
  return smallest ? other.high && one.low && compare(*other.high, *one.low) <= 0
                  : other.low && one.high && compare(*other.low, *one.high) >= 0;
}

/// The end that decides: the best of those that exist, absent when one without an end decides.
End best(std::span<const Range> operands, bool low_end, bool smallest) {
  End result;
  bool first = true;
  for (const Range& operand : operands) {
    const End& end = low_end ? operand.low : operand.high;
    const bool endless_wins = low_end == smallest;  // an absent low end is −∞: it wins a minimum
    if (!end && endless_wins) return {};
    if (!end) continue;
    const bool better =
        first || (smallest ? compare(*end, *result) < 0 : compare(*end, *result) > 0);
    if (better) result = end;
    first = false;
  }
  return result;
}

}  // namespace

Range extremum(std::span<const Range> operands, bool smallest) {
  std::vector<const Range*> all;
  for (const Range& operand : operands) all.push_back(&operand);
  Range result = strict(all);
  if (result.may_be(Range::value)) {
    result.facts.clear();
    for (const Range& operand : operands) {
      const bool beaten = std::any_of(operands.begin(), operands.end(), [&](const Range& other) {
        return &other != &operand && beats(other, operand, smallest);
      });
      if (!beaten) result.add_facts(operand.facts);
    }
    set_ends(result, best(operands, true, smallest), best(operands, false, smallest));
  }
  result.settle();
  return result;
}

namespace {

/// The ends of a range of dates or months, within the calendar.
std::pair<Rational, Rational> calendar(const Range& range, bool months) {
  const Rational first = months ? month_of(kFirstDate).index : kFirstDate.days;
  const Rational last = months ? month_of(kLastDate).index : kLastDate.days;
  Rational low = range.low && compare(*range.low, first) > 0 ? *range.low : first;
  Rational high = range.high && compare(*range.high, last) < 0 ? *range.high : last;
  if (compare(low, last) > 0) low = last;
  if (compare(high, first) < 0) high = first;
  return {low, high};
}

bool reads_months(Op op) {
  return op == Op::first_day || op == Op::last_day || op == Op::days_in_month ||
         op == Op::months_between || op == Op::add_months;
}

std::pair<End, End> moved(Op op, const Range& a, const Range& b) {
  const bool months = op == Op::add_months;
  const auto [first, last] = calendar(Range(), months);
  const auto [low, high] = calendar(a, months);
  const auto step = [op](Rational from, const End& by, Rational endless) {
    if (!by || !by->is_whole()) return endless;
    const Rational to = time_value(op, from, *by);
    return to.overflowed() ? endless : to;
  };
  return {step(low, b.low, first), step(high, b.high, last)};
}

}  // namespace

Range time_range(Op op, const Range& a, const Range& b) {
  Range result = strict(a, b);
  if (!result.may_be(Range::value)) {
    result.settle();
    return result;
  }
  const bool months = reads_months(op);
  const auto [low, high] = calendar(a, months);
  switch (op) {
    case Op::days_in_month: {
      const bool one = a.is_point();
      set_ends(result, one ? time_value(op, low, 0) : Rational(28),
               one ? time_value(op, low, 0) : Rational(31));
      break;
    }
    case Op::first_day:
    case Op::last_day:
    case Op::month_of:
      set_ends(result, time_value(op, low, 0), time_value(op, high, 0));
      break;
    case Op::age:
    case Op::months_between: {
      const auto [from, to] = calendar(b, months);
      set_ends(result, time_value(op, high, from), time_value(op, low, to));
      break;
    }
    case Op::days_between: {
      const auto [from, to] = calendar(b, months);
      set_ends(result, time_value(op, low, to), time_value(op, high, from));
      break;
    }
    default: {
      const auto [from, to] = moved(op, a, b);
      set_ends(result, from, to);
    }
  }
  result.settle();
  return result;
}

}  // namespace utvag::rules
