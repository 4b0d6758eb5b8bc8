#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace utvag {

/// The candidate that `name` was probably meant to be: fewest letters changed, added,
/// dropped or swapped with their neighbour, at most a third of the name's (and never more than
/// three). Ties go to the first in byte order. Empty when none is near.
std::string_view nearest_name(std::string_view name,
                              const std::vector<std::string_view>& candidates);

}  // namespace utvag
