#include "base/text.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>

#include <bit>
#include <cassert>
#include <cstring>
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
  if (digits.size() <= 3) return digits;
  std::string text;
  text.reserve(digits.size() + (digits.size() - 1) / 3 * kNarrowNoBreakSpace.size());
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

constexpr char kKeySpace = 0x01;
constexpr char kKeyDigits = 0x10;
constexpr char kKeyLetters = 0x21;

/// Letters that Swedish sorts as another, or whose base letter has no decomposition.
std::string_view sorted_as(char32_t lower) {
  switch (lower) {
    case U'æ':
      return "ä";
    case U'ø':
    case U'ő':
      return "ö";
    case U'ü':
    case U'ű':
      return "y";
    case U'ß':
      return "ss";
    case U'œ':
      return "oe";
    case U'þ':
      return "th";
    case U'ð':
    case U'đ':
      return "d";
    case U'ł':
      return "l";
    case U'ħ':
      return "h";
    case U'ı':
      return "i";
    default:
      return {};
  }
}

void append_key(std::string& key, char32_t code_point);

/// The letter without its marks, or as it is.
char32_t base_letter(char32_t code_point) {
  UErrorCode failure = U_ZERO_ERROR;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(failure);
  if (U_FAILURE(failure)) throw std::runtime_error("ICU has no normal form D");
  icu::UnicodeString parts;
  if (!nfd->getDecomposition(static_cast<UChar32>(code_point), parts)) return code_point;
  return static_cast<char32_t>(parts.char32At(0));
}

void append_letters(std::string& key, std::string_view letters) {
  for (std::size_t at = 0; at < letters.size();) {
    const CodePoint next = decode_code_point(letters, at);
    append_key(key, next.value);
    at += next.length;
  }
}

void append_key(std::string& key, char32_t code_point) {
  const auto lower = static_cast<char32_t>(u_tolower(static_cast<UChar32>(code_point)));
  constexpr std::u32string_view kLast = U"åäö";
  if (lower >= U'a' && lower <= U'z') {
    key += static_cast<char>(kKeyLetters + static_cast<int>(lower - U'a'));
  } else if (const std::size_t last = kLast.find(lower); last != std::u32string_view::npos) {
    key += static_cast<char>(kKeyLetters + 26 + static_cast<int>(last));
  } else if (lower >= U'0' && lower <= U'9') {
    key += static_cast<char>(kKeyDigits + static_cast<int>(lower - U'0'));
  } else if (const std::string_view as = sorted_as(lower); !as.empty()) {
    append_letters(key, as);
  } else if (const char32_t base = base_letter(lower); base != lower) {
    append_key(key, base);
  } else if (u_isalpha(static_cast<UChar32>(lower)) != 0) {
    key += '\xF0';
    for (const unsigned shift : {16U, 8U, 0U})
      key += static_cast<char>(static_cast<unsigned char>(lower >> shift));
  } else if (lower == U' ' || lower == U'-' || lower == U'\u00A0') {
    if (!key.empty() && key.back() != kKeySpace) key += kKeySpace;
  }
}

}  // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    std::uint64_t bytes = 0;  // eight at a time: most text is ASCII
    if (at + sizeof bytes <= text.size()) {
      std::memcpy(&bytes, text.data() + at, sizeof bytes);
      bytes &= 0x8080808080808080U;
      if (bytes == 0) {
        at += sizeof bytes;
        continue;
      }
      if constexpr (std::endian::native == std::endian::little) {
        at += static_cast<std::size_t>(std::countr_zero(bytes)) / 8;  // the first that is not
      }
    }
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
  rounded = !ore.is_whole();
  const Rational shown = rounded ? round_to(ore, 1, Rounding::nearest) : ore;
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

std::string name_key(std::string_view text) {
  std::string key;
  append_letters(key, normalise_nfc(text));
  while (!key.empty() && key.back() == kKeySpace) key.pop_back();
  return key;
}

}  // namespace utvag
