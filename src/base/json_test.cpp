#include "base/json.hpp"

#include <doctest/doctest.h>

#include "base/json_writer.hpp"

namespace utvag {
namespace {

std::string fault(std::string_view text, const JsonLimits& limits = {}) {
  const auto result = parse_json(text, limits);
  if (result.ok()) return "ok";
  CHECK_FALSE(result.error().sv.empty());
  CHECK_FALSE(result.error().en.empty());
  return result.error().code + " " + result.error().where;
}

std::string words(std::string_view text) {
  const auto result = parse_json(text);
  return result.ok() ? "ok" : result.error().sv;
}

std::string repeated(std::string_view piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

TEST_CASE("a household is read as it was written") {
  const auto result = parse_json(R"({
  "boendeform": "hyresrätt",
  "hyra": 8000.50,
  "personer": [
    {"född": "1990-05-01", "studerar": false, "inkomst": null}
  ]
})");
  REQUIRE(result.ok());
  const Json& root = result.value();
  REQUIRE(root.is(Json::Kind::object));
  REQUIRE(root.members().size() == 3);
  CHECK(root.members()[1].key == "hyra");
  CHECK(root.find("boendeform")->string() == "hyresrätt");
  CHECK(root.find("hyra")->number() == "8000.50");
  CHECK(root.find("hyra")->line() == 3);
  CHECK(root.find("saknas") == nullptr);
  const Json& person = root.find("personer")->items().at(0);
  CHECK(root.line() == 1);
  CHECK(root.find("personer")->line() == 4);
  CHECK(person.line() == 5);
  CHECK_FALSE(person.find("studerar")->boolean());
  CHECK(person.find("inkomst")->is(Json::Kind::null));
}

TEST_CASE("numbers keep their text") {
  const auto result = parse_json(
      "[0, -17, 0.10, 1e3, 18446744073709551615, 184467440737095516160, -9223372036854775809, "
      "0.30000000000000004441]");
  REQUIRE(result.ok());
  std::string all;
  for (const Json& item : result.value().items()) all += item.number() + " ";
  CHECK(all ==
        "0 -17 0.10 1e3 18446744073709551615 184467440737095516160 -9223372036854775809 "
        "0.30000000000000004441 ");
  CHECK(parse_json("42").value().number() == "42");
  CHECK(fault("[1e999]") == "json.number-range 1:7");
}

TEST_CASE("text in another normal form is the same text") {
  const auto result =
      parse_json("{\"fo\u0308dd\": \"hyresra\\u0308tt\", \"emoji\": \"\\ud83d\\ude00\"}");
  REQUIRE(result.ok());
  CHECK(result.value().find("född")->string() == "hyresrätt");
  CHECK(result.value().find("emoji")->string() == "😀");
  CHECK(fault("{\"f\u00F6dd\": 1, \"fo\u0308dd\": 2}") == "json.duplicate-key 1:13");
  CHECK(parse_json("\xEF\xBB\xBF[1]").ok());
}

TEST_CASE("a key that stands twice is told with its path") {
  const auto result = parse_json("{\"personer\": [{}, {\n  \"lön\": 1, \"lön\": 2}]}");
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().code == "json.duplicate-key");
  CHECK(result.error().where == "2:13");
  CHECK(result.error().sv.find("personer[1].lön") != std::string::npos);
  CHECK(parse_json(R"([{"a": 1}, {"a": 2}, {"b": {"a": 1}}])").ok());
}

TEST_CASE("what breaks the grammar is told with line, column and a remedy") {
  CHECK(fault("") == "json.syntax 1:1");
  CHECK(fault("{\n  \"a\": 1,\n}") == "json.syntax 3:1");
  CHECK(words("{\n  \"a\": 1,\n}").find("komma") != std::string::npos);
  CHECK(fault("{\"hyra\": 8000,50}") == "json.syntax 1:15");
  CHECK(words("{\"hyra\": 8000,50}").find("8000.50") != std::string::npos);
  CHECK(fault("{\"hyra\": 8 000}") == "json.syntax 1:12");
  CHECK(words("{\"hyra\": 8 000}").find("mellanslag") != std::string::npos);
  CHECK(words("{\"hyra\": 007}").find("nolla") != std::string::npos);
  CHECK(fault("{'hyra': 1}") == "json.syntax 1:2");
  CHECK(words("{'hyra': 1}").find("citattecken") != std::string::npos);
  CHECK(words("{\"å\": ja}").find("true") != std::string::npos);
  CHECK(fault("{\"å\" \"b\"}") == "json.syntax 1:6");
  CHECK(words("{\"å\": 1 // hyra\n}").find("Kommentarer") != std::string::npos);
  CHECK(fault("[1, 2") == "json.syntax 1:6");
  CHECK(words("[1, 2").find("tar slut") != std::string::npos);
  CHECK(words("[\"abc").find("tar slut") != std::string::npos);
  CHECK(fault("[\"abc\n\"]") == "json.syntax 1:6");
  CHECK(words("[\"abc\n\"]").find("radbrytning") != std::string::npos);
  CHECK(words("[\"C:\\x\"]").find("snedstreck") != std::string::npos);
  CHECK(words("[\"\\ud800\"]").find("snedstreck") != std::string::npos);
  CHECK(fault("[1] [2]") == "json.syntax 1:5");
  CHECK(fault("NaN").starts_with("json.syntax"));
  CHECK(fault("[,]") == "json.syntax 1:2");
  CHECK(fault("[+1]") == "json.syntax 1:2");
  CHECK(fault("[1.]").starts_with("json.syntax"));
}

TEST_CASE("an error never repeats a value") {
  for (const char* text : {"{\"namn\": \"Anna\" \"Anna\"}", "[\"Anna\n\"]", "[Anna]", "[\"Anna"}) {
    const auto result = parse_json(text);
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().sv.find("Anna") == std::string::npos);
    CHECK(result.error().en.find("Anna") == std::string::npos);
  }
}

TEST_CASE("bytes that are not UTF-8 are refused with their place") {
  CHECK(fault("{\n \"f\xF6"
              "dd\": 1}") == "json.encoding 2:4");
}

TEST_CASE("hostile sizes end in a clear error") {
  CHECK(fault(repeated("[", 64) + repeated("]", 64)) == "ok");
  CHECK(fault(repeated("[", 65) + repeated("]", 65)) == "json.too-deep 1:65");
  CHECK(fault(repeated("{\"a\":", 100000)).starts_with("json.too-deep"));
  CHECK(fault(std::string((std::size_t{8} << 20U) + 1, ' ')) == "json.too-large ");
  CHECK(fault("\"" + std::string(65536, 'a') + "\"") == "ok");
  CHECK(fault("\"" + std::string(65537, 'a') + "\"").starts_with("json.too-long"));
  CHECK(fault("{\"" + std::string(65537, 'a') + "\": 1}").starts_with("json.too-long"));
  CHECK(fault("[1." + std::string(65537, '0') + "]").starts_with("json.too-long"));
  CHECK(fault("[0" + repeated(",0", 249'998) + "]") == "ok");
  CHECK(fault("[0" + repeated(",0", 249'999) + "]").starts_with("json.too-many"));
  JsonLimits small;
  small.depth = 1;
  CHECK(fault("[[]]", small) == "json.too-deep 1:2");
}

TEST_CASE("what is written has one layout and is read back") {
  JsonWriter writer;
  writer.begin_object();
  writer.key("belopp").integer(-522000);
  writer.key("rader").begin_array().string("å \"b\" \\ \n\t\r\x01/").boolean(true).null();
  writer.begin_object().end_object().begin_array().end_array().end_array();
  writer.key("tom").string("").end_object();
  const std::string text = writer.take();
  CHECK(text ==
        "{\n"
        "  \"belopp\": -522000,\n"
        "  \"rader\": [\n"
        "    \"å \\\"b\\\" \\\\ \\n\\t\\r\\u0001/\",\n"
        "    true,\n"
        "    null,\n"
        "    {},\n"
        "    []\n"
        "  ],\n"
        "  \"tom\": \"\"\n"
        "}\n");
  const auto back = parse_json(text);
  REQUIRE(back.ok());
  CHECK(back.value().find("belopp")->number() == "-522000");
  CHECK(back.value().find("rader")->items().at(0).string() == "å \"b\" \\ \n\t\r\x01/");
}

TEST_CASE("every character goes out and comes back") {
  for (char32_t value = 0; value < 0x80; ++value) {
    const std::string original(1, static_cast<char>(value));
    JsonWriter writer;
    const auto back = parse_json(writer.string(original).take());
    REQUIRE(back.ok());
    REQUIRE(back.value().string() == original);
  }
}

TEST_CASE("what must be escaped is, wherever in a text or a key it stands") {
  // Texts are looked through eight bytes at a time: every length and place around that.
  for (std::size_t length = 1; length < 26; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      for (const char sign : {'"', '\\', '\x1f', ' ', '!', '#', '[', '\x7f'}) {
        std::string original(length, 'a');
        original[at] = sign;
        JsonWriter writer;
        const std::string text =
            writer.begin_object().key(original).string(original).end_object().take();
        const bool escaped = sign == '"' || sign == '\\' || sign == '\x1f';
        CHECK((text.find('\\') != std::string::npos) == escaped);
        const auto back = parse_json(text);
        REQUIRE(back.ok());
        REQUIRE(back.value().members().at(0).key == original);
        REQUIRE(back.value().members().at(0).value.string() == original);
      }
    }
  }
}

TEST_CASE("a value that was written is written again, and deep values keep their indentation") {
  JsonWriter writer;
  writer.begin_array().begin_object();
  JsonWriter::Stretch stretch;
  stretch.begin = writer.written() - 1;
  writer.key("a").begin_array().integer(-9'000'000'000).end_array().end_object();
  stretch.end = writer.written();
  writer.again(stretch);
  CHECK(writer.end_array().take() ==
        "[\n  {\n    \"a\": [\n      -9000000000\n    ]\n  },\n"
        "  {\n    \"a\": [\n      -9000000000\n    ]\n  }\n]\n");
  JsonWriter deep;
  for (int depth = 0; depth < 20; ++depth) deep.begin_array();
  deep.null();
  for (int depth = 0; depth < 20; ++depth) deep.end_array();
  CHECK(deep.take().find("\n" + std::string(40, ' ') + "null\n") != std::string::npos);
}

}  // namespace
}  // namespace utvag

TEST_CASE("a value made by another writer is embedded with its own indentation") {
  utvag::JsonWriter inner;
  inner.begin_object();
  inner.key("a").begin_array().integer(1).end_array();
  inner.end_object();
  utvag::JsonWriter outer;
  outer.begin_object();
  outer.key("in").embed(inner.take());
  outer.end_object();
  CHECK(outer.take() == "{\n  \"in\": {\n    \"a\": [\n      1\n    ]\n  }\n}\n");
}
