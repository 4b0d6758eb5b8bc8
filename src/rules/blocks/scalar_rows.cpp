#include "rules/blocks/scalar_rows.hpp"

#include <utility>

namespace utvag::rules::blocks {

void ScalarRows::turn_to(std::size_t row) {
  row_ = row;
  facts_.resize(program_.order.worlds.size());
  stated_.assign(program_.order.worlds.size(), false);
  evaluations_.clear();
  evaluations_.resize(program_.scalars.size());
}

/// The slot's number as a fact; of one month, for a slot that is.
Fact ScalarRows::fact_of(const SlotMap::Key& key, std::int32_t slot, const Fact& common) const {
  const Slot& what = program_.order.slots[static_cast<std::size_t>(slot)];
  const std::int64_t number = columns_[static_cast<std::size_t>(slot)]->at(row_);
  Code code;
  if (!what.codes.empty()) {
    code = what.codes[static_cast<std::size_t>(number)];
  } else if (number == what.unknown) {
    code.state = State::unknown;
  } else if (number == what.not_applicable) {
    code.state = State::not_applicable;
  } else {
    code.value = Rational(number) * what.unit;
  }
  Fact fact;
  if (key.month >= 0) {
    fact.kind = Fact::Kind::spells;
    if (code.state != State::known) return fact;
    fact.spells.push_back({Month{key.month}, Month{key.month}, code.value});
    return fact;
  }
  if (code.state == State::not_evaluated) return common;
  fact.value = code.value;
  fact.kind = code.state == State::known            ? Fact::Kind::known
              : code.state == State::not_applicable ? Fact::Kind::not_applicable
                                                    : Fact::Kind::unknown;
  return fact;
}

void ScalarRows::state_facts(std::size_t world, Facts& facts) const {
  const Facts& common = program_.order.worlds[world].common;
  SlotMap::Key last;
  for (const auto& [key, slot] : program_.places[world].all()) {
    const auto person = static_cast<std::size_t>(key.person);
    Fact& fact = facts.at(key.definition, person);
    const bool further = key.month >= 0 && last.definition == key.definition &&
                         last.person == key.person && last.month >= 0;
    Fact stated = fact_of(key, slot, common.at(key.definition, person));
    last = key;
    if (!further) {
      fact = std::move(stated);
    } else {
      fact.spells.insert(fact.spells.end(), stated.spells.begin(), stated.spells.end());
    }
  }
}

Value ScalarRows::evaluate(std::size_t ask) {
  const Planned& planned = program_.asks[ask];
  const Scalar& scalar = program_.scalars[planned.scalar];
  auto& facts = facts_[scalar.world];
  if (!facts) facts = std::make_unique<Facts>(program_.order.worlds[scalar.world].common);
  if (!stated_[scalar.world]) {
    state_facts(scalar.world, *facts);
    stated_[scalar.world] = true;
  }
  auto& evaluation = evaluations_[planned.scalar];
  if (!evaluation) evaluation = std::make_unique<Evaluation>(scalar.plan, *facts);
  const auto person = static_cast<std::size_t>(program_.order.asks[ask].person);
  const Outcome& outcome = evaluation->get(planned.definition, person);
  return {.number = outcome.value, .state = outcome.state, .culprit = outcome.culprit};
}

Value ScalarRows::answer(std::size_t ask) {
  const Value value = evaluate(ask);
  const std::int32_t minus = program_.order.asks[ask].minus;
  if (minus < 0) return value;
  const Value base = evaluate(static_cast<std::size_t>(minus));
  if (!value.known() || !base.known()) return worse(value, base);
  const Rational difference = value.number - base.number;
  if (difference.overflowed()) return {.state = State::failed};
  return {.number = difference};
}

}  // namespace utvag::rules::blocks
