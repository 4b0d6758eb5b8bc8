#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "db/value.hpp"

/// One thin connection over SQLite and PostgreSQL: the same SQL text with $1, $2 … for both.
///
/// What a user or an operator can cause comes back as an Error, whose message never holds data:
///   db.gone            the database cannot be reached (server down, file moved or unreadable)
///   db.full            no room on the disk
///   db.read-only       the disk or the server takes no writes
///   db.locked          somebody else has held it longer than the time given
///   db.deadlock        two waited for each other; Database tries again, so it is seldom seen
///   db.damaged         the file is no database, or a broken one
///   db.commit-unknown  the connection broke while a commit was on its way: it may have been saved
///   db.refused         the server let us in but the account lacks a right, or the login failed
/// Anything else the engine complains of (wrong SQL, a broken constraint) is our own mistake and is
/// thrown as db::Mistake, with the engine's code and the SQL text but never a value.
namespace utvag::db {

enum class Engine : std::uint8_t { sqlite, postgresql };

/// Where a database is: `sqlite:FILE`, or `postgresql:` with libpq's key=value words or a URI
/// (`postgresql://user@host/name`).
struct Dsn {
  Engine engine = Engine::sqlite;
  std::string target;  ///< a file's path, or what libpq is given
};

/// Errors: "db.dsn". The text is not repeated: it may hold a password.
Result<Dsn> parse_dsn(std::string_view text);

struct Done {};

/// Our own mistake in a statement. Ends the request.
class Mistake;

/// One open connection. Used by one thread at a time. Statements are prepared once and kept.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual Engine engine() const = 0;

  /// Runs one statement and gives its rows.
  virtual Result<Rows> query(std::string_view sql, const Values& values = {}) = 0;
  /// Runs one statement and gives the number of rows it changed.
  virtual Result<std::int64_t> execute(std::string_view sql, const Values& values = {}) = 0;
  /// Runs several statements without values: migrations and transactions.
  virtual Result<Done> script(std::string_view sql) = 0;

  /// Whether a transaction is open: a full disk may end it in the middle.
  virtual bool in_transaction() = 0;
  /// False after an error that left the connection useless: it must be opened anew.
  virtual bool usable() = 0;
};

struct OpenOptions {
  bool create = false;              ///< SQLite: make the file if there is none (mode 0600)
  bool writer = true;               ///< false: refuses writes
  std::int64_t patience_ms = 5000;  ///< how long to wait for a lock or for a server to answer
};

/// Opens a connection. Errors: "db.gone", "db.damaged", "db.refused", "db.locked".
Result<std::unique_ptr<Connection>> connect(const Dsn& dsn, const OpenOptions& options);

/// The errors above by their code's last word ("gone", "full" …), for the two engines. `reason` is
/// the engine's own code ("sqlstate 53100", "sqlite 13") for whoever reads the log: their manuals
/// tell what it means. It becomes Error::where.
Error state_error(std::string_view state, std::string reason = {});

}  // namespace utvag::db
