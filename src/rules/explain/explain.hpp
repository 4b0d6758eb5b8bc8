#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/graph/evaluation.hpp"

/// How a value came about, told from the evaluation itself: trees of named rules with the version,
/// the branch and the inputs that were used, why a rule gave nothing, and how two answers differ.
namespace utvag::rules {

/// What a value is worth noting for.
enum class Note : std::uint8_t {
  assumed,         ///< an input not stated: its `antas` value
  filled,          ///< a person's judgement
  fell_through,    ///< tyst: a higher layer was silent
  stale,           ///< inaktuell: used after `känd till`
  start_year,      ///< startår: the version's start is known only by its year
  bounded_below,   ///< begränsad: lifted to a lower bound
  bounded_above,   ///< begränsad: cut to an upper bound
  example,         ///< exempel: from a pack with invented figures
  weak_evidence,   ///< bevis C, D, R or X
  open_judgement,  ///< a judgement nobody has filled
};
inline constexpr int kNotes = 10;

/// The word that `.prov` tests use for a note ("inaktuell", "tyst", "begränsad", …).
std::string_view note_word(Note note);

struct Notes {
  std::uint16_t bits = 0;
  bool has(Note note) const { return (bits >> static_cast<int>(note)) & 1U; }
  void set(Note note) { bits = static_cast<std::uint16_t>(bits | (1U << static_cast<int>(note))); }
};

/// The version that gave a value, and what it rests on. Pointers are into the Program.
struct Basis {
  const Version* version = nullptr;
  const Row* row = nullptr;
  const Pack* pack = nullptr;
  char evidence = '-';  ///< of the row, else of the version; '-' for stated facts
  Notes notes;
};

/// True for grades that must stay marked wherever shown: C D R X.
bool weak(char grade);

/// The trees of one evaluation, walked once and kept. The evaluation must outlive it.
class Tracer {
 public:
  /// `person_order`: the order in which aggregates tell of persons; empty: as given. With a
  /// canonical order the trees do not depend on the order of the facts.
  explicit Tracer(Evaluation& evaluation, std::vector<std::size_t> person_order = {});

  /// What the value was made from, each once, in the order it was read; on the branch taken only.
  /// Empty for inputs, values and filled judgements.
  std::span<const Read> reads(FactRef ref);
  std::span<const Branch> branches(FactRef ref);
  /// The outcome of a definition (computed if it was not).
  const Outcome& outcome(FactRef ref);
  Basis basis(FactRef ref);
  Basis basis(const Read& read);

  /// Everything the value rests on, itself first, each once (depth first, tables left out).
  std::vector<FactRef> reached(FactRef root);
  /// The same of several values together: each once, in no order.
  std::vector<FactRef> reached(std::span<const FactRef> roots);
  /// What a row of the worksheet rests on, down to the next rows: itself is left out, other rows
  /// are named but not entered, tables are included.
  std::vector<Read> beneath(FactRef row);

  Evaluation& evaluation() { return *evaluation_; }
  const Program& program() const { return *program_; }

 private:
  friend struct Walk;
  struct Slot {
    std::int32_t first_read = -1, read_count = 0, first_branch = 0, branch_count = 0;
  };
  /// What the engine kept while it computed; else it is walked.
  std::optional<Trail> trail(FactRef ref) const;
  Slot& walked(FactRef ref);
  std::size_t slot_of(FactRef ref) const;

  Evaluation* evaluation_;
  const Plan* plan_;
  const Program* program_;
  std::vector<std::size_t> person_order_;
  std::size_t persons_;
  std::vector<Slot> slots_;
  std::vector<Read> reads_;
  std::vector<Branch> branches_;
};

/// One line of an explanation: a named rule, input, value or table row, `depth` under the root.
struct TraceLine {
  int depth = 0;
  Read read;
  bool again = false;  ///< told in full further up
  int collapsed = 0;   ///< so many reads of zero, or beyond the limit, are left out under it
};

/// The tree under a value as lines, zero branches collapsed, at most about `limit` lines: when it
/// is longer, the deepest levels are left out and counted.
std::vector<TraceLine> trace_lines(Tracer& tracer, FactRef root, std::size_t limit = 40);

/// A condition that did not hold (or held and shut the value out).
struct Failed {
  FactRef rule;              ///< the rule whose body holds the condition
  std::int32_t person = -1;  ///< the current person inside an aggregate
  std::int32_t node = -1;    ///< the comparison, range, membership or yes/no value
  bool wanted = true;        ///< what it would have to be
  State state = State::known;
  Rational left;                      ///< its left side
  std::optional<Rational> threshold;  ///< what the left side is held against, when a number or date
  int distance = 0;                   ///< rules between it and the outcome
};

/// A change of one fact, all else equal, that gives something instead of nothing.
struct Change {
  FactRef fact;
  Rational from;
  bool was_stated = true;
  Rational to;       ///< the nearest value found that changes the outcome
  Rational outcome;  ///< what it becomes
};

struct WhyNot {
  State state = State::known;   ///< of the rule; the rest is only for a known value
  bool gives_nothing = false;   ///< false: the rule does give something; the rest is empty
  std::vector<Failed> failed;   ///< nearest to the outcome first, then the smallest gap
  std::vector<Change> changes;  ///< empty: no single fact tried changes it
  std::vector<FactRef> tried;   ///< the facts that were tried
};

/// Why a rule gives 0 or nej, and which single fact would change it. Numbers are tried over the
/// input's allowed range (kronor without one: 0 to 1 000 000 kr) by exact bisection where the
/// outcome turns once over the range; yes/no and enumerations by trying each value.
WhyNot why_not(Tracer& tracer, FactRef root);

/// A difference between two answers: `before` or `after` is absent where only one has it.
struct Difference {
  std::string name, person;  ///< definition name and person id
  FactRef ref_before, ref_after;
  std::optional<Outcome> before, after;
  /// Why: what differs of itself beneath it (a stated fact, another version, another row), as
  /// names on both sides; at most three, nearest first.
  struct Cause {
    enum class Kind : std::uint8_t { fact, version, judgement, month } kind = Kind::version;
    Read before, after;  ///< definition -1 when only one side has it
  };
  std::vector<Cause> causes;
};

/// Compares named values of two evaluations (two months, municipalities or versions; the programs
/// may differ). Rows are matched by name and person id; equal rows are left out.
std::vector<Difference> compare(Tracer& before, const std::vector<FactRef>& rows_before,
                                Tracer& after, const std::vector<FactRef>& rows_after);

/// A condition or expression in the words of the rule language, from the graph: `antal_vuxna = 2`.
std::string describe(const Program& program, std::int32_t node);
/// The keys of a table row as written: `1–2 | hemma`.
std::string describe_row(const Program& program, std::int32_t table, const Row& row);

/// The text of a provision for a day of decision; null when none of its texts reaches it.
const ProvisionText* provision_text(const Provision& provision, Date decision_date);

}  // namespace utvag::rules
