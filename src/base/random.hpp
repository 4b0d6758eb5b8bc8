#pragma once
#include <cstdint>
#include <functional>

namespace utvag {

/// Sixty-four bits at each call, from any thread. The program draws them from the system, so that
/// nobody can guess them; tests and made-up data from a seed.
using Draw = std::function<std::uint64_t()>;

}  // namespace utvag
