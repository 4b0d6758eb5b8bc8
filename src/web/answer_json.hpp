#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

/// Reading a document of our own whose members may be absent. Inside src/web only.
namespace utvag::web {

/// A member of an object; JSON's null when there is none, or it is no object.
inline const Json& member_of(const Json& object, std::string_view key) {
  static const Json none;
  const Json* found = object.is(Json::Kind::object) ? object.find(key) : nullptr;
  return found != nullptr ? *found : none;
}

/// A text in an object; empty when there is none.
inline std::string text_of(const Json& object, std::string_view key) {
  const Json& found = member_of(object, key);
  return found.is(Json::Kind::string) ? found.string() : std::string();
}

inline const std::vector<Json>& items_of(const Json& object, std::string_view key) {
  static const std::vector<Json> none;
  const Json& found = member_of(object, key);
  return found.is(Json::Kind::array) ? found.items() : none;
}

inline bool is_true(const Json& object, std::string_view key) {
  const Json& found = member_of(object, key);
  return found.is(Json::Kind::boolean) && found.boolean();
}

}  // namespace utvag::web
