#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

#include "app/files.hpp"
#include "app/packs.hpp"
#include "app/rules.hpp"
#include "norm/household.hpp"
#include "rules/tools/diff.hpp"

namespace utvag::app {
namespace {

using rules::Compiled;
using rules::tools::Words;

const std::string& worded(const Words& words, text::Language language) {
  return language == text::Language::sv ? words.sv : words.en;
}

/// One side of the comparison: the packs of a folder that apply in the municipality.
std::optional<Compiled> side(const std::string& folder, const std::string& municipality,
                             text::Language language, Io& io, int& exit) {
  const auto packs = read_packs(folder);
  if (!packs) {
    tell(io, packs.error(), language);
    exit = kBadInput;
    return std::nullopt;
  }
  Compiled compiled = rules::compile(choose_packs(packs.value(), municipality));
  if (compiled.program != nullptr) return compiled;
  tell(io, compiled.diagnostics, compiled.files, language);
  exit = kBadPack;
  return std::nullopt;
}

const char* sign_of(rules::tools::RuleChange::Kind kind) {
  switch (kind) {
    case rules::tools::RuleChange::Kind::added:
      return "+ ";
    case rules::tools::RuleChange::Kind::removed:
      return "- ";
    case rules::tools::RuleChange::Kind::changed:
      return "~ ";
  }
  return "";
}

void tell_rules(const std::vector<rules::tools::RuleChange>& changes, text::Language language,
                Io& io) {
  for (const rules::tools::RuleChange& change : changes) {
    io.out += sign_of(change.kind) + change.rule;
    if (!change.label.empty()) io.out += " – " + change.label;
    io.out += "\n";
    for (const rules::tools::Detail& detail : change.details) {
      io.out += "    " + worded(detail.what, language) + ": " +
                (detail.before.empty() ? "–" : detail.before) + "  →  " +
                (detail.after.empty() ? "–" : detail.after) + "\n";
    }
  }
}

/// The households of a folder, in byte order of their file names.
std::vector<std::filesystem::path> household_files(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    if (entry.is_regular_file() && entry.path().extension() == ".json")
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

struct Sides {
  std::shared_ptr<const rules::Program> before, after;
};

/// Reads one household for both sides; faults are told with the file's name.
std::optional<rules::tools::HouseholdPair> read_pair(const std::filesystem::path& path,
                                                     const Sides& sides, std::optional<Month> month,
                                                     text::Language language, Io& io) {
  std::vector<Error> faults;
  const auto json = read_file(path.string(), std::size_t{8} << 20U);
  if (!json) faults.push_back(json.error());
  std::optional<norm::Household> before, after;
  if (json) {
    before = norm::read_household(*sides.before, json.value(), faults);
    if (before) after = norm::read_household(*sides.after, json.value(), faults);
  }
  if (before && !month) month = before->month;
  if (faults.empty() && !month) {
    faults.push_back({"arguments.month", "månad", "Ange månaden i filen eller med --month.",
                      "Give the month in the file or with --month."});
  }
  for (Error& fault : faults) {
    fault.where = path.filename().string() + ": " + fault.where;
    tell(io, fault, language);
  }
  if (!faults.empty()) return std::nullopt;
  const Date known_at = std::max(sides.before->last_registered, sides.after->last_registered);
  const rules::Question question{*month, known_at, before->decision_date.value_or(known_at)};
  return rules::tools::HouseholdPair{path.stem().string(), std::move(before->facts),
                                     std::move(after->facts), question};
}

int tell_effects(const Arguments& arguments, const Sides& sides, text::Language language, Io& io) {
  std::optional<Month> month;
  if (arguments.has("--month")) {
    month = parse_month(arguments.value("--month"));
    if (!month) {
      tell(io,
           {"arguments.month", "--month", "Månaden ska skrivas ÅÅÅÅ-MM.",
            "The month is written YYYY-MM."},
           language);
      return kBadInput;
    }
  }
  std::vector<rules::tools::HouseholdPair> households;
  for (const auto& path : household_files(arguments.value("--households"))) {
    auto pair = read_pair(path, sides, month, language, io);
    if (!pair) return kBadInput;
    households.push_back(std::move(*pair));
  }
  if (households.empty()) {
    tell(io,
         {"arguments.households", "--households", "Mappen har inga hushållsfiler (.json).",
          "The folder has no household files (.json)."},
         language);
    return kBadInput;
  }
  const auto effects = rules::tools::compare_outcomes(sides.before, sides.after, households);
  for (const rules::tools::Effect& effect : effects.changed)
    io.out += effect.household + ": " + effect.rule + ": " + worded(effect.before, language) +
              "  →  " + worded(effect.after, language) + "\n";
  io.out += std::to_string(effects.changed.size()) + " / " + std::to_string(effects.compared) +
            (language == text::Language::sv ? " utfall ändrade\n" : " outcomes changed\n");
  return kAnswered;
}

}  // namespace

int rules_diff(const Arguments& arguments, text::Language language, Io& io) {
  if (arguments.plain.size() != 2) {
    tell(io,
         {"arguments.diff", "diff", "Ange två mappar med regelpaket: den äldre och den nyare.",
          "Give two folders of rule packs: the older and the newer."},
         language);
    return kBadInput;
  }
  int exit = kAnswered;
  const std::string municipality = arguments.value("--municipality");
  const auto before = side(arguments.plain[0], municipality, language, io, exit);
  const auto after =
      before ? side(arguments.plain[1], municipality, language, io, exit) : std::nullopt;
  if (!after) return exit;
  const auto changes = rules::tools::compare_rules(*before->program, *after->program);
  tell_rules(changes, language, io);
  io.out +=
      std::to_string(changes.size()) +
      (language == text::Language::sv ? " deklarationer skiljer\n" : " declarations differ\n");
  if (!arguments.has("--households")) return kAnswered;
  return tell_effects(arguments, {before->program, after->program}, language, io);
}

}  // namespace utvag::app
