#include "base/json_writer.hpp"

#include <cassert>
#include <utility>

#include "base/text.hpp"

namespace utvag {

void JsonWriter::new_line() {
  text_ += '\n';
  text_.append(levels_.size() * 2, ' ');
}

void JsonWriter::before_value() {
  if (levels_.empty()) {
    assert(text_.empty());  // one value only
    return;
  }
  Level& level = levels_.back();
  if (level.object) {
    assert(after_key_);
    after_key_ = false;
    return;
  }
  if (!level.empty) text_ += ',';
  level.empty = false;
  new_line();
}

JsonWriter& JsonWriter::key(std::string_view name) {
  assert(!levels_.empty() && levels_.back().object && !after_key_);
  if (!levels_.back().empty) text_ += ',';
  levels_.back().empty = false;
  new_line();
  quoted(name);
  text_ += ": ";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::begin_object() {
  before_value();
  text_ += '{';
  levels_.push_back({true, true});
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  before_value();
  text_ += '[';
  levels_.push_back({false, true});
  return *this;
}

JsonWriter& JsonWriter::end(bool object) {
  assert(!levels_.empty() && levels_.back().object == object && !after_key_);
  const bool empty = levels_.back().empty;
  levels_.pop_back();
  if (!empty) new_line();
  text_ += object ? '}' : ']';
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  return end(true);
}

JsonWriter& JsonWriter::end_array() {
  return end(false);
}

JsonWriter& JsonWriter::string(std::string_view value) {
  before_value();
  quoted(value);
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  before_value();
  text_ += std::to_string(value);
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  before_value();
  text_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::null() {
  before_value();
  text_ += "null";
  return *this;
}

JsonWriter& JsonWriter::embed(std::string_view value) {
  if (value.ends_with('\n')) value.remove_suffix(1);
  assert(!value.empty());
  before_value();
  for (const char c : value) {
    text_ += c;
    if (c == '\n') text_.append(levels_.size() * 2, ' ');
  }
  return *this;
}

std::string JsonWriter::take() {
  assert(levels_.empty() && !text_.empty());
  text_ += '\n';
  return std::exchange(text_, {});
}

void JsonWriter::quoted(std::string_view value) {
  assert(!find_invalid_utf8(value));
  constexpr std::string_view kDigits = "0123456789abcdef";
  text_ += '"';
  std::size_t plain = 0;  // where the stretch that needs no escape began
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20U && c != '"' && c != '\\') continue;
    text_.append(value, plain, i - plain);
    plain = i + 1;
    text_ += '\\';
    if (c == '"' || c == '\\') {
      text_ += c;
    } else if (c == '\n') {
      text_ += 'n';
    } else if (c == '\t') {
      text_ += 't';
    } else if (c == '\r') {
      text_ += 'r';
    } else {
      text_ += "u00";
      text_ += kDigits[byte >> 4U];
      text_ += kDigits[byte & 0x0FU];
    }
  }
  text_.append(value, plain);
  text_ += '"';
}

}  // namespace utvag
