#include <algorithm>

#include "base/text.hpp"
#include "cases/services.hpp"

namespace utvag::cases {
namespace {

// How a masked text looks: alike whatever it hides.
constexpr std::string_view kMasked = "••••";

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
          row.text(at + 4),
          maybe_date(row, 5),
          {}};
}

Contact masked_contact() {
  return {true,
          std::string(kMaskedNumber),
          std::string(kMasked),
          std::string(kMasked),
          std::string(kMasked),
          std::string(kMasked),
          std::string(kMasked),
          std::nullopt,
          {}};
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

/// An account number often is the person's own number.
StoredAccount masked_account(const StoredAccount& stored) {
  return {stored.id,
          {stored.account.kind, "", "", "", stored.account.checked},
          std::string(kMasked),
          stored.since};
}

Result<std::vector<Stay>> stays_of(Connection& connection, const Asked& asked, PersonId id) {
  auto rows = connection.query(
      "SELECT st.household, st.adult, st.from_day, st.to_day, st.days FROM stay st"
      " WHERE st.municipality = $1 AND st.person = $3 AND " UTVAG_HOUSEHOLD_SEEN(
          "st.household", "$4") " ORDER BY st.from_day DESC, st.household LIMIT 200",
      {asked.asker.municipality, asked.asker.user, id, asked.today.days});
  if (!rows) return rows.error();
  std::vector<Stay> stays;
  std::vector<HouseholdId> households;
  for (const Row& row : rows.value()) {
    stays.push_back(stay_line(row, 0));
    households.push_back(stays.back().household);
  }
  auto titles = titles_of(connection, asked, households);
  if (!titles) return titles.error();
  for (Stay& stay : stays) stay.title = titles.value()[stay.household];
  return stays;
}

}  // namespace

Result<PersonPage> Cases::person(const Asker& asker, PersonId id) {
  auto valid = check(asker);
  if (!valid) return valid.error();
  const Asked asked{asker, clock_.today()};
  return database_.read([&](Connection& connection) -> Result<PersonPage> {
    auto row = contact_row(connection, asker, id);
    if (!row) return row.error();
    PersonPage page;
    page.line = person_line(row.value(), 0);
    page.version = row.value().integer(kPersonColumns);
    page.language = row.value().text(kPersonColumns + 1);
    page.interpreter = row.value().boolean(kPersonColumns + 2);
    const bool open = page.line.protection == Protection::none;
    page.contact = open ? plain_contact(row.value()) : masked_contact();
    auto accounts = accounts_of(connection, asker, id);
    if (!accounts) return accounts.error();
    for (StoredAccount& each : accounts.value())
      page.contact.accounts.push_back(open ? std::move(each) : masked_account(each));
    auto stays = stays_of(connection, asked, id);
    if (!stays) return stays.error();
    page.stays = std::move(stays.value());
    page.crowded = is_crowded(page.stays, asked.today);
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
  if (valid) valid = check_text("purpose", asker.purpose, kMaxReason, true);
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
    Contact contact = plain_contact(row.value());
    auto accounts = accounts_of(connection, asker, id);
    if (!accounts) return accounts.error();
    contact.accounts = std::move(accounts.value());
    return contact;
  });
}

}  // namespace utvag::cases
