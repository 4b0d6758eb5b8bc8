#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cases/cases.hpp"
#include "db/connection.hpp"

/// What the services of this room share. Nothing outside it includes this.
namespace utvag::cases {

using db::Connection;
using db::Done;
using db::Row;
using db::Rows;
using db::Values;

// Who may know of a person: everyone when the person is not protected, else those on the list.
// Every statement that finds a person or a household has one of these in it, so that what is hidden
// and what is not there are found, or not found, by the same work. `p` is the person, `h` has
// columns municipality and household; $1 is the municipality and $2 the one who asks.
#define UTVAG_PERSON_SEEN                                                                  \
  "(p.protection = 0 OR EXISTS (SELECT 1 FROM person_access pa WHERE pa.municipality = $1" \
  " AND pa.person = p.id AND pa.staff = $2))"
/// Asked of the few protected first, by an index that holds only them (schema step 2).
#define UTVAG_HOUSEHOLD_SEEN(household)                                                 \
  "NOT EXISTS (SELECT 1 FROM stay hs JOIN person p ON p.municipality = hs.municipality" \
  " AND p.id = hs.person WHERE hs.municipality = $1 AND hs.household = " household      \
  " AND p.protection <> 0 AND NOT EXISTS (SELECT 1 FROM person_access pa"               \
  " WHERE pa.municipality = $1 AND pa.person = p.id AND pa.staff = $2))"
#define UTVAG_PERSON_COLUMNS \
  "p.id, p.given_name, p.family_name, p.identity_kind, p.identity, p.born, p.protection"

Error not_found();
Error changed();
Error field_error(std::string where, std::string sv, std::string en);

/// The asker has a municipality, an id and a purpose.
Result<Done> check(const Asker& asker);
/// Text of a person's: well-formed, no control characters, at most `limit` bytes.
Result<Done> check_text(std::string_view where, std::string_view text, std::size_t limit,
                        bool mandatory);

/// The next value of a counter of the municipality, from 1.
Result<std::int64_t> next_id(Connection& connection, const std::string& municipality,
                             std::string_view counter);

/// A person from UTVAG_PERSON_COLUMNS, beginning at `column`.
PersonLine person_line(const Row& row, std::size_t column);
inline constexpr std::size_t kPersonColumns = 7;

std::optional<Date> maybe_date(const Row& row, std::size_t column);
db::Value date_value(const std::optional<Date>& date);

/// Whether the asker may know of a person or household that is there. Errors: "cases.not-found".
Result<Done> must_see_person(Connection& connection, const Asker& asker, PersonId id);
Result<Done> must_see_household(Connection& connection, const Asker& asker, HouseholdId id);

/// Cases from columns: see kCaseColumns. Fills titles afterwards with one statement.
inline constexpr std::string_view kCaseColumns =
    "c.id, c.number, c.kind, c.state, c.household, c.owner, s.name, c.next_day, c.next_step,"
    " c.opened, c.version";
CaseLine case_line(const Row& row);
Result<Done> fill_titles(Connection& connection, const Asker& asker, std::vector<CaseLine*> lines);

/// Everyone who has stayed in a household, adults first, then the oldest.
Result<std::vector<MemberLine>> members_of(Connection& connection, const Asker& asker,
                                           HouseholdId household);
bool stays_on(const Stay& stay, Date day);

/// Each open case of the household has an owner who may know of all its members: nobody is left
/// with a case that cannot be seen. Error "cases.owner-access".
Result<Done> owners_see_all(Connection& connection, const Asker& asker, HouseholdId household);

}  // namespace utvag::cases
