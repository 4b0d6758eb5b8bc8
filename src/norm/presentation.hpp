#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "rules/graph/program.hpp"
#include "text/text.hpp"

/// The words of the packs in one language, resolved once per program: labels, questions and the
/// sentences of explanations with their placeholders found.
namespace utvag::norm {

/// A sentence cut at its placeholders.
struct Template {
  struct Piece {
    enum class Kind : std::uint8_t {
      literal,
      own_value,
      person,
      member,
      month,
      decision_date,
      name
    } kind = Kind::literal;
    std::string literal;
    std::int32_t definition = -1;  ///< name: the definition (a family: its first member)
  };
  std::vector<Piece> pieces;
};

struct Words {
  std::string label;         ///< of a family's member: with the member's own words
  std::string family_label;  ///< without them
  std::string question, why, document;
  Template explanation;
};

class Presentation {
 public:
  /// Resolves the words of `program` in `language`, translated by the packs' texter/<code>.po
  /// (msgid is the Swedish text, msgctxt "declaration/clause"). What has no translation stays
  /// Swedish. Fails on a .po file that cannot be read, or a placeholder that names nothing. Errors:
  /// "po.…" (see text/po.hpp), "text.placeholder".
  static Result<Presentation> make(std::shared_ptr<const rules::Program> program,
                                   const std::vector<rules::PackSource>& packs,
                                   text::Language language);

  text::Language language() const { return language_; }
  const rules::Program& program() const { return *program_; }
  const Words& words(std::int32_t definition) const {
    return words_[static_cast<std::size_t>(definition)];
  }
  const std::string& member(std::int16_t enumeration, std::size_t ordinal) const;
  const std::string& role(std::int32_t role) const;
  /// Any other text of a pack (why something is okänt, what is not expressed …). `context` is
  /// "declaration/clause"; the same Swedish may be said differently in two places.
  std::string_view translate(std::string_view swedish, std::string_view context = {}) const;

  /// A provision's text (an index among its texts; -1: none reaches the day) and a source as the
  /// JSON that answers cite them in: written once here, cited by every row.
  std::string_view cited_provision(std::int32_t provision, std::ptrdiff_t text) const {
    return cited_provisions_[static_cast<std::size_t>(provision)]
                            [static_cast<std::size_t>(text + 1)];
  }
  std::string_view cited_source(std::int32_t source) const {
    return cited_sources_[static_cast<std::size_t>(source)];
  }

  /// A value of a definition's type: "5 220 kr", "7 år", "ja", "Hyresrätt".
  void append_value(std::string& out, const rules::Type& type, Rational value) const;

 private:
  void write_cited();

  std::shared_ptr<const rules::Program> program_;
  text::Language language_ = text::Language::sv;
  std::vector<Words> words_;
  std::vector<std::vector<std::string>> members_;
  std::vector<std::string> roles_;
  std::vector<std::vector<std::string>> cited_provisions_;  ///< without a text, then by text
  std::vector<std::string> cited_sources_;
  std::map<std::string, std::string, std::less<>> translations_;  ///< by context and Swedish
};

/// The Swedish texts of the packs that a language lacks, each once, in the order declared: for
/// `rules check`. A .po file that cannot be read counts as empty here (`make` tells its fault).
std::vector<std::string> missing_texts(const rules::Program& program,
                                       const std::vector<rules::PackSource>& packs,
                                       text::Language language);

}  // namespace utvag::norm
