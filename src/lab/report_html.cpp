#include "base/text.hpp"
#include "lab/report.hpp"

namespace utvag::lab {
std::string html_escaped(std::string_view text) {
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

namespace {

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
  std::string made = "<tr><th scope=\"row\">" + html_escaped(head) + "</th>";
  for (const std::string& cell : cells) made += "<td>" + html_escaped(cell) + "</td>";
  return made + "</tr>\n";
}

std::string table_of(const std::string& caption, const std::vector<std::string>& heads,
                     const std::string& rows) {
  std::string made = "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"" +
                     html_escaped(caption) + "\"><table><caption>" + html_escaped(caption) +
                     "</caption><thead><tr>";
  for (const std::string& head : heads) made += "<th scope=\"col\">" + html_escaped(head) + "</th>";
  return made + "</tr></thead><tbody>\n" + rows + "</tbody></table></div>\n";
}

std::string whole_words(std::int64_t value) {
  return format_whole(value);
}

std::string interval_words(const Shown& figure, Measure measure) {
  if (!figure) return "dolt";
  return measure_words(figure->low, measure) + " till " + measure_words(figure->high, measure);
}

std::string value_words(const Shown& figure, Measure measure) {
  return figure ? measure_words(figure->value, measure) : "dolt";
}

std::string extra_name(const ExtraFigure& extra) {
  return extra.label + (extra.money ? " (per månad)" : " (en månad)");
}

Measure measure_of(const ExtraFigure& extra) {
  return extra.money ? Measure::money : Measure::count;
}

std::string headline_tables(const Headline& head) {
  std::string made, rows;
  const auto lines = headline_lines(head);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const HeadlineLine& line = lines[i];
    rows += row_of(line.label, {value_words(*line.figure, line.measure),
                                interval_words(*line.figure, line.measure)});
    const bool last =
        i + 1 == lines.size() || std::string_view(lines[i + 1].section) != line.section;
    if (!last) continue;
    made += table_of(line.section, {"", "Värde", "Intervall"}, rows);
    rows.clear();
  }
  for (const ExtraFigure& extra : head.extras) {
    rows += row_of(extra_name(extra), {value_words(extra.a_month, measure_of(extra)),
                                       interval_words(extra.a_month, measure_of(extra))});
  }
  return rows.empty() ? made : made + table_of("Reformens egna", {"", "Värde", "Intervall"}, rows);
}

/// Every figure as it was and with an assumption changed.
std::string variation_table(const Headline& head, const Variation& variation) {
  std::string rows;
  const auto lines = headline_lines(head), changed = headline_lines(variation.head);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    rows += row_of(std::string(lines[i].section) + " " + lines[i].label,
                   {shown_words(*lines[i].figure, lines[i].measure),
                    shown_words(*changed[i].figure, changed[i].measure)});
  }
  for (std::size_t i = 0; i < head.extras.size(); ++i) {
    const ExtraFigure& extra = head.extras[i];
    rows += row_of(extra_name(extra),
                   {shown_words(extra.a_month, measure_of(extra)),
                    shown_words(variation.head.extras[i].a_month, measure_of(extra))});
  }
  return table_of(variation.name + " = " + variation.value,
                  {"", "Som befolkningen är", "Med ändringen"}, rows);
}

std::string gains_part(const Figures& f) {
  if (f.bars.empty()) return "";
  std::string rows;
  for (const Bar& bar : f.bars) {
    rows +=
        row_of(bar.words, {figure_words(bar.cell.number, Measure::count), average_words(bar.cell)});
  }
  std::string made =
      "<h2>Vilka som vinner och förlorar</h2>\n" + bars_svg(f) +
      table_of("Hushåll efter skillnad per månad", {"Grupp", "Hushåll", "I snitt per månad"}, rows);
  std::vector<std::string> heads{"Grupp"};
  for (const Way& way : f.ways) {
    heads.push_back(way.title);
    heads.emplace_back("i snitt");
  }
  for (const GroupTable& table : f.groups) {
    rows.clear();
    for (const GroupRow& row : table.rows) {
      std::vector<std::string> cells;
      for (const Cell& cell : row.cells) {
        cells.push_back(figure_words(cell.number, Measure::count));
        cells.push_back(average_words(cell));
      }
      rows += row_of(row.name, cells);
    }
    made += table_of(table.title, heads, rows);
  }
  return made;
}

std::string incomes_part(const Figures& f) {
  if (f.incomes.empty()) return "";
  std::string rows;
  for (const IncomeBar& bar : f.incomes) {
    rows += row_of(bar.words, {figure_words(bar.before, Measure::count),
                               shown_words(bar.after, Measure::count)});
  }
  return "<h2>Inkomster före och efter</h2>\n" + incomes_svg(f) +
         table_of("Hushåll efter inkomst och bistånd per månad och konsumtionsenhet",
                  {"Inkomst", "Före", "Efter"}, rows);
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

std::string report_html(const Report& report) {
  const Figures& f = report.figures;
  const std::string title = report.reform + " jämfört med " + report.baseline;
  std::string page =
      "<!doctype html>\n<html lang=\"sv\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<title>" +
      html_escaped(title) + "</title><style>" + std::string(kStyle) +
      "</style></head>\n<body><main><h1>" + html_escaped(title) + "</h1>\n";
  for (const std::string& mark : report_marks(report)) {
    page += "<p class=\"mark\">" + html_escaped(mark) + "</p>\n";
  }
  page += "<p>" +
          html_escaped(report.period + ". " + report.about.title + ", " +
                       whole_words(f.households) + " hushåll i underlaget.") +
          "</p>\n";
  if (!report.settings.empty()) {
    std::string rows;
    for (const Setting& setting : report.settings) rows += row_of(setting.name, {setting.value});
    page += table_of("Reformens inställningar", {"Namn", "Värde"}, rows);
  }
  page += "<h2>I korthet</h2>\n" + headline_tables(f.head) + cost_svg(f.head);
  page += gains_part(f) + incomes_part(f);
  if (!report.variations.empty()) page += "<h2>Andra antaganden</h2>\n";
  for (const Variation& each : report.variations) page += variation_table(f.head, each);
  page += premises_table(report.about) + "<h2>Hur siffrorna ska läsas</h2>\n<ul>\n";
  for (const std::string& limit : report_limits(report)) {
    page += "<li>" + html_escaped(limit) + "</li>\n";
  }
  return page + "</ul></main></body></html>\n";
}

}  // namespace utvag::lab
