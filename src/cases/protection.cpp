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
          {},
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
          {},
          {}};
}

Result<std::vector<StoredAccount>> accounts_of(Connection& connection, const Asker& asker,
                                               PersonId id) {
  auto rows = connection.query(
      "SELECT a.id, a.kind, a.clearing, a.number, a.bank, a.checked, a.since, e.from_day, s.name,"
      " e.reason FROM account a LEFT JOIN account_end e ON e.municipality = a.municipality"
      " AND e.person = a.person AND e.id = a.id LEFT JOIN staff s"
      " ON s.municipality = e.municipality AND s.id = e.staff"
      " WHERE a.municipality = $1 AND a.person = $2 ORDER BY a.id DESC",
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
    if (const auto ended = maybe_date(row, 7))
      stored.end = AccountEnd{*ended, row.text(8), row.text(9)};
    accounts.push_back(std::move(stored));
  }
  return accounts;
}

/// An account number often is the person's own number.
StoredAccount masked_account(const StoredAccount& stored) {
  StoredAccount masked{stored.id,
                       {stored.account.kind, "", "", "", stored.account.checked},
                       std::string(kMasked),
                       stored.since,
                       stored.end};
  if (masked.end) masked.end->reason = kMasked;
  return masked;
}

/// What was put right of number and birth, the newest first.
Result<std::vector<EarlierNumber>> earlier_of(Connection& connection, const Asker& asker,
                                              PersonId id) {
  auto rows = connection.query(
      "SELECT k.identity_kind, k.identity, k.born, k.at_second, s.name, k.reason, p.registered"
      " FROM identity_change k JOIN staff s ON s.municipality = k.municipality AND s.id = k.staff"
      " JOIN person p ON p.municipality = k.municipality AND p.id = k.person"
      " WHERE k.municipality = $1 AND k.person = $2 ORDER BY k.revision",
      {asker.municipality, id});
  if (!rows) return rows.error();
  std::vector<EarlierNumber> earlier;
  for (const Row& row : rows.value()) {
    const auto kind = static_cast<IdentityKind>(row.integer(0));
    const Date from = earlier.empty() ? *maybe_date(row, 6) : swedish_date(earlier.back().until);
    earlier.push_back({shown({kind, row.text(1), std::nullopt}),
                       maybe_date(row, 2),
                       from,
                       {row.integer(3)},
                       row.text(4),
                       row.text(5)});
  }
  std::reverse(earlier.begin(), earlier.end());
  return earlier;
}

/// A reason may hold the number that it is about.
EarlierNumber masked_number(const EarlierNumber& each) {
  return {std::string(kMaskedNumber), std::nullopt, each.from, each.until, each.staff_name,
          std::string(kMasked)};
}

/// Accounts and earlier numbers, as they are or masked.
Result<Done> fill_contact(Connection& connection, const Asker& asker, PersonId id,
                          Contact& contact) {
  auto accounts = accounts_of(connection, asker, id);
  if (!accounts) return accounts.error();
  for (StoredAccount& each : accounts.value())
    contact.accounts.push_back(contact.masked ? masked_account(each) : std::move(each));
  auto earlier = earlier_of(connection, asker, id);
  if (!earlier) return earlier.error();
  for (EarlierNumber& each : earlier.value())
    contact.earlier.push_back(contact.masked ? masked_number(each) : std::move(each));
  return Done{};
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
    page.interpreter = static_cast<Interpreter>(row.value().integer(kPersonColumns + 2));
    const bool open = page.line.protection == Protection::none;
    page.contact = open ? plain_contact(row.value()) : masked_contact();
    auto filled = fill_contact(connection, asker, id, page.contact);
    if (!filled) return filled.error();
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
    auto filled = fill_contact(connection, asker, id, contact);
    if (!filled) return filled.error();
    return contact;
  });
}

}  // namespace utvag::cases
