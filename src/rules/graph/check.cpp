#include <algorithm>
#include <utility>

#include "rules/graph/checker.hpp"

namespace utvag::rules {
namespace checker {

Checker::Checker(const std::vector<PackSource>& sources, const std::vector<SourceFile>& all_files,
                 const std::vector<std::int32_t>& packs_of_files,
                 const std::vector<syntax::File>& trees, std::vector<Diagnostic>& all_faults)
    : pack_sources(sources),
      files(all_files),
      pack_of_file(packs_of_files),
      parsed(trees),
      faults(all_faults),
      pack_index(sources.size(), -1),
      defaults(all_files.size(), nullptr) {}

namespace {

/// Names are quoted the Swedish way when a message is put together; English has its own marks.
std::string with_english_marks(std::string_view text) {
  constexpr std::string_view kSwedish = "”";
  std::string made;
  made.reserve(text.size());
  for (std::size_t at = text.find(kSwedish); at != std::string_view::npos;
       at = text.find(kSwedish)) {
    made.append(text.substr(0, at)).push_back('"');
    text.remove_prefix(at + kSwedish.size());
  }
  return made.append(text);
}

Diagnostic fault_of(Severity severity, std::string code, Span span, std::string sv,
                    std::string_view en) {
  Diagnostic fault;
  fault.severity = severity;
  fault.code = std::move(code);
  fault.span = span;
  fault.sv = std::move(sv);
  fault.en = with_english_marks(en);
  return fault;
}

}  // namespace

Diagnostic& Checker::error(std::string code, Span span, std::string sv, const std::string& en) {
  ++errors;
  if (errors > kMaxFaults) faults.pop_back();  // counted, but a hostile file must not fill memory
  faults.push_back(fault_of(Severity::error, std::move(code), span, std::move(sv), en));
  return faults.back();
}

Diagnostic& Checker::warning(std::string code, Span span, std::string sv, const std::string& en) {
  program.warnings.push_back(fault_of(Severity::warning, std::move(code), span, std::move(sv), en));
  return program.warnings.back();
}

std::vector<std::string> Checker::citations(const syntax::Provenance& provenance) const {
  std::vector<std::string> texts;
  for (const auto& [id, span] : provenance.provisions) {
    const auto found = provision_by_name.find(id);
    if (found == provision_by_name.end()) continue;
    const auto& written = provision_decls[static_cast<std::size_t>(found->second)]->versions;
    const syntax::Version* newest = nullptr;
    for (const syntax::Version& text : written) {
      if (text.from && (newest == nullptr || *newest->from < *text.from)) newest = &text;
    }
    if (newest != nullptr) texts.push_back(newest->text);
  }
  for (const auto& [id, span] : provenance.sources) {
    const auto found = source_by_name.find(id);
    if (found == source_by_name.end()) continue;
    texts.push_back(source_decls[static_cast<std::size_t>(found->second)]->label);
  }
  if (!provenance.decided_by.empty()) texts.push_back(provenance.decided_by);
  return texts;
}

std::vector<std::string> Checker::citations(const Decl& decl) const {
  std::vector<std::string> texts = citations(decl.provenance);
  if (!texts.empty()) return texts;
  for (const syntax::Version& version : decl.versions) {
    for (std::string& text : citations(version.provenance)) {
      if (std::find(texts.begin(), texts.end(), text) == texts.end()) {
        texts.push_back(std::move(text));
      }
    }
  }
  return texts;
}

std::shared_ptr<const Program> Checker::run() {
  collect_packs();
  if (errors > 0) return nullptr;  // without levels nothing else can be judged
  collect_names();
  collect_items();
  collect_settings();
  complete_sources_and_provisions();
  for (Item& item : items) {
    if (item.decl->kind == DeclKind::table) collect_keys(item);
  }
  for (std::size_t i = 0; i < items.size(); ++i) check_item(i);
  if (rows > kMaxRows) {
    error("language.too-many-rows", Span{}, "Paketen har fler än 200 000 tabellrader tillsammans.",
          "The packs have more than 200 000 table rows together.");
  }
  const std::vector<std::int32_t> in_order = order();
  if (errors > 0) return nullptr;
  lay_out(in_order);
  check_ranges();
  if (errors > 0) return nullptr;
  for (const Diagnostic& told : program.warnings) faults.push_back(told);
  return std::make_shared<const Program>(std::move(program));
}

}  // namespace checker

std::shared_ptr<const Program> check(const std::vector<PackSource>& packs,
                                     const std::vector<SourceFile>& files,
                                     const std::vector<std::int32_t>& pack_of_file,
                                     const std::vector<syntax::File>& parsed,
                                     std::vector<Diagnostic>& faults) {
  checker::Checker checker(packs, files, pack_of_file, parsed, faults);
  return checker.run();
}

}  // namespace utvag::rules
