#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>

#include "cases/services.hpp"
#include "cases/town_fixture.hpp"

using namespace utvag;
using namespace utvag::cases;
using fixture::must;
using fixture::Town;

namespace {

const Date kToday = *parse_date("2026-11-22");
const std::string kMaj = "198001022386";  // test numbers of Skatteverket
const std::string kNils = "198001062390";
const std::string kBarn = "201801012392";

template <typename T>
std::string code(const Result<T>& result) {
  return result.ok() ? "ok" : result.error().code;
}

NewPerson named(const std::string& number) {
  NewPerson made;
  made.identity = number;
  made.given_name = "Åke";
  made.family_name = "Öst";
  made.language = "sv";
  return made;
}

}  // namespace

TEST_CASE("a person is registered, read back by number, changed, and kept in the municipality") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    const PersonId maj = town.person(town.anna, "19800102-2386");
    CHECK(must(town.cases->echo(town.bo, kMaj)).given_name == "Maj");
    CHECK(code(town.cases->echo(town.bo, "19800102-2387")) == "identity.check");
    CHECK(code(town.cases->echo(town.bo, kNils)) == "cases.not-found");
    CHECK(code(town.cases->register_person(town.bo, named(kMaj))) == "cases.exists");
    CHECK(code(town.cases->person(town.elsewhere, maj)) == "cases.not-found");
    CHECK(code(town.cases->echo(town.elsewhere, kMaj)) == "cases.not-found");
    CHECK(town.cases->register_person(town.elsewhere, named(kMaj)).ok());

    PersonPage page = must(town.cases->person(town.bo, maj));
    CHECK(page.line.number == "19800102-2386");
    CHECK(to_string(*page.line.born) == "1980-01-02");
    CHECK(page.contact.street == "Storgatan 1");
    PersonEdit edit{"Maja",      "Åberg", "fi", Interpreter::sign, "Köpmangatan 2", "95333",
                    "Haparanda", "",      ""};
    CHECK(must(town.cases->edit_person(town.bo, maj, page.version, edit)) == page.version + 1);
    CHECK(code(town.cases->edit_person(town.anna, maj, page.version, edit)) == "cases.changed");
    page = must(town.cases->person(town.bo, maj));
    CHECK(page.line.given_name == "Maja");
    CHECK(page.interpreter == Interpreter::sign);
    edit.language = "fit";  // meänkieli: ISO 639-3
    CHECK(must(town.cases->edit_person(town.bo, maj, page.version, edit)) == page.version + 1);
    edit.language = "f1";
    CHECK(town.cases->edit_person(town.bo, maj, 3, edit).error().where == "language");
    edit.language = "fi";
    edit.postcode = "9533";
    CHECK(town.cases->edit_person(town.bo, maj, page.version, edit).error().where == "postcode");
    edit.postcode.clear();
    edit.given_name = "a\x01";
    CHECK(town.cases->edit_person(town.bo, maj, page.version, edit).error().where == "given_name");

    const Account account = must(parse_bank_account("84244", "9831892246"));
    must(town.cases->add_account(town.bo, maj, account));
    CHECK(must(town.cases->person(town.bo, maj)).contact.accounts.at(0).shown == shown(account));
    Asker idle = town.anna;
    idle.purpose.clear();
    CHECK(code(town.cases->person(idle, maj)) == "cases.purpose");
  }
}

TEST_CASE("someone without a number gets a reserve number") {
  Town town(db::Engine::sqlite);
  NewPerson made = named("");
  made.born = parse_date("1990-05-01");
  const PersonId id = must(town.cases->register_person(town.anna, made));
  const PersonLine line = must(town.cases->person(town.anna, id)).line;
  CHECK(line.number.starts_with("R1990-"));
  CHECK(must(town.cases->echo(town.anna, line.number)).id == id);
  made.born = parse_date("2027-01-01");
  CHECK(town.cases->register_person(town.anna, made).error().where == "born");
}

TEST_CASE("a household: dated stays, and a child in two homes by days") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    const PersonId maj = town.person(town.anna, kMaj);
    const PersonId nils = town.person(town.anna, kNils, "Nils");
    const PersonId child = town.person(town.anna, kBarn, "Barn");
    const HouseholdId one = town.household(town.anna, maj);
    const HouseholdId two = town.household(town.anna, nils);
    const Date from = *parse_date("2026-01-01");
    must(town.cases->add_stay(town.anna, one, {child, false, from, {}, 16}));
    CHECK(town.cases->add_stay(town.anna, two, {child, false, from, {}, 16}).error().where ==
          "stay");
    must(town.cases->add_stay(town.anna, two, {child, false, from, {}, 15}));
    CHECK(must(town.cases->household(town.anna, one, kToday)).members.size() == 2);
    CHECK(must(town.cases->household(town.anna, two, kToday)).members.at(1).stay.days == 15);
    CHECK(must(town.cases->household(town.anna, one, *parse_date("2025-06-01"))).members.size() ==
          1);
    must(town.cases->end_stay(town.anna, one, child, *parse_date("2026-06-30")));
    CHECK(code(town.cases->end_stay(town.anna, one, child, kToday)) == "cases.field");
    const HouseholdPage page = must(town.cases->household(town.anna, one, kToday));
    CHECK(page.members.size() == 1);
    CHECK(page.others.size() == 1);
    CHECK(page.title == "Maj Åberg");
    CHECK(must(town.cases->person(town.anna, child)).stays.size() == 2);
    for (const Stay& stay : must(town.cases->person(town.anna, child)).stays)
      CHECK(stay.title == (stay.household == one ? "Maj Åberg" : "Nils Åberg"));
    CHECK(code(town.cases->add_stay(town.anna, two, {maj, true, from, {}, {}})) == "cases.field");
    // Twice from the same day, or while the first goes on.
    CHECK(code(town.cases->add_stay(town.anna, two, {child, false, from, {}, 10})) ==
          "cases.field");
    CHECK(code(town.cases->add_stay(town.anna, two, {child, false, kToday, {}, 10})) ==
          "cases.field");
    // One home after another beside a third: never more days than there are.
    must(town.cases->add_stay(town.anna, one, {child, false, *parse_date("2026-07-01"), {}, 16}));
    CHECK(code(town.cases->create_household(town.anna, {{child, false, from, {}, {}}})) ==
          "cases.field");
    CHECK(code(town.cases->household(town.elsewhere, one, kToday)) == "cases.not-found");
  }
}

TEST_CASE("a case always has an owner and a next day until it is closed") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    const HouseholdId home = town.household(town.anna, town.person(town.anna, kMaj));
    const CaseId id = town.open_case(town.anna, home, "2026-11-20");
    CaseLine line = must(town.cases->case_page(town.bo, id)).line;
    CHECK(line.number.starts_with("EB-2026-"));
    CHECK(line.number.size() == 14);
    CHECK(line.title == "Maj Åberg");
    CaseChange change{CaseState::control, town.bo.user, std::nullopt, "Kontrollera"};
    CHECK(town.cases->change_case(town.anna, id, line.version, change).error().where == "next_day");
    change.next_day = kToday;
    change.owner = 999;
    CHECK(town.cases->change_case(town.anna, id, line.version, change).error().where == "owner");
    change.owner = town.bo.user;
    CHECK(must(town.cases->change_case(town.anna, id, line.version, change)) == 2);
    CHECK(code(town.cases->change_case(town.anna, id, line.version, change)) == "cases.changed");
    change.state = CaseState::closed;
    change.next_day.reset();
    change.next_step.clear();
    CHECK(must(town.cases->change_case(town.anna, id, 2, change)) == 3);
    CHECK(must(town.cases->my_work(town.bo, {})).rows.empty());
    CHECK(must(town.cases->household(town.bo, home, kToday)).cases.size() == 1);
    CHECK(code(town.cases->case_page(town.elsewhere, id)) == "cases.not-found");
  }
}

TEST_CASE("calculations are kept to the byte, with every revision") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    const HouseholdId home = town.household(town.anna, town.person(town.anna, kMaj));
    const CaseId id = town.open_case(town.anna, home, "2026-11-20");
    const Month month = *parse_month("2026-11");
    const std::string bytes = "{\"svar\": \"å\"}\n" + std::string(50'000, 'x');
    NewCalculation made{month, CalculationAnswer::answered, 519'000, pack_result(bytes)};
    CHECK(must(town.cases->store_calculation(town.anna, id, made)) == 1);
    made.amount_ore.reset();
    made.answer = CalculationAnswer::facts_missing;
    made.result = pack_result("{}");
    CHECK(must(town.cases->store_calculation(town.anna, id, made)) == 2);
    CHECK(must(town.cases->calculation(town.anna, id, month, 1)) == bytes);
    CHECK(must(town.cases->calculation(town.anna, id, month, 2)) == "{}");
    CHECK(code(town.cases->calculation(town.anna, id, month, 3)) == "cases.not-found");
    const auto lines = must(town.cases->case_page(town.anna, id)).calculations;
    REQUIRE(lines.size() == 2);
    // The same again is no new revision; another, by one who has not seen the last, is refused.
    CHECK(must(town.cases->store_calculation(town.anna, id, made)) == 2);
    NewCalculation late = made;
    late.result = pack_result("[]");
    late.after = 1;
    CHECK(code(town.cases->store_calculation(town.bo, id, late)) == "cases.changed");
    CHECK(must(town.cases->case_page(town.anna, id)).calculations.size() == 2);
    CHECK(lines[0].revision == 2);
    CHECK(lines[1].amount_ore == 519'000);
    must(town.database->write([](db::Connection& c) {
      return c.execute("UPDATE calculation SET result = $1 WHERE revision = 1",
                       {db::Value::bytes("skadat")});
    }));
    CHECK(code(town.cases->calculation(town.anna, id, month, 1)) == "cases.damaged");
  }
}

TEST_CASE("my work: in order of day, page by page, with what is late") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    const HouseholdId home = town.household(town.anna, town.person(town.anna, kMaj));
    for (int i = 0; i < 7; ++i)
      town.open_case(town.anna, home, "2026-11-" + std::to_string(19 + i));
    town.open_case(town.bo, home, "2026-11-01");
    WorkQuery query;
    query.limit = 3;
    std::vector<std::string> days;
    std::optional<Cursor> next = Cursor{};
    while (next) {
      query.after = *next;
      const WorkPage page = must(town.cases->my_work(town.anna, query));
      CHECK(page.open == 7);
      CHECK(page.late == 3);
      CHECK(page.today == 1);
      for (const CaseLine& line : page.rows) days.push_back(to_string(*line.next_day).substr(8));
      next = page.next;
    }
    CHECK(days == std::vector<std::string>{"19", "20", "21", "22", "23", "24", "25"});
    query = {};
    query.owner = town.bo.user;
    CHECK(must(town.cases->my_work(town.anna, query)).rows.size() == 1);
    query.state = CaseState::paid;
    CHECK(must(town.cases->my_work(town.anna, query)).rows.empty());
  }
}

TEST_CASE("search is by name, personal number or case number, in Swedish order") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    town.person(town.anna, kMaj, "Anna", "Öberg");
    town.person(town.anna, kNils, "Nils-Anders", "Åberg");
    const PersonId child = town.person(town.anna, kBarn, "Ann", "Andersson");
    const CaseId id = town.open_case(town.anna, town.household(town.anna, child), "2026-12-01");
    const auto names = [&](std::string_view text) {
      std::string found;
      for (const Hit& hit : must(town.cases->search(town.anna, text)).hits)
        found += hit.person->family_name + " ";
      return found;
    };
    CHECK(names("ander") == "Åberg Andersson ");
    CHECK(names("berg") == "");
    CHECK(names("ö") == "");
    CHECK(names("öb") == "Öberg ");
    CHECK(names("anna öberg") == "Öberg ");
    CHECK(names("OBERG") == "");
    CHECK(names("an") == "Åberg Andersson Öberg ");
    CHECK(names("an åb") == "Åberg ");
    CHECK(names("19800102-2386") == "Öberg ");
    CHECK(names("") == "");
    CHECK(names("%%") == "");
    CHECK(code(town.cases->search(town.anna, "19800102-2387")) == "identity.check");
    const std::string number = must(town.cases->case_page(town.anna, id)).line.number;
    const SearchAnswer found = must(town.cases->search(town.anna, "eb " + number.substr(3)));
    CHECK(found.by == SearchAnswer::By::case_number);
    CHECK(found.hits.at(0).found_case->id == id);
    CHECK(must(town.cases->search(town.elsewhere, number)).hits.empty());
    CHECK(must(town.cases->search(town.elsewhere, "ander")).hits.empty());
  }
}

TEST_CASE("many hits are cut, and it is told") {
  Town town(db::Engine::sqlite);
  for (int i = 0; i < 52; ++i) {
    NewPerson made = named("");
    made.given_name = "Nr" + std::to_string(i);
    must(town.cases->register_person(town.anna, made));
  }
  const SearchAnswer found = must(town.cases->search(town.anna, "öst"));
  CHECK(found.hits.size() == kMaxHits);
  CHECK(found.more);
}

TEST_CASE("those who write at once get numbers of their own") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    const HouseholdId home = town.household(town.anna, town.person(town.anna, kMaj));
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 10; ++i) town.open_case(town.anna, home, "2026-12-01");
      });
    }
    for (std::thread& thread : threads) thread.join();
    WorkQuery query;
    query.limit = 200;
    std::set<std::string> numbers;
    for (const CaseLine& line : must(town.cases->my_work(town.anna, query)).rows)
      numbers.insert(line.number);
    CHECK(numbers.size() == 40);
  }
}

TEST_CASE("a case is called by who lives there, else by who lived there last") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    NewPerson unknown = named("");  // no number and no date of birth: last on both engines
    const PersonId ake = must(town.cases->register_person(town.anna, unknown));
    const PersonId maj = town.person(town.anna, kMaj);
    const Date from = *parse_date("2026-01-01");
    const HouseholdId home = must(town.cases->create_household(
        town.anna, {{ake, true, from, {}, {}}, {maj, true, from, {}, {}}}));
    const CaseId id = town.open_case(town.anna, home, "2026-11-30");
    const auto title = [&] { return must(town.cases->case_page(town.anna, id)).line.title; };
    CHECK(title() == "Maj Åberg och Åke Öst");
    must(town.cases->end_stay(town.anna, home, maj, Date{kToday.days + 10}));
    CHECK(title() == "Maj Åberg och Åke Öst");
    must(town.cases->end_stay(town.anna, home, ake, *parse_date("2026-06-30")));
    CHECK(title() == "Maj Åberg");
    town.clock.set({town.clock.now().seconds + 11 * 86'400});
    CHECK(title() == "Maj Åberg");
    CHECK(must(town.cases->my_work(town.anna, {})).rows.at(0).title == "Maj Åberg");
    const auto members = must(town.cases->household(town.anna, home, from)).members;
    CHECK(members.at(0).person.id == maj);
  }
}

TEST_CASE("numbers are drawn: taken ones anew, and a full year goes on with one digit more") {
  Town town(db::Engine::sqlite);
  std::vector<std::uint64_t> draws;
  Cases cases(*town.database, town.clock, [&] {
    if (draws.empty()) throw std::runtime_error("no more draws");
    const std::uint64_t next = draws.front();
    draws.erase(draws.begin());
    return next;
  });
  const HouseholdId home = town.household(town.anna, town.person(town.anna, kMaj));
  const auto open = [&](std::vector<std::uint64_t> next) {
    draws = std::move(next);
    const CaseId id = must(
        cases.open_case(town.anna, {home, CaseKind::maintenance, town.anna.user, kToday, "Läs"}));
    return must(cases.case_page(town.anna, id)).line;
  };
  constexpr std::uint64_t kStep = std::uint64_t{1} << 18U;
  const CaseLine first = open({6 * kStep, 123});
  CHECK(first.id == 7);
  CHECK(first.number == "EB-2026-000123");
  const CaseLine second = open({6 * kStep, 8 * kStep, 123, 1'000'123, 999'999});
  CHECK(second.id == 9);
  CHECK(second.number == "EB-2026-999999");
  std::vector<std::uint64_t> taken = {9 * kStep};
  taken.insert(taken.end(), kDraws, 123);
  taken.push_back(123);
  const CaseLine longer = open(taken);
  CHECK(longer.number == "EB-2026-0000123");
  CHECK(must(cases.search(town.anna, longer.number)).hits.at(0).found_case->id == longer.id);
  draws = {5, 5, 10 * kStep};
  const auto born = [&] {
    NewPerson made = named("");
    made.born = parse_date("1990-05-01");
    return made;
  };
  const PersonId one = must(cases.register_person(town.anna, born()));
  draws = {5, 6, 11 * kStep};
  const PersonId two = must(cases.register_person(town.anna, born()));
  CHECK(must(cases.person(town.anna, one)).line.number.starts_with("R1990-000005-"));
  CHECK(must(cases.person(town.anna, two)).line.number.starts_with("R1990-000006-"));
  draws.assign(kDraws, 5);
  CHECK(code(cases.register_person(town.anna, born())) == "cases.full");
}

TEST_CASE("those who write at once do not put a child in two homes, or a case out of sight") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    std::vector<HouseholdId> homes;
    const std::vector<std::string> adults = {kMaj, kNils, "198001112385", "198001152381"};
    for (const std::string& number : adults)
      homes.push_back(town.household(town.anna, town.person(town.anna, number)));
    const Date from = *parse_date("2026-01-01");
    for (int round = 0; round < 10; ++round) {
      NewPerson made = named("");
      const PersonId child = must(town.cases->register_person(town.anna, made));
      std::atomic<int> kept{0};
      std::vector<std::thread> threads;
      for (const HouseholdId home : homes) {
        threads.emplace_back([&, home] {
          const bool added =
              round % 2 == 0
                  ? town.cases->add_stay(town.anna, home, {child, false, from, {}, {}}).ok()
                  : town.cases->create_household(town.anna, {{child, true, from, {}, {}}}).ok();
          kept += added ? 1 : 0;
        });
      }
      for (std::thread& thread : threads) thread.join();
      CHECK(kept == 1);
    }
    for (int round = 0; round < 10; ++round) {
      NewPerson made = named("");
      const PersonId adult = must(town.cases->register_person(town.anna, made));
      const HouseholdId home = town.household(town.anna, adult);
      const CaseId id = town.open_case(town.anna, home, "2026-12-01");
      std::thread other([&] {
        const CaseChange change{CaseState::control, town.bo.user, kToday, "x"};
        const auto done = town.cases->change_case(town.anna, id, 1, change);
        CHECK((done.ok() || done.error().code == "cases.owner-access"));
      });
      town.protect(adult);
      other.join();
      const StaffId owner = must(town.cases->case_page(town.chief, id)).line.owner;
      CHECK(town.cases->case_page(owner == town.bo.user ? town.bo : town.anna, id).ok());
    }
  }
}
