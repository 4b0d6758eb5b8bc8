#include "cases/schema.hpp"

#include <array>

namespace utvag::cases {
namespace {

// A step that has been released is never changed: it carries on in databases out there. Types that
// both engines know: BIGINT, TEXT, BYTEA. Days are counted since 1970-01-01, months since 1970-01,
// money in öre. Every primary key starts with the municipality.

constexpr std::string_view kStart = R"(
CREATE TABLE municipality (
  municipality TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (municipality));

CREATE TABLE counter (
  municipality TEXT NOT NULL REFERENCES municipality,
  name TEXT NOT NULL,
  last_value BIGINT NOT NULL,
  PRIMARY KEY (municipality, name));

CREATE TABLE staff (
  municipality TEXT NOT NULL REFERENCES municipality,
  id BIGINT NOT NULL,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role BIGINT NOT NULL,
  active BIGINT NOT NULL,
  PRIMARY KEY (municipality, id));

CREATE TABLE person (
  municipality TEXT NOT NULL REFERENCES municipality,
  id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  identity_kind BIGINT NOT NULL,
  identity TEXT NOT NULL,
  realm BIGINT NOT NULL,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  name_key BYTEA NOT NULL,
  born BIGINT,
  protection BIGINT NOT NULL,
  language TEXT NOT NULL,
  interpreter BIGINT NOT NULL,
  street TEXT NOT NULL,
  postcode TEXT NOT NULL,
  city TEXT NOT NULL,
  phone TEXT NOT NULL,
  email TEXT NOT NULL,
  registered BIGINT NOT NULL,
  registered_by BIGINT NOT NULL,
  PRIMARY KEY (municipality, id),
  UNIQUE (municipality, identity, realm),
  FOREIGN KEY (municipality, registered_by) REFERENCES staff);

CREATE TABLE person_word (
  municipality TEXT NOT NULL,
  word BYTEA NOT NULL,
  name_key BYTEA NOT NULL,
  person BIGINT NOT NULL,
  PRIMARY KEY (municipality, word, name_key, person),
  FOREIGN KEY (municipality, person) REFERENCES person);
CREATE INDEX person_word_of ON person_word (municipality, person);

CREATE TABLE person_access (
  municipality TEXT NOT NULL,
  person BIGINT NOT NULL,
  staff BIGINT NOT NULL,
  PRIMARY KEY (municipality, person, staff),
  FOREIGN KEY (municipality, person) REFERENCES person,
  FOREIGN KEY (municipality, staff) REFERENCES staff);

CREATE TABLE disclosure (
  municipality TEXT NOT NULL,
  id BIGINT NOT NULL,
  person BIGINT NOT NULL,
  staff BIGINT NOT NULL,
  purpose TEXT NOT NULL,
  at_second BIGINT NOT NULL,
  PRIMARY KEY (municipality, id),
  FOREIGN KEY (municipality, person) REFERENCES person,
  FOREIGN KEY (municipality, staff) REFERENCES staff);

CREATE TABLE account (
  municipality TEXT NOT NULL,
  person BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  clearing TEXT NOT NULL,
  number TEXT NOT NULL,
  bank TEXT NOT NULL,
  checked BIGINT NOT NULL,
  since BIGINT NOT NULL,
  added_by BIGINT NOT NULL,
  PRIMARY KEY (municipality, person, id),
  FOREIGN KEY (municipality, person) REFERENCES person,
  FOREIGN KEY (municipality, added_by) REFERENCES staff);

CREATE TABLE household (
  municipality TEXT NOT NULL REFERENCES municipality,
  id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  made BIGINT NOT NULL,
  made_by BIGINT NOT NULL,
  PRIMARY KEY (municipality, id),
  FOREIGN KEY (municipality, made_by) REFERENCES staff);

CREATE TABLE stay (
  municipality TEXT NOT NULL,
  household BIGINT NOT NULL,
  person BIGINT NOT NULL,
  from_day BIGINT NOT NULL,
  to_day BIGINT,
  adult BIGINT NOT NULL,
  days BIGINT CHECK (days BETWEEN 1 AND 31),
  PRIMARY KEY (municipality, household, person, from_day),
  FOREIGN KEY (municipality, household) REFERENCES household,
  FOREIGN KEY (municipality, person) REFERENCES person,
  CHECK (to_day IS NULL OR to_day >= from_day));
CREATE INDEX stay_of_person ON stay (municipality, person);

CREATE TABLE case_file (
  municipality TEXT NOT NULL,
  id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  number TEXT NOT NULL,
  kind BIGINT NOT NULL,
  state BIGINT NOT NULL,
  household BIGINT NOT NULL,
  owner BIGINT NOT NULL,
  is_open BIGINT NOT NULL,
  next_day BIGINT,
  next_step TEXT NOT NULL,
  opened BIGINT NOT NULL,
  opened_by BIGINT NOT NULL,
  PRIMARY KEY (municipality, id),
  UNIQUE (municipality, number),
  FOREIGN KEY (municipality, household) REFERENCES household,
  FOREIGN KEY (municipality, owner) REFERENCES staff,
  FOREIGN KEY (municipality, opened_by) REFERENCES staff,
  CHECK (is_open = 0 OR next_day IS NOT NULL));
CREATE INDEX case_work ON case_file (municipality, owner, is_open, next_day, id);
CREATE INDEX case_of_household ON case_file (municipality, household);

CREATE TABLE calculation (
  municipality TEXT NOT NULL,
  case_file BIGINT NOT NULL,
  month BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  answer BIGINT NOT NULL,
  amount_ore BIGINT,
  made_second BIGINT NOT NULL,
  made_by BIGINT NOT NULL,
  hash TEXT NOT NULL,
  result BYTEA NOT NULL,
  PRIMARY KEY (municipality, case_file, month, revision),
  FOREIGN KEY (municipality, case_file) REFERENCES case_file,
  FOREIGN KEY (municipality, made_by) REFERENCES staff);
)";

// A list of cases asks of every household whether it holds someone the asker may not see: by the
// few who are protected, without opening a person or a case. Unique, so that both engines prefer
// it.
constexpr std::string_view kLists = R"(
CREATE UNIQUE INDEX person_protected ON person (municipality, id) WHERE protection <> 0;
DROP INDEX case_work;
CREATE INDEX case_work ON case_file (municipality, owner, is_open, next_day, id, household);
)";

// Who set which grade, when and why. Lists of access that stayed behind when a grade was lifted go.
constexpr std::string_view kProtection = R"(
CREATE TABLE protection_change (
  municipality TEXT NOT NULL,
  person BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  grade BIGINT NOT NULL,
  staff BIGINT NOT NULL,
  reason TEXT NOT NULL,
  at_second BIGINT NOT NULL,
  PRIMARY KEY (municipality, person, revision),
  FOREIGN KEY (municipality, person) REFERENCES person,
  FOREIGN KEY (municipality, staff) REFERENCES staff);
DELETE FROM person_access WHERE EXISTS (SELECT 1 FROM person p
  WHERE p.municipality = person_access.municipality AND p.id = person_access.person
  AND p.protection = 0);
)";

/// What may be done once: forms that were sent, and sessions that were ended. No content: it is
/// swept after a day and left out of exports.
constexpr std::string_view kUsedOnce = R"(
CREATE TABLE used_once (
  municipality TEXT NOT NULL REFERENCES municipality,
  name TEXT NOT NULL,
  at_second BIGINT NOT NULL,
  address TEXT NOT NULL,
  PRIMARY KEY (municipality, name));
CREATE INDEX used_once_age ON used_once (municipality, at_second);
)";

// What was corrected stays: earlier numbers and birth dates, accounts no longer used, and stays as
// they were written before. A stay that was taken away has no new first day.
constexpr std::string_view kCorrections = R"(
CREATE TABLE identity_change (
  municipality TEXT NOT NULL,
  person BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  identity_kind BIGINT NOT NULL,
  identity TEXT NOT NULL,
  born BIGINT,
  staff BIGINT NOT NULL,
  reason TEXT NOT NULL,
  at_second BIGINT NOT NULL,
  PRIMARY KEY (municipality, person, revision),
  FOREIGN KEY (municipality, person) REFERENCES person,
  FOREIGN KEY (municipality, staff) REFERENCES staff);
CREATE INDEX identity_change_number ON identity_change (municipality, identity);

CREATE TABLE account_end (
  municipality TEXT NOT NULL,
  person BIGINT NOT NULL,
  id BIGINT NOT NULL,
  from_day BIGINT NOT NULL,
  staff BIGINT NOT NULL,
  reason TEXT NOT NULL,
  at_second BIGINT NOT NULL,
  PRIMARY KEY (municipality, person, id),
  FOREIGN KEY (municipality, person, id) REFERENCES account,
  FOREIGN KEY (municipality, staff) REFERENCES staff);

CREATE TABLE stay_change (
  municipality TEXT NOT NULL,
  household BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  person BIGINT NOT NULL,
  from_day BIGINT NOT NULL,
  to_day BIGINT,
  adult BIGINT NOT NULL,
  days BIGINT,
  new_from BIGINT,
  new_to BIGINT,
  new_adult BIGINT,
  new_days BIGINT,
  staff BIGINT NOT NULL,
  reason TEXT NOT NULL,
  at_second BIGINT NOT NULL,
  PRIMARY KEY (municipality, household, revision),
  FOREIGN KEY (municipality, household) REFERENCES household,
  FOREIGN KEY (municipality, person) REFERENCES person,
  FOREIGN KEY (municipality, staff) REFERENCES staff);
)";

constexpr std::array<db::Migration, 5> kSteps = {{{1, "start", kStart},
                                                  {2, "lists", kLists},
                                                  {3, "protection", kProtection},
                                                  {4, "used-once", kUsedOnce},
                                                  {5, "corrections", kCorrections}}};

}  // namespace

std::span<const db::Migration> schema_steps() {
  return kSteps;
}

const std::vector<Table>& tables() {
  static const std::vector<Table> all = {
      {"municipality", {"municipality"}, {"municipality", "name"}},
      {"counter", {"municipality", "name"}, {"municipality", "name", "last_value"}},
      {"staff", {"municipality", "id"}, {"municipality", "id", "login", "name", "role", "active"}},
      {"person", {"municipality", "id"}, {"municipality", "id",     "version",    "identity_kind",
                                          "identity",     "realm",  "given_name", "family_name",
                                          "name_key",     "born",   "protection", "language",
                                          "interpreter",  "street", "postcode",   "city",
                                          "phone",        "email",  "registered", "registered_by"}},
      {"person_word",
       {"municipality", "word", "name_key", "person"},
       {"municipality", "word", "name_key", "person"}},
      {"person_access", {"municipality", "person", "staff"}, {"municipality", "person", "staff"}},
      {"disclosure",
       {"municipality", "id"},
       {"municipality", "id", "person", "staff", "purpose", "at_second"}},
      {"protection_change",
       {"municipality", "person", "revision"},
       {"municipality", "person", "revision", "grade", "staff", "reason", "at_second"},
       3},
      {"identity_change",
       {"municipality", "person", "revision"},
       {"municipality", "person", "revision", "identity_kind", "identity", "born", "staff",
        "reason", "at_second"},
       5},
      {"account",
       {"municipality", "person", "id"},
       {"municipality", "person", "id", "kind", "clearing", "number", "bank", "checked", "since",
        "added_by"}},
      {"account_end",
       {"municipality", "person", "id"},
       {"municipality", "person", "id", "from_day", "staff", "reason", "at_second"},
       5},
      {"household", {"municipality", "id"}, {"municipality", "id", "version", "made", "made_by"}},
      {"stay",
       {"municipality", "household", "person", "from_day"},
       {"municipality", "household", "person", "from_day", "to_day", "adult", "days"}},
      {"stay_change",
       {"municipality", "household", "revision"},
       {"municipality", "household", "revision", "person", "from_day", "to_day", "adult", "days",
        "new_from", "new_to", "new_adult", "new_days", "staff", "reason", "at_second"},
       5},
      {"case_file",
       {"municipality", "id"},
       {"municipality", "id", "version", "number", "kind", "state", "household", "owner", "is_open",
        "next_day", "next_step", "opened", "opened_by"}},
      {"calculation",
       {"municipality", "case_file", "month", "revision"},
       {"municipality", "case_file", "month", "revision", "answer", "amount_ore", "made_second",
        "made_by", "hash", "result"}},
  };
  return all;
}

}  // namespace utvag::cases
