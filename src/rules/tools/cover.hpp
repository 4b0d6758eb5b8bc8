#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "rules/tools/testing.hpp"

/// How much of a pack its tests have made happen (docs/tools.md says exactly what is asked for).
namespace utvag::rules::tools {

/// One thing that a test should make happen.
struct CoverPoint {
  enum class Kind : std::uint8_t {
    version,    ///< a version answers
    first,      ///< in its first month (or on its first day, `enligt beslutsdag`)
    last,       ///< in its last
    before,     ///< asked just before the first version
    after,      ///< asked just after the last
    way,        ///< one way of a branch
    threshold,  ///< one side of a comparison, as near as its values come
    row,        ///< a table row answers
    row_end,    ///< at an end of a row's band
  };
  Kind kind = Kind::version;
  std::string rule;      ///< declaration's name
  Span span;             ///< in CoverReport::files
  Words what;            ///< what has not happened
  std::string proposal;  ///< a line for a .prov, or what it should hold; may be empty
  bool covered = false;
};

struct RuleCover {
  std::string rule;
  std::size_t asked = 0, covered = 0;
};

struct CoverReport {
  bool found = false;               ///< false: no such pack, or it does not check
  std::vector<RuleCover> rules;     ///< by name
  std::vector<CoverPoint> missing;  ///< in file and line order
  std::size_t asked = 0, covered = 0;
  std::size_t cases = 0;          ///< that counted
  std::size_t failing = 0;        ///< failing cases, which do not count
  std::vector<SourceFile> files;  ///< that spans point into
};

/// Coverage of one pack (its position in PackSets::packs()) by all the suite's passing cases.
CoverReport cover(const TestSuite& suite, std::size_t pack);

}  // namespace utvag::rules::tools
