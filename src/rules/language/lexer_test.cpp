#include "rules/language/lexer.hpp"

#include <doctest/doctest.h>

using namespace utvag;
using namespace utvag::rules;

namespace {

std::string words(const std::string& text) {
  std::vector<Diagnostic> faults;
  const SourceFile source{"a.norm", text};
  const Lexed lexed = lex(source, 0, faults);
  std::string out;
  for (const Token& token : lexed.tokens) {
    if (token.kind != TokenKind::end) out += "[" + std::string(token.text) + "]";
  }
  CHECK(faults.empty());
  return out;
}

}  // namespace

TEST_CASE("digits group by one space in threes, never over a bar, a dash or a line end") {
  CHECK(words("12 500 kr") == "[12 500][kr]");
  CHECK(words("1 | 500") == "[1][|][500]");
  CHECK(words("1–2 500") == "[1][–][2 500]");
  CHECK(words("20\n500") == "[20][500]");
  CHECK(words("1280 1281, 0114") == "[1280][1281][,][0114]");
  CHECK(words("5 2026-01-31") == "[5][2026-01-31]");
  CHECK(words("4..6") == "[4][..][6]");
  CHECK(words("1,5, 2") == "[1,5][,][2]");
  CHECK(words("b.född") == "[b][.][född]");
  CHECK(words("5 %") == "[5][%]");
  CHECK(words("2026-01 - 1") == "[2026-01][-][1]");
}

TEST_CASE("places count code points, names are in NFC, comments know their line") {
  std::vector<Diagnostic> faults;
  const SourceFile source{"a.norm", "åäö\r\n  a\u030Alder + # kommentar \n\"å\\\"\" # två\n"};
  const Lexed lexed = lex(source, 0, faults);
  REQUIRE(faults.empty());
  REQUIRE(lexed.tokens.size() == 5);
  CHECK(lexed.tokens[0].length == 3);
  CHECK(lexed.tokens[1].text == "ålder");
  CHECK(lexed.tokens[1].line == 2);
  CHECK(lexed.tokens[1].column == 3);
  CHECK(lexed.tokens[1].length == 6);
  CHECK(lexed.tokens[1].first_on_line);
  CHECK(lexed.tokens[2].column == 10);
  CHECK_FALSE(lexed.tokens[2].first_on_line);
  CHECK(text_of(lexed.tokens[3]) == "å\"");
  CHECK(lexed.tokens[4].kind == TokenKind::end);
  REQUIRE(lexed.comments.size() == 2);
  CHECK(lexed.comments[0].comment.text == " kommentar");
  CHECK(lexed.comments[0].token == 3);
  CHECK_FALSE(lexed.comments[0].comment.alone);
  CHECK(lexed.comments[1].comment.line == 3);
}

TEST_CASE("a keyword typed with combining marks is the keyword") {
  std::vector<Diagnostic> faults;
  const SourceFile source{"a.norm", "fra\u030An"};
  CHECK(lex(source, 0, faults).tokens[0].keyword == Keyword::fran);
}

TEST_CASE("numbers are exact") {
  bool whole = false;
  Token token;
  token.text = "12 500,25";
  CHECK(number_of(token, whole) == Rational::make(1250025, 100));
  CHECK_FALSE(whole);
  token.text = "999 999 999 999 999";
  CHECK(number_of(token, whole) == Rational(999'999'999'999'999));
  CHECK(whole);
}

TEST_CASE("every keyword is found by its spelling, and the near one by a slip") {
  for (int k = 1; k <= static_cast<int>(Keyword::skal); ++k) {
    const auto keyword = static_cast<Keyword>(k);
    INFO(k);
    CHECK_FALSE(spelling(keyword).empty());
    CHECK(keyword_of(spelling(keyword)) == keyword);
  }
  CHECK(keyword_of("hyra") == Keyword::none);
  CHECK(nearest_keyword("Regel", {Keyword::tabell, Keyword::regel}) == Keyword::regel);
  CHECK(nearest_keyword("xyzzy", {Keyword::tabell, Keyword::regel}) == Keyword::none);
}
