#include "base/text.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

namespace utvag {
namespace {

std::string encode(char32_t value) {
  std::string text;
  const auto add = [&](char32_t byte) { text += static_cast<char>(byte); };
  if (value < 0x80) {
    add(value);
  } else if (value < 0x800) {
    add(0xC0 | (value >> 6));
    add(0x80 | (value & 0x3F));
  } else if (value < 0x10000) {
    add(0xE0 | (value >> 12));
    add(0x80 | ((value >> 6) & 0x3F));
    add(0x80 | (value & 0x3F));
  } else {
    add(0xF0 | (value >> 18));
    add(0x80 | ((value >> 12) & 0x3F));
    add(0x80 | ((value >> 6) & 0x3F));
    add(0x80 | (value & 0x3F));
  }
  return text;
}

TEST_CASE("every code point is well-formed and decoded, every surrogate refused") {
  for (char32_t value = 0; value <= 0x10FFFF; ++value) {
    const std::string text = encode(value);
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    REQUIRE(find_invalid_utf8(text).has_value() == surrogate);
    if (surrogate) continue;
    const CodePoint got = decode_code_point(text, 0);
    REQUIRE(static_cast<unsigned>(got.value) == static_cast<unsigned>(value));
    REQUIRE(got.length == text.size());
  }
}

TEST_CASE("bytes that are not UTF-8 are found where they begin") {
  using namespace std::string_view_literals;
  CHECK_FALSE(find_invalid_utf8(""));
  CHECK_FALSE(find_invalid_utf8("hushållsel på 300 kr – 😀"));
  CHECK(find_invalid_utf8("abc\xFF") == 3U);
  for (std::size_t at = 0; at < 24; ++at) {  // also past and before stretches of plain ASCII
    std::string text = std::string(at, 'a') + "\xFF" + std::string(24 - at, 'a');
    CHECK(find_invalid_utf8(text) == at);
    CHECK(find_invalid_utf8("å" + text) == at + 2);
    CHECK_FALSE(find_invalid_utf8(std::string(at, 'a') + "å–😀" + std::string(24 - at, 'a')));
  }
  CHECK(find_invalid_utf8("\xC0\xAF") == 0U);          // overlong slash
  CHECK(find_invalid_utf8("\xE0\x80\xAF") == 0U);      // overlong
  CHECK(find_invalid_utf8("\xF0\x80\x80\xAF") == 0U);  // overlong
  CHECK(find_invalid_utf8("\xED\xA0\x80") == 0U);      // surrogate
  CHECK(find_invalid_utf8("\xF4\x90\x80\x80") == 0U);  // above U+10FFFF
  CHECK(find_invalid_utf8("a\x80"sv) == 1U);           // continuation alone
  CHECK(find_invalid_utf8("\xC3") == 0U);              // cut off
  CHECK(find_invalid_utf8("r\xC3\xA4kna \xE2\x82") == 7U);
  CHECK(find_invalid_utf8("h\xE5ll") == 1U);  // Latin-1
}

TEST_CASE("code points are counted, not bytes") {
  CHECK(count_code_points("") == 0);
  CHECK(count_code_points("räknad_inkomst") == 14);
  CHECK(count_code_points("å 😀") == 3);
  CHECK(decode_code_point("aå", 1).value == U'å');
}

TEST_CASE("a name typed with a combining mark is the same name") {
  CHECK(normalise_nfc("hush\u0061\u030All") == "hushåll");
  CHECK(normalise_nfc("\u006F\u0308verskott") == "överskott");
  CHECK(normalise_nfc("hushåll") == "hushåll");
  CHECK(normalise_nfc("\u0065\u0301") == "é");
  CHECK(normalise_nfc("") == "");
  // Canonical, not compatible: a superscript stays what it is.
  CHECK(normalise_nfc("m²") == "m²");
}

TEST_CASE("letters are letters in every alphabet, digits and signs are not") {
  for (const char32_t letter : {U'a', U'Z', U'å', U'Ö', U'é', U'ß', U'я', U'ع'}) {
    CHECK(is_letter(letter));
  }
  for (const char32_t other : {U'0', U'_', U'-', U'²', U' ', U'€', U'\u00A0', U'😀'}) {
    CHECK_FALSE(is_letter(other));
  }
}

TEST_CASE("kronor are written as in Swedish") {
  CHECK(format_kr(522000) == "5\u202F220\u00A0kr");
  CHECK(format_kr(24975) == "249,75\u00A0kr");
  CHECK(format_kr(24905) == "249,05\u00A0kr");
  CHECK(format_kr(24950) == "249,50\u00A0kr");
  CHECK(format_kr(0) == "0\u00A0kr");
  CHECK(format_kr(5) == "0,05\u00A0kr");
  CHECK(format_kr(-5) == "\u22120,05\u00A0kr");
  CHECK(format_kr(99900) == "999\u00A0kr");
  CHECK(format_kr(-123456789) == "\u22121\u202F234\u202F567,89\u00A0kr");
  CHECK(format_kr(std::numeric_limits<std::int64_t>::min()) ==
        "\u221292\u202F233\u202F720\u202F368\u202F547\u202F758,08\u00A0kr");
  CHECK(format_whole(1000000) == "1\u202F000\u202F000");
  CHECK(format_whole(-42) == "\u221242");
}

TEST_CASE("a fraction of an öre is shown rounded and says so") {
  bool rounded = false;
  CHECK(format_kr(Rational::make(179000, 3), rounded) == "596,67\u00A0kr");
  CHECK(rounded);
  CHECK(format_kr(Rational(24975), rounded) == "249,75\u00A0kr");
  CHECK_FALSE(rounded);
  CHECK(format_kr(Rational::make(1, 2), rounded) == "0,01\u00A0kr");
  CHECK(rounded);
  CHECK(format_kr(Rational::make(-1, 2), rounded) == "\u22120,01\u00A0kr");
  CHECK(format_kr(Rational::make(1, 3), rounded) == "0\u00A0kr");
  CHECK(rounded);
}

TEST_CASE("names stand in Swedish order, and a beginning of a name is a range of keys") {
  const std::vector<std::string> order = {
      "3 Anna",     "Abel",    "Al-Masri", "Ali",   "Anna Bo", "Anna-Karin", "Annabel",
      "Édith Berg", "Edith Å", "Müller",   "Myra",  "O'Brien", "Obrienne",   "Zoë",
      "Åberg",      "Ærlig",   "Ärling",   "Öberg", "Ørsted",  "أحمد"};
  std::vector<std::string> keys;
  for (const std::string& name : order) keys.push_back(name_key(name));
  for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
    CAPTURE(order[i]);
    CHECK(keys[i] < keys[i + 1]);
  }
  CHECK(name_key("ANDRÉ") == name_key("andre"));
  CHECK(name_key("e\u0301") == name_key("é"));
  CHECK(name_key("  Anna -- Karin ") == name_key("Anna Karin"));
  CHECK(name_key("Åkesson").starts_with(name_key("åk")));
  CHECK(!name_key("Akesson").starts_with(name_key("åk")));
  CHECK(name_key("Åkesson") < name_key("åk") + "\xFF");
  CHECK(name_key("").empty());
}

}  // namespace
}  // namespace utvag
