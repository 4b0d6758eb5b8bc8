#pragma once
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "cases/town_fixture.hpp"
#include "norm/shipped_packs_fixture.hpp"
#include "web/site.hpp"

/// For tests: the whole site over a town of its own, without a network.
namespace utvag::web::fixture {

class Visit {
 public:
  explicit Visit(db::Engine engine = db::Engine::sqlite, Publisher publisher = {})
      : town(engine),
        sessions_(std::string(32, 'k'),
                  [n = 0](std::size_t count) mutable {
                    return std::string(count, static_cast<char>('a' + n++ % 20));
                  }),
        assets_("body{}" + std::string(3000, ' '), "", "<svg/>") {
    static const norm::Library library(norm::fixture::shipped_packs());
    services_.library = &library;
    services_.cases = town.cases.get();
    services_.clock = &town.clock;
    services_.sessions = &sessions_;
    services_.assets = &assets_;
    services_.demo = true;
    services_.publisher = std::move(publisher);
    services_.proxies = {"10.0.0.1"};
    site = std::make_unique<web::Site>(services_);
  }

  net::Response get(std::string path, std::string query = {},
                    net::Method method = net::Method::get) {
    net::Request request;
    request.head.method = method;
    request.head.path = std::move(path);
    request.head.query = std::move(query);
    request.head.fields = fields_;
    request.peer = peer;
    return site->handle(request);
  }

  net::Response post(std::string path, std::string body) {
    net::Request request;
    request.head.method = net::Method::post;
    request.head.path = std::move(path);
    request.head.fields = fields_;
    request.head.fields.push_back({"content-type", "application/x-www-form-urlencoded"});
    request.body = std::move(body);
    request.peer = peer;
    return site->handle(request);
  }

  /// A token of a page's form.
  std::string token() {
    const std::string page = get("/sok").body;
    const std::string mark = "name=\"csrf\" value=\"";
    const std::size_t at = page.find(mark) + mark.size();
    return page.substr(at, page.find('"', at) - at);
  }

  /// With a token taken from a page, as a browser would send it. A question's answer is followed to
  /// its address.
  net::Response send(const std::string& path, const std::string& body) {
    return follow(post(path, "csrf=" + token() + "&" + body));
  }

  /// The page that an answer leads to, when it is a kept form's.
  net::Response follow(net::Response response) {
    const std::string to = field(response, "Location");
    if (to.find("kvar=") == to.npos) return response;
    const std::size_t query = to.find('?');
    return get(to.substr(0, query), to.substr(query + 1));
  }

  void log_in(const std::string& login) {
    fields_.clear();
    const net::Response response = post("/logga-in", "inloggning=" + login);
    if (response.status != 303) throw std::runtime_error("no log in as " + login);
    const std::string cookie = field(response, "Set-Cookie");
    fields_ = {{"cookie", cookie.substr(0, cookie.find(';'))}};
  }

  static std::string field(const net::Response& response, const std::string& name) {
    for (const net::Field& each : response.fields) {
      if (each.name == name) return each.value;
    }
    return {};
  }

  /// The browser holds these cookies and nothing else.
  void hold(const net::Response& response) {
    fields_.clear();
    std::string all;
    for (const net::Field& each : response.fields) {
      if (each.name != "Set-Cookie") continue;
      all += (all.empty() ? "" : "; ") + each.value.substr(0, each.value.find(';'));
    }
    if (!all.empty()) fields_ = {{"cookie", all}};
  }
  const std::vector<net::Field>& fields() const { return fields_; }

  void also(std::string name, std::string value) {
    fields_.push_back({std::move(name), std::move(value)});
  }

  cases::fixture::Town town;
  std::unique_ptr<web::Site> site;
  std::string peer = "192.0.2.1";

 private:
  doors::Sessions sessions_;
  web::Assets assets_;
  web::Services services_;
  std::vector<net::Field> fields_;
};

inline bool has(const net::Response& response, const std::string& words) {
  return response.body.find(words) != std::string::npos;
}

}  // namespace utvag::web::fixture
