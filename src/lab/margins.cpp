#include <algorithm>

#include "base/whole_number.hpp"
#include "lab/csv_line.hpp"
#include "lab/synthesis.hpp"

namespace utvag::lab {
namespace {

template <typename T>
bool read_count(std::string_view text, T& into) {
  const auto read = whole_number<T>(text);
  if (!read || *read < 0) return false;
  into = *read;
  return true;
}

}  // namespace

Result<std::vector<Margin>> read_margins(std::string_view csv) {
  std::vector<Margin> made;
  CsvLines lines(csv);
  std::vector<std::string> cells;
  for (int line = 1; lines.next(cells); ++line) {
    if (line == 1) continue;
    Margin margin;
    const bool fits = cells.size() == 6 && read_count(cells[2], margin.year) &&
                      read_count(cells[3], margin.households) && margin.households > 0 &&
                      (cells[4].empty() || read_count(cells[4], margin.paid));
    if (!fits) {
      return Error{"margins.form", "rad " + std::to_string(line),
                   "Raden ska ha kod, namn, år, hushåll, utbetalt_tkr och källa.",
                   "The row has kod, namn, år, hushåll, utbetalt_tkr and källa."};
    }
    margin.code = cells[0];
    margin.name = cells[1];
    margin.source = cells[5];
    made.push_back(std::move(margin));
  }
  return made;
}

Result<Margin> newest_margin(const std::vector<Margin>& margins, std::string_view code) {
  const Margin* best = nullptr;
  std::string codes;
  for (const Margin& each : margins) {
    if (each.code == code && (best == nullptr || each.year > best->year)) best = &each;
    if (each.code.size() == 4 && codes.find(each.code) == std::string::npos) {
      codes += (codes.empty() ? "" : ", ") + each.code;
    }
  }
  if (best != nullptr) return *best;
  return Error{"margins.none", std::string(code),
               "Inget publicerat antal hushåll är känt för den kommunen. Kända: " + codes +
                   ". Lägg till en rad i data/lab/hushåll-med-bistånd.csv.",
               "No published number of households is known for that municipality. Known: " + codes +
                   ". Add a row to data/lab/hushåll-med-bistånd.csv."};
}

}  // namespace utvag::lab
