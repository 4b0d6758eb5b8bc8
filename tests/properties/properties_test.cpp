#include <doctest/doctest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "norm/household.hpp"
#include "norm/norm.hpp"
#include "properties/shuffled_pack.hpp"
#include "support/household_json.hpp"
#include "support/pack_files.hpp"
#include "support/random_household.hpp"

/// What must hold for any household, by the national law and the shipped guidelines.
namespace {

using namespace utvag;
using tests::Dice;
using tests::FactKey;
using tests::Situation;

struct World {
  std::vector<rules::PackSource> packs;
  std::shared_ptr<const rules::Program> program;
  norm::Presentation presentation;

  explicit World(std::vector<rules::PackSource> sources)
      : packs(std::move(sources)),
        program(tests::compile_clean(packs).program),
        presentation(
            std::move(norm::Presentation::make(program, packs, text::Language::sv).value())) {}

  std::int32_t find(const std::string& name) const {
    const std::int32_t found = program->find(name);
    if (found < 0) throw std::runtime_error("no " + name);
    return found;
  }
};

std::vector<rules::PackSource> packs_of(const std::vector<std::string>& folders) {
  std::vector<rules::PackSource> packs;
  for (const std::string& folder : folders) packs.push_back(tests::read_pack(folder));
  return packs;
}

const World& nation() {
  static const World world(packs_of({"packs/se"}));
  return world;
}
const World& malmo() {
  static const World world(packs_of({"packs/se", "packs/kommun/1280-malmo"}));
  return world;
}

/// The values of some household rules, each known or not.
std::vector<rules::Outcome> values(const World& world, const Situation& situation,
                                   const std::vector<std::string>& rules, int person = 0) {
  const rules::Plan plan(world.program, tests::question_of(situation));
  const rules::Facts facts = tests::to_facts(*world.program, situation);
  rules::Evaluation evaluation(plan, facts);
  std::vector<rules::Outcome> all;
  for (const std::string& rule : rules) {
    all.push_back(evaluation.get(world.find(rule), static_cast<std::size_t>(person)));
  }
  return all;
}

bool all_known(const std::vector<rules::Outcome>& outcomes) {
  for (const auto& outcome : outcomes) {
    if (outcome.state != rules::State::known) return false;
  }
  return true;
}

Situation without_judgement(const World& world, Dice& dice) {
  return tests::random_situation(*world.program, dice,
                                 {.judgements = false, .odd_questions = false});
}

int an_adult(const Situation& situation, Dice& dice) {
  std::vector<int> adults;
  for (std::size_t i = 0; i < situation.persons.size(); ++i) {
    if (situation.persons[i].role == "vuxen") adults.push_back(static_cast<int>(i));
  }
  return adults[static_cast<std::size_t>(
      dice.between(0, static_cast<std::int64_t>(adults.size()) - 1))];
}

std::string calculated(const World& world, const rules::Plan& plan, const rules::Facts& facts,
                       const norm::Sheet& sheet, norm::Format format = norm::Format::json) {
  norm::Request request;
  request.household = norm::canonical_household(*world.program, facts);
  const auto made = norm::calculate(plan, facts, sheet, std::move(request));
  return norm::render(made, world.presentation, format);
}

std::string read_and_calculated(const World& world, const Situation& situation,
                                const norm::Sheet& sheet, const std::string& json) {
  std::vector<norm::Fault> faults;
  const auto household = norm::read_household(*world.program, json, faults);
  if (!household) throw std::runtime_error(faults.at(0).where + ": " + faults.at(0).sv);
  const rules::Plan plan(world.program, tests::question_of(situation));
  return calculated(world, plan, household->facts, sheet);
}

std::string without_hashes(const World& world, std::string text) {
  for (const rules::Pack& pack : world.program->packs) {
    const std::size_t at = text.find(pack.hash);
    if (at != std::string::npos) text.replace(at, pack.hash.size(), "-");
  }
  return text;
}

}  // namespace

TEST_CASE("more wage never gives more assistance, and the incentive leaves 25 öre of each krona") {
  const std::vector<std::string> asked = {"bistånd", "bistånd_före_avrundning", "jobbstimulans"};
  std::int64_t answered = 0, lowered = 0, incentive = 0;
  const std::int64_t count = tests::households(1'500, 60'000);
  for (std::int64_t i = 0; i < count; ++i) {
    Dice dice(static_cast<std::uint64_t>(i) + 1'000'000);
    const World& world = i % 3 == 0 ? malmo() : nation();
    Situation situation = without_judgement(world, dice);
    const int adult = an_adult(situation, dice);
    tests::Stated& wage = situation.facts[FactKey{"inkomst", "nettolön", adult}];
    wage = {};
    wage.value = dice.one_in(3) ? 0 : dice.between(0, 3'000'000);
    const auto before = values(world, situation, asked, adult);
    const Rational extra = dice.one_in(2) ? dice.between(1, 500) : dice.between(1, 2'000'000);
    wage.value = wage.value + extra;
    const auto after = values(world, situation, asked, adult);
    CAPTURE(i);
    REQUIRE(all_known(before) == all_known(after));
    if (!all_known(before)) continue;
    ++answered;
    CHECK(compare(after[0].value, before[0].value) <= 0);
    CHECK(compare(after[1].value, before[1].value) <= 0);
    const Rational lost = before[1].value - after[1].value;
    lowered += lost.numerator > 0;
    CHECK(compare(lost, extra) <= 0);
    if (before[2].value.numerator == 0) continue;
    incentive += lost.numerator > 0;
    CHECK(compare(extra - lost, extra * Rational::make(1, 4)) >= 0);
  }
  CHECK(answered > count * 8 / 10);
  CHECK(lowered > count / 5);  // otherwise nothing was shown
  CHECK(incentive > count / 20);
}

TEST_CASE("one more own child for the whole month never lowers the norm") {
  std::int64_t answered = 0, raised = 0;
  const std::int64_t count = tests::households(1'500, 60'000);
  for (std::int64_t i = 0; i < count; ++i) {
    Dice dice(static_cast<std::uint64_t>(i) + 2'000'000);
    Situation situation = without_judgement(nation(), dice);
    const auto before = values(nation(), situation, {"riksnorm"});
    const int child = static_cast<int>(situation.persons.size());
    situation.persons.push_back({"nytt", "barn"});
    const Date first = first_day(situation.month);
    const auto state = [&](const char* name, Rational value) {
      situation.facts[FactKey{name, "", child}].value = value;
    };
    state("född", first.days - dice.between(0, 365 * 18));
    state("lunch", dice.between(0, 1));
    state("går_i_skolan", dice.between(0, 1));
    situation.facts[FactKey{"dagar_i_hushållet", "", child}].not_applicable = true;
    if (dice.one_in(2)) {  // those who share the household are one more as well, or as many
      const auto shared = situation.facts.find(FactKey{"antal_i_bostaden", "", -1});
      if (shared != situation.facts.end()) shared->second.value = shared->second.value + 1;
    }
    const auto after = values(nation(), situation, {"riksnorm"});
    CAPTURE(i);
    if (!all_known(before) || !all_known(after)) continue;
    ++answered;
    CHECK(compare(after[0].value, before[0].value) >= 0);
    raised += compare(after[0].value, before[0].value) > 0;
  }
  CHECK(answered > count * 8 / 10);
  CHECK(raised > answered * 9 / 10);
}

TEST_CASE("order of persons and rows, and rows cut in parts, change no byte of the answer") {
  const norm::Sheet sheet(*malmo().program);
  const std::int64_t count = tests::households(200, 10'000);
  for (std::int64_t i = 0; i < count; ++i) {
    Dice dice(static_cast<std::uint64_t>(i) + 3'000'000);
    const Situation situation = without_judgement(malmo(), dice);
    const std::string plain = tests::household_json(*malmo().program, situation);
    const std::string other = tests::household_json(*malmo().program, situation, &dice);
    CAPTURE(i);
    CHECK(plain != other);
    const std::string answer = read_and_calculated(malmo(), situation, sheet, plain);
    CHECK(answer == read_and_calculated(malmo(), situation, sheet, other));
    CHECK(answer.find("\"sections\"") != std::string::npos);
  }
}

TEST_CASE("a file cut in two, declarations and rows in another order change no amount or trace") {
  const int shuffles = static_cast<int>(tests::households(3, 20));
  const norm::Sheet sheet(*malmo().program);
  for (int s = 0; s < shuffles; ++s) {
    Dice dice(static_cast<std::uint64_t>(s) + 4'000'000);
    std::vector<rules::PackSource> packs;
    for (const rules::PackSource& pack : malmo().packs) packs.push_back(shuffled(pack, dice));
    const World other(packs);
    const norm::Sheet other_sheet(*other.program);
    CHECK(other.program->packs[0].hash != malmo().program->packs[0].hash);
    for (int i = 0; i < 60; ++i) {
      const Situation situation = tests::random_situation(*malmo().program, dice, {});
      const rules::Plan plan(malmo().program, tests::question_of(situation));
      const rules::Plan other_plan(other.program, tests::question_of(situation));
      const rules::Facts facts = tests::to_facts(*malmo().program, situation);
      const rules::Facts other_facts = tests::to_facts(*other.program, situation);
      CAPTURE(s);
      CAPTURE(i);
      const std::string one = without_hashes(malmo(), calculated(malmo(), plan, facts, sheet));
      const std::string two =
          without_hashes(other, calculated(other, other_plan, other_facts, other_sheet));
      CHECK(one == two);
    }
  }
}
