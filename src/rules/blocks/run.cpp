#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <tuple>
#include <utility>

#include "rules/blocks/block_code.hpp"
#include "rules/blocks/scalar_rows.hpp"
#include "rules/graph/exact_sum.hpp"

namespace utvag::rules::blocks {

namespace {

constexpr std::int64_t kMostGroups = 4096;
constexpr std::size_t kMostRows = 1024;
constexpr std::size_t kCacheBytes = std::size_t{160} * 1024;  ///< for the temporaries of a block
constexpr auto kAsk = static_cast<std::uint8_t>(State::unknown);  ///< of the scalar engine

Error refusal(std::string sv, std::string en) {
  return {"blocks.columns", "", std::move(sv), std::move(en)};
}

struct Aligned {
  void operator()(std::byte* at) const {
    ::operator delete(at, std::align_val_t{Column::kPadding});
  }
};

/// A total in the making: whole multiples of the ask's unit, and what is not.
struct Tally {
  __extension__ using Wide = __int128;
  Wide sum = 0;
  ExactSum parts;
  std::int64_t above_zero = 0, below_zero = 0;
  std::array<std::int64_t, 7> states{};
  std::vector<std::int64_t> bins;

  void add(std::int64_t value, const std::vector<std::int64_t>& edges) {
    count(std::upper_bound(edges.begin(), edges.end(), value) - edges.begin());
    sum += value;
    above_zero += value > 0 ? 1 : 0;
    below_zero += value < 0 ? 1 : 0;
    ++states[static_cast<std::size_t>(State::known)];
  }
  void add_part(const Rational& value, const std::vector<Rational>& edges) {
    const auto below = [](const Rational& x, const Rational& y) { return compare(x, y) < 0; };
    count(std::upper_bound(edges.begin(), edges.end(), value, below) - edges.begin());
    parts.add(value);
    above_zero += value.numerator > 0 ? 1 : 0;
    below_zero += value.numerator < 0 ? 1 : 0;
    ++states[static_cast<std::size_t>(State::known)];
  }

 private:
  void count(std::ptrdiff_t bin) {
    if (!bins.empty()) ++bins[static_cast<std::size_t>(bin)];
  }
};

/// Calls function(row, value) for each number stored.
template <typename T, typename Function>
void each_as(const std::byte* from, std::size_t rows, Function function) {
  const T* values = reinterpret_cast<const T*>(from);
  for (std::size_t row = 0; row < rows; ++row) function(row, std::int64_t{values[row]});
}

template <typename Function>
void each_value(const Out& out, std::size_t rows, Function function) {
  switch (out.width) {
    case Width::int8:
      return each_as<std::int8_t>(out.values, rows, function);
    case Width::int16:
      return each_as<std::int16_t>(out.values, rows, function);
    case Width::int32:
      return each_as<std::int32_t>(out.values, rows, function);
    case Width::int64:
      return each_as<std::int64_t>(out.values, rows, function);
  }
}

/// One thread's part of a run.
class Worker {
 public:
  using Impl = BlockProgram::Impl;

  Worker(const Impl& program, std::span<const Column* const> columns, Results& results)
      : program_(program),
        columns_(columns),
        results_(results),
        capacity_(rows_of_block(program)),
        rows_(program, columns) {
    const std::size_t bytes = std::max<std::size_t>(program.temporaries, 1) * capacity_ * 4;
    temporaries_.reset(
        static_cast<std::byte*>(::operator new(bytes, std::align_val_t{Column::kPadding})));
    tallies.resize(program.asks.size() * results.groups);
    outs_.resize(program.asks.size());
    partials_.resize(program.asks.size());
    for (std::size_t ask = 0; ask < program.asks.size(); ++ask) {
      const Planned& planned = program.asks[ask];
      states_.emplace_back(planned.told.state >= 0 ? capacity_ : 0);
      const bool sorted = program.order.group >= 0 || !planned.edges.empty();
      const bool scratch = !program.order.asks[ask].keep && sorted;
      for (std::size_t group = 0; group < results.groups && !planned.edges.empty(); ++group) {
        tallies[ask * results.groups + group].bins.resize(planned.edges.size() + 1);
      }
      scratch_.push_back(
          Column::unset(scratch ? capacity_ : 0, planned.range.low, planned.range.high));
    }
    resolve_sources();
  }

  void run(std::size_t first, std::size_t last) {
    std::vector<const std::byte*> at(columns_.size());
    for (std::size_t row = first; row < last; row += capacity_) {
      const std::size_t rows = std::min(capacity_, last - row);
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        at[i] = columns_[i]->data() + row * columns_[i]->bytes();
      }
      for (std::size_t ask = 0; ask < outs_.size(); ++ask) outs_[ask] = out(ask, row);
      const std::size_t padded =
          (rows + Column::kPadding - 1) / Column::kPadding * Column::kPadding;
      run_block({code_.data(), code_.size(), program_.tables.data(), program_.wide_tables.data(),
                 at.data(), temporaries_.get(), capacity_ * 4, rows, padded, partials_.data(),
                 outs_.data()});
      for (std::size_t ask = 0; ask < outs_.size(); ++ask) collect(ask, row, rows);
      compute_open();
    }
  }

  std::vector<Tally> tallies;                                         ///< ask × group
  std::vector<std::tuple<std::size_t, std::size_t, Rational>> parts;  ///< ask, row, value
  std::int64_t by_scalar = 0;

 private:
  void resolve_sources() {
    code_ = program_.code;
    for (Instruction& instruction : code_) {
      if (instruction.source != Source::column) continue;
      switch (columns_[static_cast<std::size_t>(instruction.from)]->width()) {
        case Width::int8:
          instruction.source = Source::int8;
          break;
        case Width::int16:
          instruction.source = Source::int16;
          break;
        default:
          instruction.source = Source::int32;
      }
    }
  }

  Out out(std::size_t ask, std::size_t row) {
    Out result;
    const bool keep = program_.order.asks[ask].keep;
    Column& column = keep ? results_.answers[ask].values : scratch_[ask];
    result.width = column.width();
    if (column.rows() > 0) result.values = column.data() + (keep ? row * column.bytes() : 0);
    if (!states_[ask].empty()) result.states = states_[ask].data();
    return result;
  }

  std::size_t group_of(std::size_t row) const {
    const std::int32_t group = program_.order.group;
    return group < 0 ? 0
                     : static_cast<std::size_t>(columns_[static_cast<std::size_t>(group)]->at(row));
  }

  void collect(std::size_t ask, std::size_t first, std::size_t rows) {
    const Partial& partial = partials_[ask];
    Tally* const tally = &tallies[ask * results_.groups];
    const std::vector<std::uint8_t>& states = states_[ask];
    const std::vector<std::int64_t>& edges = program_.asks[ask].edges;
    if (program_.order.group < 0 && tally->bins.empty()) {
      tally->sum += partial.sum;
      tally->above_zero += partial.above_zero;
      tally->below_zero += partial.below_zero;
      tally->states[static_cast<std::size_t>(State::known)] +=
          static_cast<std::int64_t>(rows) - partial.others;
    } else {
      each_value(outs_[ask], rows, [&](std::size_t row, std::int64_t value) {
        if (states.empty() || states[row] == 0) tally[group_of(first + row)].add(value, edges);
      });
    }
    if (partial.others == 0) return;
    for (std::size_t row = 0; row < rows; ++row) {
      if (states[row] == 0) continue;
      if (states[row] == kAsk) {
        open_.emplace_back(first + row, ask);
      } else {
        tell(ask, first + row, {.state = static_cast<State>(states[row])});
      }
    }
  }

  /// What the blocks left open, row by row.
  void compute_open() {
    std::sort(open_.begin(), open_.end());
    for (std::size_t i = 0; i < open_.size(); ++i) {
      const auto [row, ask] = open_[i];
      if (i == 0 || open_[i - 1].first != row) rows_.turn_to(row);
      tell(ask, row, rows_.answer(ask));
    }
    by_scalar += static_cast<std::int64_t>(open_.size());
    open_.clear();
  }

  void tell(std::size_t ask, std::size_t row, const Value& value) {
    Answer& answer = results_.answers[ask];
    Tally& tally = tallies[ask * results_.groups + group_of(row)];
    if (program_.order.asks[ask].keep) answer.states[row] = value.state;
    if (!value.known()) {
      ++tally.states[static_cast<std::size_t>(value.state)];
      return;
    }
    const Rational count = value.number / program_.asks[ask].told.value.unit;
    const bool whole = !count.overflowed() && count.is_whole();
    if (whole) {
      tally.add(count.numerator, program_.asks[ask].edges);
    } else {
      tally.add_part(value.number, program_.order.asks[ask].edges);
    }
    if (!program_.order.asks[ask].keep) return;
    const bool fits =
        whole && count.numerator >= answer.values.low() && count.numerator <= answer.values.high();
    if (fits) {
      answer.values.set(row, count.numerator);
    } else {
      parts.push_back({ask, row, value.number});
    }
  }

  const BlockProgram::Impl& program_;
  std::span<const Column* const> columns_;
  Results& results_;
  std::size_t capacity_;
  std::vector<Instruction> code_;
  std::unique_ptr<std::byte, Aligned> temporaries_;
  std::vector<Out> outs_;
  std::vector<Partial> partials_;
  std::vector<std::vector<std::uint8_t>> states_;
  std::vector<Column> scratch_;
  std::vector<std::pair<std::size_t, std::size_t>> open_;  ///< row, ask
  ScalarRows rows_;
};

Result<bool> accept(const BlockProgram::Impl& program, std::span<const Column* const> columns) {
  const auto& slots = program.order.slots;
  if (columns.size() != slots.size()) {
    return refusal("antalet kolumner är ett annat än när reglerna ställdes upp",
                   "there are not as many columns as when the rules were compiled");
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& column = *columns[i];
    if (column.rows() != columns[0]->rows()) {
      return refusal("kolumnerna är olika långa", "the columns differ in length");
    }
    const Interval ends = program.ends(i);
    const bool fits =
        slots[i].input.empty() || (column.low() >= ends.low && column.high() <= ends.high);
    if (column.rows() > 0 && (!fits || column.width() == Width::int64)) {
      return refusal("kolumnen ”" + slots[i].input +
                         "” har andra värden än när reglerna "
                         "ställdes upp",
                     "the column \"" + slots[i].input +
                         "\" holds other values than when the "
                         "rules were compiled");
    }
  }
  const std::int32_t group = program.order.group;
  if (group >= 0) {
    const Column& column = *columns[static_cast<std::size_t>(group)];
    if (column.low() < 0 || column.high() >= kMostGroups) {
      return refusal("en grupp under 0 eller över 4 095", "a group below 0 or above 4 095");
    }
  }
  return true;
}

Total total_of(const Rational& unit, const std::vector<Tally*>& tallies) {
  Total total;
  Tally::Wide sum = 0;
  Rational parts;
  for (const Tally* tally : tallies) {
    sum += tally->sum;
    parts = parts + tally->parts.total();
    total.above_zero += tally->above_zero;
    total.below_zero += tally->below_zero;
    for (std::size_t i = 0; i < total.states.size(); ++i) total.states[i] += tally->states[i];
    total.bins.resize(tally->bins.size());
    for (std::size_t i = 0; i < total.bins.size(); ++i) total.bins[i] += tally->bins[i];
  }
  const auto whole = static_cast<std::int64_t>(sum);
  const Rational exact = sum == whole ? Rational(whole) : Rational::overflow();
  total.sum = exact * unit + parts;
  return total;
}

void prepare(const BlockProgram::Impl& program, std::span<const Column* const> columns,
             std::size_t rows, Results& results) {
  const std::int32_t group = program.order.group;
  if (group >= 0) {
    const Column& column = *columns[static_cast<std::size_t>(group)];
    results.groups = static_cast<std::size_t>(column.high()) + 1;
  }
  for (std::size_t ask = 0; ask < program.asks.size(); ++ask) {
    const Planned& planned = program.asks[ask];
    Answer answer;
    answer.unit = planned.told.value.unit;
    if (program.order.asks[ask].keep) {
      answer.values = Column::unset(rows, planned.range.low, planned.range.high);
      if (planned.told.state >= 0) answer.states.assign(rows, State::known);
    }
    results.answers.push_back(std::move(answer));
  }
}

void finish(const BlockProgram::Impl& program, std::vector<std::unique_ptr<Worker>>& workers,
            Results& results) {
  for (std::size_t ask = 0; ask < program.asks.size(); ++ask) {
    for (std::size_t group = 0; group < results.groups; ++group) {
      std::vector<Tally*> tallies;
      for (const auto& worker : workers) {
        tallies.push_back(&worker->tallies[ask * results.groups + group]);
      }
      results.totals.push_back(total_of(program.asks[ask].told.value.unit, tallies));
    }
  }
  for (const auto& worker : workers) {
    results.by_scalar += worker->by_scalar;
    for (const auto& [ask, row, value] : worker->parts) {
      results.answers[ask].parts.emplace(row, value);
    }
  }
  for (Answer& answer : results.answers) {
    const bool all = std::all_of(answer.states.begin(), answer.states.end(),
                                 [](State state) { return state == State::known; });
    if (all) answer.states = {};
  }
}

}  // namespace

std::size_t rows_of_block(const BlockProgram::Impl& program) {
  const std::size_t fitting = kCacheBytes / (4 * std::max<std::size_t>(program.temporaries, 1));
  return std::clamp(fitting / Column::kPadding * Column::kPadding, Column::kPadding, kMostRows);
}

Result<Results> run_all(const BlockProgram::Impl& program, std::span<const Column* const> columns,
                        std::size_t parts, const Spread& spread) {
  const auto accepted = accept(program, columns);
  if (!accepted.ok()) return accepted.error();
  const std::size_t rows = columns.empty() ? 1 : columns[0]->rows();
  Results results;
  prepare(program, columns, rows, results);
  const std::size_t each = rows_of_block(program);
  const std::size_t blocks = (rows + each - 1) / each;
  parts = std::clamp<std::size_t>(parts, 1, std::max<std::size_t>(blocks, 1));
  std::vector<std::unique_ptr<Worker>> workers;
  for (std::size_t i = 0; i < parts; ++i) {
    workers.push_back(std::make_unique<Worker>(program, columns, results));
  }
  spread(parts, [&](std::size_t i) {
    const std::size_t first = blocks * i / parts * each;
    workers[i]->run(first, std::min(blocks * (i + 1) / parts * each, rows));
  });
  finish(program, workers, results);
  return results;
}

}  // namespace utvag::rules::blocks
