#include "base/whole_number.hpp"

#include <doctest/doctest.h>

#include <cstdint>

using utvag::whole_number;

TEST_CASE("a whole number is all of the text, and fits") {
  CHECK(whole_number<int>("2026") == 2026);
  CHECK(whole_number<int>("-7") == -7);
  CHECK(whole_number<std::int64_t>("9223372036854775807") == INT64_MAX);
  CHECK(whole_number<std::int64_t>("zz", 36) == 35 * 36 + 35);
  CHECK(whole_number<std::size_t>("007") == 7U);
  for (const char* text :
       {"", " 1", "1 ", "+1", "1.0", "1,0", "0x1", "ett", "-", "2147483648", "99999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(whole_number<int>(text));
  }
  CHECK_FALSE(whole_number<unsigned>("-1"));
}
