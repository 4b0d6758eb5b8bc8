#pragma once
#include <string_view>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "net/http.hpp"
#include "norm/library.hpp"

/// The JSON API under /api/v1, described by its own openapi.json. It calculates and tells the
/// rules; it keeps nothing of what it is asked and has no way to anyone's data.
namespace utvag::api {

struct Services {
  const norm::Library* library = nullptr;
  const Clock* clock = nullptr;
};

/// Answers a request whose path begins with "/api/". Faults are {"errors": [{"code", "where", "sv",
/// "en"}]} with a status that says their kind.
net::Response answer(const Services& services, const net::Request& request);

/// The description, in OpenAPI 3.1.
std::string_view description();

}  // namespace utvag::api
