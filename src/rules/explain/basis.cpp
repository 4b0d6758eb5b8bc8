#include <array>

#include "rules/explain/explain.hpp"
#include "rules/explain/walk.hpp"

namespace utvag::rules {
namespace {

void note_version(Basis& basis, const Program& program, const Layer& layer, std::size_t version) {
  basis.version = &layer.versions[version];
  basis.pack = &program.packs[static_cast<std::size_t>(layer.pack)];
  basis.evidence = basis.version->provenance.evidence;
  if (basis.version->from_year_only) basis.notes.set(Note::start_year);
  if (!basis.pack->example.empty()) basis.notes.set(Note::example);
}

}  // namespace

std::string_view note_word(Note note) {
  constexpr std::array<std::string_view, kNotes> words = {
      "antagen",   "ifylld",    "tyst",    "inaktuell",   "startår",
      "begränsad", "begränsad", "exempel", "svagt_bevis", "öppen_bedömning"};
  return words[static_cast<std::size_t>(note)];
}

bool weak(char grade) {
  return grade == 'C' || grade == 'D' || grade == 'R' || grade == 'X';
}

Basis Tracer::basis(FactRef ref) {
  Basis basis;
  const Outcome& result = outcome(ref);
  const Definition& definition = definition_of(*program_, ref.definition);
  if (result.assumed) basis.notes.set(Note::assumed);
  if (result.filled) basis.notes.set(Note::filled);
  if (result.fell_through) basis.notes.set(Note::fell_through);
  if (result.bounded < 0) basis.notes.set(Note::bounded_below);
  if (result.bounded > 0) basis.notes.set(Note::bounded_above);
  if (definition.kind == DefKind::input || result.filled) return basis;
  if (result.layer >= 0 && result.version >= 0) {
    const auto layer = static_cast<std::size_t>(result.layer);
    note_version(basis, *program_, program_->layers(definition)[layer],
                 static_cast<std::size_t>(result.version));
    if (plan_->choice(ref.definition, layer).stale) basis.notes.set(Note::stale);
    if (weak(basis.evidence)) basis.notes.set(Note::weak_evidence);
  }
  if (definition.kind == DefKind::judgement) basis.notes.set(Note::open_judgement);
  return basis;
}

Basis Tracer::basis(const Read& read) {
  const Definition& definition = definition_of(*program_, read.ref.definition);
  if (definition.kind != DefKind::table) return basis(read.ref);
  Basis basis;
  if (read.fell_through) basis.notes.set(Note::fell_through);
  if (read.layer < 0 || read.version < 0) return basis;
  const auto layer = static_cast<std::size_t>(read.layer);
  note_version(basis, *program_, program_->layers(definition)[layer],
               static_cast<std::size_t>(read.version));
  if (plan_->choice(read.ref.definition, layer).stale) basis.notes.set(Note::stale);
  if (read.row >= 0) {
    basis.row = &basis.version->rows[static_cast<std::size_t>(read.row)];
    basis.evidence = basis.row->provenance.evidence;
  }
  if (weak(basis.evidence)) basis.notes.set(Note::weak_evidence);
  return basis;
}

const ProvisionText* provision_text(const Provision& provision, Date decision_date) {
  for (const ProvisionText& text : provision.texts) {
    if (text.from <= decision_date && (!text.to || decision_date <= *text.to)) return &text;
  }
  return nullptr;
}

}  // namespace utvag::rules
