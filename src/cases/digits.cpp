#include "cases/digits.hpp"

namespace utvag::cases {

std::optional<std::string> only_digits(std::string_view text) {
  constexpr std::string_view kNoBreak = "\u00a0";
  std::string digits;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at];
    if (letter >= '0' && letter <= '9') {
      digits += letter;
    } else if (text.substr(at, kNoBreak.size()) == kNoBreak) {
      at += kNoBreak.size() - 1;
    } else if (letter != ' ' && letter != '-' && letter != '.') {
      return std::nullopt;
    }
  }
  return digits;
}

bool mod10_holds(std::string_view digits) {
  int sum = 0;
  int weight = 1;
  for (auto it = digits.rbegin(); it != digits.rend(); ++it) {
    const int product = (*it - '0') * weight;
    sum += product / 10 + product % 10;
    weight = 3 - weight;
  }
  return sum % 10 == 0;
}

bool mod11_holds(std::string_view digits) {
  int sum = 0;
  int weight = 0;
  for (auto it = digits.rbegin(); it != digits.rend(); ++it) {
    weight = weight % 10 + 1;
    sum += (*it - '0') * weight;
  }
  return sum % 11 == 0;
}

int mod97(std::string_view digits) {
  int rest = 0;
  for (const char digit : digits) rest = (rest * 10 + (digit - '0')) % 97;
  return rest;
}

}  // namespace utvag::cases
