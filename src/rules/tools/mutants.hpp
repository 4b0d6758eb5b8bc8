#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rules/tools/mutate.hpp"
#include "rules/tools/pack_view.hpp"
#include "rules/tools/reach.hpp"
#include "rules/tools/suite_views.hpp"

namespace utvag::rules::tools {

/// What a mutant changes; exactly one of the sites is set.
struct Mutant {
  std::string id;  ///< "1#4:le_lt"
  MutantClass kind = MutantClass::structure;
  std::int32_t part = 0;
  std::int32_t version = -1;  ///< version site that must be used to notice it; -1: the whole part
  std::int32_t node = -1;     ///< node site
  std::int32_t row = -1;      ///< row site
  std::int32_t bound = -1;    ///< of the part's definition
  bool dates = false;         ///< changes which version answers, or a band: plans are made anew
  Span span;
  std::string before, after;  ///< of what is not an expression
  /// Changes the program. A node mutant changes its own node and may only add nodes after the last.
  std::function<void(Program&, const PackView&)> apply;
};

struct Mutants {
  std::vector<Mutant> all;
  std::array<std::size_t, kMutantClasses> proved{};
  /// Of the proved: part and id of those that concern dates, which a pack may have argued too.
  std::set<std::pair<std::int32_t, std::string>> needless;
};

/// Every mutant of the pack.
Mutants make_mutants(const PackView& view, const std::vector<Interval>& intervals,
                     const EnforcedBounds& enforced);

/// The expression mutants of one node; part of make_mutants.
struct NodeVariant {
  std::string kind;
  MutantClass klass = MutantClass::structure;
  std::function<void(Program&, std::int32_t node)> apply;
};
std::vector<NodeVariant> node_variants(const PackView& view, std::int32_t site,
                                       const std::vector<Interval>& intervals, std::size_t& proved);

}  // namespace utvag::rules::tools
