#include "rules/graph/evaluation.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <utility>

#include "rules/graph/evaluation_impl.hpp"
#include "rules/graph/evaluation_range.hpp"

namespace utvag::rules {

namespace {

/// A chain of definitions may be as long as a pack can make it. Beyond this much stack the rest is
/// computed in dependency order instead, where nothing waits for anything.
constexpr std::ptrdiff_t kStackBytes = std::ptrdiff_t{256} * 1024;

const char* stack_now() {
  return static_cast<const char*>(__builtin_frame_address(0));
}

void set_known(Outcome& result, Rational value, std::int32_t definition) {
  result.state = value.overflowed() ? State::failed : State::known;
  if (value.overflowed()) {
    result.culprit = definition;
  } else {
    result.value = value;
  }
}

}  // namespace

bool allowed(const Program& program, const Definition& definition, Rational value) {
  if (value.overflowed()) return false;
  if (definition.low && compare(value, *definition.low) < 0) return false;
  if (definition.high && compare(value, *definition.high) > 0) return false;
  switch (definition.type.kind) {
    case Kind::number:
      return !definition.type.whole || value.is_whole();
    case Kind::boolean:
      return value.is_whole() && (value.numerator == 0 || value.numerator == 1);
    case Kind::date:
      return is_date(value);
    case Kind::month:
      return is_month(value);
    case Kind::enumeration:
      break;
  }
  const std::size_t members =
      definition.type.enumeration < 0
          ? program.roles.size()
          : program.enumerations[static_cast<std::size_t>(definition.type.enumeration)]
                .members.size();
  return value.is_whole() && value.numerator >= 0 &&
         static_cast<std::size_t>(value.numerator) < members;
}

Outcome read_fact(const Program& program, const Facts& facts, const Fact& fact, InputAt at,
                  Month month) {
  const auto [definition, person] = at;
  const Definition& what = program.definitions[static_cast<std::size_t>(definition)];
  Outcome result;
  result.state = State::unknown;
  const auto take = [&](Rational value) {
    const bool good = allowed(program, what, value);
    result.state = good ? State::known : State::failed;
    if (good) result.value = value;
    if (!good) result.culprit = at.definition;
  };
  const std::int32_t first = what.family_first >= 0 ? what.family_first : definition;
  switch (fact.kind) {
    case Fact::Kind::known:
      take(fact.value);
      return result;
    case Fact::Kind::unknown:
      return result;
    case Fact::Kind::not_applicable:
      if (what.may_be_inapplicable) result.state = State::not_applicable;
      return result;
    case Fact::Kind::spells:
      for (const SpellRow& row : fact.spells) {
        if (row.from <= month && (!row.to || month <= *row.to)) {
          take(row.value);
          return result;
        }
      }
      if (what.list) {
        result.state = State::known;
        return result;
      }
      break;
    case Fact::Kind::absent:
      if (what.list && facts.list_stated(first, person)) {
        result.state = State::known;
        return result;
      }
      break;
  }
  if (what.assumed) {
    take(*what.assumed);
    result.assumed = true;
  }
  return result;
}

Evaluation::Impl::Impl(const Plan& the_plan, const Facts& the_facts, Observer* the_observer)
    : plan(the_plan),
      facts(the_facts),
      program(the_plan.program()),
      definitions(program.definitions.data()),
      nodes(program.nodes.data()),
      observer(the_observer),
      persons(the_facts.persons().size()),
      computed(the_plan.places(persons), 0),
      outcomes(std::make_unique_for_overwrite<Outcome[]>(computed.size())),
      missing(1) {}

Evaluation::Impl::~Impl() = default;

bool Evaluation::Impl::too_deep() const {
  return stack_top - stack_now() > kStackBytes;
}

void Evaluation::Impl::compute_all_before(std::int32_t definition) {
  if (computing_all) return;
  computing_all = true;
  for (std::int32_t i = 0; i < definition; ++i) {
    const std::size_t count = shape(i).for_person ? persons : 1;
    for (std::size_t person = 0; person < count; ++person) outcome(i, person);
  }
  computing_all = false;
}

const Outcome& Evaluation::Impl::make(std::size_t place, std::int32_t definition,
                                      std::size_t person) {
  if (too_deep()) compute_all_before(definition);
  if (!shape(definition).for_person) person = 0;
  if (trails.on()) {
    const TrailLog::Mark from = trails.mark();
    const bool doubted = trails.begin();
    bool followed = false;
    outcomes[place] = compute(definition, person, followed);
    trails.keep(place, from, followed, doubted);
  } else {
    bool followed = false;
    outcomes[place] = compute(definition, person, followed);
  }
  computed[place] = 1;
  if (journaling > 0) journal.push_back(static_cast<std::uint32_t>(place));
  return outcomes[place];
}

Outcome Evaluation::Impl::compute(std::int32_t definition, std::size_t person, bool& followed) {
  const Definition& what = shape(definition);
  Outcome result;
  if (facts.stubbed(definition, person)) {
    set_known(result, facts.at(definition, person).value, definition);
    followed = true;
    return result;
  }
  switch (what.kind) {
    case DefKind::input:
      result = read_input(definition, person, plan.question().month);
      followed = true;
      break;
    case DefKind::table:
      return result;  // a table has no value of its own, only lookups in it have
    case DefKind::not_expressed:
      run_not_expressed(definition, person, result);
      break;
    case DefKind::value:
    case DefKind::rule:
    case DefKind::judgement:
      if (is_filled(what, definition, person)) {
        set_known(result, fact(definition, person).value, definition);
        result.filled = true;
        followed = true;
        return result;
      }
      run_layers(definition, person, result);
      followed = result.state == State::known && result.bounded == 0;
      break;
  }
  if (result.state == State::unknown) refine(definition, person, result);
  return result;
}

bool Evaluation::Impl::is_filled(const Definition& what, std::int32_t definition,
                                 std::size_t person) const {
  const bool may_be =
      what.kind == DefKind::judgement ||
      (what.term != Term::sealed && (what.kind == DefKind::rule || what.kind == DefKind::value));
  return may_be && fact(definition, person).kind == Fact::Kind::known;
}

const Fact& Evaluation::Impl::supposed_fact(std::int32_t definition, std::size_t person) const {
  for (const auto& [ref, fact] : supposed) {
    const bool whose = ref.person < 0 || static_cast<std::size_t>(ref.person) == person;
    if (ref.definition == definition && whose) return fact;
  }
  return facts.at(definition, person);
}

FactRef Evaluation::Impl::asked_for(std::int32_t definition, std::size_t person) const {
  const Definition& what = shape(definition);
  const bool whole_list =
      what.list && what.family_first >= 0 && fact(definition, person).kind == Fact::Kind::absent;
  return {whole_list ? what.family_first : definition,
          what.for_person ? static_cast<std::int32_t>(person) : -1};
}

void Evaluation::Impl::run_layers(std::int32_t definition, std::size_t person, Outcome& result) {
  const Definition& what = shape(definition);
  const auto& layers = program.layers(what);
  const Scope scope{.definition = definition, .member = what.member, .person = person};
  result.state = State::no_rule;
  result.culprit = definition;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Plan::Choice& choice = plan.choice(definition, i);
    const bool last = i + 1 == layers.size();
    result.layer = static_cast<std::int8_t>(i);
    result.version = static_cast<std::int16_t>(choice.version);
    if (choice.version >= 0) {
      const Version& version = layers[i].versions[static_cast<std::size_t>(choice.version)];
      if (observer != nullptr) {
        observer->version_used(definition, i, static_cast<std::size_t>(choice.version));
      }
      if (version.unknown) return;
      const TrailLog::Mark from = trails.mark();
      const Value value = eval(version.body, scope);
      const TrailLog::Mark read = trails.mark();
      if (value.state != State::silent) {
        result.state = value.state;
        result.culprit = value.culprit;
        if (value.known()) result.value = value.number;
        if (node(version.body).op == Op::lookup && value.known()) result.row = last_row.row;
        if (!last && value.known()) apply_bounds(what, scope, result);
        trails.cut(read);
        return;
      }
      trails.cut(from);
    }
    if (!last) result.fell_through = true;
  }
  // Only what an overlay itself declares may end in silence; national law then has no rule.
  if (!layers.empty() && is_overlay(layers.back())) result.state = State::silent;
}

void Evaluation::Impl::apply_bounds(const Definition& what, const Scope& scope, Outcome& result) {
  const Date day = plan.day(what);
  for (const Bound& bound : what.bounds) {
    if (bound.proved || day < bound.from || bound.to < day) continue;
    const Value limit = eval(bound.value, scope);
    if (limit.state == State::silent) continue;  // an overlay's own bound that says nothing here
    if (!limit.known()) {
      result.state = limit.state;
      result.culprit = limit.culprit;
      return;
    }
    const int order = compare(result.value, limit.number);
    const bool bites = bound.at_least ? order < 0 : order > 0;
    if (observer != nullptr) observer->branch(bound.value, bites ? 1 : 0);
    if (!bites) continue;
    result.value = limit.number;
    result.bounded = bound.at_least ? -1 : 1;
  }
}

void Evaluation::Impl::run_not_expressed(std::int32_t definition, std::size_t person,
                                         Outcome& result) {
  const Definition& what = shape(definition);
  const auto& layers = program.layers(what);
  result.state = State::known;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Plan::Choice& choice = plan.choice(definition, i);
    if (choice.version < 0) continue;
    result.layer = static_cast<std::int8_t>(i);
    result.version = static_cast<std::int16_t>(choice.version);
    if (observer != nullptr) {
      observer->version_used(definition, i, static_cast<std::size_t>(choice.version));
    }
    if (what.condition < 0) {
      result.value = 1;
      return;
    }
    const Scope scope{.definition = definition, .member = what.member, .person = person};
    const Value value = eval(what.condition, scope);
    result.state = value.state;
    result.culprit = value.culprit;
    if (value.known()) result.value = value.number;
    return;
  }
}

void Evaluation::Impl::refine(std::int32_t definition, std::size_t person, Outcome& result) {
  if (!ranges) ranges = std::make_unique<RangePass>(*this);
  Observer* const told = std::exchange(observer, nullptr);
  const std::size_t mark = journal.size();
  ++journaling;
  const bool wrote = trails.set(false);
  const RangePass::Kept& found = ranges->definition(definition, person);
  trails.set(wrote);
  --journaling;
  forget(mark);
  observer = told;
  result = found.told;
  if (result.state == State::unknown) result.missing = keep(found.range.facts);
}

std::int32_t Evaluation::Impl::keep(std::vector<FactRef> refs) {
  missing.push_back(std::move(refs));
  return static_cast<std::int32_t>(missing.size() - 1);
}

void Evaluation::Impl::forget(std::size_t mark) {
  for (std::size_t i = mark; i < journal.size(); ++i) computed[journal[i]] = 0;
  journal.resize(mark);
}

// What may rest on the facts is set aside and computed as if in passing (see forget). What was
// settled by ranges is too: a new RangePass must find the ranges of all that it reads.
Outcome Evaluation::Impl::suppose(std::span<const Supposed> others, std::int32_t asked,
                                  std::vector<FactRef>& waits_for) {
  std::vector<std::pair<std::uint32_t, Outcome>> aside;
  const auto set_aside = [&](std::size_t place) {
    if (std::exchange(computed[place], std::uint8_t{0}) == 0) return;
    aside.emplace_back(static_cast<std::uint32_t>(place), outcomes[place]);
  };
  for (const Supposed& other : others) {
    for (const std::int32_t resting : plan.resting_on(other.ref.definition)) {
      const std::size_t count = shape(resting).for_person ? persons : 1;
      const std::size_t first = plan.place(resting, 0, persons);
      for (std::size_t i = 0; i < count; ++i) set_aside(first + i);
    }
    auto& fact = supposed.emplace_back(other.ref, Fact{}).second;
    fact.kind = Fact::Kind::known;
    fact.value = other.value;
  }
  if (ranges) ranges->each_kept(set_aside);
  std::unique_ptr<RangePass> ranges_aside = std::exchange(ranges, nullptr);
  Observer* const told = std::exchange(observer, nullptr);
  const bool wrote = trails.set(false);
  const std::size_t mark = journal.size();
  const std::size_t missing_before = missing.size();
  ++journaling;
  Outcome result = outcome(asked, 0);
  if (result.missing >= 0) waits_for = missing[static_cast<std::size_t>(result.missing)];
  result.missing = -1;
  supposed.clear();
  --journaling;
  forget(mark);
  missing.resize(missing_before);
  trails.set(wrote);
  observer = told;
  ranges = std::move(ranges_aside);
  for (const auto& [place, kept] : aside) {
    outcomes[place] = kept;
    computed[place] = 1;
  }
  return result;
}

Outcome Evaluation::Impl::node_value(std::int32_t definition, std::size_t person,
                                     std::int32_t index, std::span<const std::int16_t> members) {
  Observer* const told = std::exchange(observer, nullptr);
  const std::size_t mark = journal.size();
  ++journaling;
  const bool wrote = trails.set(false);
  Scope scope{.definition = definition, .member = shape(definition).member, .person = person};
  std::vector<Scope> bound;
  bound.reserve(members.size());
  for (std::size_t slot = 0; slot < members.size(); ++slot) {
    const Scope* outer = bound.empty() ? &scope : &bound.back();
    Scope inner = *outer;
    inner.outer = outer;
    inner.slot = static_cast<std::int8_t>(slot);
    inner.bound = members[slot];
    bound.push_back(inner);
  }
  const Scope& here = bound.empty() ? scope : bound.back();
  const Node& what = node(index);
  Outcome result;
  Value member;
  const bool reads = what.op == Op::definition || what.op == Op::family || what.op == Op::input_at;
  if (reads) result = input_of(what, here, member);
  if (!reads || !member.known()) {
    const Value value = reads ? member : eval(index, here);
    result = Outcome{};
    result.state = value.state;
    result.culprit = value.culprit;
    if (value.known()) result.value = value.number;
    if (what.op == Op::lookup && value.state != State::unknown) {
      result.layer = last_row.layer;
      result.version = last_row.version;
      result.row = last_row.row;
      result.fell_through = last_row.fell_through;
    }
  }
  if (result.state == State::unknown && result.missing < 0) {
    if (!ranges) ranges = std::make_unique<RangePass>(*this);
    const Range range = ranges->raw(index, here);
    range.settle_outcome(result);
    if (result.state == State::unknown) result.missing = keep(range.facts);
  }
  trails.set(wrote);
  --journaling;
  forget(mark);
  observer = told;
  return result;
}

Evaluation::Evaluation(const Plan& plan, const Facts& facts, Observer* observer)
    : impl_(std::make_unique<Impl>(plan, facts, observer)) {}

Evaluation::~Evaluation() = default;
Evaluation::Evaluation(Evaluation&&) noexcept = default;

const Outcome& Evaluation::get(std::int32_t definition, std::size_t person) {
  assert(impl_->person_fits(impl_->shape(definition), person));
  impl_->stack_top = stack_now();
  return impl_->outcome(definition, person);
}

const Outcome& Evaluation::peek(std::int32_t definition, std::size_t person) const {
  static const Outcome kNone;
  assert(impl_->person_fits(impl_->shape(definition), person));
  const std::size_t place = impl_->plan.place(definition, person, impl_->persons);
  return impl_->computed[place] != 0 ? impl_->outcomes[place] : kNone;
}

const std::vector<FactRef>& Evaluation::missing(const Outcome& outcome) const {
  return impl_->missing[outcome.missing < 0 ? 0 : static_cast<std::size_t>(outcome.missing)];
}

Outcome Evaluation::node_value(std::int32_t definition, std::size_t person, std::int32_t node,
                               std::span<const std::int16_t> members) {
  impl_->stack_top = stack_now();
  return impl_->node_value(definition, person, node, members);
}

Outcome Evaluation::suppose(std::span<const Supposed> facts, std::int32_t asked,
                            std::vector<FactRef>& waits_for) {
  assert(!impl_->shape(asked).for_person);
  impl_->stack_top = stack_now();
  return impl_->suppose(facts, asked, waits_for);
}

void Evaluation::keep_trails(std::span<const std::size_t> person_order) {
  assert(person_order.empty() || person_order.size() == impl_->persons);
  impl_->person_order.assign(person_order.begin(), person_order.end());
  impl_->trails.start(impl_->computed.size());
}

std::optional<Trail> Evaluation::trail(std::int32_t definition, std::size_t person) const {
  return impl_->trails.kept(impl_->plan.place(definition, person, impl_->persons));
}

const Plan& Evaluation::plan() const {
  return impl_->plan;
}
const Facts& Evaluation::facts() const {
  return impl_->facts;
}

}  // namespace utvag::rules
