#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace utvag::rules::blocks {

enum class Width : std::uint8_t { int8, int16, int32 };

/// Whole numbers of one fact for many households, each in as few bytes as the widest needs. Never
/// changed once made, so the measured least and greatest hold.
class Column {
 public:
  Column() = default;
  explicit Column(std::span<const std::int32_t> values);

  std::size_t rows() const { return rows_; }
  Width width() const { return width_; }
  /// Bytes a row takes.
  std::size_t bytes() const { return std::size_t{1} << static_cast<unsigned>(width_); }
  std::int32_t low() const { return low_; }    ///< 0 when there are no rows
  std::int32_t high() const { return high_; }  ///< 0 when there are no rows
  std::int32_t at(std::size_t row) const;
  /// The first row; readable to a whole number of 64 rows, the last value repeated.
  const std::byte* data() const { return data_.get(); }

 private:
  struct Free {
    void operator()(std::byte* bytes) const;
  };
  std::unique_ptr<std::byte, Free> data_;
  std::size_t rows_ = 0;
  std::int32_t low_ = 0, high_ = 0;
  Width width_ = Width::int8;
};

}  // namespace utvag::rules::blocks
