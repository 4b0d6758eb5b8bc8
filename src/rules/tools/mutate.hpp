#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "rules/tools/testing.hpp"

/// Small faults put into a pack one at a time, to see whether its tests notice (docs/tools.md lists
/// the faults and how they are named).
namespace utvag::rules::tools {

enum class MutantClass : std::uint8_t {
  structure,  ///< comparison, operator, order, branch, rounding, unit, filter, membership
  boundary,   ///< a version's dates or a row's band moved by one
  value,      ///< a literal or a table cell changed by one unit
};
inline constexpr std::size_t kMutantClasses = 3;

/// A mutant that no test told from the original.
struct Survivor {
  std::string rule, id;
  MutantClass kind = MutantClass::structure;
  Span span;                  ///< in MutateReport::files
  std::string before, after;  ///< in the words of the language
  bool reached = false;       ///< false: no test runs it at all
  bool argued = false;        ///< the pack claims it is equivalent
  std::string argument;
};

/// A `likvärdig` that fits no survivor: the mutant is told apart by now, or there is none so named.
struct StaleClaim {
  std::string rule, id;
  Span span;
  bool killed = false;
};

struct MutateOptions {
  bool structure = true;
  bool boundaries = true;
  /// Value mutants: at most so many, spread evenly over all; 0 leaves them out.
  std::size_t values = 0;
};

struct MutateTotals {
  std::size_t made = 0, killed = 0, argued = 0, survived = 0;
  std::size_t proved = 0;    ///< not made: types and limits prove that they change nothing
  std::size_t left_out = 0;  ///< not run, by the options
};

struct MutateReport {
  bool found = false;  ///< false: no such pack, or it does not check
  std::array<MutateTotals, kMutantClasses> totals;
  std::vector<Survivor> survivors;  ///< argued ones too, in file and line order
  std::vector<StaleClaim> stale;
  std::size_t cases = 0;    ///< passing cases that were used
  std::size_t failing = 0;  ///< failing cases, which are not
  std::vector<SourceFile> files;
};

/// Mutates one pack (its position in PackSets::packs()) under all the suite's passing cases.
MutateReport mutate(const TestSuite& suite, std::size_t pack, const MutateOptions& options);

}  // namespace utvag::rules::tools
