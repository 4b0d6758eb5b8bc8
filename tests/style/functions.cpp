#include <array>
#include <cctype>
#include <cstddef>

#include "style.hpp"

namespace utvag::style {
namespace {

enum class Block { scope, function, other };

/// Blanks preprocessor lines, whose braces need not match.
std::string without_directives(std::string code) {
  bool line_begins = true;
  bool directive = false;
  for (std::size_t at = 0; at < code.size(); ++at) {
    const char c = code[at];
    if (c == '\n') {
      const bool continued = directive && at > 0 && code[at - 1] == '\\';
      line_begins = true;
      directive = continued;
      continue;
    }
    if (line_begins && c == '#') directive = true;
    if (std::isspace(static_cast<unsigned char>(c)) == 0) line_begins = false;
    if (directive && c != '\\') code[at] = ' ';
  }
  return code;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

/// What the brace after `head` opens. clang-format puts a space before a body's brace and none
/// before an initialiser's, which is what tells them apart.
Block classify(std::string_view head) {
  const bool spaced = head.empty() || std::isspace(static_cast<unsigned char>(head.back())) != 0;
  head = trimmed(head);
  if (!spaced) return Block::other;
  if (head.ends_with('=') || head.ends_with(',') || head.ends_with('(')) return Block::other;
  constexpr std::array<std::string_view, 7> kScopes = {
      "namespace", "class", "struct", "union", "enum", "extern", "inline namespace"};
  for (const std::string_view scope : kScopes) {
    if (head.starts_with(scope) && head.find('(') == std::string_view::npos) return Block::scope;
  }
  if (head.starts_with("template") && !head.ends_with(')')) {
    const std::size_t close = head.rfind('>');
    const std::string_view rest = trimmed(head.substr(close == head.npos ? 0 : close + 1));
    if (rest.starts_with("class") || rest.starts_with("struct")) return Block::scope;
  }
  return head.find('(') == std::string_view::npos ? Block::other : Block::function;
}

/// The line of each offset, and of the end.
std::vector<int> line_numbers(std::string_view text) {
  std::vector<int> lines;
  lines.reserve(text.size() + 1);
  int line = 1;
  for (const char c : text) {
    lines.push_back(line);
    if (c == '\n') ++line;
  }
  lines.push_back(line);
  return lines;
}

struct Open {
  Block block;
  std::size_t begin;  ///< where the head begins
};

}  // namespace

std::vector<Fault> check_functions(const Source& source) {
  const std::string code =
      without_directives(without_comments_and_strings(source.text, RawLines::erase));
  std::vector<Fault> faults;
  std::vector<Open> open;
  std::size_t functions = 0;  // how many of `open` are functions
  std::size_t head = 0;
  const std::vector<int> lines = line_numbers(source.text);
  const std::vector<int> counted = line_numbers(code);
  for (std::size_t at = 0; at < code.size(); ++at) {
    const char c = code[at];
    if (c == '{') {
      const Block block =
          functions > 0 ? Block::other : classify(std::string_view(code).substr(head, at - head));
      const std::size_t begin = code.find_first_not_of(" \t\n", head);
      open.push_back({block, begin});
      if (block == Block::function) ++functions;
      if (block != Block::other) head = at + 1;
    } else if (c == '}' && !open.empty()) {
      const Open closed = open.back();
      open.pop_back();
      if (closed.block != Block::other) head = at + 1;
      if (closed.block != Block::function) continue;
      --functions;
      const int length = counted[at] - counted[closed.begin] + 1;
      if (length > kMaxFunctionLines) {
        faults.push_back({source.path, lines[closed.begin],
                          "a function of " + std::to_string(length) + " lines, more than 70"});
      }
    } else if (c == ';' && functions == 0) {
      head = at + 1;
    } else if (c == ':' && functions == 0) {
      const std::string_view before = trimmed(std::string_view(code).substr(head, at - head));
      if (before == "public" || before == "private" || before == "protected") head = at + 1;
    }
  }
  if (!open.empty()) {
    faults.push_back(
        {source.path, lines.back(), "the braces do not match: the file cannot be measured"});
  }
  return faults;
}

}  // namespace utvag::style
