#include "norm/view.hpp"

/// What a reader is told of a step: whether it changed anything, and what a judgement would change.
namespace utvag::norm {
namespace {

using rules::Definition;
using rules::DefKind;
using rules::FactRef;
using rules::Kind;
using rules::Outcome;
using rules::Read;
using rules::State;

bool is_money(const Definition& definition) {
  return definition.type.kind == Kind::number && definition.type.unit.kr == 1;
}

struct Step {
  bool changes = true;
  bool takes_from_table = false;
  FactRef from;  ///< unchanged: where the amount stood already; definition -1 when all is nothing
};

Step step_of(const View& view, FactRef ref) {
  Step step;
  step.from.definition = -1;
  const Outcome outcome = view.tracer().outcome(ref);
  if (outcome.state != State::known || outcome.filled || !is_money(view.definition(ref))) {
    return step;
  }
  bool any = false;
  bool same = true;
  for (const Read& read : view.tracer().reads(ref)) {
    const Definition& definition = view.definition(read.ref);
    if (definition.kind == DefKind::table) step.takes_from_table = true;
    if (!is_money(definition)) continue;
    any = true;
    if (read.state != State::known) same = false;
    if (read.value.numerator == 0) continue;
    if (compare(read.value, outcome.value) != 0) same = false;
    if (step.from.definition < 0) step.from = read.ref;
  }
  const bool nothing = outcome.value.numerator == 0;
  step.changes = !any || !same || step.takes_from_table || (step.from.definition < 0) != nothing;
  return step;
}

/// The principal outcome with the judgement made.
std::optional<Rational> answer_with(const View& view, FactRef judgement, Rational value) {
  rules::Evaluation& evaluation = *view.calculation.evaluation;
  const std::int32_t principal = view.calculation.principal;
  std::vector<rules::Supposed> supposed{{judgement, value}};
  std::vector<FactRef> missing;
  Outcome outcome = evaluation.suppose(supposed, principal, missing);
  if (outcome.state == State::unknown) {
    // What only the judgement made matter is taken as nothing.
    for (const FactRef each : missing) {
      if (view.definition(each).type.kind != Kind::number) return std::nullopt;
      supposed.push_back({each, Rational{0}});
    }
    outcome = evaluation.suppose(supposed, principal, missing);
  }
  if (outcome.state != State::known) return std::nullopt;
  return outcome.value;
}

}  // namespace

std::optional<FactRef> telling(const View& view, FactRef row) {
  Step step = step_of(view, row);
  if (step.changes) return row;
  while (step.from.definition >= 0) {
    const FactRef below = step.from;
    const Definition& definition = view.definition(below);
    if (!definition.sheet.empty() || definition.kind == DefKind::input) return std::nullopt;
    step = step_of(view, below);
    if (step.takes_from_table) return below;
    if (step.changes) return std::nullopt;
  }
  return std::nullopt;
}

int effect_of(const View& view, FactRef judgement) {
  if (view.calculation.answer != Answer::answered) return 0;
  const Definition& definition = view.definition(judgement);
  const Rational held = view.tracer().outcome(judgement).value;
  std::vector<Rational> tried;
  if (definition.type.kind == Kind::boolean) {
    tried.push_back(Rational{held.numerator == 0 ? 1 : 0});
  } else if (is_money(definition)) {
    const bool down = definition.direction == rules::Direction::lower;
    for (const std::int64_t kronor : {100, 100'000}) {
      tried.push_back(held + Rational{(down ? -100 : 100) * kronor});
    }
  }
  for (const Rational value : tried) {
    const auto moved = answer_with(view, judgement, value);
    const int side = moved ? compare(*moved, view.calculation.value()) : 0;
    if (side != 0) return side;
  }
  return 0;
}

}  // namespace utvag::norm
