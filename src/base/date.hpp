#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace utvag {

/// A calendar date (proleptic Gregorian) as days since 1970-01-01. Years 1800–2999 only.
struct Date {
  std::int32_t days = 0;
  friend auto operator<=>(const Date&, const Date&) = default;
};

/// A calendar month as months since 1970-01 (1970-01 is 0). Years 1800–2999 only.
struct Month {
  std::int32_t index = 0;
  friend auto operator<=>(const Month&, const Month&) = default;
};

struct CivilDate {
  int year;
  int month;  ///< 1–12
  int day;    ///< 1–31
};

inline constexpr Date kFirstDate{-62091};  ///< 1800-01-01
inline constexpr Date kLastDate{376199};   ///< 2999-12-31

std::optional<Date> make_date(int year, int month, int day);
CivilDate civil(Date date);
std::optional<Month> make_month(int year, int month);
int year_of(Month month);
int month_of_year(Month month);  ///< 1–12
Month month_of(Date date);
Date first_day(Month month);
Date last_day(Month month);
int days_in(Month month);

/// `date` moved by whole months; a day that does not exist becomes the last day of the month.
Date add_months(Date date, int months);

/// Whole years of age on `at`: the birthday itself counts. Someone born on 29 February turns older
/// on 28 February in a common year only if `at` is 1 March or later (the day after 28 February).
int age_in_years(Date born, Date at);

std::optional<Date> parse_date(std::string_view iso);    ///< "2026-01-31", nothing else
std::optional<Month> parse_month(std::string_view iso);  ///< "2026-01", nothing else
std::string to_string(Date date);
std::string to_string(Month month);

}  // namespace utvag
