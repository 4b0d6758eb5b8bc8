#include "web/metrics.hpp"

#include <array>
#include <string_view>

namespace utvag::web {
namespace {

struct BoundText {
  std::int64_t microseconds;
  std::string_view seconds;
};
constexpr std::array<BoundText, 9> kBoundTexts = {{{1'000, "0.001"},
                                                   {5'000, "0.005"},
                                                   {10'000, "0.01"},
                                                   {25'000, "0.025"},
                                                   {50'000, "0.05"},
                                                   {100'000, "0.1"},
                                                   {250'000, "0.25"},
                                                   {1'000'000, "1"},
                                                   {5'000'000, "5"}}};

void head(std::string& out, std::string_view name, std::string_view help, std::string_view type) {
  out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
  out.append(name).append(" ").append(type).append("\n");
}

void value(std::string& out, std::string_view name, std::string_view labels, std::int64_t number) {
  out.append(name);
  if (!labels.empty()) out.append("{").append(labels).append("}");
  out.append(" ").append(std::to_string(number)).append("\n");
}

/// Whole microseconds as seconds, without a floating-point number.
std::string seconds(std::int64_t microseconds) {
  std::string fraction = std::to_string(microseconds % 1'000'000);
  fraction.insert(0, 6 - fraction.size(), '0');
  return std::to_string(microseconds / 1'000'000) + "." + fraction;
}

}  // namespace

void Metrics::count(const net::Answered& told) {
  const std::lock_guard lock(mutex_);
  ++answers_[{told.route, told.status}];
  Series& series = times_[told.route];
  ++series.count;
  series.microseconds += told.took.count();
  for (std::size_t i = 0; i < kBounds; ++i) {
    if (told.took.count() <= kBoundTexts[i].microseconds) ++series.within[i];
  }
}

std::string Metrics::text(const net::ServerCounters* server) const {
  std::string out;
  const std::lock_guard lock(mutex_);
  head(out, "utvag_http_requests_total", "Answered requests by route and status.", "counter");
  for (const auto& [key, number] : answers_) {
    value(out, "utvag_http_requests_total",
          "route=\"" + key.first + "\",status=\"" + std::to_string(key.second) + "\"", number);
  }
  constexpr std::string_view kTime = "utvag_http_request_seconds";
  head(out, kTime, "Time from a whole head to a made answer.", "histogram");
  for (const auto& [route, series] : times_) {
    const std::string label = "route=\"" + route + "\"";
    const std::string bucket = std::string(kTime) + "_bucket";
    for (std::size_t i = 0; i < kBounds; ++i) {
      value(out, bucket, label + ",le=\"" + std::string(kBoundTexts[i].seconds) + "\"",
            series.within[i]);
    }
    value(out, bucket, label + ",le=\"+Inf\"", series.count);
    out.append(kTime).append("_sum{").append(label).append("} ");
    out.append(seconds(series.microseconds)).append("\n");
    value(out, std::string(kTime) + "_count", label, series.count);
  }
  if (server == nullptr) return out;
  head(out, "utvag_connections_open", "Connections open now.", "gauge");
  value(out, "utvag_connections_open", "", server->open_connections);
  head(out, "utvag_connections_total", "Connections accepted.", "counter");
  value(out, "utvag_connections_total", "", server->connections);
  head(out, "utvag_refused_total", "What was refused before a page was asked.", "counter");
  value(out, "utvag_refused_total", "why=\"connections\"", server->refused_connections);
  value(out, "utvag_refused_total", "why=\"request\"", server->refused_heads);
  value(out, "utvag_refused_total", "why=\"time\"", server->timeouts);
  value(out, "utvag_refused_total", "why=\"busy\"", server->busy);
  return out;
}

}  // namespace utvag::web
