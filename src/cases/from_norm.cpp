#include "cases/from_norm.hpp"

#include "norm/norm.hpp"

namespace utvag::cases {

static_assert(static_cast<int>(CalculationAnswer::answered) ==
              static_cast<int>(norm::Answer::answered));
static_assert(static_cast<int>(CalculationAnswer::facts_missing) ==
              static_cast<int>(norm::Answer::facts_missing));
static_assert(static_cast<int>(CalculationAnswer::no_rule) ==
              static_cast<int>(norm::Answer::no_rule));
static_assert(static_cast<int>(CalculationAnswer::failed) ==
              static_cast<int>(norm::Answer::failed));

NewCalculation from_norm(const norm::Calculation& made, std::string_view rendered) {
  NewCalculation store;
  store.month = made.plan->question().month;
  store.answer = static_cast<CalculationAnswer>(made.answer);
  if (made.answer == norm::Answer::answered) {
    const Rational value = made.value();
    if (value.is_whole()) store.amount_ore = value.numerator;
  }
  store.result = pack_result(rendered);
  return store;
}

}  // namespace utvag::cases
