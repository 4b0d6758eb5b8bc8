#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

/// How a server is set up: a file of `name = value`, the environment, and the command line, the
/// later before the earlier. Everything is checked before anything is opened.
namespace utvag::app {

struct ServeConfig {
  std::string database = "sqlite:utvag.db";
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  unsigned workers = 8;
  std::string packs;        ///< folder; empty: as other commands find it
  std::string web;          ///< folder of style sheets; empty: beside the program
  std::string session_key;  ///< hexadecimal digits, 64 or more; empty: a new one at each start
  std::string public_url;   ///< "https://…" when a proxy speaks TLS before us
  /// Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.
  std::vector<std::string> proxies = {"127.0.0.1", "::1"};
  /// Whom the accessibility statement names, and how to reach them; empty: it says so.
  std::string publisher, accessibility_email, accessibility_phone, accessibility_page;
  bool demo = false;  ///< one login per role, without password
};

/// One place a setting is read from: (name of the setting, its text), and what to call it when it
/// is wrong.
struct Setting {
  std::string name, value, where;
};

/// "name = value" lines; '#' begins a comment. Error "config.line".
Result<std::vector<Setting>> read_settings(std::string_view text, std::string_view file);
/// UTVAG_DB, UTVAG_ADDRESS, UTVAG_PORT, UTVAG_WORKERS, UTVAG_PACKS, UTVAG_WEB, UTVAG_SESSION_KEY,
/// UTVAG_PUBLIC_URL, UTVAG_TRUSTED_PROXIES, UTVAG_PUBLISHER, UTVAG_ACCESSIBILITY_EMAIL, _PHONE and
/// _PAGE, UTVAG_DEMO. `environment` gives a variable, empty when it is not set.
std::vector<Setting> environment_settings(
    const std::function<std::string(const std::string&)>& environment);

/// Variables that begin as ours do and are none of them, each with the nearest that is: misspelt,
/// or of another version. For a warning.
std::vector<Error> unknown_variables(const std::vector<std::string>& names);

/// Applies settings in order. Every fault is told: "config.unknown" (with the nearest name),
/// "config.value". A secret is never repeated.
std::vector<Error> apply_settings(const std::vector<Setting>& settings, ServeConfig& config);

}  // namespace utvag::app
