#include <cassert>
#include <utility>

#include "rules/graph/evaluation.hpp"

namespace utvag::rules {

namespace {
constexpr std::uint8_t kListStated = 1;
constexpr std::uint8_t kStub = 2;
}  // namespace

Facts::Facts(const Program& program, std::vector<Person> persons) : persons_(std::move(persons)) {
  const auto count = program.definitions.size();
  first_.reserve(count + 1);
  for_person_.reserve(count);
  std::size_t next = 0;
  for (const Definition& definition : program.definitions) {
    first_.push_back(static_cast<std::uint32_t>(next));
    for_person_.push_back(definition.for_person);
    next += definition.for_person ? persons_.size() : 1;
  }
  first_.push_back(static_cast<std::uint32_t>(next));
  cells_.resize(next);
  marks_.resize(next, 0);
}

std::size_t Facts::cell(std::int32_t definition, std::size_t person) const {
  const auto index = static_cast<std::size_t>(definition);
  assert(definition >= 0 && index < for_person_.size());
  if (!for_person_[index]) return first_[index];
  assert(person < persons_.size());
  return first_[index] + person;
}

Fact& Facts::at(std::int32_t definition, std::size_t person) {
  return cells_[cell(definition, person)];
}

const Fact& Facts::at(std::int32_t definition, std::size_t person) const {
  return cells_[cell(definition, person)];
}

void Facts::state_list(std::int32_t family_first, std::size_t person) {
  marks_[cell(family_first, person)] |= kListStated;
}

bool Facts::list_stated(std::int32_t family_first, std::size_t person) const {
  return (marks_[cell(family_first, person)] & kListStated) != 0;
}

void Facts::stub(std::int32_t definition, std::size_t person, Rational value) {
  const std::size_t index = cell(definition, person);
  cells_[index].kind = Fact::Kind::known;
  cells_[index].value = value;
  marks_[index] |= kStub;
}

bool Facts::stubbed(std::int32_t definition, std::size_t person) const {
  return (marks_[cell(definition, person)] & kStub) != 0;
}

}  // namespace utvag::rules
