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
    must(town.cases->protect(town.anna, hidden, Protection::protected_registration, {}));
    db::DatabaseOptions options;
    options.trace = [this](std::string_view sql) { statements.emplace_back(sql); };
    traced = std::move(db::Database::open(town.fresh.dsn(), options).value());
    cases = std::make_unique<Cases>(*traced, town.clock);
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
    const PersonEdit edit{"Maj", "Hemlig", "sv", false, "", "", "", "", ""};
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
    same("protect", [&](bool b) { return told(cases.protect(bo, who(b), Protection::none, {})); });
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
    same("case number", [&](bool b) { return found(b ? "EB-2026-000001" : "EB-2026-000999"); });
    same("work", [&](bool b) {
      WorkQuery query;
      query.owner = b ? guarded.town.anna.user : guarded.town.chief.user;
      const WorkPage page = must(cases.my_work(bo, query));
      return std::to_string(page.rows.size()) + std::to_string(page.open) +
             std::to_string(page.late);
    });
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
    CHECK(twin == absent + 1);
    CHECK(must(guarded.cases->person(guarded.town.bo, twin)).line.protection == Protection::none);
    const PersonPage seen = must(guarded.cases->person(guarded.town.anna, guarded.hidden));
    CHECK(seen.twins == std::vector<PersonId>{twin});
    CHECK(must(guarded.cases->echo(guarded.town.anna, kHidden)).id == guarded.hidden);
    CHECK(guarded.cases->protect(guarded.town.anna, guarded.hidden, Protection::none, {})
              .error()
              .code == "cases.twin");
  }
}

TEST_CASE("those who may know have full service, masked until they ask") {
  for (const db::Engine engine : db::fixture::engines()) {
    CAPTURE(db::fixture::name_of(engine));
    Guarded guarded(engine);
    Cases& cases = *guarded.cases;
    const Asker& anna = guarded.town.anna;
    const PersonPage page = must(cases.person(anna, guarded.hidden));
    CHECK(page.line.number == kMaskedNumber);
    CHECK(page.contact.masked);
    CHECK(page.contact.street.find("Storgatan") == std::string::npos);
    CHECK(must(cases.search(anna, "hemlig")).hits.at(0).person->number == kMaskedNumber);
    CHECK(must(cases.household(anna, guarded.household, kToday)).members.at(0).person.number ==
          kMaskedNumber);
    CHECK(must(cases.case_page(anna, guarded.case_file)).line.title == "Maj Hemlig");
    const Contact contact = must(cases.reveal(anna, guarded.hidden));
    CHECK(contact.street == "Storgatan 1");
    CHECK(contact.number == "19800102-2386");
    const auto kept = guarded.traced->read(
        [](db::Connection& c) { return c.query("SELECT person, staff, purpose FROM disclosure"); });
    CHECK(kept.value().at(0).integer(0) == guarded.hidden);
    CHECK(kept.value().at(0).text(2) == anna.purpose);
  }
}

TEST_CASE("nobody is left with a case that cannot be seen") {
  Guarded guarded(db::Engine::sqlite);
  Cases& cases = *guarded.cases;
  const Asker& anna = guarded.town.anna;
  const CaseChange change{CaseState::control, guarded.town.bo.user, kToday, "x"};
  CHECK(cases.change_case(anna, guarded.case_file, 1, change).error().code == "cases.owner-access");
  CHECK(must(cases.case_page(anna, guarded.case_file)).line.owner == anna.user);
  must(
      cases.protect(anna, guarded.hidden, Protection::fictitious_identity, {guarded.town.bo.user}));
  CHECK(cases.change_case(anna, guarded.case_file, 1, change).ok());
  // Whoever answers for an open case stays on the list.
  must(cases.protect(guarded.town.bo, guarded.hidden, Protection::fictitious_identity, {}));
  CHECK(cases.person(guarded.town.bo, guarded.hidden).ok());
  CHECK(!cases.person(anna, guarded.hidden).ok());
  CHECK(cases.protect(guarded.town.bo, guarded.hidden, Protection::fictitious_identity, {999})
            .error()
            .where == "access");
}
