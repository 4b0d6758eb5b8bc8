#pragma once
#include <cstddef>
#include <string_view>

namespace utvag::rules::unicode {

/// A mark that continues a name: U+0300–U+036F.
bool is_combining(char32_t point);

/// Characters that change the direction or hide the order of text; refused so that what is read is
/// what is run.
bool is_deceptive(char32_t point);

/// Columns that a code point takes in a terminal: 0, 1 or 2.
int width(char32_t point);

/// Columns of a whole text, tabs counted as one.
std::size_t width(std::string_view text);

}  // namespace utvag::rules::unicode
