#include "lab/worlds.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <optional>
#include <utility>

#include "base/decimal.hpp"
#include "base/nearest.hpp"
#include "lab/siblings.hpp"

namespace utvag::lab {
namespace {

using rules::Definition;
using rules::DefKind;
using rules::Fact;
using rules::Facts;
using rules::Kind;
using rules::State;
using rules::blocks::Code;
using rules::blocks::Slot;

/// Words or dates of one column: what the block engine has room for.
constexpr std::int64_t kMostCodes = 32'768;

bool is_money(const Definition& what) {
  return what.type.kind == Kind::number && what.type.unit.kr != 0;
}

bool fits(Unit unit, const Definition& what) {
  switch (unit) {
    case Unit::kronor:
    case Unit::ore:
      return is_money(what);
    case Unit::number:
      return !is_money(what) && what.type.kind != Kind::date;
    case Unit::truth:
      return what.type.kind == Kind::boolean;
    case Unit::member:
      return what.type.kind == Kind::enumeration;
    case Unit::date:
    case Unit::birth_month:
      return what.type.kind == Kind::date;
  }
  return false;
}

Rational scale_of(Unit unit) {
  return unit == Unit::kronor ? 100 : 1;
}

Error column_fault(const Part& part, const FactColumn& column, const std::string& sv,
                   const std::string& en) {
  return {"lab.column", person_name(column.person, part.adults) + "." + column.name,
          "Kolumnen kan inte användas: " + sv + ".", "The column cannot be used: " + en + "."};
}

/// The least and greatest number that is a value.
std::pair<std::int64_t, std::int64_t> ends_of(const FactColumn& column) {
  if (!column.unknown && !column.not_applicable) {
    return {column.column.low(), column.column.high()};
  }
  std::int64_t low = std::numeric_limits<std::int64_t>::max(), high = -low;
  for (std::size_t row = 0; row < column.column.rows(); ++row) {
    const std::int64_t value = column.column.at(row);
    if (column.is_mark(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  return low > high ? std::pair<std::int64_t, std::int64_t>{0, 0} : std::pair(low, high);
}

/// What number i of a column of words or months stands for.
std::optional<Rational> meaning(const FactColumn& column, const Definition& what,
                                const Program& program, std::int64_t number) {
  if (column.unit == Unit::birth_month) {
    const auto month = make_month(kFirstBirthYear, 1);
    return Rational(first_day(Month{month->index + static_cast<std::int32_t>(number)}).days);
  }
  const auto at = static_cast<std::size_t>(number);
  if (at >= column.words.size()) return std::nullopt;
  if (column.unit == Unit::date) {
    const auto date = parse_date(column.words[at]);
    return date ? std::optional<Rational>(date->days) : std::nullopt;
  }
  const auto& members =
      program.enumerations[static_cast<std::size_t>(what.type.enumeration)].members;
  const auto found = std::find_if(members.begin(), members.end(), [&](const auto& member) {
    return member.name == column.words[at];
  });
  if (found == members.end()) return std::nullopt;
  return Rational(found - members.begin());
}

Result<std::vector<Code>> codes_of(const Part& part, const FactColumn& column,
                                   const Definition& what, const Program& program) {
  if (column.column.high() >= kMostCodes) {
    return column_fault(part, column,
                        "den har fler än " + std::to_string(kMostCodes - 1) +
                            " olika värden bland hushåll med lika många vuxna och barn",
                        "it has more than " + std::to_string(kMostCodes - 1) +
                            " different values among households of the same composition");
  }
  if (column.column.low() < 0) {
    return column_fault(part, column, "numren ligger utanför ordlistan",
                        "its numbers lie outside its words");
  }
  std::vector<Code> codes;
  for (std::int64_t number = 0; number <= column.column.high(); ++number) {
    if (column.is_mark(number)) {
      codes.push_back({number == column.unknown ? State::unknown : State::not_applicable, {}});
      continue;
    }
    const auto value = meaning(column, what, program, number);
    if (!value) {
      return column_fault(part, column, "ett ord i den finns inte i reglerna",
                          "a word in it is unknown to the rules");
    }
    codes.push_back({State::known, *value});
  }
  return codes;
}

Result<Slot> slot_of(const Part& part, const FactColumn& column, const Definition& what,
                     const Program& program) {
  if (what.kind != DefKind::input && !takes_judgement(what)) {
    return column_fault(part, column, "det är inget som man uppger", "it is nothing to be stated");
  }
  if (what.for_person != (column.person != kHousehold)) {
    return column_fault(part, column, "den gäller fel slags person eller hushåll",
                        "it is of a person where the household's is meant, or the other way");
  }
  if (!fits(column.unit, what)) {
    return column_fault(part, column, "enheten passar inte uppgiften",
                        "its unit does not fit the fact");
  }
  if (column.no_rule) {
    return column_fault(part, column, "den säger att regel saknas, och är alltså ett resultat",
                        "it says that there is no rule, and so is a result");
  }
  if (column.month && !what.spell) {
    return column_fault(part, column, "uppgiften har inga månader", "the fact has no months");
  }
  if (column.month && (column.unknown || column.not_applicable)) {
    return column_fault(part, column,
                        "en uppgift per månad ska vara känd i alla hushåll (" +
                            to_string(*column.month) + " saknas i något)",
                        "a fact by months is to be known in all households (" +
                            to_string(*column.month) + " lacks in some)");
  }
  Slot slot;
  slot.input = column.name;
  slot.person = std::max(column.person, 0);
  slot.month = column.month ? column.month->index : -1;
  slot.unit = scale_of(column.unit);
  const bool by_codes =
      column.unit == Unit::member || column.unit == Unit::date || column.unit == Unit::birth_month;
  if (by_codes) {
    auto codes = codes_of(part, column, what, program);
    if (!codes.ok()) return codes.error();
    slot.codes = std::move(codes.value());
    return slot;
  }
  const auto [low, high] = ends_of(column);
  constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
  const bool too_wide = column.column.low() < -kMost || column.column.high() > kMost;
  const Rational least = Rational(low) * slot.unit, most = Rational(high) * slot.unit;
  if (too_wide || (what.low && compare(least, *what.low) < 0) ||
      (what.high && compare(most, *what.high) > 0) ||
      (column.unit == Unit::truth && (low < 0 || high > 1))) {
    return column_fault(part, column, "den har värden utanför det som är tillåtet",
                        "it has values outside what is allowed");
  }
  slot.low = static_cast<std::int32_t>(low);
  slot.high = static_cast<std::int32_t>(high);
  const auto narrow = [](const std::optional<std::int64_t>& mark) {
    return mark ? std::optional(static_cast<std::int32_t>(*mark)) : std::nullopt;
  };
  slot.unknown = narrow(column.unknown);
  slot.not_applicable = narrow(column.not_applicable);
  return slot;
}

Facts persons_of(const Program& program, const Part& part) {
  const auto role = [&](std::string_view name) {
    const auto found = std::find_if(program.roles.begin(), program.roles.end(),
                                    [&](const auto& each) { return each.name == name; });
    return static_cast<std::int32_t>(found - program.roles.begin());
  };
  std::vector<rules::Person> persons;
  for (int i = 0; i < part.adults + part.children; ++i) {
    persons.push_back({person_name(i, part.adults), role(i < part.adults ? "vuxen" : "barn")});
  }
  return {program, std::move(persons)};
}

bool is_of(Constant::Of of, int person, int adults) {
  return of == Constant::Of::household ? person == kHousehold
         : of == Constant::Of::adult   ? person >= 0 && person < adults
                                       : person >= adults;
}

Result<bool> state_constant(const Constant& constant, const Part& part, const Program& program,
                            Facts& facts) {
  const std::int32_t index = program.find(constant.name);
  if (index < 0) return true;  // another world's
  const Definition& what = program.definitions[static_cast<std::size_t>(index)];
  const bool list = constant.kind == Constant::Kind::list;
  const bool right = what.kind == DefKind::input &&
                     what.for_person == (constant.of != Constant::Of::household) &&
                     (!list || what.list);
  if (!right) {
    return Error{"lab.column", constant.name, "Det som är lika för alla passar inte uppgiften.",
                 "What all share does not fit the fact."};
  }
  for (int person = kHousehold; person < part.adults + part.children; ++person) {
    if (!is_of(constant.of, person, part.adults)) continue;
    const auto at = static_cast<std::size_t>(std::max(person, 0));
    if (list) {
      facts.state_list(what.family_first >= 0 ? what.family_first : index, at);
      continue;
    }
    Fact& fact = facts.at(index, at);
    const bool known = constant.kind == Constant::Kind::value;
    fact.kind = known ? Fact::Kind::known : Fact::Kind::not_applicable;
    fact.value = Rational(constant.value) * scale_of(constant.unit);
  }
  return true;
}

/// "12,5 %", "500", "ja", "tak": as the input's kind has it.
std::optional<Rational> setting_value(const Definition& what, const Program& program,
                                      std::string value) {
  if (what.type.kind == Kind::boolean) {
    if (value == "ja") return Rational(1);
    if (value == "nej") return Rational(0);
    return std::nullopt;
  }
  if (what.type.kind == Kind::enumeration) {
    const auto& members =
        program.enumerations[static_cast<std::size_t>(what.type.enumeration)].members;
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const auto& member) { return member.name == value; });
    return found == members.end() ? std::nullopt : std::optional<Rational>(found - members.begin());
  }
  if (what.type.kind != Kind::number) return std::nullopt;
  const bool percent = value.ends_with("%");
  while (percent && (value.ends_with("%") || value.ends_with(" "))) value.pop_back();
  const auto read = parse_decimal(value, 4);
  if (!read.ok()) return std::nullopt;
  return percent ? read.value() / 100 : is_money(what) ? read.value() * 100 : read.value();
}

Result<bool> state_setting(const Setting& setting, const Program& program, Facts& facts) {
  std::vector<std::string_view> names;
  for (const Definition& each : program.definitions) {
    const auto level = program.packs[static_cast<std::size_t>(each.pack)].level;
    if (each.kind == DefKind::input && !each.for_person && level != rules::Level::national) {
      names.push_back(each.name);
    }
  }
  if (std::find(names.begin(), names.end(), setting.name) == names.end()) {
    const std::string near(nearest_name(setting.name, names));
    return Error{
        "lab.setting", setting.name,
        "Reformen har ingen sådan siffra att sätta." +
            (near.empty() ? "" : " Menades " + near + "?"),
        "The reform has no such number to set." + (near.empty() ? "" : " Was " + near + " meant?")};
  }
  const std::int32_t index = program.find(setting.name);
  const Definition& what = program.definitions[static_cast<std::size_t>(index)];
  const auto value = setting_value(what, program, setting.value);
  if (!value || (what.low && compare(*value, *what.low) < 0) ||
      (what.high && compare(*value, *what.high) > 0)) {
    return Error{
        "lab.setting", setting.name,
        "Värdet passar inte: skriv ett tal, ett tal med %, ja/nej eller ett av orden, inom det som "
        "reformen tillåter.",
        "The value does not fit: write a number, a number with %, ja/nej or one of its words, "
        "within what "
        "the reform allows."};
  }
  Fact& fact = facts.at(index);
  fact.kind = Fact::Kind::known;
  fact.value = *value;
  return true;
}

bool asks_places(const WorldRules& world) {
  const std::int32_t index = world.program->find(kPlaceName);
  return index >= 0 && world.program->definitions[static_cast<std::size_t>(index)].for_person;
}

/// The places of siblings, where a what-if asks for them: adults have none.
void add_places(const Population& population, const Part& part, Month month, Prepared& made) {
  auto columns = sibling_places(population, part, month);
  for (int child = 0; child < part.children; ++child) {
    Slot slot;
    slot.input = kPlaceName;
    slot.person = part.adults + child;
    slot.low = 0;
    slot.high = kMaxChildren;
    slot.unknown = kUnknownPlace;
    made.order.slots.push_back(std::move(slot));
    made.own.push_back(std::move(columns[static_cast<std::size_t>(child)]));
    made.columns.push_back(made.own.back().get());
  }
  for (rules::blocks::World& world : made.order.worlds) {
    const std::int32_t index = world.program->find(kPlaceName);
    if (index < 0) continue;
    for (int adult = 0; adult < part.adults; ++adult) {
      Fact& fact = world.common.at(index, static_cast<std::size_t>(adult));
      fact.kind = Fact::Kind::known;
      fact.value = 0;
    }
  }
}

}  // namespace

const std::vector<std::string_view>& own_names() {
  static const std::vector<std::string_view> names = {"kommun",
                                                      "ansöker",
                                                      "har_bistånd",
                                                      "lott",
                                                      "arbetslös",
                                                      "arbetslös_utan_ersättning",
                                                      "sjuk_utan_ersättning"};
  return names;
}

Result<Prepared> prepare(const Population& population, const Part& part,
                         const std::vector<WorldRules>& worlds, Month month) {
  Prepared made;
  for (const WorldRules& world : worlds) {
    Facts facts = persons_of(*world.program, part);
    for (const Constant& constant : population.constants) {
      const auto stated = state_constant(constant, part, *world.program, facts);
      if (!stated.ok()) return stated.error();
    }
    for (const Setting& setting : world.settings) {
      const auto stated = state_setting(setting, *world.program, facts);
      if (!stated.ok()) return stated.error();
    }
    made.order.worlds.push_back({world.program, std::move(facts)});
  }
  if (std::any_of(worlds.begin(), worlds.end(), asks_places)) {
    add_places(population, part, month, made);
  }
  for (const FactColumn& column : part.columns) {
    const Program* reader = nullptr;
    std::int32_t index = -1;
    for (const WorldRules& world : worlds) {
      if (reader != nullptr) break;
      index = world.program->find(column.name);
      if (index >= 0) reader = world.program.get();
    }
    if (reader == nullptr) {
      const auto& own = own_names();
      if (std::find(own.begin(), own.end(), column.name) != own.end()) continue;
      return column_fault(part, column, "reglerna har ingen sådan uppgift",
                          "the rules have no such fact");
    }
    auto slot =
        slot_of(part, column, reader->definitions[static_cast<std::size_t>(index)], *reader);
    if (!slot.ok()) return slot.error();
    made.order.slots.push_back(std::move(slot.value()));
    made.columns.push_back(&column.column);
  }
  return made;
}

}  // namespace utvag::lab
