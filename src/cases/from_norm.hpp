#pragma once
#include <string_view>

#include "cases/cases.hpp"

namespace utvag::norm {
struct Calculation;
}

namespace utvag::cases {

/// A calculation as it is stored: how it ended, the outcome where it is whole öre, and `rendered`
/// (what norm::render gave as JSON), kept to the byte.
NewCalculation from_norm(const norm::Calculation& made, std::string_view rendered);

}  // namespace utvag::cases
