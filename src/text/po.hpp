#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

/// gettext .po files, read strictly: what is not understood is a fault with its line.
namespace utvag::text {

struct PoEntry {
  std::string context, id, plural_id;
  std::vector<std::string> texts;  ///< one, or one per plural form
  std::int32_t line = 0;
  bool fuzzy = false;  ///< marked unsure: not used
};

struct PoFile {
  std::string header;            ///< the text of the entry with the empty id
  std::vector<PoEntry> entries;  ///< in file order, ids unique per context
};

inline constexpr std::size_t kMaxPoBytes = 4u << 20;

/// Reads a whole file. `name` is only for the fault's place.
Result<PoFile> read_po(std::string_view name, std::string_view bytes);

}  // namespace utvag::text
