#include <algorithm>

#include "base/whole_number.hpp"
#include "cases/from_norm.hpp"
#include "text/staff.hpp"
#include "web/answer_json.hpp"
#include "web/calculate.hpp"
#include "web/casework.hpp"
#include "web/form_parts.hpp"
#include "web/worksheet.hpp"

/// The calculations of a case: the form filled with what the case knows, saved with the case, and
/// the saved ones as they were.
namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::Address;
using html::Writer;

/// Who stays in the household in the month, each once.
std::vector<FormPerson> persons_of(const cases::CasePage& found, Month month) {
  std::vector<FormPerson> persons;
  std::vector<cases::PersonId> taken;
  for (const cases::MemberLine& each : found.members) {
    const Date from = std::max(each.stay.from, first_day(month));
    const Date to = std::min(each.stay.to.value_or(last_day(month)), last_day(month));
    const bool twice = std::find(taken.begin(), taken.end(), each.person.id) != taken.end();
    if (from > to || twice) continue;
    taken.push_back(each.person.id);
    FormPerson person{.adult = each.stay.adult, .name = full_name(each.person)};
    person.born = each.person.born;
    const int here = to.days - from.days + 1;
    if (each.stay.days) {
      person.days = std::min(*each.stay.days, here);
    } else if (!each.stay.adult && here < days_in(month)) {
      person.days = here;
    }
    persons.push_back(std::move(person));
  }
  return persons;
}

int last_revision(const cases::CasePage& found, Month month) {
  int last = 0;
  for (const cases::CalculationLine& each : found.calculations) {
    if (each.month == month) last = std::max(last, each.revision);
  }
  return last;
}

std::string page_path(cases::CaseId id) {
  return case_address(id).text() + "/berakna";
}

/// The earlier calculation whose facts may be taken over: the newest.
const cases::CalculationLine* earlier(const cases::CasePage& found) {
  return found.calculations.empty() ? nullptr : &found.calculations.front();
}

CalculationPlace case_place(const cases::CasePage& found) {
  const cases::CaseId id = found.line.id;
  CalculationPlace place;
  place.path = page_path(id);
  place.title = staff::calculate_in_case(found.line.number);
  place.active = "/mitt-arbete";
  place.chooses_municipality = false;
  place.above = [&found, id](Writer& out) {
    html::breadcrumbs(out, {{found.line.number + " " + found.line.title, case_address(id)}},
                      staff::calculate());
  };
  place.actions = [&found](Writer& out, const Reckoned& reckoned) {
    const Month month = reckoned.told->calculation->plan->question().month;
    html::hidden(out, "visat", cases::pack_result(reckoned.document).hash);
    html::hidden(out, "senaste", std::to_string(last_revision(found, month)));
    const auto line = out.in("div", {{"class", "u-actions"}, {"id", "spara"}});
    html::button(out, staff::save_in_case(), html::Button::primary, "gör", "spara");
    out.leaf("span", {{"class", "u-hint"}}, staff::save_in_case_hint());
  };
  return place;
}

void offer_earlier(Writer& out, const cases::CasePage& found, Month month) {
  html::paragraph(out, staff::calculate_in_case_intro());
  {
    // The household of another month may be another one, so that it is read anew.
    const auto line = out.in("p", {{"class", "u-line"}});
    for (const int step : {-1, 1}) {
      const Month other{month.index + step};
      out.leaf("a",
               {{"href", Address::path(page_path(found.line.id) + "?manad=" + to_string(other))}},
               staff::calculate_other(other));
    }
  }
  const cases::CalculationLine* last = earlier(found);
  if (last == nullptr) return;
  const std::string address = page_path(found.line.id) + "?manad=" + to_string(month) +
                              "&fran=" + to_string(last->month) + "." +
                              std::to_string(last->revision);
  html::button_link(out, staff::take_facts(last->month), Address::path(address),
                    html::Button::secondary);
}

/// The household that a saved calculation was made from.
Result<Json> stored_answer(const Context& context, cases::CaseId id, Month month, int revision) {
  const auto stored =
      context.services.cases->calculation(context.asker(kPurpose), id, month, revision);
  if (!stored) return stored.error();
  return parse_json(stored.value());
}

/// "2026-10.2".
std::optional<std::pair<Month, int>> calculation_named(std::string_view words) {
  const std::size_t dot = words.find('.');
  if (dot == words.npos) return std::nullopt;
  const auto month = parse_month(words.substr(0, dot));
  const int revision = whole_number<int>(words.substr(dot + 1)).value_or(0);
  if (!month || revision < 1) return std::nullopt;
  return std::pair(*month, revision);
}

/// Names for the persons of a saved answer: those whose role and day of birth fit one alone.
PersonNames names_of(const Json& answer, const cases::CasePage& found) {
  PersonNames names;
  for (const Json& each : items_of(member_of(answer, "household"), "personer")) {
    const auto born = parse_date(text_of(each, "född"));
    std::vector<const cases::MemberLine*> fits;
    for (const cases::MemberLine& member : found.members) {
      const bool known = std::any_of(fits.begin(), fits.end(), [&](const auto* other) {
        return other->person.id == member.person.id;
      });
      const bool role = member.stay.adult == (text_of(each, "roll") == "vuxen");
      if (born && member.person.born == born && role && !known) fits.push_back(&member);
    }
    if (fits.size() == 1) {
      names.emplace(text_of(each, "id"), full_name(fits.front()->person));
    }
  }
  return names;
}

cases::NewCalculation to_store(const Reckoned& reckoned, int after) {
  cases::NewCalculation store = cases::from_norm(*reckoned.told->calculation, reckoned.document);
  store.after = after;
  return store;
}

net::Response told(const Context& context, const cases::CasePage& found, const HouseholdForm& form,
                   const Reckoned& reckoned, const std::string& heading, const std::string& words) {
  CalculationPlace place = case_place(found);
  place.status = 409;
  place.intro = [&](Writer& out) { html::notice(out, html::Notice::warning, heading, words); };
  return show_calculation(context, place, form, reckoned);
}

net::Response save(const Context& context, const cases::CasePage& found, const HouseholdForm& form,
                   const Reckoned& reckoned) {
  const cases::NewCalculation store =
      to_store(reckoned, whole_number<int>(context.form.value("senaste")).value_or(-1));
  if (store.result.hash != context.form.value("visat")) {
    return told(context, found, form, reckoned, staff::answer_changed(),
                staff::answer_changed_do());
  }
  const cases::CaseId id = found.line.id;
  const auto revision =
      context.services.cases->store_calculation(context.asker(kPurpose), id, store);
  if (revision) {
    return saved(context, calculation_address(id, store.month, revision.value()), "berakning");
  }
  if (revision.error().code != "cases.changed") return failure(context, revision.error());
  const auto now = context.services.cases->case_page(context.asker(kPurpose), id);
  if (!now) return failure(context, now.error());
  return told(context, now.value(), form, reckoned, staff::other_saved(), staff::other_saved_do());
}

}  // namespace

Address calculation_address(cases::CaseId id, Month month, int revision) {
  return Address::path(case_address(id).text() + "/berakning/" + to_string(month) + "/" +
                       std::to_string(revision));
}

net::Response case_calculation_page(Context& context) {
  const auto id = context.id();
  if (!id) return error_page(context, 404);
  const auto found = context.services.cases->case_page(context.asker(kPurpose), *id);
  if (!found) return failure(context, found.error());
  const auto edition = context.services.library->edition(context.staff->municipality);
  if (!edition) return failure(context, edition.error());
  const Month month = parse_month(context.query.value("manad")).value_or(month_of(context.today()));
  HouseholdForm form(*edition.value(), month, context.staff->municipality,
                     persons_of(found.value(), month));
  CalculationPlace place = case_place(found.value());
  const auto from = calculation_named(context.query.value("fran"));
  if (!from) {
    place.intro = [&](Writer& out) { offer_earlier(out, found.value(), month); };
    return show_calculation(context, place, form, {});
  }
  const auto answer = stored_answer(context, *id, from->first, from->second);
  if (!answer) return failure(context, answer.error());
  form.take(member_of(answer.value(), "household"));
  place.intro = [&](Writer& out) {
    html::notice(out, html::Notice::warning, staff::facts_taken(from->first),
                 staff::facts_taken_do(month));
  };
  return show_calculation(context, place, form, {});
}

net::Response case_calculation_post(Context& context) {
  const auto id = context.id();
  if (!id) return error_page(context, 404);
  const auto found = context.services.cases->case_page(context.asker(kPurpose), *id);
  if (!found) return failure(context, found.error());
  const std::string& municipality = context.staff->municipality;
  const auto edition = context.services.library->edition(municipality);
  if (!edition) return failure(context, edition.error());
  HouseholdForm form(*edition.value(), context.form);
  const std::string_view button = context.form.value("gör");
  if (!button.empty() && button != "spara") {
    form.change(button);
    return show_calculation(context, case_place(found.value()), form, {});
  }
  const Reckoned reckoned = reckon(context, form, municipality);
  if (button == "spara" && reckoned.told) return save(context, found.value(), form, reckoned);
  return show_calculation(context, case_place(found.value()), form, reckoned);
}

/// A saved calculation: what was answered then, as it was stored, told from its own bytes.
net::Response stored_calculation_page(Context& context) {
  const auto id = context.id();
  const auto month = parse_month(context.path.find(":month")->second);
  const auto revision = context.id(":revision");
  if (!id || !month || !revision || *revision > 1'000'000) return error_page(context, 404);
  const auto found = context.services.cases->case_page(context.asker(kPurpose), *id);
  if (!found) return failure(context, found.error());
  const auto answer = stored_answer(context, *id, *month, static_cast<int>(*revision));
  if (!answer) return failure(context, answer.error());
  const auto people = context.services.cases->staff(context.staff->municipality);
  if (!people) return failure(context, people.error());
  const auto edition = context.services.library->edition(context.staff->municipality);
  const std::string title = staff::calculation_of(month_text(*month));
  return page(
      context, title, {.active = "/mitt-arbete", .density = html::Density::dense},
      [&](Writer& out) {
        const cases::CaseLine& line = found.value().line;
        html::breadcrumbs(out, {{line.number + " " + line.title, case_address(*id)}}, title);
        write_receipt(out, context);
        out.leaf("h1", title);
        for (const cases::CalculationLine& each : found.value().calculations) {
          if (each.month != *month || each.revision != *revision) continue;
          std::string by;
          for (const cases::Staff& one : people.value()) {
            if (one.id == each.made_by) by = one.name;
          }
          html::facts(out, {{staff::revision(), std::to_string(each.revision)},
                            {staff::made_at(), instant_words(each.made_at)},
                            {staff::made_by(), by}});
        }
        if (*revision < last_revision(found.value(), *month)) {
          html::notice(out, html::Notice::info, staff::newer_version(), staff::newer_version_do());
        }
        ShownAnswer shown{.answer = answer.value(),
                          .names = names_of(answer.value(), found.value())};
        shown.municipality = municipality_words(context, text_of(answer.value(), "municipality"));
        if (edition) shown.presentation = edition.value()->presentation.get();
        write_answer(out, shown);
        const auto actions = out.in("div", {{"class", "u-actions"}});
        html::button_link(out, staff::to_case(), case_address(*id), html::Button::primary);
        html::button_link(out, staff::open_facts(),
                          Address::path(page_path(*id) + "?manad=" + to_string(*month) + "&fran=" +
                                        to_string(*month) + "." + std::to_string(*revision)),
                          html::Button::secondary);
      });
}

}  // namespace utvag::web
