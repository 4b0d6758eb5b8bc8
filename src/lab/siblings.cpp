#include "lab/siblings.hpp"

#include <algorithm>
#include <utility>

namespace utvag::lab {
namespace {

constexpr int kAdultAge = 18, kSchoolAge = 21;

/// Whether a child goes to school: its own column, else what all children share.
std::optional<bool> at_school(const Population& population, const FactColumn* column,
                              std::size_t row) {
  if (column != nullptr) {
    const std::int64_t value = column->column.at(row);
    return column->is_mark(value) ? std::nullopt : std::optional(value != 0);
  }
  for (const Constant& each : population.constants) {
    const bool is = each.name == "går_i_skolan" && each.of == Constant::Of::child &&
                    each.kind == Constant::Kind::value;
    if (is) return each.value != 0;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::unique_ptr<Column>> sibling_places(const Population& population, const Part& part,
                                                    Month month) {
  std::vector<std::unique_ptr<Column>> places;
  std::vector<const FactColumn*> born, school;
  for (int child = 0; child < part.children; ++child) {
    places.push_back(std::make_unique<Column>(part.rows, 0, kUnknownPlace));
    born.push_back(find_column(part, "född", part.adults + child));
    school.push_back(find_column(part, "går_i_skolan", part.adults + child));
  }
  for (std::size_t row = 0; row < part.rows; ++row) {
    std::vector<std::pair<Date, std::size_t>> siblings;
    bool known = true;
    for (std::size_t child = 0; child < places.size(); ++child) {
      const auto date = born[child] == nullptr ? std::nullopt : date_in(*born[child], row);
      known = known && date.has_value();
      if (!known) break;
      if (*date > last_day(month)) continue;
      const int years = age_in_years(*date, first_day(month));
      if (years >= kSchoolAge) continue;
      const auto goes =
          years < kAdultAge ? std::optional(true) : at_school(population, school[child], row);
      known = goes.has_value();
      if (!known) break;
      if (*goes) siblings.emplace_back(*date, child);
    }
    std::sort(siblings.begin(), siblings.end());
    for (std::size_t child = 0; child < places.size(); ++child) {
      places[child]->set(row, known ? 0 : kUnknownPlace);
    }
    for (std::size_t i = 0; known && i < siblings.size(); ++i) {
      places[siblings[i].second]->set(row, static_cast<std::int64_t>(i) + 1);
    }
  }
  return places;
}

}  // namespace utvag::lab
