#pragma once
#include <string>
#include <vector>

#include "norm/norm.hpp"

/// How one row of the worksheet came to be, for pages that show it as a tree.
namespace utvag::norm {

struct StoryLine {
  int depth = 0;
  std::string label, value, remark;
};
/// `row` indexes Calculation::rows. The first line is the row itself.
std::vector<StoryLine> row_story(const Calculation& calculation, const Presentation& presentation,
                                 std::size_t row);

}  // namespace utvag::norm
