#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/http.hpp"

/// How the API answers. Inside src/api only.
namespace utvag::api {

net::Response json(int status, std::string body, std::string_view route);
net::Response faults(int status, const std::vector<Error>& found, std::string_view route);
net::Response fault(int status, Error error, std::string_view route);

}  // namespace utvag::api
