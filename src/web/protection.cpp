#include "text/staff.hpp"
#include "text/text.hpp"
#include "web/casework.hpp"

namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::FieldFault;
using html::Writer;
using Faults = std::vector<FieldFault>;

constexpr int kGrades = 4;

std::string protection_words(cases::Protection grade) {
  switch (grade) {
    case cases::Protection::confidentiality_marking:
      return staff::protection_marking();
    case cases::Protection::protected_registration:
      return staff::protection_registration();
    case cases::Protection::fictitious_identity:
      return staff::protection_identity();
    case cases::Protection::none:
      break;
  }
  return staff::protection_none();
}

std::string access_field(cases::StaffId id) {
  return "access." + std::to_string(id);
}
std::string beside_field(cases::PersonId id) {
  return "beside." + std::to_string(id);
}

/// Everybody who can be let know, but the one who asks: that one always is.
std::vector<cases::Staff> others(const Context& context, const std::vector<cases::Staff>& people) {
  std::vector<cases::Staff> out;
  for (const cases::Staff& each : people) {
    const bool may = each.active && each.role != cases::Role::it_manager;
    if (may && each.id != context.staff->id) out.push_back(each);
  }
  return out;
}

bool is_among(const std::vector<cases::Staff>& people, cases::StaffId id) {
  for (const cases::Staff& each : people) {
    if (each.id == id) return true;
  }
  return false;
}

void grade_field(Writer& out, const Context& context, const cases::ProtectionPage& found,
                 const Faults& faults) {
  html::SelectField field{.id = "grade", .label = staff::protection_grade()};
  for (int i = 0; i < kGrades; ++i) {
    field.options.push_back(
        {std::to_string(i), protection_words(static_cast<cases::Protection>(i))});
  }
  field.value = context.form.has("grade") ? std::string(context.form.value("grade"))
                                          : std::to_string(static_cast<int>(found.line.protection));
  html::radio_field(out, field, faults);
}

/// Those who live together move together, unless one has a grade of their own already.
void beside_fields(Writer& out, const Context& context, const cases::ProtectionPage& found,
                   const Faults& faults) {
  if (found.household.empty()) return;
  const html::Fieldset set(out, staff::protection_beside(), staff::protection_beside_hint());
  for (const cases::PersonLine& each : found.household) {
    const std::string id = beside_field(each.id);
    html::SelectField field{.id = id, .label = full_name(each)};
    field.options = {{"samma", staff::protection_same()},
                     {"som-nu", staff::protection_as_is(protection_words(each.protection))}};
    field.value = context.form.has(id)                       ? std::string(context.form.value(id))
                  : each.protection == found.line.protection ? "samma"
                                                             : "som-nu";
    html::radio_field(out, field, faults);
  }
}

void changes_table(Writer& out, const std::vector<cases::ProtectionChange>& changes) {
  if (changes.empty()) return;
  out.leaf("h2", staff::protection_changes());
  html::Table table(out, staff::protection_changes(),
                    {{staff::made_at(), html::Align::start, false},
                     {staff::protection_grade(), html::Align::start, false},
                     {staff::decided_by(), html::Align::start, false},
                     {staff::reason(), html::Align::start, false}},
                    true);
  for (const cases::ProtectionChange& each : changes) {
    table.row({instant_words(each.at), protection_words(each.grade), each.staff_name, each.reason});
  }
}

net::Response show_protection(const Context& context, const cases::ProtectionPage& found,
                              const std::vector<cases::Staff>& people, const Faults& faults) {
  const bool wrong = !faults.empty();
  const std::string title = staff::protection_of(full_name(found.line));
  // What was chosen stays, also when nothing was chosen of the grade.
  const bool typed = context.form.has("grade") || context.form.has("reason");
  return page(
      context, title, {.status = wrong ? 422 : 200, .error = wrong, .active = "/sok"},
      [&](Writer& out) {
        html::breadcrumbs(out, {{staff::to_person(), person_address(found.line.id)}},
                          staff::protection());
        html::error_summary(out, faults);
        out.leaf("h1", title);
        html::post_form(out, protection_address(found.line.id), context.csrf(), [&] {
          grade_field(out, context, found, faults);
          beside_fields(out, context, found, faults);
          {
            const html::Fieldset set(out, staff::who_may_know(), staff::who_may_know_hint());
            for (const cases::Staff& each : people) {
              const std::string id = access_field(each.id);
              html::checkbox(out, id, each.name + ", " + std::string(cases::name_sv(each.role)),
                             typed ? context.form.has(id) : is_among(found.access, each.id));
            }
          }
          html::text_field(out,
                           {.id = "reason",
                            .label = staff::reason(),
                            .hint = staff::reason_hint(),
                            .value = std::string(context.form.value("reason"))},
                           faults);
          html::button(out, staff::save(), html::Button::primary);
        });
        changes_table(out, found.changes);
      });
}

/// What was chosen; a fault for each that was not.
cases::ProtectionOrder order_of(const Context& context, const cases::ProtectionPage& found,
                                const std::vector<cases::Staff>& people, Faults& faults) {
  cases::ProtectionOrder order;
  const std::string_view grade = context.form.value("grade");
  if (grade.size() != 1 || grade[0] < '0' || grade[0] >= '0' + kGrades) {
    faults.push_back({"grade", staff::protection_choose_grade()});
  } else {
    order.grade = static_cast<cases::Protection>(grade[0] - '0');
  }
  for (const cases::PersonLine& each : found.household) {
    const std::string id = beside_field(each.id);
    const std::string_view choice = context.form.value(id);
    if (choice != "samma" && choice != "som-nu") {
      faults.push_back({id, staff::protection_choose_for(full_name(each))});
    }
    order.household.push_back({each.id, choice == "samma"});
  }
  for (const cases::Staff& each : people) {
    if (context.form.has(access_field(each.id))) order.access.push_back(each.id);
  }
  order.reason = context.form.value("reason");
  if (order.reason.find_first_not_of(' ') == std::string::npos) {
    faults.push_back({"reason", staff::reason_needed()});
  }
  return order;
}

net::Response protection_answer(const Context& context, bool save) {
  const auto id = context.id();
  if (!id) return error_page(context, 404);
  const auto found = context.services.cases->protection(context.asker(kPurpose), *id);
  if (!found) return failure(context, found.error());
  const auto everyone = context.services.cases->staff(context.staff->municipality);
  if (!everyone) return failure(context, everyone.error());
  const std::vector<cases::Staff> people = others(context, everyone.value());
  if (!save) return show_protection(context, found.value(), people, {});
  Faults faults;
  const cases::ProtectionOrder order = order_of(context, found.value(), people, faults);
  if (!faults.empty()) return show_protection(context, found.value(), people, faults);
  const auto done = context.services.cases->protect(context.asker(kPurpose), *id, order);
  if (done) return saved(context, person_address(*id), "skydd");
  const std::string& code = done.error().code;
  if (code != "cases.field" && code != "cases.twin" && code != "cases.beside") {
    return failure(context, done.error());
  }
  // A fault of a field that is not on the page as it was read is about the form as a whole.
  const bool shown = done.error().where == "reason" || done.error().where == "grade";
  return show_protection(context, found.value(), people,
                         {{shown ? done.error().where : std::string(), done.error().sv}});
}

}  // namespace

net::Response protection_page(Context& context) {
  return protection_answer(context, false);
}

net::Response protection_post(Context& context) {
  return protection_answer(context, true);
}

}  // namespace utvag::web
