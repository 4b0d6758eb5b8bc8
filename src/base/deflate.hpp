#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace utvag {

/// Bytes packed in the zlib format (RFC 1950, with a checksum), quickly rather than tightly.
std::string deflate(std::string_view bytes);

/// What deflate() was given. Refused when damaged or when it would be larger than `limit`. Error
/// "deflate.damaged".
Result<std::string> inflate(std::string_view packed, std::size_t limit);

}  // namespace utvag
