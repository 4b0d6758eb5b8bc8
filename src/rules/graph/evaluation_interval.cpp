#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "rules/graph/evaluation_range.hpp"

namespace utvag::rules {

RangePass::RangePass(Evaluation::Impl& engine)
    : engine_(engine), kept_(engine.plan.places(engine.persons)) {}

const RangePass::Kept& RangePass::definition(std::int32_t definition, std::size_t person) {
  std::unique_ptr<Kept>& kept = kept_[engine_.plan.place(definition, person, engine_.persons)];
  if (kept) return *kept;
  auto fresh = std::make_unique<Kept>();
  fresh->range = compute(definition, person, fresh->told);
  fresh->range.settle();
  fresh->range.settle_outcome(fresh->told);
  kept = std::move(fresh);
  return *kept;
}

Range RangePass::of(std::int32_t definition, std::size_t person) {
  const Outcome outcome = engine_.outcome(definition, person);
  const auto& kept = kept_[engine_.plan.place(definition, person, engine_.persons)];
  return kept ? kept->range : Range::of(outcome, definition);
}

Range RangePass::compute(std::int32_t definition, std::size_t person, Outcome& told) {
  const Definition& what = engine_.shape(definition);
  if (what.kind == DefKind::input) return unknown_input(definition, person);
  if (what.kind != DefKind::not_expressed) return layered(definition, person, told);
  // Only reached when a version is in force and has a condition: else it is known at first sight.
  const auto& layers = engine_.program.layers(what);
  for (std::size_t i = 0; i < layers.size() && told.version < 0; ++i) {
    told.layer = static_cast<std::int8_t>(i);
    told.version = static_cast<std::int16_t>(engine_.plan.choice(definition, i).version);
  }
  return node(what.condition, {.definition = definition, .member = what.member, .person = person});
}

Range RangePass::layered(std::int32_t definition, std::size_t person, Outcome& told) {
  const Definition& what = engine_.shape(definition);
  const auto& layers = engine_.program.layers(what);
  const Scope scope{.definition = definition, .member = what.member, .person = person};
  Range result;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const bool last = i + 1 == layers.size();
    const bool answered = result.may != 0;  // a layer above may already be the one
    const auto chosen = engine_.plan.choice(definition, i).version;
    if (!answered) {
      told.layer = static_cast<std::int8_t>(i);
      told.version = static_cast<std::int16_t>(chosen);
    }
    if (chosen >= 0) {
      const Version& version = layers[i].versions[static_cast<std::size_t>(chosen)];
      Range range =
          version.unknown ? Range::state(Range::no_rule, definition) : node(version.body, scope);
      const bool silent = range.may_be(Range::silent);
      if (silent) result.add_facts(range.facts);  // they tell whether the next layer is asked
      range.drop(Range::silent);
      if (!last) range = bounded(what, scope, std::move(range), told);
      result.join(range);
      if (!silent) return result;
    }
    if (!last && !answered && result.may == 0) told.fell_through = true;
  }
  const bool overlay = !layers.empty() && engine_.is_overlay(layers.back());
  result.join(Range::state(overlay ? Range::silent : Range::no_rule, definition));
  return result;
}

Range RangePass::bounded(const Definition& what, const Scope& scope, Range range, Outcome& told) {
  const Date day = engine_.plan.day(what);
  for (const Bound& bound : what.bounds) {
    if (bound.proved || day < bound.from || bound.to < day) continue;
    if (!range.may_be(Range::value)) break;
    Range limit = node(bound.value, scope);
    const bool silent = limit.may_be(Range::silent);
    limit.drop(Range::silent);
    if (limit.may == 0) continue;
    Range values = range;
    values.drop(Range::no_rule);
    values.drop(Range::failed);
    const std::array<Range, 2> sides{values, limit};
    Range clamped = extremum(sides, !bound.at_least);
    const bool below =
        bound.at_least && values.high && limit.low && compare(*values.high, *limit.low) < 0;
    const bool above =
        !bound.at_least && values.low && limit.high && compare(*values.low, *limit.high) > 0;
    if (!silent && (below || above)) told.bounded = below ? -1 : 1;
    if (silent) {
      clamped.join(values);
      clamped.add_facts(limit.facts);
    }
    const bool others = range.may_be(Range::no_rule) || range.may_be(Range::failed);
    range.drop(Range::value);
    if (others) clamped.join(range);
    range = std::move(clamped);
  }
  return range;
}

Range RangePass::unknown_input(std::int32_t definition, std::size_t person) const {
  const Definition& what = engine_.shape(definition);
  const auto every = [](std::size_t count) {
    return Range::set(count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1);
  };
  Range range;
  switch (what.type.kind) {
    case Kind::boolean:
      range = every(2);
      break;
    case Kind::enumeration:
      range =
          every(what.type.enumeration < 0
                    ? engine_.program.roles.size()
                    : engine_.program.enumerations[static_cast<std::size_t>(what.type.enumeration)]
                          .members.size());
      break;
    case Kind::date:
      range =
          Range::between(what.low.value_or(kFirstDate.days), what.high.value_or(kLastDate.days));
      break;
    case Kind::month:
      range = Range::between(what.low.value_or(month_of(kFirstDate).index),
                             what.high.value_or(month_of(kLastDate).index));
      break;
    case Kind::number:
      range = Range::between(what.low, what.high);
      const bool few = what.type.whole && what.low && what.high && what.low->is_whole() &&
                       what.high->is_whole() && what.low->numerator >= 0 &&
                       what.high->numerator < 64;
      if (few) {
        const auto low = static_cast<unsigned>(what.low->numerator);
        const Range up_to = every(static_cast<std::size_t>(what.high->numerator) + 1);
        range = Range::set((up_to.members >> low) << low);
      }
      break;
  }
  if (what.may_be_inapplicable) range.join(Range::state(Range::inapplicable, -1));
  range.facts = {engine_.asked_for(definition, person)};
  return range;
}

Range RangePass::node(std::int32_t index, const Scope& scope) {
  Range range = raw(index, scope);
  if (range.may_be(Range::inapplicable)) {
    range.drop(Range::inapplicable);
    range.join(Range::state(Range::failed, scope.definition));
  }
  range.settle();
  return range;
}

Range RangePass::raw(std::int32_t index, const Scope& scope) {
  const Node& what = engine_.node(index);
  switch (what.op) {
    case Op::definition:
      if (!engine_.person_fits(engine_.shape(what.ref), scope.person)) break;
      return of(what.ref, scope.person);
    case Op::family:
      return family(what, scope);
    case Op::input_at:
      return spell(what, scope);
    case Op::applicable:
    case Op::if_applicable:
      return if_applicable(what, scope);
    case Op::if_else:
    case Op::cases:
      return choice(what, scope);
    case Op::lookup:
      return lookup(what, scope);
    case Op::sum_persons:
    case Op::count_persons:
    case Op::sum_members:
    case Op::count_members:
      return sum(what, scope);
    case Op::any_person:
    case Op::all_persons:
    case Op::any_member:
    case Op::all_members:
      return quantifier(what, scope);
    case Op::silent:
      return Range::state(Range::silent, -1);
    case Op::constant:
    case Op::month_asked:
    case Op::decision_date:
    case Op::role:
    case Op::this_member:
    case Op::bound_member: {
      const Value value = engine_.eval(index, scope);
      if (value.known()) return Range::point(value.number);
      break;
    }
    default:
      return operation(what, scope);
  }
  return Range::state(Range::failed, scope.definition);
}

Range RangePass::operation(const Node& what, const Scope& scope) {
  if (what.op == Op::minimum || what.op == Op::maximum) {
    std::vector<Range> all;
    for (const std::int32_t child : what.children) all.push_back(node(child, scope));
    return extremum(all, what.op == Op::minimum);
  }
  const Range a = node(what.a, scope);
  if (what.op == Op::both && a.is(0)) return a;
  if (what.op == Op::either && a.is(1)) return a;
  const Range b = what.b >= 0 ? node(what.b, scope) : Range::point(0);
  switch (what.op) {
    case Op::add:
      return add(a, b);
    case Op::subtract:
      return add(a, negate(b));
    case Op::multiply:
      return multiply(a, b);
    case Op::divide:
      return divide(a, b);
    case Op::negate:
      return negate(a);
    case Op::round:
      return round(a, what.value, what.rounding);
    case Op::in_range:
      return in_range(a, what.low, what.high);
    case Op::in_set:
      return in_set(a, what.masks[0]);
    case Op::both:
      return both(a, b);
    case Op::either:
      return either(a, b);
    case Op::negation:
      return negation(a);
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
      return compare(what.op, a, b);
    default:
      return time_range(what.op, a, b);
  }
}

Range RangePass::family(const Node& what, const Scope& scope) {
  const Range index = node(what.a, scope);
  Range result = index;
  result.drop(Range::value);
  if (!index.may_be(Range::value)) return result;
  for (std::int64_t i = 0; i < 64; ++i) {
    if (!index.may_equal(i)) continue;
    const std::int32_t member = engine_.plan.member(what.ref, i);
    const bool fits = member >= 0 && engine_.person_fits(engine_.shape(member), scope.person);
    result.join(fits ? of(member, scope.person) : Range::state(Range::failed, scope.definition));
  }
  return result;
}

Range RangePass::spell(const Node& what, const Scope& scope) {
  const Node& named = engine_.node(what.a);
  const Range month = node(what.b, scope);
  if (named.op == Op::definition) return input_at(named.ref, month, scope);
  const Range index = node(named.a, scope);
  Range result = index;
  result.drop(Range::value);
  for (std::int64_t i = 0; i < 64; ++i) {
    if (!index.may_equal(i)) continue;
    const std::int32_t member = engine_.plan.member(named.ref, i);
    result.join(member >= 0 ? input_at(member, month, scope)
                            : Range::state(Range::failed, scope.definition));
  }
  return result;
}

Range RangePass::input_at(std::int32_t definition, const Range& month, const Scope& scope) {
  if (!engine_.person_fits(engine_.shape(definition), scope.person)) {
    return Range::state(Range::failed, scope.definition);
  }
  if (engine_.facts.stubbed(definition, scope.person)) return of(definition, scope.person);
  Range result = month;
  result.drop(Range::value);
  if (!month.may_be(Range::value)) return result;
  const std::int32_t first_month = month_of(kFirstDate).index;
  const std::int32_t last_month = month_of(kLastDate).index;
  const auto clipped = [&](const std::optional<Rational>& end, std::int32_t endless) {
    if (!end) return endless;
    const Rational whole = round_to(*end, 1, Rounding::down);
    if (compare(whole, first_month) < 0) return first_month;
    return compare(whole, last_month) > 0 ? last_month : static_cast<std::int32_t>(whole.numerator);
  };
  const Month low{clipped(month.low, first_month)};
  const Month high{clipped(month.high, last_month)};
  // Between two starts and ends of spells nothing changes: one month of each stretch tells all.
  std::vector<Month> tried{low};
  for (const SpellRow& row : engine_.fact(definition, scope.person).spells) {
    tried.push_back(row.from);
    if (row.to) tried.push_back(Month{row.to->index + 1});
  }
  for (const Month at : tried) {
    if (at < low || high < at) continue;
    const Outcome outcome = engine_.read_input(definition, scope.person, at);
    result.join(outcome.state == State::unknown ? unknown_input(definition, scope.person)
                                                : Range::of(outcome, definition));
  }
  return result;
}

Range RangePass::if_applicable(const Node& what, const Scope& scope) {
  Range target = raw(what.a, scope);
  const bool absent = target.may_be(Range::inapplicable);
  if (what.op == Op::if_applicable) {
    target.drop(Range::inapplicable);
    if (absent) target.join(node(what.b, scope));
    target.settle();
    return target;
  }
  const bool present = target.may_be(Range::value);
  target.drop(Range::inapplicable);
  target.drop(Range::value);
  if (absent || present) target.join(Range::truth(absent, present));
  target.settle();
  return target;
}

Range RangePass::choice(const Node& what, const Scope& scope) {
  const Range subject = node(what.op == Op::if_else ? what.a : what.children[0], scope);
  Range result = subject;
  result.drop(Range::value);
  if (!subject.may_be(Range::value)) return result;
  const auto join = [&](std::int32_t branch) { result.join(node(branch, scope)); };
  if (what.op == Op::if_else) {
    if (!subject.is(0)) join(what.b);
    if (!subject.is(1)) join(what.c);
  } else {
    std::uint64_t left = subject.listed ? subject.members : ~std::uint64_t{0};
    for (std::size_t arm = 0; arm < what.masks.size(); ++arm) {
      if ((left & what.masks[arm]) != 0) join(what.children[arm + 1]);
      left &= ~what.masks[arm];
    }
    const bool otherwise = what.children.size() > what.masks.size() + 1;
    if (left != 0 && otherwise) join(what.children.back());
    if (left != 0 && !otherwise && subject.listed) {
      result.join(Range::state(Range::failed, scope.definition));
    }
  }
  result.settle();
  return result;
}

Range RangePass::sum(const Node& what, const Scope& scope) {
  const bool counts = what.op == Op::count_persons || what.op == Op::count_members;
  const std::size_t count = engine_.elements(what);
  Range total = Range::point(0);
  for (std::size_t i = 0; i < count; ++i) {
    const Scope inner = engine_.element(what, scope, i);
    const Range filter = what.b < 0 ? Range::point(1) : node(what.b, inner);
    if (filter.is(0)) continue;
    Range term = filter;
    term.drop(Range::value);
    if (filter.may_equal(1)) term.join(counts ? Range::point(1) : node(what.a, inner));
    if (filter.may_equal(0)) term.join(Range::point(0));
    term.settle();
    total = add(total, term);
  }
  return total;
}

Range RangePass::quantifier(const Node& what, const Scope& scope) {
  const bool any = what.op == Op::any_person || what.op == Op::any_member;
  const std::size_t count = engine_.elements(what);
  Range result = Range::point(any ? 0 : 1);
  for (std::size_t i = 0; i < count; ++i) {
    const Scope inner = engine_.element(what, scope, i);
    const Range filter = what.b < 0 ? Range::point(1) : node(what.b, inner);
    if (filter.is(0)) continue;
    result =
        any ? either(result, filter) : both(result, either(negation(filter), node(what.a, inner)));
  }
  return result;
}

}  // namespace utvag::rules
