#include <bit>
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

/// Reads numbers of a type as lanes of another that is as wide or wider.
template <typename Lane, typename T>
struct Reader {
  const T* data;
  auto operator()(std::size_t row) const {
    const hn::ScalableTag<Lane> d;
    if constexpr (sizeof(T) == sizeof(Lane)) {
      return hn::LoadU(d, data + row);
    } else {
      return hn::PromoteTo(d, hn::LoadU(hn::Rebind<T, decltype(d)>(), data + row));
    }
  }
};

/// The instructions whose lanes are of one type.
template <typename Lane>
class Runner {
 public:
  explicit Runner(const Block& block) : block_(block) {}

  void step(const Instruction& what) const {
    const Tag d;
    switch (what.code) {
      case Operation::set:
        return each(what, [&](std::size_t) { return set(what.constant); });
      case Operation::scale:
        return scale(what);
      case Operation::add_scaled:
        return add_scaled(what);
      case Operation::floor_div:
        return floor_div(what);
      case Operation::fold:
        return fold(what);
      case Operation::select: {
        const Full a{temporary(what.a)}, b{temporary(what.b)}, c{temporary(what.c)};
        return each(what, [&](std::size_t row) {
          return hn::IfThenElse(hn::Eq(a(row), hn::Zero(d)), c(row), b(row));
        });
      }
      case Operation::minimum:
      case Operation::maximum:
      case Operation::product:
      case Operation::mask:
        return pairs(what);
      case Operation::minimum_constant:
      case Operation::maximum_constant:
      case Operation::below_zero:
      case Operation::is_zero:
        return singles(what);
      default:
        return of_width(what);
    }
  }

 private:
  using Tag = hn::ScalableTag<Lane>;
  using Vector = hn::Vec<Tag>;
  using Full = Reader<Lane, Lane>;

  std::byte* place(std::int32_t index) const {
    return block_.temporaries + static_cast<std::size_t>(index) * block_.stride;
  }
  Lane* temporary(std::int32_t index) const { return reinterpret_cast<Lane*>(place(index)); }
  static Vector set(std::int64_t value) { return hn::Set(Tag(), static_cast<Lane>(value)); }

  /// to[row] = function(row), a vector at a time.
  template <typename Function>
  void each(const Instruction& what, Function function) const {
    const Tag d;
    Lane* to = temporary(what.to);
    for (std::size_t row = 0; row < block_.padded; row += hn::Lanes(d)) {
      hn::Store(function(row), d, to + row);
    }
  }

  /// The same with what the instruction reads from.
  template <typename Function>
  void with_source(const Instruction& what, Function function) const {
    if constexpr (sizeof(Lane) == 4) {
      const std::byte* column =
          what.source == Source::temporary ? nullptr : block_.columns[what.from];
      if (what.source == Source::int8) {
        return function(Reader<Lane, std::int8_t>{reinterpret_cast<const std::int8_t*>(column)});
      }
      if (what.source == Source::int16) {
        return function(Reader<Lane, std::int16_t>{reinterpret_cast<const std::int16_t*>(column)});
      }
      if (what.source == Source::int32) {
        return function(Full{reinterpret_cast<const Lane*>(column)});
      }
    }
    assert(what.source == Source::temporary);
    function(Full{temporary(what.from)});
  }

  void scale(const Instruction& what) const {
    const Vector constant = set(what.constant), factor = set(what.coefficient);
    with_source(what, [&](auto from) {
      if (what.coefficient == 1) {
        return each(what, [&](std::size_t row) { return hn::Add(constant, from(row)); });
      }
      each(what, [&](std::size_t row) { return hn::Add(constant, hn::Mul(from(row), factor)); });
    });
  }

  void add_scaled(const Instruction& what) const {
    const Vector factor = set(what.coefficient);
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

  /// What only lanes of 32 bits can do, or of 64.
  void of_width(const Instruction& what) const {
    if constexpr (sizeof(Lane) == 4) {
      if (what.code == Operation::unpack) return unpack(what);
      if (what.code == Operation::floor_div_near) return floor_div_near(what);
      gather(what);
    } else {
      const auto* narrow = reinterpret_cast<const std::int32_t*>(place(what.a));
      if (what.code == Operation::widen) {
        return each(what, Reader<Lane, std::int32_t>{narrow});
      }
      if (what.code == Operation::narrow) {
        const Lane* from = temporary(what.a);
        auto* to = reinterpret_cast<std::int32_t*>(place(what.to));
        for (std::size_t row = 0; row < block_.padded; ++row) {
          to[row] = static_cast<std::int32_t>(static_cast<std::uint32_t>(from[row]));
        }
        return;
      }
      assert(what.code == Operation::gather);
      const Lane* table = block_.wide_tables + what.table;
      Lane* to = temporary(what.to);
      for (std::size_t row = 0; row < block_.padded; ++row) {
        to[row] = table[narrow[row] + what.constant];
      }
    }
  }

  void gather(const Instruction& what) const {
    const Tag d;
    const std::int32_t* table = block_.tables + what.table;
    const Vector shift = set(what.constant);
    with_source(what, [&](auto from) {
      if (what.code == Operation::gather_add) {
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
    const Tag d;
    const hn::RebindToUnsigned<Tag> bits;
    const Vector mask = set(what.constant);
    const Full from{temporary(what.from)};
    each(what, [&](std::size_t row) {
      const auto moved =
          hn::ShiftRightSame(hn::BitCast(bits, from(row)), static_cast<int>(what.coefficient));
      return hn::And(hn::BitCast(d, moved), mask);
    });
  }

  void floor_div(const Instruction& what) const {
    const Lane* from = temporary(what.a);
    Lane* to = temporary(what.to);
    const auto divisor = static_cast<Lane>(what.constant);
    for (std::size_t row = 0; row < block_.padded; ++row) {
      const Lane value = from[row];
      to[row] = static_cast<Lane>(value / divisor - (value % divisor < 0 ? 1 : 0));
    }
  }

  /// u / d for 0 ≤ u < 2^31 is (u × m) >> (31 + s), where s = ⌈log2 d⌉ and m = ⌈2^(31 + s) / d⌉:
  /// m is too large by less than 2^s / 2^(31 + s) of itself, which no such u can make tell.
  void floor_div_near(const Instruction& what) const {
    const Lane* from = temporary(what.a);
    Lane* to = temporary(what.to);
    const auto divisor = static_cast<std::uint64_t>(what.constant);
    const auto base = static_cast<std::uint32_t>(what.coefficient);
    const auto first = static_cast<std::uint32_t>(what.coefficient / what.constant);
    const int shift = 31 + static_cast<int>(std::bit_width(divisor - 1));
    const std::uint64_t factor = ((std::uint64_t{1} << shift) + divisor - 1) / divisor;
    std::size_t row = 0;
#if HWY_TARGET != HWY_SCALAR
    const Tag d;
    const hn::RebindToUnsigned<Tag> bits;
    const hn::Repartition<std::uint64_t, Tag> pairs_of;
    const auto factors = hn::Set(bits, static_cast<std::uint32_t>(factor));
    for (; row < block_.padded; row += hn::Lanes(d)) {
      const auto above = hn::Sub(hn::BitCast(bits, hn::Load(d, from + row)), hn::Set(bits, base));
      const auto odd = hn::BitCast(bits, hn::ShiftRight<32>(hn::BitCast(pairs_of, above)));
      const auto low = hn::ShiftRightSame(hn::MulEven(above, factors), shift);
      const auto high = hn::ShiftRightSame(hn::MulEven(odd, factors), shift);
      const auto both = hn::BitCast(bits, hn::Or(low, hn::ShiftLeft<32>(high)));
      hn::Store(hn::BitCast(d, hn::Add(both, hn::Set(bits, first))), d, to + row);
    }
#endif
    for (; row < block_.padded; ++row) {
      const std::uint64_t above = static_cast<std::uint32_t>(from[row]) - base;
      to[row] = static_cast<Lane>(static_cast<std::uint32_t>((above * factor) >> shift) + first);
    }
  }

  /// Rows beyond the last are written too: a column has room for a whole number of kPadding.
  template <typename T>
  void store_as(std::byte* to, const Lane* from) const {
    T* out = reinterpret_cast<T*>(to);
    const Tag d;
    if constexpr (sizeof(T) == sizeof(Lane)) {
      for (std::size_t row = 0; row < block_.padded; row += hn::Lanes(d)) {
        hn::StoreU(hn::Load(d, from + row), d, out + row);
      }
    } else if constexpr (sizeof(T) < sizeof(Lane) && sizeof(Lane) == 4) {
      const hn::Rebind<T, Tag> narrow;
      for (std::size_t row = 0; row < block_.padded; row += hn::Lanes(d)) {
        hn::StoreU(hn::DemoteTo(narrow, hn::Load(d, from + row)), narrow, out + row);
      }
    } else {
      for (std::size_t row = 0; row < block_.padded; ++row) out[row] = static_cast<T>(from[row]);
    }
  }

  void store(const Out& out, const Lane* from) const {
    switch (out.width) {
      case Width::int8:
        return store_as<std::int8_t>(out.values, from);
      case Width::int16:
        return store_as<std::int16_t>(out.values, from);
      case Width::int32:
        return store_as<std::int32_t>(out.values, from);
      case Width::int64:
        return store_as<std::int64_t>(out.values, from);
    }
  }

  std::int32_t keep_states(const Instruction& what, std::uint8_t* states) const {
    const auto* from = reinterpret_cast<const std::int32_t*>(place(what.b));
    std::int32_t others = 0;
    for (std::size_t row = 0; row < block_.rows; ++row) {
      states[row] = static_cast<std::uint8_t>(from[row]);
      others += from[row] != 0 ? 1 : 0;
    }
    return others;
  }

  void fold(const Instruction& what) const {
    const Out& out = block_.outs[what.table];
    Partial& partial = block_.partials[what.table];
    partial = {};
    const Lane* from = temporary(what.a);
    if (what.b >= 0) partial.others = keep_states(what, out.states);
    std::int64_t sum = 0;
    std::size_t above = 0, below = 0, row = 0;
#if HWY_TARGET != HWY_SCALAR
    const Tag d;
    const hn::Repartition<std::int64_t, Tag> sums;
    const std::size_t lanes = hn::Lanes(d);
    auto total = hn::Zero(sums);
    for (; row + lanes <= block_.rows; row += lanes) {
      const Vector value = hn::Load(d, from + row);
      if constexpr (sizeof(Lane) == 4) {
        const hn::Half<Tag> half;
        total = hn::Add(total, hn::Add(hn::PromoteTo(sums, hn::LowerHalf(half, value)),
                                       hn::PromoteTo(sums, hn::UpperHalf(half, value))));
      } else {
        total = hn::Add(total, value);
      }
      above += hn::CountTrue(d, hn::Gt(value, hn::Zero(d)));
      if (what.constant != 0) below += hn::CountTrue(d, hn::Lt(value, hn::Zero(d)));
    }
    sum = hn::GetLane(hn::SumOfLanes(sums, total));
#endif
    for (; row < block_.rows; ++row) {
      sum += from[row];
      above += from[row] > 0 ? 1U : 0U;
      below += from[row] < 0 ? 1U : 0U;
    }
    partial.sum = sum;
    partial.above_zero = static_cast<std::int32_t>(above);
    partial.below_zero = static_cast<std::int32_t>(below);
    if (out.values != nullptr) store(out, from);
  }

  void pairs(const Instruction& what) const {
    const Full a{temporary(what.a)}, b{temporary(what.b)};
    if (what.code == Operation::minimum) {
      each(what, [&](std::size_t row) { return hn::Min(a(row), b(row)); });
    } else if (what.code == Operation::maximum) {
      each(what, [&](std::size_t row) { return hn::Max(a(row), b(row)); });
    } else if (what.code == Operation::product) {
      each(what, [&](std::size_t row) { return hn::Mul(a(row), b(row)); });
    } else {
      assert(what.code == Operation::mask);
      const Tag d;
      each(what, [&](std::size_t row) {
        return hn::IfThenZeroElse(hn::Eq(a(row), hn::Zero(d)), b(row));
      });
    }
  }

  void singles(const Instruction& what) const {
    const Tag d;
    const Full a{temporary(what.a)};
    const Vector constant = set(what.constant), one = set(1), zero = hn::Zero(d);
    if (what.code == Operation::minimum_constant) {
      each(what, [&](std::size_t row) { return hn::Min(a(row), constant); });
    } else if (what.code == Operation::maximum_constant) {
      each(what, [&](std::size_t row) { return hn::Max(a(row), constant); });
    } else if (what.code == Operation::below_zero) {
      each(what, [&](std::size_t row) { return hn::IfThenElseZero(hn::Lt(a(row), zero), one); });
    } else {
      assert(what.code == Operation::is_zero);
      each(what, [&](std::size_t row) { return hn::IfThenElseZero(hn::Eq(a(row), zero), one); });
    }
  }

  const Block& block_;
};

void run(const Block& block) {
  const Runner<std::int32_t> narrow(block);
  const Runner<std::int64_t> wide(block);
  for (std::size_t i = 0; i < block.code_size; ++i) {
    const Instruction& what = block.code[i];
    what.wide ? wide.step(what) : narrow.step(what);
  }
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
