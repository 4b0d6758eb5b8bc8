#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "db/database.hpp"

/// Everything in the database as lines of text, alike for both engines (docs/formats/export.md):
/// what backups, moves between engines and a municipality's own export are written in. Each table
/// carries the SHA-256 of its rows, so that a restored database can be proved to hold the same.
namespace utvag::cases {

/// Takes a piece of text to keep; an Error ends the writing.
using Sink = std::function<Result<db::Done>(std::string_view text)>;
/// Gives the next line without its end, or nothing at the end.
using Source = std::function<Result<std::optional<std::string>>()>;

struct TableSum {
  std::string table;
  std::int64_t rows = 0;
  std::string sha256;
  friend bool operator==(const TableSum&, const TableSum&) = default;
};

struct DumpSummary {
  std::string municipality;  ///< empty: all
  int schema = 0;
  std::vector<TableSum> tables;
};

/// Writes all, or one municipality, as it is in one snapshot: others may write meanwhile.
Result<DumpSummary> write_dump(db::Database& database, const std::string& municipality, Instant now,
                               const Sink& sink);
/// The sums of what is in the database, in one snapshot, without writing anything.
Result<DumpSummary> sum_database(db::Database& database, const std::string& municipality);
/// Reads a dump through and checks every sum. Errors: "dump.format", "dump.damaged", "dump.short".
Result<DumpSummary> check_dump(const Source& source);
/// Puts a dump into a database, in one transaction, and compares the sums afterwards. An empty
/// database gets the dump's own schema first and is then brought up to date; in one with content
/// the schema must be ours and none of the dump's municipalities be there. Errors: as check_dump(),
/// "dump.exists", "dump.newer".
Result<DumpSummary> restore_dump(db::Database& database, const Source& source, Instant now);

/// What is wrong inside a database: results that do not match their hash, open cases without a
/// next day, damage that the engine itself finds. Each a sentence in Swedish without personal data.
Result<std::vector<std::string>> inspect(db::Database& database);

}  // namespace utvag::cases
