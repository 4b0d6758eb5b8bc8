#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rules/tools/pack_view.hpp"
#include "rules/tools/testing.hpp"

namespace utvag::rules::tools {

/// Declaration and position of the bounds that are enforced in some program.
using EnforcedBounds = std::set<std::pair<std::string, std::int32_t>>;

/// One pack seen in each of a suite's programs that holds it.
class SuiteViews {
 public:
  /// `pack`: its position in PackSets::packs().
  SuiteViews(const TestSuite& suite, std::size_t pack);

  /// Null when the program lacks the pack.
  const PackView* of(std::size_t program) const { return views_[program].get(); }
  /// The view in the smallest program; null when no program that checks holds the pack.
  const PackView* any() const;
  std::size_t any_program() const { return smallest_; }
  /// The pack's bounds (declaration and position) that some program enforces when it runs: an
  /// overlay sets the term there and nothing proves that it stays inside.
  const EnforcedBounds& enforced() const { return enforced_; }

 private:
  std::vector<std::unique_ptr<PackView>> views_;
  std::size_t smallest_ = PackSets::npos;
  EnforcedBounds enforced_;
};

}  // namespace utvag::rules::tools
