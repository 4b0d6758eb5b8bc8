// The store under many users: my work, person page, search and save, at the size asked for.
// See docs/performance.md.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/text.hpp"
#include "cases/cases.hpp"
#include "cases/schema.hpp"
#include "demo/random.hpp"

using namespace utvag;

namespace {

constexpr int kOfficers = 200;
constexpr const char* kCode = "0000";

struct Options {
  std::string db = "sqlite:/tmp/utvag-store-bench.db";
  std::int64_t persons = 1'000'000;
  int users = 16, seconds = 10;
};

template <typename T>
T must(Result<T> result) {
  if (result.ok()) return std::move(result.value());
  std::fprintf(stderr, "%s %s\n", result.error().code.c_str(), result.error().en.c_str());
  std::exit(1);
}

const std::vector<std::string>& names() {
  static const std::vector<std::string> made = [] {
    const std::vector<std::string> first = {"And", "Joh", "Karl", "Nils", "Lund", "Berg", "Åk",
                                            "Öst", "Häg", "Sand", "Ek",   "Gran", "Holm", "Nord"};
    const std::vector<std::string> last = {"ersson", "ansson", "ström", "berg", "gren",
                                           "kvist",  "man",    "lund",  "dahl", "blad",
                                           "ell",    "qvist",  "in",    "mark"};
    std::vector<std::string> all;
    for (const std::string& a : first)
      for (const std::string& b : last) all.push_back(a + b);
    return all;
  }();
  return made;
}

/// Rows of one table, written a hundred at a time: one at a time, the way there and back is what
/// takes the time.
struct Rows {
  std::string table, columns;
  std::size_t width;
  db::Values values{};

  void add(const db::Values& row) { values.insert(values.end(), row.begin(), row.end()); }
  Result<db::Done> write(db::Connection& connection) {
    if (values.empty()) return db::Done{};
    std::string sql = "INSERT INTO " + table + " (" + columns + ") VALUES ";
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool first = i % width == 0;
      sql += (first ? (i == 0 ? "($" : "), ($") : ", $") + std::to_string(i + 1);
    }
    auto made = connection.execute(sql + ") ON CONFLICT DO NOTHING", values);
    values.clear();
    if (!made) return made.error();
    return db::Done{};
  }
};

/// The tables that are filled, in the order that their references ask for.
struct Tables {
  Rows person{
      "person",
      "municipality, id, version, identity_kind, identity, realm, given_name, family_name, "
      "name_key,"
      " born, protection, language, interpreter, street, postcode, city, phone, email, registered,"
      " registered_by",
      20};
  Rows word{"person_word", "municipality, word, name_key, person", 4};
  Rows household{"household", "municipality, id, version, made, made_by", 5};
  Rows stay{"stay", "municipality, household, person, from_day, adult", 5};
  Rows file{"case_file",
            "municipality, id, version, number, kind, state, household, owner, is_open, next_day,"
            " next_step, opened, opened_by",
            13};

  Result<db::Done> write(db::Connection& connection) {
    for (Rows* rows : {&person, &word, &household, &stay, &file}) {
      auto done = rows->write(connection);
      if (!done) return done;
    }
    return db::Done{};
  }
};

/// One person, household and case. One in a hundred is protected, whom no officer here may see.
void add_person(Tables& tables, demo::Random& random, std::int64_t id, Date today) {
  const std::string& family =
      names()[static_cast<std::size_t>(random.between(0, static_cast<int>(names().size()) - 1))];
  const std::string given = names()[static_cast<std::size_t>(id) % names().size()];
  const auto key = db::Value::bytes(name_key(family + " " + given));
  const std::string number =
      cases::make_reserve_number(1950 + static_cast<int>(id % 50), id % 1'000'000).number;
  tables.person.add({kCode,
                     id,
                     1,
                     2,
                     number,
                     id,
                     given,
                     family,
                     key,
                     7000,
                     id % 100 == 7 ? 1 : 0,
                     "sv",
                     0,
                     "Storgatan 1",
                     "95331",
                     "Orten",
                     "",
                     "",
                     today.days,
                     1});
  for (const std::string& word : {family, given})
    tables.word.add({kCode, db::Value::bytes(name_key(word)), key, id});
  tables.household.add({kCode, id, 1, today.days, 1});
  tables.stay.add({kCode, id, id, today.days - 100, 1});
  // One in twenty is open: 250 cases an officer at a million.
  tables.file.add({kCode, id, 1, "EB-2025-" + std::to_string(10'000'000 + id).substr(1), 0,
                   id % 20 == 0 ? 3 : 8, id, 1 + id / 20 % kOfficers, id % 20 == 0 ? 1 : 0,
                   today.days + random.between(-10, 30), "Läs", today.days - 90, 1});
}

/// Straight into the tables: registering a million through the services would measure the services.
void fill(db::Database& database, std::int64_t persons, Date today) {
  demo::Random random(1);
  constexpr std::int64_t kBatch = 5000;
  Tables tables;
  for (std::int64_t from = 1; from <= persons; from += kBatch) {
    must(database.write([&](db::Connection& c) -> Result<db::Done> {
      for (std::int64_t id = from; id < from + kBatch && id <= persons; ++id) {
        add_person(tables, random, id, today);
        if (id % 100 == 0) must(tables.write(c));
      }
      return tables.write(c);
    }));
    // PostgreSQL keeps the plans it made for empty tables, for its checks of foreign keys too,
    // until it is told that they are no longer empty.
    if (from == 1) must(database.write([](db::Connection& c) { return c.script("ANALYZE"); }));
    if (from % 100'000 == 1) std::fprintf(stderr, "%lld persons\n", static_cast<long long>(from));
  }
  must(database.write([](db::Connection& c) { return c.script("ANALYZE"); }));
}

struct Measured {
  const char* name;
  std::vector<double> ms;
};

void print(Measured& measured) {
  std::sort(measured.ms.begin(), measured.ms.end());
  const auto at = [&](double share) {
    const auto last = static_cast<double>(measured.ms.size() - 1);
    return measured.ms[static_cast<std::size_t>(share * last)];
  };
  if (measured.ms.empty()) return;
  std::printf("%-12s %8zu times   p50 %7.2f   p95 %7.2f   p99 %7.2f ms\n", measured.name,
              measured.ms.size(), at(0.50), at(0.95), at(0.99));
}

/// Each user goes round: looks at the work, opens a person, searches, saves.
void run(cases::Cases& cases, const Options& options, Date today) {
  std::vector<Measured> all = {{"my work", {}}, {"person page", {}}, {"search", {}}, {"save", {}}};
  std::mutex mutex;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(options.seconds);
  std::vector<std::thread> threads;
  for (int user = 0; user < options.users; ++user) {
    threads.emplace_back([&, user] {
      demo::Random random(static_cast<std::uint64_t>(user) + 7);
      const cases::Asker asker{1 + user, cases::Role::case_officer, kCode, "bench"};
      std::vector<std::vector<double>> mine(all.size());
      const auto timed = [&](std::size_t kind, const auto& work) {
        const auto began = std::chrono::steady_clock::now();
        work();
        mine[kind].push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began)
                .count());
      };
      while (std::chrono::steady_clock::now() < end) {
        const std::int64_t id =
            1 +
            static_cast<std::int64_t>(random.next() % static_cast<std::uint64_t>(options.persons));
        if (id % 100 == 7) continue;  // whom the asker may not see
        cases::WorkPage work;
        timed(0, [&] { work = must(cases.my_work(asker, {})); });
        timed(1, [&] { must(cases.person(asker, id)); });
        const std::string& name = names()[static_cast<std::size_t>(id) % names().size()];
        timed(2, [&] { must(cases.search(asker, id % 2 == 0 ? name : name.substr(0, 4))); });
        if (work.rows.empty()) continue;
        const cases::CaseLine& line = work.rows[static_cast<std::size_t>(id) % work.rows.size()];
        const cases::CaseChange change{cases::CaseState::assessment, asker.user,
                                       Date{today.days + random.between(0, 30)}, "Bedöm"};
        timed(3, [&] { must(cases.change_case(asker, line.id, line.version, change)); });
      }
      const std::lock_guard lock(mutex);
      for (std::size_t i = 0; i < all.size(); ++i)
        all[i].ms.insert(all[i].ms.end(), mine[i].begin(), mine[i].end());
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (Measured& measured : all) print(measured);
}

/// The process's own memory now, as the system counts it.
void print_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS")) std::printf("%s\n", line.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    if (name == "--db") options.db = argv[i + 1];
    if (name == "--persons") options.persons = std::atoll(argv[i + 1]);
    if (name == "--users") options.users = std::atoi(argv[i + 1]);
    if (name == "--seconds") options.seconds = std::atoi(argv[i + 1]);
  }
  const SystemClock clock;
  db::DatabaseOptions pool;
  pool.create = true;
  pool.readers = 8;
  auto database = must(db::Database::open(must(db::parse_dsn(options.db)), pool));
  must(db::migrate(*database, cases::schema_steps(), 0));
  demo::Random numbers(2);
  cases::Cases cases(*database, clock, [&] { return numbers.next(); });
  if (must(cases.municipalities()).empty()) {
    must(cases.add_municipality({kCode, "Mätorten"}));
    for (int i = 0; i < kOfficers; ++i) {
      const std::string login = "o" + std::to_string(i);
      must(cases.add_staff({kCode, 0, login, login, cases::Role::case_officer, true}));
    }
    fill(*database, options.persons, clock.today());
  }
  std::printf("%s, %lld persons and cases, %d users, %d s\n",
              database->engine() == db::Engine::sqlite ? "SQLite" : "PostgreSQL",
              static_cast<long long>(options.persons), options.users, options.seconds);
  run(cases, options, clock.today());
  print_memory();
  return 0;
}
