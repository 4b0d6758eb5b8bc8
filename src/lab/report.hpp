#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lab/statistics.hpp"

/// What the lab tells of a reform: the same content as text, JSON and a page.
namespace utvag::lab {

/// The same comparison with one assumption changed.
struct Variation {
  std::string name, value;
  Figure year_change;  ///< öre
  std::int64_t rows_in = 0, rows_out = 0;
  Figure in, out;
};

struct Report {
  std::string reform, baseline;  ///< their labels
  bool hypothetical = false;     ///< a what-if has set something
  std::string period;            ///< "2026-01 – 2026-12"
  std::vector<Setting> settings;
  About about;
  Figures figures;
  std::map<std::string, std::int64_t> left_out;
  std::vector<std::string> open_judgements;
  std::vector<std::string> example_packs;  ///< packs that say they are examples, and how
  std::vector<Variation> variations;
  int rounds = 0;
  std::uint64_t seed = 0;
};

std::string report_text(const Report& report);
std::string report_json(const Report& report);
/// One HTML file that reads nothing else; readable from 320 points' width, in the dark and on
/// paper.
std::string report_html(const Report& report);

/// The sentences that every form of a report begins and ends with.
std::vector<std::string> report_marks(const Report& report);
std::vector<std::string> report_limits(const Report& report);

/// "12,3 Mkr", "4 500 kr": öre in words.
std::string kronor_words(std::int64_t ore);
/// Whether a figure that so many households stand behind may be shown.
bool is_few(std::int64_t rows);
/// Whether the households with assistance afterwards would tell how few come in or go out.
bool hides_after(const Figures& figures);
std::string cell_words(const Cell& cell);
std::string change_words(const Cell& cell);

/// A figure with its interval, in the words of `of`.
template <typename Words>
std::string with_interval(const Figure& figure, const Words& of) {
  return of(figure.value) + " (" + of(figure.low) + " till " + of(figure.high) + ")";
}
std::string index_words(const Index& index, bool percent);

/// Households by gain, as a picture: bars with their words. Self-contained SVG.
std::string bars_svg(const Report& report);
std::string cost_svg(const Report& report);

}  // namespace utvag::lab
