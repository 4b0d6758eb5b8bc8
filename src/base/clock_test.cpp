#include "base/clock.hpp"

#include <doctest/doctest.h>

namespace utvag {
namespace {

std::string at(const char* utc_date, int hour, int minute, int second = 0) {
  const auto date = parse_date(utc_date);
  REQUIRE(date.has_value());
  const std::int64_t days = date.value_or(Date{}).days;
  return to_string(swedish_date({((days * 24 + hour) * 60 + minute) * 60 + second}));
}

class FixedClock final : public Clock {
 public:
  Instant now() const override { return {1793487600}; }  // 2026-10-31T23:00:00Z
};

TEST_CASE("midnight in Sweden is 23 UTC in winter and 22 UTC in summer") {
  CHECK(at("2026-01-31", 22, 59, 59) == "2026-01-31");
  CHECK(at("2026-01-31", 23, 0) == "2026-02-01");
  CHECK(at("2026-07-31", 21, 59, 59) == "2026-07-31");
  CHECK(at("2026-07-31", 22, 0) == "2026-08-01");
  CHECK(at("2026-12-31", 23, 0) == "2027-01-01");
}

TEST_CASE("the clocks change on the last Sundays of March and October") {
  // 2026: 29 March and 25 October.
  CHECK(at("2026-03-28", 22, 30) == "2026-03-28");
  CHECK(at("2026-03-29", 22, 30) == "2026-03-30");
  CHECK(at("2026-10-24", 22, 30) == "2026-10-25");
  CHECK(at("2026-10-25", 22, 30) == "2026-10-25");
  // 2024: 31 March itself is a Sunday; 27 October.
  CHECK(at("2024-03-30", 22, 30) == "2024-03-30");
  CHECK(at("2024-03-31", 22, 30) == "2024-04-01");
  CHECK(at("2024-10-26", 22, 30) == "2024-10-27");
  CHECK(at("2024-10-27", 22, 30) == "2024-10-27");
}

TEST_CASE("a clock is given, and the machine's clock is after this was written") {
  CHECK(to_string(FixedClock().today()) == "2026-11-01");
  CHECK(SystemClock().today() > *make_date(2024, 1, 1));
}

}  // namespace
}  // namespace utvag
