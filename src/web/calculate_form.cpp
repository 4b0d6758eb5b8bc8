#include "web/calculate_form.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "text/staff.hpp"
#include "web/calculate_json.hpp"

namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::FieldFault;
using html::Writer;
using rules::Definition;
using rules::DefKind;

/// What is asked in every case; the rest waits under "Fler uppgifter" until it matters. A choice of
/// this page's layout, not of the rules: every input of the packs is on the form.
constexpr std::array<std::string_view, 7> kBasic = {
    "född", "inkomst", "lunch", "boendeform", "sökt_kostnad", "sökt_behov", "tillgångar"};

/// Its place among the basic ones; kBasic.size() for all others.
std::size_t basic_place(std::string_view name) {
  return static_cast<std::size_t>(std::find(kBasic.begin(), kBasic.end(), name) - kBasic.begin());
}

bool is_basic(std::string_view name) {
  return basic_place(name) < kBasic.size();
}

/// The roles, those that a household must have first.
std::vector<const rules::Role*> roles_in_order(const rules::Program& program) {
  std::vector<const rules::Role*> roles;
  for (const rules::Role& each : program.roles) roles.push_back(&each);
  std::stable_sort(roles.begin(), roles.end(),
                   [](const rules::Role* a, const rules::Role* b) { return a->min > b->min; });
  return roles;
}

std::size_t form_number(std::string_view text, std::size_t most) {
  std::size_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size()) return 0;
  return std::min(value, most);
}

std::string person_prefix(std::size_t person) {
  return "personer[" + std::to_string(person) + "]";
}

/// "a", "b", …: what the answer calls the persons. No name is asked for.
std::string person_letter(std::size_t person) {
  return std::string(1, static_cast<char>('a' + person));
}

std::string row_id(const std::string& list, std::size_t row, std::string_view part) {
  return list + "#" + std::to_string(row) + "." + std::string(part);
}

std::string unit_of(const rules::Type& type) {
  return type.kind == rules::Kind::number && type.unit.kr == 1 ? staff::kronor() : std::string();
}

}  // namespace

HouseholdForm::HouseholdForm(const norm::Edition& edition, Month month,
                             std::string_view municipality)
    : edition_(edition) {
  set("månad", to_string(month));
  set("kommun", std::string(municipality));
  set("personer", "1");
  set("personer[0].roll", roles_in_order(*edition_.program).front()->name);
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

std::size_t HouseholdForm::persons() const {
  return form_number(value("personer"), kMostFormPersons);
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

std::string HouseholdForm::change(std::string_view button) {
  if (button.starts_with("roll:") && persons() < kMostFormPersons) {
    const std::size_t person = persons();
    set(person_prefix(person) + ".roll", std::string(button.substr(5)));
    set("personer", std::to_string(person + 1));
    return "#" + person_prefix(person);
  }
  if (button.starts_with("bort:") && persons() > 1) {
    remove_person(form_number(button.substr(5), kMostFormPersons));
    return "#personer";
  }
  if (button.starts_with("rad:")) {
    const std::string list(button.substr(4));
    const std::size_t count = rows(list);
    if (count < kMostFormRows) set(list + ".rader", std::to_string(count + 1));
    return "#" + row_id(list, std::min(count, kMostFormRows - 1), "slag");
  }
  return {};
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
  json.begin(value("månad"), value("kommun"));
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
        if (each.family < 0 && rest.empty()) {
          return each.type.kind == rules::Kind::date ? id + ".dag" : id;
        }
        if (each.family >= 0 && rest.empty()) return row_id(id, 0, "slag");
        for (std::size_t row = 0; each.family >= 0 && row < rows(id); ++row) {
          if (rest.substr(1) == value(row_id(id, row, "slag"))) return row_id(id, row, "belopp");
        }
      }
    }
  }
  for (std::size_t row = 0; row < rows("bedömningar"); ++row) {
    const std::string start =
        "bedömningar." + std::string(value(row_id("bedömningar", row, "slag")));
    if (path == start + ".skäl") return row_id("bedömningar", row, "skäl");
    if (path.starts_with(start)) return row_id("bedömningar", row, "värde");
  }
  return {};
}

// ---- the fields ----

void HouseholdForm::write(Writer& out, const std::vector<FieldFault>& faults,
                          const std::vector<rules::FactRef>& wanted) const {
  html::hidden(out, "personer", std::to_string(persons()));
  const auto wanted_of = [&](std::int32_t person) {
    std::vector<std::int32_t> found;
    for (const rules::FactRef ref : wanted) {
      const std::int32_t first = definition(ref.definition).family_first;
      if (ref.person == person) found.push_back(first >= 0 ? first : ref.definition);
    }
    return found;
  };
  {
    const auto box = out.in("div", {{"id", "personer"}, {"class", "u-columns"}});
    for (std::size_t person = 0; person < persons(); ++person) {
      const std::string prefix = person_prefix(person);
      const std::string said = role(person);
      std::string label = said;
      for (const rules::Role& each : edition_.program->roles) {
        if (each.name == said) label = each.label;
      }
      const auto place = out.in("div", {{"id", prefix}});
      const html::Fieldset set(out, staff::person_legend(label, person_letter(person)));
      html::hidden(out, prefix + ".roll", said);
      write_scope(out, prefix, true, faults, wanted_of(static_cast<std::int32_t>(person)));
      if (persons() > 1) {
        html::button(out, staff::remove_person(person_letter(person)), html::Button::quiet, "gör",
                     "bort:" + std::to_string(person));
      }
    }
  }
  {
    const auto line = out.in("div", {{"class", "u-actions"}});
    for (const rules::Role* each : roles_in_order(*edition_.program)) {
      html::button(out, staff::add_person(each->label), html::Button::secondary, "gör",
                   "roll:" + each->name);
    }
  }
  const html::Fieldset set(out, staff::household_legend());
  write_scope(out, "hushåll", false, faults, wanted_of(-1));
}

void HouseholdForm::write_scope(Writer& out, const std::string& prefix, bool for_person,
                                const std::vector<FieldFault>& faults,
                                const std::vector<std::int32_t>& wanted) const {
  std::vector<std::int32_t> later;
  bool filled = false;
  for (const std::int32_t index : inputs(for_person)) {
    const std::string& name = definition(index).base_name;
    const bool now = is_basic(name) ||
                     std::find(wanted.begin(), wanted.end(), index) != wanted.end() ||
                     html::fault_of(faults, prefix + "." + name) != nullptr;
    if (now) {
      write_input(out, prefix, index, faults);
    } else {
      later.push_back(index);
      filled = filled || !value(prefix + "." + name).empty();
    }
  }
  html::details(out, for_person ? staff::more_of_person() : staff::more_of_household(), filled,
                [&] {
                  for (const std::int32_t index : later) write_input(out, prefix, index, faults);
                });
  const std::string id = for_person ? prefix + ".bedömningar" : "bedömningar";
  if (judgements(for_person).empty()) return;
  html::details(out, staff::judgements_legend(), !value(row_id(id, 0, "slag")).empty(),
                [&] { write_judgements(out, id, for_person, faults); });
}

void HouseholdForm::write_input(Writer& out, const std::string& prefix, std::int32_t index,
                                const std::vector<FieldFault>& faults) const {
  const Definition& each = definition(index);
  const std::string id = prefix + "." + each.base_name;
  if (each.family >= 0) return write_list(out, id, index, faults);
  const auto said = [&](std::string_view part) {
    return std::string(value(id + std::string(part)));
  };
  switch (each.type.kind) {
    case rules::Kind::date:
      html::date_field(out, {id, each.label, {}, said(".dag"), said(".månad"), said(".år")},
                       faults);
      return;
    case rules::Kind::boolean:
      html::select_field(
          out,
          {.id = id,
           .label = each.label,
           .options = {{"", staff::not_stated()}, {"ja", staff::yes()}, {"nej", staff::no()}},
           .value = said("")},
          faults);
      return;
    case rules::Kind::enumeration: {
      html::SelectField field{.id = id, .label = each.label, .value = said("")};
      field.options.push_back({"", staff::not_stated()});
      const auto& members =
          edition_.program->enumerations[static_cast<std::size_t>(each.type.enumeration)].members;
      for (std::size_t m = 0; m < members.size(); ++m) {
        field.options.push_back(
            {members[m].name, edition_.presentation->member(each.type.enumeration, m)});
      }
      html::select_field(out, field, faults);
      return;
    }
    case rules::Kind::month:
    case rules::Kind::number:
      break;
  }
  html::TextField field{.id = id, .label = each.label, .value = said("")};
  field.unit = unit_of(each.type);
  field.width = field.unit.empty() ? html::Width::number : html::Width::amount;
  field.input_mode = each.type.kind == rules::Kind::month ? "text" : "decimal";
  if (each.type.kind == rules::Kind::month) field.hint = staff::month_hint();
  html::text_field(out, field, faults);
  if (each.may_be_inapplicable) {
    html::checkbox(out, id + ".ej", staff::not_applicable(each.label), !said(".ej").empty());
  }
}

void HouseholdForm::write_list(Writer& out, const std::string& id, std::int32_t index,
                               const std::vector<FieldFault>& faults) const {
  const Definition& each = definition(index);
  const std::string& label = edition_.presentation->words(index).family_label;
  const auto set = out.in("fieldset", {{"class", "u-list"}});
  out.leaf("legend", {{"class", "label"}}, label);
  html::hidden(out, id + ".rader", std::to_string(rows(id)));
  html::SelectField kinds;
  kinds.label_hidden = true;
  kinds.options.push_back({"", staff::choose()});
  const auto& members =
      edition_.program->enumerations[static_cast<std::size_t>(each.family)].members;
  for (std::size_t m = 0; m < members.size(); ++m) {
    kinds.options.push_back({members[m].name, edition_.presentation->member(each.family, m)});
  }
  for (std::size_t row = 0; row < rows(id); ++row) {
    const auto line = out.in("div", {{"class", "u-row"}});
    const auto ordinal = static_cast<std::int64_t>(row) + 1;
    kinds.id = row_id(id, row, "slag");
    kinds.label = staff::row_kind(label, ordinal);
    kinds.value = value(kinds.id);
    html::select_field(out, kinds, faults);
    html::TextField amount{.id = row_id(id, row, "belopp"), .label = staff::row_amount(ordinal)};
    amount.value = value(amount.id);
    amount.unit = unit_of(each.type);
    amount.width = html::Width::amount;
    amount.input_mode = "decimal";
    amount.label_hidden = true;
    html::text_field(out, amount, faults);
  }
  const auto line = out.in("div", {{"class", "u-actions"}});
  html::button(out, staff::add_row(label), html::Button::quiet, "gör", "rad:" + id);
  html::checkbox(out, id + ".inga", staff::none_of(label), !value(id + ".inga").empty());
}

void HouseholdForm::write_judgements(Writer& out, const std::string& id, bool for_person,
                                     const std::vector<FieldFault>& faults) const {
  html::hidden(out, id + ".rader", std::to_string(rows(id)));
  html::SelectField kinds;
  kinds.options.push_back({"", staff::choose()});
  for (const std::int32_t index : judgements(for_person)) {
    kinds.options.push_back({definition(index).name, edition_.presentation->words(index).label});
  }
  for (std::size_t row = 0; row < rows(id); ++row) {
    kinds.id = row_id(id, row, "slag");
    kinds.label = staff::judgement_kind();
    kinds.value = value(kinds.id);
    html::select_field(out, kinds, faults);
    html::text_field(out,
                     {.id = row_id(id, row, "värde"),
                      .label = staff::judgement_value(),
                      .value = std::string(value(row_id(id, row, "värde"))),
                      .width = html::Width::amount},
                     faults);
    html::text_field(out,
                     {.id = row_id(id, row, "skäl"),
                      .label = staff::judgement_reason(),
                      .value = std::string(value(row_id(id, row, "skäl")))},
                     faults);
  }
  html::button(out, staff::add_judgement(), html::Button::quiet, "gör", "rad:" + id);
}

}  // namespace utvag::web
