#include "html/components.hpp"

#include <doctest/doctest.h>

using namespace utvag::html;

namespace {

template <typename Part>
std::string written(Part part) {
  Writer out;
  part(out);
  return out.take();
}

const std::vector<FieldFault> kFaults = {{"belopp", "Skriv <siffror>."}};

}  // namespace

TEST_CASE("a field carries its label, hint, fault and what was typed") {
  CHECK(written([](Writer& out) {
          text_field(
              out,
              {.id = "belopp", .label = "Belopp", .hint = "I kronor", .value = "\"x", .unit = "kr"},
              kFaults);
        }) ==
        "<div class=\"u-field text-field--error\"><label class=\"label\" for=\"belopp\">Belopp"
        "</label><span class=\"u-hint\" id=\"belopp-hjalp\">I kronor</span>"
        "<span class=\"u-fault\" id=\"belopp-fel\">Fel: Skriv &lt;siffror&gt;.</span>"
        "<span class=\"u-input\"><input type=\"text\" class=\"text-field__input\" id=\"belopp\" "
        "name=\"belopp\" value=\"&quot;x\" autocomplete=\"off\" "
        "aria-describedby=\"belopp-hjalp belopp-fel\" aria-invalid=\"true\">"
        "<span class=\"u-unit\">kr</span></span></div>\n");
}

TEST_CASE("the error summary leads to each field, and is not there without faults") {
  CHECK(written([](Writer& out) { error_summary(out, {}); }).empty());
  CHECK(written([](Writer& out) { error_summary(out, kFaults); }) ==
        "<div class=\"u-box u-box-error\" role=\"alert\" tabindex=\"-1\" id=\"fel\" autofocus>"
        "<h2>1 uppgift behöver rättas</h2>\n"
        "<ul><li><a href=\"#belopp\">Skriv &lt;siffror&gt;.</a></li>\n</ul>\n</div>\n");
}

TEST_CASE("a date is three fields of one group, the fault at the first") {
  const std::string html = written([](Writer& out) {
    date_field(out, {"dag", "Dag", "", "31", "2", "2026"}, {{"dag.dag", "Ingen sådan dag."}});
  });
  CHECK(html.find("<fieldset class=\"u-field u-date\" aria-describedby=\"dag-fel\">") == 0);
  CHECK(html.find("id=\"dag.dag\" name=\"dag.dag\" value=\"31\"") != html.npos);
  CHECK(html.find("id=\"dag.månad\"") != html.npos);
  CHECK(html.find("id=\"dag.år\" name=\"dag.år\" value=\"2026\"") != html.npos);
}

TEST_CASE("a tree of any depths nests whole") {
  CHECK(written([](Writer& out) {
          tree(out, {{0, "a", "1", ""}, {1, "b", "", "c"}, {0, "d", "", ""}});
        }) ==
        "<ul class=\"u-tree\"><li><span class=\"u-tree-label\">a</span> <strong>1</strong>"
        "<ul class=\"u-tree\"><li><span class=\"u-tree-label\">b</span> "
        "<span class=\"u-remark\">c</span></li>\n</ul>\n</li>\n"
        "<li><span class=\"u-tree-label\">d</span></li>\n</ul>\n");
  CHECK(written([](Writer& out) { tree(out, {}); }).empty());
  CHECK(written([](Writer& out) {
          tree(out, {{0, "a", "", ""}, {3, "b", "", ""}});
        }).find("b</span></li>") != std::string::npos);
}

TEST_CASE("a table names its box, its columns and its rows") {
  CHECK(written([](Writer& out) {
          Table table(out, "T", {{"A", Align::start, false}, {"B", Align::number, true}});
          table.group("G");
          table.row({"a", "1"});
        }) ==
        "<div class=\"u-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"T\">"
        "<table class=\"u-table\"><caption>T</caption>\n<thead><tr><th scope=\"col\">A</th>\n"
        "<th scope=\"col\" class=\"u-num\"><span class=\"sr-only\">B</span></th>\n</tr>\n"
        "</thead>\n<tbody></tbody>\n<tbody><tr class=\"u-group\">"
        "<th scope=\"rowgroup\" colspan=\"2\">G</th>\n</tr>\n<tr><th scope=\"row\">a</th>\n"
        "<td class=\"u-num\">1</td>\n</tr>\n</tbody>\n</table>\n</div>\n");
}

TEST_CASE("a table's cells know their columns, and a row may have more beneath it") {
  const std::string made = written([](Writer& out) {
    Table table(out, "T", {{"A", Align::start, false}, {"B", Align::number, false}});
    table.row({"a", "1"});
    table.below("Mer", "om a", [&] { out.text("x"); });
  });
  CHECK(made.find("<td class=\"u-num\" data-label=\"B\">1</td>") != made.npos);
  CHECK(made.find("<tr class=\"u-below\"><td colspan=\"2\"><details class=\"u-details\">"
                  "<summary>Mer<span class=\"sr-only\"> om a</span></summary>") != made.npos);
}

TEST_CASE("small parts") {
  CHECK(written([](Writer& out) { evidence_mark(out, 'R', "ur minnet", true); }) ==
        "<span class=\"u-evidence u-weak\" title=\"ur minnet\"><span aria-hidden=\"true\">R</span>"
        "<span class=\"sr-only\">Källans styrka: ur minnet</span></span>");
  CHECK(written([](Writer& out) { tag(out, Tone::bad, "försenat"); }) ==
        "<span class=\"badge badge--error\">försenat</span>");
  CHECK(written([](Writer& out) { receipt(out, "Sparat", "i dag"); }) ==
        "<div class=\"u-box u-box-success\" role=\"status\"><p class=\"u-box-heading\">Sparat</p>\n"
        "<p>Sparat i dag.</p>\n</div>\n");
  CHECK(written([](Writer& out) { pager(out, {1, 1, {}}); }).empty());
  CHECK(written([](Writer& out) { outside_link(out, "javascript:x", "y"); }) == "y");
  CHECK(written([](Writer& out) { facts(out, {{"a", ""}}); }).empty());
}

TEST_CASE("a page has one main, a way past the navigation and its own sheet only") {
  Frame frame;
  frame.title = "Titel";
  frame.stylesheet = "/stil-1.css";
  frame.error = true;
  const std::string html = page(frame, [](Writer& out) { out.leaf("h1", "Titel"); });
  CHECK(html.starts_with("<!doctype html>\n<html lang=\"sv\"><head><meta charset=\"utf-8\">"));
  CHECK(html.find("<title>Fel: Titel – Utväg</title>") != html.npos);
  CHECK(html.find("<a class=\"u-skip\" href=\"#innehall\">") != html.npos);
  CHECK(html.find("<main id=\"innehall\" class=\"u-width\"><h1>Titel</h1>") != html.npos);
  CHECK(html.find("<script") == html.npos);
  CHECK(html.find("style=") == html.npos);
}
