#include <algorithm>
#include <string>

#include "base/sha256.hpp"
#include "rules/graph/program.hpp"

namespace utvag::rules {

std::string pack_hash(const PackSource& pack) {
  std::vector<const SourceFile*> files;
  files.reserve(pack.files.size());
  for (const SourceFile& file : pack.files) files.push_back(&file);
  std::sort(files.begin(), files.end(),
            [](const SourceFile* a, const SourceFile* b) { return a->name < b->name; });
  // The folder's name is not content: the same pack in another folder is the same pack.
  const std::string folder = pack.name + "/";
  Sha256 sum;
  for (const SourceFile* file : files) {
    std::string_view path = file->name;
    if (path.substr(0, folder.size()) == folder) path.remove_prefix(folder.size());
    sum.update(path);
    sum.update(std::string_view("\0", 1));
    sum.update(std::to_string(file->text.size()));
    sum.update(std::string_view("\0", 1));
    sum.update(file->text);
  }
  return to_hex(sum.finish());
}

}  // namespace utvag::rules
