#include "base/whole_number.hpp"
#include "text/staff.hpp"
#include "web/casework.hpp"

namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::FieldFault;
using html::Writer;

/// What a page of it is shown with, besides what was typed.
struct NumberState {
  std::vector<FieldFault> faults = {};
  std::optional<cases::PersonLine> taken = {};  ///< who has the number already
};

/// What is to be done, and with what; a fault for each field that is wrong.
cases::NumberChange number_change_of(const Context& context, std::vector<FieldFault>& faults) {
  cases::NumberChange change;
  const std::string_view kind = context.form.value("number_kind");
  if (kind != "nummer" && kind != "reserv" && kind != "född")
    faults.push_back({"number_kind", staff::number_choose()});
  if (kind == "nummer") {
    change.identity = context.form.value("identity");
    if (change.identity.find_first_not_of(' ') == std::string::npos)
      faults.push_back({"identity", staff::fault_number()});
  }
  change.reserve = kind == "reserv";
  const std::size_t before = faults.size();
  change.born = read_date(context, "born", faults);
  if (kind == "född" && !change.born && faults.size() == before)
    faults.push_back({"born.dag", staff::fault_date()});
  change.reason = context.form.value("reason");
  if (change.reason.find_first_not_of(' ') == std::string::npos)
    faults.push_back({"reason", staff::reason_needed()});
  return change;
}

std::vector<html::Option> number_kinds() {
  return {{"nummer", staff::number_kind_number()},
          {"reserv", staff::number_kind_reserve()},
          {"född", staff::number_kind_born()}};
}

void number_fields(Writer& out, const Context& context, const cases::PersonPage& person,
                   const std::vector<FieldFault>& faults) {
  const auto typed = [&](const char* name) { return std::string(context.form.value(name)); };
  html::hidden(out, "version",
               context.form.has("version") && context.offer != Offer::changed
                   ? typed("version")
                   : std::to_string(person.version));
  html::radio_field(out,
                    {.id = "number_kind",
                     .label = staff::number_what(),
                     .options = number_kinds(),
                     .value = typed("number_kind")},
                    faults);
  html::text_field(out,
                   {.id = "identity",
                    .label = staff::number_new(),
                    .hint = staff::number_new_hint(),
                    .value = typed("identity"),
                    .width = html::Width::name},
                   faults);
  html::date_field(out, date_of_form(context, "born", staff::person_born_if_needed()), faults);
  html::text_field(out,
                   {.id = "reason",
                    .label = staff::reason(),
                    .hint = staff::number_reason_hint(),
                    .value = typed("reason")},
                   faults);
  html::button(out, staff::go_on(), html::Button::primary, "gör", "eko");
}

net::Response show_number(const Context& context, const cases::PersonPage& person,
                          const NumberState& state) {
  const bool wrong = !state.faults.empty();
  const std::string title = staff::number_of(full_name(person.line));
  return page(context, title,
              {.status = wrong                             ? 422
                         : context.offer == Offer::changed ? 409
                                                           : 200,
               .error = wrong,
               .active = "/sok"},
              [&](Writer& out) {
                html::breadcrumbs(out, {{staff::to_person(), person_address(person.line.id)}},
                                  staff::person_number());
                html::error_summary(out, state.faults);
                out.leaf("h1", title);
                if (state.taken) {
                  html::notice(out, html::Notice::warning, staff::number_taken(),
                               full_name(*state.taken));
                  html::button_link(out, staff::to_person(), person_address(state.taken->id),
                                    html::Button::secondary);
                }
                html::facts(out, {{staff::person_number(), person.contact.number},
                                  {staff::person_born(), day_words(person.contact.born)}});
                html::post_form(out, number_address(person.line.id), context.csrf(),
                                [&] { number_fields(out, context, person, state.faults); });
              });
}

/// Reads back whose number becomes what: nothing is changed before somebody has seen it.
net::Response confirm_number(const Context& context, const cases::PersonPage& person,
                             const cases::NumberChange& change) {
  return page(context, staff::confirm_number(), {.active = "/sok"}, [&](Writer& out) {
    out.leaf("h1", staff::confirm_number());
    html::facts(out, {{staff::person_name(), full_name(person.line)},
                      {staff::number_now(), person.contact.number},
                      {staff::number_new(),
                       change.reserve ? staff::number_kind_reserve() : change.identity},
                      {staff::person_born(), day_words(change.born)},
                      {staff::reason(), change.reason}});
    html::post_form(out, number_address(person.line.id), context.csrf(), [&] {
      for (const char* name :
           {"version", "number_kind", "identity", "born.dag", "born.månad", "born.år", "reason"})
        html::hidden(out, name, context.form.value(name));
      html::hidden(out, "läst", "ja");
      html::button(out, staff::number_save(), html::Button::primary, "gör", "nummer");
    });
    html::button_link(out, staff::to_person(), person_address(person.line.id),
                      html::Button::secondary);
  });
}

/// Before it is made: whoever has the number already is told of, if the asker may know.
net::Response ask_number(const Context& context, const cases::PersonPage& person,
                         const cases::NumberChange& change) {
  if (change.identity.empty()) return confirm_number(context, person, change);
  NumberState state;
  const auto known = context.services.cases->echo(context.asker(kPurpose), change.identity);
  if (!known && known.error().code == "cases.not-found")
    return confirm_number(context, person, change);
  if (!known && !is_field_fault(known.error())) return failure(context, known.error());
  if (!known) {
    state.faults.push_back(field_fault(known.error(), "identity"));
  } else if (known.value().id == person.line.id) {
    if (change.born) return confirm_number(context, person, change);
    state.faults.push_back({"identity", staff::number_same()});
  } else {
    state.faults.push_back({"identity", staff::number_taken()});
    state.taken = known.value();
  }
  return show_number(context, person, state);
}

net::Response save_number(Context& context, const cases::PersonPage& person,
                          const cases::NumberChange& change) {
  const auto version = whole_number<std::int64_t>(context.form.value("version")).value_or(0);
  const auto done = context.services.cases->change_number(context.asker(kPurpose), person.line.id,
                                                          version, change);
  if (done) return saved(context, person_address(person.line.id), "nummer");
  if (done.error().code == "cases.changed") {
    context.offer = Offer::changed;
    return show_number(context, person, {});
  }
  if (!is_field_fault(done.error())) return failure(context, done.error());
  FieldFault fault = field_fault(done.error(), "identity");
  if (fault.id == "born") fault.id = "born.dag";
  return show_number(context, person, {{std::move(fault)}, {}});
}

}  // namespace

net::Response person_number_page(Context& context) {
  const auto id = context.id();
  if (!id) return error_page(context, 404);
  const auto person = context.services.cases->person(context.asker(kPurpose), *id);
  if (!person) return failure(context, person.error());
  return show_number(context, person.value(), {});
}

net::Response person_number_post(Context& context) {
  const auto id = context.id();
  if (!id) return error_page(context, 404);
  const auto person = context.services.cases->person(context.asker(kPurpose), *id);
  if (!person) return failure(context, person.error());
  NumberState state;
  const cases::NumberChange change = number_change_of(context, state.faults);
  if (!state.faults.empty()) return show_number(context, person.value(), state);
  if (context.sent_by("nummer") && context.form.has("läst"))
    return save_number(context, person.value(), change);
  return ask_number(context, person.value(), change);
}

}  // namespace utvag::web
