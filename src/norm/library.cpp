#include "norm/library.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "rules/language/syntax.hpp"

namespace utvag::norm {

using rules::PackSource;
using rules::SourceFile;

PackHeading heading_of(const PackSource& pack) {
  PackHeading heading;
  for (const SourceFile& file : pack.files) {
    if (file.name != pack.name + "/paket.norm") continue;
    std::vector<rules::Diagnostic> faults;
    const rules::syntax::File parsed = rules::parse(file, 0, faults);
    for (const rules::syntax::Decl& decl : parsed.decls) {
      if (decl.kind != rules::syntax::DeclKind::package) continue;
      heading.readable = faults.empty();
      heading.municipalities = decl.municipalities;
      heading.label = decl.label;
      heading.level = decl.level == "kommunal"   ? rules::Level::municipal
                      : decl.level == "gemensam" ? rules::Level::joint
                      : decl.level == "tänkt"    ? rules::Level::hypothetical
                                                 : rules::Level::national;
    }
  }
  return heading;
}

std::vector<PackSource> choose_packs(const std::vector<PackSource>& all,
                                     std::string_view municipality) {
  std::vector<std::pair<rules::Level, const PackSource*>> chosen;
  for (const PackSource& pack : all) {
    const PackHeading heading = heading_of(pack);
    const bool named = std::find(heading.municipalities.begin(), heading.municipalities.end(),
                                 municipality) != heading.municipalities.end();
    if (!heading.readable || heading.level == rules::Level::national || named)
      chosen.emplace_back(heading.level, &pack);
  }
  std::stable_sort(chosen.begin(), chosen.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<PackSource> packs;
  for (const auto& [level, pack] : chosen) packs.push_back(*pack);
  return packs;
}

struct Library::Kept {
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<const Edition>, std::less<>> editions;
};

Library::Library(std::vector<PackSource> all)
    : all_(std::move(all)), kept_(std::make_unique<Kept>()) {
  std::map<std::string, std::vector<std::string>> found;
  for (const PackSource& pack : all_) {
    const PackHeading heading = heading_of(pack);
    for (const std::string& code : heading.municipalities) {
      found[code].push_back(heading.label.empty() ? pack.name : heading.label);
    }
  }
  for (auto& [code, packs] : found) municipalities_.push_back({code, std::move(packs)});
}

Library::~Library() = default;

Result<std::shared_ptr<const Edition>> Library::edition(std::string_view municipality) const {
  const bool own = std::any_of(municipalities_.begin(), municipalities_.end(),
                               [&](const Municipality& each) { return each.code == municipality; });
  // Every municipality without a pack shares the national edition: the cache has a bound.
  const std::string key = own ? std::string(municipality) : std::string();
  const std::lock_guard lock(kept_->mutex);
  const auto kept = kept_->editions.find(key);
  if (kept != kept_->editions.end()) return kept->second;
  auto made = std::make_shared<Edition>();
  made->municipality = key;
  made->packs = choose_packs(all_, key);
  const rules::Compiled compiled = rules::compile(made->packs);
  if (!compiled.program) {
    Error fault{"packs.fault", "", "Ett regelpaket har fel.", "A rule pack has a fault."};
    for (const rules::Diagnostic& each : compiled.diagnostics) {
      fault.sv = rules::render(each, compiled.files, rules::Language::sv);
      fault.en = rules::render(each, compiled.files, rules::Language::en);
      break;
    }
    return fault;
  }
  made->program = compiled.program;
  auto words = Presentation::make(made->program, made->packs, text::Language::sv);
  if (!words) return words.error();
  made->presentation = std::make_unique<const Presentation>(std::move(words.value()));
  made->sheet = std::make_unique<const Sheet>(*made->program);
  kept_->editions.emplace(key, made);
  return std::shared_ptr<const Edition>(made);
}

}  // namespace utvag::norm
