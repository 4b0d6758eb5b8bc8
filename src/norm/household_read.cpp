#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "base/date_fault.hpp"
#include "base/decimal.hpp"
#include "base/json.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "norm/household.hpp"
#include "norm/household_id.hpp"

namespace utvag::norm {
namespace {

using rules::Definition;
using rules::DefKind;
using rules::Fact;
using rules::Facts;
using rules::Kind;
using rules::Program;
using rules::SpellRow;
using rules::Type;

constexpr std::string_view kFormat = "utvag/hushall/1";
constexpr std::string_view kNotApplicable = "ej tillämplig";

/// Reads one file against one program, gathering every fault.
class Reader {
 public:
  Reader(const Program& program, std::vector<Fault>& faults) : program_(program), faults_(faults) {}
  std::optional<Household> read(const Json& root);

 private:
  void fault(const std::string& where, const char* code, std::string sv, std::string en);
  void fault(Error error);
  void out_of_range(const std::string& path, const Definition& input);
  void unknown_name(const std::string& where, std::string_view name, bool for_person);
  bool is_object(const Json& json, const std::string& where);

  std::vector<rules::Person> read_persons(const Json& root);
  void count_roles(const std::vector<rules::Person>& persons);
  void read_facts(const Json& object, const std::string& path, bool for_person, std::size_t person);
  void read_input(const Json& json, const std::string& path, std::int32_t first,
                  std::size_t person);
  void read_family(const Json& json, const std::string& path, std::int32_t first,
                   std::size_t person);
  void read_fact(const Json& json, const std::string& path, std::int32_t index, std::size_t person);
  void read_rows(const Json& json, const std::string& path, std::int32_t index, Fact& fact);
  std::optional<SpellRow> read_row(const Json& json, const std::string& path, std::int32_t index);
  std::optional<Rational> read_value(const Json& json, const std::string& path, std::int32_t index);
  std::optional<Rational> read_number(const Json& json, const std::string& path,
                                      const Definition& input);
  std::optional<Rational> read_member(const Json& json, const std::string& path, const Type& type);
  void read_judgements(const Json& json, const std::string& path, bool for_person,
                       std::size_t person);
  void read_judgement(const Json& json, const std::string& path, std::int32_t index,
                      std::size_t person);
  std::int32_t member_of(std::int32_t first, std::string_view member) const;
  std::int32_t first_of(std::string_view base_name, bool for_person) const;

  const Definition& definition(std::int32_t index) const {
    return program_.definitions[static_cast<std::size_t>(index)];
  }

  const Program& program_;
  std::vector<Fault>& faults_;
  std::optional<Facts> facts_;
};

/// "… Menade du X?" where there is an X near enough.
void add_nearest(std::string_view name, const std::vector<std::string_view>& names, std::string& sv,
                 std::string& en) {
  const std::string_view nearest = nearest_name(name, names);
  if (nearest.empty()) return;
  sv += " Menade du " + std::string(nearest) + "?";
  en += " Did you mean " + std::string(nearest) + "?";
}

std::string joined(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + "." + std::string(name);
}

/// What a part of the file is called, for the one who guessed it in English.
std::string_view in_swedish(std::string_view part) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kParts = {{
      {"household", "hushåll"},
      {"persons", "personer"},
      {"people", "personer"},
      {"month", "månad"},
      {"municipality", "kommun"},
      {"decision_date", "beslutsdag"},
      {"judgements", "bedömningar"},
      {"judgments", "bedömningar"},
      {"assessments", "bedömningar"},
      {"note", "anteckning"},
  }};
  const auto* const found = std::find_if(kParts.begin(), kParts.end(),
                                         [&](const auto& each) { return each.first == part; });
  return found == kParts.end() ? part : found->second;
}

/// A name that is nobody's own words: safe to repeat in a fault.
bool may_be_repeated(std::string_view name) {
  return name.size() <= 60 && name.find_first_of("0123456789 ") == std::string_view::npos;
}

void Reader::fault(const std::string& where, const char* code, std::string sv, std::string en) {
  fault({code, where, std::move(sv), std::move(en)});
}

void Reader::fault(Error error) {
  if (faults_.size() < kMaxFaults) faults_.push_back(std::move(error));
}

bool Reader::is_object(const Json& json, const std::string& where) {
  if (json.kind() == Json::Kind::object) return true;
  fault(where, "household.object", "Här ska det stå ett objekt: { … }.",
        "An object is expected here: { … }.");
  return false;
}

void Reader::unknown_name(const std::string& where, std::string_view name, bool for_person) {
  std::vector<std::string_view> names;
  std::string sv = "Det finns ingen sådan uppgift här.";
  std::string en = "There is no such fact here.";
  for (const Definition& each : program_.definitions) {
    if (each.kind != DefKind::input || each.member > 0) continue;
    if (each.base_name == name && each.for_person != for_person) {
      sv = each.for_person ? "Uppgiften hör till en person, inte till hushållet."
                           : "Uppgiften hör till hushållet, inte till en person.";
      en = each.for_person ? "This fact belongs to a person, not to the household."
                           : "This fact belongs to the household, not to a person.";
    }
    if (each.for_person == for_person) names.push_back(each.base_name);
  }
  add_nearest(name, names, sv, en);
  fault(where, "household.unknown-name", std::move(sv), std::move(en));
}

std::int32_t Reader::first_of(std::string_view base_name, bool for_person) const {
  for (std::size_t i = 0; i < program_.definitions.size(); ++i) {
    const Definition& each = program_.definitions[i];
    if (each.base_name == base_name && each.for_person == for_person && each.member <= 0)
      return static_cast<std::int32_t>(i);
  }
  return -1;
}

std::int32_t Reader::member_of(std::int32_t first, std::string_view member) const {
  const auto& members =
      program_.enumerations[static_cast<std::size_t>(definition(first).family)].members;
  for (std::size_t i = 0; i < members.size(); ++i)
    if (members[i].name == member) return first + static_cast<std::int32_t>(i);
  return -1;
}

std::optional<Rational> Reader::read_number(const Json& json, const std::string& path,
                                            const Definition& input) {
  const Type& type = input.type;
  const bool number = json.kind() == Json::Kind::number || json.kind() == Json::Kind::string;
  const bool money = type.unit.kr == 1;
  // A share may be written finely (0,3333); money never finer than an öre.
  const auto read = number
                        ? parse_decimal(json.is(Json::Kind::number) ? json.number() : json.string(),
                                        money        ? 2
                                        : type.whole ? 0
                                                     : 6)
                        : Result<Rational>(Error{});
  if (read.ok()) return money ? read.value() * Rational{100} : read.value();
  if (read.error().code == "decimal.size" && (input.low || input.high)) {
    out_of_range(path, input);
  } else if (read.error().code == "decimal.size") {
    fault(path, "household.range", read.error().sv, read.error().en);
  } else if (money) {
    fault(path, "household.amount",
          "Här ska det stå ett belopp i kronor: siffror med högst två decimaler, till exempel 8000 "
          "eller 249.75.",
          "An amount in kronor is expected here: digits with at most two decimals, such as 8000 or "
          "249.75.");
  } else if (type.whole) {
    fault(path, "household.whole", "Här ska det stå ett helt tal.",
          "A whole number is expected here.");
  } else {
    fault(path, "household.number", "Här ska det stå ett tal.", "A number is expected here.");
  }
  return std::nullopt;
}

std::optional<Rational> Reader::read_member(const Json& json, const std::string& path,
                                            const Type& type) {
  const auto& members = program_.enumerations[static_cast<std::size_t>(type.enumeration)].members;
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (json.kind() == Json::Kind::string && members[i].name == json.string())
      return Rational{static_cast<std::int64_t>(i)};
    names.push_back(members[i].name);
  }
  std::string sv = "Här ska det stå ett av: ";
  std::string en = "One of these is expected here: ";
  for (std::size_t i = 0; i < names.size(); ++i) {
    sv += (i == 0 ? "" : ", ") + std::string(names[i]);
    en += (i == 0 ? "" : ", ") + std::string(names[i]);
  }
  fault(path, "household.member", sv + ".", en + ".");
  return std::nullopt;
}

/// A bound of an input as people write it: "1 000 000 kr", "1900-01-01", "31".
std::string bound_text(const Type& type, Rational bound) {
  if (type.kind == Kind::date) return to_string(Date{static_cast<std::int32_t>(bound.numerator)});
  if (type.kind == Kind::month) return to_string(Month{static_cast<std::int32_t>(bound.numerator)});
  if (type.unit.kr == 1) {
    bool rounded = false;
    return format_kr(bound, rounded);
  }
  return bound.is_whole() ? format_whole(bound.numerator) : to_string(bound);
}

void Reader::out_of_range(const std::string& path, const Definition& input) {
  std::string sv = "Värdet ska vara ";
  std::string en = "The value must be ";
  if (input.low) {
    sv += "minst " + bound_text(input.type, *input.low);
    en += "at least " + bound_text(input.type, *input.low);
  }
  if (input.low && input.high) {
    sv += " och ";
    en += " and ";
  }
  if (input.high) {
    sv += "högst " + bound_text(input.type, *input.high);
    en += "at most " + bound_text(input.type, *input.high);
  }
  fault(path, "household.range", sv + ".", en + ".");
}

std::optional<Rational> Reader::read_value(const Json& json, const std::string& path,
                                           std::int32_t index) {
  const Type& type = definition(index).type;
  const std::string text(json.kind() == Json::Kind::string ? json.string() : "");
  std::optional<Rational> value;
  switch (type.kind) {
    case Kind::number:
      value = read_number(json, path, definition(index));
      break;
    case Kind::enumeration:
      value = read_member(json, path, type);
      break;
    case Kind::boolean:
      if (json.kind() == Json::Kind::boolean) return Rational{json.boolean() ? 1 : 0};
      fault(path, "household.boolean",
            "Här ska det stå true (ja) eller false (nej), utan citattecken.",
            "true or false is expected here, without quotation marks.");
      return std::nullopt;
    case Kind::date:
      if (const auto date = parse_date(text)) {
        value = Rational{date->days};
        break;
      }
      fault(date_fault::date("household.date", path, text));
      return std::nullopt;
    case Kind::month:
      if (const auto month = parse_month(text)) {
        value = Rational{month->index};
        break;
      }
      fault(date_fault::month("household.month", path, text));
      return std::nullopt;
  }
  const Definition& input = definition(index);
  if (value && ((input.low && compare(*value, *input.low) < 0) ||
                (input.high && compare(*value, *input.high) > 0))) {
    out_of_range(path, input);
    return std::nullopt;
  }
  return value;
}

std::optional<SpellRow> Reader::read_row(const Json& json, const std::string& path,
                                         std::int32_t index) {
  if (!is_object(json, path)) return std::nullopt;
  std::optional<Month> from, to;
  std::optional<Rational> value;
  bool whole = true;
  for (const auto& [name, each] : json.members()) {
    const std::string place = joined(path, may_be_repeated(name) ? name : "…");
    if (name == "värde") {
      value = read_value(each, place, index);
      if (!value) whole = false;
    } else if (name == "från" || name == "till" || name == "månad") {
      const std::string text(each.kind() == Json::Kind::string ? each.string() : "");
      const auto month = parse_month(text);
      if (!month) {
        fault(date_fault::month("household.month", place, text));
        whole = false;
        continue;
      }
      if (name != "till") from = month;
      if (name != "från") to = month;
    } else {
      fault(place, "household.row-name", "En rad har bara från, till eller månad, och värde.",
            "A row has only från, till or månad, and värde.");
      whole = false;
    }
  }
  if (!whole) return std::nullopt;
  if (!value || !from || (to && *to < *from)) {
    fault(path, "household.row",
          "En rad behöver värde och en tid: från (och till, inte före från) eller månad.",
          "A row needs värde and a time: från (and till, not before från) or månad.");
    return std::nullopt;
  }
  return SpellRow{*from, to, *value};
}

/// Rows that may overlap, as rows that do not: where several hold, their values add up.
std::vector<SpellRow> summed(const std::vector<SpellRow>& rows) {
  std::map<std::int32_t, Rational> changes;  // month → change of the sum from there on
  for (const SpellRow& row : rows) {
    changes[row.from.index] = changes[row.from.index] + row.value;
    if (row.to) changes[row.to->index + 1] = changes[row.to->index + 1] - row.value;
  }
  std::vector<SpellRow> merged;
  Rational sum;
  for (auto it = changes.begin(); it != changes.end(); ++it) {
    sum = sum + it->second;
    const auto next = std::next(it);
    std::optional<Month> to;
    if (next != changes.end()) to = Month{next->first - 1};
    if (sum == Rational{0}) continue;  // in a list no row is none
    if (!merged.empty() && merged.back().value == sum && merged.back().to &&
        merged.back().to->index + 1 == it->first) {
      merged.back().to = to;
    } else {
      merged.push_back({Month{it->first}, to, sum});
    }
  }
  return merged;
}

bool overlap(std::vector<SpellRow> rows) {
  std::sort(rows.begin(), rows.end(),
            [](const SpellRow& a, const SpellRow& b) { return a.from < b.from; });
  for (std::size_t i = 1; i < rows.size(); ++i)
    if (!rows[i - 1].to || *rows[i - 1].to >= rows[i].from) return true;
  return false;
}

void Reader::read_rows(const Json& json, const std::string& path, std::int32_t index, Fact& fact) {
  if (!definition(index).spell) {
    fault(path, "household.rows", "Uppgiften tar ett enda värde, inte rader över tid.",
          "This fact takes one value, not rows over time.");
    return;
  }
  if (json.items().size() > kMaxRowsPerInput) {
    fault(path, "household.rows-count", "Uppgiften har för många rader (högst 1 000).",
          "This fact has too many rows (at most 1,000).");
    return;
  }
  std::vector<SpellRow> rows;
  for (std::size_t i = 0; i < json.items().size(); ++i) {
    if (auto row = read_row(json.items()[i], path + "[" + std::to_string(i) + "]", index))
      rows.push_back(*row);
  }
  if (!definition(index).list && overlap(rows)) {
    fault(path, "household.overlap", "Två rader gäller samma månad. Avsluta den ena med till.",
          "Two rows hold for the same month. End one of them with till.");
    return;
  }
  fact.kind = Fact::Kind::spells;
  fact.spells = definition(index).list ? summed(rows) : rows;
  std::sort(fact.spells.begin(), fact.spells.end(),
            [](const SpellRow& a, const SpellRow& b) { return a.from < b.from; });
}

void Reader::read_fact(const Json& json, const std::string& path, std::int32_t index,
                       std::size_t person) {
  const Definition& input = definition(index);
  Fact& fact = facts_->at(index, person);
  if (json.kind() == Json::Kind::null) {
    fact.kind = Fact::Kind::unknown;
  } else if (json.kind() == Json::Kind::string && json.string() == kNotApplicable) {
    if (!input.may_be_inapplicable) {
      fault(path, "household.applicable", "Uppgiften gäller alla; den kan inte vara ej tillämplig.",
            "This fact applies to all; it cannot be not applicable.");
    }
    fact.kind = Fact::Kind::not_applicable;
  } else if (json.kind() == Json::Kind::array) {
    read_rows(json, path, index, fact);
  } else if (const auto value = read_value(json, path, index)) {
    fact.kind = Fact::Kind::known;
    fact.value = *value;
  }
}

void Reader::read_family(const Json& json, const std::string& path, std::int32_t first,
                         std::size_t person) {
  if (json.kind() == Json::Kind::null) return;
  if (!is_object(json, path)) return;
  const Definition& family = definition(first);
  if (family.list) facts_->state_list(first, person);
  for (const auto& [name, each] : json.members()) {
    const std::int32_t index = member_of(first, name);
    const std::string place = joined(path, may_be_repeated(name) ? name : "…");
    if (index >= 0) {
      read_fact(each, place, index, person);
      continue;
    }
    std::vector<std::string_view> names;
    for (const auto& member :
         program_.enumerations[static_cast<std::size_t>(family.family)].members)
      names.push_back(member.name);
    std::string sv = "Det finns inget sådant slag här.";
    std::string en = "There is no such kind here.";
    add_nearest(name, names, sv, en);
    fault(place, "household.unknown-member", std::move(sv), std::move(en));
  }
}

void Reader::read_input(const Json& json, const std::string& path, std::int32_t first,
                        std::size_t person) {
  if (definition(first).family >= 0)
    read_family(json, path, first, person);
  else
    read_fact(json, path, first, person);
}

void Reader::read_facts(const Json& object, const std::string& path, bool for_person,
                        std::size_t person) {
  for (const auto& [name, each] : object.members()) {
    if (for_person && (name == "id" || name == "roll" || name == "anteckning")) continue;
    const std::string place = joined(path, may_be_repeated(name) ? name : "…");
    if (for_person && name == "bedömningar") {
      read_judgements(each, place, true, person);
      continue;
    }
    const std::int32_t first = first_of(name, for_person);
    if (first < 0 || definition(first).kind != DefKind::input)
      unknown_name(place, name, for_person);
    else
      read_input(each, place, first, person);
  }
}

void Reader::read_judgement(const Json& json, const std::string& path, std::int32_t index,
                            std::size_t person) {
  if (!is_object(json, path)) return;
  Fact& fact = facts_->at(index, person);
  const Json* value = json.find("värde");
  const Json* reason = json.find("skäl");
  for (const auto& [name, each] : json.members()) {
    if (name == "värde" || name == "skäl") continue;
    fault(joined(path, may_be_repeated(name) ? name : "…"), "household.judgement-name",
          "En bedömning har bara värde och skäl.", "A judgement has only värde and skäl.");
  }
  if (value == nullptr) {
    fault(path, "household.judgement-value", "Bedömningen saknar värde.",
          "The judgement has no värde.");
  } else if (const auto read = read_value(*value, joined(path, "värde"), index)) {
    fact.kind = Fact::Kind::known;
    fact.value = *read;
  }
  const bool given = reason != nullptr && reason->kind() == Json::Kind::string &&
                     reason->string().find_first_not_of(" \t\n\r") != std::string_view::npos;
  if (!given) {
    fault(joined(path, "skäl"), "household.reason",
          "En bedömning måste ha skäl: en text som säger varför.",
          "A judgement must have its reason: skäl, a text that says why.");
    return;
  }
  fact.reason = reason->string();
}

void Reader::read_judgements(const Json& json, const std::string& path, bool for_person,
                             std::size_t person) {
  if (!is_object(json, path)) return;
  std::vector<std::string_view> names;
  for (const Definition& each : program_.definitions)
    if (rules::takes_judgement(each) && each.for_person == for_person && each.member <= 0)
      names.push_back(each.base_name);
  for (const auto& [name, each] : json.members()) {
    const std::string place = joined(path, may_be_repeated(name) ? name : "…");
    const std::int32_t first = first_of(name, for_person);
    if (first < 0 || !rules::takes_judgement(definition(first))) {
      std::string sv = "Här finns ingen sådan bedömning eller riktlinje.";
      std::string en = "There is no such judgement or guideline here.";
      add_nearest(name, names, sv, en);
      fault(place, "household.unknown-judgement", std::move(sv), std::move(en));
    } else if (definition(first).family < 0) {
      read_judgement(each, place, first, person);
    } else if (is_object(each, place)) {
      for (const auto& [member, filled] : each.members()) {
        const std::int32_t index = member_of(first, member);
        const std::string inside = joined(place, may_be_repeated(member) ? member : "…");
        if (index >= 0)
          read_judgement(filled, inside, index, person);
        else
          fault(inside, "household.unknown-member", "Det finns inget sådant slag här.",
                "There is no such kind here.");
      }
    }
  }
}

std::vector<rules::Person> Reader::read_persons(const Json& root) {
  std::vector<rules::Person> persons;
  const Json* list = root.find("personer");
  if (list == nullptr || list->kind() != Json::Kind::array || list->items().empty()) {
    fault("personer", "household.persons",
          "Filen ska ha en lista personer: \"personer\": [ { … } ].",
          "The file must have a list of persons: \"personer\": [ { … } ].");
    return persons;
  }
  if (list->items().size() > kMaxPersons) {
    fault("personer", "household.persons-count", "Hushållet har för många personer (högst 100).",
          "The household has too many persons (at most 100).");
    return persons;
  }
  std::set<std::string, std::less<>> ids;
  for (std::size_t i = 0; i < list->items().size(); ++i) {
    const Json& each = list->items()[i];
    const std::string path = "personer[" + std::to_string(i) + "]";
    rules::Person person;
    if (is_object(each, path)) {
      const Json* id = each.find("id");
      const bool text = id != nullptr && id->kind() == Json::Kind::string;
      if (const Error wrong = id_fault(text ? id->string() : ""); !wrong.code.empty())
        fault(path + ".id", wrong.code.c_str(), wrong.sv, wrong.en);
      else if (!ids.insert(std::string(id->string())).second)
        fault(path + ".id", "household.id-twice", "Två personer har samma id.",
              "Two persons have the same id.");
      else
        person.id = id->string();
      const Json* role = each.find("roll");
      std::string names;
      person.role = -1;
      for (std::size_t r = 0; r < program_.roles.size(); ++r) {
        names += (r == 0 ? "" : ", ") + program_.roles[r].name;
        if (role != nullptr && role->kind() == Json::Kind::string &&
            role->string() == program_.roles[r].name)
          person.role = static_cast<std::int32_t>(r);
      }
      if (person.role < 0)
        fault(path + ".roll", "household.role", "Rollen ska vara en av: " + names + ".",
              "The role is one of: " + names + ".");
    }
    persons.push_back(std::move(person));
  }
  return persons;
}

void Reader::count_roles(const std::vector<rules::Person>& persons) {
  for (std::size_t r = 0; r < program_.roles.size(); ++r) {
    const rules::Role& role = program_.roles[r];
    const auto count = std::count_if(
        persons.begin(), persons.end(),
        [&](const rules::Person& person) { return person.role == static_cast<std::int32_t>(r); });
    if (count >= role.min && (role.max < 0 || count <= role.max)) continue;
    const bool few = count < role.min;
    const std::string limit = std::to_string(few ? role.min : role.max);
    fault("personer", "household.roles",
          few ? "Hushållet ska ha minst " + limit + " i rollen " + role.name + "."
              : "Ett hushåll kan ha högst " + limit + " i rollen " + role.name +
                    ". Fler hör till egna hushåll.",
          few ? "The household must have at least " + limit + " in the role " + role.name + "."
              : "A household can have at most " + limit + " in the role " + role.name +
                    ". Others are households of their own.");
  }
}

std::optional<Household> Reader::read(const Json& root) {
  const std::size_t faults_before = faults_.size();
  const std::vector<std::string_view> parts = {"format",  "kommun",      "månad",    "beslutsdag",
                                               "hushåll", "bedömningar", "personer", "anteckning"};
  for (const auto& [name, each] : root.members()) {
    if (std::find(parts.begin(), parts.end(), name) != parts.end()) continue;
    std::string sv = "Filen har ingen sådan del.";
    std::string en = "The file has no such part.";
    add_nearest(in_swedish(name), parts, sv, en);
    fault(may_be_repeated(name) ? name : "…", "household.unknown-part", std::move(sv),
          std::move(en));
  }
  std::vector<rules::Person> persons = read_persons(root);
  if (faults_.size() == faults_before) count_roles(persons);
  facts_.emplace(program_, persons);
  if (const Json* household = root.find("hushåll"); household && is_object(*household, "hushåll"))
    read_facts(*household, "hushåll", false, 0);
  if (const Json* judgements = root.find("bedömningar"))
    read_judgements(*judgements, "bedömningar", false, 0);
  const Json* list = root.find("personer");
  for (std::size_t i = 0; i < persons.size(); ++i) {
    const Json& each = list->items()[i];
    if (each.kind() == Json::Kind::object)
      read_facts(each, "personer[" + std::to_string(i) + "]", true, i);
  }
  if (faults_.size() != faults_before) return std::nullopt;
  return Household{std::move(*facts_), std::nullopt, std::nullopt, std::nullopt};
}

/// The whole text of a file, which is one object.
Result<Json> parse_file(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return Error{"household.empty", "",
                 "Filen är tom. Börja från ett exempel i examples/, eller se utvag schema "
                 "household.",
                 "The file is empty. Begin with one of examples/, or see utvag schema household."};
  }
  auto root = parse_json(text);
  if (!root || root.value().is(Json::Kind::object)) return root;
  return Error{"household.object", "rad " + std::to_string(root.value().line()),
               "Filen ska vara ett enda objekt: { \"personer\": [ … ], … }.",
               "The file must be one single object: { \"personer\": [ … ], … }."};
}

Result<Heading> heading_of(const Json& root) {
  Heading heading;
  const auto text_of = [&](const char* name) -> std::optional<std::string> {
    const Json* part = root.find(name);
    if (part == nullptr || part->kind() == Json::Kind::null) return std::nullopt;
    return part->kind() == Json::Kind::string ? std::string(part->string()) : std::string();
  };
  if (const auto format = text_of("format"); format && *format != kFormat) {
    return Error{"household.format", "format", "Formatet ska vara \"utvag/hushall/1\".",
                 "The format must be \"utvag/hushall/1\"."};
  }
  heading.municipality = text_of("kommun");
  if (heading.municipality &&
      (heading.municipality->size() != 4 ||
       heading.municipality->find_first_not_of("0123456789") != std::string::npos)) {
    return Error{"household.municipality", "kommun",
                 "Kommunkoden ska vara fyra siffror i citattecken, till exempel \"1280\".",
                 "The municipality code is four digits in quotation marks, such as \"1280\"."};
  }
  if (const auto month = text_of("månad")) {
    heading.month = parse_month(*month);
    if (!heading.month) return date_fault::month("household.month", "månad", *month);
  }
  if (const auto date = text_of("beslutsdag")) {
    heading.decision_date = parse_date(*date);
    if (!heading.decision_date) return date_fault::date("household.date", "beslutsdag", *date);
  }
  return heading;
}

}  // namespace

Result<Heading> read_heading(std::string_view json) {
  const auto root = parse_file(json);
  if (!root) return root.error();
  return heading_of(root.value());
}

std::optional<Household> read_household(const Program& program, std::string_view json,
                                        std::vector<Fault>& faults) {
  const auto root = parse_file(json);
  if (!root) {
    faults.push_back(root.error());
    return std::nullopt;
  }
  const auto heading = heading_of(root.value());
  if (!heading) faults.push_back(heading.error());
  auto household = Reader(program, faults).read(root.value());
  if (!household || !heading) return std::nullopt;
  household->municipality = heading.value().municipality;
  household->month = heading.value().month;
  household->decision_date = heading.value().decision_date;
  return household;
}

}  // namespace utvag::norm
