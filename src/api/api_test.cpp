#include "api/api.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "base/json.hpp"
#include "norm/shipped_packs_fixture.hpp"

using namespace utvag;

namespace {

struct FixedClock final : Clock {
  Instant now() const override { return {1'795'331'703}; }
};

net::Response ask(net::Method method, std::string path, std::string query = {},
                  std::string body = {}, std::string type = "application/json") {
  static const norm::Library library(norm::fixture::shipped_packs());
  static const FixedClock clock;
  net::Request request;
  request.head.method = method;
  request.head.path = std::move(path);
  request.head.query = std::move(query);
  request.head.fields = {{"content-type", std::move(type)}};
  request.body = std::move(body);
  return api::answer({&library, &clock}, request);
}

std::string first_code(const net::Response& response) {
  const auto read = parse_json(response.body);
  REQUIRE(read.ok());
  return read.value().find("errors")->items().front().find("code")->string();
}

const char* const kHousehold =
    R"({"hushåll": {"sökt_kostnad": {"boende": 6500}, "sökt_behov": {}, "tillgångar": 0,
        "boendeform": "hyresrätt"},
        "personer": [{"id": "a", "roll": "vuxen", "född": "1990-05-01", "inkomst": {}}]})";

}  // namespace

TEST_CASE("a household is calculated") {
  const auto response = ask(net::Method::post, "/api/v1/calculate", "month=2026-03", kHousehold);
  CHECK(response.status == 200);
  const auto read = parse_json(response.body);
  REQUIRE(read.ok());
  CHECK(read.value().find("format")->string() == "utvag/berakning/1");
}

TEST_CASE("faults have a status by their kind and repeat nothing") {
  const auto post = net::Method::post;
  const std::string path = "/api/v1/calculate";
  CHECK(ask(post, path, "month=2026-03", "{").status == 400);
  CHECK(ask(post, path, "", kHousehold).status == 422);
  CHECK(first_code(ask(post, path, "", kHousehold)) == "ask.month");
  CHECK(ask(post, path, "month=x", kHousehold).status == 400);
  CHECK(first_code(ask(post, path, "manad=2026-03", kHousehold)) == "api.query");
  CHECK(first_code(ask(post, path, "a=%zz", kHousehold)) == "form.encoding");
  CHECK(ask(post, path, "month=2026-03", kHousehold, "text/plain").status == 415);
  CHECK(ask(post, path, "month=2026-03&decision_date=1", kHousehold).status == 400);
  const auto wrong = ask(post, path, "month=2026-03",
                         "{\"personer\": [{\"id\": \"19900501-2384\", \"roll\": \"okänd-roll\"}]}");
  CHECK(wrong.status == 422);
  CHECK(wrong.body.find("2384") == std::string::npos);
}

TEST_CASE("rules, one rule and the schema are told, a municipality's too") {
  const auto get = net::Method::get;
  const auto all = ask(get, "/api/v1/rules");
  CHECK(all.status == 200);
  CHECK(ask(get, "/api/v1/rules", "municipality=1280").body.size() > all.body.size());
  const auto one = ask(get, "/api/v1/rules/riksnorm");
  CHECK(one.status == 200);
  const auto read = parse_json(one.body);
  REQUIRE(read.ok());
  CHECK(read.value().find("name")->string() == "riksnorm");
  CHECK(ask(get, "/api/v1/rules/finns-inte").status == 404);
  CHECK(parse_json(ask(get, "/api/v1/schema").body).ok());
  CHECK(ask(get, "/api/v1/schema", "x=1").status == 400);
}

TEST_CASE("every described address answers, and no other") {
  const auto described = parse_json(api::description());
  REQUIRE(described.ok());
  std::set<std::string> operations;
  for (const JsonMember& path : described.value().find("paths")->members()) {
    for (const JsonMember& method : path.value.members()) {
      operations.insert(method.value.find("operationId")->string());
      std::string address = path.key;
      const std::size_t place = address.find("{name}");
      if (place != std::string::npos) address.replace(place, 6, "riksnorm");
      const bool post = method.key == "post";
      CAPTURE(address);
      const auto answer = ask(post ? net::Method::post : net::Method::get, address,
                              post ? "month=2026-03" : "", post ? kHousehold : "");
      CHECK(answer.status == 200);
      CHECK(ask(post ? net::Method::get : net::Method::post, address).status == 405);
    }
  }
  CHECK(operations.size() == 5);
  CHECK(ask(net::Method::get, "/api/v1/other").status == 404);
  CHECK(ask(net::Method::get, "/api/v1/rules/").status == 404);
}
