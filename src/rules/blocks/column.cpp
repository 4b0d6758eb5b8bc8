#include "rules/blocks/column.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>
#include <new>

namespace utvag::rules::blocks {

namespace {

constexpr std::size_t kPadding = 64;  ///< rows, and the alignment in bytes

template <typename T>
bool holds(std::int32_t low, std::int32_t high) {
  return low >= std::numeric_limits<T>::min() && high <= std::numeric_limits<T>::max();
}

template <typename T>
void store(std::byte* to, std::span<const std::int32_t> values, std::size_t padded) {
  for (std::size_t i = 0; i < padded; ++i) {
    const T value = static_cast<T>(values[std::min(i, values.size() - 1)]);
    std::memcpy(to + i * sizeof(T), &value, sizeof(T));
  }
}

template <typename T>
std::int32_t load(const std::byte* from, std::size_t row) {
  T value;
  std::memcpy(&value, from + row * sizeof(T), sizeof(T));
  return value;
}

}  // namespace

void Column::Free::operator()(std::byte* bytes) const {
  ::operator delete(bytes, std::align_val_t{kPadding});
}

Column::Column(std::span<const std::int32_t> values) : rows_(values.size()) {
  if (values.empty()) return;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  low_ = *low;
  high_ = *high;
  if (!holds<std::int8_t>(low_, high_)) width_ = Width::int16;
  if (!holds<std::int16_t>(low_, high_)) width_ = Width::int32;
  const std::size_t padded = (rows_ + kPadding - 1) / kPadding * kPadding;
  data_.reset(
      static_cast<std::byte*>(::operator new(padded * bytes(), std::align_val_t{kPadding})));
  switch (width_) {
    case Width::int8:
      store<std::int8_t>(data_.get(), values, padded);
      break;
    case Width::int16:
      store<std::int16_t>(data_.get(), values, padded);
      break;
    case Width::int32:
      store<std::int32_t>(data_.get(), values, padded);
      break;
  }
}

std::int32_t Column::at(std::size_t row) const {
  assert(row < rows_);
  if (width_ == Width::int8) return load<std::int8_t>(data_.get(), row);
  if (width_ == Width::int16) return load<std::int16_t>(data_.get(), row);
  return load<std::int32_t>(data_.get(), row);
}

}  // namespace utvag::rules::blocks
