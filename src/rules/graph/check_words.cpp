#include <algorithm>
#include <array>

#include "base/nearest.hpp"
#include "rules/graph/checker.hpp"

namespace utvag::rules::checker {
namespace {

void add_part(std::string& text, std::string_view word, int power) {
  for (int i = 0; i < power; ++i) {
    if (!text.empty()) text += "·";
    text += word;
  }
}

std::int8_t power(int value) {
  return static_cast<std::int8_t>(value);
}

}  // namespace

std::string unit_text(const Unit& unit) {
  std::string over;
  add_part(over, "kr", unit.kr);
  add_part(over, "dagar", unit.day);
  add_part(over, "mån", unit.month);
  add_part(over, "år", unit.year);
  std::string under;
  add_part(under, "kr", -unit.kr);
  add_part(under, "dag", -unit.day);
  add_part(under, "mån", -unit.month);
  add_part(under, "år", -unit.year);
  if (under.empty()) return over;
  return (over.empty() ? "1" : over) + "/" + under;
}

std::string number_text(Rational value) {
  std::int64_t scale = 1;
  int decimals = 0;
  while (decimals < 6 && scale % value.denominator != 0) {
    scale *= 10;
    ++decimals;
  }
  const Rational scaled = value * Rational{scale};
  if (value.overflowed() || scale % value.denominator != 0 || scaled.overflowed()) {
    return to_string(value);
  }
  const bool negative = scaled.numerator < 0;
  std::string digits = std::to_string(scaled.numerator);
  if (negative) digits.erase(0, 1);
  const auto places = static_cast<std::size_t>(decimals);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  std::string whole = digits.substr(0, digits.size() - places);
  for (std::size_t at = whole.size(); at > 3; at -= 3) whole.insert(at - 3, " ");
  std::string text = (negative ? "-" : "") + whole;
  if (places > 0) text += "," + digits.substr(digits.size() - places);
  return text;
}

std::string quoted(std::string_view name) {
  return "”" + std::string(name) + "”";
}

std::string nearest(std::string_view name, const std::vector<std::string_view>& candidates) {
  return std::string(nearest_name(name, candidates));
}

bool reserved(std::string_view name) {
  static constexpr std::array<std::string_view, 10> kWords = {
      "månad", "beslutsdag", "roll", "denna", "ja", "nej", "person", "hushåll", "tiger", "alla"};
  return std::find(kWords.begin(), kWords.end(), name) != kWords.end();
}

Unit unit_product(const Unit& a, const Unit& b) {
  return {power(a.kr + b.kr), power(a.month + b.month), power(a.day + b.day),
          power(a.year + b.year)};
}

Unit unit_quotient(const Unit& a, const Unit& b) {
  return {power(a.kr - b.kr), power(a.month - b.month), power(a.day - b.day),
          power(a.year - b.year)};
}

}  // namespace utvag::rules::checker
