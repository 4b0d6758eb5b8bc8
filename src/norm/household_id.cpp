#include "norm/household_id.hpp"

#include "base/text.hpp"

namespace utvag::norm {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Letters and digits of any script, and marks that stand on them; not what steers a terminal or
/// turns the direction of the text around it.
bool may_stand(char32_t c) {
  const bool mark = (c >= 0x300 && c <= 0x36f) || (c >= 0x64b && c <= 0x65f);
  return c == U' ' || c == U'-' || c == U'_' || (c >= U'0' && c <= U'9') || is_letter(c) || mark;
}

/// Ten or twelve digits in a row, with at most one sign between two of them.
bool looks_like_personal_number(std::string_view id) {
  std::size_t digits = 0;
  for (std::size_t i = 0; i <= id.size(); ++i) {
    if (i < id.size() && is_digit(id[i])) {
      ++digits;
      continue;
    }
    const bool between = i > 0 && i + 1 < id.size() && is_digit(id[i - 1]) && is_digit(id[i + 1]) &&
                         (id[i] == '-' || id[i] == ' ' || id[i] == '_');
    if (between) continue;
    if (digits == 10 || digits == 12) return true;
    digits = 0;
  }
  return false;
}

}  // namespace

Error id_fault(std::string_view id) {
  std::size_t letters = 0;
  bool good = !id.empty() && id.front() != ' ' && id.back() != ' ';
  for (std::size_t at = 0; at < id.size() && good; ++letters) {
    const CodePoint point = decode_code_point(id, at);
    good = may_stand(point.value);
    at += point.length;
  }
  if (!good || letters > kMaxIdLetters) {
    return {"household.id", "",
            "Personen ska ha ett id: en kort text (högst 40 tecken) av bokstäver, siffror, "
            "mellanslag, bindestreck och understreck, till exempel \"a\" eller \"barn1\".",
            "The person must have an id: a short text (at most 40 characters) of letters, digits, "
            "spaces, hyphens and underscores, such as \"a\" or \"barn1\"."};
  }
  if (looks_like_personal_number(id)) {
    return {"household.id-number", "",
            "Id:t ser ut som ett personnummer. Använd ett kort namn i stället, till exempel \"a\" "
            "eller \"barn1\": filen ska inte behöva peka ut någon.",
            "The id looks like a personal number. Use a short name instead, such as \"a\" or "
            "\"barn1\": the file should not have to identify anyone."};
  }
  return {};
}

}  // namespace utvag::norm
