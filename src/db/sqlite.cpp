#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <unordered_map>

#include "db/engines.hpp"
#include "db/mistake.hpp"

namespace utvag::db {
namespace {

constexpr std::size_t kMaxPrepared = 256;

/// The state an operator can see to, or nothing for a mistake of our own. `extended` is SQLite's
/// extended result code (https://www.sqlite.org/rescode.html).
std::string_view state_of(int extended) {
  switch (extended & 0xff) {
    case SQLITE_FULL:
      return "full";
    case SQLITE_READONLY:
      return extended == SQLITE_READONLY_DBMOVED ? "gone" : "read-only";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "locked";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "damaged";
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return "refused";
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
      return "gone";
    default:
      return {};
  }
}

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

/// A statement and where each of its values goes: `places[0]` is the place of $1. $1 is a name to
/// SQLite, numbered as it is met, and asking for a name reads through all of them.
struct Statement {
  std::unique_ptr<sqlite3_stmt, Finalize> handle;
  std::vector<int> places;
};

/// Counting allocations for figures that nobody reads takes a lock that all threads share. Must be
/// said before SQLite is first used; if another library already has, the lock stays.
void count_no_memory() {
  static const int said = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)said;
}

class Sqlite final : public Connection {
 public:
  explicit Sqlite(sqlite3* handle) : handle_(handle) {}
  ~Sqlite() override {
    statements_.clear();
    sqlite3_close_v2(handle_);
  }
  Sqlite(const Sqlite&) = delete;
  Sqlite& operator=(const Sqlite&) = delete;

  Engine engine() const override { return Engine::sqlite; }
  Result<Rows> query(std::string_view sql, const Values& values) override;
  Result<std::int64_t> execute(std::string_view sql, const Values& values) override;
  Result<Done> script(std::string_view sql) override;
  bool in_transaction() override { return sqlite3_get_autocommit(handle_) == 0; }
  bool usable() override;

 private:
  Error failed(int code, std::string_view sql);
  Result<const Statement*> prepared(std::string_view sql);
  Result<sqlite3_stmt*> bound(std::string_view sql, const Values& values);

  sqlite3* handle_;
  std::unordered_map<std::string, Statement> statements_;
  bool broken_ = false;
};

Error Sqlite::failed(int code, std::string_view sql) {
  const int extended = code == SQLITE_OK ? code : sqlite3_extended_errcode(handle_);
  const std::string_view state = state_of(extended);
  if (state.empty()) throw Mistake("sqlite " + std::to_string(extended), sql);
  if (state == "gone" || state == "damaged") broken_ = true;
  return state_error(state, "sqlite " + std::to_string(extended));
}

Result<const Statement*> Sqlite::prepared(std::string_view sql) {
  const auto found = statements_.find(std::string(sql));
  if (found != statements_.end()) return &found->second;
  sqlite3_stmt* made = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &made, nullptr);
  if (code != SQLITE_OK) return failed(code, sql);
  if (made == nullptr) throw Mistake("an empty statement", sql);
  Statement statement{std::unique_ptr<sqlite3_stmt, Finalize>(made), {}};
  const int count = sqlite3_bind_parameter_count(made);
  for (int i = 1; i <= count; ++i) {
    const std::string name = "$" + std::to_string(i);
    const int place = sqlite3_bind_parameter_index(made, name.c_str());
    if (place == 0) throw Mistake("no parameter " + name, sql);
    statement.places.push_back(place);
  }
  if (statements_.size() >= kMaxPrepared) statements_.clear();
  return &statements_.emplace(std::string(sql), std::move(statement)).first->second;
}

int bind(sqlite3_stmt* statement, int at, const Value& value) {
  if (value.is_null()) return sqlite3_bind_null(statement, at);
  if (value.is_integer()) return sqlite3_bind_int64(statement, at, value.integer());
  if (value.is_text()) {
    return sqlite3_bind_text64(statement, at, value.text().data(), value.text().size(),
                               SQLITE_STATIC, SQLITE_UTF8);
  }
  return sqlite3_bind_blob64(statement, at, value.bytes().data(), value.bytes().size(),
                             SQLITE_STATIC);
}

Result<sqlite3_stmt*> Sqlite::bound(std::string_view sql, const Values& values) {
  auto ready = prepared(sql);
  if (!ready) return ready.error();
  const Statement& statement = *ready.value();
  if (statement.places.size() != values.size())
    throw Mistake("as many values as parameters are needed", sql);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Value& value = values[i];
    if (value.is_text() && value.text().find('\0') != std::string::npos)
      throw Mistake("text with NUL", sql);
    if (bind(statement.handle.get(), statement.places[i], value) != SQLITE_OK)
      throw Mistake("a value too large", sql);
  }
  return statement.handle.get();
}

Value column(sqlite3_stmt* statement, int at) {
  const auto size = [&] { return static_cast<std::size_t>(sqlite3_column_bytes(statement, at)); };
  switch (sqlite3_column_type(statement, at)) {
    case SQLITE_NULL:
      return {};
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, at)};
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, at));
      return std::string(text, size());
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, at));
      return Value::bytes(bytes == nullptr ? std::string() : std::string(bytes, size()));
    }
    default:
      throw Mistake("a column of another kind", sqlite3_sql(statement));
  }
}

/// Lets go of a statement's values and locks however the function is left.
struct Reset {
  explicit Reset(sqlite3_stmt* taken) : statement(taken) {}
  ~Reset() {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
  }
  Reset(const Reset&) = delete;
  Reset& operator=(const Reset&) = delete;
  sqlite3_stmt* statement;
};

Result<Rows> Sqlite::query(std::string_view sql, const Values& values) {
  auto ready = bound(sql, values);
  if (!ready) return ready.error();
  const Reset reset(ready.value());
  Rows rows;
  for (;;) {
    const int code = sqlite3_step(ready.value());
    if (code == SQLITE_DONE) return rows;
    if (code != SQLITE_ROW) return failed(code, sql);
    const int count = sqlite3_column_count(ready.value());
    Values row;
    row.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) row.push_back(column(ready.value(), i));
    rows.emplace_back(std::move(row));
  }
}

Result<std::int64_t> Sqlite::execute(std::string_view sql, const Values& values) {
  auto ready = bound(sql, values);
  if (!ready) return ready.error();
  const Reset reset(ready.value());
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(ready.value());
  if (code != SQLITE_DONE) return failed(code, sql);
  return std::int64_t{sqlite3_changes64(handle_)};
}

Result<Done> Sqlite::script(std::string_view sql) {
  const std::string text(sql);
  const int code = sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return failed(code, sql);
  return Done{};
}

/// A file that was moved or removed is still written to by those who hold it open: what they save
/// would be lost.
bool Sqlite::usable() {
  if (broken_) return false;
  int moved = 0;
  const int code = sqlite3_file_control(handle_, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return code == SQLITE_OK && moved == 0;
}

Result<Done> prepare_connection(Sqlite& connection, const OpenOptions& options) {
  std::string setup =
      "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA synchronous=FULL;"
      "PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;";
  setup += options.writer ? "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=2000;"
                          : "PRAGMA query_only=ON;";
  return connection.script(setup);
}

}  // namespace

Result<std::unique_ptr<Connection>> connect_sqlite(const std::string& file,
                                                   const OpenOptions& options) {
  if (options.create) {
    // Only the owner may read what SQLite then fills; the journal files take the same mode.
    const int made = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (made >= 0) ::close(made);
  }
  count_no_memory();
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
  if (handle == nullptr) return state_error("gone");
  auto connection = std::make_unique<Sqlite>(handle);
  if (code != SQLITE_OK) {
    const std::string_view state = state_of(code);
    return state_error(state.empty() ? "gone" : state, "sqlite " + std::to_string(code));
  }
  sqlite3_busy_timeout(handle, static_cast<int>(options.patience_ms));
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  auto ready = prepare_connection(*connection, options);
  if (!ready) return ready.error();
  return std::unique_ptr<Connection>(std::move(connection));
}

}  // namespace utvag::db
