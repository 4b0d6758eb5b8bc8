#pragma once
#include <cassert>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rules/graph/program.hpp"

/// The scalar engine: one household, one month, every value with the version that gave it.
namespace utvag::rules {

/// What is asked: the month, what was known, and on which day it is decided.
struct Question {
  Month month;
  Date known_at;       ///< versions registered later do not exist
  Date decision_date;  ///< chooses the act that is cited, and versions `enligt beslutsdag`
};

enum class State : std::uint8_t {
  not_evaluated,
  known,
  unknown,         ///< facts are missing
  not_applicable,  ///< an input said not to apply
  no_rule,         ///< no version for the date, an okänt cell, or not registered then
  silent,  ///< an overlay says nothing; a finished definition only if an overlay declares it
  failed,  ///< a number too large, or a division by zero: refused, never wrapped
};

struct SpellRow {
  Month from;
  std::optional<Month> to;
  Rational value;
};

/// What is stated for one input (or filled for one judgement or guideline).
struct Fact {
  enum class Kind : std::uint8_t {
    absent,
    known,
    not_applicable,
    unknown,
    spells
  } kind = Kind::absent;
  Rational value;
  std::vector<SpellRow> spells;  ///< sorted, not overlapping
  std::string reason;            ///< of a judgement
};

struct Person {
  std::string id;
  std::int32_t role = 0;
};

/// The facts of one household. Persons keep the order given; results do not depend on it.
/// `definition` is an index into the program's definitions, `person` one into persons(): both must
/// exist (asserted). A value counts as a fact only for inputs, judgements and terms that are a
/// guideline or open; on anything else only a stub has effect.
class Facts {
 public:
  Facts(const Program& program, std::vector<Person> persons);

  const std::vector<Person>& persons() const { return persons_; }
  /// The fact of a definition; `person` is ignored for household definitions.
  Fact& at(std::int32_t definition, std::size_t person = 0);
  const Fact& at(std::int32_t definition, std::size_t person = 0) const {
    return cells_[cell(definition, person)];
  }
  /// A `lista` family is stated as a whole: members not given are then none, else all are unknown.
  void state_list(std::int32_t family_first, std::size_t person = 0);
  bool list_stated(std::int32_t family_first, std::size_t person = 0) const {
    return (marks_[cell(family_first, person)] & kListStated) != 0;
  }
  /// Stands in for a rule in tests ("givet").
  void stub(std::int32_t definition, std::size_t person, Rational value);
  bool stubbed(std::int32_t definition, std::size_t person) const {
    return (marks_[cell(definition, person)] & kStub) != 0;
  }

 private:
  static constexpr std::uint8_t kListStated = 1;
  static constexpr std::uint8_t kStub = 2;
  struct Place {
    std::uint32_t first = 0;  ///< cell
    bool for_person = false;
  };

  std::size_t cell(std::int32_t definition, std::size_t person) const {
    assert(definition >= 0 && static_cast<std::size_t>(definition) < places_.size());
    const Place place = places_.data()[definition];
    if (!place.for_person) return place.first;
    assert(person < persons_.size());
    return place.first + person;
  }

  std::vector<Person> persons_;
  std::vector<Fact> cells_;
  std::vector<std::uint8_t> marks_;  ///< per cell: bit 0 list stated, bit 1 stub
  std::vector<Place> places_;        ///< per definition
};

struct FactRef {
  std::int32_t definition = -1;
  std::int32_t person = -1;  ///< -1: the household's
  friend auto operator<=>(const FactRef&, const FactRef&) = default;
};

/// A program seen at one Question: which version of each definition answers in each layer.
/// Cheap to make, never changed, shared by all households of the same month and by all threads.
class Plan {
 public:
  enum class Miss : std::uint8_t {
    none,
    before_first,
    after_last,      ///< also in a hole between two versions of an overlay
    not_registered,  ///< there is a version for the day, but it was registered after known-at
    no_layer,
  };
  struct Choice {
    std::int32_t version = -1;   ///< index in the layer's versions
    Miss miss = Miss::no_layer;  ///< why there is none
    bool stale = false;          ///< used after `känd till`
  };

  Plan(std::shared_ptr<const Program> program, Question question);
  const Program& program() const { return *program_; }
  const Question& question() const { return question_; }
  const Choice& choice(std::int32_t definition, std::size_t layer) const {
    assert(definition >= 0 && static_cast<std::size_t>(definition) + 1 < spots_.size());
    const Spot& spot = spots_.data()[definition];
    return layer < spot.layers ? slots_[spot.slot + layer].choice : kNone;
  }
  /// The day by which a definition's versions and bounds are chosen: the first of the month, or
  /// the day of decision for a declaration `enligt beslutsdag`.
  Date day(const Definition& definition) const;
  /// Whether this row of the chosen version exists at known-at (corrections included).
  bool row_in_force(const Version& version, const Row& row) const;
  /// The row of the version chosen in this layer that holds these keys (one a key of the table);
  /// -1 if none does or there is no version.
  std::int32_t find_row(std::int32_t table, std::size_t layer,
                        std::span<const Rational> keys) const;
  /// The rows of the chosen version that are in force, in the order written.
  const std::vector<std::int32_t>& rows(std::int32_t table, std::size_t layer) const;
  /// The definition of a member of the family that begins with `family_first`; -1 if there is none.
  std::int32_t member(std::int32_t family_first, std::int64_t ordinal) const {
    const Spot& spot = spots_[static_cast<std::size_t>(family_first)];
    if (ordinal < 0 || ordinal >= spot.member_count) return -1;
    return members_[static_cast<std::size_t>(spot.members + ordinal)];
  }
  /// Place of a definition's value among `persons` persons, and the number of places in all.
  std::size_t place(std::int32_t definition, std::size_t person, std::size_t persons) const {
    const Spot& spot = spots_[static_cast<std::size_t>(definition)];
    return spot.household_before + spot.persons_before * persons + (spot.for_person ? person : 0);
  }
  std::size_t places(std::size_t persons) const;
  /// Every definition whose value may rest on this one's, itself first: what the versions chosen,
  /// the bounds and the conditions name, on whatever branch, in dependency order.
  std::vector<std::int32_t> resting_on(std::int32_t definition) const;

 private:
  struct Names;  ///< what each definition's expressions name; found when first asked for
  static std::shared_ptr<Names> make_names();
  void find_names() const;
  struct Slot {  ///< what is chosen in one layer
    Choice choice;
    std::vector<std::int32_t> rows;       ///< in force
    std::vector<std::int64_t> low, high;  ///< rows × keys, when every end is a whole number
    bool whole = false;
  };
  struct Spot {  ///< where a definition's things are
    std::uint32_t slot = 0, layers = 0;
    std::uint32_t household_before = 0, persons_before = 0;
    std::int32_t members = -1;  ///< in members_; for the first definition of a family
    std::int32_t member_count = 0;
    bool for_person = false;
  };
  static const Choice kNone;
  void choose(const Definition& definition, const Layer& layer, Slot& slot) const;
  void index_rows(const Version& version, Slot& slot) const;

  std::shared_ptr<const Program> program_;
  Question question_;
  std::vector<Slot> slots_;
  std::vector<Spot> spots_;  ///< one past the last holds the totals
  std::vector<std::int32_t> members_;
  std::shared_ptr<Names> names_;
};

/// The value of one definition for one person (or the household), with how it came about.
struct Outcome {
  State state = State::not_evaluated;
  Rational value;
  std::int8_t layer = -1;     ///< layer that answered; without a rule the last one asked
  std::int16_t version = -1;  ///< version in it; -1: see Plan::choice for why there is none
  std::int32_t row =
      -1;  ///< table row used by the last lookup made in the body, if the body is one lookup
  bool assumed = false;       ///< an input not stated: its `antas` value
  bool filled = false;        ///< a judgement or a left guideline: the person's value
  bool fell_through = false;  ///< a higher layer was silent
  std::int8_t bounded = 0;    ///< -1: lifted to a lower bound; 1: cut to an upper bound
  std::int32_t missing = -1;  ///< unknown: index of its set of facts
  std::int32_t culprit = -1;  ///< no_rule: the definition that has no rule; failed: where
};

/// An input, a judgement or a term taken as stated with this value.
struct Supposed {
  FactRef ref;
  Rational value;
};

/// Something a rule read on the way it took: another definition's value, or a row of a table.
struct Read {
  FactRef ref;  ///< person -1 for the household's definitions and for tables
  State state = State::not_evaluated;
  Rational value;          ///< of the lookup for tables, else the definition's value
  std::int8_t layer = -1;  ///< tables: where the row stands
  std::int16_t version = -1;
  std::int32_t row = -1;
  bool fell_through = false;  ///< tables: a higher layer was silent
};

/// A condition that decided the way: `node` is the condition of an `om`, or a whole `fall`.
struct Branch {
  std::int32_t node = -1;
  std::int32_t person = -1;
  std::int32_t way = 0;  ///< om: 1 when it held, 0 when not; fall: the arm taken
};

/// The same thing read again: a definition, or a row of a table.
inline bool same_read(const Read& one, const Read& other) {
  return one.ref == other.ref && one.row == other.row && one.version == other.version &&
         one.layer == other.layer;
}

/// What a value was made from, in the order it was read; see Tracer.
struct Trail {
  std::span<const Read> reads;
  std::span<const Branch> branches;
};

/// Told as the engine walks; null in ordinary use. Used by cover.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void version_used(std::int32_t definition, std::size_t layer, std::size_t version) = 0;
  virtual void row_used(std::int32_t table, std::size_t layer, std::size_t version, std::size_t row,
                        const std::vector<Rational>& keys) = 0;
  /// A branch node took way `way`: if_else 1 then, 0 otherwise; both, either, negation, any, all
  /// 0/1; cases arm (otherwise = the number of arms); min/max child that won; comparison and
  /// in_range/in_set 0/1; aggregates' filter (told with the filter's node) 0/1; if_applicable 1 the
  /// input, 0 the other; bounds (told with the bound's node) 0 free, 1 bites.
  virtual void branch(std::int32_t node, int way) = 0;
  /// A comparison or range was made with these sides (right = the near end for in_range).
  virtual void compared(std::int32_t node, Rational left, Rational right) = 0;
};

/// One evaluation. Definitions are computed when first asked for and kept. For one thread at a
/// time; the plan and the facts must outlive it and stay as they are.
///
/// What a state means is told by completion: the unknown facts may take any value they are allowed.
/// If every way to fill them gives the same answer, that is the answer (a value, no rule, a
/// failure); otherwise the outcome is unknown, and `missing` holds the facts that can change it.
/// Where states meet in an operation that needs all its operands, silent goes before failed, failed
/// before no rule, no rule before a value. A deciding operand of och, eller, finns or alla goes
/// before every state of the others, in either order.
///
/// The answer by completion is found with intervals, which is sound but not complete: where one
/// unknown fact is read twice, a fact may be asked for that in the end cannot matter. A number too
/// large to be counted with, made by a fact not yet known, is not foreseen.
class Evaluation {
 public:
  Evaluation(const Plan& plan, const Facts& facts, Observer* observer = nullptr);
  ~Evaluation();
  Evaluation(Evaluation&&) noexcept;

  /// Person definitions need a person; the household's ignore it.
  const Outcome& get(std::int32_t definition, std::size_t person = 0);
  /// The outcome if it was computed on the way, else state not_evaluated.
  const Outcome& peek(std::int32_t definition, std::size_t person = 0) const;
  /// The facts an unknown outcome waits for: exactly those that can change it, sorted.
  const std::vector<FactRef>& missing(const Outcome& outcome) const;
  /// Value of any node of a definition's body in its context, for explanations: computed from
  /// what is kept, never changing it. `person` is the current person (inside an aggregate over
  /// persons: the one it stands at), `members` the bound members by slot inside aggregates over
  /// enumerations. For a lookup the outcome carries the table's layer, version and row, and
  /// whether a layer above it was silent.
  Outcome node_value(std::int32_t definition, std::size_t person, std::int32_t node,
                     std::span<const std::int16_t> members = {});

  /// What `asked` (the household's) would be with these facts instead, all else as it is. Only
  /// what may rest on them is computed again, and what is kept stays as it was. The facts that an
  /// unknown outcome waits for go into `waits_for`.
  Outcome suppose(std::span<const Supposed> facts, std::int32_t asked,
                  std::vector<FactRef>& waits_for);

  /// Keeps from now on what values are made from, where the engine meets nothing unknown on the
  /// way. Aggregates over persons go in this order (empty: as given; else every person once).
  void keep_trails(std::span<const std::size_t> person_order);
  /// What was kept of an outcome; nothing when it was not computed since, or not so simply. Valid
  /// until the next definition is computed.
  std::optional<Trail> trail(std::int32_t definition, std::size_t person) const;

  const Plan& plan() const;
  const Facts& facts() const;

  struct Impl;  ///< the inside, in evaluation_impl.hpp

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace utvag::rules
