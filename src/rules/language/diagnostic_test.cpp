#include "rules/language/diagnostic.hpp"

#include <doctest/doctest.h>

using namespace utvag::rules;

TEST_CASE("a fault is shown with its place, line, caret, sources and proposal, in two languages") {
  const std::vector<SourceFile> files = {
      {"se/a.norm", "regel a\n\tfrån 2026-01-01 = 日本 + fel\r\nslut"},
      {"kommun/b.norm", "sätter a\n"}};
  Diagnostic fault;
  fault.code = "language.sealed";
  fault.span = {0, 2, 25, 3};
  fault.sv = "Fel.";
  fault.en = "Wrong.";
  fault.fix_sv = "Gör om.";
  fault.fix_en = "Do over.";
  fault.citations = {"SoL 12 kap. 7 §"};
  fault.related = {{1, 1, 8, 1}, {}};
  CHECK(render(fault, files, Language::sv) ==
        "se/a.norm:2:25: fel: Fel. [language.sealed]\n"
        "  2 |     från 2026-01-01 = 日本 + fel\n"
        "    |                              ^^^\n"
        "  jämför kommun/b.norm:1:8\n"
        "  1 | sätter a\n"
        "    |        ^\n"
        "  rättskälla: SoL 12 kap. 7 §\n"
        "  förslag: Gör om.\n");
  fault.severity = Severity::warning;
  fault.related.clear();
  CHECK(render(fault, files, Language::en) ==
        "se/a.norm:2:25: warning: Wrong. [language.sealed]\n"
        "  2 |     från 2026-01-01 = 日本 + fel\n"
        "    |                              ^^^\n"
        "  provision: SoL 12 kap. 7 §\n"
        "  proposal: Do over.\n");
}

TEST_CASE("a fault at the end of a line, of the file or nowhere has a caret or none") {
  const std::vector<SourceFile> files = {{"a.norm", "abc\n"}};
  Diagnostic fault;
  fault.code = "x";
  fault.sv = "Fel.";
  fault.span = {0, 1, 4, 1};
  CHECK(render(fault, files, Language::sv) == "a.norm:1:4: fel: Fel. [x]\n  1 | abc\n    |    ^\n");
  fault.span = {0, 2, 1, 1};
  CHECK(render(fault, files, Language::sv) == "a.norm:2:1: fel: Fel. [x]\n  2 | \n    | ^\n");
  fault.span = {};
  CHECK(render(fault, files, Language::sv) == "fel: Fel. [x]\n");
  fault.span = {7, 1, 1, 1};
  CHECK(render(fault, files, Language::sv) == "fel: Fel. [x]\n");
}

TEST_CASE("a very long line is shown around the place, unreadable bytes as question marks") {
  const std::vector<SourceFile> files = {{"a.norm", std::string(5000, 'x') + "å\xFF" + "zz"}};
  Diagnostic fault;
  fault.code = "x";
  fault.sv = "Fel.";
  fault.span = {0, 1, 5002, 1};
  const std::string shown = render(fault, files, Language::sv);
  CHECK(shown == "a.norm:1:5002: fel: Fel. [x]\n  1 | …" + std::string(78, 'x') + "å???\n    | " +
                     std::string(80, ' ') + "^\n");
  fault.span = {0, 1, 10, 4};
  CHECK(render(fault, files, Language::sv) ==
        "a.norm:1:10: fel: Fel. [x]\n  1 | " + std::string(160, 'x') + "…\n    |          ^^^^\n");
}
