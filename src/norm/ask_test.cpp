#include "norm/ask.hpp"

#include <doctest/doctest.h>

#include "norm/document.hpp"
#include "norm/shipped_packs_fixture.hpp"

using namespace utvag;
using namespace utvag::norm;

namespace {

const Library& library() {
  static const Library made(fixture::shipped_packs());
  return made;
}

const char* const kOne =
    R"({"månad": "2026-03", "hushåll": {"sökt_kostnad": {"boende": 6500}, "sökt_behov": {},
        "tillgångar": 0, "boendeform": "hyresrätt"},
        "personer": [{"id": "a", "roll": "vuxen", "född": "1990-05-01", "inkomst": {}}]})";

Ask asked(std::string_view household) {
  Ask made;
  made.household = household;
  made.today = *parse_date("2026-11-22");
  return made;
}

}  // namespace

TEST_CASE("a question from outside is answered by its municipality's packs") {
  std::vector<Fault> faults;
  auto told = ask(library(), asked(kOne), faults);
  REQUIRE(told);
  CHECK(faults.empty());
  CHECK(told->calculation->answer == Answer::answered);
  CHECK(told->edition->municipality.empty());
  Ask malmo = asked(kOne);
  malmo.municipality = "1280";
  const auto there = ask(library(), malmo, faults);
  REQUIRE(there);
  CHECK(there->edition->packs.size() > told->edition->packs.size());
  Ask nowhere = asked(kOne);
  nowhere.municipality = "9999";
  const auto national = ask(library(), nowhere, faults);
  REQUIRE(national);
  CHECK(national->edition == told->edition);
  CHECK(national->calculation->request.municipality == "9999");
}

TEST_CASE("every fault of a question is told") {
  std::vector<Fault> faults;
  const auto code = [&](const Ask& question) {
    faults.clear();
    CHECK_FALSE(ask(library(), question, faults));
    return faults.empty() ? "" : faults.front().code;
  };
  CHECK(code(asked("{")) == "json.syntax");
  CHECK(code(asked("{\"personer\": []}")) == "ask.month");
  Ask wrong = asked(kOne);
  wrong.municipality = "12";
  CHECK(code(wrong) == "ask.municipality");
  CHECK_FALSE(code(asked("{\"månad\": \"2026-03\", \"personer\": [{\"roll\": \"x\"}]}")).empty());
}

TEST_CASE("each row of an answer has its story") {
  std::vector<Fault> faults;
  const auto told = ask(library(), asked(kOne), faults);
  REQUIRE(told);
  const Calculation& made = *told->calculation;
  const Presentation& words = *told->edition->presentation;
  const std::string text = render(made, words, Format::text);
  REQUIRE_FALSE(made.rows.empty());
  for (std::size_t row = 0; row < made.rows.size(); ++row) {
    const std::vector<StoryLine> story = row_story(made, words, row);
    REQUIRE_FALSE(story.empty());
    CHECK(story.front().depth == 0);
    CHECK(text.find(story.front().value) != text.npos);
  }
}
