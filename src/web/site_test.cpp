#include <doctest/doctest.h>

#include <string>

#include "web/visit_fixture.hpp"

using namespace utvag;
using cases::fixture::must;
using web::fixture::has;
using web::fixture::Visit;

TEST_CASE("pages for anyone, pages for staff, and what is no page") {
  Visit visit;
  for (const char* path : {"/", "/logga-in", "/regler", "/regler/riksnorm", "/tillganglighet",
                           "/komponenter", "/halsa", "/metrics", "/api/v1/schema"}) {
    CAPTURE(path);
    CHECK(visit.get(path).status == 200);
    CHECK(visit.get(path, "", net::Method::head).status == 200);
  }
  for (const char* path : {"/mitt-arbete", "/sok", "/berakning", "/personer/1", "/hushall/1",
                           "/arenden/1", "/personer/ny"}) {
    CAPTURE(path);
    const auto response = visit.get(path);
    CHECK(response.status == 303);
    CHECK(Visit::field(response, "Location") == "/logga-in?till=" + std::string(path));
  }
  CHECK(visit.get("/finns-inte").status == 404);
  CHECK(visit.get("/regler/finns-inte").status == 404);
  CHECK(visit.get("/regler", "datum.dag=31&datum.m%C3%A5nad=2&datum.%C3%A5r=2026").status == 422);
  CHECK(visit.get("/regler", "a=%zz").status == 400);
  const auto method = visit.get("/logga-ut");
  CHECK(method.status == 405);
  CHECK(Visit::field(method, "Allow") == "POST");
  for (const int status : {400, 413, 431, 500, 503}) {
    const auto refused = visit.site->refuse(status);
    CHECK(refused.status == status);
    CHECK(has(refused, "<h1>"));
  }
}

TEST_CASE("the API knows who is logged in by the pages' cookie") {
  Visit visit;
  CHECK(visit.get("/api/v1/me").status == 401);
  visit.log_in("anna");
  CHECK(visit.get("/api/v1/me").status == 400);
  visit.also("utvag-purpose", "prov");
  const auto me = visit.get("/api/v1/me");
  CHECK(me.status == 200);
  CHECK(has(me, "case_officer"));
}

TEST_CASE("a form needs its token and its own site") {
  Visit visit;
  visit.log_in("anna");
  CHECK(visit.get("/mitt-arbete").status == 200);
  CHECK(has(visit.get("/mitt-arbete"), "Du har inga öppna ärenden"));
  CHECK(visit.post("/sok", "s%C3%B6k=Maj").status == 403);
  CHECK(visit.post("/sok", "csrf=abc&s%C3%B6k=Maj").status == 403);
  CHECK(visit.send("/sok", "s%C3%B6k=Maj").status == 200);
  visit.also("sec-fetch-site", "cross-site");
  CHECK(visit.send("/sok", "s%C3%B6k=Maj").status == 403);
  Visit again;
  again.log_in("anna");
  CHECK(again.post("/logga-in", "inloggning=bo").status == 403);
  CHECK(again.send("/logga-in", "inloggning=bo").status == 303);
  Visit other;
  CHECK(other.post("/logga-in", "inloggning=ingen").status == 403);
  other.also("cookie", "utvag_session=anna.1.2.3");
  CHECK(other.get("/mitt-arbete").status == 303);
}

TEST_CASE("a person is found, changed with a receipt, and kept when somebody else was first") {
  Visit visit;
  visit.log_in("anna");
  const cases::PersonId maj = visit.town.person(visit.town.anna, "19800102-2386");
  const std::string path = "/personer/" + std::to_string(maj);
  const auto hits = visit.send("/sok", "s%C3%B6k=19800102-2386");
  CHECK(has(hits, "href=\"" + path + "\""));
  const auto page = visit.get(path);
  CHECK(has(page, "19800102-2386"));
  const std::string edit =
      "g%C3%B6r=%C3%A4ndra&given_name=Maja&family_name=%C3%85berg&language=sv&street=&postcode="
      "&city=&phone=&email=&version=";
  const std::string version =
      std::to_string(must(visit.town.cases->person(visit.town.anna, maj)).version);
  const auto done = visit.send(path, edit + version);
  REQUIRE(done.status == 303);
  const std::string to = Visit::field(done, "Location");
  CHECK(to.find("Maja") == to.npos);
  const auto after = visit.get(path, to.substr(to.find('?') + 1));
  CHECK(has(after, "Personens uppgifter är sparade"));
  CHECK(has(after, "Maja"));
  CHECK(visit.send(path, edit + version).status == 409);
  const auto wrong = visit.send(path, "g%C3%B6r=konto&kontoslag=bankgiro&konto=12345678");
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "href=\"#konto\""));
  CHECK(has(wrong, "value=\"12345678\""));
}

TEST_CASE("a protected person is not there for others, and masked for those who may know") {
  Visit visit;
  const cases::PersonId maj = visit.town.person(visit.town.anna, "19800102-2386");
  must(visit.town.cases->add_account(visit.town.anna, maj,
                                     must(cases::parse_bank_account("3300", "8001022386"))));
  visit.town.protect(maj);
  const std::string path = "/personer/" + std::to_string(maj);
  visit.log_in("bo");
  const auto hidden = visit.get(path);
  const auto absent = visit.get("/personer/999999");
  CHECK(hidden.status == 404);
  CHECK(hidden.body.size() == absent.body.size());
  visit.log_in("anna");
  CHECK(has(visit.get(path), "skyddad folkbokföring"));
  CHECK_FALSE(has(visit.get(path), "Storgatan"));
  CHECK_FALSE(has(visit.get(path), "19800102-2386"));
  CHECK_FALSE(has(visit.get(path), "1980"));
  CHECK_FALSE(has(visit.get(path), "8 001 022"));
  const auto unsaid = visit.send(path, "g%C3%B6r=visa&purpose=+");
  CHECK(unsaid.status == 422);
  CHECK(has(unsaid, "href=\"#purpose\""));
  CHECK_FALSE(has(unsaid, "Storgatan"));
  const auto shown = visit.send(path, "g%C3%B6r=visa&purpose=skicka+beslutet");
  CHECK(has(shown, "Storgatan"));
  CHECK(has(shown, "2 januari 1980"));
  CHECK(has(shown, "8 001 022 386"));
  CHECK(has(shown, "19800102-2386"));
}

TEST_CASE("the head of the unit sets, changes and lifts protection, of all who live together") {
  Visit visit;
  const auto& town = visit.town;
  const cases::PersonId maj = visit.town.person(town.anna, "19800102-2386");
  const cases::PersonId child = visit.town.person(town.anna, "20180101-2392", "Barn");
  const Date from = *parse_date("2026-01-01");
  must(town.cases->create_household(town.anna,
                                    {{maj, true, from, {}, {}}, {child, false, from, {}, {}}}));
  const std::string path = "/personer/" + std::to_string(maj) + "/skydd";
  const std::string beside = "beside." + std::to_string(child);
  visit.log_in("anna");
  CHECK(visit.get(path).status == 403);
  CHECK(visit.send(path, "grade=2").status == 403);
  CHECK_FALSE(has(visit.get("/personer/" + std::to_string(maj)), "/skydd"));
  visit.log_in("chief");
  CHECK(has(visit.get("/personer/" + std::to_string(maj)), path));
  const auto form = visit.get(path);
  CHECK(form.status == 200);
  CHECK(has(form, "name=\"" + beside + "\" value=\"samma\" checked"));
  const std::string anna = "&access." + std::to_string(town.anna.user) + "=ja";
  const auto empty = visit.send(path, "grade=2" + anna);
  CHECK(empty.status == 422);
  CHECK(has(empty, "href=\"#reason\""));
  CHECK(has(empty, "href=\"#" + beside + "\""));
  CHECK(has(empty, "name=\"access." + std::to_string(town.anna.user) + "\" value=\"ja\" checked"));
  const std::string decided = "&reason=Hot&" + beside + "=samma";
  const auto done = visit.send(path, "grade=2" + anna + decided);
  REQUIRE(done.status == 303);
  CHECK(Visit::field(done, "Location").find("sparat=skydd") != std::string::npos);
  CHECK(has(visit.get(path), "Hot"));
  visit.log_in("bo");
  CHECK(visit.get("/personer/" + std::to_string(maj)).status == 404);
  CHECK(visit.get("/personer/" + std::to_string(child)).status == 404);
  visit.log_in("other_chief");
  CHECK(visit.get(path).status == 404);
  visit.log_in("chief");
  CHECK(visit.send(path, "grade=0" + decided).status == 303);
  visit.log_in("bo");
  CHECK(visit.get("/personer/" + std::to_string(child)).status == 200);
  CHECK_FALSE(has(visit.get("/personer/" + std::to_string(maj)), "De som får veta"));
}

TEST_CASE("a member's name is read back before anything is saved") {
  Visit visit;
  visit.log_in("anna");
  const auto& town = visit.town;
  const cases::HouseholdId home =
      visit.town.household(town.anna, visit.town.person(town.anna, "19800102-2386"));
  const cases::PersonId child = visit.town.person(town.anna, "20180101-2392", "Barn", "Berg");
  const std::string path = "/hushall/" + std::to_string(home);
  const std::string typed =
      "g%C3%B6r=medlem&identity=20180101-2392&som=barn&from.dag=1&from.m%C3%A5nad=11"
      "&from.%C3%A5r=2026&days=10";
  const auto members = [&] {
    return must(town.cases->household(town.anna, home, *parse_date("2026-11-22"))).members.size();
  };
  CHECK(has(visit.get(path), "Hushållet Maj Åberg"));
  const auto asked = visit.send(path, typed);
  CHECK(asked.status == 200);
  CHECK(has(asked, "Berg, Barn"));
  CHECK(has(asked, "20180101-2392"));
  CHECK(has(asked, "name=\"from.år\" value=\"2026\""));
  CHECK(members() == 1);
  const std::string sure = typed + "&person=" + std::to_string(child);
  CHECK(visit.send(path, sure).status == 303);
  CHECK(members() == 2);
  const auto again = visit.send(path, sure);
  CHECK(again.status == 422);
  CHECK(has(again, "redan inlagd"));
}

TEST_CASE("the calculation form keeps what was typed, asks for what is missing and answers") {
  Visit visit;
  visit.log_in("anna");
  const std::string person =
      "m%C3%A5nad=2026-03&kommun=&personer=1&personer[0].roll=vuxen&personer[0].f%C3%B6dd.m%C3%"
      "A5nad="
      "5&personer[0].f%C3%B6dd.%C3%A5r=1990&personer[0].f%C3%B6dd.dag=";
  const auto wrong = visit.send("/berakning", person + "31x");
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "value=\"31x\""));
  CHECK(has(wrong, "href=\"#personer[0].född.dag\""));
  const auto missing = visit.send("/berakning", person + "1");
  CHECK(missing.status == 200);
  CHECK(has(missing, "Det är inte ett avslag"));
  CHECK(has(missing, "href=\"#personer[0].inkomst#0.slag\""));
  const auto answered = visit.send(
      "/berakning", person +
                        "1&personer[0].inkomst.inga=ja&hush%C3%A5ll.s%C3%B6kt_behov.inga=ja"
                        "&hush%C3%A5ll.boendeform=hyresr%C3%A4tt&hush%C3%A5ll.tillg%C3%A5ngar=0"
                        "&hush%C3%A5ll.s%C3%B6kt_kostnad%230.slag=boende"
                        "&hush%C3%A5ll.s%C3%B6kt_kostnad%230.belopp=6%C2%A0500+kr");
  CHECK(answered.status == 200);
  CHECK(has(answered, "i ekonomiskt bistånd för mars 2026"));
  CHECK(has(answered, "https://data.riksdagen.se/dokument/sfs-2025-468.html#K12P2"));
  const auto added = visit.send("/berakning", person + "1&g%C3%B6r=roll:barn");
  CHECK(has(added, "personer[1].roll"));
  CHECK(has(added, "formaction=\"/berakning#personer[2]\""));
  // A judgement has a field of its own kind: here a choice.
  const auto judged = visit.send(
      "/berakning", person +
                        "1&bed%C3%B6mningar%230.slag=utbetalningsavrundning&g%C3%B6r=rad:"
                        "bed%C3%B6mningar");
  CHECK(has(judged, "Uppåt till hel krona</option>"));
}

TEST_CASE("a calculation opened from a case is filled with its household and saved in it once") {
  Visit visit;
  visit.log_in("anna");
  const auto& anna = visit.town.anna;
  const cases::PersonId maj = visit.town.person(anna, "19800102-2386");
  const cases::CaseId id =
      visit.town.open_case(anna, visit.town.household(anna, maj), "2026-11-20");
  const std::string at = "/arenden/" + std::to_string(id);
  CHECK(has(visit.get(at), "href=\"" + at + "/berakna\""));
  const auto form = visit.get(at + "/berakna");
  CHECK(has(form, "value=\"november 2026\""));
  CHECK(has(form, "Vuxen a: Åberg, Maj"));
  CHECK(has(form, "name=\"personer[0].född.år\" value=\"1980\""));
  CHECK_FALSE(has(form, "Spara i ärendet"));
  const std::string facts =
      "m%C3%A5nad=november+2026&personer=1&personer[0].roll=vuxen&personer[0].namn=Maj"
      "&personer[0].f%C3%B6dd.dag=2&personer[0].f%C3%B6dd.m%C3%A5nad=1&personer[0].f%C3%B6dd.%C3%"
      "A5r=1980&personer[0].inkomst.inga=ja&hush%C3%A5ll.s%C3%B6kt_behov.inga=ja"
      "&hush%C3%A5ll.boendeform=hyresr%C3%A4tt&hush%C3%A5ll.tillg%C3%A5ngar=0"
      "&hush%C3%A5ll.s%C3%B6kt_kostnad%230.slag=boende"
      "&hush%C3%A5ll.s%C3%B6kt_kostnad%230.belopp=";
  const auto value_of = [](const net::Response& page, const std::string& name) {
    const std::string mark = "name=\"" + name + "\" value=\"";
    const std::size_t begin = page.body.find(mark) + mark.size();
    return page.body.substr(begin, page.body.find('"', begin) - begin);
  };
  const auto answer = visit.send(at + "/berakna", facts + "6500,50");
  REQUIRE(answer.status == 200);
  CHECK(has(answer, "Spara i ärendet"));
  const std::string shown = "&visat=" + value_of(answer, "visat") + "&senaste=0&g%C3%B6r=spara";
  // Something else than what was shown is not saved unseen.
  CHECK(visit.send(at + "/berakna", facts + "7000" + shown).status == 409);
  const auto saved = visit.send(at + "/berakna", facts + "6500,50" + shown);
  REQUIRE(saved.status == 303);
  const std::string to = Visit::field(saved, "Location");
  CHECK(to.starts_with(at + "/berakning/2026-11/1?"));
  const auto twice = visit.send(at + "/berakna", facts + "6500,50" + shown);
  CHECK(Visit::field(twice, "Location").starts_with(at + "/berakning/2026-11/1?"));
  CHECK(must(visit.town.cases->case_page(anna, id)).calculations.size() == 1);
  // Another page, opened before: the later save is told of the first.
  const auto other = visit.send(at + "/berakna", facts + "7000");
  const auto late = visit.send(at + "/berakna", facts + "7000&visat=" + value_of(other, "visat") +
                                                    "&senaste=0&g%C3%B6r=spara");
  CHECK(late.status == 409);
  CHECK(has(late, "Någon annan har sparat"));
  const auto stored = visit.get(at + "/berakning/2026-11/1", to.substr(to.find('?') + 1));
  for (const char* words :
       {"Beräkningen är sparad i ärendet", "en beräkning, inte ett beslut", "Beräknad av",
        "Antaget, inte uppgivet", "Det här är inte kontrollerat", "Vad källans styrka betyder",
        "Regelpaket", "Exempel, inte riktiga regler", "Åberg, Maj (vuxen a): ", "Räkna om med"}) {
    CAPTURE(std::string(words));
    CHECK(has(stored, words));
  }
  const auto again = visit.get(at + "/berakna", "manad=2026-12&fran=2026-11.1");
  CHECK(has(again, "value=\"6500,50\""));
  CHECK(has(again, "Uppgifterna är hämtade från beräkningen för november 2026"));
  visit.log_in("elsewhere");
  CHECK(visit.get(at + "/berakna").status == 404);
  CHECK(visit.send(at + "/berakna", facts + "1" + shown).status == 404);
}

TEST_CASE("style sheets are packed, tagged and kept") {
  Visit visit;
  const std::string page = visit.get("/").body;
  const std::size_t at = page.find("/stil-");
  const std::string path = page.substr(at, page.find('"', at) - at);
  const auto plain = visit.get(path);
  CHECK(plain.status == 200);
  visit.also("accept-encoding", "gzip");
  const auto packed = visit.get(path);
  CHECK(packed.body.size() < plain.body.size());
  CHECK(Visit::field(packed, "Content-Encoding") == "gzip");
  visit.also("if-none-match", Visit::field(packed, "ETag"));
  CHECK(visit.get(path).status == 304);
}

TEST_CASE("my work goes on page by page, and no address in it looks like a person's number") {
  Visit visit;
  const cases::HouseholdId home =
      visit.town.household(visit.town.anna, visit.town.person(visit.town.anna, "19800102-2386"));
  for (int i = 0; i < 53; ++i) visit.town.open_case(visit.town.anna, home, "2026-12-01");
  visit.log_in("anna");
  const std::string first = visit.get("/mitt-arbete").body;
  const std::size_t at = first.find("efter=");
  REQUIRE(at != std::string::npos);
  std::string query = first.substr(at, first.find('"', at) - at);
  query.replace(query.find("&amp;"), 5, "&");
  CHECK(query.substr(query.find("id=")).find_first_not_of("0123456789", 3) != std::string::npos);
  const std::string rest = visit.get("/mitt-arbete", query).body;
  std::size_t rows = 0;
  for (std::size_t link = rest.find("EB-2026-"); link != rest.npos;
       link = rest.find("EB-2026-", link + 1))
    ++rows;
  CHECK(rows == 3);
}
