#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "rules/graph/program.hpp"

namespace utvag::rules {

/// The closed interval in which every known value lies. An absent end is open or not known.
/// `empty`: there is never a value (tiger, a version that is okänt).
struct ValueRange {
  std::optional<Rational> low, high;
  bool empty = false;

  bool excludes_zero() const;
  friend bool operator==(const ValueRange&, const ValueRange&) = default;
};

/// The least range that holds both.
ValueRange either_of(const ValueRange& a, const ValueRange& b);

/// What values the nodes and definitions of a program can have, in the program's own scale (öre
/// for kronor), whatever the month, the household and what a person fills in. Proved from the
/// inputs' `inom`, literals, table rows, the number of persons a role may have, and the bounds of
/// open terms. Sound, not sharp: conditions do not narrow what they guard.
class Ranges {
 public:
  explicit Ranges(const Program& program);

  const ValueRange& node(std::int32_t index) const {
    return nodes_[static_cast<std::size_t>(index)];
  }
  const ValueRange& definition(std::int32_t index) const {
    return definitions_[static_cast<std::size_t>(index)];
  }

 private:
  std::vector<ValueRange> nodes_;
  std::vector<ValueRange> definitions_;
};

}  // namespace utvag::rules
