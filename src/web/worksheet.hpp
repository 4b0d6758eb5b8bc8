#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "html/components.hpp"
#include "norm/norm.hpp"

/// An answer shown on a page for staff: the amount first, then every row with its rule, citations
/// and how strong they are. A new answer and a stored one are told by the same code from the same
/// document (utvag/berakning/1), so that they cannot differ. Inside src/web only.
namespace utvag::web {

/// Names for the persons of an answer, by the ids it has them under. Empty: the ids are shown.
using PersonNames = std::map<std::string, std::string, std::less<>>;

struct ShownAnswer {
  const Json& answer;
  PersonNames names = {};
  std::string municipality = {};  ///< in words; empty: its code
  /// What the packs call the facts; null: their names in the rules.
  const norm::Presentation* presentation = nullptr;
  /// Of a new answer: what it was made with, for the explanation trees.
  const norm::Calculation* calculation = nullptr;
  /// The id of the field of a missing fact, by its place among the missing; empty: none.
  std::vector<std::string> fields = {};
};

/// Headings begin at <h2>.
void write_answer(html::Writer& out, const ShownAnswer& shown);

/// What a grade of evidence means. The same words on every page.
std::string grade_words(char grade);
/// The mark of a grade, with what it means.
void grade_mark(html::Writer& out, char grade);

}  // namespace utvag::web
