#include "cases/accounts.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace utvag::cases;

namespace {

std::vector<std::vector<std::string>> rows(const std::string& name) {
  std::ifstream file(std::string(UTVAG_SOURCE_DIR) + "/tests/data/accounts/" + name);
  std::string line;
  std::getline(file, line);
  std::vector<std::vector<std::string>> all;
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::vector<std::string> row;
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
    all.push_back(row);
  }
  REQUIRE(all.size() > 10);
  return all;
}

std::string code(const utvag::Result<Account>& read) {
  return read.ok() ? "ok" : read.error().code;
}

}  // namespace

TEST_CASE("bank accounts are accepted and refused as published") {
  for (const auto& row : rows("bank.csv")) {
    CAPTURE(row[1]);
    CAPTURE(row[2]);
    const auto read = parse_bank_account(row[1], row[2]);
    CHECK(read.ok() == (row[3] == "True"));
    if (read.ok()) CHECK(read.value().checked == (row[1] != "9071"));
  }
}

TEST_CASE("giro numbers are accepted and refused as published") {
  for (const auto& row : rows("giro.csv")) {
    CAPTURE(row[1]);
    const auto read = row[0] == "bankgiro" ? parse_bankgiro(row[1]) : parse_plusgiro(row[1]);
    CHECK(read.ok() == (row[2] == "True"));
    if (read.ok()) CHECK(shown(read.value()) == row[1]);
  }
  CHECK(code(parse_bankgiro("540-2968")) != "ok");
  CHECK(code(parse_bankgiro("4-2")) == "account.length");
  CHECK(code(parse_plusgiro("4")) == "account.length");
  CHECK(code(parse_plusgiro("x")) == "account.length");
}

TEST_CASE("a clearing number tells the bank; one that is not in the list is not verified") {
  CHECK(parse_bank_account("6789", "123456789").value().bank == "Handelsbanken");
  CHECK(parse_bank_account("6789", "123 456-789").value().number == "123456789");
  CHECK(parse_bank_account("9071", "4172383").value().bank.empty());
  CHECK(code(parse_bank_account("678", "123456789")) == "account.clearing");
  CHECK(code(parse_bank_account("0678", "123456789")) == "account.clearing");
  CHECK(code(parse_bank_account("67890", "123456789")) == "account.clearing");
  CHECK(code(parse_bank_account("6789", "1234567890")) == "account.length");
  CHECK(code(parse_bank_account("6789", "1234")) == "account.length");
  CHECK(code(parse_bank_account("6789", "")) == "account.length");
  CHECK(code(parse_bank_account("9071", "1234")) == "account.length");
  CHECK(shown(parse_bank_account("84244", "9831892246").value()) == "8424-4, 9 831 892 246");
}

TEST_CASE(
    "one wrong digit is found in every kind of account, but Swedbank's is only not verified") {
  for (const auto& row : rows("bank.csv")) {
    if (row[3] != "True" || row[1] == "9071") continue;
    for (std::size_t at = 0; at < row[2].size(); ++at) {
      std::string wrong = row[2];
      wrong[at] = static_cast<char>('0' + (wrong[at] - '0' + 1) % 10);
      const auto read = parse_bank_account(row[1], wrong);
      if (row[1].front() == '8') {
        CHECK(!read.value().checked);
      } else {
        CHECK(code(read) == "account.check");
      }
    }
  }
}

TEST_CASE("IBAN: country, length and modulus 97") {
  // The examples of the IBAN registry (ISO 13616).
  CHECK(parse_iban("SE45 5000 0000 0583 9825 7466").value().number == "SE4550000000058398257466");
  CHECK(shown(parse_iban("se4550000000058398257466").value()) == "SE45 5000 0000 0583 9825 7466");
  CHECK(code(parse_iban("FI21 1234 5600 0007 85")) == "ok");
  CHECK(code(parse_iban("NO93 8601 1117 947")) == "ok");
  CHECK(code(parse_iban("SE45 5000 0000 0583 9825 7467")) == "account.check");
  CHECK(code(parse_iban("SE45 5000 0000 0583 9825 746")) == "account.length");
  CHECK(code(parse_iban("4550000000058398257466")) == "account.form");
  CHECK(code(parse_iban("SE45 5000 å")) == "account.form");
  CHECK(code(parse_iban("")) == "account.form");
  CHECK(code(parse_iban("SE45 5000 0000 0583 9825 746A")) == "account.form");
  CHECK(code(parse_iban("GB82 WEST 1234 5698 7654 32")) == "ok");
}

TEST_CASE("an account of only zeros holds every check digit, and is nobody's") {
  CHECK(code(parse_bankgiro("000-0000")) == "account.zeros");
  CHECK(code(parse_plusgiro("0-0")) == "account.zeros");
  CHECK(code(parse_bank_account("6789", "000000000")) == "account.zeros");
  CHECK(code(parse_bank_account("5000", "0000000")) != "ok");
  CHECK(code(parse_bank_account("9071", "0000000")) == "account.zeros");
  CHECK(code(parse_iban("SE95 0000 0000 0000 0000 0000")) == "account.zeros");
  // The same account with check digits 97 higher or lower.
  CHECK(code(parse_iban("SE98 0000 0000 0000 0000 0043")) == "ok");
  CHECK(code(parse_iban("SE01 0000 0000 0000 0000 0043")) == "account.check");
}
