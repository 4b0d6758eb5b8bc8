#include "text/po.hpp"

#include <doctest/doctest.h>

namespace utvag::text {
namespace {

std::string fault(std::string_view bytes) {
  const auto read = read_po("t.po", bytes);
  if (read.ok()) return "ok";
  CHECK_FALSE(read.error().sv.empty());
  CHECK_FALSE(read.error().en.empty());
  return read.error().code + " " + read.error().where;
}

TEST_CASE("a whole file is read: header, comments, plurals, contexts, continued lines") {
  const auto read = read_po("t.po",
                            "# translators\nmsgid \"\"\nmsgstr \"Language: en\\n\"\n\n"
                            "#. note\n#, fuzzy\nmsgid \"a\"\nmsgstr \"A\"\n"
                            "msgctxt \"menu\"\nmsgid \"a\"\nmsgstr \"\"\n\"one \"\n\"two\"\n\n"
                            "msgid \"n\"\r\nmsgid_plural \"ns\"\nmsgstr[0] \"\\\"1\\\"\"\n"
                            "msgstr[1] \"\\\\\\t\"\n#~ msgid \"old\"\n");
  REQUIRE(read.ok());
  CHECK(read.value().header == "Language: en\n");
  REQUIRE(read.value().entries.size() == 3);
  const auto& entries = read.value().entries;
  CHECK(entries[0].fuzzy);
  CHECK(entries[0].texts == std::vector<std::string>{"A"});
  CHECK(entries[1].context == "menu");
  CHECK_FALSE(entries[1].fuzzy);
  CHECK(entries[1].texts == std::vector<std::string>{"one two"});
  CHECK(entries[2].plural_id == "ns");
  CHECK(entries[2].texts == std::vector<std::string>{"\"1\"", "\\\t"});
  CHECK(entries[2].line == 15);
}

TEST_CASE("what is not understood is a fault with its line") {
  CHECK(fault("msgid \"a\"\n") == "po.unfinished t.po:1");
  CHECK(fault("msgid \"a\"\n\nmsgstr \"b\"\n") == "po.unfinished t.po:2");
  CHECK(fault("msgstr \"b\"\n") == "po.keyword t.po:1");
  CHECK(fault("msgid \"a\"\nmsgstr[0] \"b\"\n") == "po.keyword t.po:2");
  CHECK(fault("msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[1] \"c\"\n") == "po.keyword t.po:3");
  CHECK(fault("\"a\"\n") == "po.stray-text t.po:1");
  CHECK(fault("msgid a\n") == "po.quote t.po:1");
  CHECK(fault("msgid \"a\n") == "po.quote t.po:1");
  CHECK(fault("msgid \"a\" b\n") == "po.quote t.po:1");
  CHECK(fault("msgid \"a\\x\"\n") == "po.escape t.po:1");
  CHECK(fault("msgid \"a\\\n") == "po.escape t.po:1");
  CHECK(fault("msgid \"a\"\n# no\n") == "po.comment t.po:2");
  CHECK(fault("msgid \"a\"\nmsgstr \"\"\nmsgid \"a\"\nmsgstr \"\"\n") == "po.duplicate t.po:4");
  CHECK(fault("msgid \"a\"\nmsgstr \"\"\n\nmsgid \"\"\nmsgstr \"\"\n") == "po.header t.po:5");
  CHECK(fault("msgid \"\xff\"\n") == "po.utf8 t.po:0");
  CHECK(fault(std::string(kMaxPoBytes + 1, '\n')) == "po.too-large t.po:0");
  CHECK(fault("") == "ok");
}

}  // namespace
}  // namespace utvag::text
