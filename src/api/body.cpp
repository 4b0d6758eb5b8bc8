#include "api/body.hpp"
#include "base/whole_number.hpp"

#include <algorithm>

namespace utvag::api {

Body::Body(const Json& object, std::string path, std::vector<Error>& faults)
    : object_(&object), path_(std::move(path)), faults_(&faults) {
  if (object.is(Json::Kind::object)) return;
  object_ = nullptr;
  wrong("", "Här ska det stå ett objekt.", "An object is wanted here.");
}

void Body::wrong(std::string_view key, std::string sv, std::string en) {
  faults_->push_back({"api.body", path_ + std::string(key), std::move(sv), std::move(en)});
}

bool Body::has(std::string_view key) const {
  const Json* found = object_ == nullptr ? nullptr : object_->find(key);
  return found != nullptr && !found->is(Json::Kind::null);
}

const Json* Body::take(std::string_view key, bool mandatory) {
  asked_.push_back(key);
  if (has(key)) return object_->find(key);
  if (mandatory && object_ != nullptr) wrong(key, "Uppgiften saknas.", "This is missing.");
  return nullptr;
}

std::string Body::text(std::string_view key, bool mandatory) {
  const Json* found = take(key, mandatory);
  if (found == nullptr) return {};
  if (found->is(Json::Kind::string)) return found->string();
  wrong(key, "Här ska det stå en text.", "A text is wanted here.");
  return {};
}

std::int64_t Body::integer(std::string_view key) {
  const std::optional<std::int64_t> found = maybe_integer(key);
  if (!found && !has(key) && object_ != nullptr) take(key, true);
  return found.value_or(0);
}

std::optional<std::int64_t> Body::maybe_integer(std::string_view key) {
  const Json* found = take(key, false);
  if (found == nullptr) return std::nullopt;
  const auto value =
      found->is(Json::Kind::number) ? whole_number<std::int64_t>(found->number()) : std::nullopt;
  if (!value) wrong(key, "Här ska det stå ett heltal.", "A whole number is wanted here.");
  return value;
}

bool Body::boolean(std::string_view key, bool otherwise) {
  const Json* found = take(key, false);
  if (found == nullptr) return otherwise;
  if (found->is(Json::Kind::boolean)) return found->boolean();
  wrong(key, "Här ska det stå true eller false.", "True or false is wanted here.");
  return otherwise;
}

Date Body::date(std::string_view key) {
  const std::optional<Date> found = maybe_date(key);
  if (!found && !has(key) && object_ != nullptr) take(key, true);
  return found.value_or(Date{});
}

std::optional<Date> Body::maybe_date(std::string_view key) {
  const Json* found = take(key, false);
  if (found == nullptr) return std::nullopt;
  const auto day = found->is(Json::Kind::string) ? parse_date(found->string()) : std::nullopt;
  if (!day) {
    wrong(key, "Datumet ska skrivas ÅÅÅÅ-MM-DD och finnas.",
          "The date is written YYYY-MM-DD and must exist.");
  }
  return day;
}

std::size_t Body::one_of(std::string_view key, const std::vector<std::string_view>& names) {
  const std::string said = text(key);
  const auto found = std::find(names.begin(), names.end(), said);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  if (!said.empty()) {
    std::string all;
    for (const std::string_view name : names) all.append(all.empty() ? "" : ", ").append(name);
    wrong(key, "Här ska det stå ett av: " + all + ".", "One of these is wanted: " + all + ".");
  }
  return 0;
}

std::vector<Body> Body::objects(std::string_view key) {
  const Json* found = take(key, true);
  std::vector<Body> all;
  if (found == nullptr) return all;
  if (!found->is(Json::Kind::array)) {
    wrong(key, "Här ska det stå en lista.", "A list is wanted here.");
    return all;
  }
  for (std::size_t i = 0; i < found->items().size(); ++i) {
    all.emplace_back(found->items()[i], path_ + std::string(key) + "[" + std::to_string(i) + "].",
                     *faults_);
  }
  return all;
}

void Body::end() {
  if (object_ == nullptr) return;
  for (const JsonMember& member : object_->members()) {
    if (std::find(asked_.begin(), asked_.end(), member.key) != asked_.end()) continue;
    // The name is not repeated: it may hold anything.
    wrong("", "Det finns en uppgift som inte hör hit. Se /api/v1/openapi.json.",
          "Something here does not belong. See /api/v1/openapi.json.");
    return;
  }
}

}  // namespace utvag::api
