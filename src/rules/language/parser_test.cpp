#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "rules/language/syntax.hpp"

using namespace utvag;
using namespace utvag::rules;
using syntax::Decl;
using syntax::DeclKind;
using syntax::ExprKind;

namespace {

struct Parsed {
  syntax::File file;
  std::vector<Diagnostic> faults;
};

Parsed read(const std::string& text, const std::string& name = "paket/fil.norm") {
  Parsed parsed;
  const SourceFile source{name, text};
  parsed.file = parse(source, 0, parsed.faults);
  for (const Diagnostic& fault : parsed.faults) INFO(render(fault, {source}, Language::sv));
  return parsed;
}

/// Parses text that must be without faults.
syntax::File good(const std::string& text, const std::string& name = "paket/fil.norm") {
  Parsed parsed = read(text, name);
  const SourceFile source{name, text};
  std::string told;
  for (const Diagnostic& fault : parsed.faults) told += render(fault, {source}, Language::sv);
  INFO(told);
  REQUIRE(parsed.faults.empty());
  return std::move(parsed.file);
}

syntax::ExprPtr expression(const std::string& text) {
  syntax::File file = good("regel r : kr för hushåll\n  från 2026-01-01 = " + text + "\n");
  REQUIRE(file.decls.size() == 1);
  REQUIRE(file.decls[0].versions.size() == 1);
  return std::move(file.decls[0].versions[0].body);
}

/// The tree in a form that shows how it is bound together.
std::string shape(const syntax::Expr& e) {
  if (e.kind == ExprKind::literal) {
    return e.literal.kind == syntax::LiteralKind::date    ? to_string(e.literal.date)
           : e.literal.kind == syntax::LiteralKind::month ? to_string(e.literal.month)
                                                          : to_string(e.literal.number);
  }
  if (e.kind == ExprKind::name) return e.text;
  std::string out = "(" + e.text;
  if (e.kind == ExprKind::if_else) out += "om";
  if (e.kind == ExprKind::cases) out += "fall";
  if (e.kind == ExprKind::in_range) out += "range";
  if (e.kind == ExprKind::in_set) out += "set";
  if (e.kind == ExprKind::at_month) out += "vid";
  if (e.kind == ExprKind::round) out = "(avrunda " + e.text;
  if (e.kind == ExprKind::silent) out += "tiger";
  if (!e.variable.empty()) out += " " + e.variable + "∈" + e.over_enum;
  if (e.filter) out += " där " + shape(*e.filter);
  for (const auto& child : e.children) out += " " + shape(*child);
  for (const auto& name : e.names) out += " " + name;
  return out + ")";
}

}  // namespace

TEST_CASE("expressions bind as the language says, weakest first") {
  const std::pair<const char*, const char*> cases[] = {
      {"a + b × c", "(+ a (* b c))"},
      {"(a + b) * c", "(* (+ a b) c)"},
      {"a − b - c", "(- (- a b) c)"},
      {"a eller b och inte c = d", "(eller a (och b (inte (= c d))))"},
      {"-a / b", "(/ (- a) b)"},
      {"om a < b då c annars om d då e annars f", "(om (< a b) c (om d e f))"},
      {"min(a, 1,5, max(b, 2))", "(min a 3/2 (max b 2))"},
      {"inkomst[denna] vid kontrollmånad + 1 kr", "(+ (vid (inkomst denna) kontrollmånad) 1)"},
      {"hyra vid (månad − 1 mån)", "(vid hyra (- månad 1))"},
      {"avrunda a / 3 uppåt till 1 kr/mån", "(avrunda uppåt (/ a 3) 1)"},
      {"summa(person där roll = barn: x)", "(summa där (= roll barn) x)"},
      {"antal(person)", "(antal)"},
      {"summa(slag i kostnadsslag: f(a[slag]))", "(summa slag∈kostnadsslag (f (a slag)))"},
      {"lunch i hemma, fri", "(set lunch hemma fri)"},
      {"om (lunch i (a, b)) då 1 annars 2", "(om (set lunch a b) 1 2)"},
      {"om x i 4–6 då 1 annars 2", "(om (range x) 1 2)"},
      {"a ≤ b", "(<= a b)"},
      {"a <> b", "(!= a b)"},
      {"59 200 kr/år / 12 mån/år", "(/ 59200 12)"},
      {"25 % × 100 kr", "(* 1/4 100)"},
      {"tiger", "(tiger)"},
      {"underlag + bevis", "(+ underlag bevis)"},
  };
  for (const auto& [text, wanted] : cases) {
    INFO(text);
    CHECK(shape(*expression(text)) == wanted);
  }
}

TEST_CASE("numbers, units, dates and their kinds") {
  const auto e = expression("12 500,25 kr/mån");
  CHECK(e->literal.number == Rational::make(1250025, 100));
  CHECK_FALSE(e->literal.whole);
  CHECK(e->literal.unit == syntax::Unit{1, -1, 0, 0});
  CHECK(expression("1\u00A0000\u202F000")->literal.number == Rational(1000000));
  CHECK(expression("2026-01-31")->literal.date == *parse_date("2026-01-31"));
  CHECK(expression("2026-01")->literal.month == *parse_month("2026-01"));
  CHECK(expression("ja")->literal.kind == syntax::LiteralKind::boolean);
  CHECK(expression("30,4 dagar/mån")->literal.unit == syntax::Unit{0, -1, 1, 0});
}

TEST_CASE("cases and patterns") {
  const auto e = expression("fall denna när a, b då 1 kr när c då 2 kr annars tiger");
  REQUIRE(e->arms.size() == 2);
  CHECK(e->arms[0] == std::vector<std::string>{"a", "b"});
  CHECK(e->has_else);
  CHECK(e->children.size() == 4);
  const auto open = expression("x i 4+ och y i 2..");
  CHECK(open->children[0]->pattern.kind == syntax::Pattern::Kind::from);
  CHECK(open->children[1]->pattern.kind == syntax::Pattern::Kind::from);
  const auto unit = expression("x i 1–2 år");
  CHECK(unit->pattern.low->literal.unit.year == 1);
}

TEST_CASE("declarations of every kind with their clauses") {
  const syntax::File file = good(R"(
paket se
  benämning "Nationell rätt"
  nivå kommunal
  kommuner 1280, 0114
  exempel "Påhittat"
förval
  registrerad 2026-11-22
  kontrollerad 2026-11-22
källa S1 "Förordningen" bevis V länk "https://…"
lagrum riksnorm_summa
  från 1998-01-01 till 2001-12-31 "6 b §" bevis R
  från 2002-01-01 "12 kap. 7 §" bevis V
uppräkning boendeform
  benämning "Boendeform"
  hyresrätt "Hyresrätt"
  eget_hus "Eget hus"
roll vuxen 1–2 "Vuxen"
roll barn 0– "Barn"
indata hyra : kr/mån för hushåll
  fråga "Hyra?"
  därför "Behövs."
  underlag "Hyresavi"
  inom 0 kr/mån – 200 000 kr/mån
  spann
  kan vara ej tillämplig
  antas 0 kr/mån
indata inkomst per inkomstslag : kr/mån för person
  lista
tabell barnbelopp (ålder : år 0–20, lunch : lunchslag) : kr/mån
  lagrum riksnorm_summa
  från 2026-01-01 till 2026-12-31 källa D26 bevis D
    0   | ingår | 2 740 kr/mån
    1–2 | a, b | 3 060 kr/mån bevis D not "…" källa D26
    3+  | alla | okänt "Inte känt"
  från 2027-01-01 okänt "Inte beslutat"
värde pbb : kr/år
  från 2026-01-01 = 59 200 kr/år källa PBB26 bevis A
regel r : kr/mån för person
  blad norm 20
  resultat
  enligt beslutsdag
  likvärdig "1#4" "Därför"
  från år 2022 känd till 2022-12-31 = barnbelopp[ålder, lunch]
riktlinje regel tak : kr/mån för hushåll
  gräns minst 0 kr/mån från 1998-01-01
  gräns högst hyra
  från 1998-01-01 = hyra
öppet värde v : antal
  från 1998-01-01 = 1
riktlinje tabell t (n : antal 1–) : kr/mån
  från 1998-01-01
    1 | −5 kr/mån
bedömning högre : kr/mån för hushåll
  riktning högre
  från 1998-01-01 = 0 kr/mån
ej uttryckt premie
  lagrum riksnorm_summa källa S1 bevis X
  berör r, tak
  när r > 0 kr/mån
  från 2026-03-01 "Framgår inte."
sätter tak
  beslut "Nämnden" källa MALMO18 bevis M
  från 2018-01-01 till 2018-12-31 = malmö_tak[antal_vuxna, antal_barn]
)");
  REQUIRE(file.decls.size() == 18);
  CHECK(file.decls[0].municipalities == std::vector<std::string>{"1280", "0114"});
  CHECK(file.decls[1].provenance.registered == parse_date("2026-11-22"));
  CHECK(file.decls[2].provenance.evidence == 'V');
  CHECK(file.decls[3].versions[0].text == "6 b §");
  CHECK(file.decls[4].members.size() == 2);
  CHECK(file.decls[4].label == "Boendeform");
  CHECK(file.decls[5].role_max == 2);
  CHECK(file.decls[6].role_max == -1);
  CHECK(file.decls[7].allowed->kind == syntax::Pattern::Kind::range);
  CHECK(file.decls[7].may_be_inapplicable);
  CHECK(file.decls[8].family == "inkomstslag");
  const Decl& table = file.decls[9];
  CHECK(table.provenance.provisions.size() == 1);
  REQUIRE(table.versions.size() == 2);
  REQUIRE(table.versions[0].rows.size() == 3);
  CHECK(table.versions[0].rows[1].provenance.note == "…");
  CHECK(table.versions[0].rows[2].unknown == "Inte känt");
  CHECK(table.versions[0].rows[2].keys[1].kind == syntax::Pattern::Kind::any);
  CHECK(table.versions[1].unknown == "Inte beslutat");
  CHECK(file.decls[10].versions[0].provenance.evidence == 'A');
  CHECK(file.decls[11].versions[0].from_year_only);
  CHECK(file.decls[11].versions[0].known_to == parse_date("2022-12-31"));
  CHECK(file.decls[11].for_person);
  REQUIRE(file.decls[12].bounds.size() == 2);
  CHECK(file.decls[12].bounds[0].from == parse_date("1998-01-01"));
  CHECK_FALSE(file.decls[12].bounds[1].from.has_value());
  CHECK(file.decls[12].versions.size() == 1);
  CHECK(file.decls[13].term == syntax::Term::open);
  CHECK(file.decls[14].versions[0].rows[0].value->literal.number == Rational(-5));
  CHECK(file.decls[15].direction == syntax::Direction::higher);
  CHECK(file.decls[16].touches.size() == 2);
  CHECK(file.decls[16].condition);
  CHECK(file.decls[16].provenance.provisions.size() == 1);
  CHECK(file.decls[17].provenance.decided_by == "Nämnden");
}

TEST_CASE("a start stated as unknown is kept for the checker to refuse") {
  const syntax::File file = good(
      "tabell t (n : antal 0–) : kr/mån\n  från okänt källa S\n    0+ | 1 kr/mån\n"
      "värde v : kr/mån\n  från okänt okänt \"Inget vet\"\n");
  REQUIRE(file.decls.size() == 2);
  REQUIRE(file.decls[0].versions.size() == 1);
  CHECK_FALSE(file.decls[0].versions[0].from.has_value());
  CHECK(file.decls[0].versions[0].rows.size() == 1);
  CHECK_FALSE(file.decls[1].versions[0].from.has_value());
  CHECK(file.decls[1].versions[0].unknown == "Inget vet");
}

TEST_CASE("tests and test tables") {
  const syntax::File file = good(R"(
prov "ensam"
  månad 2026-03
  beslut 2026-03-10
  känt 2026-11-22
  kommun 1280
  hushåll
    hyra = 6 500 kr/mån från 2026-01 till 2026-02
    kostnad[el] = 400 kr/mån
  vuxen a
    född = 1990-05-01
    inkomst = inga
    dagar_här = ej tillämplig
  barn b
    inkomst[nettolön] = 333 kr/mån
  givet a.ålder = 36 år
  bedöm högre_norm = 500 kr/mån skäl "Specialkost"
  väntat riksnorm = 5 220 kr/mån
  väntat bistånd okänd hyra, b.född, kostnad[el]
  väntat riksnorm ingen_regel
  väntat hyrestak not "inaktuell"
provtabell "belopp"
  månad 2026-03
  vuxen a
  kolumner givet b.ålder | väntat x
    0 år | 2 740 kr/mån
    1 år | okänd a, b.c
    -    | ingen_regel
)",
                                 "paket/a.prov");
  REQUIRE(file.tests.size() == 2);
  const syntax::Test& test = file.tests[0];
  CHECK(test.persons.size() == 2);
  REQUIRE(test.steps.size() == 16);
  CHECK(test.steps[3].value.text == "1280");
  CHECK(test.steps[4].from == parse_month("2026-01"));
  CHECK(test.steps[5].target.member == "el");
  CHECK(test.steps[6].target.person == "a");
  CHECK(test.steps[7].value.kind == syntax::TestValue::Kind::empty_list);
  CHECK(test.steps[8].value.kind == syntax::TestValue::Kind::not_applicable);
  CHECK(test.steps[11].value.text == "Specialkost");
  CHECK(test.steps[13].value.names == std::vector<std::string>{"hyra", "b.född", "kostnad[el]"});
  REQUIRE(file.tests[1].rows.size() == 3);
  CHECK(file.tests[1].columns.size() == 2);
  CHECK(file.tests[1].rows[2][0].kind == syntax::TestValue::Kind::left_out);
}
