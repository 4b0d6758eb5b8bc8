// A server's file of settings: every line is taken or told, and a secret is never repeated.
#include <cassert>
#include <cstddef>
#include <cstdint>

#include "app/serve_config.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace utvag;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto settings = app::read_settings(text, "f");
  if (!settings) return 0;
  app::ServeConfig config;
  for (const Error& fault : app::apply_settings(settings.value(), config)) {
    assert(!fault.code.empty() && !fault.sv.empty() && !fault.en.empty());
  }
  assert(config.workers >= 1 && config.workers <= 256);
  assert(config.session_key.empty() || config.session_key.size() >= 64);
  return 0;
}
