#include "lab/report.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace utvag::lab {
namespace {

std::string whole(std::int64_t value) {
  return format_whole(value);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void put_figure(JsonWriter& json, std::string_view key, const Shown& figure,
                std::string_view value = "värde") {
  json.key(key).begin_object();
  json.key("dold").boolean(!figure);
  if (figure) {
    json.key(value).integer(figure->value);
    json.key("från").integer(figure->low);
    json.key("till").integer(figure->high);
  }
  json.end_object();
}

void put_cell(JsonWriter& json, std::string_view key, const Cell& cell) {
  json.key(key).begin_object();
  put_figure(json, "hushåll", cell.number);
  put_figure(json, "öre_per_hushåll_och_månad", cell.change);
  json.end_object();
}

void put_headline(JsonWriter& json, const Headline& head) {
  for (const HeadlineLine& line : headline_lines(head)) {
    const bool millionths = line.measure == Measure::index || line.measure == Measure::percent;
    put_figure(json, line.key, *line.figure, millionths ? "miljondelar" : "värde");
  }
  json.key("reformens_egna").begin_array();
  for (const ExtraFigure& extra : head.extras) {
    json.begin_object();
    json.key("namn").string(extra.label);
    json.key("enhet").string(extra.money ? "öre per månad" : "tal en månad");
    put_figure(json, "summa", extra.a_month);
    json.end_object();
  }
  json.end_array();
}

void put_tables(JsonWriter& json, const Figures& figures) {
  json.key("fördelning").begin_array();
  for (const Bar& bar : figures.bars) {
    json.begin_object();
    json.key("grupp").string(bar.words);
    put_cell(json, "alla", bar.cell);
    json.end_object();
  }
  json.end_array();
  json.key("grupper").begin_array();
  for (const GroupTable& table : figures.groups) {
    for (const GroupRow& row : table.rows) {
      json.begin_object();
      json.key("efter").string(table.title);
      json.key("grupp").string(row.name);
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        put_cell(json, figures.ways[i].key, row.cells[i]);
      }
      put_cell(json, "alla", row.all);
      json.end_object();
    }
  }
  json.end_array();
  json.key("inkomster").begin_array();
  for (const IncomeBar& bar : figures.incomes) {
    json.begin_object();
    json.key("per_månad_och_konsumtionsenhet").string(bar.words);
    put_figure(json, "hushåll_före", bar.before);
    put_figure(json, "hushåll_efter", bar.after);
    json.end_object();
  }
  json.end_array();
}

void put_texts(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
  json.key(key).begin_array();
  for (const std::string& text : texts) json.string(text);
  json.end_array();
}

void put_head(JsonWriter& json, const Report& report) {
  json.key("reform").string(report.reform);
  json.key("jämförd_med").string(report.baseline);
  json.key("tänkt").boolean(report.hypothetical);
  json.key("syntetisk").boolean(report.about.synthetic);
  json.key("befolkning").string(report.about.title);
  json.key("period").string(report.period);
  json.key("hushåll_i_underlaget").integer(report.figures.households);
  json.key("hushåll_i_verkligheten").integer(report.about.weight_households);
  json.key("på_rader").integer(report.about.weight_rows);
  json.key("inställningar").begin_object();
  for (const Setting& setting : report.settings) json.key(setting.name).string(setting.value);
  json.end_object();
}

}  // namespace

std::string kronor_words(std::int64_t ore) {
  const std::int64_t size = std::abs(ore);
  const std::int64_t million = 100'000'000;
  if (size >= 10 * million) {
    const std::int64_t tenths = (size + million / 20) / (million / 10);
    return std::string(ore < 0 ? "−" : "") + whole(tenths / 10) + "," +
           std::to_string(tenths % 10) + " Mkr";
  }
  const std::int64_t kronor = (size + 50) / 100;
  return whole(ore < 0 ? -kronor : kronor) + " kr";
}

std::vector<HeadlineLine> headline_lines(const Headline& h) {
  using M = Measure;
  return {
      {"Kostnad", "kostnad_öre_per_månad_före", "per månad före", M::money, &h.cost_before},
      {"Kostnad", "kostnad_öre_per_månad_efter", "per månad efter", M::money, &h.cost_after},
      {"Kostnad", "kostnad_öre_per_månad_skillnad", "per månad, skillnad", M::money,
       &h.cost_change},
      {"Kostnad", "kostnad_öre_per_år_före", "per år före", M::money, &h.year_before},
      {"Kostnad", "kostnad_öre_per_år_efter", "per år efter", M::money, &h.year_after},
      {"Kostnad", "kostnad_öre_per_år_skillnad", "per år, skillnad", M::money, &h.year_change},
      {"Hushåll", "hushåll_med_bistånd_före", "med bistånd före", M::count, &h.aided_before},
      {"Hushåll", "hushåll_med_bistånd_efter", "med bistånd efter", M::count, &h.aided_after},
      {"Hushåll", "hushåll_in", "kommer in", M::count, &h.in},
      {"Hushåll", "hushåll_ut", "går ut", M::count, &h.out},
      {"Hushåll", "har_rätt_men_söker_inte", "har rätt före men söker inte", M::count,
       &h.not_applying},
      {"Fördelning", "gini_före", "Gini före", M::index, &h.gini_before},
      {"Fördelning", "gini_efter", "Gini efter", M::index, &h.gini_after},
      {"Fördelning", "gini_skillnad", "Gini, skillnad", M::index, &h.gini_change},
      {"Fördelning", "fattigdomsgap_före", "fattigdomsgap före", M::percent, &h.gap_before},
      {"Fördelning", "fattigdomsgap_efter", "fattigdomsgap efter", M::percent, &h.gap_after},
      {"Fördelning", "fattigdomsgap_skillnad", "fattigdomsgap, skillnad", M::percent,
       &h.gap_change},
      {"Fördelning", "tionde_percentilen_före", "en tiondel har högst, före", M::money,
       &h.tenth_before},
      {"Fördelning", "tionde_percentilen_efter", "en tiondel har högst, efter", M::money,
       &h.tenth_after},
      {"Fördelning", "medianen_före", "hälften har högst, före", M::money, &h.median_before},
      {"Fördelning", "medianen_efter", "hälften har högst, efter", M::money, &h.median_after},
      {"Fördelning", "nittionde_percentilen_före", "nio tiondelar har högst, före", M::money,
       &h.ninth_before},
      {"Fördelning", "nittionde_percentilen_efter", "nio tiondelar har högst, efter", M::money,
       &h.ninth_after},
  };
}

std::string measure_words(std::int64_t value, Measure measure) {
  if (measure == Measure::money) return kronor_words(value);
  if (measure == Measure::count) return whole(value);
  // Ten-thousandths: "0,2345" or "23,45 %".
  const std::int64_t size = (std::abs(value) + 50) / 100;
  const std::int64_t unit = measure == Measure::percent ? 100 : 10'000;
  const std::string digits = std::to_string(unit + size % unit).substr(1);
  return std::string(value < 0 && size > 0 ? "−" : "") + std::to_string(size / unit) + "," +
         digits + (measure == Measure::percent ? " %" : "");
}

std::string figure_words(const Figure& figure, Measure measure) {
  return measure_words(figure.value, measure) + " (" + measure_words(figure.low, measure) +
         " till " + measure_words(figure.high, measure) + ")";
}

std::string shown_words(const Shown& figure, Measure measure) {
  return figure ? figure_words(*figure, measure) : "dolt";
}

std::string average_words(const Cell& cell) {
  return cell.households == 0 ? "–" : figure_words(cell.change, Measure::money);
}

std::vector<std::string> left_out_words(const Report& report) {
  std::vector<std::string> words;
  std::int64_t all = 0;
  bool some_few = false;
  for (const auto& [why, count] : report.left_out) {
    all += count;
    some_few = some_few || is_few(count);
    words.push_back("Utelämnade hushåll, " + why + ": " + whole(count) + ".");
  }
  if (!some_few) return words;
  const std::string many = is_few(all) ? "färre än " + std::to_string(kFewest) : whole(all);
  return {"Utelämnade hushåll, som inte kunde räknas i båda världarna: " + many + "."};
}

std::vector<std::string> report_marks(const Report& report) {
  std::vector<std::string> marks;
  if (report.hypothetical) {
    marks.emplace_back("TÄNKT: reformen är ingen lag. Inget ärende räknas så.");
  }
  if (report.about.synthetic) {
    marks.emplace_back(
        "SYNTETISKT: hushållen är påhittade ur publicerade antal och antaganden. Varje siffra här "
        "är en räkneövning, inget utfall.");
  }
  for (const std::string& example : report.example_packs) marks.push_back("EXEMPEL: " + example);
  return marks;
}

std::vector<std::string> report_limits(const Report& report) {
  std::vector<std::string> limits;
  limits.push_back(
      "Inom parentes: det mellersta 95 procent av " + std::to_string(report.rounds) +
      " omdragningar av samma hushåll (bootstrap, frö " + std::to_string(report.seed) +
      "). Antagandenas osäkerhet ligger utanför intervallen: ändra dem med --vary och se.");
  limits.push_back("Färre än " + std::to_string(kFewest) +
                   " hushåll i underlaget visas inte. Grupper med så få är sammanslagna med "
                   "andra, och siffror som skulle avslöja dem är dolda.");
  if (report.figures.touches_few) {
    limits.push_back("Reformen ändrar något för färre än " + std::to_string(kFewest) +
                     " hushåll, eller lämnar så få med bistånd: bara läget före visas.");
  }
  limits.emplace_back(
      "Ingen ändrar sitt beteende här: reformen räknas på samma inkomster, hyror och ansökningar. "
      "Gini och gap gäller bara hushållen i filen.");
  for (std::string& words : left_out_words(report)) limits.push_back(std::move(words));
  if (!report.open_judgements.empty()) {
    limits.push_back("Bedömningar som ingen har gjort, räknade med sitt förval i alla hushåll: " +
                     joined(report.open_judgements) + ".");
  }
  return limits;
}

namespace {

std::string text_line(const std::string& name, const std::string& value) {
  return "  " + name + ": " + value + "\n";
}

std::string headline_text(const Headline& head) {
  std::string text, section;
  for (const HeadlineLine& line : headline_lines(head)) {
    if (section != line.section) text += std::string(line.section) + "\n";
    section = line.section;
    text += text_line(line.label, shown_words(*line.figure, line.measure));
  }
  for (const ExtraFigure& extra : head.extras) {
    text += text_line(extra.label,
                      shown_words(extra.a_month, extra.money ? Measure::money : Measure::count) +
                          (extra.money ? " per månad" : " en månad"));
  }
  return text;
}

std::string tables_text(const Figures& figures) {
  std::string text;
  if (!figures.bars.empty()) text += "Hushåll efter skillnad per månad\n";
  for (const Bar& bar : figures.bars) {
    text += text_line(bar.words, figure_words(bar.cell.number, Measure::count));
  }
  text += "Hushåll efter inkomst per månad och konsumtionsenhet (före / efter)\n";
  for (const IncomeBar& bar : figures.incomes) {
    text += text_line(bar.words, figure_words(bar.before, Measure::count) + " / " +
                                     shown_words(bar.after, Measure::count));
  }
  for (const GroupTable& table : figures.groups) {
    std::string ways;
    for (const Way& way : figures.ways) ways += (ways.empty() ? "" : " / ") + way.title;
    text += table.title + " (" + ways + ")\n";
    for (const GroupRow& row : table.rows) {
      std::string cells;
      for (const Cell& cell : row.cells) {
        cells += (cells.empty() ? "" : " / ") + figure_words(cell.number, Measure::count);
      }
      text += text_line(row.name, cells);
    }
  }
  return text;
}

}  // namespace

std::string report_text(const Report& report) {
  const Figures& f = report.figures;
  std::string text = report.reform + " jämfört med " + report.baseline + "\n" + report.period +
                     ", " + report.about.title + ", " + whole(f.households) +
                     " hushåll i underlaget\n";
  for (const std::string& mark : report_marks(report)) text += "!! " + mark + "\n";
  for (const Setting& setting : report.settings) {
    text += "   " + setting.name + " = " + setting.value + "\n";
  }
  text += "\n" + headline_text(f.head) + tables_text(f);
  for (const Variation& each : report.variations) {
    text += "\nMED " + each.name + " = " + each.value + "\n" + headline_text(each.head);
  }
  text += "\n";
  for (const std::string& limit : report_limits(report)) text += limit + "\n";
  return text;
}

std::string report_json(const Report& report) {
  JsonWriter json;
  json.begin_object();
  put_head(json, report);
  put_texts(json, "märkning", report_marks(report));
  put_headline(json, report.figures.head);
  put_tables(json, report.figures);
  json.key("varierade_antaganden").begin_array();
  for (const Variation& each : report.variations) {
    json.begin_object();
    json.key("namn").string(each.name);
    json.key("värde").string(each.value);
    put_headline(json, each.head);
    json.end_object();
  }
  json.end_array();
  json.key("förutsättningar").begin_array();
  for (const Premise& each : report.about.premises) {
    json.begin_object();
    json.key("namn").string(each.name);
    json.key("värde").string(each.value);
    json.key("antagen").boolean(each.assumed);
    json.key("varför").string(each.why);
    json.key("källa").string(each.source);
    json.end_object();
  }
  json.end_array();
  put_texts(json, "begränsningar", report_limits(report));
  json.end_object();
  return json.take();
}

}  // namespace utvag::lab
