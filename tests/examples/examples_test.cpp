// Every household in examples/ through the program itself, as a reader of the README runs it.
#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "support/pack_files.hpp"

namespace {

using namespace utvag;

struct Ran {
  int exit = -1;
  std::string out;
};

/// The program, as of the day the packs were registered; no packs are kept.
Ran run(const std::string& arguments) {
  const std::string source = UTVAG_SOURCE_DIR;
  const std::string command = "cd '" + source + "' && '" UTVAG_PROGRAM "' " + arguments +
                              " --packs packs --known-at 2026-11-22 --no-keep 2>&1";
  Ran ran;
  std::FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> buffer{};
  for (std::size_t read = 0; (read = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    ran.out.append(buffer.data(), read);
  }
  const int status = pclose(pipe);
  REQUIRE(WIFEXITED(status));
  ran.exit = WEXITSTATUS(status);
  return ran;
}

struct Example {
  std::string file;
  int exit = 0;
  std::map<std::string, std::string> ore;  ///< the household's rows on the worksheet
  std::set<std::string> missing;           ///< "lunch" of whomever
  std::set<std::string> notes;             ///< must stand somewhere among the notes
};

const std::vector<Example>& examples() {
  static const std::vector<Example> kExamples = {
      {"01-ensamstaende", 0, {{"riksnorm", "522000"}, {"bistånd", "1224000"}}, {}, {}},
      {"02-familj-jobbstimulans",
       0,
       {{"riksnorm", "1601000"}, {"räknade_inkomster", "865000"}, {"bistånd", "1704000"}},
       {},
       {}},
      {"03-par-fyra-barn",
       0,
       {{"riksnorm", "2347000"},
        {"godkända_kostnader", "1177950"},
        {"räknade_inkomster", "1839000"},
        {"underskott", "1685950"},
        {"bistånd", "1686000"}},
       {},
       {}},
      {"04-barn-i-tva-hem", 0, {{"riksnorm", "724000"}, {"bistånd", "1381500"}}, {}, {}},
      {"05-delar-hushall", 0, {{"riksnorm", "1361000/3"}, {"bistånd", "753700"}}, {}, {}},
      {"06-skolungdom-19",
       0,
       {{"riksnorm", "1035000"}, {"räknade_inkomster", "125000"}, {"bistånd", "1655000"}},
       {},
       {}},
      {"07-malmo-boendetak",
       0,
       {{"godkända_kostnader", "677500"}, {"bistånd", "1199500"}},
       {},
       {"stale"}},
      {"08-ostra-norrbotten",
       0,
       {{"godkända_kostnader", "475000"}, {"godkända_behov", "120000"}, {"bistånd", "1117000"}},
       {},
       {"example"}},
      {"09-uppgifter-saknas", 3, {}, {"sökt_kostnad[boende]", "tillgångar", "lunch"}, {}},
      {"10-tillgangar", 0, {{"överskott", "4828000"}, {"bistånd", "0"}}, {}, {}},
      {"11-overskott",
       0,
       {{"räknade_inkomster", "1425075"}, {"överskott", "221575"}, {"bistånd", "0"}},
       {},
       {}},
      {"12-hogre-norm",
       0,
       {{"beräknad_norm", "572000"}, {"underskott", "1243250"}, {"bistånd", "1243300"}},
       {},
       {}},
      {"13-2014-bara-riksnorm", 4, {{"riksnorm", "329200"}}, {}, {}},
      {"14-2027-ingen-riksnorm", 4, {{"godkända_kostnader", "650000"}}, {}, {}},
  };
  return kExamples;
}

std::string text_of(const Json& object, std::string_view key) {
  const Json* value = object.find(key);
  if (value == nullptr || !value->is(Json::Kind::string)) return "";
  return value->string();
}

/// "522000", "1361000/3"; empty when the row has no known amount.
std::string ore_of(const Json& row) {
  const Json* value = row.find("value");
  if (value == nullptr || !value->is(Json::Kind::object)) return "";
  if (const Json* whole = value->find("ore")) return whole->number();
  const Json* above = value->find("ore_numerator");
  const Json* below = value->find("ore_denominator");
  return above == nullptr ? "" : above->number() + "/" + below->number();
}

/// The household's own rows (not a person's) by rule.
std::map<std::string, std::string> amounts(const Json& calculation) {
  std::map<std::string, std::string> found;
  for (const Json& section : calculation.find("sections")->items()) {
    for (const Json& row : section.find("rows")->items()) {
      if (row.find("person")->is(Json::Kind::null)) found[text_of(row, "rule")] = ore_of(row);
    }
  }
  return found;
}

std::set<std::string> facts_missing(const Json& calculation) {
  std::set<std::string> found;
  for (const Json& entry : calculation.find("missing")->items()) {
    found.insert(text_of(entry, "fact"));
  }
  return found;
}

std::set<std::string> note_names(const Json& calculation) {
  std::set<std::string> found;
  for (const Json& entry : calculation.find("notes")->items()) {
    const Json* notes = entry.find("notes");
    if (notes == nullptr) continue;
    for (const Json& note : notes->items()) found.insert(note.string());
  }
  return found;
}

}  // namespace

TEST_CASE("every example gives the figures its README says") {
  for (const Example& example : examples()) {
    CAPTURE(example.file);
    const Ran ran = run("calc examples/" + example.file + ".json --format json");
    CAPTURE(ran.out.substr(0, 2000));
    CHECK(ran.exit == example.exit);
    const Result<Json> read = parse_json(ran.out);
    REQUIRE(read.ok());
    const Json& calculation = read.value();
    const std::map<std::string, std::string> found = amounts(calculation);
    for (const auto& [rule, ore] : example.ore) {
      CAPTURE(rule);
      REQUIRE(found.contains(rule));
      CHECK(found.at(rule) == ore);
    }
    CHECK(facts_missing(calculation) == example.missing);
    const std::set<std::string> notes = note_names(calculation);
    for (const std::string& note : example.notes) CHECK(notes.contains(note));
  }
}

TEST_CASE("each file is tried, and told of in the README") {
  const std::string readme = tests::read_source_file("examples/README.md");
  std::set<std::string> listed;
  for (const Example& example : examples()) {
    listed.insert(example.file + ".json");
    CHECK_MESSAGE(readme.find("`" + example.file + ".json`") != std::string::npos, example.file);
  }
  std::set<std::string> present;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(UTVAG_SOURCE_DIR) / "examples")) {
    if (entry.path().extension() == ".json") present.insert(entry.path().filename().string());
  }
  CHECK(present == listed);
}

TEST_CASE("every example is told in every language and as Markdown, with the same exit code") {
  for (const Example& example : examples()) {
    CAPTURE(example.file);
    for (const std::string way :
         {"--lang sv", "--lang en", "--lang fi", "--lang ar", "--format md"}) {
      CAPTURE(way);
      const Ran ran = run("calc examples/" + example.file + ".json " + way);
      CHECK(ran.exit == example.exit);
      CHECK(ran.out.size() > 200);
    }
  }
}

TEST_CASE("in every language the joint guideline's figures are said to be invented") {
  const std::map<std::string, std::string> words = {{"sv", "Påhittade siffror"},
                                                    {"en", "Invented figures"},
                                                    {"fi", "Keksittyjä lukuja"},
                                                    {"ar", "أرقام مختلقة"},
                                                    {"sv --format md", "Påhittade siffror"},
                                                    {"en --format json", "Invented figures"}};
  for (const auto& [language, word] : words) {
    CAPTURE(language);
    const std::string way = " --lang " + language;
    CHECK(run("calc examples/08-ostra-norrbotten.json" + way).out.find(word) != std::string::npos);
    CHECK(run("calc examples/01-ensamstaende.json" + way).out.find(word) == std::string::npos);
  }
}
