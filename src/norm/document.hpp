#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "norm/norm.hpp"

/// An answer as parts that a page can show: the same words, from the same tree, as render() writes.
namespace utvag::norm {

struct Part {
  enum class Kind : std::uint8_t { title, heading, paragraph, bullet, table, section, row } kind;
  std::string words;      ///< of a table: its caption is the heading before it
  std::string amount;     ///< row: "5 220 kr", or why there is none
  std::string reference;  ///< row: "[1,3]", numbers in the list of what is cited
  int depth = 0;          ///< bullet
  std::int32_t row = -1;  ///< row: its index in Calculation::rows
  bool weak = false;      ///< row: itself or what it rests on is weak evidence
};
/// All of the answer, in the order to show.
std::vector<Part> document(const Calculation& calculation, const Presentation& presentation);

struct Cited {
  std::string words, link;  ///< the provision's or source's; the link may be empty
  char evidence = 'X';
  std::string grade;  ///< what the letter means
};

struct StoryLine {
  int depth = 0;
  std::string label, value, remark;
};

/// What stands behind one row of the worksheet.
struct RowStory {
  std::string sentence;  ///< the rule's explanation; empty when it has none or is not known
  char evidence = '-';   ///< the weakest; '-' for what was stated
  std::string grade;
  std::vector<Cited> cited;  ///< provisions worded by the day of decision, then sources
  std::vector<StoryLine> tree;
};
/// `row` indexes Calculation::rows.
RowStory row_story(const Calculation& calculation, const Presentation& presentation,
                   std::size_t row);

}  // namespace utvag::norm
