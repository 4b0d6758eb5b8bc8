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

/// A tabulated value, or a linear form of several nodes (then every value is known), in the rows
/// that are not in doubt. A row in doubt, or where the value is unknown, is left to the scalar
/// engine.
struct Symbol {
  Tabulated tabulated;
  std::shared_ptr<const Linear> linear;
  std::int32_t doubt = -1;  ///< a node: not 0 in the rows in doubt; -1: none is

  bool is_tabulated() const { return linear == nullptr; }
  bool is_constant() const { return is_tabulated() && tabulated.root < 0; }
  const Value& constant() const { return tabulated.cells.front(); }
  /// This value in every row, for sure.
  bool always(std::int64_t whole) const {
    return is_constant() && doubt < 0 && constant().is(whole);
  }
  /// The same in every row, and no value.
  bool dead() const { return is_constant() && !constant().known(); }
};

/// A node whose every value is a whole number, and what one of it is worth.
struct Scaled {
  std::int32_t node = -1;
  Rational unit = 1;
};

/// An answer as nodes: its value where `state` is 0, which is elsewhere a State's number
/// (State::unknown: ask the scalar engine). `state` -1: known everywhere.
struct Told {
  Scaled value;
  std::int32_t state = -1;
};

class Algebra {
 public:
  static Symbol constant(Value value) { return {{-1, {value}}, nullptr, -1}; }
  static constexpr std::int64_t kWidest = 32768;  ///< cells of the largest table made
  /// Numbers of a column as they are.
  Symbol column(std::int32_t slot, Interval interval, Rational unit);
  /// Numbers of a column as codes: cells[i] where it is i. Throws Refused if there are too many.
  Symbol coded(std::int32_t slot, std::vector<Value> cells);
  /// The same, in doubt also where the node is not 0.
  Symbol doubted(Symbol a, std::int32_t doubt);

  Symbol add(const Symbol& a, const Symbol& b, std::int32_t culprit);
  Symbol scale(const Symbol& a, Rational factor, std::int32_t culprit);
  Symbol multiply(const Symbol& a, const Symbol& b, std::int32_t culprit);
  Symbol divide(const Symbol& a, const Symbol& b, std::int32_t culprit);
  Symbol extremum(bool least, const Symbol& a, const Symbol& b);
  Symbol compare(Op op, const Symbol& a, const Symbol& b, std::int32_t culprit);
  Symbol both(const Symbol& a, const Symbol& b) { return decided(0, a, b); }
  Symbol either(const Symbol& a, const Symbol& b) { return decided(1, a, b); }
  Symbol negation(const Symbol& a, std::int32_t culprit);
  Symbol choose(const Symbol& condition, const Symbol& yes, const Symbol& no);
  Symbol round(const Symbol& a, Rational step, Rounding mode, std::int32_t culprit);
  /// Any function of narrow values, by trying each combination of them.
  Symbol each(std::span<const Symbol> operands,
              const std::function<Value(std::span<const Value>)>& function);
  /// Where the value is `state`, as ja/nej; a row in doubt stays so.
  static Symbol in_state(const Symbol& a, State state);

  Told tell(const Symbol& a);
  BlockGraph& graph() { return graph_; }

 private:
  Symbol plain(const Symbol& a);
  Symbol decided(std::int64_t deciding, const Symbol& a, const Symbol& b);
  static Linear linear(const Symbol& known);
  static Symbol simple(Linear form);
  Symbol narrow(const Symbol& a, std::int64_t limit);
  bool same_root(Symbol& a, Symbol& b);
  Scaled whole(const Symbol& known);
  static Rational unit_of(const Linear& form);
  std::int32_t node_of(const Linear& form, Rational unit);
  std::vector<std::int32_t> parts_of(std::span<const Symbol> operands) const;
  std::int64_t combinations(std::span<const std::int32_t> roots) const;
  bool joins(std::span<const Symbol> operands) const;
  Symbol by_value(const Symbol& a);
  Symbol over(std::vector<std::int32_t> roots, std::vector<Value> cells, std::int32_t doubt);
  std::int32_t joined(const std::vector<std::int32_t>& roots);
  Symbol from_node(std::int32_t node, Rational unit);
  bool only_above_zero(const Symbol& condition, const Symbol& value);

  std::int32_t whole_node(std::int64_t value);
  std::int32_t any_of(std::int32_t a, std::int32_t b);
  std::int32_t chosen(std::int32_t condition, std::int32_t yes, std::int32_t no);

  BlockGraph graph_;
  std::map<std::int32_t, std::vector<std::int32_t>> parts_;  ///< of roots made of several
};

}  // namespace utvag::rules::blocks
