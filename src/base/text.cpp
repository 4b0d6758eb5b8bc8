#include "base/text.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>

#include <cassert>
#include <stdexcept>

namespace utvag {
namespace {

constexpr std::string_view kNarrowNoBreakSpace = "\u202F";
constexpr std::string_view kMinus = "\u2212";
constexpr std::string_view kUnit = "\u00A0kr";

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

bool is_continuation(std::string_view text, std::size_t at) {
  return at < text.size() && (byte_at(text, at) & 0xC0U) == 0x80U;
}

/// Length of the well-formed sequence that begins at `at`, or 0. The bounds of the second byte are
/// those of table 3-7 of the Unicode Standard: they shut out overlong forms, surrogates and what
/// lies above U+10FFFF.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const unsigned lead = byte_at(text, at);
  if (lead < 0x80U) return 1;
  if (lead < 0xC2U || lead > 0xF4U || !is_continuation(text, at + 1)) return 0;
  const unsigned second = byte_at(text, at + 1);
  if (lead < 0xE0U) return 2;
  if (lead == 0xE0U && second < 0xA0U) return 0;
  if (lead == 0xEDU && second > 0x9FU) return 0;
  if (!is_continuation(text, at + 2)) return 0;
  if (lead < 0xF0U) return 3;
  if (lead == 0xF0U && second < 0x90U) return 0;
  if (lead == 0xF4U && second > 0x8FU) return 0;
  return is_continuation(text, at + 3) ? 4 : 0;
}

/// Digits of a magnitude with the thousands apart.
std::string grouped(std::uint64_t magnitude) {
  const std::string digits = std::to_string(magnitude);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % 3 == 0) text += kNarrowNoBreakSpace;
    text += digits[i];
  }
  return text;
}

std::uint64_t magnitude_of(std::int64_t value) {
  return value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value)
                   : static_cast<std::uint64_t>(value);
}

}  // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80U) {
      ++at;
      continue;
    }
    const std::size_t length = sequence_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

CodePoint decode_code_point(std::string_view text, std::size_t at) {
  assert(at < text.size());
  const std::size_t length = sequence_length(text, at);
  assert(length != 0);
  unsigned value = byte_at(text, at);
  if (length > 1) value &= 0x7FU >> length;
  for (std::size_t i = 1; i < length; ++i) value = (value << 6U) | (byte_at(text, at + i) & 0x3FU);
  return {static_cast<char32_t>(value), length};
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_continuation(text, at)) ++count;
  }
  return count;
}

std::string normalise_nfc(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  std::string result;
  if (U_SUCCESS(status)) {
    icu::StringByteSink<std::string> sink(&result);
    const icu::StringPiece source(text.data(), static_cast<std::int32_t>(text.size()));
    nfc->normalizeUTF8(0, source, sink, nullptr, status);
  }
  if (U_FAILURE(status)) throw std::runtime_error("ICU cannot normalise text to NFC");
  return result;
}

bool is_letter(char32_t code_point) {
  return u_isalpha(static_cast<UChar32>(code_point)) != 0;
}

std::string format_whole(std::int64_t value) {
  std::string text(value < 0 ? kMinus : "");
  return text + grouped(magnitude_of(value));
}

std::string format_kr(Rational ore, bool& rounded) {
  assert(!ore.overflowed());
  const Rational shown = round_to(ore, 1, Rounding::nearest);
  rounded = !ore.is_whole();
  return format_kr(shown.numerator);
}

std::string format_kr(std::int64_t ore) {
  std::string text(ore < 0 ? kMinus : "");
  const std::uint64_t magnitude = magnitude_of(ore);
  text += grouped(magnitude / 100);
  const std::uint64_t cents = magnitude % 100;
  if (cents != 0) {
    text += ',';
    text += static_cast<char>('0' + cents / 10);
    text += static_cast<char>('0' + cents % 10);
  }
  return text.append(kUnit);
}

}  // namespace utvag
