#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "rules/explain/explain.hpp"
#include "text/staff.hpp"
#include "web/calculate.hpp"
#include "web/casework.hpp"
#include "web/law_link.hpp"
#include "web/worksheet.hpp"

/// The rule book: every rule of the packs readable, with our paraphrase, its versions and amounts,
/// how well each is evidenced and a link to the law's section. Open to all: it is law and
/// guideline.
namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::Address;
using html::Writer;
using rules::Definition;
using rules::DefKind;
using rules::Layer;
using rules::Version;

/// What the reader looks at: which packs, and which day.
struct View {
  std::shared_ptr<const norm::Edition> edition;
  std::string municipality, words;
  Date day;
  std::string typed_day, typed_month, typed_year;  ///< as they are to stand in the form
  std::vector<html::FieldFault> faults;

  const rules::Program& program() const { return *edition->program; }
  const Definition& at(std::int32_t index) const {
    return program().definitions[static_cast<std::size_t>(index)];
  }
  std::string label(std::int32_t index) const {
    const std::string& words_of = edition->presentation->words(index).family_label;
    return words_of.empty() ? at(index).base_name : words_of;
  }
};

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.';
    if (plain) {
      out.push_back(c);
    } else {
      out.append("%").append(1, kHex[byte >> 4U]).append(1, kHex[byte & 15U]);
    }
  }
  return out;
}

Address rule_address(const View& view, std::int32_t index) {
  std::string path = "/regler/" + percent_encoded(view.at(index).base_name);
  path += "?datum=" + to_string(view.day);
  if (!view.municipality.empty()) path += "&kommun=" + view.municipality;
  return Address::path(std::move(path));
}

/// Small letters of Swedish words, for a search that does not care.
std::string folded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= 'A' && c <= 'Z') {
      out.push_back(static_cast<char>(c - 'A' + 'a'));
    } else if (c == '\xc3' && i + 1 < text.size() &&
               static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      out.push_back(c);
      out.push_back(static_cast<char>(static_cast<unsigned char>(text[++i]) + 0x20));
    } else {
      out.push_back(c);
    }
  }
  return out;
}

/// The day asked about: "datum=2026-11-01", or three fields. What was typed stays as it was.
void read_day(const Context& context, View& view) {
  const auto said = [&](std::string_view name) { return std::string(context.query.value(name)); };
  const std::string whole = said("datum");
  view.typed_day = said("datum.dag");
  view.typed_month = said("datum.månad");
  view.typed_year = said("datum.år");
  const bool typed =
      !view.typed_day.empty() || !view.typed_month.empty() || !view.typed_year.empty();
  std::optional<Date> day = context.today();
  if (!whole.empty()) {
    day = parse_date(whole);
  } else if (typed) {
    const auto two = [](const std::string& text) { return text.size() == 1 ? "0" + text : text; };
    day = parse_date(view.typed_year + "-" + two(view.typed_month) + "-" + two(view.typed_day));
  }
  view.day = day.value_or(context.today());
  if (!day) view.faults.push_back({"datum.dag", staff::fault_date()});
  if (typed && whole.empty()) return;
  if (!day) return;
  const CivilDate parts = civil(view.day);
  view.typed_day = std::to_string(parts.day);
  view.typed_month = std::to_string(parts.month);
  view.typed_year = std::to_string(parts.year);
}

Result<View> read_view(const Context& context) {
  View view;
  view.words = context.query.value("sök");
  view.municipality = context.query.value("kommun");
  if (!context.query.has("kommun") && context.staff)
    view.municipality = context.staff->municipality;
  const auto& known = context.services.library->municipalities();
  const bool own = std::any_of(known.begin(), known.end(), [&](const norm::Municipality& each) {
    return each.code == view.municipality;
  });
  if (!own) view.municipality.clear();
  read_day(context, view);
  auto edition = context.services.library->edition(view.municipality);
  if (!edition) return edition.error();
  view.edition = edition.value();
  return view;
}

bool is_told(const View& view, std::int32_t index) {
  const Definition& definition = view.at(index);
  return definition.family_first < 0 || definition.family_first == index;
}

/// The text of a provision on the day, and its link.
const rules::ProvisionText* worded(const View& view, std::int32_t provision) {
  return rules::provision_text(view.program().provisions[static_cast<std::size_t>(provision)],
                               view.day);
}

/// The version in force on the day, in the highest layer that has one.
const Version* in_force(const View& view, const Definition& definition) {
  for (const Layer& layer : view.program().layers(definition)) {
    for (const Version& version : layer.versions) {
      if (version.from <= view.day && (!version.to || view.day <= *version.to)) return &version;
    }
  }
  return nullptr;
}

/// The rules, tables and facts that a version reads, each once.
std::vector<std::int32_t> read_by(const View& view, const Version& version) {
  std::vector<std::int32_t> found, waiting = {version.body};
  while (!waiting.empty()) {
    const std::int32_t at = waiting.back();
    waiting.pop_back();
    if (at < 0) continue;
    const rules::Node& node = view.program().nodes[static_cast<std::size_t>(at)];
    waiting.insert(waiting.end(), {node.a, node.b, node.c});
    waiting.insert(waiting.end(), node.children.begin(), node.children.end());
    if (node.ref < 0) continue;
    const std::int32_t first = view.at(node.ref).family_first;
    const std::int32_t read = first >= 0 ? first : node.ref;
    if (std::find(found.begin(), found.end(), read) == found.end()) found.push_back(read);
  }
  std::stable_sort(found.begin(), found.end(),
                   [&](std::int32_t a, std::int32_t b) { return view.label(a) < view.label(b); });
  return found;
}

/// The inputs that a rule reads, itself or through rules that have no row of their own.
std::vector<std::int32_t> asked_by(const View& view, std::int32_t index) {
  std::vector<std::int32_t> inputs, waiting = {index}, seen = {index};
  while (!waiting.empty()) {
    const std::int32_t at = waiting.back();
    waiting.pop_back();
    const Version* version = in_force(view, view.at(at));
    if (version == nullptr) continue;
    for (const std::int32_t read : read_by(view, *version)) {
      if (std::find(seen.begin(), seen.end(), read) != seen.end()) continue;
      seen.push_back(read);
      const Definition& of = view.at(read);
      if (of.kind == DefKind::input) inputs.push_back(read);
      if (of.kind == DefKind::rule && of.sheet.empty()) waiting.push_back(read);
    }
  }
  return inputs;
}

/// A search word without its ending, so that "hyra" finds "hyresrätt" too.
std::string stem(std::string_view word) {
  constexpr std::array<std::string_view, 14> kEndings = {
      "arna", "erna", "orna", "ande", "ning", "ar", "er", "or", "en", "et", "an", "a", "e", "n"};
  for (const std::string_view ending : kEndings) {
    if (word.ends_with(ending) && word.size() >= ending.size() + 3) {
      return std::string(word.substr(0, word.size() - ending.size()));
    }
  }
  return std::string(word);
}

/// Whether the text has the word, or a word that begins with its stem. Short words ("el") are not
/// looked for inside others.
bool has_word(std::string_view text, const std::string& word) {
  const std::string small = folded(text);
  constexpr std::size_t kShort = 3;
  if (word.size() > kShort && small.find(word) != small.npos) return true;
  const std::string start = stem(word);
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
  };
  for (std::size_t at = small.find(start); at != small.npos; at = small.find(start, at + 1)) {
    if (at == 0 || !letter(small[at - 1])) return true;
  }
  return false;
}

/// All that is said of a rule in words: its own, its family's and its keys' members, the law's.
std::string said_of(const View& view, std::int32_t index) {
  const Definition& definition = view.at(index);
  std::string all = view.label(index);
  const auto add = [&](std::string_view words) { all.append("\n").append(words); };
  const auto members = [&](std::int16_t enumeration) {
    if (enumeration < 0) return;
    const auto& of = view.program().enumerations[static_cast<std::size_t>(enumeration)].members;
    for (std::size_t m = 0; m < of.size(); ++m) {
      add(view.edition->presentation->member(enumeration, m));
    }
  };
  for (const std::string* words : {&definition.base_name, &definition.explanation,
                                   &definition.question, &definition.why, &definition.document}) {
    add(*words);
  }
  members(definition.family);
  if (definition.type.kind == rules::Kind::enumeration) members(definition.type.enumeration);
  for (const rules::TableKey& key : definition.keys) {
    if (key.type.kind == rules::Kind::enumeration) members(key.type.enumeration);
  }
  for (const std::int32_t provision : definition.provenance.provisions) {
    if (const auto* text = worded(view, provision)) add(text->text);
  }
  for (const Layer& layer : view.program().layers(definition)) {
    for (const Version& version : layer.versions) {
      add(version.text);
      add(version.provenance.note);
    }
  }
  // A rule is found by what is asked for its sake: "hyra" by the rent notice that shows the cost.
  for (const std::int32_t input : asked_by(view, index)) {
    add(view.label(input));
    add(view.at(input).document);
  }
  return all;
}

/// Every word of the search is somewhere in what is said of the rule.
bool matches(const View& view, std::int32_t index, std::string_view words) {
  std::string said;
  while (!words.empty()) {
    const std::size_t blank = std::min(words.find(' '), words.size());
    const std::string word(words.substr(0, blank));
    words.remove_prefix(std::min(blank + 1, words.size()));
    if (word.empty()) continue;
    if (said.empty()) said = said_of(view, index);
    if (!has_word(said, word)) return false;
  }
  return true;
}

struct Group {
  std::string heading;
  std::vector<std::int32_t> rules;
};

std::size_t group_of(const Definition& definition) {
  constexpr std::array<std::string_view, 6> kSheets = {"norm",      "kostnader",  "behov",
                                                       "inkomster", "avvikelser", "utfall"};
  const auto sheet = std::find(kSheets.begin(), kSheets.end(), definition.sheet);
  if (definition.kind == DefKind::not_expressed) return 11;
  if (sheet != kSheets.end()) return static_cast<std::size_t>(sheet - kSheets.begin());
  if (definition.kind == DefKind::rule) return 6;
  if (definition.kind == DefKind::table) return 7;
  if (definition.kind == DefKind::value) return 8;
  return definition.kind == DefKind::judgement ? 9 : 10;
}

std::vector<Group> groups_of(const View& view) {
  std::vector<Group> groups = {{staff::rules_norm(), {}},       {staff::rules_costs(), {}},
                               {staff::rules_needs(), {}},      {staff::rules_incomes(), {}},
                               {staff::rules_deviations(), {}}, {staff::rules_outcome(), {}},
                               {staff::rules_other(), {}},      {staff::rules_tables(), {}},
                               {staff::rules_values(), {}},     {staff::rules_judgements(), {}},
                               {staff::rules_inputs(), {}},     {staff::rules_not_expressed(), {}}};
  const std::string words = folded(view.words);
  for (std::size_t i = 0; i < view.program().definitions.size(); ++i) {
    const auto index = static_cast<std::int32_t>(i);
    if (is_told(view, index) && matches(view, index, words)) {
      groups[group_of(view.at(index))].rules.push_back(index);
    }
  }
  for (Group& each : groups) {
    std::stable_sort(each.rules.begin(), each.rules.end(), [&](std::int32_t a, std::int32_t b) {
      return std::pair(view.at(a).sheet_order, view.label(a)) <
             std::pair(view.at(b).sheet_order, view.label(b));
    });
  }
  return groups;
}

void law_links(Writer& out, const View& view, const std::vector<std::int32_t>& provisions) {
  bool first = true;
  for (const std::int32_t index : provisions) {
    const auto* text = worded(view, index);
    if (text == nullptr) continue;
    if (!first) out.text(", ");
    first = false;
    html::outside_link(out, text->link.empty() ? law_link(text->text) : text->link, text->text);
  }
}

void search_form(Writer& out, const Context& context, const View& view) {
  const auto form = out.in(
      "form",
      {{"method", "get"}, {"action", Address("/regler")}, {"role", "search"}, {"class", "u-row"}});
  html::text_field(out, {.id = "sök", .label = staff::rules_search(), .value = view.words}, {});
  html::SelectField municipality{.id = "kommun", .label = staff::municipality()};
  municipality.options = municipality_options(context);
  municipality.value = view.municipality;
  html::select_field(out, municipality, {});
  html::date_field(
      out, {"datum", staff::rules_day(), {}, view.typed_day, view.typed_month, view.typed_year},
      view.faults);
  html::button(out, staff::search(), html::Button::primary);
}

/// A label in the middle of a sentence.
std::string inside(std::string label) {
  const auto large = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (label.size() > 1 && large(label[0]) && !large(label[1])) {
    label[0] = static_cast<char>(label[0] - 'A' + 'a');
  } else if (label.size() > 2 && label[0] == '\xc3' && !large(label[2])) {
    label.replace(0, 2, folded(label.substr(0, 2)));
  }
  return label;
}

/// "{person} är {värdet}" as "Personen är ålder", where what stands for a value is marked.
void explained(Writer& out, const View& view, std::int32_t index, std::string_view text) {
  bool first = true;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = open == text.npos ? text.npos : text.find('}', open);
    if (close == text.npos) break;
    const std::string_view before = text.substr(0, open);
    const std::string_view name = text.substr(open + 1, close - open - 1);
    first = (first && before.empty()) || before.ends_with(". ");
    out.text(before);
    text.remove_prefix(close + 1);
    const std::int32_t named = name == "värdet" ? index : view.program().find(name);
    if (name == "person") {
      out.text(first ? staff::the_person_first() : staff::the_person());
    } else if (name == "denna") {
      out.text(first ? staff::the_kind_first() : staff::the_kind());
    } else if (named >= 0) {
      out.leaf("em", first ? view.label(named) : inside(view.label(named)));
    } else {
      out.leaf("em", name);
    }
    first = false;
  }
  out.text(text);
}

void rule_link(html::Table& table, Writer& out, const View& view, std::int32_t index) {
  table.cell([&] { out.leaf("a", {{"href", rule_address(view, index)}}, view.label(index)); });
}

void rule_row(html::Table& table, Writer& out, const View& view, std::int32_t index) {
  const Definition& definition = view.at(index);
  const Version* version = in_force(view, definition);
  table.begin_row();
  rule_link(table, out, view, index);
  table.cell([&] {
    if (version != nullptr && !version->text.empty()) {
      out.text(version->text);
    } else {
      explained(out, view, index, definition.explanation);
    }
  });
  table.cell([&] {
    if (version != nullptr) {
      out.text(version->from_year_only ? std::to_string(civil(version->from).year)
                                       : day_words(version->from));
    } else if (definition.kind != DefKind::judgement) {
      html::tag(out, html::Tone::warning, staff::rules_none_in_force());
    }
  });
  table.cell([&] {
    if (version != nullptr) grade_mark(out, version->provenance.evidence);
  });
  table.cell([&] { law_links(out, view, definition.provenance.provisions); });
  table.end_row();
}

/// What is asked of a household has no versions and no law of its own.
void input_table(Writer& out, const View& view, const Group& group) {
  html::Table table(out, group.heading,
                    {{staff::rules_input(), html::Align::start, false},
                     {staff::rules_question(), html::Align::start, false},
                     {staff::rules_why(), html::Align::start, false},
                     {staff::rules_document(), html::Align::start, false}},
                    true);
  for (const std::int32_t index : group.rules) {
    const Definition& definition = view.at(index);
    table.begin_row();
    rule_link(table, out, view, index);
    for (const std::string* words : {&definition.question, &definition.why, &definition.document}) {
      table.cell([&] { explained(out, view, index, *words); });
    }
    table.end_row();
  }
}

void rule_table(Writer& out, const View& view, const Group& group) {
  html::Table table(out, group.heading,
                    {{staff::rules_rule(), html::Align::start, false},
                     {staff::rules_says(), html::Align::start, false},
                     {staff::rules_from(), html::Align::start, false},
                     {staff::column_evidence(), html::Align::start, false},
                     {staff::rules_law(), html::Align::start, false}},
                    true);
  for (const std::int32_t index : group.rules) rule_row(table, out, view, index);
}

void write_list(Writer& out, const View& view) {
  std::size_t found = 0;
  for (const Group& each : groups_of(view)) {
    if (each.rules.empty()) continue;
    found += each.rules.size();
    out.leaf("h2", each.heading);
    if (view.at(each.rules.front()).kind == DefKind::input) {
      input_table(out, view, each);
    } else {
      rule_table(out, view, each);
    }
  }
  if (found == 0) {
    html::empty_state(out, staff::rules_nothing(), staff::rules_nothing_do(),
                      html::Link{staff::rules_all(), Address("/regler")});
  }
}

// ---- one rule ----

std::string value_words(const View& view, const Definition& definition, Rational value) {
  std::string out;
  view.edition->presentation->append_value(out, definition.type, value);
  return out;
}

/// "4–6 år, fri lunch fem dagar i veckan" of a table's row.
std::string row_title(const View& view, const Definition& table, const rules::Row& row) {
  std::string out;
  for (std::size_t i = 0; i < row.keys.size(); ++i) {
    const auto& [low, high] = row.keys[i];
    if (!low && !high) continue;
    if (!out.empty()) out += ", ";
    const rules::Type& type = table.keys[i].type;
    const auto add = [&](Rational value, bool bare) {
      rules::Type shown = type;
      if (bare) shown.unit = {};
      std::string words;
      view.edition->presentation->append_value(words, shown, value);
      out += out.empty() ? words : inside(words);
    };
    const bool one = low && high && compare(*low, *high) == 0;
    const bool plain = type.kind == rules::Kind::number && type.unit.kr == 0;
    if (low) add(*low, high && !one && plain);
    if (one) continue;
    out += "–";
    if (high) add(*high, false);
  }
  return out.empty() ? staff::all_cases() : out;
}

void read_links(Writer& out, const View& view, const Version& version) {
  const std::vector<std::int32_t> read = read_by(view, version);
  if (read.empty()) return;
  const auto line = out.in("p");
  out.text(staff::rules_reads() + " ");
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (i > 0) out.text(", ");
    out.leaf("a", {{"href", rule_address(view, read[i])}}, inside(view.label(read[i])));
  }
}

std::string version_title(const View& view, const Definition& definition, const Layer& layer,
                          const Version& version) {
  std::string title = version.to ? staff::version_from_to(version.from, *version.to)
                                 : staff::version_from(version.from);
  if (layer.pack != definition.pack) {
    title += ", " + view.program().packs[static_cast<std::size_t>(layer.pack)].label;
  }
  return title;
}

void version_rows(Writer& out, const View& view, std::int32_t index, const Version& version,
                  const std::string& title) {
  const Definition& definition = view.at(index);
  html::Table table(out, view.label(index) + ". " + title,
                    {{staff::column_row(), html::Align::start, false},
                     {staff::column_amount(), html::Align::number, false},
                     {staff::column_evidence(), html::Align::start, false},
                     {staff::rules_note(), html::Align::start, false}},
                    true);
  for (const rules::Row& row : version.rows) {
    table.begin_row();
    table.cell(row_title(view, definition, row));
    table.cell(row.unknown ? staff::rules_unknown() : value_words(view, definition, row.value));
    table.cell([&] { grade_mark(out, row.provenance.evidence); });
    table.cell(row.unknown ? *row.unknown : row.provenance.note);
    table.end_row();
  }
}

void write_version(Writer& out, const View& view, std::int32_t index, const Layer& layer,
                   const Version& version) {
  const Definition& definition = view.at(index);
  const std::string title = version_title(view, definition, layer, version);
  {
    const auto heading = out.in("h2");
    out.text(title);
    if (in_force(view, definition) == &version) {
      out.text(" ");
      html::tag(out, html::Tone::good, staff::in_force());
    }
  }
  if (version.unknown) html::paragraph(out, staff::no_rule_because(*version.unknown));
  if (!version.text.empty()) html::paragraph(out, version.text);
  if (version.body >= 0) {
    const auto pre = out.in("pre", {{"class", "u-code"}, {"tabindex", "0"}});
    out.leaf("code", rules::describe(view.program(), version.body));
  }
  read_links(out, view, version);
  if (!version.rows.empty()) version_rows(out, view, index, version, title);
  const auto line = out.in("p", {{"class", "u-line"}});
  grade_mark(out, version.provenance.evidence);
  law_links(out, view, version.provenance.provisions);
  for (const std::int32_t source : version.provenance.sources) {
    const auto& from = view.program().sources[static_cast<std::size_t>(source)];
    html::outside_link(out, from.link, from.title);
  }
  if (!version.provenance.note.empty()) out.leaf("span", version.provenance.note);
  out.leaf("span", {{"class", "u-remark"}}, staff::registered(version.provenance.registered));
}

/// What is in force first; the others, newest first, can be opened.
void write_versions(Writer& out, const View& view, std::int32_t index) {
  const Definition& definition = view.at(index);
  const Version* now = in_force(view, definition);
  std::vector<std::pair<const Layer*, const Version*>> others;
  for (const Layer& layer : view.program().layers(definition)) {
    for (const Version& version : layer.versions) {
      if (&version == now) {
        write_version(out, view, index, layer, version);
      } else {
        others.emplace_back(&layer, &version);
      }
    }
  }
  if (others.empty()) return;
  std::stable_sort(others.begin(), others.end(),
                   [](const auto& a, const auto& b) { return a.second->from > b.second->from; });
  html::details(out, staff::other_versions(static_cast<std::int64_t>(others.size())),
                now == nullptr, [&] {
                  for (const auto& [layer, version] : others) {
                    write_version(out, view, index, *layer, *version);
                  }
                });
}

void write_rule(Writer& out, const View& view, std::int32_t index) {
  const Definition& definition = view.at(index);
  html::breadcrumbs(out, {{staff::nav_rules(), Address("/regler")}}, view.label(index));
  out.leaf("h1", view.label(index));
  if (!definition.explanation.empty()) {
    const auto lead = out.in("p", {{"class", "u-lead"}});
    explained(out, view, index, definition.explanation);
  }
  if (!definition.question.empty()) {
    const auto line = out.in("p");
    out.text(staff::rules_question() + ": ");
    explained(out, view, index, definition.question);
  }
  html::facts(out, {{staff::rules_name(), definition.base_name},
                    {staff::rules_why(), definition.why},
                    {staff::rules_document(), definition.document},
                    {staff::rules_pack(),
                     view.program().packs[static_cast<std::size_t>(definition.pack)].label}});
  if (!definition.provenance.provisions.empty()) {
    const auto line = out.in("p");
    out.text(staff::rules_law() + ": ");
    law_links(out, view, definition.provenance.provisions);
  }
  write_versions(out, view, index);
}

}  // namespace

net::Response rule_book_page(Context& context) {
  const auto view = read_view(context);
  if (!view) return failure(context, view.error());
  const bool wrong = !view.value().faults.empty();
  return page(context, staff::nav_rules(),
              {.status = wrong ? 422 : 200,
               .error = wrong,
               .active = "/regler",
               .density = html::Density::dense},
              [&](Writer& out) {
                html::error_summary(out, view.value().faults);
                out.leaf("h1", staff::nav_rules());
                html::paragraph(out, staff::rules_intro());
                search_form(out, context, view.value());
                write_list(out, view.value());
              });
}

net::Response rule_page(Context& context) {
  const auto view = read_view(context);
  if (!view) return failure(context, view.error());
  std::int32_t index = view.value().program().find(context.path.find(":namn")->second);
  if (index < 0) return error_page(context, 404);
  if (const std::int32_t first = view.value().at(index).family_first; first >= 0) index = first;
  return page(context, view.value().label(index),
              {.active = "/regler", .density = html::Density::dense},
              [&](Writer& out) { write_rule(out, view.value(), index); });
}

}  // namespace utvag::web
