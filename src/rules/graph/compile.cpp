#include <algorithm>
#include <tuple>

#include "rules/graph/program.hpp"

namespace utvag::rules {
namespace {

bool ends_with(std::string_view name, std::string_view ending) {
  return name.size() >= ending.size() && name.substr(name.size() - ending.size()) == ending;
}

bool has_error(const std::vector<Diagnostic>& faults) {
  return std::any_of(faults.begin(), faults.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::error; });
}

/// In file and line order; a fault with no place comes first. Errors are never cut away by
/// warnings: of more than kMaxDiagnostics, the first errors are kept.
void put_in_order(std::vector<Diagnostic>& faults) {
  const auto place = [](const Diagnostic& d) {
    return std::make_tuple(d.span.file, d.span.line, d.span.column);
  };
  const auto limit = static_cast<std::size_t>(kMaxDiagnostics);
  std::stable_sort(faults.begin(), faults.end(), [&](const Diagnostic& a, const Diagnostic& b) {
    return std::make_tuple(a.severity, place(a)) < std::make_tuple(b.severity, place(b));
  });
  const auto errors =
      static_cast<std::size_t>(std::count_if(faults.begin(), faults.end(), [](const Diagnostic& d) {
        return d.severity == Severity::error;
      }));
  if (errors > limit) faults.resize(limit);
  std::stable_sort(faults.begin(), faults.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
}

}  // namespace

std::int32_t Program::find(std::string_view name) const {
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    if (definitions[i].name == name || definitions[i].base_name == name) {
      return static_cast<std::int32_t>(i);
    }
  }
  return -1;
}

Compiled compile(const std::vector<PackSource>& packs) {
  Compiled compiled;
  std::vector<std::int32_t> pack_of_file;
  for (std::size_t p = 0; p < packs.size(); ++p) {
    const std::size_t first = compiled.files.size();
    compiled.files.insert(compiled.files.end(), packs[p].files.begin(), packs[p].files.end());
    // By name, so that the order in which files were read means nothing.
    std::stable_sort(compiled.files.begin() + static_cast<std::ptrdiff_t>(first),
                     compiled.files.end(),
                     [](const SourceFile& a, const SourceFile& b) { return a.name < b.name; });
    pack_of_file.resize(compiled.files.size(), static_cast<std::int32_t>(p));
  }
  for (std::size_t i = 0; i < compiled.files.size(); ++i) {
    const SourceFile& file = compiled.files[i];
    if (!ends_with(file.name, ".norm") && !ends_with(file.name, ".prov")) continue;
    compiled.syntax.push_back(parse(file, static_cast<std::int32_t>(i), compiled.diagnostics));
  }
  if (!has_error(compiled.diagnostics)) {
    compiled.program =
        check(packs, compiled.files, pack_of_file, compiled.syntax, compiled.diagnostics);
  }
  if (has_error(compiled.diagnostics)) compiled.program = nullptr;
  put_in_order(compiled.diagnostics);
  return compiled;
}

}  // namespace utvag::rules
