#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "text/text.hpp"

/// What the generated messages stand on; not for others.
namespace utvag::text::say {

/// A stretch of literal text, then an argument (-1: none).
struct Piece {
  std::string_view literal;
  std::int8_t argument;
};

struct Form {
  std::span<const Piece> pieces;
};

struct Argument {
  enum class Kind : std::uint8_t { text, raw, amount, date, month, number } kind;
  std::string_view words;
  Rational amount;
  std::int64_t number = 0;

  explicit Argument(std::string_view text, bool raw = false)
      : kind(raw ? Kind::raw : Kind::text), words(text) {}
  explicit Argument(Rational ore) : kind(Kind::amount), amount(ore) {}
  explicit Argument(Date date) : kind(Kind::date), number(date.days) {}
  explicit Argument(Month month) : kind(Kind::month), number(month.index) {}
  explicit Argument(std::int64_t n) : kind(Kind::number), number(n) {}
};

/// Row of a message's forms: six per language; `plural` picks by the language's rule for n.
std::size_t form_index(Language language, std::int64_t n, bool plural);
void put(std::string& out, Language language, std::span<const Piece> pieces,
         std::span<const Argument> arguments);

}  // namespace utvag::text::say
