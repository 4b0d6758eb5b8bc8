#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "rules/blocks/column.hpp"
#include "rules/graph/evaluation.hpp"

/// The block engine: the same program as the scalar engine's, for many households at once. All
/// households of one run have the same persons; their facts stand in columns.
namespace utvag::rules::blocks {

/// Which fact a column holds, in whole multiples of `unit` (100 öre for whole kronor).
struct Slot {
  std::int32_t definition = -1;  ///< an input
  std::int32_t person = 0;       ///< index in the common facts' persons; 0 for the household's
  std::int32_t month = -1;       ///< Month::index of a `spann`; -1: every month
  Rational unit = 1;
  std::int32_t low = 0, high = 0;  ///< no value lies outside
};

/// What is to be computed.
struct Order {
  std::vector<Question> questions;  ///< one a month, in the order of the answers
  std::int32_t definition = -1;
  std::int32_t person = 0;
  std::vector<Slot> slots;
};

/// What one question came to over the rows of a run.
struct Total {
  std::int64_t sum = 0;         ///< in BlockProgram::unit of the question
  std::int64_t above_zero = 0;  ///< rows
};

/// Compiled once for a composition of persons, then run by any number of threads.
class BlockProgram {
 public:
  static constexpr std::size_t kRows = 1024;  ///< of a block

  /// `common` holds the persons and the facts that every household shares; a slot goes before it.
  /// Refused, with the declaration named: what may be anything but a known value for some value of
  /// the columns (a missing fact, no rule), what may not fit 32 bits, and forms that blocks cannot
  /// express. Never a wrong or a silent zero.
  static Result<BlockProgram> compile(std::shared_ptr<const Program> program, const Facts& common,
                                      const Order& order);
  ~BlockProgram();
  BlockProgram(BlockProgram&&) noexcept;

  /// Answers are whole multiples of this.
  Rational unit(std::size_t question) const;
  std::size_t questions() const;
  /// Instructions run for each block, and the temporaries they share: for measurements.
  std::size_t instructions() const;
  std::size_t temporaries() const;

  /// Refused if the columns are not one a slot, of one length and within the slots' ends.
  Result<bool> accepts(std::span<const Column* const> columns) const;
  /// Runs rows [first, last) of columns that it accepts; `first` is a multiple of kRows. Adds to
  /// `totals` (one a question). `answers`, if not empty: one array a question, of all rows.
  void run(std::span<const Column* const> columns, std::size_t first, std::size_t last,
           std::span<Total> totals, std::span<std::int32_t* const> answers = {}) const;

  struct Impl;  ///< the inside, in block_code.hpp

 private:
  explicit BlockProgram(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace utvag::rules::blocks
