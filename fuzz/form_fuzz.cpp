// Form bodies: the first line is the content type, the rest the body.
#include <cassert>
#include <cstddef>
#include <cstdint>

#include "base/text.hpp"
#include "net/form.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace utvag;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t line = bytes.find('\n');
  if (line == bytes.npos) return 0;
  const net::FormLimits limits;
  const auto form = net::read_form(bytes.substr(0, line), bytes.substr(line + 1), limits);
  if (!form) return 0;
  assert(form.value().fields.size() <= limits.fields);
  for (const net::FormField& each : form.value().fields) {
    assert(!find_invalid_utf8(each.name) && each.name.size() <= limits.name_bytes);
    assert(each.is_file || !find_invalid_utf8(each.value));
  }
  return 0;
}
