#include "html/writer.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace utvag::html;

TEST_CASE("texts and values cannot leave their place") {
  const std::string evil = "\"'><script>alert(1)</script>&amp;";
  Writer out;
  {
    const auto p = out.in("p", {{"title", evil}});
    out.text(evil);
  }
  CHECK(out.take() ==
        "<p title=\"&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;\">"
        "&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;</p>\n");
}

TEST_CASE("addresses are local or of a kind that a reader may follow") {
  CHECK_FALSE(Address::elsewhere("javascript:alert(1)"));
  CHECK_FALSE(Address::elsewhere("//evil.example"));
  CHECK_FALSE(Address::elsewhere(" https://evil.example"));
  CHECK_FALSE(Address::elsewhere("data:text/html,x"));
  CHECK_FALSE(Address::mail(""));
  CHECK_FALSE(Address::mail("a@b.example?body=x"));
  CHECK(Address::mail("a.b@c.example")->text() == "mailto:a.b@c.example");
  Writer out;
  out.leaf("a", {{"href", *Address::elsewhere("https://lag.example/?a=1&b=\"2\"")}}, "lag");
  out.leaf("a", {{"href", Address("/")}}, "hem");
  out.leaf("a", {{"href", Address::id("fält")}}, "fältet");
  CHECK(out.take() ==
        "<a href=\"https://lag.example/?a=1&amp;b=&quot;2&quot;\">lag</a>"
        "<a href=\"/\">hem</a><a href=\"#fält\">fältet</a>");
}

TEST_CASE("flags, empty attributes, void elements and nesting") {
  Writer out;
  {
    const auto form = out.in("form", {{"novalidate", true}, {"class", ""}});
    out.put("input", {{"type", "checkbox"}, {"value", ""}, {"checked", false}});
    out.leaf("textarea", {{"name", "t"}}, "\nrad");
  }
  CHECK(out.take() ==
        "<form novalidate><input type=\"checkbox\" value=\"\">"
        "<textarea name=\"t\">\n\nrad</textarea></form>\n");
}
