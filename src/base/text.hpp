#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/rational.hpp"

namespace utvag {

/// Byte offset of the first byte that does not belong to well-formed UTF-8 (no surrogates, nothing
/// above U+10FFFF, no overlong form), or nothing when the whole text is well-formed.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

struct CodePoint {
  char32_t value;
  std::size_t length;  ///< bytes taken, 1–4
};

/// The code point that begins at byte `at`. `text` must be well-formed there.
CodePoint decode_code_point(std::string_view text, std::size_t at);

/// Number of code points in a well-formed text: what a column of a diagnostic counts.
std::size_t count_code_points(std::string_view text);

/// Canonical composition (Unicode NFC) of a well-formed text: "å" typed as a and a ring equals "å"
/// typed as one letter. Names are compared in this form.
std::string normalise_nfc(std::string_view text);

/// The letters of a name, as Unicode knows them (å, ö, é …); digits and marks only continue a name.
bool is_letter(char32_t code_point);

/// Bytes whose plain order is the Swedish order of names: a–z, å, ä, ö; capitals, accents and other
/// marks do not count (é as e, ü as y, æ as ä, ø as ö); spaces and hyphens come before letters and
/// are alike; apostrophes are passed over; other scripts stand last, by code point. The key of a
/// name begins with the key of each of its beginnings, and holds no byte 0xFF first in a letter, so
/// that a search for a beginning is a range. Unlike ICU's keys it does not change with versions of
/// Unicode (canonical decompositions never do), so it may be stored. `text` is well-formed.
std::string name_key(std::string_view text);

/// A whole number with its thousands apart: "5 220", "−1 790", grouped by narrow no-break space
/// (U+202F), with the minus sign U+2212.
std::string format_whole(std::int64_t value);

/// Kronor as they are written in Swedish: "5 220 kr", and "249,75 kr" only when there are ören.
/// Groups as in format_whole; a no-break space (U+00A0) before the unit. `ore` may be a fraction of
/// an öre: it is then shown to the nearest öre (halves away from zero) and `rounded` becomes true,
/// which the reader must be told; otherwise `rounded` becomes false. `ore` is not overflowed.
std::string format_kr(Rational ore, bool& rounded);

/// The same for whole ören, where nothing is rounded.
std::string format_kr(std::int64_t ore);

}  // namespace utvag
