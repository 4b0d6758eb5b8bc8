#pragma once
#include <memory>
#include <string>
#include <vector>

#include "cases/cases.hpp"
#include "demo/families.hpp"
#include "norm/library.hpp"

namespace utvag::demo {

/// One calculation to be made.
struct Job {
  const Family* family = nullptr;
  Month month;
  int months_in_a_row = 0;
  std::uint64_t seed = 0;
  bool complete = true, wrong = false;
};

/// The packs of one place with a plan for each month.
class Calculator {
 public:
  /// Months from `first`, `count` of them; decided on the 20th of each month.
  Calculator(std::shared_ptr<const norm::Edition> edition, Month first, int count);

  /// From any thread.
  cases::NewCalculation calculate(const Job& job) const;

 private:
  std::shared_ptr<const norm::Edition> edition_;
  Month first_;
  std::vector<rules::Plan> plans_;
};

}  // namespace utvag::demo
