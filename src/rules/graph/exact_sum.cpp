#include "rules/graph/exact_sum.hpp"

#include <limits>
#include <numeric>

namespace utvag::rules {

void ExactSum::add(Rational term) {
  if (term.denominator == 1) {
    whole_ += term.numerator;
    return;
  }
  if (term.overflowed() || denominator_ == 0) {
    denominator_ = 0;
    return;
  }
  std::int64_t floor = term.numerator / term.denominator;
  std::int64_t rest = term.numerator % term.denominator;
  if (rest < 0) {
    rest += term.denominator;
    --floor;
  }
  whole_ += floor;
  const std::int64_t shared = std::gcd(denominator_, term.denominator);
  std::int64_t common = 0;
  // The multiple of all denominators is at least that of some, so this fails in every order or
  // none.
  if (__builtin_mul_overflow(denominator_ / shared, term.denominator, &common)) {
    denominator_ = 0;
    return;
  }
  fraction_ = fraction_ * (common / denominator_) + Wide{rest} * (common / term.denominator);
  denominator_ = common;
}

Rational ExactSum::total() const {
  if (denominator_ == 0) return Rational::overflow();
  constexpr Wide kLargest = std::numeric_limits<std::int64_t>::max();
  constexpr Wide kSmallest = std::numeric_limits<std::int64_t>::min();
  const Wide whole = whole_ + fraction_ / denominator_;
  const Rational rest =
      Rational::make(static_cast<std::int64_t>(fraction_ % denominator_), denominator_);
  if (rest.numerator == 0) {
    if (whole < kSmallest || whole > kLargest) return Rational::overflow();
    return {static_cast<std::int64_t>(whole)};
  }
  // |whole| < 2^100 or so; the product is checked by dividing back into what fits.
  const Wide limit = kLargest / rest.denominator + 1;
  if (whole > limit || whole < -limit - 1) return Rational::overflow();
  const Wide numerator = whole * rest.denominator + rest.numerator;
  if (numerator < kSmallest || numerator > kLargest) return Rational::overflow();
  Rational result(static_cast<std::int64_t>(numerator));
  result.denominator = rest.denominator;
  return result;
}

}  // namespace utvag::rules
