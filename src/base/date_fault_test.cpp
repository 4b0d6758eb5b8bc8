#include "base/date_fault.hpp"

#include <doctest/doctest.h>

using utvag::Error;
namespace date_fault = utvag::date_fault;

TEST_CASE("a day that no calendar has is told apart from another form, and nothing is repeated") {
  const Error none = date_fault::date("x.date", "född", "1990-02-30");
  CHECK(none.where == "född");
  CHECK(none.sv.find("finns inte") != std::string::npos);
  CHECK(none.sv.find("1990") == std::string::npos);
  CHECK(date_fault::date("x.date", "född", "30/2 1990").sv.find("ÅÅÅÅ-MM-DD") != std::string::npos);
  CHECK(date_fault::month("x.month", "", "2026-13").sv.find("finns inte") != std::string::npos);
  CHECK(date_fault::month("x.month", "", "2026-3").sv.find("ÅÅÅÅ-MM") != std::string::npos);
  CHECK(date_fault::month("x.month", "", "2026-03-01").sv.find("ÅÅÅÅ-MM") != std::string::npos);
}
