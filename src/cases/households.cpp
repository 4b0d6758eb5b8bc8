#include <algorithm>

#include "base/text.hpp"
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

constexpr Date kNoStay{INT32_MIN};

/// Nobody is in two homes more days than there are: on no day do the stays that meet this one, with
/// it, take more than 31 days a month. Only homes that the asker may know of count: another would
/// be told by the answer. Those who see them all see that they are too many (PersonPage::crowded).
/// `but` is the first day of the stay in the household that this one takes the place of.
Result<Done> fits_beside_others(Connection& connection, const Asked& asked, HouseholdId household,
                                const NewStay& stay, Date but) {
  const Date to = stay.to.value_or(kLastDate);
  auto rows = connection.query(
      "SELECT st.household, st.adult, st.from_day, st.to_day, st.days FROM stay st"
      " WHERE st.municipality = $1 AND st.person = $3 AND st.from_day <= $5"
      " AND (st.to_day IS NULL OR st.to_day >= $4)"
      " AND NOT (st.household = $7 AND st.from_day = $8)"
      " AND " UTVAG_HOUSEHOLD_SEEN("st.household", "$6"),
      {asked.asker.municipality, asked.asker.user, stay.person, stay.from.days, to.days,
       asked.today.days, household, but.days});
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
  if (valid) valid = fits_beside_others(connection, asked, household, stay, kNoStay);
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

namespace {

/// The stay that is to be corrected, when the household is as it was read. Who is hidden and who
/// never was there are one answer.
Result<Stay> begin_correction(Connection& connection, const Asked& asked, const StayKey& key) {
  auto done = lock_people(connection, asked.asker, {key.person});
  if (done) done = lock_household(connection, asked, key.household);
  if (done) done = must_see_household(connection, asked, key.household);
  if (done) done = must_see_person(connection, asked.asker, key.person);
  if (!done) return done.error();
  auto touched = connection.execute(
      "UPDATE household SET version = version + 1"
      " WHERE municipality = $1 AND id = $2 AND version = $3",
      {asked.asker.municipality, key.household, key.version});
  if (!touched) return touched.error();
  if (touched.value() == 0) return changed();
  auto rows = connection.query(
      "SELECT household, adult, from_day, to_day, days FROM stay"
      " WHERE municipality = $1 AND household = $2 AND person = $3 AND from_day = $4",
      {asked.asker.municipality, key.household, key.person, key.from.days});
  if (!rows) return rows.error();
  if (rows.value().empty()) return not_found();
  return stay_line(rows.value()[0], 0);
}

/// Keeps how a stay was and what it became; when that is nothing, it was taken away.
Result<Done> keep_stay(Connection& connection, const Asker& asker, const StayKey& key,
                       const StayChange& change) {
  db::Value from;
  db::Value to;
  db::Value adult;
  db::Value days;
  if (change.after) {
    from = date_value(change.after->from);
    to = date_value(change.after->to);
    adult = change.after->adult ? 1 : 0;
    days = change.after->days;
  }
  auto kept = connection.execute(
      "INSERT INTO stay_change (municipality, household, revision, person, from_day, to_day, adult,"
      " days, new_from, new_to, new_adult, new_days, staff, reason, at_second)"
      " SELECT $1, $2, COALESCE(MAX(revision), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
      " $13, $14 FROM stay_change WHERE municipality = $1 AND household = $2",
      {asker.municipality, key.household, key.person, change.before.from.days,
       date_value(change.before.to), change.before.adult ? 1 : 0, change.before.days, from, to,
       adult, days, asker.user, normalise_nfc(change.reason), change.at.seconds});
  if (!kept) return kept.error();
  return Done{};
}

/// A household whose every stay is taken away would hide nobody who was there: one that the asker
/// knows of always stays.
Result<Done> somebody_stays(Connection& connection, const Asker& asker, const StayKey& key) {
  auto rows = connection.query(
      "SELECT 1 FROM stay st JOIN person p ON p.municipality = st.municipality"
      " AND p.id = st.person WHERE st.municipality = $1 AND st.household = $3"
      " AND NOT (st.person = $4 AND st.from_day = $5) AND " UTVAG_PERSON_SEEN " LIMIT 1",
      {asker.municipality, asker.user, key.household, key.person, key.from.days});
  if (!rows) return rows.error();
  if (!rows.value().empty()) return Done{};
  return stay_error(
      "Det är den enda som är inlagd i hushållet. Rätta dagarna, eller lägg först till den som "
      "ska vara med.",
      "Nobody else is in the household. Correct the days, or first add whoever belongs to it.");
}

/// What stood wrong in the household, of those the asker may know of.
Result<std::vector<StayChange>> stay_changes_of(Connection& connection, const Asker& asker,
                                                HouseholdId household) {
  auto rows = connection.query(
      "SELECT " UTVAG_PERSON_COLUMNS
      ", k.household, k.adult, k.from_day, k.to_day, k.days, k.household, k.new_adult, k.new_from,"
      " k.new_to, k.new_days, s.name, k.reason, k.at_second FROM stay_change k JOIN person p"
      " ON p.municipality = k.municipality AND p.id = k.person JOIN staff s"
      " ON s.municipality = k.municipality AND s.id = k.staff"
      " WHERE k.municipality = $1 AND k.household = $3 AND " UTVAG_PERSON_SEEN
      " ORDER BY k.revision DESC LIMIT 100",
      {asker.municipality, asker.user, household});
  if (!rows) return rows.error();
  constexpr std::size_t kAfter = kPersonColumns + 5;
  constexpr std::size_t kWho = kAfter + 5;
  std::vector<StayChange> changes;
  for (const Row& row : rows.value()) {
    StayChange change;
    change.person = person_line(row, 0);
    change.before = stay_line(row, kPersonColumns);
    if (!row.is_null(kAfter + 2)) change.after = stay_line(row, kAfter);
    change.staff_name = row.text(kWho);
    change.reason = row.text(kWho + 1);
    change.at = {row.integer(kWho + 2)};
    changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace

Result<std::int64_t> Cases::correct_stay(const Asker& asker, const StayKey& key,
                                         const StayCorrection& correction) {
  const NewStay wanted{key.person, correction.adult, correction.from, correction.to,
                       correction.days};
  auto valid = check(asker);
  if (valid) valid = check_stay(wanted);
  if (valid) valid = check_text("reason", correction.reason, kMaxReason, true);
  if (!valid) return valid.error();
  const Asked asked{asker, clock_.today()};
  const Instant now = clock_.now();
  return database_.write([&](Connection& connection) -> Result<std::int64_t> {
    auto before = begin_correction(connection, asked, key);
    if (!before) return before.error();
    const Stay& was = before.value();
    const Stay after{key.household, "", wanted.adult, wanted.from, wanted.to, wanted.days};
    if (was.adult == after.adult && was.from == after.from && was.to == after.to &&
        was.days == after.days) {
      return stay_error("Det är så det står redan.", "It says so already.");
    }
    auto done = fits_beside_others(connection, asked, key.household, wanted, key.from);
    if (!done) return done.error();
    auto written = connection.execute(
        "UPDATE stay SET from_day = $5, to_day = $6, adult = $7, days = $8"
        " WHERE municipality = $1 AND household = $2 AND person = $3 AND from_day = $4",
        {asker.municipality, key.household, key.person, key.from.days, after.from.days,
         date_value(after.to), after.adult ? 1 : 0, after.days});
    if (!written) return written.error();
    done = keep_stay(connection, asker, key, {{}, was, after, "", correction.reason, now});
    if (done) done = owners_see_all(connection, asked, key.household);
    if (!done) return done.error();
    return key.version + 1;
  });
}

Result<std::int64_t> Cases::remove_stay(const Asker& asker, const StayKey& key,
                                        const std::string& reason) {
  auto valid = check(asker);
  if (valid) valid = check_text("reason", reason, kMaxReason, true);
  if (!valid) return valid.error();
  const Asked asked{asker, clock_.today()};
  const Instant now = clock_.now();
  return database_.write([&](Connection& connection) -> Result<std::int64_t> {
    auto before = begin_correction(connection, asked, key);
    if (!before) return before.error();
    auto done = somebody_stays(connection, asker, key);
    if (!done) return done.error();
    auto gone = connection.execute(
        "DELETE FROM stay"
        " WHERE municipality = $1 AND household = $2 AND person = $3 AND from_day = $4",
        {asker.municipality, key.household, key.person, key.from.days});
    if (!gone) return gone.error();
    done = keep_stay(connection, asker, key, {{}, before.value(), {}, "", reason, now});
    if (done) done = owners_see_all(connection, asked, key.household);
    if (!done) return done.error();
    return key.version + 1;
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
    auto changes = stay_changes_of(connection, asker, id);
    if (!changes) return changes.error();
    page.changes = std::move(changes.value());
    return page;
  });
}

}  // namespace utvag::cases
