#include "rules/tools/test_values.hpp"

#include <vector>

namespace utvag::rules::tools {
namespace {

using syntax::Expr;
using syntax::ExprKind;
using syntax::Literal;
using syntax::LiteralKind;

/// A number with its unit, in öre where it is kronor.
struct Quantity {
  Rational value;
  Unit unit;
  bool whole = false;
};

Rational in_ore(Rational value, int power) {
  for (; power > 0; --power) value = value * Rational{100};
  for (; power < 0; ++power) value = value / Rational{100};
  return value;
}

Unit combined(Unit a, Unit b, int sign) {
  a.kr = static_cast<std::int8_t>(a.kr + sign * b.kr);
  a.month = static_cast<std::int8_t>(a.month + sign * b.month);
  a.day = static_cast<std::int8_t>(a.day + sign * b.day);
  a.year = static_cast<std::int8_t>(a.year + sign * b.year);
  return a;
}

std::optional<Quantity> quantity(const Expr& written);

/// Sums, differences, products and quotients of literals: `1 790 kr/mån / 3` is exact.
std::optional<Quantity> calculated(const Expr& written) {
  const auto left = quantity(*written.children[0]);
  const auto right = quantity(*written.children[1]);
  if (!left || !right) return std::nullopt;
  if (written.text == "+" || written.text == "-") {
    if (!(left->unit == right->unit)) return std::nullopt;
    const Rational value =
        written.text == "+" ? left->value + right->value : left->value - right->value;
    return Quantity{value, left->unit, left->whole && right->whole};
  }
  if (written.text == "*") {
    return Quantity{left->value * right->value, combined(left->unit, right->unit, 1),
                    left->whole && right->whole};
  }
  if (written.text == "/" && !(right->value == Rational{0})) {
    return Quantity{left->value / right->value, combined(left->unit, right->unit, -1), false};
  }
  return std::nullopt;
}

std::optional<Quantity> quantity(const Expr& written) {
  if (written.kind == ExprKind::literal) {
    const Literal& literal = written.literal;
    if (literal.kind == LiteralKind::percent) return Quantity{literal.number, Unit{}, false};
    if (literal.kind != LiteralKind::number) return std::nullopt;
    return Quantity{in_ore(literal.number, literal.unit.kr), literal.unit, literal.whole};
  }
  if (written.kind == ExprKind::unary && written.text == "-") {
    auto inner = quantity(*written.children[0]);
    if (inner) inner->value = -inner->value;
    return inner;
  }
  if (written.kind == ExprKind::binary) return calculated(written);
  return std::nullopt;
}

std::optional<Rational> read_number(const Program& program, const Type& type, const Expr& written,
                                    ValueFault& fault) {
  const auto read = quantity(written);
  const std::string wanted = type_text(program, type);
  if (!read || read->value.overflowed()) {
    fault.what = {"Här väntas ett värde i " + wanted + ".",
                  "A value in " + wanted + " is expected."};
    return std::nullopt;
  }
  if (!(read->unit == type.unit)) {
    const std::string unit = unit_text(read->unit);
    const std::string has = unit.empty() ? "utan enhet" : "i " + unit;
    fault.what = {"Värdet är " + has + ", men här väntas " + wanted + ".",
                  "The value is " + (unit.empty() ? "without unit" : "in " + unit) + ", but " +
                      wanted + " is expected."};
    fault.fix = {"Skriv värdet i " + wanted + ".", "Write the value in " + wanted + "."};
    return std::nullopt;
  }
  if (type.whole && !read->value.is_whole()) {
    fault.what = {"Här väntas ett helt tal.", "A whole number is expected."};
    return std::nullopt;
  }
  return read->value;
}

std::optional<Rational> read_member(const Program& program, const Type& type, const Expr& written,
                                    ValueFault& fault) {
  const Enumeration& enumeration = program.enumerations[static_cast<std::size_t>(type.enumeration)];
  std::vector<std::string> names;
  for (std::size_t i = 0; i < enumeration.members.size(); ++i) {
    names.push_back(enumeration.members[i].name);
    if (written.kind == ExprKind::name && written.text == names.back()) {
      return Rational{static_cast<std::int64_t>(i)};
    }
  }
  fault.what = {"Här väntas ett värde ur " + enumeration.name + ".",
                "A member of " + enumeration.name + " is expected."};
  const std::string near = nearest_name(written.text, names);
  if (!near.empty()) fault.fix = {"Menar du " + near + "?", "Do you mean " + near + "?"};
  return std::nullopt;
}

}  // namespace

std::string type_text(const Program& program, const Type& type) {
  switch (type.kind) {
    case Kind::boolean:
      return "ja/nej";
    case Kind::date:
      return "datum";
    case Kind::month:
      return "månad";
    case Kind::enumeration:
      return type.enumeration >= 0
                 ? program.enumerations[static_cast<std::size_t>(type.enumeration)].name
                 : "roll";
    case Kind::number:
      break;
  }
  std::string unit = unit_text(type.unit);
  if (!unit.empty()) return unit;
  return type.whole ? "antal" : "andel";
}

std::optional<Rational> read_value(const Program& program, const Type& type, const Expr& written,
                                   ValueFault& fault) {
  const bool literal = written.kind == ExprKind::literal;
  const Literal& value = written.literal;
  switch (type.kind) {
    case Kind::number:
      return read_number(program, type, written, fault);
    case Kind::enumeration:
      return read_member(program, type, written, fault);
    case Kind::boolean:
      if (literal && value.kind == LiteralKind::boolean) return value.number;
      if (written.kind == ExprKind::name && written.text == "ja") return Rational{1};
      if (written.kind == ExprKind::name && written.text == "nej") return Rational{0};
      fault.what = {"Här väntas ja eller nej.", "ja or nej is expected."};
      return std::nullopt;
    case Kind::date:
      if (literal && value.kind == LiteralKind::date) return Rational{value.date.days};
      fault.what = {"Här väntas ett datum, som 2026-01-31.", "A date is expected: 2026-01-31."};
      return std::nullopt;
    case Kind::month:
      if (literal && value.kind == LiteralKind::month) return Rational{value.month.index};
      fault.what = {"Här väntas en månad, som 2026-01.", "A month is expected: 2026-01."};
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace utvag::rules::tools
