#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace utvag::rules::blocks {

enum class Width : std::uint8_t { int8, int16, int32, int64 };

/// Whole numbers, one for each of many households, in as few bytes as the widest needs.
class Column {
 public:
  static constexpr std::size_t kPadding = 64;  ///< rows, and the alignment in bytes

  Column() = default;
  /// The narrowest that holds the values; measures the least and the greatest.
  explicit Column(std::span<const std::int32_t> values);
  /// The least everywhere, to be set row by row within the ends.
  Column(std::size_t rows, std::int64_t low, std::int64_t high);
  /// The same with garbage everywhere, until all of it is written over.
  static Column unset(std::size_t rows, std::int64_t low, std::int64_t high);
  /// Looks at numbers of the machine's own byte order that outlive it, for instance in a mapped
  /// file. `data` is aligned to the width and readable to a whole number of kPadding rows.
  static Column over(const std::byte* data, Width width, std::size_t rows, std::int64_t low,
                     std::int64_t high);

  std::size_t rows() const { return rows_; }
  Width width() const { return width_; }
  /// Bytes a row takes.
  std::size_t bytes() const { return std::size_t{1} << static_cast<unsigned>(width_); }
  /// No number lies outside; 0 when there are no rows.
  std::int64_t low() const { return low_; }
  std::int64_t high() const { return high_; }
  std::int64_t at(std::size_t row) const;
  void set(std::size_t row, std::int64_t value);  ///< not of a column that looks at others' numbers
  const std::byte* data() const { return data_; }
  std::byte* data() { return own_.get(); }  ///< null when it looks at others' numbers

 private:
  struct Free {
    void operator()(std::byte* bytes) const;
  };
  void take(std::size_t rows, std::int64_t low, std::int64_t high);

  std::unique_ptr<std::byte, Free> own_;
  const std::byte* data_ = nullptr;
  std::size_t rows_ = 0;
  std::int64_t low_ = 0, high_ = 0;
  Width width_ = Width::int8;
};

}  // namespace utvag::rules::blocks
