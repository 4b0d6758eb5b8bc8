#include "app/serve_config.hpp"

#include <doctest/doctest.h>

using namespace utvag;
using namespace utvag::app;

TEST_CASE("a file of settings is read line by line") {
  const auto read =
      read_settings("# server\n\nport = 9000 \n db=sqlite:/var/lib/a=b.db\n", "f.conf");
  REQUIRE(read.ok());
  REQUIRE(read.value().size() == 2);
  CHECK(read.value()[0].name == "port");
  CHECK(read.value()[0].where == "f.conf:3");
  CHECK(read.value()[1].value == "sqlite:/var/lib/a=b.db");
  const auto bad = read_settings("port 9000", "f.conf");
  REQUIRE_FALSE(bad.ok());
  CHECK(bad.error().where == "f.conf:1");
  CHECK_FALSE(read_settings("= 1", "f.conf").ok());
}

TEST_CASE("later settings go before earlier, and every fault is told") {
  ServeConfig config;
  CHECK(apply_settings({{"port", "9000", "a"}, {"port", "9001", "b"}, {"demo", "on", "c"}}, config)
            .empty());
  CHECK(config.port == 9001);
  CHECK(config.demo);
  const auto faults = apply_settings({{"prot", "1", "a"},
                                      {"port", "70000", "b"},
                                      {"port", "x", "b"},
                                      {"workers", "0", "c"},
                                      {"session_key", "hemlig", "d"},
                                      {"public_url", "utvag.se", "e"},
                                      {"demo", "ja", "f"},
                                      {"db", "mysql:hemlig", "g"},
                                      {"address", "nonsense", "h"},
                                      {"trusted_proxies", "10.0.0.1,proxy", "i"}},
                                     config);
  REQUIRE(faults.size() == 10);
  CHECK(faults[0].code == "config.unknown");
  CHECK(faults[0].sv.find("port") != std::string::npos);
  CHECK(faults[4].sv.find("hemlig") == std::string::npos);
  CHECK(faults[7].sv.find("hemlig") == std::string::npos);
  CHECK(apply_settings({{"trusted_proxies", "10.0.0.1, ::1", "a"}}, config).empty());
  CHECK(config.proxies == std::vector<std::string>{"10.0.0.1", "::1"});
  CHECK(apply_settings({{"trusted_proxies", "none", "a"}}, config).empty());
  CHECK(config.proxies.empty());
  CHECK(config.port == 9001);
  CHECK(apply_settings({{"session_key", std::string(64, 'a'), "d"}}, config).empty());
}

TEST_CASE("whom the accessibility statement names is checked as it is shown") {
  ServeConfig config;
  CHECK(apply_settings({{"publisher", "Haparanda kommun", "a"},
                        {"accessibility_email", "info@haparanda.example", "b"},
                        {"accessibility_phone", "0922-260 00", "c"},
                        {"accessibility_page", "https://haparanda.example/fel", "d"}},
                       config)
            .empty());
  CHECK(config.publisher == "Haparanda kommun");
  CHECK(config.accessibility_email == "info@haparanda.example");
  CHECK(config.accessibility_phone == "0922-260 00");
  CHECK(config.accessibility_page == "https://haparanda.example/fel");
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, std::string>>{{"publisher", ""},
                                                        {"publisher", "a\tb"},
                                                        {"accessibility_email", "info"},
                                                        {"accessibility_email", "a@b"},
                                                        {"accessibility_email", "@b.example"},
                                                        {"accessibility_email", "a b@c.example"},
                                                        {"accessibility_email", "a@b@c.example"},
                                                        {"accessibility_email", "a@.example"},
                                                        {"accessibility_phone", "ring"},
                                                        {"accessibility_phone", "112"},
                                                        {"accessibility_page", "haparanda.example"},
                                                        {"accessibility_page", "https://a b"}}) {
    CAPTURE(name);
    CAPTURE(value);
    const auto faults = apply_settings({{name, value, "a"}}, config);
    REQUIRE(faults.size() == 1);
    CHECK(faults.front().code == "config.value");
  }
  CHECK(config.accessibility_email == "info@haparanda.example");
}

TEST_CASE("the environment's names") {
  const auto settings = environment_settings(
      [](const std::string& name) { return name == "UTVAG_PORT" ? "81" : ""; });
  REQUIRE(settings.size() == 1);
  CHECK(settings[0].name == "port");
  CHECK(settings[0].where == "UTVAG_PORT");
}

TEST_CASE("a variable that is none of ours is warned of") {
  const auto warnings = unknown_variables({"PATH", "UTVAG_PORT", "UTVAG_PROT", "UTVAG_TEST_LONG"});
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].where == "UTVAG_PROT");
  CHECK(warnings[0].sv.find("UTVAG_PORT") != std::string::npos);
}
