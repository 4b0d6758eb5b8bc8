#include <algorithm>

#include "rules/language/parser.hpp"

namespace utvag::rules {

using syntax::Expr;
using syntax::ExprKind;
using syntax::ExprPtr;

namespace {

/// The normalised spelling of a comparison, or empty.
std::string_view comparison(TokenKind kind) {
  switch (kind) {
    case TokenKind::equal:
      return "=";
    case TokenKind::not_equal:
      return "!=";
    case TokenKind::less:
      return "<";
    case TokenKind::less_equal:
      return "<=";
    case TokenKind::greater:
      return ">";
    case TokenKind::greater_equal:
      return ">=";
    default:
      return {};
  }
}

}  // namespace

ExprPtr Parser::node(ExprKind kind, Span span, std::string text) const {
  auto made = std::make_unique<Expr>();
  made->kind = kind;
  made->span = span;
  made->text = std::move(text);
  return made;
}

/// Takes in a child and keeps the height of the tree within bounds, so that whoever walks it may
/// recurse.
void Parser::adopt(Expr& parent, ExprPtr child) {
  if (!grow(parent, *child)) child = node(ExprKind::literal, parent.span);
  parent.children.push_back(std::move(child));
}

bool Parser::grow(Expr& parent, const Expr& child) {
  parent.height = std::max(parent.height, child.height + 1);
  if (parent.height <= kMaxNesting) return true;
  fail_at(parent.span, {"language.nesting",
                        "Uttrycket är för långt eller för djupt: högst 100 nivåer eller led.",
                        "The expression is too long or too deep: at most 100 levels or terms.",
                        "Dela det i flera regler.", "Divide it into several rules."});
  parent.height = 1;
  return false;
}

/// From `start` to the last token taken, as far as that is on one line.
Span Parser::through(Span start) const {
  if (giving_up_ || position_ == 0) return start;
  const Token& last = lexed_.tokens[position_ - 1];
  if (last.line == start.line) {
    start.length = std::max(start.length, last.column + last.length - start.column);
  }
  return start;
}

ExprPtr Parser::binary(std::string text, ExprPtr left, ExprPtr right) {
  ExprPtr made = node(ExprKind::binary, through(left->span), std::move(text));
  adopt(*made, std::move(left));
  adopt(*made, std::move(right));
  return made;
}

void Parser::too_deep() {
  fail({"language.nesting", "Uttrycket är för djupt: högst 100 nivåer.",
        "The expression is nested too deeply: at most 100 levels.", "Dela det i flera regler.",
        "Divide it into several rules."});
}

ExprPtr Parser::parse_expr() {
  if (++depth_ > kMaxNesting) too_deep();
  ExprPtr made = at(Keyword::om) ? parse_if() : at(Keyword::fall) ? parse_cases() : parse_or();
  --depth_;
  return made;
}

ExprPtr Parser::parse_if() {
  ExprPtr made = node(ExprKind::if_else, here());
  expect(Keyword::om);
  adopt(*made, parse_expr());
  expect(Keyword::da);
  adopt(*made, parse_expr());
  if (!at(Keyword::annars)) {
    fail_at(made->span,
            {"language.else", "”om … då” saknar ”annars”; efter värdet står " + found_sv() + ".",
             "\"om … då\" lacks \"annars\"; after the value comes " + found_en() + ".",
             "Skriv vad som gäller i övriga fall: om … då … annars ….",
             "Write what holds otherwise: om … då … annars …."});
  }
  expect(Keyword::annars);
  adopt(*made, parse_expr());
  return made;
}

ExprPtr Parser::parse_cases() {
  ExprPtr made = node(ExprKind::cases, here());
  expect(Keyword::fall);
  adopt(*made, parse_or());
  if (!at(Keyword::nar)) unexpected("”när”", "\"när\"");
  while (accept(Keyword::nar)) {
    made->arms.push_back(parse_members());
    expect(Keyword::da);
    adopt(*made, parse_expr());
  }
  if (accept(Keyword::annars)) {
    made->has_else = true;
    adopt(*made, parse_expr());
  }
  return made;
}

ExprPtr Parser::parse_or() {
  ExprPtr left = parse_and();
  while (accept(Keyword::eller)) left = binary("eller", std::move(left), parse_and());
  return left;
}

ExprPtr Parser::parse_and() {
  ExprPtr left = parse_not();
  while (accept(Keyword::och)) left = binary("och", std::move(left), parse_not());
  return left;
}

ExprPtr Parser::parse_not() {
  if (!at(Keyword::inte)) return parse_comparison();
  ExprPtr made = node(ExprKind::unary, here(), "inte");
  take();
  if (++depth_ > kMaxNesting) too_deep();
  adopt(*made, parse_not());
  --depth_;
  return made;
}

ExprPtr Parser::parse_comparison() {
  ExprPtr left = parse_sum();
  if (at(Keyword::i)) return parse_membership(std::move(left));
  const std::string_view sign = comparison(peek().kind);
  if (sign.empty()) return left;
  take();
  ExprPtr made = binary(std::string(sign), std::move(left), parse_sum());
  if (!comparison(peek().kind).empty() || at(Keyword::i)) {
    fail({"language.comparison", "En jämförelse kan inte följas direkt av en till.",
          "A comparison cannot be followed at once by another.",
          "Skriv a < b och b < c, eller ett spann: b i 4–6.",
          "Write a < b och b < c, or a range: b i 4–6."});
  }
  return made;
}

ExprPtr Parser::parse_membership(ExprPtr subject) {
  ExprPtr made = node(ExprKind::in_range, subject->span);
  expect(Keyword::i);
  adopt(*made, std::move(subject));
  if (at_literal()) {
    made->pattern = parse_pattern(false);
    return made;
  }
  made->kind = ExprKind::in_set;
  const bool bracketed = accept(Kind::open);
  made->names = parse_members();
  if (bracketed) expect(Kind::close, ")");
  return made;
}

ExprPtr Parser::parse_sum() {
  ExprPtr left = parse_product();
  while (at(Kind::plus) || at(Kind::minus)) {
    const char* sign = take().kind == Kind::plus ? "+" : "-";
    left = binary(sign, std::move(left), parse_product());
  }
  if (at(Kind::dash)) {
    fail({"language.minus", "Tankstreck och .. anger spann; här behövs ett minustecken.",
          "A dash and .. give a range; a minus sign is needed here.", "Skriv − eller -.",
          "Write − or -."});
  }
  return left;
}

ExprPtr Parser::parse_product() {
  ExprPtr left = parse_unary();
  while (at(Kind::times) || at(Kind::divide)) {
    const char* sign = take().kind == Kind::times ? "*" : "/";
    left = binary(sign, std::move(left), parse_unary());
  }
  return left;
}

ExprPtr Parser::parse_unary() {
  if (!at(Kind::minus)) return parse_primary();
  ExprPtr made = node(ExprKind::unary, here(), "-");
  take();
  if (++depth_ > kMaxNesting) too_deep();
  adopt(*made, parse_unary());
  --depth_;
  return made;
}

ExprPtr Parser::parse_primary() {
  if (at_literal()) return parse_literal();
  if (accept(Kind::open)) {
    ExprPtr inner = parse_expr();
    expect(Kind::close, ")");
    return inner;
  }
  switch (peek().keyword) {
    case Keyword::ja:
    case Keyword::nej:
      return parse_value("", "");
    case Keyword::avrunda:
      return parse_round();
    case Keyword::tiger: {
      const Span span = span_of(take());
      return node(ExprKind::silent, span);
    }
    case Keyword::summa:
    case Keyword::antal:
    case Keyword::finns:
    case Keyword::alla:
      return parse_aggregate();
    case Keyword::om:
    case Keyword::fall:
      fail({"language.parenthesis",
            "”" + std::string(peek().text) + "” inne i ett uttryck behöver parentes omkring sig.",
            "\"" + std::string(peek().text) + "\" inside an expression needs parentheses.",
            "Skriv (om … då … annars …).", "Write (om … då … annars …)."});
      break;
    case Keyword::okant:
      fail({"language.expected", "”okänt” är ett helt innehåll, inte en del av ett uttryck.",
            "\"okänt\" is a whole content, not part of an expression.",
            "Skriv okänt \"varför\" i stället för = uttryck.",
            "Write okänt \"why\" instead of = expression."});
      break;
    default:
      if (at_name()) return parse_reference();
      unexpected("ett värde eller ett namn", "a value or a name");
  }
  return node(ExprKind::literal, here());
}

ExprPtr Parser::parse_round() {
  ExprPtr made = node(ExprKind::round, here());
  expect(Keyword::avrunda);
  adopt(*made, parse_expr());
  if (at(Keyword::uppat) || at(Keyword::nedat) || at(Keyword::narmast)) {
    made->text = take().text;
  } else {
    unexpected("”uppåt”, ”nedåt” eller ”närmast”", "\"uppåt\", \"nedåt\" or \"närmast\"");
  }
  expect(Keyword::till);
  adopt(*made, parse_unary());
  return made;
}

ExprPtr Parser::parse_aggregate() {
  const bool needs_value = at(Keyword::summa) || at(Keyword::alla);
  ExprPtr made = node(ExprKind::aggregate, here(), std::string(peek().text));
  take();
  expect(Kind::open, "(");
  if (at(Keyword::person)) {
    take();
  } else {
    made->variable = declared_name("det som löper", "what runs");
    expect(Keyword::i);
    made->over_enum = parse_name("en uppräkning", "an enumeration");
  }
  if (accept(Keyword::dar)) {
    made->filter = parse_expr();
    if (!grow(*made, *made->filter)) made->filter = node(ExprKind::literal, made->span);
  }
  if (needs_value) {
    expect(Kind::colon, ":");
    adopt(*made, parse_expr());
  } else if (at(Kind::colon)) {
    fail({"language.aggregate", "”" + made->text + "” tar bara ett villkor efter ”där”.",
          "\"" + made->text + "\" takes only a condition after \"där\".",
          "Skriv villkoret efter ”där”.", "Write the condition after \"där\"."});
  }
  expect(Kind::close, ")");
  made->span = through(made->span);
  return made;
}

void Parser::parse_arguments(Expr& call, Kind close, std::string_view symbol) {
  if (accept(close)) return;
  do {
    adopt(call, parse_expr());
  } while (accept(Kind::comma));
  expect(close, symbol);
}

/// A name, a call, an index; then `vid` a month.
ExprPtr Parser::parse_reference() {
  const Token& token = take();
  ExprPtr made = node(ExprKind::name, span_of(token), std::string(token.text));
  if (accept(Kind::open)) {
    made->kind = ExprKind::call;
    parse_arguments(*made, Kind::close, ")");
  } else if (accept(Kind::open_bracket)) {
    made->kind = ExprKind::index;
    parse_arguments(*made, Kind::close_bracket, "]");
  }
  made->span = through(made->span);
  const bool lone = made->children.size() == 1 && made->children[0]->kind == ExprKind::literal;
  const bool least = made->kind == ExprKind::call && (made->text == "min" || made->text == "max");
  if (lone && (least || made->kind == ExprKind::index)) {
    const syntax::Literal& value = made->children[0]->literal;
    const bool bare = value.kind == syntax::LiteralKind::number && value.unit == syntax::Unit{};
    if (bare && !value.whole) {
      report(made->children[0]->span,
             {"language.decimal-comma",
              "Komma direkt följt av en siffra är decimalkomma, så här står ett enda tal.",
              "A comma followed at once by a digit is a decimal comma, so this is one number.",
              "Skriv mellanslag efter kommat mellan två värden: 1, 2.",
              "Write a space after the comma between two values: 1, 2."});
    }
  }
  if (!at(Keyword::vid)) return made;
  ExprPtr when = node(ExprKind::at_month, made->span);
  take();
  if (made->kind != ExprKind::name && made->kind != ExprKind::index) {
    fail({"language.at-month", "”vid” kan bara stå efter en indata.",
          "\"vid\" can only follow an input."});
  }
  adopt(*when, std::move(made));
  adopt(*when, parse_primary());
  when->span = through(when->span);
  return when;
}

}  // namespace utvag::rules
