#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "rules/tools/mutants.hpp"

namespace utvag::rules::tools {
namespace {

using Apply = std::function<void(Program&, std::int32_t)>;

Node& at(Program& program, std::int32_t index) {
  return program.nodes[static_cast<std::size_t>(index)];
}

/// The node becomes a copy of one of its operands.
Apply become(std::int32_t Node::* operand) {
  return [operand](Program& program, std::int32_t node) {
    const Node copy = at(program, at(program, node).*operand);
    at(program, node) = copy;
  };
}

Apply swap_operands(std::int32_t Node::* one, std::int32_t Node::* other) {
  return [one, other](Program& program, std::int32_t node) {
    Node& what = at(program, node);
    std::swap(what.*one, what.*other);
  };
}

Apply to_op(Op op) {
  return [op](Program& program, std::int32_t node) { at(program, node).op = op; };
}

Apply to_value(Rational value) {
  return [value](Program& program, std::int32_t node) { at(program, node).value = value; };
}

Apply to_constant(Rational value) {
  return [value](Program& program, std::int32_t node) {
    Node constant;
    constant.type = at(program, node).type;
    constant.span = at(program, node).span;
    constant.value = value;
    at(program, node) = constant;
  };
}

std::int32_t append(Program& program, Node node) {
  program.nodes.push_back(std::move(node));
  return static_cast<std::int32_t>(program.nodes.size()) - 1;
}

/// The node stands under a new operator in its own place.
Apply wrap(Op op, std::optional<Rational> right) {
  return [op, right](Program& program, std::int32_t node) {
    Node outer;
    outer.op = op;
    outer.type = at(program, node).type;
    outer.span = at(program, node).span;
    outer.a = append(program, Node(at(program, node)));
    if (right) {
      Node constant;
      constant.value = *right;
      outer.b = append(program, constant);
    }
    at(program, node) = outer;
  };
}

/// `finns(person där F)` becomes `alla(person: F)`.
Apply any_to_all(Op op) {
  return [op](Program& program, std::int32_t node) {
    Node& what = at(program, node);
    what.op = op;
    what.a = what.b;
    what.b = -1;
  };
}

/// `alla(person där F: A)` becomes `finns(person där F och A)`.
Apply all_to_any(Op op) {
  return [op](Program& program, std::int32_t node) {
    const Node all = at(program, node);
    std::int32_t filter = all.a;
    if (all.b >= 0) {
      Node both;
      both.op = Op::both;
      both.type = all.type;
      both.span = all.span;
      both.a = all.b;
      both.b = all.a;
      filter = append(program, both);
    }
    Node& what = at(program, node);
    what.op = op;
    what.a = -1;
    what.b = filter;
  };
}

constexpr std::array<std::pair<Op, std::string_view>, 6> kComparisons = {{
    {Op::equal, "eq"},
    {Op::not_equal, "ne"},
    {Op::less, "lt"},
    {Op::less_equal, "le"},
    {Op::greater, "gt"},
    {Op::greater_equal, "ge"},
}};

/// Whether a comparison holds when left − right has this sign.
bool holds_at(Op op, int sign) {
  switch (op) {
    case Op::equal:
      return sign == 0;
    case Op::not_equal:
      return sign != 0;
    case Op::less:
      return sign < 0;
    case Op::less_equal:
      return sign <= 0;
    case Op::greater:
      return sign > 0;
    default:
      return sign >= 0;
  }
}

std::string_view name_of(Op op) {
  for (const auto& [comparison, name] : kComparisons) {
    if (comparison == op) return name;
  }
  return "?";
}

bool in_time(const Type& type) {
  return type.kind == Kind::number &&
         (type.unit.month != 0 || type.unit.day != 0 || type.unit.year != 0);
}

bool plain_number(const Type& type) {
  return type.kind == Kind::number && type.unit == Unit{};
}

/// One unit of a value: a krona, 1, a hundredth of a share, a day, a month.
Rational unit_of(const Type& type) {
  if (type.kind != Kind::number) return Rational{1};
  if (type.unit.kr > 0) return Rational{100};
  return type.whole || !(type.unit == Unit{}) ? Rational{1} : Rational::make(1, 100);
}

/// The smallest step of a value: an öre, 1, a day, a month.
Rational smallest_of(const Type& type) {
  if (type.kind == Kind::number && type.unit.kr <= 0 && !type.whole) return Rational::make(1, 100);
  return Rational{1};
}

class Variants {
 public:
  Variants(const PackView& view, std::int32_t site, const std::vector<Interval>& intervals,
           std::size_t& proved)
      : view_(view),
        program_(view.program()),
        place_(view.nodes()[static_cast<std::size_t>(site)]),
        node_(view.node(site)),
        intervals_(intervals),
        proved_(proved) {}

  std::vector<NodeVariant> run() {
    switch (node_.op) {
      case Op::equal:
      case Op::not_equal:
      case Op::less:
      case Op::less_equal:
      case Op::greater:
      case Op::greater_equal:
        comparison();
        break;
      case Op::add:
      case Op::subtract:
      case Op::multiply:
      case Op::divide:
      case Op::negate:
        arithmetic();
        break;
      case Op::both:
      case Op::either:
      case Op::negation:
      case Op::if_else:
        logic();
        break;
      case Op::cases:
        cases();
        break;
      case Op::in_range:
        range();
        break;
      case Op::in_set:
        set();
        break;
      case Op::minimum:
      case Op::maximum:
        extreme();
        break;
      case Op::round:
        rounding();
        break;
      case Op::lookup:
        key_order();
        break;
      case Op::constant:
        constant();
        break;
      default:
        other();
        break;
    }
    units();
    return std::move(found_);
  }

 private:
  void add(std::string kind, Apply apply, MutantClass klass = MutantClass::structure) {
    found_.push_back(NodeVariant{std::move(kind), klass, std::move(apply)});
  }

  const Node& child(std::int32_t index) const {
    return program_.nodes[static_cast<std::size_t>(index)];
  }
  const Interval& interval(std::int32_t index) const {
    return intervals_[static_cast<std::size_t>(index)];
  }

  void comparison() {
    const Kind kind = child(node_.a).type.kind;
    const std::string from = std::string(name_of(node_.op)) + "_";
    if (kind == Kind::enumeration || kind == Kind::boolean) {
      const Op other = node_.op == Op::equal ? Op::not_equal : Op::equal;
      add(from + std::string(name_of(other)), to_op(other));
      return;
    }
    const Interval difference = minus(interval(node_.a), interval(node_.b));
    const Rational zero{0};
    const std::array<bool, 3> possible = {!difference.low || compare(*difference.low, zero) < 0,
                                          difference.holds(zero),
                                          !difference.high || compare(zero, *difference.high) < 0};
    for (const auto& [op, name] : kComparisons) {
      if (op == node_.op) continue;
      bool differs = false;
      for (int sign = -1; sign <= 1; ++sign) {
        differs = differs || (possible.at(static_cast<std::size_t>(1 + sign)) &&
                              holds_at(op, sign) != holds_at(node_.op, sign));
      }
      if (!differs) {
        ++proved_;
        continue;
      }
      add(from + std::string(name), to_op(op));
    }
  }

  void arithmetic() {
    if (node_.op == Op::negate) {
      add("drop", become(&Node::a));
      return;
    }
    const Type& a = child(node_.a).type;
    const Type& b = child(node_.b).type;
    const bool same = a.unit == b.unit;
    if (node_.op == Op::add) add("add_sub", to_op(Op::subtract));
    if (node_.op == Op::subtract) add("sub_add", to_op(Op::add));
    if (node_.op == Op::multiply && plain_number(b)) add("mul_div", to_op(Op::divide));
    if (node_.op == Op::divide && plain_number(b)) add("div_mul", to_op(Op::multiply));
    const bool ordered = node_.op == Op::subtract || (node_.op == Op::divide && same);
    if (ordered) add("swap", swap_operands(&Node::a, &Node::b));
    if (a.unit == node_.type.unit) add("left", become(&Node::a));
    if (b.unit == node_.type.unit && node_.op != Op::divide) add("right", become(&Node::b));
  }

  void logic() {
    switch (node_.op) {
      case Op::both:
        add("och_eller", to_op(Op::either));
        break;
      case Op::either:
        add("eller_och", to_op(Op::both));
        break;
      case Op::negation:
        add("drop", become(&Node::a));
        return;
      default:
        add("negate", swap_operands(&Node::b, &Node::c));
        add("then", become(&Node::b));
        add("else", become(&Node::c));
        return;
    }
    add("left", become(&Node::a));
    add("right", become(&Node::b));
  }

  std::size_t members_of(const Type& type) const {
    return type.enumeration >= 0
               ? program_.enumerations[static_cast<std::size_t>(type.enumeration)].members.size()
               : program_.roles.size();
  }

  std::string member_name(const Type& type, std::size_t member) const {
    return value_text(program_, type, Rational{static_cast<std::int64_t>(member)});
  }

  /// Each member is moved from its arm to the next (from the last to the first).
  void cases() {
    const Type& type = child(node_.children.front()).type;
    const std::size_t arms = node_.children.size() - 1;
    const std::size_t members = std::min<std::size_t>(members_of(type), 64);
    if (arms < 2) return;
    for (std::size_t member = 0; member < members; ++member) {
      std::size_t from = 0;
      while (from < node_.masks.size() && (node_.masks[from] >> member & 1) == 0) ++from;
      if (from >= arms) continue;
      const std::size_t to = (from + 1) % arms;
      add("arm_" + member_name(type, member), [=](Program& program, std::int32_t node) {
        auto& masks = at(program, node).masks;
        const std::uint64_t bit = std::uint64_t{1} << member;
        for (std::uint64_t& mask : masks) mask &= ~bit;
        if (to < masks.size()) masks[to] |= bit;
      });
    }
  }

  void range() {
    add("negate", wrap(Op::negation, std::nullopt));
    const Rational step = smallest_of(child(node_.a).type);
    const auto move = [&](const char* kind, bool low, Rational by) {
      add(
          kind,
          [low, by](Program& program, std::int32_t node) {
            auto& end = low ? at(program, node).low : at(program, node).high;
            end = *end + by;
          },
          MutantClass::boundary);
    };
    if (node_.low) {
      move("low+1", true, step);
      move("low-1", true, -step);
    }
    if (node_.high) {
      move("high+1", false, step);
      move("high-1", false, -step);
    }
  }

  void set() {
    const Type& type = child(node_.a).type;
    const std::size_t members = std::min<std::size_t>(members_of(type), 64);
    for (std::size_t member = 0; member < members; ++member) {
      add("member_" + member_name(type, member), [member](Program& program, std::int32_t node) {
        at(program, node).masks.front() ^= std::uint64_t{1} << member;
      });
    }
  }

  /// Whether the child can win over some other value of the rest.
  bool can_win(std::size_t index) const {
    const Interval& own = interval(node_.children[index]);
    for (std::size_t i = 0; i < node_.children.size(); ++i) {
      if (i == index) continue;
      const Interval& other = interval(node_.children[i]);
      const auto& lowest = node_.op == Op::minimum ? own.low : other.low;
      const auto& highest = node_.op == Op::minimum ? other.high : own.high;
      if (lowest && highest && compare(*lowest, *highest) >= 0) return false;
    }
    return true;
  }

  void extreme() {
    const bool least = node_.op == Op::minimum;
    if (node_.children.size() < 2) return;
    add(least ? "min_max" : "max_min", to_op(least ? Op::maximum : Op::minimum));
    for (std::size_t i = 0; i < node_.children.size(); ++i) {
      if (!can_win(i)) {
        ++proved_;
        continue;
      }
      add("drop_" + std::to_string(i + 1), [i](Program& program, std::int32_t node) {
        auto& children = at(program, node).children;
        children.erase(children.begin() + static_cast<std::ptrdiff_t>(i));
      });
    }
  }

  void rounding() {
    static constexpr std::array<std::pair<Rounding, const char*>, 3> kModes = {
        {{Rounding::up, "up"}, {Rounding::down, "down"}, {Rounding::nearest, "nearest"}}};
    for (const auto& [mode, name] : kModes) {
      if (mode == node_.rounding) continue;
      const Rounding other = mode;
      add(name,
          [other](Program& program, std::int32_t node) { at(program, node).rounding = other; });
    }
    add("step_x10", to_value(node_.value * Rational{10}));
    add("step_d10", to_value(node_.value / Rational{10}));
    add("drop", become(&Node::a));
  }

  void key_order() {
    for (std::size_t i = 0; i < node_.children.size(); ++i) {
      for (std::size_t j = i + 1; j < node_.children.size(); ++j) {
        if (!(child(node_.children[i]).type == child(node_.children[j]).type)) continue;
        add("swap_" + std::to_string(i + 1) + std::to_string(j + 1),
            [i, j](Program& program, std::int32_t node) {
              auto& keys = at(program, node).children;
              std::swap(keys[i], keys[j]);
            });
      }
    }
  }

  void constant() {
    const Type& type = node_.type;
    const MutantClass value = MutantClass::value;
    if (type.kind == Kind::boolean) {
      add("flip", to_constant(Rational{node_.value == Rational{0} ? 1 : 0}), value);
      return;
    }
    if (type.kind == Kind::enumeration) {
      const auto members = static_cast<std::int64_t>(members_of(type));
      if (members < 2) return;
      add("next", to_value(Rational{(node_.value.numerator + 1) % members}), value);
      return;
    }
    add("plus", to_value(node_.value + unit_of(type)), value);
    // A divisor must not become zero, so one is only made larger.
    const bool one = node_.value == unit_of(type);
    if (!one || !divides()) add("minus", to_value(node_.value - unit_of(type)), value);
  }

  bool divides() const {
    if (place_.parent < 0) return false;
    const Node& parent = view_.node(place_.parent);
    return parent.op == Op::divide && parent.b == place_.node;
  }

  void other() {
    switch (node_.op) {
      case Op::age:
      case Op::months_between:
      case Op::days_between:
        add("swap", swap_operands(&Node::a, &Node::b));
        return;
      case Op::first_day:
        add("first_last", to_op(Op::last_day));
        return;
      case Op::last_day:
        add("last_first", to_op(Op::first_day));
        return;
      case Op::days_in_month:
        add("days_30", to_constant(Rational{30}));
        return;
      case Op::add_days:
      case Op::add_months:
      case Op::add_months_to_date:
        moved_time();
        return;
      case Op::input_at:
        add("asked_month", become(&Node::a));
        return;
      case Op::if_applicable:
        add("plain", become(&Node::a));
        add("else", become(&Node::b));
        return;
      case Op::applicable:
        add("true", to_constant(Rational{1}));
        add("false", to_constant(Rational{0}));
        return;
      case Op::definition:
      case Op::family:
        if (node_.type.kind == Kind::boolean && !negated_by_parent()) {
          add("not", wrap(Op::negation, std::nullopt));
        }
        return;
      default:
        aggregate();
        return;
    }
  }

  void moved_time() {
    add("left", become(&Node::a));
    add("minus", [](Program& program, std::int32_t node) {
      Node negated;
      negated.op = Op::negate;
      negated.a = at(program, node).b;
      negated.type = at(program, negated.a).type;
      const std::int32_t added = append(program, negated);
      at(program, node).b = added;
    });
    if (node_.op == Op::add_months_to_date) add("days", to_op(Op::add_days));
    if (node_.op == Op::add_days) add("months", to_op(Op::add_months_to_date));
  }

  /// Negating what `om` or `inte` reads is the same mutant as theirs.
  bool negated_by_parent() const {
    if (place_.parent < 0) return false;
    const Op parent = view_.node(place_.parent).op;
    return parent == Op::if_else ? view_.node(place_.parent).a == place_.node
                                 : parent == Op::negation || parent == Op::if_applicable ||
                                       parent == Op::applicable || parent == Op::input_at;
  }

  void aggregate() {
    switch (node_.op) {
      case Op::any_person:
        add("any_all", any_to_all(Op::all_persons));
        break;
      case Op::all_persons:
        add("all_any", all_to_any(Op::any_person));
        break;
      case Op::any_member:
        add("any_all", any_to_all(Op::all_members));
        break;
      case Op::all_members:
        add("all_any", all_to_any(Op::any_member));
        break;
      case Op::sum_persons:
      case Op::sum_members:
      case Op::count_persons:
      case Op::count_members:
        break;
      default:
        return;
    }
    if (node_.b < 0) return;
    add("filter_drop", [](Program& program, std::int32_t node) { at(program, node).b = -1; });
    const Op filter = child(node_.b).op;
    if (filter == Op::both || filter == Op::either) {
      add("filter_not", [](Program& program, std::int32_t node) {
        Node negation;
        negation.op = Op::negation;
        negation.a = at(program, node).b;
        negation.type = at(program, negation.a).type;
        const std::int32_t added = append(program, negation);
        at(program, node).b = added;
      });
    }
  }

  /// A value per month taken as per year, or days as months.
  void units() {
    const bool reads = node_.op == Op::definition || node_.op == Op::family ||
                       node_.op == Op::lookup || node_.op == Op::input_at;
    if (!in_time(node_.type) || (!reads && node_.op != Op::constant)) return;
    if (node_.op == Op::constant && node_.value == Rational{0}) return;
    if (place_.parent >= 0) {
      const Node& parent = view_.node(place_.parent);
      // What stands inside om_tillämpligt or vid must stay an input.
      if (parent.op == Op::input_at || parent.op == Op::applicable) return;
      if (parent.op == Op::if_applicable && parent.a == place_.node) return;
      if (compared_with_zero(parent)) {
        ++proved_;
        return;
      }
    }
    if (reads) {
      add("x12", wrap(Op::multiply, Rational{12}));
      return;
    }
    add("x12", to_value(node_.value * Rational{12}));
    add("d12", to_value(node_.value / Rational{12}));
  }

  bool compared_with_zero(const Node& parent) const {
    if (parent.op < Op::equal || parent.op > Op::greater_equal) return false;
    const Node& other = child(parent.a == place_.node ? parent.b : parent.a);
    return other.op == Op::constant && other.value == Rational{0};
  }

  const PackView& view_;
  const Program& program_;
  const PackView::NodeSite& place_;
  const Node& node_;
  const std::vector<Interval>& intervals_;
  std::size_t& proved_;
  std::vector<NodeVariant> found_;
};

}  // namespace

std::vector<NodeVariant> node_variants(const PackView& view, std::int32_t site,
                                       const std::vector<Interval>& intervals,
                                       std::size_t& proved) {
  return Variants(view, site, intervals, proved).run();
}

}  // namespace utvag::rules::tools
