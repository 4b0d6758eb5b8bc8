#include <array>
#include <cstdlib>
#include <utility>

#include "rules/graph/checker.hpp"

namespace utvag::rules::checker {
namespace {

const Type kYesOrNo{Kind::boolean, {}, false, -1};

Type number_type(Unit unit, bool whole) {
  return {Kind::number, unit, whole, -1};
}

constexpr Unit kMonths{0, 1, 0, 0};
constexpr Unit kDays{0, 0, 1, 0};

Op comparison_op(std::string_view text) {
  if (text == "=") return Op::equal;
  if (text == "!=") return Op::not_equal;
  if (text == "<") return Op::less;
  if (text == "<=") return Op::less_equal;
  if (text == ">") return Op::greater;
  return Op::greater_equal;
}

bool too_large(const Unit& unit) {
  return std::abs(unit.kr) > kMaxPower || std::abs(unit.month) > kMaxPower ||
         std::abs(unit.day) > kMaxPower || std::abs(unit.year) > kMaxPower;
}

}  // namespace

/// How a node's number may become one of the unit wanted; empty when nothing is near.
std::string Typer::flow_fix(const Type& wanted, std::int32_t made) const {
  const Node& node = checker_.items[item_].nodes[static_cast<std::size_t>(made)];
  const Unit& got = node.type.unit;
  const std::string value =
      node.op == Op::constant && got.kr == 0 ? number_text(node.value) : std::string("…");
  const Unit factor = unit_quotient(got, wanted.unit);
  if (factor == Unit{0, 1, 0, -1}) return value + " / 12 mån/år";
  if (factor == Unit{0, -1, 0, 1}) return value + " × 12 mån/år";
  if (factor == Unit{0, 1, -1, 0}) return value + " × dagar_i(månad)";
  if (factor == Unit{0, -1, 1, 0}) return value + " / dagar_i(månad)";
  if (got == Unit{}) return value + " " + unit_text(wanted.unit);
  return "";
}

bool Typer::number(std::int32_t made, Span span) {
  const Type& type = type_of(made);
  if (type.kind == Kind::number) return true;
  auto& fault = checker_.error("language.type", span,
                               "Det går inte att räkna med " + checker_.type_text(type) + ".",
                               "One cannot calculate with " + checker_.type_text(type) + ".");
  if (type.kind == Kind::boolean) {
    fault.fix_sv = "om … då … annars …";
    fault.fix_en = fault.fix_sv;
  }
  return false;
}

/// The type of either of two values of one type: whole only if both are.
Type Typer::joined(std::int32_t left, std::int32_t right) const {
  Type type = type_of(left);
  type.whole = type.whole && type_of(right).whole;
  return type;
}

bool Typer::same(std::int32_t left, std::int32_t right, Span span, std::string_view what_sv,
                 std::string_view what_en) {
  const Type& a = type_of(left);
  const Type& b = type_of(right);
  if (a.kind == b.kind && a.unit == b.unit && a.enumeration == b.enumeration) return true;
  const std::string one = checker_.type_text(a), two = checker_.type_text(b);
  const bool numbers = a.kind == Kind::number && b.kind == Kind::number;
  auto& fault = checker_.error(numbers ? "language.unit-mix" : "language.type", span,
                               one + " och " + two + " går inte att " + std::string(what_sv) + ".",
                               one + " and " + two + " cannot be " + std::string(what_en) + ".");
  if (!numbers) return false;
  // Of a year's and a month's amount it is the year's that is divided; a bare number gets a unit.
  const std::string to_left = flow_fix(a, right), to_right = flow_fix(b, left);
  const bool change_right =
      to_left.find("/ 12") != std::string::npos || b.unit == Unit{} || to_right.empty();
  const std::string& fix = change_right ? to_left : to_right;
  if (fix.empty()) return false;
  if (a.unit == Unit{} || b.unit == Unit{}) {
    fault.fix_sv = "Skriv enheten: " + fix;
    fault.fix_en = "Write the unit: " + fix;
    return false;
  }
  const std::string from = change_right ? two : one;
  fault.fix_sv = "Räkna om det som är i " + from + ": " + fix;
  fault.fix_en = "Convert what is in " + from + ": " + fix;
  return false;
}

std::int32_t Typer::unary(const Expr& expr) {
  Node node;
  if (expr.text == "inte") {
    node.op = Op::negation;
    node.type = kYesOrNo;
    node.a = wanted(*expr.children[0], kYesOrNo);
  } else {
    node.op = Op::negate;
    node.a = this->node(*expr.children[0], nullptr);
    if (node.a >= 0 && !number(node.a, expr.children[0]->span)) return -1;
    if (node.a >= 0) node.type = type_of(node.a);
  }
  return node.a < 0 ? -1 : add(std::move(node), expr.span);
}

std::int32_t Typer::binary(const Expr& expr) {
  const std::string& op = expr.text;
  if (op == "och" || op == "eller") {
    Node node;
    node.op = op == "och" ? Op::both : Op::either;
    node.type = kYesOrNo;
    node.a = wanted(*expr.children[0], kYesOrNo);
    node.b = wanted(*expr.children[1], kYesOrNo);
    return node.a < 0 || node.b < 0 ? -1 : add(std::move(node), expr.span);
  }
  if (op != "+" && op != "-" && op != "*" && op != "/") return comparison(expr);
  const std::int32_t left = node(*expr.children[0], nullptr);
  const std::int32_t right = node(*expr.children[1], nullptr);
  if (left < 0 || right < 0) return -1;
  const Kind kind = type_of(left).kind;
  if ((op == "+" || op == "-") && (kind == Kind::date || kind == Kind::month)) {
    return calendar(expr, left, right);
  }
  if (!number(left, expr.children[0]->span) || !number(right, expr.children[1]->span)) return -1;
  return op == "+" || op == "-" ? arithmetic(expr, left, right) : product(expr, left, right);
}

std::int32_t Typer::arithmetic(const Expr& expr, std::int32_t left, std::int32_t right) {
  const bool plus = expr.text == "+";
  if (!same(left, right, expr.span, plus ? "lägga ihop" : "dra från varandra",
            plus ? "added" : "subtracted")) {
    return -1;
  }
  Node node;
  node.op = plus ? Op::add : Op::subtract;
  node.type = joined(left, right);
  node.a = left;
  node.b = right;
  return add(std::move(node), expr.span);
}

std::int32_t Typer::product(const Expr& expr, std::int32_t left, std::int32_t right) {
  const bool times = expr.text == "*";
  const Type& a = type_of(left);
  const Type& b = type_of(right);
  const Unit unit = times ? unit_product(a.unit, b.unit) : unit_quotient(a.unit, b.unit);
  if (unit.kr < 0 || unit.kr > 1 || too_large(unit)) {
    checker_.error("language.unit-kr", expr.span,
                   "Det blir " + unit_text(unit) + ", och det är inget som går att räkna med.",
                   "That becomes " + unit_text(unit) + ", which is nothing to calculate with.");
    return -1;
  }
  Node node;
  node.op = times ? Op::multiply : Op::divide;
  node.type = number_type(unit, times && a.whole && b.whole);
  node.a = left;
  node.b = right;
  return add(std::move(node), expr.span);
}

/// datum ± dagar, datum ± mån, månad ± mån, datum − datum.
std::int32_t Typer::calendar(const Expr& expr, std::int32_t left, std::int32_t right) {
  const Type a = type_of(left);
  const Type b = type_of(right);
  Node node;
  node.a = left;
  node.b = right;
  if (expr.text == "-" && a.kind == Kind::date && b.kind == Kind::date) {
    node.op = Op::days_between;
    node.type = number_type(kDays, true);
    return add(std::move(node), expr.span);
  }
  const bool months = b.kind == Kind::number && b.unit == kMonths;
  const bool days = b.kind == Kind::number && b.unit == kDays && a.kind == Kind::date;
  if (!months && !days) {
    auto& fault = checker_.error(
        "language.type", expr.span,
        checker_.type_text(a) + " och " + checker_.type_text(b) + " går inte att räkna ihop.",
        checker_.type_text(a) + " and " + checker_.type_text(b) + " cannot be combined.");
    if (a.kind == Kind::month && b.kind == Kind::month) fault.fix_sv = "månader_mellan(…, …)";
    if (b.kind == Kind::number && b.unit == Unit{0, 0, 0, 1}) fault.fix_sv = "… × 12 mån/år";
    fault.fix_en = fault.fix_sv;
    return -1;
  }
  if (!assignable(right, number_type(b.unit, true), expr.children[1]->span)) return -1;
  if (expr.text == "-") {
    Node minus;
    minus.op = Op::negate;
    minus.type = b;
    minus.a = right;
    node.b = add(std::move(minus), expr.children[1]->span);
  }
  node.op = days ? Op::add_days : a.kind == Kind::date ? Op::add_months_to_date : Op::add_months;
  node.type = a;
  return add(std::move(node), expr.span);
}

std::int32_t Typer::comparison(const Expr& expr) {
  const Expr& first = *expr.children[0];
  const Expr& second = *expr.children[1];
  Node node;
  node.op = comparison_op(expr.text);
  node.type = kYesOrNo;
  const auto hinted = [&](const Expr& one, std::int32_t other) {
    if (other < 0) return this->node(one, nullptr);
    const Type type = type_of(other);
    return this->node(one, &type);
  };
  if (only_a_member(first) && !only_a_member(second)) {
    node.b = this->node(second, nullptr);
    if (node.b < 0) return -1;
    node.a = hinted(first, node.b);
  } else {
    node.a = this->node(first, nullptr);
    if (node.a < 0) return -1;
    node.b = hinted(second, node.a);
  }
  if (node.a < 0 || node.b < 0) return -1;
  if (!same(node.a, node.b, expr.span, "jämföra", "compared")) return -1;
  const Kind kind = type_of(node.a).kind;
  const bool order = node.op != Op::equal && node.op != Op::not_equal;
  if (order && (kind == Kind::boolean || kind == Kind::enumeration)) {
    checker_.error("language.type", expr.span,
                   checker_.type_text(type_of(node.a)) + " har ingen ordning; använd = eller ≠.",
                   checker_.type_text(type_of(node.a)) + " has no order; use = or ≠.");
    return -1;
  }
  return add(std::move(node), expr.span);
}

}  // namespace utvag::rules::checker
