#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace utvag {

/// Writes JSON whose bytes depend only on what is written: UTF-8, two spaces of indentation, keys
/// in the order given, numbers only as whole numbers (money in öre), a newline last. Empty arrays
/// and objects stand on one line. Calls in an order that is not JSON are our own mistake and are
/// asserted. Strings must be well-formed UTF-8.
class JsonWriter {
 public:
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();

  /// The name of the next value; only inside an object. Distinct keys are the caller's matter.
  JsonWriter& key(std::string_view name);

  JsonWriter& string(std::string_view value);
  JsonWriter& integer(std::int64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  /// A whole value that another JsonWriter made (with or without its last newline), indented to
  /// stand here.
  JsonWriter& embed(std::string_view value);

  /// A value that was written before and stands here once more, as deep inside as there.
  struct Stretch {
    std::size_t begin = 0, end = 0;
  };
  JsonWriter& again(Stretch stretch);
  /// How much is written: where a value began (right before its first sign) and ended.
  std::size_t written() const { return used_; }

  /// The finished text, when one whole value has been written. The writer is spent after it.
  std::string take();

 private:
  struct Level {
    bool object;
    bool empty;
  };

  void before_value();
  void new_line();
  void quoted(std::string_view value);
  void put(std::string_view text);
  char* grow(std::size_t bytes);  ///< room at the end of what is written, to be filled
  JsonWriter& end(bool object);

  std::string text_;      ///< longer than what is written
  std::size_t used_ = 0;  ///< how much is written
  std::vector<Level> levels_;
  bool after_key_ = false;
};

}  // namespace utvag
