// Guidelines that cannot be rules: each is refused whole, with the reasons.
#include <doctest/doctest.h>

#include <string>

#include "support/pack_files.hpp"

namespace {

using namespace utvag;
using namespace utvag::rules;

const Diagnostic* find_code(const Compiled& compiled, std::string_view code) {
  for (const Diagnostic& diagnostic : compiled.diagnostics) {
    if (diagnostic.severity == Severity::error && diagnostic.code == code) return &diagnostic;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("Vimmerby's older table is refused: overlapping rows, and no known start") {
  const Compiled compiled = compile(
      {tests::read_pack("packs/se"), tests::read_pack("tests/refused/0884-vimmerby-before-2019")});
  CHECK(compiled.program == nullptr);
  const Diagnostic* overlap = find_code(compiled, "language.row-overlap");
  const Diagnostic* no_start = find_code(compiled, "language.version-start");
  REQUIRE_MESSAGE(overlap != nullptr, tests::render_all(compiled));
  REQUIRE_MESSAGE(no_start != nullptr, tests::render_all(compiled));
  for (const Diagnostic* fault : {overlap, no_start}) {
    CHECK(fault->span.file >= 0);
    CHECK(fault->span.line > 0);
    CHECK_FALSE(fault->sv.empty());
    CHECK_FALSE(fault->fix_sv.empty());
    REQUIRE_FALSE(fault->citations.empty());
    CHECK(fault->citations.front().find("Vimmerby") != std::string::npos);
  }
  CHECK(no_start->sv.find("ingen känd början") != std::string::npos);
  CHECK(overlap->sv.find("samma fall") != std::string::npos);
  CHECK_FALSE(overlap->related.empty());
}

TEST_CASE("Vimmerby's older table is refused for its overlapping rows even if a start is assumed") {
  PackSource pack = tests::read_pack("tests/refused/0884-vimmerby-before-2019");
  const std::string unknown = "från okänt";
  for (SourceFile& file : pack.files) {
    for (auto at = file.text.find(unknown); at != std::string::npos;
         at = file.text.find(unknown, at)) {
      file.text.replace(at, unknown.size(), "från år 2018");
    }
  }
  const Compiled compiled = compile({tests::read_pack("packs/se"), pack});
  CHECK(compiled.program == nullptr);
  CHECK(find_code(compiled, "language.version-start") == nullptr);
  CHECK(find_code(compiled, "language.row-overlap") != nullptr);
}
