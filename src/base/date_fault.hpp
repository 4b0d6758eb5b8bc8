#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"

/// What is wrong with a text that parse_date or parse_month refused, told with the remedy: another
/// form, or a day or month that no calendar has. The text itself is not repeated.
namespace utvag::date_fault {

Error date(std::string code, std::string where, std::string_view text);
Error month(std::string code, std::string where, std::string_view text);

}  // namespace utvag::date_fault
