#include <algorithm>

#include "cases/services.hpp"

namespace utvag::cases {
namespace {

Error stay_error(std::string sv, std::string en) {
  return field_error("stay", std::move(sv), std::move(en));
}

Result<Done> check_stay(const NewStay& stay) {
  if (stay.to && *stay.to < stay.from)
    return stay_error("Sista dagen ligger före den första.", "The last day is before the first.");
  if (stay.days && (*stay.days < 1 || *stay.days > kDaysOfMonth))
    return stay_error("Dagar i månaden ska vara 1–31.", "Days a month are 1–31.");
  if (stay.days && stay.adult) {
    return stay_error("Dagar i månaden anges bara för barn.",
                      "Days a month are given for children only.");
  }
  return Done{};
}

/// Nobody is in two homes more days than there are: on no day do the stays that meet this one, with
/// it, take more than 31 days a month. Only homes that the asker may know of count: another would
/// be told by the answer. Those who see them all see that they are too many (PersonPage::crowded).
Result<Done> fits_beside_others(Connection& connection, const Asked& asked, HouseholdId household,
                                const NewStay& stay) {
  const Date to = stay.to.value_or(kLastDate);
  auto rows = connection.query(
      "SELECT st.household, st.adult, st.from_day, st.to_day, st.days FROM stay st"
      " WHERE st.municipality = $1 AND st.person = $3 AND st.from_day <= $5"
      " AND (st.to_day IS NULL OR st.to_day >= $4)"
      " AND " UTVAG_HOUSEHOLD_SEEN("st.household", "$6"),
      {asked.asker.municipality, asked.asker.user, stay.person, stay.from.days, to.days,
       asked.today.days});
  if (!rows) return rows.error();
  std::vector<Stay> stays = {{household, "", stay.adult, stay.from, stay.to, stay.days}};
  for (const Row& row : rows.value()) {
    Stay other = stay_line(row, 0);
    if (other.household == household) {
      return stay_error("Personen är redan inlagd i hushållet de dagarna.",
                        "The person is in the household already on those days.");
    }
    other.from = std::max(other.from, stay.from);
    stays.push_back(std::move(other));
  }
  if (most_days(stays) <= kDaysOfMonth) return Done{};
  return stay_error(
      "Personen bor redan i ett annat hushåll de dagarna. Avsluta det eller ange dagar i månaden.",
      "The person already lives in another household those days. End that stay or give days a "
      "month.");
}

Result<Done> insert_stay(Connection& connection, const Asked& asked, HouseholdId household,
                         const NewStay& stay) {
  auto valid = must_see_person(connection, asked.asker, stay.person);
  if (valid) valid = fits_beside_others(connection, asked, household, stay);
  if (!valid) return valid;
  auto made = connection.execute(
      "INSERT INTO stay (municipality, household, person, from_day, to_day, adult, days)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {asked.asker.municipality, household, stay.person, stay.from.days, date_value(stay.to),
       stay.adult ? 1 : 0, stay.days});
  if (!made) return made.error();
  return Done{};
}

Result<Done> touch(Connection& connection, const Asker& asker, HouseholdId household) {
  auto touched = connection.execute(
      "UPDATE household SET version = version + 1 WHERE municipality = $1 AND id = $2",
      {asker.municipality, household});
  if (!touched) return touched.error();
  return Done{};
}

}  // namespace

Result<HouseholdId> Cases::create_household(const Asker& asker, const std::vector<NewStay>& stays) {
  auto valid = check(asker);
  const bool adult = std::any_of(stays.begin(), stays.end(), [](const auto& s) { return s.adult; });
  if (valid && !adult) return stay_error("Ange minst en vuxen.", "Give at least one adult.");
  std::vector<PersonId> people;
  for (const NewStay& stay : stays) {
    if (valid) valid = check_stay(stay);
    people.push_back(stay.person);
  }
  if (!valid) return valid.error();
  const Asked asked{asker, clock_.today()};
  return database_.write([&](Connection& connection) -> Result<HouseholdId> {
    auto done = lock_people(connection, asker, people);
    if (!done) return done.error();
    auto id = free_id(connection, asker.municipality, "household", draw_);
    if (!id) return id.error();
    auto made = connection.execute(
        "INSERT INTO household (municipality, id, version, made, made_by)"
        " VALUES ($1, $2, 1, $3, $4)",
        {asker.municipality, id.value(), asked.today.days, asker.user});
    if (!made) return made.error();
    for (const NewStay& stay : stays) {
      done = insert_stay(connection, asked, id.value(), stay);
      if (!done) return done.error();
    }
    return id.value();
  });
}

Result<db::Done> Cases::add_stay(const Asker& asker, HouseholdId household, const NewStay& stay) {
  auto valid = check(asker);
  if (valid) valid = check_stay(stay);
  if (!valid) return valid.error();
  const Asked asked{asker, clock_.today()};
  return database_.write([&](Connection& connection) -> Result<Done> {
    auto done = lock_people(connection, asker, {stay.person});
    if (done) done = lock_household(connection, asked, household);
    if (done) done = must_see_household(connection, asked, household);
    if (done) done = touch(connection, asker, household);
    if (done) done = insert_stay(connection, asked, household, stay);
    if (done) done = owners_see_all(connection, asked, household);
    return done;
  });
}

Result<db::Done> Cases::end_stay(const Asker& asker, HouseholdId household, PersonId person,
                                 Date to) {
  auto valid = check(asker);
  if (!valid) return valid.error();
  const Asked asked{asker, clock_.today()};
  return database_.write([&](Connection& connection) -> Result<Done> {
    auto done = lock_people(connection, asker, {person});
    if (done) done = lock_household(connection, asked, household);
    if (done) done = must_see_household(connection, asked, household);
    if (done) done = touch(connection, asker, household);
    if (!done) return done;
    auto ended = connection.execute(
        "UPDATE stay SET to_day = $4 WHERE municipality = $1 AND household = $2 AND person = $3"
        " AND to_day IS NULL AND from_day <= $4",
        {asker.municipality, household, person, to.days});
    if (!ended) return ended.error();
    if (ended.value() == 0) {
      return stay_error("Personen bor inte i hushållet den dagen.",
                        "The person does not live in the household on that day.");
    }
    return Done{};
  });
}

Result<HouseholdPage> Cases::household(const Asker& asker, HouseholdId id, Date on) {
  auto valid = check(asker);
  if (!valid) return valid.error();
  const Asked asked{asker, clock_.today()};
  return database_.read([&](Connection& connection) -> Result<HouseholdPage> {
    auto found = connection.query(
        "SELECT h.id, h.version FROM household h WHERE h.municipality = $1 AND h.id = $3"
        " AND " UTVAG_HOUSEHOLD_SEEN("h.id", "$4"),
        {asker.municipality, asker.user, id, asked.today.days});
    if (!found) return found.error();
    if (found.value().empty()) return not_found();
    HouseholdPage page;
    page.id = id;
    page.version = found.value()[0].integer(1);
    auto members = members_of(connection, asked, id);
    if (!members) return members.error();
    for (MemberLine& member : members.value())
      (stays_on(member.stay, on) ? page.members : page.others).push_back(std::move(member));
    auto rows = connection.query(
        "SELECT " + std::string(kCaseColumns) +
            " FROM case_file c JOIN staff s ON s.municipality = c.municipality AND s.id = c.owner"
            " WHERE c.municipality = $1 AND c.household = $2 ORDER BY c.is_open DESC, c.id DESC",
        {asker.municipality, id});
    if (!rows) return rows.error();
    for (const Row& row : rows.value()) page.cases.push_back(case_line(row));
    auto titles = titles_of(connection, asked, {id});
    if (!titles) return titles.error();
    page.title = titles.value()[id];
    for (CaseLine& line : page.cases) line.title = page.title;
    return page;
  });
}

}  // namespace utvag::cases
