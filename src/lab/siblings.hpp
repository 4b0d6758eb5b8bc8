#pragma once
#include <memory>
#include <vector>

#include "lab/population.hpp"

/// A child's place among the siblings, the oldest first, where a what-if asks for it.
namespace utvag::lab {

inline constexpr const char* kPlaceName = "plats_bland_barnen";

/// A column of each child in the part: 1 for the oldest who belongs to the household in `month`
/// (under 18, or under 21 and at school), 0 for who does not, in the file's order where born the
/// same day. kUnknownPlace for all children of a household where it cannot be told.
std::vector<std::unique_ptr<Column>> sibling_places(const Population& population, const Part& part,
                                                    Month month);

inline constexpr std::int32_t kUnknownPlace = kMaxChildren + 1;

}  // namespace utvag::lab
