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

Result<SlotMap> SlotMap::make(const World& world, const std::vector<Slot>& slots) {
  SlotMap made;
  const Program& program = *world.program;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const Slot& slot = slots[i];
    const auto refusal = [&](const std::string& sv, const std::string& en) {
      return Error{"blocks.slot", slot.input, "kolumnen ”" + slot.input + "” " + sv,
                   "the column \"" + slot.input + "\" " + en};
    };
    const std::int32_t definition = program.find(slot.input);
    if (definition < 0) continue;
    const Definition& what = program.definitions[static_cast<std::size_t>(definition)];
    if (what.name != slot.input) return refusal("är en hel familj", "is a whole family");
    const bool input = what.kind == DefKind::input;
    if (!input && !takes_judgement(what)) {
      return refusal("är ingen uppgift", "is no fact");
    }
    const auto persons = static_cast<std::int32_t>(world.common.persons().size());
    if (slot.person < 0 || slot.person >= (what.for_person ? persons : 1)) {
      return refusal("gäller en person som inte finns", "is of a person who does not exist");
    }
    const bool monthly = slot.month >= 0;
    const bool open = slot.unknown || slot.not_applicable ||
                      std::any_of(slot.codes.begin(), slot.codes.end(), [](const Code& code) {
                        return code.state == State::unknown || code.state == State::not_applicable;
                      });
    if (monthly && (!input || !what.spell || open)) {
      return refusal("kan inte anges per månad, eller är okänd en månad",
                     "cannot be stated by months, or is unknown in a month");
    }
    const Key key{definition, slot.person, slot.month};
    const bool fresh = made.slots_.emplace(key, static_cast<std::int32_t>(i)).second;
    const bool mixed = monthly ? made.slots_.contains({definition, slot.person, -1})
                               : made.by_months(definition, static_cast<std::size_t>(slot.person));
    if (!fresh || mixed) return refusal("anges två gånger", "is stated twice");
  }
  return made;
}

std::int32_t SlotMap::find(std::int32_t definition, std::size_t person, Month month) const {
  const auto at = static_cast<std::int32_t>(person);
  auto found = slots_.find({definition, at, -1});
  if (found == slots_.end()) found = slots_.find({definition, at, month.index});
  return found == slots_.end() ? -1 : found->second;
}

bool SlotMap::by_months(std::int32_t definition, std::size_t person) const {
  const auto at = static_cast<std::int32_t>(person);
  const auto found = slots_.lower_bound({definition, at, 0});
  return found != slots_.end() && found->first.definition == definition &&
         found->first.person == at;
}

Expander::Expander(const Plan& plan, const Facts& common, const std::vector<Slot>& slots,
                   const SlotMap& places, Algebra& algebra, std::map<std::string, Error>& left)
    : program_(plan.program()),
      plan_(plan),
      common_(common),
      slots_(slots),
      places_(places),
      algebra_(algebra),
      left_(left) {}

void Expander::refuse(const std::string& sv, const std::string& en) const {
  throw Refused{{"blocks.not-expressed", "", sv, en}};
}

const Symbol& Expander::definition(std::int32_t definition, std::size_t person) {
  const Definition& what = program_.definitions[static_cast<std::size_t>(definition)];
  const std::pair key{definition, what.for_person ? person : 0};
  const auto found = known_.find(key);
  if (found != known_.end()) return found->second;
  Symbol value;
  try {
    value = compute(definition, key.second);
  } catch (const Refused& refused) {
    left_.emplace(what.name, refused.error);
    value = state(State::unknown, definition);
  }
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
      refuse("en tabell har inget eget värde", "a table has no value of its own");
    case DefKind::not_expressed:
      return not_expressed(definition, person);
    default:
      break;
  }
  if (!takes_judgement(what)) return layered(definition, person);
  const std::int32_t index = places_.find(definition, person, plan_.question().month);
  if (index >= 0) {
    const Symbol filled = slot(index, definition, {.state = State::unknown});
    const Symbol left_open = Algebra::in_state(filled, State::unknown);
    if (left_open.always(0)) return filled;
    return algebra_.choose(left_open, layered(definition, person), filled);
  }
  if (fact.kind == Fact::Kind::known) return Algebra::constant({.number = fact.value});
  return layered(definition, person);
}

Symbol Expander::not_expressed(std::int32_t definition, std::size_t person) {
  const Definition& what = program_.definitions[static_cast<std::size_t>(definition)];
  for (std::size_t i = 0; i < program_.layers(what).size(); ++i) {
    if (plan_.choice(definition, i).version < 0) continue;
    const Scope scope{.definition = definition, .member = what.member, .person = person};
    return what.condition < 0 ? whole(1) : node(what.condition, scope);
  }
  return whole(0);
}

/// What a fact is where neither its column nor anything common states it.
Value Expander::unstated(std::int32_t definition, std::size_t person, Month month) const {
  const Definition& what = program_.definitions[static_cast<std::size_t>(definition)];
  if (places_.by_months(definition, person)) {
    const bool good = what.assumed && allowed(program_, what, *what.assumed);
    if (what.list) return {};
    if (good) return {.number = *what.assumed};
    return {.state = what.assumed ? State::failed : State::unknown, .culprit = definition};
  }
  const Outcome outcome =
      read_fact(program_, common_, common_.at(definition, person), {definition, person}, month);
  return {.number = outcome.value, .state = outcome.state, .culprit = definition};
}

Symbol Expander::slot(std::int32_t index, std::int32_t definition, Value unstated) {
  const Slot& what = slots_[static_cast<std::size_t>(index)];
  const Definition& shape = program_.definitions[static_cast<std::size_t>(definition)];
  const bool input = shape.kind == DefKind::input;
  const auto in_state = [&](State named) -> Value {
    if (named == State::not_evaluated) return unstated;
    const bool applies = named != State::not_applicable || shape.may_be_inapplicable;
    return {.state = applies ? named : State::unknown, .culprit = definition};
  };
  if (!what.codes.empty()) {
    std::vector<Value> cells;
    for (const Code& code : what.codes) {
      const bool good = !input || allowed(program_, shape, code.value);
      cells.push_back(code.state != State::known ? in_state(code.state)
                      : good                     ? Value{.number = code.value}
                             : Value{.state = State::failed, .culprit = definition});
    }
    return algebra_.coded(index, std::move(cells));
  }
  const bool stepwise = !shape.type.whole && shape.type.kind == Kind::number;
  for (const std::int32_t end : {what.low, what.high}) {
    const bool good = allowed(program_, shape, Rational(end) * what.unit);
    if (input && (!good || !(stepwise || what.unit.is_whole()))) {
      throw Refused{{"blocks.not-allowed", "", "kolumnen har värden som inte är tillåtna",
                     "the column holds values that are not allowed"}};
    }
  }
  Interval all{what.low, what.high};
  for (const auto& mark : {what.unknown, what.not_applicable}) {
    if (!mark) continue;
    all = {std::min<std::int64_t>(all.low, *mark), std::max<std::int64_t>(all.high, *mark)};
  }
  const Symbol numbers = algebra_.column(index, all, what.unit);
  const auto end = [&](std::int32_t at) {
    return Algebra::constant({.number = Rational(at) * what.unit});
  };
  Symbol value =
      algebra_.extremum(true, end(what.high), algebra_.extremum(false, end(what.low), numbers));
  for (const State named : {State::unknown, State::not_applicable}) {
    const auto& mark = named == State::unknown ? what.unknown : what.not_applicable;
    if (!mark) continue;
    const Symbol is = algebra_.compare(Op::equal, numbers, end(*mark), definition);
    value = algebra_.choose(is, Algebra::constant(in_state(named)), value);
  }
  return value;
}

Symbol Expander::input(std::int32_t definition, std::size_t person, Month month) {
  const std::int32_t index = places_.find(definition, person, month);
  const Value other = unstated(definition, person, month);
  if (index >= 0) return slot(index, definition, other);
  if (other.state == State::unknown) {
    left_.emplace(
        program_.definitions[static_cast<std::size_t>(definition)].name,
        Error{"blocks.not-stated", "", "uppgiften finns varken i en kolumn eller gemensamt",
              "the fact is neither in a column nor common"});
  }
  return Algebra::constant(other);
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
    if (silent.always(1)) continue;
    answered = silent.always(0);
    if (i + 1 < layers.size() && !version.unknown) value = bounded(what, scope, std::move(value));
    tried.push_back(std::move(value));
  }
  const bool overlay =
      !layers.empty() &&
      program_.packs[static_cast<std::size_t>(layers.back().pack)].level != Level::national;
  Symbol result = state(overlay ? State::silent : State::no_rule, definition);
  for (auto it = tried.rbegin(); it != tried.rend(); ++it) {
    const Symbol silent = Algebra::in_state(*it, State::silent);
    result = silent.always(0) ? *it : algebra_.choose(silent, result, *it);
  }
  return result;
}

/// Bounds hold what an overlay says, where it says a value and the bound says one too.
Symbol Expander::bounded(const Definition& what, const Scope& scope, Symbol value) {
  const Date day = plan_.day(what);
  for (const Bound& bound : what.bounds) {
    if (bound.proved || day < bound.from || bound.to < day) continue;
    const Symbol limit = node(bound.value, scope);
    const Symbol silent = Algebra::in_state(limit, State::silent);
    const Symbol has_value = Algebra::in_state(value, State::known);
    const Symbol applies = algebra_.both(has_value, algebra_.negation(silent, scope.definition));
    if (applies.always(0)) continue;
    const Symbol cut = algebra_.extremum(!bound.at_least, value, limit);
    value = applies.always(1) ? cut : algebra_.choose(applies, cut, value);
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
  const bool fixed = member.is_constant() && member.doubt < 0 && member.constant().known();
  const std::int32_t found =
      fixed ? plan_.member(what.ref, member.constant().number.numerator) : -1;
  if (found < 0) {
    refuse("en medlem av en familj som inte är densamma för alla",
           "a member of a family that is not the same for all");
  }
  return found;
}

/// A stated month's value where the month differs between rows: chosen among the few there are.
Symbol Expander::input_in(std::int32_t definition, std::size_t person, const Symbol& month) {
  constexpr std::size_t kMonths = 60;
  std::map<std::int64_t, Symbol> months;
  const bool few =
      month.is_tabulated() && std::all_of(month.tabulated.cells.begin(),
                                          month.tabulated.cells.end(), [&](const Value& cell) {
                                            if (!cell.known()) return true;
                                            if (!is_month(cell.number)) return false;
                                            months.try_emplace(cell.number.numerator);
                                            return months.size() <= kMonths;
                                          });
  if (!few) refuse("en månad som inte är en av få", "a month that is not one of few");
  Symbol result = state(State::failed, definition);
  for (auto& [index, value] : months) {
    value = input(definition, person, Month{static_cast<std::int32_t>(index)});
    const Symbol is = algebra_.compare(Op::equal, month, whole(index), definition);
    result = algebra_.choose(is, value, result);
  }
  return months.empty() ? month : result;
}

/// The value of what a node names, with not applicable as it stands.
Symbol Expander::named(const Node& what, const Scope& scope) {
  const bool at = what.op == Op::input_at;
  const std::int32_t ref =
      input_named(at ? program_.nodes[static_cast<std::size_t>(what.a)] : what, scope);
  if (!at || common_.stubbed(ref, scope.person)) return definition(ref, scope.person);
  return input_in(ref, scope.person, node(what.b, scope));
}

Symbol Expander::read(const Node& what, const Scope& scope) {
  const Symbol value = named(what, scope);
  const Symbol absent = Algebra::in_state(value, State::not_applicable);
  if (absent.always(0)) return value;
  return algebra_.choose(absent, state(State::failed, scope.definition), value);
}

Symbol Expander::applicable(const Node& what, const Scope& scope) {
  const Symbol value = named(program_.nodes[static_cast<std::size_t>(what.a)], scope);
  const Symbol absent = Algebra::in_state(value, State::not_applicable);
  if (what.op == Op::applicable) {
    const Symbol is_known = Algebra::in_state(value, State::known);
    return algebra_.choose(absent, whole(0), algebra_.choose(is_known, whole(1), value));
  }
  return absent.always(0) ? value : algebra_.choose(absent, node(what.b, scope), value);
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
  if (a.dead()) return a;
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
  if (a.always(any ? 1 : 0)) return a;
  const Symbol b = node(what.b, scope);
  return any ? algebra_.either(a, b) : algebra_.both(a, b);
}

Symbol Expander::choice(const Node& what, const Scope& scope) {
  const Symbol condition = node(what.a, scope);
  if (!condition.is_constant()) {
    const Symbol yes = node(what.b, scope);
    return algebra_.choose(condition, yes, node(what.c, scope));
  }
  if (!condition.constant().known()) return condition;
  return algebra_.doubted(node(condition.constant().is(1) ? what.b : what.c, scope),
                          condition.doubt);
}

Symbol Expander::cases(const Node& what, const Scope& scope) {
  const Symbol subject = node(what.children[0], scope);
  if (subject.dead()) return subject;
  const auto in_arm = [&](std::size_t arm, Rational member) {
    return ((what.masks[arm] >> static_cast<std::uint64_t>(member.numerator)) & 1U) != 0;
  };
  const bool otherwise = what.children.size() > what.masks.size() + 1;
  if (subject.is_constant()) {
    std::size_t arm = 0;
    while (arm < what.masks.size() && !in_arm(arm, subject.constant().number)) ++arm;
    const bool found = arm + 1 < what.children.size();
    return algebra_.doubted(
        found ? node(what.children[arm + 1], scope) : state(State::failed, scope.definition),
        subject.doubt);
  }
  const bool known = Algebra::in_state(subject, State::known).always(1);
  Symbol result =
      otherwise ? node(what.children.back(), scope) : state(State::failed, scope.definition);
  for (std::size_t arm = what.masks.size(); arm-- > 0;) {
    const Symbol taken =
        algebra_.each(std::array{subject}, [&](std::span<const Value> now) -> Value {
          if (!now[0].known()) return now[0];
          return {.number = in_arm(arm, now[0].number) ? 1 : 0};
        });
    if (taken.always(0)) continue;
    const Symbol value = node(what.children[arm + 1], scope);
    // The arms cover every member, so what the last leaves over cannot be.
    const bool last = arm + 1 == what.masks.size() && !otherwise && known;
    result = last ? value : algebra_.choose(taken, value, result);
  }
  return algebra_.doubted(std::move(result), subject.doubt);
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
    if (filter.always(0)) continue;
    Symbol term = counts || !(sums || every) ? whole(1) : node(what.a, inner);
    if (every) {
      // One that is ja is passed over even where it is not known whether it is let through.
      term = algebra_.either(algebra_.negation(filter, scope.definition), term);
    } else if (!filter.always(1)) {
      term = algebra_.choose(filter, term, whole(0));
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
