#include "norm/page.hpp"

#include <algorithm>
#include <utility>

namespace utvag::norm {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kAmountEnd = 68;  ///< amounts end here, references follow
constexpr std::size_t kLabelEnd = 52;
constexpr std::string_view kRightToLeftMark = "\u200f";

}  // namespace

Page::Page(bool markdown, text::Language language) : markdown_(markdown), language_(language) {
  out_.reserve(8192);
  if (markdown_ && text::right_to_left(language_)) out_.append("<div dir=\"rtl\">\n\n");
}

void Page::line_start() {
  if (!markdown_ && text::right_to_left(language_)) out_.append(kRightToLeftMark);
}

/// Facts and pack texts may hold what Markdown would take as marks.
void Page::escaped(std::string_view words) {
  for (const char c : words) {
    if (c == '\\' || c == '`' || c == '*' || c == '_' || c == '[' || c == ']' || c == '<' ||
        c == '|' || c == '#') {
      out_.push_back('\\');
    }
    out_.push_back(c);
  }
}

void Page::underline(const char* stroke, std::string_view words) {
  line_start();
  const std::size_t columns = std::min(kColumns, text::width(words));
  for (std::size_t i = 0; i < columns; ++i) out_.append(stroke);
  out_.push_back('\n');
}

void Page::title(std::string_view words) {
  if (markdown_) {
    out_.append("# ");
    escaped(words);
    out_.append("\n\n");
    return;
  }
  text::append_wrapped(out_, language_, words, 0);
  underline("═", words);
  out_.push_back('\n');
}

void Page::heading(std::string_view words) {
  if (markdown_) {
    out_.append("## ");
    escaped(words);
    out_.append("\n\n");
    return;
  }
  text::append_wrapped(out_, language_, words, 0);
  underline("─", words);
}

void Page::paragraph(std::string_view words) {
  if (markdown_) {
    escaped(words);
    out_.append("\n\n");
    return;
  }
  text::append_wrapped(out_, language_, words, 0);
  out_.push_back('\n');
}

void Page::bullet(std::string_view words, int depth) {
  const auto indent = static_cast<std::size_t>(depth) * 2;
  if (markdown_) {
    out_.append(indent, ' ').append("- ");
    escaped(words);
    out_.push_back('\n');
    return;
  }
  const std::size_t start = out_.size();
  text::append_wrapped(out_, language_, words, indent + 2);
  const std::size_t mark = text::right_to_left(language_) ? kRightToLeftMark.size() : 0;
  out_.replace(start + mark + indent, 2, depth % 2 == 0 ? "• " : "– ");
}

void Page::begin_table(std::string_view label, std::string_view amount,
                       std::string_view reference) {
  if (!markdown_) return;
  out_.append("| ").append(label).append(" | ").append(amount).append(" | ");
  out_.append(reference).append(" |\n|---|---:|---|\n");
}

void Page::section(std::string_view words) {
  if (markdown_) {
    out_.append("| **");
    escaped(words);
    out_.append("** | | |\n");
    return;
  }
  text::append_wrapped(out_, language_, words, 0);
}

void Page::row(std::string_view label, std::string_view value, bool weak,
               std::string_view reference) {
  const std::string amount = std::string(value) + (weak ? '*' : ' ');
  if (markdown_) {
    out_.append("| ");
    escaped(label);
    out_.append(" | ");
    escaped(amount);
    out_.append(" | ");
    escaped(reference);
    out_.append(" |\n");
    return;
  }
  const std::size_t start = out_.size();
  text::append_wrapped(out_, language_, label, 2, kLabelEnd);
  out_.pop_back();
  const std::size_t last = out_.rfind('\n');
  const std::size_t line = last == std::string::npos || last < start ? start : last + 1;
  const std::size_t used = text::width(std::string_view(out_).substr(line));
  const std::size_t wide = text::width(amount);
  const std::size_t gap = used + wide + 2 > kAmountEnd ? 2 : kAmountEnd - used - wide;
  out_.append(gap, ' ');
  text::append_isolated(out_, language_, amount);
  if (!reference.empty()) {
    const std::size_t end = used + gap + wide + 2 + text::width(reference);
    if (end > kColumns) {
      out_.push_back('\n');
      line_start();
      out_.append(kAmountEnd > text::width(reference) ? kAmountEnd - text::width(reference) : 2,
                  ' ');
    } else {
      out_.append("  ");
    }
    text::append_isolated(out_, language_, reference);
  }
  out_.push_back('\n');
}

void Page::end_table() {
  gap();
}

void Page::gap() {
  out_.push_back('\n');
}

std::string Page::take() {
  while (out_.ends_with("\n\n")) out_.pop_back();
  if (markdown_ && text::right_to_left(language_)) out_.append("\n</div>\n");
  return std::move(out_);
}

}  // namespace utvag::norm
