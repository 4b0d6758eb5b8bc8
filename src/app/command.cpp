#include "app/command.hpp"

#include <algorithm>

#include "app/store.hpp"
#include "base/nearest.hpp"
#include "norm/norm.hpp"

namespace utvag::app {
namespace {

constexpr std::string_view kHelp =
    R"(utvag – ekonomiskt bistånd, räknat och förklarat krona för krona

  utvag calc FIL|-           räkna ett hushåll en månad (FIL är JSON, "-" är standard in)
      --month ÅÅÅÅ-MM        månaden som biståndet gäller
      --municipality KOD     kommunens fyra siffror: väljer dess riktlinjer
      --known-at DATUM       räkna med det som var registrerat då (annars: i dag)
      --decision-date DATUM  beslutsdagen: avgör vilken lag som åberopas (annars: known-at)
      --format text|json|md  --lang sv|en|fi|ar
      --explain REGEL        trädet under en regel
      --why-not REGEL        varför en regel inte ger något, och vad som skulle ändra det
      --compare-with ÅÅÅÅ-MM skillnaden mot en annan månad
      --packs MAPP           regelpaketen      --store MAPP  där använda paket sparas
      --no-keep              spara inte paketen (svaret kan då inte räknas om efter en uppgradering)
  utvag schema household     JSON Schema för hushållsfilen
  utvag rules VERB           check fmt test cover mutate diff explain replay doc
                             ("utvag rules" visar hur)
  utvag migrate              gör eller uppgraderar databasen
  utvag demo                 fyller en tom databas med fyra påhittade kommuner (--small: färre)
  utvag backup --out FIL     allt i databasen, med kontrollsummor; andra kan skriva samtidigt
  utvag export --out FIL --municipality KOD    detsamma för en kommun
  utvag restore FIL          läser tillbaka en sådan fil, i vilken databas som helst
  utvag verify [FIL]         är databasen hel, och innehåller den detsamma som filen?
      --db sqlite:FIL|postgresql:UPPGIFTER   databasen (annars $UTVAG_DB, annars sqlite:utvag.db)
  utvag serve                sidorna och API:et för databasen (docs/serve.md)
      --port NUMMER --address IP --demo --config FIL
  utvag lab VERB             population run compare: policylabbet ("utvag lab" visar hur)
  utvag version

Svarskoder: 0 besvarat · 1 något gick inte · 2 fel i indata · 3 uppgifter saknas
            4 ingen regel för datumet · 5 ett regelpaket har fel
)";

Error unknown_option(const std::string& name, const std::vector<Option>& known) {
  std::vector<std::string_view> names;
  for (const Option& option : known) names.push_back(option.name);
  const std::string nearest(nearest_name(name, names));
  Error error{"arguments.unknown", name, "Det finns inget sådant val.", "There is no such option."};
  if (!nearest.empty()) {
    error.sv += " Menade du " + nearest + "?";
    error.en += " Did you mean " + nearest + "?";
  }
  return error;
}

}  // namespace

std::string Arguments::value(std::string_view name) const {
  const auto found = std::find_if(options.begin(), options.end(),
                                  [&](const auto& option) { return option.first == name; });
  return found == options.end() ? std::string() : found->second;
}

bool Arguments::has(std::string_view name) const {
  return std::any_of(options.begin(), options.end(),
                     [&](const auto& option) { return option.first == name; });
}

Result<Arguments> parse_arguments(const std::vector<std::string>& arguments, std::size_t first,
                                  const std::vector<Option>& known) {
  Arguments parsed;
  for (std::size_t i = first; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--") {
      parsed.plain.insert(parsed.plain.end(),
                          arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, arguments.end());
      break;
    }
    if (argument.size() < 2 || argument[0] != '-') {
      parsed.plain.push_back(argument);
      continue;
    }
    const std::size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    const auto option = std::find_if(known.begin(), known.end(),
                                     [&](const Option& each) { return each.name == name; });
    if (option == known.end()) return unknown_option(name, known);
    if (parsed.has(name)) {
      return Error{"arguments.twice", name, "Valet är angivet två gånger. Behåll det som gäller.",
                   "The option is given twice. Keep the one that holds."};
    }
    if (option->value.empty()) {
      parsed.options.emplace_back(name, "");
    } else if (equals != std::string::npos) {
      parsed.options.emplace_back(name, argument.substr(equals + 1));
    } else if (i + 1 < arguments.size()) {
      parsed.options.emplace_back(name, arguments[++i]);
    } else {
      return Error{"arguments.value", name,
                   "Valet behöver ett värde: " + name + " " + option->value,
                   "The option needs a value: " + name + " " + option->value};
    }
  }
  return parsed;
}

rules::Language message_language(text::Language language) {
  return language == text::Language::sv ? rules::Language::sv : rules::Language::en;
}

std::string message(const Error& error, text::Language language) {
  return language == text::Language::sv ? error.sv : error.en;
}

void tell(Io& io, const Error& error, text::Language language) {
  io.err += language == text::Language::sv ? "fel: " : "error: ";
  if (!error.where.empty()) io.err += error.where + ": ";
  io.err += message(error, language) + "\n";
}

void tell(Io& io, const std::vector<rules::Diagnostic>& diagnostics,
          const std::vector<rules::SourceFile>& files, text::Language language) {
  for (const rules::Diagnostic& diagnostic : diagnostics) {
    io.err += rules::render(diagnostic, files, message_language(language));
    if (!io.err.ends_with('\n')) io.err += '\n';
  }
}

Result<text::Language> language_of(const Arguments& arguments) {
  const std::string code = arguments.value("--lang");
  if (code.empty()) return text::Language::sv;
  if (const auto language = text::parse_language(code)) return *language;
  return Error{"arguments.language", "--lang", "Språket ska vara sv, en, fi eller ar.",
               "The language is sv, en, fi or ar."};
}

int run(const std::vector<std::string>& arguments, Io& io) {
  const std::string command = arguments.empty() ? "" : arguments[0];
  const auto options_end = std::find(arguments.begin(), arguments.end(), "--");
  if (std::any_of(arguments.begin(), options_end,
                  [](const std::string& each) { return each == "--help" || each == "-h"; })) {
    io.out += command == "rules" ? rules_help() : command == "lab" ? lab_help() : kHelp;
    return kAnswered;
  }
  if (command == "calc") return run_calc(arguments, io);
  if (command == "schema") return run_schema(arguments, io);
  if (command == "serve") return run_serve(arguments, io);
  if (command == "rules") return run_rules(arguments, io);
  if (command == "migrate") return run_migrate(arguments, io);
  if (command == "demo") return run_demo(arguments, io);
  if (command == "backup") return run_backup(arguments, io);
  if (command == "restore") return run_restore(arguments, io);
  if (command == "export") return run_export(arguments, io);
  if (command == "verify") return run_verify(arguments, io);
  if (command == "lab") return run_lab(arguments, io);
  if (command == "version" || command == "--version") {
    io.out += "utvag " + std::string(norm::kEngineVersion) + "\n";
    return kAnswered;
  }
  if (command == "help") {
    io.out += kHelp;
    return kAnswered;
  }
  if (!command.empty()) {
    tell(io,
         {"arguments.command", command, "Det finns inget sådant kommando.",
          "There is no such command."},
         text::Language::sv);
  }
  io.err += kHelp;
  return kBadInput;
}

}  // namespace utvag::app
