#include "support/random_household.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace utvag::tests {
namespace {

using rules::Definition;
using rules::DefKind;
using rules::Kind;
using rules::Program;

class Maker {
 public:
  Maker(const Program& program, Dice& dice, const Wishes& wishes)
      : program_(program), dice_(dice), wishes_(wishes) {}

  Situation make() {
    question();
    persons();
    return facts();
  }
  /// The same persons and question as another, with facts of their own.
  Situation make_like(const Situation& other) {
    judge_ = wishes_.judgements && dice_.one_in(3);
    made_ = other;
    made_.facts.clear();
    made_.lists.clear();
    return facts();
  }

 private:
  Situation facts() {
    for (const Definition& definition : program_.definitions) {
      const bool first = definition.family < 0 || definition.member == 0;
      if (definition.kind == DefKind::input) {
        each_person(definition, [&](int person) {
          if (!definition.list) return input(definition, person);
          if (first) made_.lists.insert({definition.base_name, "", person});
          if (dice_.one_in(8)) amount_of_list(definition, person);
        });
      } else if (judge_ && rules::takes_judgement(definition)) {
        each_person(definition, [&](int person) {
          if (dice_.one_in(25)) judgement(definition, person);
        });
      }
    }
    return std::move(made_);
  }

  void question() {
    const Month first = *make_month(2016, 1);
    const Month last = *make_month(2026, 12);
    made_.month = Month{static_cast<int>(dice_.between(first.index, last.index))};
    made_.known_at = program_.last_registered;
    judge_ = wishes_.judgements && dice_.one_in(3);
    if (wishes_.odd_questions && dice_.one_in(25)) {
      made_.month =
          *make_month(dice_.one_in(2) ? 2027 : 2014, static_cast<int>(dice_.between(1, 12)));
    }
    if (wishes_.odd_questions && dice_.one_in(60)) --made_.known_at.days;
    made_.decision_date =
        Date{first_day(made_.month).days + static_cast<int>(dice_.between(-40, 60))};
  }

  void persons() {
    const std::int64_t adults = dice_.between(1, 2);
    const std::int64_t children = dice_.one_in(3) ? 0 : dice_.between(1, dice_.one_in(6) ? 8 : 3);
    // In a random order: nothing may depend on it.
    for (std::int64_t i = 0; i < adults + children; ++i) {
      const char* role = i < adults ? "vuxen" : "barn";
      const auto at = static_cast<std::ptrdiff_t>(dice_.between(0, i));
      made_.persons.insert(made_.persons.begin() + at, {"p" + std::to_string(i), role});
    }
  }

  template <typename Visit>
  void each_person(const Definition& definition, Visit visit) {
    if (!definition.for_person) return visit(-1);
    for (std::size_t i = 0; i < made_.persons.size(); ++i) visit(static_cast<int>(i));
  }

  FactKey key(const Definition& definition, int person) const {
    std::string member;
    if (definition.family >= 0) {
      const auto& family = program_.enumerations[static_cast<std::size_t>(definition.family)];
      member = family.members[static_cast<std::size_t>(definition.member)].name;
    }
    return {definition.base_name, member, person};
  }

  void input(const Definition& definition, int person) {
    Stated& fact = made_.facts[key(definition, person)];
    if (definition.may_be_inapplicable && dice_.one_in(2)) {
      fact.not_applicable = true;
    } else if (definition.name == "född") {
      fact.value = born(person);
    } else if (definition.assumed && dice_.one_in(2)) {
      made_.facts.erase(key(definition, person));
    } else {
      fact.value = value(definition);
    }
  }

  /// Adults of working age and above; children up to 21, often born on an edge of a month.
  Rational born(int person) {
    const bool child = made_.persons[static_cast<std::size_t>(person)].role == "barn";
    const int months =
        static_cast<int>(child ? dice_.between(-1, 12 * 21) : dice_.between(12 * 18, 12 * 80));
    const Month month{made_.month.index - months};
    const int day = dice_.one_in(4) ? 1 : static_cast<int>(dice_.between(1, days_in(month)));
    return first_day(month).days + day - 1;
  }

  /// One value, or rows that change about the month asked about.
  void amount_of_list(const Definition& definition, int person) {
    Stated& fact = made_.facts[key(definition, person)];
    fact.value = value(definition);
    if (!definition.spell || dice_.one_in(2)) return;
    const int turn = made_.month.index - static_cast<int>(dice_.between(0, 2));
    const int begin = turn - static_cast<int>(dice_.between(1, 5));
    fact.rows.push_back({Month{begin}, Month{turn - 1}, value(definition)});
    if (!dice_.one_in(3)) fact.rows.push_back({Month{turn}, Month{turn + 3}, value(definition)});
  }

  void judgement(const Definition& definition, int person) {
    Stated fact;
    fact.value = value(definition);
    if (definition.kind == DefKind::judgement && definition.type.kind == Kind::number) {
      using rules::Direction;
      const bool lower = definition.direction == Direction::lower ||
                         (definition.direction == Direction::both && dice_.one_in(2));
      if (lower) fact.value = -fact.value;
    }
    made_.facts[key(definition, person)] = fact;
  }

  Rational value(const Definition& definition) {
    switch (definition.type.kind) {
      case Kind::boolean:
        return dice_.one_in(definition.name == "omfattas_av_lma" ? 12 : 3) ? 1 : 0;
      case Kind::date:
        return first_day(made_.month).days + dice_.between(-31, 31);
      case Kind::month:
        return made_.month.index - dice_.between(-1, 40);
      case Kind::enumeration:
        return dice_.between(0, members(definition) - 1);
      case Kind::number:
        break;
    }
    return definition.type.unit.kr != 0 ? kronor(definition) : number(definition);
  }

  std::int64_t members(const Definition& definition) const {
    if (definition.type.enumeration < 0) return static_cast<std::int64_t>(program_.roles.size());
    const auto at = static_cast<std::size_t>(definition.type.enumeration);
    return static_cast<std::int64_t>(program_.enumerations[at].members.size());
  }

  Rational kronor(const Definition& definition) {
    const std::int64_t ceiling =
        definition.high && dice_.one_in(40) ? definition.high->numerator : 1'500'000;
    const std::int64_t highest =
        definition.high ? std::min(ceiling, definition.high->numerator) : ceiling;
    if (dice_.one_in(6)) return 0;
    const std::int64_t ore =
        dice_.between(0, dice_.one_in(3) ? std::min<std::int64_t>(highest, 60'000) : highest);
    return dice_.one_in(3) ? ore : ore / 100 * 100;
  }

  Rational number(const Definition& definition) {
    const std::int64_t low = definition.low ? definition.low->numerator : 0;
    const std::int64_t high = definition.high ? definition.high->numerator : low + 40;
    return dice_.between(low, dice_.one_in(10) ? high : std::min(high, low + 12));
  }

  const Program& program_;
  Dice& dice_;
  const Wishes& wishes_;
  bool judge_ = false;
  Situation made_;
};

std::int32_t role_index(const Program& program, std::string_view name) {
  for (std::size_t i = 0; i < program.roles.size(); ++i) {
    if (program.roles[i].name == name) return static_cast<std::int32_t>(i);
  }
  throw std::runtime_error("no role " + std::string(name));
}

std::size_t place(int person) {
  return person < 0 ? 0 : static_cast<std::size_t>(person);
}

}  // namespace

std::int64_t Dice::between(std::int64_t low, std::int64_t high) {
  const auto width = static_cast<std::uint64_t>(high - low) + 1;
  return low + static_cast<std::int64_t>(engine_() % width);
}

Situation random_situation(const Program& program, Dice& dice, const Wishes& wishes) {
  return Maker(program, dice, wishes).make();
}

Situation random_situation_like(const Situation& other, const Program& program, Dice& dice,
                                const Wishes& wishes) {
  return Maker(program, dice, wishes).make_like(other);
}

rules::Facts to_facts(const Program& program, const Situation& situation) {
  std::vector<rules::Person> persons;
  for (const PersonInRole& person : situation.persons) {
    persons.push_back({person.id, role_index(program, person.role)});
  }
  rules::Facts facts(program, std::move(persons));
  for (const FactKey& list : situation.lists) {
    facts.state_list(program.find(list.name), place(list.person));
  }
  for (const auto& [key, stated] : situation.facts) {
    const std::string name = key.member.empty() ? key.name : key.name + "[" + key.member + "]";
    rules::Fact& fact = facts.at(program.find(name), place(key.person));
    using FactKind = rules::Fact::Kind;
    fact.kind = stated.not_applicable ? FactKind::not_applicable
                : stated.rows.empty() ? FactKind::known
                                      : FactKind::spells;
    fact.value = stated.value;
    fact.reason = "prov";
    for (const StatedRow& row : stated.rows) fact.spells.push_back({row.from, row.to, row.value});
  }
  return facts;
}

/// Later than any month that is asked of: a spell that goes on.
constexpr Month kEndless{12 * 1000};

Situation to_situation(const Program& program, const rules::Facts& facts,
                       const rules::Question& question) {
  using FactKind = rules::Fact::Kind;
  Situation made;
  made.month = question.month;
  made.known_at = question.known_at;
  made.decision_date = question.decision_date;
  for (const rules::Person& person : facts.persons()) {
    made.persons.push_back({person.id, program.roles[static_cast<std::size_t>(person.role)].name});
  }
  for (std::size_t d = 0; d < program.definitions.size(); ++d) {
    const rules::Definition& definition = program.definitions[d];
    const auto index = static_cast<std::int32_t>(d);
    const std::size_t cells = definition.for_person ? facts.persons().size() : 1;
    for (std::size_t at = 0; at < cells; ++at) {
      const int person = definition.for_person ? static_cast<int>(at) : -1;
      if (facts.list_stated(index, at)) made.lists.insert({definition.base_name, "", person});
      const rules::Fact& fact = facts.at(index, at);
      const bool counts = definition.kind == rules::DefKind::input ||
                          rules::takes_judgement(definition) || facts.stubbed(index, at);
      if (fact.kind == FactKind::absent || !counts) continue;
      Stated stated;
      stated.not_applicable = fact.kind == FactKind::not_applicable;
      stated.unknown = fact.kind == FactKind::unknown;
      if (fact.kind == FactKind::known) stated.value = fact.value;
      if (fact.kind == FactKind::spells) {
        for (const auto& row : fact.spells)
          stated.rows.push_back({row.from, row.to.value_or(kEndless), row.value});
      }
      made.facts[{definition.base_name, member_of(program, definition), person}] =
          std::move(stated);
    }
  }
  return made;
}

std::string member_of(const Program& program, const rules::Definition& definition) {
  if (definition.family < 0) return {};
  const auto& family = program.enumerations[static_cast<std::size_t>(definition.family)];
  return family.members[static_cast<std::size_t>(definition.member)].name;
}

rules::Question question_of(const Situation& situation) {
  return {situation.month, situation.known_at, situation.decision_date};
}

std::int64_t households(std::int64_t few, std::int64_t many) {
  const char* long_run = std::getenv("UTVAG_TEST_LONG");
  return long_run != nullptr && std::string_view(long_run) == "1" ? many : few;
}

}  // namespace utvag::tests
