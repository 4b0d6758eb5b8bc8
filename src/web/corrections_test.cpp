#include <doctest/doctest.h>

#include <string>

#include "web/visit_fixture.hpp"

using namespace utvag;
using cases::fixture::must;
using web::fixture::has;
using web::fixture::Visit;

TEST_CASE("a number is put right by a form that reads it back first") {
  Visit visit;
  visit.log_in("anna");
  const cases::PersonId maj = visit.town.person(visit.town.anna, "");
  visit.town.person(visit.town.anna, "198001062390", "Nils");
  const std::string page = "/personer/" + std::to_string(maj);
  const std::string path = page + "/nummer";
  CHECK(has(visit.get(page), "href=\"" + path + "\""));
  CHECK(visit.get(path).status == 200);
  const auto ask = [&](const std::string& fields) {
    return visit.send(path, "g%C3%B6r=eko&version=1&" + fields);
  };
  const auto empty = ask("reason=");
  CHECK(empty.status == 422);
  CHECK(has(empty, "href=\"#number_kind"));
  CHECK(has(empty, "href=\"#reason\""));
  const auto wrong = ask("number_kind=nummer&identity=19800102-2387&reason=Brev");
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "Kontrollsiffran stämmer inte"));
  CHECK(has(wrong, "value=\"19800102-2387\""));
  CHECK(has(wrong, "value=\"Brev\""));
  const auto taken = ask("number_kind=nummer&identity=19800106-2390&reason=Brev");
  CHECK(taken.status == 422);
  CHECK(has(taken, "Åberg, Nils"));
  const auto asked = ask("number_kind=nummer&identity=19800102-2386&reason=Brev");
  CHECK(asked.status == 200);
  CHECK(has(asked, "Är det rätt person"));
  CHECK(has(asked, "Åberg, Maj"));
  const auto number = [&] {
    return must(visit.town.cases->person(visit.town.anna, maj)).line.number;
  };
  CHECK(number().starts_with("R"));
  const std::string save =
      "g%C3%B6r=nummer&l%C3%A4st=ja&version=1&number_kind=nummer&identity=19800102-2386&reason="
      "Brev";
  const std::string sent = "csrf=" + visit.token() + "&" + save;
  const auto done = visit.post(path, sent);
  CHECK(Visit::field(done, "Location").starts_with(page + "?sparat=nummer."));
  CHECK(Visit::field(visit.post(path, sent), "Location") == Visit::field(done, "Location"));
  CHECK(number() == "19800102-2386");
  CHECK(has(visit.get(page), "Tidigare nummer och födelsedagar"));
  const auto late = visit.send(path, save);
  CHECK(late.status == 409);
  CHECK(has(late, "name=\"version\" value=\"2\""));
  CHECK(visit.send(path, "g%C3%B6r=nummer&number_kind=reserv&version=2&reason=x").status == 200);
  CHECK(number() == "19800102-2386");  // it has not been read back
}

TEST_CASE("a stay is put right and taken away by forms that keep what was typed") {
  Visit visit;
  visit.log_in("anna");
  const auto& town = visit.town;
  const cases::PersonId maj = visit.town.person(town.anna, "198001022386");
  const cases::PersonId nils = visit.town.person(town.anna, "198001062390", "Nils");
  const cases::HouseholdId home = visit.town.household(town.anna, maj);
  must(town.cases->add_stay(town.anna, home, {nils, true, *parse_date("2026-01-01"), {}, {}}));
  const std::string page = "/hushall/" + std::to_string(home);
  const std::string path = page + "/boende/" + std::to_string(nils) + "/2026-01-01";
  CHECK(has(visit.get(page), "href=\"" + path + "\""));
  const auto shown = visit.get(path);
  CHECK(shown.status == 200);
  CHECK(has(shown, "vuxen, 1 januari 2026 –"));
  CHECK(visit.get(page + "/boende/" + std::to_string(nils) + "/2026-01-02").status == 404);
  CHECK(visit.get(page + "/boende/x/y").status == 404);
  const std::string date = "&from.dag=5&from.m%C3%A5nad=2&from.%C3%A5r=2026";
  const std::string put = "g%C3%B6r=r%C3%A4tta&som=vuxen&version=";
  const auto wrong =
      visit.send(path, put + "2&reason=&from.dag=31&from.m%C3%A5nad=2&from.%C3%A5r=2026&to.dag=x");
  CHECK(wrong.status == 422);
  for (const char* at : {"#from.dag", "#to.dag", "#reason"})
    CHECK(has(wrong, "href=\"" + std::string(at) + "\""));
  CHECK(has(wrong, "value=\"31\""));
  const auto late = visit.send(path, put + "1&reason=Fel+dag" + date);
  CHECK(late.status == 409);
  CHECK(has(late, "value=\"Fel dag\""));
  CHECK(has(late, "name=\"version\" value=\"2\""));
  const auto days = visit.send(path, put + "2&reason=Fel+dag&days=9" + date);
  CHECK(days.status == 422);
  CHECK(has(days, "anges bara för barn"));
  CHECK(visit.send(path, put + "2&reason=Fel+dag" + date).status == 303);
  CHECK(has(visit.get(page), "vuxen, 5 februari 2026 –"));
  const std::string now = page + "/boende/" + std::to_string(nils) + "/2026-02-05";
  const auto unsaid = visit.send(now, "g%C3%B6r=ta-bort&version=3&remove_reason=");
  CHECK(unsaid.status == 422);
  CHECK(has(unsaid, "href=\"#remove_reason\""));
  CHECK(visit.send(now, "g%C3%B6r=ta-bort&version=3&remove_reason=Fel+person").status == 303);
  CHECK(visit.get(now).status == 404);
  CHECK(has(visit.get(page), "borttaget"));
  CHECK(visit
            .send(page + "/boende/" + std::to_string(maj) + "/2025-01-01",
                  "g%C3%B6r=ta-bort&version=4&remove_reason=x")
            .status == 422);
}

TEST_CASE("an account is ended with its day and reason") {
  Visit visit;
  visit.log_in("anna");
  const auto& town = visit.town;
  const cases::PersonId maj = visit.town.person(town.anna, "198001022386");
  const std::string page = "/personer/" + std::to_string(maj);
  CHECK(!has(visit.get(page), "Avsluta ett konto"));
  const auto id = std::to_string(
      must(town.cases->add_account(town.anna, maj, must(cases::parse_bankgiro("5402-9681")))));
  CHECK(has(visit.get(page), "Avsluta ett konto"));
  const std::string end = "g%C3%B6r=kontoslut&avslutas_konto=" + id;
  const auto wrong = visit.send(page, end + "&konto_till.dag=40&konto_sk%C3%A4l=");
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "href=\"#konto_till.dag\""));
  CHECK(has(wrong, "href=\"#konto_skäl\""));
  const std::string day = "&konto_till.dag=1&konto_till.m%C3%A5nad=12&konto_till.%C3%A5r=";
  const auto early = visit.send(page, end + "&konto_sk%C3%A4l=Bytt+bank" + day + "2025");
  CHECK(early.status == 422);
  CHECK(has(early, "value=\"Bytt bank\""));
  CHECK(visit.send(page, end + "&konto_sk%C3%A4l=Bytt+bank" + day + "2026").status == 303);
  const auto after = visit.get(page);
  CHECK(has(after, "1 december 2026 (anna: Bytt bank)"));
  CHECK(!has(after, "Avsluta ett konto"));
  const auto twice = visit.send(page, end + "&konto_sk%C3%A4l=Igen" + day + "2026");
  CHECK(twice.status == 422);
}

TEST_CASE("a language is chosen in Swedish order, and one that is none of ours is kept") {
  Visit visit;
  visit.log_in("anna");
  const auto& town = visit.town;
  const cases::PersonId maj = visit.town.person(town.anna, "198001022386");
  const std::string page = "/personer/" + std::to_string(maj);
  const std::string body = visit.get(page).body;
  std::size_t at = 0;
  for (const char* option : {"sv\"", "sq\"", "fit\"", "sje\"", "swl\"", "uk\"", "be\"", "wo\""}) {
    CAPTURE(option);
    const std::size_t found = body.find("<option value=\"" + std::string(option), at);
    REQUIRE(found != std::string::npos);
    at = found;
  }
  const std::string edit =
      "g%C3%B6r=%C3%A4ndra&given_name=Maj&family_name=%C3%85berg&interpreter=4&language=";
  CHECK(visit.send(page, edit + "kmr&version=1").status == 303);
  CHECK(has(visit.get(page), "kurdiska (kurmanji)"));
  CHECK(has(visit.get(page), "Skrivtolk"));
  CHECK(must(town.cases->person(town.anna, maj)).interpreter == cases::Interpreter::written);
  CHECK(visit.send(page, edit + "xyz&version=2").status == 303);
  CHECK(has(visit.get(page), "<option value=\"xyz\" selected"));
}
