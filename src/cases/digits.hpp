#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace utvag::cases {

/// The digits of a text in which spaces (also no-break), hyphens and dots only help the eye;
/// nothing when there is anything else.
std::optional<std::string> only_digits(std::string_view text);

/// Modulus 10 with weights 2 and 1 from the right: the sum with the check digit is a multiple
/// of 10.
bool mod10_holds(std::string_view digits);
/// Modulus 11 with weights 1, 2 … 10, 1 from the right.
bool mod11_holds(std::string_view digits);
/// A number of any length of digits modulo 97.
int mod97(std::string_view digits);

}  // namespace utvag::cases
