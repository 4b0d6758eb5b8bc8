#include "norm/household.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using utvag::Date;
using utvag::Month;
using utvag::Rational;
using namespace utvag::rules;
using namespace utvag::norm;

namespace {

constexpr const char* kPack = R"(
paket prov
  benämning "Prov"
  nivå nationell
förval
  registrerad 2026-01-01
  kontrollerad 2026-01-01
källa K "Källan"
  bevis V
roll vuxen 1–2 "Vuxen"
roll barn 0– "Barn"
uppräkning slag
  nettolön "Nettolön"
  bidrag "Bidrag"
uppräkning boende
  hyresrätt "Hyresrätt"
  eget_hus "Eget hus"
indata född : datum för person
  benämning "Födelsedatum"
  fråga "När är personen född?"
indata dygn : antal för person
  benämning "Dagar"
  inom 0 – 31
  kan vara ej tillämplig
indata inkomst per slag : kr/mån för person
  benämning "Inkomst"
  inom 0 kr/mån – 100 000 kr/mån
  lista
  spann
indata hyra : kr/mån för hushåll
  benämning "Hyra"
  inom 0 kr/mån – 50 000 kr/mån
  spann
indata boendeform : boende för hushåll
  benämning "Boendeform"
indata el : ja/nej för hushåll
  benämning "El"
bedömning högre : kr/mån för hushåll
  benämning "Högre norm"
  riktning högre
  från 2020-01-01 källa K = 0 kr/mån
regel behov : kr/mån för hushåll
  benämning "Behov"
  resultat
  från 2020-01-01 källa K = om_tillämpligt_hyra + högre
regel om_tillämpligt_hyra : kr/mån för hushåll
  benämning "Hyra"
  från 2020-01-01 källa K = om el och boendeform = hyresrätt då hyra
    annars summa(person: summa(s i slag: inkomst[s]))
regel dygn_i_allt : antal för person
  benämning "Dagar"
  från 2020-01-01 källa K = om ålder(född, första_dag(månad)) < 7 år
    då om_tillämpligt(dygn, 30) annars 30
)";

std::shared_ptr<const Program> program() {
  static const Compiled compiled = compile({PackSource{"prov", {{"prov/paket.norm", kPack}}}});
  for (const Diagnostic& fault : compiled.diagnostics)
    MESSAGE(render(fault, compiled.files, utvag::rules::Language::sv));
  REQUIRE(compiled.program != nullptr);
  return compiled.program;
}

/// The faults' paths and codes, "path code", sorted.
std::vector<std::string> faults_of(const std::string& json) {
  std::vector<Fault> faults;
  const auto household = read_household(*program(), json, faults);
  CHECK(household.has_value() == faults.empty());
  std::vector<std::string> found;
  for (const Fault& fault : faults) found.push_back(fault.where + " " + fault.code);
  std::sort(found.begin(), found.end());
  return found;
}

Household read(const std::string& json) {
  std::vector<Fault> faults;
  auto household = read_household(*program(), json, faults);
  for (const Fault& fault : faults) MESSAGE(fault.where << ": " << fault.sv);
  REQUIRE(household.has_value());
  return std::move(*household);
}

constexpr const char* kGood = R"({
  "format": "utvag/hushall/1", "kommun": "1280", "månad": "2026-03",
  "hushåll": {"hyra": [{"från": "2025-01", "till": "2025-12", "värde": 7200},
                        {"från": "2026-01", "värde": "7400,50"}],
              "boendeform": "hyresrätt", "el": true},
  "personer": [
    {"id": "b", "roll": "barn", "född": "2019-05-01", "dygn": "ej tillämplig", "inkomst": {}},
    {"id": "a", "roll": "vuxen", "född": "1990-05-01", "dygn": null,
     "inkomst": {"nettolön": [{"månad": "2026-02", "värde": 8000},
       {"månad": "2026-02", "värde": 0.5},
                               {"från": "2026-02", "till": "2026-03", "värde": 100}]}}],
  "bedömningar": {"högre": {"värde": 500, "skäl": "Dyrare kost"}}
})";

}  // namespace

TEST_CASE("a household is read exactly: decimals, rows over time, lists and what does not apply") {
  const Household household = read(kGood);
  CHECK(household.municipality == "1280");
  CHECK(household.month == utvag::parse_month("2026-03"));
  const Program& graph = *program();
  const Fact& rent = household.facts.at(graph.find("hyra"));
  REQUIRE(rent.spells.size() == 2);
  CHECK(rent.spells[1].value == Rational{740050});
  const Fact& wage = household.facts.at(graph.find("inkomst[nettolön]"), 1);
  REQUIRE(wage.spells.size() == 2);  // February 8 000 + 0,50 + 100; March 100
  CHECK(wage.spells[0].value == Rational{810050});
  CHECK(wage.spells[1].value == Rational{10000});
  CHECK(household.facts.list_stated(graph.find("inkomst[nettolön]"), 0));
  CHECK(household.facts.at(graph.find("dygn"), 0).kind == Fact::Kind::not_applicable);
  CHECK(household.facts.at(graph.find("dygn"), 1).kind == Fact::Kind::unknown);
  CHECK(household.facts.at(graph.find("högre")).reason == "Dyrare kost");
}

TEST_CASE("the canonical form reads back to itself whatever the order and split of the file") {
  const std::string canonical = canonical_household(*program(), read(kGood).facts);
  CHECK(canonical_household(*program(), read(canonical).facts) == canonical);
  const std::string other =
      R"({"bedömningar": {"högre": {"skäl": "Dyrare kost", "värde": "500.00"}},
    "personer": [
      {"inkomst": {"nettolön": [{"månad": "2026-03", "värde": 100},
       {"månad": "2026-02", "värde": "8100.5"}]},
       "född": "1990-05-01", "roll": "vuxen", "id": "a"},
      {"roll": "barn", "dygn": "ej tillämplig", "inkomst": {}, "id": "b", "född": "2019-05-01"}],
    "hushåll": {"el": true, "boendeform": "hyresrätt",
                 "hyra": [{"från": "2026-01", "värde": 7400.50},
                   {"från": "2025-01", "till": "2025-12", "värde": 7200}]}})";
  CHECK(canonical_household(*program(), read(other).facts) == canonical);
}

TEST_CASE("every fault is told with its path, and nothing typed is repeated") {
  CHECK(faults_of(R"({"personer": [{"id": "a", "roll": "vuxen", "föd": "1990-05-01",
      "inkomst": {"nettolon": 5, "bidrag": 8000.555}, "hyra": 5},
      {"id": "a", "roll": "kusin", "född": "1 maj"}],
      "hushåll": {"hyra": 60000, "boendeform": "slott", "el": "ja"}, "månader": 3})") ==
        std::vector<std::string>{
            "hushåll.boendeform household.member", "hushåll.el household.boolean",
            "hushåll.hyra household.range", "månader household.unknown-part",
            "personer[0].föd household.unknown-name", "personer[0].hyra household.unknown-name",
            "personer[0].inkomst.bidrag household.amount",
            "personer[0].inkomst.nettolon household.unknown-member",
            "personer[1].född household.date", "personer[1].id household.id-twice",
            "personer[1].roll household.role"});
  std::vector<Fault> faults;
  CHECK_FALSE(read_household(*program(), R"({"personer": [{"id": "a", "roll": "vuxen",
      "född": "190101-9801", "191212121212": 1}]})",
                             faults));
  for (const Fault& fault : faults) {
    CHECK(fault.where.find("1212") == std::string::npos);
    CHECK((fault.sv + fault.en).find("9801") == std::string::npos);
  }
}

TEST_CASE("rows, roles and judgements have their own faults") {
  const std::string adult = R"("personer": [{"id": "a", "roll": "vuxen"}])";
  CHECK(faults_of("{" + adult + R"(, "hushåll": {"hyra": [{"från": "2025-01", "värde": 1},
      {"från": "2025-06", "värde": 2}]}})") ==
        std::vector<std::string>{"hushåll.hyra household.overlap"});
  CHECK(faults_of("{" + adult + R"(, "hushåll": {"hyra": [{"värde": 1}], "el": [true]}})") ==
        std::vector<std::string>{"hushåll.el household.rows", "hushåll.hyra[0] household.row"});
  CHECK(faults_of("{" + adult + R"(, "bedömningar": {"högre": {"värde": 5}, "hogre": {}}})") ==
        std::vector<std::string>{"bedömningar.hogre household.unknown-judgement",
                                 "bedömningar.högre.skäl household.reason"});
  CHECK(faults_of(R"({"personer": [{"id": "a", "roll": "barn"}]})") ==
        std::vector<std::string>{"personer household.roles"});
  CHECK(faults_of(R"({"personer": []})") == std::vector<std::string>{"personer household.persons"});
  CHECK(faults_of("[]") == std::vector<std::string>{"rad 1 household.object"});
  CHECK(faults_of(" \n") == std::vector<std::string>{" household.empty"});
  CHECK(faults_of("{").size() == 1);
}

TEST_CASE("an id is what anyone may see and type, never a personal number") {
  const auto fault_of = [](const std::string& id) {
    const auto faults = faults_of(R"({"personer": [{"roll": "vuxen", "id": ")" + id + "\"}]}");
    return faults.empty() ? std::string() : faults.front();
  };
  for (const char* good : {"a", "barn1", "Åsa 2", "sökande_1", "ärende-2026-11", "1234567"})
    CHECK(fault_of(good).empty());
  const std::string too_long(41, 'a');
  for (const std::string& bad :
       {std::string("a\u202eb"), std::string("a\\u0007b"), std::string("a\u200bb"),
        std::string("a\\u2066"), std::string("a\\nb"), std::string(" "), std::string("a "),
        std::string("a.b"), too_long})
    CHECK(fault_of(bad) == "personer[0].id household.id");
  for (const char* number : {"19900501-1234", "199005011234", "900501-1234", "9005011234",
                             "900501+1234", "Kim 900501-1234"})
    CHECK(fault_of(number) != "");
  CHECK(fault_of("900501-1234") == "personer[0].id household.id-number");
}

TEST_CASE("a fault says what to write: months, dates, bounds and the parts' Swedish names") {
  const auto told = [](const std::string& json) {
    std::vector<Fault> faults;
    CHECK_FALSE(read_household(*program(), json, faults));
    return faults.empty() ? std::string() : faults.front().sv;
  };
  const auto person = [](const std::string& fact) {
    return R"({"personer": [{"id": "a", "roll": "vuxen", )" + fact + "}]}";
  };
  const auto has = [](const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
  };
  CHECK(has(told(person(R"("född": "1990-02-30")")), "finns inte"));
  CHECK(has(told(person(R"("inkomst": {"nettolön": [{"månad": "2026-13", "värde": 1}]})")),
            "finns inte"));
  const std::string most = "högst 100\u202f000\u00a0kr";
  CHECK(has(told(person(R"("inkomst": {"nettolön": 100000.01})")), most.c_str()));
  CHECK(has(told(person(R"("inkomst": {"nettolön": 10000000000000000})")), most.c_str()));
  CHECK(has(told(R"({"household": {}, "personer": [{"id": "a", "roll": "vuxen"}]})"),
            "Menade du hushåll?"));
}

TEST_CASE("a date of birth that cannot be meant is refused, a grown child at home is not") {
  const auto fault_of = [](const std::string& born, const std::string& role) {
    std::string json = R"({"personer": [{"id": "x", "roll": "vuxen"}, {"id": "a", "roll": ")";
    json += role + R"(", "född": ")" + born + "\"}]}";
    const Household household = read(json);
    const Question question{*utvag::parse_month("2026-03"), *utvag::parse_date("2026-04-10"),
                            *utvag::parse_date("2026-03-10")};
    const auto faults = check_births(Plan(program(), question), household.facts);
    if (faults.empty()) return std::string();
    CHECK(faults.front().where == "personer[1].född");
    return faults.front().code;
  };
  CHECK(fault_of("1980-01-01", "barn").empty());
  CHECK(fault_of("2026-04-10", "barn").empty());  // born, though after the month
  CHECK(fault_of("2026-04-11", "barn") == "household.born-later");
  CHECK(fault_of("2030-01-01", "vuxen") == "household.born-later");
  CHECK(fault_of("2026-04-01", "vuxen") == "household.born-child");
  CHECK(fault_of("2010-04-01", "vuxen") == "household.born-child");
  CHECK(fault_of("2010-03-31", "vuxen").empty());
}

TEST_CASE("a judgement against the direction the law allows is refused") {
  const Household household = read(kGood);
  const Question question{*utvag::parse_month("2026-03"), *utvag::parse_date("2026-03-10"),
                          *utvag::parse_date("2026-03-10")};
  const Plan plan(program(), question);
  CHECK(check_judgements(plan, household.facts).empty());
  Facts lower = household.facts;
  lower.at(program()->find("högre")).value = Rational{-1};
  const auto faults = check_judgements(plan, lower);
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].code == "household.direction");
  CHECK(faults[0].where == "bedömningar.högre.värde");
  CHECK(faults[0].sv.find("utan minus") != std::string::npos);
}

TEST_CASE("the schema names every input with its question") {
  const std::string schema = household_schema(*program());
  for (const char* part : {"\"född\"", "När är personen född?", "\"nettolön\"", "\"hyresrätt\"",
                           "\"ej tillämplig\"", "\"högre\"", "\"maximum\": 50000"})
    CHECK(schema.find(part) != std::string::npos);
  for (const char* part :
       {"{} säger att det inte finns något", "Skriv \\\"ej tillämplig\\\" när", "Får bara höja.",
        "\"^[0-9]+([.,][0-9]{1,2})?$\"", "\"^[0-9]{4}-(0[1-9]|1[0-2])$\""})
    CHECK(schema.find(part) != std::string::npos);
}
