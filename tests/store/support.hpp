#pragma once
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "cases/dump.hpp"
#include "cases/town_fixture.hpp"

/// For the tests of the whole store: dumps in memory.
namespace utvag::store_test {

inline cases::Sink into(std::string& text) {
  return [&text](std::string_view piece) -> Result<db::Done> {
    text += piece;
    return db::Done{};
  };
}

/// Lines of a text that must outlive the source.
inline cases::Source from(const std::string& text) {
  auto at = std::make_shared<std::size_t>(0);
  return [&text, at]() -> Result<std::optional<std::string>> {
    if (*at >= text.size()) return std::optional<std::string>();
    const std::size_t end = std::min(text.find('\n', *at), text.size());
    std::string line = text.substr(*at, end - *at);
    *at = end + 1;
    return std::optional<std::string>(std::move(line));
  };
}

inline const Instant kNoon{1795345200};

}  // namespace utvag::store_test
