#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

/// The errors of parse_json: what is wrong in a text, told with place and remedy. None of them
/// repeats a value from the text, which may be personal. `at` is a byte offset into `text`.
namespace utvag::json_fault {

/// `at` is the key's last character.
Error duplicate_key(std::string_view text, std::size_t at, const std::string& path);
Error encoding(std::string_view text, std::size_t at);
Error number_range(std::string_view text, std::size_t at);
Error too_large(std::size_t limit);
Error too_deep(std::string_view text, std::size_t at, std::size_t limit);
Error too_long(std::string_view text, std::size_t at, std::size_t limit);
Error too_many(std::string_view text, std::size_t at, std::size_t limit);

/// A text that breaks the grammar. `end` is the offset after the last character read (one beyond
/// the text at its end); `invalid_string` when the fault lies within a string.
Error syntax(std::string_view text, std::size_t end, bool invalid_string);

}  // namespace utvag::json_fault
