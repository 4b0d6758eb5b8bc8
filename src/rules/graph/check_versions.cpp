#include <algorithm>
#include <string_view>
#include <utility>

#include "rules/graph/checker.hpp"

namespace utvag::rules::checker {
namespace {

constexpr std::string_view kFromStrongToWeak = "VABMCDRX";

char weakest(char a, char b) {
  return kFromStrongToWeak.find(a) < kFromStrongToWeak.find(b) ? b : a;
}

std::int32_t find_reference(Checker& checker, const std::pair<std::string, Span>& reference,
                            bool source) {
  const auto& by_name = source ? checker.source_by_name : checker.provision_by_name;
  const auto found = by_name.find(reference.first);
  if (found != by_name.end()) return found->second;
  std::vector<std::string_view> names;
  for (const Decl* decl : source ? checker.source_decls : checker.provision_decls) {
    names.push_back(decl->name);
  }
  const std::string near = nearest(reference.first, names);
  auto& fault = checker.error(
      source ? "language.unknown-source" : "language.unknown-provision", reference.second,
      std::string("Det finns ") + (source ? "ingen källa" : "inget lagrum") + " som heter " +
          quoted(reference.first) + ".",
      std::string("There is no ") + (source ? "source" : "provision") + " called " +
          quoted(reference.first) + ".");
  fault.fix_sv = near.empty() ? "" : "Menades " + quoted(near) + "?";
  fault.fix_en = near.empty() ? "" : "Was " + quoted(near) + " meant?";
  return -1;
}

}  // namespace

Provenance Checker::provenance(const syntax::Provenance& written, std::int32_t pack) {
  Provenance made;
  for (const auto& reference : written.sources) {
    const std::int32_t found = find_reference(*this, reference, true);
    if (found < 0) continue;
    const auto index = static_cast<std::size_t>(found);
    if (!visible(pack, program.sources[index].pack)) {
      error("overlay.level", reference.second,
            "Källan " + quoted(reference.first) + " hör till ett paket som inte syns härifrån.",
            "The source " + quoted(reference.first) + " belongs to a pack not seen from here.");
    }
    source_used[index] = true;
    made.sources.push_back(found);
  }
  for (const auto& reference : written.provisions) {
    const std::int32_t found = find_reference(*this, reference, false);
    if (found < 0) continue;
    if (!visible(pack, provision_packs[static_cast<std::size_t>(found)])) {
      error("overlay.level", reference.second,
            "Lagrummet " + quoted(reference.first) + " hör till ett paket som inte syns härifrån.",
            "The provision " + quoted(reference.first) + " belongs to a pack not seen from here.");
    }
    provision_used[static_cast<std::size_t>(found)] = true;
    made.provisions.push_back(found);
  }
  if (written.evidence) made.evidence = *written.evidence;
  made.decided_by = written.decided_by;
  made.note = written.note;
  return made;
}

/// The evidence said at one place: its `bevis`, else the weakest of the sources it names.
std::optional<char> Checker::evidence_at(const syntax::Provenance& written) const {
  if (written.evidence) return written.evidence;
  std::optional<char> found;
  for (const auto& [id, span] : written.sources) {
    const auto source = source_by_name.find(id);
    if (source == source_by_name.end()) continue;
    const auto& decl = *source_decls[static_cast<std::size_t>(source->second)];
    const char letter = decl.provenance.evidence.value_or('X');
    found = found ? weakest(*found, letter) : letter;
  }
  return found;
}

/// The evidence of the provisions named, each in its newest wording that begins on or before `to`.
std::optional<char> Checker::evidence_of_provisions(const syntax::Provenance& written,
                                                    Date to) const {
  std::optional<char> found;
  for (const auto& [id, span] : written.provisions) {
    const auto at = provision_by_name.find(id);
    if (at == provision_by_name.end()) continue;
    const Provision& provision = program.provisions[static_cast<std::size_t>(at->second)];
    char letter = provision.texts.empty() ? 'X' : provision.texts.front().evidence;
    for (const ProvisionText& text : provision.texts) {
      if (text.from <= to) letter = text.evidence;
    }
    found = found ? weakest(*found, letter) : letter;
  }
  return found;
}

void Checker::dates(Provenance& made, const syntax::Provenance& written, const Provenance* outer,
                    std::int32_t file, Span span, const Decl& decl) {
  const syntax::Provenance* standard =
      file >= 0 ? defaults[static_cast<std::size_t>(file)] : nullptr;
  const auto pick = [&](std::optional<Date> own, std::optional<Date> of_decl,
                        std::optional<Date> of_file, std::optional<Date> of_outer) {
    return own ? own : of_outer ? of_outer : of_decl ? of_decl : of_file;
  };
  using Optional = std::optional<Date>;
  const auto registered =
      pick(written.registered, decl.provenance.registered,
           standard ? standard->registered : Optional{}, outer ? outer->registered : Optional{});
  const auto checked =
      pick(written.checked, decl.provenance.checked, standard ? standard->checked : Optional{},
           outer ? outer->checked : Optional{});
  made.corrects = written.corrects;
  const auto missing = [&](std::string_view word, const char* code) {
    auto& fault = error(code, span, "Här saknas datumet " + quoted(word) + ".",
                        "The date " + quoted(word) + " is missing here.");
    fault.fix_sv = "Skriv " + std::string(word) + " ÅÅÅÅ-MM-DD här eller i filens förval.";
    fault.fix_en = "Write " + std::string(word) + " YYYY-MM-DD here or in the file's förval.";
  };
  if (!registered) missing("registrerad", "language.no-registered");
  if (!checked) missing("kontrollerad", "language.no-checked");
  made.registered = registered.value_or(Date{});
  made.checked = checked.value_or(Date{});
  program.last_registered = std::max(program.last_registered, made.registered);
  if (written.corrects && registered && *written.corrects >= *registered) {
    error("language.correction", span,
          "En rättelse måste vara registrerad efter det som den rättar (" +
              to_string(*written.corrects) + ").",
          "A correction must be registered after what it corrects (" +
              to_string(*written.corrects) + ").");
  }
}

void Checker::complete_sources_and_provisions() {
  program.sources.reserve(source_decls.size());
  const auto pack_of = [&](const Decl& decl) {
    const auto file = static_cast<std::size_t>(decl.span.file);
    return pack_index[static_cast<std::size_t>(pack_of_file[file])];
  };
  for (const Decl* decl : source_decls) {
    if (!decl->provenance.evidence) {
      auto& fault = error("language.no-evidence", decl->name_span,
                          "Källan " + quoted(decl->name) + " säger inte hur säker den är.",
                          "The source " + quoted(decl->name) + " does not say how sure it is.");
      fault.fix_sv = "Lägg till bevis V, A, B, M, C, D, R eller X.";
      fault.fix_en = "Add bevis V, A, B, M, C, D, R or X.";
    }
    program.sources.push_back({decl->name, decl->label, decl->provenance.link,
                               decl->provenance.evidence.value_or('X'), pack_of(*decl)});
  }
  for (const Decl* decl : provision_decls) {
    Provision made;
    made.id = decl->name;
    provenance(decl->provenance, pack_of(*decl));  // its sources must exist, and are used
    std::vector<Version> stretches;
    for (const syntax::Version& text : decl->versions) {
      provenance(text.provenance, pack_of(*decl));
      std::optional<char> letter = evidence_at(text.provenance);
      if (!letter) letter = evidence_at(decl->provenance);
      if (!letter) {
        error("language.no-evidence", text.span,
              "Lagrummets lydelse säger inte hur säker den är; lägg till bevis.",
              "This wording of the provision does not say how sure it is; add bevis.");
      }
      if (!text.from) {
        error("language.version-start", text.span, "Lydelsen har ingen början.",
              "The wording has no start.");
        continue;
      }
      const std::string& link =
          text.provenance.link.empty() ? decl->provenance.link : text.provenance.link;
      made.texts.push_back({*text.from, text.to, text.text, link, letter.value_or('X')});
      Version stretch;
      stretch.from = *text.from;
      stretch.to = text.to;
      stretch.span = text.span;
      stretches.push_back(std::move(stretch));
    }
    std::sort(made.texts.begin(), made.texts.end(),
              [](const ProvisionText& a, const ProvisionText& b) { return a.from < b.from; });
    std::sort(stretches.begin(), stretches.end(),
              [](const Version& a, const Version& b) { return a.from < b.from; });
    check_timeline(*decl, stretches, true);
    program.provisions.push_back(std::move(made));
  }
}

}  // namespace utvag::rules::checker
