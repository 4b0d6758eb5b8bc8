#include "web/law_link.hpp"

#include <doctest/doctest.h>

using utvag::web::law_link;

TEST_CASE("a provision's words lead to its section") {
  CHECK(law_link("SoL (2025:400) 12 kap. 7 § andra stycket") ==
        "https://data.riksdagen.se/dokument/sfs-2025-400.html#K12P7");
  CHECK(law_link("4 kap. 3 a § socialtjänstlagen (2001:453)") ==
        "https://data.riksdagen.se/dokument/sfs-2001-453.html#K4P3a");
  CHECK(law_link("15 § förordningen (2001:637)") ==
        "https://data.riksdagen.se/dokument/sfs-2001-637.html#P15");
  CHECK(law_link("lagen (1994:137)") == "https://data.riksdagen.se/dokument/sfs-1994-137.html");
  CHECK(law_link("HSLF-FS 2021:31").empty());
  CHECK(law_link("en skrift (2021)").empty());
  CHECK(law_link("(2025:400").empty());
  CHECK(law_link("").empty());
}
