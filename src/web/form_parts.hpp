#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "rules/graph/program.hpp"

/// Names and orders that the calculation form is read and written by. Inside src/web only.
namespace utvag::web {

inline constexpr std::string_view kPrincipal = "bistånd";

/// Its place among what stands first; the same for all others, after them.
std::size_t basic_place(std::string_view name);
bool is_basic(std::string_view name);
/// The roles, those that a household must have first.
std::vector<const rules::Role*> roles_in_order(const rules::Program& program);
std::string person_prefix(std::size_t person);
/// "a", "b", …: what the answer calls the persons.
std::string person_letter(std::size_t person);
std::string row_id(const std::string& list, std::size_t row, std::string_view part);
std::string unit_of(const rules::Type& type);
std::string month_text(Month month);

}  // namespace utvag::web
