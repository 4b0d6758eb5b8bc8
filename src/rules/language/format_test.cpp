#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "rules/language/dump.hpp"
#include "rules/language/syntax.hpp"

using namespace utvag::rules;

namespace {

/// Formats, and proves of every text it is given: the same tree, all comments, and no change the
/// second time.
std::string house(const std::string& text, const std::string& name = "paket/fil.norm") {
  std::vector<Diagnostic> faults;
  const SourceFile source{name, text};
  const syntax::File file = parse(source, 0, faults);
  std::string told;
  for (const Diagnostic& fault : faults) told += render(fault, {source}, Language::sv);
  INFO(told);
  REQUIRE(faults.empty());
  const SourceFile again{name, format(source, file)};
  INFO(again.text);
  const syntax::File second = parse(again, 0, faults);
  REQUIRE(faults.empty());
  CHECK(dump(second) == dump(file));
  CHECK(second.comments.size() == file.comments.size());
  CHECK(format(again, second) == again.text);
  return again.text;
}

}  // namespace

TEST_CASE("one house format: signs, digits, units, spaces and blank lines") {
  CHECK(house("värde  x:kr/mån\nfrån 2026-01-01\n =  -12500,50   kr / mån   källa  A\n"
              "regel y : kr för hushåll från 2026-01-01=min( 1 , 2 )*(a-b)/3 <= 4 kr/dagar  × 14 "
              "dag") ==
        "värde x : kr/mån\n"
        "  från 2026-01-01 = −12 500,50 kr/mån källa A\n"
        "\n"
        "regel y : kr för hushåll\n"
        "  från 2026-01-01 = min(1, 2) × (a − b) / 3 ≤ 4 kr/dag × 14 dagar\n");
}

TEST_CASE("tables stand in columns and comments keep their places") {
  CHECK(house("# Överst\n\n# Om tabellen\ntabell t (n:antal 1+, s:slag):kr # så\n  # Varför\n"
              "  lagrum a\n  källa B bevis V\n från 2026-01-01 # version\n 1|a,b|5 kr # rad\n"
              "# mellan\n12+|alla|okänt \"Vet ej\" not \"x\"\n  # sist\n\n# Om rollen\nroll v 1..2 "
              "\"V\"\n"
              "# slut") ==
        "# Överst\n\n# Om tabellen\n"
        "tabell t (n : antal 1–, s : slag) : kr  # så\n"
        "  # Varför\n"
        "  lagrum a källa B bevis V\n"
        "  från 2026-01-01  # version\n"
        "    1   | a, b | 5 kr  # rad\n"
        "    # mellan\n"
        "    12– | alla | okänt \"Vet ej\" not \"x\"\n"
        "  # sist\n"
        "\n# Om rollen\n"
        "roll v 1–2 \"V\"\n"
        "\n# slut\n");
}

TEST_CASE("long expressions break where they bind weakest") {
  CHECK(house("regel r : kr för hushåll från 2026-01-01 = om antal_vuxna > 1 och antal_barn = 0 då "
              "första_beloppet + andra_beloppet annars om antal_barn > 3 då tredje_beloppet annars "
              "fall boendeform när hyresrätt, bostadsrätt då summa(person där roll = barn: "
              "barnets_kostnad) + 100 kr när eget_hus då 2 kr annars 3 kr") ==
        "regel r : kr för hushåll\n"
        "  från 2026-01-01\n"
        "    = om antal_vuxna > 1 och antal_barn = 0 då första_beloppet + andra_beloppet\n"
        "      annars om antal_barn > 3 då tredje_beloppet\n"
        "      annars fall boendeform\n"
        "        när hyresrätt, bostadsrätt då summa(person där roll = barn: barnets_kostnad) + "
        "100 kr\n"
        "        när eget_hus då 2 kr\n"
        "        annars 3 kr\n");
}

TEST_CASE("comments inside an expression stay with their branch") {
  CHECK(house("regel r : kr för hushåll\n  från 2026-01-01\n    = om a då b # först\n"
              "      # sedan\n      annars c + # mitt i\n d\n") ==
        "regel r : kr för hushåll\n"
        "  # mitt i\n"
        "  från 2026-01-01\n"
        "    = om a då b  # först\n"
        "      # sedan\n"
        "      annars c + d\n");
}

TEST_CASE("years, codes and clauses on the line of a bound keep their meaning") {
  CHECK(house("paket p nivå kommunal kommuner 1280 ,0114 1281\n"
              "riktlinje regel r : kr för hushåll gräns minst -5 kr från 2020-01-01 bevis V\n"
              "  källa S\n  gräns högst x från år 2021 = 5 kr") ==
        "paket p\n  nivå kommunal\n  kommuner 1280, 0114 1281\n\n"
        "riktlinje regel r : kr för hushåll\n"
        "  gräns minst −5 kr från 2020-01-01 bevis V\n"
        "  källa S\n"
        "  gräns högst x\n"
        "  från år 2021 = 5 kr\n");
}

TEST_CASE("tests in the house format") {
  CHECK(
      house("prov \"a\" månad 2026-03 kommun 0821 hushåll hyra=6500 kr/mån "
            "kostnad[el]=ej_tillämplig\n"
            "vuxen a född=1990-05-01 # när\n givet a.ålder = 36 år\n"
            "bedöm x=-5 kr skäl \"y\" väntat z okänd hyra ,b.född väntat w not \"tyst\"\n"
            "provtabell \"t\" kolumner kommun|b.ålder| väntat x\n 1280|1 år| ingen_regel -|-|-2 kr",
            "paket/a.prov") ==
      "prov \"a\"\n  månad 2026-03\n  kommun 0821\n  hushåll\n    hyra = 6 500 kr/mån\n"
      "    kostnad[el] = ej_tillämplig\n  vuxen a\n    född = 1990-05-01  # när\n"
      "  givet a.ålder = 36 år\n  bedöm x = −5 kr skäl \"y\"\n  väntat z okänd hyra, b.född\n"
      "  väntat w not \"tyst\"\n\n"
      "provtabell \"t\"\n  kolumner kommun | b.ålder | väntat x\n"
      "    1280 | 1 år | ingen_regel\n    -    | -    | −2 kr\n");
}

TEST_CASE("a hundred thousand comments and clauses are formatted soon") {
  std::string text;
  for (int k = 0; k < 30'000; ++k)
    text += "# a\nregel r : kr för hushåll från 2026-01-01 = 1 # b\n";
  std::vector<Diagnostic> faults;
  const SourceFile source{"p/f.norm", text};
  const syntax::File file = parse(source, 0, faults);
  REQUIRE(faults.empty());
  CHECK(format(source, file).size() > text.size());
}
