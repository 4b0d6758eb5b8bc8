#include <filesystem>
#include <utility>

#include "app/files.hpp"
#include "app/lab.hpp"
#include "app/packs.hpp"
#include "base/whole_number.hpp"
#include "lab/columns.hpp"
#include "lab/csv.hpp"
#include "lab/synthesis.hpp"

namespace utvag::app {
namespace {

constexpr std::size_t kMaxDataBytes = std::size_t{8} << 20U;

/// data/lab beside the packs.
Result<std::string> data_folder(const Arguments& arguments) {
  const auto packs = find_packs_folder(arguments.value("--packs"));
  if (!packs.ok()) return packs.error();
  const auto folder = std::filesystem::absolute(packs.value()).lexically_normal();
  const auto beside =
      folder.has_filename() ? folder.parent_path() : folder.parent_path().parent_path();
  return (beside / "data" / "lab").string();
}

Result<lab::Assumptions> assumptions_of(const Arguments& arguments, const std::string& folder) {
  std::string path = arguments.value("--assumptions");
  if (path.empty()) path = folder + "/antaganden.json";
  auto read = read_assumptions_file(path);
  if (!read.ok()) return read.error();
  const auto pairs = pairs_of(arguments.value("--vary"));
  if (!pairs) return pairs_fault("--vary");
  for (const lab::Setting& pair : *pairs) {
    const auto varied = lab::vary(read.value(), pair.name, pair.value);
    if (!varied.ok()) return varied.error();
  }
  return read;
}

template <typename T>
bool read_whole(const Arguments& arguments, const char* name, T low, T high, T& into) {
  const std::string text = arguments.value(name);
  if (!arguments.has(name)) return true;
  const auto read = whole_number<T>(text);
  if (!read || *read < low || *read > high) return false;
  into = *read;
  return true;
}

Result<lab::Wanted> wanted_of(const Arguments& arguments) {
  lab::Wanted wanted;
  wanted.municipality = arguments.value("--municipality");
  if (wanted.municipality.empty() == !arguments.has("--country")) {
    return Error{"arguments.population", "lab population",
                 "Ange --country eller --municipality KOD.",
                 "Give --country or --municipality CODE."};
  }
  const char* fault = nullptr;
  if (!read_whole<std::int64_t>(arguments, "--households", 1, 20'000'000, wanted.households)) {
    fault = "--households";
  }
  if (!read_whole<std::uint64_t>(arguments, "--seed", 0, ~std::uint64_t{0}, wanted.seed)) {
    fault = "--seed";
  }
  if (!read_whole(arguments, "--year", 2016, 2100, wanted.year)) fault = "--year";
  if (fault == nullptr) return wanted;
  return Error{"arguments.number", fault, "Ange ett helt tal (hushåll högst 20 000 000).",
               "Give a whole number (households at most 20,000,000)."};
}

Result<OpenPopulation> made_population(const Arguments& arguments, text::Language language,
                                       const lab::Progress& progress, Io& io,
                                       std::optional<int>& stop) {
  if (arguments.has("--from")) {
    std::shared_ptr<const rules::Program> program;
    stop = load_rules(arguments, {arguments.value("--municipality"), ""}, language, program, io);
    if (stop) return OpenPopulation{};
    return open_population(arguments.value("--from"), *program, progress);
  }
  const auto wanted = wanted_of(arguments);
  if (!wanted.ok()) return wanted.error();
  const auto folder = data_folder(arguments);
  if (!folder.ok()) return folder.error();
  const auto assumptions = assumptions_of(arguments, folder.value());
  if (!assumptions.ok()) return assumptions.error();
  const auto margins = shipped_margins(arguments);
  if (!margins.ok()) return margins.error();
  auto made = lab::make_population(margins.value(), assumptions.value(), wanted.value(), progress);
  if (!made.ok()) return made.error();
  OpenPopulation open;
  open.population = std::move(made.value());
  return open;
}

Result<bool> save_population(const lab::Population& population, const std::string& path,
                             const lab::Progress& progress) {
  auto file = NewFile::create(path);
  if (!file.ok()) return file.error();
  const auto sink = [&](std::string_view bytes) { return file.value().write(bytes); };
  const auto done = path.ends_with(".csv") ? lab::write_csv(population, sink, progress)
                                           : lab::write_columns(population, sink, progress);
  if (!done.ok()) return done.error();
  return file.value().finish();
}

}  // namespace

Result<lab::Assumptions> read_assumptions_file(const std::string& path) {
  const auto text = read_file(path, kMaxDataBytes);
  if (!text.ok()) return text.error();
  auto read = lab::read_assumptions(text.value());
  if (!read.ok()) {
    Error error = read.error();
    error.where = path + ": " + error.where;
    return error;
  }
  return read;
}

Result<std::vector<lab::Margin>> shipped_margins(const Arguments& arguments) {
  const auto folder = data_folder(arguments);
  if (!folder.ok()) return folder.error();
  const auto counts = read_file(folder.value() + "/hushåll-med-bistånd.csv", kMaxDataBytes);
  if (!counts.ok()) return counts.error();
  return lab::read_margins(counts.value());
}

int run_lab_population(const Arguments& arguments, text::Language language, Io& io) {
  const std::string out = arguments.value("--out");
  if (!out.ends_with(".utvcol") && !out.ends_with(".csv")) {
    tell(io,
         {"arguments.out", "--out", "Ange en fil som slutar på .utvcol eller .csv.",
          "Give a file that ends in .utvcol or .csv."},
         language);
    return kBadInput;
  }
  std::optional<int> stop;
  ProgressLine line(arguments, io, "lab population");
  const lab::Progress progress = [&](std::string_view what, std::size_t done, std::size_t all) {
    line.tell(what, done, all);
  };
  const auto made = made_population(arguments, language, progress, io, stop);
  if (stop) return *stop;
  if (!made.ok()) return tell(io, made.error(), language), kBadInput;
  const auto saved = save_population(made.value().population, out, progress);
  if (!saved.ok()) return tell(io, saved.error(), language), kOther;
  const lab::Population& population = made.value().population;
  const bool swedish = language == text::Language::sv;
  io.out += out + ": " + std::to_string(population.rows()) + (swedish ? " hushåll" : " households");
  if (population.about.synthetic) io.out += swedish ? ", syntetiska" : ", synthetic";
  io.out += "\n";
  return kAnswered;
}

}  // namespace utvag::app
