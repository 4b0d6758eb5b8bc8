#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "lab/population.hpp"

namespace utvag::lab {

/// What a synthetic population rests on beside the published counts, read from one file that a user
/// may change: docs/lab.md. Shares are whole per cent, money whole kronor a month.
struct Assumptions {
  std::int64_t adults_per_1000, children_per_1000;
  std::int64_t aged_18_24, aged_18_29, long_term, unemployed, unemployed_without;
  std::int64_t couples_with_children, singles_with_children;
  std::int64_t sick, sick_without, part_time;
  std::int64_t benefit_low, benefit_high, part_wage_low, part_wage_high, wage_low, wage_high;
  std::int64_t child_benefit, maintenance, housing_allowance_high;
  std::int64_t rent_low, rent_high, rent_per_person, power_high;
  std::int64_t free_lunch, sublet;
  std::int64_t without_per_100, entitled_not_applying, new_applying;
  std::vector<Premise> premises;  ///< as written, for the results

  Assumptions() = default;
};

/// Errors "assumptions.*": a name that is unknown (with the nearest), missing or there twice, a
/// value out of range, ends the wrong way round, shares that pass 100.
Result<Assumptions> read_assumptions(std::string_view json);

/// The assumptions that a synthetic population says it was made with.
/// Error "assumptions.missing" for a population that was not.
Result<Assumptions> assumptions_in(const About& about);

/// The file with one value changed, as `--vary name=value` asks.
Result<bool> vary(Assumptions& assumptions, std::string_view name, std::string_view value);

}  // namespace utvag::lab
