#include <doctest/doctest.h>

#include "rules/graph/check_fixture.hpp"

using namespace utvag;
using namespace utvag::rules;
using namespace utvag::rules::fixture;

namespace {

const Program& good(const Compiled& compiled) {
  INFO(all_text(compiled));
  REQUIRE(compiled.program != nullptr);
  return *compiled.program;
}

constexpr const char* kWorking = R"(
indata hyra : kr/mån för hushåll
  inom 0 kr/mån – 200 000 kr/mån
  spann
indata född : datum för person
indata inkomst per slag : kr/mån för person
  lista
indata dagar_hemma : dagar/mån för person
  kan vara ej tillämplig
tabell belopp (ålder : år 0–20, slag : slag) : kr/mån
  lagrum lag1
  från 2026-01-01 till 2026-12-31 källa S1
    0–3  | el, resor | 2 740 kr/mån
    0–3  | hyra_slag | 10,50 kr/mån bevis D
    4–   | alla      | okänt "Inte känt"
  från 2027-01-01 okänt "Inget är beslutat"
värde basbelopp : kr/år
  från 2026-01-01 = 59 200 kr/år källa S1 bevis A
regel ålder : år för person
  lagrum lag1
  från 1998-01-01 = ålder(född, sista_dag(månad))
regel räknad_inkomst : kr/mån för person
  lagrum lag1
  förklaring "{inkomst} för {person} blir {värdet}"
  från 1998-01-01 = summa(s i slag där s ≠ el: inkomst[s])
regel antal_personer : antal för hushåll
  lagrum lag1
  från 1998-01-01 = antal(person)
regel andel_av_gemensamt : kr/mån för hushåll
  lagrum lag1
  från 1998-01-01 = avrunda basbelopp / 12 mån/år / antal_personer uppåt till 1 kr/mån
riktlinje regel tak per slag : kr/mån för hushåll
  lagrum lag1
  gräns högst hyra
  från 1998-01-01 = min(hyra, 1 000 000 kr/mån)
regel norm : kr/mån för hushåll
  lagrum lag1
  resultat
  blad norm 20
  från 1998-01-01 = summa(person där roll = barn och ålder < 21 år: belopp[ålder, el])
     + (om finns(person där roll = vuxen) då tak[el] annars 0 kr/mån)
regel hemma : kr/mån för person
  lagrum lag1
  från 1998-01-01 = om_tillämpligt(dagar_hemma, dagar_i(månad)) × 100 kr/dag
bedömning högre : kr/mån för hushåll
  lagrum lag1
  riktning högre
  från 1998-01-01 = 0 kr/mån
ej uttryckt premie
  källa S1
  berör räknad_inkomst
  när räknad_inkomst > 0 kr/mån
  från 2026-03-01 "Framgår inte."
)";

}  // namespace

TEST_CASE("a correct pack compiles, in dependency order, with names resolved") {
  const Compiled compiled = compile({national(kWorking)});
  const Program& program = good(compiled);
  CHECK(program.find("hyra") >= 0);
  CHECK(program.find("saknas") == -1);
  const std::int32_t income = program.find("inkomst");
  REQUIRE(income >= 0);
  CHECK(program.find("inkomst[el]") == income);
  CHECK(program.find("inkomst[resor]") == income + 2);
  CHECK(program.find("norm") > program.find("tak[resor]"));
  CHECK(program.find("räknad_inkomst") > income + 2);
  const auto& premium = program.definitions[static_cast<std::size_t>(program.find("premie"))];
  CHECK(premium.for_person);
  CHECK(premium.touches == std::vector<std::int32_t>{program.find("räknad_inkomst")});
  const auto& ceiling = program.definitions[static_cast<std::size_t>(program.find("tak[resor]"))];
  REQUIRE(ceiling.bounds.size() == 1);
  CHECK(ceiling.bounds[0].proved);
  CHECK(program.layers(ceiling).size() == 1);
  const auto& table = program.definitions[static_cast<std::size_t>(program.find("belopp"))];
  REQUIRE(table.layers[0].versions.size() == 2);
  const auto& rows = table.layers[0].versions[0].rows;
  REQUIRE(rows.size() == 4);  // el and resor are not neighbours: two rows
  CHECK(rows[0].value == Rational{274000});
  CHECK(rows[1].value == Rational{1050});
  CHECK(rows[1].provenance.evidence == 'D');
  CHECK(rows[0].provenance.evidence == 'V');
  CHECK(program.last_registered == *parse_date("2026-01-02"));
  CHECK(program.packs[0].hash.size() == 64);
}
