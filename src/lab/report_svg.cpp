#include <algorithm>

#include "base/text.hpp"
#include "lab/report.hpp"

namespace utvag::lab {
namespace {

constexpr std::int64_t kWidth = 318;

std::string number(std::int64_t value) {
  return std::to_string(value);
}

/// Where values are drawn: from nothing at the left to `most` at the right.
struct Scale {
  std::int64_t most = 1;
  void reach(const Figure& figure) { most = std::max({most, figure.value, figure.high}); }
  std::int64_t place(std::int64_t value) const {
    const std::int64_t inside = std::clamp<std::int64_t>(value, 0, most);
    return most < (std::int64_t{1} << 50U) ? inside * kWidth / most : inside / (most / kWidth + 1);
  }
};

std::string words_at(std::int64_t at, const std::string& words) {
  return "<text x=\"0\" y=\"" + number(at + 13) + "\" font-size=\"13\" fill=\"currentColor\">" +
         html_escaped(words) + "</text>\n";
}

/// A bar 10 high, its interval as a line through it.
std::string bar_at(std::int64_t at, const Figure& figure, const Scale& scale, const char* colour) {
  std::string made = "<rect x=\"0\" y=\"" + number(at) + "\" width=\"" +
                     number(std::max<std::int64_t>(scale.place(figure.value), 1)) +
                     "\" height=\"10\" style=\"fill:var(" + colour + ")\"/>\n";
  if (figure.low < figure.high) {
    const std::string low = number(scale.place(figure.low)),
                      high = number(scale.place(figure.high));
    made += "<path class=\"interval\" d=\"M" + low + " " + number(at + 5) + "H" + high + "M" + low +
            " " + number(at + 1) + "v8M" + high + " " + number(at + 1) +
            "v8\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>\n";
  }
  return made;
}

std::string svg_of(std::int64_t height, const std::string& id, const std::string& title,
                   const std::string& description, const std::string& inside) {
  return "<svg viewBox=\"0 0 320 " + number(height) + "\" role=\"img\" aria-labelledby=\"" + id +
         "-t " + id + "-d\" font-family=\"system-ui,sans-serif\"><title id=\"" + id + "-t\">" +
         html_escaped(title) + "</title><desc id=\"" + id + "-d\">" + html_escaped(description) +
         "</desc>\n" + inside + "</svg>\n";
}

}  // namespace

std::string cost_svg(const Headline& head) {
  Scale scale;
  for (const Shown* figure : {&head.cost_before, &head.cost_after}) {
    if (*figure) scale.reach(**figure);
  }
  std::string inside;
  std::int64_t at = 0;
  for (const auto& [name, figure] : {std::pair<const char*, const Shown&>("före", head.cost_before),
                                     {"efter", head.cost_after}}) {
    const std::string words = figure ? kronor_words(figure->value) + " per månad" : "dolt";
    inside += words_at(at, std::string(name) + ": " + words);
    if (figure) inside += bar_at(at + 18, *figure, scale, at == 0 ? "--line" : "--gain");
    at += 34;
  }
  return svg_of(at, "cost", "Kostnad per månad före och efter",
                "Två staplar; strecken visar intervallen. Samma siffror står i tabellen.", inside);
}

std::string bars_svg(const Figures& figures) {
  Scale scale;
  for (const Bar& bar : figures.bars) scale.reach(bar.cell.number);
  std::string inside;
  std::int64_t at = 0;
  for (const Bar& bar : figures.bars) {
    inside += words_at(at, bar.words + ": " + format_whole(bar.cell.number.value));
    inside += bar_at(at + 18, bar.cell.number, scale,
                     bar.way < 0   ? "--lose"
                     : bar.way > 0 ? "--gain"
                                   : "--line");
    at += 34;
  }
  return svg_of(at, "bars", "Hushåll efter skillnad per månad",
                "En stapel för varje grupp, från den som förlorar mest till den som vinner mest; "
                "strecken visar intervallen. Samma siffror står i tabellen bredvid.",
                inside);
}

std::string incomes_svg(const Figures& figures) {
  Scale scale;
  for (const IncomeBar& bar : figures.incomes) {
    scale.reach(bar.before);
    if (bar.after) scale.reach(*bar.after);
  }
  std::string inside;
  std::int64_t at = 0;
  for (const IncomeBar& bar : figures.incomes) {
    inside +=
        words_at(at, bar.words + ": " + format_whole(bar.before.value) + " före, " +
                         (bar.after ? format_whole(bar.after->value) + " efter" : "dolt efter"));
    inside += bar_at(at + 18, bar.before, scale, "--line");
    if (bar.after) inside += bar_at(at + 30, *bar.after, scale, "--gain");
    at += 46;
  }
  return svg_of(at, "incomes", "Hushåll efter inkomst före och efter",
                "Två staplar för varje inkomst, den övre före och den undre efter; strecken visar "
                "intervallen. Samma siffror står i tabellen bredvid.",
                inside);
}

}  // namespace utvag::lab
