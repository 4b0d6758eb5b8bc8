#include "rules/graph/ranges.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

namespace utvag::rules {
namespace {

using End = std::optional<Rational>;

/// An end that does not fit is an end that is not known.
End end(Rational value) {
  return value.overflowed() ? End{} : End{value};
}

ValueRange point(Rational value) {
  return {end(value), end(value), false};
}
ValueRange between(std::int64_t low, std::int64_t high) {
  return {Rational{low}, Rational{high}, false};
}
ValueRange nothing() {
  return {{}, {}, true};
}

bool less(const Rational& a, const Rational& b) {
  return compare(a, b) < 0;
}

/// The sum of two ends; open when either is.
End plus(const End& a, const End& b) {
  return a && b ? end(*a + *b) : End{};
}
End minus(const End& a) {
  return a ? end(-*a) : End{};
}

ValueRange sum(const ValueRange& a, const ValueRange& b) {
  if (a.empty || b.empty) return nothing();
  return {plus(a.low, b.low), plus(a.high, b.high), false};
}

ValueRange negated(const ValueRange& a) {
  return a.empty ? a : ValueRange{minus(a.high), minus(a.low), false};
}

bool at_least_zero(const ValueRange& a) {
  return a.low && a.low->numerator >= 0;
}
bool at_most_zero(const ValueRange& a) {
  return a.high && a.high->numerator <= 0;
}

/// Of two ranges that are both at least zero.
ValueRange product_above_zero(const ValueRange& a, const ValueRange& b) {
  ValueRange made{end(*a.low * *b.low), {}, false};
  if (a.high && b.high) made.high = end(*a.high * *b.high);
  return made;
}

ValueRange product(const ValueRange& a, const ValueRange& b) {
  if (a.empty || b.empty) return nothing();
  if ((at_most_zero(a) && at_least_zero(a)) || (at_most_zero(b) && at_least_zero(b))) {
    return point(Rational{0});
  }
  if (at_most_zero(a)) return negated(product(negated(a), b));
  if (at_most_zero(b)) return negated(product(a, negated(b)));
  if (at_least_zero(a) && at_least_zero(b)) return product_above_zero(a, b);
  if (!a.low || !a.high || !b.low || !b.high) {
    // One crosses zero: only its sign-free side tells nothing, so both ends are open.
    return {};
  }
  const std::array<Rational, 4> corners = {*a.low * *b.low, *a.low * *b.high, *a.high * *b.low,
                                           *a.high * *b.high};
  for (const Rational& corner : corners) {
    if (corner.overflowed()) return {};
  }
  return {*std::min_element(corners.begin(), corners.end(), less),
          *std::max_element(corners.begin(), corners.end(), less), false};
}

/// 1/b for a range that excludes zero.
ValueRange inverse(const ValueRange& b) {
  const bool positive = b.low && b.low->numerator > 0;
  ValueRange made;
  if (b.high) made.low = end(Rational{1} / *b.high);
  if (b.low) made.high = end(Rational{1} / *b.low);
  if (positive && !made.low) made.low = Rational{0};
  if (!positive && !made.high) made.high = Rational{0};
  return made;
}

ValueRange quotient(const ValueRange& a, const ValueRange& b) {
  if (a.empty || b.empty) return nothing();
  return b.excludes_zero() ? product(a, inverse(b)) : ValueRange{};
}

ValueRange rounded(const ValueRange& a, Rational step, Rounding mode) {
  if (a.empty) return a;
  ValueRange made;
  if (a.low) made.low = end(round_to(*a.low, step, mode));
  if (a.high) made.high = end(round_to(*a.high, step, mode));
  return made;
}

ValueRange least(const ValueRange& a, const ValueRange& b) {
  if (a.empty || b.empty) return nothing();
  ValueRange made;
  if (a.low && b.low) made.low = std::min(*a.low, *b.low, less);
  if (a.high && b.high) {
    made.high = std::min(*a.high, *b.high, less);
  } else {
    made.high = a.high ? a.high : b.high;
  }
  return made;
}

/// A sum over so many (from–to, open upwards when absent) of values in a range.
ValueRange repeated(const ValueRange& value, std::int64_t from, std::optional<std::int64_t> to) {
  if (to && *to == 0) return point(Rational{0});
  if (value.empty) return from > 0 ? nothing() : point(Rational{0});
  const auto times = [](const End& one, std::int64_t count) {
    return one ? end(*one * Rational{count}) : End{};
  };
  ValueRange made;
  if (value.low && value.low->numerator >= 0) {
    made.low = times(value.low, from);
  } else if (to) {
    made.low = times(value.low, *to);
  }
  if (value.high && value.high->numerator <= 0) {
    made.high = times(value.high, from);
  } else if (to) {
    made.high = times(value.high, *to);
  }
  return made;
}

ValueRange of_type(const Program& program, const Type& type) {
  switch (type.kind) {
    case Kind::number:
      return {};
    case Kind::boolean:
      return between(0, 1);
    case Kind::date:
      return between(kFirstDate.days, kLastDate.days);
    case Kind::month:
      return between(month_of(kFirstDate).index, month_of(kLastDate).index);
    case Kind::enumeration:
      break;
  }
  const std::size_t count =
      type.enumeration < 0
          ? program.roles.size()
          : program.enumerations[static_cast<std::size_t>(type.enumeration)].members.size();
  return between(0, static_cast<std::int64_t>(count) - 1);
}

/// How many persons a filter can let through: exactly a role's numbers for `roll = x` and
/// `roll i x, y`; else none to all.
class Counts {
 public:
  struct Count {
    std::int64_t from = 0;
    std::optional<std::int64_t> to;
  };

  explicit Counts(const Program& program) : program_(program) {}

  Count persons(std::int32_t filter) const {
    const std::size_t roles = program_.roles.size();
    std::uint64_t mask = roles >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << roles) - 1;
    const bool exact = filter < 0 || roles_of(filter, mask);
    Count count;
    std::int64_t most = 0;
    bool open = false;
    for (std::size_t i = 0; i < roles; ++i) {
      if ((mask & (std::uint64_t{1} << i)) == 0) continue;
      const Role& role = program_.roles[i];
      if (exact) count.from += role.min;
      open |= role.max < 0;
      most += std::max(role.max, 0);
    }
    if (!open) count.to = most;
    return count;
  }

  Count members(const Node& node) const {
    const auto& over = program_.enumerations[static_cast<std::size_t>(node.enumeration)];
    const auto count = static_cast<std::int64_t>(over.members.size());
    return {node.b < 0 ? count : 0, count};
  }

 private:
  const Node& at(std::int32_t index) const {
    return program_.nodes[static_cast<std::size_t>(index)];
  }

  /// Narrows `mask` to roles that can pass; true when the filter says nothing but the role.
  bool roles_of(std::int32_t filter, std::uint64_t& mask) const {
    const Node& node = at(filter);
    if (node.op == Op::in_set && at(node.a).op == Op::role) {
      mask &= node.masks[0];
      return true;
    }
    if (node.op == Op::equal) {
      const bool left = at(node.a).op == Op::role && at(node.b).op == Op::constant;
      const bool right = at(node.b).op == Op::role && at(node.a).op == Op::constant;
      if (left || right) {
        mask &= std::uint64_t{1} << at(left ? node.b : node.a).value.numerator;
        return true;
      }
    }
    if (node.op == Op::both) {
      const bool first = roles_of(node.a, mask);
      const bool second = roles_of(node.b, mask);
      return first && second;
    }
    return false;
  }

  const Program& program_;
};

class Finder {
 public:
  Finder(const Program& program, std::vector<ValueRange>& nodes,
         std::vector<ValueRange>& definitions)
      : program_(program), nodes_(nodes), definitions_(definitions), counts_(program) {}

  /// Children stand before their parents, and what is read before its reader.
  void all() {
    std::int32_t done = 0;
    for (std::size_t i = 0; i < program_.definitions.size(); ++i) {
      const Definition& definition = program_.definitions[i];
      const auto first = static_cast<std::size_t>(definition.family_first);
      if (definition.family >= 0 && first != i) {
        definitions_[i] = definitions_[first];
        continue;
      }
      // All nodes of one definition lie together, and only refer to definitions before it.
      std::int32_t last = done - 1;
      for (const Layer& layer : definition.layers) {
        for (const Version& version : layer.versions) last = std::max(last, version.body);
      }
      for (const Bound& bound : definition.bounds) last = std::max(last, bound.value);
      last = std::max(last, definition.condition);
      for (; done <= last; ++done) {
        nodes_[static_cast<std::size_t>(done)] =
            node(program_.nodes[static_cast<std::size_t>(done)]);
      }
      definitions_[i] = of_definition(definition);
    }
  }

 private:
  const ValueRange& at(std::int32_t index) const { return nodes_[static_cast<std::size_t>(index)]; }

  ValueRange input(const Definition& definition) const {
    ValueRange made = of_type(program_, definition.type);
    if (definition.low) made.low = definition.low;
    if (definition.high) made.high = definition.high;
    if (definition.assumed) made = either_of(made, point(*definition.assumed));
    if (definition.list) made = either_of(made, point(Rational{0}));  // what a list lacks is none
    return made;
  }

  ValueRange of_definition(const Definition& definition) const {
    if (definition.kind == DefKind::input) return input(definition);
    ValueRange made = nothing();
    for (std::size_t i = 0; i < definition.layers.size(); ++i) {
      // Bounds hold what overlays set; the law's own default stands as it is.
      if (i + 1 == definition.layers.size()) clamp(made, definition);
      made = either_of(made, of_layer(definition.layers[i]));
    }
    if (definition.type.kind != Kind::number) return of_type(program_, definition.type);
    if (definition.term == Term::guideline) return {};  // a person may leave it for any value
    if (definition.kind == DefKind::judgement) {
      if (definition.direction != Direction::higher) made.low.reset();
      if (definition.direction != Direction::lower) made.high.reset();
      if (made.empty) made = {};
    }
    return made;
  }

  ValueRange of_layer(const Layer& layer) const {
    ValueRange made = nothing();
    for (const Version& version : layer.versions) {
      if (version.body >= 0) made = either_of(made, at(version.body));
      for (const Row& row : version.rows) {
        if (!row.unknown) made = either_of(made, point(row.value));
      }
    }
    return made;
  }

  void clamp(ValueRange& made, const Definition& definition) const {
    for (const Bound& bound : definition.bounds) clamp(made, bound);
  }

  void clamp(ValueRange& made, const Bound& bound) const {
    if (made.empty || bound.value < 0 || bound.from > kFirstDate || bound.to < kLastDate) return;
    const ValueRange& limit = at(bound.value);
    if (bound.at_least && limit.low) {
      made.low = made.low ? std::max(*made.low, *limit.low, less) : *limit.low;
      if (made.high) made.high = std::max(*made.high, *made.low, less);
    }
    if (!bound.at_least && limit.high) {
      made.high = made.high ? std::min(*made.high, *limit.high, less) : *limit.high;
      if (made.low) made.low = std::min(*made.low, *made.high, less);
    }
  }

  ValueRange children(const Node& node, std::size_t from) const {
    ValueRange made = nothing();
    for (std::size_t i = from; i < node.children.size(); ++i) {
      made = either_of(made, at(node.children[i]));
    }
    return made;
  }

  ValueRange least_or_greatest(const Node& node) const {
    const bool smallest = node.op == Op::minimum;
    ValueRange made = smallest ? at(node.children[0]) : negated(at(node.children[0]));
    for (std::size_t i = 1; i < node.children.size(); ++i) {
      const ValueRange& child = at(node.children[i]);
      made = least(made, smallest ? child : negated(child));
    }
    return smallest ? made : negated(made);
  }

  ValueRange aggregate(const Node& node) const {
    const bool persons = node.op == Op::sum_persons || node.op == Op::count_persons;
    const Counts::Count count = persons ? counts_.persons(node.b) : counts_.members(node);
    const bool counting = node.op == Op::count_persons || node.op == Op::count_members;
    return repeated(counting ? point(Rational{1}) : at(node.a), count.from, count.to);
  }

  ValueRange number(const Node& node) const {
    switch (node.op) {
      case Op::add:
        return sum(at(node.a), at(node.b));
      case Op::subtract:
        return sum(at(node.a), negated(at(node.b)));
      case Op::multiply:
        return product(at(node.a), at(node.b));
      case Op::divide:
        return quotient(at(node.a), at(node.b));
      case Op::negate:
        return negated(at(node.a));
      case Op::minimum:
      case Op::maximum:
        return least_or_greatest(node);
      case Op::round:
        return rounded(at(node.a), node.value, node.rounding);
      case Op::sum_persons:
      case Op::sum_members:
      case Op::count_persons:
      case Op::count_members:
        return aggregate(node);
      case Op::days_in_month:
        return between(28, 31);
      case Op::age:
        return between(-1'200, 1'200);  // dates lie within 1800–2999
      case Op::months_between:
        return between(-14'400, 14'400);
      case Op::days_between:
        return between(-438'400, 438'400);
      default:
        return {};
    }
  }

  ValueRange node(const Node& node) const {
    switch (node.op) {
      case Op::constant:
        return point(node.value);
      case Op::silent:
        return nothing();
      case Op::definition:
      case Op::family:
      case Op::lookup:
        return definitions_[static_cast<std::size_t>(node.ref)];
      case Op::input_at:
        return at(node.a);
      case Op::if_applicable:
        return either_of(at(node.a), at(node.b));
      case Op::if_else:
        return either_of(at(node.b), at(node.c));
      case Op::cases:
        return children(node, 1);
      default:
        break;
    }
    return node.type.kind == Kind::number ? number(node) : of_type(program_, node.type);
  }

  const Program& program_;
  std::vector<ValueRange>& nodes_;
  std::vector<ValueRange>& definitions_;
  Counts counts_;
};

}  // namespace

bool ValueRange::excludes_zero() const {
  return empty || (low && low->numerator > 0) || (high && high->numerator < 0);
}

ValueRange either_of(const ValueRange& a, const ValueRange& b) {
  if (a.empty) return b;
  if (b.empty) return a;
  ValueRange made;
  if (a.low && b.low) made.low = std::min(*a.low, *b.low, less);
  if (a.high && b.high) made.high = std::max(*a.high, *b.high, less);
  return made;
}

Ranges::Ranges(const Program& program)
    : nodes_(program.nodes.size()), definitions_(program.definitions.size()) {
  Finder(program, nodes_, definitions_).all();
}

}  // namespace utvag::rules
