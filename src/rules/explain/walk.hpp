#pragma once
#include <array>
#include <cstddef>
#include <span>

#include "rules/explain/explain.hpp"

/// Helpers shared inside this room.
namespace utvag::rules {

inline constexpr std::size_t kMaxSlots = 16;

/// Where in a body one stands: whose value, the current person, the bound members.
struct Place {
  FactRef rule;
  std::size_t person = 0;
  std::array<std::int16_t, kMaxSlots> members{};
  std::size_t depth = 0;  ///< members bound

  std::span<const std::int16_t> bound() const { return {members.data(), depth}; }
  void bind(std::int8_t slot, std::size_t member) {
    members[static_cast<std::size_t>(slot)] = static_cast<std::int16_t>(member);
    depth = static_cast<std::size_t>(slot) + 1;
  }
};

inline const Definition& definition_of(const Program& program, std::int32_t index) {
  return program.definitions[static_cast<std::size_t>(index)];
}

inline const Node& node_of(const Program& program, std::int32_t index) {
  return program.nodes[static_cast<std::size_t>(index)];
}

/// The value of a node at a place.
inline Outcome value_at(Evaluation& evaluation, const Place& place, std::int32_t node) {
  return evaluation.node_value(place.rule.definition, place.person, node, place.bound());
}

/// True when the outcome is known and not 0 (for truth: ja).
inline bool holds(const Outcome& outcome) {
  return outcome.state == State::known && outcome.value.numerator != 0;
}

inline bool is_nothing(const Outcome& outcome) {
  return outcome.state == State::known && outcome.value.numerator == 0;
}

/// The definition that a `definition` or `family` node reads at a place; -1 when its member is not
/// known.
std::int32_t definition_read(Evaluation& evaluation, const Place& place, const Node& node);

/// The body that gave an outcome: of the version that answered, or for what is still unknown the
/// first that could; -1 for inputs, tables, values put in by a person or by a test.
std::int32_t body_of(Evaluation& evaluation, FactRef ref, const Outcome& outcome);

/// A reference to what a place's definition read, with the person only when it is a person's.
inline FactRef reference(const Program& program, std::int32_t definition, std::size_t person) {
  const bool own = definition_of(program, definition).for_person;
  return {definition, own ? static_cast<std::int32_t>(person) : -1};
}

}  // namespace utvag::rules
