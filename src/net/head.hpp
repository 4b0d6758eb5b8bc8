#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "net/http.hpp"

/// The head of a request, read more strictly than RFC 9112 demands: what two servers could read in
/// two ways is refused, so that no request can hide in another one.
namespace utvag::net {

inline constexpr std::size_t kMaxHeadBytes = 16 * 1024;
inline constexpr std::size_t kMaxFields = 64;
inline constexpr std::size_t kMaxTargetBytes = 2048;

/// Where a head ends in bytes received so far.
struct HeadEnd {
  enum class State : std::uint8_t { open, complete, refused } state = State::open;
  std::size_t size = 0;  ///< complete: bytes of the head with its empty line
  int status = 0;        ///< refused: 400, or 431 when it is too large
};
/// `scanned` bytes were looked at before and found open.
HeadEnd find_head_end(std::string_view bytes, std::size_t scanned = 0);

/// A refused head: the status to answer with before the connection is closed.
struct Refusal {
  int status;
};

/// Reads a complete head. Refused with 400: a bare CR or LF, a control character, a folded field, a
/// blank before a colon, a field name that is no token, no or several Host, several Content-Length
/// (equal or not), one that is not digits, Content-Length beside Transfer-Encoding, a transfer
/// coding in HTTP/1.0, a target that is not a path, wrong percent-encoding, or a path with "..",
/// "//" or bytes that are not UTF-8. With 405: a known method that is not served. With 501: an
/// unknown method, or any transfer coding but "chunked". With 431: too many fields. With 417: an
/// expectation other than 100-continue. With 505: a version other than 1.0 and 1.1.
std::variant<Head, Refusal> read_head(std::string_view head);

/// Percent-decodes; nothing when an escape is malformed. '+' is a blank only where `form` is true.
std::optional<std::string> percent_decoded(std::string_view text, bool form);

}  // namespace utvag::net
