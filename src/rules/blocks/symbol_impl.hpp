#pragma once
#include <string>

#include "rules/blocks/symbol.hpp"

/// Shared by the files of Algebra and by nothing else.
namespace utvag::rules::blocks {

constexpr std::int64_t kNarrow = 1024;  ///< cells of a table made where it is the faster way

Refused refused(std::string code, std::string sv, std::string en);
Refused too_large();
/// Throws Refused if the number has overflowed.
Rational sound(Rational value);
/// The greatest number that both are whole multiples of.
Rational common_unit(Rational a, Rational b);
bool same(const Value& a, const Value& b);
/// A table, or a constant if all its cells are alike.
Symbol folded(Tabulated table, std::int32_t doubt);

}  // namespace utvag::rules::blocks
