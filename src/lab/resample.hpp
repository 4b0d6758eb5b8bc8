#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "lab/statistics.hpp"

namespace utvag::lab {

/// The bootstrap: households are dealt at random into at most 500 groups (with fewer households,
/// each is its own), and every round draws as many groups with replacement. All figures of a report
/// see the same rounds, so that a change is as sure as its own spread says and no less.
class Resample {
 public:
  Resample(std::size_t rows, const Bootstrap& bootstrap);

  std::size_t groups() const { return groups_; }
  std::size_t group_of(std::size_t row) const { return group_of_[row]; }
  std::size_t rounds() const { return rounds_; }
  /// How often each group was drawn in a round.
  const std::uint16_t* weights(std::size_t round) const {
    return weights_.data() + round * groups_;
  }

  /// A figure computed from sums by group: `of(weights)` gives it, weights null for as it is.
  Figure figure(const std::function<std::int64_t(const std::uint16_t*)>& of) const;
  Index index(const std::function<std::int64_t(const std::uint16_t*)>& of) const;

 private:
  std::size_t groups_, rounds_;
  std::vector<std::uint16_t> group_of_;
  std::vector<std::uint16_t> weights_;  ///< rounds × groups
};

/// Something added up by group.
class GroupSum {
 public:
  explicit GroupSum(const Resample& resample) : of_group_(resample.groups()) {}
  void add(std::size_t group, std::int64_t value) { of_group_[group] += value; }
  std::int64_t total(const std::uint16_t* weights) const;

 private:
  std::vector<std::int64_t> of_group_;
};

}  // namespace utvag::lab
