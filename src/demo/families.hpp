#pragma once
#include <optional>
#include <string>
#include <vector>

#include "demo/demo.hpp"
#include "demo/people.hpp"

namespace utvag::demo {

/// What a household lives on, the same every month but for chance.
struct Means {
  int rent_kr = 0, electricity_kr = 0, insurance_kr = 0, union_kr = 0;
  int wage_kr = 0;       ///< net, of the first adult, in the months with work
  int work_percent = 0;  ///< chance of work in a month
  int benefit_kr = 0;    ///< of `benefit`, every month
  std::string_view benefit;
  std::string_view dwelling;  ///< boendeform
};

/// A household made up, with its months of assistance.
struct Family {
  std::vector<Someone> adults, children;
  std::optional<int> shared_days;  ///< the first child's days a month here, when it has two homes
  Means means;
  std::vector<int> months;  ///< 0 … months − 1, rising; at least one
  int place = 0;
  std::size_t index = 0;                   ///< among all families of the place, as made
  std::optional<std::size_t> shares_with;  ///< the family where the first child is registered
};

/// The households of one place: in every twelve months exactly as many as `households` says, new
/// ones and those that go on or come back (docs/demo.md).
std::vector<Family> make_families(Random& random, Register& people, const Order& order, int place,
                                  int households);

/// The household's facts one month: utvag/hushall/1. `complete` false leaves the incomes of the
/// first adult out, `wrong` forgets the work.
std::string facts_json(const Family& family, Month month, int months_in_a_row, std::uint64_t seed,
                       bool complete, bool wrong);

}  // namespace utvag::demo
