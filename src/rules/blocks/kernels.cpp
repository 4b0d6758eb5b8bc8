#include <cassert>
#include <cstddef>
#include <cstdint>

#include "rules/blocks/block_code.hpp"

// This file is compiled once for each kind of vector and the best is chosen when run.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "rules/blocks/kernels.cpp"  // NOLINT
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace utvag::rules::blocks::HWY_NAMESPACE {  // NOLINT
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Wide = hn::ScalableTag<std::int32_t>;
using Vector = hn::Vec<Wide>;

template <typename T>
struct Narrow {
  const T* data;
  Vector operator()(std::size_t row) const {
    const hn::Rebind<T, Wide> narrow;
    return hn::PromoteTo(Wide(), hn::LoadU(narrow, data + row));
  }
};

struct Full {
  const std::int32_t* data;
  Vector operator()(std::size_t row) const { return hn::LoadU(Wide(), data + row); }
};

class Runner {
 public:
  explicit Runner(const Block& block) : block_(block) {}

  void run() const {
    for (std::size_t i = 0; i < block_.code_size; ++i) step(block_.code[i]);
  }

 private:
  std::int32_t* temporary(std::int32_t index) const {
    return block_.temporaries + static_cast<std::size_t>(index) * BlockProgram::kRows;
  }

  /// to[row] = function(row), a vector at a time.
  template <typename Function>
  void each(const Instruction& what, Function function) const {
    const Wide d;
    std::int32_t* to = temporary(what.to);
    for (std::size_t row = 0; row < block_.rows; row += hn::Lanes(d)) {
      hn::Store(function(row), d, to + row);
    }
  }

  /// The same with what the instruction reads from.
  template <typename Function>
  void with_source(const Instruction& what, Function function) const {
    if (what.source == Source::temporary) return function(Full{temporary(what.from)});
    const std::byte* column = block_.columns[what.from];
    switch (what.source) {
      case Source::int8:
        return function(Narrow<std::int8_t>{reinterpret_cast<const std::int8_t*>(column)});
      case Source::int16:
        return function(Narrow<std::int16_t>{reinterpret_cast<const std::int16_t*>(column)});
      default:
        return function(Full{reinterpret_cast<const std::int32_t*>(column)});
    }
  }

  void scale(const Instruction& what) const {
    const Wide d;
    const Vector constant = hn::Set(d, what.constant), factor = hn::Set(d, what.coefficient);
    with_source(what, [&](auto from) {
      if (what.coefficient == 1) {
        return each(what, [&](std::size_t row) { return hn::Add(constant, from(row)); });
      }
      each(what, [&](std::size_t row) { return hn::Add(constant, hn::Mul(from(row), factor)); });
    });
  }

  void add_scaled(const Instruction& what) const {
    const Vector factor = hn::Set(Wide(), what.coefficient);
    const Full sum{temporary(what.a)};
    with_source(what, [&](auto from) {
      if (what.coefficient == 1) {
        return each(what, [&](std::size_t row) { return hn::Add(sum(row), from(row)); });
      }
      if (what.coefficient == -1) {
        return each(what, [&](std::size_t row) { return hn::Sub(sum(row), from(row)); });
      }
      each(what, [&](std::size_t row) { return hn::Add(sum(row), hn::Mul(from(row), factor)); });
    });
  }

  void gather(const Instruction& what) const {
    const Wide d;
    const std::int32_t* table = block_.tables + what.table;
    const Vector shift = hn::Set(d, what.constant);
    with_source(what, [&](auto from) {
      if (what.code == Code::gather_add) {
        const Full sum{temporary(what.a)};
        return each(what, [&](std::size_t row) {
          return hn::Add(sum(row), hn::GatherIndex(d, table, hn::Add(from(row), shift)));
        });
      }
      if (static_cast<std::size_t>(what.table_size) <= hn::Lanes(d)) {
        const Vector whole = hn::LoadU(d, table);
        return each(what, [&](std::size_t row) {
          return hn::TableLookupLanes(whole, hn::IndicesFromVec(d, hn::Add(from(row), shift)));
        });
      }
      each(what,
           [&](std::size_t row) { return hn::GatherIndex(d, table, hn::Add(from(row), shift)); });
    });
  }

  void unpack(const Instruction& what) const {
    const Wide d;
    const hn::RebindToUnsigned<Wide> bits;
    const Vector mask = hn::Set(d, what.constant);
    const Full from{temporary(what.from)};
    each(what, [&](std::size_t row) {
      const auto moved = hn::ShiftRightSame(hn::BitCast(bits, from(row)), what.coefficient);
      return hn::And(hn::BitCast(d, moved), mask);
    });
  }

  void floor_div(const Instruction& what) const {
    const std::int32_t* from = temporary(what.a);
    std::int32_t* to = temporary(what.to);
    for (std::size_t row = 0; row < block_.rows; ++row) {
      const std::int32_t value = from[row];
      to[row] = value / what.constant - (value % what.constant < 0 ? 1 : 0);
    }
  }

  void fold(const Instruction& what) const {
    const std::int32_t* from = temporary(what.a);
    std::int32_t* const keep = block_.answers == nullptr ? nullptr : block_.answers[what.table];
    Total& total = block_.totals[what.table];
    std::size_t above = 0, row = 0;
#if HWY_TARGET != HWY_SCALAR
    const Wide d;
    const hn::Repartition<std::int64_t, Wide> sums;
    const hn::Half<Wide> half;
    const std::size_t lanes = hn::Lanes(d);
    auto sum = hn::Zero(sums);
    for (; row + lanes <= block_.rows; row += lanes) {
      const Vector value = hn::Load(d, from + row);
      sum = hn::Add(sum, hn::Add(hn::PromoteTo(sums, hn::LowerHalf(half, value)),
                                 hn::PromoteTo(sums, hn::UpperHalf(half, value))));
      above += hn::CountTrue(d, hn::Gt(value, hn::Zero(d)));
      if (keep != nullptr) hn::StoreU(value, d, keep + row);
    }
    total.sum += hn::GetLane(hn::SumOfLanes(sums, sum));
#endif
    for (; row < block_.rows; ++row) {
      const std::int32_t value = from[row];
      total.sum += value;
      if (value > 0) ++above;
      if (keep != nullptr) keep[row] = value;
    }
    total.above_zero += static_cast<std::int64_t>(above);
  }

  void pairs(const Instruction& what) const {
    const Full a{temporary(what.a)}, b{temporary(what.b)};
    if (what.code == Code::minimum) {
      each(what, [&](std::size_t row) { return hn::Min(a(row), b(row)); });
    } else if (what.code == Code::maximum) {
      each(what, [&](std::size_t row) { return hn::Max(a(row), b(row)); });
    } else if (what.code == Code::product) {
      each(what, [&](std::size_t row) { return hn::Mul(a(row), b(row)); });
    } else {
      assert(what.code == Code::mask);
      const Wide d;
      each(what, [&](std::size_t row) {
        return hn::IfThenZeroElse(hn::Eq(a(row), hn::Zero(d)), b(row));
      });
    }
  }

  void singles(const Instruction& what) const {
    const Wide d;
    const Full a{temporary(what.a)};
    const Vector constant = hn::Set(d, what.constant), one = hn::Set(d, 1), zero = hn::Zero(d);
    if (what.code == Code::minimum_constant) {
      each(what, [&](std::size_t row) { return hn::Min(a(row), constant); });
    } else if (what.code == Code::maximum_constant) {
      each(what, [&](std::size_t row) { return hn::Max(a(row), constant); });
    } else if (what.code == Code::below_zero) {
      each(what, [&](std::size_t row) { return hn::IfThenElseZero(hn::Lt(a(row), zero), one); });
    } else {
      assert(what.code == Code::is_zero);
      each(what, [&](std::size_t row) { return hn::IfThenElseZero(hn::Eq(a(row), zero), one); });
    }
  }

  void step(const Instruction& what) const {
    const Wide d;
    switch (what.code) {
      case Code::set:
        return each(what, [&](std::size_t) { return hn::Set(d, what.constant); });
      case Code::scale:
        return scale(what);
      case Code::add_scaled:
        return add_scaled(what);
      case Code::gather:
      case Code::gather_add:
        return gather(what);
      case Code::unpack:
        return unpack(what);
      case Code::floor_div:
        return floor_div(what);
      case Code::fold:
        return fold(what);
      case Code::select: {
        const Full a{temporary(what.a)}, b{temporary(what.b)}, c{temporary(what.c)};
        return each(what, [&](std::size_t row) {
          return hn::IfThenElse(hn::Eq(a(row), hn::Zero(d)), c(row), b(row));
        });
      }
      case Code::minimum:
      case Code::maximum:
      case Code::product:
      case Code::mask:
        return pairs(what);
      default:
        return singles(what);
    }
  }

  const Block& block_;
};

void run(const Block& block) {
  Runner(block).run();
}

}  // namespace
}  // namespace utvag::rules::blocks::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace utvag::rules::blocks {

HWY_EXPORT(run);

void run_block(const Block& block) {
  HWY_DYNAMIC_DISPATCH(run)(block);
}

}  // namespace utvag::rules::blocks
#endif
