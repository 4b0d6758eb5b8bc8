
#include "base/text.hpp"
#include "base/whole_number.hpp"
#include "text/staff.hpp"
#include "web/casework.hpp"
#include "web/form_parts.hpp"

namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::Address;
using html::FieldFault;
using html::Writer;
using Faults = std::vector<FieldFault>;

std::int64_t case_field_number(std::string_view text) {
  return whole_number<std::int64_t>(text).value_or(-1);
}

std::string answer_words(const cases::CalculationLine& line) {
  switch (line.answer) {
    case cases::CalculationAnswer::answered:
      return line.amount_ore ? format_kr(*line.amount_ore) : std::string();
    case cases::CalculationAnswer::facts_missing:
      return staff::answer_facts_missing();
    case cases::CalculationAnswer::no_rule:
      return staff::answer_no_rule();
    case cases::CalculationAnswer::failed:
      break;
  }
  return staff::answer_failed();
}

void write_calculations(Writer& out, const cases::CasePage& found) {
  out.leaf("h2", staff::calculations());
  const Address calculate = Address::path(case_address(found.line.id).text() + "/berakna");
  if (found.calculations.empty()) {
    html::empty_state(out, staff::no_calculations(), staff::no_calculations_do(),
                      html::Link{staff::calculate_month(), calculate});
    return;
  }
  html::button_link(out, staff::calculate_month(), calculate, html::Button::secondary);
  html::Table table(out, staff::calculations(),
                    {{staff::month(), html::Align::start, false},
                     {staff::column_amount(), html::Align::number, false},
                     {staff::revision(), html::Align::number, false},
                     {staff::made_at(), html::Align::start, false}},
                    true);
  for (const cases::CalculationLine& each : found.calculations) {
    table.begin_row();
    table.cell([&] {
      out.leaf("a", {{"href", calculation_address(found.line.id, each.month, each.revision)}},
               month_text(each.month));
    });
    table.cell(answer_words(each));
    table.cell(std::to_string(each.revision));
    table.cell(instant_words(each.made_at));
    table.end_row();
  }
}

void change_form(Writer& out, const Context& context, const cases::CasePage& found,
                 const std::vector<cases::Staff>& people, const Faults& faults) {
  const cases::CaseLine& line = found.line;
  const bool typed = context.form.has("state");
  const auto value = [&](const char* name, std::string kept) {
    return typed ? std::string(context.form.value(name)) : std::move(kept);
  };
  out.leaf("h2", staff::next_heading());
  html::post_form(out, case_address(line.id), context.csrf(), [&] {
    // Once it is told that somebody else was first, sending it again is a choice.
    const std::string version = std::to_string(line.version);
    html::hidden(out, "version",
                 context.offer == Offer::changed ? version : value("version", version));
    const auto row = out.in("div", {{"class", "u-row"}});
    html::SelectField state{.id = "state", .label = staff::case_state()};
    for (int i = 0; i < cases::kCaseStates; ++i) {
      state.options.push_back(
          {std::to_string(i), std::string(cases::name_sv(static_cast<cases::CaseState>(i)))});
    }
    state.value = value("state", std::to_string(static_cast<int>(line.state)));
    html::select_field(out, state, faults);
    html::select_field(out,
                       {.id = "owner",
                        .label = staff::case_owner(),
                        .options = staff_options(people),
                        .value = value("owner", std::to_string(line.owner))},
                       faults);
    html::text_field(out,
                     {.id = "next_step",
                      .label = staff::case_next(),
                      .value = value("next_step", line.next_step)},
                     faults);
    html::DateField day = date_of_form(context, "next_day", staff::case_next_day());
    if (!typed && line.next_day) {
      const CivilDate date = civil(*line.next_day);
      day.day = std::to_string(date.day);
      day.month = std::to_string(date.month);
      day.year = std::to_string(date.year);
    }
    html::date_field(out, day, faults);
    // Asked for only when it has been chosen: closing ends the work with the case.
    if (typed && case_field_number(state.value) == static_cast<int>(cases::CaseState::closed)) {
      html::checkbox(out, "avslutas", staff::case_is_closed(), context.form.has("avslutas"),
                     faults);
    }
    html::button(out, staff::save(), html::Button::primary);
  });
}

/// The day that is saved: one that has been may stay, but not be written. When somebody else has
/// changed the case since, that is told first; nothing is then said of the day.
Result<bool> writes_past_day(const Context& context, cases::CaseId id,
                             const cases::CaseChange& change, std::int64_t version) {
  const auto found = context.services.cases->case_page(context.asker(kPurpose), id);
  if (!found) return found.error();
  const cases::CaseLine& saved = found.value().line;
  return saved.version == version && change.next_day && *change.next_day < context.today() &&
         change.next_day != saved.next_day;
}

net::Response show_case(const Context& context, cases::CaseId id, const Faults& faults) {
  const auto found = context.services.cases->case_page(context.asker(kPurpose), id);
  if (!found) return failure(context, found.error());
  const auto people = context.services.cases->staff(context.staff->municipality);
  if (!people) return failure(context, people.error());
  const cases::CaseLine& line = found.value().line;
  const bool wrong = !faults.empty();
  const std::string title = line.number + " " + line.title;
  return page(context, title,
              {.status = wrong                             ? 422
                         : context.offer == Offer::changed ? 409
                                                           : 200,
               .error = wrong,
               .active = "/mitt-arbete",
               .density = html::Density::dense},
              [&](Writer& out) {
                html::error_summary(out, faults);
                write_receipt(out, context);
                {
                  const auto heading = out.in("h1");
                  out.text(title);
                  out.text(" ");
                  state_mark(out, line.state);
                  if (line.next_day && *line.next_day < context.today()) {
                    out.text(" ");
                    html::tag(out, html::Tone::bad, staff::late());
                  }
                }
                std::vector<std::pair<std::string, std::string>> saved = {
                    {staff::case_kind(), std::string(cases::name_sv(line.kind))},
                    {staff::case_owner(), line.owner_name},
                    {staff::case_opened(), day_words(line.opened)}};
                // While the form holds what was typed, what is saved is told beside it.
                if (context.form.has("state")) {
                  saved.emplace_back(staff::case_next(), line.next_step);
                  saved.emplace_back(staff::case_next_day(), day_words(line.next_day));
                }
                html::facts(out, saved);
                change_form(out, context, found.value(), people.value(), faults);
                write_calculations(out, found.value());
                out.leaf("h2", staff::household());
                member_table(out, found.value().members, staff::members());
                out.leaf("a", {{"href", household_address(line.household)}}, staff::to_household());
              });
}

}  // namespace

net::Response case_page(Context& context) {
  const auto id = context.id();
  if (!id) return error_page(context, 404);
  return show_case(context, *id, {});
}

net::Response case_post(Context& context) {
  const auto id = context.id();
  if (!id) return error_page(context, 404);
  Faults faults;
  cases::CaseChange change;
  const std::int64_t state = case_field_number(context.form.value("state"));
  if (state < 0 || state >= cases::kCaseStates) return error_page(context, 400);
  change.state = static_cast<cases::CaseState>(state);
  change.owner = case_field_number(context.form.value("owner"));
  change.next_step = context.form.value("next_step");
  change.next_day = read_date(context, "next_day", faults);
  const std::int64_t version = case_field_number(context.form.value("version"));
  const bool closes = change.state == cases::CaseState::closed;
  if (!closes && faults.empty()) {
    const auto past = writes_past_day(context, *id, change, version);
    if (!past) return failure(context, past.error());
    if (past.value()) faults.push_back({"next_day.dag", staff::fault_past()});
  }
  if (closes && !context.form.has("avslutas")) faults.push_back({"avslutas", staff::fault_close()});
  if (!faults.empty()) return show_case(context, *id, faults);
  const auto done =
      context.services.cases->change_case(context.asker(kPurpose), *id, version, change);
  if (done) return saved(context, case_address(*id), "andring");
  if (done.error().code == "cases.changed") {
    context.offer = Offer::changed;
    return show_case(context, *id, {});
  }
  if (!is_field_fault(done.error())) return failure(context, done.error());
  FieldFault fault = field_fault(done.error(), "next_step");
  if (fault.id == "next_day") fault.id += ".dag";
  return show_case(context, *id, {std::move(fault)});
}

}  // namespace utvag::web
