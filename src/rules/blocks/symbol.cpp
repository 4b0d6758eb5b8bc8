#include "rules/blocks/symbol.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <set>
#include <utility>

#include "rules/blocks/symbol_impl.hpp"

namespace utvag::rules::blocks {

namespace {

/// The least common multiple of the denominators that one table may bring: beyond it all numbers
/// would have to be too wide. Rows of the cells left out are in doubt.
constexpr std::int64_t kDenominators = 50'400;

std::int64_t times(Rational value, Rational unit) {
  if (value.is_whole() && unit.is_whole() && unit.numerator > 0) {
    assert(value.numerator % unit.numerator == 0);
    return value.numerator / unit.numerator;
  }
  const Rational count = sound(value / unit);
  assert(count.is_whole());
  return count.numerator;
}

/// Which cells are numbers that may be counted with together, the simplest first.
std::vector<bool> usable(const std::vector<Value>& cells) {
  std::set<std::int64_t> denominators, taken;
  for (const Value& cell : cells) {
    if (cell.known()) denominators.insert(cell.number.denominator);
  }
  std::int64_t all = 1;
  for (const std::int64_t denominator : denominators) {
    if (denominator > kDenominators) continue;
    const std::int64_t more = std::lcm(all, denominator);
    if (more > kDenominators) continue;
    all = more;
    taken.insert(denominator);
  }
  std::vector<bool> result;
  for (const Value& cell : cells) {
    result.push_back(cell.known() && taken.contains(cell.number.denominator));
  }
  return result;
}

}  // namespace

Rational sound(Rational value) {
  if (value.overflowed()) throw too_large();
  return value;
}

/// Zero is a multiple of anything.
Rational common_unit(Rational a, Rational b) {
  if (a.numerator == 0) return b.numerator < 0 ? -b : b;
  if (b.numerator == 0) return a.numerator < 0 ? -a : a;
  if (a.is_whole() && b.is_whole()) return std::gcd(a.numerator, b.numerator);
  const std::int64_t part = std::gcd(a.denominator, b.denominator);
  const Rational denominator = sound(Rational(a.denominator / part) * Rational(b.denominator));
  return Rational::make(std::gcd(a.numerator, b.numerator), denominator.numerator);
}

Refused refused(std::string code, std::string sv, std::string en) {
  return {{std::move(code), "", std::move(sv), std::move(en)}};
}

Refused too_large() {
  return refused("blocks.range", "ett mellanled blir för stort att räkna med",
                 "an intermediate value is too large to be counted with");
}

bool same(const Value& a, const Value& b) {
  if (a.state != b.state) return false;
  return a.known() ? a.number == b.number : a.culprit == b.culprit;
}

Symbol folded(Tabulated table, std::int32_t doubt) {
  const bool constant = std::all_of(table.cells.begin(), table.cells.end(),
                                    [&](const Value& cell) { return same(cell, table.cells[0]); });
  if (constant) {
    table.root = -1;
    table.cells.resize(1);
  }
  return {std::move(table), nullptr, doubt};
}

Symbol Algebra::column(std::int32_t slot, Interval interval, Rational unit) {
  return from_node(graph_.add_column(slot, interval), unit);
}

Symbol Algebra::coded(std::int32_t slot, std::vector<Value> cells) {
  if (static_cast<std::int64_t>(cells.size()) > kWidest) {
    throw refused("blocks.not-expressed", "en kolumn med för många koder",
                  "a column with too many codes");
  }
  const Interval interval{0, static_cast<std::int64_t>(cells.size()) - 1};
  return folded({graph_.add_column(slot, interval), std::move(cells)}, -1);
}

Symbol Algebra::doubted(Symbol a, std::int32_t doubt) {
  a.doubt = any_of(a.doubt, doubt);
  return a;
}

Symbol Algebra::from_node(std::int32_t node, Rational unit) {
  const Interval range = graph_.range(node);
  if (range.size() > kNarrow) {
    Linear form;
    form.nodes[node] = unit;
    return {{}, std::make_shared<const Linear>(std::move(form)), -1};
  }
  Tabulated table{node, {}};
  table.cells.reserve(static_cast<std::size_t>(range.size()));
  for (std::int64_t i = range.low; i <= range.high; ++i) {
    table.cells.push_back({.number = sound(Rational(i) * unit)});
  }
  return folded(std::move(table), -1);
}

std::int32_t Algebra::whole_node(std::int64_t value) {
  BlockNode node;
  node.constant = value;
  return graph_.add(std::move(node));
}

std::int32_t Algebra::any_of(std::int32_t a, std::int32_t b) {
  if (a < 0 || b < 0 || a == b) return std::max(a, b);
  for (const std::int32_t node : {a, b}) {
    if (graph_.range(node).low > 0) return node;
  }
  BlockNode node;
  node.op = BlockOp::maximum;
  node.a = std::min(a, b);
  node.b = std::max(a, b);
  return graph_.add(std::move(node));
}

/// Of nodes that are 0 or 1, where -1 is 0 in every row.
std::int32_t Algebra::chosen(std::int32_t condition, std::int32_t yes, std::int32_t no) {
  if (yes == no || condition < 0) return no;
  const Interval range = graph_.range(condition);
  if (range.size() == 1) return range.low != 0 ? yes : no;
  BlockNode node;
  node.op = BlockOp::select;
  node.a = condition;
  node.b = yes >= 0 ? yes : whole_node(0);
  node.c = no >= 0 ? no : whole_node(0);
  const bool itself = graph_.range(node.b).low == 1 && graph_.range(node.c).high == 0;
  return itself ? condition : graph_.add(std::move(node));
}

/// The same with a number in every row; those that had none, or one that cannot be counted with
/// here, are in doubt.
Symbol Algebra::plain(const Symbol& a) {
  if (!a.is_tabulated() || (a.is_constant() && a.constant().known())) return a;
  const auto whole = [](const Value& cell) { return cell.known() && cell.number.is_whole(); };
  if (std::all_of(a.tabulated.cells.begin(), a.tabulated.cells.end(), whole)) return a;
  const std::vector<bool> good = usable(a.tabulated.cells);
  const auto first = std::find(good.begin(), good.end(), true);
  if (first == good.end()) {
    Symbol none = constant({});
    none.doubt = whole_node(1);
    return none;
  }
  if (std::find(good.begin(), good.end(), false) == good.end()) return a;
  const Value stand_in = a.tabulated.cells[static_cast<std::size_t>(first - good.begin())];
  BlockNode doubt;
  doubt.op = BlockOp::table;
  doubt.a = a.tabulated.root;
  Tabulated table{a.tabulated.root, {}};
  for (std::size_t i = 0; i < good.size(); ++i) {
    doubt.table.push_back(good[i] ? 0 : 1);
    table.cells.push_back(good[i] ? a.tabulated.cells[i] : stand_in);
  }
  return folded(std::move(table), any_of(a.doubt, graph_.add(std::move(doubt))));
}

Linear Algebra::linear(const Symbol& known) {
  if (!known.is_tabulated()) return *known.linear;
  Linear form;
  std::vector<Rational> cells;
  for (const Value& cell : known.tabulated.cells) {
    assert(cell.known());
    cells.push_back(cell.number);
  }
  if (known.tabulated.root < 0) {
    form.constant = cells.front();
  } else {
    form.tables[known.tabulated.root] = std::move(cells);
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
    return {{}, std::make_shared<const Linear>(std::move(form)), -1};
  }
  if (form.tables.empty()) return constant({.number = form.constant});
  const auto& [root, cells] = *form.tables.begin();
  Tabulated table{root, {}};
  for (const Rational cell : cells) table.cells.push_back({.number = sound(cell + form.constant)});
  return {std::move(table), nullptr, -1};
}

Rational Algebra::unit_of(const Linear& form) {
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
    for (const std::int64_t value : values) table.table.push_back(value / common);
    terms[graph_.add(std::move(table))] += common;
  }
  for (const auto& [node, coefficient] : terms) {
    if (coefficient != 0) sum.terms.push_back({node, coefficient});
  }
  return graph_.add(std::move(sum));
}

Scaled Algebra::whole(const Symbol& known) {
  const Linear form = linear(known);
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
  table.cells.reserve(static_cast<std::size_t>(range.size()));
  for (std::int64_t i = range.low; i <= range.high; ++i) {
    table.cells.push_back({.number = sound(Rational(i) * unit + base)});
  }
  return folded(std::move(table), a.doubt);
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

std::vector<std::int32_t> Algebra::parts_of(std::span<const Symbol> operands) const {
  std::set<std::int32_t> all;
  for (const Symbol& operand : operands) {
    const std::int32_t root = operand.tabulated.root;
    if (root < 0) continue;
    const auto found = parts_.find(root);
    if (found == parts_.end()) {
      all.insert(root);
    } else {
      all.insert(found->second.begin(), found->second.end());
    }
  }
  return {all.begin(), all.end()};
}

std::int64_t Algebra::combinations(std::span<const std::int32_t> roots) const {
  std::int64_t count = 1;
  for (const std::int32_t root : roots) {
    count *= graph_.range(root).size();
    if (count > kWidest) return kWidest + 1;
  }
  return count;
}

/// Whether all combinations of the operands' values make but a small table.
bool Algebra::joins(std::span<const Symbol> operands) const {
  const bool tabulated = std::all_of(operands.begin(), operands.end(),
                                     [](const Symbol& a) { return a.is_tabulated(); });
  return tabulated && combinations(parts_of(operands)) <= kNarrow;
}

std::int32_t Algebra::joined(const std::vector<std::int32_t>& roots) {
  if (roots.size() == 1) return roots.front();
  BlockNode sum;
  std::int64_t stride = 1;
  for (const std::int32_t root : roots) {
    sum.terms.push_back({root, stride});
    sum.constant -= stride * graph_.range(root).low;
    stride *= graph_.range(root).size();
  }
  const std::int32_t node = graph_.add(std::move(sum));
  parts_[node] = roots;
  return node;
}

Told Algebra::tell(const Symbol& a) {
  if (a.dead()) return {{whole_node(0), 1}, whole_node(static_cast<int>(a.constant().state))};
  Symbol number = a;
  std::int32_t state = -1;
  const auto unknown = [](const Value& cell) { return !cell.known(); };
  if (a.is_tabulated() &&
      std::any_of(a.tabulated.cells.begin(), a.tabulated.cells.end(), unknown)) {
    BlockNode states;
    states.op = BlockOp::table;
    states.a = a.tabulated.root;
    const auto known =
        std::find_if_not(a.tabulated.cells.begin(), a.tabulated.cells.end(), unknown);
    const Value stand_in = known == a.tabulated.cells.end() ? Value{} : *known;
    for (Value& cell : number.tabulated.cells) {
      states.table.push_back(cell.known() ? 0 : static_cast<int>(cell.state));
      if (!cell.known()) cell = stand_in;
    }
    state = graph_.add(std::move(states));
    number = folded(std::move(number.tabulated), a.doubt);
  }
  number = plain(number);
  if (number.doubt >= 0) {
    state = chosen(number.doubt, whole_node(static_cast<int>(State::unknown)), state);
  }
  Scaled value = whole(number);
  if (state >= 0) value.node = chosen(state, whole_node(0), value.node);
  return {value, state};
}

}  // namespace utvag::rules::blocks
