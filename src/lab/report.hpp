#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lab/statistics.hpp"

/// What the lab tells of a reform: the same content as text, JSON and a page.
namespace utvag::lab {

/// The same comparison with one assumption changed.
struct Variation {
  std::string name, value;
  Headline head;
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

/// How a figure is told.
enum class Measure : std::uint8_t { money, count, index, percent };

/// One line of a headline, the same in every form.
struct HeadlineLine {
  const char* section;
  const char* key;    ///< in JSON
  const char* label;  ///< "per månad före"
  Measure measure = Measure::count;
  const Shown* figure = nullptr;
};
std::vector<HeadlineLine> headline_lines(const Headline& head);

/// "12,3 Mkr", "4 500 kr": öre in words.
std::string kronor_words(std::int64_t ore);
std::string measure_words(std::int64_t value, Measure measure);
/// "12 (9 till 15)".
std::string figure_words(const Figure& figure, Measure measure);
std::string shown_words(const Shown& figure, Measure measure);
/// What was left out and why; not how many where they are few.
std::vector<std::string> left_out_words(const Report& report);
std::string average_words(const Cell& cell);
std::string html_escaped(std::string_view text);

/// Pictures as self-contained SVG, with the intervals as lines: the cost before and after,
/// households by gain, households by income before and after.
std::string cost_svg(const Headline& head);
std::string bars_svg(const Figures& figures);
std::string incomes_svg(const Figures& figures);

}  // namespace utvag::lab
