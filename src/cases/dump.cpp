#include "cases/dump.hpp"

#include <algorithm>
#include <memory>

#include "base/deflate.hpp"
#include "base/sha256.hpp"
#include "cases/dump_text.hpp"
#include "cases/schema.hpp"
#include "db/migrate.hpp"

namespace utvag::cases {
namespace {

using db::Connection;
using db::Done;
using db::Row;
using db::Rows;
using db::Values;

constexpr std::string_view kDumpFormat = "utvag/export/1";
constexpr std::int64_t kPage = 500;

std::string joined(const std::vector<std::string_view>& names, std::string_view between) {
  std::string text;
  for (const std::string_view name : names) {
    if (!text.empty()) text += between;
    text += name;
  }
  return text;
}

/// A page of a table in the order of its key, after the key given (none at first).
Result<Rows> page_of(Connection& connection, const Table& table, const std::string& municipality,
                     const Values& after) {
  Values values;
  std::string where;
  const auto place = [&](const db::Value& value) {
    values.push_back(value);
    return "$" + std::to_string(values.size());
  };
  if (!municipality.empty()) where = "municipality = " + place(municipality);
  if (!after.empty()) {
    std::string places;
    for (const db::Value& value : after) places += (places.empty() ? "" : ", ") + place(value);
    if (!where.empty()) where += " AND ";
    where += "(" + joined(table.key, ", ") + ") > (" + places + ")";
  }
  std::string sql = "SELECT " + joined(table.columns, ", ") + " FROM " + std::string(table.name);
  if (!where.empty()) sql += " WHERE " + where;
  sql += " ORDER BY " + joined(table.key, ", ") + " LIMIT " + place(kPage);
  return connection.query(sql, values);
}

/// Every row of a table, in the order of the key's bytes on both engines. `counter` has a key of
/// words, which servers may sort by a language: it is small, and sorted here.
Result<Done> each_row(Connection& connection, const Table& table, const std::string& municipality,
                      const std::function<Result<Done>(const std::string& line)>& take) {
  std::vector<std::string> held;
  const bool hold = table.name == "counter";
  Values after;
  for (;;) {
    auto rows = page_of(connection, table, municipality, after);
    if (!rows) return rows.error();
    for (const Row& row : rows.value()) {
      if (hold) {
        held.push_back(row_line(row));
        continue;
      }
      auto taken = take(row_line(row));
      if (!taken) return taken;
    }
    if (static_cast<std::int64_t>(rows.value().size()) < kPage) break;
    const Values& last = rows.value().back().values();
    after.assign(last.begin(), last.begin() + static_cast<std::ptrdiff_t>(table.key.size()));
  }
  std::sort(held.begin(), held.end());
  for (const std::string& line : held) {
    auto taken = take(line);
    if (!taken) return taken;
  }
  return Done{};
}

std::string table_line(const Table& table) {
  return "{\"table\":\"" + std::string(table.name) + "\",\"columns\":[\"" +
         joined(table.columns, "\",\"") + "\"]}\n";
}

std::string sum_line(const TableSum& sum) {
  return "{\"end\":\"" + sum.table + "\",\"rows\":" + std::to_string(sum.rows) + ",\"sha256\":\"" +
         sum.sha256 + "\"}\n";
}

/// The first line; `made` is seconds since 1970-01-01.
std::string head_line(const DumpSummary& summary, Instant now) {
  return "{\"format\":\"" + std::string(kDumpFormat) +
         "\",\"schema\":" + std::to_string(summary.schema) + ",\"municipality\":" +
         (summary.municipality.empty() ? "null" : "\"" + summary.municipality + "\"") +
         ",\"made\":" + std::to_string(now.seconds) + "}\n";
}

Error no_municipality() {
  return {"dump.municipality", "--municipality", "Kommunen finns inte i databasen.",
          "The municipality is not in the database."};
}

/// The rows of these tables, as they are in a database with this schema.
Result<DumpSummary> go_through(db::Database& database, const std::vector<Table>& what,
                               DumpSummary summary, Instant now, const Sink& sink) {
  return database.read([&](Connection& connection) -> Result<DumpSummary> {
    const std::string& municipality = summary.municipality;
    if (!municipality.empty()) {
      auto there =
          connection.query("SELECT 1 FROM municipality WHERE municipality = $1", {municipality});
      if (!there) return there.error();
      if (there.value().empty()) return no_municipality();
    }
    summary.tables.clear();
    auto put = sink(head_line(summary, now));
    for (const Table& table : what) {
      if (put) put = sink(table_line(table));
      TableSum sum{std::string(table.name), 0, {}};
      Sha256 hash;
      if (put) {
        put = each_row(connection, table, municipality, [&](const std::string& line) {
          hash.update(line);
          ++sum.rows;
          return sink(line);
        });
      }
      if (!put) return put.error();
      sum.sha256 = to_hex(hash.finish());
      put = sink(sum_line(sum));
      summary.tables.push_back(std::move(sum));
    }
    if (put) put = sink("{\"end\":null}\n");
    if (!put) return put.error();
    return summary;
  });
}

DumpSummary newest(const std::string& municipality) {
  return {municipality, static_cast<int>(schema_steps().size()), {}};
}

Result<Done> nowhere(std::string_view) {
  return Done{};
}

Error damaged_dump() {
  return {"dump.damaged", "",
          "Filen är skadad: en kontrollsumma stämmer inte. Använd en annan säkerhetskopia.",
          "The file is damaged: a checksum does not match. Use another backup."};
}

Error short_dump() {
  return {"dump.short", "",
          "Filen slutar för tidigt: den skrevs aldrig klart. Använd en annan säkerhetskopia.",
          "The file ends too early: it was never finished. Use another backup."};
}

bool is_name(const std::string& text) {
  return !text.empty() && text.size() < 64 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
}

/// Reads a dump line by line, checking its form and sums, and tells what it meets.
class DumpReader {
 public:
  using TakeRow = std::function<Result<Done>(const std::string& insert, const Values& values)>;
  DumpReader(const Source& source, TakeRow take) : source_(source), take_(std::move(take)) {}

  Result<Done> head();
  Result<DumpSummary> rest();
  const DumpSummary& summary() const { return summary_; }
  /// The tables with the columns that the file has of them.
  std::vector<Table> tables_of_file() const;

 private:
  Result<Json> next(std::string& line);
  Result<Done> begin_table(const Json& line);
  Result<Done> end_table(const Json& line);
  Result<Done> row(const Json& parsed, const std::string& line);
  bool is_whole() const;

  const Source& source_;
  TakeRow take_;
  DumpSummary summary_;
  TableSum sum_;
  std::unique_ptr<Sha256> hash_;  ///< while inside a table
  std::string insert_;
  std::size_t columns_ = 0;
  std::vector<std::vector<std::string>> names_;  ///< of the columns, for each table begun
};

Result<Json> DumpReader::next(std::string& line) {
  auto read = source_();
  if (!read) return read.error();
  if (!read.value()) return short_dump();
  line = std::move(*read.value());
  JsonLimits limits;
  limits.bytes = limits.string_bytes = std::size_t{64} << 20U;
  auto parsed = parse_json(line, limits);
  if (!parsed) return format_error();
  return parsed;
}

const Json* member(const Json& object, std::string_view key, Json::Kind kind) {
  const Json* found = object.is(Json::Kind::object) ? object.find(key) : nullptr;
  return found != nullptr && found->is(kind) ? found : nullptr;
}

Result<Done> DumpReader::head() {
  std::string line;
  auto parsed = next(line);
  if (!parsed) return parsed.error().code == "dump.short" ? format_error() : parsed.error();
  const Json* format = member(parsed.value(), "format", Json::Kind::string);
  const Json* schema = member(parsed.value(), "schema", Json::Kind::number);
  if (format == nullptr || schema == nullptr || format->string() != kDumpFormat)
    return format_error();
  const std::string& number = schema->number();
  const bool whole = number.find_first_not_of("0123456789") == std::string::npos;
  if (!whole || number.size() > 4 || number.front() == '0') return format_error();
  summary_.schema = std::stoi(number);
  if (const Json* code = member(parsed.value(), "municipality", Json::Kind::string))
    summary_.municipality = code->string();
  if (summary_.schema <= static_cast<int>(schema_steps().size())) return Done{};
  return Error{"dump.newer", "", "Filen är gjord av en nyare version av Utväg. Använd den.",
               "The file was made by a newer version of Utväg. Use that version."};
}

Result<Done> DumpReader::begin_table(const Json& line) {
  const Json* columns = member(line, "columns", Json::Kind::array);
  const Json* name = member(line, "table", Json::Kind::string);
  if (hash_ || columns == nullptr || name == nullptr || !is_name(name->string()))
    return format_error();
  sum_ = {name->string(), 0, {}};
  hash_ = std::make_unique<Sha256>();
  columns_ = columns->items().size();
  std::string names;
  std::string places;
  names_.emplace_back();
  for (const Json& column : columns->items()) {
    if (!column.is(Json::Kind::string) || !is_name(column.string())) return format_error();
    names_.back().push_back(column.string());
    names += (names.empty() ? "" : ", ") + column.string();
    places += places.empty()
                  ? "$1"
                  : ", $" + std::to_string(1 + std::count(places.begin(), places.end(), '$'));
  }
  insert_ = "INSERT INTO " + sum_.table + " (" + names + ") VALUES (" + places + ")";
  return Done{};
}

Result<Done> DumpReader::end_table(const Json& line) {
  const Json* rows = member(line, "rows", Json::Kind::number);
  const Json* hash = member(line, "sha256", Json::Kind::string);
  if (!hash_ || rows == nullptr || hash == nullptr) return format_error();
  sum_.sha256 = to_hex(hash_->finish());
  hash_.reset();
  if (rows->number() != std::to_string(sum_.rows) || hash->string() != sum_.sha256 ||
      line.find("end")->string() != sum_.table)
    return damaged_dump();
  summary_.tables.push_back(sum_);
  return Done{};
}

Result<Done> DumpReader::row(const Json& parsed, const std::string& line) {
  if (!hash_) return format_error();
  hash_->update(line);
  hash_->update("\n");
  ++sum_.rows;
  auto values = row_values(parsed);
  if (!values) return values.error();
  if (values.value().size() != columns_) return format_error();
  return take_(insert_, values.value());
}

/// Whether every table of the file's schema was there, once and in its place.
bool DumpReader::is_whole() const {
  std::size_t at = 0;
  for (const Table& table : tables()) {
    if (table.since > summary_.schema) continue;
    if (at == summary_.tables.size() || summary_.tables[at].table != table.name) return false;
    ++at;
  }
  return at == summary_.tables.size();
}

std::vector<Table> DumpReader::tables_of_file() const {
  std::vector<Table> all;
  std::size_t at = 0;
  for (const Table& table : tables()) {
    if (table.since > summary_.schema) continue;
    const std::vector<std::string>& names = names_[at++];
    all.push_back({table.name, table.key, {names.begin(), names.end()}, table.since});
  }
  return all;
}

Result<DumpSummary> DumpReader::rest() {
  for (;;) {
    std::string line;
    auto parsed = next(line);
    if (!parsed) return parsed.error();
    Result<Done> done = format_error();
    if (parsed.value().is(Json::Kind::array)) {
      done = row(parsed.value(), line);
    } else if (member(parsed.value(), "table", Json::Kind::string) != nullptr) {
      done = begin_table(parsed.value());
    } else if (member(parsed.value(), "end", Json::Kind::string) != nullptr) {
      done = end_table(parsed.value());
    } else if (member(parsed.value(), "end", Json::Kind::null) != nullptr && !hash_) {
      if (!is_whole()) return short_dump();
      return summary_;
    }
    if (!done) return done.error();
  }
}

Error already_there() {
  return {"dump.exists", "--db", "Kommunen finns redan i databasen. Återställ i en tom databas.",
          "The municipality is in the database already. Restore into an empty one."};
}

Error login_taken(const std::string& login) {
  return {"dump.login", login,
          "Inloggningsnamnet finns redan i databasen. Byt det i den ena och gör om exporten.",
          "The login is in the database already. Change it in one of them and export again."};
}

Result<Done> insert_row(Connection& connection, const std::string& insert, const Values& values) {
  if (insert.starts_with("INSERT INTO municipality ")) {
    auto there =
        connection.query("SELECT 1 FROM municipality WHERE municipality = $1", {values.at(0)});
    if (!there) return there.error();
    if (!there.value().empty()) return already_there();
  }
  if (insert.starts_with("INSERT INTO staff (municipality, id, login,")) {
    auto there = connection.query("SELECT 1 FROM staff WHERE login = $1", {values.at(2)});
    if (!there) return there.error();
    if (!there.value().empty()) return login_taken(values.at(2).text());
  }
  auto made = connection.execute(insert, values);
  if (!made) return made.error();
  return Done{};
}

}  // namespace

Result<DumpSummary> write_dump(db::Database& database, const std::string& municipality, Instant now,
                               const Sink& sink) {
  return go_through(database, tables(), newest(municipality), now, sink);
}

Result<DumpSummary> sum_database(db::Database& database, const std::string& municipality) {
  return go_through(database, tables(), newest(municipality), {}, nowhere);
}

Result<DumpSummary> check_dump(const Source& source) {
  DumpReader reader(source,
                    [](const std::string&, const Values&) -> Result<Done> { return Done{}; });
  auto head = reader.head();
  if (!head) return head.error();
  return reader.rest();
}

Result<DumpSummary> restore_dump(db::Database& database, const Source& source, Instant now) {
  return database.together([&]() -> Result<DumpSummary> {
    DumpReader reader(source, [&](const std::string& insert, const Values& values) {
      return database.write(
          [&](Connection& connection) { return insert_row(connection, insert, values); });
    });
    auto head = reader.head();
    if (!head) return head.error();
    const auto steps = schema_steps();
    const auto own = steps.first(static_cast<std::size_t>(reader.summary().schema));
    auto ready = db::migrate(database, own, now.seconds);
    if (!ready && ready.error().code == "db.schema-newer")
      ready = db::check_schema(database, steps);
    if (!ready) return ready.error();
    auto summary = reader.rest();
    if (!summary) return summary;
    // Proved as the file has it, before its rows change their form. A whole backup beside others
    // cannot be told from them.
    if (ready.value().found == 0 || !summary.value().municipality.empty()) {
      auto sums = go_through(database, reader.tables_of_file(), summary.value(), {}, nowhere);
      if (!sums) return sums;
      if (sums.value().tables != summary.value().tables) return damaged_dump();
    }
    auto raised = db::migrate(database, steps, now.seconds);
    if (!raised) return raised.error();
    return summary;
  });
}

Result<std::vector<std::string>> inspect(db::Database& database) {
  return database.read([&](Connection& connection) -> Result<std::vector<std::string>> {
    std::vector<std::string> faults;
    if (connection.engine() == db::Engine::sqlite) {
      auto whole = connection.query("PRAGMA integrity_check");
      if (!whole) return whole.error();
      if (whole.value().at(0).text(0) != "ok") faults.emplace_back("Databasfilen är skadad.");
      auto keys = connection.query("PRAGMA foreign_key_check");
      if (!keys) return keys.error();
      if (!keys.value().empty()) faults.emplace_back("Rader pekar på sådant som inte finns.");
    }
    std::int64_t wrong = 0;
    const Table& results = tables().back();
    auto read = each_row(connection, results, "", [&](const std::string& line) -> Result<Done> {
      auto parsed = parse_json(line, {std::size_t{64} << 20U, 8, std::size_t{64} << 20U, 100});
      auto values = parsed ? row_values(parsed.value()) : Result<Values>(format_error());
      if (!values) return values.error();
      auto bytes = inflate(values.value().back().bytes(), std::size_t{16} << 20U);
      if (!bytes || sha256_hex(bytes.value()) != values.value().at(8).text()) ++wrong;
      return Done{};
    });
    if (!read) return read.error();
    if (wrong > 0)
      faults.push_back(std::to_string(wrong) + " beräkningar stämmer inte med sin kontrollsumma.");
    auto idle =
        connection.query("SELECT COUNT(*) FROM case_file WHERE is_open = 1 AND next_day IS NULL");
    if (!idle) return idle.error();
    if (const std::int64_t count = idle.value().at(0).integer(0); count > 0)
      faults.push_back(std::to_string(count) + " öppna ärenden saknar nästa dag.");
    return faults;
  });
}

}  // namespace utvag::cases
