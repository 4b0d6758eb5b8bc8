#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "store/support.hpp"

using namespace utvag;
using namespace utvag::cases;
using namespace utvag::store_test;
using cases::fixture::must;
using cases::fixture::Town;

namespace {

struct Filled {
  CaseId case_file = 0;
  PersonId elsewhere = 0;  ///< in the other municipality
};

/// Something in every table.
Filled fill(Town& town) {
  const PersonId maj = town.person(town.anna, "198001022386", "Maj \"\\ ü", "Åberg");
  const HouseholdId home = town.household(town.anna, maj);
  const CaseId id = town.open_case(town.anna, home, "2026-11-20");
  const std::string raw("\0\x01\xff{}", 5);
  must(town.cases->store_calculation(
      town.anna, id,
      {*parse_month("2026-11"), CalculationAnswer::answered, 519'000, pack_result(raw)}));
  const auto account =
      must(town.cases->add_account(town.anna, maj, must(parse_bankgiro("54029681"))));
  must(town.cases->end_account(town.anna, maj, account, *parse_date("2026-12-01"), "Bytt bank"));
  must(town.cases->change_number(town.anna, maj, 1, {"198001112385", false, {}, "Skrevs fel"}));
  must(town.cases->correct_stay(town.anna, {home, maj, *parse_date("2025-01-01"), 1},
                                {true, *parse_date("2025-02-01"), {}, {}, "Fel dag"}));
  town.protect(maj);
  must(town.cases->reveal(town.anna, maj));
  const PersonId elsewhere = town.person(town.elsewhere, "198001062390");
  town.household(town.elsewhere, elsewhere);
  return {id, elsewhere};
}

std::string dump(db::Database& database, const std::string& municipality = "") {
  std::string text;
  must(write_dump(database, municipality, kNoon, into(text)));
  return text;
}

}  // namespace

TEST_CASE("a backup of either engine is restored in the other, and proved to hold the same") {
  for (const db::Engine engine : db::fixture::engines()) {
    Town town(engine);
    const Filled filled = fill(town);
    const std::string text = dump(*town.database);
    for (const db::Engine other : db::fixture::engines()) {
      CAPTURE(db::fixture::name_of(engine));
      CAPTURE(db::fixture::name_of(other));
      const db::fixture::Fresh fresh(other);
      auto restored = fresh.open();
      const DumpSummary summary = must(restore_dump(*restored, from(text), kNoon));
      for (const TableSum& sum : summary.tables) CHECK_MESSAGE(sum.rows > 0, sum.table);
      CHECK(dump(*restored) == text);
      CHECK(must(inspect(*restored)).empty());
      Cases again(*restored, town.clock, fixture::drawn_from(3));
      CHECK(must(again.search(town.anna, "åberg")).hits.size() == 1);
      CHECK(must(again.calculation(town.anna, filled.case_file, *parse_month("2026-11"), 1)) ==
            std::string("\0\x01\xff{}", 5));
      const NewStay stay{filled.elsewhere, true, *parse_date("2026-11-01"), {}, {}};
      CHECK(again.create_household(town.elsewhere, {stay}).error().where == "stay");
      CHECK(restore_dump(*restored, from(text), kNoon).error().code == "dump.exists");
    }
  }
}

TEST_CASE("one municipality is taken out, and put in beside others") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    fill(town);
    const std::string haparanda = dump(*town.database, "2583");
    const std::string kalix = dump(*town.database, "2514");
    CHECK(kalix.find("\"2583\"") == std::string::npos);
    const db::fixture::Fresh fresh(engine);
    auto restored = fresh.open();
    must(restore_dump(*restored, from(haparanda), kNoon));
    must(restore_dump(*restored, from(kalix), kNoon));
    CHECK(dump(*restored) == dump(*town.database));
  }
}

TEST_CASE("a municipality that is not there, and a login that others have, are told") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    fill(town);
    std::string none;
    CHECK(write_dump(*town.database, "9999", kNoon, into(none)).error().code ==
          "dump.municipality");
    CHECK(none.empty());
    const std::string kalix = dump(*town.database, "2514");
    const db::fixture::Fresh fresh(engine);
    auto other = fresh.open();
    must(db::migrate(*other, schema_steps(), 0));
    Cases cases(*other, town.clock, fixture::drawn_from(5));
    must(cases.add_municipality({"1280", "Malmö"}));
    must(cases.add_staff({"1280", 0, "elsewhere", "Någon", Role::finance, true}));
    const auto clash = restore_dump(*other, from(kalix), kNoon);
    CHECK(clash.error().code == "dump.login");
    CHECK(clash.error().where == "elsewhere");
    CHECK(must(cases.municipalities()).size() == 1);
  }
}

TEST_CASE("a backup taken while others write is one moment's, and verifies") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    fill(town);
    const PersonId nils = town.person(town.bo, "198001152381", "Nils", "Berg");
    const HouseholdId home = town.household(town.bo, nils);
    std::atomic<bool> stop{false};
    std::atomic<int> written{0};
    std::thread writer([&] {
      while (!stop) {
        town.open_case(town.bo, home, "2026-12-01");
        must(town.cases->add_account(town.bo, nils, must(parse_bankgiro("5402-9681"))));
        ++written;
      }
    });
    while (written < 5) std::this_thread::yield();
    for (int i = 0; i < 5; ++i) {
      const std::string text = dump(*town.database);
      const db::fixture::Fresh fresh(engine);
      auto restored = fresh.open();
      CHECK(restore_dump(*restored, from(text), kNoon).ok());
      CHECK(must(inspect(*restored)).empty());
      // Numbers without a hole: the counter and the accounts are of the same moment.
      const auto counts = restored->read([](db::Connection& c) {
        return c.query(
            "SELECT (SELECT COUNT(*) FROM account), last_value FROM counter"
            " WHERE municipality = '2583' AND name = 'account'");
      });
      CHECK(counts.value().at(0).integer(0) == counts.value().at(0).integer(1));
    }
    stop = true;
    writer.join();
  }
}

TEST_CASE("a backup that is cut, altered or of another kind is refused and leaves nothing") {
  Town town(db::Engine::sqlite);
  fill(town);
  const std::string text = dump(*town.database);
  const auto refused = [](const std::string& altered) {
    const db::fixture::Fresh fresh(db::Engine::sqlite);
    auto database = fresh.open();
    const auto restored = restore_dump(*database, from(altered), kNoon);
    CHECK(check_dump(from(altered)).error().code == restored.error().code);
    CHECK(db::check_schema(*database, schema_steps()).error().code == "db.schema-older");
    return restored.error().code;
  };
  CHECK(refused("") == "dump.format");
  CHECK(refused("hej\n") == "dump.format");
  CHECK(refused("{\"format\":\"utvag/export/2\",\"schema\":1}\n") == "dump.format");
  CHECK(refused("{\"format\":\"utvag/export/1\",\"schema\":999}\n") == "dump.newer");
  for (const char* schema : {"-1", "0", "01", "1.5", "1e1"}) {
    CHECK(refused("{\"format\":\"utvag/export/1\",\"schema\":" + std::string(schema) +
                  "}\n{\"end\":null}\n") == "dump.format");
  }
  CHECK(refused(text.substr(0, text.find('\n') + 1) + "{\"end\":null}\n") == "dump.short");
  const std::size_t section = text.find("{\"table\":\"calculation\"");
  CHECK(refused(text.substr(0, section) + "{\"end\":null}\n") == "dump.short");
  const std::size_t last_line = text.rfind("{\"end\":null}");
  CHECK(refused(text.substr(0, last_line)) == "dump.short");
  CHECK(refused(text.substr(0, text.find('\n') + 1)) == "dump.short");
  std::string altered = text;
  altered.replace(altered.find("Storgatan 1"), 11, "Storgatan 2");
  CHECK(refused(altered) == "dump.damaged");
  const std::size_t person = text.find("{\"end\":\"person\"");
  const std::size_t row = text.rfind('[', person);
  CHECK(refused(text.substr(0, row) + text.substr(person)) == "dump.damaged");
  altered = text;
  altered.replace(altered.find("\"table\":\"person\""), 16, "\"table\":\"x; DROP\"");
  CHECK(refused(altered) == "dump.format");
}

TEST_CASE("what is wrong inside a database is found") {
  Town town(db::Engine::sqlite);
  fill(town);
  CHECK(must(inspect(*town.database)).empty());
  must(town.database->write([](db::Connection& c) {
    return c.execute("UPDATE calculation SET hash = 'x' WHERE municipality = $1", {"2583"});
  }));
  CHECK(must(inspect(*town.database)).size() == 1);
}
