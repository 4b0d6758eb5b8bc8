#include "oracle/told.hpp"

namespace utvag::tests {

NaiveAnswer naive_of(const rules::Program& program, const rules::Definition& definition,
                     const rules::Outcome& outcome) {
  switch (outcome.state) {
    case rules::State::known:
      break;
    case rules::State::no_rule:
      return {NaiveState::no_rule, {}};
    case rules::State::unknown:
      return {NaiveState::unknown, {}};
    case rules::State::not_applicable:
      return {NaiveState::not_applicable, {}};
    case rules::State::silent:
      return {NaiveState::silent, {}};
    default:
      return {NaiveState::known, "failed"};
  }
  if (definition.type.kind != rules::Kind::enumeration) {
    return {NaiveState::known, to_string(outcome.value)};
  }
  const auto ordinal = static_cast<std::size_t>(outcome.value.numerator);
  if (definition.type.enumeration < 0) return {NaiveState::known, program.roles[ordinal].name};
  const auto at = static_cast<std::size_t>(definition.type.enumeration);
  return {NaiveState::known, program.enumerations[at].members[ordinal].name};
}

}  // namespace utvag::tests
