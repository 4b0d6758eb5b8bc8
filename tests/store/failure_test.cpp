#include <doctest/doctest.h>

#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "store/support.hpp"

namespace fs = std::filesystem;
using namespace utvag;
using namespace utvag::cases;
using namespace utvag::store_test;
using cases::fixture::must;
using cases::fixture::Town;

namespace {

bool long_run() {
  const char* set = std::getenv("UTVAG_TEST_LONG");
  return set != nullptr && std::string(set) == "1";
}

/// Every kind of write there is, one after the other; each tells its kind and id when it is kept.
class Busy {
 public:
  Busy(db::Database& database, const Clock& clock, Asker asker, int pipe)
      : cases_(database, clock, cases::fixture::drawn_from(static_cast<std::uint64_t>(::getpid()))),
        asker_(std::move(asker)),
        pipe_(pipe) {}

  void go_on() {
    for (;;) {
      NewPerson person;
      person.given_name = "Nr";
      person.family_name = "Ny";
      person.language = "sv";
      const PersonId who = told('p', must(cases_.register_person(asker_, person)));
      told('a', must(cases_.add_account(asker_, who, must(parse_bankgiro("5402-9681")))));
      const HouseholdId home = told(
          'h',
          must(cases_.create_household(asker_, {{who, true, *parse_date("2026-01-01"), {}, {}}})));
      const CaseId matter =
          told('c', must(cases_.open_case(asker_, {home, CaseKind::maintenance, asker_.user,
                                                   *parse_date("2026-12-01"), "Läs"})));
      must(cases_.store_calculation(asker_, matter,
                                    {*parse_month("2026-11"), CalculationAnswer::answered, 1,
                                     pack_result(std::string(3000, 'x'))}));
      told('k', matter);
      must(cases_.change_case(asker_, matter, 1,
                              {CaseState::paid, asker_.user, parse_date("2026-12-02"), "Vänta"}));
      told('s', matter);
      must(cases_.edit_person(asker_, who, 1,
                              {"Nr", "Ändrad", "sv", Interpreter::none, "", "", "", "", ""}));
      told('e', who);
    }
  }

 private:
  std::int64_t told(char kind, std::int64_t id) {
    const std::string line = std::string(1, kind) + std::to_string(id) + "\n";
    if (::write(pipe_, line.data(), line.size()) < 0) _exit(1);
    return id;
  }

  Cases cases_;
  Asker asker_;
  int pipe_;
};

/// Starts a process that writes, kills it after a while, and gives what it was told is kept.
std::vector<std::string> killed(const db::Dsn& dsn, const Clock& clock, const Asker& asker,
                                int after_ms) {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    auto database = db::Database::open(dsn, {});
    if (!database) _exit(1);
    try {
      Busy(*database.value(), clock, asker, ends[1]).go_on();
    } catch (...) {
      _exit(1);
    }
  }
  close(ends[1]);
  std::string text;
  std::array<char, 4096> buffer{};
  ssize_t got = read(ends[0], buffer.data(), buffer.size());  // it has begun
  if (got > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
  std::this_thread::sleep_for(std::chrono::milliseconds(after_ms));
  kill(child, SIGKILL);
  while ((got = read(ends[0], buffer.data(), buffer.size())) > 0)
    text.append(buffer.data(), static_cast<std::size_t>(got));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string::npos) break;
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::string statement_for(char kind) {
  switch (kind) {
    case 'p':
      return "SELECT COUNT(*) FROM person WHERE id = $1";
    case 'a':
      return "SELECT COUNT(*) FROM account WHERE id = $1";
    case 'h':
      return "SELECT COUNT(*) FROM stay WHERE household = $1";
    case 'c':
      return "SELECT COUNT(*) FROM case_file WHERE id = $1";
    case 'k':
      return "SELECT COUNT(*) FROM calculation WHERE case_file = $1";
    case 's':
      return "SELECT COUNT(*) FROM case_file WHERE state = 6 AND id = $1";
    default:
      return "SELECT COUNT(*) FROM person WHERE family_name = 'Ändrad' AND id = $1";
  }
}

/// A small disk of its own in memory, where the tests may make one.
class SmallDisk {
 public:
  explicit SmallDisk(const std::string& folder, const char* size) : folder_(folder) {
    const std::string options = std::string("mode=0777,size=") + size;
    there_ = mkdir(folder.c_str(), 0777) == 0 &&
             mount("utvag-test", folder.c_str(), "tmpfs", 0, options.c_str()) == 0;
  }
  ~SmallDisk() {
    if (there_) umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool there() const { return there_; }
  bool read_only(bool on) const {
    return mount("utvag-test", folder_.c_str(), "tmpfs", MS_REMOUNT | (on ? MS_RDONLY : 0),
                 nullptr) == 0;
  }

 private:
  std::string folder_;
  bool there_ = false;
};

Asker officer(Cases& cases) {
  must(cases.add_municipality({"2583", "Haparanda"}));
  const StaffId id = must(cases.add_staff({"2583", 0, "anna", "Anna", Role::case_officer, true}));
  return {id, Role::case_officer, "2583", "handläggning"};
}

NewPerson large_person() {
  NewPerson person;
  person.given_name = std::string(100, 'x');
  person.family_name = std::string(100, 'y');
  person.language = "sv";
  person.street = std::string(200, 'z');
  return person;
}

std::int64_t people(db::Database& database) {
  return must(database.read(
                  [](db::Connection& c) { return c.query("SELECT COUNT(*) FROM person"); }))
      .at(0)
      .integer(0);
}

}  // namespace

TEST_CASE("killed in the middle of every kind of write, nothing that was acknowledged is lost") {
  const int times = long_run() ? 200 : 10;
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    std::size_t acknowledged = 0;
    for (int i = 0; i < times; ++i) {
      const auto lines = killed(town.fresh.dsn(), town.clock, town.anna, (i * 37) % 100);
      acknowledged += lines.size();
      for (const std::string& line : lines) {
        const auto found = town.database->read([&](db::Connection& c) {
          return c.query(statement_for(line[0]), {std::int64_t{std::stoll(line.substr(1))}});
        });
        CHECK_MESSAGE(found.value().at(0).integer(0) == 1, line);
      }
    }
    CHECK(acknowledged > static_cast<std::size_t>(times));
    CHECK(must(inspect(*town.database)).empty());
    // A household is never there without its people, nor a person without a searchable name.
    const auto halves = town.database->read([](db::Connection& c) {
      return c.query(
          "SELECT (SELECT COUNT(*) FROM household h WHERE NOT EXISTS (SELECT 1 FROM stay s WHERE"
          " s.household = h.id)) + (SELECT COUNT(*) FROM person p WHERE NOT EXISTS"
          " (SELECT 1 FROM person_word w WHERE w.person = p.id))");
    });
    CHECK(halves.value().at(0).integer(0) == 0);
  }
}

TEST_CASE("a full disk is told, loses nothing, and needs no restart") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    const bool server = engine == db::Engine::postgresql;
    const db::fixture::Fresh fresh(db::Engine::sqlite);
    // The folder is opened to the server's user, and holds nothing but the disk.
    fs::permissions(fresh.folder(), fs::perms::others_exec, fs::perm_options::add);
    const std::string folder = fresh.folder() + "/disk";
    const SmallDisk disk(folder, server ? "11m" : "3m");
    if (!disk.there()) {
      MESSAGE("no right to mount: not run here");
      return;
    }
    std::optional<db::fixture::OnDisk> placed;
    if (server) placed.emplace(folder);
    const db::Dsn dsn = server ? placed->dsn() : db::Dsn{engine, folder + "/utvag.db"};
    db::DatabaseOptions options;
    options.create = true;
    auto database = std::move(db::Database::open(dsn, options).value());
    must(db::migrate(*database, schema_steps(), 0));
    cases::fixture::SetClock clock;
    Cases cases(*database, clock, cases::fixture::drawn_from(2));
    const Asker anna = officer(cases);
    std::int64_t kept = 0;
    Result<PersonId> made = cases.register_person(anna, large_person());
    for (; made.ok() && kept < 20'000; made = cases.register_person(anna, large_person())) ++kept;
    REQUIRE(!made.ok());
    CHECK(made.error().code == "db.full");
    CHECK(made.error().where == (server ? "sqlstate 53100" : "sqlite 13"));
    CHECK(people(*database) == kept);
    REQUIRE(mount("utvag-test", folder.c_str(), "tmpfs", MS_REMOUNT, "size=24m") == 0);
    CHECK(cases.register_person(anna, large_person()).ok());
    CHECK(people(*database) == kept + 1);
    CHECK(must(inspect(*database)).empty());
    database.reset();
  }
}

TEST_CASE("a read-only disk is told, and written to again when it may be") {
  const db::fixture::Fresh fresh(db::Engine::sqlite);
  const SmallDisk disk(fresh.folder() + "/disk", "8m");
  if (!disk.there()) {
    MESSAGE("no right to mount: not run here");
    return;
  }
  const db::Dsn dsn{db::Engine::sqlite, fresh.folder() + "/disk/utvag.db"};
  db::DatabaseOptions options;
  options.create = true;
  auto database = std::move(db::Database::open(dsn, options).value());
  must(db::migrate(*database, schema_steps(), 0));
  cases::fixture::SetClock clock;
  Asker anna;
  {
    Cases cases(*database, clock, cases::fixture::drawn_from(2));
    anna = officer(cases);
  }
  database.reset();
  REQUIRE(disk.read_only(true));
  const auto opened = db::Database::open(dsn, {});
  if (opened.ok()) {
    Cases stuck(*opened.value(), clock, cases::fixture::drawn_from(2));
    CHECK(stuck.register_person(anna, large_person()).error().code == "db.read-only");
  } else {
    CHECK((opened.error().code == "db.read-only" || opened.error().code == "db.gone"));
  }
  REQUIRE(disk.read_only(false));
  auto back = std::move(db::Database::open(dsn, {}).value());
  Cases again(*back, clock, cases::fixture::drawn_from(3));
  CHECK(again.register_person(anna, large_person()).ok());
}

TEST_CASE("a PostgreSQL that takes no writes says so, and takes them again when it may") {
  Town town(db::Engine::postgresql);
  const auto set = [&](const char* on) {
    auto admin = std::move(db::connect(town.fresh.dsn(), {}).value());
    const auto name = admin->query("SELECT current_database()");
    const std::string sql = "ALTER DATABASE " + name.value().at(0).text(0) +
                            " SET default_transaction_read_only = " + on;
    REQUIRE(admin->script(std::string("SET default_transaction_read_only = off")).ok());
    REQUIRE(admin->script(sql).ok());
  };
  set("on");
  auto serving = town.fresh.open();
  Cases cases(*serving, town.clock, cases::fixture::drawn_from(2));
  NewPerson person;
  person.given_name = "A";
  person.family_name = "B";
  person.language = "sv";
  CHECK(cases.register_person(town.anna, person).error().code == "db.read-only");
  set("off");
  auto again = town.fresh.open();
  Cases writing(*again, town.clock, cases::fixture::drawn_from(4));
  CHECK(writing.register_person(town.anna, person).ok());
}
