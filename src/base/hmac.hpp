#pragma once
#include <string_view>

#include "base/sha256.hpp"

namespace utvag {

/// HMAC-SHA256 (RFC 2104) of `message`.
Sha256Digest hmac_sha256(std::string_view key, std::string_view message);

/// Whether two texts are equal, in a time that depends only on their lengths.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace utvag
