#include "net/server.hpp"

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <csignal>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "net/chunks.hpp"
#include "net/head.hpp"

namespace utvag::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using Time = std::chrono::steady_clock;

constexpr std::size_t kReadBytes = 16 * 1024;

class Connection;

/// What connections share. All of it belongs to the one thread that runs the io_context, except the
/// callbacks' handle and exception, which run on the workers.
struct Shared {
  ServerOptions options;
  ServerCallbacks callbacks;
  ServerCounters counters;
  asio::thread_pool* workers = nullptr;
  std::set<Connection*> open;
  std::map<std::string, std::size_t> open_from;  ///< connections by network_of()
  std::size_t queued = 0;
  bool stopping = false;
};

/// What counts as one place: an IPv4 address, or the network of an IPv6 one.
std::string network_of(const asio::ip::address& address) {
  if (!address.is_v6()) return address.to_string();
  auto bytes = address.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
  return asio::ip::address_v6(bytes).to_string();
}

/// Each part of a response's head on its line; names and values are ours and hold no line end.
std::string head_of(const Response& response, const ServerOptions& options, bool keep_alive) {
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + ' ';
  out.append(reason_phrase(response.status)).append("\r\n");
  const auto add = [&](std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
  };
  if (options.now) add("Date", http_date(options.now()));
  for (const Field& each : security_fields()) add(each.name, each.value);
  for (const Field& each : response.fields) add(each.name, each.value);
  if (response.status != 304) {
    if (!response.content_type.empty()) add("Content-Type", response.content_type);
    add("Content-Length", std::to_string(response.body.size()));
  }
  add("Connection", keep_alive ? "keep-alive" : "close");
  return out.append("\r\n");
}

/// One connection: head, body, handler, answer, and again. It keeps itself alive by the callback
/// that is outstanding.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, std::shared_ptr<Shared> shared, const asio::ip::address& peer)
      : stream_(std::move(socket)),
        shared_(std::move(shared)),
        peer_(peer.to_string()),
        network_(network_of(peer)) {
    shared_->open.insert(this);
    ++shared_->open_from[network_];
    ++shared_->counters.open_connections;
  }
  ~Connection() {
    shared_->open.erase(this);
    if (--shared_->open_from[network_] == 0) shared_->open_from.erase(network_);
    --shared_->counters.open_connections;
  }

  void start() {
    error_code ignored;
    stream_.socket().set_option(tcp::no_delay(true), ignored);
    wait_for_head(shared_->options.head_time);
  }

  /// The server is to stop: a connection that waits for a request is closed at once.
  void stop() {
    if (idle_) close();
  }
  void close() {
    error_code ignored;
    stream_.socket().close(ignored);
  }

 private:
  void wait_for_head(std::chrono::milliseconds limit) {
    idle_ = true;
    scanned_ = 0;
    stream_.expires_after(limit);
    look_at_head();
  }

  void look_at_head() {
    const auto bytes = received();
    const HeadEnd end = find_head_end(bytes, scanned_);
    scanned_ = bytes.size();
    if (end.state == HeadEnd::State::refused) return refuse(end.status);
    if (end.state == HeadEnd::State::complete) return take_head(bytes.substr(0, end.size));
    stream_.async_read_some(buffer_.prepare(4096),
                            [self = shared_from_this()](error_code fault, std::size_t size) {
                              self->on_head_bytes(fault, size);
                            });
  }

  void on_head_bytes(error_code fault, std::size_t size) {
    if (fault) {
      if (fault == beast::error::timeout) ++shared_->counters.timeouts;
      return close();
    }
    buffer_.commit(size);
    // A kept connection's time for a head begins with its first byte.
    if (idle_) stream_.expires_after(shared_->options.head_time);
    idle_ = false;
    look_at_head();
  }

  std::string_view received() const {
    const auto data = buffer_.data();
    return {static_cast<const char*>(data.data()), data.size()};
  }

  void take_head(std::string_view bytes) {
    idle_ = false;
    began_ = Time::now();
    auto head = read_head(bytes);
    if (const auto* refusal = std::get_if<Refusal>(&head)) return refuse(refusal->status);
    request_ = std::make_shared<Request>();
    request_->head = std::move(std::get<Head>(head));
    request_->peer = peer_;
    const std::size_t most = shared_->options.body_bytes;
    if (request_->head.content_length > most) return refuse(413);
    buffer_.consume(bytes.size());
    chunks_.reset();
    if (request_->head.chunked) chunks_.emplace(most);
    stream_.expires_after(shared_->options.body_time);
    if (request_->head.expects_continue) return say_continue();
    read_body();
  }

  void say_continue() {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(stream_, asio::buffer(kContinue.data(), kContinue.size()),
                      [self = shared_from_this()](error_code fault, std::size_t) {
                        if (fault) return self->close();
                        self->read_body();
                      });
  }

  /// Takes of the body what has come and waits for the rest. Bytes that are the next request's
  /// stay in the buffer.
  void read_body() {
    const std::string_view bytes = received();
    std::string& body = request_->body;
    if (chunks_) {
      buffer_.consume(chunks_->take(bytes, body));
      if (chunks_->state() == ChunkReader::State::refused) return refuse(chunks_->status());
      if (chunks_->state() == ChunkReader::State::complete) return on_body();
    } else {
      const std::size_t left = request_->head.content_length - body.size();
      body.append(bytes.substr(0, left));
      buffer_.consume(std::min(left, bytes.size()));
      if (body.size() == request_->head.content_length) return on_body();
    }
    stream_.async_read_some(buffer_.prepare(kReadBytes),
                            [self = shared_from_this()](error_code fault, std::size_t size) {
                              self->on_body_bytes(fault, size);
                            });
  }

  void on_body_bytes(error_code fault, std::size_t size) {
    if (fault) {
      if (fault == beast::error::timeout) ++shared_->counters.timeouts;
      return close();
    }
    buffer_.commit(size);
    read_body();
  }

  void on_body() {
    if (shared_->queued >= shared_->options.queued) {
      ++shared_->counters.busy;
      return refuse(503);
    }
    hand_over();
  }

  /// The handler runs on a worker, and its answer comes back to the thread of the connection.
  void hand_over() {
    ++shared_->queued;
    stream_.expires_never();
    asio::post(*shared_->workers, [self = shared_from_this()]() mutable {
      auto answer = std::make_shared<Response>(self->handled());
      const auto executor = self->stream_.get_executor();
      asio::post(executor, [self = std::move(self), answer]() mutable {
        --self->shared_->queued;
        self->respond(*answer, self->request_->head.keep_alive);
      });
    });
  }

  Response handled() const {
    try {
      return shared_->callbacks.handle(*request_);
    } catch (const std::exception& fault) {
      if (shared_->callbacks.exception) shared_->callbacks.exception(fault.what());
      return shared_->callbacks.refuse(500);
    }
  }

  void refuse(int status) {
    if (status != 503) ++shared_->counters.refused_heads;
    if (began_ == Time::time_point()) began_ = Time::now();
    Response response = shared_->callbacks.refuse(status);
    if (status == 405) response.fields.push_back({"Allow", "GET, HEAD, POST"});
    respond(response, false);
  }

  void respond(const Response& response, bool keep_alive) {
    keep_alive_ = keep_alive && !shared_->stopping;
    out_ = head_of(response, shared_->options, keep_alive_);
    const bool bodiless =
        response.status == 304 || (request_ != nullptr && request_->head.method == Method::head);
    if (!bodiless) out_ += response.body;
    if (shared_->callbacks.answered) tell(response);
    stream_.expires_after(shared_->options.write_time);
    asio::async_write(
        stream_, asio::buffer(out_),
        [self = shared_from_this()](error_code fault, std::size_t) { self->on_sent(fault); });
  }

  void tell(const Response& response) {
    Answered told;
    if (request_ != nullptr) told.method = request_->head.method;
    told.route = response.route;
    told.status = response.status;
    told.took = std::chrono::duration_cast<std::chrono::microseconds>(Time::now() - began_);
    told.sent_bytes = out_.size();
    shared_->callbacks.answered(told);
  }

  void on_sent(error_code fault) {
    out_.clear();
    request_.reset();
    began_ = Time::time_point();
    if (fault) return close();
    if (!keep_alive_) return linger();
    wait_for_head(shared_->options.idle_time);
  }

  /// Closing with bytes unread would reset the connection and lose the answer on its way: say that
  /// no more comes, and read away what does for a moment.
  void linger() {
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    buffer_.consume(buffer_.size());
    stream_.expires_after(std::chrono::seconds(1));
    drain(0);
  }

  void drain(std::size_t read) {
    static constexpr std::size_t kMost = std::size_t{4} << 20U;
    if (read > kMost) return close();
    stream_.async_read_some(buffer_.prepare(kReadBytes),
                            [self = shared_from_this(), read](error_code fault, std::size_t size) {
                              if (fault) return self->close();
                              self->drain(read + size);
                            });
  }

  beast::tcp_stream stream_;
  std::shared_ptr<Shared> shared_;
  std::string peer_, network_;
  beast::flat_buffer buffer_{kMaxHeadBytes + 2 * kReadBytes};  ///< a head, or a piece of a body
  std::size_t scanned_ = 0;
  std::optional<ChunkReader> chunks_;  ///< while a chunked body is read
  std::shared_ptr<Request> request_;
  std::string out_;
  Time::time_point began_;
  bool keep_alive_ = false;
  bool idle_ = true;
};

}  // namespace

struct Server::State {
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  asio::signal_set signals{context};
  asio::steady_timer stop_timer{context};
  asio::steady_timer retry_timer{context};
  std::shared_ptr<Shared> shared = std::make_shared<Shared>();
  std::uint16_t port = 0;

  void accept() {
    acceptor.async_accept([this](error_code fault, tcp::socket socket) {
      if (shared->stopping) return;
      if (fault) return accept_later();
      ++shared->counters.connections;
      error_code gone;
      const auto peer = socket.remote_endpoint(gone).address();
      if (gone || is_full(peer)) {
        ++shared->counters.refused_connections;
        socket.close(gone);
      } else {
        std::make_shared<Connection>(std::move(socket), shared, peer)->start();
      }
      accept();
    });
  }

  bool is_full(const asio::ip::address& peer) const {
    const ServerOptions& options = shared->options;
    if (shared->open.size() >= options.connections) return true;
    const auto& proxies = options.proxies;
    if (std::find(proxies.begin(), proxies.end(), peer.to_string()) != proxies.end()) return false;
    const auto from = shared->open_from.find(network_of(peer));
    return from != shared->open_from.end() && from->second >= options.per_address;
  }

  /// Out of descriptors or the like: trying again at once would only burn the processor.
  void accept_later() {
    retry_timer.expires_after(std::chrono::milliseconds(50));
    retry_timer.async_wait([this](error_code fault) {
      if (!fault && !shared->stopping) accept();
    });
  }

  void stop() {
    if (shared->stopping) return;
    shared->stopping = true;
    error_code ignored;
    acceptor.close(ignored);
    signals.cancel(ignored);
    retry_timer.cancel();
    const std::set<Connection*> open = shared->open;
    for (Connection* each : open) each->stop();
    stop_timer.expires_after(shared->options.stop_time);
    stop_timer.async_wait([this](error_code fault) {
      if (fault) return;
      const std::set<Connection*> left = shared->open;
      for (Connection* each : left) each->close();
    });
    wait_for_the_last();
  }

  void wait_for_the_last() {
    if (shared->open.empty()) {
      stop_timer.cancel();
      return;
    }
    auto timer = std::make_shared<asio::steady_timer>(context, std::chrono::milliseconds(20));
    timer->async_wait([this, timer](error_code) { wait_for_the_last(); });
  }
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::listen(const ServerOptions& options,
                                               ServerCallbacks callbacks) {
  auto state = std::make_unique<State>();
  state->shared->options = options;
  state->shared->callbacks = std::move(callbacks);
  const std::string where = options.address + ":" + std::to_string(options.port);
  const auto failed = [&](const error_code& fault) {
    return Error{"net.listen", where,
                 "Servern kan inte lyssna där (" + fault.message() +
                     "). Välj en annan adress eller port, eller stäng det program som har den.",
                 "The server cannot listen there (" + fault.message() +
                     "). Choose another address or port, or end the program that has it."};
  };
  error_code fault;
  const auto address = asio::ip::make_address(options.address, fault);
  if (fault) return failed(fault);
  const tcp::endpoint endpoint(address, options.port);
  state->acceptor.open(endpoint.protocol(), fault);
  if (fault) return failed(fault);
  state->acceptor.set_option(tcp::acceptor::reuse_address(true), fault);
  if (!fault) state->acceptor.bind(endpoint, fault);
  if (!fault) state->acceptor.listen(asio::socket_base::max_listen_connections, fault);
  if (fault) return failed(fault);
  state->port = state->acceptor.local_endpoint(fault).port();
  if (fault) return failed(fault);
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

bool is_address(std::string_view text) {
  error_code fault;
  asio::ip::make_address(std::string(text), fault);
  return !fault;
}

std::uint16_t Server::port() const {
  return state_->port;
}

const ServerCounters& Server::counters() const {
  return state_->shared->counters;
}

void Server::run() {
  asio::thread_pool workers(std::max(1U, state_->shared->options.workers));
  state_->shared->workers = &workers;
  if (state_->shared->options.stop_on_signals) {
    state_->signals.add(SIGTERM);
    state_->signals.add(SIGINT);
    state_->signals.async_wait([this](error_code fault, int) {
      if (!fault) state_->stop();
    });
  }
  state_->accept();
  state_->context.run();
  workers.join();
  state_->context.restart();
  state_->context.run();  // answers of handlers that ended after their connection was closed
}

void Server::stop() {
  asio::post(state_->context, [this] { state_->stop(); });
}

}  // namespace utvag::net
