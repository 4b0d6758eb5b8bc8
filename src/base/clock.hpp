#pragma once
#include <cstdint>

#include "base/date.hpp"

namespace utvag {

/// A point in time: whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
struct Instant {
  std::int64_t seconds = 0;
};

/// The calendar date in Sweden at `instant`. Swedish time is UTC+1, and UTC+2 from the last Sunday
/// of March to the last Sunday of October, both at 01:00 UTC (directive 2000/84/EC, förordning
/// (2001:127) om sommartid); counted here so that the answer does not hang on a machine's time
/// zone. Right from 1996; years 1970–2998 are accepted.
Date swedish_date(Instant instant);

/// Where the time comes from. Nothing outside an application's outermost layer makes a SystemClock:
/// everything else is given a date, or a Clock.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  Date today() const { return swedish_date(now()); }
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

}  // namespace utvag
