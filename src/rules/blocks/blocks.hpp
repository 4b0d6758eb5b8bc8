#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "rules/blocks/column.hpp"
#include "rules/graph/evaluation.hpp"

/// The block engine: the same programs as the scalar engine's, for many households at once. All
/// households of one run have the same persons; their facts stand in columns.
namespace utvag::rules::blocks {

/// What a number in a column stands for: a value (in öre, days, ordinals … as in Program), or
/// State::unknown, State::not_applicable, or State::not_evaluated for "not stated".
struct Code {
  State state = State::known;
  Rational value;
};

/// Which fact a column holds. An input; or a judgement or guideline that a person has filled, and
/// not filled where the column says unknown.
struct Slot {
  /// Its name, "inkomst[nettolön]"; a world without it does not read it. Empty: no fact, only what
  /// totals are kept apart by.
  std::string input;
  std::int32_t person = 0;  ///< index among the persons; 0 for the household's
  std::int32_t month = -1;  ///< Month::index of a `spann`; -1: every month
  Rational unit = 1;        ///< a column's 1 is this much: 100 öre where it holds whole kronor
  std::int32_t low = 0, high = 0;  ///< no value lies outside
  /// If not empty: number i stands for codes[i]; unit, low and high are not read.
  std::vector<Code> codes;
  /// Numbers outside [low, high] that say that the fact is unknown, or does not apply.
  std::optional<std::int32_t> unknown, not_applicable;
};

/// A set of packs, with the persons and the facts that every household shares; a slot goes before
/// them. A list of which some members stand in columns is stated here (Facts::state_list).
struct World {
  std::shared_ptr<const Program> program;
  Facts common;  ///< persons in the same roles in every world
};

struct Ask {
  std::size_t world = 0;
  Question question;
  std::string rule;         ///< the name of any definition but a table
  std::int32_t person = 0;  ///< of whom, for a person's
  bool keep = true;         ///< a value for each row is wanted, not only the totals
  std::int32_t minus = -1;  ///< an earlier ask: told is how much more this one is
  std::vector<Rational>
      edges;  ///< rising: where Total::bins begin, for quantiles and distributions
};

/// What is to be computed. Values that worlds, months and rules share are computed once; asks in
/// the order of their months keep them in the nearest caches.
struct Order {
  std::vector<World> worlds;
  std::vector<Slot> slots;
  std::vector<Ask> asks;
  std::int32_t group = -1;  ///< a slot by whose numbers totals are kept apart; -1: one total
};

/// What an ask came to over the rows of a run.
struct Total {
  Rational sum;  ///< of what is known; overflowed() if too large
  std::int64_t above_zero = 0, below_zero = 0;
  std::array<std::int64_t, 7> states{};  ///< rows in each State
  /// Known values below the first edge, from each edge to the next, and from the last: one more
  /// than there are edges. Empty when the ask has none.
  std::vector<std::int64_t> bins;
  std::int64_t known() const { return states[static_cast<std::size_t>(State::known)]; }
};

/// One ask, row by row.
struct Answer {
  Rational unit = 1;
  Column values;              ///< whole multiples of `unit`, 0 where there is no such value
  std::vector<State> states;  ///< empty: known in every row
  std::map<std::size_t, Rational> parts;  ///< values that are no whole multiple of the unit

  State state(std::size_t row) const { return states.empty() ? State::known : states[row]; }
  Rational value(std::size_t row) const;
};

struct Results {
  std::vector<Answer> answers;  ///< one an ask; without values where they are not kept
  std::vector<Total> totals;    ///< of ask a and group g: totals[a × groups + g]
  std::size_t groups = 1;       ///< the greatest number of the group's slot + 1
  std::int64_t by_scalar = 0;   ///< answers that the scalar engine gave
};

/// What the blocks could not tell for sure, and left to the scalar engine.
struct Left {
  std::string definition;
  Error why;
};

/// Calls part(0) … part(parts − 1), in any order and on any threads, and returns when all are done.
/// The engine starts no threads of its own.
using Spread =
    std::function<void(std::size_t parts, const std::function<void(std::size_t part)>& part)>;
void in_turn(std::size_t parts, const std::function<void(std::size_t part)>& part);

/// Compiled once for a composition of persons, then run by any number of threads. Equal to the
/// scalar engine, to the last fraction and in every state: what blocks cannot prove to be known
/// (a missing fact, a value too large for 64 bits, a form they cannot express) is computed by the
/// scalar engine for the rows that read it, and counted.
class BlockProgram {
 public:
  /// Refused: worlds whose persons differ, names that do not exist, slots that contradict.
  static Result<BlockProgram> compile(Order order);
  ~BlockProgram();
  BlockProgram(BlockProgram&&) noexcept;

  /// Refused: columns that are not one a slot, of one length and within the slots' ends; a group
  /// column with numbers below 0 or above 4 095.
  /// The rows are shared out in `parts` parts, one a thread. Without any slot there is one row.
  Result<Results> run(std::span<const Column* const> columns, std::size_t parts = 1,
                      const Spread& spread = in_turn) const;

  /// Definitions that some rows may be left to the scalar engine for.
  const std::vector<Left>& left() const;
  /// Instructions run for each block, and bytes of the temporaries they share: for measurements.
  std::size_t instructions() const;
  std::size_t temporary_bytes() const;

  struct Impl;  ///< the inside, in block_code.hpp

 private:
  explicit BlockProgram(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace utvag::rules::blocks
