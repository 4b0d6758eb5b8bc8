#include "base/date_fault.hpp"

#include <cstddef>
#include <utility>

namespace utvag::date_fault {
namespace {

/// Digits and hyphens stand as in `form` ("0000-00-00").
bool shaped(std::string_view text, std::string_view form) {
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == '0' ? !digit : text[i] != form[i]) return false;
  }
  return true;
}

}  // namespace

Error date(std::string code, std::string where, std::string_view text) {
  if (shaped(text, "0000-00-00")) {
    return {std::move(code), std::move(where),
            "Det datumet finns inte. Kontrollera månaden (01–12) och dagen; året ska ligga mellan "
            "1800 och 2999.",
            "There is no such date. Check the month (01–12) and the day; the year lies between "
            "1800 and 2999."};
  }
  return {std::move(code), std::move(where),
          "Här ska det stå ett datum: \"ÅÅÅÅ-MM-DD\", till exempel \"2026-03-31\".",
          "A date is expected here: \"YYYY-MM-DD\", such as \"2026-03-31\"."};
}

Error month(std::string code, std::string where, std::string_view text) {
  if (shaped(text, "0000-00")) {
    return {std::move(code), std::move(where),
            "Den månaden finns inte. Månaderna är 01–12; året ska ligga mellan 1800 och 2999.",
            "There is no such month. Months are 01–12; the year lies between 1800 and 2999."};
  }
  return {std::move(code), std::move(where),
          "Här ska det stå en månad: \"ÅÅÅÅ-MM\", till exempel \"2026-03\".",
          "A month is expected here: \"YYYY-MM\", such as \"2026-03\"."};
}

}  // namespace utvag::date_fault
