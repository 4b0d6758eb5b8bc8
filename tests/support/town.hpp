#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "rules/blocks/blocks.hpp"

namespace utvag::tests {

/// Made-up households of one composition, in columns for the shipped packs over the months of
/// 2026: births, schooling and lunch, wages and benefits by months, housing and other costs, how
/// they live and share, assets, and job stimulus. For tests and measurements of the block engine;
/// nothing is drawn from a real distribution.
struct Town {
  int adults = 0, children = 0;
  std::size_t rows = 0;
  std::vector<rules::blocks::Slot> slots;
  std::vector<rules::blocks::Column> columns;

  std::vector<const rules::blocks::Column*> all() const;
  std::size_t bytes() const;  ///< of the columns, in all
};

/// Towns of every composition with one or two adults and up to six children, `households` in all.
std::vector<Town> make_towns(std::size_t households);

/// The persons of a town, with its lists stated.
rules::Facts common_facts(const rules::Program& program, const Town& town);

/// A town's households one by one, for the scalar engine.
class TownFacts {
 public:
  TownFacts(const rules::Program& program, const Town& town);
  const rules::Facts& of(std::size_t row);  ///< until the next is asked for

 private:
  const Town& town_;
  rules::Facts facts_;
  std::vector<std::int32_t> definitions_;  ///< by slot
};

/// The months of 2026, known and decided as the packs last were.
std::vector<rules::Question> months_of_2026(const rules::Program& program);

}  // namespace utvag::tests
