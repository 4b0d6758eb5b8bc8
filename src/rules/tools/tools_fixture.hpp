#pragma once
#include <string>
#include <vector>

#include "rules/tools/pack_sets.hpp"
#include "rules/tools/testing.hpp"

/// Small packs from text, for the tests of the tools.
namespace utvag::rules::tools::fixture {

inline constexpr const char* kPrelude = R"(paket se benämning "Nationell rätt" nivå nationell
förval
  registrerad 2026-01-02
  kontrollerad 2026-01-02
källa S1 "Förordningen 1 §" bevis V länk "https://example.org/1"
lagrum lag1
  från 1998-01-01 "SoL 12 kap. 7 §" bevis V länk "https://example.org/sol"
roll vuxen 1–2 "Vuxen"
roll barn 0– "Barn"
uppräkning slag
  el "El"
  resor "Resor"
)";

inline constexpr const char* kDefaults = "förval registrerad 2026-01-02 kontrollerad 2026-01-02\n";

inline PackSource national(const std::string& rules, const std::string& tests) {
  return {"se", {{"se/a.norm", kPrelude}, {"se/b.norm", kDefaults + rules}, {"se/c.prov", tests}}};
}

inline PackSource municipal(const std::string& rules, const std::string& tests) {
  return {"malmö",
          {{"malmö/a.norm",
            "paket malmö benämning \"Malmö\" nivå kommunal kommuner 1280\n"
            "källa K1 \"Nämndens beslut\" bevis M\n"},
           {"malmö/b.norm", kDefaults + rules},
           {"malmö/c.prov", tests}}};
}

/// Packs with their tests, kept together: the suite points into the packs.
struct Bench {
  explicit Bench(std::vector<PackSource> packs) : sets(std::move(packs)), suite(sets) {}
  Bench(const std::string& rules, const std::string& tests) : Bench({national(rules, tests)}) {}

  PackSets sets;
  TestSuite suite;

  /// Every fault of packs and tests, rendered; empty when all is sound.
  std::string faults() const {
    std::string text;
    for (const Compiled* compiled : suite.refused()) {
      for (const Diagnostic& fault : compiled->diagnostics) {
        text += render(fault, compiled->files, Language::sv) + "\n";
      }
    }
    for (const Diagnostic& fault : suite.faults()) {
      text += render(fault, sets.files(), Language::sv) + "\n";
    }
    return text;
  }
  /// The codes of the tests' faults, joined by a space.
  std::string codes() const {
    std::string text;
    for (const Diagnostic& fault : suite.faults()) text += (text.empty() ? "" : " ") + fault.code;
    return text;
  }
};

}  // namespace utvag::rules::tools::fixture
