#pragma once
#include <cstdint>

#include "base/rational.hpp"

namespace utvag::rules {

/// A sum whose answer does not depend on the order of its terms, not even in whether it is too
/// large: whole parts and fractions are summed apart and the total is checked once, at the end.
class ExactSum {
 public:
  void add(Rational term);
  /// The total in lowest terms, or overflow() when it (or the common denominator) does not fit.
  Rational total() const;

 private:
  __extension__ using Wide = __int128;
  Wide whole_ = 0;
  Wide fraction_ = 0;             ///< in parts of denominator_; below the number of terms
  std::int64_t denominator_ = 1;  ///< least common multiple of those seen; 0: too large
};

}  // namespace utvag::rules
