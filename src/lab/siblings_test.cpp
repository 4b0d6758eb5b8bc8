#include "lab/siblings.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

using namespace utvag;
using namespace utvag::lab;

namespace {

/// One adult and four children, a household a row.
Population four_children(const std::vector<std::vector<std::string>>& households) {
  Population made;
  made.constants.push_back(
      {"går_i_skolan", Constant::Of::child, Constant::Kind::value, Unit::truth, 0});
  Part part{1, 4, households.size(), {}};
  for (std::size_t child = 0; child < 4; ++child) {
    FactColumn born;
    born.name = "född";
    born.person = 1 + static_cast<int>(child);
    born.unit = Unit::date;
    std::vector<std::int32_t> rows;
    for (const auto& household : households) {
      if (household[child].empty()) born.unknown = 99;
      rows.push_back(household[child].empty() ? 99 : static_cast<std::int32_t>(born.words.size()));
      born.words.push_back(household[child].empty() ? "2000-01-01" : household[child]);
    }
    born.column = Column(rows);
    part.columns.push_back(std::move(born));
  }
  made.parts.push_back(std::move(part));
  return made;
}

std::vector<std::int64_t> places_in(const Population& population, std::size_t row) {
  std::vector<std::int64_t> made;
  for (const auto& each : sibling_places(population, population.parts[0], *make_month(2026, 3))) {
    made.push_back(each->at(row));
  }
  return made;
}

}  // namespace

TEST_CASE("siblings are counted by age, and only those who belong to the household") {
  using Places = std::vector<std::int64_t>;
  Population made = four_children({
      {"2003-05-01", "2012-01-01", "2020-01-01", "2015-01-01"},  // one of 22 years first
      {"2026-04-02", "2012-01-01", "2012-01-01", "2010-01-01"},  // one not born yet; twins
      {"2007-06-01", "2012-01-01", "2020-01-01", "2015-01-01"},  // 18, not at school
      {"", "2012-01-01", "2020-01-01", "2015-01-01"},
  });
  CHECK(places_in(made, 0) == Places{0, 1, 3, 2});
  CHECK(places_in(made, 1) == Places{0, 2, 3, 1});
  CHECK(places_in(made, 2) == Places{0, 1, 3, 2});
  CHECK(places_in(made, 3) == Places(4, kUnknownPlace));
  made.constants[0].value = 1;
  CHECK(places_in(made, 2) == Places{1, 2, 4, 3});
  made.constants.clear();  // 18, and whether at school is not known
  CHECK(places_in(made, 2) == Places(4, kUnknownPlace));
  CHECK(places_in(made, 0) == Places{0, 1, 3, 2});
}
