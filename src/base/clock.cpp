#include "base/clock.hpp"

#include <cassert>
#include <chrono>

namespace utvag {
namespace {

constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kDay = 24 * kHour;

/// 01:00 UTC on the last Sunday of a month of 31 days.
std::int64_t change_of_clocks(int year, int month) {
  const std::int64_t last = make_date(year, month, 31)->days;
  // 1970-01-01 was a Thursday: day 3 was a Sunday.
  const std::int64_t days_since_sunday = (last - 3) % 7;
  return (last - days_since_sunday) * kDay + kHour;
}

}  // namespace

Date swedish_date(Instant instant) {
  assert(instant.seconds >= 0);
  const int year = civil(Date{static_cast<std::int32_t>(instant.seconds / kDay)}).year;
  const bool summer =
      instant.seconds >= change_of_clocks(year, 3) && instant.seconds < change_of_clocks(year, 10);
  const std::int64_t local = instant.seconds + (summer ? 2 : 1) * kHour;
  return Date{static_cast<std::int32_t>(local / kDay)};
}

Instant SystemClock::now() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::seconds>(since_epoch).count()};
}

}  // namespace utvag
