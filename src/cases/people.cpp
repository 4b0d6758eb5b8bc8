#include <algorithm>

#include "base/text.hpp"
#include "cases/services.hpp"

namespace utvag::cases {
namespace {

Result<Done> check_names(const std::string& given, const std::string& family) {
  auto done = check_text("given_name", given, 100, true);
  if (done) done = check_text("family_name", family, 100, true);
  return done;
}

bool is_phone(const std::string& text) {
  const auto digits = std::count_if(text.begin(), text.end(),
                                    [](char letter) { return letter >= '0' && letter <= '9'; });
  return digits >= 5 && text.find_first_not_of("0123456789+-() /") == std::string::npos;
}

bool is_email(const std::string& text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string::npos || text.find(' ') != std::string::npos) return false;
  const std::string host = text.substr(at + 1);
  const std::size_t dot = host.rfind('.');
  return host.find('@') == std::string::npos && dot != std::string::npos && dot > 0 &&
         dot + 1 < host.size();
}

Result<Done> check_contact(const PersonEdit& edit) {
  auto done = check_names(edit.given_name, edit.family_name);
  if (done) done = check_text("street", edit.street, 200, false);
  if (done) done = check_text("city", edit.city, 100, false);
  if (done) done = check_text("phone", edit.phone, 40, false);
  if (done) done = check_text("email", edit.email, 200, false);
  if (!done) return done;
  const auto digits = [](char letter) { return letter >= '0' && letter <= '9'; };
  if (!edit.phone.empty() && !is_phone(edit.phone)) {
    return field_error("phone", "Skriv telefonnumret med siffror, till exempel 070-123 45 67.",
                       "Write the telephone number with digits, such as 070-123 45 67.");
  }
  if (!edit.email.empty() && !is_email(edit.email)) {
    return field_error("email", "Skriv e-postadressen som namn@exempel.se.",
                       "Write the e-mail address as name@example.se.");
  }
  if (!edit.postcode.empty() && (edit.postcode.size() != 5 ||
                                 !std::all_of(edit.postcode.begin(), edit.postcode.end(), digits)))
    return field_error("postcode", "Postnumret ska ha fem siffror.", "A postcode has five digits.");
  const auto small = [](char letter) { return letter >= 'a' && letter <= 'z'; };
  const std::size_t letters = edit.language.size();  // ISO 639-1 has two, ISO 639-3 three
  if ((letters != 2 && letters != 3) ||
      !std::all_of(edit.language.begin(), edit.language.end(), small))
    return field_error("language", "Välj ett språk.", "Choose a language.");
  return Done{};
}

PersonEdit edit_of(const NewPerson& person) {
  return {person.given_name, person.family_name, person.language, person.interpreter, person.street,
          person.postcode,   person.city,        person.phone,    person.email};
}

/// In one form of Unicode, so that the same name is the same bytes here, in exports and in search.
PersonEdit composed(PersonEdit edit) {
  for (std::string* text : {&edit.given_name, &edit.family_name, &edit.street, &edit.city})
    *text = normalise_nfc(*text);
  std::erase(edit.postcode, ' ');
  return edit;
}

/// Each word of the names, for search by any of them.
Result<Done> write_words(Connection& connection, const std::string& municipality, PersonId id,
                         const PersonEdit& edit) {
  const std::string key = name_key(edit.family_name + " " + edit.given_name);
  std::vector<std::string> words;
  for (std::size_t at = 0; at < key.size();) {
    const std::size_t end = std::min(key.find('\x01', at), key.size());
    words.push_back(key.substr(at, end - at));
    at = end + 1;
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  for (const std::string& word : words) {
    auto made = connection.execute(
        "INSERT INTO person_word (municipality, word, name_key, person) VALUES ($1, $2, $3, $4)",
        {municipality, db::Value::bytes(word), db::Value::bytes(key), id});
    if (!made) return made.error();
  }
  return Done{};
}

/// A reserve number that nobody has, seen or hidden: drawn, so that no gap among them tells of a
/// hidden one.
Result<Identity> reserve_number(Connection& connection, const Asker& asker,
                                const std::optional<Date>& born, const Draw& draw) {
  const int year = born ? civil(*born).year : 0;
  for (int tries = 0; tries < kDraws; ++tries) {
    Identity drawn = make_reserve_number(year, static_cast<std::int64_t>(draw() % 1'000'000));
    auto taken = connection.query("SELECT 1 FROM person WHERE municipality = $1 AND identity = $2",
                                  {asker.municipality, drawn.number});
    if (!taken) return taken.error();
    if (taken.value().empty()) return drawn;
  }
  return Error{"cases.full", "identity", "Det finns nästan inga lediga reservnummer för året.",
               "There are almost no free reserve numbers for the year."};
}

Error born_later() {
  return field_error("born", "Födelsedatumet ligger i framtiden.",
                     "The date of birth is in the future.");
}

Error exists() {
  return {"cases.exists", "identity", "Personen är redan registrerad. Sök på numret.",
          "The person is registered already. Search by the number."};
}

/// Another person whom the asker may know of has the number: told alike for a new person and for
/// one whose number is changed. Two who write the same number at once take turns.
Result<Done> must_be_free(Connection& connection, const Asker& asker, const Identity& identity,
                          PersonId but) {
  if (connection.engine() != db::Engine::sqlite) {
    auto mine =
        connection.query("SELECT 1 FROM municipality WHERE municipality = $1 FOR NO KEY UPDATE",
                         {asker.municipality});
    if (!mine) return mine.error();
  }
  auto known = connection.query(
      "SELECT 1 FROM person p WHERE p.municipality = $1 AND p.identity = $3 AND p.id <> $4"
      " AND " UTVAG_PERSON_SEEN,
      {asker.municipality, asker.user, identity.number, but});
  if (!known) return known.error();
  if (!known.value().empty()) return exists();
  return Done{};
}

Result<Done> insert_person(Connection& connection, const Asker& asker, PersonId id,
                           const NewPerson& person, const Identity& identity, Date today) {
  const auto born = identity.born ? identity.born : person.born;
  const PersonEdit words = composed(edit_of(person));
  auto made = connection.execute(
      "INSERT INTO person (municipality, id, version, identity_kind, identity, realm, given_name,"
      " family_name, name_key, born, protection, language, interpreter, street, postcode, city,"
      " phone, email, registered, registered_by)"
      " VALUES ($1, $2, 1, $3, $4, 0, $5, $6, $7, $8, 0, $9, $10, $11, $12, $13, $14, $15, $16,"
      " $17) ON CONFLICT (municipality, identity, realm) DO NOTHING",
      {asker.municipality, id, static_cast<int>(identity.kind), identity.number, words.given_name,
       words.family_name, db::Value::bytes(name_key(words.family_name + " " + words.given_name)),
       date_value(born), words.language, static_cast<int>(words.interpreter), words.street,
       words.postcode, words.city, words.phone, words.email, today.days, asker.user});
  if (!made) return made.error();
  if (made.value() == 0) return exists();
  return Done{};
}

}  // namespace

Result<PersonId> Cases::register_person(const Asker& asker, const NewPerson& person) {
  auto valid = check(asker);
  if (valid) valid = check_contact(composed(edit_of(person)));
  if (!valid) return valid.error();
  const Date today = clock_.today();
  if (person.born && *person.born > today) return born_later();
  return database_.write([&](Connection& connection) -> Result<PersonId> {
    auto identity = person.identity.empty() ? reserve_number(connection, asker, person.born, draw_)
                                            : parse_identity(person.identity, today);
    if (!identity) return identity.error();
    auto free = must_be_free(connection, asker, identity.value(), 0);
    if (!free) return free.error();
    auto id = free_id(connection, asker.municipality, "person", draw_);
    if (!id) return id.error();
    auto made = insert_person(connection, asker, id.value(), person, identity.value(), today);
    if (made) made = write_words(connection, asker.municipality, id.value(), edit_of(person));
    if (!made) return made.error();
    return id.value();
  });
}

Result<PersonLine> Cases::echo(const Asker& asker, std::string_view number) {
  auto valid = check(asker);
  if (!valid) return valid.error();
  auto identity = parse_identity(number, clock_.today());
  if (!identity) return identity.error();
  return database_.read([&](Connection& connection) -> Result<PersonLine> {
    auto rows = connection.query("SELECT " UTVAG_PERSON_COLUMNS
                                 " FROM person p WHERE p.municipality = $1"
                                 " AND p.identity = $3 AND " UTVAG_PERSON_SEEN
                                 " ORDER BY p.protection DESC, p.id",
                                 {asker.municipality, asker.user, identity.value().number});
    if (!rows) return rows.error();
    if (rows.value().empty()) return not_found();
    return person_line(rows.value()[0], 0);
  });
}

Result<std::int64_t> Cases::edit_person(const Asker& asker, PersonId id, std::int64_t version,
                                        const PersonEdit& wanted) {
  auto valid = check(asker);
  if (valid) valid = check_contact(composed(wanted));
  if (!valid) return valid.error();
  const PersonEdit edit = composed(wanted);
  return database_.write([&](Connection& connection) -> Result<std::int64_t> {
    auto seen = must_see_person(connection, asker, id);
    if (!seen) return seen.error();
    auto written = connection.execute(
        "UPDATE person SET version = version + 1, given_name = $4, family_name = $5,"
        " name_key = $6, language = $7, interpreter = $8, street = $9, postcode = $10,"
        " city = $11, phone = $12, email = $13"
        " WHERE municipality = $1 AND id = $2 AND version = $3",
        {asker.municipality, id, version, edit.given_name, edit.family_name,
         db::Value::bytes(name_key(edit.family_name + " " + edit.given_name)), edit.language,
         static_cast<int>(edit.interpreter), edit.street, edit.postcode, edit.city, edit.phone,
         edit.email});
    if (!written) return written.error();
    if (written.value() == 0) return changed();
    auto gone =
        connection.execute("DELETE FROM person_word WHERE municipality = $1 AND person = $2",
                           {asker.municipality, id});
    if (!gone) return gone.error();
    auto words = write_words(connection, asker.municipality, id, edit);
    if (!words) return words.error();
    return version + 1;
  });
}

namespace {

/// Who somebody is, as it is written.
struct Known {
  Identity identity;
  std::optional<Date> born;
  std::int64_t version = 0;
};

/// What a change makes of it. Errors: as parse_identity(), "cases.field".
Result<Known> changed_number(Connection& connection, const Asked& asked, const Known& before,
                             const NumberChange& change, const Draw& draw) {
  Result<Identity> identity = before.identity;
  const auto born = change.born ? change.born : before.born;
  if (change.reserve) {
    identity = reserve_number(connection, asked.asker, born, draw);
  } else {
    identity = parse_identity(change.identity.empty() ? before.identity.number : change.identity,
                              asked.today);
  }
  if (!identity) return identity.error();
  const Identity& now = identity.value();
  if (now.born && change.born && *now.born != *change.born) {
    return field_error("born",
                       "Numret säger en annan födelsedag. Lämna den tom eller rätta numret.",
                       "The number tells another date of birth. Leave it empty or correct the "
                       "number.");
  }
  Known after{now, now.born ? now.born : born, before.version};
  if (now.number == before.identity.number && after.born == before.born) {
    return field_error("identity", "Det är så det står redan. Skriv det nya numret.",
                       "It says so already. Write the new number.");
  }
  return after;
}

Result<Known> known_of(Connection& connection, const Asker& asker, PersonId id) {
  auto rows = connection.query(
      "SELECT p.identity_kind, p.identity, p.born, p.version FROM person p"
      " WHERE p.municipality = $1 AND p.id = $3 AND " UTVAG_PERSON_SEEN,
      {asker.municipality, asker.user, id});
  if (!rows) return rows.error();
  if (rows.value().empty()) return not_found();
  const Row& row = rows.value()[0];
  return Known{{static_cast<IdentityKind>(row.integer(0)), row.text(1), std::nullopt},
               maybe_date(row, 2),
               row.integer(3)};
}

/// Keeps what stood before.
Result<Done> keep_number(Connection& connection, const Asker& asker, PersonId id,
                         const Known& before, const std::string& reason, Instant now) {
  auto kept = connection.execute(
      "INSERT INTO identity_change (municipality, person, revision, identity_kind, identity, born,"
      " staff, reason, at_second) SELECT $1, $2, COALESCE(MAX(revision), 0) + 1, $3, $4, $5, $6,"
      " $7, $8 FROM identity_change WHERE municipality = $1 AND person = $2",
      {asker.municipality, id, static_cast<int>(before.identity.kind), before.identity.number,
       date_value(before.born), asker.user, normalise_nfc(reason), now.seconds});
  if (!kept) return kept.error();
  return Done{};
}

}  // namespace

Result<std::int64_t> Cases::change_number(const Asker& asker, PersonId id, std::int64_t version,
                                          const NumberChange& change) {
  auto valid = check(asker);
  const Asked asked{asker, clock_.today()};
  if (valid && change.identity.empty() && !change.reserve && !change.born)
    valid = field_error("identity", "Skriv det nya numret.", "Write the new number.");
  if (valid && !change.identity.empty()) {
    const auto typed = parse_identity(change.identity, asked.today);
    if (!typed) return typed.error();
  }
  if (valid && change.born && *change.born > asked.today) valid = born_later();
  if (valid) valid = check_text("reason", change.reason, kMaxReason, true);
  if (!valid) return valid.error();
  const Instant now = clock_.now();
  return database_.write([&](Connection& connection) -> Result<std::int64_t> {
    auto done = lock_people(connection, asker, {id});
    if (!done) return done.error();
    auto before = known_of(connection, asker, id);
    if (!before) return before.error();
    if (before.value().version != version) return changed();
    auto after = changed_number(connection, asked, before.value(), change, draw_);
    if (!after) return after.error();
    const Identity& identity = after.value().identity;
    done = must_be_free(connection, asker, identity, id);
    if (!done) return done.error();
    auto written = connection.execute(
        "UPDATE person SET version = version + 1, identity_kind = $4, identity = $5, born = $6"
        " WHERE municipality = $1 AND id = $2 AND version = $3",
        {asker.municipality, id, version, static_cast<int>(identity.kind), identity.number,
         date_value(after.value().born)});
    if (!written) return written.error();
    if (written.value() == 0) return changed();
    done = keep_number(connection, asker, id, before.value(), change.reason, now);
    if (!done) return done.error();
    return version + 1;
  });
}

Result<std::int64_t> Cases::add_account(const Asker& asker, PersonId id, const Account& account) {
  auto valid = check(asker);
  if (!valid) return valid.error();
  return database_.write([&](Connection& connection) -> Result<std::int64_t> {
    auto seen = must_see_person(connection, asker, id);
    if (!seen) return seen.error();
    auto number = next_id(connection, asker.municipality, "account");
    if (!number) return number.error();
    auto made = connection.execute(
        "INSERT INTO account (municipality, person, id, kind, clearing, number, bank, checked,"
        " since, added_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        {asker.municipality, id, number.value(), static_cast<int>(account.kind), account.clearing,
         account.number, account.bank, account.checked ? 1 : 0, clock_.today().days, asker.user});
    if (!made) return made.error();
    return number.value();
  });
}

Result<db::Done> Cases::end_account(const Asker& asker, PersonId id, std::int64_t account,
                                    Date from, const std::string& reason) {
  auto valid = check(asker);
  if (valid) valid = check_text("reason", reason, kMaxReason, true);
  if (!valid) return valid.error();
  const Instant now = clock_.now();
  return database_.write([&](Connection& connection) -> Result<Done> {
    auto seen = must_see_person(connection, asker, id);
    if (!seen) return seen.error();
    auto rows = connection.query(
        "SELECT since FROM account WHERE municipality = $1 AND person = $2 AND id = $3",
        {asker.municipality, id, account});
    if (!rows) return rows.error();
    if (rows.value().empty())
      return field_error("account", "Välj ett av personens konton.", "Choose one of the accounts.");
    if (from < *maybe_date(rows.value()[0], 0)) {
      return field_error("from", "Dagen ligger före den dag då kontot lades till.",
                         "The day is before the one on which the account was added.");
    }
    auto made = connection.execute(
        "INSERT INTO account_end (municipality, person, id, from_day, staff, reason, at_second)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (municipality, person, id) DO NOTHING",
        {asker.municipality, id, account, from.days, asker.user, normalise_nfc(reason),
         now.seconds});
    if (!made) return made.error();
    if (made.value() == 0)
      return field_error("account", "Kontot är redan avslutat.", "The account is ended already.");
    return Done{};
  });
}

}  // namespace utvag::cases
