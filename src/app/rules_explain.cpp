#include "app/packs.hpp"
#include "app/rules.hpp"
#include "rules/explain/explain.hpp"
#include "rules/tools/source_text.hpp"

namespace utvag::app {
namespace {

using rules::Definition;
using rules::describe;
using rules::Program;
using rules::Version;
using rules::tools::key_text;
using rules::tools::value_text;

std::string period(const Version& version) {
  std::string text =
      "från " + (version.from_year_only ? "år " + to_string(version.from).substr(0, 4)
                                        : to_string(version.from));
  if (version.to) text += " till " + to_string(*version.to);
  if (version.known_to) text += " (känd till " + to_string(*version.known_to) + ")";
  return text;
}

void tell_provenance(const Program& program, const rules::Provenance& from,
                     const std::string& indent, Io& io) {
  for (const std::int32_t index : from.provisions) {
    const rules::Provision& provision = program.provisions[static_cast<std::size_t>(index)];
    for (const rules::ProvisionText& text : provision.texts)
      io.out += indent + "lagrum: " + text.text + " (beslut från " + to_string(text.from) +
                ", bevis " + text.evidence + ")\n";
  }
  for (const std::int32_t index : from.sources) {
    const rules::Source& source = program.sources[static_cast<std::size_t>(index)];
    io.out +=
        indent + "källa " + source.id + ": " + source.title + " (bevis " + source.evidence + ")\n";
  }
  if (!from.note.empty()) io.out += indent + "not: " + from.note + "\n";
}

void tell_rows(const Program& program, const Definition& each, const Version& version, Io& io) {
  for (const rules::Row& row : version.rows) {
    io.out += "      ";
    for (std::size_t k = 0; k < row.keys.size(); ++k)
      io.out += key_text(program, each.keys[k], row.keys[k]) + " | ";
    io.out += row.unknown ? "okänt: " + *row.unknown : value_text(program, each.type, row.value);
    io.out += std::string("  [bevis ") + row.provenance.evidence + "]\n";
  }
}

void tell_version(const Program& program, const Definition& each, const Version& version, Io& io) {
  io.out += "    " + period(version) + ", bevis " + version.provenance.evidence + ", registrerad " +
            to_string(version.provenance.registered) + "\n";
  if (version.unknown) io.out += "      okänt: " + *version.unknown + "\n";
  if (version.body >= 0) io.out += "      = " + describe(program, version.body) + "\n";
  if (!version.text.empty()) io.out += "      " + version.text + "\n";
  tell_rows(program, each, version, io);
  tell_provenance(program, version.provenance, "      ", io);
}

const char* term_word(rules::Term term) {
  switch (term) {
    case rules::Term::guideline:
      return "riktlinje: ett värde som en bedömning får lämna";
    case rules::Term::open:
      return "öppet för kommunen";
    case rules::Term::sealed:
      break;
  }
  return "låst: lagen bestämmer";
}

}  // namespace

int rules_explain(const Arguments& arguments, text::Language language, Io& io) {
  if (arguments.plain.size() != 1) {
    tell(io, {"arguments.explain", "explain", "Ange en regels namn.", "Give the name of a rule."},
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
  const Program& program = *compiled.program;
  const std::int32_t index = program.find(arguments.plain[0]);
  if (index < 0) {
    std::vector<std::string> names;
    for (const Definition& each : program.definitions) names.push_back(each.name);
    const std::string nearest = rules::tools::nearest_name(arguments.plain[0], names);
    tell(io,
         {"rules.name", arguments.plain[0],
          "Det finns ingen sådan regel." + (nearest.empty() ? "" : " Menade du " + nearest + "?"),
          "There is no such rule." + (nearest.empty() ? "" : " Did you mean " + nearest + "?")},
         language);
    return kBadInput;
  }
  const Definition& each = program.definitions[static_cast<std::size_t>(index)];
  io.out += each.name + " – " + each.label + "\n  " +
            (each.for_person ? "för person" : "för hushåll") + ", " + term_word(each.term) + "\n";
  if (!each.explanation.empty()) io.out += "  " + each.explanation + "\n";
  tell_provenance(program, each.provenance, "  ", io);
  for (const rules::Layer& layer : program.layers(each)) {
    io.out += "  " + program.packs[static_cast<std::size_t>(layer.pack)].label + "\n";
    for (const Version& version : layer.versions) tell_version(program, each, version, io);
  }
  return kAnswered;
}

}  // namespace utvag::app
