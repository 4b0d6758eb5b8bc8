#include "rules/blocks/blocks.hpp"

#include <algorithm>
#include <deque>
#include <tuple>
#include <utility>

#include "rules/blocks/block_code.hpp"

namespace utvag::rules::blocks {

namespace {

Error refusal(std::string where, std::string sv, std::string en) {
  return {"blocks.order", std::move(where), std::move(sv), std::move(en)};
}

/// Turns an order into nodes, question by question.
class Compiler {
 public:
  explicit Compiler(BlockProgram::Impl& program) : program_(program) {}

  Result<bool> run() {
    const Order& order = program_.order;
    for (const World& world : order.worlds) {
      if (!same_persons(world, order.worlds.front())) {
        return refusal("", "världarna har olika personer", "the worlds differ in their persons");
      }
      auto places = SlotMap::make(world, order.slots);
      if (!places.ok()) return places.error();
      program_.places.push_back(std::move(places.value()));
    }
    for (const Slot& slot : order.slots) {
      const auto knows = [&](const World& world) { return world.program->find(slot.input) >= 0; };
      if (!slot.input.empty() && std::none_of(order.worlds.begin(), order.worlds.end(), knows)) {
        return refusal(slot.input, "det finns ingen uppgift ”" + slot.input + "”",
                       "there is no fact \"" + slot.input + "\"");
      }
    }
    if (order.group >= static_cast<std::int32_t>(order.slots.size())) {
      return refusal("", "gruppens kolumn finns inte", "the group's column does not exist");
    }
    for (const Ask& ask : order.asks) {
      const auto planned = plan(ask);
      if (!planned.ok()) return planned.error();
    }
    for (auto& [definition, why] : left_) program_.left.push_back({definition, why});
    lower(algebra_.graph(), program_);
    return true;
  }

 private:
  static bool same_persons(const World& one, const World& other) {
    const auto& a = one.common.persons();
    const auto& b = other.common.persons();
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Person& x, const Person& y) { return x.role == y.role; });
  }

  Result<bool> plan(const Ask& ask) {
    const auto wrong = [&] {
      return refusal(ask.rule, "”" + ask.rule + "” kan inte frågas efter",
                     "\"" + ask.rule + "\" cannot be asked for");
    };
    if (ask.world >= program_.order.worlds.size()) return wrong();
    const World& world = program_.order.worlds[ask.world];
    Planned planned;
    planned.definition = world.program->find(ask.rule);
    if (planned.definition < 0) return wrong();
    const Definition& what =
        world.program->definitions[static_cast<std::size_t>(planned.definition)];
    const std::size_t persons = what.for_person ? world.common.persons().size() : 1;
    const auto person = static_cast<std::size_t>(ask.person);
    const bool earlier = ask.minus < static_cast<std::int32_t>(symbols_.size()) &&
                         (ask.minus < 0 || asked(ask.minus).minus < 0);
    if (what.name != ask.rule || what.kind == DefKind::table || ask.person < 0 ||
        person >= persons || !earlier) {
      return wrong();
    }
    planned.scalar = scalar_of(ask);
    Symbol symbol = expanders_[planned.scalar].definition(planned.definition, person);
    try {
      if (ask.minus >= 0) {
        const Symbol& base = symbols_[static_cast<std::size_t>(ask.minus)];
        symbol = algebra_.add(symbol, algebra_.scale(base, -1, -1), -1);
      }
      planned.told = algebra_.tell(symbol);
    } catch (const Refused& refused) {
      left_.emplace(what.name, refused.error);
      symbol = Algebra::constant({.state = State::unknown, .culprit = planned.definition});
      planned.told = algebra_.tell(symbol);
    }
    planned.range = algebra_.graph().range(planned.told.value.node);
    for (const Rational& edge : ask.edges) {
      const Rational least = round_to(edge / planned.told.value.unit, 1, Rounding::up);
      const bool rises =
          !least.overflowed() && (planned.edges.empty() || planned.edges.back() <= least.numerator);
      if (!rises) return wrong();
      planned.edges.push_back(least.numerator);
    }
    symbols_.push_back(std::move(symbol));
    program_.asks.push_back(planned);
    return true;
  }

  const Ask& asked(std::int32_t index) const {
    return program_.order.asks[static_cast<std::size_t>(index)];
  }

  std::size_t scalar_of(const Ask& ask) {
    const Question& question = ask.question;
    const std::tuple key{ask.world, question.month, question.known_at, question.decision_date};
    const auto [found, fresh] = numbers_.emplace(key, program_.scalars.size());
    if (fresh) {
      const World& world = program_.order.worlds[ask.world];
      program_.scalars.push_back({ask.world, Plan(world.program, question)});
      plans_.emplace_back(world.program, question);
      expanders_.emplace_back(plans_.back(), world.common, program_.order.slots,
                              program_.places[ask.world], algebra_, left_);
    }
    return found->second;
  }

  BlockProgram::Impl& program_;
  Algebra algebra_;
  std::map<std::string, Error> left_;
  std::vector<Symbol> symbols_;  ///< by ask
  std::map<std::tuple<std::size_t, Month, Date, Date>, std::size_t> numbers_;
  std::deque<Plan> plans_;
  std::deque<Expander> expanders_;
};

}  // namespace

Rational Answer::value(std::size_t row) const {
  const auto part = parts.find(row);
  return part != parts.end() ? part->second : Rational(values.at(row)) * unit;
}

Interval BlockProgram::Impl::ends(std::size_t slot) const {
  const Slot& what = order.slots[slot];
  if (!what.codes.empty()) return {0, static_cast<std::int64_t>(what.codes.size()) - 1};
  Interval all{what.low, what.high};
  for (const auto& mark : {what.unknown, what.not_applicable}) {
    if (!mark) continue;
    all = {std::min<std::int64_t>(all.low, *mark), std::max<std::int64_t>(all.high, *mark)};
  }
  return all;
}

BlockProgram::BlockProgram(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
BlockProgram::~BlockProgram() = default;
BlockProgram::BlockProgram(BlockProgram&&) noexcept = default;

Result<BlockProgram> BlockProgram::compile(Order order) {
  auto impl = std::make_unique<Impl>();
  impl->order = std::move(order);
  const auto done = Compiler(*impl).run();
  if (!done.ok()) return done.error();
  return BlockProgram(std::move(impl));
}

const std::vector<Left>& BlockProgram::left() const {
  return impl_->left;
}
std::size_t BlockProgram::instructions() const {
  return impl_->code.size();
}
std::size_t BlockProgram::temporary_bytes() const {
  return impl_->temporaries * 4 * rows_of_block(*impl_);
}

Result<Results> BlockProgram::run(std::span<const Column* const> columns, std::size_t parts,
                                  const Spread& spread) const {
  return run_all(*impl_, columns, parts, spread);
}

void in_turn(std::size_t parts, const std::function<void(std::size_t part)>& part) {
  for (std::size_t i = 0; i < parts; ++i) part(i);
}

}  // namespace utvag::rules::blocks
