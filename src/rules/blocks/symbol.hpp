#pragma once
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "rules/blocks/block_graph.hpp"
#include "rules/graph/evaluation_impl.hpp"

/// Values as the block compiler sees them: exact, for all rows at once.
namespace utvag::rules::blocks {

/// A value for each value of one node (its root). Without a root: one value, the same for all.
struct Tabulated {
  std::int32_t root = -1;
  std::vector<Value> cells{Value{}};
};

/// constant + Σ table of a root + Σ coefficient × node, in rationals.
struct Linear {
  Rational constant;
  std::map<std::int32_t, std::vector<Rational>> tables;  ///< by root
  std::map<std::int32_t, Rational> nodes;
};

/// A tabulated value, or a linear form of several nodes (then every value is known).
struct Symbol {
  Tabulated tabulated;
  std::shared_ptr<const Linear> linear;
  bool is_tabulated() const { return linear == nullptr; }
  bool is_constant() const { return is_tabulated() && tabulated.root < 0; }
  const Value& constant() const { return tabulated.cells.front(); }
};

/// A node whose every value is a whole number, and what one of it is worth.
struct Scaled {
  std::int32_t node = -1;
  Rational unit = 1;
};

class Algebra {
 public:
  explicit Algebra(const Program& program) : program_(program) {}

  static Symbol constant(Value value) { return {{-1, {value}}, nullptr}; }
  Symbol column(std::int32_t slot, Interval interval, Rational unit);

  Symbol add(const Symbol& a, const Symbol& b, std::int32_t culprit);
  Symbol scale(const Symbol& a, Rational factor, std::int32_t culprit);
  Symbol multiply(const Symbol& a, const Symbol& b, std::int32_t culprit);
  Symbol divide(const Symbol& a, const Symbol& b, std::int32_t culprit);
  Symbol extremum(bool least, const Symbol& a, const Symbol& b);
  Symbol compare(Op op, const Symbol& a, const Symbol& b, std::int32_t culprit);
  Symbol both(const Symbol& a, const Symbol& b);
  Symbol either(const Symbol& a, const Symbol& b);
  Symbol negation(const Symbol& a, std::int32_t culprit);
  /// `condition` is not constant.
  Symbol choose(const Symbol& condition, const Symbol& yes, const Symbol& no, std::int32_t culprit);
  Symbol round(const Symbol& a, Rational step, Rounding mode, std::int32_t culprit);
  /// Any function of narrow values, by trying each combination of them.
  Symbol each(std::span<const Symbol> operands,
              const std::function<Value(std::span<const Value>)>& function);
  /// Where the value is `state`, as ja/nej. Only a tabulated value can be anything but known.
  static Symbol in_state(const Symbol& a, State state);

  /// The value as whole numbers of the greatest unit, or of `unit` (which divides it).
  Scaled whole(const Symbol& a);
  BlockGraph& graph() { return graph_; }

 private:
  Linear linear(const Symbol& a) const;
  static Symbol simple(Linear form);
  Symbol narrow(const Symbol& a, std::int64_t limit);
  bool same_root(Symbol& a, Symbol& b);
  Rational unit_of(const Linear& form) const;
  std::int32_t node_of(const Linear& form, Rational unit);
  std::int32_t joined(std::span<const Symbol> operands, std::vector<std::int32_t>& roots);
  Symbol from_node(std::int32_t node, Rational unit);

  const Program& program_;
  BlockGraph graph_;
};

}  // namespace utvag::rules::blocks
