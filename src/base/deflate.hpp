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

/// One gzip member (RFC 1952) without name or time: the same text gives the same bytes. `level`
/// from 1, quick, to 9, small.
std::string gzip(std::string_view bytes, int level);

}  // namespace utvag
