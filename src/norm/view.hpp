#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "norm/norm.hpp"

/// What the renderings of an answer share: names, values, sentences and what an amount rests on.
/// Inside src/norm only.
namespace utvag::norm {

struct View {
  const Calculation& calculation;
  const Presentation& presentation;

  const rules::Program& program() const { return calculation.program(); }
  rules::Tracer& tracer() const { return *calculation.tracer; }
  text::Language language() const { return presentation.language(); }
  const rules::Definition& definition(std::int32_t index) const {
    return program().definitions[static_cast<std::size_t>(index)];
  }
  const rules::Definition& definition(rules::FactRef ref) const {
    return definition(ref.definition);
  }

  /// "Barn b".
  void append_person(std::string& out, std::int32_t person) const;
  /// "Personliga kostnader, barn", or "Barn b: Personliga kostnader, barn" for a person's.
  std::string label(rules::FactRef ref) const;
  /// The same of a row: a family's own label where the row stands for all its members.
  std::string label(const SheetRow& row) const;
  /// A question or its like with "{person}" filled in.
  std::string fill_person(std::string_view words, rules::FactRef ref) const;
  /// A value in words, or its state: "uppgift saknas", "regel saknas" …
  void append_value(std::string& out, std::int32_t definition, rules::State state,
                    Rational value) const;
  std::string value(rules::FactRef ref) const;
  /// The declaration's explanation filled from the same tree as the amount; empty when it has none.
  void append_sentence(std::string& out, rules::FactRef ref) const;
  /// Why there is no rule, for Answer::no_rule.
  std::string missing_rule() const;
  /// "inte kontrollerad för så sen månad: …; härlett, inte utskrivet …"; empty without notes.
  std::string notes(const rules::Basis& basis, bool with_grade) const;
};

/// What an amount rests on: provisions worded by the date of decision, sources, inputs, and the
/// weakest evidence of the rule, its tables, values and the rules beneath that have no row.
struct Backing {
  std::vector<std::int32_t> provisions, sources;  ///< each once, own first
  std::vector<rules::Read> inputs;
  std::vector<rules::FactRef> rows;  ///< the rows right beneath
  char evidence = '-';
  /// The same without a day that ages are counted on, in a month when nobody turns older.
  char amount_evidence = '-';
  rules::Notes notes;
};

Backing backing(const View& view, rules::FactRef ref);

/// Whether the answer rises (1) or falls (-1) when a judgement that nobody made is made: raised,
/// lowered where it only may be lowered, or answered the other way. 0: it does not move, or there
/// is no answer to move.
int effect_of(const View& view, rules::FactRef judgement);

/// The declarations whose sentences tell how a row came to be: its own, unless its own step changed
/// nothing; then that of the rule that took the amount from a table, or none.
std::optional<rules::FactRef> telling(const View& view, rules::FactRef row);

/// The backing of the rows, each made once, and what they hand on to the rows above.
class Backings {
 public:
  explicit Backings(const View& view);
  const Backing& of(rules::FactRef ref);
  /// Itself, or an amount that it rests on, is weak evidence or an invented figure.
  bool rests_on_weak(rules::FactRef ref);

 private:
  struct Slot {
    std::optional<Backing> backing;
    std::optional<bool> weak;
  };
  Slot& slot(rules::FactRef ref);

  const View& view_;
  std::vector<std::unique_ptr<Slot>> slots_;  ///< per place of the plan
};
/// Only what a read stands on itself.
Backing own_backing(const View& view, const rules::Read& read);

/// The appeal's provisions for a day of decision; both empty when that act's are not encoded.
struct AppealLaw {
  std::string_view right, discretionary;
};
AppealLaw appeal_law(Date decision_date);

/// Between two things told in one breath: "; ".
std::string_view separator(text::Language language);
/// A citation with "första stycket" and its like in the language.
std::string citation(text::Language language, std::string_view swedish);
std::string_view state_name(rules::State state);
void say_grade(std::string& out, text::Language language, char grade);
void say_section(std::string& out, text::Language language, std::string_view section);

}  // namespace utvag::norm
