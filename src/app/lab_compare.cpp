#include <charconv>
#include <utility>

#include "app/files.hpp"
#include "app/lab.hpp"
#include "app/packs.hpp"
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

std::string label_of(const rules::Program& program) {
  const rules::Pack& last = program.packs.back();
  if (last.level == rules::Level::national) return "gällande rätt";
  return last.label.empty() ? last.name : last.label;
}

bool is_hypothetical(const rules::Program& program) {
  return program.packs.back().level == rules::Level::hypothetical;
}

Result<bool> read_numbers(const Arguments& arguments, CompareOrder& order) {
  const auto whole = [&](const char* name, auto low, auto high, auto& into) {
    const std::string text = arguments.value(name);
    if (!arguments.has(name)) return true;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, into);
    return parsed.ec == std::errc() && parsed.ptr == end && into >= low && into <= high;
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

/// The population once more, with one assumption changed.
Result<lab::Population> remade(const Arguments& arguments, const lab::About& about,
                               const lab::Setting& change) {
  auto assumptions = lab::assumptions_in(about);
  if (!assumptions.ok()) {
    return Error{"lab.vary", "--vary",
                 "Bara en syntetisk befolkning kan göras om med andra antaganden.",
                 "Only a synthetic population can be made anew with other assumptions."};
  }
  const auto varied = lab::vary(assumptions.value(), change.name, change.value);
  if (!varied.ok()) return varied.error();
  lab::Wanted wanted;
  wanted.municipality = about.municipality;
  wanted.households = about.weight_rows;
  wanted.year = about.year;
  for (const lab::Premise& each : about.premises) {
    if (each.name == "frö") {
      std::from_chars(each.value.data(), each.value.data() + each.value.size(), wanted.seed);
    }
  }
  const auto margins = shipped_margins(arguments);
  if (!margins.ok()) return margins.error();
  return lab::make_population(margins.value(), assumptions.value(), wanted);
}

Result<lab::Report> compared(const Arguments& arguments, const lab::Population& population,
                             const CompareOrder& order) {
  const lab::Comparison& comparison = order.comparison;
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
  report.figures = lab::figures_of(evaluated.value(), population.about, order.bootstrap);
  report.left_out = evaluated.value().left_out;
  report.open_judgements = evaluated.value().open_judgements;
  for (const rules::Pack& pack : comparison.after.program->packs) {
    if (!pack.example.empty()) report.example_packs.push_back(pack.label + ": " + pack.example);
  }
  report.rounds = order.bootstrap.rounds;
  report.seed = order.bootstrap.seed;
  for (const lab::Setting& change : order.varied) {
    const auto other = remade(arguments, population.about, change);
    if (!other.ok()) return other.error();
    const auto again = lab::evaluate(other.value(), comparison);
    if (!again.ok()) return again.error();
    const auto figures = lab::figures_of(again.value(), other.value().about, order.bootstrap);
    report.variations.push_back({change.name, change.value, figures.year_change, figures.rows_in,
                                 figures.rows_out, figures.in, figures.out});
  }
  return report;
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
  const auto open = open_population(arguments.value("--population"), *comparison.after.program);
  if (!open.ok()) return tell(io, open.error(), language), kBadInput;
  const lab::Population& population = open.value().population;
  const auto months = questions_of(arguments, population.about, io.clock->today());
  if (!months.ok()) return tell(io, months.error(), language), kBadInput;
  comparison.months = months.value();
  comparison.spread = on_threads;
  std::optional<Result<lab::Report>> report;
  {
    ProgressLine line(io, "lab compare");
    comparison.progress = [&](std::size_t done, std::size_t all) { line.tell(done, all); };
    report = compared(arguments, population, order);
  }
  if (!report->ok()) return tell(io, report->error(), language), kBadInput;
  const lab::Report& told = report->value();
  const std::string text = order.format == "json"   ? lab::report_json(told)
                           : order.format == "html" ? lab::report_html(told)
                                                    : lab::report_text(told);
  if (arguments.has("--out")) {
    const auto saved = write_file(arguments.value("--out"), text);
    if (!saved.ok()) return tell(io, saved.error(), language), kOther;
  } else {
    io.out += text;
  }
  if (told.figures.households > 0) return kAnswered;
  io.err += "Inget hushåll kunde räknas i båda världarna.\n";
  return told.left_out.count("före: uppgifter saknas") > 0 ? kFactsMissing : kNoRule;
}

}  // namespace utvag::app
