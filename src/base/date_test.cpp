#include "base/date.hpp"

#include <doctest/doctest.h>

namespace utvag {
namespace {

Date day(const char* iso) {
  const auto date = parse_date(iso);
  REQUIRE(date.has_value());
  return date.value_or(Date{});
}

Month month(const char* iso) {
  const auto result = parse_month(iso);
  REQUIRE(result.has_value());
  return result.value_or(Month{});
}

TEST_CASE("known days") {
  CHECK(day("1970-01-01").days == 0);
  CHECK(day("2000-03-01").days == 11017);
  CHECK(day("1800-01-01") == kFirstDate);
  CHECK(day("2999-12-31") == kLastDate);
}

TEST_CASE("every day of the range goes to a civil date and back, in calendar order") {
  CivilDate expected{1800, 1, 1};
  for (Date date = kFirstDate; date <= kLastDate; ++date.days) {
    const CivilDate got = civil(date);
    REQUIRE(got.year == expected.year);
    REQUIRE(got.month == expected.month);
    REQUIRE(got.day == expected.day);
    REQUIRE(make_date(got.year, got.month, got.day) == date);
    if (make_date(expected.year, expected.month, expected.day + 1)) {
      ++expected.day;
    } else if (expected.month < 12) {
      expected = {expected.year, expected.month + 1, 1};
    } else {
      expected = {expected.year + 1, 1, 1};
    }
  }
}

TEST_CASE("days that do not exist are refused") {
  CHECK_FALSE(make_date(2026, 2, 29));
  CHECK(make_date(2028, 2, 29));
  CHECK_FALSE(make_date(1900, 2, 29));
  CHECK(make_date(2000, 2, 29));
  CHECK_FALSE(make_date(2026, 4, 31));
  CHECK_FALSE(make_date(2026, 13, 1));
  CHECK_FALSE(make_date(2026, 0, 1));
  CHECK_FALSE(make_date(2026, 1, 0));
  CHECK_FALSE(make_date(1799, 12, 31));
  CHECK_FALSE(make_date(3000, 1, 1));
  CHECK_FALSE(make_month(2026, 13));
  CHECK_FALSE(make_month(1799, 1));
}

TEST_CASE("only ISO dates are read") {
  CHECK_FALSE(parse_date("2026-1-31"));
  CHECK_FALSE(parse_date("2026-01-31 "));
  CHECK_FALSE(parse_date("20260131"));
  CHECK_FALSE(parse_date("2026/01/31"));
  CHECK_FALSE(parse_date("2026-0a-31"));
  CHECK_FALSE(parse_date("+026-01-31"));
  CHECK_FALSE(parse_date("2026-02-30"));
  CHECK_FALSE(parse_date(""));
  CHECK_FALSE(parse_month("2026-1"));
  CHECK_FALSE(parse_month("2026-00"));
  CHECK_FALSE(parse_month("2026-01-01"));
  CHECK(to_string(day("2026-01-31")) == "2026-01-31");
  CHECK(to_string(month("2026-09")) == "2026-09");
}

TEST_CASE("months before and after 1970") {
  CHECK(month("1970-01").index == 0);
  CHECK(month("1969-12").index == -1);
  CHECK(to_string(Month{-1}) == "1969-12");
  CHECK(to_string(Month{-12}) == "1969-01");
  CHECK(to_string(Month{-13}) == "1968-12");
  CHECK(month_of(day("1969-12-31")) == month("1969-12"));
  CHECK(first_day(month("1969-12")) == day("1969-12-01"));
  CHECK(last_day(month("2028-02")) == day("2028-02-29"));
  CHECK(last_day(month("2026-12")) == day("2026-12-31"));
  CHECK(days_in(month("2026-02")) == 28);
  for (Month each = month("1800-01"); each < month("2999-12"); ++each.index) {
    REQUIRE(last_day(each).days + 1 == first_day(Month{each.index + 1}).days);
  }
}

TEST_CASE("moving by months keeps to the month's last day") {
  CHECK(add_months(day("2026-01-31"), 1) == day("2026-02-28"));
  CHECK(add_months(day("2028-01-31"), 1) == day("2028-02-29"));
  CHECK(add_months(day("2026-03-31"), -1) == day("2026-02-28"));
  CHECK(add_months(day("2026-11-15"), 2) == day("2027-01-15"));
  CHECK(add_months(day("2026-01-15"), -13) == day("2024-12-15"));
  CHECK(add_months(day("2026-05-31"), 0) == day("2026-05-31"));
}

TEST_CASE("age turns on the birthday, a leap day's child on 1 March in a common year") {
  CHECK(age_in_years(day("2019-05-10"), day("2026-05-09")) == 6);
  CHECK(age_in_years(day("2019-05-10"), day("2026-05-10")) == 7);
  CHECK(age_in_years(day("2008-02-29"), day("2026-02-28")) == 17);
  CHECK(age_in_years(day("2008-02-29"), day("2026-03-01")) == 18);
  CHECK(age_in_years(day("2008-02-29"), day("2028-02-29")) == 20);
  CHECK(age_in_years(day("2026-11-30"), day("2026-11-30")) == 0);
  CHECK(age_in_years(day("2026-11-30"), day("2026-11-29")) == -1);
}

}  // namespace
}  // namespace utvag
