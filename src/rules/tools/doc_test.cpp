#include "rules/tools/doc.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "rules/tools/format_check.hpp"
#include "rules/tools/page.hpp"
#include "rules/tools/tools_fixture.hpp"

namespace utvag::rules::tools {
namespace {

using fixture::Bench;

constexpr const char* kRules =
    "tabell belopp (n : antal 0–9) : kr/mån\n  benämning \"Belopp & bidrag\" lagrum lag1\n"
    "  från 2026-01-01 källa S1 bevis V\n    0–3 | 10 kr/mån bevis D not \"<härlett>\"\n"
    "    4–9 | okänt \"Inte känt\"\n"
    "regel bidrag : kr/mån för hushåll\n  benämning \"Bidrag\" lagrum lag1 blad norm 10\n"
    "  förklaring \"Bidraget är {belopp}.\"\n"
    "  från 2026-01-01 källa S1 bevis V = belopp[1]\n"
    "ej uttryckt en_del\n  lagrum lag1 källa S1 bevis X berör bidrag\n"
    "  från 2026-03-01 \"Det framgår inte.\"\n";

std::string file(const std::vector<SiteFile>& site, std::string_view path) {
  const auto found = std::find_if(site.begin(), site.end(),
                                  [&](const SiteFile& each) { return each.path == path; });
  REQUIRE_MESSAGE(found != site.end(), path);
  return found->content;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::vector<SiteFile> book() {
  const Bench bench(kRules, "");
  CHECK(bench.faults() == "");
  return rule_book(*bench.suite.programs()[0].program);
}

TEST_CASE("each rule stands with its words, amounts, evidence and law") {
  const auto site = book();
  const std::string norm = file(site, "avsnitt-norm.html");
  CHECK(has(norm, "<section id=\"bidrag\">"));
  CHECK(has(norm, "<p>Bidraget är [Belopp &amp; bidrag].</p>"));
  CHECK(has(norm, "<a href=\"lagrum.html#lag1\">SoL 12 kap. 7 §</a>"));
  CHECK(has(norm, "<a href=\"tabeller.html#belopp\">Belopp &amp; bidrag</a>"));
  CHECK(has(norm, "Låst"));
  const std::string tables = file(site, "tabeller.html");
  CHECK(has(tables, "<th scope=\"row\">0–3</th><td>10 kr/mån</td>"));
  CHECK(has(tables, "<span class=\"weak\">D: härlett ur andra uppgifter</span>"));
  CHECK(has(tables, "&lt;härlett&gt;"));
  CHECK(has(tables, "okänt: Inte känt"));
  CHECK(has(file(site, "ej-uttryckt.html"), "Det framgår inte."));
  CHECK(has(file(site, "lagrum.html"), "<a href=\"https://example.org/sol\">SoL 12 kap. 7 §</a>"));
  CHECK(has(file(site, "kallor.html"), "id=\"S1\""));
  CHECK(has(file(site, "index.html"), "<a href=\"avsnitt-norm.html#bidrag\">Bidrag</a>"));
}

TEST_CASE("every link inside the book leads to something that is there") {
  const auto site = book();
  for (const SiteFile& page : site) {
    if (!page.path.ends_with(".html")) continue;
    CHECK(!has(page.content, "<script"));
    std::size_t at = 0;
    while ((at = page.content.find("href=\"", at)) != std::string::npos) {
      at += 6;
      const std::string target = page.content.substr(at, page.content.find('"', at) - at);
      if (target.starts_with("https://")) continue;
      const std::size_t mark = target.find('#');
      const std::string path = mark == 0 ? page.path : target.substr(0, mark);
      const std::string other = file(site, path);
      if (mark == std::string::npos) continue;
      CHECK_MESSAGE(has(other, "id=\"" + target.substr(mark + 1) + "\""), target);
    }
  }
}

TEST_CASE("the same rules give the same bytes, and every grade of evidence its own words") {
  const auto one = book();
  const auto two = book();
  REQUIRE(one.size() == two.size());
  for (std::size_t i = 0; i < one.size(); ++i) CHECK(one[i].content == two[i].content);
  const std::string overview = file(one, "index.html");
  CHECK(has(overview, "<dt>V</dt><dd>läst i en officiell text</dd>"));
  CHECK_FALSE(has(overview, "<dt>A</dt><dd>läst i en officiell text</dd>"));
}

TEST_CASE("text is made safe for pages") {
  CHECK(escaped("<a href='x'>&\"") == "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
}

TEST_CASE("files out of the house format are told with the first line that differs") {
  const std::string good = "källa S1 \"En källa\"\n  bevis   V\n";
  const FormatReport first = check_format({{"se/a.norm", good}});
  REQUIRE(first.files.size() == 1);
  CHECK(!first.files[0].same);
  CHECK(first.files[0].first_line == 2);
  const FormatReport again = check_format({{"se/a.norm", first.files[0].formatted}});
  CHECK(again.files[0].same);
  CHECK(again.files[0].first_line == 0);
  const FormatReport broken = check_format({{"se/a.norm", "värde : \n"}, {"se/x.txt", "x"}});
  CHECK(broken.files.empty());
  CHECK(!broken.faults.empty());
}

}  // namespace
}  // namespace utvag::rules::tools
