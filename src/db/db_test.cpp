#include <doctest/doctest.h>

#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "db/migrate.hpp"
#include "db/mistake.hpp"
#include "db/server_fixture.hpp"

namespace fs = std::filesystem;
using namespace utvag;
using namespace utvag::db;
using fixture::Fresh;

namespace {

constexpr std::array<Migration, 2> kSteps = {{
    {1, "notes",
     "CREATE TABLE note (municipality TEXT NOT NULL, id BIGINT NOT NULL, words TEXT NOT NULL,"
     " PRIMARY KEY (municipality, id))"},
    {2, "bytes",
     "ALTER TABLE note ADD COLUMN content BYTEA; CREATE INDEX by_words ON note (words)"},
}};

Result<std::int64_t> add(Connection& connection, std::int64_t id, const std::string& words) {
  return connection.execute("INSERT INTO note (municipality, id, words) VALUES ($1, $2, $3)",
                            {"2583", id, words});
}

std::int64_t count(Database& database) {
  auto rows = database.read([](Connection& c) { return c.query("SELECT count(*) FROM note"); });
  REQUIRE(rows.ok());
  return rows.value()[0].integer(0);
}

std::unique_ptr<Database> migrated(const Fresh& fresh) {
  auto database = fresh.open();
  const auto done = migrate(*database, kSteps, 0);
  REQUIRE(done.ok());
  return database;
}

}  // namespace

TEST_CASE("an address is SQLite's or PostgreSQL's") {
  CHECK(parse_dsn("sqlite:a.db").value().engine == Engine::sqlite);
  CHECK(parse_dsn("sqlite:a.db").value().target == "a.db");
  CHECK(parse_dsn("postgresql:dbname=x").value().target == "dbname=x");
  CHECK(parse_dsn("postgresql://u@h/x").value().target == "postgresql://u@h/x");
  for (const char* wrong : {"", "sqlite:", "postgresql:", "mysql:x", "a.db"})
    CHECK(parse_dsn(wrong).error().code == "db.dsn");
}

TEST_CASE("the four kinds of values come back as they went in, on both engines") {
  for (const Engine engine : fixture::engines()) {
    CAPTURE(fixture::name_of(engine));
    const Fresh fresh(engine);
    auto database = migrated(fresh);
    const std::string raw("\0\xff'\\x", 5);
    for (const std::int64_t number : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX}) {
      const auto back = database->write([&](Connection& c) -> Result<Rows> {
        auto made =
            c.execute("INSERT INTO note (content, id, municipality, words) VALUES ($4, $2, $1, $3)",
                      {"0114", number, "Åsa 'O\"Hara\\ ﷲ", Value::bytes(raw)});
        if (!made) return made.error();
        CHECK(made.value() == 1);
        return c.query("SELECT municipality, id, words, content, NULL FROM note WHERE id = $1",
                       {number});
      });
      REQUIRE(back.ok());
      const Row& row = back.value().at(0);
      CHECK(row.text(0) == "0114");
      CHECK(row.integer(1) == number);
      CHECK(row.text(2) == "Åsa 'O\"Hara\\ ﷲ");
      CHECK(row.bytes(3) == raw);
      CHECK(row.is_null(4));
    }
    const auto nothing = database->write([](Connection& c) {
      return c.execute("UPDATE note SET content = $1 WHERE municipality = $2", {Value(), "0114"});
    });
    CHECK(nothing.value() == 4);
  }
}

TEST_CASE("an error undoes a whole transaction, a value keeps it, and mistakes are thrown") {
  for (const Engine engine : fixture::engines()) {
    CAPTURE(fixture::name_of(engine));
    const Fresh fresh(engine);
    auto database = migrated(fresh);
    const auto undone = database->write([](Connection& c) -> Result<Done> {
      CHECK(add(c, 1, "a").ok());
      return Error{"own", "", "nej", "no"};
    });
    CHECK(undone.error().code == "own");
    CHECK(count(*database) == 0);
    CHECK_THROWS_AS((void)database->write([](Connection& c) { return c.query("SELECT nothing"); }),
                    Mistake);
    CHECK_THROWS_AS((void)database->write([](Connection& c) -> Result<std::int64_t> {
      CHECK(add(c, 1, "a").ok());
      return add(c, 1, "secret");
    }),
                    Mistake);
    try {
      const auto twice = database->write([](Connection& c) -> Result<std::int64_t> {
        CHECK(add(c, 1, "a").ok());
        return add(c, 1, "secret");
      });
      FAIL(twice.ok());
    } catch (const Mistake& mistake) {
      CHECK(std::string(mistake.what()).find("secret") == std::string::npos);
    }
    CHECK(count(*database) == 0);
    CHECK(database->write([](Connection& c) { return add(c, 1, "a"); }).value() == 1);
    CHECK(count(*database) == 1);
    const auto read_only = [](Connection& c) { return add(c, 2, "b"); };
    CHECK(database->read(read_only).error().code == "db.read-only");
  }
}

TEST_CASE("those who write at once are all kept, and one that fails takes nobody along") {
  for (const Engine engine : fixture::engines()) {
    CAPTURE(fixture::name_of(engine));
    const Fresh fresh(engine);
    auto database = migrated(fresh);
    std::vector<std::thread> threads;
    std::atomic<int> refused{0};
    for (std::int64_t t = 0; t < 8; ++t) {
      threads.emplace_back([&, t] {
        for (std::int64_t i = 0; i < 20; ++i) {
          const auto done = database->write([&](Connection& c) -> Result<Done> {
            auto made = add(c, t * 100 + i, "x");
            if (!made) return made.error();
            if (i % 5 == 4) return Error{"own", "", "nej", "no"};
            return Done{};
          });
          if (!done) refused += done.error().code == "own" ? 1 : 1000;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(refused == 32);
    CHECK(count(*database) == 128);
    CHECK(database->counts().commits <= 161);
  }
}

TEST_CASE("what is done together is kept together, and a part that fails is undone by itself") {
  for (const Engine engine : fixture::engines()) {
    CAPTURE(fixture::name_of(engine));
    const Fresh fresh(engine);
    auto database = migrated(fresh);
    const auto both = [&](bool keep) {
      return database->together([&]() -> Result<Done> {
        CHECK(database->write([](Connection& c) { return add(c, 1, "a"); }).ok());
        const auto failed = database->write([](Connection& c) -> Result<Done> {
          CHECK(add(c, 2, "b").ok());
          return Error{"own", "", "nej", "no"};
        });
        CHECK(failed.error().code == "own");
        CHECK(count(*database) == 1);
        if (!keep) return Error{"own", "", "nej", "no"};
        return Done{};
      });
    };
    CHECK(both(false).error().code == "own");
    CHECK(count(*database) == 0);
    CHECK(both(true).ok());
    CHECK(count(*database) == 1);
  }
}

TEST_CASE("a schema is brought up from every earlier step, and a newer one is left alone") {
  for (const Engine engine : fixture::engines()) {
    CAPTURE(fixture::name_of(engine));
    const Fresh fresh(engine);
    auto database = fresh.open();
    CHECK(check_schema(*database, kSteps).error().code == "db.schema-older");
    const std::span<const Migration> all(kSteps);
    CHECK(migrate(*database, all.first(1), 0).value().found == 0);
    CHECK(check_schema(*database, all).error().code == "db.schema-older");
    CHECK(migrate(*database, all, 0).value().found == 1);
    CHECK(migrate(*database, all, 0).value().found == 2);
    CHECK(check_schema(*database, all).ok());
    CHECK(check_schema(*database, all.first(1)).error().code == "db.schema-newer");
    CHECK(migrate(*database, all.first(1), 0).error().code == "db.schema-newer");
    std::array<Migration, 2> altered = kSteps;
    altered[0].sql = "CREATE TABLE other (id BIGINT PRIMARY KEY)";
    CHECK(migrate(*database, altered, 0).error().code == "db.schema-changed");
  }
}

TEST_CASE("a step that fails leaves nothing behind") {
  for (const Engine engine : fixture::engines()) {
    CAPTURE(fixture::name_of(engine));
    const Fresh fresh(engine);
    auto database = fresh.open();
    std::array<Migration, 2> broken = kSteps;
    broken[1].sql = "CREATE TABLE half (id BIGINT PRIMARY KEY); CREATE NONSENSE";
    CHECK_THROWS_AS((void)migrate(*database, broken, 0), Mistake);
    CHECK(check_schema(*database, kSteps).error().code == "db.schema-older");
    CHECK(migrate(*database, kSteps, 0).value().found == 0);
  }
}

TEST_CASE("a database that is gone is told, and used again when it is back, without a restart") {
  SUBCASE("SQLite: the file is moved away") {
    const Fresh fresh(Engine::sqlite);
    auto database = migrated(fresh);
    CHECK(database->write([](Connection& c) { return add(c, 1, "a"); }).ok());
    DatabaseOptions options;
    auto serving = std::move(Database::open(fresh.dsn(), options).value());
    CHECK(count(*serving) == 1);
    database.reset();
    for (const char* end : {"", "-wal", "-shm"}) {
      std::error_code ignored;
      fs::rename(fresh.dsn().target + end, fresh.dsn().target + ".away" + end, ignored);
    }
    const auto lost = serving->write([](Connection& c) { return add(c, 2, "b"); });
    REQUIRE(!lost.ok());
    CHECK(lost.error().code == "db.gone");
    CHECK(serving->ping().error().code == "db.gone");
    for (const char* end : {"", "-wal", "-shm"}) {
      std::error_code ignored;
      fs::rename(fresh.dsn().target + ".away" + end, fresh.dsn().target + end, ignored);
    }
    CHECK(serving->write([](Connection& c) { return add(c, 2, "b"); }).ok());
    CHECK(count(*serving) == 2);
  }
  SUBCASE("PostgreSQL: the server is stopped") {
    const Fresh fresh(Engine::postgresql);
    auto database = migrated(fresh);
    fixture::stop_server();
    const auto lost = database->write([](Connection& c) { return add(c, 2, "b"); });
    CHECK(lost.error().code == "db.gone");
    CHECK(database->ping().error().code == "db.gone");
    fixture::start_server();
    CHECK(database->write([](Connection& c) { return add(c, 2, "b"); }).ok());
    CHECK(count(*database) == 1);
  }
}

TEST_CASE("a file that is no database is told, and so is a missing one") {
  const Fresh fresh(Engine::sqlite);
  std::ofstream(fresh.dsn().target) << std::string(4096, 'x');
  CHECK(Database::open(fresh.dsn(), {}).error().code == "db.damaged");
  CHECK(Database::open({Engine::sqlite, fresh.folder() + "/none.db"}, {}).error().code ==
        "db.gone");
  CHECK(Database::open({Engine::postgresql, "host=/nonexistent dbname=x"}, {}).error().code ==
        "db.gone");
}

TEST_CASE("a database held by somebody else is told as locked") {
  for (const Engine engine : fixture::engines()) {
    CAPTURE(fixture::name_of(engine));
    const Fresh fresh(engine);
    auto database = migrated(fresh);
    auto other = std::move(connect(fresh.dsn(), {}).value());
    auto mine = fresh.open(2, 100);
    REQUIRE(other
                ->script(engine == Engine::sqlite ? "BEGIN IMMEDIATE"
                                                  : "BEGIN; LOCK TABLE note IN EXCLUSIVE MODE")
                .ok());
    const auto kept = mine->write([](Connection& c) { return add(c, 1, "a"); });
    CHECK(kept.error().code == "db.locked");
    REQUIRE(other->script("ROLLBACK").ok());
    CHECK(mine->write([](Connection& c) { return add(c, 1, "a"); }).ok());
  }
}
