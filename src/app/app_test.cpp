#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "app/command.hpp"
#include "app/files.hpp"
#include "app/packs.hpp"
#include "base/json.hpp"

namespace fs = std::filesystem;
using namespace utvag;
using namespace utvag::app;

namespace {

/// Noon on 22 November 2026 in Sweden.
class FixedClock final : public Clock {
 public:
  Instant now() const override { return {1795345200}; }
};

/// A folder of its own, gone afterwards.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "utvag-test-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  std::string file(const std::string& name, const std::string& text) const {
    REQUIRE(write_file((path_ / name).string(), text).ok());
    return (path_ / name).string();
  }
  std::string at(const std::string& name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

struct Ran {
  int code;
  std::string out, err;
};

const std::string kPacks = std::string(UTVAG_SOURCE_DIR) + "/packs";
const std::string kExamples = std::string(UTVAG_SOURCE_DIR) + "/examples/";

Ran ran(std::vector<std::string> arguments, const Folder& folder,
        const std::string& packs = kPacks) {
  const FixedClock clock;
  Io io;
  io.clock = &clock;
  arguments.insert(arguments.end(), {"--packs", packs});
  if (arguments[0] == "calc" || (arguments[0] == "rules" && arguments[1] == "replay"))
    arguments.insert(arguments.end(), {"--store", folder.at("store")});
  const int code = run(arguments, io);
  return {code, io.out, io.err};
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("calc answers, and says so when it cannot") {
  const Folder folder;
  const Ran answered =
      ran({"calc", kExamples + "01-ensamstaende.json", "--format", "json"}, folder);
  CHECK(answered.code == kAnswered);
  CHECK(answered.err.empty());
  const auto json = parse_json(answered.out);
  REQUIRE(json.ok());
  CHECK(json.value().find("answer")->string() == "answered");
  CHECK(ran({"calc", kExamples + "09-uppgifter-saknas.json"}, folder).code == kFactsMissing);
  const Ran none = ran({"calc", kExamples + "14-2027-ingen-riksnorm.json"}, folder);
  CHECK(none.code == kNoRule);
  CHECK(has(none.out, "Ingen riksnorm är beslutad för 2027"));
  const Ran early =
      ran({"calc", kExamples + "01-ensamstaende.json", "--known-at", "2026-11-21"}, folder);
  CHECK(early.code == kNoRule);
}

TEST_CASE("bad input is told in full, with exit code 2") {
  const Folder folder;
  const Ran options = ran({"calc", "x.json", "--month", "2026-13", "--known-at", "i går",
                           "--format", "xml", "--municipality", "Malmö"},
                          folder);
  CHECK(options.code == kBadInput);
  for (const char* name : {"--month", "--known-at", "--format", "--municipality"})
    CHECK(has(options.err, name));
  const Ran unknown = ran({"calc", "x.json", "--mont", "2026-01"}, folder);
  CHECK(unknown.code == kBadInput);
  CHECK(has(unknown.err, "--month"));
  CHECK(ran({"calc", folder.at("finns-inte.json")}, folder).code == kBadInput);
  CHECK(ran({"calc", folder.file("trasig.json", "{")}, folder).code == kBadInput);
  const Ran faults =
      ran({"calc", folder.file("fel.json", R"({"månad": "2026-03", "hushåll": {"hyrra": 1},
      "personer": [{"id": "a", "roll": "vuxen", "född": 1990}]})")},
          folder);
  CHECK(faults.code == kBadInput);
  CHECK(has(faults.err, "hushåll.hyrra"));
  CHECK(has(faults.err, "personer[0].född"));
  CHECK(ran({"kalkyl"}, folder).code == kBadInput);
  const Ran judged = ran({"calc", folder.file("lägre.json", R"({"månad": "2026-03",
      "hushåll": {"sökt_kostnad": {}, "sökt_behov": {}, "tillgångar": 0},
      "personer": [{"id": "a", "roll": "vuxen", "född": "1990-01-01", "inkomst": {}}],
      "bedömningar": {"högre_norm": {"värde": -5, "skäl": "x"}}})")},
                         folder);
  CHECK(judged.code == kBadInput);
  CHECK(has(judged.err, "högre_norm"));
}

TEST_CASE("help is an answer, an option twice is a fault, and the system speaks Swedish") {
  const Folder folder;
  for (const char* command : {"calc", "schema", "rules", "help"}) {
    const Ran help = ran({command, "--help"}, folder);
    CHECK(help.code == kAnswered);
    CHECK(has(help.out, "utvag"));
    CHECK(help.err.empty());
  }
  const Ran twice =
      ran({"calc", kExamples + "01-ensamstaende.json", "--month", "2026-03", "--month", "2026-04"},
          folder);
  CHECK(twice.code == kBadInput);
  CHECK(has(twice.err, "--month: Valet är angivet två gånger"));
  CHECK(has(ran({"calc", folder.at("finns-inte.json")}, folder).err, "den finns inte"));
  CHECK(has(ran({"calc", folder.at("")}, folder).err, "det är en mapp"));
  CHECK(has(ran({"calc", folder.file("tom.json", "")}, folder).err, "Filen är tom"));
  const Ran born = ran({"calc", folder.file("född.json", R"({"månad": "2026-03",
      "personer": [{"id": "a", "roll": "vuxen", "född": "2015-01-01"}]})")},
                       folder);
  CHECK(born.code == kBadInput);
  CHECK(has(born.err, "personer[0].född"));
  const Ran raised = ran({"calc", folder.file("lägre.json", R"({"månad": "2026-03",
      "personer": [{"id": "a", "roll": "vuxen", "född": "1990-01-01"}],
      "bedömningar": {"lägre_norm": {"värde": 500, "skäl": "x"}}})")},
                         folder);
  CHECK(raised.code == kBadInput);
  CHECK(has(raised.err, "med minus framför"));
}

TEST_CASE("a day to come is refused, and a month without rules gives its own code") {
  const Folder folder;
  const std::string single = kExamples + "01-ensamstaende.json";
  const Ran later = ran({"calc", single, "--known-at", "2026-11-23"}, folder);
  CHECK(later.code == kBadInput);
  CHECK(has(later.err, "--known-at: Dagen har inte varit än"));
  CHECK(ran({"calc", single, "--known-at", "2026-11-22"}, folder).code == kAnswered);
  CHECK(ran({"calc", single, "--compare-with", "2027-03"}, folder).code == kNoRule);
  CHECK(ran({"calc", single, "--compare-with", "2026-02"}, folder).code == kAnswered);
  CHECK(ran({"calc", single, "--explain", "riksnormm"}, folder).code == kBadInput);
}

TEST_CASE("a pack that does not check answers nothing, with exit code 5") {
  const Folder folder;
  fs::copy(kPacks, folder.at("packs"), fs::copy_options::recursive);
  folder.file("packs/se/extra.norm",
              "regel riksnorm : kr/mån för hushåll från 2020-01-01 = 1 kr/mån\n");
  const Ran broken = ran({"calc", kExamples + "01-ensamstaende.json"}, folder, folder.at("packs"));
  CHECK(broken.code == kBadPack);
  CHECK(broken.out.empty());
  CHECK(has(broken.err, "se/extra.norm:1:"));
  CHECK(ran({"rules", "check"}, folder, folder.at("packs")).code == kBadPack);
}

TEST_CASE("a stored answer is recomputed to the byte after the packs are upgraded") {
  const Folder folder;
  const Ran first = ran(
      {"calc", kExamples + "08-ostra-norrbotten.json", "--format", "json", "--lang", "en"}, folder);
  REQUIRE(first.code == kAnswered);
  const std::string stored = folder.file("svar.json", first.out);
  fs::copy(kPacks, folder.at("packs"), fs::copy_options::recursive);
  const auto table = read_file(folder.at("packs/se/norm.norm"), 1U << 20U);
  REQUIRE(table.ok());
  folder.file("packs/se/norm.norm", "# en ny utgåva\n" + table.value());
  const Ran again = ran({"rules", "replay", stored}, folder, folder.at("packs"));
  CHECK(again.code == kAnswered);
  const Ran newer =
      ran({"calc", kExamples + "08-ostra-norrbotten.json", "--format", "json", "--lang", "en"},
          folder, folder.at("packs"));
  CHECK(newer.out != first.out);  // another hash

  std::string altered = first.out;
  const std::size_t at = altered.find("\"text\": \"");
  REQUIRE(at != std::string::npos);
  altered.insert(at + 9, "x");
  CHECK(ran({"rules", "replay", folder.file("ändrat.json", altered)}, folder).code == kOther);
  CHECK(ran({"rules", "replay", folder.file("annat.json", "{}")}, folder).code == kBadInput);

  for (const auto& entry : fs::directory_iterator(folder.at("store")))
    folder.file("store/" + entry.path().filename().string(), "skadat");
  const Ran damaged = ran({"rules", "replay", stored}, folder);
  CHECK(damaged.code == kOther);
  CHECK(has(damaged.err, "skadat"));
}

TEST_CASE("a municipality brings its guideline; none brings the law alone") {
  const auto packs = read_packs(kPacks);
  REQUIRE(packs.ok());
  CHECK(choose_packs(packs.value(), "").size() == 1);
  const auto malmo = choose_packs(packs.value(), "1280");
  REQUIRE(malmo.size() == 2);
  CHECK(malmo[0].name == "se");
  CHECK(malmo[1].name == "kommun/1280-malmo");
}

TEST_CASE("the verbs of rules run on the packs as they are") {
  const Folder folder;
  CHECK(ran({"rules", "check", "--strict"}, folder).code == kAnswered);
  CHECK(ran({"rules", "fmt", "--check"}, folder).code == kAnswered);
  CHECK(ran({"rules", "explain", "riksnorm"}, folder).code == kAnswered);
  const Ran misspelled = ran({"rules", "explain", "riksnrom"}, folder);
  CHECK(misspelled.code == kBadInput);
  CHECK(has(misspelled.err, "riksnorm"));
  CHECK(ran({"rules", "doc", "--out", folder.at("bok")}, folder).code == kAnswered);
  CHECK(fs::exists(folder.at("bok/index.html")));
  fs::copy(kPacks, folder.at("packs"), fs::copy_options::recursive);
  const auto rules = read_file(folder.at("packs/se/inkomster.norm"), 1U << 20U);
  REQUIRE(rules.ok());
  std::string changed = rules.value();
  changed.replace(changed.find("59 200 kr/år"), std::string("59 200 kr/år").size(), "59 300 kr/år");
  folder.file("packs/se/inkomster.norm", changed);
  const Ran diff =
      ran({"rules", "diff", kPacks, folder.at("packs"), "--households", kExamples}, folder);
  CHECK(diff.code == kAnswered);
  CHECK(has(diff.out, "prisbasbelopp_för"));
  CHECK(ran({"rules", "sådant"}, folder).code == kBadInput);
}
