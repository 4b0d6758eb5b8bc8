#include "app/serve_config.hpp"

#include <algorithm>
#include <array>

#include "base/nearest.hpp"
#include "base/whole_number.hpp"
#include "db/connection.hpp"
#include "net/server.hpp"

namespace utvag::app {
namespace {

struct SettingName {
  std::string_view name, variable;
};
constexpr std::array<SettingName, 14> kSettings = {
    {{"db", "UTVAG_DB"},
     {"address", "UTVAG_ADDRESS"},
     {"port", "UTVAG_PORT"},
     {"workers", "UTVAG_WORKERS"},
     {"packs", "UTVAG_PACKS"},
     {"web", "UTVAG_WEB"},
     {"session_key", "UTVAG_SESSION_KEY"},
     {"public_url", "UTVAG_PUBLIC_URL"},
     {"trusted_proxies", "UTVAG_TRUSTED_PROXIES"},
     {"publisher", "UTVAG_PUBLISHER"},
     {"accessibility_email", "UTVAG_ACCESSIBILITY_EMAIL"},
     {"accessibility_phone", "UTVAG_ACCESSIBILITY_PHONE"},
     {"accessibility_page", "UTVAG_ACCESSIBILITY_PAGE"},
     {"demo", "UTVAG_DEMO"}}};

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

Error wrong(const Setting& setting, std::string sv, std::string en) {
  return {"config.value", setting.where, setting.name + ": " + std::move(sv),
          setting.name + ": " + std::move(en)};
}

bool read_whole(const std::string& text, unsigned least, unsigned most, unsigned& value) {
  const auto read = whole_number<unsigned>(text);
  if (!read || *read < least || *read > most) return false;
  value = *read;
  return true;
}

std::vector<Error> apply_number(const Setting& setting, unsigned least, unsigned most,
                                const std::function<void(unsigned)>& into) {
  unsigned value = 0;
  if (read_whole(setting.value, least, most, value)) {
    into(value);
    return {};
  }
  const std::string range = std::to_string(least) + "–" + std::to_string(most);
  return {
      wrong(setting, "ska vara ett helt tal " + range + ".", "is a whole number " + range + ".")};
}

std::vector<Error> apply_key(const Setting& setting, ServeConfig& config) {
  const bool hex = setting.value.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!hex || setting.value.size() < 64 || setting.value.size() > 256 ||
      setting.value.size() % 2 != 0) {
    return {wrong(setting,
                  "ska vara minst 64 hexadecimala siffror (0–9, a–f), till exempel från "
                  "openssl rand -hex 32.",
                  "is at least 64 hexadecimal digits (0–9, a–f), such as openssl rand -hex 32 "
                  "gives.")};
  }
  config.session_key = setting.value;
  return {};
}

/// Addresses with commas between; "none" for nobody.
std::vector<Error> apply_proxies(const Setting& setting, ServeConfig& config) {
  std::vector<std::string> proxies;
  std::string_view rest = setting.value == "none" ? std::string_view() : setting.value;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::string_view one = without_blanks(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!net::is_address(one)) {
      return {wrong(setting, "ska vara IP-adresser med komma emellan, eller none.",
                    "is IP addresses with commas between, or none.")};
    }
    proxies.emplace_back(one);
  }
  config.proxies = std::move(proxies);
  return {};
}

/// The database's address; it may hold a password and is not repeated.
std::vector<Error> apply_database(const Setting& setting, ServeConfig& config) {
  const auto dsn = db::parse_dsn(setting.value);
  if (!dsn) return {wrong(setting, dsn.error().sv, dsn.error().en)};
  config.database = setting.value;
  return {};
}

constexpr std::string_view kLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// "namn@kommun.example": plain letters, one "@", a dot after it.
bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == text.npos || text.size() > 254) return false;
  const std::string_view domain = text.substr(at + 1);
  const std::string known = std::string(kLetters) + ".-_+";
  return text.substr(0, at).find_first_not_of(known) == text.npos &&
         domain.find_first_not_of(std::string(kLetters) + ".-") == domain.npos &&
         domain.find('.') != domain.npos && !domain.starts_with('.') && !domain.ends_with('.');
}

/// Who answers for accessibility, as the statement shows it.
std::vector<Error> apply_publisher(const Setting& setting, ServeConfig& config) {
  const std::string& value = setting.value;
  const bool printable = std::all_of(value.begin(), value.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
  });
  if (setting.name == "publisher") {
    if (value.empty() || value.size() > 200 || !printable) {
      return {wrong(setting, "ska vara ett namn, till exempel Haparanda kommun.",
                    "is a name, such as Haparanda kommun.")};
    }
    config.publisher = value;
  } else if (setting.name == "accessibility_email") {
    if (!is_email(value)) {
      return {wrong(setting, "ska vara en e-postadress.", "is an address of e-mail.")};
    }
    config.accessibility_email = value;
  } else if (setting.name == "accessibility_phone") {
    const bool digits = value.find_first_not_of("0123456789+-() ") == value.npos;
    if (!digits || value.size() < 5 || value.size() > 30) {
      return {wrong(setting, "ska vara ett telefonnummer.", "is a telephone number.")};
    }
    config.accessibility_phone = value;
  } else {
    const bool page = value.starts_with("https://") || value.starts_with("http://");
    if (!page || !printable || value.find(' ') != value.npos || value.size() > 500) {
      return {wrong(setting, "ska börja med https:// eller http://.",
                    "begins with https:// or http://.")};
    }
    config.accessibility_page = value;
  }
  return {};
}

std::vector<Error> apply_one(const Setting& setting, ServeConfig& config) {
  const std::string& name = setting.name;
  if (name == "publisher" || name.starts_with("accessibility_")) {
    return apply_publisher(setting, config);
  }
  if (name == "db") return apply_database(setting, config);
  if (name == "address") {
    if (!net::is_address(setting.value)) {
      return {wrong(setting, "ska vara en IP-adress, till exempel 127.0.0.1.",
                    "is an IP address, such as 127.0.0.1.")};
    }
    config.address = setting.value;
  }
  if (name == "packs") config.packs = setting.value;
  if (name == "web") config.web = setting.value;
  if (name == "port") {
    return apply_number(setting, 0, 65535,
                        [&](unsigned value) { config.port = static_cast<std::uint16_t>(value); });
  }
  if (name == "workers") {
    return apply_number(setting, 1, 256, [&](unsigned value) { config.workers = value; });
  }
  if (name == "trusted_proxies") return apply_proxies(setting, config);
  if (name == "session_key") return apply_key(setting, config);
  if (name == "public_url") {
    if (!setting.value.starts_with("https://") && !setting.value.starts_with("http://")) {
      return {wrong(setting, "ska börja med https:// eller http://.",
                    "begins with https:// or http://.")};
    }
    config.public_url = setting.value;
  }
  if (name == "demo") {
    if (setting.value != "on" && setting.value != "off") {
      return {wrong(setting, "ska vara on eller off.", "is on or off.")};
    }
    config.demo = setting.value == "on";
  }
  return {};
}

}  // namespace

Result<std::vector<Setting>> read_settings(std::string_view text, std::string_view file) {
  std::vector<Setting> settings;
  int number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = without_blanks(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    const std::string where = std::string(file) + ":" + std::to_string(number);
    const std::size_t equals = line.find('=');
    if (equals == line.npos || equals == 0) {
      return Error{"config.line", where, "Skriv raden som namn = värde.",
                   "Write the line as name = value."};
    }
    settings.push_back({std::string(without_blanks(line.substr(0, equals))),
                        std::string(without_blanks(line.substr(equals + 1))), where});
  }
  return settings;
}

std::vector<Setting> environment_settings(
    const std::function<std::string(const std::string&)>& environment) {
  std::vector<Setting> settings;
  for (const SettingName& each : kSettings) {
    std::string value = environment(std::string(each.variable));
    if (value.empty()) continue;
    settings.push_back({std::string(each.name), std::move(value), std::string(each.variable)});
  }
  return settings;
}

std::vector<Error> unknown_variables(const std::vector<std::string>& names) {
  std::vector<std::string_view> known = {"UTVAG_TEST_LONG"};
  for (const SettingName& each : kSettings) known.push_back(each.variable);
  std::vector<Error> warnings;
  for (const std::string& name : names) {
    if (!name.starts_with("UTVAG_")) continue;
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    Error warning{"config.variable", name, "Ingen inställning läses ur den variabeln.",
                  "No setting is read from that variable."};
    if (const std::string nearest(nearest_name(name, known)); !nearest.empty()) {
      warning.sv += " Menade du " + nearest + "?";
      warning.en += " Did you mean " + nearest + "?";
    }
    warnings.push_back(std::move(warning));
  }
  return warnings;
}

std::vector<Error> apply_settings(const std::vector<Setting>& settings, ServeConfig& config) {
  std::vector<Error> faults;
  std::vector<std::string_view> names;
  for (const SettingName& each : kSettings) names.push_back(each.name);
  for (const Setting& each : settings) {
    if (std::find(names.begin(), names.end(), each.name) == names.end()) {
      const std::string nearest(nearest_name(each.name, names));
      Error error{"config.unknown", each.where, "Det finns ingen inställning som heter så.",
                  "There is no such setting."};
      if (!nearest.empty()) {
        error.sv += " Menade du " + nearest + "?";
        error.en += " Did you mean " + nearest + "?";
      }
      faults.push_back(std::move(error));
      continue;
    }
    for (Error& error : apply_one(each, config)) faults.push_back(std::move(error));
  }
  return faults;
}

}  // namespace utvag::app
