#include "demo/calculated.hpp"

#include <stdexcept>

#include "cases/from_norm.hpp"
#include "norm/household.hpp"

namespace utvag::demo {

Calculator::Calculator(std::shared_ptr<const norm::Edition> edition, Month first, int count)
    : edition_(std::move(edition)), first_(first) {
  // Everything that is registered is known: the history is told as one would tell it today.
  const Date known_at = edition_->program->last_registered;
  for (int i = 0; i < count; ++i) {
    const Month month{first.index + i};
    const Date decided{first_day(month).days + 19};
    plans_.emplace_back(edition_->program, rules::Question{month, known_at, decided});
  }
}

cases::NewCalculation Calculator::calculate(const Job& job) const {
  const std::string json =
      facts_json(*job.family, job.month, job.months_in_a_row, job.seed, job.complete, job.wrong);
  std::vector<norm::Fault> faults;
  const auto household = norm::read_household(*edition_->program, json, faults);
  if (!household) throw std::logic_error("demo: " + faults[0].code + " at " + faults[0].where);
  const rules::Plan& plan = plans_[static_cast<std::size_t>(job.month.index - first_.index)];
  norm::Request request;
  request.municipality = edition_->municipality;
  request.household = norm::canonical_household(*edition_->program, household->facts);
  const norm::Calculation calculation =
      norm::calculate(plan, household->facts, *edition_->sheet, std::move(request));
  return cases::from_norm(calculation,
                          norm::render(calculation, *edition_->presentation, norm::Format::json));
}

}  // namespace utvag::demo
