#include "base/log.hpp"

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
    const std::size_t digits = digits_from(text, at);
    if (digits == 0) {
      out.push_back(text[at++]);
      continue;
    }
    std::size_t end = at + digits;
    bool mask = digits >= 10;
    if (digits == 6 || digits == 8) {
      const std::size_t between = separator_at(text, end);
      if (between > 0 && digits_from(text, end + between) == 4) {
        end += between + 4;
        mask = true;
      }
    }
    out.append(mask ? std::string_view("[number]") : text.substr(at, end - at));
    at = end;
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
