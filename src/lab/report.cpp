#include "lab/report.hpp"

#include <algorithm>
#include <cstdlib>

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

std::string few(std::int64_t rows, const Figure& figure) {
  if (is_few(rows)) return "färre än " + std::to_string(kFewest) + " i underlaget";
  return with_interval(figure, whole);
}

void put_figure(JsonWriter& json, std::string_view key, const Figure& figure) {
  json.key(key).begin_object();
  json.key("värde").integer(figure.value);
  json.key("från").integer(figure.low);
  json.key("till").integer(figure.high);
  json.end_object();
}

/// An index in millionths: JSON numbers are whole here.
void put_index(JsonWriter& json, std::string_view key, const Index& index) {
  json.key(key).begin_object();
  json.key("miljondelar").integer(index.value);
  json.key("från").integer(index.low);
  json.key("till").integer(index.high);
  json.end_object();
}

void put_cell(JsonWriter& json, std::string_view key, const Cell& cell) {
  json.key(key).begin_object();
  json.key("dold").boolean(cell.hidden);
  if (!cell.hidden) {
    put_figure(json, "hushåll", cell.number);
    put_figure(json, "öre_per_hushåll_och_månad", cell.change);
  }
  json.end_object();
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

void put_figures(JsonWriter& json, const Figures& figures) {
  put_figure(json, "kostnad_öre_per_månad_före", figures.cost_before);
  put_figure(json, "kostnad_öre_per_månad_efter", figures.cost_after);
  put_figure(json, "kostnad_öre_per_månad_skillnad", figures.cost_change);
  put_figure(json, "kostnad_öre_per_år_före", figures.year_before);
  put_figure(json, "kostnad_öre_per_år_efter", figures.year_after);
  put_figure(json, "kostnad_öre_per_år_skillnad", figures.year_change);
  put_figure(json, "hushåll_med_bistånd_före", figures.aided_before);
  if (!hides_after(figures)) {
    put_figure(json, "hushåll_med_bistånd_efter", figures.aided_after);
  }
  if (!is_few(figures.rows_in)) {
    put_figure(json, "hushåll_in", figures.in);
  }
  if (!is_few(figures.rows_out)) {
    put_figure(json, "hushåll_ut", figures.out);
  }
  put_figure(json, "har_rätt_men_söker_inte", figures.not_applying);
  put_index(json, "gini_före", figures.gini_before);
  put_index(json, "gini_efter", figures.gini_after);
  put_index(json, "fattigdomsgap_före", figures.gap_before);
  put_index(json, "fattigdomsgap_efter", figures.gap_after);
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

bool is_few(std::int64_t rows) {
  return rows > 0 && rows < kFewest;
}

bool hides_after(const Figures& figures) {
  return is_few(figures.rows_in) || is_few(figures.rows_out);
}

std::string cell_words(const Cell& cell) {
  return cell.hidden ? "dolt" : with_interval(cell.number, whole);
}

std::string change_words(const Cell& cell) {
  if (cell.hidden) return "dolt";
  return cell.households == 0 ? "–" : with_interval(cell.change, kronor_words);
}

std::string index_words(const Index& index, bool percent) {
  const auto number = [&](std::int64_t millionths) {
    const std::int64_t thousandths = (millionths + 500) / 1000;
    const std::string digits = std::to_string(1000 + thousandths % 1000).substr(1);
    if (!percent) return std::to_string(thousandths / 1000) + "," + digits;
    return std::to_string(thousandths / 10) + "," + digits.substr(2) + " %";
  };
  return number(index.value) + " (" + number(index.low) + " till " + number(index.high) + ")";
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
                   " hushåll i underlaget visas inte, och inte heller det som de kunde räknas ut "
                   "ur.");
  limits.emplace_back(
      "Ingen ändrar sitt beteende här: reformen räknas på samma inkomster, hyror och ansökningar. "
      "Gini och gap gäller bara hushållen i filen.");
  for (const auto& [why, count] : report.left_out) {
    limits.push_back("Utelämnade hushåll, " + why + ": " + whole(count) + ".");
  }
  if (!report.open_judgements.empty()) {
    limits.push_back("Bedömningar som ingen har gjort, räknade med sitt förval i alla hushåll: " +
                     joined(report.open_judgements) + ".");
  }
  return limits;
}

std::string report_text(const Report& report) {
  const Figures& f = report.figures;
  std::string text = report.reform + " jämfört med " + report.baseline + "\n" + report.period +
                     ", " + report.about.title + ", " + whole(f.households) +
                     " hushåll i underlaget\n";
  for (const std::string& mark : report_marks(report)) text += "!! " + mark + "\n";
  for (const Setting& setting : report.settings) {
    text += "   " + setting.name + " = " + setting.value + "\n";
  }
  const auto line = [&](const char* name, const std::string& value) {
    text += std::string("  ") + name + ": " + value + "\n";
  };
  text += "\nKostnad\n";
  line("per månad före", with_interval(f.cost_before, kronor_words));
  line("per månad efter", with_interval(f.cost_after, kronor_words));
  line("per månad, skillnad", with_interval(f.cost_change, kronor_words));
  line("per år, skillnad", with_interval(f.year_change, kronor_words));
  text += "Hushåll\n";
  line("med bistånd före", with_interval(f.aided_before, whole));
  line("med bistånd efter", hides_after(f) ? "dolt" : with_interval(f.aided_after, whole));
  line("kommer in", few(f.rows_in, f.in));
  line("går ut", few(f.rows_out, f.out));
  line("har rätt före men söker inte", with_interval(f.not_applying, whole));
  text += "Fördelning\n";
  line("Gini före", index_words(f.gini_before, false));
  line("Gini efter", index_words(f.gini_after, false));
  line("fattigdomsgap före", index_words(f.gap_before, true));
  line("fattigdomsgap efter", index_words(f.gap_after, true));
  for (const ExtraFigure& extra : f.extras) {
    line(extra.label.c_str(), extra.money
                                  ? with_interval(extra.a_month, kronor_words) + " per månad"
                                  : with_interval(extra.a_month, whole) + " en månad");
  }
  text += "Hushåll efter skillnad per månad\n";
  for (const Bar& bar : f.bars) line(bar.words.c_str(), cell_words(bar.cell));
  for (const GroupTable& table : f.groups) {
    text += table.title + " (vinner / förlorar / lika)\n";
    for (const GroupRow& row : table.rows) {
      line(row.name.c_str(),
           cell_words(row.gain) + " / " + cell_words(row.lose) + " / " + cell_words(row.same));
    }
  }
  for (const Variation& each : report.variations) {
    line((each.name + " = " + each.value).c_str(),
         "per år " + with_interval(each.year_change, kronor_words) + ", in " +
             few(each.rows_in, each.in) + ", ut " + few(each.rows_out, each.out));
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
  put_figures(json, report.figures);
  json.key("reformens_egna").begin_array();
  for (const ExtraFigure& extra : report.figures.extras) {
    json.begin_object();
    json.key("namn").string(extra.label);
    json.key("enhet").string(extra.money ? "öre per månad" : "tal en månad");
    put_figure(json, "summa", extra.a_month);
    json.end_object();
  }
  json.end_array();
  json.key("fördelning").begin_array();
  for (const Bar& bar : report.figures.bars) {
    json.begin_object();
    json.key("grupp").string(bar.words);
    put_cell(json, "alla", bar.cell);
    json.end_object();
  }
  json.end_array();
  json.key("grupper").begin_array();
  for (const GroupTable& table : report.figures.groups) {
    for (const GroupRow& row : table.rows) {
      json.begin_object();
      json.key("efter").string(table.title);
      json.key("grupp").string(row.name);
      put_cell(json, "vinner", row.gain);
      put_cell(json, "förlorar", row.lose);
      put_cell(json, "lika", row.same);
      put_cell(json, "alla", row.all);
      json.end_object();
    }
  }
  json.end_array();
  json.key("varierade_antaganden").begin_array();
  for (const Variation& each : report.variations) {
    json.begin_object();
    json.key("namn").string(each.name);
    json.key("värde").string(each.value);
    put_figure(json, "kostnad_öre_per_år_skillnad", each.year_change);
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
