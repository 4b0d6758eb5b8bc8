#include <array>
#include <utility>

#include "rules/graph/checker.hpp"

namespace utvag::rules::checker {
namespace {

constexpr Kind kDate = Kind::date;
constexpr Kind kMonth = Kind::month;

/// A function of dates and months: what it takes, what it gives.
struct Function {
  std::string_view name;
  Op op;
  std::size_t arity;
  std::array<Kind, 2> takes;
  Kind gives;
  Unit unit;
};

constexpr std::array<Function, 6> kFunctions = {{
    {"ålder", Op::age, 2, {kDate, kDate}, Kind::number, {0, 0, 0, 1}},
    {"första_dag", Op::first_day, 1, {kMonth, kMonth}, kDate, {}},
    {"sista_dag", Op::last_day, 1, {kMonth, kMonth}, kDate, {}},
    {"dagar_i", Op::days_in_month, 1, {kMonth, kMonth}, Kind::number, {0, -1, 1, 0}},
    {"månad_av", Op::month_of, 1, {kDate, kDate}, kMonth, {}},
    {"månader_mellan", Op::months_between, 2, {kMonth, kMonth}, Kind::number, {0, 1, 0, 0}},
}};

constexpr std::array<std::string_view, 4> kOthers = {"min", "max", "om_tillämpligt", "tillämplig"};

}  // namespace

std::int32_t Typer::least_or_greatest(const Expr& expr, const Type* hint) {
  Node node;
  node.op = expr.text == "min" ? Op::minimum : Op::maximum;
  if (expr.children.size() < 2) {
    checker_.error("language.arguments", expr.span, expr.text + " tar minst två värden.",
                   expr.text + " takes at least two values.");
    return -1;
  }
  bool good = true;
  for (const auto& child : expr.children) {
    const std::int32_t made = this->node(*child, hint);
    good &= made >= 0;
    node.children.push_back(made);
  }
  if (!good) return -1;
  node.type = type_of(node.children[0]);
  if (node.type.kind == Kind::boolean || node.type.kind == Kind::enumeration) {
    checker_.error("language.type", expr.span,
                   checker_.type_text(node.type) + " har ingen ordning.",
                   checker_.type_text(node.type) + " has no order.");
    return -1;
  }
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    if (!same(node.children[0], node.children[i], expr.children[i]->span, "jämföra", "compared")) {
      return -1;
    }
    node.type.whole = node.type.whole && type_of(node.children[i]).whole;
  }
  return add(std::move(node), expr.span);
}

std::int32_t Typer::applicability(const Expr& expr) {
  const bool asks = expr.text == "tillämplig";
  if (expr.children.size() != (asks ? 1u : 2u)) {
    checker_.error("language.arguments", expr.span,
                   expr.text + (asks ? " tar en indata." : " tar en indata och ett värde."),
                   expr.text + (asks ? " takes an input." : " takes an input and a value."));
    return -1;
  }
  Node node;
  node.op = asks ? Op::applicable : Op::if_applicable;
  not_applicable_ok_ = true;
  node.a = this->node(*expr.children[0], nullptr);
  not_applicable_ok_ = false;
  if (node.a < 0) return -1;
  const Item* input = input_of(node.a);
  if (input == nullptr || !input->shape.may_be_inapplicable) {
    auto& fault = checker_.error("language.inapplicable", expr.span,
                                 expr.text + " är för indata som kan vara ej tillämplig.",
                                 expr.text + " is for inputs that may be not applicable.");
    if (input != nullptr) fault.related.push_back(input->decl->name_span);
    return -1;
  }
  node.type.kind = Kind::boolean;
  if (!asks) {
    Type type = type_of(node.a);
    node.b = this->node(*expr.children[1], &type);
    if (node.b < 0 || !same(node.a, node.b, expr.span, "välja mellan", "chosen between")) return -1;
    node.type = joined(node.a, node.b);
  }
  return add(std::move(node), expr.span);
}

std::int32_t Typer::call(const Expr& expr, const Type* hint) {
  if (expr.text == "min" || expr.text == "max") return least_or_greatest(expr, hint);
  if (expr.text == "om_tillämpligt" || expr.text == "tillämplig") return applicability(expr);
  for (const Function& function : kFunctions) {
    if (function.name != expr.text) continue;
    if (expr.children.size() != function.arity) {
      checker_.error("language.arguments", expr.span,
                     expr.text + " tar " + std::to_string(function.arity) + " värden, inte " +
                         std::to_string(expr.children.size()) + ".",
                     expr.text + " takes " + std::to_string(function.arity) + " values, not " +
                         std::to_string(expr.children.size()) + ".");
      return -1;
    }
    Node node;
    node.op = function.op;
    node.type = Type{function.gives, function.unit, function.gives == Kind::number, -1};
    bool good = true;
    for (std::size_t i = 0; i < function.arity; ++i) {
      Type takes;
      takes.kind = function.takes[i];
      const std::int32_t made = wanted(*expr.children[i], takes);
      good &= made >= 0;
      (i == 0 ? node.a : node.b) = made;
    }
    return good ? add(std::move(node), expr.span) : -1;
  }
  std::vector<std::string_view> names(kOthers.begin(), kOthers.end());
  for (const Function& function : kFunctions) names.push_back(function.name);
  const std::string near = nearest(expr.text, names);
  auto& fault = checker_.error("language.unknown-function", expr.span,
                               "Det finns ingen funktion som heter " + quoted(expr.text) + ".",
                               "There is no function called " + quoted(expr.text) + ".");
  fault.fix_sv = near.empty() ? "" : "Menades " + quoted(near) + "?";
  fault.fix_en = near.empty() ? "" : "Was " + quoted(near) + " meant?";
  return -1;
}

}  // namespace utvag::rules::checker
