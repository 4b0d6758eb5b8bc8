#pragma once
#include <optional>

#include "rules/graph/program.hpp"
#include "rules/tools/source_text.hpp"

namespace utvag::rules::tools {

/// What a type is called in the language: "kr/mån", "andel", "ja/nej", "boendeform".
std::string type_text(const Program& program, const Type& type);

/// A value written in a test, as `type` in the program's own scale (öre, days, ordinals). When it
/// does not fit, nothing, and `fault` says why and what was meant.
struct ValueFault {
  Words what, fix;
};
std::optional<Rational> read_value(const Program& program, const Type& type,
                                   const syntax::Expr& written, ValueFault& fault);

}  // namespace utvag::rules::tools
