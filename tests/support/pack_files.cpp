#include "support/pack_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace utvag::tests {

namespace fs = std::filesystem;

std::string read_source_file(std::string_view path) {
  const fs::path full = fs::path(UTVAG_SOURCE_DIR) / path;
  std::ifstream stream(full, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + full.string());
  std::ostringstream text;
  text << stream.rdbuf();
  return std::move(text).str();
}

rules::PackSource read_pack(std::string_view folder) {
  const fs::path root = fs::path(UTVAG_SOURCE_DIR) / folder;
  rules::PackSource pack;
  pack.name = root.filename().string();
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    const std::string extension = entry.path().extension().string();
    if (!entry.is_regular_file() || (extension != ".norm" && extension != ".prov")) continue;
    const std::string inside = fs::relative(entry.path(), root).generic_string();
    const std::string from_source = std::string(folder) + "/" + inside;
    pack.files.push_back({pack.name + "/" + inside, read_source_file(from_source)});
  }
  std::sort(pack.files.begin(), pack.files.end(),
            [](const rules::SourceFile& a, const rules::SourceFile& b) { return a.name < b.name; });
  if (pack.files.empty()) throw std::runtime_error("no pack in " + root.string());
  return pack;
}

rules::PackSource make_pack(std::string name, std::string text) {
  rules::PackSource pack;
  pack.files.push_back({name + "/regler.norm", std::move(text)});
  pack.name = std::move(name);
  return pack;
}

std::string render_all(const rules::Compiled& compiled) {
  std::string all;
  for (const rules::Diagnostic& diagnostic : compiled.diagnostics) {
    all += rules::render(diagnostic, compiled.files, rules::Language::sv) + "\n";
  }
  return all;
}

rules::Compiled compile_clean(const std::vector<rules::PackSource>& packs) {
  rules::Compiled compiled = rules::compile(packs);
  if (!compiled.program) throw std::runtime_error("packs do not check:\n" + render_all(compiled));
  return compiled;
}

}  // namespace utvag::tests
