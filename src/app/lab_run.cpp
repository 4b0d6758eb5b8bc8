#include <array>
#include <utility>

#include "app/lab.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "lab/columns.hpp"
#include "lab/csv.hpp"
#include "lab/run.hpp"

namespace utvag::app {
namespace {

std::vector<std::string> names_of(const std::string& text) {
  std::vector<std::string> names;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    if (end > at) names.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return names;
}

std::string exact(const lab::RunTotal& total) {
  if (total.sum.overflowed()) return "för stort";
  bool rounded = false;
  return total.money ? format_kr(total.sum, rounded) : to_string(total.sum);
}

/// What every answer says of the population.
void put_about(JsonWriter& json, const lab::About& about) {
  json.key("syntetisk").boolean(about.synthetic);
  json.key("tänkt").string(about.hypothetical);
  json.key("befolkning").string(about.title);
  json.key("hushåll_i_verkligheten").integer(about.weight_households);
  json.key("på_rader").integer(about.weight_rows);
}

std::string totals_json(const lab::RunResult& result, const std::vector<lab::Setting>& settings) {
  JsonWriter json;
  json.begin_object();
  put_about(json, result.results.about);
  json.key("inställningar").begin_object();
  for (const lab::Setting& each : settings) json.key(each.name).string(each.value);
  json.end_object();
  json.key("av_den_skalära_motorn").integer(result.by_scalar);
  json.key("öppna_bedömningar").begin_array();
  for (const std::string& name : result.open_judgements) json.string(name);
  json.end_array();
  json.key("summor").begin_array();
  for (const lab::RunTotal& total : result.totals) {
    json.begin_object();
    json.key("regel").string(total.rule);
    json.key("månad").string(to_string(total.month));
    json.key("enhet").string(total.money ? "öre" : "tal");
    json.key("summa").string(total.sum.overflowed() ? "för stort" : to_string(total.sum));
    json.key("över_noll").integer(total.above_zero);
    json.key("kända").integer(total.known);
    json.key("uppgifter_saknas").integer(total.unknown);
    json.key("ej_tillämplig").integer(total.not_applicable);
    json.key("ingen_regel").integer(total.no_rule);
    json.key("kan_inte_räknas").integer(total.failed);
    json.end_object();
  }
  json.end_array().end_object();
  return json.take();
}

void tell_totals(const lab::RunResult& result, const std::vector<lab::Setting>& settings, Io& io) {
  const lab::About& about = result.results.about;
  if (!about.hypothetical.empty()) {
    io.out += "TÄNKT: räknat med \"" + about.hypothetical + "\", som ingen lag är.\n";
    for (const lab::Setting& each : settings)
      io.out += "   " + each.name + " = " + each.value + "\n";
  }
  if (about.synthetic) io.out += "SYNTETISK BEFOLKNING: inga siffror här är verkliga utfall.\n";
  io.out += std::to_string(result.results.rows()) + " hushåll i filen\n";
  for (const lab::RunTotal& total : result.totals) {
    io.out += to_string(total.month) + "  " + total.rule + ": " + exact(total) + ", över noll " +
              std::to_string(total.above_zero);
    const std::array<std::pair<std::int64_t, const char*>, 4> states{
        {{total.unknown, "uppgifter saknas"},
         {total.not_applicable, "ej tillämplig"},
         {total.no_rule, "ingen regel"},
         {total.failed, "kan inte räknas"}}};
    for (const auto& [count, word] : states) {
      if (count > 0) io.out += std::string(", ") + word + " " + std::to_string(count);
    }
    io.out += "\n";
  }
  if (!result.open_judgements.empty()) {
    io.out += "Bedömningar som ingen har gjort, räknade med sitt förval i alla hushåll: ";
    for (std::size_t i = 0; i < result.open_judgements.size(); ++i) {
      io.out += (i == 0 ? "" : ", ") + result.open_judgements[i];
    }
    io.out += ".\n";
  }
  if (result.rounded) io.out += "Några värden är delar av ören; i filen står närmaste öre.\n";
}

/// Nothing without a rule is an answer; nor is a whole population whose facts are missing.
int exit_of(const lab::RunResult& result) {
  std::int64_t known = 0, unknown = 0;
  for (const lab::RunTotal& total : result.totals) {
    known += total.known;
    unknown += total.unknown;
  }
  return known > 0 ? kAnswered : unknown > 0 ? kFactsMissing : kNoRule;
}

Result<bool> save(const lab::RunResult& result, const std::string& path, const std::string& format,
                  const std::vector<lab::Setting>& settings, const lab::Progress& progress) {
  auto file = NewFile::create(path);
  if (!file.ok()) return file.error();
  const lab::Sink sink = [&](std::string_view bytes) { return file.value().write(bytes); };
  const auto done = format == "csv"       ? lab::write_csv(result.results, sink, progress)
                    : format == "columns" ? lab::write_columns(result.results, sink, progress)
                                          : sink(totals_json(result, settings));
  if (!done.ok()) return done.error();
  return file.value().finish();
}

}  // namespace

int run_lab_run(const Arguments& arguments, text::Language language, Io& io) {
  const std::string format = arguments.has("--format") ? arguments.value("--format") : "columns";
  const bool wants_file = format != "json" || arguments.has("--out");
  if (!arguments.has("--population") || (wants_file && !arguments.has("--out")) ||
      (format != "columns" && format != "csv" && format != "json")) {
    tell(io,
         {"arguments.lab", "lab run",
          "Ange --population FIL, --out FIL och --format columns, csv eller json.",
          "Give --population FILE, --out FILE and --format columns, csv or json."},
         language);
    return kBadInput;
  }
  lab::RunWanted wanted;
  const RulesWanted rules{arguments.value("--municipality"), arguments.value("--reform")};
  if (const auto stop = load_rules(arguments, rules, language, wanted.rules.program, io)) {
    return *stop;
  }
  if (arguments.has("--reform")) wanted.hypothetical = label_of(*wanted.rules.program);
  const auto settings = pairs_of(arguments.value("--set"));
  if (!settings) return tell(io, pairs_fault("--set"), language), kBadInput;
  wanted.rules.settings = *settings;
  ProgressLine line(arguments, io, "lab run");
  wanted.progress = [&](std::string_view what, std::size_t done, std::size_t all) {
    line.tell(what, done, all);
  };
  const auto open =
      open_population(arguments.value("--population"), *wanted.rules.program, wanted.progress);
  if (!open.ok()) return tell(io, open.error(), language), kBadInput;
  const lab::Population& population = open.value().population;
  const auto months = questions_of(arguments, population.about, io.clock->today());
  if (!months.ok()) return tell(io, months.error(), language), kBadInput;
  wanted.months = months.value();
  const auto threads = threads_of(arguments);
  if (!threads.ok()) return tell(io, threads.error(), language), kBadInput;
  wanted.parts = threads.value();
  wanted.spread = on_threads;
  wanted.names = names_of(arguments.has("--rules") ? arguments.value("--rules") : "bistånd");
  const auto result = lab::run_population(population, wanted);
  if (!result.ok()) return tell(io, result.error(), language), kBadInput;
  if (wants_file) {
    const auto saved =
        save(result.value(), arguments.value("--out"), format, *settings, wanted.progress);
    if (!saved.ok()) return tell(io, saved.error(), language), kOther;
    tell_totals(result.value(), *settings, io);
  } else {
    io.out += totals_json(result.value(), *settings);
  }
  return exit_of(result.value());
}

}  // namespace utvag::app
