#include "net/head.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace utvag::net;

namespace {

int status_of(std::string_view bytes) {
  const auto head = read_head(bytes);
  const auto* refusal = std::get_if<Refusal>(&head);
  return refusal == nullptr ? 200 : refusal->status;
}

std::string get(std::string_view fields) {
  return "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}

std::string line(std::string_view first) {
  return std::string(first) + "\r\nHost: a\r\n\r\n";
}

}  // namespace

TEST_CASE("a plain request is read") {
  const auto read = read_head(
      "POST /person/s%C3%B6k?x=1&y HTTP/1.1\r\nHost: utvag.example\r\n"
      "Content-Length: 12\r\nCookie: a=1; b=2\r\nX-Any:  two  \r\n\r\n");
  REQUIRE(std::holds_alternative<Head>(read));
  const Head& head = std::get<Head>(read);
  CHECK(head.method == Method::post);
  CHECK(head.path == "/person/sök");
  CHECK(head.query == "x=1&y");
  CHECK(head.content_length == 12);
  CHECK(head.keep_alive);
  CHECK(head.field("x-any") == "two");
  Request request;
  request.head = head;
  CHECK(request.cookie("a") == "1");
  CHECK(request.cookie("b") == "2");
  CHECK(request.cookie("c").empty());
}

TEST_CASE("what two servers could read in two ways is refused") {
  struct Case {
    std::string head;
    int status;
  };
  const std::vector<Case> cases = {
      {get("Content-Length: 5\r\nContent-Length: 5\r\n"), 400},
      {get("Content-Length: 5\r\nContent-Length: 6\r\n"), 400},
      {get("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400},
      {get("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400},
      {get("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
      {get("Transfer-Encoding: identity\r\n"), 501},
      {get("Transfer-Encoding: chunked, identity\r\n"), 501},
      {get("Transfer-Encoding: xchunked\r\n"), 501},
      {get("Transfer-Encoding: gzip, chunked\r\n"), 501},
      {get("Transfer-Encoding: \x0b"
           "chunked\r\n"),
       400},
      {get("Transfer-Encoding : chunked\r\n"), 400},
      {get(" Transfer-Encoding: chunked\r\n"), 400},
      {get("Transfer_Encoding: chunked\r\nContent-Length: 3\r\n"), 200},
      {get("Content-Length: +5\r\n"), 400},
      {get("Content-Length: -1\r\n"), 400},
      {get("Content-Length: 0x5\r\n"), 400},
      {get("Content-Length: 5, 5\r\n"), 400},
      {get("Content-Length: \r\n"), 400},
      {get("Content-Length: 5 5\r\n"), 400},
      {get("Content-Length: 9999999999999\r\n"), 413},
      {get("X: a\r\n b\r\n"), 400},
      {get("X: a\r\n\tb\r\n"), 400},
      {get("X\r\n"), 400},
      {get(": a\r\n"), 400},
      {get("X Y: a\r\n"), 400},
      {get("X: a\x01\r\n"), 400},
      {get("Host: b\r\n"), 400},
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
      {"GET / HTTP/1.0\r\n\r\n", 200},
      {"GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"GET / HTTP/1.1\nHost: a\n\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: b\nY: c\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: b\rY: c\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", 400},
      {"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {std::string("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", 35), 400},
      {get("Expect: 100-continue\r\n"), 200},
      {get("Expect: something\r\n"), 417},
  };
  for (const Case& each : cases) {
    CAPTURE(each.head);
    CHECK(status_of(each.head) == each.status);
  }
}

TEST_CASE("request lines") {
  struct Case {
    std::string head;
    int status;
  };
  const std::vector<Case> cases = {
      {line("GET / HTTP/1.1"), 200},
      {line("HEAD /a/b.css?v=1 HTTP/1.1"), 200},
      {line("GET  / HTTP/1.1"), 400},
      {line("GET / HTTP/1.1 "), 400},
      {line("GET / HTTP/2.0"), 505},
      {line("GET / http/1.1"), 400},
      {line("GET /"), 400},
      {line("get / HTTP/1.1"), 501},
      {line("BREW / HTTP/1.1"), 501},
      {line("G@T / HTTP/1.1"), 400},
      {line("DELETE / HTTP/1.1"), 405},
      {line("CONNECT a:80 HTTP/1.1"), 405},
      {line("GET http://b/ HTTP/1.1"), 400},
      {line("OPTIONS * HTTP/1.1"), 405},
      {line("GET * HTTP/1.1"), 400},
      {line("GET /a\tb HTTP/1.1"), 400},
      {line("GET /ö HTTP/1.1"), 400},
      {line("GET /%zz HTTP/1.1"), 400},
      {line("GET /%c3 HTTP/1.1"), 400},
      {line("GET /%00 HTTP/1.1"), 400},
      {line("GET /%0d%0aX: HTTP/1.1"), 400},
      {line("GET /../etc HTTP/1.1"), 400},
      {line("GET /a/%2e%2e/b HTTP/1.1"), 400},
      {line("GET /a/..%2fb HTTP/1.1"), 400},
      {line("GET //b HTTP/1.1"), 400},
      {line("GET /a%5cb HTTP/1.1"), 400},
      {line("GET /" + std::string(3000, 'a') + " HTTP/1.1"), 400},
  };
  for (const Case& each : cases) {
    CAPTURE(each.head);
    CHECK(status_of(each.head) == each.status);
  }
}

TEST_CASE("the end of a head is found however the bytes come") {
  const std::string head = get("A: b\r\n");
  for (std::size_t cut = 0; cut < head.size(); ++cut) {
    const HeadEnd part = find_head_end(std::string_view(head).substr(0, cut));
    CHECK(part.state == HeadEnd::State::open);
    const HeadEnd whole = find_head_end(head + "more", cut);
    CHECK(whole.state == HeadEnd::State::complete);
    CHECK(whole.size == head.size());
  }
  // A carriage return that ends the first piece is looked at with what follows it.
  CHECK(find_head_end("GET / HTTP/1.1\rX", 15).status == 400);
  CHECK(find_head_end(std::string(kMaxHeadBytes + 1, 'a')).status == 431);
  std::string many;
  for (int i = 0; i < 80; ++i) many += "a: b\r\n";
  CHECK(status_of(get(many)) == 431);
}

TEST_CASE("gzip and etags are asked for in all their ways") {
  CHECK(accepts_gzip("gzip, deflate, br"));
  CHECK(accepts_gzip("br;q=1, GZIP;q=0.5"));
  CHECK(accepts_gzip("*"));
  CHECK_FALSE(accepts_gzip(""));
  CHECK_FALSE(accepts_gzip("br"));
  CHECK_FALSE(accepts_gzip("gzip;q=0"));
  CHECK_FALSE(accepts_gzip("*, gzip; q=0.000"));
  CHECK(names_etag("\"a\", W/\"b\"", "\"b\""));
  CHECK(names_etag("*", "\"b\""));
  CHECK_FALSE(names_etag("\"a\"", "\"b\""));
  CHECK_FALSE(names_etag("", "\"b\""));
}
