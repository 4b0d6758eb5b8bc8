#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "rules/blocks/blocks.hpp"

/// The households of NB1: made from their number alone, so that every engine can make the same
/// ones, and any of them without the others. Amounts are whole kronor.
namespace utvag::bench {

inline constexpr int kMonths = 12;  ///< of 2026
inline constexpr int kMaxChildren = 6;

struct Adult {
  bool stimulus = false;
  std::array<std::int32_t, kMonths> wage{}, benefit{};
};

struct Household {
  int adults = 1, children = 0;
  std::int32_t municipality = 0;
  std::array<std::int32_t, kMaxChildren> months_old{};  ///< at the beginning of the year
  std::array<Adult, 2> adult{};
  std::int32_t rent = 0, housing_allowance = 0;
  std::array<std::int32_t, kMonths> other{};
};

Household make_household(std::uint64_t number);
/// Adults and children of a household, cheaper than the whole of it.
int adults_of(std::uint64_t number);
int children_of(std::uint64_t number);

/// The declarations of the pack that households are stated in.
struct Names {
  explicit Names(const rules::Program& program);
  std::int32_t municipality, rent, other, allowance, wage, benefit, stimulus, age, assistance;
};

/// One column of a composition: which fact it is and its values for all households.
struct Filled {
  rules::blocks::Slot slot;
  rules::blocks::Column column;
};

/// The facts of one household, for the scalar engine.
rules::Facts facts_of(const rules::Program& program, const Names& names,
                      const Household& household);
/// The columns of the households, which all have the same adults and children.
std::vector<Filled> columns_of(const std::vector<std::uint64_t>& numbers);
/// Assistance in each month, for households of this composition; without slots.
rules::blocks::Order order_of(const std::shared_ptr<const rules::Program>& program, int adults,
                              int children, bool keep);
/// Persons of a composition, with nothing stated.
rules::Facts persons_of(const rules::Program& program, int adults, int children);
/// The twelve months, known at the end of 2026.
std::vector<rules::Question> questions();

}  // namespace utvag::bench
