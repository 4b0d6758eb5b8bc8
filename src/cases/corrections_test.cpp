#include <doctest/doctest.h>

#include <string>

#include "cases/town_fixture.hpp"

using namespace utvag;
using namespace utvag::cases;
using fixture::must;
using fixture::Town;

namespace {

const Date kToday = *parse_date("2026-11-22");
const std::string kMaj = "198001022386";  // test numbers of Skatteverket
const std::string kNils = "198001062390";
const std::string kThird = "198001112385";
const std::string kChild = "201801012392";

template <typename T>
std::string code(const Result<T>& result) {
  return result.ok() ? "ok" : result.error().code;
}

std::size_t hits(const Town& town, const Asker& asker, const std::string& number) {
  return must(town.cases->search(asker, number)).hits.size();
}

}  // namespace

TEST_CASE("a reserve number becomes a personal number; the earlier one stays and is searched for") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    Cases& cases = *town.cases;
    const PersonId maj = town.person(town.anna, "");
    const std::string reserve = must(cases.person(town.anna, maj)).line.number;
    town.clock.set({town.clock.now().seconds + 86'400});
    CHECK(must(cases.change_number(town.bo, maj, 1, {"19800102-2386", false, {}, "Beslut"})) == 2);
    const PersonPage page = must(cases.person(town.anna, maj));
    CHECK(page.line.number == "19800102-2386");
    CHECK(page.line.born == parse_date("1980-01-02"));
    REQUIRE(page.contact.earlier.size() == 1);
    CHECK(page.contact.earlier[0].number == reserve);
    CHECK(!page.contact.earlier[0].born);
    CHECK(page.contact.earlier[0].from == kToday);
    CHECK(page.contact.earlier[0].until.seconds == town.clock.now().seconds);
    CHECK(page.contact.earlier[0].staff_name == "bo");
    CHECK(page.contact.earlier[0].reason == "Beslut");
    CHECK(hits(town, town.anna, reserve) == 1);
    CHECK(hits(town, town.anna, kMaj) == 1);
    CHECK(hits(town, town.elsewhere, reserve) == 0);
    // An earlier number may have been somebody else's all along: it is not read back as hers.
    CHECK(code(cases.echo(town.anna, reserve)) == "cases.not-found");
    CHECK(code(cases.change_number(town.bo, maj, 1, {kNils, false, {}, "x"})) == "cases.changed");
    CHECK(must(cases.change_number(town.bo, maj, 2, {"", true, {}, "Var en annans"})) == 3);
    const PersonPage again = must(cases.person(town.anna, maj));
    CHECK(again.line.number.starts_with("R1980-"));
    CHECK(again.line.born == parse_date("1980-01-02"));
    REQUIRE(again.contact.earlier.size() == 2);
    CHECK(again.contact.earlier[0].number == "19800102-2386");
    CHECK(again.contact.earlier[0].from == Date{kToday.days + 1});
    CHECK(town.person(town.anna, kMaj, "Rätt") != maj);
    CHECK(hits(town, town.anna, kMaj) == 2);
  }
}

TEST_CASE("near misses, taken numbers and empty changes are refused with a reason") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    Cases& cases = *town.cases;
    const PersonId maj = town.person(town.anna, kMaj);
    town.person(town.anna, kNils, "Nils");
    const auto change = [&](const NumberChange& wanted) {
      const auto done = cases.change_number(town.anna, maj, 1, wanted);
      return code(done) + "|" + (done.ok() ? "" : done.error().where);
    };
    CHECK(change({"19800102-2387", false, {}, "x"}) == "identity.check|");
    CHECK(change({"19801302-2386", false, {}, "x"}) == "identity.date|");
    CHECK(change({"1980", false, {}, "x"}) == "identity.form|");
    CHECK(change({kNils, false, {}, "x"}) == "cases.exists|identity");
    CHECK(change({kMaj, false, {}, "x"}) == "cases.field|identity");
    CHECK(change({"", false, {}, "x"}) == "cases.field|identity");
    CHECK(change({kThird, false, {}, ""}) == "cases.field|reason");
    CHECK(change({kThird, false, {}, std::string(501, 'x')}) == "cases.field|reason");
    CHECK(change({kThird, false, parse_date("1980-01-12"), "x"}) == "cases.field|born");
    CHECK(change({"", false, parse_date("1980-01-12"), "x"}) == "cases.field|born");
    CHECK(change({"", true, parse_date("2027-01-12"), "x"}) == "cases.field|born");
    CHECK(code(cases.change_number(town.elsewhere, maj, 1, {kThird, false, {}, "x"})) ==
          "cases.not-found");
    CHECK(must(cases.person(town.anna, maj)).contact.earlier.empty());
    CHECK(must(cases.person(town.anna, maj)).version == 1);
    CHECK(change({kThird, false, parse_date("1980-01-11"), "x"}) == "ok|");
  }
}

TEST_CASE("the birth date alone is put right when the number does not tell it") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    const PersonId maj = town.person(town.anna, "");
    const Date born = *parse_date("1990-05-01");
    must(town.cases->change_number(town.anna, maj, 1, {"", false, born, "Pass"}));
    const PersonPage page = must(town.cases->person(town.anna, maj));
    CHECK(page.line.born == born);
    REQUIRE(page.contact.earlier.size() == 1);
    CHECK(page.contact.earlier[0].number == page.line.number);
    CHECK(hits(town, town.anna, page.line.number) == 1);
    CHECK(code(town.cases->change_number(town.anna, maj, 2, {"", false, born, "x"})) ==
          "cases.field");
  }
}

TEST_CASE("a stay is put right by the rules of a new one, and what stood is kept") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    Cases& cases = *town.cases;
    const PersonId maj = town.person(town.anna, kMaj);
    const PersonId nils = town.person(town.anna, kNils, "Nils");
    const PersonId child = town.person(town.anna, kChild, "Barn");
    const HouseholdId one = town.household(town.anna, maj);
    const HouseholdId two = town.household(town.anna, nils);
    const Date from = *parse_date("2026-01-01");
    must(cases.add_stay(town.anna, one, {child, true, from, {}, {}}));
    const auto version = [&](HouseholdId home) {
      return must(cases.household(town.anna, home, kToday)).version;
    };
    const StayKey key{one, child, from, version(one)};
    const Date later = *parse_date("2026-02-01");
    const StayCorrection right{false, later, {}, 16, "Fel dag"};
    CHECK(must(cases.correct_stay(town.bo, key, right)) == key.version + 1);
    CHECK(code(cases.correct_stay(town.bo, key, right)) == "cases.changed");
    HouseholdPage page = must(cases.household(town.anna, one, kToday));
    CHECK(page.version == key.version + 1);
    REQUIRE(page.members.size() == 2);
    CHECK(!page.members[1].stay.adult);
    CHECK(page.members[1].stay.from == later);
    CHECK(page.members[1].stay.days == 16);
    REQUIRE(page.changes.size() == 1);
    CHECK(page.changes[0].person.id == child);
    CHECK(page.changes[0].before.adult);
    CHECK(page.changes[0].before.from == from);
    CHECK(!page.changes[0].before.days);
    CHECK(page.changes[0].after->days == 16);
    CHECK(page.changes[0].staff_name == "bo");
    CHECK(page.changes[0].reason == "Fel dag");
    // 31 days together: the stay itself does not stand in its own way, the other home does.
    must(cases.add_stay(town.anna, two, {child, false, later, {}, 15}));
    const auto told = [&](const StayCorrection& wanted) {
      const auto done = cases.correct_stay(town.anna, {one, child, later, version(one)}, wanted);
      return done.ok() ? std::string("ok") : done.error().code + "|" + done.error().where;
    };
    CHECK(told({false, later, {}, 17, "x"}) == "cases.field|stay");
    CHECK(told({false, later, {}, {}, "x"}) == "cases.field|stay");
    CHECK(told({false, later, {}, 16, "x"}) == "cases.field|stay");  // nothing is another
    CHECK(told({true, later, {}, 16, "x"}) == "cases.field|stay");
    CHECK(told({false, later, from, 16, "x"}) == "cases.field|stay");
    CHECK(told({false, later, {}, 15, ""}) == "cases.field|reason");
    CHECK(told({false, later, *parse_date("2026-06-30"), 15, "x"}) == "ok");
    must(cases.add_stay(town.anna, one, {child, false, *parse_date("2026-07-01"), {}, 15}));
    CHECK(told({false, later, *parse_date("2026-07-01"), 15, "x"}) == "cases.field|stay");
    CHECK(code(cases.correct_stay(town.elsewhere, {one, child, later, version(one)}, right)) ==
          "cases.not-found");
    CHECK(code(cases.correct_stay(town.anna, {one, nils, later, version(one)}, right)) ==
          "cases.not-found");
    CHECK(must(cases.household(town.anna, one, kToday)).changes.size() == 2);
  }
}

TEST_CASE("a stay that never was is taken away, but never the last one") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    Cases& cases = *town.cases;
    const PersonId maj = town.person(town.anna, kMaj);
    const PersonId nils = town.person(town.anna, kNils, "Nils");
    const HouseholdId home = town.household(town.anna, maj);
    const Date from = *parse_date("2026-01-01");
    must(cases.add_stay(town.anna, home, {nils, true, from, {}, {}}));
    const auto version = [&] { return must(cases.household(town.anna, home, kToday)).version; };
    CHECK(cases.remove_stay(town.anna, {home, nils, from, version()}, "").error().where ==
          "reason");
    must(cases.remove_stay(town.anna, {home, nils, from, version()}, "Fel person"));
    const HouseholdPage page = must(cases.household(town.anna, home, kToday));
    CHECK(page.members.size() == 1);
    CHECK(page.others.empty());
    CHECK(page.title == "Maj Åberg");
    REQUIRE(page.changes.size() == 1);
    CHECK(page.changes[0].person.id == nils);
    CHECK(!page.changes[0].after);
    CHECK(must(cases.person(town.anna, nils)).stays.empty());
    town.household(town.anna, nils);  // free to live elsewhere
    const StayKey last{home, maj, *parse_date("2025-01-01"), version()};
    CHECK(cases.remove_stay(town.anna, last, "x").error().where == "stay");
    CHECK(version() == last.version);
  }
}

TEST_CASE("an account that is no longer used stays, and is not paid to from its day") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    Cases& cases = *town.cases;
    const PersonId maj = town.person(town.anna, kMaj);
    const PersonId nils = town.person(town.anna, kNils, "Nils");
    const std::int64_t id =
        must(cases.add_account(town.anna, maj, must(parse_bankgiro("54029681"))));
    const auto end = [&](PersonId who, Date from, const std::string& reason) {
      const auto done = cases.end_account(town.bo, who, id, from, reason);
      return done.ok() ? std::string("ok") : done.error().code + "|" + done.error().where;
    };
    const Date day{kToday.days + 9};
    CHECK(end(maj, day, "") == "cases.field|reason");
    CHECK(end(nils, day, "x") == "cases.field|account");
    CHECK(end(maj, Date{kToday.days - 1}, "x") == "cases.field|from");
    CHECK(!must(cases.person(town.anna, maj)).contact.accounts.at(0).end);
    CHECK(end(maj, day, "Bytt bank") == "ok");
    CHECK(end(maj, day, "x") == "cases.field|account");
    const StoredAccount stored = must(cases.person(town.anna, maj)).contact.accounts.at(0);
    REQUIRE(stored.end);
    CHECK(stored.end->from == day);
    CHECK(stored.end->staff_name == "bo");
    CHECK(stored.end->reason == "Bytt bank");
    CHECK(code(cases.end_account(town.elsewhere, maj, id, day, "x")) == "cases.not-found");
    town.protect(maj);
    const StoredAccount masked = must(cases.person(town.anna, maj)).contact.accounts.at(0);
    CHECK(masked.end->from == day);
    CHECK(masked.end->reason != "Bytt bank");
  }
}
