#include <algorithm>
#include <bit>
#include <utility>

#include "rules/graph/checker.hpp"

namespace utvag::rules::checker {
namespace {

const Type kBoolean{Kind::boolean, {}, false, -1};

std::uint64_t bit(std::int64_t ordinal) {
  return std::uint64_t{1} << ordinal;
}

}  // namespace

std::int32_t Typer::if_else(const Expr& expr, const Type* hint, bool tail) {
  Node node;
  node.op = Op::if_else;
  node.a = wanted(*expr.children[0], kBoolean);
  tail_ = tail;
  node.b = this->node(*expr.children[1], hint);
  tail_ = tail;
  node.c = this->node(*expr.children[2], hint);
  if (node.a < 0 || node.b < 0 || node.c < 0) return -1;
  if (!same(node.b, node.c, expr.span, "välja mellan", "chosen between")) return -1;
  node.type = joined(node.b, node.c);
  return add(std::move(node), expr.span);
}

/// The members of each arm as bits; tells unknown, repeated and missing members.
bool Typer::case_masks(const Expr& expr, std::int16_t enumeration,
                       std::vector<std::uint64_t>& masks) {
  std::uint64_t seen = 0;
  bool good = true;
  for (const auto& arm : expr.arms) {
    std::uint64_t mask = 0;
    for (const std::string& name : arm) {
      Expr written{};
      written.kind = ExprKind::name;
      written.span = expr.span;
      written.text = name;
      Type type;
      type.kind = Kind::enumeration;
      type.enumeration = enumeration;
      const auto ordinal = checker_.constant(written, type, false);
      good &= ordinal.has_value();
      if (!ordinal) continue;
      if ((seen & bit(ordinal->numerator)) != 0) {
        good = false;
        checker_.error("language.cases-twice", expr.span, quoted(name) + " står i fler än en gren.",
                       quoted(name) + " stands in more than one branch.");
      }
      mask |= bit(ordinal->numerator);
      seen |= mask;
    }
    masks.push_back(mask);
  }
  if (!good) return false;
  const std::size_t count = checker_.member_count(enumeration);
  std::string missing;
  for (std::size_t i = 0; i < count; ++i) {
    if ((seen & bit(static_cast<std::int64_t>(i))) != 0) continue;
    missing += (missing.empty() ? "" : ", ") + checker_.member_name(enumeration, i);
  }
  if (!missing.empty() && !expr.has_else) {
    auto& fault =
        checker_.error("language.cases-missing", expr.span, "fall täcker inte " + missing + ".",
                       "fall does not cover " + missing + ".");
    fault.fix_sv = "Lägg till när " + missing + " då …, eller annars …";
    fault.fix_en = "Add när " + missing + " då …, or annars …";
    return false;
  }
  if (missing.empty() && expr.has_else) {
    checker_.error("language.cases-otherwise", expr.span,
                   "annars kan aldrig bli vald: alla fall är redan täckta.",
                   "annars can never be chosen: all cases are already covered.");
    return false;
  }
  return true;
}

std::int32_t Typer::cases(const Expr& expr, const Type* hint, bool tail) {
  Node node;
  node.op = Op::cases;
  const std::int32_t subject = this->node(*expr.children[0], nullptr);
  if (subject < 0) return -1;
  if (type_of(subject).kind != Kind::enumeration) {
    auto& fault = checker_.error(
        "language.type", expr.children[0]->span,
        "fall är för uppräkningar; det här är " + checker_.type_text(type_of(subject)) + ".",
        "fall is for enumerations; this is " + checker_.type_text(type_of(subject)) + ".");
    fault.fix_sv = "om … då … annars …";
    fault.fix_en = fault.fix_sv;
    return -1;
  }
  const std::int16_t enumeration = type_of(subject).enumeration;
  bool good = case_masks(expr, enumeration, node.masks);
  node.children.push_back(subject);
  for (std::size_t i = 1; i < expr.children.size(); ++i) {
    tail_ = tail;
    node.children.push_back(this->node(*expr.children[i], hint));
    good &= node.children.back() >= 0;
  }
  if (!good) return -1;
  node.type = type_of(node.children[1]);
  for (std::size_t i = 2; i < node.children.size(); ++i) {
    if (!same(node.children[1], node.children[i], expr.children[i]->span, "välja mellan",
              "chosen between")) {
      return -1;
    }
    node.type.whole = node.type.whole && type_of(node.children[i]).whole;
  }
  return add(std::move(node), expr.span);
}

std::int32_t Typer::in_range(const Expr& expr) {
  Node node;
  node.op = Op::in_range;
  node.type = kBoolean;
  node.a = this->node(*expr.children[0], nullptr);
  if (node.a < 0) return -1;
  Type type = type_of(node.a);
  if (type.kind == Kind::boolean || type.kind == Kind::enumeration) {
    checker_.error("language.type", expr.span,
                   checker_.type_text(type) + " har ingen ordning att ha ett intervall i.",
                   checker_.type_text(type) + " has no order to have a range in.");
    return -1;
  }
  type.whole = false;  // the ends of a range need not be whole
  const auto found = checker_.interval(expr.pattern, type);
  if (!found) return -1;
  node.low = found->low;
  node.high = found->high;
  return add(std::move(node), expr.span);
}

std::int32_t Typer::in_set(const Expr& expr) {
  Node node;
  node.op = Op::in_set;
  node.type = kBoolean;
  node.a = this->node(*expr.children[0], nullptr);
  if (node.a < 0) return -1;
  const Type type = type_of(node.a);
  if (type.kind != Kind::enumeration) {
    checker_.error("language.type", expr.span,
                   "i med ord är för uppräkningar; det här är " + checker_.type_text(type) + ".",
                   "i with words is for enumerations; this is " + checker_.type_text(type) + ".");
    return -1;
  }
  std::uint64_t mask = 0;
  for (const std::string& name : expr.names) {
    Expr written{};
    written.kind = ExprKind::name;
    written.span = expr.span;
    written.text = name;
    const auto ordinal = checker_.constant(written, type, false);
    if (!ordinal) return -1;
    mask |= bit(ordinal->numerator);
  }
  node.masks.push_back(mask);
  return add(std::move(node), expr.span);
}

std::int32_t Typer::round(const Expr& expr) {
  Node node;
  node.op = Op::round;
  node.rounding = expr.text == "uppåt"   ? Rounding::up
                  : expr.text == "nedåt" ? Rounding::down
                                         : Rounding::nearest;
  node.a = this->node(*expr.children[0], nullptr);
  if (node.a < 0 || !number(node.a, expr.children[0]->span)) return -1;
  node.type = type_of(node.a);
  Type step_type = node.type;
  step_type.whole = false;
  const auto step = checker_.constant(*expr.children[1], step_type, false);
  if (!step) return -1;
  if (compare(*step, Rational{0}) <= 0) {
    checker_.error("language.rounding-step", expr.children[1]->span,
                   "Steget att avrunda till ska vara större än noll.",
                   "The step to round to must be greater than zero.");
    return -1;
  }
  node.value = *step;
  node.type.whole = step->is_whole();
  return add(std::move(node), expr.span);
}

const Item* Typer::input_of(std::int32_t made) const {
  const Node& node = checker_.items[item_].nodes[static_cast<std::size_t>(made)];
  if (node.op != Op::definition && node.op != Op::family) return nullptr;
  const Item& item = checker_.items[static_cast<std::size_t>(node.ref)];
  return item.shape.kind == DefKind::input ? &item : nullptr;
}

std::int32_t Typer::at_month(const Expr& expr) {
  Node node;
  node.op = Op::input_at;
  node.a = this->node(*expr.children[0], nullptr);
  Type month;
  month.kind = Kind::month;
  node.b = wanted(*expr.children[1], month);
  if (node.a < 0 || node.b < 0) return -1;
  const Item* input = input_of(node.a);
  if (input == nullptr || !input->shape.spell) {
    auto& fault = checker_.error("language.spell", expr.span,
                                 "vid är för indata som kan anges med från och till.",
                                 "vid is for inputs that may be given with from and to.");
    if (input != nullptr) {
      fault.related.push_back(input->decl->name_span);
      fault.fix_sv = "Skriv spann i indatan " + quoted(input->decl->name) + ".";
      fault.fix_en = "Write spann in the input " + quoted(input->decl->name) + ".";
    }
    return -1;
  }
  node.type = type_of(node.a);
  return add(std::move(node), expr.span);
}

std::int32_t Typer::silent(const Expr& expr, const Type* hint, bool tail) {
  if (!scope_.may_be_silent || !tail || hint == nullptr) {
    auto& fault = checker_.error("language.silent", expr.span,
                                 "tiger kan bara vara hela svaret i ett sätter.",
                                 "tiger can only be the whole answer in a sätter.");
    fault.fix_sv = "om … då … annars tiger";
    fault.fix_en = fault.fix_sv;
    return -1;
  }
  Node node;
  node.op = Op::silent;
  node.type = *hint;
  return add(std::move(node), expr.span);
}

std::int32_t Typer::aggregate_node(const Expr& expr, bool over_persons, std::int16_t over) {
  Node node;
  const bool sum = expr.text == "summa";
  const bool all = expr.text == "alla";
  const Op first = over_persons ? Op::sum_persons : Op::sum_members;
  const int offset = sum ? 0 : expr.text == "antal" ? 1 : expr.text == "finns" ? 2 : 3;
  node.op = static_cast<Op>(static_cast<int>(first) + offset);
  node.enumeration = over;
  node.slot = over_persons ? std::int8_t{-1} : static_cast<std::int8_t>(bound_.size() - 1);
  node.type = kBoolean;
  if (offset == 1) node.type = Type{Kind::number, {}, true, -1};
  if (expr.filter) {
    node.b = wanted(*expr.filter, kBoolean);
    if (node.b < 0) return -1;
  }
  const bool has_value = !expr.children.empty();
  if (has_value != (sum || all)) {
    checker_.error(
        "language.aggregate", expr.span,
        expr.text + (has_value ? " tar bara där, inget värde." : " behöver ett värde efter kolon."),
        expr.text + (has_value ? " takes only där, no value." : " needs a value after the colon."));
    return -1;
  }
  if (offset == 2 && !expr.filter) {
    checker_.error("language.aggregate", expr.span, "finns behöver ett villkor efter där.",
                   "finns needs a condition after där.");
    return -1;
  }
  if (sum) {
    node.a = this->node(*expr.children[0], nullptr);
    if (node.a < 0 || !number(node.a, expr.children[0]->span)) return -1;
    node.type = type_of(node.a);
  } else if (all) {
    node.a = wanted(*expr.children[0], kBoolean);
    if (node.a < 0) return -1;
  }
  return add(std::move(node), expr.span);
}

std::int32_t Typer::aggregate(const Expr& expr) {
  if (expr.over_enum.empty()) {
    const bool outside = std::exchange(scope_.person, true);
    const std::int32_t made = aggregate_node(expr, true, -1);
    scope_.person = outside;
    return made;
  }
  const auto over = checker_.enumeration(expr.over_enum, expr.span, scope_.pack);
  if (!over) return -1;
  if (*over == kRoles) {
    checker_.error("language.aggregate", expr.span,
                   "Räkna över person och läs roll, i stället för över roller.",
                   "Go over person and read roll, instead of over roles.");
    return -1;
  }
  if (reserved(expr.variable) || bound_.size() >= 16) {
    checker_.error("language.reserved-name", expr.span,
                   quoted(expr.variable) + " går inte att använda som bundet namn här.",
                   quoted(expr.variable) + " cannot be used as a bound name here.");
    return -1;
  }
  bound_.emplace_back(expr.variable, *over);
  const std::int32_t made = aggregate_node(expr, false, *over);
  bound_.pop_back();
  return made;
}

}  // namespace utvag::rules::checker
