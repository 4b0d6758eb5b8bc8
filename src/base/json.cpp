#include "base/json.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_set>
#include <utility>

#include "base/json_fault.hpp"
#include "base/text.hpp"

namespace utvag {
namespace {

/// Walks the text for the parser and lets its listener see how far it has come.
class Cursor {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(std::string_view::const_iterator at, std::size_t* consumed)
      : at_(at), consumed_(consumed) {}
  reference operator*() const { return *at_; }
  Cursor& operator++() {
    ++at_;
    ++*consumed_;
    return *this;
  }
  friend bool operator==(const Cursor& a, const Cursor& b) { return a.at_ == b.at_; }

 private:
  std::string_view::const_iterator at_;
  std::size_t* consumed_;
};

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80U; });
}

}  // namespace

/// Builds the tree from the parser's events. The names of the event functions are the parser's.
/// A function that returns false ends the reading, with `fault_` set.
class JsonBuilder {
 public:
  JsonBuilder(std::string_view text, const JsonLimits& limits, const std::size_t& consumed)
      : text_(text), limits_(limits), consumed_(consumed) {}

  bool null() { return add(Json::Kind::null, {}); }
  bool boolean(bool value) {
    if (!add(Json::Kind::boolean, {})) return false;
    last_->boolean_ = value;
    return true;
  }
  bool number_integer(std::int64_t value) { return add(Json::Kind::number, std::to_string(value)); }
  bool number_unsigned(std::uint64_t value) {
    return add(Json::Kind::number, std::to_string(value));
  }
  bool number_float(double /*value*/, const std::string& written) {
    return fits(written) && add(Json::Kind::number, written);
  }
  bool string(std::string& value) {
    return fits(value) && add(Json::Kind::string, normalised(value));
  }
  bool binary(std::vector<std::uint8_t>& /*value*/) { return false; }  // never in a JSON text

  bool start_object(std::size_t /*size*/) { return open(Json::Kind::object); }
  bool start_array(std::size_t /*size*/) { return open(Json::Kind::array); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    if (!fits(name)) return false;
    Frame& frame = frames_.back();
    frame.key = normalised(name);
    if (frame.keys.insert(frame.key).second) return true;
    fault_ = json_fault::duplicate_key(text_, token_end(), path());
    return false;
  }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& problem) {
    constexpr int kNumberOutOfRange = 406;
    // The position counts the character last read, from 1, and one more at the end of the text.
    const std::size_t end = std::min(position, text_.size() + 1);
    const bool in_string =
        std::string_view(problem.what()).find("invalid string") != std::string_view::npos;
    fault_ = problem.id == kNumberOutOfRange ? json_fault::number_range(text_, end)
                                             : json_fault::syntax(text_, end, in_string);
    return false;
  }

  Json take_root() { return std::move(root_); }
  const std::optional<Error>& fault() const { return fault_; }

 private:
  /// An array or object that is being read: the value, kept here until it is closed.
  struct Frame {
    Json value;
    std::string key;
    std::unordered_set<std::string> keys;
  };

  static std::string normalised(std::string& text) {
    return is_ascii(text) ? std::move(text) : normalise_nfc(text);
  }

  /// Where the token now reported ends. After a number the parser has read one character too many.
  std::size_t token_end() const { return consumed_ == 0 ? 0 : consumed_ - 1; }

  std::uint32_t current_line() {
    const std::size_t end = token_end();
    const auto from = text_.begin() + static_cast<std::ptrdiff_t>(counted_);
    const auto to = text_.begin() + static_cast<std::ptrdiff_t>(end);
    line_ += static_cast<std::uint32_t>(std::count(from, to, '\n'));
    counted_ = end;
    return line_;
  }

  bool fits(const std::string& text) {
    if (text.size() <= limits_.string_bytes) return true;
    fault_ = json_fault::too_long(text_, token_end(), limits_.string_bytes);
    return false;
  }

  std::optional<Json> make(Json::Kind kind, std::string text) {
    if (++values_ > limits_.values) {
      fault_ = json_fault::too_many(text_, token_end(), limits_.values);
      return std::nullopt;
    }
    Json value;
    value.kind_ = kind;
    value.line_ = current_line();
    value.text_ = std::move(text);
    return value;
  }

  /// Puts a finished value where it belongs and remembers where it lies until the next event.
  void place(Json value) {
    if (frames_.empty()) {
      root_ = std::move(value);
      last_ = &root_;
      return;
    }
    Frame& frame = frames_.back();
    if (frame.value.kind_ == Json::Kind::array) {
      frame.value.items_.push_back(std::move(value));
      last_ = &frame.value.items_.back();
    } else {
      frame.value.members_.push_back({frame.key, std::move(value)});
      last_ = &frame.value.members_.back().value;
    }
  }

  bool add(Json::Kind kind, std::string text) {
    std::optional<Json> value = make(kind, std::move(text));
    if (!value) return false;
    place(std::move(*value));
    return true;
  }

  bool open(Json::Kind kind) {
    if (frames_.size() == limits_.depth) {
      fault_ = json_fault::too_deep(text_, token_end(), limits_.depth);
      return false;
    }
    std::optional<Json> value = make(kind, {});
    if (!value) return false;
    frames_.push_back({std::move(*value), {}, {}});
    return true;
  }

  bool close() {
    Json value = std::move(frames_.back().value);
    frames_.pop_back();
    place(std::move(value));
    return true;
  }

  /// "personer[0].inkomst": the key now being read.
  std::string path() const {
    std::string result;
    for (const Frame& frame : frames_) {
      if (frame.value.kind_ == Json::Kind::array) {
        result += "[" + std::to_string(frame.value.items_.size()) + "]";
      } else {
        if (!result.empty()) result += '.';
        result += frame.key;
      }
    }
    return result;
  }

  std::string_view text_;
  JsonLimits limits_;
  const std::size_t& consumed_;
  std::size_t counted_ = 0;
  std::uint32_t line_ = 1;
  std::size_t values_ = 0;
  std::vector<Frame> frames_;
  Json root_;
  Json* last_ = nullptr;
  std::optional<Error> fault_;
};

bool Json::boolean() const {
  assert(kind_ == Kind::boolean);
  return boolean_;
}

const std::string& Json::number() const {
  assert(kind_ == Kind::number);
  return text_;
}

const std::string& Json::string() const {
  assert(kind_ == Kind::string);
  return text_;
}

const std::vector<Json>& Json::items() const {
  assert(kind_ == Kind::array);
  return items_;
}

const std::vector<JsonMember>& Json::members() const {
  assert(kind_ == Kind::object);
  return members_;
}

const Json* Json::find(std::string_view key) const {
  assert(kind_ == Kind::object);
  for (const JsonMember& member : members_) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

Result<Json> parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes) return json_fault::too_large(limits.bytes);
  if (const auto at = find_invalid_utf8(text)) return json_fault::encoding(text, *at);
  // Skipped here and not by the parser, so that columns are right.
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::size_t consumed = 0;
  JsonBuilder builder(text, limits, consumed);
  const bool read = nlohmann::json::sax_parse(Cursor(text.begin(), &consumed),
                                              Cursor(text.end(), &consumed), &builder);
  if (builder.fault()) return *builder.fault();
  assert(read);
  return builder.take_root();
}

}  // namespace utvag
