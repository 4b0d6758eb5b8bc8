#include <array>

#include "rules/language/parser.hpp"

namespace utvag::rules {

using syntax::ExprKind;
using syntax::ExprPtr;
using syntax::LiteralKind;
using syntax::Pattern;
using syntax::TypeName;
using syntax::Unit;

namespace {

/// Words that are always something else than a name in an expression.
bool plain(Keyword keyword) {
  switch (keyword) {
    case Keyword::manad:
    case Keyword::beslutsdag:
    case Keyword::roll:
    case Keyword::denna:
    case Keyword::person:
      return true;
    default:
      return !reserved(keyword);
  }
}

}  // namespace

bool Parser::at_name(std::size_t ahead) const {
  const Token& token = peek(ahead);
  return token.kind == Kind::name && plain(token.keyword);
}

bool Parser::at_literal(std::size_t ahead) const {
  switch (peek(ahead).kind) {
    case Kind::number:
    case Kind::date:
    case Kind::month:
      return true;
    case Kind::minus:
      return peek(ahead + 1).kind == Kind::number;
    default:
      return false;
  }
}

std::string Parser::parse_name(const std::string& sv, const std::string& en) {
  if (at_name()) return std::string(take().text);
  unexpected("ett namn: " + sv, "a name: " + en);
  return {};
}

std::string Parser::declared_name(const std::string& sv, const std::string& en) {
  if (peek().kind == Kind::name && reserved(peek().keyword)) {
    const std::string word(peek().text);
    report(here(), {"language.reserved-name",
                    "”" + word + "” är ett ord i språket och kan inte vara namn på " + sv + ".",
                    "\"" + word + "\" is a word of the language and cannot name " + en + ".",
                    "Välj ett annat namn, till exempel " + word + "_1.",
                    "Choose another name, for example " + word + "_1."});
    take();
    return word;
  }
  return parse_name("namnet på " + sv, "what names " + en);
}

std::string Parser::parse_text(const std::string& sv, const std::string& en) {
  if (at(Kind::text)) return text_of(take());
  unexpected("en text inom citattecken: " + sv, "a text in quotation marks: " + en);
  return {};
}

std::optional<Date> Parser::parse_day() {
  if (at(Kind::date)) return parse_date(take().text);
  if (at(Kind::month)) {
    const std::string day = std::string(peek().text) + "-01";
    fail({"language.expected", "Här väntades ett datum, men här står en månad.",
          "Expected a date here, but found a month.", "Skriv dagen också: " + day + ".",
          "Write the day too: " + day + "."});
    return std::nullopt;
  }
  unexpected("ett datum (ÅÅÅÅ-MM-DD)", "a date (YYYY-MM-DD)");
  return std::nullopt;
}

std::optional<Month> Parser::parse_calendar_month() {
  if (at(Kind::month)) return parse_month(take().text);
  unexpected("en månad (ÅÅÅÅ-MM)", "a month (YYYY-MM)");
  return std::nullopt;
}

std::vector<std::string> Parser::parse_members() {
  std::vector<std::string> names;
  do {
    if (at(Keyword::ja) || at(Keyword::nej)) {
      names.emplace_back(take().text);
    } else {
      names.push_back(parse_name("ett av uppräkningens värden", "a member of the enumeration"));
    }
  } while (accept(Kind::comma));
  return names;
}

bool Parser::at_unit(std::size_t ahead) const {
  const Keyword keyword = peek(ahead).keyword;
  return keyword >= Keyword::kr && keyword <= Keyword::ar;
}

Unit Parser::parse_unit() {
  Unit unit;
  const auto part = [&](std::int8_t power) {
    switch (take().keyword) {
      case Keyword::kr:
        unit.kr = static_cast<std::int8_t>(unit.kr + power);
        break;
      case Keyword::man:
        unit.month = static_cast<std::int8_t>(unit.month + power);
        break;
      case Keyword::dag:
      case Keyword::dagar:
        unit.day = static_cast<std::int8_t>(unit.day + power);
        break;
      default:
        unit.year = static_cast<std::int8_t>(unit.year + power);
        break;
    }
  };
  const Span start = here();
  part(1);
  if (at(Kind::divide) && at_unit(1)) {
    take();
    part(-1);
    if (unit == Unit{}) {
      report(start, {"language.unit", "Enheten tar ut sig själv.", "The unit cancels itself."});
    }
  }
  return unit;
}

ExprPtr Parser::parse_literal() {
  ExprPtr literal = node(ExprKind::literal, here());
  syntax::Literal& value = literal->literal;
  const bool negative = accept(Kind::minus);
  const Token& token = peek();
  if (token.kind == Kind::date) {
    value.kind = LiteralKind::date;
    value.date = parse_date(take().text).value_or(Date{});
  } else if (token.kind == Kind::month) {
    value.kind = LiteralKind::month;
    value.month = parse_month(take().text).value_or(Month{});
  } else {
    value.number = number_of(take(), value.whole);
    if (negative) value.number = -value.number;
    if (accept(Kind::percent)) {
      value.kind = LiteralKind::percent;
      value.whole = false;
      value.number = value.number / Rational(100);
    } else if (at_unit()) {
      value.unit = parse_unit();
    }
  }
  literal->span = through(literal->span);
  return literal;
}

ExprPtr Parser::parse_value(const std::string& sv, const std::string& en) {
  if (at_literal()) return parse_literal();
  if (at(Keyword::ja) || at(Keyword::nej)) {
    ExprPtr literal = node(ExprKind::literal, here());
    literal->literal.kind = LiteralKind::boolean;
    literal->literal.whole = true;
    literal->literal.number = Rational(take().keyword == Keyword::ja ? 1 : 0);
    return literal;
  }
  if (at_name()) return node(ExprKind::name, here(), std::string(take().text));
  unexpected(sv, en);
  return node(ExprKind::literal, here());
}

/// Reads what follows the lower end of a range.
void Parser::parse_upper(Pattern& pattern) {
  if (at(Kind::plus)) {
    mark(syntax::Mark::Kind::open_range);
    take();
    pattern.kind = Pattern::Kind::from;
    return;
  }
  if (at(Kind::minus) && peek(1).kind == Kind::number) {
    report(here(), {"language.range-dash",
                    "Spann skrivs med tankstreck eller två punkter; ett minustecken räknar.",
                    "Ranges are written with an en dash or two dots; a minus sign subtracts.",
                    "Skriv till exempel 4–6 eller 4..6.", "Write for example 4–6 or 4..6."});
    mark(syntax::Mark::Kind::open_range);
    take();
  } else if (!accept(Kind::dash)) {
    pattern.kind = Pattern::Kind::exact;
    return;
  }
  if (!at_literal()) {
    pattern.kind = Pattern::Kind::from;
    return;
  }
  pattern.kind = Pattern::Kind::range;
  pattern.high = parse_literal();
  check_range(pattern);
}

/// Gives the lower end the unit of the upper when it has none of its own, and tells of ends in the
/// wrong order.
void Parser::check_range(Pattern& pattern) {
  syntax::Literal& low = pattern.low->literal;
  const syntax::Literal& high = pattern.high->literal;
  if (low.kind == LiteralKind::number && low.unit == Unit{}) {
    if (high.kind == LiteralKind::percent) {
      low.kind = LiteralKind::percent;
      low.whole = false;
      low.number = low.number / Rational(100);
    } else if (high.kind == LiteralKind::number) {
      low.unit = high.unit;
    }
  }
  const bool same = low.kind == high.kind && low.unit == high.unit;
  const bool backwards = (low.kind == LiteralKind::date && low.date > high.date) ||
                         (low.kind == LiteralKind::month && low.month > high.month) ||
                         compare(low.number, high.number) > 0;
  if (same && backwards) {
    report(pattern.low->span, {"language.range-order", "Spannets nedre gräns är högre än den övre.",
                               "The lower end of the range is above the upper.",
                               "Skriv det lägre värdet först.", "Write the lower value first."});
  }
}

Pattern Parser::parse_pattern(bool names) {
  Pattern pattern;
  pattern.span = here();
  if (names && accept(Keyword::alla)) return pattern;
  if (at_literal()) {
    pattern.low = parse_literal();
    parse_upper(pattern);
  } else if (names && (at_name() || at(Keyword::ja) || at(Keyword::nej))) {
    pattern.kind = Pattern::Kind::names;
    pattern.names = parse_members();
  } else if (names) {
    unexpected("ett värde, ett spann, ett namn eller ”alla”",
               "a value, a range, a name or \"alla\"");
  } else {
    unexpected("ett tal, ett datum eller ett spann", "a number, a date or a range");
  }
  return pattern;
}

TypeName Parser::parse_type() {
  TypeName type;
  type.span = here();
  type.kind = TypeName::Kind::quantity;
  if (at_unit()) {
    type.unit = parse_unit();
  } else if (accept(Keyword::andel)) {
    type.kind = TypeName::Kind::andel;
  } else if (accept(Keyword::antal)) {
    type.kind = TypeName::Kind::antal;
  } else if (accept(Keyword::datum)) {
    type.kind = TypeName::Kind::date;
  } else if (accept(Keyword::manad)) {
    type.kind = TypeName::Kind::month;
  } else if (accept(Keyword::ja)) {
    type.kind = TypeName::Kind::boolean;
    expect(Kind::divide, "ja/nej");
    expect(Keyword::nej);
  } else if (at_name()) {
    type.kind = TypeName::Kind::named;
    type.name = take().text;
  } else {
    unexpected("en typ (kr/mån, andel, antal, ja/nej, datum, månad eller en uppräkning)",
               "a type (kr/mån, andel, antal, ja/nej, datum, månad or an enumeration)");
  }
  return type;
}

int Parser::parse_count(const std::string& sv, const std::string& en, int largest) {
  if (!at(Kind::number)) {
    unexpected(sv, en);
    return 0;
  }
  const Span span = here();
  bool whole = false;
  const Rational number = number_of(take(), whole);
  if (!whole || compare(number, Rational(largest)) > 0) {
    report(span,
           {"language.count", "Här ska ett heltal från 0 till " + std::to_string(largest) + " stå.",
            "A whole number from 0 to " + std::to_string(largest) + " belongs here."});
    return 0;
  }
  return static_cast<int>(number.numerator);
}

}  // namespace utvag::rules
