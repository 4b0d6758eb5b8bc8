#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "app/command.hpp"
#include "app/files.hpp"
#include "base/json.hpp"

namespace fs = std::filesystem;
using namespace utvag;
using namespace utvag::app;

namespace {

/// Noon on 22 November 2026 in Sweden.
class LabClock final : public Clock {
 public:
  Instant now() const override { return {1795345200}; }
};

/// A folder with a population of households in Haparanda.
class Bench {
 public:
  Bench() {
    std::string name = (fs::temp_directory_path() / "utvag-lab-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    folder_ = name;
  }
  ~Bench() { fs::remove_all(folder_); }
  std::string at(const std::string& name) const { return (folder_ / name).string(); }
  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      names.insert(entry.path().filename().string());
    }
    return names;
  }

 private:
  fs::path folder_;
};

struct Told {
  int code;
  std::string out, err;
};

const std::string kRoot = UTVAG_SOURCE_DIR;

Told lab(std::vector<std::string> arguments) {
  const LabClock clock;
  Io io;
  io.clock = &clock;
  arguments.insert(arguments.begin(), "lab");
  arguments.insert(arguments.end(), {"--packs", kRoot + "/packs"});
  const int code = run(arguments, io);
  return {code, io.out, io.err};
}

std::string made(const Bench& bench, const std::string& name = "ort.utvcol",
                 const std::string& households = "150", const std::string& code = "2583") {
  const Told told = lab({"population", "--municipality", code, "--households", households, "--seed",
                         "1", "--out", bench.at(name)});
  REQUIRE_MESSAGE(told.code == kAnswered, told.err);
  CHECK(told.out.find("syntetiska") != std::string::npos);
  return bench.at(name);
}

std::string text_of(const std::string& path) {
  const auto text = read_file(path, std::size_t{64} << 20U);
  REQUIRE(text.ok());
  return text.value();
}

std::string scenario(const std::string& name) {
  return kRoot + "/scenarier/" + name + ".norm";
}

/// What stands after `key` on a line of its own.
std::string line_after(const std::string& text, const std::string& key) {
  const std::size_t at = text.find("\n" + key);
  if (at == std::string::npos) return "";
  const std::size_t begin = at + 1 + key.size();
  return text.substr(begin, text.find('\n', begin) - begin);
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

}  // namespace

TEST_CASE("every shipped scenario runs and gives the line its text expects") {
  const Bench bench;
  const std::string population = made(bench, "ort.utvcol", "600", "2580");
  int scenarios = 0;
  for (const auto& entry : fs::directory_iterator(kRoot + "/scenarier")) {
    if (entry.path().extension() != ".norm") continue;
    const std::string name = entry.path().stem().string();
    CAPTURE(name);
    const std::string text = text_of(kRoot + "/scenarier/" + name + ".md");
    std::vector<std::string> arguments{"compare", "--population", population, "--reform",
                                       entry.path().string()};
    const auto chosen = words_of(line_after(text, "Val:"));
    arguments.insert(arguments.end(), chosen.begin(), chosen.end());
    const Told told = lab(arguments);
    REQUIRE_MESSAGE(told.code == kAnswered, told.err);
    const std::string expected = line_after(text, "Väntat: ");
    REQUIRE(!expected.empty());
    CHECK_MESSAGE(told.out.find(expected) != std::string::npos, told.out);
    CHECK(told.out.find("TÄNKT") != std::string::npos);
    CHECK(told.out.find("SYNTETISKT") != std::string::npos);
    ++scenarios;
  }
  CHECK(scenarios == 6);
}

/// Forty households in Malmö: the last ten have no municipality and an empty "ansöker".
std::string unknown_own(const std::string& applies) {
  std::string text =
      "vuxna,barn,kommun,ansöker,tillgångar,boendeform,antal_rum,bostadsyta,sökt_kostnad[boende],"
      "vuxen1.född,vuxen1.inkomst[nettolön],vuxen1.bistånd_månader_i_rad,"
      "vuxen1.jobbstimulans_från,vuxen1.går_i_skolan,fritidskortets_del\n";
  for (int i = 0; i < 40; ++i) {
    text += "1,0," + std::string(i < 30 ? "1280,1" : "," + applies) +
            ",0,hyresrätt,1,30,5000,1990-05-17,0,2,-,nej,0\n";
  }
  return text;
}

TEST_CASE("what is not known of municipality and applying stays so; other numbers are refused") {
  const Bench bench;
  const auto compared = [&](const std::string& applies) {
    REQUIRE(write_file(bench.at("k.csv"), unknown_own(applies)).ok());
    return lab({"compare", "--population", bench.at("k.csv"), "--reform",
                scenario("riksnormens-nivå"), "--month", "2026-03"});
  };
  const Told known = compared("1");
  REQUIRE_MESSAGE(known.code == kAnswered, known.err);
  CHECK(known.out.find("40 hushåll i underlaget") != std::string::npos);
  CHECK(known.out.find("okänd: ") != std::string::npos);
  CHECK(known.out.find("1281") == std::string::npos);
  const Told unknown = compared("");
  REQUIRE_MESSAGE(unknown.code == kAnswered, unknown.err);
  CHECK(unknown.out.find("30 hushåll i underlaget") != std::string::npos);
  CHECK(unknown.out.find("om hushållet ansöker är inte känt: 10") != std::string::npos);
  const Told wrong = compared("3");
  CHECK(wrong.code == kBadInput);
  CHECK(wrong.err.find("ansöker") != std::string::npos);
  // The results carry the same columns, with what is unknown still unknown.
  const Told ran = lab({"run", "--population", bench.at("k.csv"), "--month", "2026-03", "--format",
                        "csv", "--out", bench.at("r.csv")});
  REQUIRE(compared("").code == kAnswered);
  REQUIRE_MESSAGE(ran.code == kAnswered, ran.err);
  CHECK(text_of(bench.at("r.csv")).find("1281") == std::string::npos);
}

TEST_CASE("results of a what-if say so in every form") {
  const Bench bench;
  const std::string population = made(bench, "ort.utvcol", "40");
  const auto ran = [&](const std::string& format) {
    const Told told = lab({"run", "--population", population, "--month", "2026-03", "--reform",
                           scenario("riksnormens-nivå"), "--set", "riksnormens_nivå=80%",
                           "--format", format, "--out", bench.at("r." + format)});
    REQUIRE_MESSAGE(told.code == kAnswered, told.err);
    CHECK(told.out.find("TÄNKT") != std::string::npos);
    CHECK(told.out.find("riksnormens_nivå = 80%") != std::string::npos);
    return text_of(bench.at("r." + format));
  };
  for (const char* format : {"columns", "csv", "json"}) {
    CAPTURE(format);
    const std::string text = ran(format);
    CHECK(text.find("tänkt") != std::string::npos);
    CHECK(text.find("Riksnormen på en annan nivå") != std::string::npos);
  }
  CHECK(ran("json").find("\"riksnormens_nivå\": \"80%\"") != std::string::npos);
  CHECK(ran("columns").find("80%") != std::string::npos);
  const Told law = lab({"run", "--population", population, "--month", "2026-03", "--format", "csv",
                        "--out", bench.at("lag.csv")});
  CHECK(law.out.find("TÄNKT") == std::string::npos);
  CHECK(text_of(bench.at("lag.csv")).find("tänkt") == std::string::npos);
}

TEST_CASE("amounts above what 32 bits hold are kept to the öre") {
  const Bench bench;
  REQUIRE(write_file(bench.at("stor.csv"),
                     "vuxna,barn,tillgångar,boendeform,antal_rum,bostadsyta,sökt_kostnad[boende],"
                     "vuxen1.född,vuxen1.inkomst[nettolön],vuxen1.inkomst[a_kassa],"
                     "vuxen1.inkomst[aktivitetsstöd],vuxen1.bistånd_månader_i_rad,"
                     "vuxen1.jobbstimulans_från,vuxen1.går_i_skolan,fritidskortets_del\n"
                     "1,0,20000000,hyresrätt,1,30,5000,1990-05-17,1000000,1000000,999999.99,2,-,"
                     "nej,0\n")
              .ok());
  const Told told = lab({"run", "--population", bench.at("stor.csv"), "--month", "2026-03",
                         "--rules", "resurser", "--format", "csv", "--out", bench.at("r.csv")});
  REQUIRE_MESSAGE(told.code == kAnswered, told.err);
  CHECK_MESSAGE(text_of(bench.at("r.csv")).find(",22999999.99\n") != std::string::npos,
                text_of(bench.at("r.csv")));
}

TEST_CASE("a number that does not fit is refused, never read as another") {
  const Bench bench;
  const std::string population = made(bench);
  for (const std::string year : {"99999999999", "2026x", "+2026", "-1"}) {
    CAPTURE(year);
    const Told told = lab({"run", "--population", population, "--year", year, "--format", "csv",
                           "--out", bench.at("r.csv")});
    CHECK(told.code == kBadInput);
    CHECK(told.err.find("fyra siffror") != std::string::npos);
  }
}

TEST_CASE("the CSV example of the format's page is read as it stands there") {
  const Bench bench;
  const std::string page = text_of(kRoot + "/docs/formats/columns.md");
  const std::size_t begin = page.rfind("```\nvuxna,barn");
  REQUIRE(begin != std::string::npos);
  const std::string example = page.substr(begin + 4, page.find("```", begin + 4) - begin - 4);
  REQUIRE(write_file(bench.at("h.csv"), example).ok());
  const Told told =
      lab({"run", "--population", bench.at("h.csv"), "--month", "2026-03", "--format", "json"});
  CHECK_MESSAGE(told.code == kFactsMissing, told.err);  // it leaves much out, and says so
  CHECK(told.out.find("\"uppgifter_saknas\": 2") != std::string::npos);
}

TEST_CASE("options of another verb, and municipalities without guidelines, are refused") {
  const Bench bench;
  const std::string population = made(bench, "ort.utvcol", "40");
  const Told other = lab({"compare", "--population", population, "--reform",
                          scenario("riksnormens-nivå"), "--rules", "bistånd"});
  CHECK(other.code == kBadInput);
  CHECK(other.err.find("--rules") != std::string::npos);
  CHECK(lab({"run", "--population", population, "--vary", "andel_sjuka=1", "--format", "json"})
            .code == kBadInput);
  const Told nowhere =
      lab({"compare", "--population", population, "--reform-municipality", "9999"});
  CHECK(nowhere.code == kBadInput);
  CHECK(nowhere.err.find("1280") != std::string::npos);
  CHECK(
      lab({"run", "--population", population, "--municipality", "9999", "--format", "json"}).code ==
      kBadInput);
}

TEST_CASE("with no household to compute there are no figures, and the way out is told") {
  const Bench bench;
  const std::string population = made(bench, "ort.utvcol", "40");
  const Told told = lab({"compare", "--population", population, "--reform",
                         scenario("aktivitetskravets-räckvidd"), "--out", bench.at("r.txt")});
  CHECK(told.code == kNoRule);
  CHECK(told.out.empty());
  CHECK(told.err.find("--month") != std::string::npos);
  CHECK(told.err.find("ingen regel: 40") != std::string::npos);
  CHECK(bench.files() == std::set<std::string>{"ort.utvcol"});
}

TEST_CASE("other assumptions from a file, and a norm that is a floor or a ceiling") {
  const Bench bench;
  const std::string population = made(bench, "ort.utvcol", "60");
  std::string assumptions = text_of(kRoot + "/data/lab/antaganden.json");
  const std::string rent = "\"hyra_grund_högst\", \"värde\": 8000";
  REQUIRE(assumptions.find(rent) != std::string::npos);
  assumptions.replace(assumptions.find(rent), rent.size(),
                      "\"hyra_grund_högst\", \"värde\": 16000");
  REQUIRE(write_file(bench.at("egna.json"), assumptions).ok());
  const Told told =
      lab({"compare", "--population", population, "--reform", scenario("riksnormens-nivå"),
           "--month", "2026-03", "--assumptions", bench.at("egna.json"), "--format", "json"});
  REQUIRE_MESSAGE(told.code == kAnswered, told.err);
  const auto read = parse_json(told.out);
  REQUIRE(read.ok());
  const Json& varied = read.value().find("varierade_antaganden")->items()[0];
  CHECK(varied.find("namn")->string() == "antaganden");
  const char* cost = "kostnad_öre_per_månad_före";
  CHECK(varied.find(cost)->find("värde")->number() !=
        read.value().find(cost)->find("värde")->number());
  const auto direction = [&](const std::string& value) {
    return lab({"run", "--population", population, "--month", "2026-03", "--reform",
                scenario("stora-hushåll-2027"), "--set", "riksnormens_riktning=" + value,
                "--format", "json"})
        .code;
  };
  CHECK(direction("golv") == kAnswered);
  CHECK(direction("tak") == kAnswered);
  CHECK(direction("vägg") == kBadInput);
}

TEST_CASE("run: columns, CSV and JSON say the same, and states are kept apart") {
  const Bench bench;
  const std::string population = made(bench, "ort.utvcol", "60");
  const Told columns = lab({"run", "--population", population, "--month", "2026-03", "--rules",
                            "bistånd,riksnorm,utfall", "--out", bench.at("r.utvcol")});
  REQUIRE_MESSAGE(columns.code == kAnswered, columns.err);
  const Told csv = lab({"run", "--population", population, "--month", "2026-03", "--rules",
                        "bistånd,riksnorm,utfall", "--format", "csv", "--out", bench.at("r.csv")});
  CHECK(csv.out == columns.out);
  CHECK(text_of(bench.at("r.csv")).find("bistånd@2026-03") != std::string::npos);
  const Told json =
      lab({"run", "--population", population, "--month", "2026-03", "--format", "json"});
  const auto read = parse_json(json.out);
  REQUIRE(read.ok());
  CHECK(read.value().find("syntetisk")->boolean());
  CHECK(read.value().find("summor")->items()[0].find("kända")->number() == "60");
  // 2027 has no norm: an answer of its own, never nothing to pay.
  const Told later =
      lab({"run", "--population", population, "--month", "2027-01", "--format", "json"});
  CHECK(later.code == kNoRule);
  const auto none = parse_json(later.out);
  REQUIRE(none.ok());
  CHECK(none.value().find("summor")->items()[0].find("ingen_regel")->number() == "60");
  CHECK(none.value().find("summor")->items()[0].find("kända")->number() == "0");
  const Told wrong =
      lab({"run", "--population", population, "--rules", "bistond", "--format", "json"});
  CHECK(wrong.code == kBadInput);
  CHECK(wrong.err.find("bistånd") != std::string::npos);
}

TEST_CASE("a population as CSV and back gives the same results") {
  const Bench bench;
  const std::string population = made(bench, "ort.utvcol", "60");
  const Told out = lab({"population", "--from", population, "--out", bench.at("ort.csv")});
  REQUIRE_MESSAGE(out.code == kAnswered, out.err);
  const auto totals = [&](const std::string& file) {
    const Told told = lab({"run", "--population", file, "--month", "2026-05", "--out",
                           bench.at("r.csv"), "--format", "csv"});
    REQUIRE_MESSAGE(told.code == kAnswered, told.err);
    return told.out;
  };
  CHECK(totals(population) == totals(bench.at("ort.csv")));
}

TEST_CASE("a fact that is missing makes no zero") {
  const Bench bench;
  REQUIRE(write_file(bench.at("h.csv"),
                     "vuxna,barn,tillgångar,sökt_kostnad[boende],vuxen1.född,"
                     "vuxen1.inkomst[nettolön],vuxen1.bistånd_månader_i_rad,"
                     "vuxen1.jobbstimulans_från\n"
                     "1,0,0,5000,1990-05-17,0,2,-\n"
                     "1,0,0,5000,1990-05-17,,2,-\n")
              .ok());
  REQUIRE(write_file(bench.at("fel.csv"), "vuxna,barn,tilgångar\n1,0,0\n").ok());
  const Told told = lab({"run", "--population", bench.at("h.csv"), "--month", "2026-03", "--out",
                         bench.at("r.csv"), "--format", "csv"});
  REQUIRE_MESSAGE(told.code == kAnswered, told.err);
  CHECK(told.out.find("uppgifter saknas 1") != std::string::npos);
  const Told wrong = lab({"run", "--population", bench.at("fel.csv"), "--format", "json"});
  CHECK(wrong.code == kBadInput);
  CHECK(wrong.err.find("rad 1, tilgångar") != std::string::npos);
}

TEST_CASE("what cannot be used is refused, and nothing is left half written") {
  const Bench bench;
  const std::string population = made(bench);
  const std::string whole = text_of(population);
  REQUIRE(write_file(bench.at("kort.utvcol"), whole.substr(0, whole.size() / 2)).ok());
  const Told cut = lab({"run", "--population", bench.at("kort.utvcol"), "--out", bench.at("r")});
  CHECK(cut.code == kBadInput);
  CHECK(cut.err.find("avklippt") != std::string::npos);
  const Told set = lab({"compare", "--population", population, "--reform",
                        scenario("riksnormens-nivå"), "--set", "riksnormens_niva=80%"});
  CHECK(set.code == kBadInput);
  CHECK(set.err.find("riksnormens_nivå") != std::string::npos);
  CHECK(lab({"compare", "--population", population, "--reform", scenario("riksnormens-nivå"),
             "--set", "riksnormens_nivå=300%"})
            .code == kBadInput);
  CHECK(lab({"compare", "--population", population}).code == kBadInput);
  CHECK(lab({"population", "--country", "--out", "x.txt"}).code == kBadInput);
  CHECK(lab({"population", "--out", bench.at("x.utvcol")}).code == kBadInput);
  CHECK(lab({"population", "--municipality", "0180", "--out", bench.at("x.utvcol")}).code ==
        kBadInput);
  CHECK(lab({"population", "--country", "--households", "10", "--out",
             bench.at("finns-inte/x.utvcol")})
            .code == kOther);
  CHECK(lab({"räkna"}).code == kBadInput);
  CHECK(bench.files() == std::set<std::string>{"ort.utvcol", "kort.utvcol"});
}

TEST_CASE(
    "a municipality's guidelines as reform, another assumption, and a page that stands alone") {
  const Bench bench;
  const std::string population = made(bench, "ort.utvcol", "40");
  const Told text = lab({"compare", "--population", population, "--reform-municipality", "1280",
                         "--month", "2026-03", "--vary", "hyra_grund_högst=9500"});
  REQUIRE_MESSAGE(text.code == kAnswered, text.err);
  CHECK(text.out.find("hyra_grund_högst = 9500") != std::string::npos);
  CHECK(text.out.find("TÄNKT") == std::string::npos);
  const Told page =
      lab({"compare", "--population", population, "--reform", scenario("riksnormens-nivå"),
           "--month", "2026-03", "--format", "html", "--out", bench.at("r.html")});
  REQUIRE_MESSAGE(page.code == kAnswered, page.err);
  const std::string html = text_of(bench.at("r.html"));
  CHECK(html.find("<svg") != std::string::npos);
  CHECK(html.find("src=") == std::string::npos);
  const Told json =
      lab({"compare", "--population", population, "--reform", scenario("riksnormens-nivå"),
           "--month", "2026-03", "--format", "json", "--set", "riksnormens_nivå=100%"});
  REQUIRE(json.code == kAnswered);
  const auto read = parse_json(json.out);
  REQUIRE(read.ok());
  // The same norm: nothing changes for anybody.
  CHECK(read.value().find("kostnad_öre_per_år_skillnad")->find("värde")->number() == "0");
}
