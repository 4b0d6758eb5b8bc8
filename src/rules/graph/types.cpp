#include <algorithm>
#include <utility>

#include "rules/graph/checker.hpp"

namespace utvag::rules::checker {

Typer::Typer(Checker& checker, std::size_t item, Scope scope)
    : checker_(checker), item_(item), scope_(scope) {}

std::int32_t Typer::body(const Expr& expr, const Type& wanted) {
  tail_ = true;
  const std::int32_t made = node(expr, &wanted);
  if (made < 0 || !assignable(made, wanted, expr.span)) return -1;
  return made;
}

std::int32_t Typer::wanted(const Expr& expr, const Type& type) {
  const std::int32_t made = node(expr, &type);
  return made >= 0 && assignable(made, type, expr.span) ? made : -1;
}

std::int32_t Typer::add(Node made, Span span) {
  made.span = span;
  if (made.type.unit.kr != 0) made.type.whole = false;
  auto& nodes = checker_.items[item_].nodes;
  nodes.push_back(std::move(made));
  return static_cast<std::int32_t>(nodes.size()) - 1;
}

const Type& Typer::type_of(std::int32_t made) const {
  return checker_.items[item_].nodes[static_cast<std::size_t>(made)].type;
}

bool Typer::assignable(std::int32_t made, const Type& type, Span span) {
  const Type& got = type_of(made);
  const bool same =
      got.kind == type.kind && got.unit == type.unit && got.enumeration == type.enumeration;
  if (same && (got.whole || !type.whole)) return true;
  if (same) {
    auto& fault = checker_.error("language.not-whole", span,
                                 "Här ska det vara ett helt tal, men det kan bli en del av ett.",
                                 "This must be a whole number, but it can become a part of one.");
    const std::string unit = unit_text(type.unit);
    const std::string step = "1" + (unit.empty() ? "" : " " + unit);
    fault.fix_sv = "avrunda (…) närmast till " + step;
    fault.fix_en = fault.fix_sv;
    return false;
  }
  auto& fault = checker_.error(
      "language.type", span,
      "Här ska det vara " + checker_.type_text(type) + ", men det är " + checker_.type_text(got) +
          ".",
      "This must be " + checker_.type_text(type) + ", but it is " + checker_.type_text(got) + ".");
  if (got.kind == Kind::number && type.kind == Kind::number) {
    fault.fix_sv = flow_fix(type, made);
    fault.fix_en = fault.fix_sv;
  }
  return false;
}

std::int32_t Typer::node(const Expr& expr, const Type* hint) {
  const bool tail = std::exchange(tail_, false);
  const bool not_applicable_ok = std::exchange(not_applicable_ok_, false);
  return dispatch(expr, hint, tail, not_applicable_ok);
}

std::int32_t Typer::dispatch(const Expr& expr, const Type* hint, bool tail,
                             bool not_applicable_ok) {
  switch (expr.kind) {
    case ExprKind::literal:
      return constant(expr);
    case ExprKind::name:
      return name(expr, hint, not_applicable_ok);
    case ExprKind::index:
      return index(expr, not_applicable_ok);
    case ExprKind::call:
      return call(expr, hint);
    case ExprKind::unary:
      return unary(expr);
    case ExprKind::binary:
      return binary(expr);
    case ExprKind::if_else:
      return if_else(expr, hint, tail);
    case ExprKind::cases:
      return cases(expr, hint, tail);
    case ExprKind::in_range:
      return in_range(expr);
    case ExprKind::in_set:
      return in_set(expr);
    case ExprKind::aggregate:
      return aggregate(expr);
    case ExprKind::round:
      return round(expr);
    case ExprKind::at_month:
      return at_month(expr);
    case ExprKind::silent:
      return silent(expr, hint, tail);
  }
  return -1;
}

}  // namespace utvag::rules::checker
