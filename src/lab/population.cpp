#include "lab/population.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace utvag::lab {
namespace {

constexpr std::array<std::pair<Unit, std::string_view>, 7> kUnits{
    {{Unit::kronor, "kr"},
     {Unit::ore, "öre"},
     {Unit::number, "tal"},
     {Unit::truth, "ja/nej"},
     {Unit::member, "uppräkning"},
     {Unit::date, "datum"},
     {Unit::birth_month, "födelsemånad"}}};

}  // namespace

const FactColumn* find_column(const Part& part, std::string_view name, int person,
                              std::optional<Month> month) {
  const auto found =
      std::find_if(part.columns.begin(), part.columns.end(), [&](const FactColumn& column) {
        return column.person == person && column.month == month && column.name == name;
      });
  return found == part.columns.end() ? nullptr : &*found;
}

std::optional<Date> date_in(const FactColumn& column, std::size_t row) {
  const std::int64_t number = column.column.at(row);
  if (column.is_mark(number)) return std::nullopt;
  if (column.unit == Unit::birth_month) {
    const Month january = *make_month(kFirstBirthYear, 1);
    return first_day(Month{january.index + static_cast<std::int32_t>(number)});
  }
  const auto word = static_cast<std::size_t>(number);
  if (column.unit != Unit::date || word >= column.words.size()) return std::nullopt;
  return parse_date(column.words[word]);
}

std::string person_name(int person, int adults) {
  if (person == kHousehold) return "hushåll";
  if (person < adults) return "vuxen" + std::to_string(person + 1);
  return "barn" + std::to_string(person - adults + 1);
}

std::string_view unit_name(Unit unit) {
  for (const auto& [each, name] : kUnits) {
    if (each == unit) return name;
  }
  return "";
}

std::optional<Unit> parse_unit(std::string_view name) {
  for (const auto& [unit, each] : kUnits) {
    if (each == name) return unit;
  }
  return std::nullopt;
}

}  // namespace utvag::lab
