#pragma once
#include <cstdint>
#include <string_view>

#include "base/rational.hpp"
#include "base/result.hpp"

namespace utvag {

/// The largest amount of kronor, in size, that a text may hold: a million million.
inline constexpr std::int64_t kLargestKronor = 1'000'000'000'000;

/// Ören of an amount written in kronor, read exactly: "8000", "8000.5", "8000,50", "-120". At most
/// two decimals, one decimal point or comma, a hyphen as minus; no spaces, plus sign, exponent or
/// unit. Errors: "decimal.form", "decimal.decimals", "decimal.size".
Result<std::int64_t> parse_kronor(std::string_view text);

/// The exact value of a number written as above with at most `max_decimals` (0–9) decimals: areas,
/// shares, percentages. Its size is limited as an amount of kronor is.
Result<Rational> parse_decimal(std::string_view text, int max_decimals);

}  // namespace utvag
