#include <doctest/doctest.h>

#include "demo/demo.hpp"
#include "store/support.hpp"
#include "support/pack_files.hpp"

using namespace utvag;
using namespace utvag::cases;
using namespace utvag::store_test;
using cases::fixture::must;

namespace {

void one_by_one(std::size_t count, const std::function<void(std::size_t)>& work) {
  for (std::size_t i = 0; i < count; ++i) work(i);
}

}  // namespace

TEST_CASE("every earlier schema is brought up to ours") {
  const auto steps = schema_steps();
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    for (std::size_t old = 0; old <= steps.size(); ++old) {
      const db::fixture::Fresh fresh(engine);
      auto database = fresh.open();
      must(db::migrate(*database, steps.first(old), 0));
      CHECK(must(db::migrate(*database, steps, 0)).found == static_cast<int>(old));
      CHECK(must(sum_database(*database, "")).tables.size() == tables().size());
    }
  }
}

TEST_CASE("a backup of an earlier schema is restored, proved and brought up to ours") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    cases::fixture::Town town(engine);
    town.household(town.anna, town.person(town.anna, "198001022386"));
    std::string text;
    must(write_dump(*town.database, "", kNoon, into(text)));
    // As version 1 wrote it: without the tables of later steps, and with its own number.
    for (const Table& table : tables()) {
      if (table.since == 1) continue;
      const std::string name(table.name);
      const std::size_t later = text.find("{\"table\":\"" + name + "\"");
      const std::size_t end = text.find("{\"end\":\"" + name + "\"", later);
      text.erase(later, text.find('\n', end) + 1 - later);
    }
    const std::string ours = "\"schema\":" + std::to_string(schema_steps().size());
    text.replace(text.find(ours), ours.size(), "\"schema\":1");
    const db::fixture::Fresh fresh(engine);
    auto restored = fresh.open();
    must(restore_dump(*restored, from(text), kNoon));
    CHECK(must(sum_database(*restored, "")).tables ==
          must(sum_database(*town.database, "")).tables);
    // A table taken out is missed, whatever the schema.
    const std::size_t section = text.find("{\"table\":\"calculation\"");
    text.erase(section, text.rfind("{\"end\":null}") - section);
    CHECK(check_dump(from(text)).error().code == "dump.short");
    const db::fixture::Fresh second(engine);
    auto empty = second.open();
    CHECK(restore_dump(*empty, from(text), kNoon).error().code == "dump.short");
  }
}

TEST_CASE("every table is known to export, and every key begins with the municipality") {
  const db::fixture::Fresh fresh(db::Engine::sqlite);
  auto database = fresh.open();
  must(db::migrate(*database, schema_steps(), 0));
  const auto ask = [&](const std::string& sql, const db::Values& values) {
    return must(database->read([&](db::Connection& c) { return c.query(sql, values); }));
  };
  std::size_t found = 0;
  for (const db::Row& table :
       ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
           " AND name NOT IN ('schema_migration', 'used_once')",
           {})) {
    CAPTURE(table.text(0));
    ++found;
    const auto known = std::find_if(tables().begin(), tables().end(),
                                    [&](const Table& each) { return each.name == table.text(0); });
    REQUIRE(known != tables().end());
    std::vector<std::string> columns;
    std::vector<std::string> key;
    for (const db::Row& column : ask("SELECT name FROM pragma_table_info($1)", {table.text(0)}))
      columns.push_back(column.text(0));
    for (const db::Row& column :
         ask("SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk", {table.text(0)}))
      key.push_back(column.text(0));
    CHECK(key.at(0) == "municipality");
    CHECK(key == std::vector<std::string>(known->key.begin(), known->key.end()));
    std::vector<std::string> ours(known->columns.begin(), known->columns.end());
    std::sort(columns.begin(), columns.end());
    std::sort(ours.begin(), ours.end());
    CHECK(columns == ours);
  }
  CHECK(found == tables().size());
}

TEST_CASE("the demo is the same each time on both databases, and looks alive") {
  std::vector<rules::PackSource> packs;
  packs.push_back(tests::read_pack("packs/se"));
  packs.push_back(tests::read_pack("packs/gemensam/ostra-norrbotten"));
  const norm::Library library(std::move(packs));
  demo::Order order;
  order.today = *parse_date("2026-11-22");
  order.months = 12;
  order.share_percent = 1;  // the least that is made: twelve households a place
  std::vector<DumpSummary> summaries;
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    const db::fixture::Fresh fresh(engine);
    auto database = fresh.open();
    must(db::migrate(*database, schema_steps(), 0));
    must(demo::make(*database, library, order, one_by_one));
    CHECK(demo::make(*database, library, order, one_by_one).error().code == "demo.not-empty");
    summaries.push_back(must(sum_database(*database, "")));
    CHECK(must(inspect(*database)).empty());
    cases::fixture::SetClock clock;
    Cases cases(*database, clock, cases::fixture::drawn_from(2));
    CHECK(must(cases.municipalities()).size() == 4);
    for (const demo::Place& place : demo::places()) {
      const Staff officer = must(cases.staff_by_login("handlaggare." + std::string(place.login)));
      const Asker asker{officer.id, officer.role, officer.municipality, "test"};
      const WorkPage work = must(cases.my_work(asker, {}));
      REQUIRE(!work.rows.empty());
      const CasePage page = must(cases.case_page(asker, work.rows[0].id));
      REQUIRE(!page.calculations.empty());
      const std::string result = must(cases.calculation(
          asker, page.line.id, page.calculations[0].month, page.calculations[0].revision));
      CHECK(result.find("\"utvag/berakning/1\"") != std::string::npos);
      CHECK(result.find(std::string(place.code)) != std::string::npos);
    }
    const auto count = [&](const char* sql) {
      return must(database->read([&](db::Connection& c) { return c.query(sql); })).at(0).integer(0);
    };
    CHECK(count("SELECT COUNT(DISTINCT protection) FROM person") == 4);
    CHECK(count("SELECT COUNT(DISTINCT role) FROM staff") == kRoles);
    CHECK(count("SELECT COUNT(DISTINCT name) FROM staff") == count("SELECT COUNT(*) FROM staff"));
    // One home a household, but for a child who has two.
    CHECK(count("SELECT COUNT(*) FROM (SELECT 1 FROM stay s JOIN person p"
                " ON p.municipality = s.municipality AND p.id = s.person WHERE s.days IS NULL"
                " GROUP BY s.municipality, s.household"
                " HAVING COUNT(DISTINCT p.street || p.postcode) > 1) x") == 0);
    CHECK(count("SELECT COUNT(*) FROM stay a JOIN stay b ON b.municipality = a.municipality"
                " AND b.household = a.household AND b.person > a.person"
                " JOIN person p ON p.municipality = a.municipality AND p.id = a.person"
                " JOIN person q ON q.municipality = b.municipality AND q.id = b.person"
                " WHERE a.adult = 0 AND b.adult = 0 AND p.born - q.born BETWEEN -303 AND 303") ==
          0);
    CHECK(count("SELECT COUNT(DISTINCT state) FROM case_file") >= 7);
    CHECK(count("SELECT COUNT(*) FROM (SELECT 1 FROM calculation GROUP BY municipality) x") == 4);
  }
  CHECK(summaries[0].tables == summaries[1].tables);
}
