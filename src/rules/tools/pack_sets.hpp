#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rules/graph/program.hpp"

namespace utvag::rules::tools {

/// All packs at hand, and the sets of them that apply together: the national pack with the joint
/// and municipal packs of one municipality. Each set is compiled once and kept.
class PackSets {
 public:
  explicit PackSets(std::vector<PackSource> packs);

  struct Pack {
    std::string name;  ///< as its `paket` says; its folder when it says nothing
    Level level = Level::national;
    std::vector<std::string> municipalities;
    std::size_t first_file = 0, file_count = 0;  ///< in files()
  };

  const std::vector<Pack>& packs() const { return packs_; }
  /// The files of every pack, in order; the spans of parsed() and of tests point into this list.
  const std::vector<SourceFile>& files() const { return files_; }
  const std::vector<syntax::File>& parsed() const { return parsed_; }
  /// Faults of reading, before anything is compiled.
  const std::vector<Diagnostic>& faults() const { return faults_; }

  /// Position of a pack by its name or folder; npos when there is none.
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
  std::size_t find(std::string_view name) const;

  /// The national packs and those that list the municipality (its four digits), positions in
  /// packs(). Without a municipality: the national packs and `home`, the pack asking.
  std::vector<std::size_t> applying(const std::string& municipality, std::size_t home) const;

  /// That set compiled; the same object for the same set. Faults are in its diagnostics.
  const Compiled& compiled(const std::vector<std::size_t>& set);

 private:
  std::vector<PackSource> sources_;
  std::vector<Pack> packs_;
  std::vector<SourceFile> files_;
  std::vector<syntax::File> parsed_;
  std::vector<Diagnostic> faults_;
  std::map<std::vector<std::size_t>, std::unique_ptr<Compiled>> compiled_;
};

}  // namespace utvag::rules::tools
