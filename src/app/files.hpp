#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace utvag::app {

/// Why the system refused (an errno), in Swedish whatever the locale.
std::string system_reason(int number);

/// A whole file, or standard input for "-". Refused above `limit` bytes.
Result<std::string> read_file(const std::string& path, std::size_t limit);

/// Writes a file whole or not at all: temporary file beside it, fsync, rename.
Result<bool> write_file(const std::string& path, std::string_view bytes);

}  // namespace utvag::app
