#include <algorithm>

#include "base/text.hpp"
#include "cases/services.hpp"

namespace utvag::cases {
namespace {

/// A person's row with everything that reveal() shows.
Result<Row> contact_row(Connection& connection, const Asker& asker, PersonId id) {
  auto rows = connection.query(
      "SELECT " UTVAG_PERSON_COLUMNS
      ", p.version, p.language, p.interpreter, p.street,"
      " p.postcode, p.city, p.phone, p.email FROM person p WHERE p.municipality = $1"
      " AND p.id = $3 AND " UTVAG_PERSON_SEEN,
      {asker.municipality, asker.user, id});
  if (!rows) return rows.error();
  if (rows.value().empty()) return not_found();
  return rows.value()[0];
}

Contact plain_contact(const Row& row) {
  const auto kind = static_cast<IdentityKind>(row.integer(3));
  const std::size_t at = kPersonColumns + 3;
  return {false,
          shown({kind, row.text(4), std::nullopt}),
          row.text(at),
          row.text(at + 1),
          row.text(at + 2),
          row.text(at + 3),
          row.text(at + 4)};
}

Contact masked_contact() {
  const std::string mask = "••••";
  return {true, std::string(kMaskedNumber), mask, mask, mask, mask, mask};
}

Result<std::vector<StoredAccount>> accounts_of(Connection& connection, const Asker& asker,
                                               PersonId id) {
  auto rows = connection.query(
      "SELECT id, kind, clearing, number, bank, checked, since FROM account"
      " WHERE municipality = $1 AND person = $2 ORDER BY id DESC",
      {asker.municipality, id});
  if (!rows) return rows.error();
  std::vector<StoredAccount> accounts;
  for (const Row& row : rows.value()) {
    StoredAccount stored;
    stored.id = row.integer(0);
    stored.account = {static_cast<AccountKind>(row.integer(1)), row.text(2), row.text(3),
                      row.text(4), row.boolean(5)};
    stored.shown = shown(stored.account);
    stored.since = *maybe_date(row, 6);
    accounts.push_back(std::move(stored));
  }
  return accounts;
}

Result<std::vector<Stay>> stays_of(Connection& connection, const Asker& asker, PersonId id) {
  auto rows = connection.query(
      "SELECT st.household, st.adult, st.from_day, st.to_day, st.days FROM stay st"
      " WHERE st.municipality = $1 AND st.person = $3 AND " UTVAG_HOUSEHOLD_SEEN(
          "st.household") " ORDER BY st.from_day DESC, st.household",
      {asker.municipality, asker.user, id});
  if (!rows) return rows.error();
  std::vector<Stay> stays;
  for (const Row& row : rows.value()) {
    Stay stay{row.integer(0), row.boolean(1), *maybe_date(row, 2), maybe_date(row, 3), {}};
    if (const auto days = row.maybe_integer(4)) stay.days = static_cast<int>(*days);
    stays.push_back(stay);
  }
  return stays;
}

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

/// Others with the same number: registered by someone who could not know of this one.
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

/// Those who answer for the open cases that the person is in: they go on with their work.
Result<std::vector<StaffId>> owners_of(Connection& connection, const Asker& asker, PersonId id) {
  auto rows = connection.query(
      "SELECT DISTINCT c.owner FROM case_file c JOIN stay st ON st.municipality = c.municipality"
      " AND st.household = c.household WHERE c.municipality = $1 AND st.person = $2"
      " AND c.is_open = 1",
      {asker.municipality, id});
  if (!rows) return rows.error();
  std::vector<StaffId> owners;
  for (const Row& row : rows.value()) owners.push_back(row.integer(0));
  return owners;
}

Result<Done> write_access(Connection& connection, const Asker& asker, PersonId id,
                          std::vector<StaffId> access) {
  auto owners = owners_of(connection, asker, id);
  if (!owners) return owners.error();
  access.insert(access.end(), owners.value().begin(), owners.value().end());
  access.push_back(asker.user);
  auto gone =
      connection.execute("DELETE FROM person_access WHERE municipality = $1 AND person = $2",
                         {asker.municipality, id});
  if (!gone) return gone.error();
  for (const StaffId staff : access) {
    auto there = connection.query("SELECT 1 FROM staff WHERE municipality = $1 AND id = $2",
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
  }
  return Done{};
}

}  // namespace

Result<PersonPage> Cases::person(const Asker& asker, PersonId id) {
  auto valid = check(asker);
  if (!valid) return valid.error();
  return database_.read([&](Connection& connection) -> Result<PersonPage> {
    auto row = contact_row(connection, asker, id);
    if (!row) return row.error();
    PersonPage page;
    page.line = person_line(row.value(), 0);
    page.version = row.value().integer(kPersonColumns);
    page.language = row.value().text(kPersonColumns + 1);
    page.interpreter = row.value().boolean(kPersonColumns + 2);
    page.contact =
        page.line.protection == Protection::none ? plain_contact(row.value()) : masked_contact();
    auto accounts = accounts_of(connection, asker, id);
    if (!accounts) return accounts.error();
    page.accounts = std::move(accounts.value());
    auto stays = stays_of(connection, asker, id);
    if (!stays) return stays.error();
    page.stays = std::move(stays.value());
    auto access = access_of(connection, asker, id);
    if (!access) return access.error();
    page.access = std::move(access.value());
    auto twins = twins_of(connection, asker, id, row.value().text(4));
    if (!twins) return twins.error();
    page.twins = std::move(twins.value());
    return page;
  });
}

Result<Contact> Cases::reveal(const Asker& asker, PersonId id) {
  auto valid = check(asker);
  if (!valid) return valid.error();
  const std::int64_t now = clock_.now().seconds;
  return database_.write([&](Connection& connection) -> Result<Contact> {
    auto row = contact_row(connection, asker, id);
    if (!row) return row.error();
    auto number = next_id(connection, asker.municipality, "disclosure");
    if (!number) return number.error();
    auto kept = connection.execute(
        "INSERT INTO disclosure (municipality, id, person, staff, purpose, at_second)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        {asker.municipality, number.value(), id, asker.user, normalise_nfc(asker.purpose), now});
    if (!kept) return kept.error();
    return plain_contact(row.value());
  });
}

Result<db::Done> Cases::protect(const Asker& asker, PersonId id, Protection protection,
                                const std::vector<StaffId>& access) {
  auto valid = check(asker);
  if (!valid) return valid.error();
  return database_.write([&](Connection& connection) -> Result<Done> {
    auto row = contact_row(connection, asker, id);
    if (!row) return row.error();
    const bool open = protection == Protection::none;
    if (open) {
      auto twins = twins_of(connection, asker, id, row.value().text(4));
      if (!twins) return twins.error();
      if (!twins.value().empty()) {
        return Error{"cases.twin", "protection",
                     "Personen är registrerad en gång till, av någon som inte fick känna till "
                     "skyddet. För ihop uppgifterna först.",
                     "The person is registered once more, by someone who could not know of the "
                     "protection. Bring the records together first."};
      }
    }
    auto graded = connection.execute(
        "UPDATE person SET protection = $3, realm = $4, version = version + 1"
        " WHERE municipality = $1 AND id = $2",
        {asker.municipality, id, static_cast<int>(protection), open ? std::int64_t{0} : id});
    if (!graded) return graded.error();
    return write_access(connection, asker, id, access);
  });
}

}  // namespace utvag::cases
