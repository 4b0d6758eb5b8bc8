#include "cases/identity.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <vector>

using namespace utvag;
using namespace utvag::cases;

namespace {

const Date kToday = *parse_date("2026-11-22");

std::vector<std::string> lines(const std::string& name) {
  std::ifstream file(std::string(UTVAG_SOURCE_DIR) + "/demo/" + name);
  std::string line;
  std::getline(file, line);
  std::vector<std::string> all;
  while (std::getline(file, line)) all.push_back(line);
  REQUIRE(all.size() > 2000);
  return all;
}

std::string refused(std::string_view text) {
  const auto read = parse_identity(text, kToday);
  return read.ok() ? "accepted" : read.error().code;
}

}  // namespace

TEST_CASE("every test number of Skatteverket is accepted, with the date it tells") {
  for (const std::string& number : lines("testpersonnummer.csv")) {
    const auto read = parse_identity(number, kToday);
    REQUIRE_MESSAGE(read.ok(), number);
    CHECK(read.value().kind == IdentityKind::personnummer);
    CHECK(to_string(*read.value().born) ==
          number.substr(0, 4) + "-" + number.substr(4, 2) + "-" + number.substr(6, 2));
  }
  std::size_t without_date = 0;
  for (const std::string& line : lines("testsamordningsnummer.csv")) {
    const auto read = parse_identity(line.substr(0, 12), kToday);
    REQUIRE_MESSAGE(read.ok(), line);
    CHECK(read.value().kind == IdentityKind::samordningsnummer);
    const bool full = line.substr(13) == "full date";
    CHECK(read.value().born.has_value() == full);
    without_date += full ? 0 : 1;
  }
  CHECK(without_date == 194);
}

TEST_CASE("a near miss of every test number is refused with a reason") {
  const auto all = lines("testpersonnummer.csv");
  for (std::size_t i = 0; i < all.size(); i += 7) {
    for (std::size_t at = 2; at < 12; ++at) {
      std::string wrong = all[i];
      wrong[at] = static_cast<char>('0' + (wrong[at] - '0' + 1) % 10);
      const std::string code = refused(wrong);
      CHECK_MESSAGE((code == "identity.check" || code == "identity.date"), wrong);
      if (at + 1 == 12 || all[i][at] == all[i][at + 1]) continue;
      std::string swapped = all[i];
      std::swap(swapped[at], swapped[at + 1]);
      // Modulus 10 cannot see 0 and 9 change places.
      const bool unseen = std::min(swapped[at], swapped[at + 1]) == '0' &&
                          std::max(swapped[at], swapped[at + 1]) == '9';
      if (!unseen) CHECK_MESSAGE(refused(swapped) != "accepted", swapped);
    }
    CHECK(refused(all[i].substr(1)) == "identity.form");
    CHECK(refused(all[i] + "0") == "identity.form");
  }
}

TEST_CASE("a number is read as people write it") {
  for (const char* text : {"199001012385", "19900101-2385", "900101-2385", "9001012385",
                           " 1990 0101 2385 ", "19900101–2385"}) {
    CAPTURE(std::string(text));
    const auto read = parse_identity(text, kToday);
    if (std::string_view(text).find("–") != std::string_view::npos) {
      CHECK(read.error().code == "identity.form");
    } else {
      REQUIRE(read.ok());
      CHECK(read.value().number == "199001012385");
      CHECK(shown(read.value()) == "19900101-2385");
    }
  }
  CHECK(parse_identity("18900101+9802", kToday).error().code == "identity.form");
  CHECK(parse_identity("900101+9802", kToday).value().number == "189001019802");
  CHECK(parse_identity("010101-2391", kToday).value().number.substr(0, 4) == "2001");
}

TEST_CASE("what cannot be is told apart: form, date, check digit, future") {
  CHECK(refused("") == "identity.form");
  CHECK(refused("Anna Andersson") == "identity.form");
  CHECK(refused("199013012382") == "identity.date");
  CHECK(refused("199002302382") == "identity.date");
  CHECK(refused("199000012382") == "identity.date");
  CHECK(refused("199001322382") == "identity.date");
  CHECK(refused("199001922382") == "identity.date");
  CHECK(refused("199001012386") == "identity.check");
  CHECK(refused("202612012381") == "identity.future");
  for (const char* wrong : {"199001012386", "199002302382"})
    CHECK(parse_identity(wrong, kToday).error().sv.find("1990") == std::string::npos);
}

TEST_CASE("a reserve number finds every wrong digit and every exchange of two neighbours") {
  const Identity made = make_reserve_number(1990, 42);
  CHECK(made.number.starts_with("R1990-000042-"));
  CHECK(parse_identity(made.number, kToday).value().number == made.number);
  CHECK(parse_identity(make_reserve_number(0, 999'999).number, kToday).ok());
  CHECK(!parse_identity(made.number, kToday).value().born);
  std::string digits;
  for (const char letter : made.number)
    if (letter >= '0' && letter <= '9') digits += letter;
  for (std::size_t at = 0; at < digits.size(); ++at) {
    for (char other = '0'; other <= '9'; ++other) {
      std::string wrong = digits;
      wrong[at] = other;
      if (other != digits[at]) CHECK(refused("R" + wrong) != "accepted");
    }
    if (at + 1 == digits.size() || digits[at] == digits[at + 1]) continue;
    std::string swapped = digits;
    std::swap(swapped[at], swapped[at + 1]);
    CHECK(refused("R" + swapped) != "accepted");
  }
}

TEST_CASE("a number is told from a name") {
  CHECK(looks_like_identity("19900101-2385"));
  CHECK(looks_like_identity("R1990-000042-11"));
  CHECK(!looks_like_identity("Rut"));
  CHECK(!looks_like_identity("EB-2026-000123"));
}
