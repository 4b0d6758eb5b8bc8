#pragma once
#include <optional>
#include <string_view>
#include <vector>

namespace utvag::net {

/// What stood in a path where a pattern has a name.
struct PathPlace {
  std::string_view name;   ///< as in the pattern: ":id"
  std::string_view value;  ///< as in the path; never empty
};

/// Holds a path ("/arenden/7") against a pattern ("/arenden/:id"), part by part: the same words,
/// and something where the pattern has a name. The places stand in the pattern's order and look
/// into the two texts. Nothing when the path does not fit.
std::optional<std::vector<PathPlace>> match_path(std::string_view pattern, std::string_view path);

}  // namespace utvag::net
