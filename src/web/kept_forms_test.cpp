#include "web/kept_forms.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace utvag;
using namespace utvag::web;

namespace {

KeptForms kept_forms(const KeptLimits& limits) {
  return KeptForms(limits, [n = 0]() mutable { return "key" + std::to_string(n++); });
}

KeptForm form(const std::string& text) {
  KeptForm kept{"/sok", {}, true};
  kept.form.fields.push_back({"sök", text, false, {}, {}});
  return kept;
}

}  // namespace

TEST_CASE("a form is given back to whom it belongs, for its time") {
  KeptForms forms = kept_forms({10'000, 4, 60});
  const std::string key = forms.keep("anna", form("Åberg"), {100});
  REQUIRE_FALSE(key.empty());
  const auto found = forms.find(key, "anna", {159});
  REQUIRE(found);
  CHECK(found->form.value("sök") == "Åberg");
  CHECK_FALSE(forms.find(key, "bo", {101}));
  CHECK_FALSE(forms.find("key9", "anna", {101}));
  CHECK_FALSE(forms.find(key, "anna", {160}));
  CHECK_FALSE(forms.take(key, "bo", {101}));
  CHECK(forms.take(key, "anna", {101}));
  CHECK_FALSE(forms.take(key, "anna", {101}));
  CHECK(forms.bytes() == 0);
}

TEST_CASE("memory is bounded: the oldest go first, each owner has its share") {
  KeptForms forms = kept_forms({10'000, 3, 60});
  CHECK(forms.keep("anna", form(std::string(3000, 'x')), {0}).empty());
  std::vector<std::string> keys;
  for (int i = 0; i < 5; ++i) keys.push_back(forms.keep("anna", form("x"), {0}));
  CHECK_FALSE(forms.find(keys[1], "anna", {0}));
  CHECK(forms.find(keys[2], "anna", {0}));
  for (int i = 0; i < 100; ++i) {
    CHECK_FALSE(forms.keep("bo" + std::to_string(i), form(std::string(500, 'x')), {1}).empty());
    CHECK(forms.bytes() <= 10'000);
  }
  CHECK_FALSE(forms.find(keys[4], "anna", {1}));
  const std::string last = forms.keep("cia", form("x"), {100});
  CHECK(forms.bytes() < 1000);  // what was too old went with it
  forms.forget("cia");
  CHECK_FALSE(forms.find(last, "cia", {100}));
  CHECK(forms.bytes() == 0);
}

TEST_CASE("so many tries in a minute, and no memory for whoever has many addresses") {
  RateLimit limit(3);
  for (int i = 0; i < 3; ++i) CHECK_FALSE(limit.is_too_many("a", {60}));
  CHECK(limit.is_too_many("a", {119}));
  CHECK_FALSE(limit.is_too_many("b", {119}));
  CHECK_FALSE(limit.is_too_many("a", {120}));
  for (int i = 0; i < 10'000; ++i) (void)limit.is_too_many(std::to_string(i), {120});
  int refused = 0;
  for (int i = 10'000; i < 10'100; ++i) refused += limit.is_too_many(std::to_string(i), {120});
  CHECK(refused > 90);
}
