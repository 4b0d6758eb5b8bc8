#include <utility>

#include "rules/graph/evaluation.hpp"

namespace utvag::rules {

Facts::Facts(const Program& program, std::vector<Person> persons) : persons_(std::move(persons)) {
  places_.reserve(program.definitions.size());
  std::size_t next = 0;
  for (const Definition& definition : program.definitions) {
    places_.push_back({static_cast<std::uint32_t>(next), definition.for_person});
    next += definition.for_person ? persons_.size() : 1;
  }
  cells_.resize(next);
  marks_.resize(next, 0);
}

Fact& Facts::at(std::int32_t definition, std::size_t person) {
  return cells_[cell(definition, person)];
}

void Facts::state_list(std::int32_t family_first, std::size_t person) {
  marks_[cell(family_first, person)] |= kListStated;
}

void Facts::stub(std::int32_t definition, std::size_t person, Rational value) {
  const std::size_t index = cell(definition, person);
  cells_[index].kind = Fact::Kind::known;
  cells_[index].value = value;
  marks_[index] |= kStub;
}

}  // namespace utvag::rules
