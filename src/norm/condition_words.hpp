#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "norm/view.hpp"

/// Inside src/norm only.
namespace utvag::norm {

/// A part of a rule in the labels and values that people know, with signs between; nothing where it
/// is more than such words can carry (a sum over persons, a choice). `rule` is the one it stands
/// in.
std::optional<std::string> condition_words(const View& view, rules::FactRef rule,
                                           std::int32_t node);

/// The row of a table that was used, by its keys' values: "7–10 år, Hemma". Empty without a row.
std::string row_words(const View& view, const rules::Read& read, const rules::Basis& basis);

}  // namespace utvag::norm
