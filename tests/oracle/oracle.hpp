#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rules/graph/program.hpp"
#include "support/situation.hpp"

/// A second reading of docs/language.md, made to be plain instead of quick: it walks the syntax
/// trees, looks every name up where it stands, counts in kronor with rationals of any size, and
/// shares nothing with the checker, the typed graph or the engine. Facts must be stated: an input
/// without a value is `unknown` here and spreads to all that reads it.
namespace utvag::tests {

enum class NaiveState : std::uint8_t { known, no_rule, unknown, not_applicable, silent };

struct NaiveAnswer {
  NaiveState state = NaiveState::known;
  /// Known: "179000/3" with kronor in öre, dates and months as in Rational, a member's name.
  std::string value;
  friend bool operator==(const NaiveAnswer&, const NaiveAnswer&) = default;
};

class Oracle {
 public:
  /// The packs of one municipality; they must be without faults.
  explicit Oracle(const std::vector<rules::PackSource>& packs);
  ~Oracle();

  /// Turns to a situation, which must outlive the questions asked about it.
  void turn_to(const Situation& situation);
  /// The value of a declaration: of a family's member if it is one, of a person if it is theirs.
  NaiveAnswer answer(const std::string& name, const std::string& member, int person);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace utvag::tests
