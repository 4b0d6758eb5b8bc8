#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

/// What a browser sends from a form: application/x-www-form-urlencoded and multipart/form-data.
namespace utvag::net {

struct FormLimits {
  std::size_t fields = 4000;
  std::size_t name_bytes = 200;
  std::size_t value_bytes = 64 * 1024;  ///< of a field that is no file
  std::size_t file_bytes = std::size_t{8} << 20U;
  std::size_t part_head_bytes = 2 * 1024;
};

struct FormField {
  std::string name;
  std::string value;  ///< text (UTF-8, line ends as "\n"), or a file's bytes
  bool is_file = false;
  std::string file_name;     ///< as told by the browser: without folders; for people only
  std::string content_type;  ///< as told by the browser; not to be believed
};

/// Fields in the order sent.
struct Form {
  std::vector<FormField> fields;
  /// The first value of a name; empty when it is not there.
  std::string_view value(std::string_view name) const;
  bool has(std::string_view name) const;
};

/// Names and values must be UTF-8 without controls (line ends and tabs are let through in values).
/// Errors: "form.encoding", "form.limit". Never repeats what was sent.
Result<Form> read_urlencoded(std::string_view text, const FormLimits& limits = {});

/// RFC 7578, read strictly: CRLF line ends, nothing after the last boundary but one line end, a
/// name in every part, no other transfer encoding. Errors: "form.multipart", "form.encoding",
/// "form.limit".
Result<Form> read_multipart(std::string_view body, std::string_view boundary,
                            const FormLimits& limits = {});

/// The body of a POST by its Content-Type. Error "form.type" for any other type.
Result<Form> read_form(std::string_view content_type, std::string_view body,
                       const FormLimits& limits = {});

}  // namespace utvag::net
