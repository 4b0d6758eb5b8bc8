#include <doctest/doctest.h>

#include <string>

#include "web/visit_fixture.hpp"

using namespace utvag;
using web::fixture::has;
using web::fixture::Visit;

TEST_CASE("the accessibility statement tells what the law asks, and what is not filled in") {
  Visit unset;
  const auto bare = unset.get("/tillganglighet");
  CHECK(has(bare, "Kommunen har inte fyllt i vem som ansvarar"));
  CHECK(has(bare, "Kommunen har inte fyllt i vart du vänder dig"));
  CHECK_FALSE(has(bare, "mailto:"));

  Visit visit(db::Engine::sqlite, {"Exempel kommun", "tillganglighet@kommun.example", "0922-100 00",
                                   "https://kommun.example/tillganglighet"});
  const auto page = visit.get("/tillganglighet");
  CHECK(page.status == 200);
  for (const char* words : {"<h1>Tillgänglighetsredogörelse</h1>", "Exempel kommun ansvarar",
                            "delvis förenlig", "MDFFS 2019:2", "EN 301 549", "Självskattning",
                            "Senast bedömd", "Redogörelsen senast ändrad", "oskäligt betungande",
                            "https://data.riksdagen.se/dokument/sfs-2018-1937.html",
                            "href=\"https://www.digg.se/tdosanmalan\"", "0922-100 00",
                            "href=\"mailto:tillganglighet@kommun.example\"",
                            "href=\"https://kommun.example/tillganglighet\""}) {
    CAPTURE(words);
    CHECK(has(page, words));
  }
  CHECK_FALSE(has(page, "inte fyllt i"));
  // The days are of the release: the same whenever the page is asked for.
  visit.town.clock.set({visit.town.clock.now().seconds + std::int64_t{400} * 24 * 3600});
  CHECK(visit.get("/tillganglighet").body == page.body);
  // One way to tell is enough.
  Visit named(db::Engine::sqlite, {"", "", "0922-100 00", ""});
  const auto phone = named.get("/tillganglighet");
  CHECK(has(phone, "vem som ansvarar"));
  CHECK_FALSE(has(phone, "vart du vänder dig</"));
}
