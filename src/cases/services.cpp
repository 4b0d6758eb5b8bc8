#include "cases/services.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.hpp"

namespace utvag::cases {
namespace {

struct Name {
  std::string_view sv, en;
};

constexpr std::array<Name, kRoles> kRoleNames = {{
    {"mottagning", "reception"},
    {"socialsekreterare", "case officer"},
    {"förste socialsekreterare", "senior case officer"},
    {"enhetschef", "unit head"},
    {"ekonom", "finance officer"},
    {"AME-coach", "work coach"},
    {"verksamhetsutvecklare", "developer of practice"},
    {"IT-förvaltare", "IT manager"},
}};

constexpr std::array<Name, 4> kKindNames = {{
    {"försörjningsstöd", "maintenance support"},
    {"livsföring i övrigt", "other needs"},
    {"akut bistånd", "emergency assistance"},
    {"återkrav", "recovery"},
}};

constexpr std::array<Name, kCaseStates> kStateNames = {{
    {"mottagen", "received"},
    {"väntar på komplettering", "waiting for papers"},
    {"kontroll", "control"},
    {"utredning", "assessment"},
    {"klar för beslut", "ready to decide"},
    {"beslutad", "decided"},
    {"utbetald", "paid"},
    {"överklagad", "appealed"},
    {"avslutad", "closed"},
}};

}  // namespace

std::string_view name_sv(Role role) {
  return kRoleNames[static_cast<std::size_t>(role)].sv;
}
std::string_view name_en(Role role) {
  return kRoleNames[static_cast<std::size_t>(role)].en;
}
std::string_view name_sv(CaseKind kind) {
  return kKindNames[static_cast<std::size_t>(kind)].sv;
}
std::string_view name_en(CaseKind kind) {
  return kKindNames[static_cast<std::size_t>(kind)].en;
}
std::string_view name_sv(CaseState state) {
  return kStateNames[static_cast<std::size_t>(state)].sv;
}
std::string_view name_en(CaseState state) {
  return kStateNames[static_cast<std::size_t>(state)].en;
}

Error not_found() {
  return {"cases.not-found", "", "Det finns inget sådant här.", "There is no such thing here."};
}

Error changed() {
  return {"cases.changed", "",
          "Någon annan har ändrat det här sedan du öppnade det. Inget sparades. Öppna det igen.",
          "Somebody else changed this after you opened it. Nothing was saved. Open it again."};
}

Error field_error(std::string where, std::string sv, std::string en) {
  return {"cases.field", std::move(where), std::move(sv), std::move(en)};
}

Result<Done> check(const Asker& asker) {
  if (asker.municipality.empty() || asker.user == 0 || asker.purpose.empty()) {
    return Error{"cases.purpose", "", "Ange vem som frågar och varför.", "Say who asks and why."};
  }
  return Done{};
}

Result<Done> check_text(std::string_view where, std::string_view text, std::size_t limit,
                        bool mandatory) {
  if (mandatory && text.empty()) {
    return field_error(std::string(where), "Fältet måste fyllas i.", "The field must be filled.");
  }
  const bool bad =
      find_invalid_utf8(text).has_value() || std::any_of(text.begin(), text.end(), [](char letter) {
        return static_cast<unsigned char>(letter) < 0x20U || letter == 0x7f;
      });
  if (text.size() > limit || bad) {
    return field_error(std::string(where), "Texten är för lång eller har tecken som inte går.",
                       "The text is too long or has characters that cannot be used.");
  }
  return Done{};
}

Result<std::int64_t> next_id(Connection& connection, const std::string& municipality,
                             std::string_view counter) {
  auto row = connection.query(
      "INSERT INTO counter (municipality, name, last_value) VALUES ($1, $2, 1)"
      " ON CONFLICT (municipality, name) DO UPDATE SET last_value = counter.last_value + 1"
      " RETURNING last_value",
      {municipality, counter});
  if (!row) return row.error();
  return row.value().at(0).integer(0);
}

std::optional<Date> maybe_date(const Row& row, std::size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return Date{static_cast<std::int32_t>(row.integer(column))};
}

db::Value date_value(const std::optional<Date>& date) {
  return date ? db::Value(std::int64_t{date->days}) : db::Value();
}

PersonLine person_line(const Row& row, std::size_t column) {
  PersonLine line;
  line.id = row.integer(column);
  line.given_name = row.text(column + 1);
  line.family_name = row.text(column + 2);
  line.born = maybe_date(row, column + 5);
  line.protection = static_cast<Protection>(row.integer(column + 6));
  const auto kind = static_cast<IdentityKind>(row.integer(column + 3));
  line.number = line.protection == Protection::none
                    ? shown({kind, row.text(column + 4), std::nullopt})
                    : std::string(kMaskedNumber);
  return line;
}

Result<Done> must_see_person(Connection& connection, const Asker& asker, PersonId id) {
  auto found = connection.query(
      "SELECT 1 FROM person p WHERE p.municipality = $1 AND p.id = $3 AND " UTVAG_PERSON_SEEN,
      {asker.municipality, asker.user, id});
  if (!found) return found.error();
  if (found.value().empty()) return not_found();
  return Done{};
}

Result<Done> must_see_household(Connection& connection, const Asker& asker, HouseholdId id) {
  auto found = connection.query(
      "SELECT 1 FROM household h WHERE h.municipality = $1 AND h.id = $3"
      " AND " UTVAG_HOUSEHOLD_SEEN("h.id"),
      {asker.municipality, asker.user, id});
  if (!found) return found.error();
  if (found.value().empty()) return not_found();
  return Done{};
}

CaseLine case_line(const Row& row) {
  CaseLine line;
  line.id = row.integer(0);
  line.number = row.text(1);
  line.kind = static_cast<CaseKind>(row.integer(2));
  line.state = static_cast<CaseState>(row.integer(3));
  line.household = row.integer(4);
  line.owner = row.integer(5);
  line.owner_name = row.text(6);
  line.next_day = maybe_date(row, 7);
  line.next_step = row.text(8);
  line.opened = Date{static_cast<std::int32_t>(row.integer(9))};
  line.version = row.integer(10);
  return line;
}

/// "Anna Andersson och Bo Berg": the adults who live there now or lived there last. The number of
/// values is one of few, so that few statements are kept prepared.
Result<Done> fill_titles(Connection& connection, const Asker& asker, std::vector<CaseLine*> lines) {
  if (lines.empty()) return Done{};
  const std::size_t places = lines.size() <= 4 ? 4 : lines.size() <= 52 ? 52 : 204;
  Values values = {asker.municipality};
  std::string list;
  for (std::size_t i = 0; i < places; ++i) {
    list += (i == 0 ? "$" : ", $") + std::to_string(i + 2);
    values.emplace_back(i < lines.size() ? lines[i]->household : std::int64_t{0});
  }
  auto rows = connection.query(
      "SELECT st.household, p.given_name, p.family_name FROM stay st JOIN person p"
      " ON p.municipality = st.municipality AND p.id = st.person"
      " WHERE st.municipality = $1 AND st.adult = 1 AND st.to_day IS NULL AND st.household IN (" +
          list + ") ORDER BY st.household, p.born, p.id",
      values);
  if (!rows) return rows.error();
  std::map<HouseholdId, std::string> titles;
  for (const Row& row : rows.value()) {
    std::string& title = titles[row.integer(0)];
    if (!title.empty()) title += " och ";
    title += row.text(1) + " " + row.text(2);
  }
  for (CaseLine* line : lines) line->title = titles[line->household];
  return Done{};
}

bool stays_on(const Stay& stay, Date day) {
  return stay.from <= day && (!stay.to || *stay.to >= day);
}

Result<std::vector<MemberLine>> members_of(Connection& connection, const Asker& asker,
                                           HouseholdId household) {
  auto rows = connection.query(
      "SELECT " UTVAG_PERSON_COLUMNS
      ", st.adult, st.from_day, st.to_day, st.days"
      " FROM stay st JOIN person p ON p.municipality = st.municipality AND p.id = st.person"
      " WHERE st.municipality = $1 AND st.household = $3 AND " UTVAG_PERSON_SEEN
      " ORDER BY st.adult DESC, p.born, p.id, st.from_day",
      {asker.municipality, asker.user, household});
  if (!rows) return rows.error();
  std::vector<MemberLine> members;
  for (const Row& row : rows.value()) {
    MemberLine member{person_line(row, 0), {}};
    member.stay.household = household;
    member.stay.adult = row.boolean(kPersonColumns);
    member.stay.from = *maybe_date(row, kPersonColumns + 1);
    member.stay.to = maybe_date(row, kPersonColumns + 2);
    if (const auto days = row.maybe_integer(kPersonColumns + 3))
      member.stay.days = static_cast<int>(*days);
    members.push_back(std::move(member));
  }
  return members;
}

Result<Done> owners_see_all(Connection& connection, const Asker& asker, HouseholdId household) {
  auto blind = connection.query(
      "SELECT 1 FROM case_file c JOIN stay st ON st.municipality = c.municipality"
      " AND st.household = c.household JOIN person p ON p.municipality = st.municipality"
      " AND p.id = st.person WHERE c.municipality = $1 AND c.household = $2 AND c.is_open = 1"
      " AND p.protection <> 0 AND NOT EXISTS (SELECT 1 FROM person_access pa"
      " WHERE pa.municipality = c.municipality AND pa.person = p.id AND pa.staff = c.owner)",
      {asker.municipality, household});
  if (!blind) return blind.error();
  if (blind.value().empty()) return Done{};
  return Error{"cases.owner-access", "owner",
               "Den som ansvarar för ärendet måste stå bland dem som får känna till en skyddad "
               "person i hushållet.",
               "Whoever is responsible for the case must be among those who may know of a "
               "protected person in the household."};
}

}  // namespace utvag::cases
