#include "rules/language/diagnostic.hpp"

#include <algorithm>
#include <string_view>

#include "base/text.hpp"
#include "rules/language/unicode.hpp"

namespace utvag::rules {
namespace {

constexpr std::size_t kTabColumns = 4;
constexpr std::size_t kWindowColumns = 160;

/// The line numbered `number` from 1, without its end; empty when there is none.
std::string_view line_of(std::string_view text, std::int32_t number) {
  for (std::int32_t line = 1; line < number; ++line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

/// One line as it is shown, with where the marked stretch begins and ends in terminal columns.
struct Shown {
  std::string text;
  std::size_t begin = 0, end = 0;
};

/// Tabs become spaces, bytes that are not UTF-8 and characters that cannot be seen become ?, and a
/// very long line is shown around the place only.
Shown show(std::string_view line, std::int32_t column, std::int32_t length) {
  Shown shown;
  std::string& out = shown.text;
  std::size_t width = 0;
  std::int32_t point_column = 1;
  bool cut = false;
  const std::int32_t window = static_cast<std::int32_t>(kWindowColumns);
  const std::int32_t from = column > window / 2 ? column - window / 2 : 1;
  const std::size_t valid = find_invalid_utf8(line).value_or(line.size());
  for (std::size_t at = 0; at < line.size(); ++point_column) {
    if (point_column == column) shown.begin = width;
    if (point_column == column + length) shown.end = width;
    const bool readable = at < valid;
    const CodePoint point = readable ? decode_code_point(line, at) : CodePoint{U'?', 1};
    const std::string_view bytes = line.substr(at, point.length);
    at += point.length;
    if (point_column < from) continue;
    if (width >= kWindowColumns) {
      cut = true;
      break;
    }
    if (from > 1 && point_column == from) {
      out += "…";
      ++width;
      continue;
    }
    if (point.value == U'\t') {
      const std::size_t step = kTabColumns - width % kTabColumns;
      out.append(step, ' ');
      width += step;
    } else if (!readable || point.value < 0x20 || point.value == 0x7F ||
               unicode::is_deceptive(point.value)) {
      out += '?';
      ++width;
    } else {
      out += bytes;
      width += static_cast<std::size_t>(unicode::width(point.value));
    }
  }
  if (cut) out += "…";
  if (point_column <= column) shown.begin = width;
  if (shown.end <= shown.begin) shown.end = point_column <= column ? width + 1 : width;
  shown.end = std::max(shown.end, shown.begin + 1);
  return shown;
}

const SourceFile* file_of(const Span& span, const std::vector<SourceFile>& files) {
  const bool known = span.file >= 0 && static_cast<std::size_t>(span.file) < files.size();
  return known ? &files[static_cast<std::size_t>(span.file)] : nullptr;
}

std::string place(const Span& span, const std::vector<SourceFile>& files) {
  const SourceFile* file = file_of(span, files);
  if (file == nullptr) return {};
  if (span.line < 1) return file->name;
  return file->name + ":" + std::to_string(span.line) + ":" + std::to_string(span.column);
}

void append_source(std::string& out, const Span& span, const std::vector<SourceFile>& files) {
  const SourceFile* file = file_of(span, files);
  if (file == nullptr || span.line < 1) return;
  const Shown shown = show(line_of(file->text, span.line), span.column, span.length);
  const std::string number = std::to_string(span.line);
  out += "  " + number + " | " + shown.text + "\n";
  out += "  " + std::string(number.size(), ' ') + " | " + std::string(shown.begin, ' ') +
         std::string(shown.end - shown.begin, '^') + "\n";
}

}  // namespace

std::string render(const Diagnostic& diagnostic, const std::vector<SourceFile>& files,
                   Language language) {
  const bool sv = language == Language::sv;
  std::string out = place(diagnostic.span, files);
  if (!out.empty()) out += ": ";
  if (diagnostic.severity == Severity::error)
    out += sv ? "fel: " : "error: ";
  else
    out += sv ? "varning: " : "warning: ";
  out += sv ? diagnostic.sv : diagnostic.en;
  out += " [" + diagnostic.code + "]\n";
  append_source(out, diagnostic.span, files);
  for (const Span& other : diagnostic.related) {
    const std::string where = place(other, files);
    if (where.empty()) continue;
    out += (sv ? "  jämför " : "  compare ") + where + "\n";
    append_source(out, other, files);
  }
  for (const std::string& citation : diagnostic.citations) {
    out += (sv ? "  rättskälla: " : "  provision: ") + citation + "\n";
  }
  const std::string& fix = sv ? diagnostic.fix_sv : diagnostic.fix_en;
  if (!fix.empty()) out += (sv ? "  förslag: " : "  proposal: ") + fix + "\n";
  return out;
}

}  // namespace utvag::rules
