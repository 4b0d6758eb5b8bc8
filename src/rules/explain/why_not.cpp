#include <algorithm>
#include <deque>

#include "rules/explain/explain.hpp"
#include "rules/explain/probe.hpp"
#include "rules/explain/walk.hpp"

namespace utvag::rules {
namespace {

/// A rule to look into: `wanted` is what it would have to be (numbers: something, truth: ja or
/// nej).
struct Question {
  FactRef rule;
  bool wanted = true;
  int distance = 0;
};

/// Goes down from a value of 0 or nej to the conditions that made it so.
struct Seeker {
  Tracer& tracer;
  Evaluation& evaluation;
  const Program& program;
  std::deque<Question> queue;
  std::vector<Question> asked;
  std::vector<Failed> failed;
  int distance = 0;

  void ask(FactRef rule, bool wanted, int at) {
    const bool known = std::any_of(asked.begin(), asked.end(), [&](const Question& other) {
      return other.rule == rule && other.wanted == wanted;
    });
    if (known) return;
    asked.push_back({rule, wanted, at});
    queue.push_back(asked.back());
  }

  void run(FactRef root, bool wanted) {
    ask(root, wanted, 0);
    while (!queue.empty()) {
      const Question next = queue.front();
      queue.pop_front();
      distance = next.distance;
      look(next);
    }
  }

  void look(const Question& next) {
    const Outcome& outcome = tracer.outcome(next.rule);
    const std::int32_t body = body_of(evaluation, next.rule, outcome);
    if (body < 0) {
      stated(next.rule, next.wanted);
      return;
    }
    Place place;
    place.rule = next.rule;
    place.person = next.rule.person < 0 ? 0 : static_cast<std::size_t>(next.rule.person);
    if (node_of(program, body).type.kind == Kind::boolean) {
      turn(place, body, next.wanted);
    } else {
      nought(place, body);
    }
  }

  /// A fact, or a person's judgement, that is itself 0 or nej.
  void stated(FactRef fact, bool wanted) {
    Failed found;
    found.rule = fact;
    found.person = fact.person;
    found.wanted = wanted;
    found.state = tracer.outcome(fact).state;
    found.left = tracer.outcome(fact).value;
    found.distance = distance;
    failed.push_back(found);
  }

  void report(const Place& place, std::int32_t node, bool wanted, const Outcome& left,
              std::optional<Rational> threshold) {
    Failed found;
    found.rule = place.rule;
    found.person = static_cast<std::int32_t>(place.person);
    found.node = node;
    found.wanted = wanted;
    found.state = left.state;
    found.left = left.value;
    found.threshold = threshold;
    found.distance = distance;
    failed.push_back(found);
  }

  Outcome value(const Place& place, std::int32_t node) { return value_at(evaluation, place, node); }

  void read(const Place& place, const Node& node, bool wanted) {
    const std::int32_t definition = definition_read(evaluation, place, node);
    if (definition < 0) return;
    ask(reference(program, definition, place.person), wanted, distance + 1);
  }

  /// Calls each(place) for the turns of an aggregate.
  template <typename Each>
  void turns(Place place, const Node& node, Each each) {
    if (node.enumeration >= 0 && node.slot >= 0) {
      const auto& members =
          program.enumerations[static_cast<std::size_t>(node.enumeration)].members;
      for (std::size_t m = 0; m < members.size(); ++m) {
        place.bind(node.slot, m);
        each(place);
      }
      return;
    }
    for (std::size_t p = 0; p < evaluation.facts().persons().size(); ++p) {
      place.person = p;
      each(place);
    }
  }

  bool filtered_in(const Place& place, const Node& node) {
    return node.b < 0 || holds(value(place, node.b));
  }

  /// Why a yes/no node is not `wanted`.
  void turn(const Place& place, std::int32_t index, bool wanted) {
    const Node& node = node_of(program, index);
    const Outcome now = value(place, index);
    if (now.state == State::known && holds(now) == wanted) return;
    switch (node.op) {
      case Op::constant:
        return;
      case Op::definition:
      case Op::family:
        return read(place, node, wanted);
      case Op::both:
      case Op::either:
        turn(place, node.a, wanted);
        return turn(place, node.b, wanted);
      case Op::negation:
        return turn(place, node.a, !wanted);
      case Op::if_else:
        return branch(place, node, wanted);
      case Op::any_person:
      case Op::any_member:
        return turns(place, node, [&](const Place& at) { turn(at, node.b, wanted); });
      case Op::all_persons:
      case Op::all_members:
        return turns(place, node, [&](const Place& at) {
          if (filtered_in(at, node)) turn(at, node.a, wanted);
        });
      case Op::in_range:
        return range(place, index, node, wanted);
      case Op::less:
      case Op::less_equal:
      case Op::greater:
      case Op::greater_equal:
      case Op::equal:
      case Op::not_equal:
        return comparison(place, index, node, wanted);
      default:
        break;
    }
    report(place, index, wanted, node.a >= 0 ? value(place, node.a) : now, std::nullopt);
  }

  void comparison(const Place& place, std::int32_t index, const Node& node, bool wanted) {
    const Outcome right = value(place, node.b);
    const bool number =
        right.state == State::known && node_of(program, node.b).type.kind != Kind::boolean;
    report(place, index, wanted, value(place, node.a),
           number ? std::optional<Rational>(right.value) : std::nullopt);
  }

  void range(const Place& place, std::int32_t index, const Node& node, bool wanted) {
    const Outcome left = value(place, node.a);
    std::optional<Rational> near = node.low ? node.low : node.high;
    if (node.low && node.high && left.state == State::known) {
      const bool above = utvag::compare(left.value, *node.high) > 0;
      near = above ? node.high : node.low;
    }
    report(place, index, wanted, left, near);
  }

  /// The way not taken would have given what is wanted: then the condition is what failed. The way
  /// taken is looked into as well.
  void branch(const Place& place, const Node& node, bool wanted) {
    const Outcome condition = value(place, node.a);
    if (condition.state != State::known) {
      report(place, node.a, true, condition, std::nullopt);
      return;
    }
    const bool held = holds(condition);
    const std::int32_t taken = held ? node.b : node.c;
    const Outcome other = value(place, held ? node.c : node.b);
    if (!is_nothing(other) || !wanted) turn(place, node.a, !held);
    if (node.type.kind == Kind::boolean) {
      turn(place, taken, wanted);
    } else {
      nought(place, taken);
    }
  }

  void arms(const Place& place, std::int32_t index, const Node& node) {
    const Outcome subject = value(place, node.children[0]);
    if (subject.state != State::known) return;
    std::size_t arm = 0;
    const auto member = static_cast<std::uint64_t>(subject.value.numerator);
    while (arm < node.masks.size() && ((node.masks[arm] >> member) & 1U) == 0) ++arm;
    bool other = false;
    for (std::size_t i = 1; i < node.children.size(); ++i) {
      if (i != arm + 1 && !is_nothing(value(place, node.children[i]))) other = true;
    }
    if (other) report(place, index, true, subject, std::nullopt);
    if (arm + 1 < node.children.size()) nought(place, node.children[arm + 1]);
  }

  /// `a − b − c`: what one has is held against all that is taken from it.
  void balance(const Place& place, std::int32_t index, Rational now) {
    std::int32_t most = index;
    while (node_of(program, most).op == Op::subtract) most = node_of(program, most).a;
    const Outcome left = value(place, most);
    report(place, index, true, left, left.value - now);
  }

  /// `max(0, a − b)` and its like: what is held against what.
  void shut(const Place& place, std::int32_t child) {
    const Node& node = node_of(program, child);
    const Outcome now = value(place, child);
    if (node.op == Op::constant) return;
    if (now.state != State::known) return report(place, child, true, now, std::nullopt);
    if (now.value.numerator == 0) return nought(place, child);
    if (now.value.numerator > 0) return;
    if (node.op == Op::subtract) {
      balance(place, child, now.value);
    } else {
      report(place, child, true, now, Rational(0));
      if (node.op == Op::definition || node.op == Op::family) read(place, node, true);
    }
  }

  void rounding(const Place& place, std::int32_t index, const Node& node) {
    const Outcome before = value(place, node.a);
    if (is_nothing(before)) return nought(place, node.a);
    report(place, index, true, before, node.value);
  }

  /// Why a number is 0.
  void nought(const Place& place, std::int32_t index) {
    const Node& node = node_of(program, index);
    if (node.type.kind == Kind::boolean) return turn(place, index, true);
    if (!is_nothing(value(place, index))) return;
    switch (node.op) {
      case Op::definition:
      case Op::family:
        return read(place, node, true);
      case Op::subtract:
        if (is_nothing(value(place, node.a))) return nought(place, node.a);
        return balance(place, index, 0);
      case Op::divide:
      case Op::negate:
        return nought(place, node.a);
      case Op::add:
      case Op::multiply:
        nought(place, node.a);
        return nought(place, node.b);
      case Op::if_else:
        return branch(place, node, true);
      case Op::cases:
        return arms(place, index, node);
      case Op::round:
        return rounding(place, index, node);
      case Op::minimum:
      case Op::maximum:
        for (const std::int32_t child : node.children) shut(place, child);
        return;
      case Op::sum_persons:
      case Op::sum_members:
        return turns(place, node, [&](const Place& at) {
          if (filtered_in(at, node)) return nought(at, node.a);
          if (!is_nothing(value(at, node.a))) turn(at, node.b, true);
        });
      case Op::count_persons:
      case Op::count_members:
        return turns(place, node, [&](const Place& at) { turn(at, node.b, true); });
      case Op::if_applicable: {
        const std::int32_t input = definition_read(evaluation, place, node_of(program, node.a));
        const bool applies =
            input >= 0 && evaluation.get(input, place.person).state == State::known;
        return nought(place, applies ? node.a : node.b);
      }
      case Op::lookup:
        return report(place, index, true, value(place, index), std::nullopt);
      default:
        return;
    }
  }
};

Rational gap(const Failed& failed) {
  if (!failed.threshold) return Rational::overflow();
  Rational difference = failed.left - *failed.threshold;
  if (difference.numerator < 0) difference = -difference;
  return difference;
}

/// Nearest to the outcome first; among equals those with a threshold, the smallest gap first.
bool nearer(const Failed& a, const Failed& b) {
  if (a.distance != b.distance) return a.distance < b.distance;
  const Rational left = gap(a);
  const Rational right = gap(b);
  if (left.overflowed() || right.overflowed()) return !left.overflowed() && right.overflowed();
  return utvag::compare(left, right) < 0;
}

}  // namespace

WhyNot why_not(Tracer& tracer, FactRef root) {
  WhyNot answer;
  const Outcome outcome = tracer.outcome(root);
  answer.state = outcome.state;
  answer.gives_nothing = is_nothing(outcome);
  if (!answer.gives_nothing) return answer;
  Seeker seeker{tracer, tracer.evaluation(), tracer.program(), {}, {}, {}, 0};
  seeker.run(root, true);
  answer.failed = std::move(seeker.failed);
  std::stable_sort(answer.failed.begin(), answer.failed.end(), nearer);
  probe_changes(tracer, root, answer);
  return answer;
}

}  // namespace utvag::rules
