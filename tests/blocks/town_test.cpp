#include "support/town.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "support/pack_files.hpp"
#include "support/random_household.hpp"

namespace {

using namespace utvag;
using rules::State;
using rules::blocks::Ask;
using rules::blocks::BlockProgram;
using rules::blocks::Order;
using tests::Town;

struct Tally {
  std::int64_t compared = 0, above = 0, unequal = 0;
};

Order order_of(const std::vector<std::shared_ptr<const rules::Program>>& worlds, const Town& town) {
  Order order;
  order.slots = town.slots;
  for (const auto& world : worlds) order.worlds.push_back({world, common_facts(*world, town)});
  for (const rules::Question& question : tests::months_of_2026(*worlds[0])) {
    for (std::size_t world = 0; world < worlds.size(); ++world) {
      Ask ask;
      ask.world = world;
      ask.question = question;
      ask.rule = "bistånd";
      order.asks.push_back(std::move(ask));
    }
  }
  return order;
}

/// Each household in one month, all months and worlds alike.
void compare(const std::vector<std::shared_ptr<const rules::Program>>& worlds, const Town& town,
             Tally& tally) {
  const auto blocks = BlockProgram::compile(order_of(worlds, town));
  REQUIRE_MESSAGE(blocks.ok(), blocks.error().en);
  for (const auto& left : blocks.value().left()) FAIL_CHECK(left.definition << ": " << left.why.en);
  const auto ran = blocks.value().run(town.all());
  REQUIRE_MESSAGE(ran.ok(), ran.error().en);
  CHECK(ran.value().by_scalar == 0);
  std::vector<rules::Plan> plans;
  for (const rules::Question& question : tests::months_of_2026(*worlds[0])) {
    for (const auto& world : worlds) plans.emplace_back(world, question);
  }
  std::vector<tests::TownFacts> facts;
  std::vector<std::int32_t> assistance;
  for (const auto& world : worlds) {
    facts.emplace_back(*world, town);
    assistance.push_back(world->find("bistånd"));
  }
  for (std::size_t row = 0; row < town.rows; ++row) {
    const std::size_t ask = row % plans.size();
    const std::size_t world = ask % worlds.size();
    rules::Evaluation evaluation(plans[ask], facts[world].of(row));
    const rules::Outcome& outcome = evaluation.get(assistance[world]);
    const auto& answer = ran.value().answers[ask];
    const bool equal = outcome.state == State::known && answer.state(row) == State::known &&
                       outcome.value == answer.value(row);
    ++tally.compared;
    tally.above += outcome.value.numerator > 0 ? 1 : 0;
    tally.unequal += equal ? 0 : 1;
  }
}

}  // namespace

TEST_CASE(
    "a year of whole towns, with overlays, is what the scalar engine says of each household") {
  const std::int64_t count = tests::households(tests::kSanitized ? 3'000 : 100'000, 1'000'000);
  const auto se = tests::read_pack("packs/se");
  std::vector<std::shared_ptr<const rules::Program>> programs{tests::compile_clean({se}).program};
  for (const char* overlay : {"packs/kommun/1280-malmo", "packs/kommun/0821-hogsby",
                              "packs/kommun/0884-vimmerby", "packs/gemensam/ostra-norrbotten"}) {
    programs.push_back(tests::compile_clean({se, tests::read_pack(overlay)}).program);
  }
  Tally tally;
  std::size_t turn = 0;
  for (const Town& town : tests::make_towns(static_cast<std::size_t>(count))) {
    // The country's own rules and one overlay as two worlds of one graph.
    compare({programs[0], programs[1 + turn++ % 4]}, town, tally);
  }
  CHECK(tally.unequal == 0);
  CHECK(tally.compared > count * 9 / 10);
  CHECK(tally.above > tally.compared / 10);
  MESSAGE(tally.compared << " households compared, " << tally.above << " with assistance");
}
