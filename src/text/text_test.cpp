#include "text/text.hpp"

#include <doctest/doctest.h>

#include "text/messages.hpp"

namespace utvag::text {
namespace {

constexpr Language kAll[] = {Language::sv, Language::en, Language::fi, Language::ar};

template <typename Append>
std::string made(Append append) {
  std::string out;
  append(out);
  return out;
}

std::string amount(Rational ore) {
  return made([&](std::string& out) { append_amount(out, ore); });
}

std::string number(Rational value) {
  return made([&](std::string& out) { append_number(out, value); });
}

std::string date(Language language, const char* iso) {
  return made([&](std::string& out) { append_date(out, language, *parse_date(iso)); });
}

TEST_CASE("amounts have one house format, and say so when they are not whole ören") {
  CHECK(amount(522'000) == "5\u202f220\u00a0kr");
  CHECK(amount(24'975) == "249,75\u00a0kr");
  CHECK(amount(Rational::make(179'000, 3)) == "≈ 596,67\u00a0kr");
  CHECK(amount(-100) == "−1\u00a0kr");
}

TEST_CASE("numbers have a decimal comma and no closing zeros") {
  CHECK(number(1'234'567) == "1\u202f234\u202f567");
  CHECK(number(Rational::make(304, 10)) == "30,4");
  CHECK(number(Rational::make(-1, 8)) == "−0,125");
  CHECK(number(Rational::make(1, 3)) == "≈ 0,3333");
  CHECK(made([](std::string& out) { append_percent(out, Rational::make(1, 4)); }) == "25\u00a0%");
}

TEST_CASE("dates carry the month's name in each language") {
  CHECK(date(Language::sv, "2026-11-05") == "5 november 2026");
  CHECK(date(Language::en, "2026-05-31") == "31 May 2026");
  CHECK(date(Language::fi, "2026-11-05") == "5 marraskuuta 2026");
  CHECK(date(Language::ar, "2026-02-01") == "1 فبراير 2026");
  for (const Language language : kAll) {
    for (int month = 1; month <= 12; ++month) {
      std::string words;
      append_month(words, language, *make_month(2026, month));
      CHECK(words.ends_with(" 2026"));
      CHECK(words.size() > 7);
    }
  }
}

TEST_CASE("plurals follow the language") {
  CHECK(say::years(Language::sv, 1) == "1 år");
  CHECK(say::months(Language::sv, 1) == "1 månad");
  CHECK(say::months(Language::sv, 24) == "24 månader");
  CHECK(say::days(Language::en, 0) == "0 days");
  CHECK(say::years(Language::fi, 7) == "7 vuotta");
  CHECK(say::years(Language::ar, 1) == "سنة واحدة");
  CHECK(say::years(Language::ar, 2) == "سنتان");
  CHECK(say::years(Language::ar, 5) ==
        "\u2068"
        "5\u2069 سنوات");
  CHECK(say::years(Language::ar, 11) ==
        "\u2068"
        "11\u2069 سنة");
  CHECK(say::years(Language::ar, 103) ==
        "\u2068"
        "103\u2069 سنوات");
}

TEST_CASE("what stands in a sentence is set apart in Arabic only") {
  const Month march = *make_month(2026, 3);
  CHECK(say::result_given(Language::sv, 522'000, march) ==
        "Med de uppgifter vi har ger uträkningen 5\u202f220\u00a0kr i ekonomiskt bistånd för mars "
        "2026.");
  const std::string arabic = say::result_given(Language::ar, 522'000, march);
  CHECK(arabic.find("\u20685\u202f220\u00a0kr\u2069") != std::string::npos);
  CHECK(arabic.find("\u2068مارس 2026\u2069") != std::string::npos);
}

TEST_CASE("width counts what is seen") {
  CHECK(width("abc") == 3);
  CHECK(width("åäö") == 3);
  CHECK(width("\u2068"
              "5\u202f220\u00a0kr\u2069") == 8);
  CHECK(width("a\u0301") == 1);
}

TEST_CASE("wrapping keeps within the columns and marks lines from right to left") {
  const std::string words = "ett två tre fyra fem";
  CHECK(made([&](std::string& out) { append_wrapped(out, Language::sv, words, 2, 10); }) ==
        "  ett två\n  tre fyra\n  fem\n");
  CHECK(made([&](std::string& out) { append_wrapped(out, Language::ar, "ا ب", 0, 1); }) ==
        "\u200fا\n\u200fب\n");
  CHECK(made([&](std::string& out) {
          append_wrapped(out, Language::ar,
                         "\u2068"
                         "a b\u2069 c",
                         0, 1);
        }) ==
        "\u200f\u2068"
        "a\u2069\n\u200f\u2068"
        "b\u2069\n\u200f"
        "c\n");
  CHECK(made([](std::string& out) { append_wrapped(out, Language::sv, "", 2); }) == "\n");
}

TEST_CASE("languages are known by their codes only") {
  for (const Language language : kAll) CHECK(parse_language(code(language)) == language);
  CHECK_FALSE(parse_language("SV"));
  CHECK_FALSE(parse_language(""));
  CHECK(right_to_left(Language::ar));
  CHECK_FALSE(right_to_left(Language::fi));
}

}  // namespace
}  // namespace utvag::text
