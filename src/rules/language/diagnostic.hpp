#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace utvag::rules {

/// A stretch of a source file. Lines and columns count from 1; columns count code points.
struct Span {
  std::int32_t file = -1;  ///< index in the list of files of the pack set; -1: no place
  std::int32_t line = 0;
  std::int32_t column = 0;
  std::int32_t length = 1;  ///< code points on the first line
};

enum class Severity : std::uint8_t { error, warning };

/// One fault in a pack, told so that a municipal lawyer can mend it. `code` is stable
/// ("language.overlap"); `citations` are the provisions of both sides where two meet.
struct Diagnostic {
  Severity severity = Severity::error;
  std::string code;
  Span span;
  std::string sv;
  std::string en;
  std::string fix_sv;  ///< a proposed change; may be empty
  std::string fix_en;
  std::vector<std::string> citations;
  std::vector<Span> related;  ///< the other side of an overlap, the term that is sealed …
};

/// A file of a pack: `name` is pack folder + "/" + path inside it, '/'-separated.
struct SourceFile {
  std::string name;
  std::string text;
};

enum class Language : std::uint8_t { sv, en };

/// File, line, column, the line itself, a caret under the place, the citation and the fix.
std::string render(const Diagnostic& diagnostic, const std::vector<SourceFile>& files,
                   Language language);

}  // namespace utvag::rules
