#pragma once
#include <map>
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
// and what is not there are found, or not found, by the same work. `p` is the person; $1 is the
// municipality, $2 the one who asks, `today` the place of today's day.
#define UTVAG_PERSON_SEEN                                                                  \
  "(p.protection = 0 OR EXISTS (SELECT 1 FROM person_access pa WHERE pa.municipality = $1" \
  " AND pa.person = p.id AND pa.staff = $2))"
// Whether the stay `hs` of the person `p` hides its household from `staff`: who lives there, now or
// later, is hidden from them; or was there before, and nobody they may know ever was. A household
// that somebody hidden has left goes on without them.
#define UTVAG_HIDES(staff, today)                                                                 \
  "p.protection <> 0 AND NOT EXISTS (SELECT 1 FROM person_access pa WHERE pa.municipality = $1"   \
  " AND pa.person = p.id AND pa.staff = " staff ") AND (hs.to_day IS NULL OR hs.to_day >= " today \
  " OR NOT EXISTS (SELECT 1 FROM stay os JOIN person op ON op.municipality = os.municipality"     \
  " AND op.id = os.person WHERE os.municipality = $1 AND os.household = hs.household"             \
  " AND (op.protection = 0 OR EXISTS (SELECT 1 FROM person_access oa WHERE oa.municipality = $1"  \
  " AND oa.person = op.id AND oa.staff = " staff "))))"
// Asked of the few protected first, by an index that holds only them (schema step 2).
#define UTVAG_HOUSEHOLD_SEEN_BY(household, staff, today)                                \
  "NOT EXISTS (SELECT 1 FROM stay hs JOIN person p ON p.municipality = hs.municipality" \
  " AND p.id = hs.person WHERE hs.municipality = $1 AND hs.household = " household      \
  " AND " UTVAG_HIDES(staff, today) ")"
#define UTVAG_HOUSEHOLD_SEEN(household, today) UTVAG_HOUSEHOLD_SEEN_BY(household, "$2", today)
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

/// The next value of a counter of the municipality, from 1: for what stands in no address.
Result<std::int64_t> next_id(Connection& connection, const std::string& municipality,
                             std::string_view counter);
/// An id of 46 random bits that no row of the table has: nobody guesses the next, or counts those
/// that are hidden.
Result<std::int64_t> free_id(Connection& connection, const std::string& municipality,
                             std::string_view table, const Draw& draw);
/// How often a random number that is taken is drawn anew. At half of all taken, one in 2³² fails.
inline constexpr int kDraws = 32;

/// Somebody of the staff: municipality, id, login, name, role, active.
Staff staff_line(const Row& row);

/// A person from UTVAG_PERSON_COLUMNS, beginning at `column`.
PersonLine person_line(const Row& row, std::size_t column);
inline constexpr std::size_t kPersonColumns = 7;

std::optional<Date> maybe_date(const Row& row, std::size_t column);
db::Value date_value(const std::optional<Date>& date);

/// Who asks, and today: what every question of who may know needs.
struct Asked {
  const Asker& asker;
  Date today;
};

/// Whether the asker may know of a person or household that is there. Errors: "cases.not-found".
Result<Done> must_see_person(Connection& connection, const Asker& asker, PersonId id);
Result<Done> must_see_household(Connection& connection, const Asked& asked, HouseholdId id);

// What is looked at and then written to is locked first, where others can write at the same time
// (PostgreSQL): people before households, each in the order of their ids. What the asker may not
// know of is not locked and so not waited for; must_see_… tells it afterwards.
Result<Done> lock_people(Connection& connection, const Asker& asker, std::vector<PersonId> ids);
Result<Done> lock_household(Connection& connection, const Asked& asked, HouseholdId id);

/// Cases from columns: see kCaseColumns. Titles are filled afterwards.
inline constexpr std::string_view kCaseColumns =
    "c.id, c.number, c.kind, c.state, c.household, c.owner, s.name, c.next_day, c.next_step,"
    " c.opened, c.version";
CaseLine case_line(const Row& row);
Result<Done> fill_titles(Connection& connection, const Asked& asked,
                         const std::vector<CaseLine*>& lines);
/// "Anna Andersson och Bo Berg": the adults of each household who live there today, else who lived
/// there last, else who will. Without those the asker may not know of.
Result<std::map<HouseholdId, std::string>> titles_of(Connection& connection, const Asked& asked,
                                                     const std::vector<HouseholdId>& households);

/// Everyone who has stayed in a household, adults first, then the oldest.
Result<std::vector<MemberLine>> members_of(Connection& connection, const Asked& asked,
                                           HouseholdId household);
/// A stay from household, adult, from_day, to_day, days, beginning at `column`.
Stay stay_line(const Row& row, std::size_t column);
inline constexpr int kDaysOfMonth = 31;
bool stays_on(const Stay& stay, Date day);
/// The most days a month that the stays take together on any one day.
int most_days(const std::vector<Stay>& stays);
/// Whether the stays that are not over take more days than a month has.
bool is_crowded(const std::vector<Stay>& stays, Date today);
/// Everyone's stays, in households that the asker may know of, who has stayed in this one.
Result<std::map<PersonId, std::vector<Stay>>> stays_beside(Connection& connection,
                                                           const Asked& asked,
                                                           HouseholdId household);

inline constexpr std::size_t kMaxReason = 500;
/// Who is on a person's list of access.
Result<std::vector<Staff>> access_of(Connection& connection, const Asker& asker, PersonId id);
/// Others with the same number: registered by someone who could not know of this one.
Result<std::vector<PersonId>> twins_of(Connection& connection, const Asker& asker, PersonId id,
                                       const std::string& identity);

/// Each open case of the household has an owner who may know of all its members: nobody is left
/// with a case that cannot be seen. Error "cases.owner-access".
Result<Done> owners_see_all(Connection& connection, const Asked& asked, HouseholdId household);

}  // namespace utvag::cases
