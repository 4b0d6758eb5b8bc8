// docs/guidelines.md says with which line of the language each point of a real guideline is held.
// Every line is taken from the document and checked over the national pack, so the document cannot
// say anything that does not hold.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "support/pack_files.hpp"

namespace {

using namespace utvag;
using namespace utvag::rules;

struct Point {
  std::string name, kind, line, sources;
};

std::string trimmed(std::string text) {
  const auto first = text.find_first_not_of(" `");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" `") - first + 1);
}

/// The rows of the document's tables that name a point: "| `point` | kind | `line` | sources |".
std::vector<Point> read_points() {
  std::vector<Point> points;
  const std::string text = tests::read_source_file("docs/guidelines.md");
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string line = text.substr(start, end - start);
    start = end + 1;
    if (line.rfind("| `", 0) != 0) continue;
    std::vector<std::string> cells;
    for (std::size_t at = 1; at < line.size();) {
      const std::size_t bar = line.find('|', at);
      REQUIRE(bar != std::string::npos);
      cells.push_back(trimmed(line.substr(at, bar - at)));
      at = bar + 1;
    }
    REQUIRE_MESSAGE(cells.size() == 4, line);
    points.push_back({cells[0], cells[1], cells[2], cells[3]});
  }
  return points;
}

PackSource overlay(const std::string& line) {
  return tests::make_pack("kommunens_riktlinje", R"(
paket kommunens_riktlinje
  benämning "En kommuns riktlinje"
  nivå kommunal
  kommuner 0000
förval
  registrerad 2026-01-01
  kontrollerad 2026-01-01
källa R "En kommuns riktlinje"
  bevis M
)" + line + "\n");
}

const PackSource& national() {
  static const PackSource kNational = tests::read_pack("packs/se");
  return kNational;
}

/// The first definition that belongs to the pack made from the line, or is set by it.
std::string kind_of(const Program& program) {
  for (const Definition& definition : program.definitions) {
    if (definition.pack != 0 && definition.kind == DefKind::judgement) return "bedömning";
    if (definition.pack != 0 && definition.kind == DefKind::input) return "indata";
  }
  for (const Definition& definition : program.definitions) {
    for (const Layer& layer : program.layers(definition)) {
      if (definition.pack != 0 || layer.pack == 0) continue;
      return definition.term == Term::open ? "öppen" : "riktlinje";
    }
  }
  return "ingenting";
}

}  // namespace

TEST_CASE("the document holds each of the points once, with known kinds and sources") {
  const std::vector<Point> points = read_points();
  CHECK(points.size() == 97);
  std::set<std::string> names, lines;
  for (const Point& point : points) {
    CAPTURE(point.name);
    CHECK(names.insert(point.name).second);
    CHECK(lines.insert(point.line).second);
    CHECK_FALSE(point.sources.empty());
    CHECK(point.sources.find_first_not_of("BNFKAVST") == std::string::npos);
  }
}

TEST_CASE("every line of the document checks over the national pack and is what it says") {
  for (const Point& point : read_points()) {
    CAPTURE(point.name);
    const Compiled compiled = compile({national(), overlay(point.line)});
    CHECK_MESSAGE(compiled.program != nullptr, tests::render_all(compiled));
    if (compiled.program) CHECK(kind_of(*compiled.program) == point.kind);
  }
}

TEST_CASE("a line that names what the law does not have, or has sealed, would be found") {
  const std::string good = "sätter högsta_boendekostnad källa R från 2026-01-01 = 1 000 kr/mån";
  CHECK(compile({national(), overlay(good)}).program != nullptr);
  for (const std::string line :
       {"sätter högsta_hyra källa R från 2026-01-01 = 1 000 kr/mån",
        "sätter riksnorm källa R från 2026-01-01 = 1 kr/mån",
        "sätter högsta_boendekostnad källa R från 2026-01-01 = 1 000 kr/år"}) {
    CAPTURE(line);
    CHECK(compile({national(), overlay(line)}).program == nullptr);
  }
}
