#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "rules/blocks/symbol_impl.hpp"

namespace utvag::rules::blocks {

namespace {

Value number(Rational value, std::int32_t culprit) {
  if (value.overflowed()) return {.state = State::failed, .culprit = culprit};
  return {.number = value};
}

Value truth(bool holds) {
  return {.number = holds ? 1 : 0};
}

template <typename Function>
Symbol map(const Symbol& a, Function function) {
  Tabulated result{a.tabulated.root, {}};
  result.cells.reserve(a.tabulated.cells.size());
  for (const Value& cell : a.tabulated.cells) result.cells.push_back(function(cell));
  return folded(std::move(result), a.doubt);
}

/// Of the same root, or one of them constant.
template <typename Function>
Symbol map(const Tabulated& a, const Tabulated& b, std::int32_t doubt, Function function) {
  assert(a.root < 0 || b.root < 0 || a.root == b.root);
  Tabulated result{std::max(a.root, b.root), {}};
  const std::size_t count = std::max(a.cells.size(), b.cells.size());
  result.cells.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Value& left = a.cells[a.cells.size() == 1 ? 0 : i];
    const Value& right = b.cells[b.cells.size() == 1 ? 0 : i];
    result.cells.push_back(function(left, right));
  }
  return folded(std::move(result), doubt);
}

template <typename Function>
auto strict(Function function) {
  return [function](const Value& a, const Value& b) {
    return a.known() && b.known() ? function(a.number, b.number) : worse(a, b);
  };
}

/// Gives a function of two values as one of a list.
template <typename Function>
auto of_two(Function function) {
  return [function](std::span<const Value> now) { return function(now[0], now[1]); };
}

}  // namespace

Symbol Algebra::add(const Symbol& left, const Symbol& right, std::int32_t culprit) {
  const std::int32_t doubt = any_of(left.doubt, right.doubt);
  const auto sum = strict([=](Rational x, Rational y) { return number(x + y, culprit); });
  const bool one_root =
      left.is_tabulated() && right.is_tabulated() &&
      (left.is_constant() || right.is_constant() || left.tabulated.root == right.tabulated.root);
  if (one_root) return map(left.tabulated, right.tabulated, doubt, sum);
  if (left.dead()) return doubted(left, doubt);
  if (right.dead()) return doubted(right, doubt);
  const Symbol a = plain(left), b = plain(right);
  Linear form = linear(a);
  const Linear other = linear(b);
  form.constant = sound(form.constant + other.constant);
  for (const auto& [node, coefficient] : other.nodes) {
    Rational& total = form.nodes[node];
    total = sound(total + coefficient);
  }
  for (const auto& [root, cells] : other.tables) {
    auto& sums = form.tables[root];
    sums.resize(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) sums[i] = sound(sums[i] + cells[i]);
  }
  return doubted(simple(std::move(form)), any_of(a.doubt, b.doubt));
}

Symbol Algebra::scale(const Symbol& a, Rational factor, std::int32_t culprit) {
  if (a.is_tabulated()) {
    return map(a, [=](const Value& cell) {
      return cell.known() ? number(cell.number * factor, culprit) : cell;
    });
  }
  Linear form = *a.linear;
  form.constant = sound(form.constant * factor);
  for (auto& [node, coefficient] : form.nodes) coefficient = sound(coefficient * factor);
  for (auto& [root, cells] : form.tables) {
    for (Rational& cell : cells) cell = sound(cell * factor);
  }
  return doubted(simple(std::move(form)), a.doubt);
}

Symbol Algebra::multiply(const Symbol& left, const Symbol& right, std::int32_t culprit) {
  const std::int32_t doubt = any_of(left.doubt, right.doubt);
  if (left.is_constant() && left.constant().known() && !right.is_tabulated()) {
    return doubted(scale(right, left.constant().number, culprit), doubt);
  }
  if (right.is_constant() && right.constant().known() && !left.is_tabulated()) {
    return doubted(scale(left, right.constant().number, culprit), doubt);
  }
  Symbol a = left, b = right;
  const auto product = strict([=](Rational x, Rational y) { return number(x * y, culprit); });
  if (same_root(a, b)) return map(a.tabulated, b.tabulated, doubt, product);
  if (a.dead()) return doubted(a, doubt);
  if (b.dead()) return doubted(b, doubt);
  if (joins(std::array{a, b})) return each(std::array{a, b}, of_two(product));
  a = plain(a);
  b = plain(b);
  const Scaled one = whole(a), other = whole(b);
  BlockNode node;
  node.op = BlockOp::product;
  node.a = std::min(one.node, other.node);
  node.b = std::max(one.node, other.node);
  return doubted(from_node(graph_.add(std::move(node)), sound(one.unit * other.unit)),
                 any_of(a.doubt, b.doubt));
}

/// By a narrow divisor: times its reciprocal, whose unit is one over the least common multiple.
Symbol Algebra::divide(const Symbol& a, const Symbol& b, std::int32_t culprit) {
  const Symbol divisor = narrow(b, kNarrow);
  if (!divisor.is_tabulated()) {
    throw refused("blocks.not-expressed", "en division med något som har för många värden",
                  "a division by something with too many values");
  }
  const Symbol inverse = map(divisor, [=](const Value& cell) {
    return cell.known() ? number(Rational(1) / cell.number, culprit) : cell;
  });
  return multiply(a, inverse, culprit);
}

Symbol Algebra::extremum(bool least, const Symbol& left, const Symbol& right) {
  const std::int32_t doubt = any_of(left.doubt, right.doubt);
  Symbol a = left, b = right;
  const auto better = strict([=](Rational x, Rational y) {
    const int order = utvag::compare(y, x);
    return Value{.number = (least ? order < 0 : order > 0) ? y : x};
  });
  if (same_root(a, b)) return map(a.tabulated, b.tabulated, doubt, better);
  if (a.dead()) return doubted(a, doubt);
  if (b.dead()) return doubted(b, doubt);
  if (joins(std::array{a, b})) return each(std::array{a, b}, of_two(better));
  a = plain(a);
  b = plain(b);
  const std::int32_t all = any_of(a.doubt, b.doubt);
  const Linear one = linear(a), other = linear(b);
  const Rational unit = common_unit(unit_of(one), unit_of(other));
  BlockNode node;
  node.op = least ? BlockOp::minimum : BlockOp::maximum;
  node.a = node_of(one, unit);
  node.b = node_of(other, unit);
  if (node.a == node.b) return doubted(a, all);
  const Interval first = graph_.range(node.a), second = graph_.range(node.b);
  if (first.high <= second.low) return doubted(least ? a : b, all);
  if (second.high <= first.low) return doubted(least ? b : a, all);
  if (node.b < node.a) std::swap(node.a, node.b);
  return doubted(from_node(graph_.add(std::move(node)), unit), all);
}

Symbol Algebra::compare(Op op, const Symbol& left, const Symbol& right, std::int32_t culprit) {
  const std::int32_t doubt = any_of(left.doubt, right.doubt);
  Symbol a = left, b = right;
  const auto holds =
      strict([=](Rational x, Rational y) { return truth(compares(op, utvag::compare(x, y))); });
  if (same_root(a, b)) return map(a.tabulated, b.tabulated, doubt, holds);
  if (a.dead()) return doubted(a, doubt);
  if (b.dead()) return doubted(b, doubt);
  if (joins(std::array{a, b})) return each(std::array{a, b}, of_two(holds));
  if (op == Op::greater || op == Op::less_equal) {
    const Symbol other = compare(Op::less, b, a, culprit);
    return op == Op::greater ? other : negation(other, culprit);
  }
  if (op == Op::greater_equal || op == Op::not_equal) {
    return negation(compare(op == Op::not_equal ? Op::equal : Op::less, a, b, culprit), culprit);
  }
  const Symbol difference = plain(add(a, scale(b, -1, culprit), culprit));
  const Scaled scaled = whole(difference);
  const Interval range = graph_.range(scaled.node);
  const bool never = range.high < 0 || range.low > 0;
  if (op == Op::equal && never) return doubted(constant(truth(false)), difference.doubt);
  if (op == Op::less && (range.high < 0 || range.low >= 0)) {
    return doubted(constant(truth(range.high < 0)), difference.doubt);
  }
  BlockNode node;
  node.op = op == Op::less ? BlockOp::below_zero : BlockOp::is_zero;
  node.a = scaled.node;
  return doubted(from_node(graph_.add(std::move(node)), 1), difference.doubt);
}

/// och (deciding 0) or eller (1): what decides goes before every state and doubt of the other.
Symbol Algebra::decided(std::int64_t deciding, const Symbol& left, const Symbol& right) {
  if (left.always(deciding)) return left;
  if (right.always(deciding)) return right;
  if (left.always(1 - deciding)) return right;
  if (right.always(1 - deciding)) return left;
  const auto rule = [=](const Value& x, const Value& y) {
    if (x.is(deciding) || y.is(deciding)) return truth(deciding == 1);
    return worse(x, y).known() ? truth(deciding == 0) : worse(x, y);
  };
  Symbol a = left, b = right;
  const bool sure = a.doubt < 0 && b.doubt < 0;
  if (sure && same_root(a, b)) return map(a.tabulated, b.tabulated, -1, rule);
  if (sure && joins(std::array{a, b})) return each(std::array{a, b}, of_two(rule));
  a = plain(a);
  b = plain(b);
  const std::int32_t one = whole(a).node, other = whole(b).node;
  const auto leaves_open = [&](std::int32_t node) {
    return deciding == 0 ? node : chosen(node, -1, whole_node(1));
  };
  std::int32_t doubt = -1;
  if (a.doubt >= 0 || b.doubt >= 0) {
    const std::int32_t when_a_is = any_of(b.doubt, leaves_open(other));
    const std::int32_t when_not = chosen(leaves_open(one), b.doubt, -1);
    doubt = a.doubt < 0 ? when_not : chosen(a.doubt, when_a_is, when_not);
  }
  BlockNode node;
  node.op = deciding == 0 ? BlockOp::minimum : BlockOp::maximum;
  node.a = std::min(one, other);
  node.b = std::max(one, other);
  return doubted(from_node(node.a == node.b ? one : graph_.add(std::move(node)), 1), doubt);
}

Symbol Algebra::negation(const Symbol& a, std::int32_t culprit) {
  return add(constant({.number = 1}), scale(a, -1, culprit), culprit);
}

/// Whether the condition is that the value is above zero.
bool Algebra::only_above_zero(const Symbol& condition, const Symbol& value) {
  if (!condition.is_tabulated() || condition.is_constant() || value.is_tabulated()) return false;
  const BlockNode& when = graph_.node(condition.tabulated.root);
  const bool plainly = when.op == BlockOp::below_zero && condition.tabulated.cells[0].is(0) &&
                       condition.tabulated.cells[1].is(1);
  const std::int32_t compared = when.a;  // the node itself moves when others are added
  return plainly && whole(scale(value, -1, -1)).node == compared;
}

Symbol Algebra::choose(const Symbol& condition, const Symbol& yes, const Symbol& no) {
  if (condition.is_constant()) {
    const Value& value = condition.constant();
    return doubted(!value.known() ? condition : value.is(1) ? yes : no, condition.doubt);
  }
  Symbol when = narrow(condition, kNarrow);
  const bool sure = yes.doubt < 0 && no.doubt < 0;
  if (sure && joins(std::array{when, yes, no})) {
    return each(std::array{when, yes, no}, [](std::span<const Value> now) {
      return !now[0].known() ? now[0] : now[0].is(1) ? now[1] : now[2];
    });
  }
  when = plain(when);
  if (when.is_constant()) return doubted(when.constant().is(1) ? yes : no, when.doubt);
  const Symbol a = plain(yes), b = plain(no);
  const bool nothing_else = b.always(0);
  const std::int32_t holds = whole(when).node;
  const std::int32_t doubt = any_of(when.doubt, chosen(holds, a.doubt, b.doubt));
  const auto nowhere = [&](const Symbol& arm) {
    return arm.doubt >= 0 && graph_.range(arm.doubt).low > 0;
  };
  if (nowhere(a) || nowhere(b)) return doubted(nowhere(a) ? b : a, doubt);
  if (nothing_else && only_above_zero(when, a)) {
    return doubted(extremum(false, {a.tabulated, a.linear, -1}, constant({})), doubt);
  }
  const Linear one = linear(a), other = linear(b);
  const Rational unit = common_unit(unit_of(one), unit_of(other));
  BlockNode node;
  node.op = BlockOp::select;
  node.a = holds;
  node.b = node_of(one, unit);
  node.c = node_of(other, unit);
  if (node.b == node.c) return doubted(a, doubt);
  return doubted(from_node(graph_.add(std::move(node)), unit), doubt);
}

Symbol Algebra::round(const Symbol& a, Rational step, Rounding mode, std::int32_t culprit) {
  if (step.overflowed() || step.numerator <= 0) {
    return doubted(constant({.state = State::failed, .culprit = culprit}), a.doubt);
  }
  const Symbol value = narrow(a, kNarrow);
  if (value.is_tabulated()) {
    return map(value, [=](const Value& cell) {
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
    if (negative.always(0)) return above;
    return choose(negative, round(add(a, minus, culprit), step, Rounding::up, culprit), above);
  }
  const Linear steps = linear(scale(a, Rational(1) / step, culprit));
  const Rational unit = unit_of(steps);
  if (unit.is_whole()) return a;
  BlockNode node;
  node.op = BlockOp::floor_div;
  node.constant = unit.denominator;
  node.a = node_of(steps, Rational::make(1, unit.denominator));
  return doubted(from_node(graph_.add(std::move(node)), step), a.doubt);
}

/// The same over a root that has one number for each value: few where many cells are alike.
Symbol Algebra::by_value(const Symbol& a) {
  std::vector<Value> values;
  BlockNode which;
  which.op = BlockOp::table;
  which.a = a.tabulated.root;
  for (const Value& cell : a.tabulated.cells) {
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const Value& value) { return same(value, cell); });
    which.table.push_back(found - values.begin());
    if (found == values.end()) values.push_back(cell);
    if (values.size() > static_cast<std::size_t>(kNarrow)) return a;
  }
  if (values.size() == a.tabulated.cells.size()) return a;
  return {{graph_.add(std::move(which)), std::move(values)}, nullptr, a.doubt};
}

Symbol Algebra::each(std::span<const Symbol> operands,
                     const std::function<Value(std::span<const Value>)>& function) {
  std::vector<Symbol> inputs;
  bool tabulated = true;
  std::int32_t doubt = -1;
  for (const Symbol& operand : operands) {
    inputs.push_back(narrow(operand, kWidest));
    tabulated = tabulated && inputs.back().is_tabulated();
    doubt = any_of(doubt, operand.doubt);
  }
  std::vector<std::int32_t> roots = tabulated ? parts_of(inputs) : std::vector<int>{};
  if (tabulated && combinations(roots) > kNarrow) {
    for (Symbol& input : inputs) input = by_value(input);
    roots = parts_of(inputs);
  }
  const std::int64_t count = combinations(roots);
  if (!tabulated || count > kWidest) {
    throw refused("blocks.not-expressed",
                  "en uppslagning eller ett datum som beror av för många värden",
                  "a lookup or a date that depends on too many values");
  }
  // How far one step of each root goes in each operand's own table.
  std::vector<std::vector<std::int64_t>> strides;
  for (const Symbol& input : inputs) {
    const auto own = parts_of(std::array{input});
    std::int64_t stride = 1;
    strides.emplace_back(roots.size(), 0);
    for (const std::int32_t root : own) {
      const auto at = std::find(roots.begin(), roots.end(), root) - roots.begin();
      strides.back()[static_cast<std::size_t>(at)] = stride;
      stride *= graph_.range(root).size();
    }
  }
  std::vector<Value> cells, now(inputs.size());
  cells.reserve(static_cast<std::size_t>(count));
  std::vector<std::int64_t> digits(roots.size(), 0), at(inputs.size(), 0);
  for (std::int64_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      now[k] = inputs[k].tabulated.cells[static_cast<std::size_t>(at[k])];
    }
    cells.push_back(function(now));
    // The next combination: one step of the first root that is not at its end.
    for (std::size_t r = 0; r < roots.size(); ++r) {
      const bool ends = ++digits[r] == graph_.range(roots[r]).size();
      for (std::size_t k = 0; k < inputs.size(); ++k) {
        at[k] += ends ? -(digits[r] - 1) * strides[k][r] : strides[k][r];
      }
      if (!ends) break;
      digits[r] = 0;
    }
  }
  return over(std::move(roots), std::move(cells), doubt);
}

/// A table over the combinations of some roots, without those that make no difference.
Symbol Algebra::over(std::vector<std::int32_t> roots, std::vector<Value> cells,
                     std::int32_t doubt) {
  std::size_t inner = 1;
  for (std::size_t r = 0; r < roots.size();) {
    const auto size = static_cast<std::size_t>(graph_.range(roots[r]).size());
    bool read = false;
    std::vector<Value> first;
    for (std::size_t i = 0; i < cells.size() && !read; ++i) {
      const std::size_t base = i - i / inner % size * inner;
      read = !same(cells[i], cells[base]);
      if (base == i) first.push_back(cells[i]);
    }
    if (read) {
      inner *= size;
      ++r;
    } else {
      cells = std::move(first);
      roots.erase(roots.begin() + static_cast<std::ptrdiff_t>(r));
    }
  }
  return folded({roots.empty() ? -1 : joined(roots), std::move(cells)}, doubt);
}

Symbol Algebra::in_state(const Symbol& a, State state) {
  std::size_t in = state == State::known ? 1 : 0, count = 1;
  if (a.is_tabulated()) {
    const auto& cells = a.tabulated.cells;
    count = cells.size();
    in = static_cast<std::size_t>(std::count_if(
        cells.begin(), cells.end(), [=](const Value& cell) { return cell.state == state; }));
  }
  if (in != 0 && in != count) {
    return map(a, [=](const Value& cell) { return truth(cell.state == state); });
  }
  Symbol result = constant(truth(in != 0));
  result.doubt = a.doubt;
  return result;
}

}  // namespace utvag::rules::blocks
