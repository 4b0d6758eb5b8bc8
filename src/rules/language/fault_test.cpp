#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "rules/language/syntax.hpp"

using namespace utvag::rules;

namespace {

std::vector<Diagnostic> faults_of(const std::string& text, const std::string& name) {
  std::vector<Diagnostic> faults;
  parse({name, text}, 3, faults);
  return faults;
}

struct Wrong {
  std::string text;
  std::string code;
  int line, column;
  std::string fix;  ///< part of the proposal in Swedish; empty when there is none
};

void check(const std::vector<Wrong>& list, const std::string& name) {
  for (const Wrong& wrong : list) {
    const std::vector<Diagnostic> faults = faults_of(wrong.text, name);
    std::string told;
    for (const Diagnostic& fault : faults) {
      told += render(fault, {{}, {}, {}, {name, wrong.text}}, Language::sv);
    }
    INFO(wrong.text);
    INFO(told);
    REQUIRE_FALSE(faults.empty());
    CHECK(faults.size() == 1);
    CHECK(faults[0].code == wrong.code);
    CHECK(faults[0].span.file == 3);
    CHECK(faults[0].span.line == wrong.line);
    CHECK(faults[0].span.column == wrong.column);
    CHECK_FALSE(faults[0].sv.empty());
    CHECK_FALSE(faults[0].en.empty());
    CHECK(faults[0].fix_sv.empty() == faults[0].fix_en.empty());
    CHECK(faults[0].fix_sv.empty() == wrong.fix.empty());
    CHECK(faults[0].fix_sv.find(wrong.fix) != std::string::npos);
  }
}

std::string rule(const std::string& expression) {
  return "regel r : kr för hushåll\n  från 2026-01-01 = " + expression + "\n";
}

}  // namespace

TEST_CASE("wrong characters, numbers, dates and texts are told where they stand") {
  check(
      {
          {"\xEF\xBB\xBFregel", "language.byte-order-mark", 1, 1, "utan BOM"},
          {"# å\nregel \xC3(", "language.encoding", 2, 7, "UTF-8"},
          {rule("a ; b"), "language.character", 2, 23, "ta bort"},
          {rule("a == b"), "language.character", 2, 23, "="},
          {rule("a != b"), "language.character", 2, 23, "≠"},
          {rule("a\u202E"), "language.hidden-character", 2, 22, "Ta bort"},
          {"# a\u202Eb", "language.hidden-character", 1, 1, "Ta bort"},
          {rule("a\u202E\u202C\u200B"), "language.hidden-character", 2, 22, "Ta bort"},
          {rule("1\u200B"), "language.hidden-character", 2, 22, "Ta bort"},
          {rule("30.4"), "language.decimal-point", 2, 21, "30,4"},
          {rule("min(1,2)"), "language.decimal-comma", 2, 25, "1, 2"},
          {rule("max(1,2,3)"), "language.decimal-comma", 2, 25, "1, 2"},
          {rule("t[1,2]"), "language.decimal-comma", 2, 23, "1, 2"},
          {rule("12 50 kr"), "language.grouping", 2, 21, "12 500"},
          {rule("12  500 kr"), "language.grouping", 2, 21, "12 500"},
          {rule("1234 567 kr"), "language.grouping", 2, 21, "12 500"},
          {rule("1 234 56 kr"), "language.grouping", 2, 21, "12 500"},
          {rule("1234567890123456"), "language.digits", 2, 21, ""},
          {rule("2026-02-30"), "language.date", 2, 21, "2026-01-31"},
          {rule("2026-1-5"), "language.date", 2, 21, "2026-01-31"},
          {rule("2026-13"), "language.date", 2, 21, "ÅÅÅÅ-MM"},
          {"källa S \"abc\n", "language.text", 1, 9, "\""},
          {"källa S \"a\\nc\"\n", "language.escape", 1, 9, "\\\\"},
          {"källa S \"a\tc\"\n", "language.hidden-character", 1, 9, "Ta bort"},
          {rule("5 kr/kr"), "language.unit", 2, 23, ""},
      },
      "p/f.norm");
}

TEST_CASE("wrong expressions") {
  check(
      {
          {rule("om a då b"), "language.else", 2, 21, "annars"},
          {rule("a +"), "language.expected", 3, 1, ""},
          {rule("a b"), "language.clause", 2, 23, ""},
          {rule("(a + b"), "language.expected", 3, 1, ""},
          {rule("a < b < c"), "language.comparison", 2, 27, "a < b och b < c"},
          {rule("5 + om a då b annars c"), "language.parenthesis", 2, 25, "(om"},
          {rule("a – b"), "language.minus", 2, 23, "−"},
          {rule("x i 4-6"), "language.range-dash", 2, 26, "4–6"},
          {rule("x i 6–4"), "language.range-order", 2, 25, "lägre"},
          {rule("antal(person: x)"), "language.aggregate", 2, 33, "där"},
          {rule("summa(person där x)"), "language.expected", 2, 39, ""},
          {rule("avrunda x uppat till 1 kr"), "language.expected", 2, 31, ""},
          {rule("f(x) vid månad"), "language.at-month", 2, 30, ""},
          {rule("fall x annars 3"), "language.expected", 2, 28, ""},
          {rule("okänt \"så\""), "language.expected", 2, 21, "okänt"},
          {rule("summa + 1"), "language.expected", 2, 27, ""},
          {rule("från"), "language.expected", 2, 21, ""},
      },
      "p/f.norm");
}

TEST_CASE("wrong declarations and clauses") {
  check(
      {
          {"regle r : kr för hushåll\n", "language.declaration", 1, 1, "regel"},
          {"tjena hopp\n", "language.declaration", 1, 1, "till exempel"},
          {"regel r : kr\n  från 2026-01-01 = 1 kr\n", "language.entity", 2, 3, "för person"},
          {"regel r kr för hushåll\n", "language.expected", 1, 9, ""},
          {"regel månad : kr för hushåll från 2026-01-01 = 1 kr", "language.reserved-name", 1, 7,
           "annat namn"},
          {"regel summa : kr för hushåll från 2026-01-01 = 1 kr", "language.reserved-name", 1, 7,
           "annat namn"},
          {"regel r : kr för hushåll\n  benämnign \"x\"\n", "language.clause", 2, 3, "benämning"},
          {"regel r : kr för hushåll\n  till 2026-01-01\n", "language.clause", 2, 3, "från DATUM"},
          {"regel r : kr för hushåll\n  = 1 kr\n", "language.clause", 2, 3, "från"},
          {"regel r : kr för hushåll\n", "language.no-version", 1, 7, "från"},
          {"regel r : kr för hushåll\n  från 2026-02-01 till 2026-01-01 = 1 kr",
           "language.date-order", 2, 19, "tidigare"},
          {"regel r : kr för hushåll\n  från 2026-02 = 1 kr", "language.expected", 2, 8,
           "2026-02-01"},
          {"regel r : kr för hushåll\n  från år 1492 = 1 kr", "language.date", 2, 11, ""},
          {"regel r : kr för hushåll\n  bevis Q från 2026-01-01 = 1 kr", "language.evidence", 2, 9,
           "V, A"},
          {"regel r : kr för hushåll\n  benämning \"a\" benämning \"b\" från 2026-01-01 = 1 kr",
           "language.duplicate", 2, 17, "Ta bort"},
          {"regel r : kr för hushåll\n  från 2026-01-01 = 1 kr\n  benämning \"a\"\n",
           "language.clause-order", 3, 3, "före"},
          {"riktlinje indata i_x : kr för hushåll\n", "language.term", 1, 1, "Ta bort"},
          {"uppräkning e\n", "language.no-member", 1, 12, "hyresrätt"},
          {"uppräkning e\n  a \"A\"\n  a \"B\"\n", "language.duplicate", 3, 3, "Ta bort"},
          {"roll v 2–1 \"V\"\n", "language.range-order", 1, 6, "lägre"},
          {"roll v många\n", "language.expected", 1, 8, ""},
          {"tabell t (n : antal) : kr från 2026-01-01\n  1 | 2 | 3 kr\n", "language.cells", 2, 3,
           "|"},
          {"tabell t (n : antal, m : antal) : kr från 2026-01-01\n  1 | 3 kr\n", "language.cells",
           2, 3, "|"},
          {"tabell t (n : antal) : kr från 2026-01-01 = 5 kr\n", "language.expected", 1, 43, ""},
          {"paket p\n  kommuner 12\n", "language.expected", 2, 12, ""},
          {"paket p\n  nivå lokal\n", "language.expected", 2, 8, ""},
          {"ej x\n", "language.expected", 1, 4, ""},
          {"roll a 1\n  källa S \"s\"\n", "language.clause", 2, 11, "djupare"},
          {"källa S\n", "language.expected", 2, 1, ""},
          {"indata a : ja för hushåll\n", "language.expected", 1, 15, ""},
          {"indata a : kr för hushåll\n  kan vara tillämplig\n", "language.expected", 2, 12, ""},
          {"indata a : kr för hushåll\n  inom ja\n", "language.expected", 2, 8, ""},
          {"indata a : kr för hushåll\n  från 2026-01-01 = 5 kr\n", "language.clause", 2, 3, ""},
          {"regel r : kr för hushåll\n  gräns mer 5 kr\n", "language.expected", 2, 9, ""},
      },
      "p/f.norm");
}

TEST_CASE("wrong tests") {
  check(
      {
          {"porv \"a\"\n", "language.test", 1, 1, "prov"},
          {"prov \"a\"\n  hyra = 5 kr\n", "language.section", 2, 3, "hushåll"},
          {"prov \"a\"\n  vänta x = 5 kr\n", "language.test-line", 2, 3, "väntat"},
          {"prov \"a\"\n  väntad = 5 kr\n", "language.section", 2, 3, "hushåll"},
          {"prov \"a\"\n  vätnat\n", "language.test-line", 2, 3, "väntat"},
          {"prov \"a\"\n  månad 2026-03-01\n", "language.expected", 2, 9, ""},
          {"prov \"a\"\n  kommun 12\n", "language.expected", 2, 10, ""},
          {"prov \"a\"\n  månad 2026-03 månad 2026-04\n", "language.duplicate", 2, 17, "Ta bort"},
          {"prov \"a\"\n  vuxen a\n  barn a\n", "language.duplicate", 3, 8, "annat"},
          {"prov \"a\"\n  bedöm x = 5 kr\n", "language.reason", 2, 9, "skäl"},
          {"prov \"a\"\n  väntat x 5 kr\n", "language.expected", 2, 12, ""},
          {"provtabell \"a\"\n", "language.columns", 1, 1, "kolumner"},
          {"prov \"a\"\n  kolumner a | väntat b\n 1 | 2\n", "language.columns", 1, 1, "provtabell"},
          {"provtabell \"a\"\n  kolumner a | väntat b\n", "language.no-row", 1, 1, ""},
          {"provtabell \"a\"\n  kolumner a | väntat b\n    1 | 2 | 3\n", "language.cells", 3, 5,
           "-"},
          {"provtabell \"a\"\n  kolumner a | väntat b\n    1\n", "language.cells", 3, 5, "-"},
          {"prov \"a\"\n hushåll\n  a = 5 kr från 2026-03 till 2026-01\n", "language.date-order", 3,
           3, "tidigare"},
      },
      "p/f.prov");
}

TEST_CASE("a long word is cut between two letters in a message") {
  const auto faults = faults_of("regel r " + std::string(59, 'a') + "ååå", "p/f.norm");
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].en.find("\"" + std::string(59, 'a') + "…\"") != std::string::npos);
}

TEST_CASE("all faults are told at once, in the order of the file") {
  const auto faults = faults_of(
      "regel a : kr för hushåll\n  från 2026-01-01 = (1\n\nregel b : kr för hushåll\n"
      "  benämnign \"b\"\n\nregel c : kr för hushåll\n  från 2026-01-01 = 30.4\n",
      "p/f.norm");
  REQUIRE(faults.size() == 3);
  CHECK(faults[0].span.line == 4);
  CHECK(faults[1].span.line == 5);
  CHECK(faults[2].span.line == 8);
  std::string many;
  for (int k = 0; k < 200; ++k) many += "regel a\n";
  CHECK(faults_of(many, "p/f.norm").size() == static_cast<std::size_t>(kMaxDiagnostics));
  std::string strange;
  for (int k = 0; k < 200; ++k) strange += "§\n";
  CHECK(faults_of(strange, "p/f.norm").size() == static_cast<std::size_t>(kMaxDiagnostics));
}

TEST_CASE("hostile sizes end in one clear fault, soon") {
  const std::pair<std::string, std::string> cases[] = {
      {std::string(100u << 20, 'a'), "language.too-large"},
      {rule(std::string(100'000, '(')), "language.nesting"},
      {rule(std::string(100'000, '-') + "1"), "language.nesting"},
      {rule(std::string(1'000'000, '7')), "language.digits"},
      {"källa S \"" + std::string(3'000'000, 'x'), "language.text"},
      {std::string(1'000'000, 'b'), "language.declaration"},
  };
  for (const auto& [text, code] : cases) {
    const std::vector<Diagnostic> faults = faults_of(text, "p/f.norm");
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].code == code);
    CHECK(render(faults[0], {{}, {}, {}, {"p/f.norm", text}}, Language::en).size() < 2000);
  }
  std::string settings = "prov \"a\"\n", persons = settings;
  for (int k = 0; k < 200'000; ++k) {
    settings += "månad 2026-03\n";
    persons += "v a" + std::to_string(k) + "\n";
  }
  CHECK(faults_of(settings, "p/f.prov").size() == static_cast<std::size_t>(kMaxDiagnostics));
  CHECK(faults_of(persons, "p/f.prov").empty());
  std::string sum = "1", not_ = "", index = "", chain = "";
  for (int k = 0; k < 50'000; ++k) {
    sum += "+1";
    not_ += "inte ";
    index += "a[";
    chain += "om a då b annars ";
  }
  for (const std::string& text : {rule(sum), rule(not_ + "a"), rule(index), rule(chain + "c")}) {
    const std::vector<Diagnostic> faults = faults_of(text, "p/f.norm");
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].code == "language.nesting");
  }
}
