#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

/// That few households are not shown, nor what they could be told from. No cell is left out of a
/// table: groups are put together until every cell holds none or at least kFewest, so that there is
/// nothing to reckon out of the others. docs/lab.md says what that covers.
namespace utvag::lab {

/// Fewer households than this in the population are not shown.
inline constexpr std::int64_t kFewest = 5;

/// Whether so many households are too few to show; none is no secret.
inline bool is_few(std::int64_t households) {
  return households > 0 && households < kFewest;
}

using Counts = std::vector<std::int64_t>;

/// Those who gain, lose and see no change, put together where some are few in any of `rows`:
/// the ways of each column. Whoever is few goes to "no change" first.
std::vector<std::vector<std::size_t>> merged_ways(const std::vector<Counts>& rows);

/// The rows of a table that have to be one row, in order; empty when none has. All columns
/// together hold no few.
std::vector<std::size_t> merged_rows(const std::vector<Counts>& table);

/// Cells first–last of a line of neighbours as one.
struct Range {
  std::size_t first = 0, last = 0;
};

/// Neighbours within the range put together until no cell is few, if the whole of it is not.
/// keep[i] says whether cells i and i + 1 may be kept apart; empty: they may.
std::vector<Range> merged_neighbours(const Counts& counts, Range within,
                                     const std::vector<bool>& keep = {});

/// Two lines of the same neighbours, cut at the same places.
std::vector<Range> merged_together(const Counts& one, const Counts& other, std::vector<bool> keep);

}  // namespace utvag::lab
