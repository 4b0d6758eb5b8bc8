// Compiles the catalogues to typed messages, or checks that every message is used.
//   text_compile messages OUT.hpp OUT.cpp sv.po en.po fi.po ar.po
//   text_compile staff OUT.hpp OUT.cpp sv.po
//   text_compile used STAMP sv.po PREFIX SOURCE…
// "staff" makes the pages of those who work with the cases: Swedish alone, functions without a
// language, in a namespace of their own. PREFIX is "say" or "staff".
// sv.po is the model: its placeholders carry types, {belopp:kr} {dag:date} {månad:month}
// {n:number} {text} {text:raw}; the other catalogues must use the same names, without types.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "text/po.hpp"

namespace {

using utvag::text::PoEntry;
using utvag::text::PoFile;

struct Argument {
  std::string name, type;
};

struct Message {
  std::string key;
  std::vector<Argument> arguments;
  std::map<std::string, std::vector<std::string>> texts;  ///< per language, per plural form
};

using Languages = std::vector<std::pair<std::string, std::size_t>>;
const Languages kAll = {{"sv", 2}, {"en", 2}, {"fi", 2}, {"ar", 6}};
const Languages kStaff = {{"sv", 2}};

/// What is made: in which languages, namespace and header, and how a function is told its language.
struct Target {
  const Languages& languages;
  std::string name_space, header, parameter, argument, language;
};
const Target kSay = {kAll, "say", "text/messages.hpp", "Language language", "language", "language"};
const Target kForStaff = {kStaff, "staff", "text/staff.hpp", "", "", "Language::sv"};

const std::map<std::string, std::string> kTypes = {
    {"", "std::string_view"}, {"raw", "std::string_view"}, {"kr", "Rational"},
    {"date", "Date"},         {"month", "Month"},          {"number", "std::int64_t"}};

[[noreturn]] void fail(const std::string& what) {
  std::cerr << "catalogue: " << what << '\n';
  std::exit(1);
}

std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) fail(path + ": cannot be read");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

PoFile read(const std::string& path) {
  auto file = utvag::text::read_po(path, slurp(path));
  if (!file) fail(file.error().where + ": " + file.error().en);
  return file.value();
}

/// Calls literal(text) and placeholder(inside) for the parts of a text; "{{" is a brace.
template <typename Literal, typename Placeholder>
void cut(const std::string& where, const std::string& text, Literal literal, Placeholder place) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = text.find('{', at);
    literal(text.substr(at, open == std::string::npos ? open : open - at));
    if (open == std::string::npos) return;
    const std::size_t close = text.find('}', open);
    if (close == std::string::npos) fail(where + ": a placeholder is not closed");
    place(text.substr(open + 1, close - open - 1));
    at = close + 1;
  }
}

void take_model(const std::string& path, std::vector<Message>& messages) {
  for (const PoEntry& entry : read(path).entries) {
    Message message;
    message.key = entry.id;
    for (const std::string& text : entry.texts) {
      std::string plain;
      cut(
          path + ": " + entry.id, text, [&](const std::string& s) { plain += s; },
          [&](const std::string& inside) {
            const std::size_t colon = inside.find(':');
            const std::string name = inside.substr(0, colon);
            const std::string type = colon == std::string::npos ? "" : inside.substr(colon + 1);
            if (!kTypes.contains(type)) fail(path + ": " + entry.id + ": no type " + type);
            auto& known = message.arguments;
            if (std::none_of(known.begin(), known.end(),
                             [&](const Argument& a) { return a.name == name; })) {
              known.push_back({name, type});
            }
            plain += "{" + name + "}";
          });
      message.texts["sv"].push_back(plain);
    }
    if (!entry.plural_id.empty()) {
      const auto n = std::find_if(message.arguments.begin(), message.arguments.end(),
                                  [](const Argument& a) { return a.name == "n"; });
      if (n == message.arguments.end() || n->type != "number") {
        fail(path + ": " + entry.id + ": a plural needs {n:number}");
      }
      std::rotate(message.arguments.begin(), n, n + 1);
    }
    messages.push_back(std::move(message));
  }
}

void take_translation(const std::string& path, const std::string& language, std::size_t forms,
                      std::vector<Message>& messages) {
  std::map<std::string, Message*> by_key;
  for (Message& message : messages) by_key[message.key] = &message;
  for (const PoEntry& entry : read(path).entries) {
    const std::string where = path + ":" + std::to_string(entry.line) + ": " + entry.id;
    const auto found = by_key.find(entry.id);
    if (found == by_key.end()) fail(where + ": not in sv.po");
    if (entry.fuzzy) fail(where + ": is marked fuzzy");
    const bool plural = found->second->texts["sv"].size() > 1;
    if (entry.texts.size() != (plural ? forms : 1)) fail(where + ": wrong number of forms");
    for (const std::string& text : entry.texts) {
      if (text.empty()) fail(where + ": is empty");
      std::set<std::string> used;
      cut(
          where, text, [](const std::string&) {},
          [&](const std::string& name) { used.insert(name); });
      for (const Argument& argument : found->second->arguments) {
        // Languages may leave the number out of a form that says it in words ("one", "two").
        if (!used.erase(argument.name) && !(plural && argument.name == "n")) {
          fail(where + ": lacks {" + argument.name + "}");
        }
      }
      if (!used.empty()) fail(where + ": knows no {" + *used.begin() + "}");
    }
    found->second->texts[language] = entry.texts;
  }
  for (const Message& message : messages) {
    if (!message.texts.contains(language)) fail(path + ": lacks " + message.key);
  }
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string signature(const Message& message) {
  std::string out;
  int index = 0;
  for (const Argument& argument : message.arguments) {
    out += ", " + kTypes.at(argument.type) + " a" + std::to_string(index++) + " /*" +
           argument.name + "*/";
  }
  return out;
}

/// Parameters or arguments in a row; the first may be empty, and the rest then loses its comma.
std::string joined(const std::string& first, const std::string& rest) {
  if (!first.empty()) return first + rest;
  return rest.size() > 2 ? rest.substr(2) : std::string();
}

std::string header(const Target& target, const std::vector<Message>& messages) {
  std::string out =
      "#pragma once\n// Made from src/text/catalogue by text_compile.\n#include <cstdint>\n"
      "#include <string>\n#include <string_view>\n\n#include \"text/text.hpp\"\n\n"
      "namespace utvag::text::" +
      target.name_space + " {\n\n";
  for (const Message& message : messages) {
    const std::string more = signature(message);
    std::string given;
    for (std::size_t i = 0; i < message.arguments.size(); ++i) given += ", a" + std::to_string(i);
    out += "void " + message.key + "(std::string& out" +
           (target.parameter.empty() ? "" : ", " + target.parameter) + more + ");\n";
    out += "inline std::string " + message.key + "(" + joined(target.parameter, more) +
           ") {\n  std::string out;\n  " + message.key + "(out" +
           (target.argument.empty() ? "" : ", " + target.argument) + given +
           ");\n  return out;\n}\n";
  }
  return out + "\n}  // namespace utvag::text::" + target.name_space + "\n";
}

std::string piece_list(const Message& message, const std::string& text) {
  std::string out = "{";
  std::string literal;
  cut(
      message.key, text, [&](const std::string& s) { literal = s; },
      [&](const std::string& name) {
        std::size_t index = 0;
        while (message.arguments[index].name != name) ++index;
        out += "{" + quoted(literal) + ", " + std::to_string(index) + "}, ";
        literal.clear();
      });
  if (!literal.empty() || out.size() == 1) out += "{" + quoted(literal) + ", -1}, ";
  return out + "}";
}

std::string body(const Target& target, const std::vector<Message>& messages) {
  std::string out = "#include \"" + target.header + "\"\n\n#include \"text/say.hpp\"\n\n" +
                    "namespace utvag::text::" + target.name_space +
                    " {\nnamespace {\nusing say::Argument;\nusing say::Form;\n"
                    "using say::Piece;\n";
  for (std::size_t m = 0; m < messages.size(); ++m) {
    for (const auto& [language, forms] : target.languages) {
      const auto& texts = messages[m].texts.at(language);
      for (std::size_t f = 0; f < texts.size(); ++f) {
        out += "constexpr Piece p" + std::to_string(m) + language + std::to_string(f) +
               "[] = " + piece_list(messages[m], texts[f]) + ";\n";
      }
    }
    out += "constexpr Form f" + std::to_string(m) + "[] = {";
    for (const auto& [language, forms] : target.languages) {
      const std::size_t count = messages[m].texts.at(language).size();
      for (std::size_t f = 0; f < 6; ++f) {
        const std::size_t form = std::min(f, count - 1);
        out += "{p" + std::to_string(m) + language + std::to_string(form) + "}, ";
      }
    }
    out += "};\n";
  }
  out += "}  // namespace\n\n";
  for (std::size_t m = 0; m < messages.size(); ++m) {
    const Message& message = messages[m];
    out += "void " + message.key + "(std::string& out" +
           (target.parameter.empty() ? "" : ", " + target.parameter) + signature(message) + ") {\n";
    if (!message.arguments.empty()) {
      out += "  const Argument arguments[] = {";
      for (std::size_t i = 0; i < message.arguments.size(); ++i) {
        const bool raw = message.arguments[i].type == "raw";
        out += "Argument(a" + std::to_string(i) + (raw ? ", true" : "") + "), ";
      }
      out += "};\n";
    }
    const bool plural = message.texts.at("sv").size() > 1;
    out += "  say::put(out, " + target.language + ", f" + std::to_string(m) + "[say::form_index(" +
           target.language + ", " + (plural ? "a0" : "1") + ", " + (plural ? "true" : "false") +
           ")].pieces, " + (message.arguments.empty() ? "{}" : "arguments") + ");\n}\n";
  }
  return out + "\n}  // namespace utvag::text::" + target.name_space + "\n";
}

/// Leaves an unchanged file alone, so that what includes it is not built again.
void write(const std::string& path, const std::string& text) {
  if (std::ifstream(path) && slurp(path) == text) return;
  std::ofstream(path, std::ios::binary) << text;
}

int check_used(const std::vector<std::string>& args) {
  std::set<std::string> used;
  const std::string prefix = args[2] + "::";
  for (std::size_t i = 3; i < args.size(); ++i) {
    const std::string source = slurp(args[i]);
    for (std::size_t at = source.find(prefix); at != std::string::npos;
         at = source.find(prefix, at + prefix.size())) {
      std::size_t end = at + prefix.size();
      while (end < source.size() &&
             (std::isalnum(static_cast<unsigned char>(source[end])) || source[end] == '_')) {
        ++end;
      }
      used.insert(source.substr(at + prefix.size(), end - at - prefix.size()));
    }
  }
  std::string unused;
  for (const PoEntry& entry : read(args[1]).entries) {
    if (!used.contains(entry.id)) unused += " " + entry.id;
  }
  if (!unused.empty()) fail("no source uses" + unused);
  std::ofstream(args[0]) << "used\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  if (args.size() > 3 && args[0] == "used") return check_used({args.begin() + 1, args.end()});
  const bool staff = !args.empty() && args[0] == "staff";
  const Target& target = staff ? kForStaff : kSay;
  if (args.size() != 3 + target.languages.size() || (!staff && args[0] != "messages")) {
    fail("wrong arguments");
  }
  std::vector<Message> messages;
  take_model(args[3], messages);
  for (std::size_t i = 1; i < target.languages.size(); ++i) {
    take_translation(args[3 + i], target.languages[i].first, target.languages[i].second, messages);
  }
  write(args[1], header(target, messages));
  write(args[2], body(target, messages));
  return 0;
}
