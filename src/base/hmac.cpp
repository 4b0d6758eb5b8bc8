#include "base/hmac.hpp"

#include <array>
#include <cstddef>
#include <string>

namespace utvag {

Sha256Digest hmac_sha256(std::string_view key, std::string_view message) {
  constexpr std::size_t kBlock = 64;
  std::array<std::uint8_t, kBlock> block{};
  if (key.size() > kBlock) {
    Sha256 hashed;
    hashed.update(key);
    const Sha256Digest digest = hashed.finish();
    for (std::size_t i = 0; i < digest.size(); ++i) block[i] = digest[i];
  } else {
    for (std::size_t i = 0; i < key.size(); ++i) block[i] = static_cast<std::uint8_t>(key[i]);
  }
  std::string inner, outer;
  for (const std::uint8_t byte : block) {
    inner.push_back(static_cast<char>(byte ^ 0x36U));
    outer.push_back(static_cast<char>(byte ^ 0x5CU));
  }
  Sha256 first;
  first.update(inner);
  first.update(message);
  const Sha256Digest digest = first.finish();
  Sha256 second;
  second.update(outer);
  second.update({reinterpret_cast<const char*>(digest.data()), digest.size()});
  return second.finish();
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference |=
        static_cast<unsigned char>(a[i]) ^ static_cast<unsigned>(static_cast<unsigned char>(b[i]));
  }
  return difference == 0;
}

}  // namespace utvag
