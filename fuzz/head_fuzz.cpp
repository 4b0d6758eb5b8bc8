// Heads of requests: whatever comes, an answer or a refusal, the same however the bytes are cut.
#include <cassert>
#include <cstddef>
#include <cstdint>

#include "net/head.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace utvag::net;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const HeadEnd whole = find_head_end(bytes);
  const std::size_t half = size / 2;
  const HeadEnd part = find_head_end(bytes.substr(0, half));
  if (part.state == HeadEnd::State::open) {
    const HeadEnd rest = find_head_end(bytes, half);
    assert(rest.state == whole.state && rest.size == whole.size && rest.status == whole.status);
  }
  if (whole.state != HeadEnd::State::complete) return 0;
  const auto head = read_head(bytes.substr(0, whole.size));
  if (const auto* read = std::get_if<Head>(&head)) {
    assert(read->path.starts_with('/') && !(read->chunked && read->content_length > 0));
    assert(read->fields.size() <= kMaxFields);
  }
  return 0;
}
