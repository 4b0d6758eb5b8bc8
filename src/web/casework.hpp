#pragma once
#include "html/components.hpp"
#include "web/context.hpp"

/// What the pages of casework share. Inside src/web only.
namespace utvag::web {

inline constexpr std::string_view kPurpose = "handläggning";

html::Address person_address(cases::PersonId id);
html::Address household_address(cases::HouseholdId id);
html::Address case_address(cases::CaseId id);
html::Address calculation_address(cases::CaseId id, Month month, int revision);
html::Address stay_address(cases::HouseholdId household, cases::PersonId person, Date from);
html::Address number_address(cases::PersonId id);
html::Address protection_address(cases::PersonId id);
/// "Hushållet Anna Andersson och Bo Berg"; without names when there is no adult to name.
std::string household_title(const std::string& title);

/// "Andersson, Anna".
std::string full_name(const cases::PersonLine& person);
/// Grade of protection as a mark; nothing for none.
void protection_mark(html::Writer& out, cases::Protection protection);
void state_mark(html::Writer& out, cases::CaseState state);
/// "5 november 2026".
std::string day_words(Date date);
std::string day_words(const std::optional<Date>& date);
std::string instant_words(Instant instant);

/// A saved change is told on the page that follows: "?sparat=KIND.TIME". No personal data.
net::Response saved(const Context& context, const html::Address& address, std::string_view kind);
/// The receipt that the address asks for, when it is of today.
void write_receipt(html::Writer& out, const Context& context);

/// Case lines as a table; `empty` writes what stands there when there is none.
void case_table(html::Writer& out, const std::vector<cases::CaseLine>& rows, Date today,
                const std::string& caption, bool with_owner);
/// Whose stays can be corrected there when `household` is given.
void member_table(html::Writer& out, const std::vector<cases::MemberLine>& members,
                  const std::string& caption,
                  std::optional<cases::HouseholdId> household = std::nullopt);
/// "vuxen, 1 januari 2025 – 3 mars 2026, 15 dagar i månaden".
std::string stay_words(const cases::Stay& stay);

/// A date as three fields of the form; nothing when it is empty, a fault when it is no date.
std::optional<Date> read_date(const Context& context, const std::string& id,
                              std::vector<html::FieldFault>& faults);
html::DateField date_of_form(const Context& context, std::string id, std::string label);

/// Whether an error is the form's to show: a field, a number or an account.
bool is_field_fault(const Error& error);
html::FieldFault field_fault(const Error& error, std::string_view otherwise);

std::vector<html::Option> staff_options(const std::vector<cases::Staff>& people);

}  // namespace utvag::web
