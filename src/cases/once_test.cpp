#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "cases/town_fixture.hpp"

using namespace utvag;
using namespace utvag::cases;
using fixture::must;
using fixture::Town;

namespace {

std::int64_t count(Town& town, const std::string& table) {
  return must(town.database->read([&](db::Connection& connection) {
           return connection.query("SELECT COUNT(*) FROM " + table);
         }))
      .at(0)
      .integer(0);
}

}  // namespace

TEST_CASE("a form that was sent is done once, and tells where it led") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    int done = 0;
    const auto work = [&]() -> Result<std::string> {
      ++done;
      town.person(town.anna, "");
      return std::string("/personer/1");
    };
    CHECK_FALSE(must(town.cases->once(town.anna, "a", work)).repeated);
    const Once again = must(town.cases->once(town.anna, "a", work));
    CHECK(again.repeated);
    CHECK(again.address == "/personer/1");
    CHECK(done == 1);
    CHECK(count(town, "person") == 1);
    CHECK_FALSE(must(town.cases->once(town.anna, "b", work)).repeated);
    // Another municipality's names are its own.
    CHECK_FALSE(must(town.cases->once(town.elsewhere, "a", work)).repeated);
    CHECK(done == 3);
  }
}

TEST_CASE("what failed or only showed something may be done again") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    const auto fails = [&]() -> Result<std::string> {
      town.person(town.anna, "");
      return Error{"test.refused", "", "", ""};
    };
    CHECK(town.cases->once(town.anna, "a", fails).error().code == "test.refused");
    CHECK(count(town, "person") == 0);
    CHECK(count(town, "used_once") == 0);
    const auto shows = [&]() -> Result<std::string> {
      town.person(town.anna, "");
      return std::string();
    };
    CHECK_FALSE(must(town.cases->once(town.anna, "a", shows)).repeated);
    CHECK_FALSE(must(town.cases->once(town.anna, "a", shows)).repeated);
    CHECK(count(town, "person") == 2);
    CHECK(count(town, "used_once") == 0);
  }
}

TEST_CASE("the same form sent many times at once is done once") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    std::atomic<int> first{0};
    std::atomic<int> repeated{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&] {
        const auto once = town.cases->once(town.anna, "a", [&]() -> Result<std::string> {
          town.person(town.anna, "");
          return std::string("/there");
        });
        if (!once.ok() || once.value().address != "/there") return;
        ++(once.value().repeated ? repeated : first);
      });
    }
    for (std::thread& each : threads) each.join();
    CHECK(first == 1);
    CHECK(repeated == 5);
    CHECK(count(town, "person") == 1);
  }
}

TEST_CASE("a session that was ended opens nothing, and notes are swept after a day") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    CHECK(must(town.cases->staff_of_session("anna", "s1")).id == town.anna.user);
    must(town.cases->end_session("2583", "s1"));
    must(town.cases->end_session("2583", "s1"));
    CHECK(town.cases->staff_of_session("anna", "s1").error().code == "cases.not-found");
    CHECK(town.cases->staff_of_session("anna", "s2").ok());
    CHECK(town.cases->staff_of_session("nobody", "s2").error().code == "cases.not-found");
    CHECK(count(town, "used_once") == 1);
    town.clock.set({town.clock.now().seconds + 24 * 3600 + 1});
    must(town.cases->end_session("2583", "s3"));
    CHECK(count(town, "used_once") == 1);
  }
}
