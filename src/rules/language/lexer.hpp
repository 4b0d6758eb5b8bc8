#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "rules/language/diagnostic.hpp"
#include "rules/language/keywords.hpp"
#include "rules/language/syntax.hpp"

namespace utvag::rules {

enum class TokenKind : std::uint8_t {
  end,
  bad,  ///< already told as a fault
  name,
  number,
  date,
  month,
  text,
  comma,
  colon,
  bar,
  open,
  close,
  open_bracket,
  close_bracket,
  dot,
  percent,
  plus,
  minus,
  times,
  divide,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  dash,  ///< – or ..
};

struct Token {
  TokenKind kind = TokenKind::end;
  Keyword keyword = Keyword::none;
  bool first_on_line = false;
  std::int32_t line = 1, column = 1, length = 1;  ///< in code points
  std::string_view text;  ///< as written; a name in NFC, a text without its quotation marks
};

/// A comment and where it stands among the tokens.
struct LexedComment {
  syntax::Comment comment;
  std::size_t token = 0;  ///< index of the first token after it
  std::int32_t column = 1;
};

struct Lexed {
  std::vector<Token> tokens;  ///< the last one is `end`
  std::vector<LexedComment> comments;
  std::deque<std::string> normalised;  ///< names that were not written in NFC
};

/// Splits a file into tokens, which point into `source` and into the result. Faults are appended;
/// a file that is too large, not UTF-8 or starts with a byte order mark gives one fault and no
/// tokens but `end`.
Lexed lex(const SourceFile& source, std::int32_t index, std::vector<Diagnostic>& faults);

/// The digits of a number token as an exact number; `whole` is false when decimals are written.
Rational number_of(const Token& token, bool& whole);

/// A text token with its escapes resolved.
std::string text_of(const Token& token);

}  // namespace utvag::rules
