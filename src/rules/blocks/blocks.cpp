#include "rules/blocks/blocks.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <new>
#include <utility>

#include "rules/blocks/block_code.hpp"
#include "rules/blocks/expand.hpp"

namespace utvag::rules::blocks {

namespace {

Width width_of(const Slot& slot) {
  const auto holds = [&](std::int32_t low, std::int32_t high) {
    return slot.low >= low && slot.high <= high;
  };
  if (holds(std::numeric_limits<std::int8_t>::min(), std::numeric_limits<std::int8_t>::max())) {
    return Width::int8;
  }
  return holds(std::numeric_limits<std::int16_t>::min(), std::numeric_limits<std::int16_t>::max())
             ? Width::int16
             : Width::int32;
}

Error named(const Program& program, std::int32_t definition, Error error) {
  if (definition < 0) return error;
  const std::string& name = program.definitions[static_cast<std::size_t>(definition)].name;
  error.where = name;
  error.sv = "”" + name + "” kan inte räknas i block: " + error.sv;
  error.en = "\"" + name + "\" cannot be computed in blocks: " + error.en;
  return error;
}

Error refusal(std::string sv, std::string en) {
  return {"blocks.columns", "", std::move(sv), std::move(en)};
}

struct FreeTemporaries {
  void operator()(std::int32_t* at) const { ::operator delete(at, std::align_val_t{64}); }
};

}  // namespace

BlockProgram::BlockProgram(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
BlockProgram::~BlockProgram() = default;
BlockProgram::BlockProgram(BlockProgram&&) noexcept = default;

Result<BlockProgram> BlockProgram::compile(std::shared_ptr<const Program> program,
                                           const Facts& common, const Order& order) {
  auto impl = std::make_unique<Impl>();
  impl->slots = order.slots;
  Algebra algebra(*program);
  for (const Question& question : order.questions) {
    const Plan plan(program, question);
    Expander expander(program, plan, common, impl->slots, algebra);
    try {
      const Symbol& value =
          expander.definition(order.definition, static_cast<std::size_t>(order.person));
      const Scaled answer = algebra.whole(value);
      impl->answers.push_back({answer.node, answer.unit});
    } catch (const Refused& refused) {
      const std::int32_t at = expander.at() >= 0 ? expander.at() : order.definition;
      return named(*program, at, refused.error);
    }
  }
  lower(algebra.graph(), *impl);
  return BlockProgram(std::move(impl));
}

Rational BlockProgram::unit(std::size_t question) const {
  return impl_->answers[question].unit;
}
std::size_t BlockProgram::questions() const {
  return impl_->answers.size();
}
std::size_t BlockProgram::instructions() const {
  return impl_->code.size();
}
std::size_t BlockProgram::temporaries() const {
  return impl_->temporaries;
}

Result<bool> BlockProgram::accepts(std::span<const Column* const> columns) const {
  if (columns.size() != impl_->slots.size()) {
    return refusal("antalet kolumner är ett annat än när reglerna ställdes upp",
                   "there are not as many columns as when the rules were compiled");
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Slot& slot = impl_->slots[i];
    const Column& column = *columns[i];
    if (column.rows() != columns[0]->rows()) {
      return refusal("kolumnerna är olika långa", "the columns differ in length");
    }
    const bool fits = column.low() >= slot.low && column.high() <= slot.high;
    if (column.rows() > 0 && (!fits || column.width() != width_of(slot))) {
      return refusal("en kolumn har andra värden än när reglerna ställdes upp",
                     "a column holds other values than when the rules were compiled");
    }
  }
  return true;
}

void BlockProgram::run(std::span<const Column* const> columns, std::size_t first, std::size_t last,
                       std::span<Total> totals, std::span<std::int32_t* const> answers) const {
  assert(columns.size() == impl_->slots.size() && totals.size() == questions());
  assert(first % kRows == 0);
  const std::size_t bytes = std::max<std::size_t>(impl_->temporaries, 1) * kRows * 4;
  const std::unique_ptr<std::int32_t, FreeTemporaries> temporaries(
      static_cast<std::int32_t*>(::operator new(bytes, std::align_val_t{64})));
  std::vector<const std::byte*> at(columns.size());
  std::vector<std::int32_t*> out(answers.begin(), answers.end());
  for (std::size_t row = first; row < last; row += kRows) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      at[i] = columns[i]->data() + row * columns[i]->bytes();
    }
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = answers[i] + row;
    run_block({impl_->code.data(), impl_->code.size(), impl_->tables.data(), at.data(),
               temporaries.get(), std::min(kRows, last - row), totals.data(),
               out.empty() ? nullptr : out.data()});
  }
}

}  // namespace utvag::rules::blocks
