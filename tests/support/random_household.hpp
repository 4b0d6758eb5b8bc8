#pragma once
#include <cstdint>
#include <random>

#include "rules/graph/evaluation.hpp"
#include "rules/graph/program.hpp"
#include "support/situation.hpp"

/// Random households of the shipped packs: every input stated, the same for the same seed on every
/// machine.
namespace utvag::tests {

/// Draws that do not depend on the standard library's distributions.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  /// From `low` to `high`, both included.
  std::int64_t between(std::int64_t low, std::int64_t high);
  bool one_in(std::int64_t n) { return between(1, n) == 1; }

 private:
  std::mt19937_64 engine_;
};

struct Wishes {
  bool judgements = true;     ///< some judgements and guidelines are filled by a person
  bool odd_questions = true;  ///< now and then months without rules, and a known-at before them
};

Situation random_situation(const rules::Program& program, Dice& dice, const Wishes& wishes);

/// Another household with the same persons and question.
Situation random_situation_like(const Situation& other, const rules::Program& program, Dice& dice,
                                const Wishes& wishes);

/// The same facts as the engine takes them.
rules::Facts to_facts(const rules::Program& program, const Situation& situation);
rules::Question question_of(const Situation& situation);

/// The other way: facts and stubs of the engine's in words.
Situation to_situation(const rules::Program& program, const rules::Facts& facts,
                       const rules::Question& question);

/// The member that a definition of a family is for; empty when it is of none.
std::string member_of(const rules::Program& program, const rules::Definition& definition);

/// Whether the build has address sanitizers: it is several times as slow, and what they look for
/// shows in few households too.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
constexpr bool kSanitized = __has_feature(address_sanitizer);
#else
constexpr bool kSanitized = false;
#endif

/// How many households a test goes through: `few` in ./test, `many` in ./test --long.
std::int64_t households(std::int64_t few, std::int64_t many);

}  // namespace utvag::tests
