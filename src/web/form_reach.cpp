#include "web/form_reach.hpp"

namespace utvag::web {

using rules::Node;
using rules::Op;

FormReach::FormReach(const rules::Program& program, Month month, std::string_view outcome)
    : program_(program), month_(month) {
  const std::int32_t root = program.find(outcome);
  if (root >= 0) definition(root, -1);
}

void FormReach::definition(std::int32_t index, std::int32_t role) {
  const rules::Definition& read = program_.definitions[static_cast<std::size_t>(index)];
  const std::int32_t first = read.family_first >= 0 ? read.family_first : index;
  if (!reached_.insert({first, read.for_person ? role : -1}).second) return;
  const std::int32_t inside = read.for_person ? role : -1;
  for (const rules::Layer& layer : program_.layers(read)) {
    for (const rules::Version& version : layer.versions) {
      const bool over = version.to && *version.to < first_day(month_);
      if (!over && version.from <= last_day(month_)) node(version.body, inside);
    }
  }
  for (const rules::Bound& bound : read.bounds) node(bound.value, inside);
}

/// For each role that the filter can let through.
void FormReach::of_persons(const Node& outer) {
  for (std::size_t role = 0; role < program_.roles.size(); ++role) {
    const auto index = static_cast<std::int32_t>(role);
    if (outer.b >= 0 && truth(outer.b, index) == Truth::no) continue;
    node(outer.b, index);
    node(outer.a, index);
  }
}

void FormReach::cases(const Node& outer, std::int32_t role) {
  const bool by_role =
      program_.nodes[static_cast<std::size_t>(outer.children[0])].op == Op::role && role >= 0;
  node(outer.children[0], role);
  for (std::size_t arm = 1; arm < outer.children.size(); ++arm) {
    const bool otherwise = arm > outer.masks.size();
    if (by_role && !otherwise && (outer.masks[arm - 1] >> role & 1U) == 0) continue;
    node(outer.children[arm], role);
    if (by_role && !otherwise) return;
  }
}

void FormReach::node(std::int32_t index, std::int32_t role) {
  if (index < 0) return;
  const Node& read = program_.nodes[static_cast<std::size_t>(index)];
  switch (read.op) {
    case Op::sum_persons:
    case Op::count_persons:
    case Op::any_person:
    case Op::all_persons:
      return of_persons(read);
    case Op::cases:
      return cases(read, role);
    case Op::both:
    case Op::either:
      if (truth(index, role) != Truth::open) return;
      if (truth(read.a, role) == Truth::open) node(read.a, role);
      if (truth(read.b, role) == Truth::open) node(read.b, role);
      return;
    case Op::if_else: {
      const Truth way = truth(read.a, role);
      if (way == Truth::open) node(read.a, role);
      if (way != Truth::no) node(read.b, role);
      if (way != Truth::yes) node(read.c, role);
      return;
    }
    default:
      break;
  }
  if (read.ref >= 0) definition(read.ref, role);
  node(read.a, role);
  node(read.b, role);
  node(read.c, role);
  for (const std::int32_t child : read.children) node(child, role);
}

FormReach::Truth FormReach::truth(std::int32_t index, std::int32_t role) const {
  if (index < 0) return Truth::open;
  const Node& read = program_.nodes[static_cast<std::size_t>(index)];
  const auto at = [&](std::int32_t side) -> const Node& {
    return program_.nodes[static_cast<std::size_t>(side)];
  };
  const auto when = [](bool holds) { return holds ? Truth::yes : Truth::no; };
  switch (read.op) {
    case Op::equal:
    case Op::not_equal: {
      const bool left = at(read.a).op == Op::role && at(read.b).op == Op::constant;
      const bool right = at(read.b).op == Op::role && at(read.a).op == Op::constant;
      if (role < 0 || (!left && !right)) return Truth::open;
      const bool same = at(left ? read.b : read.a).value == Rational{role};
      return when(same == (read.op == Op::equal));
    }
    case Op::in_set:
      if (role < 0 || at(read.a).op != Op::role) return Truth::open;
      return when((read.masks[0] >> role & 1U) != 0);
    case Op::negation: {
      const Truth inner = truth(read.a, role);
      if (inner == Truth::open) return inner;
      return when(inner == Truth::no);
    }
    case Op::both:
    case Op::either: {
      const Truth decides = read.op == Op::both ? Truth::no : Truth::yes;
      const Truth a = truth(read.a, role);
      const Truth b = truth(read.b, role);
      if (a == decides || b == decides) return decides;
      return a == Truth::open || b == Truth::open ? Truth::open : a;
    }
    default:
      return Truth::open;
  }
}

}  // namespace utvag::web
