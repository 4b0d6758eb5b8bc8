#include "rules/language/layout.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "rules/language/unicode.hpp"

namespace utvag::rules {
namespace {

using Kind = TokenKind;
using MarkKind = syntax::Mark::Kind;

constexpr std::size_t kMaxColumns = 100;

bool unit(const Token& token) {
  return token.keyword >= Keyword::kr && token.keyword <= Keyword::ar;
}

/// True when an operand may end with the token.
bool ends_operand(const Token& token) {
  switch (token.kind) {
    case Kind::number:
    case Kind::date:
    case Kind::month:
    case Kind::text:
    case Kind::close:
    case Kind::close_bracket:
    case Kind::percent:
      return true;
    case Kind::name:
      return !reserved(token.keyword) || unit(token) || token.keyword == Keyword::ja ||
             token.keyword == Keyword::nej || token.keyword == Keyword::tiger ||
             (token.keyword >= Keyword::manad && token.keyword <= Keyword::person);
    default:
      return false;
  }
}

bool begins_literal(const Token& token) {
  return token.kind == Kind::number || token.kind == Kind::date || token.kind == Kind::month ||
         token.kind == Kind::minus;
}

/// Lower ends of ranges that have spaces around the dash: 0 kr – 500 kr, but 4–6.
bool wide_end(const Token& token) {
  return unit(token) || token.kind == Kind::percent || token.kind == Kind::date ||
         token.kind == Kind::month;
}

/// Clause words that a value follows at once.
bool takes_value(const Token& token) {
  return token.keyword == Keyword::minst || token.keyword == Keyword::hogst ||
         token.keyword == Keyword::antas || token.keyword == Keyword::inom;
}

std::string grouped(std::string_view digits) {
  std::string whole;
  std::size_t at = 0;
  for (; at < digits.size() && digits[at] != ','; ++at) {
    if (digits[at] >= '0' && digits[at] <= '9') whole += digits[at];
  }
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
  std::string out;
  for (std::size_t k = 0; k < whole.size(); ++k) {
    if (k > 0 && (whole.size() - k) % 3 == 0) out += ' ';
    out += whole[k];
  }
  return out.append(digits.substr(at));
}

}  // namespace

Printer::Printer(const std::vector<Token>& tokens, const std::vector<syntax::Mark>& layout)
    : tokens_(tokens),
      verbatim_(tokens.size()),
      open_range_(tokens.size()),
      starts_part_(tokens.size()),
      in_head_(tokens.size()) {
  for (const syntax::Mark& mark : layout) {
    if (mark.kind == MarkKind::verbatim)
      verbatim_[mark.token] = true;
    else if (mark.kind == MarkKind::open_range)
      open_range_[mark.token] = true;
    else
      starts_part_[mark.token] = true;
    if (mark.kind == MarkKind::declaration) in_head_[mark.token] = true;
  }
  for (std::size_t k = 1; k < tokens.size(); ++k) {
    if (in_head_[k - 1] && !starts_part_[k]) in_head_[k] = true;
  }
}

std::string Printer::written(std::size_t index) const {
  const Token& token = tokens_[index];
  if (open_range_[index]) return "–";
  switch (token.kind) {
    case Kind::number:
      return verbatim_[index] ? std::string(token.text) : grouped(token.text);
    case Kind::text:
      return "\"" + std::string(token.text) + "\"";
    case Kind::minus: {
      const bool left_out = starts_part_[index] && tokens_[index + 1].kind != Kind::number;
      return left_out ? "-" : "−";
    }
    case Kind::dash:
      return "–";
    case Kind::times:
      return "×";
    case Kind::not_equal:
      return "≠";
    case Kind::less_equal:
      return "≤";
    case Kind::greater_equal:
      return "≥";
    default:
      break;
  }
  if (token.keyword == Keyword::dag || token.keyword == Keyword::dagar) {
    const Token* before = index > 0 ? &tokens_[index - 1] : nullptr;
    const bool one = before != nullptr && (before->kind == Kind::divide || before->text == "1");
    return one ? "dag" : "dagar";
  }
  return std::string(token.text);
}

bool Printer::unary(std::size_t index) const {
  if (index >= tokens_.size() || tokens_[index].kind != Kind::minus) return false;
  if (index == 0 || starts_part_[index]) return true;
  return !ends_operand(tokens_[index - 1]) || takes_value(tokens_[index - 1]);
}

/// Whether a space stands before the token when another stands before it on the line.
bool Printer::spaced(std::size_t index) const {
  const Token& before = tokens_[index - 1];
  const Token& token = tokens_[index];
  if (before.kind == Kind::open || before.kind == Kind::open_bracket || before.kind == Kind::dot) {
    return false;
  }
  if (before.kind == Kind::minus && unary(index - 1)) return false;
  const bool range_before = before.kind == Kind::dash && begins_literal(token);
  const bool wide = index > 1 && wide_end(tokens_[index - 2]);
  if (range_before) return wide;
  if (open_range_[index]) return false;
  switch (token.kind) {
    case Kind::close:
    case Kind::close_bracket:
    case Kind::comma:
    case Kind::dot:
    case Kind::open_bracket:
      return false;
    case Kind::colon:
      return in_head_[index];
    case Kind::dash: {
      const bool closed = index + 1 < tokens_.size() && begins_literal(tokens_[index + 1]);
      return closed && wide_end(before);
    }
    case Kind::divide: {
      const Token& after = tokens_[index + 1];
      const bool boolean = before.keyword == Keyword::ja && after.keyword == Keyword::nej;
      return !boolean && !(unit(before) && unit(after));
    }
    case Kind::open: {
      const bool aggregate = before.keyword >= Keyword::summa && before.keyword <= Keyword::alla;
      const bool call =
          before.kind == Kind::name && !reserved(before.keyword) && !takes_value(before);
      return in_head_[index] || (!aggregate && !call);
    }
    default:
      break;
  }
  if (before.kind != Kind::divide) return true;
  const bool boolean = token.keyword == Keyword::nej && tokens_[index - 2].keyword == Keyword::ja;
  return !boolean && !(unit(token) && unit(tokens_[index - 2]));
}

std::string Printer::text(std::size_t begin, std::size_t end) const {
  std::string out;
  for (std::size_t k = begin; k < end; ++k) {
    if (k > begin && spaced(k)) out += ' ';
    out += written(k);
  }
  return out;
}

std::size_t Printer::width(std::size_t begin, std::size_t end) const {
  return unicode::width(text(begin, end));
}

namespace {

/// How loosely a token binds the two sides of the place before (or after) it; the loosest present
/// is where a line breaks.
enum class Bond : std::uint8_t {
  case_arm,
  then,
  argument,
  disjunction,
  conjunction,
  comparison,
  sum,
  product,
  none
};

Bond bond(const Token& token) {
  switch (token.keyword) {
    case Keyword::da:
      return Bond::then;
    case Keyword::dar:
    case Keyword::uppat:
    case Keyword::nedat:
    case Keyword::narmast:
      return Bond::argument;
    case Keyword::eller:
      return Bond::disjunction;
    case Keyword::och:
      return Bond::conjunction;
    case Keyword::i:
      return Bond::comparison;
    default:
      break;
  }
  switch (token.kind) {
    case Kind::equal:
    case Kind::not_equal:
    case Kind::less:
    case Kind::less_equal:
    case Kind::greater:
    case Kind::greater_equal:
      return Bond::comparison;
    case Kind::plus:
    case Kind::minus:
      return Bond::sum;
    case Kind::times:
    case Kind::divide:
      return Bond::product;
    default:
      return Bond::none;
  }
}

class Breaker {
 public:
  Breaker(const Printer& printer, bool list) : printer_(printer), list_(list) {}

  /// `from` is where the line begins, `begin` where what may be broken begins.
  void run(std::size_t indent, std::size_t from, std::size_t begin, std::size_t end, bool forced) {
    const bool fits = indent + printer_.width(from, end) <= kMaxColumns;
    const std::vector<std::size_t> places =
        fits && !forced ? std::vector<std::size_t>{} : splits(begin, end);
    if (places.empty()) {
      lines.push_back({indent, from, end});
      return;
    }
    run(indent, from, after_opening(begin, places.front()), places.front(), false);
    for (std::size_t k = 0; k < places.size(); ++k) {
      const std::size_t stop = k + 1 < places.size() ? places[k + 1] : end;
      run(indent + 2, places[k], after_opening(places[k], stop), stop, false);
    }
  }

  std::vector<Line> lines;

 private:
  /// Steps past the words that begin a piece, so that it is not broken at them again.
  std::size_t after_opening(std::size_t at, std::size_t end) const {
    if (at < end && printer_.token(at).keyword == Keyword::nar) {
      while (at < end && printer_.token(at).keyword != Keyword::da) ++at;
    }
    const Token& token = printer_.token(at);
    const bool word = bond(token) != Bond::none || token.keyword == Keyword::annars;
    return at < end && word ? at + 1 : at;
  }

  bool division_of_units(std::size_t k) const {
    return printer_.token(k).kind == Kind::divide && unit(printer_.token(k - 1)) &&
           unit(printer_.token(k + 1));
  }

  /// The places to break at: those that bind loosest at the outermost depth of brackets that has
  /// any.
  std::vector<std::size_t> splits(std::size_t begin, std::size_t end) const {
    int outermost = 0, innermost = 0, depth = 0;
    for (std::size_t k = begin; k < end; ++k) {
      depth += step(k);
      outermost = std::min(outermost, depth);
      innermost = std::max(innermost, depth);
    }
    for (int level = outermost; level <= innermost; ++level) {
      std::vector<std::size_t> places =
          list_ ? commas(begin, end, level) : splits_at(begin, end, level, level > outermost);
      if (!places.empty()) return places;
    }
    return {};
  }

  int step(std::size_t k) const {
    const Kind kind = printer_.token(k).kind;
    if (kind == Kind::open || kind == Kind::open_bracket) return 1;
    return kind == Kind::close || kind == Kind::close_bracket ? -1 : 0;
  }

  std::vector<std::size_t> commas(std::size_t begin, std::size_t end, int level) const {
    std::vector<std::size_t> places;
    int depth = 0;
    for (std::size_t k = begin; k + 1 < end; ++k) {
      depth += step(k);
      if (depth == level && printer_.token(k).kind == Kind::comma) places.push_back(k + 1);
    }
    return places;
  }

  std::vector<std::size_t> splits_at(std::size_t begin, std::size_t end, int level,
                                     bool inside) const {
    std::array<std::vector<std::size_t>, static_cast<std::size_t>(Bond::none)> found;
    std::vector<Keyword> open_cases;
    Keyword last_closed = Keyword::none;
    std::size_t deeper = 0;
    std::size_t shallowest = SIZE_MAX, shallowest_then = SIZE_MAX;
    int depth = 0;
    const auto keep = [&](Bond kind, std::size_t nesting, std::size_t& least, std::size_t k) {
      std::vector<std::size_t>& list = found[static_cast<std::size_t>(kind)];
      if (nesting < least) list.clear();
      least = std::min(least, nesting);
      if (nesting == least) list.push_back(k);
    };
    for (std::size_t k = begin; k < end; ++k) {
      depth += step(k);
      if (depth != level) continue;
      const Token& token = printer_.token(k);
      if (token.keyword == Keyword::om || token.keyword == Keyword::fall) {
        // Only om … annars om … is a chain; every other case inside a branch is a step deeper.
        const bool branch = k > begin && printer_.token(k - 1).keyword == Keyword::annars;
        if (branch && !(last_closed == Keyword::om && token.keyword == Keyword::om)) ++deeper;
        open_cases.push_back(token.keyword);
      } else if (token.keyword == Keyword::annars) {
        last_closed = open_cases.empty() ? Keyword::none : open_cases.back();
        if (!open_cases.empty()) open_cases.pop_back();
        if (k > begin) keep(Bond::case_arm, open_cases.size() + deeper, shallowest, k);
      } else if (token.keyword == Keyword::nar) {
        const std::size_t outside = open_cases.empty() ? 0 : open_cases.size() - 1;
        if (k > begin) keep(Bond::case_arm, outside + deeper, shallowest, k);
      } else if (inside && (token.kind == Kind::comma || token.kind == Kind::colon)) {
        if (k + 1 < end) found[static_cast<std::size_t>(Bond::argument)].push_back(k + 1);
      } else if (const Bond kind = bond(token); kind == Bond::then) {
        if (k > begin) keep(Bond::then, open_cases.size() + deeper, shallowest_then, k);
      } else if (kind != Bond::none && k > begin && !division_of_units(k) && binary(k)) {
        found[static_cast<std::size_t>(kind)].push_back(k);
      }
    }
    for (const std::vector<std::size_t>& places : found) {
      if (!places.empty()) return places;
    }
    return {};
  }

  bool binary(std::size_t k) const {
    return printer_.token(k).kind != Kind::minus || ends_operand(printer_.token(k - 1));
  }

  const Printer& printer_;
  bool list_;  ///< break after commas only
};

}  // namespace

std::vector<Line> break_expression(const Printer& printer, Line whole, bool forced) {
  const Token& first = printer.token(whole.begin);
  const bool condition = first.keyword == Keyword::nar || first.keyword == Keyword::grans;
  const bool sign = first.kind == Kind::equal || condition;
  Breaker breaker(printer, !sign);
  const std::size_t begin = std::min(whole.begin + (sign ? 1 : 0), whole.end);
  breaker.run(whole.indent, whole.begin, begin, whole.end, forced);
  assert(!breaker.lines.empty());
  return std::move(breaker.lines);
}

}  // namespace utvag::rules
