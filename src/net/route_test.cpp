#include "net/route.hpp"

#include <doctest/doctest.h>

using utvag::net::match_path;

TEST_CASE("a path fits a pattern part by part") {
  CHECK(match_path("/", "/"));
  CHECK(match_path("/mitt-arbete", "/mitt-arbete"));
  const auto found = match_path("/arenden/:id/berakning/:month", "/arenden/7/berakning/2026-10");
  REQUIRE(found);
  REQUIRE(found->size() == 2);
  CHECK(found->at(0).name == ":id");
  CHECK(found->at(0).value == "7");
  CHECK(found->at(1).name == ":month");
  CHECK(found->at(1).value == "2026-10");
}

TEST_CASE("what is shorter, longer, empty or another word does not fit") {
  for (const char* path : {"/", "/arenden", "/arenden/", "/arenden/7/", "/arenden/7/8", "/arende/7",
                           "/Arenden/7", "//7", ""}) {
    CAPTURE(path);
    CHECK_FALSE(match_path("/arenden/:id", path));
  }
}
