#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "rules/blocks/block_graph.hpp"
#include "rules/blocks/blocks.hpp"
#include "rules/blocks/symbol.hpp"

/// The instructions of a block program: each goes over all rows of a block, from temporaries that
/// stay in the nearest caches.
namespace utvag::rules::blocks {

enum class Code : std::uint8_t {
  set,         ///< constant
  scale,       ///< constant + coefficient × source
  add_scaled,  ///< a + coefficient × source
  gather,      ///< table[source + constant]
  gather_add,  ///< a + table[source + constant]
  unpack,      ///< (source >> coefficient) and constant, as bits without sign
  minimum,
  maximum,
  minimum_constant,
  maximum_constant,
  product,
  select,  ///< a ≠ 0: b, otherwise c
  mask,    ///< a ≠ 0: b, otherwise 0
  below_zero,
  is_zero,
  floor_div,  ///< a / constant, towards minus infinity
  fold,       ///< adds a to the totals of question `table`
};

enum class Source : std::uint8_t { temporary, int8, int16, int32 };

struct Instruction {
  Code code = Code::set;
  Source source = Source::temporary;
  std::int32_t to = -1;                 ///< temporary
  std::int32_t a = -1, b = -1, c = -1;  ///< temporaries
  std::int32_t from = -1;               ///< slot, or temporary, as `source` says
  std::int32_t constant = 0, coefficient = 0;
  std::int32_t table = -1;  ///< offset in the tables, or the question
  std::int32_t table_size = 0;
};

struct Answer {
  std::int32_t node = -1;
  Rational unit = 1;
};

struct BlockProgram::Impl {
  std::vector<Instruction> code;
  std::vector<std::int32_t> tables;
  std::vector<Answer> answers;
  std::vector<Slot> slots;
  std::size_t temporaries = 0;
};

/// What a kernel is given: one block.
struct Block {
  const Instruction* code;
  std::size_t code_size;
  const std::int32_t* tables;
  const std::byte* const* columns;  ///< by slot: the block's first row
  std::int32_t* temporaries;        ///< kRows each, on 64 bytes
  std::size_t rows;                 ///< at most kRows
  Total* totals;
  std::int32_t* const* answers;  ///< by question: the block's first row; null: not kept
};

/// Runs a block on the widest vectors that the machine has.
void run_block(const Block& block);

/// Turns the answers' nodes into instructions.
void lower(const BlockGraph& graph, BlockProgram::Impl& program);

}  // namespace utvag::rules::blocks
