#include "blocks/fact_columns.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

namespace utvag::tests {
namespace {

using rules::Definition;
using rules::DefKind;
using rules::Fact;
using rules::Facts;
using rules::Program;
using rules::State;
using rules::blocks::Code;
using rules::blocks::Slot;

/// One fact of all households, in one month or in all.
class Filler {
 public:
  Filler(const Program& program, const std::vector<const Facts*>& households, FactColumns& made,
         Dice& dice)
      : program_(program), households_(households), made_(made), dice_(dice) {}

  void fill(std::int32_t definition, std::size_t person, Month first, Month last) {
    definition_ = definition;
    person_ = person;
    const Definition& what = shape();
    bool by_months = false, stated = false;
    for (const Facts* facts : households_) {
      const Fact& fact = facts->at(definition, person);
      by_months = by_months || fact.kind == Fact::Kind::spells;
      stated = stated || fact.kind != Fact::Kind::absent;
    }
    if (what.list && households_.front()->list_stated(what.family_first, person)) {
      made_.common.state_list(what.family_first, person);
    }
    if (!stated) return;
    if (!by_months) return column(-1);
    for (int month = first.index; month <= last.index; ++month) column(month);
  }

 private:
  const Definition& shape() const {
    return program_.definitions[static_cast<std::size_t>(definition_)];
  }

  void column(std::int32_t month) {
    std::vector<Code> codes;
    for (std::size_t i = 0; i < households_.size(); ++i) codes.push_back(code(i, month));
    Slot slot;
    slot.input = shape().name;
    slot.person = static_cast<std::int32_t>(person_);
    slot.month = month;
    if (!dice_.one_in(2) || !numbers(slot, codes)) dictionary(slot, codes);
    made_.slots.push_back(std::move(slot));
  }

  Code code(std::size_t household, std::int32_t month) {
    const Fact& fact = households_[household]->at(definition_, person_);
    switch (fact.kind) {
      case Fact::Kind::known:
        return {State::known, fact.value};
      case Fact::Kind::spells:
        for (const rules::SpellRow& row : fact.spells) {
          const bool within = row.from.index <= month && (!row.to || month <= row.to->index);
          if (within) return {State::known, row.value};
        }
        return {State::not_evaluated, {}};
      case Fact::Kind::absent:
        // What a stated list lacks is none in every month.
        if (month >= 0 && !made_.common.list_stated(list(), person_)) {
          made_.left_out[household] = true;
        }
        return {State::not_evaluated, {}};
      case Fact::Kind::not_applicable:
      case Fact::Kind::unknown:
        break;
    }
    if (month >= 0) {
      made_.left_out[household] = true;
      return {State::not_evaluated, {}};
    }
    return {fact.kind == Fact::Kind::unknown ? State::unknown : State::not_applicable, {}};
  }

  std::int32_t list() const {
    return shape().family_first >= 0 ? shape().family_first : definition_;
  }

  /// Whole multiples of a unit, with marks for what is no value; false if that cannot be.
  bool numbers(Slot& slot, std::vector<Code> codes) {
    const bool judged = shape().kind != DefKind::input;
    for (Code& code : codes) {
      if (code.state != State::not_evaluated) continue;
      if (shape().list && (slot.month >= 0 || made_.common.list_stated(list(), person_))) {
        code = {State::known, 0};
      } else if (judged) {
        code.state = State::unknown;
      } else {
        return false;
      }
    }
    std::int64_t common = 0, denominator = 1;
    for (const Code& code : codes) {
      if (code.state != State::known) continue;
      common = std::gcd(common, code.value.numerator);
      denominator = std::lcm(denominator, code.value.denominator);
    }
    slot.unit = Rational::make(common == 0 ? 1 : common, denominator);
    std::optional<std::int64_t> low, high;
    std::vector<std::int64_t> values;
    for (const Code& code : codes) {
      const Rational count = code.value / slot.unit;
      const std::int64_t value = code.state == State::known ? count.numerator : 0;
      values.push_back(value);
      if (code.state != State::known) continue;
      low = std::min(low.value_or(value), value);
      high = std::max(high.value_or(value), value);
    }
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max() - 2;
    if (!low || *low < -kMost || *high > kMost) return false;
    slot.low = static_cast<std::int32_t>(*low);
    slot.high = static_cast<std::int32_t>(*high);
    slot.unknown = slot.high + 1;
    slot.not_applicable = slot.low - 1;
    const auto used = [&](State state) {
      return std::any_of(codes.begin(), codes.end(),
                         [=](const Code& code) { return code.state == state; });
    };
    if (!used(State::unknown)) slot.unknown.reset();
    if (!used(State::not_applicable)) slot.not_applicable.reset();
    std::vector<std::int32_t> column;
    for (std::size_t i = 0; i < codes.size(); ++i) {
      column.push_back(codes[i].state == State::unknown ? *slot.unknown
                       : codes[i].state == State::not_applicable
                           ? *slot.not_applicable
                           : static_cast<std::int32_t>(values[i]));
    }
    made_.columns.emplace_back(column);
    return true;
  }

  void dictionary(Slot& slot, const std::vector<Code>& codes) {
    std::map<std::tuple<State, std::int64_t, std::int64_t>, std::int32_t> known;
    std::vector<std::int32_t> column;
    for (const Code& code : codes) {
      const auto [found, fresh] =
          known.emplace(std::tuple{code.state, code.value.numerator, code.value.denominator},
                        static_cast<std::int32_t>(known.size()));
      if (fresh) slot.codes.push_back(code);
      column.push_back(found->second);
    }
    made_.columns.emplace_back(column);
  }

  const Program& program_;
  const std::vector<const Facts*>& households_;
  FactColumns& made_;
  Dice& dice_;
  std::int32_t definition_ = -1;
  std::size_t person_ = 0;
};

}  // namespace

FactColumns::FactColumns(const Program& program, const std::vector<const Facts*>& households,
                         Month first, Month last, Dice& dice)
    : common(program, households.front()->persons()), left_out(households.size(), false) {
  Filler filler(program, households, *this, dice);
  for (std::size_t d = 0; d < program.definitions.size(); ++d) {
    const Definition& what = program.definitions[d];
    const auto index = static_cast<std::int32_t>(d);
    const std::size_t persons = what.for_person ? common.persons().size() : 1;
    for (std::size_t person = 0; person < persons; ++person) {
      const Facts& one = *households.front();
      if (one.stubbed(index, person)) {
        common.stub(index, person, one.at(index, person).value);
      } else if (what.kind == DefKind::input || takes_judgement(what)) {
        filler.fill(index, person, first, last);
      }
    }
  }
}

std::vector<const rules::blocks::Column*> FactColumns::all() const {
  std::vector<const rules::blocks::Column*> result;
  for (const auto& column : columns) result.push_back(&column);
  return result;
}

}  // namespace utvag::tests
