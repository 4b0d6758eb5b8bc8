#include "cases/accounts.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "cases/digits.hpp"

namespace utvag::cases {
namespace {

/// How an account's check digit is reckoned. Type 1: seven digits, with the clearing number in the
/// reckoning; type 2: the account alone.
struct Range {
  int from, to, type, comment;
  std::string_view bank;
};

/// Bankgirot, "Bankernas kontonummer", 2019-08-21. Single clearing numbers stand first: they are
/// taken out of the ranges around them.
constexpr std::array<Range, 50> kRanges = {{
    {3300, 3300, 2, 1, "Nordea personkonto"},
    {3782, 3782, 2, 1, "Nordea personkonto"},
    {1100, 1199, 1, 1, "Nordea"},
    {1200, 1399, 1, 1, "Danske Bank"},
    {1400, 2099, 1, 1, "Nordea"},
    {2300, 2399, 1, 2, "Ålandsbanken"},
    {2400, 2499, 1, 1, "Danske Bank"},
    {3000, 3399, 1, 1, "Nordea"},
    {3400, 3409, 1, 1, "Länsförsäkringar Bank"},
    {3410, 3999, 1, 1, "Nordea"},
    {4000, 4999, 1, 2, "Nordea"},
    {5000, 5999, 1, 1, "SEB"},
    {6000, 6999, 2, 2, "Handelsbanken"},
    {7000, 7999, 1, 1, "Swedbank"},
    {8000, 8999, 2, 3, "Swedbank/sparbanker"},
    {9020, 9029, 1, 2, "Länsförsäkringar Bank"},
    {9040, 9049, 1, 2, "Citibank"},
    {9060, 9069, 1, 1, "Länsförsäkringar Bank"},
    {9100, 9109, 1, 2, "Nordnet Bank"},
    {9120, 9124, 1, 1, "SEB"},
    {9130, 9149, 1, 1, "SEB"},
    {9150, 9169, 1, 2, "Skandiabanken"},
    {9170, 9179, 1, 1, "IKANO Bank"},
    {9180, 9189, 2, 1, "Danske Bank"},
    {9190, 9199, 1, 2, "DNB Bank"},
    {9230, 9239, 1, 1, "Marginalen Bank"},
    {9250, 9259, 1, 1, "SBAB"},
    {9260, 9269, 1, 2, "DNB Bank"},
    {9270, 9279, 1, 1, "ICA Banken"},
    {9280, 9289, 1, 1, "Resurs Bank"},
    {9300, 9349, 2, 1, "Swedbank (f.d. Sparbanken Öresund)"},
    {9390, 9399, 1, 2, "Landshypotek"},
    {9400, 9449, 1, 1, "Forex Bank"},
    {9460, 9469, 1, 1, "Santander Consumer Bank"},
    {9470, 9479, 1, 2, "BNP Paribas SA Sverige filial"},
    {9500, 9549, 2, 3, "Nordea/Plusgirot"},
    {9550, 9569, 1, 2, "Avanza Bank"},
    {9570, 9579, 2, 1, "Sparbanken Syd"},
    {9590, 9599, 1, 2, "Erik Penser"},
    {9630, 9639, 1, 1, "Lån & Spar Bank Sverige"},
    {9640, 9649, 1, 2, "Nordax Bank"},
    {9650, 9659, 1, 2, "MedMera Bank"},
    {9660, 9669, 1, 2, "Svea Bank"},
    {9670, 9679, 1, 2, "JAK Medlemsbank"},
    {9680, 9689, 1, 1, "BlueStep Finans"},
    {9700, 9709, 1, 2, "Ekobanken"},
    {9780, 9789, 1, 2, "Klarna Bank"},
    {9880, 9889, 1, 2, "Riksgälden"},
    {9890, 9899, 2, 1, "Riksgälden"},
    {9960, 9969, 2, 3, "Nordea/Plusgirot"},
}};

Error clearing_error() {
  return {"account.clearing", "clearing",
          "Clearingnumret ska ha fyra siffror, eller fem om det börjar på 8. Femte siffran är en "
          "kontrollsiffra.",
          "The clearing number has four digits, or five if it begins with 8. The fifth is a check "
          "digit."};
}

Error length_error() {
  return {"account.length", "number",
          "Numret har för få eller för många siffror, eller andra tecken än siffror.",
          "The number has too few or too many digits, or other characters than digits."};
}

Error check_error() {
  return {"account.check", "number",
          "Kontrollsiffran stämmer inte: någon siffra är fel eller har bytt plats.",
          "The check digit does not hold: a digit is wrong or has changed places."};
}

Error zeros_error() {
  return {"account.zeros", "number", "Numret har bara nollor.", "The number is all zeros."};
}

/// Zeros hold every check digit, and are nobody's account.
bool only_zeros(std::string_view digits) {
  return digits.find_first_not_of('0') == std::string_view::npos;
}

const Range* range_of(std::string_view clearing) {
  int number = 0;
  const char* const digits = clearing.data();
  std::from_chars(digits, digits + 4, number);
  for (const Range& range : kRanges)
    if (number >= range.from && number <= range.to) return &range;
  return nullptr;
}

std::string padded(const std::string& digits, std::size_t length) {
  return std::string(length - std::min(length, digits.size()), '0') + digits;
}

struct Rule {
  std::size_t length;  ///< digits of the account
  enum class Check : std::uint8_t { with_clearing_3, with_clearing_4, mod10, mod11 } check;
  bool certain;  ///< false: there are accounts without a valid check digit
};

Rule rule_of(const Range& range) {
  if (range.type == 1)
    return {7, range.comment == 1 ? Rule::Check::with_clearing_3 : Rule::Check::with_clearing_4,
            true};
  if (range.comment == 2) return {9, Rule::Check::mod11, true};
  return {10, Rule::Check::mod10, range.from != 8000};
}

bool holds(const Rule& rule, const std::string& clearing, const std::string& number) {
  switch (rule.check) {
    case Rule::Check::with_clearing_3:
      return mod11_holds(clearing.substr(1, 3) + number);
    case Rule::Check::with_clearing_4:
      return mod11_holds(clearing.substr(0, 4) + number);
    case Rule::Check::mod10:
      return mod10_holds(number);
    case Rule::Check::mod11:
      return mod11_holds(number);
  }
  return false;
}

Result<Account> parse_giro(AccountKind kind, std::string_view text, std::size_t least) {
  const auto digits = only_digits(text);
  if (!digits || digits->size() < least || digits->size() > 8) return length_error();
  if (!mod10_holds(*digits)) return check_error();
  if (only_zeros(*digits)) return zeros_error();
  return Account{kind, "", *digits, "", true};
}

/// Groups of `size` from the right, apart by spaces.
std::string grouped_from_right(const std::string& digits, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::size_t left = digits.size() - i;
    // A first group of one digit is written together with the next: "410 54 68-5".
    const bool alone = i == 1 && size == 2;
    if (i > 0 && left % size == 0 && !alone) text += ' ';
    text += digits[i];
  }
  return text;
}

}  // namespace

Result<Account> parse_bank_account(std::string_view clearing, std::string_view number) {
  const auto bank = only_digits(clearing);
  if (!bank || bank->size() < 4 || bank->size() > 5 || bank->front() == '0')
    return clearing_error();
  if (bank->size() == 5 && (bank->front() != '8' || !mod10_holds(*bank))) return clearing_error();
  const auto digits = only_digits(number);
  if (!digits || digits->empty() || digits->size() > 12) return length_error();
  if (only_zeros(*digits)) return zeros_error();
  const Range* range = range_of(*bank);
  if (range == nullptr) {
    if (digits->size() < 5) return length_error();
    return Account{AccountKind::bank, *bank, *digits, "", false};
  }
  const Rule rule = rule_of(*range);
  if (digits->size() > rule.length || digits->size() + 4 < rule.length) return length_error();
  const std::string full = padded(*digits, rule.length);
  const bool held = holds(rule, *bank, full);
  if (!held && rule.certain) return check_error();
  return Account{AccountKind::bank, *bank, full, std::string(range->bank), held};
}

Result<Account> parse_bankgiro(std::string_view text) {
  return parse_giro(AccountKind::bankgiro, text, 7);
}

Result<Account> parse_plusgiro(std::string_view text) {
  return parse_giro(AccountKind::plusgiro, text, 2);
}

Result<Account> parse_iban(std::string_view text) {
  std::string iban;
  for (const char letter : text) {
    if (letter == ' ') continue;
    iban += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  }
  const auto is_capital = [](char letter) { return letter >= 'A' && letter <= 'Z'; };
  const auto is_digit = [](char letter) { return letter >= '0' && letter <= '9'; };
  const bool swedish = iban.starts_with("SE");
  const bool form = iban.size() >= 4 && is_capital(iban[0]) && is_capital(iban[1]) &&
                    is_digit(iban[2]) && is_digit(iban[3]) &&
                    std::all_of(iban.begin(), iban.end(),
                                [&](char each) { return is_capital(each) || is_digit(each); }) &&
                    (!swedish || std::all_of(iban.begin() + 2, iban.end(), is_digit));
  if (!form) {
    return Error{"account.form", "number",
                 "Ett IBAN börjar med två bokstäver för landet och två siffror. Ett svenskt har "
                 "sedan bara siffror.",
                 "An IBAN begins with two letters for the country and two digits. A Swedish one "
                 "has only digits after that."};
  }
  if (swedish ? iban.size() != 24 : iban.size() < 15 || iban.size() > 34) return length_error();
  std::string digits;
  for (const char letter : iban.substr(4) + iban.substr(0, 4))
    digits += is_digit(letter) ? std::string(1, letter) : std::to_string(letter - 'A' + 10);
  // 98 less the rest: 02–98, so that each account has one IBAN (ISO 13616).
  const std::string_view check = std::string_view(iban).substr(2, 2);
  if (mod97(digits) != 1 || check < "02" || check > "98") return check_error();
  if (only_zeros(std::string_view(iban).substr(4))) return zeros_error();
  return Account{AccountKind::iban, "", iban, "", true};
}

std::string shown(const Account& account) {
  const std::string& number = account.number;
  switch (account.kind) {
    case AccountKind::bank:
      return account.clearing.substr(0, 4) +
             (account.clearing.size() == 5 ? "-" + account.clearing.substr(4) : "") + ", " +
             grouped_from_right(number, 3);
    case AccountKind::bankgiro:
      return number.substr(0, number.size() - 4) + "-" + number.substr(number.size() - 4);
    case AccountKind::plusgiro:
      return grouped_from_right(number.substr(0, number.size() - 1), 2) + "-" + number.back();
    case AccountKind::iban:
      break;
  }
  std::string text;
  for (std::size_t i = 0; i < number.size(); ++i) {
    if (i > 0 && i % 4 == 0) text += ' ';
    text += number[i];
  }
  return text;
}

}  // namespace utvag::cases
