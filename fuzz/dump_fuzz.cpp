// An export as it is read back: what is no whole export is refused, whatever it holds.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cases/dump.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace utvag;
  std::string_view left(reinterpret_cast<const char*>(data), size);
  const auto read = cases::check_dump([&]() -> Result<std::optional<std::string>> {
    if (left.empty()) return std::optional<std::string>();
    const std::size_t end = left.find('\n');
    std::string line(left.substr(0, end));
    left = end == left.npos ? std::string_view() : left.substr(end + 1);
    return std::optional(std::move(line));
  });
  (void)read.ok();
  return 0;
}
