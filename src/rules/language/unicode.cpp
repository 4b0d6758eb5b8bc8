#include "rules/language/unicode.hpp"

#include "base/text.hpp"

namespace utvag::rules::unicode {
namespace {

bool between(char32_t point, char32_t first, char32_t last) {
  return point >= first && point <= last;
}

}  // namespace

bool is_combining(char32_t point) {
  return between(point, 0x300, 0x36F);
}

bool is_deceptive(char32_t point) {
  return between(point, 0x200B, 0x200F) || between(point, 0x202A, 0x202E) ||
         between(point, 0x2060, 0x206F) || point == 0xFEFF || point == 0x61C ||
         between(point, 0xE0000, 0xE007F);
}

int width(char32_t point) {
  if (is_combining(point) || is_deceptive(point)) return 0;
  const bool wide = between(point, 0x1100, 0x115F) || between(point, 0x2E80, 0xA4CF) ||
                    between(point, 0xAC00, 0xD7A3) || between(point, 0xF900, 0xFAFF) ||
                    between(point, 0xFE30, 0xFE6F) || between(point, 0xFF00, 0xFF60) ||
                    between(point, 0xFFE0, 0xFFE6) || between(point, 0x1F300, 0x1FAFF) ||
                    between(point, 0x20000, 0x3FFFD);
  return wide ? 2 : 1;
}

std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_code_point(text, at);
    columns += static_cast<std::size_t>(width(point.value));
    at += point.length;
  }
  return columns;
}

}  // namespace utvag::rules::unicode
