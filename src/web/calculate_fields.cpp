#include <algorithm>

#include "text/staff.hpp"
#include "web/calculate_form.hpp"
#include "web/form_parts.hpp"

/// The fields of the calculation form.
namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::Address;
using rules::Definition;

/// Asked of everybody, whether an amount depends on it or not: by it persons are told apart, and
/// an adult from a child.
constexpr std::string_view kAlways = "född";

/// The page again, at the place that the button makes.
Address at(std::string_view path, const std::string& id) {
  return Address::path(std::string(path) + Address::id(id).text());
}

html::SelectField chosen_of(std::string id, std::string label, std::string value) {
  html::SelectField field{.id = std::move(id), .label = std::move(label)};
  field.value = std::move(value);
  field.options.push_back({"", staff::not_stated()});
  return field;
}

}  // namespace

void HouseholdForm::write(html::Writer& out, std::string_view path,
                          const std::vector<html::FieldFault>& faults,
                          const std::vector<rules::FactRef>& wanted) const {
  html::hidden(out, "personer", std::to_string(persons()));
  const FormReach reach(*edition_.program, month(), kPrincipal);
  const auto writing = [&](std::int32_t person) {
    Writing to{out, path, faults, {}, reach};
    for (const rules::FactRef ref : wanted) {
      const std::int32_t first = definition(ref.definition).family_first;
      if (ref.person == person) to.wanted.push_back(first >= 0 ? first : ref.definition);
    }
    return to;
  };
  {
    const auto box = out.in("div", {{"id", "personer"}, {"class", "u-columns"}});
    for (std::size_t person = 0; person < persons(); ++person) {
      write_person(writing(static_cast<std::int32_t>(person)), person);
    }
  }
  {
    const auto line = out.in("div", {{"class", "u-actions"}});
    for (const rules::Role* each : roles_in_order(*edition_.program)) {
      int here = 0;
      for (std::size_t person = 0; person < persons(); ++person) {
        here += role(person) == each->name ? 1 : 0;
      }
      if (each->max >= 0 && here >= each->max) {
        out.leaf("span", {{"class", "u-hint"}}, staff::role_full(each->max, each->name));
        continue;
      }
      html::button(out, staff::add_person(each->label), html::Button::secondary, "gör",
                   "roll:" + each->name, at(path, person_prefix(persons())));
    }
  }
  const html::Fieldset set(out, staff::household_legend());
  write_scope(writing(-1), "hushåll", -1);
}

void HouseholdForm::write_person(const Writing& to, std::size_t person) const {
  const std::string prefix = person_prefix(person);
  const auto place = to.out.in("div", {{"id", prefix}});
  const html::Fieldset set(to.out, person_title(person));
  html::hidden(to.out, prefix + ".roll", role(person));
  html::text_field(to.out,
                   {.id = prefix + ".namn",
                    .label = staff::person_called(),
                    .hint = staff::person_called_hint(),
                    .value = std::string(value(prefix + ".namn")),
                    .width = html::Width::name},
                   to.faults);
  write_scope(to, prefix, role_index(person));
  if (persons() > 1) {
    html::button(to.out, staff::remove_person(person_letter(person)), html::Button::quiet, "gör",
                 "bort:" + std::to_string(person), at(to.path, "personer"));
  }
}

bool HouseholdForm::is_filled(const std::string& prefix, std::int32_t index) const {
  const std::string id = prefix + "." + definition(index).base_name;
  for (const net::FormField& each : values_.fields) {
    const bool counts = each.name == id + ".rader";
    const bool of_it =
        each.name == id || each.name.starts_with(id + ".") || each.name.starts_with(id + "#");
    if (of_it && !counts && !each.value.empty()) return true;
  }
  return false;
}

/// First what is always asked, then what else may change the amount, then what belongs to other
/// outcomes. What the rules ask of another role only is left out.
void HouseholdForm::write_scope(const Writing& to, const std::string& prefix,
                                std::int32_t role) const {
  const bool for_person = role >= 0;
  const auto& roles = edition_.program->roles;
  const bool answers = !for_person || roles[static_cast<std::size_t>(role)].min > 0;
  const auto asked_of_another = [&](std::int32_t index) {
    for (std::size_t other = 0; for_person && other < roles.size(); ++other) {
      if (to.reach.reads(static_cast<std::int32_t>(other), index)) return true;
    }
    return false;
  };
  std::vector<std::int32_t> more;
  std::vector<std::int32_t> apart;
  bool more_filled = false;
  bool apart_filled = false;
  for (const std::int32_t index : inputs(for_person)) {
    const std::string id = prefix + "." + definition(index).base_name;
    const bool reads = to.reach.reads(role, index);
    const bool filled = is_filled(prefix, index);
    const bool wanted =
        std::find(to.wanted.begin(), to.wanted.end(), index) != to.wanted.end() ||
        std::any_of(to.faults.begin(), to.faults.end(),
                    [&](const html::FieldFault& each) { return each.id.starts_with(id); });
    const std::string& name = definition(index).base_name;
    if (wanted || name == kAlways || (reads && is_basic(name))) {
      write_input(to, prefix, index);
    } else if (reads) {
      more.push_back(index);
      more_filled = more_filled || filled;
    } else if (filled || (answers && !asked_of_another(index))) {
      apart.push_back(index);
      apart_filled = apart_filled || filled;
    }
  }
  const auto folded = [&](const std::string& words, const std::vector<std::int32_t>& of,
                          bool open) {
    if (of.empty()) return;
    html::details(to.out, words, open, [&] {
      for (const std::int32_t index : of) write_input(to, prefix, index);
    });
  };
  folded(for_person ? staff::more_of_person() : staff::more_of_household(), more, more_filled);
  folded(staff::apart_from_amount(), apart, apart_filled);
  const std::string id = for_person ? prefix + ".bedömningar" : "bedömningar";
  if (judgements(for_person).empty()) return;
  html::details(to.out, staff::judgements_legend(), !value(row_id(id, 0, "slag")).empty(),
                [&] { write_judgements(to, id, for_person); });
}

void HouseholdForm::write_input(const Writing& to, const std::string& prefix,
                                std::int32_t index) const {
  const Definition& each = definition(index);
  const std::string id = prefix + "." + each.base_name;
  if (each.family >= 0) return write_list(to, id, index);
  if (each.type.kind == rules::Kind::date) {
    const auto said = [&](const char* part) { return std::string(value(id + part)); };
    html::date_field(to.out, {id, each.label, {}, said(".dag"), said(".månad"), said(".år")},
                     to.faults);
    return;
  }
  html::TextField field{.id = id, .label = each.label, .value = std::string(value(id))};
  write_value(to, std::move(field), each);
  if (each.may_be_inapplicable) {
    html::checkbox(to.out, id + ".ej", staff::not_applicable(each.label),
                   !value(id + ".ej").empty());
  }
}

/// A field for one value of a definition's type: a choice where there is one.
void HouseholdForm::write_value(const Writing& to, html::TextField field,
                                const Definition& of) const {
  if (of.type.kind == rules::Kind::boolean) {
    html::SelectField choice = chosen_of(field.id, field.label, field.value);
    choice.options.push_back({"ja", staff::yes()});
    choice.options.push_back({"nej", staff::no()});
    html::select_field(to.out, choice, to.faults);
    return;
  }
  if (of.type.kind == rules::Kind::enumeration) {
    html::SelectField choice = chosen_of(field.id, field.label, field.value);
    const auto& members =
        edition_.program->enumerations[static_cast<std::size_t>(of.type.enumeration)].members;
    for (std::size_t m = 0; m < members.size(); ++m) {
      choice.options.push_back(
          {members[m].name, edition_.presentation->member(of.type.enumeration, m)});
    }
    html::select_field(to.out, choice, to.faults);
    return;
  }
  const bool month = of.type.kind == rules::Kind::month;
  field.unit = unit_of(of.type);
  field.width = field.unit.empty() && !month ? html::Width::number : html::Width::amount;
  field.input_mode = month ? "text" : "decimal";
  if (month) field.hint = staff::month_hint();
  html::text_field(to.out, field, to.faults);
}

void HouseholdForm::write_list(const Writing& to, const std::string& id, std::int32_t index) const {
  const Definition& each = definition(index);
  const std::string& label = edition_.presentation->words(index).family_label;
  const auto set = to.out.in("fieldset", {{"class", "u-list"}});
  to.out.leaf("legend", {{"class", "label"}}, label);
  html::hidden(to.out, id + ".rader", std::to_string(rows(id)));
  html::SelectField kinds;
  kinds.options.push_back({"", staff::choose()});
  const auto& members =
      edition_.program->enumerations[static_cast<std::size_t>(each.family)].members;
  for (std::size_t m = 0; m < members.size(); ++m) {
    kinds.options.push_back({members[m].name, edition_.presentation->member(each.family, m)});
  }
  for (std::size_t row = 0; row < rows(id); ++row) {
    const auto line = to.out.in("div", {{"class", "u-row"}});
    const auto ordinal = static_cast<std::int64_t>(row) + 1;
    // The first row's words are the columns' too; the others' are read aloud.
    kinds.label_hidden = row > 0;
    kinds.id = row_id(id, row, "slag");
    kinds.label = row > 0 ? staff::row_kind(label, ordinal) : staff::kind_of();
    kinds.value = value(kinds.id);
    html::select_field(to.out, kinds, to.faults);
    html::TextField amount{.id = row_id(id, row, "belopp")};
    amount.label = row > 0 ? staff::row_amount(ordinal) : staff::column_amount();
    amount.value = value(amount.id);
    amount.unit = unit_of(each.type);
    amount.width = html::Width::amount;
    amount.input_mode = "decimal";
    amount.label_hidden = row > 0;
    html::text_field(to.out, amount, to.faults);
  }
  const auto line = to.out.in("div", {{"class", "u-actions"}});
  html::button(to.out, staff::add_row(label), html::Button::quiet, "gör", "rad:" + id,
               at(to.path, row_id(id, std::min(rows(id), kMostFormRows - 1), "slag")));
  html::checkbox(to.out, id + ".inga", staff::none_of(), !value(id + ".inga").empty());
}

/// A judgement is chosen first; then there is a field of its own kind for it, and for the reason.
void HouseholdForm::write_judgements(const Writing& to, const std::string& id,
                                     bool for_person) const {
  html::hidden(to.out, id + ".rader", std::to_string(rows(id)));
  html::SelectField kinds{.label = staff::judgement_kind()};
  kinds.options.push_back({"", staff::choose()});
  const std::vector<std::int32_t> choices = judgements(for_person);
  for (const std::int32_t index : choices) {
    kinds.options.push_back({definition(index).name, edition_.presentation->words(index).label});
  }
  for (std::size_t row = 0; row < rows(id); ++row) {
    kinds.id = row_id(id, row, "slag");
    kinds.value = value(kinds.id);
    html::select_field(to.out, kinds, to.faults);
    const auto chosen = std::find_if(choices.begin(), choices.end(), [&](std::int32_t index) {
      return definition(index).name == kinds.value;
    });
    if (chosen == choices.end()) continue;
    html::TextField amount{.id = row_id(id, row, "värde"), .label = staff::judgement_value()};
    amount.value = value(amount.id);
    write_value(to, std::move(amount), definition(*chosen));
    html::text_field(to.out,
                     {.id = row_id(id, row, "skäl"),
                      .label = staff::judgement_reason(),
                      .value = std::string(value(row_id(id, row, "skäl")))},
                     to.faults);
  }
  const std::size_t last = rows(id) - 1;
  html::button(to.out, staff::add_judgement(), html::Button::quiet, "gör", "rad:" + id,
               at(to.path, row_id(id, last, "slag")));
}

}  // namespace utvag::web
