#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "cases/town_fixture.hpp"

using namespace utvag;
using namespace utvag::cases;
using fixture::must;
using fixture::Town;

namespace {

const Date kToday = *parse_date("2026-11-22");
const std::string kHidden = "198001022386";  // test numbers of Skatteverket
const std::string kAbsent = "198001062390";

/// What somebody who asks can notice: the answer and the statements run for it.
struct Noticed {
  std::string answer;
  std::vector<std::string> statements;
  friend bool operator==(const Noticed&, const Noticed&) = default;
};

template <typename T>
std::string told(const Result<T>& result) {
  if (result.ok()) return "ok";
  const Error& error = result.error();
  return error.code + "|" + error.where + "|" + error.sv + "|" + error.en;
}

/// Anna's client is protected; Bo may not know of her.
struct Guarded {
  explicit Guarded(db::Engine engine) : town(engine) {
    hidden = town.person(town.anna, kHidden, "Maj", "Hemlig");
    household = town.household(town.anna, hidden);
    case_file = town.open_case(town.anna, household, "2026-11-20");
    town.protect(hidden);
    db::DatabaseOptions options;
    options.trace = [this](std::string_view sql) { statements.emplace_back(sql); };
    traced = std::move(db::Database::open(town.fresh.dsn(), options).value());
    cases = std::make_unique<Cases>(*traced, town.clock, fixture::drawn_from(2));
  }
  template <typename Ask>
  Noticed notice(const Ask& ask) {
    ask();  // connections and their settings are there already when it counts
    statements.clear();
    Noticed noticed{ask(), {}};
    noticed.statements = statements;
    return noticed;
  }

  Town town;
  PersonId hidden = 0;
  HouseholdId household = 0;
  CaseId case_file = 0;
  std::vector<std::string> statements;
  std::unique_ptr<db::Database> traced;
  std::unique_ptr<Cases> cases;
};

}  // namespace

TEST_CASE(
    "a protected person cannot be told from nobody: the same answers by the same statements") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Guarded guarded(engine);
    Cases& cases = *guarded.cases;
    const Asker& bo = guarded.town.bo;
    constexpr std::int64_t kNobody = 4711;
    const PersonEdit edit{"Maj", "Hemlig", "sv", Interpreter::none, "", "", "", "", ""};
    const Account account = must(parse_bankgiro("5402-9681"));
    const NewStay stay{guarded.town.person(bo, "198001112385"), true, kToday, {}, {}};
    const CaseChange change{CaseState::control, bo.user, kToday, "x"};
    const auto same = [&](const char* what, const std::function<std::string(bool)>& ask) {
      CAPTURE(std::string(what));
      const Noticed there = guarded.notice([&] { return ask(true); });
      const Noticed absent = guarded.notice([&] { return ask(false); });
      CHECK(there == absent);
      CHECK(there.answer != "ok");
      CHECK(!there.statements.empty());
    };
    const auto who = [&](bool there) { return there ? guarded.hidden : kNobody; };
    const auto home = [&](bool there) { return there ? guarded.household : kNobody; };
    const auto matter = [&](bool there) { return there ? guarded.case_file : kNobody; };
    const auto number = [&](bool there) { return there ? kHidden : kAbsent; };
    same("person", [&](bool b) { return told(cases.person(bo, who(b))); });
    same("echo", [&](bool b) { return told(cases.echo(bo, number(b))); });
    same("reveal", [&](bool b) { return told(cases.reveal(bo, who(b))); });
    same("edit", [&](bool b) { return told(cases.edit_person(bo, who(b), 1, edit)); });
    same("account", [&](bool b) { return told(cases.add_account(bo, who(b), account)); });
    const Asker& head = guarded.town.other_chief;
    const ProtectionOrder lift{Protection::none, {}, "Upphört", {}};
    same("protection", [&](bool b) { return told(cases.protection(head, who(b))); });
    same("protect", [&](bool b) { return told(cases.protect(head, who(b), lift)); });
    same("household", [&](bool b) { return told(cases.household(bo, home(b), kToday)); });
    same("stay", [&](bool b) { return told(cases.add_stay(bo, home(b), stay)); });
    same("end", [&](bool b) { return told(cases.end_stay(bo, home(b), who(b), kToday)); });
    same("create", [&](bool b) {
      return told(cases.create_household(bo, {{who(b), true, kToday, {}, {}}}));
    });
    same("open", [&](bool b) {
      return told(cases.open_case(bo, {home(b), CaseKind::maintenance, bo.user, kToday, "x"}));
    });
    same("case", [&](bool b) { return told(cases.case_page(bo, matter(b))); });
    same("change", [&](bool b) { return told(cases.change_case(bo, matter(b), 1, change)); });
    same("result",
         [&](bool b) { return told(cases.calculation(bo, matter(b), month_of(kToday), 1)); });
    same("store", [&](bool b) {
      return told(cases.store_calculation(
          bo, matter(b), {month_of(kToday), CalculationAnswer::answered, 1, pack_result("{}")}));
    });
    const auto found = [&](const std::string& text) {
      return std::to_string(must(cases.search(bo, text)).hits.size());
    };
    same("number", [&](bool b) { return found(number(b)); });
    same("name", [&](bool b) { return found(b ? "hemlig" : "ingen"); });
    const std::string hers =
        must(guarded.town.cases->case_page(guarded.town.anna, guarded.case_file)).line.number;
    same("case number", [&](bool b) { return found(b ? hers : "EB-2026-000999"); });
    same("work", [&](bool b) {
      WorkQuery query;
      query.owner = b ? guarded.town.anna.user : guarded.town.chief.user;
      const WorkPage page = must(cases.my_work(bo, query));
      return std::to_string(page.rows.size()) + std::to_string(page.open) +
             std::to_string(page.late);
    });
  }
}

TEST_CASE("a correction of somebody protected is answered as one of nobody") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Guarded guarded(engine);
    Cases& cases = *guarded.cases;
    const Asker& bo = guarded.town.bo;
    constexpr std::int64_t kNobody = 4711;
    const auto same = [&](const char* what, const std::function<std::string(bool)>& ask) {
      CAPTURE(std::string(what));
      const Noticed there = guarded.notice([&] { return ask(true); });
      CHECK(there == guarded.notice([&] { return ask(false); }));
      CHECK(there.answer != "ok");
      CHECK(!there.statements.empty());
    };
    const auto who = [&](bool there) { return there ? guarded.hidden : kNobody; };
    const auto home = [&](bool there) { return there ? guarded.household : kNobody; };
    const NumberChange other{"198001112385", false, {}, "x"};
    same("number change", [&](bool b) { return told(cases.change_number(bo, who(b), 1, other)); });
    same("account end",
         [&](bool b) { return told(cases.end_account(bo, who(b), 1, kToday, "x")); });
    const StayCorrection put_right{true, kToday, {}, {}, "x"};
    const Date since = *parse_date("2025-01-01");
    same("correct stay", [&](bool b) {
      return told(cases.correct_stay(bo, {home(b), who(b), since, 1}, put_right));
    });
    same("remove stay",
         [&](bool b) { return told(cases.remove_stay(bo, {home(b), who(b), since, 1}, "x")); });
  }
}

TEST_CASE(
    "registering somebody who is protected goes as for somebody new, and is seen by those who "
    "may") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Guarded guarded(engine);
    NewPerson person;
    person.given_name = "Maj";
    person.family_name = "Hemlig";
    person.language = "sv";
    const auto registered = [&](const std::string& number) {
      person.identity = number;
      guarded.statements.clear();
      const PersonId id = must(guarded.cases->register_person(guarded.town.bo, person));
      return std::pair(id, guarded.statements);
    };
    registered("198001112385");
    const auto [absent, statements_absent] = registered(kAbsent);
    const auto [twin, statements_hidden] = registered(kHidden);
    CHECK(statements_absent == statements_hidden);
    CHECK(must(guarded.cases->person(guarded.town.bo, twin)).line.protection == Protection::none);
    const PersonPage seen = must(guarded.cases->person(guarded.town.anna, guarded.hidden));
    CHECK(seen.twins == std::vector<PersonId>{twin});
    CHECK(must(guarded.cases->echo(guarded.town.anna, kHidden)).id == guarded.hidden);
    CHECK(
        guarded.cases->protect(guarded.town.chief, guarded.hidden, {Protection::none, {}, "x", {}})
            .error()
            .code == "cases.twin");
  }
}

TEST_CASE("a number that a protected person has is taken as a free one, and her earlier one too") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Guarded guarded(engine);
    Town& town = guarded.town;
    Cases& cases = *guarded.cases;
    const auto changed = [&](const std::string& number) {
      const PersonId id = town.person(town.bo, "", "Ny");
      guarded.statements.clear();
      const std::string answer =
          told(cases.change_number(town.bo, id, 1, {number, false, {}, "x"}));
      return Noticed{answer, guarded.statements};
    };
    changed("198001112385");
    const Noticed hers = changed(kHidden);
    CHECK(hers == changed(kAbsent));
    CHECK(hers.answer == "ok");
    CHECK(must(cases.person(town.anna, guarded.hidden)).twins.size() == 1);
    // Whoever may know is told that it is taken, and changes hers with everything masked.
    const PersonId mine = town.person(town.anna, "", "Min");
    CHECK(cases.change_number(town.anna, mine, 1, {kHidden, false, {}, "x"}).error().code ==
          "cases.exists");
    const std::int64_t version = must(cases.person(town.anna, guarded.hidden)).version;
    const std::string fresh = "198001112385";
    CHECK(cases.change_number(town.anna, guarded.hidden, version, {fresh, false, {}, "x"})
              .error()
              .code == "cases.exists");
    must(cases.change_number(town.anna, guarded.hidden, version, {"", true, {}, "Var " + kHidden}));
    const Contact masked = must(cases.person(town.anna, guarded.hidden)).contact;
    REQUIRE(masked.earlier.size() == 1);
    CHECK(masked.earlier[0].number == kMaskedNumber);
    CHECK(masked.earlier[0].reason.find("1980") == std::string::npos);
    CHECK(must(cases.reveal(town.anna, guarded.hidden)).earlier.at(0).number == "19800102-2386");
    const auto found = [&](const Asker& asker, const std::string& number) {
      guarded.statements.clear();
      const std::size_t count = must(cases.search(asker, number)).hits.size();
      return Noticed{std::to_string(count), guarded.statements};
    };
    CHECK(found(town.anna, kHidden).answer == "2");
    found(town.bo, kAbsent);
    // Bo finds his own, and neither more nor otherwise for hers.
    CHECK(found(town.bo, kHidden) == found(town.bo, kAbsent));
  }
}

TEST_CASE("those who may know have full service, masked until they ask") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Guarded guarded(engine);
    Cases& cases = *guarded.cases;
    const Asker& anna = guarded.town.anna;
    // A personal account of Nordea's is the personal number.
    const Account account = must(parse_bank_account("3300", "8001022386"));
    must(cases.add_account(anna, guarded.hidden, account));
    const PersonPage page = must(cases.person(anna, guarded.hidden));
    CHECK(page.line.number == kMaskedNumber);
    CHECK(!page.line.born);
    CHECK(!page.contact.born);
    REQUIRE(page.contact.accounts.size() == 1);
    CHECK(page.contact.accounts[0].account.number.empty());
    CHECK(page.contact.accounts[0].shown.find("2386") == std::string::npos);
    CHECK(!must(cases.search(anna, "hemlig")).hits.at(0).person->born);
    CHECK(page.contact.masked);
    CHECK(page.contact.street.find("Storgatan") == std::string::npos);
    CHECK(must(cases.search(anna, "hemlig")).hits.at(0).person->number == kMaskedNumber);
    CHECK(must(cases.household(anna, guarded.household, kToday)).members.at(0).person.number ==
          kMaskedNumber);
    CHECK(must(cases.case_page(anna, guarded.case_file)).line.title == "Maj Hemlig");
    const Contact contact = must(cases.reveal(anna, guarded.hidden));
    CHECK(contact.street == "Storgatan 1");
    CHECK(contact.number == "19800102-2386");
    CHECK(contact.born == parse_date("1980-01-02"));
    CHECK(contact.accounts.at(0).shown == shown(account));
    const auto kept = guarded.traced->read(
        [](db::Connection& c) { return c.query("SELECT person, staff, purpose FROM disclosure"); });
    CHECK(kept.value().at(0).integer(0) == guarded.hidden);
    CHECK(kept.value().at(0).text(2) == anna.purpose);
  }
}

TEST_CASE("nobody is left with a case that cannot be seen") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Guarded guarded(engine);
    Cases& cases = *guarded.cases;
    const Asker& anna = guarded.town.anna;
    const Asker& chief = guarded.town.chief;
    const StaffId bo = guarded.town.bo.user;
    const CaseChange change{CaseState::control, bo, kToday, "x"};
    CHECK(cases.change_case(anna, guarded.case_file, 1, change).error().code ==
          "cases.owner-access");
    CHECK(must(cases.case_page(anna, guarded.case_file)).line.owner == anna.user);
    ProtectionOrder order{Protection::fictitious_identity, {bo}, "Nytt beslut", {}};
    must(cases.protect(chief, guarded.hidden, order));
    CHECK(cases.change_case(anna, guarded.case_file, 1, change).ok());
    // Whoever answers for an open case stays on the list.
    order.access.clear();
    must(cases.protect(chief, guarded.hidden, order));
    CHECK(cases.person(guarded.town.bo, guarded.hidden).ok());
    CHECK(!cases.person(anna, guarded.hidden).ok());
    order.access = {999};
    CHECK(cases.protect(chief, guarded.hidden, order).error().where == "access");
    CHECK(cases.protect(guarded.town.bo, guarded.hidden, order).error().code == "cases.role");
    CHECK(cases.protection(guarded.town.bo, guarded.hidden).error().code == "cases.role");
    order.reason.clear();
    CHECK(cases.protect(chief, guarded.hidden, order).error().where == "reason");
    const ProtectionPage page = must(cases.protection(chief, guarded.hidden));
    REQUIRE(page.changes.size() == 3);
    CHECK(page.changes[0].grade == Protection::fictitious_identity);
    CHECK(page.changes[2].reason == "Hot");
    must(cases.protect(chief, guarded.hidden, {Protection::none, {bo}, "Upphört", {}}));
    CHECK(must(cases.person(anna, guarded.hidden)).access.empty());
  }
}

TEST_CASE("a hidden home changes no answer, and those who may know see what does not fit") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Guarded guarded(engine);
    Cases& cases = *guarded.cases;
    const Town& town = guarded.town;
    const PersonId child = guarded.town.person(town.bo, "201801012392", "Barn");
    const PersonId free = guarded.town.person(town.bo, "201801022391", "Fri");
    const Date from = *parse_date("2026-01-01");
    must(cases.add_stay(town.anna, guarded.household, {child, false, from, {}, {}}));
    const HouseholdId home =
        guarded.town.household(town.bo, guarded.town.person(town.bo, kAbsent, "Nils"));
    const auto add = [&](PersonId who) {
      guarded.statements.clear();
      const std::string answer = told(cases.add_stay(town.bo, home, {who, false, from, {}, 15}));
      return Noticed{answer, guarded.statements};
    };
    add(guarded.town.person(town.bo, "198001112385", "Först"));
    const Noticed hers = add(child);
    CHECK(hers == add(free));
    CHECK(hers.answer == "ok");
    CHECK(must(cases.person(town.bo, child)).stays.size() == 1);
    CHECK(!must(cases.person(town.bo, child)).crowded);
    CHECK(must(cases.person(town.anna, child)).crowded);
    const auto crowded = [&](const Asker& asker) {
      int count = 0;
      for (const MemberLine& each : must(cases.household(asker, home, kToday)).members)
        count += each.crowded ? 1 : 0;
      return count;
    };
    CHECK(crowded(town.bo) == 0);
    CHECK(crowded(town.anna) == 1);
    must(cases.end_stay(town.anna, guarded.household, child, *parse_date("2026-10-31")));
    CHECK(crowded(town.anna) == 0);
  }
}

TEST_CASE("corrections tell nothing of a hidden one who has left the household") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Guarded guarded(engine);
    Town& town = guarded.town;
    Cases& cases = *guarded.cases;
    const PersonId nils = town.person(town.anna, "198001112385", "Nils", "Kvar");
    const Date from = *parse_date("2025-01-01");
    const auto version = [&] {
      return must(cases.household(town.anna, guarded.household, kToday)).version;
    };
    must(cases.add_stay(town.anna, guarded.household, {nils, true, from, {}, {}}));
    const auto calculate = [&](const char* month) {
      must(cases.store_calculation(
          town.anna, guarded.case_file,
          {*parse_month(month), CalculationAnswer::answered, 1, pack_result("{}")}));
    };
    calculate("2025-05");
    calculate("2026-05");
    const auto months = [&](const Asker& asker) {
      return must(cases.case_page(asker, guarded.case_file)).calculations.size();
    };
    // She left before she was written out: the household goes on, her months stay hidden.
    must(cases.correct_stay(town.anna, {guarded.household, guarded.hidden, from, version()},
                            {true, from, *parse_date("2025-03-31"), {}, "Flyttade tidigare"}));
    CHECK(months(town.anna) == 2);
    CHECK(months(town.bo) == 0);
    CHECK(must(cases.household(town.bo, guarded.household, kToday)).changes.empty());
    CHECK(must(cases.household(town.anna, guarded.household, kToday)).changes.size() == 1);
    // Her stay is not to be found by who may not know, and is answered as nobody's.
    const StayCorrection longer{true, from, {}, {}, "x"};
    const auto ask = [&](PersonId who) {
      return guarded.notice([&] {
        return told(cases.correct_stay(town.bo, {guarded.household, who, from, version()}, longer));
      });
    };
    CHECK(ask(guarded.hidden) == ask(4711));
    // The last one that Bo knows of is not taken away, as if there were nobody else.
    const HouseholdId empty =
        town.household(town.bo, town.person(town.bo, "198001062390", "Ensam"));
    const PersonId alone = must(cases.household(town.bo, empty, kToday)).members[0].person.id;
    const auto remove = [&](HouseholdId home, PersonId who) {
      return guarded.notice([&] {
        const std::int64_t now = must(cases.household(town.bo, home, kToday)).version;
        return told(cases.remove_stay(town.bo, {home, who, from, now}, "x"));
      });
    };
    const Noticed refused = remove(guarded.household, nils);
    CHECK(refused == remove(empty, alone));
    CHECK(refused.answer.starts_with("cases.field|stay"));
    // Back again as if she had never left: the case's owner must know of her, and hers does.
    must(cases.correct_stay(town.anna, {guarded.household, guarded.hidden, from, version()},
                            longer));
    CHECK(!cases.household(town.bo, guarded.household, kToday).ok());
    must(cases.remove_stay(town.anna, {guarded.household, guarded.hidden, from, version()}, "x"));
    CHECK(months(town.bo) == 0);
  }
}

TEST_CASE("whoever lives in the same household has a decision too") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    Cases& cases = *town.cases;
    const PersonId maj = town.person(town.anna, kHidden);
    const PersonId child = town.person(town.anna, "201801012392", "Barn");
    const PersonId left = town.person(town.anna, "201801022391", "Flyttad");
    const Date from = *parse_date("2026-01-01");
    const HouseholdId home =
        must(cases.create_household(town.anna, {{maj, true, from, {}, {}},
                                                {child, false, from, {}, {}},
                                                {left, false, from, Date{kToday.days - 1}, {}}}));
    ProtectionOrder order{Protection::confidentiality_marking, {}, "Hot", {}};
    CHECK(cases.protect(town.chief, maj, order).error().code == "cases.beside");
    CHECK(cases.person(town.bo, maj).ok());
    const ProtectionPage page = must(cases.protection(town.chief, maj));
    REQUIRE(page.household.size() == 1);
    CHECK(page.household[0].id == child);
    order.household = {{child, true}};
    must(cases.protect(town.chief, maj, order));
    CHECK(!cases.person(town.bo, child).ok());
    CHECK(cases.person(town.bo, left).ok());
    CHECK(!cases.household(town.bo, home, kToday).ok());
    CHECK(must(cases.person(town.chief, child)).access.size() == 1);
    order = {Protection::none, {}, "Upphört", {{maj, false}}};
    must(cases.protect(town.chief, child, order));
    CHECK(cases.person(town.bo, child).ok());
    CHECK(must(cases.person(town.bo, child)).stays.empty());
    CHECK(!cases.person(town.bo, maj).ok());
  }
}

TEST_CASE(
    "a household goes on without the protected one who left, and its officer learns nothing") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Town town(engine);
    Cases& cases = *town.cases;
    const PersonId maj = town.person(town.anna, kHidden, "Maj", "Hemlig");
    const PersonId nils = town.person(town.anna, kAbsent, "Nils", "Kvar");
    const Date from = *parse_date("2026-01-01");
    const HouseholdId home = must(
        cases.create_household(town.bo, {{maj, true, from, {}, {}}, {nils, true, from, {}, {}}}));
    const CaseId matter = town.open_case(town.bo, home, "2026-12-01");
    const auto calculate = [&](const char* month) {
      must(cases.store_calculation(
          town.bo, matter,
          {*parse_month(month), CalculationAnswer::answered, 1, pack_result("{}")}));
    };
    calculate("2026-05");
    calculate("2026-10");
    must(cases.end_stay(town.bo, home, maj, *parse_date("2026-09-30")));
    const HouseholdId hers =
        must(cases.create_household(town.anna, {{maj, true, *parse_date("2026-10-01"), {}, {}}}));
    town.open_case(town.anna, hers, "2026-12-01");
    town.protect(maj);
    CHECK(!cases.person(town.bo, maj).ok());
    CHECK(must(cases.person(town.chief, maj)).access.size() == 2);
    const CasePage page = must(cases.case_page(town.bo, matter));
    CHECK(page.line.title == "Nils Kvar");
    CHECK(page.members.size() == 1);
    REQUIRE(page.calculations.size() == 1);
    CHECK(to_string(page.calculations[0].month) == "2026-10");
    CHECK(!cases.calculation(town.bo, matter, *parse_month("2026-05"), 1).ok());
    CHECK(cases.calculation(town.anna, matter, *parse_month("2026-05"), 1).ok());
    CHECK(must(cases.my_work(town.bo, {})).rows.size() == 1);
    CHECK(!cases.household(town.bo, hers, kToday).ok());
    const CaseChange change{CaseState::control, town.other_chief.user, kToday, "x"};
    CHECK(cases.change_case(town.bo, matter, 1, change).ok());
    CHECK(cases.add_stay(town.bo, home, {town.person(town.bo, "201801012392"), false, from, {}, {}})
              .ok());
    // As long as she is to live there, the household is hers; and if nobody else was ever there.
    const PersonId alone = town.person(town.anna, "198001112385", "Ensam");
    const HouseholdId empty =
        must(cases.create_household(town.anna, {{alone, true, from, Date{kToday.days - 3}, {}}}));
    const CaseId last = town.open_case(town.bo, empty, "2026-12-01");
    town.protect(alone);
    CHECK(!cases.household(town.other_chief, empty, kToday).ok());
    CHECK(cases.case_page(town.bo, last).ok());
    must(cases.end_stay(town.anna, hers, maj, Date{kToday.days + 5}));
    CHECK(!cases.household(town.bo, hers, kToday).ok());
  }
}
