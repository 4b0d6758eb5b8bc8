#include <doctest/doctest.h>

#include <map>
#include <utility>

#include "households.hpp"
#include "support/pack_files.hpp"

namespace utvag::bench {
namespace {

using rules::blocks::BlockProgram;
using rules::blocks::Column;

struct Part {
  std::vector<std::uint64_t> numbers;
  rules::blocks::Results results;  ///< an answer a month
};

std::vector<Part> compute(const std::shared_ptr<const rules::Program>& program,
                          std::uint64_t households) {
  std::map<std::pair<int, int>, Part> parts;
  for (std::uint64_t i = 0; i < households; ++i) {
    parts[{adults_of(i), children_of(i)}].numbers.push_back(i);
  }
  std::vector<Part> result;
  for (auto& [composition, part] : parts) {
    const auto filled = columns_of(part.numbers);
    auto order = order_of(program, composition.first, composition.second, true);
    std::vector<const Column*> columns;
    for (const Filled& one : filled) {
      order.slots.push_back(one.slot);
      columns.push_back(&one.column);
    }
    const auto compiled = BlockProgram::compile(std::move(order));
    REQUIRE_MESSAGE(compiled.ok(), compiled.error().en);
    auto ran = compiled.value().run(columns, 2);
    REQUIRE_MESSAGE(ran.ok(), ran.error().en);
    part.results = std::move(ran.value());
    CHECK(part.results.by_scalar == 0);
    result.push_back(std::move(part));
  }
  return result;
}

std::pair<std::string, std::int64_t> checksum(const std::vector<Part>& parts) {
  Rational sum;
  std::int64_t above = 0;
  for (const Part& part : parts) {
    for (const rules::blocks::Total& total : part.results.totals) {
      sum = sum + total.sum;
      above += total.above_zero;
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
        REQUIRE(part.results.answers[month].state(row) == rules::State::known);
        REQUIRE(outcome.value == part.results.answers[month].value(row));
        ++compared;
      }
    }
  }
  CHECK(compared == 24'000);
}

}  // namespace
}  // namespace utvag::bench
