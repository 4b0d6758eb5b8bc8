#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>

#include "db/engines.hpp"
#include "db/mistake.hpp"

namespace utvag::db {
namespace {

constexpr std::size_t kMaxStatements = 256;

// Types as PostgreSQL numbers them (src/include/catalog/pg_type.dat).
constexpr Oid kBool = 16;
constexpr Oid kBytea = 17;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kText = 25;
constexpr Oid kVarchar = 1043;
constexpr Oid kName = 19;

/// The state an operator can see to, or nothing for a mistake of our own, by SQLSTATE
/// (https://www.postgresql.org/docs/15/errcodes-appendix.html).
std::string_view state_of(std::string_view sqlstate) {
  if (sqlstate == "53100") return "full";
  if (sqlstate == "25006") return "read-only";
  if (sqlstate == "40P01" || sqlstate == "40001") return "deadlock";
  if (sqlstate == "55P03" || sqlstate == "57014") return "locked";
  if (sqlstate.starts_with("08") || sqlstate.starts_with("57P") || sqlstate.starts_with("53") ||
      sqlstate.starts_with("58") || sqlstate == "3D000" || sqlstate == "25P03")
    return "gone";
  if (sqlstate.starts_with("28") || sqlstate == "42501") return "refused";
  if (sqlstate == "XX001" || sqlstate == "XX002") return "damaged";
  return {};
}

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, Clear>;

void say_nothing(void* /*context*/, const PGresult* /*notice*/) {}

class Postgresql final : public Connection {
 public:
  explicit Postgresql(PGconn* connection) : connection_(connection) {
    PQsetNoticeReceiver(connection_, say_nothing, nullptr);
  }
  ~Postgresql() override { PQfinish(connection_); }
  Postgresql(const Postgresql&) = delete;
  Postgresql& operator=(const Postgresql&) = delete;

  Engine engine() const override { return Engine::postgresql; }
  Result<Rows> query(std::string_view sql, const Values& values) override;
  Result<std::int64_t> execute(std::string_view sql, const Values& values) override;
  Result<Done> script(std::string_view sql) override;
  bool in_transaction() override;
  bool usable() override { return PQstatus(connection_) == CONNECTION_OK; }

 private:
  Result<Answer> checked(PGresult* raw, std::string_view sql);
  Result<std::string> prepared(std::string_view sql, const Values& values);
  Result<Answer> run(std::string_view sql, const Values& values);

  PGconn* connection_;
  std::unordered_map<std::string, std::string> statements_;  ///< SQL and kinds → server's name
  std::size_t named_ = 0;
};

Result<Answer> Postgresql::checked(PGresult* raw, std::string_view sql) {
  Answer answer(raw);
  const ExecStatusType status = PQresultStatus(raw);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return answer;
  const char* field = raw == nullptr ? nullptr : PQresultErrorField(raw, PG_DIAG_SQLSTATE);
  const std::string sqlstate = field == nullptr ? "" : field;
  const std::string reason = sqlstate.empty() ? "" : "sqlstate " + sqlstate;
  if (sqlstate.empty() || PQstatus(connection_) != CONNECTION_OK)
    return state_error("gone", reason);
  const std::string_view state = state_of(sqlstate);
  if (state.empty()) throw Mistake("postgresql " + sqlstate, sql);
  return state_error(state, reason);
}

Oid type_of(const Value& value) {
  if (value.is_integer()) return kInt8;
  if (value.is_text()) return kText;
  return value.is_bytes() ? kBytea : Oid{0};
}

/// A statement is prepared once for each combination of kinds: a null has none of its own.
Result<std::string> Postgresql::prepared(std::string_view sql, const Values& values) {
  std::string key(sql);
  key += '\0';
  for (const Value& value : values) {
    key += value.is_null() ? '0' : value.is_integer() ? 'i' : value.is_text() ? 't' : 'b';
  }
  const auto found = statements_.find(key);
  if (found != statements_.end()) return found->second;
  if (statements_.size() >= kMaxStatements) {
    auto cleared = checked(PQexec(connection_, "DEALLOCATE ALL"), "DEALLOCATE ALL");
    if (!cleared) return cleared.error();
    statements_.clear();
  }
  std::string name = "s" + std::to_string(++named_);
  std::vector<Oid> types;
  types.reserve(values.size());
  for (const Value& value : values) types.push_back(type_of(value));
  auto made = checked(PQprepare(connection_, name.c_str(), std::string(sql).c_str(),
                                static_cast<int>(values.size()), types.data()),
                      sql);
  if (!made) return made.error();
  statements_.emplace(std::move(key), name);
  return name;
}

std::string big_endian(std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number);
  std::string bytes(8, '\0');
  for (std::size_t i = 0; i < 8; ++i)
    bytes[i] = static_cast<char>(static_cast<unsigned char>(bits >> (56 - 8 * i)));
  return bytes;
}

Result<Answer> Postgresql::run(std::string_view sql, const Values& values) {
  auto name = prepared(sql, values);
  if (!name) return name.error();
  const std::size_t count = values.size();
  std::vector<std::string> numbers(count);
  std::vector<const char*> data(count, nullptr);
  std::vector<int> lengths(count, 0);
  std::vector<int> formats(count, 1);
  for (std::size_t i = 0; i < count; ++i) {
    const Value& value = values[i];
    if (value.is_null()) continue;
    if (value.is_integer()) numbers[i] = big_endian(value.integer());
    const std::string& bytes = value.is_integer() ? numbers[i]
                               : value.is_text()  ? value.text()
                                                  : value.bytes();
    if (value.is_text() && bytes.find('\0') != std::string::npos)
      throw Mistake("text with NUL", sql);
    data[i] = bytes.data();
    lengths[i] = static_cast<int>(bytes.size());
  }
  return checked(PQexecPrepared(connection_, name.value().c_str(), static_cast<int>(count),
                                data.data(), lengths.data(), formats.data(), 1),
                 sql);
}

std::int64_t from_big_endian(const char* bytes, int size) {
  std::uint64_t bits = (static_cast<unsigned char>(bytes[0]) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
  for (int i = 0; i < size; ++i) bits = (bits << 8U) | static_cast<unsigned char>(bytes[i]);
  return static_cast<std::int64_t>(bits);
}

Value column(const PGresult* answer, int row, int at, std::string_view sql) {
  if (PQgetisnull(answer, row, at) != 0) return {};
  const char* bytes = PQgetvalue(answer, row, at);
  const int size = PQgetlength(answer, row, at);
  switch (PQftype(answer, at)) {
    case kBool:
      return std::int64_t{bytes[0]};
    case kInt2:
    case kInt4:
    case kInt8:
      return from_big_endian(bytes, size);
    case kText:
    case kVarchar:
    case kName:
      return std::string(bytes, static_cast<std::size_t>(size));
    case kBytea:
      return Value::bytes(std::string(bytes, static_cast<std::size_t>(size)));
    default:
      throw Mistake("a column of another kind", sql);
  }
}

Result<Rows> Postgresql::query(std::string_view sql, const Values& values) {
  auto ran = run(sql, values);
  if (!ran) return ran.error();
  const PGresult* answer = ran.value().get();
  const int count = PQntuples(answer);
  const int columns = PQnfields(answer);
  Rows rows;
  rows.reserve(static_cast<std::size_t>(count));
  for (int row = 0; row < count; ++row) {
    Values made;
    made.reserve(static_cast<std::size_t>(columns));
    for (int at = 0; at < columns; ++at) made.push_back(column(answer, row, at, sql));
    rows.emplace_back(std::move(made));
  }
  return rows;
}

Result<std::int64_t> Postgresql::execute(std::string_view sql, const Values& values) {
  auto ran = run(sql, values);
  if (!ran) return ran.error();
  const std::string_view text = PQcmdTuples(ran.value().get());
  std::int64_t changed = 0;
  std::from_chars(text.data(), text.data() + text.size(), changed);
  return changed;
}

Result<Done> Postgresql::script(std::string_view sql) {
  auto ran = checked(PQexec(connection_, std::string(sql).c_str()), sql);
  if (!ran) return ran.error();
  // After an error that somebody overlooked the server answers COMMIT with "ROLLBACK".
  if (sql == "COMMIT" && std::string_view(PQcmdStatus(ran.value().get())) != "COMMIT")
    throw Mistake("an error was overlooked before COMMIT", sql);
  return Done{};
}

bool Postgresql::in_transaction() {
  const PGTransactionStatusType status = PQtransactionStatus(connection_);
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

/// libpq tells why a login failed only in words; what the server said of itself comes first.
std::string_view login_state(const char* message) {
  const std::string_view text(message);
  const bool refused = text.find("authentication failed") != std::string_view::npos ||
                       text.find("no pg_hba.conf entry") != std::string_view::npos ||
                       text.find("permission denied for database") != std::string_view::npos ||
                       (text.find("role \"") != std::string_view::npos &&
                        text.find("does not exist") != std::string_view::npos);
  return refused ? "refused" : "gone";
}

}  // namespace

Result<std::unique_ptr<Connection>> connect_postgresql(const std::string& words,
                                                       const OpenOptions& options) {
  const std::int64_t seconds = std::max<std::int64_t>(2, (options.patience_ms + 999) / 1000);
  const std::string timeout = std::to_string(seconds);
  const std::string tcp = std::to_string(options.patience_ms);
  // "dbname" holds all the words given; what stands before it is only our default.
  const std::array<const char*, 8> names = {
      "connect_timeout", "tcp_user_timeout", "keepalives_idle", "application_name",
      "client_encoding", "dbname",           nullptr,           nullptr};
  const std::array<const char*, 8> contents = {timeout.c_str(), tcp.c_str(),   "10",    "utvag",
                                               "UTF8",          words.c_str(), nullptr, nullptr};
  PGconn* raw = PQconnectdbParams(names.data(), contents.data(), 1);
  if (raw == nullptr) return state_error("gone");
  auto connection = std::make_unique<Postgresql>(raw);
  if (PQstatus(raw) != CONNECTION_OK) return state_error(login_state(PQerrorMessage(raw)));
  if (PQserverVersion(raw) < 150000) {
    return Error{"db.version", "", "PostgreSQL behöver vara version 15 eller senare.",
                 "PostgreSQL has to be version 15 or later."};
  }
  std::string setup = "SET lock_timeout = " + std::to_string(options.patience_ms);
  setup += "; SET idle_in_transaction_session_timeout = 60000; SET standard_conforming_strings=on";
  auto ready = connection->script(setup);
  if (!ready) return ready.error();
  return std::unique_ptr<Connection>(std::move(connection));
}

}  // namespace utvag::db
