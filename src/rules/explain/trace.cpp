#include <algorithm>
#include <utility>

#include "rules/explain/explain.hpp"
#include "rules/explain/walk.hpp"

namespace utvag::rules {

std::int32_t definition_read(Evaluation& evaluation, const Place& place, const Node& node) {
  const Program& program = evaluation.plan().program();
  if (node.op == Op::definition) return node.ref;
  const Node& member = node_of(program, node.a);
  if (member.op == Op::bound_member) {
    return node.ref + place.members[static_cast<std::size_t>(member.slot)];
  }
  if (member.op == Op::this_member) {
    return node.ref + definition_of(program, place.rule.definition).member;
  }
  if (member.op == Op::constant) return node.ref + static_cast<int>(member.value.numerator);
  const Outcome chosen = value_at(evaluation, place, node.a);
  return chosen.state == State::known ? node.ref + static_cast<int>(chosen.value.numerator) : -1;
}

std::int32_t body_of(Evaluation& evaluation, FactRef ref, const Outcome& outcome) {
  const Program& program = evaluation.plan().program();
  const Definition& definition = definition_of(program, ref.definition);
  if (definition.kind == DefKind::input || definition.kind == DefKind::table || outcome.filled) {
    return -1;
  }
  const std::size_t person = ref.person < 0 ? 0 : static_cast<std::size_t>(ref.person);
  if (evaluation.facts().stubbed(ref.definition, person)) return -1;
  const std::vector<Layer>& layers = program.layers(definition);
  if (outcome.layer >= 0 && outcome.version >= 0) {
    return layers[static_cast<std::size_t>(outcome.layer)]
        .versions[static_cast<std::size_t>(outcome.version)]
        .body;
  }
  if (outcome.state == State::known || outcome.state == State::not_applicable) return -1;
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    const auto& choice = evaluation.plan().choice(ref.definition, layer);
    if (choice.version >= 0) {
      return layers[layer].versions[static_cast<std::size_t>(choice.version)].body;
    }
  }
  return -1;
}

/// Walks one body along the branch taken and notes what it reads.
struct Walk {
  Tracer& tracer;
  Evaluation& evaluation;
  const Program& program;
  std::size_t first;  ///< of this definition's reads

  void note(const Read& read) {
    auto& reads = tracer.reads_;
    for (std::size_t i = first; i < reads.size(); ++i) {
      if (same_read(reads[i], read)) return;
    }
    reads.push_back(read);
  }

  void note_definition(const Place& place, std::int32_t definition) {
    if (definition < 0) return;
    const FactRef ref = reference(program, definition, place.person);
    const Outcome& outcome = evaluation.get(definition, place.person);
    Read read;
    read.ref = ref;
    read.state = outcome.state;
    read.value = outcome.value;
    note(read);
  }

  void note_branch(const Place& place, std::int32_t node, std::int32_t way) {
    tracer.branches_.push_back({node, static_cast<std::int32_t>(place.person), way});
  }

  void lookup(const Place& place, std::int32_t index, const Node& node) {
    const Outcome found = value_at(evaluation, place, index);
    Read read;
    read.ref = {node.ref, -1};
    read.state = found.state;
    read.value = found.value;
    read.layer = found.layer;
    read.version = found.version;
    read.row = found.row;
    read.fell_through = found.fell_through;
    note(read);
    for (const std::int32_t key : node.children) walk(place, key);
  }

  void choose(const Place& place, const Node& node) {
    const Outcome condition = value_at(evaluation, place, node.a);
    walk(place, node.a);
    if (condition.state != State::known) {
      walk(place, node.b);
      walk(place, node.c);
      return;
    }
    note_branch(place, node.a, holds(condition) ? 1 : 0);
    walk(place, holds(condition) ? node.b : node.c);
  }

  void arms(const Place& place, std::int32_t index, const Node& node) {
    const Outcome subject = value_at(evaluation, place, node.children[0]);
    walk(place, node.children[0]);
    if (subject.state != State::known) return;
    std::size_t arm = 0;
    const auto member = static_cast<std::uint64_t>(subject.value.numerator);
    while (arm < node.masks.size() && ((node.masks[arm] >> member) & 1U) == 0) ++arm;
    note_branch(place, index, static_cast<std::int32_t>(arm));
    if (arm + 1 < node.children.size()) walk(place, node.children[arm + 1]);
  }

  /// `och` and `eller`: the side that decides is enough.
  void decide(const Place& place, const Node& node) {
    const bool deciding = node.op == Op::either;
    const Outcome left = value_at(evaluation, place, node.a);
    if (left.state == State::known && holds(left) == deciding) return walk(place, node.a);
    const Outcome right = value_at(evaluation, place, node.b);
    if (right.state == State::known && holds(right) == deciding) return walk(place, node.b);
    walk(place, node.a);
    walk(place, node.b);
  }

  /// Whether this turn alone decides a `finns` (found) or an `alla` (one that does not hold).
  bool decides(const Place& place, const Node& node) {
    const bool any = node.op == Op::any_person || node.op == Op::any_member;
    const bool every = node.op == Op::all_persons || node.op == Op::all_members;
    if (!any && !every) return false;
    const bool in = node.b < 0 || holds(value_at(evaluation, place, node.b));
    return in && (any || is_nothing(value_at(evaluation, place, node.a)));
  }

  void turn(const Place& place, const Node& node) {
    walk(place, node.b);
    if (node.b >= 0 && is_nothing(value_at(evaluation, place, node.b))) return;
    walk(place, node.a);
  }

  /// The turns of an aggregate; only the first that decides, when one does.
  template <typename Set>
  void turns(Place place, const Node& node, std::size_t count, Set set) {
    for (std::size_t i = 0; i < count; ++i) {
      set(place, i);
      if (decides(place, node)) return turn(place, node);
    }
    for (std::size_t i = 0; i < count; ++i) {
      set(place, i);
      turn(place, node);
    }
  }

  void over_persons(const Place& place, const Node& node) {
    const auto& order = tracer.person_order_;
    turns(place, node, order.size(),
          [&order](Place& at, std::size_t turn) { at.person = order[turn]; });
  }

  void over_members(const Place& place, const Node& node) {
    const auto& members = program.enumerations[static_cast<std::size_t>(node.enumeration)].members;
    turns(place, node, members.size(),
          [&node](Place& at, std::size_t member) { at.bind(node.slot, member); });
  }

  /// Nothing times something: what is nothing is enough.
  void multiply(const Place& place, const Node& node) {
    if (is_nothing(value_at(evaluation, place, node.a))) return walk(place, node.a);
    if (is_nothing(value_at(evaluation, place, node.b))) return walk(place, node.b);
    walk(place, node.a);
    walk(place, node.b);
  }

  void if_applicable(const Place& place, const Node& node) {
    walk(place, node.a);
    const std::int32_t read = definition_read(evaluation, place, node_of(program, node.a));
    if (read >= 0 && evaluation.get(read, place.person).state == State::not_applicable) {
      walk(place, node.b);
    }
  }

  void walk(const Place& place, std::int32_t index) {
    if (index < 0) return;
    const Node& node = node_of(program, index);
    switch (node.op) {
      case Op::constant:
      case Op::month_asked:
      case Op::decision_date:
      case Op::role:
      case Op::this_member:
      case Op::bound_member:
      case Op::silent:
        return;
      case Op::definition:
      case Op::family:
        return note_definition(place, definition_read(evaluation, place, node));
      case Op::multiply:
        return multiply(place, node);
      case Op::if_applicable:
        return if_applicable(place, node);
      case Op::both:
      case Op::either:
        return decide(place, node);
      case Op::if_else:
        return choose(place, node);
      case Op::cases:
        return arms(place, index, node);
      case Op::lookup:
        return lookup(place, index, node);
      case Op::sum_persons:
      case Op::count_persons:
      case Op::any_person:
      case Op::all_persons:
        return over_persons(place, node);
      case Op::sum_members:
      case Op::count_members:
      case Op::any_member:
      case Op::all_members:
        return over_members(place, node);
      default:
        break;
    }
    walk(place, node.a);
    walk(place, node.b);
    walk(place, node.c);
    for (const std::int32_t child : node.children) walk(place, child);
  }
};

Tracer::Tracer(Evaluation& evaluation, std::vector<std::size_t> person_order)
    : evaluation_(&evaluation),
      plan_(&evaluation.plan()),
      program_(&plan_->program()),
      person_order_(std::move(person_order)),
      persons_(evaluation.facts().persons().size()) {
  for (std::size_t p = person_order_.size(); p < persons_; ++p) person_order_.push_back(p);
  evaluation.keep_trails(person_order_);
}

std::size_t Tracer::slot_of(FactRef ref) const {
  const std::size_t person = ref.person < 0 ? 0 : static_cast<std::size_t>(ref.person);
  return plan_->place(ref.definition, person, persons_);
}

const Outcome& Tracer::outcome(FactRef ref) {
  return evaluation_->get(ref.definition,
                          ref.person < 0 ? 0 : static_cast<std::size_t>(ref.person));
}

Tracer::Slot& Tracer::walked(FactRef ref) {
  if (slots_.empty()) slots_.resize(plan_->places(persons_));
  Slot& slot = slots_[slot_of(ref)];
  if (slot.first_read >= 0) return slot;
  slot.first_read = static_cast<std::int32_t>(reads_.size());
  slot.first_branch = static_cast<std::int32_t>(branches_.size());
  if (definition_of(*program_, ref.definition).kind == DefKind::table) return slot;
  const Outcome& result = outcome(ref);
  const std::int32_t body = body_of(*evaluation_, ref, result);
  if (body >= 0) {
    Place place;
    place.rule = ref;
    place.person = ref.person < 0 ? 0 : static_cast<std::size_t>(ref.person);
    Walk walk{*this, *evaluation_, *program_, reads_.size()};
    walk.walk(place, body);
    if (result.bounded != 0) {
      for (const Bound& bound : definition_of(*program_, ref.definition).bounds) {
        if (bound.at_least == (result.bounded < 0)) walk.walk(place, bound.value);
      }
    }
  }
  slot.read_count = static_cast<std::int32_t>(reads_.size()) - slot.first_read;
  slot.branch_count = static_cast<std::int32_t>(branches_.size()) - slot.first_branch;
  return slot;
}

std::optional<Trail> Tracer::trail(FactRef ref) const {
  return evaluation_->trail(ref.definition,
                            ref.person < 0 ? 0 : static_cast<std::size_t>(ref.person));
}

std::span<const Read> Tracer::reads(FactRef ref) {
  if (const auto kept = trail(ref)) return kept->reads;  // the usual way: it was computed then
  outcome(ref);
  if (const auto kept = trail(ref)) return kept->reads;
  const Slot& slot = walked(ref);
  return {reads_.data() + slot.first_read, static_cast<std::size_t>(slot.read_count)};
}

std::span<const Branch> Tracer::branches(FactRef ref) {
  outcome(ref);
  if (const auto kept = trail(ref)) return kept->branches;
  const Slot& slot = walked(ref);
  return {branches_.data() + slot.first_branch, static_cast<std::size_t>(slot.branch_count)};
}

std::vector<FactRef> Tracer::reached(FactRef root) {
  return reached(std::span<const FactRef>(&root, 1));
}

std::vector<FactRef> Tracer::reached(std::span<const FactRef> roots) {
  std::vector<FactRef> found;
  found.reserve(plan_->places(persons_));
  std::vector<std::uint8_t> seen(plan_->places(persons_));
  std::vector<FactRef> stack(roots.begin(), roots.end());
  while (!stack.empty()) {
    const FactRef ref = stack.back();
    stack.pop_back();
    if (seen[slot_of(ref)]) continue;
    seen[slot_of(ref)] = true;
    found.push_back(ref);
    const std::span<const Read> below = reads(ref);
    for (auto read = below.rbegin(); read != below.rend(); ++read) {
      if (definition_of(*program_, read->ref.definition).kind == DefKind::table) continue;
      if (!seen[slot_of(read->ref)]) stack.push_back(read->ref);
    }
  }
  return found;
}

std::vector<Read> Tracer::beneath(FactRef row) {
  std::vector<Read> found;
  std::vector<FactRef> entered;
  found.reserve(64);
  entered.reserve(64);
  entered.push_back(row);
  std::vector<std::uint8_t> seen(plan_->places(persons_), 0);
  for (std::size_t i = 0; i < entered.size(); ++i) {
    for (const Read& read : reads(entered[i])) {
      const Definition& definition = definition_of(*program_, read.ref.definition);
      const bool known =
          definition.kind == DefKind::table
              ? std::any_of(found.begin(), found.end(),
                            [&](const Read& other) { return same_read(other, read); })
              : std::exchange(seen[slot_of(read.ref)], std::uint8_t{1}) != 0;
      if (known) continue;
      found.push_back(read);
      if (definition.sheet.empty()) entered.push_back(read.ref);
    }
  }
  return found;
}

}  // namespace utvag::rules
