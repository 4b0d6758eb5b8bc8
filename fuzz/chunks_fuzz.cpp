// Chunked bodies: the first byte says how the rest is cut into pieces; the cut must not matter.
#include <cassert>
#include <cstddef>
#include <cstdint>

#include "net/chunks.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace utvag::net;
  if (size == 0) return 0;
  constexpr std::size_t kMost = 1000;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  ChunkReader whole(kMost);
  std::string body;
  const std::size_t used = whole.take(bytes, body);
  assert(used <= bytes.size() && body.size() <= kMost);
  ChunkReader cut(kMost);
  std::string pieces;
  std::size_t taken = 0;
  const std::size_t step = std::size_t{data[0]} + 1;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    taken += cut.take(bytes.substr(at, step), pieces);
  }
  assert(taken == used && pieces == body && cut.state() == whole.state());
  return 0;
}
