#include "app/lab.hpp"

#include <filesystem>
#include <initializer_list>
#include <set>
#include <thread>
#include <utility>

#include "app/files.hpp"
#include "app/packs.hpp"
#include "base/whole_number.hpp"
#include "lab/columns.hpp"
#include "lab/csv.hpp"
#include "rules/language/syntax.hpp"

namespace utvag::app {
namespace {

constexpr std::string_view kLabHelp =
    R"(utvag lab – policylabbet: samma regler som i ett ärende, över en hel befolkning

  utvag lab population --out FIL.utvcol|FIL.csv    gör en befolkning
      --country | --municipality KOD               ur publicerade antal hushåll
      --households N  --seed S  --year ÅÅÅÅ        (10000, 1, 2026)
      --assumptions FIL  --vary namn=värde,…       antagandena, och enstaka andra värden
      --from FIL.csv|FIL.utvcol                    i stället ur en fil med hushåll
  utvag lab run --population FIL --out FIL         räknar alla hushåll
      --rules bistånd,riksnorm,…  --format columns|csv|json
      --reform FIL.norm|MAPP  --set namn=värde,…   under en tänkt ändring (allt märks)
  utvag lab compare --population FIL               en reform mot dagens regler
      --reform FIL.norm|MAPP                       en tänkt ändring, se scenarier/
      --reform-municipality KOD                    eller en kommuns riktlinjer
      --set namn=värde,…                           reformens egna siffror
      --baseline FIL.norm  --baseline-set …        en tänkt ändring att jämföra mot
      --vary namn=värde,…  --assumptions FIL       och med befolkningen gjord om: ett antagande
                                                   i taget ändrat, eller med filens antaganden
      --seed S  --rounds N                         för osäkerheten (1, 300)
      --format text|json|html  --out FIL
  för run och compare
      --month ÅÅÅÅ-MM | --year ÅÅÅÅ  --municipality KOD  --known-at DATUM
      --threads N
  för alla
      --packs MAPP  --lang sv|en
      --progress                                   säg hur långt det har kommit

Siffror ur en påhittad befolkning är alltid märkta som syntetiska. Se docs/lab.md.
)";

/// What each verb takes: another's is refused.
std::vector<Option> options_of(const std::string& verb) {
  std::vector<Option> options{{"--out", "FIL"},    {"--municipality", "KOD"}, {"--year", "ÅÅÅÅ"},
                              {"--packs", "MAPP"}, {"--lang", "SPRÅK"},       {"--progress", ""}};
  const auto add = [&](std::initializer_list<Option> more) { options.insert(options.end(), more); };
  if (verb == "population") {
    add({{"--country", ""},
         {"--households", "N"},
         {"--seed", "S"},
         {"--assumptions", "FIL"},
         {"--vary", "NAMN=VÄRDE"},
         {"--from", "FIL"}});
    return options;
  }
  add({{"--population", "FIL"},
       {"--format", "FORMAT"},
       {"--reform", "FIL"},
       {"--set", "NAMN=VÄRDE"},
       {"--month", "ÅÅÅÅ-MM"},
       {"--known-at", "DATUM"},
       {"--threads", "N"}});
  if (verb == "run") {
    add({{"--rules", "REGEL,…"}});
    return options;
  }
  add({{"--reform-municipality", "KOD"},
       {"--baseline", "FIL"},
       {"--baseline-set", "NAMN=VÄRDE"},
       {"--assumptions", "FIL"},
       {"--vary", "NAMN=VÄRDE"},
       {"--seed", "S"},
       {"--rounds", "N"}});
  return options;
}

/// A what-if as a pack: a folder, or one file that is its own paket.norm.
Result<rules::PackSource> read_what_if(const std::string& path) {
  namespace fs = std::filesystem;
  rules::PackSource pack;
  if (std::error_code failure; fs::is_directory(path, failure)) {
    auto packs = read_packs(path);
    if (!packs.ok()) return packs.error();
    if (packs.value().size() == 1) return packs.value().front();
    return Error{"lab.what-if", path, "Mappen ska hålla ett enda paket med paket.norm.",
                 "The folder must hold exactly one pack with paket.norm."};
  }
  auto text = read_file(path, rules::kMaxFileBytes);
  if (!text.ok()) return text.error();
  pack.name = fs::path(path).stem().string();
  pack.files.push_back({pack.name + "/paket.norm", std::move(text.value())});
  return pack;
}

}  // namespace

std::string_view lab_help() {
  return kLabHelp;
}

int run_lab(const std::vector<std::string>& arguments, Io& io) {
  const std::string verb = arguments.size() < 2 ? "" : arguments[1];
  const auto parsed = parse_arguments(arguments, 2, options_of(verb));
  if (!parsed.ok()) return tell(io, parsed.error(), text::Language::sv), kBadInput;
  const auto language = language_of(parsed.value());
  if (!language.ok()) return tell(io, language.error(), text::Language::sv), kBadInput;
  if (!parsed.value().plain.empty()) {
    tell(io,
         {"arguments.lab", parsed.value().plain[0], "Ange allt med val, till exempel --population.",
          "Give everything as options, such as --population."},
         language.value());
    return kBadInput;
  }
  if (verb == "population") return run_lab_population(parsed.value(), language.value(), io);
  if (verb == "run") return run_lab_run(parsed.value(), language.value(), io);
  if (verb == "compare") return run_lab_compare(parsed.value(), language.value(), io);
  if (!verb.empty()) {
    tell(io, {"arguments.lab", verb, "Det finns inget sådant verb.", "There is no such verb."},
         language.value());
  }
  io.err += kLabHelp;
  return kBadInput;
}

std::optional<int> load_rules(const Arguments& arguments, const RulesWanted& wanted,
                              text::Language language, std::shared_ptr<const rules::Program>& into,
                              Io& io) {
  const auto folder = find_packs_folder(arguments.value("--packs"));
  if (!folder.ok()) return tell(io, folder.error(), language), kOther;
  const auto all = read_packs(folder.value());
  if (!all.ok()) return tell(io, all.error(), language), kOther;
  if (!wanted.municipality.empty()) {
    const auto codes = municipalities_of(arguments);
    if (!codes.ok()) return tell(io, codes.error(), language), kOther;
    if (!std::binary_search(codes.value().begin(), codes.value().end(), wanted.municipality)) {
      std::string known;
      for (const std::string& code : codes.value()) known += (known.empty() ? "" : ", ") + code;
      tell(io,
           {"lab.municipality", wanted.municipality,
            "Det finns inga riktlinjer för den kommunen. Kommuner som har: " + known + ".",
            "There are no guidelines for that municipality. Those that have: " + known + "."},
           language);
      return kBadInput;
    }
  }
  std::vector<rules::PackSource> packs = choose_packs(all.value(), wanted.municipality);
  if (!wanted.what_if.empty()) {
    auto what_if = read_what_if(wanted.what_if);
    if (!what_if.ok()) return tell(io, what_if.error(), language), kBadInput;
    packs.push_back(std::move(what_if.value()));
  }
  const rules::Compiled compiled = rules::compile(packs);
  into = compiled.program;
  if (into != nullptr) return std::nullopt;
  tell(io, compiled.diagnostics, compiled.files, language);
  return kBadPack;
}

std::string label_of(const rules::Program& program) {
  const rules::Pack& last = program.packs.back();
  if (last.level == rules::Level::national) return "gällande rätt";
  return last.label.empty() ? last.name : last.label;
}

Result<std::vector<std::string>> municipalities_of(const Arguments& arguments) {
  const auto folder = find_packs_folder(arguments.value("--packs"));
  if (!folder.ok()) return folder.error();
  const auto all = read_packs(folder.value());
  if (!all.ok()) return all.error();
  std::set<std::string> codes;
  for (const rules::PackSource& pack : all.value()) {
    const auto heading = norm::heading_of(pack);
    codes.insert(heading.municipalities.begin(), heading.municipalities.end());
  }
  return std::vector<std::string>(codes.begin(), codes.end());
}

Result<OpenPopulation> open_population(const std::string& path, const rules::Program& program,
                                       const lab::Progress& progress) {
  OpenPopulation made;
  if (path.ends_with(".csv")) {
    const auto text = read_file(path, lab::kMaxCsvBytes);
    if (!text.ok()) return text.error();
    auto read = lab::read_csv(text.value(), program, progress);
    if (!read.ok()) {
      Error error = read.error();
      error.where = path + ": " + error.where;
      return error;
    }
    made.population = std::move(read.value());
    return made;
  }
  auto file = MappedFile::open(path);
  if (!file.ok()) return file.error();
  auto read = lab::read_columns(file.value().bytes(), progress);
  if (!read.ok()) {
    Error error = read.error();
    error.where = path + (error.where.empty() ? "" : ": " + error.where);
    return error;
  }
  made.file = std::move(file.value());
  made.population = std::move(read.value());
  return made;
}

Result<std::vector<rules::Question>> questions_of(const Arguments& arguments,
                                                  const lab::About& about, Date today) {
  Date known_at = today;
  if (arguments.has("--known-at")) {
    const auto date = parse_date(arguments.value("--known-at"));
    if (!date || *date > today) {
      return Error{"arguments.date", "--known-at", "Dagen ska skrivas ÅÅÅÅ-MM-DD och ha varit.",
                   "The day is written YYYY-MM-DD and is not to come."};
    }
    known_at = *date;
  }
  std::vector<rules::Question> questions;
  if (arguments.has("--month")) {
    const auto month = parse_month(arguments.value("--month"));
    if (!month || arguments.has("--year")) {
      return Error{"arguments.month", "--month",
                   "Ange en månad som ÅÅÅÅ-MM, eller ett år med --year, inte båda.",
                   "Give a month as YYYY-MM, or a year with --year, not both."};
    }
    questions.push_back({*month, known_at, last_day(*month)});
    return questions;
  }
  int year = about.year;
  if (const std::string text = arguments.value("--year"); !text.empty()) {
    year = whole_number<int>(text).value_or(0);
  }
  if (year < 1998 || year > 2200) {
    return Error{"arguments.year", "--year", "Ange ett år med fyra siffror, eller --month.",
                 "Give a year of four digits, or --month."};
  }
  for (int month = 1; month <= 12; ++month) {
    const Month each = *make_month(year, month);
    questions.push_back({each, known_at, last_day(each)});
  }
  return questions;
}

Result<std::size_t> threads_of(const Arguments& arguments) {
  const std::string text = arguments.value("--threads");
  if (text.empty()) return std::size_t{std::max(1U, std::thread::hardware_concurrency())};
  const auto threads = whole_number<std::size_t>(text);
  if (threads && *threads >= 1 && *threads <= 256) return *threads;
  return Error{"arguments.threads", "--threads", "Ange ett helt tal 1–256.",
               "Give a whole number 1–256."};
}

void on_threads(std::size_t parts, const std::function<void(std::size_t)>& part) {
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < parts; ++i) others.emplace_back(part, i);
  part(0);
  for (std::thread& other : others) other.join();
}

ProgressLine::ProgressLine(const Arguments& arguments, Io& io, std::string verb)
    : io_(io),
      verb_(std::move(verb)),
      lines_(!io.error_is_terminal),
      wanted_(io.now && (io.error_is_terminal || arguments.has("--progress"))),
      start_(std::chrono::steady_clock::now()),
      last_(start_) {}

ProgressLine::~ProgressLine() {
  if (shown_ && !lines_) io_.now(true, "\n");
}

void ProgressLine::tell(std::string_view what, std::size_t done, std::size_t all) {
  using std::chrono::seconds;
  const auto now = std::chrono::steady_clock::now();
  if (!wanted_ || now - start_ < seconds(2) || (shown_ && now - last_ < seconds(1))) return;
  last_ = now;
  shown_ = true;
  const std::size_t percent = all == 0 ? 0 : std::min<std::size_t>(done * 100 / all, 100);
  std::string line = verb_ + ", " + std::string(what) + ": " + std::to_string(percent) + " %";
  if (lines_) return io_.now(true, line + "\n");
  constexpr std::size_t kClear = 60;  // over what a longer line left
  line.resize(std::max(line.size(), kClear), ' ');
  io_.now(true, "\r" + line);
}

std::optional<std::vector<lab::Setting>> pairs_of(const std::string& text) {
  std::vector<lab::Setting> pairs;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const std::string pair = text.substr(at, end - at);
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size()) {
      return std::nullopt;
    }
    pairs.push_back({pair.substr(0, equals), pair.substr(equals + 1)});
    at = end + 1;
  }
  return pairs;
}

Error pairs_fault(const std::string& option) {
  return {"arguments.pairs", option, "Skriv namn=värde, med komma emellan om de är flera.",
          "Write name=value, with commas between several."};
}

}  // namespace utvag::app
