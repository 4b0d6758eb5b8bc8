#pragma once
#include "rules/explain/explain.hpp"

namespace utvag::rules {

/// Fills `tried` and `changes`: each input the value rests on is changed alone.
void probe_changes(Tracer& tracer, FactRef root, WhyNot& answer);

}  // namespace utvag::rules
