#include "text/text.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "text/messages.hpp"
#include "text/say.hpp"

namespace utvag::text {
namespace {

constexpr std::string_view kRightToLeftMark = "\u200f";
constexpr std::string_view kIsolate = "\u2068";
using MonthName = void (*)(std::string&, Language);

constexpr std::string_view kEndIsolate = "\u2069";

/// A whole number of ten thousandths with a decimal comma, without closing zeros.
void append_ten_thousandths(std::string& out, std::int64_t scaled) {
  constexpr std::int64_t unit = 10'000;
  if (scaled < 0 && scaled > -unit) out.append("−");
  out.append(format_whole(scaled / unit));
  std::int64_t rest = scaled % unit < 0 ? -(scaled % unit) : scaled % unit;
  if (rest == 0) return;
  out.push_back(',');
  for (std::int64_t place = unit / 10; rest > 0; place /= 10) {
    out.push_back(static_cast<char>('0' + rest / place));
    rest %= place;
  }
}

/// How much a word adds to the isolates that are open after it.
std::ptrdiff_t isolates_opened(std::string_view word) {
  std::ptrdiff_t open = 0;
  for (std::size_t at = word.find("\u2068"); at != std::string_view::npos;
       at = word.find("\u2068", at + 1)) {
    ++open;
  }
  for (std::size_t at = word.find("\u2069"); at != std::string_view::npos;
       at = word.find("\u2069", at + 1)) {
    --open;
  }
  return open;
}

void append_times(std::string& out, std::ptrdiff_t times, std::string_view what) {
  for (; times > 0; --times) out.append(what);
}

}  // namespace

std::optional<Language> parse_language(std::string_view code) {
  if (code == "sv") return Language::sv;
  if (code == "en") return Language::en;
  if (code == "fi") return Language::fi;
  if (code == "ar") return Language::ar;
  return std::nullopt;
}

std::string_view code(Language language) {
  constexpr std::array<std::string_view, kLanguages> codes = {"sv", "en", "fi", "ar"};
  return codes[static_cast<std::size_t>(language)];
}

bool right_to_left(Language language) {
  return language == Language::ar;
}

void append_amount(std::string& out, Rational ore) {
  bool rounded = false;
  const std::string amount = format_kr(ore, rounded);
  if (rounded) out.append("≈ ");
  out.append(amount);
}

void append_number(std::string& out, Rational value) {
  if (value.is_whole()) {
    out.append(format_whole(value.numerator));
    return;
  }
  const Rational scaled = value * Rational(10'000);
  if (!scaled.is_whole()) out.append("≈ ");
  append_ten_thousandths(out, round_to(scaled, 1, Rounding::nearest).numerator);
}

void append_percent(std::string& out, Rational share) {
  append_number(out, share * Rational(100));
  out.append("\u00a0%");
}

void append_date(std::string& out, Language language, Date date) {
  static constexpr std::array<MonthName, 12> names = {
      &say::month_in_date_1,  &say::month_in_date_2,  &say::month_in_date_3,
      &say::month_in_date_4,  &say::month_in_date_5,  &say::month_in_date_6,
      &say::month_in_date_7,  &say::month_in_date_8,  &say::month_in_date_9,
      &say::month_in_date_10, &say::month_in_date_11, &say::month_in_date_12};
  const CivilDate day = civil(date);
  out.append(std::to_string(day.day)).push_back(' ');
  names[static_cast<std::size_t>(day.month - 1)](out, language);
  out.append(" ").append(std::to_string(day.year));
}

void append_month(std::string& out, Language language, Month month) {
  static constexpr std::array<MonthName, 12> names = {
      &say::month_1, &say::month_2, &say::month_3, &say::month_4,  &say::month_5,  &say::month_6,
      &say::month_7, &say::month_8, &say::month_9, &say::month_10, &say::month_11, &say::month_12};
  names[static_cast<std::size_t>(month_of_year(month) - 1)](out, language);
  out.append(" ").append(std::to_string(year_of(month)));
}

namespace {

/// Goes over one code point; tells the columns it takes.
std::size_t step(std::string_view utf8, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(utf8[at]);
  if (lead < 0x80U) {
    ++at;
    return 1;
  }
  if (lead >= 0xc2U && lead <= 0xcbU) {  // two bytes, letters below every combining mark
    at += 2;
    return 1;
  }
  const CodePoint point = decode_code_point(utf8, at);
  at += point.length;
  const char32_t c = point.value;
  const bool mark = (c >= 0x300 && c <= 0x36f) || (c >= 0x64b && c <= 0x65f) ||
                    (c >= 0x200b && c <= 0x200f) || (c >= 0x2066 && c <= 0x2069);
  return mark ? 0 : 1;
}

struct Word {
  std::string_view bytes;
  std::size_t columns = 0;
};

/// What stands before the first space, found and measured in one go.
Word first_word(std::string_view text) {
  Word word;
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const char* at = begin;
  while (at != end && *at != ' ') {
    if (static_cast<unsigned char>(*at) < 0x80U) {  // nearly all: no call for each letter
      ++at;
      ++word.columns;
      continue;
    }
    auto far = static_cast<std::size_t>(at - begin);
    word.columns += step(text, far);
    at = begin + far;
  }
  word.bytes = text.substr(0, static_cast<std::size_t>(at - begin));
  return word;
}

/// The words that fit on one line, at least one, as they stand.
std::string_view first_line(std::string_view text, std::size_t columns) {
  std::size_t used = 0;
  std::size_t end = 0;
  for (bool any = false; !any || end < text.size(); any = true) {
    const std::size_t from = any ? end + 1 : 0;
    if (from == text.size()) break;  // a last space begins no word
    const Word word = first_word(text.substr(from));
    used += word.columns + (any ? 1 : 0);
    if (any && used > columns) break;
    end = from + word.bytes.size();
  }
  return text.substr(0, end);
}

}  // namespace

std::size_t width(std::string_view utf8) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const Word word = first_word(utf8.substr(at));
    at += word.bytes.size();
    columns += word.columns;
    if (at < utf8.size()) columns += step(utf8, at);  // a space
  }
  return columns;
}

void append_wrapped(std::string& out, Language language, std::string_view text, std::size_t indent,
                    std::size_t columns) {
  std::ptrdiff_t open = 0;  // isolates: closed at the end of a line and opened again on the next
  for (bool first = true; !text.empty(); first = false) {
    const std::size_t room = columns > indent ? columns - indent : 0;
    const std::string_view line = first_line(text, room);
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!first) {
      append_times(out, open, kEndIsolate);
      out.push_back('\n');
    }
    if (right_to_left(language)) out.append(kRightToLeftMark);
    out.append(indent, ' ');
    append_times(out, open, kIsolate);
    out.append(line);
    if (right_to_left(language)) open += isolates_opened(line);
  }
  out.push_back('\n');
}

void append_isolated(std::string& out, Language language, std::string_view text) {
  if (right_to_left(language)) {
    out.append(kIsolate).append(text).append(kEndIsolate);
  } else {
    out.append(text);
  }
}

namespace say {

std::size_t form_index(Language language, std::int64_t n, bool plural) {
  const std::size_t row = 6 * static_cast<std::size_t>(language);
  if (!plural) return row;
  if (language != Language::ar) return row + (n == 1 ? 0 : 1);
  // The six forms of Arabic as gettext numbers them: zero, one, two, few, many, other.
  const std::int64_t hundred = n % 100;
  if (n < 3) return row + static_cast<std::size_t>(n < 0 ? 5 : n);
  if (hundred >= 3 && hundred <= 10) return row + 3;
  return row + (hundred >= 11 ? 4 : 5);
}

void put(std::string& out, Language language, std::span<const Piece> pieces,
         std::span<const Argument> arguments) {
  for (const Piece& piece : pieces) {
    out.append(piece.literal);
    if (piece.argument < 0) continue;
    const Argument& argument = arguments[static_cast<std::size_t>(piece.argument)];
    const bool apart = right_to_left(language) && argument.kind != Argument::Kind::raw;
    if (apart) out.append(kIsolate);
    switch (argument.kind) {
      case Argument::Kind::text:
      case Argument::Kind::raw:
        out.append(argument.words);
        break;
      case Argument::Kind::amount:
        append_amount(out, argument.amount);
        break;
      case Argument::Kind::date:
        append_date(out, language, Date{static_cast<std::int32_t>(argument.number)});
        break;
      case Argument::Kind::month:
        append_month(out, language, Month{static_cast<std::int32_t>(argument.number)});
        break;
      case Argument::Kind::number:
        append_number(out, argument.number);
        break;
    }
    if (apart) out.append(kEndIsolate);
  }
}

}  // namespace say
}  // namespace utvag::text
