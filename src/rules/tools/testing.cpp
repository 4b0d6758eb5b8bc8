#include "rules/tools/testing.hpp"

#include <algorithm>
#include <utility>

#include "rules/explain/explain.hpp"
#include "rules/tools/case_reader.hpp"
#include "rules/tools/diff.hpp"

namespace utvag::rules::tools {
namespace {

using ValueKind = syntax::TestValue::Kind;

constexpr std::size_t kTraceLines = 25;
constexpr std::size_t kPlanSlots = 1024;

std::size_t person_of(FactRef ref) {
  return ref.person < 0 ? 0 : static_cast<std::size_t>(ref.person);
}

std::vector<FactRef> missing_facts(Evaluation& evaluation, const Outcome& outcome) {
  std::vector<FactRef> facts;
  for (const FactRef& ref : evaluation.missing(outcome)) {
    facts.push_back(as_told(evaluation.plan().program(), ref));
  }
  std::sort(facts.begin(), facts.end());
  facts.erase(std::unique(facts.begin(), facts.end()), facts.end());
  return facts;
}

/// Whether a part of the law that is not expressed is listed with the value: it touches something
/// the value rests on, and its condition is not known to fail. `name` empty: any such part.
bool lists_unexpressed(Evaluation& evaluation, const std::vector<FactRef>& reached,
                       std::string_view name) {
  const Program& program = evaluation.plan().program();
  bool listed = false;
  for (std::size_t i = 0; i < program.definitions.size(); ++i) {
    const Definition& part = program.definitions[i];
    if (part.kind != DefKind::not_expressed || (!name.empty() && part.name != name)) continue;
    const bool touched = std::any_of(reached.begin(), reached.end(), [&](FactRef ref) {
      return std::find(part.touches.begin(), part.touches.end(), ref.definition) !=
             part.touches.end();
    });
    if (!touched) continue;
    const Outcome& outcome = evaluation.get(static_cast<std::int32_t>(i));
    listed = listed || outcome.state != State::known || !(outcome.value == Rational{0});
  }
  return listed;
}

bool is_noted(const Basis& basis, std::string_view word) {
  for (int i = 0; i < kNotes; ++i) {
    const auto note = static_cast<Note>(i);
    if (basis.notes.has(note) && note_word(note) == word) return true;
  }
  return false;
}

bool has_note(FactRef target, std::string_view word, Evaluation& evaluation) {
  const Program& program = evaluation.plan().program();
  Tracer tracer(evaluation);
  const std::vector<FactRef> reached = tracer.reached(target);
  if (word == kUnexpressed) return lists_unexpressed(evaluation, reached, {});
  if (program.find(word) >= 0) return lists_unexpressed(evaluation, reached, word);
  for (const FactRef& ref : reached) {
    if (is_noted(tracer.basis(ref), word)) return true;
    for (const Read& read : tracer.reads(ref)) {
      const Definition& source = program.definitions[static_cast<std::size_t>(read.ref.definition)];
      if (source.kind == DefKind::table && is_noted(tracer.basis(read), word)) return true;
    }
  }
  return false;
}

std::string ref_text(const Program& program, const std::vector<Person>& persons, FactRef ref) {
  const Definition& definition = program.definitions[static_cast<std::size_t>(ref.definition)];
  const bool family = definition.list && ref.definition == definition.family_first;
  const std::string& name = family ? definition.base_name : definition.name;
  return ref.person < 0 ? name : persons[static_cast<std::size_t>(ref.person)].id + "." + name;
}

std::string refs_text(const Program& program, const std::vector<Person>& persons,
                      const std::vector<FactRef>& refs) {
  std::string text;
  for (const FactRef& ref : refs) {
    text += (text.empty() ? "" : ", ") + ref_text(program, persons, ref);
  }
  return text;
}

Words expected_words(const Expectation& expectation, const TestCase& test, const Program& program) {
  const Definition& definition =
      program.definitions[static_cast<std::size_t>(expectation.target.definition)];
  switch (expectation.kind) {
    case ValueKind::no_rule: {
      if (expectation.lacking < 0) return {"ingen regel", "no rule"};
      const std::string name =
          " (" + program.definitions[static_cast<std::size_t>(expectation.lacking)].name + ")";
      return {"ingen regel" + name, "no rule" + name};
    }
    case ValueKind::unknown: {
      const std::string facts = refs_text(program, test.facts.persons(), expectation.facts);
      return {"okänd: " + facts, "unknown: " + facts};
    }
    case ValueKind::note:
      if (expectation.absent) return {"utan " + expectation.note, "without " + expectation.note};
      return {"anmärkningen " + expectation.note, "the note " + expectation.note};
    default:
      break;
  }
  const std::string value = value_text(program, definition.type, expectation.value);
  return {value, value};
}

Words got_words(const Expectation& expectation, Evaluation& evaluation) {
  const Program& program = evaluation.plan().program();
  const FactRef target = expectation.target;
  const Outcome& outcome = evaluation.get(target.definition, person_of(target));
  Words words = outcome_words(
      evaluation, outcome, program.definitions[static_cast<std::size_t>(target.definition)].type);
  if (expectation.kind == ValueKind::note) {
    words.sv += expectation.absent ? " med den" : " utan den";
    words.en += expectation.absent ? " with it" : " without it";
  }
  return words;
}

std::string state_text(const Program& program, const Definition& definition, const Read& read) {
  switch (read.state) {
    case State::known:
      return value_text(program, definition.type, read.value);
    case State::unknown:
      return "okänd";
    case State::not_applicable:
      return "ej tillämplig";
    case State::no_rule:
      return "ingen regel";
    case State::failed:
      return "går inte att räkna";
    default:
      return "–";
  }
}

std::vector<std::string> trace_text(const TestCase& test, FactRef root, Evaluation& evaluation,
                                    const std::vector<SourceFile>& files) {
  const Program& program = evaluation.plan().program();
  Tracer tracer(evaluation);
  std::vector<std::string> lines;
  for (const TraceLine& line : trace_lines(tracer, root, kTraceLines)) {
    const Read& read = line.read;
    const Definition& definition =
        program.definitions[static_cast<std::size_t>(read.ref.definition)];
    std::string text(static_cast<std::size_t>(line.depth) * 2, ' ');
    text += ref_text(program, test.facts.persons(), read.ref);
    text += " = " + state_text(program, definition, read);
    const Basis basis =
        definition.kind == DefKind::table ? tracer.basis(read) : tracer.basis(read.ref);
    const Span* span = basis.row       ? &basis.row->span
                       : basis.version ? &basis.version->span
                                       : nullptr;
    if (span != nullptr) text += "  " + place_text(files, *span);
    lines.push_back(std::move(text));
  }
  return lines;
}

std::size_t slot_of(std::size_t program, const Question& question) {
  const auto mixed = static_cast<std::size_t>(question.month.index) * 31 +
                     static_cast<std::size_t>(question.known_at.days) * 7 +
                     static_cast<std::size_t>(question.decision_date.days) + program * 101;
  return mixed % kPlanSlots;
}

}  // namespace

const Plan& PlanCache::plan(std::size_t program, const std::shared_ptr<const Program>& graph,
                            const Question& question) {
  if (plans_.empty()) plans_.resize(kPlanSlots);
  std::vector<Entry>& slot = plans_[slot_of(program, question)];
  for (const Entry& entry : slot) {
    if (entry.program == program && entry.question.month == question.month &&
        entry.question.known_at == question.known_at &&
        entry.question.decision_date == question.decision_date) {
      return *entry.plan;
    }
  }
  slot.push_back(Entry{program, question, std::make_unique<Plan>(graph, question)});
  return *slot.back().plan;
}

TestSuite::TestSuite(PackSets& packs) : packs_(&packs) {
  for (std::size_t home = 0; home < packs.packs().size(); ++home) {
    const PackSets::Pack& pack = packs.packs()[home];
    bind(packs.applying({}, home));
    CaseReader reader(*this, home);
    for (std::size_t file = 0; file < pack.file_count; ++file) {
      for (const syntax::Test& test : packs.parsed()[pack.first_file + file].tests) {
        reader.read(test);
      }
    }
  }
}

std::size_t TestSuite::bind(const std::vector<std::size_t>& set) {
  for (std::size_t i = 0; i < programs_.size(); ++i) {
    if (programs_[i].set == set) return i;
  }
  const Compiled& compiled = packs_->compiled(set);
  if (!compiled.program) refused_.push_back(&compiled);
  programs_.push_back(Bound{set, compiled.program, &compiled});
  return programs_.size() - 1;
}

bool holds(const Expectation& expectation, Evaluation& evaluation) {
  const Outcome& outcome =
      evaluation.get(expectation.target.definition, person_of(expectation.target));
  switch (expectation.kind) {
    case ValueKind::value:
      return outcome.state == State::known && outcome.value == expectation.value;
    // What only an overlay declares ends in silence where it has no version: no rule either.
    case ValueKind::no_rule:
      if (expectation.lacking >= 0 && outcome.culprit != expectation.lacking) return false;
      return outcome.state == State::no_rule || outcome.state == State::silent;
    case ValueKind::unknown:
      return outcome.state == State::unknown &&
             missing_facts(evaluation, outcome) == expectation.facts;
    case ValueKind::note:
      return has_note(expectation.target, expectation.note, evaluation) != expectation.absent;
    default:
      return false;
  }
}

TestReport run_tests(const TestSuite& suite, std::size_t home) {
  TestReport report;
  PlanCache plans;
  for (std::size_t i = 0; i < suite.cases().size(); ++i) {
    const TestCase& test = suite.cases()[i];
    if (home != PackSets::npos && test.home != home) continue;
    ++report.cases;
    const TestSuite::Bound& bound = suite.programs()[test.program];
    Evaluation evaluation(plans.plan(test.program, bound.program, test.question), test.facts);
    for (const Expectation& expectation : test.expectations) {
      ++report.expectations;
      if (holds(expectation, evaluation)) continue;
      Failure failure;
      failure.test = i;
      failure.span = expectation.span;
      failure.target = ref_text(*bound.program, test.facts.persons(), expectation.target);
      failure.expected = expected_words(expectation, test, *bound.program);
      failure.got = got_words(expectation, evaluation);
      failure.trace = trace_text(test, expectation.target, evaluation, bound.compiled->files);
      report.failures.push_back(std::move(failure));
      if (report.failed_cases.empty() || report.failed_cases.back() != i) {
        report.failed_cases.push_back(i);
      }
    }
  }
  return report;
}

}  // namespace utvag::rules::tools
