#include <algorithm>

#include "base/text.hpp"
#include "cases/services.hpp"

namespace utvag::cases {

Result<std::vector<Staff>> access_of(Connection& connection, const Asker& asker, PersonId id) {
  auto rows = connection.query(
      "SELECT s.id, s.login, s.name, s.role, s.active FROM person_access a JOIN staff s"
      " ON s.municipality = a.municipality AND s.id = a.staff"
      " WHERE a.municipality = $1 AND a.person = $2 ORDER BY s.id",
      {asker.municipality, id});
  if (!rows) return rows.error();
  std::vector<Staff> staff;
  for (const Row& row : rows.value()) {
    staff.push_back({asker.municipality, row.integer(0), row.text(1), row.text(2),
                     static_cast<Role>(row.integer(3)), row.boolean(4)});
  }
  return staff;
}

Result<std::vector<PersonId>> twins_of(Connection& connection, const Asker& asker, PersonId id,
                                       const std::string& identity) {
  auto rows = connection.query(
      "SELECT p.id FROM person p WHERE p.municipality = $1 AND p.identity = $3 AND p.id <> $4"
      " AND " UTVAG_PERSON_SEEN " ORDER BY p.id",
      {asker.municipality, asker.user, identity, id});
  if (!rows) return rows.error();
  std::vector<PersonId> twins;
  for (const Row& row : rows.value()) twins.push_back(row.integer(0));
  return twins;
}

namespace {

Error only_head() {
  return {"cases.role", "", "Bara enhetschefen sätter, ändrar och häver skydd.",
          "Only the head of the unit sets, changes and lifts protection."};
}

Error undecided() {
  return {"cases.beside", "household",
          "Ange för var och en som bor i hushållet om skyddet gäller även den personen.",
          "Say of each who lives in the household whether the protection is theirs too."};
}

Error has_twin() {
  return {"cases.twin", "grade",
          "Personen är registrerad en gång till, av någon som inte fick känna till skyddet. För "
          "ihop uppgifterna först.",
          "The person is registered once more, by someone who could not know of the protection. "
          "Bring the records together first."};
}

Result<Done> may_protect(const Asker& asker) {
  auto valid = check(asker);
  if (valid && asker.role != Role::unit_head) return only_head();
  return valid;
}

/// Who lives in a household of the person's, now or later, of those the asker may know of.
Result<std::vector<PersonLine>> beside(Connection& connection, const Asked& asked, PersonId id) {
  auto rows = connection.query(
      "SELECT " UTVAG_PERSON_COLUMNS
      " FROM person p WHERE p.municipality = $1 AND p.id <> $3 AND " UTVAG_PERSON_SEEN
      " AND EXISTS (SELECT 1 FROM stay mine JOIN stay st ON st.municipality = mine.municipality"
      " AND st.household = mine.household WHERE mine.municipality = $1 AND mine.person = $3"
      " AND st.person = p.id AND (mine.to_day IS NULL OR mine.to_day >= $4)"
      " AND (st.to_day IS NULL OR st.to_day >= $4)) ORDER BY p.born NULLS LAST, p.id",
      {asked.asker.municipality, asked.asker.user, id, asked.today.days});
  if (!rows) return rows.error();
  std::vector<PersonLine> people;
  for (const Row& row : rows.value()) people.push_back(person_line(row, 0));
  return people;
}

/// Those whose protection the order changes; each who lives there has a decision.
Result<std::vector<PersonId>> targets_of(Connection& connection, const Asked& asked, PersonId id,
                                         const ProtectionOrder& order) {
  auto there = beside(connection, asked, id);
  if (!there) return there.error();
  std::vector<PersonId> targets = {id};
  for (const PersonLine& each : there.value()) {
    const auto decided = std::find_if(order.household.begin(), order.household.end(),
                                      [&](const Beside& one) { return one.person == each.id; });
    if (decided == order.household.end()) return undecided();
    if (decided->same) targets.push_back(each.id);
  }
  std::sort(targets.begin(), targets.end());
  return targets;
}

/// The households that the person has been in: nobody gets a case there meanwhile.
Result<Done> lock_households_of(Connection& connection, const Asked& asked, PersonId id) {
  if (connection.engine() == db::Engine::sqlite) return Done{};
  auto rows = connection.query(
      "SELECT DISTINCT household FROM stay WHERE municipality = $1 AND person = $2"
      " ORDER BY household",
      {asked.asker.municipality, id});
  if (!rows) return rows.error();
  for (const Row& row : rows.value()) {
    auto locked = lock_household(connection, asked, row.integer(0));
    if (!locked) return locked;
  }
  return Done{};
}

Result<Done> write_grade(Connection& connection, const Asked& asked, PersonId id,
                         Protection grade) {
  auto rows = connection.query("SELECT identity FROM person WHERE municipality = $1 AND id = $2",
                               {asked.asker.municipality, id});
  if (!rows) return rows.error();
  auto twins = twins_of(connection, asked.asker, id, rows.value().at(0).text(0));
  if (!twins) return twins.error();
  const bool open = grade == Protection::none;
  if (open && !twins.value().empty()) return has_twin();
  auto graded = connection.execute(
      "UPDATE person SET protection = $3, realm = $4, version = version + 1"
      " WHERE municipality = $1 AND id = $2",
      {asked.asker.municipality, id, static_cast<int>(grade), open ? std::int64_t{0} : id});
  if (!graded) return graded.error();
  auto gone =
      connection.execute("DELETE FROM person_access WHERE municipality = $1 AND person = $2",
                         {asked.asker.municipality, id});
  if (!gone) return gone.error();
  return Done{};
}

Result<Done> let_know(Connection& connection, const Asker& asker, PersonId id, StaffId staff) {
  auto there =
      connection.query("SELECT 1 FROM staff WHERE municipality = $1 AND id = $2 AND active = 1",
                       {asker.municipality, staff});
  if (!there) return there.error();
  if (there.value().empty()) {
    return field_error("access", "Välj bland kommunens egen personal.",
                       "Choose among the municipality's own staff.");
  }
  auto made = connection.execute(
      "INSERT INTO person_access (municipality, person, staff) VALUES ($1, $2, $3)"
      " ON CONFLICT (municipality, person, staff) DO NOTHING",
      {asker.municipality, id, staff});
  if (!made) return made.error();
  return Done{};
}

/// Whoever answers for an open case that the person would else hide from them: they go on with
/// their work. Not those of a household that the person has left to others.
Result<Done> let_owners_know(Connection& connection, const Asked& asked, PersonId id) {
  auto made = connection.execute(
      "INSERT INTO person_access (municipality, person, staff)"
      " SELECT DISTINCT hs.municipality, hs.person, c.owner FROM stay hs JOIN person p"
      " ON p.municipality = hs.municipality AND p.id = hs.person JOIN case_file c"
      " ON c.municipality = hs.municipality AND c.household = hs.household"
      " WHERE hs.municipality = $1 AND hs.person = $2 AND c.is_open = 1 AND " UTVAG_HIDES("c.owner",
                                                                                          "$3"),
      {asked.asker.municipality, id, asked.today.days});
  if (!made) return made.error();
  return Done{};
}

Result<Done> write_change(Connection& connection, const Asked& asked, PersonId id,
                          const ProtectionOrder& order, Instant now) {
  auto kept = connection.execute(
      "INSERT INTO protection_change (municipality, person, revision, grade, staff, reason,"
      " at_second) SELECT $1, $2, COALESCE(MAX(revision), 0) + 1, $3, $4, $5, $6"
      " FROM protection_change WHERE municipality = $1 AND person = $2",
      {asked.asker.municipality, id, static_cast<int>(order.grade), asked.asker.user,
       normalise_nfc(order.reason), now.seconds});
  if (!kept) return kept.error();
  return Done{};
}

Result<std::vector<ProtectionChange>> changes_of(Connection& connection, const Asker& asker,
                                                 PersonId id) {
  auto rows = connection.query(
      "SELECT k.grade, s.name, k.reason, k.at_second FROM protection_change k JOIN staff s"
      " ON s.municipality = k.municipality AND s.id = k.staff"
      " WHERE k.municipality = $1 AND k.person = $2 ORDER BY k.revision DESC LIMIT 100",
      {asker.municipality, id});
  if (!rows) return rows.error();
  std::vector<ProtectionChange> changes;
  for (const Row& row : rows.value()) {
    changes.push_back(
        {static_cast<Protection>(row.integer(0)), row.text(1), row.text(2), {row.integer(3)}});
  }
  return changes;
}

}  // namespace

Result<ProtectionPage> Cases::protection(const Asker& asker, PersonId id) {
  auto valid = may_protect(asker);
  if (!valid) return valid.error();
  const Asked asked{asker, clock_.today()};
  return database_.read([&](Connection& connection) -> Result<ProtectionPage> {
    auto rows = connection.query("SELECT " UTVAG_PERSON_COLUMNS
                                 " FROM person p WHERE p.municipality = $1"
                                 " AND p.id = $3 AND " UTVAG_PERSON_SEEN,
                                 {asker.municipality, asker.user, id});
    if (!rows) return rows.error();
    if (rows.value().empty()) return not_found();
    ProtectionPage page;
    page.line = person_line(rows.value()[0], 0);
    auto access = access_of(connection, asker, id);
    if (!access) return access.error();
    page.access = std::move(access.value());
    auto there = beside(connection, asked, id);
    if (!there) return there.error();
    page.household = std::move(there.value());
    auto changes = changes_of(connection, asker, id);
    if (!changes) return changes.error();
    page.changes = std::move(changes.value());
    return page;
  });
}

Result<db::Done> Cases::protect(const Asker& asker, PersonId id, const ProtectionOrder& order) {
  auto valid = may_protect(asker);
  if (valid) valid = check_text("reason", order.reason, kMaxReason, true);
  if (!valid) return valid.error();
  const Asked asked{asker, clock_.today()};
  const Instant now = clock_.now();
  return database_.write([&](Connection& connection) -> Result<Done> {
    std::vector<PersonId> decided = {id};
    for (const Beside& each : order.household) decided.push_back(each.person);
    auto done = lock_people(connection, asker, decided);
    if (done) done = must_see_person(connection, asker, id);
    if (!done) return done;
    auto targets = targets_of(connection, asked, id, order);
    if (!targets) return targets.error();
    for (const PersonId each : targets.value()) {
      if (done) done = lock_households_of(connection, asked, each);
      if (done) done = write_grade(connection, asked, each, order.grade);
      if (done) done = write_change(connection, asked, each, order, now);
    }
    for (const PersonId each : targets.value()) {
      if (order.grade == Protection::none) break;
      if (done) done = let_know(connection, asker, each, asker.user);
      for (const StaffId staff : order.access)
        if (done) done = let_know(connection, asker, each, staff);
    }
    for (const PersonId each : targets.value())
      if (done) done = let_owners_know(connection, asked, each);
    return done;
  });
}

}  // namespace utvag::cases
