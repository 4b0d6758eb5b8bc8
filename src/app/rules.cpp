#include "app/rules.hpp"

#include <algorithm>

#include "app/command.hpp"
#include "app/files.hpp"
#include "app/packs.hpp"
#include "norm/presentation.hpp"
#include "rules/language/syntax.hpp"
#include "rules/tools/testing.hpp"

namespace utvag::app {
namespace {

using rules::tools::PackSets;

constexpr std::string_view kRulesHelp =
    R"(utvag rules VERB … [--packs MAPP] [--lang sv|en]

  check [--strict]           regelpaketen läses och prövas, vart och ett med dem det bygger på;
                             med --strict är också en text utan översättning ett fel
  fmt [--check] [FIL…]       husets form (alla paketens filer om ingen anges)
  test [PAKET]               testerna i .prov
  cover [PAKET…]             vad testerna har fått att hända; 100 % krävs
  mutate [PAKET…]            små fel som testerna inte märker; --values N provar också värden
  diff MAPP MAPP             två utgåvor av paketen: regel för regel, och på --households MAPP
  explain REGEL              en regel i ord: versioner, källor, lagrum (--municipality KOD)
  replay FIL…                räknar om sparade svar och jämför byte för byte (--store MAPP)
  doc --out MAPP             regelboken som webbsidor
)";

/// Verbs and what carries each out.
struct Verb {
  std::string_view name;
  int (*run)(const Arguments&, text::Language, Io&);
  std::vector<Option> options;
};

const std::vector<Verb>& verbs() {
  static const std::vector<Verb> all = {
      {"check", rules_check, {{"--strict", ""}}},
      {"fmt", rules_fmt, {{"--check", ""}}},
      {"test", rules_test, {}},
      {"cover", rules_cover, {}},
      {"mutate", rules_mutate, {{"--values", "N"}, {"--verbose", ""}}},
      {"diff",
       rules_diff,
       {{"--households", "FOLDER"}, {"--month", "YYYY-MM"}, {"--municipality", "CODE"}}},
      {"explain", rules_explain, {{"--municipality", "CODE"}}},
      {"replay", rules_replay, {{"--store", "FOLDER"}}},
      {"doc", rules_doc, {{"--out", "FOLDER"}, {"--municipality", "CODE"}}},
  };
  return all;
}

}  // namespace

std::optional<PackSets> load_pack_sets(const Arguments& arguments, text::Language language,
                                       Io& io) {
  const auto folder = find_packs_folder(arguments.value("--packs"));
  if (!folder) {
    tell(io, folder.error(), language);
    return std::nullopt;
  }
  auto packs = read_packs(folder.value());
  if (!packs) {
    tell(io, packs.error(), language);
    return std::nullopt;
  }
  return PackSets(std::move(packs.value()));
}

std::optional<std::vector<std::size_t>> named_packs(const Arguments& arguments,
                                                    const PackSets& sets, text::Language language,
                                                    Io& io) {
  std::vector<std::size_t> chosen;
  for (const std::string& name : arguments.plain) {
    const std::size_t pack = sets.find(name);
    if (pack == PackSets::npos) {
      tell(io, {"rules.pack", name, "Det finns inget sådant paket.", "There is no such pack."},
           language);
      return std::nullopt;
    }
    chosen.push_back(pack);
  }
  if (chosen.empty())
    for (std::size_t i = 0; i < sets.packs().size(); ++i) chosen.push_back(i);
  return chosen;
}

namespace {

/// Texts of a program that a language lacks, told one by one; how many.
std::size_t tell_missing_texts(const std::string& pack, const rules::Compiled& compiled,
                               const std::vector<rules::PackSource>& packs, text::Language language,
                               Io& io) {
  std::size_t count = 0;
  for (const auto spoken : {text::Language::en, text::Language::fi, text::Language::ar}) {
    for (const std::string& text : norm::missing_texts(*compiled.program, packs, spoken)) {
      io.err +=
          pack + ": " + std::string(text::code(spoken)) +
          (language == text::Language::sv ? ": saknar översättning: " : ": no translation: ") +
          text + "\n";
      ++count;
    }
  }
  return count;
}

}  // namespace

int rules_check(const Arguments& arguments, text::Language language, Io& io) {
  const auto folder = find_packs_folder(arguments.value("--packs"));
  if (!folder) return tell(io, folder.error(), language), kOther;
  const auto packs = read_packs(folder.value());
  if (!packs) return tell(io, packs.error(), language), kOther;
  PackSets sets(packs.value());
  std::size_t errors = 0;
  std::size_t untranslated = 0;
  for (std::size_t i = 0; i < sets.packs().size(); ++i) {
    const PackSets::Pack& pack = sets.packs()[i];
    const std::string municipality = pack.municipalities.empty() ? "" : pack.municipalities[0];
    const std::vector<std::size_t> applying = sets.applying(municipality, i);
    const rules::Compiled& compiled = sets.compiled(applying);
    tell(io, compiled.diagnostics, compiled.files, language);
    if (compiled.program == nullptr) {
      ++errors;
      io.out += pack.name + (language == text::Language::sv ? ": fel\n" : ": faults\n");
      continue;
    }
    std::vector<rules::PackSource> set;
    for (const std::size_t each : applying) set.push_back(packs.value()[each]);
    untranslated += tell_missing_texts(pack.name, compiled, set, language, io);
    io.out += pack.name + ": ok (" + std::to_string(compiled.program->definitions.size()) +
              (language == text::Language::sv ? " deklarationer)\n" : " declarations)\n");
  }
  if (arguments.has("--strict")) errors += untranslated;
  return errors == 0 ? kAnswered : kBadPack;
}

int rules_fmt(const Arguments& arguments, text::Language language, Io& io) {
  std::vector<std::string> paths = arguments.plain;
  if (paths.empty()) {
    const auto folder = find_packs_folder(arguments.value("--packs"));
    if (!folder) return tell(io, folder.error(), language), kOther;
    const auto packs = read_packs(folder.value());
    if (!packs) return tell(io, packs.error(), language), kOther;
    for (const rules::PackSource& pack : packs.value())
      for (const rules::SourceFile& file : pack.files)
        if (!file.name.ends_with(".po")) paths.push_back(folder.value() + "/" + file.name);
  }
  std::size_t differing = 0;
  for (const std::string& path : paths) {
    const auto text = read_file(path, rules::kMaxFileBytes);
    if (!text) return tell(io, text.error(), language), kBadInput;
    const rules::SourceFile source{path, text.value()};
    std::vector<rules::Diagnostic> faults;
    const rules::syntax::File parsed = rules::parse(source, 0, faults);
    tell(io, faults, {source}, language);
    if (!faults.empty()) return kBadPack;
    const std::string formatted = rules::format(source, parsed);
    if (formatted == source.text) continue;
    ++differing;
    io.out += path + "\n";
    if (arguments.has("--check")) continue;
    const auto written = write_file(path, formatted);
    if (!written) return tell(io, written.error(), language), kOther;
  }
  return differing > 0 && arguments.has("--check") ? kOther : kAnswered;
}

std::string_view rules_help() {
  return kRulesHelp;
}

int run_rules(const std::vector<std::string>& arguments, Io& io) {
  const std::string name = arguments.size() > 1 ? arguments[1] : "";
  const auto verb = std::find_if(verbs().begin(), verbs().end(),
                                 [&](const Verb& each) { return each.name == name; });
  if (verb == verbs().end()) {
    io.err += kRulesHelp;
    return name.empty() ? kAnswered : kBadInput;
  }
  std::vector<Option> options = verb->options;
  options.push_back({"--packs", "FOLDER"});
  options.push_back({"--lang", "sv|en"});
  const auto parsed = parse_arguments(arguments, 2, options);
  if (!parsed) return tell(io, parsed.error(), text::Language::sv), kBadInput;
  const auto language = language_of(parsed.value());
  if (!language) return tell(io, language.error(), text::Language::sv), kBadInput;
  return verb->run(parsed.value(), language.value(), io);
}

}  // namespace utvag::app
