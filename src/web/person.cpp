#include <algorithm>
#include <array>

#include "base/whole_number.hpp"
#include "text/staff.hpp"
#include "web/casework.hpp"
#include "web/languages.hpp"

namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::Address;
using html::FieldFault;
using html::Writer;
using Faults = std::vector<FieldFault>;

/// What is shown besides the person: what was typed and is wrong, and what was asked to be shown.
struct State {
  Faults faults;
  std::optional<cases::Contact> revealed;
};

/// "952 31 ", as it is written before a town.
std::string postcode_words(const std::string& postcode) {
  if (postcode.size() != 5) return postcode.empty() ? postcode : postcode + " ";
  return postcode.substr(0, 3) + " " + postcode.substr(3) + " ";
}

/// Numbers and birth dates that were put right, when, by whom and why.
void write_earlier(Writer& out, const std::vector<cases::EarlierNumber>& earlier) {
  if (earlier.empty()) return;
  html::Table table(out, staff::earlier_numbers(),
                    {{staff::person_number(), html::Align::start, false},
                     {staff::person_born(), html::Align::start, false},
                     {staff::member_from(), html::Align::start, false},
                     {staff::corrected_at(), html::Align::start, false},
                     {staff::decided_by(), html::Align::start, false},
                     {staff::reason(), html::Align::start, false}});
  for (const cases::EarlierNumber& each : earlier) {
    table.row({each.number, day_words(each.born), day_words(each.from), instant_words(each.until),
               each.staff_name, each.reason});
  }
}

void write_contact(Writer& out, const Context& context, const cases::PersonPage& person,
                   const State& state) {
  const cases::Contact& shown = state.revealed ? *state.revealed : person.contact;
  html::facts(out, {{staff::person_number(), shown.number},
                    {staff::person_born(), shown.masked ? shown.street : day_words(shown.born)},
                    {staff::person_language(), language_words(person.language)},
                    {staff::person_interpreter(), interpreter_words(person.interpreter)},
                    {staff::person_street(), shown.street},
                    {staff::person_city(), postcode_words(shown.postcode) + shown.city},
                    {staff::person_phone(), shown.phone},
                    {staff::person_email(), shown.email}});
  write_earlier(out, shown.earlier);
  html::button_link(out, staff::to_number(), number_address(person.line.id),
                    html::Button::secondary);
  if (!shown.masked || state.revealed) return;
  html::notice(out, html::Notice::warning, staff::masked_heading(), staff::masked_words());
  html::post_form(out, person_address(person.line.id), context.csrf(), [&] {
    html::text_field(out,
                     {.id = "purpose",
                      .label = staff::purpose(),
                      .hint = staff::purpose_hint(),
                      .value = std::string(context.form.value("purpose"))},
                     state.faults);
    html::button(out, staff::reveal(), html::Button::secondary, "gör", "visa");
  });
}

/// For those that are used. Masked ones cannot be told apart: they are asked to be shown first.
void end_account_form(Writer& out, const Context& context, const cases::PersonPage& person,
                      const State& state) {
  const bool typed = context.sent_by("kontoslut");
  if (person.contact.masked && !state.revealed && !typed) return;
  html::SelectField which{.id = "avslutas_konto", .label = staff::account()};
  for (const cases::StoredAccount& each :
       state.revealed ? state.revealed->accounts : person.contact.accounts) {
    if (each.end) continue;
    which.options.push_back(
        {std::to_string(each.id), staff::account_since(each.shown, each.since)});
  }
  if (which.options.empty()) return;
  which.value = context.form.value("avslutas_konto");
  html::details(out, staff::end_account(), typed, [&] {
    html::post_form(out, person_address(person.line.id), context.csrf(), [&] {
      html::select_field(out, which, state.faults);
      html::date_field(out, date_of_form(context, "konto_till", staff::account_unused_from()),
                       state.faults);
      html::text_field(out,
                       {.id = "konto_skäl",
                        .label = staff::reason(),
                        .hint = staff::account_reason_hint(),
                        .value = std::string(context.form.value("konto_skäl"))},
                       state.faults);
      html::button(out, staff::end_account(), html::Button::primary, "gör", "kontoslut");
    });
  });
}

void write_accounts(Writer& out, const Context& context, const cases::PersonPage& person,
                    const State& state) {
  const std::vector<cases::StoredAccount>& accounts =
      state.revealed ? state.revealed->accounts : person.contact.accounts;
  out.leaf("h2", staff::accounts());
  if (accounts.empty()) html::paragraph(out, staff::no_accounts());
  if (!accounts.empty()) {
    html::Table table(out, staff::accounts(),
                      {{staff::account(), html::Align::start, false},
                       {staff::account_bank(), html::Align::start, false},
                       {staff::member_from(), html::Align::start, false},
                       {staff::account_unused_from(), html::Align::start, false}},
                      true);
    for (const cases::StoredAccount& each : accounts) {
      table.begin_row();
      table.cell([&] {
        out.text(each.shown);
        if (each.account.checked) return;
        out.text(" ");
        html::tag(out, html::Tone::warning, staff::account_unchecked());
      });
      table.cell(each.account.bank);
      table.cell(day_words(each.since));
      table.cell([&] {
        if (!each.end) return;
        out.text(day_words(each.end->from) + " (" + each.end->staff_name + ": " + each.end->reason +
                 ")");
      });
      table.end_row();
    }
  }
  end_account_form(out, context, person, state);
  const auto typed = [&](const char* name) { return std::string(context.form.value(name)); };
  html::details(out, staff::add_account(), context.sent_by("konto"), [&] {
    html::post_form(out, person_address(person.line.id), context.csrf(), [&] {
      html::select_field(out,
                         {.id = "kontoslag",
                          .label = staff::account_kind(),
                          .options = {{"bank", staff::account_kind_bank()},
                                      {"bankgiro", staff::account_kind_bankgiro()},
                                      {"plusgiro", staff::account_kind_plusgiro()},
                                      {"iban", staff::account_kind_iban()}},
                          .value = typed("kontoslag")},
                         state.faults);
      html::text_field(out,
                       {.id = "clearing",
                        .label = staff::account_clearing(),
                        .hint = staff::account_clearing_hint(),
                        .value = typed("clearing"),
                        .width = html::Width::number,
                        .input_mode = "numeric"},
                       state.faults);
      html::text_field(out,
                       {.id = "konto",
                        .label = staff::account_number(),
                        .value = typed("konto"),
                        .width = html::Width::name},
                       state.faults);
      html::button(out, staff::save(), html::Button::primary, "gör", "konto");
    });
  });
}

/// Whoever has no household, or has moved from one, gets a new one from a day.
void household_form(Writer& out, const Context& context, cases::PersonId id, const Faults& faults) {
  html::details(out, staff::create_household(), context.sent_by("hushåll"), [&] {
    html::post_form(out, person_address(id), context.csrf(), [&] {
      html::DateField from = date_of_form(context, "household_from", staff::member_from());
      if (!context.sent_by("hushåll")) {
        const CivilDate first = civil(first_day(month_of(context.today())));
        from.day = std::to_string(first.day);
        from.month = std::to_string(first.month);
        from.year = std::to_string(first.year);
      }
      html::date_field(out, from, faults);
      html::button(out, staff::create_household(), html::Button::secondary, "gör", "hushåll");
    });
  });
}

void write_stays(Writer& out, const Context& context, const cases::PersonPage& person,
                 const Faults& faults) {
  out.leaf("h2", staff::households());
  if (person.stays.empty()) {
    html::paragraph(out, staff::no_households());
    return household_form(out, context, person.line.id, faults);
  }
  {
    html::Table table(out, staff::households(),
                      {{staff::household(), html::Align::start, false},
                       {staff::member_as(), html::Align::start, false},
                       {staff::member_from(), html::Align::start, false},
                       {staff::member_to(), html::Align::start, false},
                       {staff::member_days(), html::Align::number, false}},
                      true);
    for (const cases::Stay& each : person.stays) {
      table.begin_row();
      table.cell([&] {
        out.leaf("a", {{"href", household_address(each.household)}}, household_title(each.title));
      });
      table.cell(each.adult ? staff::adult() : staff::child());
      table.cell(day_words(each.from));
      table.cell(day_words(each.to));
      table.cell(each.days ? std::to_string(*each.days) : staff::all_days());
      table.end_row();
    }
  }
  household_form(out, context, person.line.id, faults);
}

/// The cases of every household the person has been in.
void write_cases(Writer& out, const Context& context, const cases::PersonPage& person) {
  std::vector<cases::HouseholdId> seen;
  std::vector<cases::CaseLine> lines;
  for (const cases::Stay& each : person.stays) {
    if (std::find(seen.begin(), seen.end(), each.household) != seen.end()) continue;
    seen.push_back(each.household);
    const auto found =
        context.services.cases->household(context.asker(kPurpose), each.household, context.today());
    if (!found) continue;  // one that the asker may not know of
    lines.insert(lines.end(), found.value().cases.begin(), found.value().cases.end());
  }
  if (lines.empty()) return;
  out.leaf("h2", staff::cases());
  case_table(out, lines, context.today(), staff::cases(), true);
}

/// The fields of a person that may be edited; named as the service names them.
void person_fields(Writer& out, const std::function<std::string(const char*)>& value,
                   const Faults& faults) {
  const auto text = [&](const char* id, std::string label, html::Width width) {
    html::text_field(out, {.id = id, .label = std::move(label), .value = value(id), .width = width},
                     faults);
  };
  text("given_name", staff::person_given(), html::Width::name);
  text("family_name", staff::person_family(), html::Width::name);
  html::select_field(out,
                     {.id = "language",
                      .label = staff::person_language(),
                      .options = language_options(value("language")),
                      .value = value("language")},
                     faults);
  html::select_field(out,
                     {.id = "interpreter",
                      .label = staff::person_interpreter(),
                      .options = interpreter_options(),
                      .value = value("interpreter")},
                     faults);
  text("street", staff::person_street(), html::Width::name);
  text("postcode", staff::person_postcode(), html::Width::number);
  text("city", staff::person_city(), html::Width::name);
  text("phone", staff::person_phone(), html::Width::name);
  text("email", staff::person_email(), html::Width::name);
}

void edit_form(Writer& out, const Context& context, const cases::PersonPage& person,
               const State& state) {
  // A masked address may not be saved over the true one: it is edited only when it is seen.
  const bool typed = context.sent_by("ändra");
  if (person.contact.masked && !state.revealed && !typed) return;
  const cases::Contact& shown = state.revealed ? *state.revealed : person.contact;
  const auto value = [&](const char* name) -> std::string {
    if (typed) return std::string(context.form.value(name));
    const std::string_view asked = name;
    if (asked == "given_name") return person.line.given_name;
    if (asked == "family_name") return person.line.family_name;
    if (asked == "language") return person.language;
    if (asked == "interpreter") return std::to_string(static_cast<int>(person.interpreter));
    if (asked == "street") return shown.street;
    if (asked == "postcode") return shown.postcode;
    if (asked == "city") return shown.city;
    return asked == "phone" ? shown.phone : shown.email;
  };
  html::details(out, staff::edit_person(), typed, [&] {
    html::post_form(out, person_address(person.line.id), context.csrf(), [&] {
      html::hidden(out, "version",
                   typed && context.offer != Offer::changed
                       ? std::string(context.form.value("version"))
                       : std::to_string(person.version));
      person_fields(out, value, state.faults);
      html::button(out, staff::save(), html::Button::primary, "gör", "ändra");
    });
  });
}

/// Who may know of a protected person; and the way to the page where that is decided.
void write_protection(Writer& out, const Context& context, const cases::PersonPage& person) {
  const bool head = context.staff->role == cases::Role::unit_head;
  if (!head && person.access.empty()) return;
  out.leaf("h2", staff::protection());
  if (!person.access.empty()) {
    html::paragraph(out, staff::who_may_know());
    const auto list = out.in("ul");
    for (const cases::Staff& each : person.access) out.leaf("li", each.name);
  }
  if (!head) return;
  html::button_link(out, staff::to_protection(), protection_address(person.line.id),
                    html::Button::secondary);
}

net::Response show_person(const Context& context, cases::PersonId id, const State& state) {
  const auto found = context.services.cases->person(context.asker(kPurpose), id);
  if (!found) return failure(context, found.error());
  const cases::PersonPage& person = found.value();
  const bool wrong = !state.faults.empty();
  return page(context, full_name(person.line),
              {.status = wrong                             ? 422
                         : context.offer == Offer::changed ? 409
                                                           : 200,
               .error = wrong,
               .active = "/sok",
               .density = html::Density::dense},
              [&](Writer& out) {
                html::error_summary(out, state.faults);
                write_receipt(out, context);
                {
                  const auto heading = out.in("h1");
                  out.text(full_name(person.line));
                  out.text(" ");
                  protection_mark(out, person.line.protection);
                }
                for (const cases::PersonId twin : person.twins) {
                  html::notice(out, html::Notice::warning, staff::twin(), staff::twin_do());
                  html::button_link(out, staff::to_person(), person_address(twin),
                                    html::Button::secondary);
                }
                if (person.crowded) {
                  html::notice(out, html::Notice::warning, staff::crowded(), staff::crowded_do());
                }
                write_contact(out, context, person, state);
                edit_form(out, context, person, state);
                write_stays(out, context, person, state.faults);
                write_cases(out, context, person);
                write_accounts(out, context, person, state);
                write_protection(out, context, person);
              });
}

Result<cases::Account> read_account(const Context& context) {
  const std::string_view kind = context.form.value("kontoslag");
  const std::string_view number = context.form.value("konto");
  if (kind == "bankgiro") return cases::parse_bankgiro(number);
  if (kind == "plusgiro") return cases::parse_plusgiro(number);
  if (kind == "iban") return cases::parse_iban(number);
  return cases::parse_bank_account(context.form.value("clearing"), number);
}

net::Response refused_person(const Context& context, cases::PersonId id, const Error& error,
                             std::string_view otherwise) {
  if (!is_field_fault(error)) return failure(context, error);
  State state;
  state.faults.push_back(field_fault(error, otherwise));
  return show_person(context, id, state);
}

net::Response save_account(const Context& context, cases::PersonId id) {
  const auto account = read_account(context);
  if (!account) {
    return refused_person(context, id, account.error(),
                          account.error().code == "account.clearing" ? "clearing" : "konto");
  }
  const auto done =
      context.services.cases->add_account(context.asker(kPurpose), id, account.value());
  if (!done) return refused_person(context, id, done.error(), "konto");
  return saved(context, person_address(id), "konto");
}

net::Response save_account_end(const Context& context, cases::PersonId id) {
  State state;
  const auto from = read_date(context, "konto_till", state.faults);
  if (!from && state.faults.empty()) {
    state.faults.push_back({"konto_till.dag", staff::fault_date()});
  }
  const std::string reason(context.form.value("konto_skäl"));
  if (reason.find_first_not_of(' ') == std::string::npos) {
    state.faults.push_back({"konto_skäl", staff::reason_needed()});
  }
  if (!state.faults.empty()) return show_person(context, id, state);
  const auto account = whole_number<std::int64_t>(context.form.value("avslutas_konto")).value_or(0);
  const auto done =
      context.services.cases->end_account(context.asker(kPurpose), id, account, *from, reason);
  if (done) return saved(context, person_address(id), "kontoslut");
  if (!is_field_fault(done.error())) return failure(context, done.error());
  const std::string& where = done.error().where;
  const char* const field = where == "from"     ? "konto_till.dag"
                            : where == "reason" ? "konto_skäl"
                                                : "avslutas_konto";
  state.faults.push_back({field, done.error().sv});
  return show_person(context, id, state);
}

net::Response save_edit(Context& context, cases::PersonId id) {
  const auto said = [&](const char* name) { return std::string(context.form.value(name)); };
  cases::PersonEdit edit;
  edit.given_name = said("given_name");
  edit.family_name = said("family_name");
  edit.language = said("language");
  edit.interpreter = interpreter_of(said("interpreter"));
  edit.street = said("street");
  edit.postcode = said("postcode");
  edit.city = said("city");
  edit.phone = said("phone");
  edit.email = said("email");
  const std::int64_t version = whole_number<std::int64_t>(said("version")).value_or(0);
  const auto done = context.services.cases->edit_person(context.asker(kPurpose), id, version, edit);
  if (!done && done.error().code == "cases.changed") {
    context.offer = Offer::changed;
    return show_person(context, id, {});
  }
  if (!done) return refused_person(context, id, done.error(), "given_name");
  return saved(context, person_address(id), "person");
}

net::Response make_household(const Context& context, cases::PersonId id) {
  State state;
  const auto from = read_date(context, "household_from", state.faults);
  if (!from && state.faults.empty()) {
    state.faults.push_back({"household_from.dag", staff::fault_date()});
  }
  if (!from) return show_person(context, id, state);
  cases::NewStay stay;
  stay.person = id;
  stay.from = *from;
  const auto made = context.services.cases->create_household(context.asker(kPurpose), {stay});
  if (!made && is_field_fault(made.error())) {
    state.faults.push_back({"household_from.dag", made.error().sv});
    return show_person(context, id, state);
  }
  if (!made) return failure(context, made.error());
  return saved(context, household_address(made.value()), "hushall");
}

}  // namespace

net::Response person_page(Context& context) {
  const auto id = context.id();
  if (!id) return error_page(context, 404);
  return show_person(context, *id, {});
}

net::Response person_post(Context& context) {
  const auto id = context.id();
  if (!id) return error_page(context, 404);
  const std::string_view button = context.form.value("gör");
  if (button == "konto") return save_account(context, *id);
  if (button == "kontoslut") return save_account_end(context, *id);
  if (button == "ändra") return save_edit(context, *id);
  if (button == "hushåll") return make_household(context, *id);
  if (button != "visa") return error_page(context, 400);
  const std::string_view purpose = context.form.value("purpose");
  if (purpose.find_first_not_of(' ') == purpose.npos) {
    const Error empty{"cases.field", "purpose", staff::purpose_needed(), ""};
    return refused_person(context, *id, empty, "purpose");
  }
  auto revealed = context.services.cases->reveal(context.asker(purpose), *id);
  if (!revealed) return refused_person(context, *id, revealed.error(), "purpose");
  State state;
  state.revealed = std::move(revealed.value());
  return show_person(context, *id, state);
}

// ---- a new person ----

namespace {

net::Response show_new(const Context& context, const Faults& faults, const cases::PersonLine* known,
                       bool free = false) {
  const bool wrong = !faults.empty();
  return page(
      context, staff::new_person(), {.status = wrong ? 422 : 200, .error = wrong, .active = "/sok"},
      [&](Writer& out) {
        html::error_summary(out, faults);
        out.leaf("h1", staff::new_person());
        if (free) {
          html::notice(out, html::Notice::success, staff::number_free(), staff::number_free_do());
        }
        if (known != nullptr) {
          html::notice(out, html::Notice::info, staff::already_here(), full_name(*known));
          html::button_link(out, staff::to_person(), person_address(known->id),
                            html::Button::primary);
        }
        html::post_form(out, Address("/personer/ny"), context.csrf(), [&] {
          html::text_field(out,
                           {.id = "identity",
                            .label = staff::person_number(),
                            .hint = staff::person_number_hint(),
                            .value = std::string(context.form.value("identity")),
                            .width = html::Width::name},
                           faults);
          html::date_field(out, date_of_form(context, "born", staff::person_born_if_needed()),
                           faults);
          person_fields(
              out, [&](const char* name) { return std::string(context.form.value(name)); }, faults);
          // The first button is what the Enter key presses in every field.
          html::button(out, staff::save(), html::Button::primary, "gör", "spara");
          html::button(out, staff::look_up(), html::Button::secondary, "gör", "eko");
        });
      });
}

/// The person with the number typed, when there is one whom the asker may know of.
Result<std::optional<cases::PersonLine>> echoed(const Context& context) {
  const auto found =
      context.services.cases->echo(context.asker(kPurpose), context.form.value("identity"));
  if (found) return std::optional(found.value());
  if (found.error().code == "cases.not-found") return std::optional<cases::PersonLine>();
  return found.error();
}

net::Response register_new(const Context& context, Faults faults) {
  const auto said = [&](const char* name) { return std::string(context.form.value(name)); };
  cases::NewPerson person;
  person.identity = said("identity");
  person.given_name = said("given_name");
  person.family_name = said("family_name");
  person.born = read_date(context, "born", faults);
  person.language = said("language");
  person.interpreter = interpreter_of(said("interpreter"));
  person.street = said("street");
  person.postcode = said("postcode");
  person.city = said("city");
  person.phone = said("phone");
  person.email = said("email");
  if (person.given_name.empty()) faults.push_back({"given_name", staff::fault_given()});
  if (person.family_name.empty()) faults.push_back({"family_name", staff::fault_family()});
  if (!faults.empty()) return show_new(context, faults, nullptr);
  const auto made = context.services.cases->register_person(context.asker(kPurpose), person);
  if (made) return saved(context, person_address(made.value()), "ny");
  if (!is_field_fault(made.error())) return failure(context, made.error());
  FieldFault fault = field_fault(made.error(), "identity");
  if (fault.id == "born") fault.id = "born.dag";
  return show_new(context, {std::move(fault)}, nullptr);
}

}  // namespace

net::Response new_person_page(Context& context) {
  return show_new(context, {}, nullptr);
}

net::Response new_person_post(Context& context) {
  if (!context.form.value("identity").empty()) {
    const auto known = echoed(context);
    if (!known) {
      if (!is_field_fault(known.error())) return failure(context, known.error());
      const Faults wrong = {field_fault(known.error(), "identity")};
      // All that is wrong is told at once when it was to be saved.
      return context.sent_by("spara") ? register_new(context, wrong)
                                      : show_new(context, wrong, nullptr);
    }
    if (known.value()) return show_new(context, {}, &*known.value());
  }
  if (context.form.value("gör") == "eko") {
    if (context.form.value("identity").empty()) {
      return show_new(context, {{"identity", staff::fault_number()}}, nullptr);
    }
    return show_new(context, {}, nullptr, true);
  }
  return register_new(context, {});
}

}  // namespace utvag::web
