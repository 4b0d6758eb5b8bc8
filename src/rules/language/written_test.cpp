// What the repository itself has written in the language: its description and its packs.

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "rules/language/dump.hpp"
#include "rules/language/syntax.hpp"

using namespace utvag::rules;

namespace {

std::string contents(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  REQUIRE(stream.good());
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// Parses without faults, and means the same in the house format, which stays as it is.
void check(const SourceFile& source) {
  std::vector<Diagnostic> faults;
  const syntax::File file = parse(source, 0, faults);
  std::string told;
  for (const Diagnostic& fault : faults) told += render(fault, {source}, Language::en);
  INFO(source.name);
  INFO(told);
  REQUIRE(faults.empty());
  CHECK(file.decls.size() + file.tests.size() > 0);
  const SourceFile house{source.name, format(source, file)};
  const syntax::File again = parse(house, 0, faults);
  REQUIRE(faults.empty());
  CHECK(dump(again) == dump(file));
  CHECK(again.comments.size() == file.comments.size());
  CHECK(format(house, again) == house.text);
}

}  // namespace

TEST_CASE("the examples of docs/language.md are in the language") {
  const std::string page = contents(std::string(UTVAG_SOURCE_DIR) + "/docs/language.md");
  for (const auto& [first, name] : {std::pair<std::string, std::string>{"paket se", "docs/a.norm"},
                                    {"prov \"", "docs/a.prov"}}) {
    const std::size_t begin = page.find("```\n" + first);
    REQUIRE(begin != std::string::npos);
    const std::size_t end = page.find("```", begin + 4);
    REQUIRE(end != std::string::npos);
    check({name, page.substr(begin + 4, end - begin - 4)});
  }
}

TEST_CASE("every file of the packs parses and survives the formatter") {
  std::size_t files = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(std::string(UTVAG_SOURCE_DIR) + "/packs")) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() != ".norm" && path.extension() != ".prov") continue;
    check({path.filename().string(), contents(path)});
    ++files;
  }
  CHECK(files > 10);
}
