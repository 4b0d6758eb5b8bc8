#include "web/calculate_form.hpp"

#include <algorithm>
#include <array>

#include "base/whole_number.hpp"
#include "text/staff.hpp"
#include "text/text.hpp"
#include "web/answer_json.hpp"
#include "web/calculate_json.hpp"
#include "web/form_parts.hpp"

namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::FieldFault;
using rules::Definition;
using rules::DefKind;

/// What stands first, of those whom the rules ask it of; the rest waits under "Fler uppgifter"
/// until it matters. A choice of this page's layout, not of the rules.
constexpr std::array<std::string_view, 8> kBasic = {
    "född",       "dagar_i_hushållet", "lunch",      "inkomst",
    "boendeform", "sökt_kostnad",      "sökt_behov", "tillgångar"};
std::size_t form_number(std::string_view text, std::size_t most) {
  return std::min(whole_number<std::size_t>(text).value_or(0), most);
}

/// "6500.00" as it is written by hand: "6500"; "249.50" as "249,50".
std::string amount_text(std::string text) {
  const std::size_t point = text.find('.');
  if (point == text.npos) return text;
  if (text.find_first_not_of('0', point + 1) == text.npos) return text.substr(0, point);
  text[point] = ',';
  if (text.size() - point == 2) text += '0';
  return text;
}

/// A value of a household file as the form's text.
std::string typed_text(const Json& value) {
  if (value.is(Json::Kind::boolean)) return value.boolean() ? "ja" : "nej";
  if (value.is(Json::Kind::number)) return value.number();
  return value.is(Json::Kind::string) ? value.string() : std::string();
}

/// The same letters, large or small; the names of months have no others than a to z.
bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto small = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char left, char right) { return small(left) == small(right); });
}

}  // namespace

std::size_t basic_place(std::string_view name) {
  return static_cast<std::size_t>(std::find(kBasic.begin(), kBasic.end(), name) - kBasic.begin());
}

bool is_basic(std::string_view name) {
  return basic_place(name) < kBasic.size();
}

std::vector<const rules::Role*> roles_in_order(const rules::Program& program) {
  std::vector<const rules::Role*> roles;
  for (const rules::Role& each : program.roles) roles.push_back(&each);
  std::stable_sort(roles.begin(), roles.end(),
                   [](const rules::Role* a, const rules::Role* b) { return a->min > b->min; });
  return roles;
}

std::string person_prefix(std::size_t person) {
  return "personer[" + std::to_string(person) + "]";
}

std::string person_letter(std::size_t person) {
  return std::string(1, static_cast<char>('a' + person));
}

std::string row_id(const std::string& list, std::size_t row, std::string_view part) {
  return list + "#" + std::to_string(row) + "." + std::string(part);
}

std::string month_text(Month month) {
  std::string out;
  text::append_month(out, text::Language::sv, month);
  return out;
}

std::string unit_of(const rules::Type& type) {
  return type.kind == rules::Kind::number && type.unit.kr == 1 ? staff::kronor() : std::string();
}

std::optional<Month> read_month(std::string_view words) {
  if (const auto month = parse_month(words)) return month;
  const std::size_t blank = words.find(' ');
  if (blank == words.npos) return std::nullopt;
  for (int i = 1; i <= 12; ++i) {
    const std::string_view year = words.substr(blank + 1);
    const auto month = parse_month(std::string(year) + (i < 10 ? "-0" : "-") + std::to_string(i));
    if (!month) return std::nullopt;
    std::string name = month_text(*month);
    if (equal_ignoring_case(words, name)) return month;
  }
  return std::nullopt;
}

HouseholdForm::HouseholdForm(const norm::Edition& edition, Month month,
                             std::string_view municipality)
    : edition_(edition) {
  set("månad", month_text(month));
  set("kommun", std::string(municipality));
  set("personer", "1");
  set("personer[0].roll", roles_in_order(*edition_.program).front()->name);
}

HouseholdForm::HouseholdForm(const norm::Edition& edition, Month month,
                             std::string_view municipality, const std::vector<FormPerson>& persons)
    : HouseholdForm(edition, month, municipality) {
  const auto roles = roles_in_order(*edition_.program);
  const std::size_t count = std::min(persons.size(), kMostFormPersons);
  for (std::size_t i = 0; i < count; ++i) {
    const FormPerson& each = persons[i];
    const std::string prefix = person_prefix(i);
    set(prefix + ".roll", (each.adult ? roles.front() : roles.back())->name);
    set(prefix + ".namn", each.name);
    if (each.born) set_date(prefix + ".född", *each.born);
    if (each.days) set(prefix + ".dagar_i_hushållet", std::to_string(*each.days));
  }
  if (count > 0) set("personer", std::to_string(count));
}

HouseholdForm::HouseholdForm(const norm::Edition& edition, const net::Form& sent)
    : edition_(edition), values_(sent) {
  if (persons() == 0) {
    set("personer", "1");
    set("personer[0].roll", roles_in_order(*edition_.program).front()->name);
  }
}

const Definition& HouseholdForm::definition(std::int32_t index) const {
  return edition_.program->definitions[static_cast<std::size_t>(index)];
}

void HouseholdForm::set(const std::string& name, std::string value) {
  for (net::FormField& each : values_.fields) {
    if (each.name != name) continue;
    each.value = std::move(value);
    return;
  }
  net::FormField field;
  field.name = name;
  field.value = std::move(value);
  values_.fields.push_back(std::move(field));
}

void HouseholdForm::set_date(const std::string& id, Date date) {
  const CivilDate parts = civil(date);
  set(id + ".dag", std::to_string(parts.day));
  set(id + ".månad", std::to_string(parts.month));
  set(id + ".år", std::to_string(parts.year));
}

void HouseholdForm::take(const Json& household) {
  take_scope(member_of(household, "hushåll"), "hushåll", false);
  take_judgements(member_of(household, "bedömningar"), "bedömningar");
  std::vector<bool> taken(persons());
  for (const Json& each : items_of(household, "personer")) {
    const auto born = parse_date(text_of(each, "född"));
    for (std::size_t person = 0; born && person < persons(); ++person) {
      const std::string prefix = person_prefix(person);
      const CivilDate parts = civil(*born);
      const bool same = !taken[person] && role(person) == text_of(each, "roll") &&
                        value(prefix + ".född.dag") == std::to_string(parts.day) &&
                        value(prefix + ".född.månad") == std::to_string(parts.month) &&
                        value(prefix + ".född.år") == std::to_string(parts.year);
      if (!same) continue;
      taken[person] = true;
      take_scope(each, prefix, true);
      take_judgements(member_of(each, "bedömningar"), prefix + ".bedömningar");
      break;
    }
  }
}

void HouseholdForm::take_scope(const Json& object, const std::string& prefix, bool for_person) {
  for (const std::int32_t index : inputs(for_person)) {
    const Definition& each = definition(index);
    const Json& value = member_of(object, each.base_name);
    // What the form knows of its persons is newer than what a file says of them.
    const bool kept = each.base_name == "född" || each.base_name == "dagar_i_hushållet";
    if (value.is(Json::Kind::null) || kept) continue;
    const std::string id = prefix + "." + each.base_name;
    if (each.family >= 0) {
      take_list(value, id);
    } else {
      take_input(value, id, each);
    }
  }
}

void HouseholdForm::take_input(const Json& value, const std::string& id, const Definition& of) {
  const std::string text = typed_text(value);
  if (of.may_be_inapplicable && text == "ej tillämplig") {
    set(id + ".ej", "ja");
  } else if (of.type.kind == rules::Kind::date) {
    if (const auto date = parse_date(text)) set_date(id, *date);
  } else if (of.type.kind == rules::Kind::month) {
    const auto month = parse_month(text);
    if (month) set(id, month_text(*month));
  } else {
    set(id, of.type.kind == rules::Kind::number ? amount_text(text) : text);
  }
}

void HouseholdForm::take_list(const Json& members, const std::string& id) {
  if (!members.is(Json::Kind::object)) return;
  if (members.members().empty()) set(id + ".inga", "ja");
  std::size_t row = 0;
  const auto add = [&](const std::string& kind, const Json& value) {
    if (row == kMostFormRows) return;
    set(row_id(id, row, "slag"), kind);
    set(row_id(id, row, "belopp"), amount_text(typed_text(value)));
    ++row;
  };
  for (const JsonMember& each : members.members()) {
    if (!each.value.is(Json::Kind::array)) {
      add(each.key, each.value);
      continue;
    }
    for (const Json& spell : each.value.items()) add(each.key, member_of(spell, "värde"));
  }
  set(id + ".rader", std::to_string(row));
}

void HouseholdForm::take_judgements(const Json& object, const std::string& id) {
  if (!object.is(Json::Kind::object)) return;
  std::size_t row = 0;
  const auto add = [&](const std::string& name, const Json& judgement) {
    if (row == kMostFormRows || text_of(judgement, "skäl").empty()) return;
    const std::int32_t index = edition_.program->find(name);
    if (index < 0) return;
    set(row_id(id, row, "slag"), name);
    take_input(member_of(judgement, "värde"), row_id(id, row, "värde"), definition(index));
    set(row_id(id, row, "skäl"), text_of(judgement, "skäl"));
    ++row;
  };
  for (const JsonMember& each : object.members()) {
    if (!each.value.is(Json::Kind::object)) continue;
    if (each.value.find("skäl") != nullptr) {
      add(each.key, each.value);
      continue;
    }
    for (const JsonMember& member : each.value.members()) {
      add(each.key + "[" + member.key + "]", member.value);
    }
  }
  if (row > 0) set(id + ".rader", std::to_string(row));
}

std::size_t HouseholdForm::persons() const {
  return form_number(value("personer"), kMostFormPersons);
}

Month HouseholdForm::month() const {
  return read_month(value("månad")).value_or(Month{});
}

std::int32_t HouseholdForm::role_index(std::size_t person) const {
  const std::string said = role(person);
  const auto& roles = edition_.program->roles;
  const auto found = std::find_if(roles.begin(), roles.end(),
                                  [&](const rules::Role& each) { return each.name == said; });
  return static_cast<std::int32_t>(found - roles.begin());
}

/// "Vuxen a", or "Vuxen a: Anna".
std::string HouseholdForm::person_title(std::size_t person) const {
  const std::string& label =
      edition_.program->roles[static_cast<std::size_t>(role_index(person))].label;
  const std::string title = staff::person_legend(label, person_letter(person));
  const std::string_view name = value(person_prefix(person) + ".namn");
  return name.empty() ? title : title + ": " + std::string(name);
}

std::map<std::string, std::string, std::less<>> HouseholdForm::names() const {
  std::map<std::string, std::string, std::less<>> names;
  for (std::size_t person = 0; person < persons(); ++person) {
    const std::string name(value(person_prefix(person) + ".namn"));
    if (!name.empty()) names.emplace(person_letter(person), name);
  }
  return names;
}

std::string HouseholdForm::role(std::size_t person) const {
  const std::string_view said = value(person_prefix(person) + ".roll");
  for (const rules::Role& each : edition_.program->roles) {
    if (each.name == said) return each.name;
  }
  return roles_in_order(*edition_.program).front()->name;
}

std::size_t HouseholdForm::rows(const std::string& list) const {
  return std::max<std::size_t>(1, form_number(value(list + ".rader"), kMostFormRows));
}

void HouseholdForm::change(std::string_view button) {
  if (button.starts_with("roll:") && persons() < kMostFormPersons) {
    const std::size_t person = persons();
    set(person_prefix(person) + ".roll", std::string(button.substr(5)));
    set("personer", std::to_string(person + 1));
  }
  if (button.starts_with("bort:") && persons() > 1) {
    remove_person(form_number(button.substr(5), kMostFormPersons));
  }
  if (button.starts_with("rad:")) {
    const std::string list(button.substr(4));
    set(list + ".rader", std::to_string(std::min(rows(list) + 1, kMostFormRows)));
  }
}

void HouseholdForm::remove_person(std::size_t person) {
  const std::size_t count = persons();
  if (person >= count) return;
  std::erase_if(values_.fields, [&](const net::FormField& each) {
    return each.name.starts_with(person_prefix(person));
  });
  for (std::size_t later = person + 1; later < count; ++later) {
    const std::string was = person_prefix(later);
    for (net::FormField& each : values_.fields) {
      if (!each.name.starts_with(was)) continue;
      each.name = person_prefix(later - 1) + each.name.substr(was.size());
    }
  }
  set("personer", std::to_string(count - 1));
}

std::vector<std::int32_t> HouseholdForm::inputs(bool for_person) const {
  std::vector<std::int32_t> found;
  const auto& all = edition_.program->definitions;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto index = static_cast<std::int32_t>(i);
    const bool first = all[i].family_first < 0 || all[i].family_first == index;
    if (all[i].kind == DefKind::input && all[i].for_person == for_person && first) {
      found.push_back(index);
    }
  }
  std::stable_sort(found.begin(), found.end(), [&](std::int32_t a, std::int32_t b) {
    return std::pair(basic_place(definition(a).base_name), definition(a).label) <
           std::pair(basic_place(definition(b).base_name), definition(b).label);
  });
  return found;
}

std::vector<std::int32_t> HouseholdForm::judgements(bool for_person) const {
  std::vector<std::int32_t> found;
  const auto& all = edition_.program->definitions;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (rules::takes_judgement(all[i]) && all[i].for_person == for_person &&
        !all[i].label.empty()) {
      found.push_back(static_cast<std::int32_t>(i));
    }
  }
  std::stable_sort(found.begin(), found.end(), [&](std::int32_t a, std::int32_t b) {
    return edition_.presentation->words(a).label < edition_.presentation->words(b).label;
  });
  return found;
}

// ---- what the form says ----

std::string HouseholdForm::json(std::vector<FieldFault>& faults) const {
  FormJson json(*edition_.program, values_, faults);
  json.begin("månad", value("kommun"));
  json.begin_part("hushåll");
  write_scope_json(json, "hushåll", false);
  json.end_part();
  json.judgements("bedömningar", judgements(false), rows("bedömningar"));
  json.begin_persons();
  for (std::size_t person = 0; person < persons(); ++person) {
    const std::string prefix = person_prefix(person);
    json.begin_person(person_letter(person), role(person));
    write_scope_json(json, prefix, true);
    json.judgements(prefix + ".bedömningar", judgements(true), rows(prefix + ".bedömningar"));
    json.end_part();
  }
  return json.take();
}

void HouseholdForm::write_scope_json(FormJson& json, const std::string& prefix,
                                     bool for_person) const {
  for (const std::int32_t index : inputs(for_person)) {
    const Definition& each = definition(index);
    const std::string id = prefix + "." + each.base_name;
    if (each.family >= 0) {
      json.list(id, each, rows(id));
    } else {
      json.input(id, each);
    }
  }
}

/// The row that a fault of a list is about: `path` is what follows the list's own name, such as
/// ".nettolön[1].värde" (the second row of that kind) or ".godkänd_kostnad.boende.skäl".
std::string HouseholdForm::row_of(std::string_view path, const std::string& list,
                                  bool judgement) const {
  std::map<std::string, std::size_t, std::less<>> seen;
  std::string any;
  for (std::size_t row = 0; row < rows(list); ++row) {
    std::string kind(value(row_id(list, row, "slag")));
    if (kind.empty()) continue;
    std::replace(kind.begin(), kind.end(), '[', '.');
    std::erase(kind, ']');
    if (!path.starts_with("." + kind)) continue;
    const std::string_view rest = path.substr(1 + kind.size());
    if (!rest.empty() && rest.front() != '.' && rest.front() != '[') continue;
    const std::string part = !judgement ? "belopp" : rest == ".skäl" ? "skäl" : "värde";
    any = row_id(list, row, part);
    const std::string number = "[" + std::to_string(seen[kind]++) + "]";
    if (!rest.starts_with('[') || rest.starts_with(number)) return any;
  }
  return any;
}

std::string HouseholdForm::field_of(std::string_view path) const {
  if (path == "månad" || path == "kommun") return std::string(path);
  for (int for_person = 0; for_person < 2; ++for_person) {
    const std::size_t count = for_person != 0 ? persons() : 1;
    for (std::size_t person = 0; person < count; ++person) {
      const std::string prefix = for_person != 0 ? person_prefix(person) : "hushåll";
      for (const std::int32_t index : inputs(for_person != 0)) {
        const Definition& each = definition(index);
        const std::string id = prefix + "." + each.base_name;
        if (!path.starts_with(id)) continue;
        const std::string_view rest = path.substr(id.size());
        if (rest.empty() && each.family >= 0) return row_id(id, 0, "slag");
        if (rest.empty()) return each.type.kind == rules::Kind::date ? id + ".dag" : id;
        if (each.family < 0) continue;
        if (std::string field = row_of(rest, id, false); !field.empty()) return field;
      }
      const std::string list = for_person != 0 ? prefix + ".bedömningar" : "bedömningar";
      if (!path.starts_with(list)) continue;
      if (std::string field = row_of(path.substr(list.size()), list, true); !field.empty()) {
        return field;
      }
    }
  }
  return {};
}

bool HouseholdForm::forget(std::string_view field, Month month) {
  if (field == "månad") {
    const bool known = read_month(value("månad")).has_value();
    set("månad", month_text(month));
    return !known;
  }
  if (field.ends_with(".skäl")) {
    // The value that it is the reason of stays, to be looked at.
    const bool missing = value(field).find_first_not_of(' ') == std::string_view::npos;
    set(std::string(field), "–");
    return missing;
  }
  // A row goes as a whole, with what says that its list has none; so do the parts of a date.
  const std::size_t hash = field.find('#');
  const std::size_t row_end = hash == field.npos ? hash : field.find('.', hash);
  const std::string start(row_end != field.npos     ? field.substr(0, row_end + 1)
                          : field.ends_with(".dag") ? field.substr(0, field.size() - 3)
                                                    : field);
  const std::string none =
      hash == field.npos ? start : std::string(field.substr(0, hash)) + ".inga";
  bool any = false;
  for (net::FormField& each : values_.fields) {
    const bool whole = start.ends_with('.') ? each.name.starts_with(start)
                                            : each.name == start || each.name == start + ".ej";
    if ((!whole && each.name != none) || each.value.empty()) continue;
    each.value.clear();
    any = true;
  }
  return any;
}

std::string HouseholdForm::field_of(rules::FactRef fact) const {
  const Definition& each = definition(fact.definition);
  const std::string prefix =
      fact.person < 0 ? "hushåll" : person_prefix(static_cast<std::size_t>(fact.person));
  const std::string id = prefix + "." + each.base_name;
  if (each.family >= 0) return row_id(id, 0, "slag");
  return each.type.kind == rules::Kind::date ? id + ".dag" : id;
}

}  // namespace utvag::web
