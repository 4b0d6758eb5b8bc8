#include <algorithm>
#include <utility>

#include "rules/graph/checker.hpp"

namespace utvag::rules::checker {

std::optional<Constant> Checker::literal(const syntax::Literal& written, Span span) {
  Constant made;
  switch (written.kind) {
    case syntax::LiteralKind::boolean:
      made.type.kind = Kind::boolean;
      made.value = written.number;
      return made;
    case syntax::LiteralKind::date:
      made.type.kind = Kind::date;
      made.value = Rational{written.date.days};
      return made;
    case syntax::LiteralKind::month:
      made.type.kind = Kind::month;
      made.value = Rational{written.month.index};
      return made;
    case syntax::LiteralKind::text:
      error("language.type", span, "En text kan inte räknas med.",
            "A text cannot be calculated with.");
      return std::nullopt;
    case syntax::LiteralKind::percent:
      made.value = written.number;
      break;
    case syntax::LiteralKind::number:
      made.value = written.number;
      made.type.unit = written.unit;
      made.type.whole = written.whole && written.unit.kr == 0;
      break;
  }
  if (made.type.unit.kr != 0 && made.type.unit.kr != 1) {
    error("language.unit-kr", span, "Kronor kan bara stå över bråkstrecket, en gång.",
          "Kronor can only stand above the stroke, once.");
    return std::nullopt;
  }
  if (made.type.unit.kr == 1) made.value = made.value * Rational{100};
  return made;
}

/// A constant of a known type: a literal, a minus before one, or a member's name. `bare_number`:
/// a number without unit takes the unit of the type (in table keys and ranges).
std::optional<Rational> Checker::constant(const Expr& expr, const Type& wanted, bool bare_number) {
  if (expr.kind == ExprKind::name && wanted.kind == Kind::enumeration) {
    if (const auto ordinal = member(wanted.enumeration, expr.text)) return Rational{*ordinal};
    const std::string near = nearest_member(wanted.enumeration, expr.text);
    auto& fault = error("language.unknown-member", expr.span,
                        quoted(expr.text) + " finns inte i " + type_text(wanted) + ".",
                        quoted(expr.text) + " is not in " + type_text(wanted) + ".");
    fault.fix_sv = near.empty() ? "" : "Menades " + quoted(near) + "?";
    fault.fix_en = near.empty() ? "" : "Was " + quoted(near) + " meant?";
    return std::nullopt;
  }
  const bool minus = expr.kind == ExprKind::unary && expr.text == "-";
  const Expr& inner = minus ? *expr.children[0] : expr;
  if (inner.kind != ExprKind::literal) {
    error("language.type", expr.span, "Här ska det stå ett " + type_text(wanted) + "-värde.",
          "A value of the type " + type_text(wanted) + " must stand here.");
    return std::nullopt;
  }
  syntax::Literal written = inner.literal;
  if (bare_number && written.kind == syntax::LiteralKind::number && written.unit == Unit{}) {
    written.unit = wanted.unit;
  }
  auto made = literal(written, expr.span);
  if (!made) return std::nullopt;
  const bool same = made->type.kind == wanted.kind && made->type.unit == wanted.unit &&
                    !(minus && made->type.kind != Kind::number);
  if (!same || (wanted.whole && !made->value.is_whole())) {
    auto& fault =
        error("language.type", expr.span,
              "Här ska det stå " + type_text(wanted) + ", inte " + type_text(made->type) + ".",
              "Here must stand " + type_text(wanted) + ", not " + type_text(made->type) + ".");
    if (made->type.kind == Kind::number && made->type.unit == Unit{} &&
        !unit_text(wanted.unit).empty()) {
      fault.fix_sv = "Skriv enheten: " + number_text(made->value) + " " + unit_text(wanted.unit);
      fault.fix_en = "Write the unit: " + number_text(made->value) + " " + unit_text(wanted.unit);
    }
    return std::nullopt;
  }
  return minus ? -made->value : made->value;
}

namespace {

bool has_unit(const syntax::ExprPtr& end) {
  if (!end) return false;
  const Expr& inner = end->kind == ExprKind::unary ? *end->children[0] : *end;
  return inner.kind == ExprKind::literal && !(inner.literal.unit == Unit{});
}

}  // namespace

/// The closed interval that a pattern other than names stands for. A bare number takes the unit of
/// what it is compared with, save that a range of kronor must say its unit at one of its ends.
std::optional<Row::Interval> Checker::interval(const syntax::Pattern& pattern, const Type& type) {
  using PatternKind = syntax::Pattern::Kind;
  Row::Interval made;
  if (pattern.kind == PatternKind::any) return made;
  if (pattern.kind == PatternKind::names) {
    error("language.type", pattern.span,
          "Här ska det stå ett intervall av " + type_text(type) + ".",
          "A range of " + type_text(type) + " must stand here.");
    return std::nullopt;
  }
  const bool bare = type.unit.kr == 0 || has_unit(pattern.low) || has_unit(pattern.high);
  if (pattern.low) {
    made.low = constant(*pattern.low, type, bare);
    if (!made.low) return std::nullopt;
  }
  if (pattern.kind == PatternKind::exact) made.high = made.low;
  if (pattern.kind == PatternKind::range && pattern.high) {
    made.high = constant(*pattern.high, type, bare);
    if (!made.high) return std::nullopt;
  }
  if (made.low && made.high && compare(*made.high, *made.low) < 0) {
    // The parser compares ends of one written unit; here a bare end has got its unit.
    error("language.range-order", pattern.span, "Intervallet börjar efter att det slutar.",
          "The range starts after it ends.");
    return std::nullopt;
  }
  return made;
}

namespace {

/// The members of a key as intervals of neighbours: a, b, d of a–d is 0–1 and 3–3.
std::vector<Row::Interval> runs(std::vector<std::int64_t> ordinals) {
  std::sort(ordinals.begin(), ordinals.end());
  std::vector<Row::Interval> made;
  for (const std::int64_t ordinal : ordinals) {
    if (!made.empty() && *made.back().high + Rational{1} == Rational{ordinal}) {
      made.back().high = Rational{ordinal};
    } else {
      made.push_back({Rational{ordinal}, Rational{ordinal}});
    }
  }
  return made;
}

}  // namespace

/// The intervals of one key of a row; empty when a fault was told.
std::vector<Row::Interval> Checker::key_intervals(const syntax::Pattern& pattern,
                                                  const Type& type) {
  using PatternKind = syntax::Pattern::Kind;
  const bool named = type.kind == Kind::enumeration || type.kind == Kind::boolean;
  if (pattern.kind == PatternKind::any) return {Row::Interval{}};
  if (!named || pattern.kind != PatternKind::names) {
    if (named && pattern.kind != PatternKind::exact) {
      error("language.row-key", pattern.span,
            "Här ska det stå ord ur " + type_text(type) + " eller alla.",
            "Words of " + type_text(type) + " or alla must stand here.");
      return {};
    }
    const auto found = interval(pattern, type);
    return found ? std::vector<Row::Interval>{*found} : std::vector<Row::Interval>{};
  }
  std::vector<std::int64_t> ordinals;
  for (const std::string& name : pattern.names) {
    std::optional<std::int64_t> ordinal;
    if (type.kind == Kind::enumeration) {
      ordinal = member(type.enumeration, name);
    } else if (name == "ja" || name == "nej") {
      ordinal = name == "ja" ? 1 : 0;
    }
    if (!ordinal) {
      const std::string near =
          type.kind == Kind::enumeration ? nearest_member(type.enumeration, name) : "";
      auto& fault = error("language.unknown-member", pattern.span,
                          quoted(name) + " finns inte i " + type_text(type) + ".",
                          quoted(name) + " is not in " + type_text(type) + ".");
      fault.fix_sv = near.empty() ? "" : "Menades " + quoted(near) + "?";
      fault.fix_en = near.empty() ? "" : "Was " + quoted(near) + " meant?";
      return {};
    }
    if (std::find(ordinals.begin(), ordinals.end(), *ordinal) != ordinals.end()) {
      error("language.duplicate", pattern.span, quoted(name) + " står två gånger.",
            quoted(name) + " stands twice.");
      return {};
    }
    ordinals.push_back(*ordinal);
  }
  return runs(std::move(ordinals));
}

}  // namespace utvag::rules::checker
