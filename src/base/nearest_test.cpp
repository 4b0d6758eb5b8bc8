#include "base/nearest.hpp"

#include <doctest/doctest.h>

using utvag::nearest_name;

TEST_CASE("a misspelled name is matched to the nearest, in letters and not bytes") {
  const std::vector<std::string_view> names = {"född", "lunch", "hyra", "nettolön"};
  CHECK(nearest_name("fodd", names) == "född");
  CHECK(nearest_name("fött", names) == "");  // two letters of four: no guess
  CHECK(nearest_name("föd", names) == "född");
  CHECK(nearest_name("nettolon", names) == "nettolön");
  CHECK(nearest_name("hyrra", names) == "hyra");
  CHECK(nearest_name("hyar", names) == "hyra");
  CHECK(nearest_name("lucnh", names) == "lunch");
  CHECK(nearest_name("bostadsbidrag", names) == "");
  CHECK(nearest_name("", names) == "");
}

TEST_CASE("ties go to the first in byte order and long names are never guessed at") {
  CHECK(nearest_name("hyrx", {"hyrb", "hyra"}) == "hyra");
  CHECK(nearest_name(std::string(1000, 'a'), {"aaaa"}) == "");
  CHECK(nearest_name("\xff", {"a"}) == "");
}
