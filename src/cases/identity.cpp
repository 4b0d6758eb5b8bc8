#include "cases/identity.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <tuple>

#include "cases/digits.hpp"

namespace utvag::cases {
namespace {

Error number_form_error() {
  return {"identity.form", "",
          "Skriv ett personnummer eller samordningsnummer med tio eller tolv siffror "
          "(ÅÅÅÅMMDD-NNNN), eller ett reservnummer (R1990-000001-00).",
          "Write a personal or coordination number of ten or twelve digits (YYYYMMDD-NNNN), or a "
          "reserve number (R1990-000001-00)."};
}

Error date_error() {
  return {"identity.date", "",
          "Numrets datum finns inte. Kontrollera år, månad och dag (i ett samordningsnummer är "
          "dagen 60 högre).",
          "The number's date does not exist. Check year, month and day (in a coordination number "
          "the day is 60 higher)."};
}

Error check_digit_error() {
  return {"identity.check", "",
          "Kontrollsiffran stämmer inte: någon siffra är fel eller har bytt plats.",
          "The check digit does not hold: a digit is wrong or has changed places."};
}

Error future_error() {
  return {"identity.future", "", "Numrets datum ligger i framtiden.",
          "The number's date is in the future."};
}

int whole(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

struct Parts {
  int year, month, day;
  bool coordination;
};

Parts parts_of(std::string_view twelve) {
  const int day = whole(twelve.substr(6, 2));
  return {whole(twelve.substr(0, 4)), whole(twelve.substr(4, 2)), day > 60 ? day - 60 : day % 60,
          day >= 60};
}

bool later_than(const Parts& parts, CivilDate today) {
  return std::tie(parts.year, parts.month, parts.day) >
         std::tie(today.year, today.month, today.day);
}

/// The latest century that does not lie in the future; with + the one before.
std::string with_century(const std::string& ten, bool plus, Date today) {
  const CivilDate now = civil(today);
  int century = now.year / 100;
  if (later_than(parts_of(std::to_string(century) + ten), now)) --century;
  if (plus) --century;
  return std::to_string(century) + ten;
}

/// Of a coordination number the month may be 00 and the day 60 (not known), and Skatteverket has
/// issued days up to 31 in months that have no such day.
Result<std::optional<Date>> born_of(const Parts& parts) {
  const std::optional<Date> date = make_date(parts.year, parts.month, parts.day);
  if (!parts.coordination) {
    if (!date) return date_error();
    return date;
  }
  const bool possible =
      parts.year >= 1800 && parts.year <= 2999 && parts.month <= 12 && parts.day <= 31;
  if (!possible) return date_error();
  return date;
}

Result<Identity> read_reserve(std::string_view text) {
  const auto digits = only_digits(text.substr(1));
  if (!digits || digits->size() != 12) return number_form_error();
  const int year = whole(std::string_view(*digits).substr(0, 4));
  if (year != 0 && (year < 1800 || year > 2999)) return date_error();
  if (mod97(*digits) != 1) return check_digit_error();
  return make_reserve_number(year, whole(std::string_view(*digits).substr(4, 6)));
}

}  // namespace

Identity make_reserve_number(int year, std::int64_t running) {
  assert(running >= 0 && running <= 999'999 && year >= 0 && year <= 2999);
  const std::string years = std::to_string(10'000 + year).substr(1);
  const std::string runs = std::to_string(1'000'000 + running).substr(1);
  const int check = 98 - mod97(years + runs + "00");
  return {IdentityKind::reservnummer,
          "R" + years + "-" + runs + "-" + std::to_string(100 + check).substr(1), std::nullopt};
}

Result<Identity> parse_identity(std::string_view text, Date today) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (text.starts_with('R') || text.starts_with('r')) return read_reserve(text);
  const std::size_t plus = text.find('+');
  std::string plain(text);
  if (plus != std::string_view::npos) plain[plus] = '-';
  const auto digits = only_digits(plain);
  if (!digits || (digits->size() != 10 && digits->size() != 12)) return number_form_error();
  if (digits->size() == 12 && plus != std::string_view::npos) return number_form_error();
  const std::string twelve =
      digits->size() == 12 ? *digits : with_century(*digits, plus != std::string_view::npos, today);
  const Parts parts = parts_of(twelve);
  auto born = born_of(parts);
  if (!born) return born.error();
  if (!mod10_holds(std::string_view(twelve).substr(2))) return check_digit_error();
  if (later_than(parts, civil(today))) return future_error();
  return Identity{parts.coordination ? IdentityKind::samordningsnummer : IdentityKind::personnummer,
                  twelve, born.value()};
}

bool looks_like_identity(std::string_view text) {
  const auto digits = std::count_if(text.begin(), text.end(),
                                    [](char letter) { return letter >= '0' && letter <= '9'; });
  return digits >= 6 && text.find_first_not_of("0123456789+-. Rr") == std::string_view::npos;
}

std::string shown(const Identity& identity) {
  if (identity.kind == IdentityKind::reservnummer) return identity.number;
  return identity.number.substr(0, 8) + "-" + identity.number.substr(8);
}

}  // namespace utvag::cases
