#include <algorithm>
#include <array>
#include <utility>

#include "norm/render.hpp"
#include "text/messages.hpp"

namespace utvag::norm {
namespace {

using rules::Definition;
using rules::FactRef;
using rules::Note;
using rules::Read;
using rules::State;

std::string_view level_name(rules::Level level) {
  constexpr std::array<std::string_view, 3> names = {"national", "joint", "municipal"};
  return names[static_cast<std::size_t>(level)];
}

std::string_view answer_name(Answer answer) {
  constexpr std::array<std::string_view, 4> names = {"answered", "facts_missing", "no_rule",
                                                     "failed"};
  return names[static_cast<std::size_t>(answer)];
}

std::string_view direction_name(rules::Direction direction) {
  constexpr std::array<std::string_view, 3> names = {"both", "higher", "lower"};
  return names[static_cast<std::size_t>(direction)];
}

std::string_view note_name(Note note) {
  constexpr std::array<std::string_view, rules::kNotes> names = {
      "assumed",       "judgement",     "fell_through", "stale",         "start_year",
      "bounded_below", "bounded_above", "example",      "weak_evidence", "open_judgement"};
  return names[static_cast<std::size_t>(note)];
}

/// "kr/mån" from the powers of its parts.
std::string unit_name(const rules::Unit& unit) {
  std::string above, below;
  const auto part = [&](std::int8_t power, const char* whole, const char* per) {
    if (power > 0) above += whole;
    if (power < 0) below += std::string("/") + per;
  };
  part(unit.kr, "kr", "kr");
  part(unit.month, "mån", "mån");
  part(unit.day, "dagar", "dag");
  part(unit.year, "år", "år");
  return above + below;
}

void exact(JsonWriter& json, std::string_view name, Rational value) {
  if (value.is_whole()) {
    json.key(name).integer(value.numerator);
    return;
  }
  const std::string base(name);
  json.key(base + "_numerator").integer(value.numerator);
  json.key(base + "_denominator").integer(value.denominator);
}

void known_value(JsonWriter& json, const View& view, const rules::Type& type, Rational value) {
  json.begin_object();
  switch (type.kind) {
    case rules::Kind::boolean:
      json.key("boolean").boolean(value.numerator != 0);
      break;
    case rules::Kind::date:
      json.key("date").string(to_string(Date{static_cast<std::int32_t>(value.numerator)}));
      break;
    case rules::Kind::month:
      json.key("month").string(to_string(Month{static_cast<std::int32_t>(value.numerator)}));
      break;
    case rules::Kind::enumeration: {
      const auto ordinal = static_cast<std::size_t>(value.numerator);
      const std::string& name = type.enumeration < 0
                                    ? view.program().roles[ordinal].name
                                    : view.program()
                                          .enumerations[static_cast<std::size_t>(type.enumeration)]
                                          .members[ordinal]
                                          .name;
      json.key("member").string(name);
      break;
    }
    case rules::Kind::number:
      exact(json, type.unit.kr != 0 ? "ore" : "number", value);
      if (type.unit != rules::Unit{}) json.key("unit").string(unit_name(type.unit));
      break;
  }
  json.end_object();
}

void write_date(JsonWriter& json, std::string_view key, const std::optional<Date>& date) {
  json.key(key);
  if (date) {
    json.string(to_string(*date));
  } else {
    json.null();
  }
}

void write_named(JsonWriter& json, const View& view, FactRef ref) {
  json.key("rule").string(view.definition(ref).name);
  json.key("label").string(view.presentation.words(ref.definition).label);
  json.key("person");
  write_person(json, view, ref.person);
}

void write_citations(JsonWriter& json, const View& view, const Backing& back) {
  const Date decided = view.calculation.plan->question().decision_date;
  json.key("citations").begin_array();
  for (const std::int32_t index : back.provisions) {
    const rules::Provision& provision = view.program().provisions[static_cast<std::size_t>(index)];
    const rules::ProvisionText* text = rules::provision_text(provision, decided);
    json.embed(view.presentation.cited_provision(
        index, text == nullptr ? std::ptrdiff_t{-1} : text - provision.texts.data()));
  }
  json.end_array();
  json.key("sources").begin_array();
  for (const std::int32_t index : back.sources) {
    json.embed(view.presentation.cited_source(index));
  }
  json.end_array();
}

/// One document; the order of members is fixed.
class Document {
 public:
  explicit Document(const View& view) : view_(view), made_(view.calculation), backings_(view) {}

  std::string write() {
    json_.begin_object();
    head();
    result();
    worksheet();
    missing();
    no_rule();
    judgements();
    facts("assumed", made_.assumed);
    facts("not_covered", made_.not_covered);
    notes();
    not_expressed();
    closing();
    json_.key("household").embed(made_.request.household);
    json_.end_object();
    return json_.take();
  }

 private:
  void head() {
    const rules::Question& question = made_.plan->question();
    json_.key("format").string(kCalculationFormat);
    json_.key("engine").string(made_.request.engine);
    json_.key("language").string(text::code(view_.language()));
    json_.key("question").begin_object();
    json_.key("month").string(to_string(question.month));
    json_.key("known_at").string(to_string(question.known_at));
    json_.key("decision_date").string(to_string(question.decision_date));
    json_.key("outcome").string(made_.request.principal);
    json_.end_object();
    json_.key("municipality");
    if (made_.request.municipality.empty()) {
      json_.null();
    } else {
      json_.string(made_.request.municipality);
    }
    json_.key("municipal_rules").boolean(made_.municipal_rules());
    json_.key("packs").begin_array();
    for (const rules::Pack& pack : view_.program().packs) {
      json_.begin_object();
      json_.key("name").string(pack.name);
      json_.key("label").string(view_.presentation.translate(pack.label));
      json_.key("level").string(level_name(pack.level));
      json_.key("hash").string(pack.hash);
      json_.key("example");
      if (pack.example.empty()) {
        json_.null();
      } else {
        json_.string(view_.presentation.translate(pack.example));
      }
      json_.end_object();
    }
    json_.end_array();
  }

  void result() {
    json_.key("answer").string(answer_name(made_.answer));
    json_.key("result");
    if (made_.principal < 0) {
      json_.null();
      return;
    }
    const FactRef root{made_.principal, -1};
    const bool weak = backings_.rests_on_weak(root);
    const rules::Outcome& outcome = made_.tracer->outcome(root);
    json_.begin_object();
    json_.key("rule").string(view_.definition(root).name);
    json_.key("label").string(view_.presentation.words(made_.principal).label);
    write_value(json_, view_, made_.principal, outcome.state, outcome.value);
    json_.key("rests_on_weak").boolean(weak);
    json_.key("text").string(headline(view_));
    json_.end_object();
  }

  void worksheet() {
    json_.key("sections").begin_array();
    std::string_view section;
    for (const SheetRow& row : made_.rows) {
      if (row.section != section) {
        if (!section.empty()) json_.end_array().end_object();
        section = row.section;
        std::string label;
        say_section(label, view_.language(), section);
        json_.begin_object();
        json_.key("section").string(section);
        json_.key("label").string(label);
        json_.key("rows").begin_array();
      }
      write_row(row);
    }
    if (!section.empty()) json_.end_array().end_object();
    json_.end_array();
    json_.key("not_counted").begin_array();
    for (const std::int32_t person : made_.not_counted) write_person(json_, view_, person);
    json_.end_array();
  }

  void write_row(const SheetRow& row) {
    const FactRef ref = row.ref;
    const rules::Outcome& outcome = made_.tracer->outcome(ref);
    const bool weak = backings_.rests_on_weak(ref);
    const Backing& back = backings_.of(ref);
    json_.begin_object();
    if (row.family) {
      json_.key("rule").string(view_.definition(ref).base_name);
      json_.key("label").string(view_.presentation.words(ref.definition).family_label);
      json_.key("person");
      write_person(json_, view_, ref.person);
    } else {
      write_named(json_, view_, ref);
    }
    write_value(json_, view_, ref.definition, outcome.state, outcome.value);
    write_basis(json_, view_, made_.tracer->basis(ref), back);
    json_.key("rests_on_weak").boolean(weak);
    json_.key("inputs").begin_array();
    for (const Read& each : back.inputs) input(each);
    json_.end_array();
    std::string text;
    if (outcome.state == State::known) view_.append_sentence(text, ref);
    json_.key("text").string(text);
    json_.end_object();
  }

  /// One fact stands under many rows, each time the same.
  void input(const Read& input) {
    const std::size_t persons = made_.facts->persons().size();
    const auto person = static_cast<std::size_t>(std::max(input.ref.person, 0));
    if (inputs_.empty()) inputs_.resize(made_.plan->places(persons));
    auto& written = inputs_[made_.plan->place(input.ref.definition, person, persons)];
    if (written.end != 0) {
      json_.again(written);
      return;
    }
    json_.begin_object();
    written.begin = json_.written() - 1;
    json_.key("fact").string(view_.definition(input.ref).name);
    json_.key("person");
    write_person(json_, view_, input.ref.person);
    write_value(json_, view_, input.ref.definition, input.state, input.value);
    json_.key("assumed").boolean(made_.tracer->outcome(input.ref).assumed);
    json_.end_object();
    written.end = json_.written();
  }

  void missing() {
    json_.key("missing").begin_array();
    for (const FactRef ref : made_.missing) {
      const Words& words = view_.presentation.words(ref.definition);
      json_.begin_object();
      json_.key("fact").string(view_.definition(ref).name);
      json_.key("person");
      write_person(json_, view_, ref.person);
      json_.key("label").string(words.label);
      json_.key("question").string(view_.fill_person(words.question, ref));
      json_.key("why").string(view_.fill_person(words.why, ref));
      json_.key("document").string(view_.fill_person(words.document, ref));
      json_.end_object();
    }
    json_.end_array();
  }

  void no_rule() {
    json_.key("no_rule");
    if (made_.answer != Answer::no_rule) {
      json_.null();
      return;
    }
    json_.begin_object();
    json_.key("rule").string(made_.culprit < 0 ? std::string_view(made_.request.principal)
                                               : std::string_view(culprit().name));
    json_.key("text").string(view_.missing_rule());
    json_.end_object();
  }

  const Definition& culprit() const { return view_.definition(made_.culprit); }

  void judgements() {
    json_.key("judgements").begin_object();
    json_.key("open").begin_array();
    for (const FactRef ref : made_.open) {
      json_.begin_object();
      judgement(ref);
      json_.key("direction").string(direction_name(view_.definition(ref).direction));
      json_.end_object();
    }
    json_.end_array();
    json_.key("filled").begin_array();
    for (const FactRef ref : made_.filled) {
      json_.begin_object();
      judgement(ref);
      const std::size_t person = ref.person < 0 ? 0 : static_cast<std::size_t>(ref.person);
      json_.key("reason").string(made_.facts->at(ref.definition, person).reason);
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
  }

  void judgement(FactRef ref) {
    const rules::Outcome& outcome = made_.tracer->outcome(ref);
    Read read;
    read.ref = ref;
    write_named(json_, view_, ref);
    write_value(json_, view_, ref.definition, outcome.state, outcome.value);
    write_citations(json_, view_, own_backing(view_, read));
  }

  void facts(std::string_view key, const std::vector<FactRef>& refs) {
    json_.key(key).begin_array();
    for (const FactRef ref : refs) {
      const rules::Outcome& outcome = made_.tracer->outcome(ref);
      json_.begin_object();
      json_.key("fact").string(view_.definition(ref).name);
      json_.key("label").string(view_.presentation.words(ref.definition).label);
      json_.key("person");
      write_person(json_, view_, ref.person);
      write_value(json_, view_, ref.definition, outcome.state, outcome.value);
      json_.end_object();
    }
    json_.end_array();
  }

  void notes() {
    json_.key("notes").begin_array();
    for (const Read& read : made_.noted) {
      const rules::Basis basis = made_.tracer->basis(read);
      json_.begin_object();
      json_.key("rule").string(view_.definition(read.ref).name);
      json_.key("label").string(view_.presentation.words(read.ref.definition).label);
      write_basis(json_, view_, basis, own_backing(view_, read));
      json_.key("text").string(view_.notes(basis, true));
      json_.end_object();
    }
    json_.end_array();
  }

  void not_expressed() {
    json_.key("not_expressed").begin_array();
    for (const std::int32_t entry : made_.not_expressed) {
      Read read;
      read.ref = {entry, -1};
      json_.begin_object();
      json_.key("entry").string(view_.definition(entry).name);
      json_.key("label").string(view_.presentation.words(entry).label);
      json_.key("texts").begin_array();
      for (const std::string_view text : not_expressed_texts(view_, entry)) json_.string(text);
      json_.end_array();
      Backing back;
      back.provisions = view_.definition(entry).provenance.provisions;
      back.sources = view_.definition(entry).provenance.sources;
      write_citations(json_, view_, back);
      json_.end_object();
    }
    json_.end_array();
  }

  void closing() {
    json_.key("not_checked").begin_array();
    for (const std::string& line : not_checked_lines(view_.language())) json_.string(line);
    json_.end_array();
    json_.key("appeal").string(appeal_text(view_));
  }

  const View& view_;
  const Calculation& made_;
  Backings backings_;
  JsonWriter json_;
  std::vector<JsonWriter::Stretch> inputs_;  ///< per place: where its fact was written first
};

}  // namespace

std::string render_json(const View& view) {
  return Document(view).write();
}

void write_person(JsonWriter& json, const View& view, std::int32_t person) {
  if (person < 0) {
    json.null();
    return;
  }
  const rules::Person& who = view.calculation.facts->persons()[static_cast<std::size_t>(person)];
  json.begin_object();
  json.key("id").string(who.id);
  json.key("role").string(view.program().roles[static_cast<std::size_t>(who.role)].name);
  json.end_object();
}

void write_value(JsonWriter& json, const View& view, std::int32_t definition, State state,
                 Rational value) {
  json.key("state").string(state_name(state));
  json.key("value");
  if (state == State::known) {
    known_value(json, view, view.definition(definition).type, value);
  } else {
    json.null();
  }
  std::string text;
  view.append_value(text, definition, state, value);
  json.key("value_text").string(text);
}

void write_basis(JsonWriter& json, const View& view, const rules::Basis& basis,
                 const Backing& back) {
  json.key("version");
  if (basis.version == nullptr) {
    json.null();
  } else {
    const rules::Version& version = *basis.version;
    json.begin_object();
    json.key("pack").string(basis.pack->name);
    json.key("from").string(version.from_year_only ? to_string(version.from).substr(0, 4)
                                                   : to_string(version.from));
    write_date(json, "to", version.to);
    write_date(json, "known_to", version.known_to);
    json.key("registered").string(to_string(version.provenance.registered));
    json.key("checked").string(to_string(version.provenance.checked));
    json.end_object();
  }
  json.key("evidence");
  if (back.evidence == '-') {
    json.null();
  } else {
    json.string(std::string_view(&back.evidence, 1));
  }
  write_citations(json, view, back);
  json.key("notes").begin_array();
  for (int i = 0; i < rules::kNotes; ++i) {
    if (back.notes.has(static_cast<Note>(i))) json.string(note_name(static_cast<Note>(i)));
  }
  json.end_array();
}

}  // namespace utvag::norm
