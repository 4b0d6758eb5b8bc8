#include "base/decimal.hpp"

#include <cassert>
#include <cstddef>
#include <optional>
#include <string>

namespace utvag {
namespace {

struct Parts {
  bool negative = false;
  std::string_view whole;
  std::string_view decimals;
};

bool all_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Sign, whole part and decimals, or nothing when the text has another form.
std::optional<Parts> split(std::string_view text) {
  Parts parts;
  if (text.starts_with('-')) {
    parts.negative = true;
    text.remove_prefix(1);
  }
  const std::size_t point = text.find_first_of(".,");
  parts.whole = text.substr(0, point);
  if (parts.whole.empty() || !all_digits(parts.whole)) return std::nullopt;
  if (point == std::string_view::npos) return parts;
  parts.decimals = text.substr(point + 1);
  if (parts.decimals.empty() || !all_digits(parts.decimals)) return std::nullopt;
  return parts;
}

Error form_error() {
  return {"decimal.form", "",
          "Talet kan inte läsas. Skriv bara siffror, med punkt eller komma före decimalerna, till "
          "exempel 8000 eller 8000.50 – utan mellanslag, kr eller exponent.",
          "The number cannot be read. Write digits only, with a point or comma before the "
          "decimals, for example 8000 or 8000.50 – no spaces, unit or exponent."};
}

Error decimals_error(int allowed) {
  const std::string count = std::to_string(allowed);
  return {"decimal.decimals", "",
          "Talet har för många decimaler: högst " + count +
              " är tillåtna. Avrunda inte på måfå – skriv beloppet som det står i underlaget.",
          "The number has too many decimals: at most " + count +
              " are allowed. Write the amount as it stands in the document."};
}

Error size_error() {
  return {"decimal.size", "",
          "Talet är för stort: det största som kan anges är 1 000 000 000 000 i båda riktningar.",
          "The number is too large: the largest that can be given is 1,000,000,000,000 in either "
          "direction."};
}

/// Decimals beyond the allowed that are all zeros ("8000.500") are still too many: the text is not
/// what an amount looks like, and guessing is not ours.
Result<std::int64_t> scaled(std::string_view text, int max_decimals, std::int64_t scale) {
  const std::optional<Parts> parts = split(text);
  if (!parts) return form_error();
  if (parts->decimals.size() > static_cast<std::size_t>(max_decimals)) {
    return decimals_error(max_decimals);
  }
  std::int64_t whole = 0;
  for (const char c : parts->whole) {
    whole = whole * 10 + (c - '0');
    if (whole > kLargestKronor) return size_error();
  }
  std::int64_t fraction = 0;
  std::int64_t place = scale;
  for (const char c : parts->decimals) {
    place /= 10;
    fraction += (c - '0') * place;
  }
  if (whole == kLargestKronor && fraction != 0) return size_error();
  std::int64_t value = 0;
  if (__builtin_mul_overflow(whole, scale, &value)) return size_error();
  if (__builtin_add_overflow(value, fraction, &value)) return size_error();
  return parts->negative ? -value : value;
}

std::int64_t power_of_ten(int exponent) {
  std::int64_t value = 1;
  for (int i = 0; i < exponent; ++i) value *= 10;
  return value;
}

}  // namespace

Result<std::int64_t> parse_kronor(std::string_view text) {
  return scaled(text, 2, 100);
}

Result<Rational> parse_decimal(std::string_view text, int max_decimals) {
  assert(max_decimals >= 0 && max_decimals <= 9);
  // The scale follows what is written, so that a large number with few decimals still fits.
  const std::size_t point = text.find_first_of(".,");
  const std::size_t written = point == std::string_view::npos ? 0 : text.size() - point - 1;
  if (written > static_cast<std::size_t>(max_decimals)) {
    return split(text) ? decimals_error(max_decimals) : form_error();
  }
  const std::int64_t scale = power_of_ten(static_cast<int>(written));
  Result<std::int64_t> value = scaled(text, max_decimals, scale);
  if (!value) return value.error();
  return Rational::make(value.value(), scale);
}

}  // namespace utvag
