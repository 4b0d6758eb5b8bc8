#include "net/chunks.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace utvag::net;

namespace {

struct Read {
  ChunkReader::State state;
  int status;
  std::string body;
  std::size_t used;
};

/// All at once, and byte by byte: the two must agree.
Read read(const std::string& bytes, std::size_t most = 100) {
  ChunkReader whole(most);
  Read all{ChunkReader::State::open, 0, {}, 0};
  all.used = whole.take(bytes, all.body);
  all.state = whole.state();
  all.status = whole.status();
  ChunkReader slow(most);
  std::string body;
  std::size_t used = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    used += slow.take(std::string_view(bytes).substr(at, 1), body);
  }
  CHECK(slow.state() == all.state);
  CHECK(slow.status() == all.status);
  CHECK(body == all.body);
  CHECK(used == all.used);
  return all;
}

int refused(const std::string& bytes, std::size_t most = 100) {
  const Read got = read(bytes, most);
  CHECK(got.state == ChunkReader::State::refused);
  return got.status;
}

}  // namespace

TEST_CASE("content is kept, and what stands around it read past") {
  const std::string bytes = "5\r\nhello\r\n00a;name=\"x\"\r\n0123456789\r\n0\r\nA: b\r\n\r\n";
  const Read got = read(bytes + "GET / HTTP/1.1");
  CHECK(got.state == ChunkReader::State::complete);
  CHECK(got.body == "hello0123456789");
  CHECK(got.used == bytes.size());
  CHECK(read("0\r\n\r\n").state == ChunkReader::State::complete);
  CHECK(read("5\r\nhel").state == ChunkReader::State::open);
  CHECK(read("0\r\nA: b\r\n").state == ChunkReader::State::open);
}

TEST_CASE("what two servers could read in two ways is no chunked body") {
  for (const char* bytes : {"\r\n", ";a\r\n", "x\r\n", "+5\r\nhello", "-1\r\n", "0x5\r\nhello",
                            "5\nhello", "5\r\nhelloX", "5\r\nhello\n", "5\rhello", " 5\r\nhello",
                            "5;a\nb\r\n", "0\r\nA: b\n\r\n", "5;\x01\r\n", "5 6\r\nhello",
                            "5 \r\nhello", "5 x\r\nhello", "5\t5;a\r\nhello", " ;a\r\n"}) {
    CAPTURE(bytes);
    CHECK(refused(bytes) == 400);
  }
}

TEST_CASE("content, extensions and trailers each have a limit") {
  CHECK(read("a\r\n0123456789\r\n0\r\n\r\n", 10).state == ChunkReader::State::complete);
  CHECK(refused("b\r\n", 10) == 413);
  CHECK(refused("9\r\n012345678\r\n2\r\n", 10) == 413);
  CHECK(refused("ffffffff\r\n") == 413);
  CHECK(refused("000000000") == 400);
  CHECK(refused("5;" + std::string(kMaxExtensionBytes, 'a')) == 400);
  std::string many;
  for (int i = 0; i < 60; ++i) many += "1;" + std::string(99, 'a') + "\r\nx\r\n";
  CHECK(refused(many) == 400);
  CHECK(refused("0\r\n" + std::string(kMaxTrailerBytes + 1, 'a')) == 400);
  std::string fields = "0\r\n";
  while (fields.size() < kMaxTrailerBytes + 4000) fields += "A: b\r\n";
  CHECK(refused(fields) == 400);
}
