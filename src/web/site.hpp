#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "cases/cases.hpp"
#include "doors/session.hpp"
#include "net/server.hpp"
#include "norm/library.hpp"

/// The site: every page and the API behind one face that answers requests.
namespace utvag::web {

/// A file as it is sent: a style sheet, a script, an icon.
struct Asset {
  std::string path;  ///< "/stil-1a2b3c4d.css"
  std::string content_type, content;
  std::string packed;  ///< the same as gzip
  std::string etag;
};

/// What is sent beside the pages, with the hash of its content in its name, so that a browser may
/// keep it for good.
class Assets {
 public:
  Assets() = default;
  /// `stylesheet`, `script`, `icon`: their content.
  Assets(std::string stylesheet, std::string script, std::string icon);
  const Asset* find(std::string_view path) const;
  const std::string& stylesheet() const { return stylesheet_; }
  const std::string& script() const { return script_; }

 private:
  std::string stylesheet_ = "/stil.css", script_;
  std::vector<Asset> files_;
};

/// Who answers for the site by the law on accessibility, and how to tell them of a barrier. What is
/// empty has not been filled in, and the statement says so.
struct Publisher {
  std::string name;                ///< "Haparanda kommun"
  std::string email, phone, page;  ///< page: "https://…"
};

/// What the site stands on. All outlive it.
struct Services {
  const norm::Library* library = nullptr;
  cases::Cases* cases = nullptr;
  const Clock* clock = nullptr;
  const Log* log = nullptr;
  const doors::Sessions* sessions = nullptr;
  const Assets* assets = nullptr;
  bool secure_cookies = false;       ///< the public address is https
  std::vector<std::string> proxies;  ///< addresses whose X-Forwarded fields are believed
  Publisher publisher;
  bool demo = false;  ///< one login per role without password; told on every page
  /// Whether the database answers now, and its counters as Prometheus text.
  std::function<bool()> database_alive;
  std::function<std::string()> database_metrics;
};

/// Requests counted by route, for /metrics.
class Metrics;
/// What is kept between requests.
struct Memory;

class Site {
 public:
  explicit Site(const Services& services);
  ~Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  /// From any thread.
  net::Response handle(const net::Request& request) const;
  /// The page for a request that did not become one, or whose handler failed.
  net::Response refuse(int status) const;
  /// What the server tells of each answer.
  void answered(const net::Answered& told);
  /// The server's own counters, told by /metrics. Set before the first request.
  void watch(const net::ServerCounters* counters) { counters_ = counters; }

 private:
  friend class Context;
  Services services_;
  const net::ServerCounters* counters_ = nullptr;
  std::unique_ptr<Metrics> metrics_;
  std::unique_ptr<Memory> memory_;
};

}  // namespace utvag::web
