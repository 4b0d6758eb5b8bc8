#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

/// Who is logged in: a signed cookie, and the token that a form must carry.
namespace utvag::doors {

/// How long a session lasts from its login; a working day.
inline constexpr std::int64_t kSessionSeconds = 10 * 3600;
inline constexpr std::size_t kKeyBytes = 32;
/// Another server's clock may go before ours by this much.
inline constexpr std::int64_t kClockSkewSeconds = 300;

struct Session {
  std::string login;  ///< the staff member's login
  Instant began;
  std::string id;  ///< random, of this session alone
};

/// `count` random bytes that nobody can guess.
using Random = std::function<std::string(std::size_t count)>;

/// Makes and reads sessions. Nothing is kept on the server: several servers with one key share
/// them.
class Sessions {
 public:
  /// `key`: at least kKeyBytes bytes.
  Sessions(std::string key, Random random);

  /// A cookie's value for a new session; letters, digits, '.', '-' and '_'. `login` is such too.
  std::string begin(std::string_view login, Instant now) const;
  /// The session of a cookie; nothing when it is not ours, or its time is out.
  std::optional<Session> read(std::string_view cookie, Instant now) const;
  /// As read(), also when its time is out: whose it was. It opens nothing.
  std::optional<Session> read_ended(std::string_view cookie) const;

  /// A token for the forms of one page. Each is new, so that compressing a page tells nothing of
  /// it.
  std::string form_token(const Session& session) const;
  bool is_form_token(const Session& session, std::string_view token) const;
  /// What tells a form's token from all others, of one that is_form_token() has taken.
  static std::string form_key(std::string_view token);
  /// 32 letters, a to p, that nobody can guess.
  std::string random_key() const;

 private:
  std::string sign(std::string_view purpose, std::string_view text) const;
  std::string key_;
  Random random_;
};

}  // namespace utvag::doors
