#include <doctest/doctest.h>

#include <string>

#include "web/visit_fixture.hpp"

using namespace utvag;
using cases::fixture::must;
using web::fixture::has;
using web::fixture::Visit;

namespace {

std::string path_of(const std::string& room, std::int64_t id) {
  return "/" + room + "/" + std::to_string(id);
}

/// A person with a household, and the form that opens a case there.
struct Home {
  explicit Home(Visit& visit)
      : person(visit.town.person(visit.town.anna, "19800102-2386")),
        household(visit.town.household(visit.town.anna, person)) {}
  cases::PersonId person;
  cases::HouseholdId household;
  std::string open =
      "g%C3%B6r=%C3%A4rende&kind=0&owner=1&next_step=L%C3%A4s"
      "&next_day.dag=1&next_day.m%C3%A5nad=12&next_day.%C3%A5r=2026";
};

std::size_t cases_of(Visit& visit, const Home& home) {
  return must(visit.town.cases->household(visit.town.anna, home.household,
                                          *parse_date("2026-11-22")))
      .cases.size();
}

}  // namespace

TEST_CASE("a form that is sent twice is done once and leads to the same page") {
  Visit visit;
  visit.log_in("anna");
  const Home home(visit);
  const std::string path = path_of("hushall", home.household);
  const std::string body = "csrf=" + visit.token() + "&" + home.open;
  const auto first = visit.post(path, body);
  REQUIRE(first.status == 303);
  const auto again = visit.post(path, body);
  CHECK(again.status == 303);
  CHECK(Visit::field(again, "Location") == Visit::field(first, "Location"));
  CHECK(cases_of(visit, home) == 1);
  // Going back and writing something else is another wish.
  CHECK(visit.post(path, body + "&x=y").status == 303);
  CHECK(cases_of(visit, home) == 2);
  // What was refused has done nothing, and may be sent again.
  const std::string wrong = "csrf=" + visit.token() + "&g%C3%B6r=medlem&identity=&som=barn";
  CHECK(visit.post(path, wrong).status == 422);
  CHECK(visit.post(path, wrong).status == 422);
}

TEST_CASE("the answer to a question has an address, for this session alone") {
  Visit visit;
  visit.log_in("anna");
  const Home home(visit);
  const auto asked = visit.post("/sok", "csrf=" + visit.token() + "&s%C3%B6k=19800102-2386");
  REQUIRE(asked.status == 303);
  const std::string to = Visit::field(asked, "Location");
  CHECK(to.starts_with("/sok?kvar="));
  CHECK(to.find("1980") == to.npos);
  for (int i = 0; i < 2; ++i) {
    const auto shown = visit.get("/sok", to.substr(5));
    CHECK(shown.status == 200);
    CHECK(has(shown, "1 träff"));
  }
  const auto calculated = visit.post("/berakning", "csrf=" + visit.token() + "&personer=1");
  CHECK(Visit::field(calculated, "Location").starts_with("/berakning?kvar="));
  visit.log_in("bo");
  const auto other = visit.get("/sok", to.substr(5));
  CHECK(other.status == 200);
  CHECK_FALSE(has(other, "19800102"));
  CHECK(has(other, "Det du skrev finns inte kvar"));
}

TEST_CASE("a form sent after the session has ended is offered again after the log in") {
  Visit visit;
  visit.log_in("anna");
  const Home home(visit);
  const std::string path = path_of("personer", home.person);
  const std::string edit =
      "csrf=" + visit.token() +
      "&g%C3%B6r=%C3%A4ndra&given_name=Majsan&family_name=%C3%85berg&language=sv&street=&postcode="
      "&city=&phone=&email=&version=1";
  visit.town.clock.set({visit.town.clock.now().seconds + doors::kSessionSeconds});
  const auto refused = visit.post(path, edit);
  CHECK(refused.status == 303);
  const std::string to = Visit::field(refused, "Location");
  CHECK(to == "/logga-in?till=" + path + "&ut=1");
  CHECK(Visit::field(refused, "Set-Cookie").starts_with("utvag_kvar="));
  CHECK(has(visit.get("/logga-in", to.substr(to.find('?') + 1)), "Du har loggats ut"));

  SUBCASE("for the same person") {
    visit.hold(refused);
    const auto in = visit.post("/logga-in", "inloggning=anna&till=" + path);
    const std::string back = Visit::field(in, "Location");
    REQUIRE(back.starts_with(path + "?kvar="));
    visit.hold(in);
    const auto offered = visit.get(path, back.substr(back.find('?') + 1));
    CHECK(offered.status == 200);
    CHECK(has(offered, "Det du skrev är inte sparat"));
    CHECK(has(offered, "value=\"Majsan\""));
    CHECK(must(visit.town.cases->person(visit.town.anna, home.person)).line.given_name == "Maj");
  }
  SUBCASE("and for nobody else") {
    visit.hold(refused);
    const auto in = visit.post("/logga-in", "inloggning=bo&till=" + path);
    CHECK(Visit::field(in, "Location") == path);
  }
  SUBCASE("without its cookie there is nothing to show") {
    visit.hold({});
    CHECK(Visit::field(visit.post("/logga-in", "inloggning=anna"), "Location") == "/mitt-arbete");
  }
}

TEST_CASE("a log in leads back to our own pages only") {
  Visit visit;
  for (const char* to :
       {"//evil.example", "https://evil.example", "/\\evil.example", "/finns-inte", "",
        "/sok%0d%0aSet-Cookie: a=b", "/sok#x", "/hushall/1/2", "javascript:alert(1)"}) {
    CAPTURE(to);
    std::string encoded;
    for (const char* at = to; *at != 0; ++at) {
      encoded += *at == '%' ? "%25" : *at == '#' ? "%23" : std::string(1, *at);
    }
    const auto in = visit.post("/logga-in", "inloggning=anna&till=" + encoded);
    CHECK(Visit::field(in, "Location") == "/mitt-arbete");
  }
  const auto in = visit.post("/logga-in", "inloggning=anna&till=/regler?s%25C3%25B6k=hyra");
  CHECK(Visit::field(in, "Location") == "/regler?s%C3%B6k=hyra");
}

TEST_CASE("a page from before the last log in loses nothing of what was typed") {
  Visit visit;
  visit.log_in("anna");
  const Home home(visit);
  const std::string path = path_of("hushall", home.household);
  const std::string body = "csrf=" + visit.token() + "&" + home.open;
  visit.log_in("anna");
  CHECK(visit.post(path, body).status == 403);
  visit.also("sec-fetch-site", "same-origin");
  const auto offered = visit.follow(visit.post(path, body));
  CHECK(offered.status == 200);
  CHECK(has(offered, "Det du skrev är inte sparat"));
  CHECK(has(offered, "value=\"Läs\""));
  CHECK(cases_of(visit, home) == 0);
}

TEST_CASE("when somebody else was first, both theirs and ours are on the page") {
  Visit visit;
  visit.log_in("anna");
  const Home home(visit);
  const cases::CaseId id = visit.town.open_case(visit.town.anna, home.household, "2026-12-01");
  const std::string path = path_of("arenden", id);
  const std::string mine =
      "state=1&owner=1&next_step=Ring&next_day.dag=3&next_day.m%C3%A5nad=12&next_day.%C3%A5r=2026"
      "&version=";
  must(visit.town.cases->change_case(
      visit.town.anna, id, 1,
      {cases::CaseState::control, visit.town.anna.user, parse_date("2026-12-09"), "Kontrollera"}));
  const auto late = visit.send(path, mine + "1");
  CHECK(late.status == 409);
  CHECK(has(late, "value=\"Ring\""));
  CHECK(has(late, "Kontrollera"));
  CHECK(has(late, "9 december 2026"));
  CHECK(has(late, "name=\"version\" value=\"2\""));
  CHECK(visit.send(path, mine + "2").status == 303);
  const auto person = visit.send(
      path_of("personer", home.person),
      "g%C3%B6r=%C3%A4ndra&given_name=Majsan&family_name=%C3%85berg&language=sv&version=0");
  CHECK(person.status == 409);
  CHECK(has(person, "value=\"Majsan\""));
}

TEST_CASE("a next day that has been is not written, and closing is asked about") {
  Visit visit;
  visit.log_in("anna");
  const Home home(visit);
  const cases::CaseId id = visit.town.open_case(visit.town.anna, home.household, "2026-12-01");
  const std::string path = path_of("arenden", id);
  const std::string past = "&next_day.dag=1&next_day.m%C3%A5nad=1&next_day.%C3%A5r=1999";
  const auto refused = visit.send(path, "state=1&owner=1&next_step=Ring&version=1" + past);
  CHECK(refused.status == 422);
  CHECK(has(refused, "href=\"#next_day.dag\""));
  CHECK(has(refused, "har redan varit"));
  CHECK(visit
            .send(path_of("hushall", home.household),
                  "g%C3%B6r=%C3%A4rende&kind=0&owner=1&next_step=L%C3%A4s" + past)
            .status == 422);
  // That somebody else was first is told before that the day has been.
  CHECK(visit.send(path, "state=1&owner=1&next_step=Ring&version=0" + past).status == 409);
  const auto asked = visit.send(path, "state=8&owner=1&next_step=&version=1");
  CHECK(asked.status == 422);
  CHECK(has(asked, "href=\"#avslutas\""));
  CHECK(has(asked, "id=\"avslutas\""));
  CHECK(has(asked, "aria-describedby=\"avslutas-fel\" aria-invalid=\"true\""));
  CHECK(visit.send(path, "state=8&owner=1&next_step=&version=1&avslutas=ja").status == 303);
  // A day that was right when it was written may stay, and is marked.
  const cases::CaseId old = visit.town.open_case(visit.town.anna, home.household, "2026-11-01");
  CHECK(has(visit.get(path_of("arenden", old)), "försenat"));
  CHECK(visit
            .send(path_of("arenden", old),
                  "state=1&owner=1&next_step=Ring&version=1&next_day.dag=1&next_day.m%C3%A5nad=11"
                  "&next_day.%C3%A5r=2026")
            .status == 303);
}

TEST_CASE("a search that cannot be made says why") {
  Visit visit;
  visit.log_in("anna");
  const auto told = [&](const std::string& words, const std::string& why) {
    const auto answer = visit.send("/sok", "s%C3%B6k=" + words);
    CAPTURE(words);
    CHECK(answer.status == 422);
    CHECK(has(answer, why));
    CHECK(has(answer, "href=\"#sök\""));
    CHECK(has(answer, "value=\"" + (words == "+" ? " " : words) + "\""));
  };
  told("19900101-2386", "Kontrollsiffran stämmer inte");
  told("19901301-2386", "Numrets datum finns inte");
  told("R1990-000001-00", "Kontrollsiffran stämmer inte");
  told("198807", "tio eller tolv siffror");
  told("", "Skriv ett namn, ett personnummer eller ett ärendenummer.");
  told("+", "Skriv ett namn, ett personnummer eller ett ärendenummer.");
  told("x", "Skriv minst två bokstäver.");
  for (int i = 0; i < 51; ++i) visit.town.person(visit.town.anna, "");
  const auto many = visit.send("/sok", "s%C3%B6k=Maj");
  CHECK(has(many, "De 50 första träffarna. Skriv mer av namnet."));
}

TEST_CASE("a log out ends the session on the server") {
  Visit visit;
  visit.log_in("anna");
  CHECK(has(visit.get("/logga-ut"), "action=\"/logga-ut\""));
  CHECK(visit.get("/mitt-arbete").status == 200);
  CHECK(visit.send("/logga-ut", "").status == 303);
  CHECK(visit.get("/mitt-arbete").status == 303);  // with the cookie it had
}

TEST_CASE("the cookie is for TLS where a trusted proxy says that the page is") {
  Visit visit;
  visit.also("x-forwarded-proto", "https");
  const auto cookie = [&] {
    return Visit::field(visit.post("/logga-in", "inloggning=anna"), "Set-Cookie");
  };
  CHECK(cookie().find("; HttpOnly; SameSite=Lax") != std::string::npos);
  CHECK(cookie().find("; Secure") == std::string::npos);
  visit.peer = "10.0.0.1";
  CHECK(cookie().find("; Secure") != std::string::npos);
}

TEST_CASE("log ins are counted by address, told of by a trusted proxy only") {
  Visit visit;
  const auto tries = [&](int count) {
    int refused = 0;
    for (int i = 0; i < count; ++i) {
      const auto response = visit.post("/logga-in", "inloggning=ingen");
      if (response.status != 429) continue;
      ++refused;
      CHECK_FALSE(Visit::field(response, "Retry-After").empty());
    }
    return refused;
  };
  CHECK(tries(40) == 10);
  visit.also("x-forwarded-for", "198.51.100.7");
  CHECK(tries(1) == 1);  // anyone may write the field
  visit.peer = "10.0.0.1";
  CHECK(tries(1) == 0);
  visit.town.clock.set({visit.town.clock.now().seconds + 60});
  visit.peer = "192.0.2.1";
  CHECK(tries(1) == 0);
}

TEST_CASE("what was typed stays when the database is away, and is saved once when it is back") {
  Visit visit(db::Engine::postgresql);
  visit.log_in("anna");
  const Home home(visit);
  const std::string path = path_of("hushall", home.household);
  const std::string body = "csrf=" + visit.token() + "&" + home.open;
  db::fixture::stop_server();
  const auto away = visit.post(path, body);
  CHECK(away.status == 503);
  CHECK(has(away, "name=\"next_step\" value=\"Läs\""));
  CHECK(has(away, "action=\"" + path + "\""));
  CHECK_FALSE(has(away, "databas"));
  const auto view = visit.get(path);
  CHECK(view.status == 503);
  CHECK_FALSE(has(view, "Det du skrev"));
  for (const char* open : {"/regler", "/tillganglighet", "/finns-inte"}) {
    CAPTURE(open);
    CHECK(visit.get(open).status == (std::string(open) == "/finns-inte" ? 404 : 200));
  }
  db::fixture::start_server();
  CHECK(visit.post(path, body).status == 303);
  CHECK(visit.post(path, body).status == 303);
  CHECK(cases_of(visit, home) == 1);
}

TEST_CASE("whoever has moved out gets a new household, and children alone are told of") {
  Visit visit;
  visit.log_in("anna");
  const Home home(visit);
  must(visit.town.cases->end_stay(visit.town.anna, home.household, home.person,
                                  *parse_date("2026-10-31")));
  const std::string path = path_of("personer", home.person);
  CHECK(has(visit.get(path), "Skapa ett nytt hushåll"));
  const std::string form = "g%C3%B6r=hush%C3%A5ll&household_from.dag=";
  CHECK(visit.send(path, form).status == 422);
  const std::string rest = "&household_from.m%C3%A5nad=10&household_from.%C3%A5r=2026";
  CHECK(visit.send(path, form + "15" + rest).status == 422);  // they still lived in the other
  CHECK(visit
            .send(path,
                  "g%C3%B6r=hush%C3%A5ll&household_from.dag=1&household_from.m%C3%A5nad=11"
                  "&household_from.%C3%A5r=2026")
            .status == 303);
  const cases::PersonId child = visit.town.person(visit.town.anna, "", "Liv", "Åberg");
  must(visit.town.cases->add_stay(visit.town.anna, home.household,
                                  {child, false, *parse_date("2026-10-01"), {}, {}}));
  CHECK(has(visit.get(path_of("hushall", home.household)), "Hushållet har ingen vuxen"));
}

TEST_CASE("a new person: all faults at once, a number that is free is good news") {
  Visit visit;
  visit.log_in("anna");
  const auto empty = visit.send("/personer/ny", "g%C3%B6r=spara&born.dag=31&born.m%C3%A5nad=2");
  CHECK(empty.status == 422);
  for (const char* each : {"#born.dag", "#given_name", "#family_name"}) {
    CHECK(has(empty, "href=\"" + std::string(each) + "\""));
  }
  const auto free = visit.send("/personer/ny", "g%C3%B6r=eko&identity=19800102-2386");
  CHECK(free.status == 200);
  CHECK(has(free, "Numret är giltigt"));
  CHECK(has(free, "value=\"19800102-2386\""));
  CHECK(visit.send("/personer/ny", "g%C3%B6r=eko&identity=").status == 422);
  const std::string page = visit.get("/personer/ny").body;
  CHECK(page.find("value=\"spara\"") < page.find("value=\"eko\""));
  const std::string whole =
      "g%C3%B6r=spara&identity=19800102-2386&given_name=Maj&family_name=%C3%85berg&language=sv";
  CHECK(has(visit.send("/personer/ny", whole + "&phone=abc"), "href=\"#phone\""));
  CHECK(has(visit.send("/personer/ny", whole + "&email=inte+epost"), "href=\"#email\""));
  const auto made = visit.send("/personer/ny", whole + "&postcode=952+31&city=Kalix");
  REQUIRE(made.status == 303);
  const std::string to = Visit::field(made, "Location");
  CHECK(has(visit.get(to.substr(0, to.find('?'))), "952 31 Kalix"));
}

TEST_CASE("a member is an adult or a child, said by whoever adds them") {
  Visit visit;
  visit.log_in("anna");
  const Home home(visit);
  const auto wrong = visit.send(path_of("hushall", home.household),
                                "g%C3%B6r=medlem&identity=19900501-2384&days=15");
  CHECK(wrong.status == 422);
  for (const char* each : {"#identity", "#som", "#from.dag"}) {
    CHECK(has(wrong, "href=\"" + std::string(each) + "\""));
  }
  CHECK(has(wrong, "href=\"/personer/ny\""));
}
