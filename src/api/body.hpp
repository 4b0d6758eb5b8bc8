#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/json.hpp"

/// Reads the JSON objects that requests carry. Inside src/api only.
namespace utvag::api {

/// An object whose keys are asked for one by one; what is missing, of another kind or not asked for
/// is a fault ("api.body", `where` its path), and every fault is kept.
class Body {
 public:
  Body(const Json& object, std::string path, std::vector<Error>& faults);

  bool has(std::string_view key) const;
  std::string text(std::string_view key, bool mandatory = true);
  std::int64_t integer(std::string_view key);
  std::optional<std::int64_t> maybe_integer(std::string_view key);
  bool boolean(std::string_view key, bool otherwise);
  Date date(std::string_view key);
  std::optional<Date> maybe_date(std::string_view key);
  /// The place of the text among `names`.
  std::size_t one_of(std::string_view key, const std::vector<std::string_view>& names);
  /// The objects of an array, each with its path.
  std::vector<Body> objects(std::string_view key);
  /// Tells of keys that nobody asked for. Call it last.
  void end();

 private:
  const Json* take(std::string_view key, bool mandatory);
  void wrong(std::string_view key, std::string sv, std::string en);

  const Json* object_;
  std::string path_;
  std::vector<Error>* faults_;
  std::vector<std::string_view> asked_;
};

}  // namespace utvag::api
