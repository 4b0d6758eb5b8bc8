#pragma once
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "net/server.hpp"

namespace utvag::web {

/// Counts of answers by route and status and how long they took, in Prometheus' text format 0.0.4.
class Metrics {
 public:
  void count(const net::Answered& told);
  std::string text(const net::ServerCounters* server) const;

 private:
  static constexpr std::size_t kBounds = 9;
  struct Series {
    std::int64_t count = 0;
    std::int64_t microseconds = 0;
    std::int64_t within[kBounds] = {};  ///< cumulative, as Prometheus has it
  };
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::int64_t> answers_;  ///< by route and status
  std::map<std::string, Series> times_;                          ///< by route
};

}  // namespace utvag::web
