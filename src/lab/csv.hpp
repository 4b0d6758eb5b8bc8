#pragma once
#include <cstddef>
#include <string_view>

#include "base/result.hpp"
#include "lab/columns.hpp"
#include "lab/population.hpp"
#include "rules/graph/program.hpp"

/// Households as CSV, one a row: docs/formats/columns.md.
namespace utvag::lab {

inline constexpr std::size_t kMaxCsvBytes = std::size_t{4} << 30U;

/// The first line names the columns: `vuxna`, `barn`, and `PERSON.FACT@MONTH`, where PERSON is
/// left out for the household's and @MONTH for what holds every month. A cell is empty for what is
/// not known, "-" for what does not apply, and otherwise as in a household file. Lists are stated
/// as a whole. Errors "csv.*" with line and column.
Result<Population> read_csv(std::string_view text, const rules::Program& program,
                            const Progress& progress = {});

/// Writes the same form.
Result<bool> write_csv(const Population& population, const Sink& sink,
                       const Progress& progress = {});

}  // namespace utvag::lab
