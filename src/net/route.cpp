#include "net/route.hpp"

#include <algorithm>

namespace utvag::net {

std::optional<std::vector<PathPlace>> match_path(std::string_view pattern, std::string_view path) {
  std::vector<PathPlace> found;
  while (!pattern.empty() && !path.empty()) {
    const std::size_t pattern_end = std::min(pattern.find('/', 1), pattern.size());
    const std::size_t path_end = std::min(path.find('/', 1), path.size());
    const std::string_view want = pattern.substr(1, pattern_end - 1);
    const std::string_view have = path.substr(1, path_end - 1);
    if (want.starts_with(':')) {
      if (have.empty()) return std::nullopt;
      found.push_back({want, have});
    } else if (want != have) {
      return std::nullopt;
    }
    pattern.remove_prefix(pattern_end);
    path.remove_prefix(path_end);
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return found;
}

}  // namespace utvag::net
