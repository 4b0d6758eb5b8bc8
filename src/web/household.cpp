#include <algorithm>

#include "base/whole_number.hpp"
#include "text/staff.hpp"
#include "web/casework.hpp"

namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::FieldFault;
using html::Writer;
using Faults = std::vector<FieldFault>;

std::int64_t household_number(std::string_view text) {
  return whole_number<std::int64_t>(text).value_or(0);
}

void add_member_form(Writer& out, const Context& context, cases::HouseholdId id,
                     const Faults& faults) {
  html::details(out, staff::add_member(), context.sent_by("medlem"), [&] {
    html::post_form(out, household_address(id), context.csrf(), [&] {
      html::text_field(out,
                       {.id = "identity",
                        .label = staff::person_number(),
                        .hint = staff::person_number_hint(),
                        .value = std::string(context.form.value("identity")),
                        .width = html::Width::name},
                       faults);
      html::radio_field(out,
                        {.id = "som",
                         .label = staff::member_as(),
                         .options = {{"vuxen", staff::adult()}, {"barn", staff::child()}},
                         .value = std::string(context.form.value("som"))},
                        faults);
      html::date_field(out, date_of_form(context, "from", staff::member_from()), faults);
      html::text_field(out,
                       {.id = "days",
                        .label = staff::member_days(),
                        .hint = staff::member_days_hint(),
                        .value = std::string(context.form.value("days")),
                        .width = html::Width::number,
                        .input_mode = "numeric"},
                       faults);
      html::button(out, staff::save(), html::Button::primary, "gör", "medlem");
    });
    if (html::fault_of(faults, "identity") != nullptr) {
      html::button_link(out, staff::new_person(), html::Address("/personer/ny"),
                        html::Button::secondary);
    }
  });
}

void end_stay_form(Writer& out, const Context& context, const cases::HouseholdPage& household,
                   const Faults& faults) {
  if (household.members.empty()) return;
  html::details(out, staff::end_stay(), context.sent_by("flytt"), [&] {
    html::post_form(out, household_address(household.id), context.csrf(), [&] {
      html::SelectField who{.id = "person", .label = staff::person_name()};
      for (const cases::MemberLine& each : household.members) {
        who.options.push_back({std::to_string(each.person.id), full_name(each.person)});
      }
      who.value = context.form.value("person");
      html::select_field(out, who, faults);
      html::date_field(out, date_of_form(context, "to", staff::member_to()), faults);
      html::button(out, staff::save(), html::Button::primary, "gör", "flytt");
    });
  });
}

void new_case_form(Writer& out, const Context& context, cases::HouseholdId id,
                   const std::vector<cases::Staff>& people, const Faults& faults) {
  html::details(out, staff::new_case(), context.sent_by("ärende"), [&] {
    html::post_form(out, household_address(id), context.csrf(), [&] {
      html::SelectField kind{.id = "kind", .label = staff::case_kind()};
      for (int i = 0; i < 4; ++i) {
        kind.options.push_back(
            {std::to_string(i), std::string(cases::name_sv(static_cast<cases::CaseKind>(i)))});
      }
      kind.value = context.form.value("kind");
      html::select_field(out, kind, faults);
      html::select_field(
          out,
          {.id = "owner",
           .label = staff::case_owner(),
           .options = staff_options(people),
           .value = context.form.has("owner") ? std::string(context.form.value("owner"))
                                              : std::to_string(context.staff->id)},
          faults);
      html::text_field(out,
                       {.id = "next_step",
                        .label = staff::case_next(),
                        .value = std::string(context.form.value("next_step"))},
                       faults);
      html::date_field(out, date_of_form(context, "next_day", staff::case_next_day()), faults);
      html::button(out, staff::save(), html::Button::primary, "gör", "ärende");
    });
  });
}

/// Someone who is not protected tells where those are who live with them.
void open_beside_protected(Writer& out, const cases::HouseholdPage& household) {
  bool hidden = false;
  std::string open;
  for (const cases::MemberLine& each : household.members) {
    if (each.person.protection != cases::Protection::none) {
      hidden = true;
    } else {
      open += (open.empty() ? "" : "; ") + full_name(each.person);
    }
  }
  if (!hidden || open.empty()) return;
  html::notice(out, html::Notice::warning, staff::open_beside_protected(),
               staff::open_beside_protected_do(open));
}

void without_adult(Writer& out, const cases::HouseholdPage& household) {
  const bool alone =
      !household.members.empty() && std::none_of(household.members.begin(), household.members.end(),
                                                 [](const auto& each) { return each.stay.adult; });
  if (alone) html::notice(out, html::Notice::warning, staff::no_adult(), staff::no_adult_do());
}

void stay_changes(Writer& out, const std::vector<cases::StayChange>& changes) {
  if (changes.empty()) return;
  html::Table table(out, staff::stay_changes(),
                    {{staff::person_name(), html::Align::start, false},
                     {staff::stay_before(), html::Align::start, false},
                     {staff::stay_after(), html::Align::start, false},
                     {staff::corrected_at(), html::Align::start, false},
                     {staff::decided_by(), html::Align::start, false},
                     {staff::reason(), html::Align::start, false}});
  for (const cases::StayChange& each : changes) {
    table.row({full_name(each.person), stay_words(each.before),
               each.after ? stay_words(*each.after) : staff::stay_removed(), instant_words(each.at),
               each.staff_name, each.reason});
  }
}

net::Response show_household(const Context& context, cases::HouseholdId id, const Faults& faults) {
  const auto found =
      context.services.cases->household(context.asker(kPurpose), id, context.today());
  if (!found) return failure(context, found.error());
  const auto people = context.services.cases->staff(context.staff->municipality);
  if (!people) return failure(context, people.error());
  const cases::HouseholdPage& household = found.value();
  const bool wrong = !faults.empty();
  const std::string title = household_title(household.title);
  return page(context, title,
              {.status = wrong ? 422 : 200,
               .error = wrong,
               .active = "/sok",
               .density = html::Density::dense},
              [&](Writer& out) {
                html::error_summary(out, faults);
                write_receipt(out, context);
                out.leaf("h1", title);
                if (household.members.empty()) {
                  html::empty_state(out, staff::no_members(), staff::no_members_do(), std::nullopt);
                } else {
                  member_table(out, household.members, staff::members(), id);
                }
                without_adult(out, household);
                open_beside_protected(out, household);
                add_member_form(out, context, id, faults);
                end_stay_form(out, context, household, faults);
                if (!household.others.empty()) {
                  member_table(out, household.others, staff::other_members(), id);
                }
                out.leaf("h2", staff::cases());
                if (household.cases.empty()) {
                  html::empty_state(out, staff::no_cases(), staff::no_cases_do(), std::nullopt);
                } else {
                  case_table(out, household.cases, context.today(), staff::cases(), true);
                }
                new_case_form(out, context, id, people.value(), faults);
                stay_changes(out, household.changes);
              });
}

net::Response refused_household(const Context& context, cases::HouseholdId id, const Error& error,
                                std::string_view otherwise) {
  if (!is_field_fault(error)) return failure(context, error);
  FieldFault fault = field_fault(error, otherwise);
  // What is wrong of a stay as a whole is told at its day.
  if (fault.id == "stay") fault.id = context.sent_by("flytt") ? "to" : "from";
  for (const char* date : {"from", "to", "next_day"}) {
    if (fault.id == date) fault.id += ".dag";
  }
  return show_household(context, id, {std::move(fault)});
}

/// Reads back whom the number is: nothing is saved before somebody has seen the name.
net::Response confirm_member(const Context& context, cases::HouseholdId id,
                             const cases::PersonLine& person, const cases::NewStay& stay) {
  return page(context, staff::confirm_member(), {.active = "/sok"}, [&](Writer& out) {
    out.leaf("h1", staff::confirm_member());
    html::facts(
        out, {{staff::person_name(), full_name(person)},
              {staff::person_number(), person.number},
              {staff::member_as(), stay.adult ? staff::adult() : staff::child()},
              {staff::member_from(), day_words(stay.from)},
              {staff::member_days(), stay.days ? std::to_string(*stay.days) : staff::all_days()}});
    html::post_form(out, household_address(id), context.csrf(), [&] {
      for (const char* name : {"identity", "som", "from.dag", "from.månad", "from.år", "days"})
        html::hidden(out, name, context.form.value(name));
      html::hidden(out, "person", std::to_string(person.id));
      html::button(out, staff::add_member(), html::Button::primary, "gör", "medlem");
    });
    html::button_link(out, staff::back_to_household(), household_address(id),
                      html::Button::secondary);
  });
}

net::Response add_member(const Context& context, cases::HouseholdId id) {
  // In the order of the page, all at once.
  Faults faults;
  const auto person =
      context.services.cases->echo(context.asker(kPurpose), context.form.value("identity"));
  if (!person && person.error().code == "cases.not-found") {
    faults.push_back({"identity", staff::nobody_here()});
  } else if (!person && !is_field_fault(person.error())) {
    return failure(context, person.error());
  } else if (!person) {
    faults.push_back(field_fault(person.error(), "identity"));
  }
  cases::NewStay stay;
  const std::string_view as = context.form.value("som");
  stay.adult = as != "barn";
  if (as != "vuxen" && as != "barn") faults.push_back({"som", staff::fault_as()});
  Faults wrong_date;
  const auto from = read_date(context, "from", wrong_date);
  if (!from) faults.push_back({"from.dag", staff::fault_date()});
  if (const std::string_view days = context.form.value("days"); !days.empty()) {
    stay.days = static_cast<int>(
        std::min<std::int64_t>(std::max<std::int64_t>(household_number(days), 0), 99));
  }
  if (!faults.empty()) return show_household(context, id, faults);
  stay.person = person.value().id;
  stay.from = *from;
  if (household_number(context.form.value("person")) != stay.person) {
    return confirm_member(context, id, person.value(), stay);
  }
  const auto done = context.services.cases->add_stay(context.asker(kPurpose), id, stay);
  if (!done) return refused_household(context, id, done.error(), "identity");
  return saved(context, household_address(id), "medlem");
}

net::Response end_member(const Context& context, cases::HouseholdId id) {
  Faults faults;
  const auto to = read_date(context, "to", faults);
  if (!to && faults.empty()) faults.push_back({"to.dag", staff::fault_date()});
  if (!faults.empty()) return show_household(context, id, faults);
  const auto done = context.services.cases->end_stay(
      context.asker(kPurpose), id, household_number(context.form.value("person")), *to);
  if (!done) return refused_household(context, id, done.error(), "to.dag");
  return saved(context, household_address(id), "medlem");
}

net::Response open_case(const Context& context, cases::HouseholdId id) {
  Faults faults;
  const auto day = read_date(context, "next_day", faults);
  if (!day && faults.empty()) faults.push_back({"next_day.dag", staff::fault_date()});
  if (day && *day < context.today()) faults.push_back({"next_day.dag", staff::fault_past()});
  if (!faults.empty()) return show_household(context, id, faults);
  cases::NewCase made;
  made.household = id;
  const std::int64_t kind = household_number(context.form.value("kind"));
  if (kind >= 0 && kind < 4) made.kind = static_cast<cases::CaseKind>(kind);
  made.owner = household_number(context.form.value("owner"));
  made.next_day = *day;
  made.next_step = context.form.value("next_step");
  const auto done = context.services.cases->open_case(context.asker(kPurpose), made);
  if (!done) return refused_household(context, id, done.error(), "next_step");
  return saved(context, case_address(done.value()), "arende");
}

}  // namespace

net::Response household_page(Context& context) {
  const auto id = context.id();
  if (!id) return error_page(context, 404);
  return show_household(context, *id, {});
}

net::Response household_post(Context& context) {
  const auto id = context.id();
  if (!id) return error_page(context, 404);
  const std::string_view button = context.form.value("gör");
  if (button == "medlem") return add_member(context, *id);
  if (button == "flytt") return end_member(context, *id);
  if (button == "ärende") return open_case(context, *id);
  return error_page(context, 400);
}

}  // namespace utvag::web
