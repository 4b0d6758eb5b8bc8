#include "base/log.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace utvag {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t digits_from(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - at;
}

/// Bytes of what may stand between the two halves of a number.
std::size_t separator_at(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  for (const std::string_view each : {"-", "+", " ", "\u2013", "\u2011", "\u00a0"}) {
    if (rest.starts_with(each)) return each.size();
  }
  return 0;
}

/// Digits in groups of two or more with one separator between, as a telephone number is written.
/// How many digits, and bytes.
std::pair<std::size_t, std::size_t> groups_from(std::string_view text, std::size_t at) {
  std::size_t digits = digits_from(text, at);
  std::size_t end = at + digits;
  for (;;) {
    const std::size_t between = end < text.size() ? separator_at(text, end) : 0;
    const std::size_t more = between == 0 ? 0 : digits_from(text, end + between);
    if (more < 2) return {digits, end - at};
    digits += more;
    end += between + more;
  }
}

/// The size of what could be somebody's number at `at`; 0 when there is none.
std::size_t personal_at(std::string_view text, std::size_t at) {
  const bool reserve = text[at] == 'R' && digits_from(text, at + 1) == 4;
  const bool abroad = text[at] == '+' && digits_from(text, at + 1) > 0;
  if (!reserve && !abroad && !is_digit(text[at])) return 0;
  const std::size_t sign = reserve || abroad ? 1 : 0;
  const auto [digits, size] = groups_from(text, at + sign);
  if (reserve) return digits == 12 ? size + 1 : 0;
  if (abroad) return digits >= 8 ? size + 1 : 0;
  const std::size_t first = digits_from(text, at);
  if (first >= 10) return first;
  if (first == 6 || first == 8) {
    const std::size_t between = separator_at(text, at + first);
    if (between > 0 && digits_from(text, at + first + between) == 4) return first + between + 4;
  }
  return text[at] == '0' && digits >= 8 ? size : 0;
}

bool is_address_letter(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
         c == '-' || c == '+' || c == '%' || static_cast<unsigned char>(c) >= 0x80;
}

/// The size of an e-mail address at `at`, its first letter; 0 when there is none.
std::size_t email_at(std::string_view text, std::size_t at) {
  if (at > 0 && is_address_letter(text[at - 1])) return 0;
  std::size_t end = at;
  while (end < text.size() && is_address_letter(text[end])) ++end;
  if (end == at || end == text.size() || text[end] != '@') return 0;
  const std::size_t host = end + 1;
  end = host;
  while (end < text.size() && is_address_letter(text[end])) ++end;
  return end == host ? 0 : end - at;
}

void append_quoted(std::string& out, std::string_view text) {
  out.push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (byte < 0x20) {
      constexpr std::string_view kHex = "0123456789abcdef";
      out.append("\\u00").append(1, kHex[byte >> 4U]).append(1, kHex[byte & 15U]);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}

std::string two(std::int64_t value) {
  return (value < 10 ? "0" : "") + std::to_string(value);
}

}  // namespace

std::string without_personal_numbers(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t size = personal_at(text, at); size > 0) {
      out.append("[number]");
      at += size;
    } else if (const std::size_t email = email_at(text, at); email > 0) {
      out.append("[e-mail]");
      at += email;
    } else {
      // A stretch of digits or of an address that is none is passed over whole.
      const std::size_t step = std::max<std::size_t>(1, digits_from(text, at));
      out.append(text.substr(at, step));
      at += step;
    }
  }
  return out;
}

std::string to_utc_text(Instant instant) {
  constexpr std::int64_t kDay = 86'400;
  std::int64_t day = instant.seconds / kDay;
  if (instant.seconds % kDay < 0) --day;
  const std::int64_t second = instant.seconds - day * kDay;
  return to_string(Date{static_cast<std::int32_t>(day)}) + "T" + two(second / 3600) + ":" +
         two(second / 60 % 60) + ":" + two(second % 60) + "Z";
}

void Log::write(std::string_view level, std::string_view event, Fields fields) const {
  std::string line = "{\"time\":";
  append_quoted(line, to_utc_text(clock_.now()));
  line.append(",\"level\":");
  append_quoted(line, level);
  line.append(",\"event\":");
  append_quoted(line, event);
  for (const auto& [name, value] : fields) {
    line.push_back(',');
    append_quoted(line, name);
    line.push_back(':');
    if (value.is_number) {
      line.append(std::to_string(value.number));
      continue;
    }
    const bool readable = !find_invalid_utf8(value.text);
    append_quoted(line, readable ? without_personal_numbers(value.text) : "[unreadable]");
  }
  line.append("}\n");
  sink_(line);
}

}  // namespace utvag
