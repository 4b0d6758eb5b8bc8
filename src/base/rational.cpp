#include "base/rational.hpp"

#include <cassert>
#include <limits>
#include <numeric>

namespace utvag {
namespace {

// Every intermediate of two 64-bit operands fits: a product is below 2^126 in size and a sum of two
// products below 2^127. That is why nothing here can wrap before it is checked.
__extension__ using Wide = __int128;
__extension__ using UnsignedWide = unsigned __int128;

constexpr Wide kLargest = std::numeric_limits<std::int64_t>::max();
constexpr Wide kSmallest = std::numeric_limits<std::int64_t>::min();

bool fits(Wide value) {
  return value >= kSmallest && value <= kLargest;
}

UnsignedWide magnitude(Wide value) {
  return value < 0 ? UnsignedWide{0} - static_cast<UnsignedWide>(value)
                   : static_cast<UnsignedWide>(value);
}

UnsignedWide greatest_common_divisor(UnsignedWide a, UnsignedWide b) {
  constexpr UnsignedWide kNarrow = std::numeric_limits<std::uint64_t>::max();
  while (b != 0) {
    if (a <= kNarrow && b <= kNarrow) {
      return std::gcd(static_cast<std::uint64_t>(a), static_cast<std::uint64_t>(b));
    }
    const UnsignedWide rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

Rational whole(Wide value) {
  return fits(value) ? Rational(static_cast<std::int64_t>(value)) : Rational::overflow();
}

Rational reduced(Wide numerator, Wide denominator) {
  if (denominator == 0) return Rational::overflow();
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  const auto divisor =
      static_cast<Wide>(greatest_common_divisor(magnitude(numerator), magnitude(denominator)));
  numerator /= divisor;
  denominator /= divisor;
  if (!fits(numerator) || !fits(denominator)) return Rational::overflow();
  Rational result(static_cast<std::int64_t>(numerator));
  result.denominator = static_cast<std::int64_t>(denominator);
  return result;
}

bool both_whole(Rational a, Rational b) {
  return a.denominator == 1 && b.denominator == 1;
}

bool either_overflowed(Rational a, Rational b) {
  return a.overflowed() || b.overflowed();
}

/// The whole number that `numerator / denominator` (denominator > 0) is rounded to.
Wide rounded_quotient(Wide numerator, Wide denominator, Rounding mode) {
  Wide floor = numerator / denominator;
  Wide rest = numerator % denominator;
  if (rest < 0) {
    rest += denominator;
    --floor;
  }
  if (rest == 0) return floor;
  switch (mode) {
    case Rounding::up:
      return floor + 1;
    case Rounding::down:
      return floor;
    case Rounding::nearest:
      break;
  }
  const Wide twice = 2 * rest;
  if (twice != denominator) return twice < denominator ? floor : floor + 1;
  return numerator < 0 ? floor : floor + 1;
}

}  // namespace

Rational Rational::make(std::int64_t numerator, std::int64_t denominator) {
  return reduced(numerator, denominator);
}

Rational operator+(Rational a, Rational b) {
  if (both_whole(a, b)) return whole(Wide{a.numerator} + b.numerator);
  if (either_overflowed(a, b)) return Rational::overflow();
  return reduced(Wide{a.numerator} * b.denominator + Wide{b.numerator} * a.denominator,
                 Wide{a.denominator} * b.denominator);
}

Rational operator-(Rational a, Rational b) {
  if (both_whole(a, b)) return whole(Wide{a.numerator} - b.numerator);
  if (either_overflowed(a, b)) return Rational::overflow();
  return reduced(Wide{a.numerator} * b.denominator - Wide{b.numerator} * a.denominator,
                 Wide{a.denominator} * b.denominator);
}

Rational operator*(Rational a, Rational b) {
  if (both_whole(a, b)) return whole(Wide{a.numerator} * b.numerator);
  if (either_overflowed(a, b)) return Rational::overflow();
  return reduced(Wide{a.numerator} * b.numerator, Wide{a.denominator} * b.denominator);
}

Rational operator/(Rational a, Rational b) {
  if (either_overflowed(a, b)) return Rational::overflow();
  return reduced(Wide{a.numerator} * b.denominator, Wide{a.denominator} * b.numerator);
}

Rational operator-(Rational a) {
  if (a.overflowed()) return a;
  return reduced(-Wide{a.numerator}, a.denominator);
}

int compare(Rational a, Rational b) {
  assert(!either_overflowed(a, b));
  const Wide left = Wide{a.numerator} * b.denominator;
  const Wide right = Wide{b.numerator} * a.denominator;
  if (left == right) return 0;
  return left < right ? -1 : 1;
}

bool operator==(Rational a, Rational b) {
  return a.numerator == b.numerator && a.denominator == b.denominator;
}

Rational round_to(Rational value, Rational step, Rounding mode) {
  if (either_overflowed(value, step)) return Rational::overflow();
  assert(step.numerator > 0);
  const Wide steps = rounded_quotient(Wide{value.numerator} * step.denominator,
                                      Wide{value.denominator} * step.numerator, mode);
  // steps × step, shortened before it is multiplied so that a result that fits is never lost.
  const auto shared =
      static_cast<Wide>(greatest_common_divisor(magnitude(steps), magnitude(step.denominator)));
  const Wide factor = steps / shared;
  if (!fits(factor)) return Rational::overflow();
  return reduced(factor * step.numerator, step.denominator / shared);
}

std::string to_string(Rational value) {
  if (value.overflowed()) return "overflow";
  std::string text = std::to_string(value.numerator);
  if (!value.is_whole()) text += "/" + std::to_string(value.denominator);
  return text;
}

}  // namespace utvag
