#pragma once
#include <memory>
#include <vector>

#include "rules/graph/evaluation_impl.hpp"
#include "rules/graph/range.hpp"

namespace utvag::rules {

/// The second pass, made only where the first found something unknown: what may the value be when
/// the unknown facts range over all they are allowed to be, and which of them can change it.
class RangePass {
 public:
  explicit RangePass(Evaluation::Impl& engine);

  /// What is kept of a definition: its range, and the layer, version and notes of its outcome as
  /// far as they are the same for every completion.
  struct Kept {
    Range range;
    Outcome told;
  };
  const Kept& definition(std::int32_t definition, std::size_t person);
  /// Calls tell(place) for every place whose range is kept.
  template <typename Tell>
  void each_kept(Tell tell) const {
    for (std::size_t place = 0; place < kept_.size(); ++place) {
      if (kept_[place]) tell(place);
    }
  }
  /// The range of a node; inputs that may be said not to apply keep that state.
  Range raw(std::int32_t node, const Scope& scope);

 private:
  Range of(std::int32_t definition, std::size_t person);
  Range compute(std::int32_t definition, std::size_t person, Outcome& told);
  Range layered(std::int32_t definition, std::size_t person, Outcome& told);
  Range bounded(const Definition& what, const Scope& scope, Range range, Outcome& told);
  Range unknown_input(std::int32_t definition, std::size_t person) const;
  Range input_at(std::int32_t definition, const Range& month, const Scope& scope);
  Range node(std::int32_t index, const Scope& scope);
  Range family(const Node& node, const Scope& scope);
  Range spell(const Node& node, const Scope& scope);
  Range if_applicable(const Node& node, const Scope& scope);
  Range choice(const Node& node, const Scope& scope);
  Range operation(const Node& node, const Scope& scope);
  Range sum(const Node& node, const Scope& scope);
  Range quantifier(const Node& node, const Scope& scope);
  Range lookup(const Node& node, const Scope& scope);
  Range look_up_all(std::int32_t table, const std::vector<Range>& keys,
                    const std::vector<std::vector<Rational>>& tried,
                    std::size_t combinations) const;
  std::vector<Rational> samples(std::int32_t table, std::size_t key, bool whole,
                                const Range& range) const;
  Range row_range(std::int32_t table, std::span<const Rational> keys) const;
  Range any_row(std::int32_t table) const;

  Evaluation::Impl& engine_;
  std::vector<std::unique_ptr<Kept>> kept_;  ///< per place
};

}  // namespace utvag::rules
