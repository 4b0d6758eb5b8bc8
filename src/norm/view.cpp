#include "norm/view.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "text/messages.hpp"

namespace utvag::norm {
namespace {

using rules::Definition;
using rules::DefKind;
using rules::FactRef;
using rules::Note;
using rules::Outcome;
using rules::Read;
using rules::State;
namespace say = text::say;

void add_once(std::vector<std::int32_t>& list, const std::vector<std::int32_t>& more) {
  for (const std::int32_t index : more) {
    if (std::find(list.begin(), list.end(), index) == list.end()) list.push_back(index);
  }
}

/// How weak a grade is: V and A are the strongest. Stated facts ('-') weigh nothing.
std::size_t weakness(char grade) {
  constexpr std::string_view order = "-VABMCDRX";
  return std::min(order.find(grade), order.size() - 1);
}

/// The person's birthday (of the household: anybody's) falls in the month, or is not known: then
/// which day ages are counted on may decide an amount.
bool turns_older(const View& view, std::int32_t only) {
  const std::int32_t born = view.calculation.born;
  if (born < 0) return true;
  const int month = month_of_year(view.calculation.plan->question().month);
  const rules::Facts& facts = *view.calculation.facts;
  for (std::size_t person = 0; person < facts.persons().size(); ++person) {
    if (only >= 0 && static_cast<std::size_t>(only) != person) continue;
    const rules::Fact& fact = facts.at(born, person);
    if (fact.kind != rules::Fact::Kind::known) return true;
    const Date birth{static_cast<std::int32_t>(fact.value.numerator)};
    if (civil(birth).month == month) return true;
  }
  return false;
}

void add_basis(Backing& made, const Definition& definition, const rules::Basis& basis,
               bool matters = true) {
  if (weakness(basis.evidence) > weakness(made.evidence)) made.evidence = basis.evidence;
  if (matters && weakness(basis.evidence) > weakness(made.amount_evidence)) {
    made.amount_evidence = basis.evidence;
  }
  made.notes.bits = static_cast<std::uint16_t>(made.notes.bits | basis.notes.bits);
  add_once(made.provisions, definition.provenance.provisions);
  if (basis.version != nullptr) {
    add_once(made.provisions, basis.version->provenance.provisions);
  }
  if (basis.row != nullptr) {
    add_once(made.provisions, basis.row->provenance.provisions);
    add_once(made.sources, basis.row->provenance.sources);
  }
  if (basis.version != nullptr) add_once(made.sources, basis.version->provenance.sources);
  add_once(made.sources, definition.provenance.sources);
}

struct Named {
  bool found = false;
  State state = State::known;
  Rational value;
};

void take(Named& named, State state, Rational value) {
  if (state != State::known && named.state == State::known) named.state = state;
  named.value = named.found ? named.value + value : value;
  named.found = true;
}

/// What a template's name stands for: what the rule read of it, summed when it read several (each
/// person's, or each member's); read on another branch: its value, if it was computed.
Named named_value(const View& view, FactRef ref, std::int32_t name) {
  const Definition& wanted = view.definition(name);
  const Definition& self = view.definition(ref);
  const bool family = wanted.family_first >= 0 && wanted.member == 0;
  const bool same = family && self.family == wanted.family && self.member >= 0;
  Named named;
  for (const Read& read : view.tracer().reads(ref)) {
    const Definition& definition = view.definition(read.ref);
    const bool hit =
        read.ref.definition == name || (family && definition.family_first == wanted.family_first);
    if (!hit || (same && definition.member != self.member)) continue;
    take(named, read.state, read.value);
  }
  if (named.found || wanted.kind == DefKind::table) return named;
  const std::int32_t exact = same ? name + self.member : name;
  const std::size_t person = ref.person < 0 ? 0 : static_cast<std::size_t>(ref.person);
  const Outcome& kept = view.calculation.evaluation->peek(exact, person);
  if (kept.state != State::not_evaluated) take(named, kept.state, kept.value);
  return named;
}

void say_note(std::string& out, text::Language language, const rules::Basis& basis, Note note) {
  switch (note) {
    case Note::assumed:
      return say::note_assumed(out, language);
    case Note::filled:
      return say::note_filled(out, language);
    case Note::fell_through:
      return say::note_fell_through(out, language);
    case Note::stale:
      return say::note_stale(out, language, *basis.version->known_to);
    case Note::start_year: {
      const std::string year = std::to_string(civil(basis.version->from).year);
      return say::note_start_year(out, language, year);
    }
    case Note::bounded_below:
      return say::note_bounded_below(out, language);
    case Note::bounded_above:
      return say::note_bounded_above(out, language);
    case Note::example:
      return say::note_example(out, language);
    case Note::open_judgement:
      return say::note_open_judgement(out, language);
    case Note::weak_evidence:
      return say_grade(out, language, basis.evidence);
  }
}

/// The reason written beside an `okänt` version or row of the definition that has no rule.
const std::string* unknown_reason(const View& view) {
  const std::int32_t culprit = view.calculation.culprit;
  const auto& layers = view.program().layers(view.definition(culprit));
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    const auto& choice = view.calculation.plan->choice(culprit, layer);
    if (choice.version < 0) continue;
    const auto& version = layers[layer].versions[static_cast<std::size_t>(choice.version)];
    if (version.unknown) return &*version.unknown;
  }
  for (const FactRef ref : view.tracer().reached({view.calculation.principal, -1})) {
    for (const Read& read : view.tracer().reads(ref)) {
      if (read.ref.definition != culprit || read.row < 0) continue;
      const rules::Basis basis = view.tracer().basis(read);
      if (basis.row != nullptr && basis.row->unknown) return &*basis.row->unknown;
    }
  }
  return nullptr;
}

/// A rule of a guideline names the sources of every version of its tables: those that speak only
/// for versions not used are no ground for the amount.
void drop_other_versions(const View& view, const std::vector<Read>& reads, Backing& made) {
  std::vector<std::int32_t> used, other;
  for (const Read& read : reads) {
    const Definition& definition = view.definition(read.ref);
    if (definition.kind != DefKind::table && definition.kind != DefKind::value) continue;
    const rules::Basis basis = view.tracer().basis(read);
    if (basis.version == nullptr || basis.pack->level == rules::Level::national) continue;
    for (const rules::Layer& layer : view.program().layers(definition)) {
      for (const rules::Version& version : layer.versions) {
        std::vector<std::int32_t>& list = &version == basis.version ? used : other;
        add_once(list, version.provenance.sources);
        for (const rules::Row& row : version.rows) add_once(list, row.provenance.sources);
      }
    }
  }
  const auto in = [](const std::vector<std::int32_t>& list, std::int32_t source) {
    return std::find(list.begin(), list.end(), source) != list.end();
  };
  std::erase_if(made.sources,
                [&](std::int32_t source) { return in(other, source) && !in(used, source); });
}

}  // namespace

void View::append_person(std::string& out, std::int32_t person) const {
  const rules::Person& who = calculation.facts->persons()[static_cast<std::size_t>(person)];
  out.append(presentation.role(who.role));
  out.push_back(' ');
  text::append_isolated(out, language(), who.id);
}

std::string View::label(FactRef ref) const {
  std::string out;
  if (ref.person >= 0) {
    append_person(out, ref.person);
    out.append(": ");
  }
  out.append(presentation.words(ref.definition).label);
  return out;
}

std::string View::label(const SheetRow& row) const {
  if (!row.family) return label(row.ref);
  std::string out;
  if (row.ref.person >= 0) {
    append_person(out, row.ref.person);
    out.append(": ");
  }
  return out.append(presentation.words(row.ref.definition).family_label);
}

std::string View::fill_person(std::string_view words, FactRef ref) const {
  constexpr std::string_view place = "{person}";
  std::string out;
  for (std::size_t at = words.find(place); at != std::string_view::npos && ref.person >= 0;
       at = words.find(place)) {
    out.append(words.substr(0, at));
    append_person(out, ref.person);
    words.remove_prefix(at + place.size());
  }
  return out.append(words);
}

void View::append_value(std::string& out, std::int32_t index, State state, Rational value) const {
  switch (state) {
    case State::known:
      return presentation.append_value(out, definition(index).type, value);
    case State::unknown:
      return say::row_unknown(out, language());
    case State::not_applicable:
      return say::state_not_applicable(out, language());
    case State::failed:
      return say::row_failed(out, language());
    default:
      return say::row_no_rule(out, language());
  }
}

std::string View::value(FactRef ref) const {
  const Outcome& outcome = tracer().outcome(ref);
  std::string out;
  append_value(out, ref.definition, outcome.state, outcome.value);
  return out;
}

void View::append_sentence(std::string& out, FactRef ref) const {
  using PieceKind = Template::Piece::Kind;
  const Definition& self = definition(ref);
  std::string part;
  for (const Template::Piece& piece : presentation.words(ref.definition).explanation.pieces) {
    part.clear();
    switch (piece.kind) {
      case PieceKind::literal:
        out.append(piece.literal);
        continue;
      case PieceKind::own_value:
        part = value(ref);
        break;
      case PieceKind::person:
        if (ref.person >= 0) append_person(part, ref.person);
        break;
      case PieceKind::member:
        part = presentation.member(self.family, static_cast<std::size_t>(self.member));
        break;
      case PieceKind::month:
        text::append_month(part, language(), calculation.plan->question().month);
        break;
      case PieceKind::decision_date:
        text::append_date(part, language(), calculation.plan->question().decision_date);
        break;
      case PieceKind::name: {
        const Named named = named_value(*this, ref, piece.definition);
        append_value(part, piece.definition, named.found ? named.state : State::no_rule,
                     named.value);
        break;
      }
    }
    text::append_isolated(out, language(), part);
  }
}

namespace {

Date first_registered(const rules::Layer& layer) {
  Date first = kLastDate;
  for (const rules::Version& version : layer.versions) {
    first = std::min(first, version.provenance.registered);
  }
  return first;
}

}  // namespace

std::string View::missing_rule() const {
  std::string out;
  const rules::Plan& plan = *calculation.plan;
  if (calculation.culprit < 0) {
    say::no_principal(out, language(), calculation.request.principal);
    return out;
  }
  const Definition& culprit = definition(calculation.culprit);
  const std::string& label = presentation.words(calculation.culprit).label;
  const auto& layers = program().layers(culprit);
  if (layers.empty() || layers.back().versions.empty()) {
    say::no_rule_no_row(out, language(), label);
    return out;
  }
  const auto& choice = plan.choice(calculation.culprit, layers.size() - 1);
  const auto& versions = layers.back().versions;
  switch (choice.miss) {
    case rules::Plan::Miss::before_first:
      say::no_rule_before(out, language(), label, versions.front().from);
      return out;
    case rules::Plan::Miss::after_last:
      say::no_rule_after(out, language(), label, versions.back().to.value_or(kLastDate));
      return out;
    case rules::Plan::Miss::not_registered:
      say::no_rule_not_registered(out, language(), label, plan.question().known_at,
                                  first_registered(layers.back()));
      return out;
    default:
      break;
  }
  if (const std::string* why = unknown_reason(*this)) {
    say::no_rule_unknown(out, language(), label, presentation.translate(*why));
  } else {
    say::no_rule_no_row(out, language(), label);
  }
  return out;
}

std::string View::notes(const rules::Basis& basis, bool with_grade) const {
  std::string out;
  for (int i = 0; i < rules::kNotes; ++i) {
    const Note note = static_cast<Note>(i);
    if (!basis.notes.has(note) || (note == Note::weak_evidence && !with_grade)) continue;
    if (!out.empty()) out.append(separator(language()));
    say_note(out, language(), basis, note);
  }
  const std::string* remark = nullptr;
  if (basis.row != nullptr && !basis.row->provenance.note.empty()) {
    remark = &basis.row->provenance.note;
  } else if (basis.version != nullptr && !basis.version->provenance.note.empty()) {
    remark = &basis.version->provenance.note;
  }
  if (remark != nullptr) {
    if (!out.empty()) out.append(". ");
    out.append(presentation.translate(*remark));
    if (out.ends_with('.')) out.pop_back();
  }
  return out;
}

Backing own_backing(const View& view, const Read& read) {
  Backing made;
  add_basis(made, view.definition(read.ref), view.tracer().basis(read));
  return made;
}

Backing backing(const View& view, FactRef ref) {
  Backing made;
  add_basis(made, view.definition(ref), view.tracer().basis(ref));
  const std::vector<Read> reads = view.tracer().beneath(ref);
  const bool turning = turns_older(view, ref.person);
  for (const Read& read : reads) {
    const Definition& definition = view.definition(read.ref);
    if (definition.kind == DefKind::input) {
      made.inputs.push_back(read);
    } else if (definition.sheet.empty()) {
      const bool day = definition.type.kind == rules::Kind::date;
      add_basis(made, definition, view.tracer().basis(read), !day || turning);
    } else {
      made.rows.push_back(read.ref);
    }
  }
  drop_other_versions(view, reads, made);
  return made;
}

Backings::Backings(const View& view) : view_(view) {}

Backings::Slot& Backings::slot(FactRef ref) {
  const rules::Plan& plan = *view_.calculation.plan;
  const std::size_t persons = view_.calculation.facts->persons().size();
  const std::size_t place =
      plan.place(ref.definition, static_cast<std::size_t>(std::max(ref.person, 0)), persons);
  if (slots_.empty()) slots_.resize(plan.places(persons));
  std::unique_ptr<Slot>& slot = slots_[place];
  if (!slot) slot = std::make_unique<Slot>();
  return *slot;
}

const Backing& Backings::of(FactRef ref) {
  std::optional<Backing>& made = slot(ref).backing;
  if (!made) made = backing(view_, ref);
  return *made;
}

bool Backings::rests_on_weak(FactRef ref) {
  if (slot(ref).weak) return *slot(ref).weak;
  const Backing& back = of(ref);
  bool weak = rules::weak(back.amount_evidence) || back.notes.has(Note::example);
  for (std::size_t i = 0; i < back.rows.size() && !weak; ++i) {
    const Outcome& below = view_.tracer().outcome(back.rows[i]);
    // What nobody applied for or earned hands nothing on.
    const bool amount = below.state == State::known && below.value.numerator != 0;
    weak = amount && rests_on_weak(back.rows[i]);
  }
  slot(ref).weak = weak;
  return weak;
}

AppealLaw appeal_law(Date decision_date) {
  const auto from = [](int year, int month) { return first_day(*make_month(year, month)); };
  if (decision_date >= from(2025, 7)) {
    return {"12 kap. 1 § socialtjänstlagen (2025:400)", "12 kap. 2 § socialtjänstlagen (2025:400)"};
  }
  // The Administrative Procedure Act (2017:900) applies from 2018-07-01.
  if (decision_date >= from(2018, 7)) {
    return {"4 kap. 1 § socialtjänstlagen (2001:453)", "4 kap. 2 § socialtjänstlagen (2001:453)"};
  }
  return {};
}

std::string_view separator(text::Language language) {
  return language == text::Language::ar ? "؛ " : "; ";
}

std::string citation(text::Language language, std::string_view swedish) {
  std::string out(swedish);
  if (language == text::Language::sv) return out;
  constexpr std::array kOrdinals = {static_cast<std::string (*)(text::Language)>(say::paragraph_1),
                                    static_cast<std::string (*)(text::Language)>(say::paragraph_2),
                                    static_cast<std::string (*)(text::Language)>(say::paragraph_3),
                                    static_cast<std::string (*)(text::Language)>(say::paragraph_4)};
  for (const auto ordinal : kOrdinals) {
    const std::string known = ordinal(text::Language::sv);
    const std::string spoken = ordinal(language);
    for (std::size_t at = out.find(known); at != std::string::npos;
         at = out.find(known, at + spoken.size())) {
      out.replace(at, known.size(), spoken);
    }
  }
  return out;
}

std::string_view state_name(State state) {
  constexpr std::array<std::string_view, 7> names = {
      "not_evaluated", "known", "unknown", "not_applicable", "no_rule", "silent", "failed"};
  return names[static_cast<std::size_t>(state)];
}

void say_grade(std::string& out, text::Language language, char grade) {
  switch (grade) {
    case 'V':
      return say::grade_V(out, language);
    case 'A':
      return say::grade_A(out, language);
    case 'B':
      return say::grade_B(out, language);
    case 'M':
      return say::grade_M(out, language);
    case 'C':
      return say::grade_C(out, language);
    case 'D':
      return say::grade_D(out, language);
    case 'R':
      return say::grade_R(out, language);
    default:
      return say::grade_X(out, language);
  }
}

void say_section(std::string& out, text::Language language, std::string_view section) {
  if (section == "norm") return say::section_norm(out, language);
  if (section == "kostnader") return say::section_kostnader(out, language);
  if (section == "behov") return say::section_behov(out, language);
  if (section == "inkomster") return say::section_inkomster(out, language);
  if (section == "avvikelser") return say::section_avvikelser(out, language);
  if (section == "utfall") return say::section_utfall(out, language);
  out.append(section);
}

}  // namespace utvag::norm
