#include "lab/resample.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "lab/synthesis.hpp"

namespace utvag::lab {
namespace {

constexpr std::size_t kMostGroups = 500;

/// Fields of draw() that are the bootstrap's own.
enum : std::uint64_t { kDealField = 1001, kRoundField = 2000 };

std::size_t below(std::uint64_t bits, std::size_t limit) {
  return static_cast<std::size_t>((bits >> 32U) * limit >> 32U);
}

/// Each row's group, in random order: sizes differ by one at most.
std::vector<std::uint16_t> dealt(std::size_t rows, std::size_t groups, std::uint64_t seed) {
  std::vector<std::uint16_t> group_of(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    group_of[row] = static_cast<std::uint16_t>(row % groups);
  }
  for (std::size_t row = rows; row > 1 && rows > kMostGroups; --row) {
    std::swap(group_of[row - 1], group_of[below(draw(seed, row, kDealField), row)]);
  }
  return group_of;
}

Wide common_divisor(Wide a, Wide b) {
  while (b != 0) a = std::exchange(b, a % b);
  return a;
}

}  // namespace

Resample::Resample(std::size_t rows, const Bootstrap& bootstrap)
    : groups_(std::min(rows, kMostGroups)), group_of_(dealt(rows, groups_, bootstrap.seed)) {
  as_it_is_.rows = static_cast<std::int64_t>(rows);
  const auto rounds = static_cast<std::size_t>(bootstrap.rounds);
  weights_.resize(groups_ * rounds);
  const std::size_t size = groups_ == 0 ? 0 : rows / groups_;
  const std::size_t larger = groups_ == 0 ? 0 : rows % groups_;  // the first groups hold one more
  for (std::size_t round = 0; round < rounds; ++round) {
    std::uint16_t* weights = weights_.data() + round * groups_;
    std::size_t drawn_rows = 0;
    for (std::size_t i = 0; i < groups_; ++i) {
      const std::size_t drawn = below(draw(bootstrap.seed, i, kRoundField + round), groups_);
      ++weights[drawn];
      drawn_rows += size + (drawn < larger ? 1 : 0);
    }
    rounds_.push_back({weights, static_cast<std::int64_t>(drawn_rows)});
  }
}

Figure Resample::figure(const std::function<std::int64_t(const Draw&)>& of) const {
  Figure made;
  made.value = made.low = made.high = of(as_it_is_);
  std::vector<std::int64_t> all;
  all.reserve(rounds_.size());
  for (const Draw& round : rounds_) all.push_back(of(round));
  if (all.empty()) return made;
  std::sort(all.begin(), all.end());
  made.low = all[all.size() * 25 / 1000];
  made.high = all[all.size() - 1 - all.size() * 25 / 1000];
  return made;
}

void GroupSum::add(const GroupSum& other) {
  for (std::size_t i = 0; i < of_group_.size(); ++i) of_group_[i] += other.of_group_[i];
}

Wide GroupSum::total(const Draw& draw) const {
  Wide sum = 0;
  for (std::size_t i = 0; i < of_group_.size(); ++i) {
    sum += draw.weights == nullptr ? of_group_[i] : of_group_[i] * draw.weights[i];
  }
  return sum;
}

std::int64_t scaled(Wide value, Wide numerator, Wide denominator, bool& too_large) {
  if (denominator == 0 || value == 0 || numerator == 0) return 0;
  const Wide size = value < 0 ? -value : value;
  const Wide divisor = common_divisor(numerator, denominator);
  numerator /= divisor;
  denominator /= divisor;
  constexpr Wide kMost = ~(Wide{1} << 127U);
  if (size > (kMost - denominator) / numerator) {
    too_large = true;
    return 0;
  }
  const Wide whole = (size * numerator + denominator / 2) / denominator;
  if (whole > std::numeric_limits<std::int64_t>::max()) {
    too_large = true;
    return 0;
  }
  const auto made = static_cast<std::int64_t>(whole);
  return value < 0 ? -made : made;
}

}  // namespace utvag::lab
