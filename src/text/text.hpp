#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.hpp"
#include "base/rational.hpp"

/// Words for people: languages, the house formats of amounts and dates, and line layout. The
/// program's own sentences are typed functions in the generated header text/messages.hpp, compiled
/// from catalogue/*.po: `say::key(out, language, arguments…)` appends to `out`.
namespace utvag::text {

enum class Language : std::uint8_t { sv, en, fi, ar };
inline constexpr int kLanguages = 4;

std::optional<Language> parse_language(std::string_view code);  ///< "sv", "en", "fi" or "ar"
std::string_view code(Language language);
bool right_to_left(Language language);

/// An amount in öre in the house format of every language: "5 220 kr", "249,75 kr", as
/// base/text.hpp writes them. An amount that is not whole ören is shown to the nearest öre after
/// "≈".
void append_amount(std::string& out, Rational ore);
/// A plain number: thousands grouped, decimal comma, at most four decimals ("≈" if more).
void append_number(std::string& out, Rational value);
/// A share as per cent: "25 %".
void append_percent(std::string& out, Rational share);
/// "5 november 2026" with the month's name in the language.
void append_date(std::string& out, Language language, Date date);
/// "november 2026".
void append_month(std::string& out, Language language, Month month);

/// Columns a text takes on a terminal: code points, without combining marks and direction marks.
std::size_t width(std::string_view utf8);
/// Appends words of `text` wrapped at `columns`, each line after `indent` spaces, with a line end
/// last. In a right-to-left language each line starts with a right-to-left mark.
void append_wrapped(std::string& out, Language language, std::string_view text, std::size_t indent,
                    std::size_t columns = 80);
/// A name or amount set apart from the direction of the text around it (Arabic only).
void append_isolated(std::string& out, Language language, std::string_view text);

}  // namespace utvag::text
