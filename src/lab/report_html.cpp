#include <algorithm>

#include "base/text.hpp"
#include "lab/report.hpp"

namespace utvag::lab {
namespace {

std::string escaped(std::string_view text) {
  std::string made;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        made += "&amp;";
        break;
      case '<':
        made += "&lt;";
        break;
      case '>':
        made += "&gt;";
        break;
      case '"':
        made += "&quot;";
        break;
      default:
        made += letter;
    }
  }
  return made;
}

constexpr std::string_view kStyle = R"(
:root{
  color-scheme:light dark;
  --ink:#1b1b1b;
  --paper:#fff;
  --line:#767676;
  --gain:#00625c;
  --lose:#a3320b;
  --soft:#eef3f2}
@media(prefers-color-scheme:dark){
  :root{
  --ink:#f1f1f1;
  --paper:#161616;
  --line:#9a9a9a;
  --gain:#5fd0c5;
  --lose:#ff9a6b;
  --soft:#23302e}
}
*{
  box-sizing:border-box}
body{
  margin:0 auto;
  max-width:60rem;
  padding:1rem;
  font:1rem/1.5 system-ui,sans-serif;
  color:var(--ink);
  background:var(--paper);
  overflow-wrap:anywhere}
h1{
  font-size:1.5rem;
  line-height:1.2}
h2{
  font-size:1.2rem;
  margin-top:2rem}
.mark{
  border-left:.4rem solid var(--lose);
  padding:.5rem .75rem;
  background:var(--soft);
  font-weight:600}
.wide{
  overflow-x:auto}
table{
  border-collapse:collapse;
  width:100%;
  font-variant-numeric:tabular-nums}
caption{
  text-align:left;
  font-weight:600;
  padding:.5rem 0}
th,td{
  border-bottom:1px solid var(--line);
  padding:.3rem .6rem .3rem 0;
  text-align:left;
  vertical-align:top;
  overflow-wrap:normal}
th{
  min-width:6rem}
svg{
  width:100%;
  max-width:30rem;
  height:auto;
  display:block}
@media print{
  body{
  max-width:none;
  padding:0}
h2{
  break-after:avoid}
tr,svg{
  break-inside:avoid}
.wide{
  overflow:visible}
:root{
  --ink:#000;
  --paper:#fff;
  --gain:#00625c;
  --lose:#a3320b;
  --soft:#fff}
}
)";

std::string row_of(const std::string& head, const std::vector<std::string>& cells) {
  std::string made = "<tr><th scope=\"row\">" + escaped(head) + "</th>";
  for (const std::string& cell : cells) made += "<td>" + escaped(cell) + "</td>";
  return made + "</tr>\n";
}

std::string table_of(const std::string& caption, const std::vector<std::string>& heads,
                     const std::string& rows) {
  std::string made = "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"" +
                     escaped(caption) + "\"><table><caption>" + escaped(caption) +
                     "</caption><thead><tr>";
  for (const std::string& head : heads) made += "<th scope=\"col\">" + escaped(head) + "</th>";
  return made + "</tr></thead><tbody>\n" + rows + "</tbody></table></div>\n";
}

std::string number(std::int64_t value) {
  return std::to_string(value);
}

/// One bar under its words, in a drawing 320 wide.
std::string bar_of(int at, const std::string& words, std::int64_t width, const char* colour) {
  return "<text x=\"0\" y=\"" + std::to_string(at + 13) +
         "\" font-size=\"13\" fill=\"currentColor\">" + escaped(words) +
         "</text><rect x=\"0\" y=\"" + std::to_string(at + 18) + "\" width=\"" +
         number(std::max<std::int64_t>(width, 1)) + "\" height=\"10\" style=\"fill:var(" + colour +
         ")\"/>\n";
}

std::string svg_of(int height, const std::string& id, const std::string& title,
                   const std::string& description, const std::string& inside) {
  return "<svg viewBox=\"0 0 320 " + std::to_string(height) + "\" role=\"img\" aria-labelledby=\"" +
         id + "-t " + id + "-d\" font-family=\"system-ui,sans-serif\"><title id=\"" + id + "-t\">" +
         escaped(title) + "</title><desc id=\"" + id + "-d\">" + escaped(description) +
         "</desc>\n" + inside + "</svg>\n";
}

std::string whole_words(std::int64_t value) {
  return format_whole(value);
}

std::string figures_table(const Figures& f) {
  std::string rows;
  const auto money = [&](const char* name, const Figure& figure) {
    rows += row_of(name, {kronor_words(figure.value),
                          kronor_words(figure.low) + " till " + kronor_words(figure.high)});
  };
  const auto count = [&](const char* name, const Figure& figure, std::int64_t rows_behind) {
    const bool few = is_few(rows_behind);
    rows += few ? row_of(name, {"dolt", "dolt"})
                : row_of(name, {whole_words(figure.value),
                                whole_words(figure.low) + " till " + whole_words(figure.high)});
  };
  money("Kostnad per månad före", f.cost_before);
  money("Kostnad per månad efter", f.cost_after);
  money("Skillnad per månad", f.cost_change);
  money("Kostnad per år före", f.year_before);
  money("Kostnad per år efter", f.year_after);
  money("Skillnad per år", f.year_change);
  count("Hushåll med bistånd före", f.aided_before, 0);
  count("Hushåll med bistånd efter", f.aided_after, hides_after(f) ? 1 : 0);
  count("Hushåll som kommer in", f.in, f.rows_in);
  count("Hushåll som går ut", f.out, f.rows_out);
  count("Har rätt före men söker inte", f.not_applying, 0);
  for (const ExtraFigure& extra : f.extras) {
    const std::string name = extra.label + (extra.money ? " (per månad)" : " (en månad)");
    extra.money ? money(name.c_str(), extra.a_month) : count(name.c_str(), extra.a_month, 0);
  }
  std::string made =
      table_of("Vad reformen kostar och vem den når", {"", "Värde", "Intervall"}, rows);
  rows.clear();
  const auto index = [&](const char* name, const Index& one, bool percent) {
    rows += row_of(name, {index_words(one, percent)});
  };
  index("Gini före", f.gini_before, false);
  index("Gini efter", f.gini_after, false);
  index("Fattigdomsgap före: så stor del av behovet är inte täckt", f.gap_before, true);
  index("Fattigdomsgap efter", f.gap_after, true);
  return made + table_of("Fördelning", {"", "Värde (intervall)"}, rows);
}

std::string premises_table(const About& about) {
  std::string rows;
  for (const Premise& each : about.premises) {
    rows += row_of(each.name, {each.value, each.assumed ? "ANTAGANDE" : "publicerat",
                               each.why + (each.source.empty() ? "" : ". " + each.source)});
  }
  if (rows.empty()) return "";
  return "<h2>Förutsättningar</h2>\n" +
         table_of("Vad befolkningen vilar på", {"Namn", "Värde", "Slag", "Varför och källa"}, rows);
}

}  // namespace

std::string bars_svg(const Report& report) {
  std::int64_t most = 1;
  for (const Bar& bar : report.figures.bars) {
    if (!bar.cell.hidden) most = std::max(most, bar.cell.number.value);
  }
  std::string inside;
  int at = 0;
  for (std::size_t i = 0; i < report.figures.bars.size(); ++i) {
    const Bar& bar = report.figures.bars[i];
    const std::string words =
        bar.words + ": " + (bar.cell.hidden ? "dolt" : whole_words(bar.cell.number.value));
    const std::int64_t width = bar.cell.hidden ? 0 : bar.cell.number.value * 318 / most;
    inside += bar_of(at, words, width, i < 4 ? "--lose" : i == 4 ? "--line" : "--gain");
    at += 34;
  }
  return svg_of(at, "bars", "Hushåll efter skillnad per månad",
                "En stapel för varje grupp, från den som förlorar mest till den som vinner mest. "
                "Samma siffror står i tabellen bredvid.",
                inside);
}

std::string cost_svg(const Report& report) {
  const Figures& f = report.figures;
  const std::int64_t most =
      std::max<std::int64_t>(1, std::max(f.cost_before.high, f.cost_after.high));
  std::string inside;
  int at = 0;
  for (const auto& [name, figure] :
       {std::pair<const char*, const Figure&>("före", f.cost_before), {"efter", f.cost_after}}) {
    const auto place = [&](std::int64_t ore) { return ore / (most / 318 + 1); };
    inside += bar_of(at, std::string(name) + ": " + kronor_words(figure.value) + " per månad",
                     place(figure.value), at == 0 ? "--line" : "--gain");
    inside += "<path d=\"M" + number(place(figure.low)) + " " + std::to_string(at + 23) + "H" +
              number(place(figure.high)) + "\" stroke=\"currentColor\" stroke-width=\"3\"/>\n";
    at += 34;
  }
  return svg_of(at, "cost", "Kostnad per månad före och efter",
                "Två staplar; strecket visar intervallet. Samma siffror står i tabellen.", inside);
}

std::string report_html(const Report& report) {
  const Figures& f = report.figures;
  const std::string title = report.reform + " jämfört med " + report.baseline;
  std::string page =
      "<!doctype html>\n<html lang=\"sv\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<title>" +
      escaped(title) + "</title><style>" + std::string(kStyle) +
      "</style></head>\n<body><main><h1>" + escaped(title) + "</h1>\n";
  for (const std::string& mark : report_marks(report)) {
    page += "<p class=\"mark\">" + escaped(mark) + "</p>\n";
  }
  page += "<p>" +
          escaped(report.period + ". " + report.about.title + ", " + whole_words(f.households) +
                  " hushåll i underlaget.") +
          "</p>\n";
  if (!report.settings.empty()) {
    std::string rows;
    for (const Setting& setting : report.settings) rows += row_of(setting.name, {setting.value});
    page += table_of("Reformens inställningar", {"Namn", "Värde"}, rows);
  }
  page += "<h2>I korthet</h2>\n" + figures_table(f) + cost_svg(report);
  page += "<h2>Vilka som vinner och förlorar</h2>\n" + bars_svg(report);
  std::string rows;
  for (const Bar& bar : f.bars) {
    rows += row_of(bar.words, {cell_words(bar.cell), change_words(bar.cell)});
  }
  page +=
      table_of("Hushåll efter skillnad per månad", {"Grupp", "Hushåll", "I snitt per månad"}, rows);
  for (const GroupTable& table : f.groups) {
    rows.clear();
    for (const GroupRow& row : table.rows) {
      rows += row_of(row.name, {cell_words(row.gain), change_words(row.gain), cell_words(row.lose),
                                change_words(row.lose), cell_words(row.same)});
    }
    page +=
        table_of(table.title, {"Grupp", "Vinner", "i snitt", "Förlorar", "i snitt", "Lika"}, rows);
  }
  if (!report.variations.empty()) {
    rows.clear();
    for (const Variation& each : report.variations) {
      rows +=
          row_of(each.name + " = " + each.value, {with_interval(each.year_change, kronor_words)});
    }
    page += "<h2>Andra antaganden</h2>\n" + table_of("Samma reform när ett antagande ändras",
                                                     {"Antagande", "Skillnad per år"}, rows);
  }
  page += premises_table(report.about) + "<h2>Hur siffrorna ska läsas</h2>\n<ul>\n";
  for (const std::string& limit : report_limits(report)) {
    page += "<li>" + escaped(limit) + "</li>\n";
  }
  return page + "</ul></main></body></html>\n";
}

}  // namespace utvag::lab
