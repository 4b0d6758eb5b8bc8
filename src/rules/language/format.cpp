#include <algorithm>
#include <cassert>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/language/layout.hpp"
#include "rules/language/lexer.hpp"
#include "rules/language/syntax.hpp"
#include "rules/language/unicode.hpp"

namespace utvag::rules {
namespace {

using MarkKind = syntax::Mark::Kind;

constexpr std::size_t kLineColumns = 100;

/// A stretch of tokens inside an item.
struct Part {
  MarkKind kind;
  std::size_t begin, end;
};

/// What the house format begins a line with: a clause, a version, a row …
struct Item {
  MarkKind kind;
  std::size_t begin, end;
  std::vector<Part> parts;  ///< the first one begins the line
};

bool begins_line(MarkKind kind) {
  return kind <= MarkKind::columns;
}

std::size_t indent_of(MarkKind kind) {
  switch (kind) {
    case MarkKind::declaration:
    case MarkKind::test:
      return 0;
    case MarkKind::row:
    case MarkKind::input:
      return 4;
    default:
      return 2;
  }
}

bool provenance(Keyword keyword) {
  switch (keyword) {
    case Keyword::kalla:
    case Keyword::lagrum:
    case Keyword::bevis:
    case Keyword::registrerad:
    case Keyword::kontrollerad:
    case Keyword::rattar:
    case Keyword::beslut:
    case Keyword::not_:
    case Keyword::lank:
      return true;
    default:
      return false;
  }
}

class Formatter {
 public:
  Formatter(const SourceFile& source, const syntax::File& file)
      : lexed_(lex(source, file.index, faults_)), printer_(lexed_.tokens, file.layout) {
    for (const syntax::Mark& mark : file.layout) {
      if (begins_line(mark.kind)) {
        close_item(mark.token);
        items_.push_back(
            {mark.kind, mark.token, mark.token, {{mark.kind, mark.token, mark.token}}});
      } else if (mark.kind <= MarkKind::expression) {
        assert(!items_.empty());
        items_.back().parts.back().end = mark.token;
        items_.back().parts.push_back({mark.kind, mark.token, mark.token});
      }
    }
    close_item(lexed_.tokens.size() - 1);
  }

  std::string run() {
    for (std::size_t k = 0; k < items_.size();) {
      comments_before(items_[k]);
      if (items_[k].kind == MarkKind::row) {
        k = rows(k);
      } else {
        k = item(k);
      }
    }
    comments_at_end();
    return std::move(out_);
  }

 private:
  void close_item(std::size_t token) {
    if (items_.empty()) return;
    items_.back().end = token;
    items_.back().parts.back().end = token;
  }

  const LexedComment* next_comment() const {
    return comment_ < lexed_.comments.size() ? &lexed_.comments[comment_] : nullptr;
  }

  static std::string shown(const LexedComment& comment) {
    const std::string& text = comment.comment.text;
    const bool apart = text.empty() || text[0] == ' ' || text[0] == '#' || text[0] == '\t';
    return (apart ? "#" : "# ") + text;
  }

  void line(std::size_t indent, std::string_view text) {
    out_.append(indent, ' ');
    out_ += text;
    out_ += '\n';
    blank_wanted_ = true;
  }

  /// Adds a comment to the end of the line written last.
  void trail(const LexedComment& comment) {
    out_.pop_back();
    out_ += "  " + shown(comment) + "\n";
  }

  void blank() {
    if (blank_wanted_) out_ += '\n';
    blank_wanted_ = false;
  }

  /// True when the source has no empty line between the comment and what stands before it.
  bool attached(const LexedComment& comment, std::int32_t last_line) const {
    return comment.comment.line <= last_line + 1;
  }

  std::int32_t line_before(std::size_t token) const {
    return token == 0 ? 0 : lexed_.tokens[token - 1].line;
  }

  /// Comments between declarations: those set in and right below what stands above belong to it,
  /// the others stand in the first column before what comes, with the empty lines they had.
  void comments_outside(std::size_t token) {
    std::int32_t last = line_before(token);
    bool inside = !out_.empty();
    while (const LexedComment* comment = next_comment()) {
      if (comment->token > token) break;
      inside = inside && attached(*comment, last) && comment->column > 1;
      if (inside) {
        line(2, shown(*comment));
      } else {
        if (!outside_begun_ || !attached(*comment, last)) blank();
        outside_begun_ = true;
        line(0, shown(*comment));
      }
      last = comment->comment.line;
      ++comment_;
    }
    last_comment_line_ = last;
  }

  void trailing_comment(std::size_t token) {
    const LexedComment* comment = next_comment();
    if (comment == nullptr || comment->token > token || comment->comment.alone || token == 0)
      return;
    trail(*comment);
    ++comment_;
  }

  void comments_before(const Item& next) {
    trailing_comment(next.begin);
    const bool top = indent_of(next.kind) == 0;
    if (top) {
      outside_begun_ = false;
      comments_outside(next.begin);
      const bool right_below =
          outside_begun_ && lexed_.tokens[next.begin].line <= last_comment_line_ + 1;
      if (!right_below) blank();
      return;
    }
    while (const LexedComment* comment = next_comment()) {
      if (comment->token > next.begin) break;
      line(indent_of(next.kind), shown(*comment));
      ++comment_;
    }
  }

  void comments_at_end() {
    const std::size_t end = lexed_.tokens.size() - 1;
    trailing_comment(end);
    outside_begun_ = false;
    comments_outside(end);
  }

  /// Comments inside an item that no line of it can bear stand before it. True if there was one.
  bool lift_comments(const Item& item, const std::vector<Line>& lines) {
    const std::size_t first = comment_;
    for (std::size_t k = first; k < lexed_.comments.size(); ++k) {
      const LexedComment comment = lexed_.comments[k];
      if (comment.token >= item.end) break;
      const bool fits = std::any_of(lines.begin(), lines.end(), [&](const Line& made) {
        return made.begin == comment.token && made.begin != item.begin;
      });
      if (fits) continue;
      line(indent_of(item.kind), shown(comment));
      const auto begin = lexed_.comments.begin();
      std::rotate(begin + static_cast<std::ptrdiff_t>(comment_),
                  begin + static_cast<std::ptrdiff_t>(k),
                  begin + static_cast<std::ptrdiff_t>(k) + 1);
      ++comment_;
    }
    return comment_ > first;
  }

  void write(const std::vector<Line>& lines) {
    for (const Line& made : lines) {
      if (made.begin != lines.front().begin) {
        trailing_comment(made.begin);
        while (const LexedComment* comment = next_comment()) {
          if (comment->token > made.begin) break;
          line(made.indent, shown(*comment));
          ++comment_;
        }
      }
      line(made.indent, printer_.text(made.begin, made.end));
    }
  }

  /// Lays the parts of an item out on one line, or on as many as it takes. An expression with
  /// comments inside it is broken even if it fits, to make room for them.
  std::vector<Line> lay_out(const Item& item) const {
    const std::size_t indent = indent_of(item.kind);
    std::vector<Line> lines = {{indent, item.begin, item.begin}};
    bool closed = false;
    for (const Part& part : item.parts) {
      const bool head = part.begin == item.begin;
      const bool breaks = part.kind == MarkKind::expression || part.kind == MarkKind::clause ||
                          part.kind == MarkKind::declaration;
      const bool comment = breaks && comment_within(part);
      const std::size_t columns = indent + printer_.width(lines.back().begin, part.end);
      if (!closed && !comment && (columns <= kLineColumns || (head && !breaks))) {
        lines.back().end = part.end;
        continue;
      }
      const Line whole = {head ? indent : continued(item), part.begin, part.end};
      if (lines.back().end == lines.back().begin) lines.pop_back();
      const std::vector<Line> made =
          breaks ? break_expression(printer_, whole, comment) : std::vector<Line>{whole};
      lines.insert(lines.end(), made.begin(), made.end());
      closed = made.size() > 1;
    }
    return lines;
  }

  /// Where the further lines of an item begin: columns under the first column, all else two in.
  static std::size_t continued(const Item& item) {
    const std::size_t word = unicode::width(spelling(Keyword::kolumner)) + 1;
    return indent_of(item.kind) + (item.kind == MarkKind::columns ? word : 2);
  }

  bool comment_within(const Part& part) const {
    for (std::size_t k = comment_; k < lexed_.comments.size(); ++k) {
      if (lexed_.comments[k].token >= part.end) return false;
      if (lexed_.comments[k].token > part.begin) return true;
    }
    return false;
  }

  std::size_t item(std::size_t k) {
    Item whole = items_[k];
    // Clauses of provenance that follow each other share a line.
    while (k + 1 < items_.size() && joins(whole, items_[k + 1])) {
      const Item& more = items_[++k];
      whole.end = more.end;
      for (Part part : more.parts) {
        part.kind = MarkKind::segment;
        whole.parts.push_back(part);
      }
    }
    std::vector<Line> lines = lay_out(whole);
    while (lift_comments(whole, lines)) lines = lay_out(whole);
    write(lines);
    return k + 1;
  }

  bool joins(const Item& first, const Item& second) const {
    const LexedComment* comment = next_comment();
    const bool parted = comment != nullptr && comment->token <= second.begin;
    return !parted && first.kind == MarkKind::clause && second.kind == MarkKind::clause &&
           provenance(lexed_.tokens[first.begin].keyword) &&
           provenance(lexed_.tokens[second.begin].keyword);
  }

  /// Rows that follow each other, with their cells in columns.
  std::size_t rows(std::size_t first) {
    std::size_t last = first;
    while (last < items_.size() && items_[last].kind == MarkKind::row) ++last;
    std::vector<std::size_t> widths;
    for (std::size_t k = first; k < last; ++k) {
      const std::vector<Part>& parts = items_[k].parts;
      for (std::size_t c = 0; c + 1 < parts.size() && parts[c + 1].kind == MarkKind::cell; ++c) {
        if (widths.size() <= c) widths.resize(c + 1, 0);
        widths[c] = std::max(widths[c], printer_.width(parts[c].begin, parts[c].end - 1));
      }
    }
    for (std::size_t k = first; k < last; ++k) {
      if (k > first) comments_before(items_[k]);
      lift_comments(items_[k], {});
      row(items_[k], widths);
    }
    return last;
  }

  void row(const Item& item, const std::vector<std::size_t>& widths) {
    std::string text;
    std::size_t indent = indent_of(item.kind);
    for (std::size_t c = 0; c < item.parts.size(); ++c) {
      const Part& part = item.parts[c];
      const bool barred = c + 1 < item.parts.size() && item.parts[c + 1].kind == MarkKind::cell;
      const std::string written = printer_.text(part.begin, part.end - (barred ? 1 : 0));
      if (part.kind == MarkKind::segment) {
        if (indent + unicode::width(text) + 1 + unicode::width(written) > kLineColumns) {
          line(indent, text);
          text.clear();
          indent = indent_of(item.kind) + 2;
        } else {
          text += ' ';
        }
      }
      text += written;
      if (barred) text += std::string(widths[c] - unicode::width(written), ' ') + " | ";
    }
    line(indent, text);
  }

  std::vector<Diagnostic> faults_;
  Lexed lexed_;
  Printer printer_;
  std::vector<Item> items_;
  std::size_t comment_ = 0;
  std::string out_;
  bool blank_wanted_ = false;
  bool outside_begun_ = false;
  std::int32_t last_comment_line_ = 0;
};

}  // namespace

std::string format(const SourceFile& source, const syntax::File& file) {
  return Formatter(source, file).run();
}

}  // namespace utvag::rules
