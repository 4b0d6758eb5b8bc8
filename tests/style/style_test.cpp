#include "style.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace utvag::style {
namespace {

namespace fs = std::filesystem;

std::string messages(const std::vector<Fault>& faults) {
  std::string text;
  for (const Fault& fault : faults) {
    text += fault.path + ":" + std::to_string(fault.line) + ": " + fault.message + "\n";
  }
  return text;
}

std::string blanked(std::string_view text) {
  return without_comments_and_strings(text, RawLines::keep);
}

std::string body(int lines) {
  std::string text = "int f() {\n";
  for (int i = 0; i < lines - 2; ++i) text += "  g();\n";
  return text + "}\n";
}

TEST_CASE("what is not code is blanked and lines are kept") {
  CHECK(blanked("a // b\nc") == "a     \nc");
  CHECK(blanked("a /* {\n */ b") == "a     \n    b");
  CHECK(blanked("f(\"{\\\"\", '{', 1'000)") == "f(\"   \", ' ', 1'000)");
  CHECK(blanked("R\"x({)\")x\" }") == "R          }");
  CHECK(blanked("U'{' }") == "U' ' }");
  CHECK(without_comments_and_strings("R\"(a\nb)\"\n", RawLines::erase) == "R       \n");
}

TEST_CASE("long functions are found where they begin, others are not") {
  CHECK(check_functions({"a.cpp", body(70)}).empty());
  CHECK(messages(check_functions({"a.cpp", "namespace n {\n\n" + body(71) + "}\n"})) ==
        "a.cpp:3: a function of 71 lines, more than 70\n");
  CHECK(check_functions({"a.cpp", body(40) + body(40)}).empty());
  std::string table = "const int t[] = {\n";
  for (int i = 0; i < 100; ++i) table += "  1,\n";
  CHECK(check_functions({"a.cpp", table + "};\n"}).empty());
  std::string type = "class A : public B {\n public:\n  A() : b_{1}, c_(2) {}\n";
  for (int i = 0; i < 100; ++i) type += "  int m() const { return b_; }\n";
  CHECK(check_functions({"a.cpp", type + "};\n"}).empty());
  std::string method = "class A {\n public:\n  A()\n      : b_{1} {\n";
  for (int i = 0; i < 68; ++i) method += "    g();\n";
  CHECK(messages(check_functions({"a.cpp", method + "  }\n};\n"})) ==
        "a.cpp:3: a function of 71 lines, more than 70\n");
  CHECK(check_functions({"a.cpp", "int f() {\n"}).size() == 1);
  const std::string sample = "f(R\"(" + std::string(100, '\n') + ")\");\n";
  CHECK(check_functions({"a.cpp", "int f() {\n" + sample + "}\n"}).empty());
  CHECK(messages(check_functions({"a.cpp", "int f() {\n" + sample + "}\n" + body(71)})) ==
        "a.cpp:104: a function of 71 lines, more than 70\n");
}

TEST_CASE("lines, files, tabs and unfinished work are found") {
  CHECK(check_lengths({"a.cpp", std::string(100, 'a') + "\n"}).empty());
  CHECK(check_lengths({"a.cpp", std::string(101, 'a') + "\n"}).size() == 1);
  std::string swedish;
  for (int i = 0; i < 100; ++i) swedish += "ö";
  CHECK(check_lengths({"a.cpp", swedish + "\n"}).empty());
  CHECK(check_lengths({"a.cpp", std::string(800, '\n')}).empty());
  CHECK(check_lengths({"a.cpp", std::string(801, '\n')}).size() == 1);
  CHECK(check_lengths({"a.cpp", "\ta\n"}).size() == 1);
  CHECK(check_text({"a.md", "a\nb\n"}).empty());
  CHECK(check_text({"a.md", "a \n"}).size() == 1);
  CHECK(check_text({"a.md", "a"}).size() == 1);
  CHECK(check_text({"a.md", std::string("// TO") + "DO later\n"}).size() == 1);
  CHECK(check_text({"a.md", std::string("see /ho") + "me/anna/a\n"}).size() == 1);
}

TEST_CASE("arrows, third-party headers and doors") {
  const std::set<std::string> all = {"src/base/json.hpp", "src/norm/norm.hpp",
                                     "src/rules/graph/program.hpp", "tests/style/style.hpp"};
  const auto check = [&](const char* path, const char* include) {
    const bool header = std::string_view(path).ends_with(".hpp");
    return check_includes({path, std::string(header ? "#pragma once\n" : "") + include + "\n"}, all)
        .size();
  };
  CHECK(check("src/norm/norm.cpp", "#include \"rules/graph/program.hpp\"") == 0);
  CHECK(check("src/rules/graph/a.cpp", "#include \"norm/norm.hpp\"") == 1);
  CHECK(check("src/base/a.cpp", "#include \"rules/graph/program.hpp\"") == 1);
  CHECK(check("src/base/a.cpp", "#include \"base/missing.hpp\"") == 1);
  CHECK(check("src/app/main/main.cpp", "#include \"norm/norm.hpp\"") == 0);
  CHECK(check("src/cellar/a.cpp", "") == 1);
  CHECK(check("tests/style/a.cpp", "#include \"style.hpp\"") == 0);
  CHECK(check("src/base/json.cpp", "#include <nlohmann/json.hpp>") == 0);
  CHECK(check("src/norm/norm.cpp", "#include <nlohmann/json.hpp>") == 1);
  CHECK(check("src/base/json.hpp", "#include <nlohmann/json.hpp>") == 1);
  CHECK(check("src/base/json.hpp", "#include <vector>") == 0);
  CHECK(check("src/base/a.cpp", "#include <curl/curl.h>") == 1);
  CHECK(check("src/norm/norm.cpp", "#include <fstream>") == 1);
  CHECK(check("src/norm/norm_test.cpp", "#include <fstream>") == 0);
  CHECK(check("src/norm/norm_test.cpp", "#include <doctest/doctest.h>") == 0);
  CHECK(check("src/norm/norm.cpp", "#include <doctest/doctest.h>") == 1);
  CHECK(check_includes({"src/base/json.hpp", "#include <vector>\n"}, all).size() == 1);
}

TEST_CASE("floating point and the machine's clock stay out of the domain") {
  CHECK(check_exactness({"src/norm/a.cpp", "double kr = 1; // float\n"}).size() == 1);
  CHECK(check_exactness({"src/norm/a.cpp", "auto s = \"double\"; int double_rent = 2;\n"}).empty());
  CHECK(check_exactness({"src/norm/a.cpp", "auto t = std::time(nullptr);\n"}).size() == 1);
  CHECK(check_exactness({"src/rules/graph/a.cpp", "std::chrono::system_clock::now();\n"}).size() ==
        1);
  CHECK(check_exactness({"src/base/clock.cpp", "std::chrono::system_clock::now();\n"}).empty());
  CHECK(check_exactness({"src/app/a.cpp", "double seconds = 1;\n"}).empty());
}

TEST_CASE("links that lead nowhere are found") {
  const std::set<std::string> all = {"README.md", "docs/a.md", "docs/decisions/0001.md"};
  CHECK(check_links({"README.md", "[a](docs/a.md#x) [b](docs/decisions/) [c](https://x.se)\n"}, all)
            .empty());
  CHECK(check_links({"docs/a.md", "[a](../README.md) [b](decisions/0001.md)\n"}, all).empty());
  CHECK(check_links({"docs/a.md", "[a](README.md)\n"}, all).size() == 1);
  CHECK(check_links({"README.md", "[a](../secret)\n"}, all).size() == 1);
  CHECK(check_links({"README.md", "```\n[a](none)\n```\n"}, all).empty());
}

std::string read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  REQUIRE(stream.good());
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::vector<Source> repository() {
  const fs::path root = UTVAG_SOURCE_DIR;
  const std::set<std::string> outside = {".git", "build", "node_modules", ".cache"};
  std::vector<Source> sources;
  for (fs::recursive_directory_iterator entry(root), end; entry != end; ++entry) {
    if (entry->is_directory() && outside.count(entry->path().filename().string()) > 0) {
      entry.disable_recursion_pending();
    }
    if (!entry->is_regular_file() || entry->path().filename() == ".git") continue;
    sources.push_back({entry->path().lexically_relative(root).generic_string(), read(*entry)});
  }
  return sources;
}

bool is_text(const Source& source) {
  return source.text.find('\0') == std::string::npos && !source.path.starts_with("fuzz/seeds/");
}

bool is_cpp(const std::string& path) {
  return path.ends_with(".cpp") || path.ends_with(".hpp");
}

bool is_code(const std::string& path) {
  return is_cpp(path) || path.ends_with("CMakeLists.txt") || path.ends_with(".sh") ||
         path == "run" || path == "test" || path == ".ci/run";
}

TEST_CASE("the repository keeps the house rules") {
  const std::vector<Source> sources = repository();
  REQUIRE(sources.size() > 20);
  std::set<std::string> all;
  for (const Source& source : sources) all.insert(source.path);
  std::vector<Fault> faults;
  const auto take = [&](std::vector<Fault> more) {
    faults.insert(faults.end(), std::make_move_iterator(more.begin()),
                  std::make_move_iterator(more.end()));
  };
  for (const Source& source : sources) {
    if (!is_text(source)) continue;
    take(check_text(source));
    if (is_code(source.path)) take(check_lengths(source));
    if (source.path.ends_with(".md")) take(check_links(source, all));
    if (!is_cpp(source.path)) continue;
    take(check_functions(source));
    take(check_includes(source, all));
    take(check_exactness(source));
  }
  INFO(messages(faults));
  CHECK(faults.empty());
}

TEST_CASE("every package that is installed has its reason written down") {
  const fs::path root = UTVAG_SOURCE_DIR;
  const std::string script = read(root / ".ci/packages.sh");
  const std::string reasons = read(root / "docs/dependencies.md");
  std::size_t count = 0;
  bool inside = false;
  std::size_t at = 0;
  while (at < script.size()) {
    const std::size_t end = std::min(script.find('\n', at), script.size());
    const std::string line = script.substr(at, end - at);
    at = end + 1;
    if (line.ends_with("_packages=(")) {
      inside = true;
    } else if (line == ")") {
      inside = false;
    } else if (inside) {
      ++count;
      const std::string package = line.substr(line.find_first_not_of(' '));
      CAPTURE(package);
      CHECK(reasons.find("`" + package + "`") != std::string::npos);
    }
  }
  CHECK(count > 10);
}

}  // namespace
}  // namespace utvag::style
