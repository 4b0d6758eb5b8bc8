#include <array>
#include <charconv>

#include "base/whole_number.hpp"
#include "text/staff.hpp"
#include "web/casework.hpp"

namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::Address;
using html::Writer;

/// An id in a query is written so that it cannot be taken for a person's number.
constexpr int kIdBase = 36;

std::string id_words(std::int64_t id) {
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), id, kIdBase);
  return {digits.data(), end.ptr};
}

void counts(Writer& out, const cases::WorkPage& work) {
  const auto list = out.in("dl", {{"class", "u-counts"}});
  const auto count = [&](const std::string& words, std::int64_t value) {
    const auto pair = out.in("div");
    out.leaf("dt", words);
    out.leaf("dd", std::to_string(value));
  };
  count(staff::work_late(), work.late);
  count(staff::work_today(), work.today);
  count(staff::work_open(), work.open);
}

void state_filter(Writer& out, const Context& context) {
  const auto form =
      out.in("form", {{"method", "get"}, {"action", Address("/mitt-arbete")}, {"class", "u-row"}});
  html::SelectField state{.id = "läge", .label = staff::case_state()};
  state.options.push_back({"", staff::all_states()});
  for (int i = 0; i < cases::kCaseStates; ++i) {
    state.options.push_back(
        {std::to_string(i), std::string(cases::name_sv(static_cast<cases::CaseState>(i)))});
  }
  state.value = context.query.value("läge");
  html::select_field(out, state, {});
  html::button(out, staff::show(), html::Button::secondary);
}

cases::WorkQuery query_of(const Context& context) {
  cases::WorkQuery query;
  const auto state = whole_number<std::int64_t>(context.query.value("läge"));
  if (state && *state >= 0 && *state < cases::kCaseStates) {
    query.state = static_cast<cases::CaseState>(*state);
  }
  const auto day = whole_number<std::int64_t>(context.query.value("efter"));
  const auto id = whole_number<std::int64_t>(context.query.value("id"), kIdBase);
  if (day && id) query.after = {*day, *id};
  return query;
}

}  // namespace

net::Response my_work_page(Context& context) {
  const cases::WorkQuery query = query_of(context);
  const auto work = context.services.cases->my_work(context.asker(kPurpose), query);
  if (!work) return failure(context, work.error());
  return page(context, staff::nav_work(),
              {.active = "/mitt-arbete", .density = html::Density::dense}, [&](Writer& out) {
                out.leaf("h1", staff::nav_work());
                counts(out, work.value());
                if (work.value().open == 0) {
                  html::empty_state(out, staff::work_none(), staff::work_none_do(),
                                    html::Link{staff::nav_search(), Address("/sok")});
                  return;
                }
                state_filter(out, context);
                if (work.value().rows.empty()) {
                  html::empty_state(out, staff::work_none_here(), staff::work_none_here_do(),
                                    html::Link{staff::all_states(), Address("/mitt-arbete")});
                  return;
                }
                case_table(out, work.value().rows, context.today(), staff::nav_work(), false);
                if (!work.value().next) return;
                std::string next =
                    "/mitt-arbete?efter=" + std::to_string(work.value().next->next_day) +
                    "&id=" + id_words(work.value().next->id);
                if (query.state) {
                  next += "&l%C3%A4ge=" + std::to_string(static_cast<int>(*query.state));
                }
                html::button_link(out, staff::show_more(), Address::path(std::move(next)),
                                  html::Button::secondary);
              });
}

// ---- search: by POST, so that no name or number stands in an address or a log ----

namespace {

net::Response show_search(const Context& context, const std::string& words,
                          const cases::SearchAnswer* answer,
                          const std::vector<html::FieldFault>& faults) {
  const bool wrong = !faults.empty();
  return page(context, staff::nav_search(),
              {.status = wrong ? 422 : 200,
               .error = wrong,
               .active = "/sok",
               .density = html::Density::dense},
              [&](Writer& out) {
                html::error_summary(out, faults);
                out.leaf("h1", staff::nav_search());
                html::post_form(out, Address("/sok"), context.csrf(), [&] {
                  const auto row = out.in("div", {{"class", "u-row"}});
                  html::text_field(out,
                                   {.id = "sök",
                                    .label = staff::search_for(),
                                    .hint = staff::search_hint(),
                                    .value = words},
                                   faults);
                  html::button(out, staff::search(), html::Button::primary);
                });
                if (answer == nullptr) {
                  html::button_link(out, staff::new_person(), Address("/personer/ny"),
                                    html::Button::secondary);
                  return;
                }
                const auto count = static_cast<std::int64_t>(answer->hits.size());
                out.leaf("h2", answer->more ? staff::first_hits(count) : staff::hits(count));
                if (answer->hits.empty()) {
                  html::empty_state(out, staff::no_hits(), staff::no_hits_do(),
                                    html::Link{staff::new_person(), Address("/personer/ny")});
                  return;
                }
                {
                  html::Table table(out, staff::nav_search(),
                                    {{staff::person_name(), html::Align::start, false},
                                     {staff::person_number(), html::Align::start, false},
                                     {staff::case_state(), html::Align::start, false}},
                                    true);
                  for (const cases::Hit& each : answer->hits) {
                    table.begin_row();
                    table.cell([&] {
                      if (each.person) {
                        out.leaf("a", {{"href", person_address(each.person->id)}},
                                 full_name(*each.person));
                        out.text(" ");
                        protection_mark(out, each.person->protection);
                      } else if (each.found_case) {
                        out.leaf("a", {{"href", case_address(each.found_case->id)}},
                                 each.found_case->number + " " + each.found_case->title);
                      }
                    });
                    table.cell(each.person ? each.person->number : std::string());
                    table.cell([&] {
                      if (each.found_case) state_mark(out, each.found_case->state);
                    });
                    table.end_row();
                  }
                }
              });
}

}  // namespace

net::Response search_page(Context& context) {
  return show_search(context, std::string(context.form.value("sök")), nullptr, {});
}

net::Response search_post(Context& context) {
  const std::string words(context.form.value("sök"));
  const auto answer = context.services.cases->search(context.asker(kPurpose), words);
  if (!answer) {
    if (!is_field_fault(answer.error())) return failure(context, answer.error());
    return show_search(context, words, nullptr, {{"sök", answer.error().sv}});
  }
  if (answer.value().by == cases::SearchAnswer::By::nothing) {
    const bool empty = words.find_first_not_of(' ') == std::string::npos;
    return show_search(context, words, nullptr,
                       {{"sök", empty ? staff::search_nothing() : staff::search_short()}});
  }
  return show_search(context, words, &answer.value(), {});
}

}  // namespace utvag::web
