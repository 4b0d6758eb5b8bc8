#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "rules/graph/evaluation.hpp"
#include "rules/tools/pack_view.hpp"

namespace utvag::rules::tools {

/// How near the two sides of a comparison have come: the smallest distance seen on each side.
struct Nearness {
  std::optional<Rational> below, above;  ///< sizes, > 0: right − left and left − right
  bool equal = false;

  void see(Rational left, Rational right);
};

/// What tests have made a pack do, by the sites of PackView.
struct Hits {
  explicit Hits(const PackView& view);

  struct NodeHit {
    std::uint64_t ways = 0;  ///< bit per way; ways beyond 63 share the last bit
    Nearness sides;          ///< of a comparison; of a range's low end
    Nearness high;           ///< of a range's high end
  };
  struct RowHit {
    bool used = false;
    std::vector<bool> low, high;  ///< by key: used with exactly this end
  };
  struct VersionHit {
    bool used = false, first = false, last = false;
  };
  struct PartHit {
    bool before = false;  ///< asked for just before its first version
    bool after = false;   ///< asked for just after its last
  };
  std::vector<NodeHit> nodes;
  std::vector<RowHit> rows;
  std::vector<VersionHit> versions;
  std::vector<PartHit> parts;
};

/// Notes into Hits what one evaluation does.
class Recorder final : public Observer {
 public:
  Recorder(const PackView& view, const Plan& plan, Hits& hits)
      : view_(view), plan_(plan), hits_(hits) {}

  void version_used(std::int32_t definition, std::size_t layer, std::size_t version) override;
  void row_used(std::int32_t table, std::size_t layer, std::size_t version, std::size_t row,
                const std::vector<Rational>& keys) override;
  void branch(std::int32_t node, int way) override;
  void compared(std::int32_t node, Rational left, Rational right) override;

  /// To be called when the case is done: notes what was asked for outside its versions' time.
  void finish(const Evaluation& evaluation);

 private:
  Date day(const Definition& definition) const;
  Date day_before(const Definition& definition) const;
  Date day_after(const Definition& definition) const;
  void note_missed(std::int32_t definition, std::size_t layer);

  const PackView& view_;
  const Plan& plan_;
  Hits& hits_;
};

}  // namespace utvag::rules::tools
