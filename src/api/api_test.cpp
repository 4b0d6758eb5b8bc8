#include "api/api.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "base/json.hpp"
#include "cases/town_fixture.hpp"
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

namespace {

/// Asks as somebody in a town.
struct Desk {
  cases::fixture::Town town{db::Engine::sqlite};
  std::optional<cases::Staff> staff = cases::fixture::must(town.cases->staff_by_login("anna"));
  std::string purpose = "handl%C3%A4ggning";
  std::string key = {};  ///< of a change that is made once

  net::Response operator()(net::Method method, std::string path, std::string body = {},
                           std::string query = {}) {
    static const norm::Library library(norm::fixture::shipped_packs());
    net::Request request;
    request.head.method = method;
    request.head.path = std::move(path);
    request.head.query = std::move(query);
    request.head.fields = {{"content-type", "application/json"}, {"utvag-purpose", purpose}};
    if (!key.empty()) request.head.fields.push_back({"idempotency-key", key});
    request.body = std::move(body);
    const auto who = [&]() -> Result<std::optional<cases::Staff>> { return staff; };
    return api::answer({&library, &town.clock, town.cases.get(), who}, request);
  }
  net::Response get(std::string path, std::string query = {}) {
    return (*this)(net::Method::get, std::move(path), {}, std::move(query));
  }
  net::Response post(std::string path, std::string body, std::string query = {}) {
    return (*this)(net::Method::post, std::move(path), std::move(body), std::move(query));
  }
};

std::string number_in(const net::Response& response, std::string_view key) {
  CAPTURE(response.body);
  REQUIRE(response.status < 300);
  const auto read = parse_json(response.body);
  REQUIRE(read.ok());
  return read.value().find(key)->number();
}

const char* const kPerson =
    R"({"number": "19900101-2385", "given_name": "Maj", "family_name": "Åberg", "language": "swl",
        "interpreter": "deafblind",
        "street": "Storgatan 1", "postcode": "95331", "city": "Haparanda"})";

/// A person, a household and a case, all through the API.
struct Made {
  std::string person, household, file;
};

Made make_case(Desk& desk) {
  Made made;
  made.person = number_in(desk.post("/api/v1/people", kPerson), "id");
  made.household = number_in(
      desk.post("/api/v1/households", R"({"stays": [{"person": )" + made.person +
                                          R"(, "role": "adult", "from": "2025-01-01"}]})"),
      "id");
  made.file = number_in(desk.post("/api/v1/cases", R"({"household": )" + made.household +
                                                       R"(, "kind": "maintenance",
                        "next_day": "2026-12-01", "next_step": "Läs"})"),
                        "id");
  return made;
}

}  // namespace

TEST_CASE("casework through the API, from a person to a stored calculation") {
  Desk desk;
  const Made made = make_case(desk);
  const std::string file = "/api/v1/cases/" + made.file;
  const std::string shown = desk.get("/api/v1/people/" + made.person).body;
  CHECK(shown.find("Storgatan") != std::string::npos);
  CHECK(shown.find("\"interpreter\": \"deafblind\"") != std::string::npos);
  CHECK(desk.post("/api/v1/people/echo", R"({"number": "900101-2385"})").status == 200);
  CHECK(desk.post("/api/v1/people", kPerson).status == 409);
  const auto found = desk.post("/api/v1/search", R"({"text": "åberg"})");
  CHECK(found.body.find("\"by\": \"name\"") != std::string::npos);
  const auto work = parse_json(desk.get("/api/v1/work", "state=received&limit=10").body);
  CHECK(work.value().find("open")->number() == "1");
  const auto stored = desk.post(file + "/calculations", kHousehold, "month=2026-03");
  CHECK(stored.status == 201);
  const auto read = parse_json(stored.body);
  CHECK(read.value().find("calculation")->find("format")->string() == "utvag/berakning/1");
  const auto bytes = desk.get(file + "/calculations/2026-03/1");
  CHECK(parse_json(bytes.body).value().find("format")->string() == "utvag/berakning/1");
  CHECK(desk.get(file + "/calculations/2026-03/2").status == 404);
  const std::string change = R"({"version": 1, "state": "control", "owner": )" +
                             std::to_string(desk.staff->id) +
                             R"(, "next_day": "2026-12-02", "next_step": "Bedöm"})";
  CHECK(number_in(desk.post(file, change), "version") == "2");
  CHECK(desk.post(file, change).status == 409);
}

TEST_CASE("nothing of anyone's is told without login, purpose and right") {
  Desk desk;
  const Made made = make_case(desk);
  const std::string person = "/api/v1/people/" + made.person;
  const auto staff = desk.staff;
  desk.staff.reset();
  CHECK(desk.get(person).status == 401);
  CHECK(first_code(desk.get(person)) == "api.session");
  desk.staff = staff;
  desk.purpose = "";
  CHECK(first_code(desk.get(person)) == "api.purpose");
  desk.purpose = "handl%C3%A4ggning";
  desk.staff = cases::fixture::must(desk.town.cases->staff_by_login("elsewhere"));
  CHECK(desk.get(person).status == 404);
  CHECK(desk.get("/api/v1/people/987654321").body == desk.get(person).body);
}

TEST_CASE("what is protected is masked until its purpose is written down") {
  Desk desk;
  const Made made = make_case(desk);
  const std::string person = "/api/v1/people/" + made.person;
  CHECK(desk.post(person + "/accounts",
                  R"({"kind": "bank", "clearing": "3300", "number": "9001012385"})")
            .status == 201);
  desk.town.protect(std::stoll(made.person));
  const std::string masked = desk.get(person).body;
  for (const char* shown : {"2385", "1990", "Storgatan", "9 001 012"})
    CHECK(masked.find(shown) == std::string::npos);
  const std::string contact = desk.post(person + "/contact", "{}").body;
  for (const char* shown : {"19900101-2385", "1990-01-01", "Storgatan", "9 001 012 385"})
    CHECK(contact.find(shown) != std::string::npos);
}

TEST_CASE("a number is put right through the API") {
  Desk desk;
  const Made made = make_case(desk);
  const std::string path = "/api/v1/people/" + made.person + "/number";
  CHECK(
      first_code(desk.post(path, R"({"version": 1, "number": "19800102-2387", "reason": "x"})")) ==
      "identity.check");
  CHECK(
      number_in(desk.post(path, R"({"version": 1, "number": "19800102-2386", "reason": "Beslut"})"),
                "version") == "2");
  CHECK(desk.post(path, R"({"version": 1, "reserve": true, "reason": "x"})").status == 409);
  const std::string person = desk.get("/api/v1/people/" + made.person).body;
  CHECK(person.find("19800102-2386") != std::string::npos);
  CHECK(person.find("19900101-2385") != std::string::npos);
}

TEST_CASE("a stay is put right and an account ended through the API") {
  Desk desk;
  const Made made = make_case(desk);
  const std::string home = "/api/v1/households/" + made.household;
  const std::string key = R"({"version": 1, "person": )" + made.person + R"(, "since": )";
  CHECK(number_in(desk.post(home + "/stays/correct",
                            key + R"("2025-01-01", "role": "adult", "from": "2025-03-01",
                                     "reason": "Fel dag"})"),
                  "version") == "2");
  const std::string shown = desk.get(home).body;
  CHECK(shown.find("\"from\": \"2025-03-01\"") != std::string::npos);
  CHECK(shown.find("Fel dag") != std::string::npos);
  CHECK(desk.post(home + "/stays/remove", key + R"("2025-03-01", "reason": "x"})").status == 409);
  const std::string person = "/api/v1/people/" + made.person;
  const std::string account = number_in(
      desk.post(person + "/accounts", R"({"kind": "bankgiro", "number": "5402-9681"})"), "id");
  CHECK(desk.post(person + "/accounts/end",
                  R"({"account": )" + account + R"(, "from": "2026-12-01", "reason": "Bytt"})")
            .status == 200);
  CHECK(desk.get(person).body.find("\"unused_from\": \"2026-12-01\"") != std::string::npos);
}

TEST_CASE("every fault of a body is told with its place, and nothing of it is repeated") {
  Desk desk;
  const auto wrong = desk.post("/api/v1/people", R"({"number": "19900101-2395", "given_name": 7,
      "family_name": "Hemlig", "born": "2026-02-30", "language": "sv", "annat": true})");
  CHECK(wrong.status == 422);
  const auto read = parse_json(wrong.body);
  CHECK(read.value().find("errors")->items().size() == 3);
  CHECK(wrong.body.find("Hemlig") == std::string::npos);
  CHECK(wrong.body.find("2395") == std::string::npos);
  CHECK(desk.post("/api/v1/people", "[]").status == 422);
  CHECK(desk.post("/api/v1/people", "{").status == 400);
  CHECK(desk.post("/api/v1/households", R"({"stays": [{"person": 1.5}]})").status == 422);
  CHECK(desk.get("/api/v1/work", "state=okänt").status == 400);
  CHECK(desk.get("/api/v1/work", "after=x").status == 400);
}

TEST_CASE("a change with a key is made once, and answered as the first time") {
  Desk desk;
  const Made made = make_case(desk);
  const std::string accounts = "/api/v1/people/" + made.person + "/accounts";
  const std::string account = R"({"kind": "bankgiro", "number": "5050-1055"})";
  desk.key = "a-1";
  const auto first = desk.post(accounts, account);
  CHECK(first.status == 201);
  const auto again = desk.post(accounts, account);
  CHECK(again.status == 201);
  CHECK(again.body == first.body);

  SUBCASE("a key of somebody else is another key, and so is none") {
    desk.key.clear();
    CHECK(number_in(desk.post(accounts, account), "id") != number_in(first, "id"));
    desk.key = "a-1";
    desk.staff = cases::fixture::must(desk.town.cases->staff_by_login("bo"));
    CHECK(number_in(desk.post(accounts, account), "id") != number_in(first, "id"));
  }
  SUBCASE("a key that was used for something else is refused") {
    const auto other = desk.post(accounts, R"({"kind": "bankgiro", "number": "5402-9681"})");
    CHECK(other.status == 422);
    CHECK(first_code(other) == "api.key-used");
    CHECK(desk.post("/api/v1/people/" + made.person, account).status == 422);
  }
  SUBCASE("what was refused may be sent again") {
    desk.key = "a-2";
    CHECK(desk.post(accounts, R"({"kind": "bankgiro", "number": "5050-1056"})").status == 422);
    CHECK(desk.post(accounts, account).status == 201);
  }
  SUBCASE("a change without a number of its own") {
    desk.key = "a-3";
    const std::string end = "/api/v1/households/" + made.household + "/stays/end";
    const std::string body = R"({"person": )" + made.person + R"(, "to": "2026-10-31"})";
    const auto ended = desk.post(end, body);
    CHECK(ended.status == 200);
    CHECK(desk.post(end, body).body == ended.body);
    CHECK(desk.post(end, body).status == 200);
  }
  SUBCASE("a calculation is stored once and told whole again") {
    desk.key = "a-4";
    const std::string path = "/api/v1/cases/" + made.file + "/calculations";
    const auto stored = desk.post(path, kHousehold, "month=2026-03");
    CHECK(stored.status == 201);
    const auto told = desk.post(path, kHousehold, "month=2026-03");
    CHECK(told.status == 201);
    CHECK(told.body == stored.body);
    CHECK(number_in(told, "revision") == "1");
  }
  SUBCASE("too long a key") {
    desk.key = std::string(129, 'x');
    CHECK(desk.post(accounts, account).status == 400);
  }
}

TEST_CASE("every described address answers, and no other") {
  const auto described = parse_json(api::description());
  REQUIRE(described.ok());
  Desk desk;
  const Made made = make_case(desk);
  std::set<std::string> operations;
  for (const JsonMember& path : described.value().find("paths")->members()) {
    std::string address = path.key;
    const auto fill = [&](const std::string& place, const std::string& with) {
      const std::size_t at = address.find(place);
      if (at != std::string::npos) address.replace(at, place.size(), with);
    };
    fill("{name}", "riksnorm");
    fill("{id}", address.find("people") != std::string::npos  ? made.person
                 : address.find("cases") != std::string::npos ? made.file
                                                              : made.household);
    fill("{month}", "2026-03");
    fill("{revision}", "1");
    CAPTURE(address);
    for (const JsonMember& method : path.value.members()) {
      operations.insert(method.value.find("operationId")->string());
      const bool calculates = address == "/api/v1/calculate";
      const int status =
          method.key == "post"
              ? desk.post(address, calculates ? kHousehold : "{}", "month=2026-03").status
              : desk.get(address).status;
      // What anyone may ask answers; elsewhere a fault of the body, or what is not there, is an
      // answer too.
      if (method.value.find("security") == nullptr) CHECK(status == 200);
      CHECK(status != 405);
      CHECK(status != 500);
      CHECK((status != 404 || address.find("calculations") != std::string::npos));
    }
    const bool both = path.value.members().size() == 2;
    const bool post = path.value.members().front().key == "post";
    if (!both) CHECK((post ? desk.get(address) : desk.post(address, "{}")).status == 405);
  }
  CHECK(operations.size() == 27);
  CHECK(ask(net::Method::get, "/api/v1/other").status == 404);
  CHECK(ask(net::Method::get, "/api/v1/people/x/y").status == 404);
  CHECK(ask(net::Method::get, "/api/v1/rules/").status == 404);
}
