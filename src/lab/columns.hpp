#pragma once
#include <cstddef>
#include <functional>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "lab/population.hpp"

/// The column file .utvcol: docs/formats/columns.md.
namespace utvag::lab {

/// Takes the next bytes of a file.
using Sink = std::function<Result<bool>(std::string_view bytes)>;

/// Puts the columns of each part, and the parts, in the order that the file has.
void put_in_order(Population& population);

/// Writes the file from its first byte to its last. The population is in order.
/// Errors: those of the sink.
Result<bool> write_columns(const Population& population, const Sink& sink,
                           const Progress& progress = {});

/// Reads a whole file; the columns look at `bytes`, which are aligned to 64 and outlive them. All
/// hashes are checked, and that every number lies within its column's ends.
/// Errors: "columns.not-ours", "columns.version", "columns.cut-short", "columns.too-long",
/// "columns.header", "columns.order", "columns.column" (with the part and the column).
Result<Population> read_columns(std::span<const std::byte> bytes, const Progress& progress = {});

}  // namespace utvag::lab
