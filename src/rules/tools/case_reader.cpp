#include "rules/tools/case_reader.hpp"

#include <algorithm>
#include <utility>

#include "rules/explain/explain.hpp"
#include "rules/tools/test_values.hpp"

namespace utvag::rules::tools {
namespace {

using syntax::ExprKind;
using syntax::LiteralKind;
using syntax::Target;
using syntax::Test;
using syntax::TestStep;
using syntax::TestValue;

std::string target_text(const Target& target) {
  std::string text = target.person.empty() ? "" : target.person + ".";
  text += target.name;
  return target.member.empty() ? text : text + "[" + target.member + "]";
}

std::vector<std::string> names_of(const Program& program, bool bases) {
  std::vector<std::string> names;
  for (const Definition& definition : program.definitions) {
    names.push_back(bases ? definition.base_name : definition.name);
  }
  return names;
}

const syntax::Literal* literal_of(const TestStep& step, LiteralKind kind) {
  const syntax::Expr* written = step.value.value.get();
  if (written == nullptr || written->kind != ExprKind::literal) return nullptr;
  return written->literal.kind == kind ? &written->literal : nullptr;
}

/// A step of a table's row: the column with the cell's value in it.
TestStep with_value(const TestStep& column, const TestValue& cell) {
  TestStep step;
  step.kind = column.kind;
  step.target = column.target;
  step.from = column.from;
  step.to = column.to;
  step.value.kind = cell.kind;
  step.value.names = cell.names;
  step.value.absent = cell.absent;
  step.value.text = cell.text.empty() ? column.value.text : cell.text;
  step.value.span = cell.span;
  return step;
}

/// Literals are small: a row's step takes a copy of its cell's expression.
syntax::ExprPtr copy(const syntax::ExprPtr& from) {
  if (!from) return nullptr;
  auto to = std::make_unique<syntax::Expr>();
  to->kind = from->kind;
  to->span = from->span;
  to->text = from->text;
  to->literal = from->literal;
  for (const auto& child : from->children) to->children.push_back(copy(child));
  return to;
}

}  // namespace

FactRef as_told(const Program& program, FactRef ref) {
  const Definition& definition = program.definitions[static_cast<std::size_t>(ref.definition)];
  if (definition.list && definition.family_first >= 0) ref.definition = definition.family_first;
  return ref;
}

bool CaseReader::fault(Span span, const char* code, std::string sv, std::string en, Words fix) {
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.span = span;
  diagnostic.sv = std::move(sv);
  diagnostic.en = std::move(en);
  diagnostic.fix_sv = std::move(fix.sv);
  diagnostic.fix_en = std::move(fix.en);
  suite_.faults_.push_back(std::move(diagnostic));
  return false;
}

void CaseReader::read(const Test& test) {
  if (test.columns.empty()) {
    read_row(test, nullptr, test.span);
    return;
  }
  for (const auto& row : test.rows) {
    const Span span = row.empty() ? test.span : row.front().span;
    if (row.size() != test.columns.size()) {
      fault(span, "test.columns",
            "Raden har " + std::to_string(row.size()) + " celler, tabellen " +
                std::to_string(test.columns.size()) + " kolumner.",
            "The row has " + std::to_string(row.size()) + " cells, the table " +
                std::to_string(test.columns.size()) + " columns.",
            {"Skriv - i en cell som lämnas tom.", "Write - in a cell that is left out."});
      continue;
    }
    read_row(test, &row, span);
  }
}

void CaseReader::read_row(const Test& test, const std::vector<TestValue>* row, Span span) {
  std::vector<TestStep> steps;
  const auto add = [&](const TestStep& step, const TestValue& value) {
    steps.push_back(with_value(step, value));
    steps.back().value.value = copy(value.value);
    steps.back().target.span = value.span.line > 0 ? value.span : step.target.span;
  };
  for (const TestStep& step : test.steps) add(step, step.value);
  for (std::size_t i = 0; row != nullptr && i < row->size(); ++i) {
    if ((*row)[i].kind != TestValue::Kind::left_out) add(test.columns[i], (*row)[i]);
  }
  if (!bind_program(steps) || !settle_question(steps, span) || !make_persons(test)) return;
  facts_.emplace(*program_, persons_);
  expectations_.clear();
  bool sound = true;
  for (const TestStep& step : steps) sound = apply(step) && sound;
  if (sound && expectations_.empty()) {
    sound = fault(span, "test.no_expectation", "Provet väntar inget.", "The test expects nothing.",
                  {"Skriv minst ett väntat.", "Write at least one väntat."});
  }
  if (!sound) return;
  suite_.cases_.push_back(TestCase{test.name, span, home_, bound_, question_, std::move(*facts_),
                                   std::move(expectations_)});
  expectations_.clear();
}

bool CaseReader::bind_program(const std::vector<TestStep>& steps) {
  std::string municipality;
  for (const TestStep& step : steps) {
    if (step.kind != Kind::municipality) continue;
    municipality = step.value.text;
  }
  bound_ = suite_.bind(suite_.packs_->applying(municipality, home_));
  program_ = suite_.programs_[bound_].program;
  return program_ != nullptr;
}

bool CaseReader::settle_question(const std::vector<TestStep>& steps, Span span) {
  question_.known_at = program_->last_registered;
  std::optional<Month> month;
  std::optional<Date> decision;
  for (const TestStep& step : steps) {
    const bool date = step.kind == Kind::decision || step.kind == Kind::known_at;
    if (step.kind != Kind::month && !date) continue;
    const auto* literal = literal_of(step, date ? LiteralKind::date : LiteralKind::month);
    if (literal == nullptr) {
      return fault(step.target.span, "test.value",
                   date ? "Här väntas ett datum." : "Här väntas en månad.",
                   date ? "A date is expected." : "A month is expected.");
    }
    if (step.kind == Kind::month) month = literal->month;
    if (step.kind == Kind::decision) decision = literal->date;
    if (step.kind == Kind::known_at) question_.known_at = literal->date;
  }
  if (!month) {
    return fault(span, "test.no_month", "Provet saknar månad.", "The test has no month.",
                 {"Skriv till exempel: månad 2026-03.", "Write for instance: månad 2026-03."});
  }
  question_.month = *month;
  question_.decision_date = decision.value_or(question_.known_at);
  return true;
}

bool CaseReader::make_persons(const Test& test) {
  persons_.clear();
  std::vector<int> count(program_->roles.size(), 0);
  std::vector<std::string> names;
  for (const Role& role : program_->roles) names.push_back(role.name);
  for (const syntax::TestPerson& person : test.persons) {
    const auto found = std::find(names.begin(), names.end(), person.role);
    if (found == names.end()) {
      const std::string near = nearest_name(person.role, names);
      return fault(
          person.span, "test.role", "Rollen " + person.role + " finns inte.",
          "There is no role " + person.role + ".",
          near.empty() ? Words{} : Words{"Menar du " + near + "?", "Do you mean " + near + "?"});
    }
    for (const Person& other : persons_) {
      if (other.id != person.name) continue;
      return fault(person.span, "test.person", "Två personer heter " + person.name + ".",
                   "Two persons are called " + person.name + ".");
    }
    const auto role = static_cast<std::size_t>(found - names.begin());
    ++count[role];
    persons_.push_back(Person{person.name, static_cast<std::int32_t>(role)});
  }
  for (std::size_t i = 0; i < count.size(); ++i) {
    const Role& role = program_->roles[i];
    if (count[i] >= role.min && (role.max < 0 || count[i] <= role.max)) continue;
    const std::string limits =
        std::to_string(role.min) + "–" + (role.max < 0 ? "" : std::to_string(role.max));
    return fault(test.span, "test.role_count",
                 "Hushållet har " + std::to_string(count[i]) + " " + role.name + ", men ska ha " +
                     limits + ".",
                 "The household has " + std::to_string(count[i]) + " " + role.name +
                     ", but must have " + limits + ".");
  }
  return true;
}

std::optional<FactRef> CaseReader::resolve(const Target& target, bool family_allowed) {
  const std::string name =
      target.member.empty() ? target.name : target.name + "[" + target.member + "]";
  const std::int32_t index = program_->find(name);
  if (index < 0) {
    const std::string near = nearest_name(name, names_of(*program_, target.member.empty()));
    fault(target.span, "test.unknown_name", name + " finns inte i reglerna.",
          "There is no " + name + " in the rules.",
          near.empty() ? Words{} : Words{"Menar du " + near + "?", "Do you mean " + near + "?"});
    return std::nullopt;
  }
  const Definition& found = definition(index);
  if (found.family >= 0 && target.member.empty() && !family_allowed) {
    fault(target.span, "test.member_missing", name + " gäller per slag.",
          name + " is one per member.",
          {"Skriv vilket: " + found.name + ".", "Write which: " + found.name + "."});
    return std::nullopt;
  }
  FactRef ref{index, -1};
  if (found.for_person == target.person.empty()) {
    fault(target.span, "test.person",
          found.for_person ? name + " gäller en person." : name + " gäller hushållet.",
          found.for_person ? name + " is a person's." : name + " is the household's.",
          found.for_person
              ? Words{"Skriv vems: a." + name + ".", "Write whose: a." + name + "."}
              : Words{"Skriv " + name + " utan person.", "Write " + name + " without a person."});
    return std::nullopt;
  }
  for (std::size_t i = 0; i < persons_.size(); ++i) {
    if (found.for_person && persons_[i].id == target.person) {
      ref.person = static_cast<std::int32_t>(i);
    }
  }
  if (found.for_person && ref.person < 0) {
    fault(target.span, "test.person", "Ingen i hushållet heter " + target.person + ".",
          "Nobody in the household is called " + target.person + ".");
    return std::nullopt;
  }
  return ref;
}

bool CaseReader::apply(const TestStep& step) {
  switch (step.kind) {
    case Kind::input:
      return state_input(step);
    case Kind::given:
      return stub(step);
    case Kind::judgement:
      return judge(step);
    case Kind::expect:
      return expect(step);
    default:
      return true;
  }
}

std::optional<Rational> CaseReader::value_of(const TestStep& step, std::int32_t index) {
  ValueFault why;
  if (step.value.kind == TestValue::Kind::value && step.value.value) {
    const auto value = read_value(*program_, definition(index).type, *step.value.value, why);
    if (value) return value;
  } else {
    why.what = {"Här väntas ett värde.", "A value is expected."};
  }
  fault(step.value.span.line > 0 ? step.value.span : step.target.span, "test.value",
        target_text(step.target) + ": " + why.what.sv,
        target_text(step.target) + ": " + why.what.en, why.fix);
  return std::nullopt;
}

bool CaseReader::within_limits(const TestStep& step, const Definition& input, Rational value) {
  const bool low = input.low && compare(value, *input.low) < 0;
  const bool high = input.high && compare(value, *input.high) > 0;
  if (!low && !high) return true;
  const Type& type = input.type;
  const std::string limit = value_text(*program_, type, low ? *input.low : *input.high);
  return fault(step.target.span, "test.limits",
               target_text(step.target) + (low ? " är minst " : " är högst ") + limit + ".",
               target_text(step.target) + (low ? " is at least " : " is at most ") + limit + ".");
}

bool CaseReader::state_input(const TestStep& step) {
  const bool empty = step.value.kind == TestValue::Kind::empty_list;
  const auto ref = resolve(step.target, empty);
  if (!ref) return false;
  const Definition& input = definition(ref->definition);
  const std::string name = target_text(step.target);
  if (input.kind != DefKind::input) {
    return fault(step.target.span, "test.not_input", name + " är ingen indata.",
                 name + " is not an input.",
                 {"Skriv givet " + name + " = … eller bedöm " + name + " = ….",
                  "Write givet " + name + " = … or bedöm " + name + " = …."});
  }
  const std::int32_t first = input.family_first >= 0 ? input.family_first : ref->definition;
  if (input.list) facts_->state_list(first, person_of(*ref));
  if (empty) {
    return input.list || fault(step.target.span, "test.not_list", name + " är ingen lista.",
                               name + " is not a list.");
  }
  Fact& fact = facts_->at(ref->definition, person_of(*ref));
  if (step.value.kind == TestValue::Kind::not_applicable) {
    fact.kind = Fact::Kind::not_applicable;
    return input.may_be_inapplicable ||
           fault(step.target.span, "test.not_applicable", name + " är alltid tillämplig.",
                 name + " always applies.");
  }
  if (step.value.kind == TestValue::Kind::unknown) {
    fact.kind = Fact::Kind::unknown;
    return true;
  }
  const auto value = value_of(step, ref->definition);
  if (!value || !within_limits(step, input, *value)) return false;
  if (step.from || step.to) return state_spell(step, input, fact, *value);
  fact.kind = Fact::Kind::known;
  fact.value = *value;
  return true;
}

/// A value for some months only: rows are kept in order and may not overlap.
bool CaseReader::state_spell(const TestStep& step, const Definition& input, Fact& fact,
                             Rational value) {
  const std::string name = target_text(step.target);
  if (!input.spell) {
    return fault(step.target.span, "test.not_spell", name + " kan inte anges för vissa månader.",
                 name + " cannot be stated for some months.");
  }
  const SpellRow row{step.from.value_or(month_of(kFirstDate)), step.to, value};
  const auto overlaps = [&](const SpellRow& other) {
    return (!other.to || row.from <= *other.to) && (!row.to || other.from <= *row.to);
  };
  if (std::any_of(fact.spells.begin(), fact.spells.end(), overlaps)) {
    return this->fault(step.target.span, "test.overlap", "Två rader för " + name + " överlappar.",
                       "Two rows of " + name + " overlap.");
  }
  fact.kind = Fact::Kind::spells;
  fact.spells.push_back(row);
  std::sort(fact.spells.begin(), fact.spells.end(),
            [](const SpellRow& a, const SpellRow& b) { return a.from < b.from; });
  return true;
}

bool CaseReader::stub(const TestStep& step) {
  const auto ref = resolve(step.target, false);
  if (!ref) return false;
  const DefKind kind = definition(ref->definition).kind;
  if (kind == DefKind::table || kind == DefKind::not_expressed) {
    return fault(step.target.span, "test.value",
                 target_text(step.target) + " kan inte ges ett värde.",
                 target_text(step.target) + " cannot be given a value.");
  }
  const auto value = value_of(step, ref->definition);
  if (!value) return false;
  facts_->stub(ref->definition, person_of(*ref), *value);
  return true;
}

bool CaseReader::judge(const TestStep& step) {
  const auto ref = resolve(step.target, false);
  if (!ref) return false;
  const Definition& judged = definition(ref->definition);
  const std::string name = target_text(step.target);
  if (judged.kind != DefKind::judgement && judged.term != Term::guideline) {
    return fault(step.target.span, "test.not_judged", name + " får inte bedömas.",
                 name + " may not be judged.");
  }
  if (step.value.text.empty()) {
    return fault(step.target.span, "test.reason", "En bedömning ska ha ett skäl.",
                 "A judgement must have a reason.", {"Lägg till skäl \"…\".", "Add skäl \"…\"."});
  }
  const auto value = value_of(step, ref->definition);
  if (!value) return false;
  Fact& fact = facts_->at(ref->definition, person_of(*ref));
  fact.kind = Fact::Kind::known;
  fact.value = *value;
  fact.reason = step.value.text;
  return true;
}

bool CaseReader::expect(const TestStep& step) {
  const auto ref = resolve(step.target, false);
  if (!ref) return false;
  Expectation expectation;
  expectation.kind = step.value.kind;
  expectation.target = *ref;
  expectation.span = step.target.span;
  switch (step.value.kind) {
    case TestValue::Kind::value:
      if (!expect_value(step, expectation)) return false;
      break;
    case TestValue::Kind::unknown:
      if (!expect_unknown(step, expectation)) return false;
      break;
    case TestValue::Kind::note:
      if (!expect_note(step, expectation)) return false;
      break;
    case TestValue::Kind::no_rule:
      if (!expect_no_rule(step, expectation)) return false;
      break;
    default:
      return fault(step.target.span, "test.value", "Det går inte att vänta detta.",
                   "This cannot be expected.");
  }
  expectations_.push_back(std::move(expectation));
  return true;
}

bool CaseReader::expect_no_rule(const TestStep& step, Expectation& expectation) {
  if (step.value.names.empty()) return true;
  const std::string& name = step.value.names.front();
  expectation.lacking = program_->find(name);
  if (expectation.lacking >= 0) return true;
  const std::string near = nearest_name(name, names_of(*program_, false));
  return fault(
      step.target.span, "test.unknown_name", name + " finns inte i reglerna.",
      "There is no " + name + " in the rules.",
      near.empty() ? Words{} : Words{"Menar du " + near + "?", "Do you mean " + near + "?"});
}

bool CaseReader::expect_note(const TestStep& step, Expectation& expectation) {
  expectation.note = step.value.text;
  expectation.absent = step.value.absent;
  std::vector<std::string> words{std::string(kUnexpressed)};
  for (int i = 0; i < kNotes; ++i) words.emplace_back(note_word(static_cast<Note>(i)));
  for (const Definition& part : program_->definitions) {
    if (part.kind == DefKind::not_expressed) words.push_back(part.name);
  }
  if (std::find(words.begin(), words.end(), expectation.note) != words.end()) return true;
  const std::string near = nearest_name(expectation.note, words);
  return fault(
      step.target.span, "test.note", "Anmärkningen " + expectation.note + " finns inte.",
      "There is no note " + expectation.note + ".",
      near.empty() ? Words{} : Words{"Menar du " + near + "?", "Do you mean " + near + "?"});
}

bool CaseReader::expect_value(const TestStep& step, Expectation& expectation) {
  const auto value = value_of(step, expectation.target.definition);
  if (value) expectation.value = *value;
  return value.has_value();
}

bool CaseReader::expect_unknown(const TestStep& step, Expectation& expectation) {
  for (const std::string& written : step.value.names) {
    Target target;
    target.span = step.target.span;
    std::string rest = written;
    const std::size_t dot = rest.find('.');
    if (dot != std::string::npos) {
      target.person = rest.substr(0, dot);
      rest = rest.substr(dot + 1);
    }
    const std::size_t open = rest.find('[');
    target.name = rest.substr(0, open);
    if (open != std::string::npos) {
      target.member = rest.substr(open + 1, rest.size() - open - 2);
    }
    const auto ref = resolve(target, true);
    if (!ref) return false;
    expectation.facts.push_back(as_told(*program_, *ref));
  }
  auto& facts = expectation.facts;
  std::sort(facts.begin(), facts.end());
  facts.erase(std::unique(facts.begin(), facts.end()), facts.end());
  return true;
}

}  // namespace utvag::rules::tools
