#include <doctest/doctest.h>

#include <map>
#include <utility>

#include "households.hpp"
#include "support/pack_files.hpp"

namespace utvag::bench {
namespace {

using rules::blocks::BlockProgram;
using rules::blocks::Column;
using rules::blocks::Total;

struct Part {
  std::vector<std::uint64_t> numbers;
  std::vector<std::vector<std::int32_t>> answers;  ///< by month
  std::vector<Rational> units;
  std::vector<Total> totals;
};

std::vector<Part> compute(const std::shared_ptr<const rules::Program>& program,
                          std::uint64_t households) {
  std::map<std::pair<int, int>, Part> parts;
  for (std::uint64_t i = 0; i < households; ++i) {
    parts[{adults_of(i), children_of(i)}].numbers.push_back(i);
  }
  const Names names(*program);
  std::vector<Part> result;
  for (auto& [composition, part] : parts) {
    const auto filled = columns_of(names, part.numbers);
    rules::blocks::Order order{questions(), names.assistance, 0, {}};
    std::vector<const Column*> columns;
    for (const Filled& one : filled) {
      order.slots.push_back(one.slot);
      columns.push_back(&one.column);
    }
    const auto compiled = BlockProgram::compile(
        program, persons_of(*program, composition.first, composition.second), order);
    REQUIRE_MESSAGE(compiled.ok(), compiled.error().en);
    REQUIRE(compiled.value().accepts(columns).ok());
    std::vector<std::int32_t*> kept;
    part.answers.assign(kMonths, std::vector<std::int32_t>(part.numbers.size()));
    for (auto& answers : part.answers) kept.push_back(answers.data());
    part.totals.resize(kMonths);
    compiled.value().run(columns, 0, part.numbers.size(), part.totals, kept);
    for (std::size_t i = 0; i < kMonths; ++i) part.units.push_back(compiled.value().unit(i));
    result.push_back(std::move(part));
  }
  return result;
}

std::pair<std::string, std::int64_t> checksum(const std::vector<Part>& parts) {
  Rational sum;
  std::int64_t above = 0;
  for (const Part& part : parts) {
    for (std::size_t i = 0; i < kMonths; ++i) {
      sum = sum + Rational(part.totals[i].sum) * part.units[i];
      above += part.totals[i].above_zero;
    }
  }
  return {to_string(sum), above};
}

TEST_CASE("the published checksums of NB1") {
  const auto compiled = tests::compile_clean({tests::read_pack("bench/nb1/nb1")});
  CHECK(checksum(compute(compiled.program, 1'000)) ==
        std::pair{std::string("7203502900"), std::int64_t{7451}});
  CHECK(checksum(compute(compiled.program, 10'000)) ==
        std::pair{std::string("71645918925"), std::int64_t{73674}});
}

TEST_CASE("every household and month of NB1 is what the scalar engine says") {
  const auto compiled = tests::compile_clean({tests::read_pack("bench/nb1/nb1")});
  const Names names(*compiled.program);
  std::vector<rules::Plan> plans;
  for (const rules::Question& question : questions())
    plans.emplace_back(compiled.program, question);
  std::size_t compared = 0;
  for (const Part& part : compute(compiled.program, 2'000)) {
    for (std::size_t row = 0; row < part.numbers.size(); ++row) {
      const rules::Facts facts =
          facts_of(*compiled.program, names, make_household(part.numbers[row]));
      for (std::size_t month = 0; month < kMonths; ++month) {
        rules::Evaluation evaluation(plans[month], facts);
        const rules::Outcome& outcome = evaluation.get(names.assistance);
        REQUIRE(outcome.state == rules::State::known);
        REQUIRE(outcome.value == Rational(part.answers[month][row]) * part.units[month]);
        ++compared;
      }
    }
  }
  CHECK(compared == 24'000);
}

}  // namespace
}  // namespace utvag::bench
