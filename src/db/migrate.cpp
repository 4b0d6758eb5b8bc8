#include "db/migrate.hpp"

#include <cassert>

#include "base/sha256.hpp"

namespace utvag::db {
namespace {

constexpr std::string_view kTable =
    "CREATE TABLE IF NOT EXISTS schema_migration ("
    " number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL,"
    " applied_at BIGINT NOT NULL)";

std::string_view table_exists(Engine engine) {
  return engine == Engine::sqlite
             ? "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'"
             : "SELECT 1 WHERE to_regclass('schema_migration') IS NOT NULL";
}

Error newer(std::int64_t found, int wanted) {
  const std::string numbers = " (" + std::to_string(found) + " > " + std::to_string(wanted) + ")";
  return {"db.schema-newer", "",
          "Databasen är gjord av en nyare version av Utväg" + numbers +
              ". Inget har ändrats. Använd den nyare versionen.",
          "The database was made by a newer version of Utväg" + numbers +
              ". Nothing was changed. Use the newer version."};
}

Error changed(std::int64_t number) {
  const std::string step = std::to_string(number);
  return {"db.schema-changed", "",
          "Steg " + step +
              " i databasens schema är inte det som den här versionen känner. Inget "
              "har ändrats.",
          "Step " + step +
              " of the database's schema is not the one this version knows. Nothing "
              "was changed."};
}

Result<SchemaState> compare(Connection& connection, std::span<const Migration> steps) {
  SchemaState state{0, static_cast<int>(steps.size())};
  auto there = connection.query(table_exists(connection.engine()));
  if (!there) return there.error();
  if (there.value().empty()) return state;
  auto rows = connection.query("SELECT number, checksum FROM schema_migration ORDER BY number");
  if (!rows) return rows.error();
  for (const Row& row : rows.value()) {
    const std::int64_t number = row.integer(0);
    if (number > state.wanted) return newer(number, state.wanted);
    const Migration& step = steps[static_cast<std::size_t>(number - 1)];
    assert(step.number == number);
    if (row.text(1) != sha256_hex(step.sql)) return changed(number);
    state.found = static_cast<int>(number);
  }
  return state;
}

Result<Done> apply(Connection& connection, const Migration& step, std::int64_t now_seconds) {
  auto made = connection.script(step.sql);
  if (!made) return made;
  auto noted = connection.execute(
      "INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
      {step.number, step.name, sha256_hex(step.sql), now_seconds});
  if (!noted) return noted.error();
  return Done{};
}

}  // namespace

Result<SchemaState> migrate(Database& database, std::span<const Migration> steps,
                            std::int64_t now_seconds) {
  return database.write([&](Connection& connection) -> Result<SchemaState> {
    if (connection.engine() == Engine::postgresql) {
      // Two servers that start at once take turns.
      auto mine = connection.script("SELECT pg_advisory_xact_lock(7849623501)");
      if (!mine) return mine.error();
    }
    auto state = compare(connection, steps);
    if (!state) return state;
    if (state.value().found == 0) {
      auto made = connection.script(kTable);
      if (!made) return made.error();
    }
    for (const Migration& step : steps) {
      if (step.number <= state.value().found) continue;
      auto applied = apply(connection, step, now_seconds);
      if (!applied) return applied.error();
    }
    return state;
  });
}

Result<SchemaState> check_schema(Database& database, std::span<const Migration> steps) {
  auto state = database.read(
      [&](Connection& connection) -> Result<SchemaState> { return compare(connection, steps); });
  if (!state || state.value().found == state.value().wanted) return state;
  return Error{
      "db.schema-older", "",
      "Databasen är tom eller gjord av en äldre version av Utväg. Kör: utvag migrate",
      "The database is empty or was made by an older version of Utväg. Run: utvag migrate"};
}

}  // namespace utvag::db
