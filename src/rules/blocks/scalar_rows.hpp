#pragma once
#include <memory>
#include <span>
#include <vector>

#include "rules/blocks/block_code.hpp"

namespace utvag::rules::blocks {

/// The scalar engine over the same columns, one row at a time. For one thread.
class ScalarRows {
 public:
  ScalarRows(const BlockProgram::Impl& program, std::span<const Column* const> columns)
      : program_(program), columns_(columns) {}

  void turn_to(std::size_t row);
  Value answer(std::size_t ask);

 private:
  Value evaluate(std::size_t ask);
  void state_facts(std::size_t world, Facts& facts) const;
  Fact fact_of(const SlotMap::Key& key, std::int32_t slot, const Fact& common) const;

  const BlockProgram::Impl& program_;
  std::span<const Column* const> columns_;
  std::size_t row_ = 0;
  std::vector<std::unique_ptr<Facts>> facts_;             ///< by world; made when first needed
  std::vector<bool> stated_;                              ///< by world: the row's facts
  std::vector<std::unique_ptr<Evaluation>> evaluations_;  ///< by scalar, of this row
};

}  // namespace utvag::rules::blocks
