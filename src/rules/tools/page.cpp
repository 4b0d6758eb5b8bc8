#include "rules/tools/page.hpp"

namespace utvag::rules::tools {
namespace {

constexpr std::string_view kStyle = R"css(
:root { color-scheme: light dark; --ink: #1a1d21; --paper: #fff; --soft: #f2f4f6; --line: #8a929b;
  --link: #0b4f9e; --mark: #fff2cc; --mark-ink: #3d2f00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --paper: #14171a; --soft: #20252b;
  --line: #7d8792; --link: #9cc7ff; --mark: #4a3b00; --mark-ink: #fff2cc; } }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); line-height: 1.5;
  font-family: system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999em; }
.skip:focus { position: static; display: block; padding: .5rem 1rem; }
header, nav, main, footer { max-width: 60rem; margin: 0 auto; padding: .5rem 1rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; margin: 0;
  list-style: none; }
nav a, .index a { display: inline-block; padding: .25rem 0; min-height: 24px; }
h1 { font-size: 1.6rem; line-height: 1.2; } h2 { font-size: 1.25rem; line-height: 1.3; }
section { border-top: 1px solid var(--line); padding: .5rem 0 1rem; scroll-margin-top: 1rem; }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .15rem 1rem; }
dt { font-weight: 600; } dd { margin: 0; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin: 0 0 .5rem; } }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .92em; }
pre { background: var(--soft); padding: .5rem; white-space: pre-wrap; margin: .25rem 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .2rem .75rem .2rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: normal; }
.weak { background: var(--mark); color: var(--mark-ink); padding: 0 .25rem; border: 1px solid; }
@media print { nav, .skip { display: none; } section { break-inside: avoid; } }
)css";

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string page(std::string_view title, std::string_view body, const std::vector<PageLink>& pages,
                 std::string_view own_path) {
  std::string out =
      "<!doctype html>\n<html lang=\"sv\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
  out += escaped(title);
  out += " – Regelboken</title>\n<style>";
  out += kStyle;
  out += "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#innehåll\">Till innehållet</a>\n";
  out += "<nav aria-label=\"Avsnitt\"><ul>\n";
  for (const PageLink& link : pages) {
    out += "<li><a href=\"" + escaped(link.path) + "\"";
    if (link.path == own_path) out += " aria-current=\"page\"";
    out += ">" + escaped(link.title) + "</a></li>\n";
  }
  out += "</ul></nav>\n<main id=\"innehåll\" tabindex=\"-1\">\n<h1>" + escaped(title) + "</h1>\n";
  out += body;
  out += "</main>\n</body>\n</html>\n";
  return out;
}

std::string table(std::string_view caption, const std::vector<std::string>& head,
                  const std::vector<std::vector<std::string>>& rows) {
  std::string out = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" +
                    escaped(caption) + "\"><table>\n<caption>" + escaped(caption) +
                    "</caption>\n<thead><tr>";
  for (const std::string& cell : head) out += "<th scope=\"col\">" + cell + "</th>";
  out += "</tr></thead>\n<tbody>\n";
  for (const auto& row : rows) {
    out += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += (i == 0 ? "<th scope=\"row\">" : "<td>") + row[i] + (i == 0 ? "</th>" : "</td>");
    }
    out += "</tr>\n";
  }
  return out + "</tbody>\n</table></div>\n";
}

}  // namespace utvag::rules::tools
