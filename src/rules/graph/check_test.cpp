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

TEST_CASE("a file split in two and declared in another order is the same program") {
  const Compiled one = compile({national(kWorking)});
  std::string text = kWorking;
  const std::size_t middle = text.find("regel räknad_inkomst");
  PackSource split = national(text.substr(middle));
  split.files.push_back({"se/0.norm", kDefaults + text.substr(0, middle)});
  const Compiled two = compile({split});
  const Program& first = good(one);
  const Program& second = good(two);
  REQUIRE(first.definitions.size() == second.definitions.size());
  for (std::size_t i = 0; i < first.definitions.size(); ++i) {
    CHECK(first.definitions[i].name == second.definitions[i].name);
  }
  REQUIRE(first.nodes.size() == second.nodes.size());
  for (std::size_t i = 0; i < first.nodes.size(); ++i) {
    const Node& a = first.nodes[i];
    const Node& b = second.nodes[i];
    CHECK((a.op == b.op && a.type == b.type && a.a == b.a && a.b == b.b && a.c == b.c &&
           a.ref == b.ref && a.value == b.value && a.children == b.children && a.masks == b.masks));
  }
  CHECK(first.packs[0].hash != second.packs[0].hash);
}

TEST_CASE("rows stand in the order of their keys, however they are written") {
  const std::string head =
      "tabell t (n : antal 0–, s : slag) : kr/mån\n  källa S1\n  från 2026-01-01\n";
  const std::string a = "    0–2 | alla | 1 kr/mån\n", b = "    3– | el, resor | 2 kr/mån\n",
                    c = "    3– | hyra_slag | 3 kr/mån\n";
  for (const std::string& rows : {a + b + c, c + b + a, b + a + c}) {
    const Compiled compiled = compile({national(head + rows)});
    const Program& program = good(compiled);
    const auto& made = program.definitions[0].layers[0].versions[0].rows;
    REQUIRE(made.size() == 4);
    CHECK(made[0].value == Rational{100});
    CHECK(made[1].value == Rational{200});
    CHECK(made[2].value == Rational{300});
    CHECK(made[3].value == Rational{200});
    CHECK_FALSE(made[3].keys[0].high.has_value());
  }
}

TEST_CASE("every node stands after what it reads, and no node is shared") {
  const Compiled compiled = compile({national(kWorking)});
  const Program& program = good(compiled);
  std::vector<int> parents(program.nodes.size(), 0);
  for (std::size_t i = 0; i < program.nodes.size(); ++i) {
    const Node& node = program.nodes[i];
    std::vector<std::int32_t> children = node.children;
    for (const std::int32_t child : {node.a, node.b, node.c}) children.push_back(child);
    for (const std::int32_t child : children) {
      if (child < 0) continue;
      CHECK(child < static_cast<std::int32_t>(i));
      ++parents[static_cast<std::size_t>(child)];
    }
  }
  for (const int count : parents) CHECK(count <= 1);
}

TEST_CASE("evidence, dates and sources of versions and rows") {
  const Compiled compiled = compile({national(R"(
källa S2 "Svag" bevis C
lagrum lag2
  från 1998-01-01 till 2024-12-31 "Äldre" bevis R
  från 2025-01-01 "Ny" bevis A
värde a : kr/mån
  bevis B
  från 2026-01-01 till 2026-12-31 källa S1 bevis D = 1 kr/mån
  från 2027-01-01 källa S1 registrerad 2026-05-01 = 1 kr/mån
värde c : kr/mån
  lagrum lag2
  från 2020-01-01 till 2023-12-31 = 1 kr/mån
  från 2024-01-01 = 1 kr/mån
värde d : kr/mån
  från 2026-01-01 källa S1, S2 = 1 kr/mån
tabell e (n : antal 0–) : kr/mån
  källa S2
  från 2026-01-01
    0  | 1 kr/mån
    1  | 1 kr/mån källa S1
    2– | 1 kr/mån källa S1 bevis M registrerad 2026-04-01
)")});
  const Program& program = good(compiled);
  const auto versions = [&](const char* name) -> const std::vector<Version>& {
    return program.definitions[static_cast<std::size_t>(program.find(name))].layers[0].versions;
  };
  CHECK(versions("a")[0].provenance.evidence == 'D');
  CHECK(versions("a")[1].provenance.evidence == 'V');  // its own source before the declaration's
  CHECK(versions("a")[1].provenance.registered == *parse_date("2026-05-01"));
  CHECK(versions("c")[0].provenance.evidence == 'R');
  CHECK(versions("c")[1].provenance.evidence == 'A');
  CHECK(versions("d")[0].provenance.evidence == 'C');  // the weakest of its sources
  const auto& rows = versions("e")[0].rows;
  CHECK(rows[0].provenance.evidence == 'C');
  CHECK(rows[1].provenance.evidence == 'V');
  CHECK(rows[2].provenance.evidence == 'M');
  CHECK(rows[2].provenance.registered == *parse_date("2026-04-01"));
  CHECK(rows[1].provenance.registered == *parse_date("2026-01-02"));
  CHECK(program.last_registered == *parse_date("2026-05-01"));
}

TEST_CASE("overlays lie as layers: municipality, joint board, law") {
  const PackSource law = national(R"(
indata hyra : kr/mån för hushåll
  inom 0 kr/mån – 100 000 kr/mån
riktlinje regel tak per slag : kr/mån för hushåll
  lagrum lag1
  gräns minst 0 kr/mån
  gräns högst hyra
  från 2016-01-01 = hyra
)");
  const PackSource town = municipal(R"(
sätter tak
  beslut "Nämnden" källa K1
  från 2018-01-01 till 2018-12-31 = min(hyra, 100 kr/mån)
  från år 2022 känd till 2022-12-31 = fall denna när el då 150 kr/mån annars tiger
)");
  const PackSource joint{"norr", {{"norr/a.norm", R"(
paket norr benämning "Norr" nivå gemensam kommuner 1280 exempel "Påhittat"
källa N1 "Gemensamt" bevis M
)" + std::string(kDefaults) + R"(
sätter tak
  från 2020-01-01 källa N1 = 0 kr/mån
)"}}};
  for (const auto& packs : {std::vector<PackSource>{law, town, joint}, {joint, town, law}}) {
    const Compiled compiled = compile(packs);
    const Program& program = good(compiled);
    REQUIRE(program.packs.size() == 3);
    CHECK(program.packs[0].level == Level::national);
    CHECK(program.packs[1].example == "Påhittat");
    CHECK(program.packs[2].municipalities == std::vector<std::string>{"1280"});
    const auto& term = program.definitions[static_cast<std::size_t>(program.find("tak[resor]"))];
    const auto& layers = program.layers(term);
    REQUIRE(layers.size() == 3);
    CHECK(layers[0].pack == 2);
    CHECK(layers[1].pack == 1);
    CHECK(layers[2].pack == 0);
    REQUIRE(layers[0].versions.size() == 2);  // a gap between them is silence
    CHECK(layers[0].versions[0].provenance.decided_by == "Nämnden");
    CHECK(layers[0].versions[0].provenance.evidence == 'M');
    CHECK(layers[0].versions[0].provenance.sources.size() == 1);
    CHECK(layers[0].versions[1].from_year_only);
    CHECK(layers[0].versions[1].known_to == parse_date("2022-12-31"));
    REQUIRE(term.bounds.size() == 2);
    CHECK(term.bounds[0].proved);        // nothing below zero
    CHECK_FALSE(term.bounds[1].proved);  // 150 kr may be above the rent
  }
}

TEST_CASE("a program too large is refused with its limit") {
  std::string wide = "uppräkning stor\n";
  for (int i = 0; i < 64; ++i) wide += "  m" + std::to_string(i) + " \"M\"\n";
  for (int i = 0; i < 320; ++i) {
    wide += "indata i" + std::to_string(i) + " per stor : kr för hushåll\n";
  }
  CHECK(errors(compile({national(wide)})) == "language.too-many-definitions 0:0");
  std::string long_one = "värde v : antal\n  källa S1\n";
  for (int i = 0; i < 5'001; ++i) {
    const std::string day = to_string(Date{i});
    long_one += "  från " + day + " till " + day + " = 1\n";
  }
  CHECK(errors(compile({national(long_one)})) == "language.too-many-versions 2:7");
  std::string rows = "uppräkning stor\n";
  for (int i = 0; i < 64; ++i) rows += "  m" + std::to_string(i) + " \"M\"\n";
  rows += "tabell t (a : stor, b : stor, c : stor, d : stor) : antal\n  källa S1\n";
  rows += "  från 2026-01-01\n    ";
  for (int key = 0; key < 4; ++key) {
    for (int i = 0; i < 64; i += 2) rows += (i == 0 ? "m" : ", m") + std::to_string(i);
    rows += " | ";
  }
  CHECK(errors(compile({national(rows + "1\n")})) == "language.too-many-rows 0:0");
}

TEST_CASE("a pack is known by the hash of its content, not by its folder or file order") {
  const PackSource one{"a", {{"a/x.norm", "x"}, {"a/y.norm", "y"}}};
  const PackSource other_folder{"b", {{"b/y.norm", "y"}, {"b/x.norm", "x"}}};
  CHECK(pack_hash(one) == pack_hash(other_folder));
  // sha256sum of: x.norm NUL 1 NUL x y.norm NUL 1 NUL y
  CHECK(pack_hash(one) == "9cb5d15717a0600682e53632aeb51f019b8a0bb639daad064ac0e16922fd3bfa");
  PackSource moved = one;
  moved.files[0].text = "xy";
  CHECK(pack_hash(one) != pack_hash(moved));
}
