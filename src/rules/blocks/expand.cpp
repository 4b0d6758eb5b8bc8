#include "rules/blocks/expand.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <optional>
#include <utility>

namespace utvag::rules::blocks {

namespace {

Symbol whole(std::int64_t value) {
  return Algebra::constant({.number = value});
}

Symbol state(State what, std::int32_t culprit) {
  return Algebra::constant({.state = what, .culprit = culprit});
}

bool over_persons(Op op) {
  return is_person_aggregate(op);
}

}  // namespace

Expander::Expander(std::shared_ptr<const Program> program, const Plan& plan, const Facts& common,
                   const std::vector<Slot>& slots, Algebra& algebra)
    : shared_(std::move(program)),
      program_(*shared_),
      plan_(plan),
      common_(common),
      slots_(slots),
      algebra_(algebra) {}

void Expander::refuse(const std::string& sv, const std::string& en) const {
  throw Refused{{"blocks.not-expressed", "", sv, en}};
}

const Symbol& Expander::definition(std::int32_t definition, std::size_t person) {
  const Definition& what = program_.definitions[static_cast<std::size_t>(definition)];
  const std::pair key{definition, what.for_person ? person : 0};
  const auto found = known_.find(key);
  if (found != known_.end()) return found->second;
  const std::int32_t outer = std::exchange(at_, definition);
  Symbol value = compute(definition, key.second);
  at_ = outer;
  return known_.emplace(key, std::move(value)).first->second;
}

Symbol Expander::compute(std::int32_t definition, std::size_t person) {
  const Definition& what = program_.definitions[static_cast<std::size_t>(definition)];
  const Fact& fact = common_.at(definition, person);
  if (common_.stubbed(definition, person)) return Algebra::constant({.number = fact.value});
  switch (what.kind) {
    case DefKind::input:
      return input(definition, person, plan_.question().month);
    case DefKind::table:
    case DefKind::not_expressed:
      refuse("en tabell eller ett ej uttryckt har inget värde att räkna i block",
             "a table or a not-expressed has no value to compute in blocks");
    default:
      break;
  }
  if (takes_judgement(what) && fact.kind == Fact::Kind::known) {
    return Algebra::constant({.number = fact.value});
  }
  return layered(definition, person);
}

Symbol Expander::slot(std::size_t index) {
  const Slot& what = slots_[index];
  const Definition& definition = program_.definitions[static_cast<std::size_t>(what.definition)];
  for (const std::int32_t end : {what.low, what.high}) {
    if (!allowed(program_, definition, Rational(end) * what.unit)) {
      throw Refused{{"blocks.not-allowed", "", "kolumnen har värden som inte är tillåtna",
                     "the column holds values that are not allowed"}};
    }
  }
  return algebra_.column(static_cast<std::int32_t>(index), {what.low, what.high}, what.unit);
}

Symbol Expander::input(std::int32_t definition, std::size_t person, Month month) {
  const std::int32_t outer = std::exchange(at_, definition);
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const Slot& candidate = slots_[i];
    if (candidate.definition != definition) continue;
    if (static_cast<std::size_t>(candidate.person) != person) continue;
    if (candidate.month == month.index || (candidate.month < 0 && !found)) found = i;
  }
  if (found) {
    Symbol value = slot(*found);
    at_ = outer;
    return value;
  }
  Question question = plan_.question();
  question.month = month;
  const Plan plan(shared_, question);
  Evaluation evaluation(plan, common_);
  const Outcome& outcome = evaluation.get(definition, person);
  if (outcome.state == State::unknown) {
    throw Refused{{"blocks.not-known", "", "uppgiften finns varken i en kolumn eller gemensamt",
                   "the fact is neither in a column nor common"}};
  }
  at_ = outer;
  if (outcome.state == State::known) return Algebra::constant({.number = outcome.value});
  return state(outcome.state, definition);
}

Symbol Expander::layered(std::int32_t definition, std::size_t person) {
  const Definition& what = program_.definitions[static_cast<std::size_t>(definition)];
  const auto& layers = program_.layers(what);
  const Scope scope{.definition = definition, .member = what.member, .person = person};
  std::vector<Symbol> tried;
  bool answered = false;
  for (std::size_t i = 0; i < layers.size() && !answered; ++i) {
    const Plan::Choice& choice = plan_.choice(definition, i);
    if (choice.version < 0) continue;
    const Version& version = layers[i].versions[static_cast<std::size_t>(choice.version)];
    Symbol value = version.unknown ? state(State::no_rule, definition) : node(version.body, scope);
    const Symbol silent = Algebra::in_state(value, State::silent);
    if (silent.is_constant() && silent.constant().is(1)) continue;
    answered = silent.is_constant();
    if (i + 1 < layers.size() && !version.unknown) value = bounded(what, scope, std::move(value));
    tried.push_back(std::move(value));
  }
  const bool overlay =
      !layers.empty() &&
      program_.packs[static_cast<std::size_t>(layers.back().pack)].level != Level::national;
  Symbol result = state(overlay ? State::silent : State::no_rule, definition);
  for (auto it = tried.rbegin(); it != tried.rend(); ++it) {
    const Symbol silent = Algebra::in_state(*it, State::silent);
    result = silent.is_constant() ? *it : algebra_.choose(silent, result, *it, definition);
  }
  return result;
}

Symbol Expander::bounded(const Definition& what, const Scope& scope, Symbol value) {
  const Date day = plan_.day(what);
  for (const Bound& bound : what.bounds) {
    if (bound.proved || day < bound.from || bound.to < day) continue;
    const Symbol limit = node(bound.value, scope);
    if (limit.is_constant() && limit.constant().state == State::silent) continue;
    if (value.is_constant() && !value.constant().known()) return value;
    const Symbol silent = Algebra::in_state(limit, State::silent);
    if (!silent.is_constant()) {
      refuse("en gräns som tiger för en del av värdena", "a bound that is silent for some values");
    }
    value = algebra_.extremum(!bound.at_least, value, limit);
  }
  return value;
}

Symbol Expander::node(std::int32_t index, const Scope& scope) {
  const Node& what = program_.nodes[static_cast<std::size_t>(index)];
  switch (what.op) {
    case Op::constant:
      return Algebra::constant({.number = what.value});
    case Op::definition:
    case Op::family:
    case Op::input_at:
      return read(what, scope);
    case Op::applicable:
    case Op::if_applicable:
      return applicable(what, scope);
    case Op::month_asked:
      return whole(plan_.question().month.index);
    case Op::decision_date:
      return whole(plan_.question().decision_date.days);
    case Op::role:
      return whole(common_.persons()[scope.person].role);
    case Op::this_member:
      return whole(scope.member);
    case Op::bound_member:
      return whole(binding(scope, what.slot)->bound);
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
    case Op::negate:
    case Op::round:
      return arithmetic(what, scope);
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::in_range:
    case Op::in_set:
      return comparison(what, scope);
    case Op::both:
    case Op::either:
    case Op::negation:
      return logic(what, scope);
    case Op::if_else:
      return choice(what, scope);
    case Op::cases:
      return cases(what, scope);
    case Op::minimum:
    case Op::maximum:
      return extremum(what, scope);
    case Op::lookup:
      return lookup(what, scope);
    case Op::silent:
      return state(State::silent, -1);
    default:
      return over_persons(what.op) || what.op >= Op::sum_members ? aggregate(what, scope)
                                                                 : of_dates(what, scope);
  }
}

std::int32_t Expander::input_named(const Node& what, const Scope& scope) {
  if (what.op == Op::definition) return what.ref;
  const Symbol member = node(what.a, scope);
  const bool fixed = member.is_constant() && member.constant().known();
  const std::int32_t found =
      fixed ? plan_.member(what.ref, member.constant().number.numerator) : -1;
  if (found < 0) {
    refuse("en medlem av en familj som inte är densamma för alla",
           "a member of a family that is not the same for all");
  }
  return found;
}

Symbol Expander::read(const Node& what, const Scope& scope) {
  const Node& named =
      what.op == Op::input_at ? program_.nodes[static_cast<std::size_t>(what.a)] : what;
  const std::int32_t ref = input_named(named, scope);
  Symbol value;
  if (what.op == Op::input_at && !common_.stubbed(ref, scope.person)) {
    const Symbol month = node(what.b, scope);
    if (!month.is_constant() || !month.constant().known() || !is_month(month.constant().number)) {
      refuse("en månad som inte är densamma för alla", "a month that is not the same for all");
    }
    value = input(ref, scope.person,
                  Month{static_cast<std::int32_t>(month.constant().number.numerator)});
  } else {
    value = definition(ref, scope.person);
  }
  if (value.is_constant() && value.constant().state == State::not_applicable) {
    return state(State::failed, ref);
  }
  return value;
}

Symbol Expander::applicable(const Node& what, const Scope& scope) {
  const Node& named = program_.nodes[static_cast<std::size_t>(what.a)];
  Symbol value;
  if (named.op == Op::input_at) {
    const Symbol month = node(named.b, scope);
    if (!month.is_constant() || !month.constant().known() || !is_month(month.constant().number)) {
      refuse("en månad som inte är densamma för alla", "a month that is not the same for all");
    }
    value =
        input(input_named(program_.nodes[static_cast<std::size_t>(named.a)], scope), scope.person,
              Month{static_cast<std::int32_t>(month.constant().number.numerator)});
  } else {
    value = definition(input_named(named, scope), scope.person);
  }
  const bool absent = value.is_constant() && value.constant().state == State::not_applicable;
  if (what.op == Op::applicable) {
    return value.is_constant() && !absent && !value.constant().known() ? value
                                                                       : whole(absent ? 0 : 1);
  }
  return absent ? node(what.b, scope) : value;
}

Symbol Expander::arithmetic(const Node& what, const Scope& scope) {
  const std::int32_t culprit = scope.definition;
  const Symbol a = node(what.a, scope);
  if (what.op == Op::negate) return algebra_.scale(a, -1, culprit);
  if (what.op == Op::round) return algebra_.round(a, what.value, what.rounding, culprit);
  const Symbol b = node(what.b, scope);
  switch (what.op) {
    case Op::add:
      return algebra_.add(a, b, culprit);
    case Op::subtract:
      return algebra_.add(a, algebra_.scale(b, -1, culprit), culprit);
    case Op::multiply:
      return algebra_.multiply(a, b, culprit);
    default:
      return algebra_.divide(a, b, culprit);
  }
}

Symbol Expander::comparison(const Node& what, const Scope& scope) {
  const Symbol a = node(what.a, scope);
  const std::int32_t culprit = scope.definition;
  if (what.op == Op::in_set) {
    return algebra_.each(std::array{a}, [&](std::span<const Value> now) -> Value {
      if (!now[0].known()) return now[0];
      return {.number = (what.masks[0] >> now[0].number.numerator) & 1U ? 1 : 0};
    });
  }
  if (what.op != Op::in_range) {
    return algebra_.compare(what.op, a, node(what.b, scope), culprit);
  }
  Symbol result = whole(1);
  if (a.is_constant() && !a.constant().known()) return a;
  if (what.low) {
    result =
        algebra_.compare(Op::greater_equal, a, Algebra::constant({.number = *what.low}), culprit);
  }
  if (what.high) {
    const Symbol below =
        algebra_.compare(Op::less_equal, a, Algebra::constant({.number = *what.high}), culprit);
    result = algebra_.both(result, below);
  }
  return result;
}

Symbol Expander::logic(const Node& what, const Scope& scope) {
  const Symbol a = node(what.a, scope);
  if (what.op == Op::negation) return algebra_.negation(a, scope.definition);
  const bool any = what.op == Op::either;
  if (a.is_constant() && a.constant().is(any ? 1 : 0)) return a;
  const Symbol b = node(what.b, scope);
  return any ? algebra_.either(a, b) : algebra_.both(a, b);
}

Symbol Expander::choice(const Node& what, const Scope& scope) {
  const Symbol condition = node(what.a, scope);
  if (condition.is_constant()) {
    if (!condition.constant().known()) return condition;
    return node(condition.constant().is(1) ? what.b : what.c, scope);
  }
  const Symbol yes = node(what.b, scope);
  return algebra_.choose(condition, yes, node(what.c, scope), scope.definition);
}

Symbol Expander::cases(const Node& what, const Scope& scope) {
  const Symbol subject = node(what.children[0], scope);
  if (subject.is_constant() && !subject.constant().known()) return subject;
  const bool otherwise = what.children.size() > what.masks.size() + 1;
  Symbol result = otherwise && !subject.is_constant() ? node(what.children.back(), scope)
                                                      : state(State::failed, scope.definition);
  if (subject.is_constant()) {
    const auto ordinal = static_cast<std::uint64_t>(subject.constant().number.numerator);
    std::size_t arm = 0;
    while (arm < what.masks.size() && ((what.masks[arm] >> ordinal) & 1U) == 0) ++arm;
    return arm + 1 < what.children.size() ? node(what.children[arm + 1], scope) : result;
  }
  const Symbol is_known = Algebra::in_state(subject, State::known);
  const bool known = is_known.is_constant() && is_known.constant().is(1);
  for (std::size_t arm = what.masks.size(); arm-- > 0;) {
    const Symbol taken =
        algebra_.each(std::array{subject}, [&](std::span<const Value> now) -> Value {
          if (!now[0].known()) return now[0];
          return {.number = (what.masks[arm] >> now[0].number.numerator) & 1U ? 1 : 0};
        });
    if (taken.is_constant() && taken.constant().is(0)) continue;
    const Symbol value = node(what.children[arm + 1], scope);
    // The arms cover every member, so what the last leaves over cannot be.
    const bool last = arm + 1 == what.masks.size() && !otherwise && known;
    result = taken.is_constant() || last ? value
                                         : algebra_.choose(taken, value, result, scope.definition);
  }
  return result;
}

Symbol Expander::extremum(const Node& what, const Scope& scope) {
  Symbol result = node(what.children[0], scope);
  for (std::size_t i = 1; i < what.children.size(); ++i) {
    result = algebra_.extremum(what.op == Op::minimum, result, node(what.children[i], scope));
  }
  return result;
}

Symbol Expander::of_dates(const Node& what, const Scope& scope) {
  std::vector<Symbol> operands{node(what.a, scope)};
  if (what.b >= 0) operands.push_back(node(what.b, scope));
  const Op op = what.op;
  const std::int32_t culprit = scope.definition;
  return algebra_.each(operands, [=](std::span<const Value> now) -> Value {
    const Value other = now.size() > 1 ? now[1] : Value{};
    if (!now[0].known() || !other.known()) return worse(now[0], other);
    const Rational result = time_value(op, now[0].number, other.number);
    if (result.overflowed()) return {.state = State::failed, .culprit = culprit};
    return {.number = result};
  });
}

Symbol Expander::aggregate(const Node& what, const Scope& scope) {
  const bool sums = what.op == Op::sum_persons || what.op == Op::sum_members;
  const bool counts = what.op == Op::count_persons || what.op == Op::count_members;
  const bool every = what.op == Op::all_persons || what.op == Op::all_members;
  std::size_t count = common_.persons().size();
  if (!over_persons(what.op)) {
    count = what.enumeration < 0
                ? program_.roles.size()
                : program_.enumerations[static_cast<std::size_t>(what.enumeration)].members.size();
  }
  Symbol result = whole(every ? 1 : 0);
  for (std::size_t i = 0; i < count; ++i) {
    Scope inner = scope;
    if (over_persons(what.op)) {
      inner.person = i;
    } else {
      inner.outer = &scope;
      inner.slot = what.slot;
      inner.bound = static_cast<std::int64_t>(i);
    }
    const Symbol filter = what.b < 0 ? whole(1) : node(what.b, inner);
    if (filter.is_constant() && filter.constant().is(0)) continue;
    Symbol term = counts || !(sums || every) ? whole(1) : node(what.a, inner);
    if (!filter.is_constant()) {
      term = algebra_.choose(filter, term, whole(every ? 1 : 0), scope.definition);
    } else if (!filter.constant().known()) {
      term = filter;
    }
    if (sums || counts) {
      result = algebra_.add(result, term, scope.definition);
    } else {
      result = every ? algebra_.both(result, term) : algebra_.either(result, term);
    }
  }
  return result;
}

Value Expander::look_up(std::int32_t table, std::span<const Value> keys) const {
  std::vector<Rational> at;
  Value all;
  for (const Value& key : keys) {
    all = worse(all, key);
    at.push_back(key.number);
  }
  if (!all.known()) return all;
  const auto& layers = program_.layers(program_.definitions[static_cast<std::size_t>(table)]);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Plan::Choice& choice = plan_.choice(table, i);
    if (choice.version < 0) continue;
    const Version& version = layers[i].versions[static_cast<std::size_t>(choice.version)];
    if (version.unknown) return {.state = State::no_rule, .culprit = table};
    const std::int32_t row = plan_.find_row(table, i, at);
    if (row < 0) continue;
    const Row& found = version.rows[static_cast<std::size_t>(row)];
    if (found.unknown) return {.state = State::no_rule, .culprit = table};
    return {.number = found.value};
  }
  const bool overlay =
      !layers.empty() &&
      program_.packs[static_cast<std::size_t>(layers.back().pack)].level != Level::national;
  return {.state = overlay ? State::silent : State::no_rule, .culprit = table};
}

Symbol Expander::lookup(const Node& what, const Scope& scope) {
  std::vector<Symbol> keys;
  for (const std::int32_t child : what.children) keys.push_back(node(child, scope));
  return algebra_.each(keys,
                       [&](std::span<const Value> now) -> Value { return look_up(what.ref, now); });
}

}  // namespace utvag::rules::blocks
