#include "net/server.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace utvag::net;
using namespace std::chrono_literals;

namespace {

Response plain(int status, std::string body) {
  Response response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(body);
  response.route = "/test";
  return response;
}

Response handle(const Request& request) {
  if (request.path() == "/throw") throw std::runtime_error("a mistake of ours");
  if (request.path() == "/slow") std::this_thread::sleep_for(300ms);
  return plain(200, request.path() + "|" + request.body);
}

/// A server on a free port of this machine while the test lasts.
class Running {
 public:
  explicit Running(ServerOptions options = {}) {
    options.port = 0;
    auto made = Server::listen(options, {handle,
                                         [](int status) { return plain(status, "no"); },
                                         [this](const Answered& told) {
                                           const std::lock_guard lock(mutex_);
                                           told_.push_back(told);
                                         },
                                         {}});
    REQUIRE(made.ok());
    server = std::move(made.value());
    thread_ = std::thread([this] { server->run(); });
  }
  ~Running() { end(); }
  void end() {
    if (!thread_.joinable()) return;
    server->stop();
    thread_.join();
  }
  std::vector<Answered> told() {
    const std::lock_guard lock(mutex_);
    return told_;
  }
  std::unique_ptr<Server> server;

 private:
  std::mutex mutex_;
  std::vector<Answered> told_;
  std::thread thread_;
};

class Client {
 public:
  explicit Client(const Running& running) : Client(running.server->port()) {}
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    const timeval limit{5, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Client& send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) break;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return *this;
  }
  /// Everything until the server closes.
  std::string rest() {
    std::string all;
    char part[4096];
    for (;;) {
      const auto size = ::recv(socket_, part, sizeof part, 0);
      if (size <= 0) return all;
      all.append(part, static_cast<std::size_t>(size));
    }
  }
  /// Until `mark` has come.
  std::string until(std::string_view mark) {
    std::string all;
    char c = 0;
    while (all.find(mark) == std::string::npos && ::recv(socket_, &c, 1, 0) == 1) all += c;
    return all;
  }

 private:
  int socket_;
};

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("requests on one connection, in a row and all at once") {
  Running running;
  Client client(running);
  const std::string first = client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n").until("/a|");
  CHECK(first.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(first.find("Content-Security-Policy: default-src 'none'") != first.npos);
  CHECK(first.find("frame-ancestors 'none'") != first.npos);
  CHECK(first.find("X-Content-Type-Options: nosniff") != first.npos);
  CHECK(first.find("Referrer-Policy: no-referrer") != first.npos);
  CHECK(client.send("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
            .until("/b|abc")
            .ends_with("/b|abc"));
  CHECK(client
            .send("POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "2\r\nhe\r\n3\r\nllo\r\n0\r\nCookie: a=b\r\n\r\n")
            .until("/c|hello")
            .ends_with("/c|hello"));
  const std::string both = client
                               .send(
                                   "GET /d HTTP/1.1\r\nHost: x\r\n\r\n"
                                   "HEAD /e HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                               .rest();
  CHECK(count(both, "HTTP/1.1 200 OK") == 2);
  CHECK(count(both, "|") == 1);
  CHECK(both.find("Content-Length: 3\r\n") != both.npos);
  running.end();
  CHECK(running.told().size() == 5);
}

TEST_CASE("one answer to each smuggling attempt, and the connection is closed") {
  Running running;
  const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::vector<std::string> attempts = {
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
      "0\r\n\r\n" +
          hidden,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 36\r\n\r\n" + hidden,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
      "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n" +
          hidden,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + hidden,
      "POST / HTTP/1.1\r\nHost: x\r\nX: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + hidden,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n" + hidden,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "fffffffffffffffff\r\n" +
          hidden,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n" +
          hidden,
      "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1e1\r\n\r\n" + hidden,
  };
  for (const std::string& each : attempts) {
    CAPTURE(each);
    Client client(running);
    const std::string answer = client.send(each).rest();
    CHECK(count(answer, "HTTP/1.1 ") == 1);
    CHECK(answer.find("HTTP/1.1 400 Bad Request") == 0);
    CHECK(answer.find("Connection: close") != answer.npos);
    CHECK(answer.find("/hidden") == answer.npos);
  }
  CHECK(running.server->counters().refused_heads == static_cast<int>(attempts.size()));
}

TEST_CASE("bodies too large are refused before and while they come") {
  ServerOptions options;
  options.body_bytes = 1000;
  Running running(options);
  CHECK(Client(running)
            .send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n")
            .rest()
            .starts_with("HTTP/1.1 413"));
  CHECK(Client(running)
            .send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n"
                  "Expect: 100-continue\r\n\r\n")
            .rest()
            .starts_with("HTTP/1.1 413"));
  CHECK(Client(running)
            .send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3ff\r\n" +
                  std::string(0x3ff, 'a') + "\r\n0\r\n\r\n")
            .rest()
            .starts_with("HTTP/1.1 413"));
  Client client(running);
  client.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(client.send("ab").until("/p|ab").ends_with("/p|ab"));
}

TEST_CASE("what stands around a body has limits of its own") {
  Running running;
  const std::string head = "POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string flood(std::size_t{1} << 20U, 'a');
  for (const std::string& each : {"5;" + flood, "0\r\nA: " + flood}) {
    const std::string answer = Client(running).send(head + each).rest();
    CHECK(answer.starts_with("HTTP/1.1 400"));
    CHECK(count(answer, "HTTP/1.1 ") == 1);
  }
  // A body of many small chunks, and the next request in the same bytes.
  std::string chunks;
  for (int i = 0; i < 1000; ++i) chunks += "1;a\r\nx\r\n";
  Client client(running);
  const std::string both =
      client.send(head + chunks + "0\r\n\r\n" + "GET /next HTTP/1.1\r\nHost: x\r\n\r\n")
          .until("/next|");
  CHECK(count(both, "HTTP/1.1 200 OK") == 2);
  CHECK(both.find("Content-Length: " + std::to_string(3 + 1000)) != both.npos);
}

TEST_CASE("slow heads, slow bodies and idle connections are dropped") {
  ServerOptions options;
  options.head_time = 200ms;
  options.idle_time = 200ms;
  options.body_time = 200ms;
  Running running(options);
  CHECK(Client(running).rest().empty());
  Client trickling(running);
  bool closed = false;
  std::thread feeder([&] {
    for (int i = 0; i < 20; ++i) {
      trickling.send("G");
      std::this_thread::sleep_for(50ms);
    }
  });
  closed = trickling.rest().empty();
  feeder.join();
  CHECK(closed);
  CHECK(Client(running)
            .send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc")
            .rest()
            .empty());
  Client kept(running);
  kept.send("GET /k HTTP/1.1\r\nHost: x\r\n\r\n").until("/k|");
  CHECK(kept.rest().empty());
  // The other end sees the close a moment before it is counted here.
  while (running.server->counters().timeouts < 4) std::this_thread::yield();
  CHECK(running.server->counters().timeouts == 4);
}

TEST_CASE("a handler's mistake is an answer, not the end") {
  Running running;
  Client client(running);
  CHECK(client.send("GET /throw HTTP/1.1\r\nHost: x\r\n\r\n")
            .until("no")
            .starts_with("HTTP/1.1 500"));
  CHECK(client.send("GET /on HTTP/1.1\r\nHost: x\r\n\r\n").until("/on|").ends_with("/on|"));
  CHECK(Client(running)
            .send("BREW / HTTP/1.1\r\nHost: x\r\n\r\n")
            .rest()
            .starts_with("HTTP/1.1 501"));
  const std::string refused = Client(running).send("DELETE / HTTP/1.1\r\nHost: x\r\n\r\n").rest();
  CHECK(refused.starts_with("HTTP/1.1 405"));
  CHECK(refused.find("Allow: GET, HEAD, POST") != refused.npos);
}

TEST_CASE("too many connections are refused, too many requests told to come back") {
  ServerOptions options;
  options.connections = 2;
  Running running(options);
  Client one(running);
  Client two(running);
  CHECK(one.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n").until("/1|").ends_with("/1|"));
  CHECK(two.send("GET /2 HTTP/1.1\r\nHost: x\r\n\r\n").until("/2|").ends_with("/2|"));
  CHECK(Client(running).rest().empty());
  CHECK(running.server->counters().refused_connections == 1);

  ServerOptions each;
  each.per_address = 1;
  Running shared(each);
  Client first(shared);
  CHECK(first.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n").until("/1|").ends_with("/1|"));
  CHECK(Client(shared).rest().empty());
  each.proxies = {"127.0.0.1"};
  Running behind(each);
  Client many(behind);
  CHECK(many.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n").until("/1|").ends_with("/1|"));
  CHECK(Client(behind)
            .send("GET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .rest()
            .ends_with("/2|"));

  ServerOptions narrow;
  narrow.workers = 1;
  narrow.queued = 1;
  Running busy(narrow);
  Client slow(busy);
  slow.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  std::this_thread::sleep_for(100ms);
  CHECK(Client(busy).send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").rest().starts_with("HTTP/1.1 503"));
  CHECK(slow.until("/slow|").ends_with("/slow|"));
}

TEST_CASE("stopping answers what is under way") {
  Running running;
  Client idle(running);
  Client slow(running);
  slow.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  std::this_thread::sleep_for(100ms);
  running.server->stop();
  const std::string answer = slow.rest();
  CHECK(answer.starts_with("HTTP/1.1 200 OK"));
  CHECK(answer.find("Connection: close") != answer.npos);
  CHECK(idle.rest().empty());
  running.end();
}

TEST_CASE("answers say when they were made, and a handler who asks") {
  CHECK(http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(http_date(784'111'777) == "Sun, 06 Nov 1994 08:49:37 GMT");  // RFC 9110's own example
  ServerOptions options;
  options.port = 0;
  options.now = [] { return std::int64_t{784'111'777}; };
  std::string peer;
  auto made = Server::listen(options, {[&](const Request& request) {
                                         peer = request.peer;
                                         return plain(200, "x");
                                       },
                                       [](int status) { return plain(status, "no"); },
                                       {},
                                       {}});
  REQUIRE(made.ok());
  std::thread thread([&] { made.value()->run(); });
  const std::string answer = Client(made.value()->port())
                                 .send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                                 .rest();
  made.value()->stop();
  thread.join();
  CHECK(answer.find("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n") != answer.npos);
  CHECK(peer == "127.0.0.1");
}

TEST_CASE("an address that is taken is told") {
  Running running;
  ServerOptions options;
  options.port = running.server->port();
  const auto second = Server::listen(options, {handle, [](int s) { return plain(s, ""); }, {}, {}});
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().code == "net.listen");
  options.address = "not an address";
  CHECK_FALSE(Server::listen(options, {handle, [](int s) { return plain(s, ""); }, {}, {}}).ok());
}
