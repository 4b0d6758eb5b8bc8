#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "lab/assumptions.hpp"
#include "lab/population.hpp"

/// Synthetic households from published counts and one file of assumptions. The same numbers on
/// every machine: all draws are whole numbers that depend on the seed, the household and the field.
namespace utvag::lab {

/// A published count: data/lab/hushåll-med-bistånd.csv.
struct Margin {
  std::string code, name;  ///< "00" for the country
  int year = 0;
  std::int64_t households = 0;
  std::int64_t paid = 0;  ///< thousands of kronor in the year; 0: not published
  std::string source;
};

/// Errors "margins.form" with the line.
Result<std::vector<Margin>> read_margins(std::string_view csv);

/// The newest published count of a municipality, or of the country for "00".
/// Error "margins.none" with those that there are.
Result<Margin> newest_margin(const std::vector<Margin>& margins, std::string_view code);

struct Wanted {
  std::string municipality;  ///< empty: the whole country
  std::int64_t households = 10'000;
  std::uint64_t seed = 1;
  int year = 2026;
};

/// How a household stands to applying: FactColumn "ansöker".
enum Applies : std::int32_t { kNever = 0, kNow = 1, kWhenReformed = 2 };

/// Errors: "margins.none"; "assumptions.together" where no number of children fits.
Result<Population> make_population(const std::vector<Margin>& margins,
                                   const Assumptions& assumptions, const Wanted& wanted,
                                   const Progress& progress = {});

/// 64 well-mixed bits that depend on the three numbers alone.
std::uint64_t draw(std::uint64_t seed, std::uint64_t household, std::uint64_t field);

}  // namespace utvag::lab
