#include <filesystem>
#include <system_error>

#include "app/files.hpp"
#include "app/packs.hpp"
#include "app/rules.hpp"
#include "rules/tools/doc.hpp"

namespace utvag::app {

int rules_doc(const Arguments& arguments, text::Language language, Io& io) {
  const std::filesystem::path out = arguments.value("--out");
  if (out.empty()) {
    tell(io,
         {"arguments.out", "--out", "Ange mappen som webbsidorna ska skrivas till.",
          "Give the folder that the pages are to be written to."},
         language);
    return kBadInput;
  }
  const auto folder = find_packs_folder(arguments.value("--packs"));
  if (!folder) return tell(io, folder.error(), language), kOther;
  const auto packs = read_packs(folder.value());
  if (!packs) return tell(io, packs.error(), language), kOther;
  const rules::Compiled compiled =
      rules::compile(choose_packs(packs.value(), arguments.value("--municipality")));
  tell(io, compiled.diagnostics, compiled.files, language);
  if (compiled.program == nullptr) return kBadPack;
  for (const rules::tools::SiteFile& file : rules::tools::rule_book(*compiled.program)) {
    const std::filesystem::path path = out / file.path;
    std::error_code failure;
    std::filesystem::create_directories(path.parent_path(), failure);
    const auto written = write_file(path.string(), file.content);
    if (!written) return tell(io, written.error(), language), kOther;
  }
  io.out += (out / "index.html").string() + "\n";
  return kAnswered;
}

}  // namespace utvag::app
