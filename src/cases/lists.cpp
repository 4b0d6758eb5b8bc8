#include <algorithm>

#include "base/text.hpp"
#include "cases/services.hpp"

namespace utvag::cases {
namespace {

constexpr std::size_t kMaxWords = 4;
constexpr std::size_t kMaxRows = 200;

Result<std::vector<Staff>> read_staff(db::Database& database, std::string_view where,
                                      const Values& values) {
  auto rows = database.read([&](Connection& connection) {
    return connection.query("SELECT municipality, id, login, name, role, active FROM staff WHERE " +
                                std::string(where) + " ORDER BY municipality, role, id",
                            values);
  });
  if (!rows) return rows.error();
  std::vector<Staff> staff;
  for (const Row& row : rows.value()) staff.push_back(staff_line(row));
  return staff;
}

Result<Staff> the_one(Result<std::vector<Staff>> staff) {
  if (!staff) return staff.error();
  if (staff.value().empty()) return not_found();
  return staff.value()[0];
}

/// The keys of the words, the longest first: it finds the fewest. Each at least two letters.
std::vector<std::string> words_of(std::string_view text) {
  const std::string key = name_key(text);
  std::vector<std::string> words;
  for (std::size_t at = 0; at < key.size();) {
    const std::size_t end = std::min(key.find('\x01', at), key.size());
    if (end - at >= 2) words.push_back(key.substr(at, end - at));
    at = end + 1;
  }
  std::stable_sort(words.begin(), words.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  if (words.size() > kMaxWords) words.resize(kMaxWords);
  return words;
}

/// One statement for each number of words. The rows come in the order of the index: by the word
/// that was found, then by name.
std::string name_statement(std::size_t words) {
  std::string sql = "SELECT " UTVAG_PERSON_COLUMNS
                    " FROM person_word w JOIN person p"
                    " ON p.municipality = w.municipality AND p.id = w.person"
                    " WHERE w.municipality = $1 AND w.word >= $4 AND w.word < $5";
  for (std::size_t i = 1; i < words; ++i) {
    const std::string low = "$" + std::to_string(4 + 2 * i);
    const std::string high = "$" + std::to_string(5 + 2 * i);
    sql +=
        " AND EXISTS (SELECT 1 FROM person_word o WHERE o.municipality = $1"
        " AND o.person = w.person AND o.word >= " +
        low + " AND o.word < " + high + ")";
  }
  return sql + " AND " UTVAG_PERSON_SEEN " ORDER BY w.word, w.name_key, w.person LIMIT $3";
}

Result<SearchAnswer> by_name(Connection& connection, const Asker& asker,
                             const std::vector<std::string>& words) {
  SearchAnswer answer{SearchAnswer::By::name, {}, false};
  // Someone with several names that begin alike is found once for each.
  Values values = {asker.municipality, asker.user,
                   static_cast<std::int64_t>(kMaxHits * kMaxWords + 1)};
  for (const std::string& word : words) {
    values.push_back(db::Value::bytes(word));
    values.push_back(db::Value::bytes(word + '\xFF'));
  }
  auto rows = connection.query(name_statement(words.size()), values);
  if (!rows) return rows.error();
  for (const Row& row : rows.value()) {
    PersonLine line = person_line(row, 0);
    const bool twice = std::any_of(answer.hits.begin(), answer.hits.end(),
                                   [&](const Hit& hit) { return hit.person->id == line.id; });
    if (twice) continue;
    answer.more = answer.hits.size() == kMaxHits;
    if (answer.more) break;
    answer.hits.push_back({std::move(line), std::nullopt});
  }
  return answer;
}

Result<SearchAnswer> by_number(Connection& connection, const Asker& asker,
                               const Identity& identity) {
  SearchAnswer answer{SearchAnswer::By::number, {}, false};
  auto rows = connection.query("SELECT " UTVAG_PERSON_COLUMNS
                               " FROM person p WHERE p.municipality = $1"
                               " AND p.id IN (SELECT n.id FROM person n"
                               " WHERE n.municipality = $1 AND n.identity = $3"
                               " UNION SELECT k.person FROM identity_change k"
                               " WHERE k.municipality = $1 AND k.identity = $3)"
                               " AND " UTVAG_PERSON_SEEN " ORDER BY p.id",
                               {asker.municipality, asker.user, identity.number});
  if (!rows) return rows.error();
  for (const Row& row : rows.value()) answer.hits.push_back({person_line(row, 0), std::nullopt});
  return answer;
}

Result<SearchAnswer> by_case(Connection& connection, const Asked& asked,
                             const std::string& number) {
  SearchAnswer answer{SearchAnswer::By::case_number, {}, false};
  auto rows = connection.query(
      "SELECT " + std::string(kCaseColumns) +
          " FROM case_file c JOIN staff s ON s.municipality = c.municipality AND s.id = c.owner"
          " WHERE c.municipality = $1 AND c.number = $3"
          " AND " UTVAG_HOUSEHOLD_SEEN("c.household", "$4"),
      {asked.asker.municipality, asked.asker.user, number, asked.today.days});
  if (!rows) return rows.error();
  for (const Row& row : rows.value()) {
    CaseLine line = case_line(row);
    auto titled = fill_titles(connection, asked, {&line});
    if (!titled) return titled.error();
    answer.hits.push_back({std::nullopt, std::move(line)});
  }
  return answer;
}

/// "EB-2026-407132" however it was typed; nothing when it is no case number.
std::optional<std::string> case_number_of(std::string_view text) {
  std::string plain;
  for (const char letter : text) {
    if (letter == ' ' || letter == '-') continue;
    plain += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  }
  const bool form = plain.size() >= 12 && plain.size() <= 14 && plain.starts_with("EB") &&
                    plain.find_first_not_of("0123456789", 2) == std::string::npos;
  if (!form) return std::nullopt;
  return "EB-" + plain.substr(2, 4) + "-" + plain.substr(6);
}

}  // namespace

Result<db::Done> Cases::add_municipality(const Municipality& municipality) {
  const bool code = municipality.code.size() == 4 &&
                    municipality.code.find_first_not_of("0123456789") == std::string::npos;
  if (!code) {
    return field_error("municipality", "Kommunkoden ska vara fyra siffror, till exempel 1280.",
                       "The municipality code is four digits, such as 1280.");
  }
  auto valid = check_text("name", municipality.name, 100, true);
  if (!valid) return valid;
  return database_.write([&](Connection& connection) -> Result<Done> {
    auto made = connection.execute(
        "INSERT INTO municipality (municipality, name) VALUES ($1, $2)"
        " ON CONFLICT (municipality) DO UPDATE SET name = $2",
        {municipality.code, normalise_nfc(municipality.name)});
    if (!made) return made.error();
    return Done{};
  });
}

Result<StaffId> Cases::add_staff(const Staff& staff) {
  auto valid = check_text("login", staff.login, 100, true);
  if (valid) valid = check_text("name", staff.name, 100, true);
  if (!valid) return valid.error();
  return database_.write([&](Connection& connection) -> Result<StaffId> {
    auto there = connection.query("SELECT 1 FROM municipality WHERE municipality = $1",
                                  {staff.municipality});
    if (!there) return there.error();
    if (there.value().empty())
      return field_error("municipality", "Kommunen finns inte här.", "No such municipality here.");
    auto id = next_id(connection, staff.municipality, "staff");
    if (!id) return id.error();
    auto made = connection.execute(
        "INSERT INTO staff (municipality, id, login, name, role, active)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (login) DO NOTHING",
        {staff.municipality, id.value(), staff.login, normalise_nfc(staff.name),
         static_cast<int>(staff.role), staff.active ? 1 : 0});
    if (!made) return made.error();
    if (made.value() == 0)
      return field_error("login", "Inloggningsnamnet är upptaget.", "The login name is taken.");
    return id.value();
  });
}

Result<std::vector<Municipality>> Cases::municipalities() {
  auto rows = database_.read([](Connection& connection) {
    return connection.query("SELECT municipality, name FROM municipality ORDER BY municipality");
  });
  if (!rows) return rows.error();
  std::vector<Municipality> all;
  for (const Row& row : rows.value()) all.push_back({row.text(0), row.text(1)});
  return all;
}

Result<std::vector<Staff>> Cases::staff(const std::string& municipality) {
  return read_staff(database_, "municipality = $1", {municipality});
}

Result<Staff> Cases::staff_by_login(const std::string& login) {
  return the_one(read_staff(database_, "login = $1 AND active = 1", {login}));
}

Result<SearchAnswer> Cases::search(const Asker& asker, std::string_view text) {
  auto valid = check(asker);
  if (valid) valid = check_text("search", text, 200, false);
  if (!valid) return valid.error();
  const Asked asked{asker, clock_.today()};
  if (const auto number = case_number_of(text)) {
    return database_.read(
        [&](Connection& connection) { return by_case(connection, asked, *number); });
  }
  if (looks_like_identity(text)) {
    auto identity = parse_identity(text, asked.today);
    if (!identity) return identity.error();
    return database_.read(
        [&](Connection& connection) { return by_number(connection, asker, identity.value()); });
  }
  const std::vector<std::string> words = words_of(text);
  if (words.empty()) return SearchAnswer{};
  return database_.read([&](Connection& connection) { return by_name(connection, asker, words); });
}

Result<WorkPage> Cases::my_work(const Asker& asker, const WorkQuery& query) {
  auto valid = check(asker);
  if (!valid) return valid.error();
  const StaffId owner = query.owner.value_or(asker.user);
  const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, kMaxRows);
  const Asked asked{asker, clock_.today()};
  const std::int64_t today = asked.today.days;
  // Every state, or one: the same statement for both.
  const int low = query.state ? static_cast<int>(*query.state) : 0;
  const int high = query.state ? low : kCaseStates;
  return database_.read([&](Connection& connection) -> Result<WorkPage> {
    auto rows = connection.query(
        "SELECT " + std::string(kCaseColumns) +
            " FROM case_file c JOIN staff s ON s.municipality = c.municipality AND s.id = c.owner"
            " WHERE c.municipality = $1 AND c.owner = $3 AND c.is_open = 1"
            " AND (c.next_day, c.id) > ($4, $5) AND c.state BETWEEN $6 AND $7"
            " AND " UTVAG_HOUSEHOLD_SEEN("c.household", "$9") " ORDER BY c.next_day, c.id LIMIT $8",
        {asker.municipality, asker.user, owner, query.after.next_day, query.after.id, low, high,
         static_cast<std::int64_t>(limit + 1), today});
    if (!rows) return rows.error();
    WorkPage page;
    for (const Row& row : rows.value()) page.rows.push_back(case_line(row));
    if (page.rows.size() > limit) {
      page.rows.pop_back();
      page.next = Cursor{page.rows.back().next_day->days, page.rows.back().id};
    }
    std::vector<CaseLine*> lines;
    for (CaseLine& line : page.rows) lines.push_back(&line);
    auto titled = fill_titles(connection, asked, lines);
    if (!titled) return titled.error();
    auto counts = connection.query(
        "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN c.next_day < $4 THEN 1 ELSE 0 END), 0)"
        " AS BIGINT), CAST(COALESCE(SUM(CASE WHEN c.next_day = $4 THEN 1 ELSE 0 END), 0)"
        " AS BIGINT) FROM case_file c WHERE c.municipality = $1 AND c.owner = $3"
        " AND c.is_open = 1 AND " UTVAG_HOUSEHOLD_SEEN("c.household", "$4"),
        {asker.municipality, asker.user, owner, today});
    if (!counts) return counts.error();
    page.open = counts.value().at(0).integer(0);
    page.late = counts.value().at(0).integer(1);
    page.today = counts.value().at(0).integer(2);
    return page;
  });
}

}  // namespace utvag::cases
