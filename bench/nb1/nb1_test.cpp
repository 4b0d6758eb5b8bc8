#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string_view>
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

/// Households `from` to before `to`; without answers row by row unless they are kept.
std::vector<Part> compute(const std::shared_ptr<const rules::Program>& program, std::uint64_t from,
                          std::uint64_t to, bool keep) {
  std::map<std::pair<int, int>, Part> parts;
  for (std::uint64_t i = from; i < to; ++i) {
    parts[{adults_of(i), children_of(i)}].numbers.push_back(i);
  }
  std::vector<Part> result;
  for (auto& [composition, part] : parts) {
    const auto filled = columns_of(part.numbers);
    auto order = order_of(program, composition.first, composition.second, keep);
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

/// In portions, so that ten million need no more memory than one.
std::pair<std::string, std::int64_t> checksum(const std::shared_ptr<const rules::Program>& program,
                                              std::uint64_t households) {
  constexpr std::uint64_t kPortion = 1'000'000;
  Rational sum;
  std::int64_t above = 0;
  for (std::uint64_t from = 0; from < households; from += kPortion) {
    for (const Part& part : compute(program, from, std::min(households, from + kPortion), false)) {
      for (const rules::blocks::Total& total : part.results.totals) {
        sum = sum + total.sum;
        above += total.above_zero;
      }
    }
  }
  return {to_string(sum), above};
}

TEST_CASE("the published checksums of NB1") {
  const auto compiled = tests::compile_clean({tests::read_pack("bench/nb1/nb1")});
  const char* long_run = std::getenv("UTVAG_TEST_LONG");
  const bool all = long_run != nullptr && std::string_view(long_run) == "1";
  const auto check = [&](std::uint64_t households, const char* ore, std::int64_t above) {
    CAPTURE(households);
    CHECK(checksum(compiled.program, households) == std::pair{std::string(ore), above});
  };
  check(1'000, "7203502900", 7451);
  check(10'000, "71645918925", 73674);
  check(100'000, "712137855200", 733391);
  check(1'000'000, "7143753147000", 7352891);
  if (all) check(10'000'000, "71436874727950", 73443835);
}

TEST_CASE("every household and month of NB1 is what the scalar engine says") {
  const auto compiled = tests::compile_clean({tests::read_pack("bench/nb1/nb1")});
  const Names names(*compiled.program);
  std::vector<rules::Plan> plans;
  for (const rules::Question& question : questions())
    plans.emplace_back(compiled.program, question);
  std::size_t compared = 0;
  for (const Part& part : compute(compiled.program, 0, 2'000, true)) {
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
