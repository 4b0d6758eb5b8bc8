#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace utvag::cases {

enum class AccountKind : std::uint8_t { bank, bankgiro, plusgiro, iban };

/// Where money is paid.
struct Account {
  AccountKind kind = AccountKind::bank;
  std::string clearing;  ///< of a bank account: four digits, or Swedbank's five
  std::string number;    ///< digits only; of an IBAN the whole of it
  std::string bank;      ///< by the clearing number; empty when it is not known
  /// True: the check digit was verified. False: the rules give none to verify (a clearing number
  /// newer than the list, some of Swedbank's older accounts): let the person read it once more.
  bool checked = false;
};

/// A Swedish bank account by Bankgirot's rules of 2019-08-21 for the check digits of accounts (the
/// types and comments of its table). Spaces, dots and hyphens are passed over; leading noughts that
/// are left out are filled in. Errors: "account.clearing", "account.length", "account.check".
Result<Account> parse_bank_account(std::string_view clearing, std::string_view number);
/// 7 or 8 digits, the last a check digit (modulus 10). Errors: "account.length", "account.check".
Result<Account> parse_bankgiro(std::string_view text);
/// 2 to 8 digits, the last a check digit (modulus 10). Errors as above.
Result<Account> parse_plusgiro(std::string_view text);
/// ISO 13616: country, two check digits (modulus 97); Swedish ones have 24 characters. Errors:
/// "account.form", "account.length", "account.check".
Result<Account> parse_iban(std::string_view text);

/// "8424-4, 983 189 224-6", "5402-9681", "SE45 5000 …": as people read it.
std::string shown(const Account& account);

}  // namespace utvag::cases
