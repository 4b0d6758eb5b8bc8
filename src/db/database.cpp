#include "db/database.hpp"

#include <chrono>
#include <exception>
#include <thread>

namespace utvag::db {
namespace {

constexpr std::size_t kMaxTogether = 64;
constexpr int kDeadlockTries = 6;

/// The transaction that together() has open on this thread, and whose it is.
struct Open {
  Database* database = nullptr;
  Connection* connection = nullptr;
};
thread_local Open open_here;

std::string_view begin_of(Engine engine, bool writing) {
  if (engine == Engine::sqlite) return writing ? "BEGIN IMMEDIATE" : "BEGIN";
  return writing ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
}

bool is(const Result<Done>& done, std::string_view code) {
  return !done.ok() && done.error().code == code;
}

/// Ends what is open. What goes wrong here makes the connection useless, and it is dropped then.
void roll_back(Connection& connection) {
  if (!connection.usable() || !connection.in_transaction()) return;
  const auto ended = connection.script("ROLLBACK");
  (void)ended.ok();
}

Result<Done> commit(Connection& connection) {
  auto done = connection.script("COMMIT");
  if (is(done, "db.gone")) return state_error("commit-unknown");
  if (!done) roll_back(connection);
  return done;
}

/// Tells each statement before it is run.
class Traced final : public Connection {
 public:
  Traced(std::unique_ptr<Connection> inner, const std::function<void(std::string_view)>& trace)
      : inner_(std::move(inner)), trace_(trace) {}
  Engine engine() const override { return inner_->engine(); }
  Result<Rows> query(std::string_view sql, const Values& values) override {
    trace_(sql);
    return inner_->query(sql, values);
  }
  Result<std::int64_t> execute(std::string_view sql, const Values& values) override {
    trace_(sql);
    return inner_->execute(sql, values);
  }
  Result<Done> script(std::string_view sql) override {
    trace_(sql);
    return inner_->script(sql);
  }
  bool in_transaction() override { return inner_->in_transaction(); }
  bool usable() override { return inner_->usable(); }

 private:
  std::unique_ptr<Connection> inner_;
  std::function<void(std::string_view)> trace_;
};

}  // namespace

struct Database::Pending {
  const Work* work = nullptr;
  bool answered = false;
  Result<Done> result = Done{};
  std::exception_ptr thrown;
};

/// A connection of the pool, given back however the function is left; a useless one is dropped.
class Database::Lease {
 public:
  Lease(Database& database, std::unique_ptr<Connection> connection)
      : database_(database), connection_(std::move(connection)) {}
  ~Lease() {
    if (connection_ != nullptr) roll_back(*connection_);
    database_.give_back(std::move(connection_));
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  /// Opens a transaction. A server that was away since the last call is met here for the first
  /// time, before anything was done: a new connection is tried once.
  Result<Done> begin(bool writing) {
    auto begun = connection_->script(begin_of(connection_->engine(), writing));
    if (!is(begun, "db.gone")) return begun;
    auto again = database_.fresh(database_.engine() == Engine::postgresql);
    if (!again) return again.error();
    connection_ = std::move(again.value());
    return connection_->script(begin_of(connection_->engine(), writing));
  }
  Connection& operator*() { return *connection_; }

 private:
  Database& database_;
  std::unique_ptr<Connection> connection_;
};

Database::Inside::Inside(Database& database, Connection& connection) {
  open_here = {&database, &connection};
}

Database::Inside::~Inside() {
  open_here = {};
}

/// A part of together(): undone by itself when it fails.
Result<Done> Database::run_inside(const Work& work) {
  Connection& connection = *open_here.connection;
  auto done = connection.script("SAVEPOINT part");
  if (!done) return done;
  done = work(connection);
  if (done) return connection.script("RELEASE part");
  if (!connection.usable() || !connection.in_transaction()) return done;
  auto undone = connection.script("ROLLBACK TO part");
  return undone.ok() ? done : undone;
}

Database::Database(Dsn dsn, DatabaseOptions options)
    : dsn_(std::move(dsn)), options_(std::move(options)) {}

Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(const Dsn& dsn, const DatabaseOptions& options) {
  std::unique_ptr<Database> database(new Database(dsn, options));
  auto first = database->fresh(true);
  if (!first) return first.error();
  if (dsn.engine == Engine::sqlite) {
    database->writer_ = std::move(first.value());
  } else {
    database->idle_.push_back(std::move(first.value()));
  }
  auto answers = database->ping();
  if (!answers) return answers.error();
  return database;
}

Result<std::unique_ptr<Connection>> Database::fresh(bool writer) const {
  OpenOptions options;
  options.create = options_.create && writer;
  options.writer = writer;
  options.patience_ms = options_.patience_ms;
  auto opened = connect(dsn_, options);
  if (!opened || !options_.trace) return opened;
  return std::unique_ptr<Connection>(
      std::make_unique<Traced>(std::move(opened.value()), options_.trace));
}

Result<std::unique_ptr<Connection>> Database::take() {
  std::unique_ptr<Connection> taken;
  {
    std::unique_lock lock(pool_mutex_);
    const bool mine = pool_changed_.wait_for(lock, std::chrono::milliseconds(options_.patience_ms),
                                             [&] { return out_ < options_.readers; });
    if (!mine) return state_error("locked");
    ++out_;
    if (!idle_.empty()) {
      taken = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (taken != nullptr && taken->usable()) return taken;
  taken.reset();
  auto opened = fresh(engine() == Engine::postgresql);
  if (!opened) give_back(nullptr);
  return opened;
}

void Database::give_back(std::unique_ptr<Connection> connection) {
  const bool keep = connection != nullptr && connection->usable() && !connection->in_transaction();
  {
    const std::lock_guard lock(pool_mutex_);
    --out_;
    if (keep) idle_.push_back(std::move(connection));
  }
  pool_changed_.notify_one();
}

Result<Done> Database::run_read(const Work& work) {
  ++reads_;
  if (open_here.database == this) return work(*open_here.connection);
  auto taken = take();
  if (!taken) return ++failures_, taken.error();
  Lease lease(*this, std::move(taken.value()));
  auto begun = lease.begin(false);
  if (!begun) return ++failures_, begun.error();
  auto done = work(*lease);
  if (!done) return done;
  return commit(*lease);
}

Result<Done> Database::run_write(const Work& work) {
  ++writes_;
  if (open_here.database == this) return run_inside(work);
  auto done = engine() == Engine::sqlite ? write_together(work) : write_alone(work);
  if (!done && done.error().code.starts_with("db.")) ++failures_;
  return done;
}

Result<Done> Database::write_alone(const Work& work) {
  Result<Done> done = state_error("deadlock");
  for (int tried = 0; tried < kDeadlockTries && is(done, "db.deadlock"); ++tried) {
    if (tried > 0) std::this_thread::sleep_for(std::chrono::milliseconds(3 * tried));
    auto taken = take();
    if (!taken) return taken.error();
    Lease lease(*this, std::move(taken.value()));
    done = lease.begin(true);
    if (done) done = work(*lease);
    if (done) done = commit(*lease);
    if (done) ++commits_;
  }
  return done;
}

/// Whoever finds nobody writing takes all that wait, does their work and tells them.
Result<Done> Database::write_together(const Work& work) {
  Pending mine;
  mine.work = &work;
  std::unique_lock lock(write_mutex_);
  waiting_.push_back(&mine);
  while (!mine.answered) {
    if (writing_) {
      write_changed_.wait(lock);
      continue;
    }
    writing_ = true;
    std::vector<Pending*> batch;
    while (!waiting_.empty() && batch.size() < kMaxTogether) {
      batch.push_back(waiting_.front());
      waiting_.pop_front();
    }
    lock.unlock();
    commit_batch(batch);
    lock.lock();
    for (Pending* each : batch) each->answered = true;
    writing_ = false;
    write_changed_.notify_all();
  }
  lock.unlock();
  if (mine.thrown) std::rethrow_exception(mine.thrown);
  return mine.result;
}

/// Gives every one of the batch its answer. When the whole transaction was lost on the way, those
/// who had not failed themselves are done again one by one.
void Database::commit_batch(const std::vector<Pending*>& batch) {
  Result<Done> done = Done{};
  try {
    if (writer_ == nullptr || !writer_->usable()) {
      writer_.reset();
      auto opened = fresh(true);
      if (opened) writer_ = std::move(opened.value());
      if (!opened) done = opened.error();
    }
    if (done) done = writer_->script(begin_of(engine(), true));
    if (done) done = run_batch(*writer_, batch);
    if (done) ++commits_;
  } catch (const std::exception&) {
    for (Pending* each : batch) each->thrown = std::current_exception();
    writer_.reset();
    return;
  }
  if (done) return;
  for (Pending* each : batch) {
    if (each->thrown || !each->result) continue;
    if (batch.size() == 1 || is(done, "db.commit-unknown")) {
      each->result = done;
    } else {
      commit_batch({each});
    }
  }
}

/// Each body in a savepoint, then one commit. An Error when the transaction did not come through.
Result<Done> Database::run_batch(Connection& writer, const std::vector<Pending*>& batch) {
  for (Pending* each : batch) {
    auto marked = writer.script("SAVEPOINT one");
    if (!marked) return roll_back(writer), marked;
    try {
      each->result = (*each->work)(writer);
    } catch (...) {
      each->thrown = std::current_exception();
    }
    if (!writer.in_transaction()) return each->result ? state_error("gone") : each->result;
    const bool kept = each->result.ok() && !each->thrown;
    auto ended = writer.script(kept ? "RELEASE one" : "ROLLBACK TO one; RELEASE one");
    if (!ended) return roll_back(writer), ended;
  }
  return commit(writer);
}

Result<Done> Database::ping() {
  return read([](Connection& connection) -> Result<Done> {
    auto one = connection.query("SELECT CAST($1 AS BIGINT)", {1});
    if (!one) return one.error();
    return Done{};
  });
}

Database::Counts Database::counts() const {
  return {reads_.load(), writes_.load(), commits_.load(), failures_.load()};
}

}  // namespace utvag::db
