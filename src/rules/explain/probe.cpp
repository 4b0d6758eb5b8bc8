#include "rules/explain/probe.hpp"

#include <algorithm>

#include "rules/explain/walk.hpp"

namespace utvag::rules {
namespace {

constexpr std::int64_t kMillionKronor = 100'000'000;  ///< in öre
constexpr std::int64_t kMostWhole = 1'000;            ///< months, days, years, counts
constexpr int kInterior = 8;  ///< points tried between the ends before and after bisection

/// Tries one fact at a time on a copy of the facts.
class Prober {
 public:
  Prober(Tracer& tracer, FactRef root)
      : plan_(tracer.evaluation().plan()), facts_(tracer.evaluation().facts()), root_(root) {}

  /// The outcome with the fact set to `value`; nothing unless it is known.
  std::optional<Rational> outcome_with(FactRef fact, Rational value) {
    Fact& cell = facts_.at(fact.definition, person(fact));
    const Fact kept = cell;
    cell = Fact{};
    cell.kind = Fact::Kind::known;
    cell.value = value;
    Evaluation evaluation(plan_, facts_);
    const Outcome outcome = evaluation.get(root_.definition, person(root_));
    facts_.at(fact.definition, person(fact)) = kept;
    if (outcome.state != State::known) return std::nullopt;
    return outcome.value;
  }

  bool turns(FactRef fact, Rational value) {
    const auto outcome = outcome_with(fact, value);
    return outcome && outcome->numerator != 0;
  }

 private:
  static std::size_t person(FactRef ref) {
    return ref.person < 0 ? 0 : static_cast<std::size_t>(ref.person);
  }

  const Plan& plan_;
  Facts facts_;
  FactRef root_;
};

/// The values a numeric input may take, as whole steps.
struct Grid {
  Rational step;
  std::int64_t low = 0, high = 0, now = 0;
};

std::int64_t steps(Rational value, Rational step, Rounding mode) {
  return round_to(value / step, 1, mode).numerator;
}

std::optional<Grid> grid(const Definition& input, Rational now) {
  Grid made;
  Rational low = 0;
  Rational high = 0;
  if (input.type.unit.kr != 0) {
    made.step = 1;
    high = kMillionKronor;
  } else if (input.type.whole) {
    made.step = 1;
    high = kMostWhole;
  } else {
    made.step = Rational::make(1, 100);
    high = input.type.unit == Unit{} ? Rational(1) : Rational(kMostWhole);
  }
  if (input.low) low = *input.low;
  if (input.high) high = *input.high;
  made.low = steps(low, made.step, Rounding::up);
  made.high = steps(high, made.step, Rounding::down);
  made.now = std::clamp(steps(now, made.step, Rounding::nearest), made.low, made.high);
  if (made.low >= made.high) return std::nullopt;
  return made;
}

/// The value nearest to `from` towards `to` that gives something: `to` must give something. Exact
/// at the turn it finds; a nearer point among the interior ones is searched again.
std::int64_t nearest(Prober& prober, FactRef fact, Rational step, std::int64_t from,
                     std::int64_t to) {
  std::int64_t no = from;
  std::int64_t yes = to;
  for (bool nearer = true; nearer;) {
    nearer = false;
    while (yes - no > 1 || no - yes > 1) {
      const std::int64_t middle = no + (yes - no) / 2;
      (prober.turns(fact, step * Rational(middle)) ? yes : no) = middle;
    }
    for (int i = 1; i < kInterior && !nearer; ++i) {
      const std::int64_t point = from + (no - from) / kInterior * i;
      if (point == from || point == no) continue;
      if (!prober.turns(fact, step * Rational(point))) continue;
      yes = point;
      no = from;
      nearer = true;
    }
  }
  return yes;
}

/// An end of the range that gives something, or an interior point when neither end does.
std::optional<std::int64_t> turning_point(Prober& prober, FactRef fact, const Grid& grid,
                                          std::int64_t end) {
  if (end == grid.now) return std::nullopt;
  if (prober.turns(fact, grid.step * Rational(end))) return end;
  for (int i = 1; i < kInterior; ++i) {
    const std::int64_t point = grid.now + (end - grid.now) / kInterior * i;
    if (point != grid.now && prober.turns(fact, grid.step * Rational(point))) return point;
  }
  return std::nullopt;
}

void try_number(Prober& prober, FactRef fact, const Definition& input, Change change,
                std::vector<Change>& changes) {
  const std::optional<Grid> range = grid(input, change.from);
  if (!range) return;
  std::optional<std::int64_t> best;
  for (const std::int64_t end : {range->low, range->high}) {
    const auto point = turning_point(prober, fact, *range, end);
    if (!point) continue;
    const std::int64_t found = nearest(prober, fact, range->step, range->now, *point);
    const auto away = [&](std::int64_t at) {
      return at < range->now ? range->now - at : at - range->now;
    };
    if (!best || away(found) < away(*best)) best = found;
  }
  if (!best) return;
  change.to = range->step * Rational(*best);
  const auto outcome = prober.outcome_with(fact, change.to);
  if (!outcome) return;
  change.outcome = *outcome;
  changes.push_back(change);
}

void try_each(Prober& prober, FactRef fact, std::size_t count, Change change,
              std::vector<Change>& changes) {
  for (std::size_t value = 0; value < count; ++value) {
    const Rational to(static_cast<std::int64_t>(value));
    if (change.was_stated && to == change.from) continue;
    const auto outcome = prober.outcome_with(fact, to);
    if (!outcome || outcome->numerator == 0) continue;
    change.to = to;
    change.outcome = *outcome;
    changes.push_back(change);
    return;
  }
}

}  // namespace

void probe_changes(Tracer& tracer, FactRef root, WhyNot& answer) {
  Prober prober(tracer, root);
  const Program& program = tracer.program();
  for (const FactRef fact : tracer.reached(root)) {
    const Definition& input = definition_of(program, fact.definition);
    if (input.kind != DefKind::input) continue;
    const Outcome& outcome = tracer.outcome(fact);
    if (outcome.state != State::known) continue;
    Change change;
    change.fact = fact;
    change.from = outcome.value;
    change.was_stated = !outcome.assumed;
    switch (input.type.kind) {
      case Kind::number:
        try_number(prober, fact, input, change, answer.changes);
        break;
      case Kind::boolean:
        try_each(prober, fact, 2, change, answer.changes);
        break;
      case Kind::enumeration:
        if (input.type.enumeration < 0) continue;
        try_each(
            prober, fact,
            program.enumerations[static_cast<std::size_t>(input.type.enumeration)].members.size(),
            change, answer.changes);
        break;
      default:
        continue;
    }
    answer.tried.push_back(fact);
  }
}

}  // namespace utvag::rules
