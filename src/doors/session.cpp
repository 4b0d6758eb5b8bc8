#include "doors/session.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>

#include "base/hmac.hpp"

namespace utvag::doors {
namespace {

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back(kDigits[byte >> 4U]);
    out.push_back(kDigits[byte & 15U]);
  }
  return out;
}

bool is_login(std::string_view login) {
  return !login.empty() && login.size() <= 64 &&
         std::all_of(login.begin(), login.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                  c == '.';
         });
}

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kNonceDigits = 2 * kIdBytes;

}  // namespace

Sessions::Sessions(std::string key, Random random)
    : key_(std::move(key)), random_(std::move(random)) {
  assert(key_.size() >= kKeyBytes);
}

std::string Sessions::sign(std::string_view purpose, std::string_view text) const {
  return to_hex(hmac_sha256(key_, std::string(purpose) + "\n" + std::string(text)));
}

std::string Sessions::begin(std::string_view login, Instant now) const {
  assert(is_login(login));
  const std::string text =
      std::string(login) + "." + std::to_string(now.seconds) + "." + hex(random_(kIdBytes));
  return text + "." + sign("session", text);
}

std::optional<Session> Sessions::read_ended(std::string_view cookie) const {
  const std::size_t last = cookie.rfind('.');
  if (last == cookie.npos || cookie.size() > 300) return std::nullopt;
  const std::string_view text = cookie.substr(0, last);
  if (!equal_in_constant_time(cookie.substr(last + 1), sign("session", text))) return std::nullopt;
  // Signed by us: the parts are as begin() wrote them.
  // A login may hold dots, so they are found from the end.
  const std::size_t second = text.rfind('.');
  const std::size_t first = text.rfind('.', second - 1);
  Session session;
  session.login = text.substr(0, first);
  session.id = text.substr(second + 1);
  const std::string_view seconds = text.substr(first + 1, second - first - 1);
  std::from_chars(seconds.data(), seconds.data() + seconds.size(), session.began.seconds);
  return session;
}

std::optional<Session> Sessions::read(std::string_view cookie, Instant now) const {
  auto session = read_ended(cookie);
  if (!session) return std::nullopt;
  const std::int64_t age = now.seconds - session->began.seconds;
  if (age < -kClockSkewSeconds || age >= kSessionSeconds) return std::nullopt;
  return session;
}

std::string Sessions::random_key() const {
  // Letters alone: it stands in addresses, where no number may be taken for a person's.
  std::string key = hex(random_(kIdBytes));
  for (char& each : key) {
    if (each >= '0' && each <= '9') each = static_cast<char>('g' + (each - '0'));
  }
  return key;
}

std::string Sessions::form_key(std::string_view token) {
  return std::string(token.substr(0, kNonceDigits));
}

std::string Sessions::form_token(const Session& session) const {
  const std::string nonce = hex(random_(kIdBytes));
  return nonce + sign("form", session.id + "\n" + nonce);
}

bool Sessions::is_form_token(const Session& session, std::string_view token) const {
  if (token.size() < kNonceDigits) return false;
  const std::string nonce(token.substr(0, kNonceDigits));
  return equal_in_constant_time(token.substr(kNonceDigits),
                                sign("form", session.id + "\n" + nonce));
}

}  // namespace utvag::doors
