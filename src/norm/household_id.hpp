#pragma once
#include <cstddef>
#include <string_view>

#include "base/result.hpp"

/// Inside src/norm only.
namespace utvag::norm {

inline constexpr std::size_t kMaxIdLetters = 40;

/// What is wrong with a person's id, which is told as code "household.id" or "household.id-number";
/// an empty code when it is good. Good is what can be shown to anyone and typed again: letters,
/// digits, spaces inside, hyphens and underscores, not shaped as a personal number.
Error id_fault(std::string_view id);

}  // namespace utvag::norm
