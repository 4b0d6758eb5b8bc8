#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include "rules/blocks/block_code.hpp"

namespace utvag::rules::blocks {

namespace {

/// A sum of tables of some columns, held in a few bits of a sum of packed tables.
struct Field {
  std::int32_t pack = -1;
  int shift = 0, bits = 0;
  std::int64_t coefficient = 1, constant = 0;
};

/// Tables looked up together: one look-up a column gives every field.
struct Pack {
  std::vector<std::int32_t> roots;
  std::vector<std::vector<std::uint32_t>> tables;  ///< by root
  int used = 0;                                    ///< bits
};

class Lowering {
 public:
  Lowering(const BlockGraph& graph, BlockProgram::Impl& program)
      : graph_(graph), program_(program) {}

  void run() {
    for (const Planned& ask : program_.asks) {
      collect(ask.told.value.node);
      if (ask.told.state >= 0) collect(ask.told.state);
    }
    for (std::size_t i = 0; i < program_.asks.size(); ++i) {
      // A column is read again by each question: that costs less than a temporary kept for long.
      std::erase_if(values_, [&](const auto& entry) {
        return graph_.node(entry.first).op == BlockOp::column;
      });
      Instruction fold;
      const Told& told = program_.asks[i].told;
      fold.a = value(told.value.node);
      fold.wide = is_wide(told.value.node);
      if (told.state >= 0) fold.b = value(told.state);
      fold.code = Operation::fold;
      fold.table = static_cast<std::int32_t>(i);
      fold.constant = graph_.range(told.value.node).low < 0 ? 1 : 0;
      program_.code.push_back(fold);
    }
    allocate();
  }

 private:
  bool is_wide(std::int32_t node) const { return !graph_.range(node).narrow(); }

  bool packs(const Term& term) const {
    const BlockNode& node = graph_.node(term.node);
    return node.op == BlockOp::table && graph_.node(node.a).op == BlockOp::column &&
           node.table.size() > 8 && !is_wide(term.node);
  }

  void collect(std::int32_t index) {
    if (!seen_.insert(index).second) return;
    const BlockNode& node = graph_.node(index);
    if (node.op == BlockOp::column) return;
    for (const std::int32_t operand : {node.a, node.b, node.c}) {
      if (operand >= 0) collect(operand);
    }
    std::vector<Term> packed;
    for (const Term& term : node.terms) {
      collect(term.node);
      if (packs(term)) packed.push_back(term);
    }
    if (!packed.empty()) make_field(packed);
  }

  void make_field(std::vector<Term> terms) {
    if (fields_.contains(terms)) return;
    std::sort(terms.begin(), terms.end(), [&](const Term& x, const Term& y) {
      return graph_.node(x.node).a < graph_.node(y.node).a;
    });
    std::vector<std::int32_t> roots;
    std::vector<std::vector<std::int64_t>> tables;
    Field field;
    std::int64_t common = 0, most = 0;
    for (const Term& term : terms) {
      const BlockNode& node = graph_.node(term.node);
      const Interval range = graph_.range(term.node);
      const std::int64_t least = term.coefficient * (term.coefficient > 0 ? range.low : range.high);
      std::vector<std::int64_t> values;
      for (const std::int64_t cell : node.table) {
        values.push_back(term.coefficient * cell - least);
        common = std::gcd(common, values.back());
      }
      field.constant += least;
      most += *std::max_element(values.begin(), values.end());
      roots.push_back(node.a);
      tables.push_back(std::move(values));
    }
    assert(common > 0);  // a table of equal cells was made a constant
    field.coefficient = common;
    field.bits = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(most / common)));
    if (field.bits > 31 || std::adjacent_find(roots.begin(), roots.end()) != roots.end()) return;
    place(field, roots, tables);
    std::sort(terms.begin(), terms.end());
    fields_.emplace(std::move(terms), field);
  }

  void place(Field& field, const std::vector<std::int32_t>& roots,
             const std::vector<std::vector<std::int64_t>>& tables) {
    const auto fits = [&](const Pack& pack) {
      return pack.roots == roots && pack.used + field.bits <= 32;
    };
    auto found = std::find_if(packs_.begin(), packs_.end(), fits);
    if (found == packs_.end()) {
      Pack fresh;
      fresh.roots = roots;
      for (const auto& table : tables) fresh.tables.emplace_back(table.size(), 0U);
      found = packs_.insert(packs_.end(), std::move(fresh));
    }
    field.pack = static_cast<std::int32_t>(found - packs_.begin());
    field.shift = found->used;
    for (std::size_t i = 0; i < tables.size(); ++i) {
      for (std::size_t k = 0; k < tables[i].size(); ++k) {
        found->tables[i][k] |= static_cast<std::uint32_t>(tables[i][k] / field.coefficient)
                               << static_cast<unsigned>(field.shift);
      }
    }
    found->used += field.bits;
  }

  std::int32_t emit(Instruction instruction) {
    instruction.to = next_++;
    program_.code.push_back(instruction);
    // Of a look-up only what is found is wide; where it stands fits 32 bits.
    wide_.push_back(instruction.wide && instruction.code != Operation::narrow);
    return instruction.to;
  }

  /// The value with this width. Narrowing keeps the low bits.
  std::int32_t with_width(std::int32_t temporary, bool wide) {
    if (wide_[static_cast<std::size_t>(temporary)] == wide) return temporary;
    const auto known = other_width_.find(temporary);
    if (known != other_width_.end()) return known->second;
    Instruction instruction;
    instruction.code = wide ? Operation::widen : Operation::narrow;
    instruction.wide = true;
    instruction.a = temporary;
    return other_width_[temporary] = emit(instruction);
  }
  std::int32_t value(std::int32_t index, bool wide) { return with_width(value(index), wide); }

  /// Reads from a column as it stands, from anything else as a temporary.
  void read(Instruction& instruction, std::int32_t node, bool wide) {
    const BlockNode& what = graph_.node(node);
    if (what.op == BlockOp::column && !wide) {
      instruction.source = Source::column;
      instruction.from = what.a;
    } else {
      instruction.source = Source::temporary;
      instruction.from = value(node, wide);
    }
  }

  std::int32_t gather(std::int32_t root, const std::vector<std::int32_t>& table,
                      std::int32_t onto) {
    Instruction instruction;
    instruction.code = onto < 0 ? Operation::gather : Operation::gather_add;
    instruction.a = onto;
    read(instruction, root, false);
    instruction.constant = -graph_.range(root).low;
    const auto [found, fresh] =
        offsets_.emplace(table, static_cast<std::int32_t>(program_.tables.size()));
    if (fresh) {
      program_.tables.insert(program_.tables.end(), table.begin(), table.end());
      // A vector of a small table is read whole, and tables begin on a vector's bound.
      program_.tables.resize((program_.tables.size() + 15) / 16 * 16);
    }
    instruction.table = found->second;
    instruction.table_size = static_cast<std::int32_t>(table.size());
    return emit(instruction);
  }

  std::int32_t gather_wide(const BlockNode& node) {
    Instruction instruction;
    instruction.code = Operation::gather;
    instruction.wide = true;
    instruction.a = value(node.a, false);
    instruction.constant = -graph_.range(node.a).low;
    instruction.table = static_cast<std::int32_t>(program_.wide_tables.size());
    program_.wide_tables.insert(program_.wide_tables.end(), node.table.begin(), node.table.end());
    return emit(instruction);
  }

  std::int32_t pack_value(std::int32_t index) {
    const auto known = pack_values_.find(index);
    if (known != pack_values_.end()) return known->second;
    const Pack& pack = packs_[static_cast<std::size_t>(index)];
    std::int32_t value = -1;
    for (std::size_t i = 0; i < pack.roots.size(); ++i) {
      std::vector<std::int32_t> table;
      for (const std::uint32_t cell : pack.tables[i]) {
        table.push_back(static_cast<std::int32_t>(cell));
      }
      value = gather(pack.roots[i], table, value);
    }
    return pack_values_[index] = value;
  }

  std::int32_t field_value(const Field& field) {
    const auto known = field_values_.find({field.pack, field.shift});
    if (known != field_values_.end()) return known->second;
    Instruction instruction;
    instruction.from = pack_value(field.pack);
    instruction.code = Operation::unpack;
    instruction.coefficient = field.shift;
    instruction.constant = (std::int64_t{1} << field.bits) - 1;
    return field_values_[{field.pack, field.shift}] = emit(instruction);
  }

  /// `constant` + what is summed so far + coefficient × a node or a temporary.
  void accumulate(std::int32_t& sum, std::int64_t constant, std::int64_t coefficient,
                  Instruction from) {
    from.code = sum < 0 ? Operation::scale : Operation::add_scaled;
    from.a = sum;
    // Whatever wraps on the way, the sum itself is proved to fit: its low bits are right.
    from.constant = constant;
    from.coefficient = coefficient;
    const bool itself = sum < 0 && constant == 0 && coefficient == 1;
    sum = itself && from.source == Source::temporary ? from.from : emit(from);
  }

  std::int32_t sum_value(const BlockNode& node, bool wide) {
    std::vector<Term> packed, others;
    for (const Term& term : node.terms) (packs(term) ? packed : others).push_back(term);
    std::sort(packed.begin(), packed.end());
    std::int64_t constant = node.constant;
    std::int32_t sum = -1;
    const auto field = fields_.find(packed);
    if (field == fields_.end()) {
      others = node.terms;
    } else {
      Instruction from;
      from.wide = wide;
      from.from = with_width(field_value(field->second), wide);
      constant += field->second.constant;
      accumulate(sum, constant, field->second.coefficient, from);
    }
    for (const Term& term : others) {
      Instruction from;
      from.wide = wide;
      read(from, term.node, wide);
      accumulate(sum, constant, term.coefficient, from);
    }
    if (sum >= 0) return sum;
    Instruction set;
    set.wide = wide;
    set.constant = constant;
    return emit(set);
  }

  bool constant(std::int32_t index, std::int64_t& out) const {
    const Interval range = graph_.range(index);
    out = range.low;
    return range.size() == 1;
  }

  std::int32_t extremum_value(const BlockNode& node) {
    const bool least = node.op == BlockOp::minimum;
    Instruction instruction;
    instruction.wide = is_wide(node.a) || is_wide(node.b);
    const bool left = constant(node.a, instruction.constant);
    if (left || constant(node.b, instruction.constant)) {
      instruction.code = least ? Operation::minimum_constant : Operation::maximum_constant;
      instruction.a = value(left ? node.b : node.a, instruction.wide);
    } else {
      instruction.code = least ? Operation::minimum : Operation::maximum;
      instruction.a = value(node.a, instruction.wide);
      instruction.b = value(node.b, instruction.wide);
    }
    return emit(instruction);
  }

  std::int32_t product_value(const BlockNode& node, bool wide) {
    Instruction instruction;
    instruction.code = Operation::product;
    instruction.wide = wide;
    instruction.a = value(node.a, wide);
    instruction.b = value(node.b, wide);
    return emit(instruction);
  }

  std::int32_t select_value(const BlockNode& node, bool wide) {
    Instruction instruction;
    instruction.wide = wide;
    instruction.a = value(node.a, wide);
    instruction.b = value(node.b, wide);
    std::int64_t otherwise = 0;
    const bool zero = constant(node.c, otherwise) && otherwise == 0;
    instruction.code = zero ? Operation::mask : Operation::select;
    if (!zero) instruction.c = value(node.c, wide);
    return emit(instruction);
  }

  std::int32_t single_value(const BlockNode& node) {
    Instruction instruction;
    instruction.wide = is_wide(node.a);
    instruction.a = value(node.a, instruction.wide);
    instruction.constant = node.constant;
    if (node.op != BlockOp::floor_div) {
      instruction.code =
          node.op == BlockOp::below_zero ? Operation::below_zero : Operation::is_zero;
      return emit(instruction);
    }
    const Interval range = graph_.range(node.a);
    const std::int64_t steps = floor_of(range.low, node.constant);
    instruction.coefficient = steps * node.constant;
    const bool near = !instruction.wide && Interval{instruction.coefficient, 0}.narrow() &&
                      range.high - instruction.coefficient < (std::int64_t{1} << 31) &&
                      node.constant < (std::int64_t{1} << 31);
    instruction.code = near ? Operation::floor_div_near : Operation::floor_div;
    return emit(instruction);
  }

  std::int32_t computed(std::int32_t index) {
    const BlockNode& node = graph_.node(index);
    const bool wide = is_wide(index);
    Instruction load;
    switch (node.op) {
      case BlockOp::column:
        load.code = Operation::scale;
        load.coefficient = 1;
        load.source = Source::column;
        load.from = node.a;
        return emit(load);
      case BlockOp::table: {
        if (wide) return gather_wide(node);
        const std::vector<std::int32_t> cells(node.table.begin(), node.table.end());
        return gather(node.a, cells, -1);
      }
      case BlockOp::sum:
        return sum_value(node, wide);
      case BlockOp::minimum:
      case BlockOp::maximum:
        return extremum_value(node);
      case BlockOp::product:
        return product_value(node, wide);
      case BlockOp::select:
        return select_value(node, wide);
      default:
        return single_value(node);
    }
  }

  std::int32_t value(std::int32_t index) {
    const auto known = values_.find(index);
    if (known != values_.end()) return known->second;
    const std::int32_t result = with_width(computed(index), is_wide(index));
    return values_[index] = result;
  }

  /// Gives values that are not needed at the same time the same temporary.
  void allocate() {
    auto& code = program_.code;
    std::vector<std::size_t> last(static_cast<std::size_t>(next_), 0);
    const auto operands = [](Instruction& instruction) {
      std::vector<std::int32_t*> all{&instruction.a, &instruction.b, &instruction.c};
      if (instruction.source == Source::temporary) all.push_back(&instruction.from);
      std::erase_if(all, [](const std::int32_t* operand) { return *operand < 0; });
      return all;
    };
    for (std::size_t i = 0; i < code.size(); ++i) {
      for (const std::int32_t* operand : operands(code[i])) {
        last[static_cast<std::size_t>(*operand)] = i;
      }
    }
    std::vector<std::int32_t> place(static_cast<std::size_t>(next_), -1);
    std::array<std::vector<std::int32_t>, 2> free;  // of 32 and of 64 bits
    for (std::size_t i = 0; i < code.size(); ++i) {
      std::set<std::pair<std::int32_t, bool>> ended;
      for (std::int32_t* operand : operands(code[i])) {
        const auto value = static_cast<std::size_t>(*operand);
        *operand = place[value];
        if (last[value] == i) ended.insert({place[value], wide_[value]});
      }
      for (const auto& [at, wide] : ended) free[wide ? 1 : 0].push_back(at);
      if (code[i].to < 0) continue;
      const bool wide = wide_[static_cast<std::size_t>(code[i].to)];
      auto& ready = free[wide ? 1 : 0];
      if (ready.empty()) {
        ready.push_back(static_cast<std::int32_t>(program_.temporaries));
        program_.temporaries += wide ? 2 : 1;
      }
      place[static_cast<std::size_t>(code[i].to)] = ready.back();
      code[i].to = ready.back();
      ready.pop_back();
    }
  }

  const BlockGraph& graph_;
  BlockProgram::Impl& program_;
  std::set<std::int32_t> seen_;
  std::map<std::vector<Term>, Field> fields_;
  std::vector<Pack> packs_;
  std::map<std::int32_t, std::int32_t> values_, pack_values_;
  std::map<std::pair<std::int32_t, int>, std::int32_t> field_values_;
  std::map<std::vector<std::int32_t>, std::int32_t> offsets_;
  std::vector<bool> wide_;                            ///< by temporary
  std::map<std::int32_t, std::int32_t> other_width_;  ///< of a temporary
  std::int32_t next_ = 0;
};

}  // namespace

void lower(const BlockGraph& graph, BlockProgram::Impl& program) {
  Lowering(graph, program).run();
}

}  // namespace utvag::rules::blocks
