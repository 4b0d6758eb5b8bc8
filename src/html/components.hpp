#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/date.hpp"
#include "html/writer.hpp"

/// Every part that pages are made of, each written once. The page /komponenter shows them all.
/// Words are the caller's; what a part says of itself comes from the catalogue.
namespace utvag::html {

enum class Density : std::uint8_t { standard, dense };

struct Link {
  std::string words;
  Address address;
  bool current = false;
};

/// What surrounds a page's own content.
struct Frame {
  std::string title;               ///< before the product's name in the browser's tab
  std::vector<Link> navigation;    ///< empty: none
  std::string user;                ///< who is logged in, in words; empty: nobody
  std::string csrf;                ///< for the button that logs out
  std::string stylesheet, script;  ///< local paths with the content's hash
  Density density = Density::standard;
  bool error = false;  ///< the title begins with "Fel:"
  bool demo = false;   ///< said on every page
};

/// A whole document around `content`, which writes inside <main> and begins with an <h1>.
std::string page(const Frame& frame, const std::function<void(Writer&)>& content);

/// A fault and the id of the field it is about (empty: the form as a whole).
struct FieldFault {
  std::string id;
  std::string message;
};

/// All faults first on the page, each a link to its field. Nothing when there is none.
void error_summary(Writer& out, const std::vector<FieldFault>& faults);
/// What is wrong with one field; null when nothing is.
const std::string* fault_of(const std::vector<FieldFault>& faults, std::string_view id);

enum class Width : std::uint8_t { full, amount, number, name };

struct TextField {
  std::string id = {};  ///< also its name
  std::string label = {};
  std::string hint = {};  ///< how it is to be written; may be empty
  std::string value = {};
  std::string unit = {};  ///< after the field: "kr"; may be empty
  Width width = Width::full;
  std::string_view input_mode = {};  ///< "numeric", "decimal" …
  std::string_view autocomplete = "off";
  std::string_view type = "text";
  bool label_hidden = false;  ///< for a field whose row or column says what it is
};
void text_field(Writer& out, const TextField& field, const std::vector<FieldFault>& faults);

struct TextArea {
  std::string id = {}, label = {}, hint = {}, value = {};
  int rows = 4;
};
void text_area(Writer& out, const TextArea& field, const std::vector<FieldFault>& faults);

struct Option {
  std::string value, words;
};
struct SelectField {
  std::string id = {}, label = {}, hint = {};
  std::vector<Option> options = {};
  std::string value = {};
  bool label_hidden = false;
};
void select_field(Writer& out, const SelectField& field, const std::vector<FieldFault>& faults);

/// Choices of which one is taken.
void radio_field(Writer& out, const SelectField& field, const std::vector<FieldFault>& faults);
void checkbox(Writer& out, std::string_view id, std::string_view label, bool checked,
              const std::vector<FieldFault>& faults = {});

/// A day as three fields named id.dag, id.månad, id.år.
struct DateField {
  std::string id, label, hint;
  std::string day, month, year;  ///< as typed
};
void date_field(Writer& out, const DateField& field, const std::vector<FieldFault>& faults);

/// Fields that belong together, under a legend.
class Fieldset {
 public:
  Fieldset(Writer& out, std::string_view legend, std::string_view hint = {});
  ~Fieldset();
  Fieldset(const Fieldset&) = delete;
  Fieldset& operator=(const Fieldset&) = delete;

 private:
  Writer& out_;
};

enum class Button : std::uint8_t { primary, secondary, quiet };
/// A submit button; `name` and `value` may be empty. `to` is where it sends the form and what it
/// leads to there, if not where the form says.
void button(Writer& out, std::string_view words, Button kind, std::string_view name = {},
            std::string_view value = {}, const std::optional<Address>& to = {});
void button_link(Writer& out, std::string_view words, const Address& address, Button kind);
void hidden(Writer& out, std::string_view name, std::string_view value);
/// A form by POST with its token. `content` writes the fields.
void post_form(Writer& out, const Address& action, std::string_view csrf,
               const std::function<void()>& content);

enum class Align : std::uint8_t { start, number };
struct Column {
  std::string words;
  Align align = Align::start;
  bool words_hidden = false;
};
/// A table with a caption, in a box of its own. On a narrow screen each row stands as lines of its
/// own, every cell with its column's words before it; what is still too wide scrolls.
class Table {
 public:
  Table(Writer& out, std::string_view caption, std::vector<Column> columns,
        bool caption_hidden = false);
  ~Table();
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  /// A row that names what follows, over all columns.
  void group(std::string_view words);
  /// A row of texts; the first cell is the row's heading.
  void row(const std::vector<std::string>& cells);
  /// A row whose cells are written one by one by cell().
  void begin_row(bool strong = false);
  void cell(const std::function<void()>& content);
  void cell(std::string_view words);
  void end_row();
  /// What can be opened for more about the row before, over all columns. `said` tells a screen
  /// reader which row it belongs to.
  void below(std::string_view summary, std::string_view said, const std::function<void()>& content);

 private:
  Writer& out_;
  std::vector<Column> columns_;
  std::size_t at_ = 0;
};

enum class Tone : std::uint8_t { neutral, good, warning, bad, info };
/// A short word of state; its colour is never alone.
void tag(Writer& out, Tone tone, std::string_view words);
/// How well an amount is evidenced: the letter, with its meaning read aloud. `weak` ones are
/// marked.
void evidence_mark(Writer& out, char grade, std::string_view meaning, bool weak);

enum class Notice : std::uint8_t { info, success, warning, error };
void notice(Writer& out, Notice kind, std::string_view heading, std::string_view words);
/// A save was taken: what and when. Announced.
void receipt(Writer& out, std::string_view what, std::string_view when);
/// Nothing here yet, and what to do.
void empty_state(Writer& out, std::string_view heading, std::string_view words,
                 const std::optional<Link>& next);

/// What can be opened for more.
void details(Writer& out, std::string_view summary, bool open,
             const std::function<void()>& content);

struct TreeLine {
  int depth = 0;
  std::string label, value, remark;
};
/// Lines that rest on each other, as nested lists.
void tree(Writer& out, const std::vector<TreeLine>& lines);

/// Term and description, in pairs. Empty descriptions are left out.
void facts(Writer& out, const std::vector<std::pair<std::string, std::string>>& pairs);

struct Pages {
  std::size_t current = 1, last = 1;
  std::function<Address(std::size_t)> address;
};
/// Nothing when there is only one page.
void pager(Writer& out, const Pages& pages);

/// A link out of the program, said to be one by its words.
void outside_link(Writer& out, std::string_view address, std::string_view words);
void paragraph(Writer& out, std::string_view words);
/// The path to this page: links, then where one is.
void breadcrumbs(Writer& out, const std::vector<Link>& path, std::string_view here);

}  // namespace utvag::html
