#pragma once
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"

namespace utvag {

/// `text` with every stretch that could be a personal or coordination number masked: ten digits or
/// more in a row, and six or eight digits with a hyphen, plus, blank or dash before four more.
/// Better a masked order number than a person in a log.
std::string without_personal_numbers(std::string_view text);

/// A log of JSON lines: {"time", "level", "event", …}. Takes names of our own and measured values;
/// never a body, a query or anything a person typed. As a last guard every text is passed through
/// without_personal_numbers().
class Log {
 public:
  struct Value {
    Value(std::string_view words) : text(words) {}         // NOLINT: a log line is written in place
    Value(const std::string& words) : text(words) {}       // NOLINT
    Value(const char* words) : text(words) {}              // NOLINT
    Value(std::int64_t n) : number(n), is_number(true) {}  // NOLINT
    std::string_view text;
    std::int64_t number = 0;
    bool is_number = false;
  };
  using Fields = std::initializer_list<std::pair<std::string_view, Value>>;

  /// `sink` takes one whole line with its line end, from any thread.
  Log(const Clock& clock, std::function<void(const std::string&)> sink)
      : clock_(clock), sink_(std::move(sink)) {}

  void info(std::string_view event, Fields fields = {}) const { write("info", event, fields); }
  void warning(std::string_view event, Fields fields = {}) const {
    write("warning", event, fields);
  }
  void error(std::string_view event, Fields fields = {}) const { write("error", event, fields); }

 private:
  void write(std::string_view level, std::string_view event, Fields fields) const;
  const Clock& clock_;
  std::function<void(const std::string&)> sink_;
};

/// "2026-11-22T07:15:03Z".
std::string to_utc_text(Instant instant);

}  // namespace utvag
