#include "base/log.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace utvag;

namespace {

struct FixedClock final : Clock {
  Instant now() const override { return {1'795'331'703}; }
};

}  // namespace

TEST_CASE("numbers shaped like a person's are masked") {
  CHECK(without_personal_numbers("för 19900501-2384 nu") == "för [number] nu");
  CHECK(without_personal_numbers("900501-2384") == "[number]");
  CHECK(without_personal_numbers("900501+2384") == "[number]");
  CHECK(without_personal_numbers("9005012384,199005012384") == "[number],[number]");
  CHECK(without_personal_numbers("19900501 2384") == "[number]");
  CHECK(without_personal_numbers("900501–2384.") == "[number].");
  CHECK(without_personal_numbers("5 220 kr, 2026-11-22, 1280, 123456, 900501-238") ==
        "5 220 kr, 2026-11-22, 1280, 123456, 900501-238");
}

TEST_CASE("so are reserve numbers, telephones and e-mail") {
  CHECK(without_personal_numbers("R1990-000042-11 är") == "[number] är");
  CHECK(without_personal_numbers("ring 070-123 45 67!") == "ring [number]!");
  CHECK(without_personal_numbers("+46 70 123 45 67, 08-123 456 78") == "[number], [number]");
  CHECK(without_personal_numbers("till anna.åberg@kommun.se.") == "till [e-mail]");
  CHECK(without_personal_numbers("mejl: 070@x.se, a@, @b, EB-2026-000123, 0,5, R1990, 00:10:00") ==
        "mejl: [e-mail], a@, @b, EB-2026-000123, 0,5, R1990, 00:10:00");
  CHECK(without_personal_numbers("/personer/:id 2026-11-22T07:15:03Z") ==
        "/personer/:id 2026-11-22T07:15:03Z");
}

TEST_CASE("one event is one line of JSON") {
  const FixedClock clock;
  std::string lines;
  const Log log(clock, [&](const std::string& line) { lines += line; });
  log.info("request", {{"route", "/person/:id"}, {"status", 200}, {"why", "9005012384 \"x\"\n"}});
  log.error("stop", {{"why", "\xff"}});
  CHECK(lines ==
        "{\"time\":\"2026-11-22T07:15:03Z\",\"level\":\"info\",\"event\":\"request\","
        "\"route\":\"/person/:id\",\"status\":200,\"why\":\"[number] \\\"x\\\"\\u000a\"}\n"
        "{\"time\":\"2026-11-22T07:15:03Z\",\"level\":\"error\",\"event\":\"stop\","
        "\"why\":\"[unreadable]\"}\n");
  CHECK(to_utc_text({0}) == "1970-01-01T00:00:00Z");
  CHECK(to_utc_text({-1}) == "1969-12-31T23:59:59Z");
}
