#include "web/casework.hpp"

#include <array>
#include <charconv>

#include "base/whole_number.hpp"
#include "text/staff.hpp"
#include "text/text.hpp"

namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::Address;
using html::Writer;

struct SavedKind {
  std::string_view name;
  std::string (*words)();
};
constexpr std::array<SavedKind, 11> kSaved = {{{"person", staff::saved_person},
                                               {"konto", staff::saved_account},
                                               {"hushall", staff::saved_household},
                                               {"medlem", staff::saved_member},
                                               {"arende", staff::saved_case},
                                               {"andring", staff::saved_change},
                                               {"skydd", staff::saved_protection},
                                               {"nummer", staff::saved_number},
                                               {"kontoslut", staff::saved_account_end},
                                               {"ny", staff::saved_new_person},
                                               {"berakning", staff::saved_calculation}}};

/// A receipt's time is written so that it cannot be taken for a person's number.
constexpr int kReceiptBase = 36;

std::string padded(const std::string& text) {
  return text.size() < 2 ? "0" + text : text;
}

}  // namespace

Address person_address(cases::PersonId id) {
  return Address::path("/personer/" + std::to_string(id));
}
Address household_address(cases::HouseholdId id) {
  return Address::path("/hushall/" + std::to_string(id));
}
Address case_address(cases::CaseId id) {
  return Address::path("/arenden/" + std::to_string(id));
}

Address protection_address(cases::PersonId id) {
  return Address::path("/personer/" + std::to_string(id) + "/skydd");
}

Address stay_address(cases::HouseholdId household, cases::PersonId person, Date from) {
  return Address::path("/hushall/" + std::to_string(household) + "/boende/" +
                       std::to_string(person) + "/" + to_string(from));
}

Address number_address(cases::PersonId id) {
  return Address::path("/personer/" + std::to_string(id) + "/nummer");
}

std::string household_title(const std::string& title) {
  return title.empty() ? staff::household() : staff::household_of(title);
}

std::string full_name(const cases::PersonLine& person) {
  return person.family_name + ", " + person.given_name;
}

void protection_mark(Writer& out, cases::Protection protection) {
  switch (protection) {
    case cases::Protection::none:
      return;
    case cases::Protection::confidentiality_marking:
      return html::tag(out, html::Tone::bad, staff::protection_marking());
    case cases::Protection::protected_registration:
      return html::tag(out, html::Tone::bad, staff::protection_registration());
    case cases::Protection::fictitious_identity:
      return html::tag(out, html::Tone::bad, staff::protection_identity());
  }
}

void state_mark(Writer& out, cases::CaseState state) {
  html::Tone tone = html::Tone::info;
  if (state == cases::CaseState::waiting) tone = html::Tone::warning;
  if (state == cases::CaseState::appealed) tone = html::Tone::bad;
  if (state == cases::CaseState::paid) tone = html::Tone::good;
  if (state == cases::CaseState::closed) tone = html::Tone::neutral;
  html::tag(out, tone, cases::name_sv(state));
}

std::string day_words(Date date) {
  std::string out;
  text::append_date(out, text::Language::sv, date);
  return out;
}

std::string day_words(const std::optional<Date>& date) {
  return date ? day_words(*date) : std::string();
}

std::string instant_words(Instant instant) {
  constexpr std::int64_t kHour = 3600;
  const Date day = swedish_date(instant);
  // Swedish time is one or two hours ahead: the one that gives the Swedish date of the noon after.
  const std::int64_t start = std::int64_t{day.days} * 24 * kHour;
  std::int64_t seconds = instant.seconds - start + kHour;
  const bool summer = swedish_date({start - 2 * kHour}) == day;
  if (summer) seconds += kHour;
  return day_words(day) + " kl. " + padded(std::to_string(seconds / kHour)) + "." +
         padded(std::to_string(seconds / 60 % 60));
}

net::Response saved(const Context& context, const Address& address, std::string_view kind) {
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(),
                                 context.services.clock->now().seconds, kReceiptBase);
  return see_other(address.text() + "?sparat=" + std::string(kind) + "." +
                   std::string(digits.data(), end.ptr));
}

void write_receipt(Writer& out, const Context& context) {
  const std::string_view said = context.query.value("sparat");
  const std::size_t dot = said.find('.');
  if (dot == said.npos) return;
  const auto seconds = whole_number<std::int64_t>(said.substr(dot + 1), kReceiptBase);
  if (!seconds || *seconds < 0) return;
  const std::int64_t age = context.services.clock->now().seconds - *seconds;
  if (age < 0 || age > 24 * 3600) return;
  for (const SavedKind& each : kSaved) {
    if (said.substr(0, dot) == each.name) {
      html::receipt(out, each.words(), instant_words({*seconds}));
    }
  }
}

void case_table(Writer& out, const std::vector<cases::CaseLine>& rows, Date today,
                const std::string& caption, bool with_owner) {
  std::vector<html::Column> columns = {{staff::case_number(), html::Align::start, false},
                                       {staff::case_household(), html::Align::start, false},
                                       {staff::case_state(), html::Align::start, false},
                                       {staff::case_next(), html::Align::start, false},
                                       {staff::case_next_day(), html::Align::start, false}};
  if (with_owner) columns.push_back({staff::case_owner(), html::Align::start, false});
  html::Table table(out, caption, std::move(columns), true);
  for (const cases::CaseLine& each : rows) {
    table.begin_row();
    table.cell([&] { out.leaf("a", {{"href", case_address(each.id)}}, each.number); });
    table.cell([&] {
      out.leaf("a", {{"href", household_address(each.household)}},
               each.title.empty() ? staff::household() : each.title);
    });
    table.cell([&] { state_mark(out, each.state); });
    table.cell(each.next_step);
    table.cell([&] {
      if (!each.next_day) return;
      out.text(day_words(*each.next_day));
      if (*each.next_day < today) {
        out.text(" ");
        html::tag(out, html::Tone::bad, staff::late());
      } else if (*each.next_day == today) {
        out.text(" ");
        html::tag(out, html::Tone::warning, staff::today());
      }
    });
    if (with_owner) table.cell(each.owner_name);
    table.end_row();
  }
}

std::string stay_words(const cases::Stay& stay) {
  std::string words = stay.adult ? staff::adult() : staff::child();
  words += ", " + day_words(stay.from) + " –";
  if (stay.to) words += " " + day_words(*stay.to);
  if (stay.days) words += ", " + staff::days_a_month(std::to_string(*stay.days));
  return words;
}

void member_table(Writer& out, const std::vector<cases::MemberLine>& members,
                  const std::string& caption, std::optional<cases::HouseholdId> household) {
  std::vector<html::Column> columns = {{staff::person_name(), html::Align::start, false},
                                       {staff::person_number(), html::Align::start, false},
                                       {staff::member_as(), html::Align::start, false},
                                       {staff::member_from(), html::Align::start, false},
                                       {staff::member_to(), html::Align::start, false},
                                       {staff::member_days(), html::Align::number, false}};
  if (household) columns.push_back({staff::correct_stay(), html::Align::start, true});
  html::Table table(out, caption, std::move(columns));
  for (const cases::MemberLine& each : members) {
    table.begin_row();
    table.cell([&] {
      out.leaf("a", {{"href", person_address(each.person.id)}}, full_name(each.person));
      out.text(" ");
      protection_mark(out, each.person.protection);
      if (!each.crowded) return;
      out.text(" ");
      html::tag(out, html::Tone::warning, staff::crowded());
    });
    table.cell(each.person.number);
    table.cell(each.stay.adult ? staff::adult() : staff::child());
    table.cell(day_words(each.stay.from));
    table.cell(day_words(each.stay.to));
    table.cell(each.stay.days ? std::to_string(*each.stay.days) : staff::all_days());
    if (household) {
      table.cell([&] {
        const auto link =
            out.in("a", {{"href", stay_address(*household, each.person.id, each.stay.from)}});
        out.text(staff::correct());
        out.leaf("span", {{"class", "sr-only"}},
                 " " + full_name(each.person) + ", " + stay_words(each.stay));
      });
    }
    table.end_row();
  }
}

std::optional<Date> read_date(const Context& context, const std::string& id,
                              std::vector<html::FieldFault>& faults) {
  const auto part = [&](std::string_view name) {
    return std::string(context.form.value(id + std::string(name)));
  };
  const std::string day = part(".dag");
  const std::string month = part(".månad");
  const std::string year = part(".år");
  if (day.empty() && month.empty() && year.empty()) return std::nullopt;
  const auto date = parse_date(year + "-" + padded(month) + "-" + padded(day));
  if (!date) faults.push_back({id + ".dag", staff::fault_date()});
  return date;
}

html::DateField date_of_form(const Context& context, std::string id, std::string label) {
  const auto part = [&](std::string_view name) {
    return std::string(context.form.value(id + std::string(name)));
  };
  html::DateField field{id, std::move(label), {}, part(".dag"), part(".månad"), part(".år")};
  return field;
}

bool is_field_fault(const Error& error) {
  return error.code == "cases.field" || error.code.starts_with("identity.") ||
         error.code.starts_with("account.") || error.code == "cases.exists" ||
         error.code == "cases.owner-access";
}

html::FieldFault field_fault(const Error& error, std::string_view otherwise) {
  const bool named = error.code == "cases.field" && !error.where.empty();
  return {named ? error.where : std::string(otherwise), error.sv};
}

std::vector<html::Option> staff_options(const std::vector<cases::Staff>& people) {
  std::vector<html::Option> options;
  for (const cases::Staff& each : people) {
    if (!each.active || each.role == cases::Role::it_manager) continue;
    options.push_back(
        {std::to_string(each.id), each.name + ", " + std::string(cases::name_sv(each.role))});
  }
  return options;
}

}  // namespace utvag::web
