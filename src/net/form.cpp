#include "net/form.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "net/head.hpp"
#include "net/words.hpp"

namespace utvag::net {
namespace {

Error encoding_fault() {
  return {"form.encoding", "", "Formuläret innehåller tecken som inte går att läsa.",
          "The form holds characters that cannot be read."};
}

Error limit_fault() {
  return {"form.limit", "", "Formuläret är för stort eller har för många fält.",
          "The form is too large or has too many fields."};
}

Error multipart_fault() {
  return {"form.multipart", "", "Formuläret kom inte fram helt. Skicka det igen.",
          "The form did not arrive whole. Send it again."};
}

bool is_text(std::string_view text, bool lines) {
  if (find_invalid_utf8(text)) return false;
  return std::none_of(text.begin(), text.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (lines && (c == '\n' || c == '\t')) return false;
    return byte < 0x20 || byte == 0x7F;
  });
}

/// Browsers send "\r\n" in a text of several lines.
std::string with_plain_lines(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n') continue;
    out.push_back(text[at]);
  }
  return out;
}

std::optional<Error> add_text(Form& form, std::string name, std::string_view value,
                              const FormLimits& limits) {
  if (form.fields.size() >= limits.fields || name.size() > limits.name_bytes ||
      value.size() > limits.value_bytes) {
    return limit_fault();
  }
  FormField field;
  field.value = with_plain_lines(value);
  if (!is_text(name, false) || !is_text(field.value, true)) return encoding_fault();
  field.name = std::move(name);
  form.fields.push_back(std::move(field));
  return std::nullopt;
}

/// `; name="value"` parameters of a part's Content-Disposition.
std::optional<std::string> parameter(std::string_view disposition, std::string_view wanted) {
  std::size_t at = disposition.find(';');
  while (at != disposition.npos) {
    ++at;
    while (at < disposition.size() && disposition[at] == ' ') ++at;
    const std::size_t equals = disposition.find('=', at);
    if (equals == disposition.npos) return std::nullopt;
    const std::string name = lower(disposition.substr(at, equals - at));
    at = equals + 1;
    if (at >= disposition.size() || disposition[at] != '"') return std::nullopt;
    std::string value;
    for (++at; at < disposition.size() && disposition[at] != '"'; ++at) {
      if (disposition[at] == '\\' && at + 1 < disposition.size()) ++at;
      value.push_back(disposition[at]);
    }
    if (at >= disposition.size()) return std::nullopt;
    if (name == wanted) return value;
    at = disposition.find(';', at);
  }
  return std::nullopt;
}

/// HTML's own escapes of a name in a multipart head.
std::string unescaped_name(std::string_view name) {
  std::string out;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const std::string_view rest = name.substr(at);
    if (rest.starts_with("%22")) {
      out.push_back('"');
      at += 2;
    } else {
      out.push_back(name[at]);
    }
  }
  return out;
}

struct PartHead {
  std::string name, file_name, content_type;
  bool is_file = false;
};

std::optional<PartHead> read_part_head(std::string_view text) {
  PartHead head;
  bool named = false;
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n");
    const std::string_view line = text.substr(0, end);
    text = end == text.npos ? std::string_view() : text.substr(end + 2);
    const std::size_t colon = line.find(':');
    if (colon == line.npos || colon == 0) return std::nullopt;
    const std::string name = lower(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (name == "content-disposition") {
      if (named || !lower(value).starts_with("form-data")) return std::nullopt;
      const auto given = parameter(value, "name");
      if (!given) return std::nullopt;
      named = true;
      head.name = unescaped_name(*given);
      if (const auto file = parameter(value, "filename")) {
        head.is_file = true;
        head.file_name = file->substr(file->find_last_of("/\\") + 1);
      }
    } else if (name == "content-type") {
      head.content_type = value;
    } else if (name == "content-transfer-encoding") {
      return std::nullopt;
    }
  }
  return named ? std::optional(head) : std::nullopt;
}

bool is_boundary(std::string_view boundary) {
  // RFC 2046 5.1.1.
  return !boundary.empty() && boundary.size() <= 70 && boundary.back() != ' ' &&
         std::all_of(boundary.begin(), boundary.end(), [](char c) {
           const char small = lower(c);
           return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') ||
                  std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
         });
}

std::optional<Error> add_part(Form& form, std::string_view part, const FormLimits& limits) {
  std::size_t head_size = part.find("\r\n\r\n");
  if (head_size == part.npos) return multipart_fault();
  if (head_size > limits.part_head_bytes) return limit_fault();
  auto head = read_part_head(part.substr(0, head_size));
  if (!head) return multipart_fault();
  const std::string_view content = part.substr(head_size + 4);
  if (!head->is_file) return add_text(form, std::move(head->name), content, limits);
  if (form.fields.size() >= limits.fields || head->name.size() > limits.name_bytes ||
      content.size() > limits.file_bytes) {
    return limit_fault();
  }
  if (!is_text(head->name, false) || !is_text(head->file_name, false) ||
      !is_text(head->content_type, false)) {
    return encoding_fault();
  }
  form.fields.push_back({std::move(head->name), std::string(content), true,
                         std::move(head->file_name), std::move(head->content_type)});
  return std::nullopt;
}

}  // namespace

std::string_view Form::value(std::string_view name) const {
  for (const FormField& each : fields) {
    if (each.name == name && !each.is_file) return each.value;
  }
  return {};
}

bool Form::has(std::string_view name) const {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const FormField& each) { return each.name == name; });
}

Result<Form> read_urlencoded(std::string_view text, const FormLimits& limits) {
  Form form;
  while (!text.empty()) {
    std::string_view pair = take_until(text, '&');
    if (pair.empty()) continue;
    auto name = percent_decoded(take_until(pair, '='), true);
    const auto value = percent_decoded(pair, true);
    if (!name || !value) return encoding_fault();
    if (auto fault = add_text(form, std::move(*name), *value, limits)) return *fault;
  }
  return form;
}

Result<Form> read_multipart(std::string_view body, std::string_view boundary,
                            const FormLimits& limits) {
  if (!is_boundary(boundary)) return multipart_fault();
  const std::string dashes = "--" + std::string(boundary);
  const std::string between = "\r\n" + dashes;
  if (!body.starts_with(dashes)) return multipart_fault();
  body.remove_prefix(dashes.size());
  Form form;
  while (!body.starts_with("--")) {
    if (!body.starts_with("\r\n")) return multipart_fault();
    body.remove_prefix(2);
    const std::size_t end = body.find(between);
    if (end == body.npos) return multipart_fault();
    if (auto fault = add_part(form, body.substr(0, end), limits)) return *fault;
    body.remove_prefix(end + between.size());
  }
  body.remove_prefix(2);
  if (!body.empty() && body != "\r\n") return multipart_fault();
  return form;
}

Result<Form> read_form(std::string_view content_type, std::string_view body,
                       const FormLimits& limits) {
  std::string_view rest = content_type;
  const std::string type = lower(trimmed(take_until(rest, ';')));
  if (type == "application/x-www-form-urlencoded") return read_urlencoded(body, limits);
  if (type == "multipart/form-data") {
    const std::string_view parameter = trimmed(rest);
    constexpr std::string_view kName = "boundary=";
    if (!lower(parameter.substr(0, kName.size())).starts_with(kName)) return multipart_fault();
    std::string_view boundary = parameter.substr(kName.size());
    if (boundary.size() >= 2 && boundary.front() == '"' && boundary.back() == '"') {
      boundary = boundary.substr(1, boundary.size() - 2);
    }
    return read_multipart(body, boundary, limits);
  }
  return Error{"form.type", "", "Formuläret har fel slag av innehåll.",
               "The form has the wrong kind of content."};
}

}  // namespace utvag::net
