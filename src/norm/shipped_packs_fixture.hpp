#pragma once
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "rules/graph/program.hpp"

/// For tests: every pack of the source tree, as the program reads them.
namespace utvag::norm::fixture {

inline std::vector<rules::PackSource> shipped_packs() {
  namespace fs = std::filesystem;
  const fs::path root = fs::path(UTVAG_SOURCE_DIR) / "packs";
  std::vector<rules::PackSource> packs;
  for (const auto& found : fs::recursive_directory_iterator(root)) {
    if (found.path().filename() != "paket.norm") continue;
    const fs::path folder = found.path().parent_path();
    rules::PackSource pack;
    pack.name = fs::relative(folder, root).generic_string();
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      std::ostringstream text;
      text << in.rdbuf();
      pack.files.push_back(
          {pack.name + "/" + fs::relative(entry.path(), folder).generic_string(), text.str()});
    }
    std::sort(pack.files.begin(), pack.files.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    packs.push_back(std::move(pack));
  }
  std::sort(packs.begin(), packs.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return packs;
}

}  // namespace utvag::norm::fixture
