#pragma once
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "db/connection.hpp"

namespace utvag::db {

struct DatabaseOptions {
  bool create = false;              ///< SQLite: make the file if there is none
  std::size_t readers = 4;          ///< connections that read; PostgreSQL: that read and write
  std::int64_t patience_ms = 5000;  ///< how long a call waits for a connection or a lock
  /// Told every statement's text (never its values) before it is run, from any thread.
  std::function<void(std::string_view sql)> trace;
};

/// A small pool of connections with transactions. Any thread may call any function.
///
/// SQLite has one writer. Those who wait to write are taken together: each body runs inside a
/// savepoint, one commit makes all of them last, and none is answered before it (group commit).
/// PostgreSQL writes on any connection (READ COMMITTED); deadlocks are tried again. Both read in
/// one snapshot. A connection that broke is opened anew at the next call, so nothing has to be
/// restarted when the database is back.
class Database {
 public:
  /// Connects once, so that a wrong address is told at start. Errors: as connect().
  static Result<std::unique_ptr<Database>> open(const Dsn& dsn, const DatabaseOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Runs `body(Connection&)`, which returns a Result, in a snapshot that cannot be written to.
  template <typename Body>
  auto read(Body&& body) {
    return run<std::invoke_result_t<Body&, Connection&>>(
        body, [this](const Work& work) { return run_read(work); });
  }

  /// Runs `body(Connection&)`, which returns a Result, in a transaction. An Error from it undoes
  /// all it did; a value is returned only when the commit is on the disk. The body may run again
  /// after a deadlock, and on another thread: it touches nothing but its connection and its own
  /// variables.
  template <typename Body>
  auto write(Body&& body) {
    return run<std::invoke_result_t<Body&, Connection&>>(
        body, [this](const Work& work) { return run_write(work); });
  }

  /// Runs `body()`, which returns a Result, with one transaction around every read and write that
  /// it makes on this thread: all are kept, or none. For imports and made-up data; it holds the
  /// writer as long as it takes.
  template <typename Body>
  auto together(Body&& body) {
    return run<std::invoke_result_t<Body&>>(
        [&](Connection& connection) {
          const Inside inside(*this, connection);
          return body();
        },
        [this](const Work& work) { return run_write(work); });
  }

  Engine engine() const { return dsn_.engine; }
  const Dsn& dsn() const { return dsn_; }
  /// Whether the database answers now.
  Result<Done> ping();

  struct Counts {
    std::uint64_t reads = 0, writes = 0, commits = 0, failures = 0;
  };
  Counts counts() const;

 private:
  using Work = std::function<Result<Done>(Connection&)>;
  struct Pending;
  class Lease;

  /// What together() has begun on this thread.
  class Inside {
   public:
    Inside(Database& database, Connection& connection);
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;
  };

  Database(Dsn dsn, DatabaseOptions options);

  template <typename Answer, typename Body, typename Runner>
  static Answer run(Body&& body, const Runner& runner) {
    std::optional<Answer> answer;
    const Result<Done> done = runner([&](Connection& connection) -> Result<Done> {
      answer.emplace(body(connection));
      if (!answer->ok()) return answer->error();
      return Done{};
    });
    if (!done) return Answer(done.error());
    return std::move(*answer);
  }

  Result<Done> run_read(const Work& work);
  Result<Done> run_write(const Work& work);
  Result<Done> run_inside(const Work& work);
  Result<Done> write_together(const Work& work);
  void commit_batch(const std::vector<Pending*>& batch);
  Result<Done> run_batch(Connection& writer, const std::vector<Pending*>& batch);
  Result<Done> write_alone(const Work& work);
  Result<std::unique_ptr<Connection>> fresh(bool writer) const;
  Result<std::unique_ptr<Connection>> take();
  void give_back(std::unique_ptr<Connection> connection);

  Dsn dsn_;
  DatabaseOptions options_;

  std::mutex pool_mutex_;
  std::condition_variable pool_changed_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t out_ = 0;  ///< connections lent

  std::mutex write_mutex_;
  std::condition_variable write_changed_;
  std::deque<Pending*> waiting_;
  bool writing_ = false;
  std::unique_ptr<Connection> writer_;  ///< touched only by the thread that set writing_

  std::atomic<std::uint64_t> reads_{0}, writes_{0}, commits_{0}, failures_{0};
};

}  // namespace utvag::db
