#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace utvag::lab {

/// The lines of a CSV text (RFC 4180): commas, cells in quotes where they hold commas, quotes or
/// line ends. A byte order mark is skipped. An empty last line is none.
class CsvLines {
 public:
  explicit CsvLines(std::string_view text);
  /// The next line's cells; false at the end.
  bool next(std::vector<std::string>& cells);
  std::size_t left() const { return rest_.size(); }  ///< bytes

 private:
  std::string_view rest_;
};

/// A cell as it is written: in quotes where it must be.
std::string csv_cell(std::string_view text);

}  // namespace utvag::lab
