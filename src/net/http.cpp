#include "net/http.hpp"

#include <algorithm>
#include <array>

#include "base/date.hpp"
#include "net/words.hpp"

namespace utvag::net {

std::string_view Head::field(std::string_view name) const {
  for (const Field& each : fields) {
    if (each.name == name) return each.value;
  }
  return {};
}

std::string_view Request::cookie(std::string_view name) const {
  // Several Cookie fields are one list (RFC 9113 8.2.3); the first value of a name counts.
  for (const Field& each : head.fields) {
    if (each.name != "cookie") continue;
    std::string_view rest = each.value;
    while (!rest.empty()) {
      const std::string_view pair = trimmed(take_until(rest, ';'));
      if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
        return pair.substr(name.size() + 1);
      }
    }
  }
  return {};
}

std::string_view reason_phrase(int status) {
  struct Phrase {
    int status;
    std::string_view words;
  };
  static constexpr std::array<Phrase, 21> kPhrases = {{{200, "OK"},
                                                       {201, "Created"},
                                                       {303, "See Other"},
                                                       {304, "Not Modified"},
                                                       {400, "Bad Request"},
                                                       {401, "Unauthorized"},
                                                       {403, "Forbidden"},
                                                       {404, "Not Found"},
                                                       {405, "Method Not Allowed"},
                                                       {408, "Request Timeout"},
                                                       {409, "Conflict"},
                                                       {413, "Content Too Large"},
                                                       {415, "Unsupported Media Type"},
                                                       {417, "Expectation Failed"},
                                                       {422, "Unprocessable Content"},
                                                       {429, "Too Many Requests"},
                                                       {431, "Request Header Fields Too Large"},
                                                       {500, "Internal Server Error"},
                                                       {501, "Not Implemented"},
                                                       {503, "Service Unavailable"},
                                                       {505, "HTTP Version Not Supported"}}};
  for (const Phrase& each : kPhrases) {
    if (each.status == status) return each.words;
  }
  return "Unknown";
}

std::string http_date(std::int64_t seconds) {
  static constexpr std::array<std::string_view, 7> kDays = {"Thu", "Fri", "Sat", "Sun",
                                                            "Mon", "Tue", "Wed"};
  static constexpr std::array<std::string_view, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr std::int64_t kDay = 86'400;
  const std::int64_t day = seconds / kDay;
  const std::int64_t second = seconds % kDay;
  const CivilDate date = civil(Date{static_cast<std::int32_t>(day)});
  const auto two = [](std::int64_t value) {
    return (value < 10 ? "0" : "") + std::to_string(value);
  };
  std::string out(kDays[static_cast<std::size_t>(day % 7)]);
  out.append(", ").append(two(date.day)).append(" ");
  out.append(kMonths[static_cast<std::size_t>(date.month - 1)]).append(" ");
  return out.append(std::to_string(date.year)) + " " + two(second / 3600) + ":" +
         two(second / 60 % 60) + ":" + two(second % 60) + " GMT";
}

const std::vector<Field>& security_fields() {
  static const std::vector<Field> fields = {
      {"Content-Security-Policy",
       "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
       "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"},
  };
  return fields;
}

bool accepts_gzip(std::string_view accept_encoding) {
  bool any = false;
  while (!accept_encoding.empty()) {
    std::string_view item = take_until(accept_encoding, ',');
    const std::string coding = lower(trimmed(take_until(item, ';')));
    if (coding != "gzip" && coding != "*") continue;
    std::string weight = lower(trimmed(item));
    std::erase(weight, ' ');
    const bool refused =
        weight.starts_with("q=0") && weight.find_first_not_of("0.", 3) == std::string::npos;
    if (coding == "gzip") return !refused;
    any = !refused;
  }
  return any;
}

bool names_etag(std::string_view if_none_match, std::string_view etag) {
  const auto opaque = [](std::string_view tag) {
    return tag.starts_with("W/") ? tag.substr(2) : tag;
  };
  while (!if_none_match.empty()) {
    const std::string_view tag = trimmed(take_until(if_none_match, ','));
    if (tag == "*" || (!tag.empty() && opaque(tag) == opaque(etag))) return true;
  }
  return false;
}

}  // namespace utvag::net
