#pragma once
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "db/value.hpp"

/// Rows as JSON lines: see docs/formats/export.md. Inside this room only.
namespace utvag::cases {

/// "[1,"text",null,{"b":"base64"}]" and a line end.
std::string row_line(const db::Row& row);
/// A row from its parsed line. Error "dump.format".
Result<db::Values> row_values(const Json& line);
/// A JSON text with its quotation marks.
std::string quoted_text(std::string_view text);
Error format_error();

}  // namespace utvag::cases
