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

TEST_CASE("an answer as parts says what the text says, and each row has its story") {
  std::vector<Fault> faults;
  const auto told = ask(library(), asked(kOne), faults);
  REQUIRE(told);
  const Calculation& made = *told->calculation;
  const Presentation& words = *told->edition->presentation;
  const std::vector<Part> parts = document(made, words);
  REQUIRE_FALSE(parts.empty());
  CHECK(parts.front().kind == Part::Kind::title);
  std::size_t rows = 0;
  for (const Part& part : parts) {
    if (part.kind != Part::Kind::row) continue;
    CHECK(part.row == static_cast<std::int32_t>(rows));
    const RowStory story = row_story(made, words, rows);
    CHECK_FALSE(story.tree.empty());
    CHECK(story.tree.front().depth == 0);
    CHECK(story.tree.front().value == part.amount);
    ++rows;
  }
  CHECK(rows == made.rows.size());
  // Sections, headings and paragraphs are those of the text.
  const std::string text = render(made, words, Format::markdown);
  for (const Part& part : parts) {
    if (part.kind == Part::Kind::heading) CHECK(text.find("## " + part.words) != text.npos);
  }
}
