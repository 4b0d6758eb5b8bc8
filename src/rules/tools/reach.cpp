#include "rules/tools/reach.hpp"

#include "rules/graph/ranges.hpp"

namespace utvag::rules::tools {
namespace {

using End = std::optional<Rational>;

bool less(Rational a, Rational b) {
  return compare(a, b) < 0;
}

End smaller(const End& a, const End& b) {
  if (!a || !b) return std::nullopt;
  return less(*a, *b) ? a : b;
}

End larger(const End& a, const End& b) {
  if (!a || !b) return std::nullopt;
  return less(*a, *b) ? b : a;
}

End told(Rational value) {
  return value.overflowed() ? End{} : End{value};
}

Interval truth(bool can_be_false, bool can_be_true) {
  return {Rational{can_be_false ? 0 : 1}, Rational{can_be_true ? 1 : 0}};
}

/// Whether a comparison can come out either way, from the interval of left − right.
Interval compared(Op op, const Interval& difference) {
  const Rational zero{0};
  const bool below = !difference.low || less(*difference.low, zero);
  const bool above = !difference.high || less(zero, *difference.high);
  const bool equal = difference.holds(zero);
  switch (op) {
    case Op::equal:
      return truth(below || above, equal);
    case Op::not_equal:
      return truth(equal, below || above);
    case Op::less:
      return truth(equal || above, below);
    case Op::less_equal:
      return truth(above, below || equal);
    case Op::greater:
      return truth(below || equal, above);
    default:
      return truth(below, above || equal);
  }
}

/// Truth of a yes/no node from its operands, where they decide it.
Interval decided(const Program& program, const Node& node, const std::vector<Interval>& of) {
  const auto at = [&](std::int32_t index) -> const Interval& {
    return of[static_cast<std::size_t>(index)];
  };
  switch (node.op) {
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
      if (program.nodes[static_cast<std::size_t>(node.a)].type.kind == Kind::enumeration) break;
      return compared(node.op, minus(at(node.a), at(node.b)));
    case Op::both:
      return {smaller(at(node.a).low, at(node.b).low), smaller(at(node.a).high, at(node.b).high)};
    case Op::either:
      return {larger(at(node.a).low, at(node.b).low), larger(at(node.a).high, at(node.b).high)};
    case Op::negation:
      return minus(Interval{Rational{1}, Rational{1}}, at(node.a));
    default:
      break;
  }
  return of[static_cast<std::size_t>(&node - program.nodes.data())];
}

using Step = std::optional<Rational>;

/// The coarsest of alternatives; untold if any is.
Step coarsest(const std::vector<Step>& steps) {
  Step result = Rational{0};
  for (const Step& step : steps) result = larger(result, step);
  return result;
}

Step read_step(const Type& type) {
  if (type.kind == Kind::number && type.unit.kr != 1 && !type.whole) return std::nullopt;
  return Rational{1};
}

Step scaled(const Node& factor, const Step& step, bool divide) {
  if (factor.op != Op::constant || !step || factor.value == Rational{0}) return std::nullopt;
  const Rational size = less(factor.value, Rational{0}) ? -factor.value : factor.value;
  return told(divide ? *step / size : *step * size);
}

}  // namespace

bool can_be_asked(const PackView& view, std::int32_t part, Date day) {
  if (view.definition(part).kind != DefKind::table) return true;
  const std::int32_t table = view.parts()[static_cast<std::size_t>(part)].definition;
  for (const PackView::NodeSite& site : view.nodes()) {
    const Node& node = view.program().nodes[static_cast<std::size_t>(site.node)];
    if (node.op != Op::lookup || node.ref != table) continue;
    if (site.place != PackView::Place::version) return true;
    const Version& reader = view.version(site.part, site.index);
    if (reader.from <= day && (!reader.to || day <= *reader.to)) return true;
  }
  return false;
}

bool Interval::holds(Rational value) const {
  return (!low || !less(value, *low)) && (!high || !less(*high, value));
}

Interval minus(const Interval& a, const Interval& b) {
  Interval result;
  if (a.low && b.high) result.low = told(*a.low - *b.high);
  if (a.high && b.low) result.high = told(*a.high - *b.low);
  return result;
}

std::vector<Interval> node_intervals(const Program& program) {
  const Ranges ranges(program);
  std::vector<Interval> intervals(program.nodes.size());
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const ValueRange& range = ranges.node(static_cast<std::int32_t>(i));
    if (!range.empty) intervals[i] = {range.low, range.high};
  }
  // Operands stand before what they make up, so their truth is settled first.
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    if (program.nodes[i].type.kind != Kind::boolean) continue;
    intervals[i] = decided(program, program.nodes[i], intervals);
  }
  return intervals;
}

std::optional<Rational> common_step(std::optional<Rational> a, std::optional<Rational> b) {
  const Rational zero{0};
  if (!a || *a == zero) return b && !(*b == zero) ? b : std::nullopt;
  if (!b || *b == zero) return a;
  return smaller(a, b);
}

std::optional<Rational> step_of(const Program& program, std::int32_t index) {
  const Node& node = program.nodes[static_cast<std::size_t>(index)];
  const auto of = [&](std::int32_t operand) { return step_of(program, operand); };
  const auto at = [&](std::int32_t operand) -> const Node& {
    return program.nodes[static_cast<std::size_t>(operand)];
  };
  switch (node.op) {
    case Op::constant:
      return Rational{0};
    case Op::definition:
    case Op::family:
    case Op::input_at:
      return read_step(node.type);
    case Op::month_asked:
    case Op::decision_date:
    case Op::age:
    case Op::month_of:
    case Op::months_between:
    case Op::days_between:
    case Op::count_persons:
    case Op::count_members:
      return Rational{1};
    case Op::if_applicable:
      return coarsest({of(node.a), of(node.b)});
    case Op::if_else:
      return coarsest({of(node.b), of(node.c)});
    case Op::cases:
    case Op::minimum:
    case Op::maximum: {
      std::vector<Step> steps;
      for (std::size_t i = node.op == Op::cases ? 1 : 0; i < node.children.size(); ++i) {
        steps.push_back(of(node.children[i]));
      }
      return coarsest(steps);
    }
    case Op::add:
    case Op::subtract:
    case Op::add_days:
    case Op::add_months: {
      const Step a = of(node.a);
      const Step b = of(node.b);
      if (a && b && *a == Rational{0} && *b == Rational{0}) return a;
      return common_step(a, b);
    }
    case Op::multiply: {
      const Step right = scaled(at(node.b), of(node.a), false);
      return right ? right : scaled(at(node.a), of(node.b), false);
    }
    case Op::divide:
      return scaled(at(node.b), of(node.a), true);
    case Op::negate:
    case Op::sum_persons:
    case Op::sum_members:
      return of(node.a);
    case Op::round:
      return larger(of(node.a), Step{node.value});
    default:
      return std::nullopt;
  }
}

}  // namespace utvag::rules::tools
