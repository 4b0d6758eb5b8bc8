#pragma once
#include <charconv>
#include <optional>
#include <string_view>

namespace utvag {

/// The whole of `text` as a whole number: digits of `base` (2–36), with a "-" before them where `T`
/// has a sign; no "+", no blanks. Nothing when it is anything else or does not fit in `T`: what
/// cannot be read is never taken for 0 or for the number that stood there before.
template <typename T>
std::optional<T> whole_number(std::string_view text, int base = 10) {
  T value{};
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const auto read = std::from_chars(begin, end, value, base);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return value;
}

}  // namespace utvag
