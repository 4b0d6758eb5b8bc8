#pragma once
#include <functional>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "cases/cases.hpp"
#include "net/http.hpp"
#include "norm/library.hpp"

/// The JSON API under /api/v1, described by its own openapi.json. Calculations and the rules are
/// for anyone, and nothing of them is kept. People, households and cases are for those who are
/// logged in, over the same services as the pages, and every request says why (Utvag-Purpose).
namespace utvag::api {

struct Services {
  const norm::Library* library = nullptr;
  const Clock* clock = nullptr;
  cases::Cases* cases = nullptr;
  /// Who is logged in; asked only where that matters. An error when it cannot be told.
  std::function<Result<std::optional<cases::Staff>>()> staff{};
};

/// Answers a request whose path begins with "/api/". Faults are {"errors": [{"code", "where", "sv",
/// "en"}]} with a status that says their kind.
net::Response answer(const Services& services, const net::Request& request);

/// The description, in OpenAPI 3.1.
std::string_view description();

}  // namespace utvag::api
