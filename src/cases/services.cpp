#include "cases/services.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

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

Result<std::int64_t> free_id(Connection& connection, const std::string& municipality,
                             std::string_view table, const Draw& draw) {
  const std::string sql =
      "SELECT 1 FROM " + std::string(table) + " WHERE municipality = $1 AND id = $2";
  for (int tries = 0; tries < kDraws; ++tries) {
    const auto id = static_cast<std::int64_t>(1 + (draw() >> 18U));
    auto taken = connection.query(sql, {municipality, id});
    if (!taken) return taken.error();
    if (taken.value().empty()) return id;
  }
  throw std::runtime_error("random ids repeat themselves");
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
  line.protection = static_cast<Protection>(row.integer(column + 6));
  line.number = kMaskedNumber;
  if (line.protection != Protection::none) return line;
  const auto kind = static_cast<IdentityKind>(row.integer(column + 3));
  line.number = shown({kind, row.text(column + 4), std::nullopt});
  line.born = maybe_date(row, column + 5);
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

Result<Done> must_see_household(Connection& connection, const Asked& asked, HouseholdId id) {
  auto found = connection.query(
      "SELECT 1 FROM household h WHERE h.municipality = $1 AND h.id = $3"
      " AND " UTVAG_HOUSEHOLD_SEEN("h.id", "$4"),
      {asked.asker.municipality, asked.asker.user, id, asked.today.days});
  if (!found) return found.error();
  if (found.value().empty()) return not_found();
  return Done{};
}

Result<Done> lock_people(Connection& connection, const Asker& asker, std::vector<PersonId> ids) {
  if (connection.engine() == db::Engine::sqlite) return Done{};  // one writes at a time
  std::sort(ids.begin(), ids.end());
  for (const PersonId id : ids) {
    auto locked = connection.query(
        "SELECT 1 FROM person p WHERE p.municipality = $1 AND p.id = $3 AND " UTVAG_PERSON_SEEN
        " FOR NO KEY UPDATE OF p",
        {asker.municipality, asker.user, id});
    if (!locked) return locked.error();
  }
  return Done{};
}

Result<Done> lock_household(Connection& connection, const Asked& asked, HouseholdId id) {
  if (connection.engine() == db::Engine::sqlite) return Done{};
  auto locked = connection.query(
      "SELECT 1 FROM household h WHERE h.municipality = $1 AND h.id = $3"
      " AND " UTVAG_HOUSEHOLD_SEEN("h.id", "$4") " FOR NO KEY UPDATE OF h",
      {asked.asker.municipality, asked.asker.user, id, asked.today.days});
  if (!locked) return locked.error();
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

Result<Done> fill_titles(Connection& connection, const Asked& asked,
                         const std::vector<CaseLine*>& lines) {
  std::vector<HouseholdId> households;
  for (const CaseLine* line : lines) households.push_back(line->household);
  auto titles = titles_of(connection, asked, households);
  if (!titles) return titles.error();
  for (CaseLine* line : lines) line->title = titles.value()[line->household];
  return Done{};
}

namespace {

/// An adult's stay, for the title of its household.
struct Resident {
  PersonId person;
  std::string name;
  Date from, to;
};

std::string title_of(const std::vector<Resident>& residents, Date today) {
  Date last{INT32_MIN};
  Date first = kLastDate;
  bool now = false;
  for (const Resident& each : residents) {
    now = now || (each.from <= today && each.to >= today);
    if (each.to < today) last = std::max(last, each.to);
    first = std::min(first, each.from);
  }
  const auto belongs = [&](const Resident& each) {
    if (now) return each.from <= today && each.to >= today;
    return last.days != INT32_MIN ? each.to == last : each.from == first;
  };
  std::string title;
  std::vector<PersonId> named;
  for (const Resident& each : residents) {
    if (!belongs(each) || std::find(named.begin(), named.end(), each.person) != named.end())
      continue;
    named.push_back(each.person);
    if (!title.empty()) title += " och ";
    title += each.name;
  }
  return title;
}

}  // namespace

/// The number of values is one of few, so that few statements are kept prepared.
Result<std::map<HouseholdId, std::string>> titles_of(Connection& connection, const Asked& asked,
                                                     const std::vector<HouseholdId>& households) {
  std::map<HouseholdId, std::string> titles;
  if (households.empty()) return titles;
  const std::size_t count = households.size();
  const std::size_t places = count <= 4 ? 4 : count <= 52 ? 52 : 204;
  Values values = {asked.asker.municipality, asked.asker.user};
  std::string list;
  for (std::size_t i = 0; i < places; ++i) {
    list += (i == 0 ? "$" : ", $") + std::to_string(i + 3);
    values.emplace_back(i < count ? households[i] : std::int64_t{0});
  }
  auto rows = connection.query(
      "SELECT st.household, p.id, p.given_name, p.family_name, st.from_day, st.to_day FROM stay st"
      " JOIN person p ON p.municipality = st.municipality AND p.id = st.person"
      " WHERE st.municipality = $1 AND st.adult = 1 AND st.household IN (" +
          list + ") AND " UTVAG_PERSON_SEEN " ORDER BY st.household, p.born NULLS LAST, p.id",
      values);
  if (!rows) return rows.error();
  std::map<HouseholdId, std::vector<Resident>> residents;
  for (const Row& row : rows.value()) {
    residents[row.integer(0)].push_back({row.integer(1), row.text(2) + " " + row.text(3),
                                         *maybe_date(row, 4),
                                         maybe_date(row, 5).value_or(kLastDate)});
  }
  for (const auto& [household, each] : residents) titles[household] = title_of(each, asked.today);
  return titles;
}

bool stays_on(const Stay& stay, Date day) {
  return stay.from <= day && (!stay.to || *stay.to >= day);
}

int most_days(const std::vector<Stay>& stays) {
  int most = 0;
  for (const Stay& at : stays) {  // the most is reached on the first day of one of them
    int days = 0;
    for (const Stay& each : stays)
      if (stays_on(each, at.from)) days += each.days.value_or(kDaysOfMonth);
    most = std::max(most, days);
  }
  return most;
}

bool is_crowded(const std::vector<Stay>& stays, Date today) {
  std::vector<Stay> going;
  for (const Stay& each : stays)
    if (!each.to || *each.to >= today) going.push_back(each);
  return most_days(going) > kDaysOfMonth;
}

Result<std::map<PersonId, std::vector<Stay>>> stays_beside(Connection& connection,
                                                           const Asked& asked,
                                                           HouseholdId household) {
  auto rows = connection.query(
      "SELECT st.person, st.household, st.adult, st.from_day, st.to_day, st.days FROM stay st"
      " WHERE st.municipality = $1 AND st.person IN (SELECT here.person FROM stay here"
      " WHERE here.municipality = $1 AND here.household = $3)"
      " AND " UTVAG_HOUSEHOLD_SEEN("st.household", "$4"),
      {asked.asker.municipality, asked.asker.user, household, asked.today.days});
  if (!rows) return rows.error();
  std::map<PersonId, std::vector<Stay>> stays;
  for (const Row& row : rows.value()) stays[row.integer(0)].push_back(stay_line(row, 1));
  return stays;
}

Stay stay_line(const Row& row, std::size_t column) {
  Stay stay{row.integer(column),         "", row.boolean(column + 1), *maybe_date(row, column + 2),
            maybe_date(row, column + 3), {}};
  if (const auto days = row.maybe_integer(column + 4)) stay.days = static_cast<int>(*days);
  return stay;
}

Result<std::vector<MemberLine>> members_of(Connection& connection, const Asked& asked,
                                           HouseholdId household) {
  auto rows = connection.query(
      "SELECT " UTVAG_PERSON_COLUMNS
      ", st.household, st.adult, st.from_day, st.to_day, st.days FROM stay st JOIN person p"
      " ON p.municipality = st.municipality AND p.id = st.person"
      " WHERE st.municipality = $1 AND st.household = $3 AND " UTVAG_PERSON_SEEN
      " ORDER BY st.adult DESC, p.born NULLS LAST, p.id, st.from_day",
      {asked.asker.municipality, asked.asker.user, household});
  if (!rows) return rows.error();
  auto beside = stays_beside(connection, asked, household);
  if (!beside) return beside.error();
  std::vector<MemberLine> members;
  for (const Row& row : rows.value()) {
    MemberLine member{person_line(row, 0), stay_line(row, kPersonColumns), false};
    member.crowded = is_crowded(beside.value()[member.person.id], asked.today);
    members.push_back(std::move(member));
  }
  return members;
}

Result<Done> owners_see_all(Connection& connection, const Asked& asked, HouseholdId household) {
  auto blind = connection.query(
      "SELECT 1 FROM case_file c WHERE c.municipality = $1 AND c.household = $2 AND c.is_open = 1"
      " AND NOT (" UTVAG_HOUSEHOLD_SEEN_BY("c.household", "c.owner", "$3") ")",
      {asked.asker.municipality, household, asked.today.days});
  if (!blind) return blind.error();
  if (blind.value().empty()) return Done{};
  return Error{"cases.owner-access", "owner",
               "Den som ansvarar för ärendet måste stå bland dem som får känna till en skyddad "
               "person i hushållet.",
               "Whoever is responsible for the case must be among those who may know of a "
               "protected person in the household."};
}

}  // namespace utvag::cases
