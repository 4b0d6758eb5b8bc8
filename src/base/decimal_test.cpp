#include "base/decimal.hpp"

#include <doctest/doctest.h>

#include <string>

namespace utvag {
namespace {

std::string fault(std::string_view text) {
  const auto result = parse_kronor(text);
  if (result.ok()) return "ok " + std::to_string(result.value());
  CHECK_FALSE(result.error().sv.empty());
  CHECK_FALSE(result.error().en.empty());
  return result.error().code;
}

TEST_CASE("kronor are read exactly to ören") {
  CHECK(parse_kronor("8000").value() == 800000);
  CHECK(parse_kronor("8000.5").value() == 800050);
  CHECK(parse_kronor("8000,50").value() == 800050);
  CHECK(parse_kronor("0.05").value() == 5);
  CHECK(parse_kronor("0,29").value() == 29);
  CHECK(parse_kronor("1.10").value() == 110);
  CHECK(parse_kronor("-120").value() == -12000);
  CHECK(parse_kronor("-0.01").value() == -1);
  CHECK(parse_kronor("-0").value() == 0);
  CHECK(parse_kronor("007").value() == 700);
  CHECK(parse_kronor("1000000000000").value() == 100'000'000'000'000);
  CHECK(parse_kronor("-1000000000000.00").value() == -100'000'000'000'000);
}

TEST_CASE("every öre of a thousand kronor is read back") {
  for (std::int64_t ore = 0; ore < 100000; ++ore) {
    const std::string cents = std::to_string(100 + ore % 100).substr(1);
    REQUIRE(parse_kronor(std::to_string(ore / 100) + "." + cents).value() == ore);
  }
}

TEST_CASE("anything else is refused, never guessed") {
  for (const char* text :
       {"",    "-",       ".",     ",",     ".5",    "5.",         "5,",       "+5",
        "--5", "1e3",     "1E3",   "0x10",  "8 000", "8\u202F000", "8.000,50", "1.2.3",
        "kr",  "8000 kr", " 8000", "8000 ", "NaN",   "inf",        "\u22125",  "٥"}) {
    CAPTURE(text);
    CHECK(fault(text) == "decimal.form");
  }
  CHECK(fault("8000.505") == "decimal.decimals");
  CHECK(fault("8000.500") == "decimal.decimals");
  CHECK(fault("1000000000000.01") == "decimal.size");
  CHECK(fault("1000000000001") == "decimal.size");
  CHECK(fault("99999999999999999999999999") == "decimal.size");
  CHECK(fault("-99999999999999999999999999") == "decimal.size");
}

TEST_CASE("other numbers keep their decimals exactly") {
  CHECK(parse_decimal("62.5", 1).value() == Rational::make(125, 2));
  CHECK(parse_decimal("0,333333333", 9).value() == Rational::make(333333333, 1000000000));
  CHECK(parse_decimal("-7", 0).value() == Rational(-7));
  CHECK(parse_decimal("1000000000000", 9).value() == Rational(1000000000000));
  CHECK(parse_decimal("62.55", 1).error().code == "decimal.decimals");
  CHECK(parse_decimal("7.0", 0).error().code == "decimal.decimals");
  CHECK(parse_decimal("abc.defghijklmn", 2).error().code == "decimal.form");
  CHECK(parse_decimal("1000000000000.1", 1).error().code == "decimal.size");
  CHECK(parse_decimal("999999999999.999999999", 9).error().code == "decimal.size");
}

}  // namespace
}  // namespace utvag
