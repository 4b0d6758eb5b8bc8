#include "rules/blocks/symbol.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <numeric>
#include <set>
#include <utility>

namespace utvag::rules::blocks {

namespace {

constexpr std::int64_t kNarrow = 1024;   ///< cells of a table made where it is the faster way
constexpr std::int64_t kWidest = 32768;  ///< cells where a table is the only way

Refused refused(std::string code, std::string sv, std::string en) {
  return {{std::move(code), "", std::move(sv), std::move(en)}};
}

Refused too_large() {
  return refused("blocks.range", "ett mellanled blir för stort att räkna med",
                 "an intermediate value is too large to be counted with");
}

Rational sound(Rational value) {
  if (value.overflowed()) throw too_large();
  return value;
}

/// The greatest number that both are whole multiples of; zero is a multiple of anything.
Rational common_unit(Rational a, Rational b) {
  if (a.numerator == 0) return b.numerator < 0 ? -b : b;
  if (b.numerator == 0) return a.numerator < 0 ? -a : a;
  const std::int64_t part = std::gcd(a.denominator, b.denominator);
  const Rational denominator = sound(Rational(a.denominator / part) * Rational(b.denominator));
  return Rational::make(std::gcd(a.numerator, b.numerator), denominator.numerator);
}

std::int64_t times(Rational value, Rational unit) {
  const Rational count = sound(value / unit);
  assert(count.is_whole());
  return count.numerator;
}

bool same(const Value& a, const Value& b) {
  if (a.state != b.state) return false;
  return a.known() ? a.number == b.number : a.culprit == b.culprit;
}

Symbol folded(Tabulated table) {
  const bool constant = std::all_of(table.cells.begin(), table.cells.end(),
                                    [&](const Value& cell) { return same(cell, table.cells[0]); });
  if (constant) {
    table.root = -1;
    table.cells.resize(1);
  }
  return {std::move(table), nullptr};
}

Value number(Rational value, std::int32_t culprit) {
  if (value.overflowed()) return {.state = State::failed, .culprit = culprit};
  return {.number = value};
}

Value truth(bool holds) {
  return {.number = holds ? 1 : 0};
}

template <typename Function>
Symbol map(const Tabulated& a, Function function) {
  Tabulated result{a.root, {}};
  for (const Value& cell : a.cells) result.cells.push_back(function(cell));
  return folded(std::move(result));
}

/// Of the same root, or one of them constant.
template <typename Function>
Symbol map(const Tabulated& a, const Tabulated& b, Function function) {
  assert(a.root < 0 || b.root < 0 || a.root == b.root);
  Tabulated result{std::max(a.root, b.root), {}};
  const std::size_t count = std::max(a.cells.size(), b.cells.size());
  for (std::size_t i = 0; i < count; ++i) {
    const Value& left = a.cells[a.cells.size() == 1 ? 0 : i];
    const Value& right = b.cells[b.cells.size() == 1 ? 0 : i];
    result.cells.push_back(function(left, right));
  }
  return folded(std::move(result));
}

template <typename Function>
auto strict(Function function) {
  return [function](const Value& a, const Value& b) {
    return a.known() && b.known() ? function(a.number, b.number) : worse(a, b);
  };
}

}  // namespace

Symbol Algebra::column(std::int32_t slot, Interval interval, Rational unit) {
  return from_node(graph_.add_column(slot, interval), unit);
}

Symbol Algebra::from_node(std::int32_t node, Rational unit) {
  const Interval range = graph_.range(node);
  if (range.size() > kNarrow) {
    Linear form;
    form.nodes[node] = unit;
    return {{}, std::make_shared<const Linear>(std::move(form))};
  }
  Tabulated table{node, {}};
  for (std::int64_t i = range.low; i <= range.high; ++i) {
    table.cells.push_back({.number = sound(Rational(i) * unit)});
  }
  return folded(std::move(table));
}

Linear Algebra::linear(const Symbol& a) const {
  if (!a.is_tabulated()) return *a.linear;
  Linear form;
  std::vector<Rational> cells;
  for (const Value& cell : a.tabulated.cells) {
    if (!cell.known()) {
      const auto at = static_cast<std::size_t>(cell.culprit);
      const std::string name = cell.culprit >= 0 ? program_.definitions[at].name : std::string("?");
      throw refused("blocks.not-known",
                    "”" + name + "” har inget värde för en del av kolumnernas värden",
                    "\"" + name + "\" has no value for some of the columns' values");
    }
    cells.push_back(cell.number);
  }
  if (a.tabulated.root < 0) {
    form.constant = cells.front();
  } else {
    form.tables[a.tabulated.root] = std::move(cells);
  }
  return form;
}

Symbol Algebra::simple(Linear form) {
  for (auto& [root, cells] : form.tables) {
    const Rational base = cells.front();
    for (Rational& cell : cells) cell = sound(cell - base);
    form.constant = sound(form.constant + base);
  }
  std::erase_if(form.tables, [](const auto& entry) {
    return std::all_of(entry.second.begin(), entry.second.end(),
                       [](Rational cell) { return cell.numerator == 0; });
  });
  std::erase_if(form.nodes, [](const auto& entry) { return entry.second.numerator == 0; });
  if (!form.nodes.empty() || form.tables.size() > 1) {
    return {{}, std::make_shared<const Linear>(std::move(form))};
  }
  if (form.tables.empty()) return constant({.number = form.constant});
  const auto& [root, cells] = *form.tables.begin();
  Tabulated table{root, {}};
  for (const Rational cell : cells) table.cells.push_back({.number = sound(cell + form.constant)});
  return {std::move(table), nullptr};
}

Symbol Algebra::add(const Symbol& a, const Symbol& b, std::int32_t culprit) {
  const bool one_root =
      a.is_tabulated() && b.is_tabulated() &&
      (a.is_constant() || b.is_constant() || a.tabulated.root == b.tabulated.root);
  if (one_root) {
    return map(a.tabulated, b.tabulated,
               strict([=](Rational x, Rational y) { return number(x + y, culprit); }));
  }
  Linear form = linear(a);
  const Linear other = linear(b);
  form.constant = sound(form.constant + other.constant);
  for (const auto& [node, coefficient] : other.nodes) {
    Rational& sum = form.nodes[node];
    sum = sound(sum + coefficient);
  }
  for (const auto& [root, cells] : other.tables) {
    auto& sums = form.tables[root];
    sums.resize(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) sums[i] = sound(sums[i] + cells[i]);
  }
  return simple(std::move(form));
}

Symbol Algebra::scale(const Symbol& a, Rational factor, std::int32_t culprit) {
  if (a.is_tabulated()) {
    return map(a.tabulated, [=](const Value& cell) {
      return cell.known() ? number(cell.number * factor, culprit) : cell;
    });
  }
  Linear form = *a.linear;
  form.constant = sound(form.constant * factor);
  for (auto& [node, coefficient] : form.nodes) coefficient = sound(coefficient * factor);
  for (auto& [root, cells] : form.tables) {
    for (Rational& cell : cells) cell = sound(cell * factor);
  }
  return simple(std::move(form));
}

Rational Algebra::unit_of(const Linear& form) const {
  Rational unit = form.constant;
  for (const auto& [node, coefficient] : form.nodes) unit = common_unit(unit, coefficient);
  for (const auto& [root, cells] : form.tables) {
    for (const Rational cell : cells) unit = common_unit(unit, cell);
  }
  if (unit.numerator < 0) unit = -unit;
  return unit.numerator == 0 ? Rational(1) : unit;
}

std::int32_t Algebra::node_of(const Linear& form, Rational unit) {
  BlockNode sum;
  sum.constant = times(form.constant, unit);
  std::map<std::int32_t, std::int64_t> terms;
  for (const auto& [node, coefficient] : form.nodes) terms[node] += times(coefficient, unit);
  for (const auto& [root, cells] : form.tables) {
    const std::int64_t first = times(cells.front(), unit);
    const std::int64_t step = times(cells[1], unit) - first;
    std::vector<std::int64_t> values;
    std::int64_t common = 0;
    bool straight = true;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      values.push_back(times(cells[i], unit) - first);
      common = std::gcd(common, values.back());
      straight = straight && values.back() == step * static_cast<std::int64_t>(i);
    }
    sum.constant += first;
    if (straight) {
      sum.constant -= step * graph_.range(root).low;
      terms[root] += step;
      continue;
    }
    BlockNode table;
    table.op = BlockOp::table;
    table.a = root;
    for (const std::int64_t value : values) {
      const std::int64_t cell = value / common;
      if (cell != static_cast<std::int32_t>(cell)) throw too_large();
      table.table.push_back(static_cast<std::int32_t>(cell));
    }
    terms[graph_.add(std::move(table))] += common;
  }
  for (const auto& [node, coefficient] : terms) {
    if (coefficient != static_cast<std::int32_t>(coefficient)) throw too_large();
    if (coefficient != 0) sum.terms.push_back({node, coefficient});
  }
  return graph_.add(std::move(sum));
}

Scaled Algebra::whole(const Symbol& a) {
  const Linear form = linear(a);
  const Rational unit = unit_of(form);
  return {node_of(form, unit), unit};
}

Symbol Algebra::narrow(const Symbol& a, std::int64_t limit) {
  if (a.is_tabulated()) return a;
  Linear form = *a.linear;
  const Rational base = std::exchange(form.constant, Rational(0));
  const Rational unit = unit_of(form);
  const std::int32_t node = node_of(form, unit);
  const Interval range = graph_.range(node);
  if (range.size() > limit) return a;
  Tabulated table{node, {}};
  for (std::int64_t i = range.low; i <= range.high; ++i) {
    table.cells.push_back({.number = sound(Rational(i) * unit + base)});
  }
  return folded(std::move(table));
}

bool Algebra::same_root(Symbol& a, Symbol& b) {
  const auto alike = [&] {
    return a.is_tabulated() && b.is_tabulated() &&
           (a.is_constant() || b.is_constant() || a.tabulated.root == b.tabulated.root);
  };
  if (alike()) return true;
  // Two wide values are no better off for being made nodes here.
  a = narrow(a, kNarrow);
  b = narrow(b, kNarrow);
  return alike();
}

Symbol Algebra::multiply(const Symbol& left, const Symbol& right, std::int32_t culprit) {
  if (left.is_constant() && left.constant().known() && !right.is_tabulated()) {
    return scale(right, left.constant().number, culprit);
  }
  if (right.is_constant() && right.constant().known() && !left.is_tabulated()) {
    return scale(left, right.constant().number, culprit);
  }
  Symbol a = left, b = right;
  if (same_root(a, b)) {
    return map(a.tabulated, b.tabulated,
               strict([=](Rational x, Rational y) { return number(x * y, culprit); }));
  }
  const Scaled one = whole(a), other = whole(b);
  BlockNode product;
  product.op = BlockOp::product;
  product.a = std::min(one.node, other.node);
  product.b = std::max(one.node, other.node);
  return from_node(graph_.add(std::move(product)), sound(one.unit * other.unit));
}

/// By a narrow divisor: times its reciprocal, whose unit is one over the least common multiple.
Symbol Algebra::divide(const Symbol& a, const Symbol& b, std::int32_t culprit) {
  const Symbol divisor = narrow(b, kNarrow);
  if (!divisor.is_tabulated()) {
    throw refused("blocks.not-expressed", "en division med något som har för många värden",
                  "a division by something with too many values");
  }
  const Symbol inverse = map(divisor.tabulated, [=](const Value& cell) {
    return cell.known() ? number(Rational(1) / cell.number, culprit) : cell;
  });
  return multiply(a, inverse, culprit);
}

Symbol Algebra::extremum(bool least, const Symbol& left, const Symbol& right) {
  Symbol a = left, b = right;
  if (same_root(a, b)) {
    return map(a.tabulated, b.tabulated, strict([=](Rational x, Rational y) {
                 const int order = utvag::compare(y, x);
                 return Value{.number = (least ? order < 0 : order > 0) ? y : x};
               }));
  }
  const Linear one = linear(a), other = linear(b);
  const Rational unit = common_unit(unit_of(one), unit_of(other));
  BlockNode node;
  node.op = least ? BlockOp::minimum : BlockOp::maximum;
  node.a = node_of(one, unit);
  node.b = node_of(other, unit);
  const Interval first = graph_.range(node.a), second = graph_.range(node.b);
  if (first.high <= second.low) return least ? a : b;
  if (second.high <= first.low) return least ? b : a;
  if (node.b < node.a) std::swap(node.a, node.b);
  return from_node(graph_.add(std::move(node)), unit);
}

Symbol Algebra::compare(Op op, const Symbol& left, const Symbol& right, std::int32_t culprit) {
  Symbol a = left, b = right;
  if (same_root(a, b)) {
    return map(a.tabulated, b.tabulated, strict([=](Rational x, Rational y) {
                 return truth(compares(op, utvag::compare(x, y)));
               }));
  }
  if (op == Op::greater || op == Op::less_equal) {
    const Symbol other = compare(Op::less, b, a, culprit);
    return op == Op::greater ? other : negation(other, culprit);
  }
  if (op == Op::greater_equal || op == Op::not_equal) {
    return negation(compare(op == Op::not_equal ? Op::equal : Op::less, a, b, culprit), culprit);
  }
  const Scaled difference = whole(add(a, scale(b, -1, culprit), culprit));
  const Interval range = graph_.range(difference.node);
  if (op == Op::less && (range.high < 0 || range.low >= 0)) return constant(truth(range.high < 0));
  if (op == Op::equal && (range.high < 0 || range.low > 0)) return constant(truth(false));
  BlockNode node;
  node.op = op == Op::less ? BlockOp::below_zero : BlockOp::is_zero;
  node.a = difference.node;
  return from_node(graph_.add(std::move(node)), 1);
}

Symbol Algebra::both(const Symbol& left, const Symbol& right) {
  Symbol a = left, b = right;
  if (same_root(a, b)) {
    return map(a.tabulated, b.tabulated, [](const Value& x, const Value& y) {
      return x.is(0) || y.is(0) ? truth(false) : worse(x, y).known() ? truth(true) : worse(x, y);
    });
  }
  return extremum(true, a, b);
}

Symbol Algebra::either(const Symbol& left, const Symbol& right) {
  Symbol a = left, b = right;
  if (same_root(a, b)) {
    return map(a.tabulated, b.tabulated, [](const Value& x, const Value& y) {
      return x.is(1) || y.is(1) ? truth(true) : worse(x, y).known() ? truth(false) : worse(x, y);
    });
  }
  return extremum(false, a, b);
}

Symbol Algebra::negation(const Symbol& a, std::int32_t culprit) {
  return add(constant({.number = 1}), scale(a, -1, culprit), culprit);
}

Symbol Algebra::choose(const Symbol& condition, const Symbol& yes, const Symbol& no,
                       std::int32_t culprit) {
  const Symbol when = narrow(condition, kNarrow);
  const auto fits = [&](const Symbol& arm) {
    return arm.is_constant() || (arm.is_tabulated() && arm.tabulated.root == when.tabulated.root);
  };
  if (when.is_tabulated() && fits(yes) && fits(no)) {
    Tabulated result{when.tabulated.root, {}};
    const auto cell = [](const Symbol& arm, std::size_t i) {
      return arm.tabulated.cells[arm.is_constant() ? 0 : i];
    };
    for (std::size_t i = 0; i < when.tabulated.cells.size(); ++i) {
      const Value& holds = when.tabulated.cells[i];
      result.cells.push_back(!holds.known() ? holds : cell(holds.is(1) ? yes : no, i));
    }
    return folded(std::move(result));
  }
  const Linear one = linear(yes), other = linear(no);
  const Rational unit = common_unit(unit_of(one), unit_of(other));
  BlockNode node;
  node.op = BlockOp::select;
  node.a = whole(when).node;
  node.b = node_of(one, unit);
  node.c = node_of(other, unit);
  if (node.b == node.c) return yes;
  (void)culprit;
  return from_node(graph_.add(std::move(node)), unit);
}

Symbol Algebra::round(const Symbol& a, Rational step, Rounding mode, std::int32_t culprit) {
  if (step.overflowed() || step.numerator <= 0) {
    return constant({.state = State::failed, .culprit = culprit});
  }
  const Symbol value = narrow(a, kNarrow);
  if (value.is_tabulated()) {
    return map(value.tabulated, [=](const Value& cell) {
      return cell.known() ? number(round_to(cell.number, step, mode), culprit) : cell;
    });
  }
  if (mode == Rounding::up) {
    return scale(round(scale(a, -1, culprit), step, Rounding::down, culprit), -1, culprit);
  }
  if (mode == Rounding::nearest) {
    const Symbol half = constant({.number = step * Rational::make(1, 2)});
    const Symbol minus = scale(half, -1, culprit);
    const Symbol above = round(add(a, half, culprit), step, Rounding::down, culprit);
    const Symbol negative = compare(Op::less, a, constant({.number = 0}), culprit);
    if (negative.is_constant() && negative.constant().is(0)) return above;
    const Symbol below = round(add(a, minus, culprit), step, Rounding::up, culprit);
    return negative.is_constant() ? below : choose(negative, below, above, culprit);
  }
  const Linear steps = linear(scale(a, Rational(1) / step, culprit));
  const Rational unit = unit_of(steps);
  if (unit.is_whole()) return a;
  BlockNode node;
  node.op = BlockOp::floor_div;
  node.constant = unit.denominator;
  node.a = node_of(steps, Rational::make(1, unit.denominator));
  return from_node(graph_.add(std::move(node)), step);
}

std::int32_t Algebra::joined(std::span<const Symbol> operands, std::vector<std::int32_t>& roots) {
  std::set<std::int32_t> all;
  for (const Symbol& operand : operands) {
    if (operand.tabulated.root >= 0) all.insert(operand.tabulated.root);
  }
  roots.assign(all.begin(), all.end());
  BlockNode sum;
  std::int64_t stride = 1;
  for (const std::int32_t root : roots) {
    sum.terms.push_back({root, stride});
    sum.constant -= stride * graph_.range(root).low;
    stride *= graph_.range(root).size();
    if (stride > kWidest) return -1;
  }
  return roots.size() == 1 ? roots.front() : graph_.add(std::move(sum));
}

Symbol Algebra::each(std::span<const Symbol> operands,
                     const std::function<Value(std::span<const Value>)>& function) {
  std::vector<Symbol> inputs;
  bool tabulated = true;
  for (const Symbol& operand : operands) {
    inputs.push_back(narrow(operand, kWidest));
    tabulated = tabulated && inputs.back().is_tabulated();
  }
  std::vector<std::int32_t> roots;
  const bool constant_all = std::all_of(inputs.begin(), inputs.end(),
                                        [](const Symbol& input) { return input.is_constant(); });
  const std::int32_t index = tabulated && !constant_all ? joined(inputs, roots) : -1;
  if (!constant_all && index < 0) {
    throw refused("blocks.not-expressed",
                  "en uppslagning eller ett datum som beror av för många värden",
                  "a lookup or a date that depends on too many values");
  }
  Tabulated result{index, {}};
  std::int64_t count = 1;
  for (const std::int32_t root : roots) count *= graph_.range(root).size();
  std::vector<Value> now(inputs.size());
  for (std::int64_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      const Tabulated& table = inputs[k].tabulated;
      std::int64_t rest = i;
      for (const std::int32_t root : roots) {
        if (root == table.root) break;
        rest /= graph_.range(root).size();
      }
      const std::size_t cell =
          table.root < 0 ? 0 : static_cast<std::size_t>(rest) % table.cells.size();
      now[k] = table.cells[cell];
    }
    result.cells.push_back(function(now));
  }
  return folded(std::move(result));
}

Symbol Algebra::in_state(const Symbol& a, State state) {
  if (!a.is_tabulated()) return constant(truth(state == State::known));
  return map(a.tabulated, [=](const Value& cell) { return truth(cell.state == state); });
}

}  // namespace utvag::rules::blocks
