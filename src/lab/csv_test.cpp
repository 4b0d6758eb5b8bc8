#include "lab/csv.hpp"

#include <doctest/doctest.h>

#include <string>

#include "rules/graph/program.hpp"

using namespace utvag;
using namespace utvag::lab;

namespace {

constexpr const char* kLaw = R"(paket se benämning "Lag" nivå nationell
förval registrerad 2026-01-02 kontrollerad 2026-01-02
källa S1 "Förordningen" bevis V
roll vuxen 1–2 "Vuxen"
roll barn 0– "Barn"
uppräkning hem
  lägenhet "Lägenhet"
  hus "Hus"
uppräkning slag
  lön "Lön"
  gåva "Gåva"
indata hemmet : hem för hushåll
indata född : datum för person
  inom 1900-01-01 – 2199-12-31
indata går : ja/nej för person
  kan vara ej tillämplig
indata inkomst per slag : kr/mån för person
  inom 0 kr/mån – 100 000 kr/mån
  spann
  lista
regel summan : kr/mån för hushåll
  resultat
  från 2026-01-01 källa S1 = summa(person: inkomst[lön] + inkomst[gåva])
)";

std::shared_ptr<const rules::Program> law() {
  const rules::Compiled compiled = rules::compile({{"se", {{"se/paket.norm", kLaw}}}});
  for (const rules::Diagnostic& fault : compiled.diagnostics) {
    MESSAGE(rules::render(fault, compiled.files, rules::Language::en));
  }
  REQUIRE(compiled.program != nullptr);
  return compiled.program;
}

std::string written(const Population& population) {
  std::string text;
  const auto wrote = write_csv(population, [&](std::string_view bytes) {
    text += bytes;
    return Result<bool>(true);
  });
  REQUIRE(wrote.ok());
  return text;
}

constexpr const char* kTwo =
    "vuxna,barn,hemmet,vuxen1.född,vuxen1.inkomst[gåva],vuxen1.inkomst[lön]@2026-01,"
    "vuxen2.går,barn1.född\n"
    "1,0,hus,1990-05-17,0,8000.50,,\n"
    "2,1,lägenhet,,100,0,ja,2019-02-01\n";

}  // namespace

TEST_CASE("households as CSV come back as they were written") {
  const auto program = law();
  const auto read = read_csv(kTwo, *program);
  REQUIRE_MESSAGE(read.ok(), read.error().where << " " << read.error().en);
  const Population& got = read.value();
  REQUIRE(got.parts.size() == 2);
  const FactColumn* wage = find_column(got.parts[0], "inkomst[lön]", 0, make_month(2026, 1));
  REQUIRE(wage != nullptr);
  CHECK(wage->unit == Unit::ore);
  CHECK(wage->column.at(0) == 800050);
  const FactColumn* gift = find_column(got.parts[1], "inkomst[gåva]", 0);
  REQUIRE(gift != nullptr);
  CHECK(gift->unit == Unit::kronor);
  const FactColumn* born = find_column(got.parts[1], "född", 0);
  REQUIRE(born != nullptr);
  CHECK(born->unknown == born->column.at(0));  // an empty cell is not known, never none
  CHECK(written(got) == kTwo);
}

TEST_CASE("what a CSV file cannot mean is told with line and column") {
  const auto program = law();
  const auto where = [&](const std::string& text) {
    const auto read = read_csv(text, *program);
    return read.ok() ? std::string("ok") : read.error().where;
  };
  CHECK(where("vuxna,barn\n1,0\n") == "ok");
  CHECK(where("vuxna,barn,hemet\n") == "rad 1, hemet");
  CHECK(where("vuxna,barn,hemmet,hemmet\n") == "rad 1, hemmet");
  CHECK(where("vuxna,hemmet\n") == "rad 1");
  CHECK(where("vuxna,barn,vuxen3.född\n") == "rad 1, vuxen3.född");
  CHECK(where("vuxna,barn,vuxen1.inkomst[lön]@2026-13\n") == "rad 1, vuxen1.inkomst[lön]@2026-13");
  CHECK(where("vuxna,barn,hemmet\n1,0\n") == "rad 2");
  CHECK(where("vuxna,barn\n3,0\n") == "rad 2, vuxna, barn");
  CHECK(where("vuxna,barn,vuxen1.född\n1,0,1990-02-30\n") == "rad 2, vuxen1.född");
  CHECK(where("vuxna,barn,barn1.född\n1,0,2020-01-01\n") == "rad 2, barn1.född");
  CHECK(where("vuxna,barn,vuxen1.inkomst[lön]\n1,0,mycket\n") == "rad 2, vuxen1.inkomst[lön]");
  const std::string monthly = "vuxna,barn,vuxen1.inkomst[lön]@2026-01\n1,0,0\n1,0,";
  CHECK(where(monthly + "0\n") == "ok");
  CHECK(where(monthly + "\n") == "rad 3, vuxen1.inkomst[lön]@2026-01");
  CHECK(where(monthly + "-\n") == "rad 3, vuxen1.inkomst[lön]@2026-01");
}

TEST_CASE("made-up households stay marked, and what all share is written out") {
  const auto program = law();
  auto read = read_csv(kTwo, *program);
  REQUIRE(read.ok());
  read.value().about.synthetic = true;
  read.value().constants.push_back(
      {"går", Constant::Of::child, Constant::Kind::not_applicable, Unit::truth, 0});
  const std::string text = written(read.value());
  CHECK(text.find("vuxna,barn,syntetisk,") == 0);
  const auto again = read_csv(text, *program);
  REQUIRE(again.ok());
  CHECK(again.value().about.synthetic);
  const FactColumn* goes = find_column(again.value().parts[1], "går", 2);
  REQUIRE(goes != nullptr);
  CHECK(goes->not_applicable == goes->column.at(0));
}
