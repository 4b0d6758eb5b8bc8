#include <algorithm>
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
    for (const Answer& answer : program_.answers) collect(answer.node);
    for (std::size_t i = 0; i < program_.answers.size(); ++i) {
      // A column is read again by each question: that costs less than a temporary kept for long.
      std::erase_if(values_, [&](const auto& entry) {
        return graph_.node(entry.first).op == BlockOp::column;
      });
      Instruction fold;
      fold.a = value(program_.answers[i].node);
      fold.code = Code::fold;
      fold.table = static_cast<std::int32_t>(i);
      program_.code.push_back(fold);
    }
    allocate();
  }

 private:
  bool packs(const Term& term) const {
    const BlockNode& node = graph_.node(term.node);
    return node.op == BlockOp::table && graph_.node(node.a).op == BlockOp::column &&
           node.table.size() > 8;
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
      for (const std::int32_t cell : node.table) {
        values.push_back(term.coefficient * cell - least);
        common = std::gcd(common, values.back());
      }
      field.constant += least;
      most += *std::max_element(values.begin(), values.end());
      roots.push_back(node.a);
      tables.push_back(std::move(values));
    }
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
    return instruction.to;
  }

  /// Reads from a column as it stands, from anything else as a temporary.
  void read(Instruction& instruction, std::int32_t node) {
    const BlockNode& what = graph_.node(node);
    if (what.op != BlockOp::column) {
      instruction.source = Source::temporary;
      instruction.from = value(node);
      return;
    }
    const Slot& slot = program_.slots[static_cast<std::size_t>(what.a)];
    instruction.source = Source::int8;
    if (slot.low < std::numeric_limits<std::int8_t>::min() ||
        slot.high > std::numeric_limits<std::int8_t>::max()) {
      instruction.source = Source::int16;
    }
    if (slot.low < std::numeric_limits<std::int16_t>::min() ||
        slot.high > std::numeric_limits<std::int16_t>::max()) {
      instruction.source = Source::int32;
    }
    instruction.from = what.a;
  }

  std::int32_t gather(std::int32_t root, const std::vector<std::int32_t>& table,
                      std::int32_t onto) {
    Instruction instruction;
    instruction.code = onto < 0 ? Code::gather : Code::gather_add;
    instruction.a = onto;
    read(instruction, root);
    instruction.constant = static_cast<std::int32_t>(-graph_.range(root).low);
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
    instruction.code = Code::unpack;
    instruction.coefficient = field.shift;
    instruction.constant =
        static_cast<std::int32_t>((std::uint32_t{1} << static_cast<unsigned>(field.bits)) - 1);
    return field_values_[{field.pack, field.shift}] = emit(instruction);
  }

  /// `constant` + what is summed so far + coefficient × a node or a temporary.
  void accumulate(std::int32_t& sum, std::int64_t constant, std::int64_t coefficient,
                  Instruction from) {
    from.code = sum < 0 ? Code::scale : Code::add_scaled;
    from.a = sum;
    // Whatever wraps on the way, the sum itself is proved to fit: its low 32 bits are right.
    from.constant = static_cast<std::int32_t>(static_cast<std::uint32_t>(constant));
    from.coefficient = static_cast<std::int32_t>(static_cast<std::uint32_t>(coefficient));
    const bool itself = sum < 0 && constant == 0 && coefficient == 1;
    sum = itself && from.source == Source::temporary ? from.from : emit(from);
  }

  std::int32_t sum_value(const BlockNode& node) {
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
      from.from = field_value(field->second);
      constant += field->second.constant;
      accumulate(sum, constant, field->second.coefficient, from);
    }
    for (const Term& term : others) {
      Instruction from;
      read(from, term.node);
      accumulate(sum, constant, term.coefficient, from);
    }
    if (sum >= 0) return sum;
    Instruction set;
    set.constant = static_cast<std::int32_t>(constant);
    return emit(set);
  }

  bool constant(std::int32_t index, std::int32_t& out) const {
    const Interval range = graph_.range(index);
    out = static_cast<std::int32_t>(range.low);
    return range.size() == 1;
  }

  std::int32_t extremum_value(const BlockNode& node) {
    const bool least = node.op == BlockOp::minimum;
    Instruction instruction;
    const bool left = constant(node.a, instruction.constant);
    if (left || constant(node.b, instruction.constant)) {
      instruction.code = least ? Code::minimum_constant : Code::maximum_constant;
      instruction.a = value(left ? node.b : node.a);
    } else {
      instruction.code = least ? Code::minimum : Code::maximum;
      instruction.a = value(node.a);
      instruction.b = value(node.b);
    }
    return emit(instruction);
  }

  std::int32_t plain_value(const BlockNode& node) {
    Instruction instruction;
    instruction.a = value(node.a);
    if (node.b >= 0) instruction.b = value(node.b);
    instruction.constant = static_cast<std::int32_t>(node.constant);
    switch (node.op) {
      case BlockOp::product:
        instruction.code = Code::product;
        break;
      case BlockOp::below_zero:
        instruction.code = Code::below_zero;
        break;
      case BlockOp::is_zero:
        instruction.code = Code::is_zero;
        break;
      case BlockOp::floor_div:
        instruction.code = Code::floor_div;
        break;
      default: {
        assert(node.op == BlockOp::select);
        std::int32_t otherwise = 0;
        const bool zero = constant(node.c, otherwise) && otherwise == 0;
        instruction.code = zero ? Code::mask : Code::select;
        if (!zero) instruction.c = value(node.c);
      }
    }
    return emit(instruction);
  }

  std::int32_t value(std::int32_t index) {
    const auto known = values_.find(index);
    if (known != values_.end()) return known->second;
    const BlockNode& node = graph_.node(index);
    std::int32_t result = -1;
    if (node.op == BlockOp::column) {
      Instruction load;
      load.code = Code::scale;
      load.coefficient = 1;
      read(load, index);
      result = emit(load);
    } else if (node.op == BlockOp::table) {
      result = gather(node.a, node.table, -1);
    } else if (node.op == BlockOp::sum) {
      result = sum_value(node);
    } else if (node.op == BlockOp::minimum || node.op == BlockOp::maximum) {
      result = extremum_value(node);
    } else {
      result = plain_value(node);
    }
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
    std::vector<std::int32_t> place(static_cast<std::size_t>(next_), -1), free;
    for (std::size_t i = 0; i < code.size(); ++i) {
      std::set<std::int32_t> ended;
      for (std::int32_t* operand : operands(code[i])) {
        const auto value = static_cast<std::size_t>(*operand);
        *operand = place[value];
        if (last[value] == i) ended.insert(place[value]);
      }
      free.insert(free.end(), ended.begin(), ended.end());
      if (code[i].to < 0) continue;
      if (free.empty()) free.push_back(static_cast<std::int32_t>(program_.temporaries++));
      place[static_cast<std::size_t>(code[i].to)] = free.back();
      code[i].to = free.back();
      free.pop_back();
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
  std::int32_t next_ = 0;
};

}  // namespace

void lower(const BlockGraph& graph, BlockProgram::Impl& program) {
  Lowering(graph, program).run();
}

}  // namespace utvag::rules::blocks
