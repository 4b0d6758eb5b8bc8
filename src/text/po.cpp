#include "text/po.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/text.hpp"

namespace utvag::text {
namespace {

/// One line at a time; what a line may be depends on the one before it only through `last`.
class Reader {
 public:
  Reader(std::string_view name, std::string_view bytes) : name_(name), rest_(bytes) {}

  Result<PoFile> read() {
    if (rest_.size() > kMaxPoBytes) {
      return fault("po.too-large", "Filen är större än 4 MiB.", "The file is larger than 4 MiB.");
    }
    if (find_invalid_utf8(rest_)) {
      return fault("po.utf8", "Filen är inte UTF-8.", "The file is not UTF-8.");
    }
    while (!rest_.empty()) {
      ++line_;
      const std::size_t end = rest_.find('\n');
      std::string_view line = rest_.substr(0, end);
      rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (auto wrong = take(line)) return *wrong;
    }
    if (auto wrong = finish()) return *wrong;
    return std::move(file_);
  }

 private:
  enum class Part { none, context, id, plural, text };

  Error fault(std::string code, std::string sv, std::string en) const {
    return Error{std::move(code), std::string(name_) + ":" + std::to_string(line_), std::move(sv),
                 std::move(en)};
  }

  std::optional<Error> take(std::string_view line) {
    const std::size_t start = line.find_first_not_of(" \t");
    if (start == std::string_view::npos) return finish();
    line.remove_prefix(start);
    if (line.front() == '#') return comment(line);
    if (line.front() == '"') {
      if (part_ == Part::none) {
        return fault("po.stray-text", "Texten hör inte till något nyckelord.",
                     "The text belongs to no keyword.");
      }
      return append(line);
    }
    return keyword(line);
  }

  std::optional<Error> comment(std::string_view line) {
    if (line.starts_with("#~")) return std::nullopt;
    if (part_ == Part::text) {
      if (auto wrong = finish()) return wrong;
    }
    if (part_ != Part::none) {
      return fault("po.comment", "En kommentar får inte stå mitt i en post.",
                   "A comment may not stand inside an entry.");
    }
    if (line.starts_with("#,") && line.find("fuzzy") != std::string_view::npos) entry_.fuzzy = true;
    return std::nullopt;
  }

  std::optional<Error> keyword(std::string_view line) {
    const std::size_t end = line.find_first_of(" \t\"");
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(end == std::string_view::npos ? line.size() : end);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (part_ == Part::text && (word == "msgctxt" || word == "msgid")) {
      if (auto wrong = finish()) return wrong;
    }
    if (auto wrong = start(word)) return wrong;
    return append(line);
  }

  std::optional<Error> start(std::string_view word) {
    const Part was = part_;
    if (word == "msgctxt" && was == Part::none) {
      part_ = Part::context;
      target_ = &entry_.context;
    } else if (word == "msgid" && (was == Part::none || was == Part::context)) {
      part_ = Part::id;
      target_ = &entry_.id;
      entry_.line = line_;
    } else if (word == "msgid_plural" && was == Part::id) {
      part_ = Part::plural;
      target_ = &entry_.plural_id;
    } else if ((word == "msgstr" && was == Part::id) || numbered(word, was)) {
      part_ = Part::text;
      target_ = &entry_.texts.emplace_back();
    } else {
      return fault("po.keyword", "Nyckelordet " + std::string(word) + " väntades inte här.",
                   "The keyword " + std::string(word) + " was not expected here.");
    }
    return std::nullopt;
  }

  /// msgstr[N] with N counting up from 0, only after msgid_plural.
  bool numbered(std::string_view word, Part was) const {
    if (was != Part::plural && (was != Part::text || entry_.plural_id.empty())) return false;
    if (entry_.texts.size() > 9) return false;
    return word == "msgstr[" + std::to_string(entry_.texts.size()) + "]";
  }

  std::optional<Error> append(std::string_view line) {
    if (!line.starts_with('"')) {
      return fault("po.quote", "En text inom citattecken saknas.", "A quoted text is missing.");
    }
    std::size_t i = 1;
    for (; i < line.size() && line[i] != '"'; ++i) {
      if (static_cast<unsigned char>(line[i]) < 0x20) break;
      if (line[i] != '\\') {
        target_->push_back(line[i]);
        continue;
      }
      ++i;
      const char escaped = i < line.size() ? line[i] : '\0';
      if (escaped == 'n') {
        target_->push_back('\n');
      } else if (escaped == 't') {
        target_->push_back('\t');
      } else if (escaped == '"' || escaped == '\\') {
        target_->push_back(escaped);
      } else {
        return fault("po.escape", "Bara \\n, \\t, \\\" och \\\\ får stå efter omvänt snedstreck.",
                     "Only \\n, \\t, \\\" and \\\\ may follow a backslash.");
      }
    }
    if (i >= line.size() || line[i] != '"' ||
        line.find_first_not_of(" \t", i + 1) != std::string_view::npos) {
      return fault("po.quote", "Texten är inte avslutad med citattecken sist på raden.",
                   "The text does not end with a quote last on the line.");
    }
    return std::nullopt;
  }

  std::optional<Error> finish() {
    if (part_ == Part::none) return std::nullopt;
    if (part_ != Part::text) {
      return fault("po.unfinished", "Posten saknar msgstr.", "The entry lacks msgstr.");
    }
    if (entry_.id.empty() && entry_.context.empty()) {
      if (!file_.entries.empty() || !file_.header.empty()) {
        return fault("po.header", "Huvudet får bara stå en gång, först i filen.",
                     "The header may stand only once, first in the file.");
      }
      file_.header = entry_.texts.front();
    } else {
      if (!seen_.insert({entry_.context, entry_.id}).second) {
        return fault("po.duplicate", "Samma msgid står två gånger: " + entry_.id,
                     "The same msgid stands twice: " + entry_.id);
      }
      file_.entries.push_back(std::move(entry_));
    }
    entry_ = PoEntry{};
    part_ = Part::none;
    return std::nullopt;
  }

  std::string_view name_, rest_;
  std::int32_t line_ = 0;
  Part part_ = Part::none;
  PoEntry entry_;
  std::string* target_ = nullptr;
  PoFile file_;
  std::set<std::pair<std::string, std::string>> seen_;
};

}  // namespace

Result<PoFile> read_po(std::string_view name, std::string_view bytes) {
  return Reader(name, bytes).read();
}

}  // namespace utvag::text
