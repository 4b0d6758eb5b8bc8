#include "doors/session.hpp"

#include <doctest/doctest.h>

using namespace utvag;
using doors::Sessions;

namespace {

Sessions sessions(char key) {
  return Sessions(std::string(32, key), [n = 0](std::size_t count) mutable {
    return std::string(count, static_cast<char>('a' + n++));
  });
}

}  // namespace

TEST_CASE("a session is read back by its key, for its time") {
  const Sessions ours = sessions('k');
  const std::string cookie = ours.begin("anna-1.kalix", {1000});
  const auto session = ours.read(cookie, {2000});
  REQUIRE(session);
  CHECK(session->login == "anna-1.kalix");
  CHECK(session->began.seconds == 1000);
  CHECK(ours.read(cookie, {1000 + doors::kSessionSeconds - 1}));
  CHECK_FALSE(ours.read(cookie, {1000 + doors::kSessionSeconds}));
  CHECK(ours.read_ended(cookie)->login == "anna-1.kalix");
  CHECK_FALSE(sessions('x').read_ended(cookie));
  // A second server's clock may be a little behind.
  CHECK(ours.read(cookie, {1000 - doors::kClockSkewSeconds}));
  CHECK_FALSE(ours.read(cookie, {1000 - doors::kClockSkewSeconds - 1}));
  CHECK_FALSE(sessions('x').read(cookie, {2000}));
  CHECK_FALSE(ours.read("", {2000}));
  CHECK_FALSE(ours.read(std::string(500, '.'), {2000}));
  for (std::size_t at = 0; at < cookie.size(); ++at) {
    std::string changed = cookie;
    changed[at] = changed[at] == 'b' ? 'c' : 'b';
    CHECK_FALSE(ours.read(changed, {2000}));
  }
}

TEST_CASE("a form's token belongs to its session and is never the same") {
  const Sessions ours = sessions('k');
  const auto one = ours.read(ours.begin("anna", {1000}), {1000});
  const auto other = ours.read(ours.begin("anna", {1000}), {1000});
  REQUIRE(one);
  REQUIRE(other);
  const std::string token = ours.form_token(*one);
  CHECK(ours.is_form_token(*one, token));
  CHECK(token != ours.form_token(*one));
  CHECK_FALSE(ours.is_form_token(*other, token));
  CHECK_FALSE(ours.is_form_token(*one, token.substr(1)));
  CHECK_FALSE(ours.is_form_token(*one, ""));
  CHECK(Sessions::form_key(token) == token.substr(0, 32));
  CHECK(Sessions::form_key(token) != Sessions::form_key(ours.form_token(*one)));
}

TEST_CASE("a key that stands in addresses has letters alone") {
  const doors::Sessions counting(std::string(32, 'k'), [](std::size_t count) {
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>(17 * i);
    return bytes;
  });
  const std::string key = counting.random_key();
  CHECK(key.size() >= 32);
  for (const char each : key) CHECK((each >= 'a' && each <= 'p'));
}
