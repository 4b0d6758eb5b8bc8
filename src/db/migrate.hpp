#pragma once
#include <span>
#include <string_view>

#include "db/database.hpp"

namespace utvag::db {

/// One step of the schema: numbers from 1 without gaps. A step that has been released is never
/// changed: its checksum is kept in the database and compared.
struct Migration {
  int number;
  std::string_view name;  ///< "people", for the operator
  std::string_view sql;   ///< statements both engines understand
};

struct SchemaState {
  int found = 0;   ///< the database's number; 0: empty
  int wanted = 0;  ///< the program's
};

/// Brings the schema up to date in one transaction and tells what it was. `now_seconds` is written
/// beside each step. Errors: "db.schema-newer" (a newer program made it: nothing is touched),
/// "db.schema-changed" (a step's checksum differs), and those of the connection.
Result<SchemaState> migrate(Database& database, std::span<const Migration> steps,
                            std::int64_t now_seconds);

/// Compares without touching. Errors: as migrate(), and "db.schema-older": run `utvag migrate`.
Result<SchemaState> check_schema(Database& database, std::span<const Migration> steps);

}  // namespace utvag::db
