#pragma once
#include <string>
#include <vector>

#include "rules/graph/program.hpp"

/// For the tests of the checker: small packs from text, and faults as one line each.
namespace utvag::rules::fixture {

/// A manifest, one source, one provision, roles and an enumeration: what every snippet may use.
/// 13 lines, in a file of its own.
inline constexpr const char* kPrelude = R"(paket se benämning "Nationell rätt" nivå nationell
förval
  registrerad 2026-01-02
  kontrollerad 2026-01-02
källa S1 "Förordningen 1 §" bevis V
lagrum lag1
  från 1998-01-01 "SoL 12 kap. 7 §" bevis V
roll vuxen 1–2 "Vuxen"
roll barn 0– "Barn"
uppräkning slag
  el "El"
  hyra_slag "Hyra"
  resor "Resor"
)";

inline constexpr const char* kDefaults = "förval registrerad 2026-01-02 kontrollerad 2026-01-02\n";

inline PackSource national(const std::string& text) {
  return {"se", {{"se/a.norm", kPrelude}, {"se/b.norm", kDefaults + text}}};
}

inline PackSource municipal(const std::string& text, const std::string& name = "malmö") {
  const std::string head =
      "paket " + name + " benämning \"" + name + "\" nivå kommunal kommuner 1280\n";
  return {name,
          {{name + "/a.norm", head + "källa K1 \"Nämndens beslut\" bevis M\n"},
           {name + "/b.norm", kDefaults + text}}};
}

inline std::string all_text(const Compiled& compiled) {
  std::string text;
  for (const Diagnostic& fault : compiled.diagnostics) {
    text += render(fault, compiled.files, Language::sv) + "\n";
  }
  return text;
}

/// "code line:column" of each error, sorted by place, joined by ", ".
inline std::string errors(const Compiled& compiled) {
  std::string text;
  for (const Diagnostic& fault : compiled.diagnostics) {
    if (fault.severity != Severity::error) continue;
    if (!text.empty()) text += ", ";
    text += fault.code + " " + std::to_string(fault.span.line) + ":" +
            std::to_string(fault.span.column);
  }
  return text;
}

}  // namespace utvag::rules::fixture
