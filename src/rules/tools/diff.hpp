#pragma once
#include <optional>
#include <string>
#include <vector>

#include "rules/graph/evaluation.hpp"
#include "rules/tools/source_text.hpp"

/// What differs between two sets of packs: rule by rule, and for given households.
namespace utvag::rules::tools {

/// One difference of a declaration; an empty side is lacking there.
struct Detail {
  Words what;  ///< "från 2026-01-01, rad 1–2 | hemma"
  std::string before, after;
};

struct RuleChange {
  enum class Kind : std::uint8_t { added, removed, changed } kind = Kind::changed;
  std::string rule;   ///< declaration's name; a provision's or a source's id
  std::string label;  ///< as the later program calls it
  std::vector<Detail> details;
};

/// Declarations, provisions and sources by name; versions by layer and start, rows by their keys.
/// In the order of their names.
std::vector<RuleChange> compare_rules(const Program& before, const Program& after);

/// One household, bound to each of the two programs.
struct HouseholdPair {
  std::string name;
  Facts before, after;
  Question question;
};

/// An outcome that is not the same. `change` when both are numbers.
struct Effect {
  std::string household, rule;
  Words before, after;
  std::optional<Rational> change;
};

struct Effects {
  std::vector<Effect> changed;  ///< by household as given, then by rule's name
  std::size_t compared = 0;     ///< outcomes compared
};

/// The outcomes (`resultat`) that both programs have, for each household.
Effects compare_outcomes(const std::shared_ptr<const Program>& before,
                         const std::shared_ptr<const Program>& after,
                         const std::vector<HouseholdPair>& households);

/// A state or value in words: "5 220 kr/mån", "okänd: hyra", "ingen regel".
Words outcome_words(Evaluation& evaluation, const Outcome& outcome, const Type& type);

}  // namespace utvag::rules::tools
