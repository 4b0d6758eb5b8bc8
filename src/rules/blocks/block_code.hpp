#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "rules/blocks/block_graph.hpp"
#include "rules/blocks/blocks.hpp"
#include "rules/blocks/expand.hpp"
#include "rules/blocks/symbol.hpp"

/// The instructions of a block program: each goes over all rows of a block, from temporaries that
/// stay in the nearest caches.
namespace utvag::rules::blocks {

enum class Operation : std::uint8_t {
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
  floor_div,       ///< a / constant, towards minus infinity
  floor_div_near,  ///< the same where 0 ≤ a − coefficient < 2^31; that is a multiple of constant
  widen,           ///< 32 bits as 64
  narrow,          ///< the low 32 bits of 64
  fold,            ///< tells a as ask `table`; b: its states, or -1; constant 1: may be below 0
};

enum class Source : std::uint8_t { temporary, column, int8, int16, int32 };

struct Instruction {
  Operation code = Operation::set;
  Source source = Source::temporary;
  bool wide = false;                    ///< lanes of 64 bits; otherwise of 32
  std::int32_t to = -1;                 ///< temporary
  std::int32_t a = -1, b = -1, c = -1;  ///< temporaries
  std::int32_t from = -1;               ///< slot, or temporary, as `source` says
  std::int32_t table = -1;              ///< offset in the tables of its width, or the ask
  std::int32_t table_size = 0;
  std::int64_t constant = 0, coefficient = 0;
};

/// One ask, as the block program gives it.
struct Planned {
  Told told;
  Interval range;                   ///< of the value
  std::vector<std::int64_t> edges;  ///< the least number of units in each bin after the first
  std::size_t scalar = 0;           ///< index of Impl::scalars
  std::int32_t definition = -1;
};

/// A world at a question, for the rows that the scalar engine computes.
struct Scalar {
  std::size_t world = 0;
  Plan plan;
};

struct BlockProgram::Impl {
  Order order;
  std::vector<SlotMap> places;  ///< by world
  std::vector<Planned> asks;
  std::vector<Scalar> scalars;
  std::vector<Left> left;
  std::vector<Instruction> code;
  std::vector<std::int32_t> tables;
  std::vector<std::int64_t> wide_tables;
  std::size_t temporaries = 0;  ///< in units of 4 bytes a row

  /// What the slot's column may hold: its values, codes and marks.
  Interval ends(std::size_t slot) const;
};

/// What an ask came to over a block.
struct Partial {
  std::int64_t sum = 0;
  std::int32_t above_zero = 0, below_zero = 0;
  std::int32_t others = 0;  ///< rows whose state is not 0
};

/// Where a block's values of an ask go.
struct Out {
  std::byte* values = nullptr;  ///< the block's first row; null: nowhere
  Width width = Width::int32;
  std::uint8_t* states = nullptr;  ///< null when the value is known everywhere
};

/// What a kernel is given: one block.
struct Block {
  const Instruction* code;
  std::size_t code_size;
  const std::int32_t* tables;
  const std::int64_t* wide_tables;
  const std::byte* const* columns;  ///< by slot: the block's first row
  std::byte* temporaries;           ///< `stride` bytes each unit, on 64 bytes
  std::size_t stride;
  std::size_t rows;
  std::size_t padded;  ///< rows computed: a whole number of Column::kPadding
  Partial* partials;   ///< by ask, written over
  const Out* outs;     ///< by ask
};

/// Runs a block on the widest vectors that the machine has.
void run_block(const Block& block);

/// How many rows a block of the program has: as its temporaries fit the nearest caches.
std::size_t rows_of_block(const BlockProgram::Impl& program);
Result<Results> run_all(const BlockProgram::Impl& program, std::span<const Column* const> columns,
                        std::size_t parts, const Spread& spread);

/// Turns the asks' nodes into instructions.
void lower(const BlockGraph& graph, BlockProgram::Impl& program);

}  // namespace utvag::rules::blocks
