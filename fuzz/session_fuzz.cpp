// Session cookies and form tokens: nothing that we have not signed opens anything.
#include <cassert>
#include <cstddef>
#include <cstdint>

#include "doors/session.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace utvag;
  static const doors::Sessions ours(std::string(32, 'k'),
                                    [](std::size_t count) { return std::string(count, 'r'); });
  static const std::string good = ours.begin("anna", {1000});
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto session = ours.read_ended(text);
  assert(session.has_value() == (text == good));
  assert(!ours.read(text, {1000 + doors::kSessionSeconds}));
  static const auto known = ours.read(good, {1000});
  static const std::string token = ours.form_token(*known);
  assert(ours.is_form_token(*known, text) == (text == token));
  return 0;
}
