#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Requests and responses as the rest of the program sees them.
namespace utvag::net {

/// What the server serves; every other method is answered with 405 or 501 before a handler.
enum class Method : std::uint8_t { get, head, post };

struct Field {
  std::string name;  ///< of a request in lower case
  std::string value;
};

/// The head of a request, read strictly: see read_head().
struct Head {
  Method method = Method::get;
  std::string path;   ///< percent-decoded, begins with '/', well-formed UTF-8 without controls
  std::string query;  ///< as sent, without '?'
  bool keep_alive = true;
  bool chunked = false;
  bool expects_continue = false;
  std::size_t content_length = 0;
  std::vector<Field> fields;

  /// The value of a field by its lower-case name; empty when it is not there.
  std::string_view field(std::string_view name) const;
};

struct Request {
  Head head;
  std::string body;
  std::string peer;  ///< the address at the connection's other end; a proxy's when there is one

  Method method() const { return head.method; }
  const std::string& path() const { return head.path; }
  std::string_view field(std::string_view name) const { return head.field(name); }
  /// The value of a cookie; empty when it is not there.
  std::string_view cookie(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type = "text/html; charset=utf-8";
  std::string body;
  std::vector<Field> fields;  ///< more of them; names and values are our own, never a user's text
  /// The pattern that answered ("/person/:id"): what a log and a metric may tell of the path.
  std::string route = "-";
};

std::string_view reason_phrase(int status);

/// "Sun, 22 Nov 2026 11:00:00 GMT" (RFC 9110 5.6.7), of seconds since 1970-01-01.
std::string http_date(std::int64_t seconds);

/// Fields that every answer carries, with a policy that allows no inline script or style, no other
/// host and no frame.
const std::vector<Field>& security_fields();

/// Whether `accept_encoding` takes gzip (RFC 9110 12.5.3: named, or by *, and not with q=0).
bool accepts_gzip(std::string_view accept_encoding);

/// Whether an If-None-Match names `etag` (weak comparison, RFC 9110 13.1.2).
bool names_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace utvag::net
