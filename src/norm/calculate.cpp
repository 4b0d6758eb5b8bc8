#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>

#include "norm/norm.hpp"

namespace utvag::norm {
namespace {

using rules::Definition;
using rules::DefKind;
using rules::FactRef;
using rules::Note;
using rules::Outcome;
using rules::Program;
using rules::Read;
using rules::State;

constexpr std::array<std::string_view, 6> kSections = {"norm",      "kostnader",  "behov",
                                                       "inkomster", "avvikelser", "utfall"};

constexpr std::string_view kAssistance = "bistånd";

std::size_t rank_of(std::string_view section) {
  const auto found = std::find(kSections.begin(), kSections.end(), section);
  return static_cast<std::size_t>(found - kSections.begin());
}

const Definition& definition_of(const Program& program, std::int32_t index) {
  return program.definitions[static_cast<std::size_t>(index)];
}

/// Roles that a household must have first (adults before children), then birth date when it is
/// known, then id: the order of the facts does not show.
std::vector<std::size_t> canonical_order(const rules::Plan& plan, const rules::Facts& facts,
                                         std::int32_t born) {
  const auto& persons = facts.persons();
  const auto birth = [&](std::size_t person) {
    if (born < 0) return std::int64_t{0};
    const rules::Fact& fact = facts.at(born, person);
    return fact.kind == rules::Fact::Kind::known ? fact.value.numerator : std::int64_t{0};
  };
  const auto role = [&](std::size_t person) {
    const std::int32_t index = persons[person].role;
    return std::tuple(-plan.program().roles[static_cast<std::size_t>(index)].min, index);
  };
  std::vector<std::size_t> order(persons.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tuple(role(a), birth(a), std::string_view(persons[a].id)) <
           std::tuple(role(b), birth(b), std::string_view(persons[b].id));
  });
  return order;
}

class Calculator {
 public:
  Calculator(Calculation& made, const Sheet& sheet)
      : made_(made), sheet_(sheet), program_(made.program()), tracer_(*made.tracer) {}

  void run() {
    made_.principal = made_.request.principal == kAssistance
                          ? sheet_.assistance
                          : program_.find(made_.request.principal);
    if (made_.principal < 0) {
      made_.answer = Answer::no_rule;
      return;
    }
    const FactRef root = reference(made_.principal, 0);
    const Outcome outcome = tracer_.outcome(root);
    settle(outcome);
    reached_ = tracer_.reached(root);
    mark_reached();
    sort_out();
    rows();
    not_counted();
    not_expressed();
    for (std::size_t pack = 0; pack < program_.packs.size(); ++pack) {
      if (!program_.packs[pack].example.empty()) {
        made_.examples.push_back(static_cast<std::int32_t>(pack));
      }
    }
  }

 private:
  FactRef reference(std::int32_t definition, std::size_t person) const {
    const bool own = definition_of(program_, definition).for_person;
    return {definition, own ? static_cast<std::int32_t>(person) : -1};
  }

  void settle(const Outcome& outcome) {
    switch (outcome.state) {
      case State::known:
        made_.answer = Answer::answered;
        return;
      case State::unknown:
        made_.answer = Answer::facts_missing;
        made_.missing = made_.evaluation->missing(outcome);
        sort_by_name(made_.missing);
        return;
      case State::failed:
        made_.answer = Answer::failed;
        made_.culprit = outcome.culprit;
        return;
      default:
        made_.answer = Answer::no_rule;
        made_.culprit = outcome.culprit;
        return;
    }
  }

  std::size_t place_of(FactRef ref) const {
    if (ref.person < 0) return 0;
    const auto& order = made_.person_order;
    const auto found = std::find(order.begin(), order.end(), static_cast<std::size_t>(ref.person));
    return 1 + static_cast<std::size_t>(found - order.begin());
  }

  bool before(FactRef a, FactRef b) const {
    const std::size_t x = place_of(a);
    const std::size_t y = place_of(b);
    if (x != y) return x < y;
    const Definition& left = definition_of(program_, a.definition);
    const Definition& right = definition_of(program_, b.definition);
    if (left.base_name != right.base_name) return left.base_name < right.base_name;
    return left.member < right.member;
  }

  void sort_by_name(std::vector<FactRef>& refs) const {
    std::sort(refs.begin(), refs.end(), [&](FactRef a, FactRef b) { return before(a, b); });
  }

  std::size_t slot(FactRef ref) const {
    const std::size_t persons = std::max<std::size_t>(1, made_.person_order.size());
    return static_cast<std::size_t>(ref.definition) * persons +
           static_cast<std::size_t>(std::max(0, ref.person));
  }

  void mark_reached() {
    is_reached_.resize(program_.definitions.size() *
                       std::max<std::size_t>(1, made_.person_order.size()));
    for (const FactRef ref : reached_) is_reached_[slot(ref)] = true;
  }

  /// Stated over time, with no spell for the month: taken as nothing, which may be a slip.
  bool stops_short(FactRef ref) const {
    if (definition_of(program_, ref.definition).kind != DefKind::input) return false;
    const std::size_t person = ref.person < 0 ? 0 : static_cast<std::size_t>(ref.person);
    const rules::Fact& fact = made_.facts->at(ref.definition, person);
    if (fact.kind != rules::Fact::Kind::spells) return false;
    const Month month = made_.plan->question().month;
    return std::none_of(fact.spells.begin(), fact.spells.end(), [&](const rules::SpellRow& row) {
      return row.from <= month && (!row.to || month <= *row.to);
    });
  }

  /// Assumptions, judgements and notes among everything the answer rests on.
  void sort_out() {
    for (const FactRef ref : reached_) {
      const Definition& definition = definition_of(program_, ref.definition);
      const Outcome& outcome = tracer_.outcome(ref);
      if (outcome.assumed) made_.assumed.push_back(ref);
      if (stops_short(ref)) made_.not_covered.push_back(ref);
      if (outcome.filled) {
        made_.filled.push_back(ref);
      } else if (definition.kind == DefKind::judgement && outcome.state == State::known) {
        if (rested_on(ref) && asks_for_judgement(ref)) made_.open.push_back(ref);
      }
      if (definition.kind == DefKind::input) continue;
      Read self;
      self.ref = ref;
      self.state = outcome.state;
      self.value = outcome.value;
      note(self);
      for (const Read& read : tracer_.reads(ref)) {
        if (definition_of(program_, read.ref.definition).kind == DefKind::table) note(read);
      }
    }
    sort_by_name(made_.assumed);
    sort_by_name(made_.not_covered);
    sort_by_name(made_.filled);
    sort_by_name(made_.open);
    const auto is_rule = [&](const Read& read) {
      const DefKind kind = definition_of(program_, read.ref.definition).kind;
      return kind != DefKind::table && kind != DefKind::value;
    };
    std::stable_sort(made_.noted.begin(), made_.noted.end(), [&](const Read& a, const Read& b) {
      if (is_rule(a) != is_rule(b)) return is_rule(b);
      if (a.ref != b.ref) return before(a.ref, b.ref);
      return a.row < b.row;
    });
  }

  /// Keeps what must be told beside the amounts. A version's weakness is told once, not for each
  /// person or member of a family.
  void note(const Read& read) {
    const rules::Basis basis = tracer_.basis(read);
    constexpr std::array<Note, 6> telling = {Note::stale,         Note::start_year,
                                             Note::bounded_below, Note::bounded_above,
                                             Note::fell_through,  Note::weak_evidence};
    const bool tells =
        std::any_of(telling.begin(), telling.end(), [&](Note n) { return basis.notes.has(n); });
    if (!tells) return;
    for (std::size_t i = 0; i < bases_.size(); ++i) {
      const rules::Basis& twin = bases_[i];
      const bool same =
          basis.version != nullptr || made_.noted[i].ref.definition == read.ref.definition;
      if (same && twin.version == basis.version && twin.evidence == basis.evidence &&
          twin.notes.bits == basis.notes.bits) {
        return;
      }
    }
    made_.noted.push_back(read);
    bases_.push_back(basis);
  }

  /// Some krona was asked for or earned under it, or a person had a say: a 0 then says something.
  bool says_something(FactRef ref) {
    if (tracer_.outcome(ref).filled) return true;
    if (says_.empty()) says_.resize(is_reached_.size());
    const std::size_t at = slot(ref);
    if (says_[at] != 0) return says_[at] == 2;
    says_[at] = 1;
    const std::size_t count = tracer_.reads(ref).size();
    for (std::size_t i = 0; i < count && says_[at] == 1; ++i) {
      const Read read = tracer_.reads(ref)[i];  // reading further may move the list
      const Definition& definition = definition_of(program_, read.ref.definition);
      if (definition.kind == DefKind::input) {
        const bool amount = definition.type.kind == rules::Kind::number &&
                            definition.type.unit.kr != 0 && read.state == State::known &&
                            read.value.numerator != 0;
        if (amount) says_[at] = 2;
      } else if (definition.kind != DefKind::table && definition.sheet.empty()) {
        if (says_something(read.ref)) says_[at] = 2;
      }
    }
    return says_[at] == 2;
  }

  /// While facts are missing a judgement may stand on a branch that is never taken: there is
  /// nothing to judge before a value rests on it, and that value is sure to be used.
  bool rested_on(FactRef judgement) {
    if (made_.answer != Answer::facts_missing) return true;
    if (surely_used_.empty()) find_surely_used();
    return std::any_of(surely_used_.begin(), surely_used_.end(), [&](FactRef ref) {
      if (tracer_.outcome(ref).state == State::unknown) return false;
      const std::span<const Read> reads = tracer_.reads(ref);
      // Known whichever way an unknown fact turns: it does not settle that this way is taken.
      if (std::any_of(reads.begin(), reads.end(),
                      [](const Read& read) { return read.state == State::unknown; })) {
        return false;
      }
      return std::any_of(reads.begin(), reads.end(),
                         [&](const Read& read) { return read.ref == judgement; });
    });
  }

  /// A rule that reads an unknown fact itself may turn away from all else that it reads (an income
  /// is counted only where there is one): below it nothing is sure.
  void find_surely_used() {
    const auto asks = [&](const Read& read) {
      return read.state == State::unknown &&
             definition_of(program_, read.ref.definition).kind == DefKind::input;
    };
    std::vector<bool> seen(is_reached_.size());
    surely_used_.push_back(reference(made_.principal, 0));
    for (std::size_t i = 0; i < surely_used_.size(); ++i) {
      const std::span<const Read> reads = tracer_.reads(surely_used_[i]);
      if (std::any_of(reads.begin(), reads.end(), asks)) continue;
      for (const Read& read : reads) {
        if (definition_of(program_, read.ref.definition).kind == DefKind::table) continue;
        if (seen[slot(read.ref)]) continue;
        seen[slot(read.ref)] = true;
        surely_used_.push_back(read.ref);
      }
    }
  }

  /// A cost nobody has applied for leaves nothing to judge.
  bool asks_for_judgement(FactRef ref) {
    return tracer_.outcome(ref).value.numerator != 0 || tracer_.reads(ref).empty() ||
           says_something(ref);
  }

  bool shown(FactRef ref) {
    if (idle(ref)) return false;
    const Outcome outcome = tracer_.outcome(ref);
    if (ref.definition == made_.principal) return true;
    if (outcome.state == State::known) {
      if (outcome.value.numerator == 0 && !says_something(ref)) return false;
      return ref.person < 0 || counted(ref);
    }
    return is_reached_[slot(ref)];
  }

  /// The answer, or a row of the household, rests on the person's value: no aggregate left it out.
  bool counted(FactRef ref) {
    if (is_reached_[slot(ref)]) return true;
    if (in_rows_.empty()) {
      in_rows_.resize(is_reached_.size());
      std::vector<FactRef> rows;
      for (const std::int32_t index : sheet_.rows) {
        if (!definition_of(program_, index).for_person) rows.push_back({index, -1});
      }
      for (const FactRef below : tracer_.reached(rows)) in_rows_[slot(below)] = true;
    }
    return in_rows_[slot(ref)];
  }

  void rows() {
    for (const std::int32_t definition : sheet_.rows) add_rows(definition);
    collapse();
  }

  bool same_family(const SheetRow& a, const SheetRow& b) const {
    const Definition& x = definition_of(program_, a.ref.definition);
    const Definition& y = definition_of(program_, b.ref.definition);
    return x.family >= 0 && x.family_first == y.family_first && a.ref.person == b.ref.person;
  }

  /// A list that is not stated makes every member unknown: one row says so.
  void collapse() {
    if (made_.answer != Answer::facts_missing) return;
    std::vector<SheetRow> kept;
    for (const SheetRow& row : made_.rows) {
      const bool unknown = tracer_.outcome(row.ref).state == State::unknown;
      const auto twin = std::find_if(kept.begin(), kept.end(), [&](const SheetRow& other) {
        return same_family(row, other) && tracer_.outcome(other.ref).state == State::unknown;
      });
      if (unknown && twin != kept.end()) {
        twin->family = true;
      } else {
        kept.push_back(row);
      }
    }
    made_.rows = std::move(kept);
  }

  /// Persons that the law does not count in the household that month.
  void not_counted() {
    const std::int32_t belongs = sheet_.belongs;
    if (belongs < 0 || !definition_of(program_, belongs).for_person) return;
    for (const std::size_t person : made_.person_order) {
      const Outcome& outcome = made_.evaluation->peek(belongs, person);
      if (outcome.state == State::known && outcome.value.numerator == 0) {
        made_.not_counted.push_back(static_cast<std::int32_t>(person));
      }
    }
  }

  /// A member of a family that the answer does not rest on has no row: nobody asked for it.
  bool idle(FactRef ref) const {
    return definition_of(program_, ref.definition).family >= 0 && !is_reached_[slot(ref)];
  }

  void add_rows(std::int32_t index) {
    const Definition& definition = definition_of(program_, index);
    if (!definition.for_person) {
      const FactRef ref{index, -1};
      if (shown(ref)) made_.rows.push_back({ref, definition.sheet});
      return;
    }
    for (const std::size_t person : made_.person_order) {
      const FactRef ref{index, static_cast<std::int32_t>(person)};
      if (shown(ref)) made_.rows.push_back({ref, definition.sheet});
    }
  }

  bool touched(std::int32_t definition) const {
    const std::size_t persons = std::max<std::size_t>(1, made_.person_order.size());
    for (std::size_t person = 0; person < persons; ++person) {
      if (is_reached_[static_cast<std::size_t>(definition) * persons + person]) return true;
    }
    return false;
  }

  /// Only a condition that is known not to hold takes an entry away.
  bool applies(std::int32_t index, const Definition& entry) {
    if (entry.condition < 0) return true;
    const std::size_t persons =
        entry.for_person ? std::max<std::size_t>(1, made_.person_order.size()) : 1;
    for (std::size_t person = 0; person < persons; ++person) {
      const Outcome holds = made_.evaluation->node_value(index, person, entry.condition);
      if (holds.state != State::known || holds.value.numerator != 0) return true;
    }
    return false;
  }

  void not_expressed() {
    for (const std::int32_t index : sheet_.not_expressed) {
      const Definition& entry = definition_of(program_, index);
      const std::size_t layers = program_.layers(entry).size();
      bool in_force = false;
      for (std::size_t layer = 0; layer < layers; ++layer) {
        in_force = in_force || made_.plan->choice(index, layer).version >= 0;
      }
      const bool touches = std::any_of(entry.touches.begin(), entry.touches.end(),
                                       [&](std::int32_t touch) { return touched(touch); });
      if (in_force && touches && applies(index, entry)) made_.not_expressed.push_back(index);
    }
  }

  Calculation& made_;
  const Sheet& sheet_;
  const Program& program_;
  rules::Tracer& tracer_;
  std::vector<FactRef> reached_;
  std::vector<bool> is_reached_;
  std::vector<FactRef> surely_used_;  ///< facts missing: whichever way they turn out
  std::vector<bool> in_rows_;         ///< by slot: beneath a row of the household; made when needed
  std::vector<rules::Basis> bases_;   ///< of made_.noted
  std::vector<std::int8_t> says_;     ///< by slot: 0 not looked at, 1 nothing, 2 something
};

}  // namespace

int exit_code(Answer answer) {
  switch (answer) {
    case Answer::answered:
      return 0;
    case Answer::facts_missing:
      return 3;
    case Answer::no_rule:
      return 4;
    case Answer::failed:
      break;
  }
  return 2;
}

std::optional<Format> parse_format(std::string_view name) {
  if (name == "text") return Format::text;
  if (name == "md") return Format::markdown;
  if (name == "json") return Format::json;
  return std::nullopt;
}

Rational Calculation::value() const {
  return tracer->outcome({principal, -1}).value;
}

bool Calculation::municipal_rules() const {
  const auto& packs = program().packs;
  return std::any_of(packs.begin(), packs.end(),
                     [](const rules::Pack& pack) { return pack.level != rules::Level::national; });
}

Sheet::Sheet(const rules::Program& program)
    : born(program.find("född")),
      belongs(program.find("tillhör_hushållet")),
      assistance(program.find(kAssistance)) {
  for (std::size_t d = 0; d < program.definitions.size(); ++d) {
    const Definition& definition = program.definitions[d];
    const auto index = static_cast<std::int32_t>(d);
    if (definition.kind == DefKind::not_expressed) not_expressed.push_back(index);
    if (definition.sheet.empty() || definition.kind == DefKind::table) continue;
    rows.push_back(index);
  }
  std::sort(rows.begin(), rows.end(), [&](std::int32_t a, std::int32_t b) {
    const Definition& x = definition_of(program, a);
    const Definition& y = definition_of(program, b);
    const std::size_t i = rank_of(x.sheet);
    const std::size_t j = rank_of(y.sheet);
    if (i != j) return i < j;
    return std::tie(x.sheet, x.sheet_order, x.base_name, x.member) <
           std::tie(y.sheet, y.sheet_order, y.base_name, y.member);
  });
  std::sort(not_expressed.begin(), not_expressed.end(), [&](std::int32_t a, std::int32_t b) {
    return definition_of(program, a).name < definition_of(program, b).name;
  });
}

Calculation calculate(const rules::Plan& plan, const rules::Facts& facts, Request request) {
  return calculate(plan, facts, Sheet(plan.program()), std::move(request));
}

Calculation calculate(const rules::Plan& plan, const rules::Facts& facts, const Sheet& sheet,
                      Request request) {
  Calculation made;
  made.plan = &plan;
  made.facts = &facts;
  made.request = std::move(request);
  made.born = sheet.born;
  made.person_order = canonical_order(plan, facts, sheet.born);
  made.evaluation = std::make_unique<rules::Evaluation>(plan, facts);
  made.tracer = std::make_unique<rules::Tracer>(*made.evaluation, made.person_order);
  Calculator(made, sheet).run();
  return made;
}

}  // namespace utvag::norm
