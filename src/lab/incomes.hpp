#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lab/resample.hpp"

/// How incomes are spread: Gini, percentiles and a distribution, over consumption units.
namespace utvag::lab {

/// Statistics Sweden's consumption units in hundredths: 1.00 for one adult, 1.51 for two, 0.52 for
/// the first child and 0.42 for each more.
std::int64_t consumption_units(const HouseholdRow& row);

/// Persons and households by what their household has a month and consumption unit.
class Incomes {
 public:
  /// Steps of the distribution that is shown: below 2 000 kr, 2 000–3 999 …, 30 000 and above.
  static constexpr std::size_t kSteps = 16;
  static constexpr std::int64_t kStepKronor = 2'000;

  Incomes(const Resample& resample, int months);
  void add(std::size_t group, const HouseholdRow& row, std::int64_t income);
  /// After the last add().
  void finish();

  /// In millionths.
  std::int64_t gini(const Draw& draw) const;
  /// So much that `percent` of the persons have less: öre, in whole hundreds of kronor.
  std::int64_t percentile(const Draw& draw, int percent) const;
  /// Households of each step.
  Counts households() const;
  Wide households(const Draw& draw, Range steps) const;

 private:
  struct Held {
    std::size_t group, bin;
    std::int64_t persons;
    Wide money;
  };
  int months_;
  std::vector<std::int64_t> persons_;  ///< group × bin
  std::vector<Wide> money_;
  std::vector<Held> held_;         ///< only the bins that hold somebody
  std::vector<GroupSum> in_step_;  ///< households
};

}  // namespace utvag::lab
