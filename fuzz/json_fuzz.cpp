// Any bytes: the reader answers with a tree or an error that has a place and both languages.
// Whatever it reads must have amounts that are read or refused, never wrapped.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/decimal.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void visit(const utvag::Json& value) {
  using Kind = utvag::Json::Kind;
  if (value.is(Kind::string)) require(!utvag::find_invalid_utf8(value.string()));
  if (value.is(Kind::number)) {
    const auto ore = utvag::parse_kronor(value.number());
    if (ore.ok()) {
      require(ore.value() <= utvag::kLargestKronor * 100);
      require(ore.value() >= -utvag::kLargestKronor * 100);
    }
  }
  if (value.is(Kind::array)) {
    for (const utvag::Json& item : value.items()) visit(item);
  }
  if (value.is(Kind::object)) {
    for (const utvag::JsonMember& member : value.members()) {
      require(value.find(member.key) == &member.value);
      visit(member.value);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto result = utvag::parse_json(text);
  if (result.ok()) {
    visit(result.value());
  } else {
    require(!result.error().sv.empty() && !result.error().en.empty());
    require(!utvag::find_invalid_utf8(result.error().sv));
  }
  return 0;
}
