#include "html/writer.hpp"

#include <cassert>

namespace utvag::html {
namespace {

/// After these a line ends, so that a page can be read and compared line by line. None of them
/// stands where white space shows.
bool ends_line(std::string_view element) {
  constexpr std::array<std::string_view, 30> kBlocks = {
      "article", "aside",    "body",   "caption", "dd",      "details", "div",  "dl",
      "dt",      "fieldset", "footer", "form",    "h1",      "h2",      "h3",   "h4",
      "head",    "header",   "html",   "legend",  "li",      "link",    "main", "meta",
      "nav",     "ol",       "p",      "section", "summary", "table"};
  constexpr std::array<std::string_view, 10> kMore = {"tbody", "td", "tfoot", "th",     "thead",
                                                      "title", "tr", "ul",    "option", "select"};
  return std::find(kBlocks.begin(), kBlocks.end(), element) != kBlocks.end() ||
         std::find(kMore.begin(), kMore.end(), element) != kMore.end();
}

}  // namespace

Address Address::path(std::string text) {
  assert(is_local_address(text));
  Address made;
  made.text_ = std::move(text);
  return made;
}

Address Address::id(std::string_view id) {
  return path("#" + std::string(id));
}

std::optional<Address> Address::elsewhere(std::string_view text) {
  if (!text.starts_with("https://") && !text.starts_with("http://")) return std::nullopt;
  Address made;
  made.text_ = text;
  return made;
}

std::optional<Address> Address::mail(std::string_view text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_+@";
  if (text.empty() || text.find_first_not_of(kPlain) != text.npos) return std::nullopt;
  Address made;
  made.text_ = "mailto:" + std::string(text);
  return made;
}

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out.append("&amp;");
        break;
      case '<':
        out.append("&lt;");
        break;
      case '>':
        out.append("&gt;");
        break;
      case '"':
        out.append("&quot;");
        break;
      case '\'':
        out.append("&#39;");
        break;
      default:
        out.push_back(c);
    }
  }
}

Writer::Scope Writer::in(Element element, Attributes attributes) {
  open(element, attributes);
  return Scope(*this);
}

void Writer::open(Element element, Attributes attributes) {
  assert(!element.is_void());
  tag(element, attributes);
  open_.push_back(element.name());
}

void Writer::close() {
  assert(!open_.empty());
  const std::string_view name = open_.back();
  open_.pop_back();
  out_.append("</").append(name).append(">");
  if (ends_line(name)) out_.push_back('\n');
}

void Writer::put(Element element, Attributes attributes) {
  assert(element.is_void());
  tag(element, attributes);
  if (ends_line(element.name())) out_.push_back('\n');
}

void Writer::leaf(Element element, Attributes attributes, std::string_view words) {
  open(element, attributes);
  text(words);
  close();
}

void Writer::text(std::string_view words) {
  // A script's text would not be escaped as here; ours are files of their own.
  assert(words.empty() || open_.empty() || open_.back() != "script");
  // A line end that is first in these is dropped by the parser.
  const bool swallows = !open_.empty() && (open_.back() == "textarea" || open_.back() == "pre");
  if (swallows && words.starts_with('\n') && out_.ends_with('>')) out_.push_back('\n');
  append_escaped(out_, words);
}

void Writer::doctype() {
  assert(out_.empty());
  out_ = "<!doctype html>\n";
}

void Writer::append(Writer&& other) {
  out_.append(other.take());
}

std::string Writer::take() {
  assert(open_.empty());
  return std::move(out_);
}

void Writer::tag(Element element, Attributes attributes) {
  out_.append("<").append(element.name());
  for (const Attribute& each : attributes) {
    if (!each.there) continue;
    out_.append(" ").append(each.name);
    if (each.flag) continue;
    out_.append("=\"");
    append_escaped(out_, each.value);
    out_.push_back('"');
  }
  out_.push_back('>');
}

}  // namespace utvag::html
