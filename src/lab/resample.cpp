#include "lab/resample.hpp"

#include <algorithm>

#include "lab/synthesis.hpp"

namespace utvag::lab {
namespace {

constexpr std::size_t kMostGroups = 500;

/// Fields of draw() that are the bootstrap's own.
enum : std::uint64_t { kDealField = 1001, kRoundField = 2000 };

std::size_t below(std::uint64_t bits, std::size_t limit) {
  return static_cast<std::size_t>((bits >> 32U) * limit >> 32U);
}

template <typename Ends, typename Of>
Ends spread_of(std::size_t rounds, const Resample& resample, const Of& of) {
  Ends made;
  made.value = made.low = made.high = of(nullptr);
  std::vector<decltype(made.value)> all;
  for (std::size_t round = 0; round < rounds; ++round) all.push_back(of(resample.weights(round)));
  if (all.empty()) return made;
  std::sort(all.begin(), all.end());
  made.low = all[all.size() * 25 / 1000];
  made.high = all[all.size() - 1 - all.size() * 25 / 1000];
  return made;
}

}  // namespace

Resample::Resample(std::size_t rows, const Bootstrap& bootstrap)
    : groups_(std::min(rows, kMostGroups)), rounds_(static_cast<std::size_t>(bootstrap.rounds)) {
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t group =
        rows <= kMostGroups ? row : below(draw(bootstrap.seed, row, kDealField), groups_);
    group_of_.push_back(static_cast<std::uint16_t>(group));
  }
  weights_.resize(groups_ * rounds_);
  for (std::size_t round = 0; round < rounds_; ++round) {
    for (std::size_t i = 0; i < groups_; ++i) {
      const std::size_t drawn = below(draw(bootstrap.seed, i, kRoundField + round), groups_);
      ++weights_[round * groups_ + drawn];
    }
  }
}

Figure Resample::figure(const std::function<std::int64_t(const std::uint16_t*)>& of) const {
  return spread_of<Figure>(rounds_, *this, of);
}

Index Resample::index(const std::function<std::int64_t(const std::uint16_t*)>& of) const {
  return spread_of<Index>(rounds_, *this, of);
}

std::int64_t GroupSum::total(const std::uint16_t* weights) const {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < of_group_.size(); ++i) {
    sum += of_group_[i] * (weights == nullptr ? 1 : weights[i]);
  }
  return sum;
}

}  // namespace utvag::lab
