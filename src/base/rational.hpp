#pragma once
#include <cstdint>
#include <string>

namespace utvag {

/// An exact rational number with 64-bit numerator and denominator, always in lowest terms with a
/// positive denominator. Money is carried in öre: 1 790 kr / 3 is Rational{179000, 3}.
/// Arithmetic never wraps: a result that does not fit sets `overflowed` on the returned value, and
/// an overflowed operand makes every result overflowed. Callers turn it into an own state.
struct Rational {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;  ///< 0 marks overflow (or division by zero); never otherwise

  constexpr Rational() = default;
  constexpr Rational(std::int64_t whole)
      : numerator(whole) {}  // NOLINT: whole numbers are rationals
  static Rational make(std::int64_t numerator, std::int64_t denominator);
  static constexpr Rational overflow() {
    Rational r;
    r.denominator = 0;
    return r;
  }

  constexpr bool overflowed() const { return denominator == 0; }
  constexpr bool is_whole() const { return denominator == 1; }
};

Rational operator+(Rational a, Rational b);
Rational operator-(Rational a, Rational b);
Rational operator*(Rational a, Rational b);
Rational operator/(Rational a, Rational b);  ///< division by zero gives overflow()
Rational operator-(Rational a);

/// Three-way comparison: negative, zero or positive. Neither operand may be overflowed.
int compare(Rational a, Rational b);
bool operator==(Rational a, Rational b);

/// How a value is rounded to a multiple of a step; stated in the rule, never implied.
enum class Rounding : std::uint8_t {
  up,       ///< uppåt: towards positive infinity
  down,     ///< nedåt: towards negative infinity
  nearest,  ///< närmast: halves away from zero
};

/// `value` rounded to a whole multiple of `step` (> 0).
Rational round_to(Rational value, Rational step, Rounding mode);

/// "179000/3" or "125": for traces of exact values and for tests.
std::string to_string(Rational value);

}  // namespace utvag
