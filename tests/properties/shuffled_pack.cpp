#include "properties/shuffled_pack.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "rules/language/syntax.hpp"

namespace utvag::tests {
namespace {

using rules::syntax::Decl;
using rules::syntax::DeclKind;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

template <typename Thing>
void mix(std::vector<Thing>& things, Dice& dice) {
  for (std::size_t i = things.size(); i > 1; --i) {
    const auto other = dice.between(0, static_cast<std::int64_t>(i) - 1);
    std::swap(things[i - 1], things[static_cast<std::size_t>(other)]);
  }
}

/// The lines from `begin` up to `end`, counted from 1 as spans are.
std::string cut(const std::vector<std::string>& lines, int begin, int end) {
  std::string text;
  for (int line = begin; line < end; ++line)
    text += lines[static_cast<std::size_t>(line - 1)] + "\n";
  return text;
}

/// A declaration from its first line up to `end`; of a table each version's rows in another order.
std::string written_again(const std::vector<std::string>& lines, const Decl& decl, int end,
                          Dice& dice) {
  std::string text;
  int at = decl.span.line;
  for (std::size_t v = 0; v < decl.versions.size(); ++v) {
    const auto& rows = decl.versions[v].rows;
    const int after = v + 1 < decl.versions.size() ? decl.versions[v + 1].span.line : end;
    if (rows.empty()) continue;
    text += cut(lines, at, rows[0].span.line);
    std::vector<std::string> pieces;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const int next = r + 1 < rows.size() ? rows[r + 1].span.line : after;
      pieces.push_back(cut(lines, rows[r].span.line, next));
    }
    mix(pieces, dice);
    for (const std::string& piece : pieces) text += piece;
    at = after;
  }
  return text + cut(lines, at, end);
}

}  // namespace

rules::PackSource shuffled(const rules::PackSource& pack, Dice& dice) {
  rules::PackSource made;
  made.name = pack.name;
  for (const rules::SourceFile& source : pack.files) {
    if (!source.name.ends_with(".norm")) continue;
    std::vector<rules::Diagnostic> faults;
    const rules::syntax::File file = rules::parse(source, 0, faults);
    if (!faults.empty()) throw std::runtime_error("only packs without faults can be shuffled");
    const std::vector<std::string> lines = lines_of(source.text);
    std::string defaults;  // they hold for a file, so both halves have them
    std::vector<std::string> pieces;
    for (std::size_t d = 0; d < file.decls.size(); ++d) {
      const bool last = d + 1 == file.decls.size();
      const int end = last ? static_cast<int>(lines.size()) + 1 : file.decls[d + 1].span.line;
      std::string piece = written_again(lines, file.decls[d], end, dice);
      if (file.decls[d].kind == DeclKind::defaults) {
        defaults = std::move(piece);
      } else {
        pieces.push_back(std::move(piece));
      }
    }
    mix(pieces, dice);
    std::string halves[2] = {defaults, defaults};
    for (std::size_t i = 0; i < pieces.size(); ++i) halves[i % 2] += pieces[i];
    const std::string stem = source.name.substr(0, source.name.size() - 5);
    made.files.push_back({stem + "-1.norm", halves[0]});
    made.files.push_back({stem + "-2.norm", halves[1]});
  }
  return made;
}

}  // namespace utvag::tests
