#pragma once
#include "base/json.hpp"
#include "html/components.hpp"
#include "norm/ask.hpp"

/// An answer shown on a page: every amount opens to its rule, its citations and its evidence.
/// Inside src/web only.
namespace utvag::web {

/// Headings begin at <h2>.
void write_worksheet(html::Writer& out, const norm::Calculation& calculation,
                     const norm::Presentation& presentation);

/// The same of a stored answer, utvag/berakning/1, told from its own bytes: nothing is calculated.
void write_stored(html::Writer& out, const Json& answer);

}  // namespace utvag::web
