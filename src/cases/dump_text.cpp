#include "cases/dump_text.hpp"

#include <cstdint>
#include <optional>

#include "base/whole_number.hpp"

namespace utvag::cases {
namespace {

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string to_base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t three = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      three <<= 8U;
      if (at + i < bytes.size()) three |= static_cast<unsigned char>(bytes[at + i]);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      const bool there = at + i <= bytes.size();
      text += there ? kBase64[(three >> (18 - 6 * i)) & 63U] : '=';
    }
  }
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t at = 0; at < text.size(); at += 4) {
    std::uint32_t four = 0;
    std::size_t padding = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const char letter = text[at + i];
      const std::size_t value = kBase64.find(letter);
      const bool last = at + 4 == text.size() && i >= 2;
      if (letter == '=' && last) {
        ++padding;
      } else if (value == std::string_view::npos || padding > 0) {
        return std::nullopt;
      }
      four = (four << 6U) | (letter == '=' ? 0U : static_cast<std::uint32_t>(value));
    }
    for (std::size_t i = 0; i + padding < 3; ++i)
      bytes += static_cast<char>(static_cast<unsigned char>(four >> (16 - 8 * i)));
  }
  return bytes;
}

}  // namespace

Error format_error() {
  return {"dump.format", "", "Filen är ingen export från Utväg, eller skadad.",
          "The file is no export from Utväg, or damaged."};
}

std::string quoted_text(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      quoted += '\\';
      quoted += letter;
    } else if (code < 0x20) {
      quoted += "\\u00";
      quoted += kHex[code >> 4U];
      quoted += kHex[code & 15U];
    } else {
      quoted += letter;
    }
  }
  return quoted + "\"";
}

std::string row_line(const db::Row& row) {
  std::string line = "[";
  for (std::size_t i = 0; i < row.size(); ++i) {
    const db::Value& value = row.at(i);
    if (i > 0) line += ',';
    if (value.is_null()) {
      line += "null";
    } else if (value.is_integer()) {
      line += std::to_string(value.integer());
    } else if (value.is_text()) {
      line += quoted_text(value.text());
    } else {
      line += "{\"b\":\"" + to_base64(value.bytes()) + "\"}";
    }
  }
  return line + "]\n";
}

Result<db::Values> row_values(const Json& line) {
  db::Values values;
  for (const Json& each : line.items()) {
    switch (each.kind()) {
      case Json::Kind::null:
        values.emplace_back();
        break;
      case Json::Kind::string:
        values.emplace_back(each.string());
        break;
      case Json::Kind::number: {
        const auto number = whole_number<std::int64_t>(each.number());
        if (!number) return format_error();
        values.emplace_back(*number);
        break;
      }
      case Json::Kind::object: {
        const Json* bytes = each.find("b");
        if (bytes == nullptr || !bytes->is(Json::Kind::string)) return format_error();
        auto decoded = from_base64(bytes->string());
        if (!decoded) return format_error();
        values.push_back(db::Value::bytes(std::move(*decoded)));
        break;
      }
      default:
        return format_error();
    }
  }
  return values;
}

}  // namespace utvag::cases
