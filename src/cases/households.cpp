#include <algorithm>

#include "cases/services.hpp"

namespace utvag::cases {
namespace {

constexpr int kDaysOfMonth = 31;

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

/// Nobody is in two homes more days than there are: the stays that meet this one, with it, are at
/// most 31 days a month together. Other homes count also when the asker may not see them; what is
/// told is the same as when the days are too many by themselves.
Result<Done> fits_beside_others(Connection& connection, const Asker& asker, const NewStay& stay) {
  auto others = connection.query(
      "SELECT COALESCE(days, 31) FROM stay WHERE municipality = $1 AND person = $2"
      " AND from_day <= $4 AND COALESCE(to_day, $5) >= $3",
      {asker.municipality, stay.person, stay.from.days, stay.to ? stay.to->days : kLastDate.days,
       kLastDate.days});
  if (!others) return others.error();
  std::int64_t days = stay.days.value_or(kDaysOfMonth);
  for (const Row& row : others.value()) days += row.integer(0);
  if (days <= kDaysOfMonth) return Done{};
  return stay_error(
      "Personen bor redan i ett annat hushåll de dagarna. Avsluta det eller ange dagar i månaden.",
      "The person already lives in another household those days. End that stay or give days a "
      "month.");
}

Result<Done> insert_stay(Connection& connection, const Asker& asker, HouseholdId household,
                         const NewStay& stay) {
  auto valid = check_stay(stay);
  if (valid) valid = must_see_person(connection, asker, stay.person);
  if (valid) valid = fits_beside_others(connection, asker, stay);
  if (!valid) return valid;
  auto made = connection.execute(
      "INSERT INTO stay (municipality, household, person, from_day, to_day, adult, days)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {asker.municipality, household, stay.person, stay.from.days, date_value(stay.to),
       stay.adult ? 1 : 0, stay.days});
  if (!made) return made.error();
  return owners_see_all(connection, asker, household);
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
  if (!valid) return valid.error();
  const bool adult = std::any_of(stays.begin(), stays.end(), [](const auto& s) { return s.adult; });
  if (!adult) return stay_error("Ange minst en vuxen.", "Give at least one adult.");
  return database_.write([&](Connection& connection) -> Result<HouseholdId> {
    auto id = next_id(connection, asker.municipality, "household");
    if (!id) return id.error();
    auto made = connection.execute(
        "INSERT INTO household (municipality, id, version, made, made_by)"
        " VALUES ($1, $2, 1, $3, $4)",
        {asker.municipality, id.value(), clock_.today().days, asker.user});
    if (!made) return made.error();
    for (const NewStay& stay : stays) {
      auto there = insert_stay(connection, asker, id.value(), stay);
      if (!there) return there.error();
    }
    return id.value();
  });
}

Result<db::Done> Cases::add_stay(const Asker& asker, HouseholdId household, const NewStay& stay) {
  auto valid = check(asker);
  if (!valid) return valid.error();
  return database_.write([&](Connection& connection) -> Result<Done> {
    auto done = must_see_household(connection, asker, household);
    if (done) done = touch(connection, asker, household);
    if (done) done = insert_stay(connection, asker, household, stay);
    return done;
  });
}

Result<db::Done> Cases::end_stay(const Asker& asker, HouseholdId household, PersonId person,
                                 Date to) {
  auto valid = check(asker);
  if (!valid) return valid.error();
  return database_.write([&](Connection& connection) -> Result<Done> {
    auto done = must_see_household(connection, asker, household);
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
  return database_.read([&](Connection& connection) -> Result<HouseholdPage> {
    auto found = connection.query(
        "SELECT h.id, h.version FROM household h WHERE h.municipality = $1 AND h.id = $3"
        " AND " UTVAG_HOUSEHOLD_SEEN("h.id"),
        {asker.municipality, asker.user, id});
    if (!found) return found.error();
    if (found.value().empty()) return not_found();
    HouseholdPage page;
    page.id = id;
    page.version = found.value()[0].integer(1);
    auto members = members_of(connection, asker, id);
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
    std::vector<CaseLine*> lines;
    for (CaseLine& line : page.cases) lines.push_back(&line);
    lines.resize(std::min<std::size_t>(lines.size(), 204));
    auto titled = fill_titles(connection, asker, lines);
    if (!titled) return titled.error();
    return page;
  });
}

}  // namespace utvag::cases
