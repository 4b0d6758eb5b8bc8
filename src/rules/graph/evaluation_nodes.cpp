#include <algorithm>
#include <array>
#include <cassert>
#include <limits>

#include "rules/graph/evaluation_impl.hpp"
#include "rules/graph/exact_sum.hpp"

namespace utvag::rules {

namespace {

/// Which of two states wins in an operation that needs all its operands. Unknown stands above
/// failed and no rule here only because what is unknown may still turn out silent: the second pass
/// (RangePass) then tells which states every completion shares.
int rank(State state) {
  switch (state) {
    case State::silent:
      return 4;
    case State::unknown:
      return 3;
    case State::failed:
    case State::not_applicable:
    case State::not_evaluated:
      return 2;
    case State::no_rule:
      return 1;
    case State::known:
      break;
  }
  return 0;
}

Value failed(const Scope& scope) {
  return {.state = State::failed, .culprit = scope.definition};
}

Value number(Rational value, const Scope& scope) {
  return value.overflowed() ? failed(scope) : Value{.number = value};
}

Value truth(bool holds) {
  return {.number = holds ? 1 : 0};
}

Value from(const Outcome& outcome, std::int32_t definition) {
  if (outcome.state == State::known) return {.number = outcome.value};
  if (outcome.state == State::not_applicable || outcome.state == State::not_evaluated) {
    // The checker lets nothing read such an input but om_tillämpligt and tillämplig.
    return {.state = State::failed, .culprit = definition};
  }
  return {.state = outcome.state, .culprit = outcome.culprit};
}

/// Of a row that was found; others are walked when they are asked about.
Read row_read(std::int32_t table, const Found& row) {
  Read read;
  read.ref = {table, -1};
  read.state = row.state;
  read.value = row.value;
  read.layer = row.layer;
  read.version = row.version;
  read.row = row.row;
  read.fell_through = row.fell_through;
  return read;
}

bool in_mask(std::uint64_t mask, Rational value) {
  return value.is_whole() && value.numerator >= 0 && value.numerator < 64 &&
         ((mask >> static_cast<unsigned>(value.numerator)) & 1U) != 0;
}

}  // namespace

const Scope* binding(const Scope& scope, std::int8_t slot) {
  const Scope* at = &scope;
  while (at != nullptr && at->slot != slot) at = at->outer;
  return at;
}

Value worse(const Value& a, const Value& b) {
  const int left = rank(a.state);
  const int right = rank(b.state);
  if (left != right) return left > right ? a : b;
  // The smaller culprit, so that the order of persons and operands tells nothing.
  return b.culprit < a.culprit ? b : a;
}

bool is_date(Rational value) {
  return value.is_whole() && value.numerator >= kFirstDate.days &&
         value.numerator <= kLastDate.days;
}

bool is_month(Rational value) {
  static const std::int64_t first = month_of(kFirstDate).index;
  static const std::int64_t last = month_of(kLastDate).index;
  return value.is_whole() && value.numerator >= first && value.numerator <= last;
}

bool compares(Op op, int order) {
  switch (op) {
    case Op::equal:
      return order == 0;
    case Op::not_equal:
      return order != 0;
    case Op::less:
      return order < 0;
    case Op::less_equal:
      return order <= 0;
    case Op::greater:
      return order > 0;
    default:
      assert(op == Op::greater_equal);
      return order >= 0;
  }
}

namespace {

Date date_of(Rational value) {
  return {static_cast<std::int32_t>(value.numerator)};
}
Month month_at(Rational value) {
  return {static_cast<std::int32_t>(value.numerator)};
}

/// Moves a date by whole months, refusing what leaves the calendar.
Rational moved_by_months(Rational date, Rational months) {
  const Rational month = Rational(month_of(date_of(date)).index) + months;
  if (!is_month(month)) return Rational::overflow();
  return add_months(date_of(date), static_cast<int>(months.numerator)).days;
}

}  // namespace

Rational time_value(Op op, Rational a, Rational b) {
  const bool month = op == Op::first_day || op == Op::last_day || op == Op::days_in_month ||
                     op == Op::months_between || op == Op::add_months;
  if (month ? !is_month(a) : !is_date(a)) return Rational::overflow();
  switch (op) {
    case Op::first_day:
      return first_day(month_at(a)).days;
    case Op::last_day:
      return last_day(month_at(a)).days;
    case Op::days_in_month:
      return days_in(month_at(a));
    case Op::month_of:
      return month_of(date_of(a)).index;
    case Op::age:
      return is_date(b) ? Rational(age_in_years(date_of(a), date_of(b))) : Rational::overflow();
    case Op::months_between:
      return is_month(b) ? b - a : Rational::overflow();
    case Op::days_between:
      return is_date(b) ? a - b : Rational::overflow();
    case Op::add_days:
      return is_date(a + b) ? a + b : Rational::overflow();
    case Op::add_months:
      return is_month(a + b) ? a + b : Rational::overflow();
    default:
      assert(op == Op::add_months_to_date);
      return b.is_whole() ? moved_by_months(a, b) : Rational::overflow();
  }
}

Value Evaluation::Impl::eval(std::int32_t index, const Scope& scope) {
  const Node& what = node(index);
  switch (what.op) {
    case Op::constant:
      return {.number = what.value};
    case Op::definition:
    case Op::family:
    case Op::input_at:
    case Op::applicable:
    case Op::if_applicable:
      return eval_read(what, scope);
    case Op::month_asked:
      return {.number = plan.question().month.index};
    case Op::decision_date:
      return {.number = plan.question().decision_date.days};
    case Op::role:
      if (scope.person >= persons) return failed(scope);
      return {.number = facts.persons()[scope.person].role};
    case Op::this_member:
      return {.number = scope.member};
    case Op::bound_member: {
      const Scope* bound = binding(scope, what.slot);
      return bound != nullptr ? Value{.number = bound->bound} : failed(scope);
    }
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
    case Op::negate:
    case Op::round:
      return eval_arithmetic(what, scope);
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::in_range:
    case Op::in_set:
      return eval_comparison(what, index, scope);
    case Op::both:
    case Op::either:
    case Op::negation:
      return eval_logic(what, index, scope);
    case Op::if_else:
    case Op::cases:
      return eval_choice(what, index, scope);
    case Op::minimum:
    case Op::maximum:
      return eval_extremum(what, index, scope);
    case Op::lookup:
      return eval_lookup(what, scope);
    case Op::silent:
      return {.state = State::silent};
    case Op::sum_persons:
    case Op::count_persons:
    case Op::sum_members:
    case Op::count_members:
      return eval_sum(what, scope);
    case Op::any_person:
    case Op::all_persons:
    case Op::any_member:
    case Op::all_members:
      return eval_quantifier(what, index, scope);
    default:
      return eval_time(what, scope);
  }
}

const Outcome& Evaluation::Impl::read(std::int32_t definition, std::size_t person) {
  const Outcome& found = outcome(definition, person);
  if (!trails.on()) return found;
  Read noted;
  noted.ref = {definition, shape(definition).for_person ? static_cast<std::int32_t>(person) : -1};
  noted.state = found.state;
  noted.value = found.value;
  trails.read(noted, static_cast<std::uint32_t>(plan.place(definition, person, persons)));
  return found;
}

void Evaluation::Impl::note_branch(std::int32_t index, const Scope& scope, std::size_t way) {
  if (!trails.on()) return;
  trails.branch({index, static_cast<std::int32_t>(scope.person), static_cast<std::int32_t>(way)});
}

std::int32_t Evaluation::Impl::family_member(const Node& what, const Scope& scope, Value& member) {
  const TrailLog::Mark from = trails.mark();
  member = eval(what.a, scope);
  trails.cut(from);  // which member it is belongs to the name, not to what was read
  if (!member.known()) return -1;
  const std::int32_t found =
      member.number.is_whole() ? plan.member(what.ref, member.number.numerator) : -1;
  if (found < 0) member = failed(scope);
  return found;
}

Outcome Evaluation::Impl::input_of(const Node& what, const Scope& scope, Value& member) {
  const Node& named = what.op == Op::input_at ? node(what.a) : what;
  const std::int32_t definition =
      named.op == Op::family ? family_member(named, scope, member) : named.ref;
  if (definition < 0) return {};
  if (!person_fits(shape(definition), scope.person)) {
    member = failed(scope);
    return {};
  }
  if (what.op != Op::input_at || facts.stubbed(definition, scope.person)) {
    return read(definition, scope.person);
  }
  if (trails.on()) read(definition, scope.person);
  const Value month = eval(what.b, scope);
  if (!month.known() || !is_month(month.number)) {
    member = month.known() ? failed(scope) : month;
    return {};
  }
  return read_input(definition, scope.person,
                    Month{static_cast<std::int32_t>(month.number.numerator)});
}

Value Evaluation::Impl::eval_read(const Node& what, const Scope& scope) {
  if (what.op == Op::definition) {
    if (!person_fits(shape(what.ref), scope.person)) return failed(scope);
    return from(read(what.ref, scope.person), what.ref);
  }
  Value member;
  if (what.op == Op::family) {
    const std::int32_t definition = family_member(what, scope, member);
    if (definition < 0) return member;
    if (!person_fits(shape(definition), scope.person)) return failed(scope);
    return from(read(definition, scope.person), definition);
  }
  const bool asks = what.op == Op::applicable || what.op == Op::if_applicable;
  const Outcome input = input_of(asks ? node(what.a) : what, scope, member);
  if (!member.known()) return member;
  if (!asks) return from(input, scope.definition);
  const bool absent = input.state == State::not_applicable;
  if (input.state == State::unknown) return {.state = State::unknown};
  if (what.op == Op::applicable) {
    return absent || input.state == State::known ? truth(!absent) : from(input, scope.definition);
  }
  if (observer != nullptr) {
    observer->branch(static_cast<std::int32_t>(&what - program.nodes.data()), absent ? 0 : 1);
  }
  return absent ? eval(what.b, scope) : from(input, scope.definition);
}

Value Evaluation::Impl::eval_arithmetic(const Node& what, const Scope& scope) {
  const TrailLog::Mark start = trails.mark();
  const Value left = eval(what.a, scope);
  const TrailLog::Mark middle = trails.mark();
  if (what.op == Op::negate || what.op == Op::round) {
    if (!left.known()) return left;
    if (what.op == Op::negate) return number(-left.number, scope);
    if (what.value.overflowed() || what.value.numerator <= 0) return failed(scope);
    return number(round_to(left.number, what.value, what.rounding), scope);
  }
  const Value right = eval(what.b, scope);
  if (!left.known() || !right.known()) return worse(left, right);
  switch (what.op) {
    case Op::add:
      return number(left.number + right.number, scope);
    case Op::subtract:
      return number(left.number - right.number, scope);
    case Op::multiply:
      // Nothing times something: what is nothing is enough.
      if (left.number.numerator == 0) {
        trails.cut(middle);
      } else if (right.number.numerator == 0) {
        trails.drop(start, middle);
      }
      return number(left.number * right.number, scope);
    default:
      return number(left.number / right.number, scope);
  }
}

Value Evaluation::Impl::eval_comparison(const Node& what, std::int32_t index, const Scope& scope) {
  const Value left = eval(what.a, scope);
  bool holds = false;
  if (what.op == Op::in_set) {
    if (!left.known()) return left;
    holds = in_mask(what.masks[0], left.number);
  } else if (what.op == Op::in_range) {
    if (!left.known()) return left;
    const bool above = !what.low || compare(*what.low, left.number) <= 0;
    const bool below = !what.high || compare(left.number, *what.high) <= 0;
    holds = above && below;
    if (observer != nullptr && (what.low || what.high)) {
      const Rational middle =
          what.low && what.high ? (*what.low + *what.high) * Rational::make(1, 2) : Rational();
      const bool near_low = !what.high || (what.low && compare(left.number, middle) <= 0);
      observer->compared(index, left.number, near_low ? *what.low : *what.high);
    }
  } else {
    const Value right = eval(what.b, scope);
    if (!left.known() || !right.known()) return worse(left, right);
    holds = compares(what.op, compare(left.number, right.number));
    if (observer != nullptr) observer->compared(index, left.number, right.number);
  }
  if (observer != nullptr) observer->branch(index, holds ? 1 : 0);
  return truth(holds);
}

Value Evaluation::Impl::eval_logic(const Node& what, std::int32_t index, const Scope& scope) {
  const TrailLog::Mark start = trails.mark();
  const Value left = eval(what.a, scope);
  Value result;
  if (what.op == Op::negation) {
    if (!left.known()) return left;
    result = truth(left.is(0));
  } else {
    const std::int64_t deciding = what.op == Op::either ? 1 : 0;
    result = left;
    if (!left.is(deciding)) {
      const TrailLog::Mark middle = trails.mark();
      const Value right = eval(what.b, scope);
      result = right.is(deciding) ? right : worse(left, right);
      if (right.is(deciding)) {
        trails.drop(start, middle);
        if (!left.known()) trails.doubt();
      }
    }
    if (!result.known()) return result;
  }
  if (observer != nullptr) observer->branch(index, result.is(1) ? 1 : 0);
  return result;
}

Value Evaluation::Impl::eval_choice(const Node& what, std::int32_t index, const Scope& scope) {
  if (what.op == Op::if_else) {
    const Value condition = eval(what.a, scope);
    if (!condition.known()) return condition;
    if (observer != nullptr) observer->branch(index, condition.is(1) ? 1 : 0);
    note_branch(what.a, scope, condition.is(1) ? 1 : 0);
    return eval(condition.is(1) ? what.b : what.c, scope);
  }
  const Value subject = eval(what.children[0], scope);
  if (!subject.known()) return subject;
  std::size_t arm = 0;
  while (arm < what.masks.size() && !in_mask(what.masks[arm], subject.number)) ++arm;
  if (arm + 1 >= what.children.size()) return failed(scope);
  if (observer != nullptr) observer->branch(index, static_cast<int>(arm));
  note_branch(index, scope, arm);
  return eval(what.children[arm + 1], scope);
}

Value Evaluation::Impl::eval_extremum(const Node& what, std::int32_t index, const Scope& scope) {
  Value result;
  int winner = -1;
  for (std::size_t i = 0; i < what.children.size(); ++i) {
    const Value child = eval(what.children[i], scope);
    if (i == 0 || !result.known() || !child.known()) {
      result = i == 0 ? child : worse(result, child);
      winner = 0;
      continue;
    }
    const int order = compare(child.number, result.number);
    if (what.op == Op::minimum ? order < 0 : order > 0) {
      result = child;
      winner = static_cast<int>(i);
    }
  }
  if (observer != nullptr && result.known()) observer->branch(index, winner);
  return result;
}

Value Evaluation::Impl::eval_time(const Node& what, const Scope& scope) {
  const Value left = eval(what.a, scope);
  if (what.b < 0) return left.known() ? number(time_value(what.op, left.number, 0), scope) : left;
  const Value right = eval(what.b, scope);
  if (!left.known() || !right.known()) return worse(left, right);
  return number(time_value(what.op, left.number, right.number), scope);
}

Scope Evaluation::Impl::element(const Node& what, const Scope& scope, std::size_t i) const {
  Scope inner = scope;
  if (is_person_aggregate(what.op)) {
    inner.person = person_order.empty() ? i : person_order[i];
    return inner;
  }
  inner.outer = &scope;
  inner.slot = what.slot;
  inner.bound = static_cast<std::int64_t>(i);
  return inner;
}

std::size_t Evaluation::Impl::elements(const Node& what) const {
  if (is_person_aggregate(what.op)) return persons;
  if (what.enumeration < 0) return program.roles.size();
  return program.enumerations[static_cast<std::size_t>(what.enumeration)].members.size();
}

Value Evaluation::Impl::eval_filter(const Node& what, const Scope& inner) {
  if (what.b < 0) return truth(true);
  const Value filter = eval(what.b, inner);
  if (observer != nullptr && filter.known()) observer->branch(what.b, filter.is(1) ? 1 : 0);
  return filter;
}

Value Evaluation::Impl::eval_sum(const Node& what, const Scope& scope) {
  const bool counts = what.op == Op::count_persons || what.op == Op::count_members;
  const std::size_t count = elements(what);
  ExactSum sum;
  Value pending;
  for (std::size_t i = 0; i < count; ++i) {
    const Scope inner = element(what, scope, i);
    const Value filter = eval_filter(what, inner);
    if (filter.is(0)) continue;
    const Value term = !filter.known() ? filter : counts ? truth(true) : eval(what.a, inner);
    pending = worse(pending, term);
    if (term.known()) sum.add(term.number);
  }
  return pending.known() ? number(sum.total(), scope) : pending;
}

/// `finns` holds when one element is let through; `alla` fails when one is let through whose value
/// is nej. One such element decides, whatever the others are.
Value Evaluation::Impl::eval_quantifier(const Node& what, std::int32_t index, const Scope& scope) {
  const bool any = what.op == Op::any_person || what.op == Op::any_member;
  const std::size_t count = elements(what);
  const TrailLog::Mark start = trails.mark();
  Value pending;
  for (std::size_t i = 0; i < count; ++i) {
    const Scope inner = element(what, scope, i);
    const TrailLog::Mark turn = trails.mark();
    const Value filter = eval_filter(what, inner);
    if (filter.is(0)) continue;
    const Value value = any ? truth(true) : eval(what.a, inner);
    if (!any && value.is(1)) continue;
    if (filter.known() && value.known()) {
      if (observer != nullptr) observer->branch(index, any ? 1 : 0);
      trails.drop(start, turn);
      if (!pending.known()) trails.doubt();
      return truth(any);
    }
    pending = worse(pending, worse(filter, value));
  }
  if (!pending.known()) return pending;
  if (observer != nullptr) observer->branch(index, any ? 0 : 1);
  return truth(!any);
}

Found Evaluation::Impl::find_row(std::int32_t table, std::span<const Rational> keys) const {
  Found found;
  const auto& layers = program.layers(shape(table));
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Plan::Choice& choice = plan.choice(table, i);
    found.layer = static_cast<std::int8_t>(i);
    found.version = static_cast<std::int16_t>(choice.version);
    if (choice.version >= 0) {
      const Version& version = layers[i].versions[static_cast<std::size_t>(choice.version)];
      if (version.unknown) return found;
      found.row = plan.find_row(table, i, keys);
      if (found.row >= 0) {
        const Row& row = version.rows[static_cast<std::size_t>(found.row)];
        if (!row.unknown) found.state = State::known;
        if (!row.unknown) found.value = row.value;
        return found;
      }
    }
    if (i + 1 < layers.size()) found.fell_through = true;
  }
  if (!layers.empty() && is_overlay(layers.back())) found.state = State::silent;
  return found;
}

Value Evaluation::Impl::eval_lookup(const Node& what, const Scope& scope) {
  std::array<Rational, 8> few;
  std::vector<Rational> many;
  Rational* keys = few.data();
  if (what.children.size() > few.size()) {
    many.resize(what.children.size());
    keys = many.data();
  }
  const std::size_t noted = trails.mark().reads;  // the row is told before its keys
  if (trails.on()) trails.read({}, TrailLog::kTable);
  Value all;
  for (std::size_t i = 0; i < what.children.size(); ++i) {
    const Value key = eval(what.children[i], scope);
    all = worse(all, key);
    keys[i] = key.number;
  }
  if (!all.known()) {
    last_row = {};
    return all;
  }
  const std::span<const Rational> used(keys, what.children.size());
  last_row = find_row(what.ref, used);
  if (trails.on()) trails.at(noted) = row_read(what.ref, last_row);
  if (observer != nullptr && last_row.version >= 0) {
    const auto layer = static_cast<std::size_t>(last_row.layer);
    const auto version = static_cast<std::size_t>(last_row.version);
    observer->version_used(what.ref, layer, version);
    if (last_row.row >= 0) {
      observer->row_used(what.ref, layer, version, static_cast<std::size_t>(last_row.row),
                         {used.begin(), used.end()});
    }
  }
  if (last_row.state != State::known) return {.state = last_row.state, .culprit = what.ref};
  return {.number = last_row.value};
}

}  // namespace utvag::rules
