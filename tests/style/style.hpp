#pragma once
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// The house rules that neither the compiler nor clang-format holds, as functions over one file's
/// text. Paths are relative to the repository's root, with forward slashes.
namespace utvag::style {

struct Source {
  std::string path;
  std::string text;
};

struct Fault {
  std::string path;
  int line;  ///< from 1
  std::string message;
};

inline constexpr int kMaxColumns = 100;
inline constexpr int kMaxFunctionLines = 70;
inline constexpr int kMaxFileLines = 800;

/// Whether the line ends inside a raw string are kept or become spaces too.
enum class RawLines { keep, erase };

/// C++ with the contents of comments, strings and characters replaced by spaces. Offsets are kept.
std::string without_comments_and_strings(std::string_view text, RawLines raw_lines);

/// Any text file: no trailing space, a newline last, no unfinished work, no machine's own paths.
std::vector<Fault> check_text(const Source& source);

/// C++, CMake and shell: line and file lengths, no tabs.
std::vector<Fault> check_lengths(const Source& source);

/// C++: no function longer than kMaxFunctionLines, from its signature to its closing brace;
/// lines inside a raw string are text and do not count.
std::vector<Fault> check_functions(const Source& source);

/// C++: includes follow the arrows between rooms and exist; headers include only the standard
/// library and our own; each third-party part has its one door; domain rooms do no input or output.
std::vector<Fault> check_includes(const Source& source, const std::set<std::string>& all_paths);

/// C++ of the domain rooms: no binary floating point and no clock of the machine.
std::vector<Fault> check_exactness(const Source& source);

/// Markdown: every relative link leads to a file or folder that exists.
std::vector<Fault> check_links(const Source& source, const std::set<std::string>& all_paths);

}  // namespace utvag::style
