#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "norm/document.hpp"
#include "text/text.hpp"

/// A page of words in plain text (80 columns) or Markdown. Inside src/norm only.
namespace utvag::norm {

class Page {
 public:
  Page(bool markdown, text::Language language);
  /// Keeps parts instead of writing text.
  struct AsParts {};
  Page(AsParts, text::Language language) : language_(language), as_parts_(true) {}

  void title(std::string_view words);
  void heading(std::string_view words);
  void paragraph(std::string_view words);
  void bullet(std::string_view words, int depth = 0);
  /// Rows of label, amount and reference, under sections. Columns are named for Markdown only.
  void begin_table(std::string_view label, std::string_view amount, std::string_view reference);
  void section(std::string_view words);
  /// `index` is the row's in Calculation::rows. A weak amount is starred.
  void row(std::string_view label, std::string_view amount, bool weak, std::string_view reference,
           std::size_t index);
  void end_table();
  void gap();  ///< after a list
  std::string take();
  /// What was written, as parts; take() then has nothing.
  std::vector<Part> parts() { return std::move(parts_); }

 private:
  bool kept(Part::Kind kind, std::string_view words, int depth = 0);

  void line_start();
  void underline(char const* stroke, std::string_view words);
  void escaped(std::string_view words);

  bool markdown_ = false;
  text::Language language_;
  bool as_parts_ = false;
  std::string out_;
  std::vector<Part> parts_;
};

}  // namespace utvag::norm
