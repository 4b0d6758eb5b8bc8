#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "rules/graph/check_fixture.hpp"

using namespace utvag;
using namespace utvag::rules;
using namespace utvag::rules::fixture;

/// Each file of tests/check is a small wrong pack with the faults it must give. Lines `#==
/// x/y.norm` begin a file of the pack x; without one the text is a file of a national pack that has
/// fixture::kPrelude. Lines `#> CODE FILE LINE:COLUMN` at its end are the faults, in order. With
/// UTVAG_GOLDEN=show the faults are printed in full, to be read before they are written down.
namespace {

namespace fs = std::filesystem;

struct Golden {
  std::vector<PackSource> packs;
  std::string expected;
};

std::string text_of(const fs::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// The text of each file of the packs, by its name.
std::map<std::string, std::string> split(const std::string& text, std::string& expected) {
  std::map<std::string, std::string> files;
  std::string name = "se/b.norm";
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("#> ", 0) == 0) {
      expected += line.substr(3) + "\n";
    } else if (line.rfind("#== ", 0) == 0) {
      name = line.substr(4);
    } else {
      files[name] += line + "\n";
    }
  }
  return files;
}

Golden read(const fs::path& path) {
  Golden golden;
  std::map<std::string, PackSource> packs;
  const auto files = split(text_of(path), golden.expected);
  const bool bare = files.count("se/a.norm") > 0 || files.count("a/a.norm") > 0;
  if (!bare) packs["se"].files.push_back({"se/a.norm", kPrelude});
  for (const auto& [name, text] : files) {
    const std::string pack = name.substr(0, name.find('/'));
    if (bare && name == "se/b.norm") continue;  // only the comment at the top
    const bool manifest = name == pack + "/a.norm";
    // The defaults stand in a file's last line, so that lines count as written.
    packs[pack].files.push_back({name, manifest ? text : text + kDefaults});
    if (!manifest && pack != "se") packs[pack].files.push_back(municipal("", pack).files[0]);
  }
  for (auto& [name, pack] : packs) {
    pack.name = name;
    golden.packs.push_back(pack);
  }
  return golden;
}

std::string told(const Compiled& compiled) {
  std::string text;
  for (const Diagnostic& fault : compiled.diagnostics) {
    const auto file = static_cast<std::size_t>(fault.span.file);
    text += fault.code + " " + (fault.span.file < 0 ? "-" : compiled.files[file].name) + " " +
            std::to_string(fault.span.line) + ":" + std::to_string(fault.span.column) + "\n";
  }
  return text;
}

std::vector<fs::path> all_files() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(UTVAG_SOURCE_DIR "/tests/check")) {
    if (entry.path().extension() == ".norm") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

TEST_CASE("each wrong pack gives exactly its faults, at their places") {
  const auto paths = all_files();
  REQUIRE(paths.size() > 60);
  const char* mode = std::getenv("UTVAG_GOLDEN");
  for (const fs::path& path : paths) {
    CAPTURE(path.filename().string());
    const Golden golden = read(path);
    const Compiled compiled = compile(golden.packs);
    if (mode != nullptr && std::string(mode) == "show") {
      std::cout << "=== " << path.filename().string() << "\n"
                << told(compiled) << "\n"
                << all_text(compiled);
    }
    CHECK_MESSAGE(told(compiled) == golden.expected, all_text(compiled));
    const bool wrong = std::any_of(compiled.diagnostics.begin(), compiled.diagnostics.end(),
                                   [](const auto& d) { return d.severity == Severity::error; });
    CHECK((compiled.program == nullptr) == wrong);
    for (const Diagnostic& fault : compiled.diagnostics) {
      CAPTURE(fault.code);
      CHECK_FALSE(fault.sv.empty());
      CHECK_FALSE(fault.en.empty());
      CHECK(fault.fix_sv.empty() == fault.fix_en.empty());
    }
  }
}

TEST_CASE("each kind of fault that the checker can tell has a wrong pack") {
  // Limits take packs too large to write out; they have tests of their own in check_test.cpp.
  const std::set<std::string> limits = {"language.too-many-definitions", "language.too-many-rows",
                                        "language.too-many-versions"};
  std::string expected;
  for (const fs::path& path : all_files()) expected += read(path).expected;
  const std::regex code("\"((language|overlay|pack)\\.[a-z-]+)\"");
  std::size_t seen = 0;
  for (const auto& entry : fs::directory_iterator(UTVAG_SOURCE_DIR "/src/rules/graph")) {
    const std::string name = entry.path().filename().string();
    const bool checker = name.rfind("check", 0) == 0 || name.rfind("types", 0) == 0;
    if (!checker || name.find("_test.cpp") != std::string::npos) continue;
    const std::string text = text_of(entry.path());
    for (std::sregex_iterator it(text.begin(), text.end(), code), end; it != end; ++it) {
      const std::string told = (*it)[1];
      CAPTURE(told);
      ++seen;
      const bool has_pack = expected.find(told + " ") != std::string::npos;
      CHECK((has_pack || limits.count(told) > 0));
    }
  }
  CHECK(seen > 80);
}

TEST_CASE("the order of files and of packs means nothing") {
  for (const fs::path& path : all_files()) {
    CAPTURE(path.filename().string());
    Golden golden = read(path);
    const std::string first = told(compile(golden.packs));
    for (PackSource& pack : golden.packs) std::reverse(pack.files.begin(), pack.files.end());
    CHECK(told(compile(golden.packs)) == first);
  }
}
