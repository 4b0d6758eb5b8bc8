#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace utvag {

struct JsonMember;

/// A JSON value as it was written. Numbers keep their text, so that no amount passes through a
/// floating-point number. Keys and strings are in Unicode NFC. Immutable once read.
class Json {
 public:
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

  Kind kind() const { return kind_; }
  bool is(Kind kind) const { return kind_ == kind; }

  // Each may only be asked of a value of its kind.
  bool boolean() const;
  const std::string& number() const;  ///< as written: "8000", "249.75", "1e3"; "-0" becomes "0"
  const std::string& string() const;
  const std::vector<Json>& items() const;
  const std::vector<JsonMember>& members() const;  ///< in the order written, keys distinct

  /// The value of a key, or null when the object has no such key.
  const Json* find(std::string_view key) const;

  /// The line (from 1) where the value begins; of an object or array its opening bracket.
  std::uint32_t line() const { return line_; }

 private:
  friend class JsonBuilder;
  Kind kind_ = Kind::null;
  bool boolean_ = false;
  std::uint32_t line_ = 1;
  std::string text_;
  std::vector<Json> items_;
  std::vector<JsonMember> members_;
};

struct JsonMember {
  std::string key;
  Json value;
};

/// What is accepted from a stranger.
struct JsonLimits {
  std::size_t bytes = std::size_t{8} << 20U;          ///< of the whole text
  std::size_t depth = 64;                             ///< arrays and objects inside one another
  std::size_t string_bytes = std::size_t{64} << 10U;  ///< of one string, key or number
  std::size_t values = 250'000;
};

/// Reads one JSON text (RFC 8259) in UTF-8; a byte order mark is skipped. `where` of an error is
/// "line:column", both from 1, columns counted in characters. Errors: "json.syntax",
/// "json.encoding", "json.duplicate-key" (with the path), "json.number-range", "json.too-large",
/// "json.too-deep", "json.too-long", "json.too-many".
Result<Json> parse_json(std::string_view text, const JsonLimits& limits = {});

}  // namespace utvag
