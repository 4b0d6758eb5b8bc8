#include "rules/tools/pack_sets.hpp"

#include <algorithm>
#include <utility>

namespace utvag::rules::tools {
namespace {

bool is_language_file(std::string_view name) {
  return name.ends_with(".norm") || name.ends_with(".prov");
}

Level level_of(std::string_view word) {
  if (word == "kommunal") return Level::municipal;
  if (word == "gemensam") return Level::joint;
  if (word == "tänkt") return Level::hypothetical;
  return Level::national;
}

}  // namespace

PackSets::PackSets(std::vector<PackSource> packs) : sources_(std::move(packs)) {
  for (const PackSource& source : sources_) {
    Pack pack;
    pack.name = source.name;
    pack.first_file = files_.size();
    for (const SourceFile& file : source.files) {
      if (!is_language_file(file.name)) continue;
      const auto index = static_cast<std::int32_t>(files_.size());
      files_.push_back(file);
      parsed_.push_back(parse(file, index, faults_));
      for (const syntax::Decl& decl : parsed_.back().decls) {
        if (decl.kind != syntax::DeclKind::package) continue;
        pack.name = decl.name;
        pack.level = level_of(decl.level);
        pack.municipalities = decl.municipalities;
      }
    }
    pack.file_count = files_.size() - pack.first_file;
    packs_.push_back(std::move(pack));
  }
}

std::size_t PackSets::find(std::string_view name) const {
  for (std::size_t i = 0; i < packs_.size(); ++i) {
    if (packs_[i].name == name || sources_[i].name == name) return i;
  }
  return npos;
}

std::vector<std::size_t> PackSets::applying(const std::string& municipality,
                                            std::size_t home) const {
  std::vector<std::size_t> set;
  for (std::size_t i = 0; i < packs_.size(); ++i) {
    const Pack& pack = packs_[i];
    const bool listed = std::find(pack.municipalities.begin(), pack.municipalities.end(),
                                  municipality) != pack.municipalities.end();
    const bool asks = municipality.empty() && i == home;
    if (pack.level == Level::national || listed || asks) set.push_back(i);
  }
  std::stable_sort(set.begin(), set.end(),
                   [&](std::size_t a, std::size_t b) { return packs_[a].level < packs_[b].level; });
  return set;
}

const Compiled& PackSets::compiled(const std::vector<std::size_t>& set) {
  std::unique_ptr<Compiled>& slot = compiled_[set];
  if (!slot) {
    std::vector<PackSource> chosen;
    for (const std::size_t index : set) chosen.push_back(sources_[index]);
    slot = std::make_unique<Compiled>(compile(chosen));
  }
  return *slot;
}

}  // namespace utvag::rules::tools
