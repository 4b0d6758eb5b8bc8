#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "lab/population.hpp"

/// The header of a column file, a JSON text: docs/formats/columns.md.
namespace utvag::lab {

inline constexpr std::string_view kMagicName = "UTVCOL";
inline constexpr std::string_view kMagic = "UTVCOL1\n";
/// Magic, length of the header, length of the file, SHA-256 of the header in hexadecimal digits.
inline constexpr std::size_t kHeadBytes = 128;

/// Where a column's numbers lie, counted from the first byte of the first column.
struct ColumnPlace {
  rules::blocks::Width width = rules::blocks::Width::int8;
  std::uint64_t offset = 0;
  std::int64_t low = 0, high = 0;
  std::string hash;  ///< SHA-256 of the numbers and their padding
};

struct Header {
  Population population;                         ///< its columns look at nothing yet
  std::vector<std::vector<ColumnPlace>> places;  ///< by part and column
};

std::string write_header(const Population& population,
                         const std::vector<std::vector<ColumnPlace>>& places);

/// Strict: a key that is missing, unknown or of the wrong kind is "columns.header".
Result<Header> read_header(std::string_view json);

}  // namespace utvag::lab
