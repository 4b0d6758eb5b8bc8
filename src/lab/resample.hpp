#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "lab/statistics.hpp"

namespace utvag::lab {

/// Sums of many households' ören: no product below passes it unnoticed.
__extension__ using Wide = __int128;

/// One drawing of the groups with replacement.
struct Draw {
  const std::uint16_t* weights = nullptr;  ///< how often each group was drawn; null: as it is
  std::int64_t rows = 0;                   ///< so many households were drawn
};

/// The bootstrap: households are dealt at random into at most 500 groups of equal size (with fewer
/// households, each is its own), and every round draws as many groups with replacement. All figures
/// of a report see the same rounds, so that a change is as sure as its own spread says and no less.
/// Where groups differ by one household, a total of a round is divided by the households drawn.
class Resample {
 public:
  Resample(std::size_t rows, const Bootstrap& bootstrap);

  std::size_t groups() const { return groups_; }
  std::size_t group_of(std::size_t row) const { return group_of_[row]; }
  std::int64_t rows() const { return as_it_is_.rows; }

  /// A figure computed from sums by group: `of(draw)` gives it for one drawing.
  Figure figure(const std::function<std::int64_t(const Draw&)>& of) const;

 private:
  std::size_t groups_;
  std::vector<std::uint16_t> group_of_;
  std::vector<std::uint16_t> weights_;  ///< rounds × groups
  Draw as_it_is_;
  std::vector<Draw> rounds_;
};

/// Something added up by group.
class GroupSum {
 public:
  explicit GroupSum(const Resample& resample) : of_group_(resample.groups()) {}
  void add(std::size_t group, std::int64_t value) { of_group_[group] += value; }
  void add(const GroupSum& other);
  Wide total(const Draw& draw) const;

 private:
  std::vector<Wide> of_group_;
};

/// `value` × the two numerators / the two denominators (above zero), to the nearest whole number,
/// halves away from zero. Sets `too_large` where that is no 64-bit number.
std::int64_t scaled(Wide value, Wide numerator, Wide denominator, bool& too_large);

}  // namespace utvag::lab
