#include "base/nearest.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace utvag {
namespace {

std::vector<char32_t> letters_of(std::string_view text) {
  std::vector<char32_t> letters;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_code_point(text, at);
    letters.push_back(point.value);
    at += point.length;
  }
  return letters;
}

/// Letters changed, added, dropped or swapped with their neighbour between two words.
std::size_t distance(const std::vector<char32_t>& a, const std::vector<char32_t>& b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
      row[j] = std::min({row[j - 1] + 1, last[j] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view nearest_name(std::string_view name,
                              const std::vector<std::string_view>& candidates) {
  constexpr std::size_t longest =
      60;  // beyond it a name is no misspelling, and the work is bounded
  if (name.size() > longest || find_invalid_utf8(name)) return {};
  const std::vector<char32_t> meant = letters_of(name);
  std::size_t best = std::min<std::size_t>(3, std::max<std::size_t>(1, meant.size() / 3)) + 1;
  std::string_view nearest;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > longest + 20) continue;
    const std::size_t away = distance(meant, letters_of(candidate));
    if (away < best || (away == best && !nearest.empty() && candidate < nearest)) {
      best = away;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace utvag
