#include "base/json_fault.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace utvag::json_fault {
namespace {

struct Words {
  std::string_view sv;
  std::string_view en;
};

std::string place(std::string_view text, std::size_t at) {
  // A text that is not UTF-8 is whole up to the offset that is told.
  const std::string_view before = text.substr(0, std::min(at, text.size()));
  const std::size_t newline = before.rfind('\n');
  const std::size_t line_start = newline == std::string_view::npos ? 0 : newline + 1;
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t column = count_code_points(before.substr(line_start));
  return std::to_string(lines + 1) + ":" + std::to_string(column + 1);
}

Error make(std::string code, std::string where, Words words) {
  return {std::move(code), std::move(where), std::string(words.sv), std::string(words.en)};
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// What stood before `at`: the character, or NUL at the beginning of the text.
char before(std::string_view text, std::size_t at, bool skip_space) {
  while (skip_space && at > 0 && is_space(text[at - 1])) --at;
  return at == 0 ? '\0' : text[at - 1];
}

Words unfinished_string(std::string_view text, std::size_t end) {
  const auto last = static_cast<unsigned char>(text[end - 1]);
  if (last < 0x20U) {
    return {
        "En text får inte innehålla radbrytning eller tabb. Saknas det avslutande "
        "citattecknet?",
        "A string may not hold a line break or tab. Is the closing quotation mark missing?"};
  }
  return {
      "Texten innehåller ett omvänt snedstreck som inte följs av något som JSON känner. "
      "Skriv \\\\ för ett omvänt snedstreck.",
      "The string holds a backslash that is not followed by anything that JSON knows. Write "
      "\\\\ for a backslash."};
}

Words number_hint(std::string_view text, std::size_t at) {
  const char previous = before(text, at, false);
  if (previous == ',' && at > 1 && is_digit(text[at - 2])) {
    return {"Decimaler skrivs med punkt i JSON: 8000.50, inte 8000,50.",
            "Decimals are written with a point in JSON: 8000.50, not 8000,50."};
  }
  if (is_digit(before(text, at, true))) {
    return {"Tal skrivs utan mellanslag: 8000, inte 8 000.",
            "Numbers are written without spaces: 8000, not 8 000."};
  }
  if (text[at] == '0' && at + 1 < text.size() && is_digit(text[at + 1])) {
    return {"Ett tal får inte börja med nolla.", "A number may not begin with zero."};
  }
  return {"Ett tal står på en plats där det inte får stå. Saknas ett komma eller ett namn?",
          "A number stands where it may not. Is a comma or a name missing?"};
}

Words character_hint(std::string_view text, std::size_t at) {
  const char c = text[at];
  if ((c == '}' || c == ']') && before(text, at, true) == ',') {
    return {"Efter det sista värdet får inget komma stå.", "No comma may follow the last value."};
  }
  if (c == '}' || c == ']' || c == ',' || c == ':') {
    return {"Tecknet står på en plats där ett värde eller namn saknas.",
            "The character stands where a value or a name is missing."};
  }
  if (c == '"' || c == '{' || c == '[') {
    return {"Ett nytt värde börjar här. Saknas ett komma eller kolon före det?",
            "A new value begins here. Is a comma or colon missing before it?"};
  }
  if (c == '/' || c == '#') {
    return {"Kommentarer är inte tillåtna i JSON.", "Comments are not allowed in JSON."};
  }
  if (is_digit(c) || c == '-') return number_hint(text, at);
  return {"Namn och texter skrivs inom raka citattecken (\"), sant och falskt som true och false.",
          "Names and texts are written within straight quotation marks (\"), yes and no as true "
          "and false."};
}

/// Where the token that holds the character before `end` begins. What stands before a fault is
/// sound, so that strings, runs of letters and digits, and single signs tell the tokens apart.
std::size_t token_start(std::string_view text, std::size_t end) {
  constexpr std::string_view kRun =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._";
  std::size_t start = 0;
  for (std::size_t at = 0; at < end;) {
    start = at;
    if (text[at] == '"') {
      do {
        at += text[at] == '\\' ? 2U : 1U;
      } while (at < end && text[at] != '"');
      ++at;
    } else if (kRun.find(text[at]) != std::string_view::npos) {
      at = std::min(text.find_first_not_of(kRun, at), text.size());
    } else {
      ++at;
    }
  }
  return start;
}

}  // namespace

Error duplicate_key(std::string_view text, std::size_t at, const std::string& path) {
  return {"json.duplicate-key", place(text, token_start(text, at + 1)),
          "Namnet " + path + " står två gånger. Ta bort det ena, så att bara ett värde gäller.",
          "The name " + path + " stands twice. Remove one, so that only one value holds."};
}

Error encoding(std::string_view text, std::size_t at) {
  return make("json.encoding", place(text, at),
              {"Filen är inte i teckenkodningen UTF-8. Spara den som UTF-8 och försök igen.",
               "The file is not in the encoding UTF-8. Save it as UTF-8 and try again."});
}

Error number_range(std::string_view text, std::size_t at) {
  return make("json.number-range", place(text, at),
              {"Talet är större än vad som kan läsas.", "The number is larger than can be read."});
}

Error too_large(std::size_t limit) {
  const std::string bytes = std::to_string(limit);
  return {"json.too-large", "", "Filen är för stor: högst " + bytes + " byte läses.",
          "The file is too large: at most " + bytes + " bytes are read."};
}

Error too_deep(std::string_view text, std::size_t at, std::size_t limit) {
  const std::string depth = std::to_string(limit);
  return {"json.too-deep", place(text, at),
          "Listor och objekt ligger för djupt i varandra: högst " + depth + " nivåer läses.",
          "Lists and objects lie too deep in one another: at most " + depth + " levels are read."};
}

Error too_long(std::string_view text, std::size_t at, std::size_t limit) {
  const std::string bytes = std::to_string(limit);
  return {"json.too-long", place(text, at), "En text är för lång: högst " + bytes + " byte läses.",
          "A string is too long: at most " + bytes + " bytes are read."};
}

Error too_many(std::string_view text, std::size_t at, std::size_t limit) {
  const std::string count = std::to_string(limit);
  return {"json.too-many", place(text, at),
          "Filen innehåller för många värden: högst " + count + " läses.",
          "The file holds too many values: at most " + count + " are read."};
}

Error syntax(std::string_view text, std::size_t end, bool invalid_string) {
  if (end > text.size()) {
    return make("json.syntax", place(text, text.size()),
                {"Filen tar slut mitt i ett värde. En avslutande }, ] eller \" saknas.",
                 "The file ends in the middle of a value. A closing }, ] or \" is missing."});
  }
  if (invalid_string) {
    return make("json.syntax", place(text, end - 1), unfinished_string(text, end));
  }
  const std::size_t start = token_start(text, end);
  return make("json.syntax", place(text, start), character_hint(text, start));
}

}  // namespace utvag::json_fault
