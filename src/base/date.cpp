#include "base/date.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <span>

namespace utvag {
namespace {

constexpr int kFirstYear = 1800;
constexpr int kLastYear = 2999;
constexpr int kDaysOf400Years = 146097;
// Days from 0000-03-01, where a year that ends with February begins, to 1970-01-01.
constexpr int kEpochFromMarch = 719468;

bool is_leap(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int month_length(int year, int month) {
  constexpr std::array<int, 12> kLengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month == 2 && is_leap(year)) return 29;
  return kLengths[static_cast<std::size_t>(month - 1)];
}

/// Days since 1970-01-01. Counting years from March puts the leap day last, so that the length of
/// the months before a month is a straight line. Years are positive here: no floor division needed.
int days_from_civil(int year, int month, int day) {
  const int march_year = month <= 2 ? year - 1 : year;
  const int era = march_year / 400;
  const int year_of_era = march_year - era * 400;
  const int month_from_march = month > 2 ? month - 3 : month + 9;
  const int day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kDaysOf400Years + day_of_era - kEpochFromMarch;
}

bool in_range(Date date) {
  return date >= kFirstDate && date <= kLastDate;
}

/// The value of `count` ASCII digits at `from`, or -1.
int digits(std::string_view text, std::size_t from, std::size_t count) {
  int value = 0;
  for (std::size_t i = from; i < from + count; ++i) {
    const char c = text[i];
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// Writes `value` (0 or more) at the end of `to`, with noughts before it.
void put_digits(std::span<char> to, int value) {
  for (auto digit = to.rbegin(); digit != to.rend(); ++digit) {
    *digit = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

}  // namespace

std::optional<Date> make_date(int year, int month, int day) {
  if (year < kFirstYear || year > kLastYear || month < 1 || month > 12) return std::nullopt;
  if (day < 1 || day > month_length(year, month)) return std::nullopt;
  return Date{days_from_civil(year, month, day)};
}

CivilDate civil(Date date) {
  assert(in_range(date));
  const int from_march = date.days + kEpochFromMarch;
  const int era = from_march / kDaysOf400Years;
  const int day_of_era = from_march - era * kDaysOf400Years;
  const int year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (kDaysOf400Years - 1)) /
      365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int month_from_march = (5 * day_of_year + 2) / 153;
  const int day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const int year = era * 400 + year_of_era + (month <= 2 ? 1 : 0);
  return {year, month, day};
}

std::optional<Month> make_month(int year, int month) {
  if (year < kFirstYear || year > kLastYear || month < 1 || month > 12) return std::nullopt;
  return Month{(year - 1970) * 12 + month - 1};
}

int year_of(Month month) {
  // Floor division: months before 1970 have negative indexes.
  const int shifted = month.index >= 0 ? month.index : month.index - 11;
  return 1970 + shifted / 12;
}

int month_of_year(Month month) {
  return month.index - (year_of(month) - 1970) * 12 + 1;
}

Month month_of(Date date) {
  const CivilDate day = civil(date);
  return Month{(day.year - 1970) * 12 + day.month - 1};
}

Date first_day(Month month) {
  return Date{days_from_civil(year_of(month), month_of_year(month), 1)};
}

Date last_day(Month month) {
  return Date{first_day(month).days + days_in(month) - 1};
}

int days_in(Month month) {
  return month_length(year_of(month), month_of_year(month));
}

Date add_months(Date date, int months) {
  const int day = civil(date).day;
  const Month month{month_of(date).index + months};
  assert(year_of(month) >= kFirstYear && year_of(month) <= kLastYear);
  return Date{first_day(month).days + std::min(day, days_in(month)) - 1};
}

int age_in_years(Date born, Date at) {
  const CivilDate birth = civil(born);
  const CivilDate now = civil(at);
  const bool had_birthday =
      now.month > birth.month || (now.month == birth.month && now.day >= birth.day);
  return now.year - birth.year - (had_birthday ? 0 : 1);
}

std::optional<Date> parse_date(std::string_view iso) {
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return std::nullopt;
  return make_date(digits(iso, 0, 4), digits(iso, 5, 2), digits(iso, 8, 2));
}

std::optional<Month> parse_month(std::string_view iso) {
  if (iso.size() != 7 || iso[4] != '-') return std::nullopt;
  return make_month(digits(iso, 0, 4), digits(iso, 5, 2));
}

std::string to_string(Date date) {
  const CivilDate day = civil(date);
  std::string text = "0000-00-00";  // years have four digits: kFirstDate to kLastDate
  const std::span<char> to(text);
  put_digits(to.subspan(0, 4), day.year);
  put_digits(to.subspan(5, 2), day.month);
  put_digits(to.subspan(8, 2), day.day);
  return text;
}

std::string to_string(Month month) {
  std::string text = "0000-00";
  const std::span<char> to(text);
  put_digits(to.subspan(0, 4), year_of(month));
  put_digits(to.subspan(5, 2), month_of_year(month));
  return text;
}

}  // namespace utvag
