#include "rules/graph/ranges.hpp"

#include <doctest/doctest.h>

#include "rules/graph/check_fixture.hpp"

using namespace utvag;
using namespace utvag::rules;
using namespace utvag::rules::fixture;

namespace {

constexpr const char* kInputs = R"(
indata liten : kr/mån för hushåll
  inom 100 kr/mån – 200 kr/mån
indata skuld : kr/mån för hushåll
  inom −50 kr/mån – 50 kr/mån
indata fri : kr/mån för hushåll
indata rum : antal för hushåll
  inom 1–5
indata lön per slag : kr/mån för person
  inom 10 kr/mån – 20 kr/mån
  lista
indata född : datum för person
indata tal : antal för hushåll
  inom 2–
  antas 2
tabell t (n : antal 0–) : kr/mån
  källa S1
  från 2026-01-01 till 2026-12-31
    0–2 | 30 kr/mån
    3–  | 40 kr/mån
  från 2027-01-01 okänt "Inget"
bedömning högre : kr/mån för hushåll
  lagrum lag1
  riktning högre
  från 2026-01-01 = 5 kr/mån
riktlinje regel tak : kr/mån för hushåll
  lagrum lag1
  från 2026-01-01 = 5 kr/mån
öppet regel öppen : kr/mån för hushåll
  lagrum lag1
  gräns minst 1 kr/mån
  från 2026-01-01 = max(fri, 1 kr/mån)
öppet regel låg : kr/mån för hushåll
  lagrum lag1
  gräns minst 1 kr/mån
  från 2026-01-01 = fri
)";

/// "low..high" in öre (or the unit's own scale) of what an expression of the type can be.
std::string range_of(const std::string& type, const std::string& expression) {
  const Compiled compiled =
      compile({national(std::string(kInputs) + "regel r : " + type +
                        " för hushåll\n  lagrum lag1\n  från 2026-01-01 = " + expression + "\n")});
  INFO(all_text(compiled));
  REQUIRE(compiled.program != nullptr);
  const Ranges ranges(*compiled.program);
  const ValueRange& range = ranges.definition(compiled.program->find("r"));
  if (range.empty) return "none";
  return (range.low ? to_string(*range.low) : "") + ".." +
         (range.high ? to_string(*range.high) : "");
}

}  // namespace

TEST_CASE("sums, differences and products of ranges") {
  CHECK(range_of("kr/mån", "liten") == "10000..20000");
  CHECK(range_of("kr/mån", "liten + skuld") == "5000..25000");
  CHECK(range_of("kr/mån", "liten − skuld") == "5000..25000");
  CHECK(range_of("kr/mån", "−liten") == "-20000..-10000");
  CHECK(range_of("kr/mån", "liten + fri") == "..");
  CHECK(range_of("kr/mån", "liten × rum") == "10000..100000");
  CHECK(range_of("kr/mån", "skuld × rum") == "-25000..25000");
  CHECK(range_of("kr/mån", "skuld × (0 − rum)") == "-25000..25000");
  CHECK(range_of("kr/mån", "liten × tal") == "20000..");
  CHECK(range_of("kr/mån", "(0 kr/mån − liten) × tal") == "..-20000");
  CHECK(range_of("kr/mån", "skuld × tal") == "..");
  CHECK(range_of("kr/mån", "fri × 0") == "0..0");
}

TEST_CASE("division by what is never zero") {
  CHECK(range_of("kr/mån", "liten / rum") == "2000..20000");
  CHECK(range_of("kr/mån", "liten / tal") == "0..10000");
  CHECK(range_of("kr/mån", "liten / (0 − rum)") == "-20000..-2000");
  CHECK(range_of("andel", "skuld / liten") == "-1/2..1/2");
}

TEST_CASE("least, greatest, rounding and choices") {
  CHECK(range_of("kr/mån", "min(liten, fri)") == "..20000");
  CHECK(range_of("kr/mån", "max(liten, fri)") == "10000..");
  CHECK(range_of("kr/mån", "min(max(fri, 0 kr/mån), liten)") == "0..20000");
  CHECK(range_of("kr/mån", "avrunda liten / 3 uppåt till 1 kr/mån") == "3400..6700");
  CHECK(range_of("kr/mån", "avrunda liten / 3 nedåt till 1 kr/mån") == "3300..6600");
  CHECK(range_of("kr/mån", "om fri > liten då liten annars skuld") == "-5000..20000");
}

TEST_CASE("persons and members are counted by what the roles and the enumeration allow") {
  CHECK(range_of("antal", "antal(person)") == "1..");
  CHECK(range_of("antal", "antal(person där roll = vuxen)") == "1..2");
  CHECK(range_of("antal", "antal(person där roll = barn)") == "0..");
  CHECK(range_of("antal", "antal(person där vuxen = roll och född > 2000-01-01)") == "0..2");
  CHECK(range_of("antal", "antal(person där roll i vuxen, barn)") == "1..");
  CHECK(range_of("kr/mån", "summa(person där roll = vuxen: lön[el])") == "0..4000");
  CHECK(range_of("kr/mån", "summa(s i slag: liten)") == "30000..60000");
  CHECK(range_of("kr/mån", "summa(s i slag där s = el: liten)") == "0..60000");
  CHECK(range_of("kr/mån", "summa(s i slag: −liten)") == "-60000..-30000");
  CHECK(range_of("antal", "antal(s i slag)") == "3..3");
}

TEST_CASE("tables, terms and what a person fills in") {
  CHECK(range_of("kr/mån", "t[rum]") == "3000..4000");
  CHECK(range_of("kr/mån", "högre") == "500..");
  CHECK(range_of("kr/mån", "tak") == "..");       // a guideline may be left
  CHECK(range_of("kr/mån", "öppen") == "100..");  // from its shape
  CHECK(range_of("kr/mån", "låg") == "..");       // but only what overlays set is bounded
  CHECK(range_of("dagar/mån", "dagar_i(månad)") == "28..31");
  CHECK(range_of("mån", "månader_mellan(månad, månad_av(beslutsdag))") == "-14400..14400");
  CHECK(range_of("ja/nej", "fri > liten") == "0..1");
}

TEST_CASE("what an overlay sets is held by the bounds of an open term") {
  const PackSource law = national(std::string(kInputs) + R"(
öppet regel hållen : kr/mån för hushåll
  lagrum lag1
  gräns minst 1 kr/mån
  gräns högst 9 kr/mån
  från 2026-01-01 = 5 kr/mån
regel delad : andel för hushåll
  lagrum lag1
  från 2026-01-01 = fri / hållen
)");
  const PackSource town = municipal("sätter hållen\n  från 2026-01-01 källa K1 = fri\n");
  const Compiled compiled = compile({law, town});
  INFO(all_text(compiled));
  REQUIRE(compiled.program != nullptr);
  const Program& program = *compiled.program;
  const auto held = program.find("hållen");
  CHECK(Ranges(program).definition(held) == ValueRange{Rational{100}, Rational{900}, false});
  for (const Bound& bound : program.definitions[static_cast<std::size_t>(held)].bounds) {
    CHECK_FALSE(bound.proved);
  }
}

TEST_CASE("numbers too large for an end leave it open") {
  CHECK(range_of("andel", "999 999 999 999 999 × 999 999 999 999 999 × 999 999 999 999 999") ==
        "..");
}
