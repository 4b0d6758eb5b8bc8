#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "rules/language/lexer.hpp"
#include "rules/language/syntax.hpp"

namespace utvag::rules {

/// Writes tokens in the house format: one spelling for each sign, digits in threes, one space where
/// a space belongs.
class Printer {
 public:
  Printer(const std::vector<Token>& tokens, const std::vector<syntax::Mark>& layout);

  /// The tokens from `begin` to before `end` on one line.
  std::string text(std::size_t begin, std::size_t end) const;

  /// Columns that text(begin, end) takes.
  std::size_t width(std::size_t begin, std::size_t end) const;

  const Token& token(std::size_t index) const { return tokens_[index]; }

 private:
  bool spaced(std::size_t index) const;
  bool unary(std::size_t index) const;
  std::string written(std::size_t index) const;

  const std::vector<Token>& tokens_;
  std::vector<bool> verbatim_, open_range_, starts_part_, in_head_;
};

/// One line of the house format: an indent in columns and a stretch of tokens.
struct Line {
  std::size_t indent, begin, end;
};

/// Breaks an expression over lines where it binds weakest. With `forced` it is broken once even
/// when it fits. The lines cover all of `whole`, in order.
std::vector<Line> break_expression(const Printer& printer, Line whole, bool forced);

}  // namespace utvag::rules
