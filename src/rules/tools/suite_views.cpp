#include "rules/tools/suite_views.hpp"

#include <algorithm>

namespace utvag::rules::tools {

SuiteViews::SuiteViews(const TestSuite& suite, std::size_t pack) {
  for (std::size_t i = 0; i < suite.programs().size(); ++i) {
    const TestSuite::Bound& bound = suite.programs()[i];
    views_.emplace_back();
    const auto at = std::find(bound.set.begin(), bound.set.end(), pack);
    if (!bound.program || at == bound.set.end()) continue;
    // A program's packs stand in the order of the set it was compiled from.
    views_.back() = std::make_unique<PackView>(*bound.program,
                                               static_cast<std::int32_t>(at - bound.set.begin()));
    if (smallest_ == PackSets::npos || bound.set.size() < suite.programs()[smallest_].set.size()) {
      smallest_ = i;
    }
    for (std::size_t part = 0; part < views_.back()->parts().size(); ++part) {
      const auto& place = views_.back()->parts()[part];
      if (place.layer <= 0) continue;  // no overlay stands over it here
      const auto& bounds = views_.back()->definition(static_cast<std::int32_t>(part)).bounds;
      for (std::size_t index = 0; index < bounds.size(); ++index) {
        if (bounds[index].proved) continue;
        enforced_.emplace(place.name, static_cast<std::int32_t>(index));
      }
    }
  }
}

const PackView* SuiteViews::any() const {
  return smallest_ == PackSets::npos ? nullptr : views_[smallest_].get();
}

}  // namespace utvag::rules::tools
