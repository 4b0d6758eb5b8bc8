#include "base/deflate.hpp"

#include <zlib.h>

#include <algorithm>
#include <cassert>
#include <new>

namespace utvag {

std::string deflate(std::string_view bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string packed(size, '\0');
  const int code = compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                             reinterpret_cast<const Bytef*>(bytes.data()),
                             static_cast<uLong>(bytes.size()), Z_BEST_SPEED);
  assert(code == Z_OK);
  (void)code;
  packed.resize(size);
  return packed;
}

Result<std::string> inflate(std::string_view packed, std::size_t limit) {
  z_stream stream{};
  // zlib reads through a pointer to bytes that it does not change.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));  // NOLINT
  stream.avail_in = static_cast<uInt>(packed.size());
  int code = inflateInit(&stream);
  std::string bytes;
  while (code == Z_OK && bytes.size() <= limit) {
    const std::size_t had = bytes.size();
    bytes.resize(std::min(std::max<std::size_t>(had * 2, 4096), limit + 1));
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data() + had);
    stream.avail_out = static_cast<uInt>(bytes.size() - had);
    code = ::inflate(&stream, Z_NO_FLUSH);
    bytes.resize(bytes.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (code == Z_STREAM_END && stream.avail_in == 0 && bytes.size() <= limit) return bytes;
  return Error{"deflate.damaged", "", "Det som är packat är skadat.", "What is packed is damaged."};
}

std::string gzip(std::string_view bytes, int level) {
  z_stream stream{};
  constexpr int kGzipWindow = 15 + 16;  // zlib: 16 more than the window's bits asks for gzip
  constexpr int kMemory = 8;            // zlib's own choice
  if (deflateInit2(&stream, level, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // NOLINT
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int code = ::deflate(&stream, Z_FINISH);
  assert(code == Z_STREAM_END);
  (void)code;
  out.resize(static_cast<std::size_t>(stream.total_out));
  deflateEnd(&stream);
  return out;
}

}  // namespace utvag
