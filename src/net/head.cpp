#include "net/head.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "net/words.hpp"

namespace utvag::net {
namespace {

constexpr std::size_t kMaxLengthDigits = 12;

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    const char small = lower(c);
    return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

/// A field's value: visible characters, blanks and tabs. Bytes above 0x7F are let through, as RFC
/// 9110 5.5 has it.
bool is_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c == '\t' || (byte >= 0x20 && byte != 0x7F);
  });
}

bool is_path(std::string_view path) {
  if (!path.starts_with('/') || path.find("//") != path.npos) return false;
  if (find_invalid_utf8(path)) return false;
  const bool controls = std::any_of(path.begin(), path.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F || c == '\\';
  });
  if (controls) return false;
  while (!path.empty()) {
    const std::string_view part = take_until(path, '/');
    if (part == ".." || part == ".") return false;
  }
  return true;
}

bool is_target(std::string_view target) {
  return target.starts_with('/') && std::all_of(target.begin(), target.end(), [](char c) {
           return c > 0x20 && c < 0x7F &&
                  std::string_view("\"<>\\^`{|}#").find(c) == std::string_view::npos;
         });
}

/// "GET /path?query HTTP/1.1". Returns 0, or the status it is refused with.
int read_request_line(std::string_view line, Head& head, bool& old) {
  const std::string_view method = take_until(line, ' ');
  const std::string_view target = take_until(line, ' ');
  const std::string_view version = line;
  if (!is_token(method) || !version.starts_with("HTTP/")) return 400;
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return version.size() == 8 ? 505 : 400;
  old = version == "HTTP/1.0";
  constexpr std::array<std::string_view, 6> kKnown = {"PUT",     "DELETE", "OPTIONS",
                                                      "CONNECT", "TRACE",  "PATCH"};
  if (std::find(kKnown.begin(), kKnown.end(), method) != kKnown.end()) return 405;
  if (method == "GET") {
    head.method = Method::get;
  } else if (method == "HEAD") {
    head.method = Method::head;
  } else if (method == "POST") {
    head.method = Method::post;
  } else {
    return 501;
  }
  if (target.size() > kMaxTargetBytes || !is_target(target)) return 400;
  std::string_view rest = target;
  auto path = percent_decoded(take_until(rest, '?'), false);
  if (!path || !is_path(*path)) return 400;
  head.path = std::move(*path);
  head.query = rest;
  return 0;
}

int read_field(std::string_view line, Head& head) {
  const std::size_t colon = line.find(':');
  if (colon == line.npos || !is_token(line.substr(0, colon))) return 400;
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (!is_value(value)) return 400;
  if (head.fields.size() == kMaxFields) return 431;
  head.fields.push_back({lower(line.substr(0, colon)), std::string(value)});
  return 0;
}

std::size_t count(const Head& head, std::string_view name) {
  return static_cast<std::size_t>(
      std::count_if(head.fields.begin(), head.fields.end(),
                    [&](const Field& each) { return each.name == name; }));
}

/// How long the body is and who says so.
int read_framing(Head& head, bool old) {
  const std::size_t lengths = count(head, "content-length");
  const std::size_t codings = count(head, "transfer-encoding");
  if (lengths > 1 || codings > 1 || (lengths > 0 && codings > 0)) return 400;
  if (codings > 0) {
    if (old) return 400;
    if (lower(head.field("transfer-encoding")) != "chunked") return 501;
    head.chunked = true;
  }
  if (lengths > 0) {
    const std::string_view digits = head.field("content-length");
    if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos) return 400;
    if (digits.size() > kMaxLengthDigits) return 413;
    for (const char c : digits) {
      head.content_length = head.content_length * 10 + static_cast<std::size_t>(c - '0');
    }
  }
  return 0;
}

int read_rest(Head& head, bool old) {
  const std::size_t hosts = count(head, "host");
  if (hosts > 1 || (hosts == 0 && !old)) return 400;
  const std::string_view host = head.field("host");
  if (host.find_first_of(" \t/@,") != host.npos) return 400;
  if (const int refused = read_framing(head, old); refused != 0) return refused;
  std::string connection = lower(head.field("connection"));
  head.keep_alive = !old && connection.find("close") == std::string::npos;
  if (count(head, "expect") > 0) {
    if (lower(head.field("expect")) != "100-continue") return 417;
    head.expects_continue = !old && (head.chunked || head.content_length > 0);
  }
  return 0;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, bool form) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+' && form) {
      out.push_back(' ');
    } else if (text[at] != '%') {
      out.push_back(text[at]);
    } else {
      const int high = at + 1 < text.size() ? hex_digit(text[at + 1]) : -1;
      const int low = at + 2 < text.size() ? hex_digit(text[at + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      out.push_back(static_cast<char>(high * 16 + low));
      at += 2;
    }
  }
  return out;
}

HeadEnd find_head_end(std::string_view bytes, std::size_t scanned) {
  using State = HeadEnd::State;
  for (std::size_t at = scanned > 0 ? scanned - 1 : 0; at < bytes.size(); ++at) {
    if (at >= kMaxHeadBytes) return {State::refused, 0, 431};
    const char c = bytes[at];
    if (c == '\0') return {State::refused, 0, 400};
    if (c == '\n' && (at == 0 || bytes[at - 1] != '\r')) return {State::refused, 0, 400};
    if (c == '\r' && at + 1 < bytes.size() && bytes[at + 1] != '\n') {
      return {State::refused, 0, 400};
    }
    if (c == '\n' && at >= 3 && bytes[at - 2] == '\n') return {State::complete, at + 1, 0};
    if (c == '\n' && at == 1) return {State::refused, 0, 400};  // an empty request line
  }
  return {};
}

std::variant<Head, Refusal> read_head(std::string_view bytes) {
  const HeadEnd end = find_head_end(bytes);
  if (end.state != HeadEnd::State::complete || end.size != bytes.size()) {
    return Refusal{end.status == 0 ? 400 : end.status};
  }
  Head head;
  bool old = false;
  bool first = true;
  while (!bytes.empty()) {
    std::string_view line = take_until(bytes, '\n');
    line.remove_suffix(1);  // its CR, which find_head_end has seen
    if (line.empty()) break;
    // A line that begins with a blank would continue the one before: obsolete, and read in two
    // ways.
    const int refused = first ? read_request_line(line, head, old) : read_field(line, head);
    if (refused != 0) return Refusal{refused};
    first = false;
  }
  if (const int refused = read_rest(head, old); refused != 0) return Refusal{refused};
  return head;
}

}  // namespace utvag::net
