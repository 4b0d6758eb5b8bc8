#include "style.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <functional>

namespace utvag::style {
namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80U;
}

int line_of(std::string_view text, std::size_t at) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
}

/// Calls `visit(line, number)` for each line.
void each_line(std::string_view text, const std::function<void(std::string_view, int)>& visit) {
  int number = 1;
  for (std::size_t at = 0; at < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    visit(text.substr(at, end - at), number);
    at = end + 1;
  }
}

std::size_t columns(std::string_view line) {
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

/// Offsets where `word` stands as a whole word.
std::vector<std::size_t> find_word(std::string_view text, std::string_view word) {
  std::vector<std::size_t> found;
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if (at > 0 && is_word(text[at - 1])) continue;
    if (end < text.size() && is_word(text[end])) continue;
    found.push_back(at);
  }
  return found;
}

/// Copies C++ while blanking what is not code.
class Blanker {
 public:
  Blanker(std::string_view text, RawLines raw_lines)
      : text_(text), result_(text), raw_lines_(raw_lines) {}

  std::string run() {
    while (at_ < text_.size()) {
      if (text_.substr(at_).starts_with("//")) {
        blank_to(text_.find('\n', at_));
      } else if (text_.substr(at_).starts_with("/*")) {
        const std::size_t end = text_.find("*/", at_ + 2);
        blank_to(end == std::string_view::npos ? end : end + 2);
      } else if (text_[at_] == '"') {
        at_ > 0 && text_[at_ - 1] == 'R' ? raw_string() : quoted('"');
      } else if (text_[at_] == '\'' && !is_digit_separator()) {
        quoted('\'');
      } else {
        ++at_;
      }
    }
    return std::move(result_);
  }

 private:
  void blank_to(std::size_t end) {
    for (end = std::min(end, text_.size()); at_ < end; ++at_) {
      if (text_[at_] != '\n') result_[at_] = ' ';
    }
  }

  void erase_to(std::size_t end) {
    for (end = std::min(end, text_.size()); at_ < end; ++at_) result_[at_] = ' ';
  }

  void quoted(char quote) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
      end += text_[end] == '\\' ? 2U : 1U;
    }
    ++at_;
    blank_to(end);
    ++at_;
  }

  void raw_string() {
    const std::size_t open = std::min(text_.find('(', at_), text_.size());
    std::string close = ")";
    close += text_.substr(at_ + 1, open - at_ - 1);
    close += '"';
    const std::size_t end = text_.find(close, open);
    const std::size_t after = end == std::string_view::npos ? end : end + close.size();
    raw_lines_ == RawLines::keep ? blank_to(after) : erase_to(after);
  }

  /// 1'000'000: the run of letters and digits around the mark begins with a digit.
  bool is_digit_separator() const {
    std::size_t begin = at_;
    while (begin > 0 && (is_word(text_[begin - 1]) || text_[begin - 1] == '\'')) --begin;
    return begin < at_ && std::isdigit(static_cast<unsigned char>(text_[begin])) != 0;
  }

  std::string_view text_;
  std::string result_;
  RawLines raw_lines_;
  std::size_t at_ = 0;
};

}  // namespace

std::string without_comments_and_strings(std::string_view text, RawLines raw_lines) {
  return Blanker(text, raw_lines).run();
}

std::vector<Fault> check_text(const Source& source) {
  std::vector<Fault> faults;
  // Put together here so that this file does not find itself.
  const std::vector<std::string> unfinished = {std::string("TO") + "DO", std::string("FIX") + "ME",
                                               std::string("XX") + "X", std::string("HA") + "CK"};
  const std::vector<std::string> machine = {std::string("/wo") + "rk/", std::string("/ho") + "me/",
                                            std::string("/ro") + "ot/",
                                            std::string("/Us") + "ers/"};
  each_line(source.text, [&](std::string_view line, int number) {
    if (line.ends_with(' ') || line.ends_with('\t') || line.ends_with('\r')) {
      faults.push_back({source.path, number, "space at the end of the line"});
    }
    for (const std::string& word : unfinished) {
      if (!find_word(line, word).empty()) {
        faults.push_back({source.path, number, word + ": finish it or leave it out"});
      }
    }
    for (const std::string& path : machine) {
      if (line.find(path) != std::string_view::npos) {
        faults.push_back({source.path, number, "a path of one machine: " + path});
      }
    }
  });
  if (!source.text.empty() && !source.text.ends_with('\n')) {
    faults.push_back({source.path, line_of(source.text, source.text.size()),
                      "no newline at the end of the file"});
  }
  return faults;
}

std::vector<Fault> check_lengths(const Source& source) {
  std::vector<Fault> faults;
  int lines = 0;
  each_line(source.text, [&](std::string_view line, int number) {
    lines = number;
    if (columns(line) > kMaxColumns) {
      faults.push_back({source.path, number, "more than 100 columns"});
    }
    if (line.find('\t') != std::string_view::npos) {
      faults.push_back({source.path, number, "a tab"});
    }
  });
  if (lines > kMaxFileLines) {
    faults.push_back({source.path, lines, "a file of more than 800 lines"});
  }
  return faults;
}

std::vector<Fault> check_exactness(const Source& source) {
  const std::string& path = source.path;
  const bool domain =
      path.starts_with("src/") && !path.starts_with("src/app/") && !path.ends_with("_test.cpp");
  std::vector<Fault> faults;
  if (!domain) return faults;
  const std::string code = without_comments_and_strings(source.text, RawLines::keep);
  const auto forbid = [&](std::string_view word, const char* message) {
    for (const std::size_t at : find_word(code, word)) {
      faults.push_back({path, line_of(code, at), std::string(word) + ": " + message});
    }
  };
  // The JSON parser's own event hands over a double, which is dropped unread.
  if (path != "src/base/json.cpp") {
    forbid("double", "values are exact; use Rational");
    forbid("float", "values are exact; use Rational");
  }
  if (path != "src/base/clock.cpp") {
    for (const char* clock : {"system_clock", "time", "localtime", "gmtime", "clock_gettime"}) {
      const std::string_view word = clock;
      for (const std::size_t at : find_word(code, word)) {
        const std::size_t after = at + word.size();
        const bool used = word == "system_clock" || (after < code.size() && code[after] == '(');
        if (used) {
          faults.push_back(
              {path, line_of(code, at), "the machine's clock; take a date or a Clock"});
        }
      }
    }
  }
  return faults;
}

}  // namespace utvag::style
