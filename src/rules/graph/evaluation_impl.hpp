#pragma once
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "rules/graph/evaluation.hpp"
#include "rules/graph/trail_log.hpp"

/// The inside of Evaluation, shared by the files evaluation*.cpp and by nothing else.
namespace utvag::rules {

/// What a node gives: a number when known, else why not.
struct Value {
  Rational number{};
  State state = State::known;
  std::int32_t culprit = -1;

  bool known() const { return state == State::known; }
  bool is(std::int64_t whole) const {
    return known() && number.denominator == 1 && number.numerator == whole;
  }
};

/// Where a node is evaluated: for which definition, person and family member, and inside which
/// aggregates over enumerations (a chain outwards, one link for each bound name).
struct Scope {
  std::int32_t definition = -1;
  std::int32_t member = -1;
  std::size_t person = 0;
  const Scope* outer = nullptr;
  std::int8_t slot = -1;
  std::int64_t bound = -1;
};

/// The row that a lookup came to.
struct Found {
  State state = State::no_rule;  ///< known, no_rule or silent
  std::int8_t layer = -1;
  std::int16_t version = -1;
  std::int32_t row = -1;
  bool fell_through = false;
  Rational value;
};

struct InputAt {
  std::int32_t definition = -1;
  std::size_t person = 0;
};
/// What the facts say of an input for a month; also used by the block engine. `fact` is its own.
Outcome read_fact(const Program& program, const Facts& facts, const Fact& fact, InputAt at,
                  Month month);

class RangePass;

struct Evaluation::Impl {
  Impl(const Plan& the_plan, const Facts& the_facts, Observer* the_observer);
  ~Impl();

  // ---- definitions (evaluation.cpp) ----
  const Outcome& outcome(std::int32_t definition, std::size_t person) {
    const std::size_t place = plan.place(definition, person, persons);
    return computed.data()[place] != 0 ? outcomes[place] : make(place, definition, person);
  }
  const Outcome& make(std::size_t place, std::int32_t definition, std::size_t person);
  /// `followed` becomes true when the value is a fact, or known from one body alone.
  Outcome compute(std::int32_t definition, std::size_t person, bool& followed);
  Outcome read_input(std::int32_t definition, std::size_t person, Month month) const {
    return read_fact(program, facts, fact(definition, person), {definition, person}, month);
  }
  /// The fact to ask for when an input is unknown: the list as a whole when it was not stated.
  FactRef asked_for(std::int32_t definition, std::size_t person) const;
  bool is_filled(const Definition& shape, std::int32_t definition, std::size_t person) const;
  /// The fact as it is stated, or as it is supposed for now.
  const Fact& fact(std::int32_t definition, std::size_t person) const {
    if (supposed.empty()) return facts.at(definition, person);
    return supposed_fact(definition, person);
  }
  const Fact& supposed_fact(std::int32_t definition, std::size_t person) const;
  Outcome suppose(std::span<const Supposed> others, std::int32_t asked,
                  std::vector<FactRef>& waits_for);
  void run_layers(std::int32_t definition, std::size_t person, Outcome& result);
  void apply_bounds(const Definition& shape, const Scope& scope, Outcome& result);
  void run_not_expressed(std::int32_t definition, std::size_t person, Outcome& result);
  /// Settles an outcome that is unknown at first sight by what the unknown facts may be.
  void refine(std::int32_t definition, std::size_t person, Outcome& result);
  std::int32_t keep(std::vector<FactRef> missing);
  /// Drops what was computed since `mark` of the journal: it was only looked at in passing.
  void forget(std::size_t mark);
  Outcome node_value(std::int32_t definition, std::size_t person, std::int32_t node,
                     std::span<const std::int16_t> members);
  void note_branch(std::int32_t node, const Scope& scope, std::size_t way);
  bool too_deep() const;
  void compute_all_before(std::int32_t definition);

  // ---- nodes (evaluation_nodes.cpp) ----
  Value eval(std::int32_t index, const Scope& scope);
  /// The outcome of a definition that a body reads, which goes into its trail.
  const Outcome& read(std::int32_t definition, std::size_t person);
  Value eval_read(const Node& node, const Scope& scope);
  Value eval_arithmetic(const Node& node, const Scope& scope);
  Value eval_comparison(const Node& node, std::int32_t index, const Scope& scope);
  Value eval_logic(const Node& node, std::int32_t index, const Scope& scope);
  Value eval_choice(const Node& node, std::int32_t index, const Scope& scope);
  Value eval_extremum(const Node& node, std::int32_t index, const Scope& scope);
  Value eval_time(const Node& node, const Scope& scope);
  Value eval_filter(const Node& node, const Scope& inner);
  Value eval_sum(const Node& node, const Scope& scope);
  Value eval_quantifier(const Node& node, std::int32_t index, const Scope& scope);
  /// What an aggregate goes over: how many, and the scope of one.
  std::size_t elements(const Node& node) const;
  Scope element(const Node& node, const Scope& scope, std::size_t i) const;
  Value eval_lookup(const Node& node, const Scope& scope);
  /// The input that a definition, family or input_at node names: its outcome, raw.
  Outcome input_of(const Node& node, const Scope& scope, Value& member);
  /// Definition that a family node reads; -1 when the member is not known (then in `member`).
  std::int32_t family_member(const Node& node, const Scope& scope, Value& member);
  Found find_row(std::int32_t table, std::span<const Rational> keys) const;

  const Definition& shape(std::int32_t definition) const {
    assert(definition >= 0 && static_cast<std::size_t>(definition) < program.definitions.size());
    return definitions[definition];
  }
  const Node& node(std::int32_t index) const {
    assert(index >= 0 && static_cast<std::size_t>(index) < program.nodes.size());
    return nodes[index];
  }
  /// Whether this layer's pack lies over the national law.
  bool is_overlay(const Layer& layer) const {
    return program.packs[static_cast<std::size_t>(layer.pack)].level != Level::national;
  }
  bool person_fits(const Definition& definition, std::size_t person) const {
    return !definition.for_person || person < persons;
  }

  const Plan& plan;
  const Facts& facts;
  const Program& program;
  const Definition* definitions;  ///< the program's
  const Node* nodes;
  Observer* observer;
  std::size_t persons;
  std::vector<std::size_t> person_order;  ///< of aggregates; empty: as given
  TrailLog trails;
  std::vector<std::uint8_t> computed;   ///< per place: its outcome is kept
  std::unique_ptr<Outcome[]> outcomes;  ///< per place; garbage until computed
  std::vector<std::vector<FactRef>> missing;
  std::unique_ptr<RangePass> ranges;   ///< made when something is unknown
  std::vector<std::uint32_t> journal;  ///< places computed while `journaling`
  int journaling = 0;
  bool computing_all = false;
  const char* stack_top = nullptr;
  Found last_row;                                  ///< of the lookup made last
  std::vector<std::pair<FactRef, Fact>> supposed;  ///< in the place of what the facts say
};

/// The place of a node's value in its own program: helpers that both passes share.
inline bool is_person_aggregate(Op op) {
  return op >= Op::sum_persons && op <= Op::all_persons;
}
const Scope* binding(const Scope& scope, std::int8_t slot);
Value worse(const Value& a, const Value& b);
bool allowed(const Program& program, const Definition& definition, Rational value);
bool is_date(Rational value);
bool is_month(Rational value);
/// What a function of dates and months gives for known operands; overflow() outside the calendar.
Rational time_value(Op op, Rational a, Rational b);
bool compares(Op op, int order);

}  // namespace utvag::rules
