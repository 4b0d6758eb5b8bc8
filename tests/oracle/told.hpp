#pragma once
#include "oracle/oracle.hpp"
#include "rules/graph/evaluation.hpp"

namespace utvag::tests {

/// What an engine answered, in the oracle's words.
NaiveAnswer naive_of(const rules::Program& program, const rules::Definition& definition,
                     const rules::Outcome& outcome);

}  // namespace utvag::tests
