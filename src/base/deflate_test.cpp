#include "base/deflate.hpp"

#include <doctest/doctest.h>

using namespace utvag;

TEST_CASE("what is packed comes back, and damage is seen") {
  for (const std::size_t size : {0U, 1U, 4095U, 4096U, 300'000U}) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i * i % 251);
    const std::string packed = deflate(bytes);
    CHECK(inflate(packed, size).value() == bytes);
    if (size > 0) CHECK(!inflate(packed, size - 1).ok());
    std::string damaged = packed;
    damaged[damaged.size() - 1] = static_cast<char>(damaged.back() ^ 1);
    CHECK(inflate(damaged, size).error().code == "deflate.damaged");
    CHECK(!inflate(packed.substr(0, packed.size() - 1), size).ok());
    CHECK(!inflate(packed + "x", size).ok());
  }
  CHECK(!inflate("", 10).ok());
}

TEST_CASE("gzip is the same each time and has the text's sum and size last") {
  const std::string text(10'000, 'a');
  const std::string packed = gzip(text, 9);
  CHECK(packed == gzip(text, 9));
  CHECK(packed.starts_with(std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00", 8)));
  CHECK(packed.size() < 100);
  CHECK(packed.ends_with(std::string("\x10\x27\x00\x00", 4)));
}
