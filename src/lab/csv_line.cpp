#include "lab/csv_line.hpp"

namespace utvag::lab {

CsvLines::CsvLines(std::string_view text) : rest_(text) {
  if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
}

bool CsvLines::next(std::vector<std::string>& cells) {
  cells.clear();
  if (rest_.empty()) return false;
  std::string cell;
  bool quoted = false;
  std::size_t at = 0;
  for (; at < rest_.size(); ++at) {
    const char letter = rest_[at];
    if (quoted) {
      if (letter != '"') {
        cell += letter;
      } else if (at + 1 < rest_.size() && rest_[at + 1] == '"') {
        cell += rest_[++at];
      } else {
        quoted = false;
      }
    } else if (letter == '"' && cell.empty()) {
      quoted = true;
    } else if (letter == ',') {
      cells.push_back(std::move(cell));
      cell.clear();
    } else if (letter == '\n') {
      break;
    } else if (letter != '\r' || at + 1 >= rest_.size() || rest_[at + 1] != '\n') {
      cell += letter;
    }
  }
  cells.push_back(std::move(cell));
  rest_.remove_prefix(at < rest_.size() ? at + 1 : at);
  return true;
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string made = "\"";
  for (const char letter : text) {
    if (letter == '"') made += '"';
    made += letter;
  }
  return made + "\"";
}

}  // namespace utvag::lab
