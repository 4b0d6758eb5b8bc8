#pragma once
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/http.hpp"

/// An HTTP/1.1 server for the network's inside: behind a proxy that speaks TLS, or on the own
/// machine. Every wait and every size has a limit.
namespace utvag::net {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0: any free one
  unsigned workers = 8;       ///< threads that run the handler
  std::size_t connections = 1024;
  std::size_t per_address = 128;     ///< connections from one address, or one IPv6 network (/64)
  std::vector<std::string> proxies;  ///< addresses that speak for many: only the whole is limited
  std::size_t queued = 256;  ///< requests that wait for a worker; more are answered with 503
  std::size_t body_bytes = std::size_t{1} << 20U;
  std::chrono::milliseconds head_time{10'000};  ///< from the first wait to the whole head
  std::chrono::milliseconds idle_time{75'000};  ///< a kept connection without a request; a
                                                ///< proxy should give up before us
  std::chrono::milliseconds body_time{30'000};
  std::chrono::milliseconds write_time{60'000};
  std::chrono::milliseconds stop_time{10'000};  ///< for requests under way when it is to stop
  std::function<std::int64_t()> now;  ///< seconds since 1970, for the Date field; empty: no field
  bool stop_on_signals = false;       ///< SIGTERM and SIGINT stop it gracefully
};

/// Whether it is written as an IPv4 or IPv6 address.
bool is_address(std::string_view text);

/// What is told of an answered request: nothing that a person has sent.
struct Answered {
  Method method = Method::get;
  std::string route;
  int status = 0;
  std::chrono::microseconds took{0};
  std::size_t sent_bytes = 0;
};

/// Counted since the start; read from any thread.
struct ServerCounters {
  std::atomic<std::int64_t> open_connections{0}, connections{0}, refused_connections{0};
  std::atomic<std::int64_t> refused_heads{0}, timeouts{0}, busy{0};
};

/// Answers a request. Called on a worker thread, several at a time. What it throws is answered by
/// ServerCallbacks::failed.
using Handler = std::function<Response(const Request&)>;

struct ServerCallbacks {
  Handler handle;
  /// The page for a request that never reached the handler (400, 405, 413, 431, 501, 503 …) or
  /// whose handler threw (500).
  std::function<Response(int status)> refuse;
  std::function<void(const Answered&)> answered;      ///< may be empty
  std::function<void(const std::string&)> exception;  ///< what a handler threw; may be empty
};

class Server {
 public:
  /// Binds and listens. Error "net.listen": the address is wrong or taken.
  static Result<std::unique_ptr<Server>> listen(const ServerOptions& options,
                                                ServerCallbacks callbacks);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  /// Serves until stop() or a signal; returns when the last request under way is answered or its
  /// time is out.
  void run();
  /// From any thread.
  void stop();
  const ServerCounters& counters() const;

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace utvag::net
