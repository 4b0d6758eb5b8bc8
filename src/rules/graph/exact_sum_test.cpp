#include "rules/graph/exact_sum.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace utvag::rules {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

Rational sum(const std::vector<Rational>& terms) {
  ExactSum total;
  for (const Rational& term : terms) total.add(term);
  return total.total();
}

TEST_CASE("a sum of nothing is zero") {
  CHECK(sum({}) == Rational(0));
}

TEST_CASE("fractions add up exactly") {
  CHECK(sum({Rational::make(1, 3), Rational::make(1, 3), Rational::make(1, 3)}) == Rational(1));
  CHECK(sum({Rational::make(-1, 2), Rational::make(1, 3)}) == Rational::make(-1, 6));
  CHECK(sum({Rational::make(-7, 2), 3}) == Rational::make(-1, 2));
  CHECK(sum({Rational::make(179000, 3), Rational::make(1, 4)}) == Rational::make(716003, 12));
}

TEST_CASE("only the total decides whether a sum is too large, in every order") {
  std::vector<Rational> terms{kMost, 5, Rational::make(1, 2), -5, Rational::make(-1, 2)};
  std::sort(terms.begin(), terms.end(), [](Rational a, Rational b) { return compare(a, b) < 0; });
  do {
    CHECK(sum(terms) == Rational(kMost));
  } while (std::next_permutation(terms.begin(), terms.end(),
                                 [](Rational a, Rational b) { return compare(a, b) < 0; }));
  CHECK(sum({kMost, 1}).overflowed());
  CHECK(sum({kMost, Rational::make(1, 2)}).overflowed());
  CHECK(sum({std::numeric_limits<std::int64_t>::min()}) ==
        Rational(std::numeric_limits<std::int64_t>::min()));
  CHECK(sum({std::numeric_limits<std::int64_t>::min(), -1}).overflowed());
}

TEST_CASE("denominators without a common one are refused in every order") {
  const Rational a = Rational::make(1, 4294967291);  // primes below 2^32
  const Rational b = Rational::make(1, 4294967279);
  const Rational c = Rational::make(1, 4294967231);
  CHECK(sum({a, b, c}).overflowed());
  CHECK(sum({c, b, a}).overflowed());
  CHECK(sum({a, b, c, 1}).overflowed());
  CHECK(sum({Rational::overflow(), 1}).overflowed());
  CHECK(sum({a, a}) == Rational::make(2, 4294967291));
}

}  // namespace
}  // namespace utvag::rules
