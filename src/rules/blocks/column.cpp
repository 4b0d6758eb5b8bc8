#include "rules/blocks/column.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>
#include <new>

namespace utvag::rules::blocks {

namespace {

template <typename T>
bool holds(std::int64_t low, std::int64_t high) {
  return low >= std::numeric_limits<T>::min() && high <= std::numeric_limits<T>::max();
}

Width narrowest(std::int64_t low, std::int64_t high) {
  if (holds<std::int8_t>(low, high)) return Width::int8;
  if (holds<std::int16_t>(low, high)) return Width::int16;
  return holds<std::int32_t>(low, high) ? Width::int32 : Width::int64;
}

template <typename T>
void store(std::byte* to, std::size_t row, std::int64_t value) {
  const T narrow = static_cast<T>(value);
  std::memcpy(to + row * sizeof(T), &narrow, sizeof(T));
}

template <typename T>
void store_all(std::byte* to, std::span<const std::int32_t> values) {
  for (std::size_t i = 0; i < values.size(); ++i) store<T>(to, i, values[i]);
}

template <typename T>
std::int64_t load(const std::byte* from, std::size_t row) {
  T value;
  std::memcpy(&value, from + row * sizeof(T), sizeof(T));
  return value;
}

}  // namespace

void Column::Free::operator()(std::byte* bytes) const {
  ::operator delete(bytes, std::align_val_t{kPadding});
}

void Column::take(std::size_t rows, std::int64_t low, std::int64_t high) {
  rows_ = rows;
  low_ = low;
  high_ = high;
  width_ = narrowest(low, high);
  const std::size_t size = (rows + kPadding - 1) / kPadding * kPadding * bytes();
  own_.reset(static_cast<std::byte*>(::operator new(size, std::align_val_t{kPadding})));
  data_ = own_.get();
}

Column::Column(std::span<const std::int32_t> values) {
  if (values.empty()) return;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  take(values.size(), *low, *high);
  const std::size_t used = rows_ * bytes();
  const std::size_t size = (rows_ + kPadding - 1) / kPadding * kPadding * bytes();
  switch (width_) {
    case Width::int8:
      store_all<std::int8_t>(own_.get(), values);
      break;
    case Width::int16:
      store_all<std::int16_t>(own_.get(), values);
      break;
    default:
      store_all<std::int32_t>(own_.get(), values);
  }
  // What pads it lies within the ends too, so that tables looked up by it are never left.
  for (std::size_t at = used; at < size; at += bytes()) {
    std::memcpy(own_.get() + at, own_.get(), bytes());
  }
}

Column::Column(std::size_t rows, std::int64_t low, std::int64_t high) {
  take(rows, low, high);
  const std::size_t padded = (rows + kPadding - 1) / kPadding * kPadding;
  rows_ = padded;
  for (std::size_t row = 0; row < padded; ++row) set(row, low);
  rows_ = rows;
}

Column Column::unset(std::size_t rows, std::int64_t low, std::int64_t high) {
  Column column;
  column.take(rows, low, high);
  return column;
}

Column Column::over(const std::byte* data, Width width, std::size_t rows, std::int64_t low,
                    std::int64_t high) {
  Column column;
  column.data_ = data;
  column.width_ = width;
  column.rows_ = rows;
  column.low_ = low;
  column.high_ = high;
  return column;
}

std::int64_t Column::at(std::size_t row) const {
  assert(row < rows_);
  switch (width_) {
    case Width::int8:
      return load<std::int8_t>(data_, row);
    case Width::int16:
      return load<std::int16_t>(data_, row);
    case Width::int32:
      return load<std::int32_t>(data_, row);
    default:
      return load<std::int64_t>(data_, row);
  }
}

void Column::set(std::size_t row, std::int64_t value) {
  assert(row < rows_ && own_ != nullptr);
  switch (width_) {
    case Width::int8:
      return store<std::int8_t>(own_.get(), row, value);
    case Width::int16:
      return store<std::int16_t>(own_.get(), row, value);
    case Width::int32:
      return store<std::int32_t>(own_.get(), row, value);
    default:
      return store<std::int64_t>(own_.get(), row, value);
  }
}

}  // namespace utvag::rules::blocks
