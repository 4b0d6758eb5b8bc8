#include "base/json_writer.hpp"

#include <array>
#include <cassert>
#include <charconv>
#include <cstring>
#include <utility>

#include "base/text.hpp"

namespace utvag {
namespace {

constexpr std::string_view kSpaces = "                                ";
constexpr std::uint64_t kEach = 0x0101010101010101U;  // times a byte: that byte eight times

/// Whether one of eight bytes must be escaped: below space, a quotation mark or a backslash. (For
/// each, the highest bit of a byte is set where the byte is smaller or equal; a borrow may set it
/// in a byte above one that is, never when there is none.)
bool must_escape(std::uint64_t bytes) {
  const auto none_is = [](std::uint64_t differ) { return (differ - kEach) & ~differ; };
  const std::uint64_t control = (bytes - kEach * 0x20U) & ~bytes;
  const std::uint64_t found =
      control | none_is(bytes ^ (kEach * '"')) | none_is(bytes ^ (kEach * '\\'));
  return (found & (kEach * 0x80U)) != 0;
}

/// How far the text can be written as it is: found eight bytes at a time, since most of it can
/// and a byte at a time was half of the time it took to write an answer.
std::size_t plain_until(std::string_view text) {
  const char* const begin = text.data();
  const std::size_t size = text.size();
  const auto stops = [begin](std::size_t at) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, begin + at, sizeof bytes);
    return must_escape(bytes);
  };
  constexpr std::size_t kStep = sizeof(std::uint64_t);
  std::size_t at = 0;
  for (; at + kStep <= size; at += kStep) {
    if (stops(at)) return at;
  }
  if (at == size) return at;
  if (size >= kStep) return stops(size - kStep) ? at : size;  // the last, some of them seen already
  for (; at < size; ++at) {
    const char c = begin[at];
    if (static_cast<unsigned char>(c) < 0x20U || c == '"' || c == '\\') return at;
  }
  return at;
}

/// Writes so many spaces; the room after them may be written to as well, up to kSpaces.
void indent_at(char* at, std::size_t spaces) {
  if (spaces > kSpaces.size()) {
    std::memset(at, ' ', spaces);
  } else {
    std::memcpy(at, kSpaces.data(), kSpaces.size());  // of a known size: two moves and no call
  }
}

}  // namespace

void JsonWriter::put(std::string_view text) {
  if (!text.empty()) std::memcpy(grow(text.size()), text.data(), text.size());
}

// The text is kept longer than what is written of it, by a whole indentation at least.
char* JsonWriter::grow(std::size_t bytes) {
  if (text_.size() - used_ < bytes + kSpaces.size()) text_.resize(2 * (used_ + bytes) + 1024);
  char* const room = text_.data() + used_;
  used_ += bytes;
  return room;
}

void JsonWriter::new_line() {
  const std::size_t indent = levels_.size() * 2;
  char* const at = grow(1 + indent);
  *at = '\n';
  indent_at(at + 1, indent);
}

void JsonWriter::before_value() {
  if (levels_.empty()) {
    assert(used_ == 0);  // one value only
    return;
  }
  Level& level = levels_.back();
  if (level.object) {
    assert(after_key_);
    after_key_ = false;
    return;
  }
  if (!level.empty) *grow(1) = ',';
  level.empty = false;
  new_line();
}

JsonWriter& JsonWriter::key(std::string_view name) {
  assert(!levels_.empty() && levels_.back().object && !after_key_);
  const bool first = std::exchange(levels_.back().empty, false);
  after_key_ = true;
  if (plain_until(name) != name.size()) {
    if (!first) *grow(1) = ',';
    new_line();
    quoted(name);
    put(": ");
    return *this;
  }
  const std::size_t indent = levels_.size() * 2;
  // One piece: an answer has a thousand keys.
  char* at = grow(name.size() + indent + (first ? 5 : 6));
  if (!first) *at++ = ',';
  *at++ = '\n';
  indent_at(at, indent);
  at += indent;
  *at++ = '"';
  std::memcpy(at, name.data(), name.size());
  at += name.size();
  *at++ = '"';
  *at++ = ':';
  *at = ' ';
  return *this;
}

JsonWriter& JsonWriter::begin_object() {
  before_value();
  *grow(1) = '{';
  levels_.push_back({true, true});
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  before_value();
  *grow(1) = '[';
  levels_.push_back({false, true});
  return *this;
}

JsonWriter& JsonWriter::end(bool object) {
  assert(!levels_.empty() && levels_.back().object == object && !after_key_);
  const bool empty = levels_.back().empty;
  levels_.pop_back();
  if (!empty) new_line();
  *grow(1) = object ? '}' : ']';
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
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  put({digits.data(), static_cast<std::size_t>(end - digits.data())});
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  before_value();
  put(value ? "true" : "false");
  return *this;
}

JsonWriter& JsonWriter::null() {
  before_value();
  put("null");
  return *this;
}

JsonWriter& JsonWriter::embed(std::string_view value) {
  if (value.ends_with('\n')) value.remove_suffix(1);
  assert(!value.empty());
  before_value();
  for (std::size_t end = value.find('\n'); end != std::string_view::npos; end = value.find('\n')) {
    const std::size_t indent = levels_.size() * 2;
    char* const at = grow(end + 1 + indent);
    std::memcpy(at, value.data(), end + 1);
    indent_at(at + end + 1, indent);
    value.remove_prefix(end + 1);
  }
  put(value);
  return *this;
}

JsonWriter& JsonWriter::again(Stretch stretch) {
  assert(stretch.begin < stretch.end && stretch.end <= used_);
  before_value();
  char* const room = grow(stretch.end - stretch.begin);
  std::memcpy(room, text_.data() + stretch.begin, stretch.end - stretch.begin);
  return *this;
}

std::string JsonWriter::take() {
  assert(levels_.empty() && used_ != 0);
  *grow(1) = '\n';
  text_.resize(std::exchange(used_, 0));
  return std::exchange(text_, {});
}

void JsonWriter::quoted(std::string_view value) {
  assert(!find_invalid_utf8(value));
  constexpr std::string_view kDigits = "0123456789abcdef";
  const std::size_t all_plain = plain_until(value);
  if (value.empty()) return put("\"\"");
  if (all_plain == value.size()) {
    char* const at = grow(value.size() + 2);
    at[0] = '"';
    std::memcpy(at + 1, value.data(), value.size());
    at[value.size() + 1] = '"';
    return;
  }
  *grow(1) = '"';
  std::size_t plain = 0;  // where the stretch that needs no escape began
  for (std::size_t i = all_plain; i < value.size(); ++i) {
    const char c = value[i];
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20U && c != '"' && c != '\\') continue;
    put(value.substr(plain, i - plain));
    plain = i + 1;
    *grow(1) = '\\';
    if (c == '"' || c == '\\') {
      *grow(1) = c;
    } else if (c == '\n') {
      *grow(1) = 'n';
    } else if (c == '\t') {
      *grow(1) = 't';
    } else if (c == '\r') {
      *grow(1) = 'r';
    } else {
      put("u00");
      *grow(1) = kDigits[byte >> 4U];
      *grow(1) = kDigits[byte & 0x0FU];
    }
  }
  put(value.substr(plain));
  *grow(1) = '"';
}

}  // namespace utvag
