#include <utility>

#include "app/files.hpp"
#include "app/lab.hpp"
#include "app/packs.hpp"
#include "base/whole_number.hpp"
#include "lab/assumptions.hpp"
#include "lab/compare.hpp"
#include "lab/report.hpp"
#include "lab/synthesis.hpp"

namespace utvag::app {
namespace {

/// Everything that a comparison is told with.
struct CompareOrder {
  lab::Comparison comparison;
  lab::Bootstrap bootstrap;
  std::string format = "text";
  std::vector<lab::Setting> varied;
};

bool is_hypothetical(const rules::Program& program) {
  return program.packs.back().level == rules::Level::hypothetical;
}

Result<bool> read_numbers(const Arguments& arguments, CompareOrder& order) {
  const auto whole = [&](const char* name, auto low, auto high, auto& into) {
    const std::string text = arguments.value(name);
    if (!arguments.has(name)) return true;
    const auto read = whole_number<decltype(low)>(text);
    if (!read || *read < low || *read > high) return false;
    into = *read;
    return true;
  };
  const char* fault = nullptr;
  if (!whole("--seed", std::uint64_t{0}, ~std::uint64_t{0}, order.bootstrap.seed)) fault = "--seed";
  if (!whole("--rounds", 40, 10'000, order.bootstrap.rounds)) fault = "--rounds";
  if (fault != nullptr) {
    return Error{"arguments.number", fault, "Ange ett helt tal (--rounds 40–10000).",
                 "Give a whole number (--rounds 40–10000)."};
  }
  const auto threads = threads_of(arguments);
  if (!threads.ok()) return threads.error();
  order.comparison.parts = threads.value();
  for (const auto& [option, into] : {std::pair("--set", &order.comparison.after.settings),
                                     std::pair("--baseline-set", &order.comparison.before.settings),
                                     std::pair("--vary", &order.varied)}) {
    auto pairs = pairs_of(arguments.value(option));
    if (!pairs) return pairs_fault(option);
    *into = std::move(*pairs);
  }
  if (arguments.has("--format")) order.format = arguments.value("--format");
  if (order.format != "text" && order.format != "json" && order.format != "html") {
    return Error{"arguments.format", "--format", "Formatet ska vara text, json eller html.",
                 "The format is text, json or html."};
  }
  return true;
}

Result<bool> check_options(const Arguments& arguments) {
  const bool reform = arguments.has("--reform"), other = arguments.has("--reform-municipality");
  if (arguments.has("--population") && reform != other) return true;
  return Error{"arguments.lab", "lab compare",
               "Ange --population FIL och antingen --reform FIL.norm eller "
               "--reform-municipality KOD.",
               "Give --population FILE and either --reform FILE.norm or "
               "--reform-municipality CODE."};
}

/// The period in words.
std::string period_of(const lab::Comparison& comparison) {
  const std::string first = to_string(comparison.months.front().month);
  const std::string last = to_string(comparison.months.back().month);
  return first == last ? first : first + " – " + last;
}

/// The assumptions of a synthetic population, and those that it is to be made anew with.
struct Changed {
  std::string name, value;
  lab::Assumptions assumptions;
};

Result<std::vector<Changed>> changes_of(const Arguments& arguments, const lab::About& about,
                                        const std::vector<lab::Setting>& varied) {
  std::vector<Changed> changes;
  if (varied.empty() && !arguments.has("--assumptions")) return changes;
  const auto own = lab::assumptions_in(about);
  if (!own.ok()) {
    return Error{"lab.vary", varied.empty() ? "--assumptions" : "--vary",
                 "Bara en syntetisk befolkning kan göras om med andra antaganden.",
                 "Only a synthetic population can be made anew with other assumptions."};
  }
  if (arguments.has("--assumptions")) {
    const std::string path = arguments.value("--assumptions");
    const auto read = read_assumptions_file(path);
    if (!read.ok()) return read.error();
    changes.push_back({"antaganden", path, read.value()});
  }
  for (const lab::Setting& each : varied) {
    lab::Assumptions assumptions = own.value();
    const auto done = lab::vary(assumptions, each.name, each.value);
    if (!done.ok()) return done.error();
    changes.push_back({each.name, each.value, std::move(assumptions)});
  }
  return changes;
}

/// The population once more, with other assumptions.
Result<lab::Population> remade(const Arguments& arguments, const lab::Population& population,
                               const lab::Assumptions& assumptions, const lab::Progress& progress) {
  const lab::About& about = population.about;
  lab::Wanted wanted;
  wanted.municipality = about.municipality;
  wanted.households = static_cast<std::int64_t>(population.rows());
  wanted.year = about.year;
  for (const lab::Premise& each : about.premises) {
    if (each.name == "frö") {
      const auto seed = whole_number<std::uint64_t>(each.value);
      if (!seed) {
        return Error{"lab.seed", each.name, "Befolkningens frö är inget helt tal.",
                     "The population's seed is no whole number."};
      }
      wanted.seed = *seed;
    }
  }
  const auto margins = shipped_margins(arguments);
  if (!margins.ok()) return margins.error();
  return lab::make_population(margins.value(), assumptions, wanted, progress);
}

Result<lab::Report> compared(const Arguments& arguments, const lab::Population& population,
                             const CompareOrder& order) {
  const lab::Comparison& comparison = order.comparison;
  const auto changes = changes_of(arguments, population.about, order.varied);
  if (!changes.ok()) return changes.error();
  const auto evaluated = lab::evaluate(population, comparison);
  if (!evaluated.ok()) return evaluated.error();
  lab::Report report;
  report.reform = label_of(*comparison.after.program);
  report.baseline = label_of(*comparison.before.program);
  report.hypothetical =
      is_hypothetical(*comparison.after.program) || is_hypothetical(*comparison.before.program);
  report.period = period_of(comparison);
  report.settings = comparison.after.settings;
  for (const lab::Setting& each : comparison.before.settings) {
    report.settings.push_back({"jämförelsens " + each.name, each.value});
  }
  report.about = population.about;
  report.left_out = evaluated.value().left_out;
  report.open_judgements = evaluated.value().open_judgements;
  for (const rules::Pack& pack : comparison.after.program->packs) {
    if (!pack.example.empty()) report.example_packs.push_back(pack.label + ": " + pack.example);
  }
  report.rounds = order.bootstrap.rounds;
  report.seed = order.bootstrap.seed;
  auto figures = lab::figures_of(evaluated.value(), population.about, order.bootstrap);
  if (!figures.ok()) return figures.error();
  report.figures = std::move(figures.value());
  if (report.figures.households < lab::kFewest) return report;
  for (const Changed& change : changes.value()) {
    const auto other = remade(arguments, population, change.assumptions, comparison.progress);
    if (!other.ok()) return other.error();
    const auto again = lab::evaluate(other.value(), comparison);
    if (!again.ok()) return again.error();
    auto varied = lab::figures_of(again.value(), other.value().about, order.bootstrap);
    if (!varied.ok()) return varied.error();
    report.variations.push_back({change.name, change.value, std::move(varied.value().head)});
  }
  return report;
}

/// No figures stand on so few households: why, and the exit code.
int tell_nothing(const lab::Report& report, const lab::Comparison& comparison,
                 text::Language language, Io& io) {
  std::int64_t no_rule = 0, unknown = 0, all = 0;
  for (const auto& [why, count] : report.left_out) {
    all += count;
    if (why.ends_with("ingen regel")) no_rule += count;
    if (why.ends_with("uppgifter saknas")) unknown += count;
  }
  const bool no_rules = no_rule > 0 && no_rule == all && report.figures.households == 0;
  Error error{"lab.nobody", period_of(comparison),
              "Färre än " + std::to_string(lab::kFewest) +
                  " hushåll kunde räknas i båda världarna: inga siffror visas.",
              "Fewer than " + std::to_string(lab::kFewest) +
                  " households could be computed in both worlds: no figures are shown."};
  if (no_rules) {
    error.sv =
        "Alla månader har inte regler i båda världarna: inga hushåll kan räknas. Ange en "
        "månad som har det med --month.";
    error.en =
        "Not all months have rules in both worlds: no household can be computed. Give a "
        "month that has with --month.";
  }
  tell(io, error, language);
  for (const std::string& words : lab::left_out_words(report)) io.err += words + "\n";
  return unknown > 0 && !no_rules ? kFactsMissing : kNoRule;
}

}  // namespace

int run_lab_compare(const Arguments& arguments, text::Language language, Io& io) {
  CompareOrder order;
  if (const auto fine = check_options(arguments); !fine.ok()) {
    return tell(io, fine.error(), language), kBadInput;
  }
  if (const auto read = read_numbers(arguments, order); !read.ok()) {
    return tell(io, read.error(), language), kBadInput;
  }
  lab::Comparison& comparison = order.comparison;
  const std::string here = arguments.value("--municipality");
  const std::string there =
      arguments.has("--reform") ? here : arguments.value("--reform-municipality");
  if (const auto stop = load_rules(arguments, {here, arguments.value("--baseline")}, language,
                                   comparison.before.program, io)) {
    return *stop;
  }
  if (const auto stop = load_rules(arguments, {there, arguments.value("--reform")}, language,
                                   comparison.after.program, io)) {
    return *stop;
  }
  ProgressLine line(arguments, io, "lab compare");
  comparison.progress = [&](std::string_view what, std::size_t done, std::size_t all) {
    line.tell(what, done, all);
  };
  order.bootstrap.progress = comparison.progress;
  const auto open = open_population(arguments.value("--population"), *comparison.after.program,
                                    comparison.progress);
  if (!open.ok()) return tell(io, open.error(), language), kBadInput;
  const lab::Population& population = open.value().population;
  const auto months = questions_of(arguments, population.about, io.clock->today());
  if (!months.ok()) return tell(io, months.error(), language), kBadInput;
  comparison.months = months.value();
  comparison.spread = on_threads;
  const auto report = compared(arguments, population, order);
  if (!report.ok()) return tell(io, report.error(), language), kBadInput;
  const lab::Report& told = report.value();
  if (told.figures.households < lab::kFewest) return tell_nothing(told, comparison, language, io);
  const std::string text = order.format == "json"   ? lab::report_json(told)
                           : order.format == "html" ? lab::report_html(told)
                                                    : lab::report_text(told);
  if (arguments.has("--out")) {
    const auto saved = write_file(arguments.value("--out"), text);
    if (!saved.ok()) return tell(io, saved.error(), language), kOther;
  } else {
    io.out += text;
  }
  return kAnswered;
}

}  // namespace utvag::app
