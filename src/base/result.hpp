#pragma once
#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace utvag {

/// What a person can cause, told to a person: a message in Swedish and in English saying what is
/// wrong, where, and what to do. Never holds personal data.
struct Error {
  std::string code;   ///< stable identifier, e.g. "json.duplicate-key"
  std::string where;  ///< path, file:line:column or field; may be empty
  std::string sv;
  std::string en;
};

/// A value or an Error. Engine failures are exceptions or assertions, never this.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}      // NOLINT
  Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  bool ok() const { return content_.index() == 0; }
  explicit operator bool() const { return ok(); }
  const T& value() const {
    assert(ok());
    return std::get<0>(content_);
  }
  T& value() {
    assert(ok());
    return std::get<0>(content_);
  }
  const Error& error() const {
    assert(!ok());
    return std::get<1>(content_);
  }

 private:
  std::variant<T, Error> content_;
};

}  // namespace utvag
