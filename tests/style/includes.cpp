#include <algorithm>
#include <array>
#include <cstddef>
#include <map>

#include "style.hpp"

namespace utvag::style {
namespace {

/// What each room may include, beside itself. docs/architecture.md draws the same.
const std::map<std::string, std::vector<std::string>, std::less<>>& rooms() {
  static const std::map<std::string, std::vector<std::string>, std::less<>> table = {
      {"base", {}},
      {"text", {"base"}},
      {"db", {"base"}},
      {"text/compile", {"base", "text"}},
      {"rules/language", {"base"}},
      {"rules/graph", {"base", "rules/language"}},
      {"rules/blocks", {"base", "rules/language", "rules/graph"}},
      {"rules/explain", {"base", "rules/language", "rules/graph"}},
      {"rules/tools", {"base", "rules/language", "rules/graph", "rules/explain"}},
      {"lab", {"base", "rules/language", "rules/graph", "rules/blocks"}},
      {"norm", {"base", "text", "rules/language", "rules/graph", "rules/explain"}},
      {"demo", {"base", "text", "db", "rules/graph", "norm", "cases"}},
      {"cases", {"base", "text", "db", "rules/language", "rules/graph", "rules/explain", "norm"}},
      {"net", {"base"}},
      {"html", {"base", "text"}},
      {"doors", {"base"}},
      {"api",
       {"base", "text", "rules/language", "rules/graph", "rules/explain", "norm", "net", "cases",
        "db"}},
      {"web",
       {"base", "text", "rules/language", "rules/graph", "rules/explain", "norm", "net", "html",
        "doors", "api", "cases", "db"}},
      {"app",
       {"base", "text", "db", "rules/language", "rules/graph", "rules/explain", "rules/tools",
        "norm", "cases", "demo", "net", "html", "doors", "api", "web", "lab", "rules/blocks"}},
  };
  return table;
}

/// A part of somebody else's and the only places that may open it.
struct Door {
  std::string_view header;
  std::vector<std::string_view> places;
};

const std::vector<Door>& doors() {
  // One part a line, so that two that are added at once do not collide.
  // clang-format off
  static const std::vector<Door> table = {
      {"nlohmann/", {"src/base/json.cpp"}},
      {"unicode/", {"src/base/text.cpp"}},
      {"openssl/", {"src/base/sha256.cpp"}},
      {"zlib.h", {"src/base/deflate.cpp"}},
      {"hwy/", {"src/rules/blocks/kernels.cpp"}},
      {"doctest/", {"_test.cpp", "tests/"}},
      {"boost/", {"tests/oracle/oracle.cpp", "src/net/server.cpp"}},
      {"sys/socket.h", {"src/net/server_test.cpp"}},
      {"sys/time.h", {"src/net/server_test.cpp"}},
      {"arpa/", {"src/net/server_test.cpp"}},
      {"unistd.h", {"src/net/server_test.cpp"}},
      {"sqlite3.h", {"src/db/sqlite.cpp"}},
      {"libpq-fe.h", {"src/db/postgresql.cpp"}},
  };
  // clang-format on
  return table;
}

constexpr std::array<std::string_view, 83> kStandardHeaders = {"algorithm",
                                                               "any",
                                                               "array",
                                                               "atomic",
                                                               "bit",
                                                               "bitset",
                                                               "cassert",
                                                               "cctype",
                                                               "cerrno",
                                                               "cfloat",
                                                               "charconv",
                                                               "chrono",
                                                               "cinttypes",
                                                               "climits",
                                                               "clocale",
                                                               "cmath",
                                                               "compare",
                                                               "complex",
                                                               "concepts",
                                                               "condition_variable",
                                                               "csignal",
                                                               "cstdarg",
                                                               "cstddef",
                                                               "cstdint",
                                                               "cstdio",
                                                               "cstdlib",
                                                               "cstring",
                                                               "ctime",
                                                               "cwchar",
                                                               "deque",
                                                               "exception",
                                                               "execution",
                                                               "filesystem",
                                                               "forward_list",
                                                               "fstream",
                                                               "functional",
                                                               "future",
                                                               "initializer_list",
                                                               "iomanip",
                                                               "ios",
                                                               "iosfwd",
                                                               "iostream",
                                                               "istream",
                                                               "iterator",
                                                               "latch",
                                                               "limits",
                                                               "list",
                                                               "locale",
                                                               "map",
                                                               "memory",
                                                               "memory_resource",
                                                               "mutex",
                                                               "new",
                                                               "numbers",
                                                               "numeric",
                                                               "optional",
                                                               "ostream",
                                                               "queue",
                                                               "random",
                                                               "ranges",
                                                               "ratio",
                                                               "regex",
                                                               "set",
                                                               "shared_mutex",
                                                               "source_location",
                                                               "span",
                                                               "sstream",
                                                               "stack",
                                                               "stdexcept",
                                                               "stop_token",
                                                               "string",
                                                               "string_view",
                                                               "system_error",
                                                               "thread",
                                                               "tuple",
                                                               "type_traits",
                                                               "typeindex",
                                                               "unordered_map",
                                                               "unordered_set",
                                                               "utility",
                                                               "valarray",
                                                               "variant",
                                                               "vector"};

bool is_standard(std::string_view header) {
  return std::find(kStandardHeaders.begin(), kStandardHeaders.end(), header) !=
         kStandardHeaders.end();
}

bool is_input_or_output(std::string_view header) {
  constexpr std::array<std::string_view, 8> kHeaders = {
      "fstream", "iostream", "filesystem", "cstdio", "unistd.h", "fcntl.h", "thread", "future"};
  return std::find(kHeaders.begin(), kHeaders.end(), header) != kHeaders.end() ||
         header.starts_with("sys/");
}

/// "rules/graph" of "src/rules/graph/program.hpp"; empty outside the rooms.
std::string_view room_of(std::string_view path) {
  if (!path.starts_with("src/")) return {};
  path.remove_prefix(4);
  std::string_view best;
  for (const auto& [room, may] : rooms()) {
    if (path.starts_with(room + "/") && room.size() > best.size()) best = room;
  }
  return best;
}

class IncludeCheck {
 public:
  IncludeCheck(const Source& source, const std::set<std::string>& all_paths)
      : source_(source), all_paths_(all_paths), room_(room_of(source.path)) {}

  std::vector<Fault> run() {
    if (source_.path.starts_with("src/") && room_.empty()) {
      fault(1, "lies in no room of docs/architecture.md");
    }
    std::size_t at = 0;
    for (int line = 1; at < source_.text.size(); ++line) {
      const std::size_t end = std::min(source_.text.find('\n', at), source_.text.size());
      read(std::string_view(source_.text).substr(at, end - at), line);
      at = end + 1;
    }
    if (source_.path.ends_with(".hpp") && !source_.text.starts_with("#pragma once\n")) {
      fault(1, "a header begins with #pragma once");
    }
    return std::move(faults_);
  }

 private:
  void fault(int line, std::string message) {
    faults_.push_back({source_.path, line, std::move(message)});
  }

  void read(std::string_view text, int line) {
    constexpr std::string_view kInclude = "#include ";
    if (!text.starts_with(kInclude)) return;
    text.remove_prefix(kInclude.size());
    if (text.size() < 3) return;
    const char close = text[0] == '<' ? '>' : '"';
    const std::string_view name = text.substr(1, text.find(close, 1) - 1);
    if (close == '"') {
      ours(name, line);
    } else if (!is_standard(name)) {
      theirs(name, line);
    }
    const bool domain = !room_.empty() && !has_system(room_) && room_ != "text/compile";
    if (close == '>' && domain && is_input_or_output(name) &&
        !source_.path.ends_with("_test.cpp") && !source_.path.ends_with("_fixture.hpp")) {
      fault(line, "<" + std::string(name) + ">: a domain room does no input, output or threads");
    }
  }

  void ours(std::string_view name, int line) {
    if (name == "text/messages.hpp" || name == "text/staff.hpp")
      return;  // made when building, by text/compile
    const std::string from_src = "src/" + std::string(name);
    const std::size_t slash = source_.path.rfind('/');
    const std::string beside = source_.path.substr(0, slash + 1) + std::string(name);
    const bool in_room = room_.empty() && (all_paths_.count(beside) > 0 ||
                                           all_paths_.count("tests/" + std::string(name)) > 0);
    if (in_room || !all_paths_.count(from_src)) {
      if (!in_room) fault(line, "\"" + std::string(name) + "\" is no file of ours, from src/");
      return;
    }
    const std::string_view target = room_of(from_src);
    if (room_.empty() || target == room_) return;
    const std::vector<std::string>& may = rooms().find(room_)->second;
    if (std::find(may.begin(), may.end(), target) == may.end()) {
      fault(line, "the arrow from " + std::string(room_) + " to " + std::string(target) +
                      " points the wrong way");
    }
  }

  void theirs(std::string_view name, int line) {
    const std::string shown = "<" + std::string(name) + ">";
    if (source_.path.ends_with(".hpp")) {
      fault(line, shown + ": our headers include no third-party header");
      return;
    }
    // The operating system's own headers belong to the program, not to the rooms below it.
    if (source_.path.starts_with("tests/") && is_system(name)) return;
    if (has_system(room_) && name.find("nlohmann") == std::string_view::npos && is_system(name))
      return;
    for (const Door& door : doors()) {
      if (!name.starts_with(door.header)) continue;
      for (const std::string_view place : door.places) {
        if (source_.path.starts_with(place) || source_.path.ends_with(place)) return;
      }
      fault(line, shown + " has its door elsewhere");
      return;
    }
    fault(line, shown + ": an unknown part; give it a door in tests/style/includes.cpp and a " +
                    "reason in docs/dependencies.md");
  }

  /// The rooms that may reach the operating system.
  static bool has_system(std::string_view room) { return room == "app" || room == "db"; }

  static bool is_system(std::string_view name) {
    return name.ends_with(".h") &&
           (name.starts_with("sys/") || name.find('/') == std::string_view::npos);
  }

  const Source& source_;
  const std::set<std::string>& all_paths_;
  std::string_view room_;
  std::vector<Fault> faults_;
};

/// "docs/a/../b.md" as "docs/b.md"; empty when it leaves the repository.
std::string resolved(std::string_view folder, std::string_view target) {
  std::vector<std::string> parts;
  const std::string joined = std::string(folder) + "/" + std::string(target);
  for (std::size_t at = 0; at <= joined.size();) {
    const std::size_t end = std::min(joined.find('/', at), joined.size());
    const std::string part = joined.substr(at, end - at);
    at = end + 1;
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (parts.empty()) {
      return {};
    } else {
      parts.pop_back();
    }
  }
  std::string path;
  for (const std::string& part : parts) path += (path.empty() ? "" : "/") + part;
  return path;
}

bool exists(const std::string& path, const std::set<std::string>& all_paths) {
  if (all_paths.count(path) > 0) return true;
  const auto below = all_paths.lower_bound(path + "/");
  return below != all_paths.end() && below->starts_with(path + "/");
}

}  // namespace

std::vector<Fault> check_includes(const Source& source, const std::set<std::string>& all_paths) {
  return IncludeCheck(source, all_paths).run();
}

std::vector<Fault> check_links(const Source& source, const std::set<std::string>& all_paths) {
  std::vector<Fault> faults;
  const std::size_t slash = source.path.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : source.path.substr(0, slash);
  bool code = false;
  std::size_t at = 0;
  for (int line = 1; at < source.text.size(); ++line) {
    const std::size_t end = std::min(source.text.find('\n', at), source.text.size());
    const std::string_view text = std::string_view(source.text).substr(at, end - at);
    at = end + 1;
    if (text.starts_with("```")) code = !code;
    if (code) continue;
    for (std::size_t link = text.find("]("); link != text.npos; link = text.find("](", link + 2)) {
      const std::size_t close = std::min(text.find(')', link), text.size());
      std::string_view target = text.substr(link + 2, close - link - 2);
      if (target.find(':') != target.npos || target.starts_with('#')) continue;
      target = target.substr(0, target.find('#'));
      const std::string path = resolved(folder, target);
      if (path.empty() || !exists(path, all_paths)) {
        faults.push_back({source.path, line, "the link leads nowhere: " + std::string(target)});
      }
    }
  }
  return faults;
}

}  // namespace utvag::style
