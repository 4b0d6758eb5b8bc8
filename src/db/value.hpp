#pragma once
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace utvag::db {

/// What goes into and comes out of a statement: nothing, a whole number, text (UTF-8 without NUL)
/// or bytes. Both engines keep these four alike. Yes/no is 1/0, a date its days since 1970-01-01,
/// a month its months since 1970-01, money whole ören.
class Value {
 public:
  Value() = default;
  Value(std::int64_t number) : content_(number) {}                                // NOLINT
  Value(int number) : content_(std::int64_t{number}) {}                           // NOLINT
  Value(std::string text) : content_(std::in_place_index<2>, std::move(text)) {}  // NOLINT
  Value(std::string_view text) : content_(std::in_place_index<2>, text) {}        // NOLINT
  Value(const char* text) : content_(std::in_place_index<2>, text) {}             // NOLINT
  template <typename T>
  Value(const std::optional<T>& value) {  // NOLINT: an absent value is null
    if (value) *this = Value(*value);
  }
  static Value bytes(std::string content) {
    Value value;
    value.content_.emplace<3>(std::move(content));
    return value;
  }

  bool is_null() const { return content_.index() == 0; }
  bool is_integer() const { return content_.index() == 1; }
  bool is_text() const { return content_.index() == 2; }
  bool is_bytes() const { return content_.index() == 3; }
  // Each may only be asked of a value of its kind (asserted).
  std::int64_t integer() const {
    assert(is_integer());
    return std::get<1>(content_);
  }
  const std::string& text() const {
    assert(is_text());
    return std::get<2>(content_);
  }
  const std::string& bytes() const {
    assert(is_bytes());
    return std::get<3>(content_);
  }
  friend bool operator==(const Value&, const Value&) = default;

 private:
  std::variant<std::monostate, std::int64_t, std::string, std::basic_string<char>> content_;
};

using Values = std::vector<Value>;

/// One row of an answer. The kind asked for must be the column's (asserted): a wrong one is our own
/// mistake in the SQL.
class Row {
 public:
  explicit Row(Values values) : values_(std::move(values)) {}

  std::size_t size() const { return values_.size(); }
  const Value& at(std::size_t column) const {
    assert(column < values_.size());
    return values_[column];
  }
  bool is_null(std::size_t column) const { return at(column).is_null(); }
  std::int64_t integer(std::size_t column) const { return at(column).integer(); }
  bool boolean(std::size_t column) const { return at(column).integer() != 0; }
  const std::string& text(std::size_t column) const { return at(column).text(); }
  const std::string& bytes(std::size_t column) const { return at(column).bytes(); }
  std::optional<std::int64_t> maybe_integer(std::size_t column) const {
    if (is_null(column)) return std::nullopt;
    return integer(column);
  }
  const Values& values() const { return values_; }

 private:
  Values values_;
};

using Rows = std::vector<Row>;

}  // namespace utvag::db
