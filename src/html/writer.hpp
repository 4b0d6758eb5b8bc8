#pragma once
#include <algorithm>
#include <array>
#include <concepts>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// HTML that cannot be broken out of. Elements and attributes are named by literals that are
/// checked when compiling; every text and value is escaped; there is no way in for raw markup,
/// script, style or an event attribute, and an address is a type of its own.
namespace utvag::html {

namespace names {
inline constexpr std::array<std::string_view, 54> kElements = {
    "a",       "abbr",     "article", "aside",    "body",   "button",  "caption",  "code",
    "dd",      "details",  "div",     "dl",       "dt",     "em",      "fieldset", "footer",
    "form",    "h1",       "h2",      "h3",       "h4",     "head",    "header",   "hr",
    "html",    "input",    "label",   "legend",   "li",     "link",    "main",     "meta",
    "nav",     "ol",       "option",  "optgroup", "output", "p",       "pre",      "script",
    "section", "select",   "small",   "span",     "strong", "summary", "table",    "tbody",
    "td",      "textarea", "tfoot",   "th",       "thead",  "ul"};
inline constexpr std::array<std::string_view, 6> kElementsMore = {"title", "tr",  "time",
                                                                  "br",    "dfn", "search"};
inline constexpr std::array<std::string_view, 6> kVoid = {"br",   "hr",   "input",
                                                          "link", "meta", "wbr"};
inline constexpr std::array<std::string_view, 38> kPlain = {"accept-charset",
                                                            "aria-controls",
                                                            "aria-current",
                                                            "aria-describedby",
                                                            "aria-expanded",
                                                            "aria-hidden",
                                                            "aria-invalid",
                                                            "aria-label",
                                                            "aria-labelledby",
                                                            "aria-live",
                                                            "autocomplete",
                                                            "charset",
                                                            "class",
                                                            "colspan",
                                                            "content",
                                                            "datetime",
                                                            "dir",
                                                            "enctype",
                                                            "for",
                                                            "id",
                                                            "inputmode",
                                                            "lang",
                                                            "maxlength",
                                                            "method",
                                                            "name",
                                                            "rel",
                                                            "role",
                                                            "rows",
                                                            "scope",
                                                            "size",
                                                            "tabindex",
                                                            "title",
                                                            "type",
                                                            "value",
                                                            "data-label",
                                                            "data-unsaved",
                                                            "cols",
                                                            "rowspan"};
inline constexpr std::array<std::string_view, 4> kAddress = {"href", "src", "action", "formaction"};
inline constexpr std::array<std::string_view, 9> kFlag = {"autofocus", "checked",  "defer",
                                                          "disabled",  "hidden",   "open",
                                                          "required",  "selected", "novalidate"};

template <std::size_t N>
consteval bool among(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}
}  // namespace names

constexpr bool is_local_address(std::string_view text) {
  return text.starts_with('#') || (text.starts_with('/') && !text.starts_with("//"));
}

/// A literal address of ours, checked when compiled.
class LocalLiteral {
 public:
  consteval LocalLiteral(const char* literal) : text_(literal) {
    if (!is_local_address(literal)) throw "an address begins with / or #";
  }
  std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

/// A local address "/path?query" or "#id", or one of another host that a reader may follow.
class Address {
 public:
  explicit Address(LocalLiteral literal) : text_(literal.text()) {}
  /// A path made at run time; asserted to be local.
  static Address path(std::string text);
  static Address id(std::string_view id);
  /// A link from data: only https and http; nothing for anything else.
  static std::optional<Address> elsewhere(std::string_view text);
  /// "mailto:" an address of e-mail in plain letters; nothing for anything else.
  static std::optional<Address> mail(std::string_view text);
  const std::string& text() const { return text_; }

 private:
  Address() = default;
  std::string text_;
};

class Element {
 public:
  consteval Element(const char* name) : name_(name), is_void_(names::among(names::kVoid, name)) {
    if (!names::among(names::kElements, name) && !names::among(names::kElementsMore, name)) {
      throw "no such element here";
    }
  }
  std::string_view name() const { return name_; }
  bool is_void() const { return is_void_; }

 private:
  std::string_view name_;
  bool is_void_;
};

class PlainName {
 public:
  consteval PlainName(const char* name) : name_(name) {
    if (!names::among(names::kPlain, name)) throw "no such attribute for a text";
  }
  std::string_view name() const { return name_; }

 private:
  std::string_view name_;
};

class AddressName {
 public:
  consteval AddressName(const char* name) : name_(name) {
    if (!names::among(names::kAddress, name)) throw "no such attribute for an address";
  }
  std::string_view name() const { return name_; }

 private:
  std::string_view name_;
};

class FlagName {
 public:
  consteval FlagName(const char* name) : name_(name) {
    if (!names::among(names::kFlag, name)) throw "no such attribute without a value";
  }
  std::string_view name() const { return name_; }

 private:
  std::string_view name_;
};

/// One attribute. A text one that is empty is left out, except `value`, which may say nothing.
struct Attribute {
  Attribute(PlainName n, std::string_view v)
      : name(n.name()), value(v), there(!v.empty() || n.name() == "value") {}
  Attribute(AddressName n, const std::same_as<Address> auto& a) : name(n.name()), value(a.text()) {}
  Attribute(FlagName n, std::same_as<bool> auto set) : name(n.name()), there(set), flag(true) {}

  std::string_view name, value;
  bool there = true;
  bool flag = false;
};

using Attributes = std::initializer_list<Attribute>;

void append_escaped(std::string& out, std::string_view text);

/// Writes one document or fragment. Every opened element is closed by its scope's end or by
/// close(); text must be UTF-8.
class Writer {
 public:
  /// Closes its element when it goes.
  class [[nodiscard]] Scope {
   public:
    explicit Scope(Writer& writer) : writer_(writer) {}
    ~Scope() { writer_.close(); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Writer& writer_;
  };

  Scope in(Element element, Attributes attributes = {});
  void open(Element element, Attributes attributes = {});
  void close();
  /// A void element.
  void put(Element element, Attributes attributes = {});
  /// An element with text only.
  void leaf(Element element, Attributes attributes, std::string_view words);
  void leaf(Element element, std::string_view words) { leaf(element, {}, words); }
  void text(std::string_view words);
  /// "<!doctype html>", first of all.
  void doctype();
  /// What another writer has finished.
  void append(Writer&& other);

  /// The finished text; every element must be closed.
  std::string take();

 private:
  void tag(Element element, Attributes attributes);
  std::string out_;
  std::vector<std::string_view> open_;
};

}  // namespace utvag::html
