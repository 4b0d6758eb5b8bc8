#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "rules/graph/program.hpp"

namespace utvag::rules::tools {

/// One file against the house format.
struct FormatResult {
  std::string name;
  std::string formatted;  ///< as it should be
  bool same = true;
  std::int32_t first_line = 0;  ///< where it first differs, from 1; 0 when it does not
};

struct FormatReport {
  std::vector<FormatResult> files;  ///< those that parse, in the order given
  std::vector<Diagnostic> faults;   ///< of those that do not; spans point into the list given
};

/// What `rules fmt` would write. A file that does not parse is left as it is.
FormatReport check_format(const std::vector<SourceFile>& files);

}  // namespace utvag::rules::tools
