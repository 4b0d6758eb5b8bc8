#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "text/text.hpp"

/// A page of words in plain text (80 columns) or Markdown. Inside src/norm only.
namespace utvag::norm {

class Page {
 public:
  Page(bool markdown, text::Language language);

  void title(std::string_view words);
  void heading(std::string_view words);
  void paragraph(std::string_view words);
  void bullet(std::string_view words, int depth = 0);
  /// Rows of label, amount and reference, under sections. Columns are named for Markdown only.
  void begin_table(std::string_view label, std::string_view amount, std::string_view reference);
  void section(std::string_view words);
  /// A weak amount is starred.
  void row(std::string_view label, std::string_view amount, bool weak, std::string_view reference);
  void end_table();
  void gap();  ///< after a list
  std::string take();

 private:
  void line_start();
  void underline(char const* stroke, std::string_view words);
  void escaped(std::string_view words);

  bool markdown_ = false;
  text::Language language_;
  std::string out_;
};

}  // namespace utvag::norm
