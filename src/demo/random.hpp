#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

namespace utvag::demo {

/// SplitMix64 (Steele, Lea and Flood 2014). Its own and not the library's, so that a seed makes the
/// same on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31U);
  }
  /// From `low` to `high`, both included.
  int between(int low, int high) {
    const auto width = static_cast<std::uint64_t>(high - low + 1);
    return low + static_cast<int>(next() % width);
  }
  bool percent(int chance) { return between(1, 100) <= chance; }
  /// An index, as often as its weight says.
  std::size_t weighted(std::span<const int> weights) {
    int sum = 0;
    for (const int weight : weights) sum += weight;
    int at = between(0, sum - 1);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      at -= weights[i];
      if (at < 0) return i;
    }
    return weights.size() - 1;
  }

 private:
  std::uint64_t state_;
};

}  // namespace utvag::demo
