#include "base/rational.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <random>

namespace utvag {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

TEST_CASE("a rational is always in lowest terms with a positive denominator") {
  CHECK(to_string(Rational::make(6, 4)) == "3/2");
  CHECK(to_string(Rational::make(6, -4)) == "-3/2");
  CHECK(to_string(Rational::make(-6, -3)) == "2");
  CHECK(to_string(Rational::make(0, -7)) == "0");
  CHECK(Rational::make(kMin, kMin) == Rational(1));
  CHECK(Rational::make(1, 0).overflowed());
}

TEST_CASE("a third of a riksnorm stays exact") {
  const Rational third = Rational(179000) / 3;
  CHECK(to_string(third) == "179000/3");
  CHECK(third + third + third == Rational(179000));
  CHECK(third * 3 == Rational(179000));
  CHECK(third - third == Rational(0));
  CHECK(-third + third == Rational(0));
}

TEST_CASE("arithmetic that does not fit says so and never wraps") {
  CHECK((Rational(kMax) + 1).overflowed());
  CHECK((Rational(kMin) - 1).overflowed());
  CHECK((-Rational(kMin)).overflowed());
  CHECK((Rational(kMax) * 2).overflowed());
  CHECK((Rational(1) / 0).overflowed());
  CHECK((Rational::make(1, kMax) * Rational::make(1, 2)).overflowed());
  CHECK((Rational(kMin) / -1).overflowed());
  CHECK(Rational(kMax) + Rational(kMin) == Rational(-1));
  CHECK(Rational::make(kMax, 2) * 2 == Rational(kMax));
  CHECK(Rational::make(kMin, kMax) + Rational::make(-kMax, kMax) == Rational::make(kMin, kMax) - 1);
}

TEST_CASE("an overflowed operand makes every result overflowed") {
  const Rational bad = Rational::overflow();
  CHECK((bad + 1).overflowed());
  CHECK((1 - bad).overflowed());
  CHECK((bad * 0).overflowed());
  CHECK((0 / bad).overflowed());
  CHECK((-bad).overflowed());
  CHECK(round_to(bad, 100, Rounding::up).overflowed());
  CHECK(bad == Rational::overflow());
  CHECK_FALSE(bad == Rational(0));
  CHECK(to_string(bad) == "overflow");
}

TEST_CASE("comparison is exact at the edges") {
  CHECK(compare(Rational::make(kMax, kMax - 1), Rational::make(kMax - 1, kMax - 2)) < 0);
  CHECK(compare(Rational(kMin), Rational(kMax)) < 0);
  CHECK(compare(Rational::make(1, 3), Rational::make(2, 6)) == 0);
  CHECK(compare(Rational::make(-1, 3), Rational::make(-1, 2)) > 0);
}

TEST_CASE("rounding follows the stated mode, halves away from zero") {
  CHECK(round_to(149, 100, Rounding::up) == Rational(200));
  CHECK(round_to(149, 100, Rounding::down) == Rational(100));
  CHECK(round_to(149, 100, Rounding::nearest) == Rational(100));
  CHECK(round_to(150, 100, Rounding::nearest) == Rational(200));
  CHECK(round_to(-150, 100, Rounding::nearest) == Rational(-200));
  CHECK(round_to(-149, 100, Rounding::nearest) == Rational(-100));
  CHECK(round_to(-151, 100, Rounding::nearest) == Rational(-200));
  CHECK(round_to(-149, 100, Rounding::up) == Rational(-100));
  CHECK(round_to(-149, 100, Rounding::down) == Rational(-200));
  CHECK(round_to(200, 100, Rounding::up) == Rational(200));
  CHECK(round_to(Rational::make(179000, 3), 100, Rounding::nearest) == Rational(59700));
  CHECK(round_to(Rational::make(7, 3), Rational::make(1, 2), Rounding::up) == Rational::make(5, 2));
}

TEST_CASE("rounding keeps a result that fits although the number of steps does not") {
  const Rational tiny = Rational::make(1, std::int64_t{1} << 62);
  CHECK(round_to(5, tiny, Rounding::nearest) == Rational(5));
  CHECK(round_to(kMax, 1000, Rounding::up).overflowed());
  CHECK(round_to(kMax, 1000, Rounding::down) == Rational(kMax - kMax % 1000));
}

TEST_CASE("the laws of arithmetic hold for many numbers") {
  std::mt19937_64 random(20260101);
  std::uniform_int_distribution<std::int64_t> numerators(-5000000, 5000000);
  std::uniform_int_distribution<std::int64_t> denominators(1, 372);
  for (int i = 0; i < 20000; ++i) {
    const Rational a = Rational::make(numerators(random), denominators(random));
    const Rational b = Rational::make(numerators(random), denominators(random));
    const Rational c = Rational::make(numerators(random), denominators(random));
    REQUIRE((a + b) + c == a + (b + c));
    REQUIRE(a * (b + c) == a * b + a * c);
    REQUIRE(a - b == -(b - a));
    if (b.numerator != 0) REQUIRE(a / b * b == a);
    REQUIRE(compare(a, b) == -compare(b, a));
    REQUIRE((compare(a, b) < 0) == ((a - b).numerator < 0));
    const Rational down = round_to(a, 100, Rounding::down);
    const Rational up = round_to(a, 100, Rounding::up);
    REQUIRE(compare(down, a) <= 0);
    REQUIRE(compare(a, up) <= 0);
    REQUIRE((up - down == Rational(0) || up - down == Rational(100)));
    REQUIRE((down / 100).is_whole());
  }
}

}  // namespace
}  // namespace utvag
