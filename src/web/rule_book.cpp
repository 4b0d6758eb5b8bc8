#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "rules/explain/explain.hpp"
#include "text/staff.hpp"
#include "web/context.hpp"
#include "web/law_link.hpp"

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

/// The day asked about: "datum=2026-11-01", or three fields.
std::optional<Date> day_of(const Context& context, std::vector<html::FieldFault>& faults) {
  const auto said = [&](std::string_view name) { return std::string(context.query.value(name)); };
  if (const std::string whole = said("datum"); !whole.empty()) return parse_date(whole);
  std::string day = said("datum.dag");
  std::string month = said("datum.månad");
  const std::string year = said("datum.år");
  if (day.empty() && month.empty() && year.empty()) return context.today();
  if (day.size() == 1) day.insert(0, "0");
  if (month.size() == 1) month.insert(0, "0");
  const auto date = parse_date(year + "-" + month + "-" + day);
  if (!date) faults.push_back({"datum.dag", staff::fault_date()});
  return date;
}

Result<View> read_view(const Context& context) {
  View view;
  view.words = context.query.value("sök");
  view.municipality = context.query.value("kommun");
  const auto& known = context.services.library->municipalities();
  const bool own = std::any_of(known.begin(), known.end(), [&](const norm::Municipality& each) {
    return each.code == view.municipality;
  });
  if (!own) view.municipality.clear();
  view.day = day_of(context, view.faults).value_or(context.today());
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

bool matches(const View& view, std::int32_t index, const std::string& words) {
  if (words.empty()) return true;
  const Definition& definition = view.at(index);
  const auto has = [&](std::string_view text) { return folded(text).find(words) != text.npos; };
  if (has(view.label(index)) || has(definition.base_name) || has(definition.explanation) ||
      has(definition.question)) {
    return true;
  }
  const auto& provisions = definition.provenance.provisions;
  return std::any_of(provisions.begin(), provisions.end(), [&](std::int32_t provision) {
    const auto* text = worded(view, provision);
    return text != nullptr && has(text->text);
  });
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

std::string grade_words(char grade) {
  switch (grade) {
    case 'V':
    case 'A':
      return staff::grade_official();
    case 'B':
      return staff::grade_known_through();
    case 'M':
      return staff::grade_municipal();
    case 'C':
      return staff::grade_third();
    case 'D':
      return staff::grade_derived();
    case 'R':
      return staff::grade_memory();
    default:
      return staff::grade_unknown();
  }
}

void grade(Writer& out, char letter) {
  html::evidence_mark(out, letter, grade_words(letter), rules::weak(letter));
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
  const CivilDate day = civil(view.day);
  const auto form = out.in(
      "form",
      {{"method", "get"}, {"action", Address("/regler")}, {"role", "search"}, {"class", "u-row"}});
  html::text_field(out, {.id = "sök", .label = staff::rules_search(), .value = view.words}, {});
  html::SelectField municipality{.id = "kommun", .label = staff::municipality()};
  municipality.options.push_back({"", staff::only_national()});
  for (const norm::Municipality& each : context.services.library->municipalities()) {
    municipality.options.push_back({each.code, each.code + " – " + each.packs.front()});
  }
  municipality.value = view.municipality;
  html::select_field(out, municipality, {});
  html::date_field(out,
                   {"datum",
                    staff::rules_day(),
                    {},
                    std::to_string(day.day),
                    std::to_string(day.month),
                    std::to_string(day.year)},
                   view.faults);
  html::button(out, staff::search(), html::Button::primary);
}

void rule_row(html::Table& table, Writer& out, const View& view, std::int32_t index) {
  const Definition& definition = view.at(index);
  const Version* version = in_force(view, definition);
  table.begin_row();
  table.cell([&] { out.leaf("a", {{"href", rule_address(view, index)}}, view.label(index)); });
  table.cell([&] {
    if (version != nullptr) {
      out.text(to_string(version->from));
    } else if (definition.kind != DefKind::input && definition.kind != DefKind::judgement) {
      html::tag(out, html::Tone::warning, staff::rules_none_in_force());
    }
  });
  table.cell([&] {
    if (version != nullptr) grade(out, version->provenance.evidence);
  });
  table.cell([&] { law_links(out, view, definition.provenance.provisions); });
  table.end_row();
}

void write_list(Writer& out, const View& view) {
  std::size_t found = 0;
  for (const Group& each : groups_of(view)) {
    if (each.rules.empty()) continue;
    found += each.rules.size();
    out.leaf("h2", each.heading);
    html::Table table(out, each.heading,
                      {{staff::rules_rule(), html::Align::start, false},
                       {staff::rules_from(), html::Align::start, false},
                       {staff::column_evidence(), html::Align::start, false},
                       {staff::rules_law(), html::Align::start, false}},
                      true);
    for (const std::int32_t index : each.rules) rule_row(table, out, view, index);
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

/// "{person} är {ålder}" with the labels of what it names.
std::string explained(const View& view, std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = open == text.npos ? text.npos : text.find('}', open);
    if (close == text.npos) break;
    const std::string_view name = text.substr(open + 1, close - open - 1);
    const std::int32_t named = view.program().find(name);
    out += text.substr(0, open);
    out += "[" + (named >= 0 ? view.label(named) : std::string(name)) + "]";
    text.remove_prefix(close + 1);
  }
  return out + std::string(text);
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
  std::string keys;
  for (const rules::TableKey& key : definition.keys) keys += (keys.empty() ? "" : " | ") + key.name;
  html::Table table(out, view.label(index) + ". " + title,
                    {{keys, html::Align::start, false},
                     {staff::column_amount(), html::Align::number, false},
                     {staff::column_evidence(), html::Align::start, false},
                     {staff::rules_note(), html::Align::start, false}},
                    true);
  for (const rules::Row& row : version.rows) {
    table.begin_row();
    table.cell(rules::describe_row(view.program(), index, row));
    table.cell(row.unknown ? staff::rules_unknown() : value_words(view, definition, row.value));
    table.cell([&] { grade(out, row.provenance.evidence); });
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
  if (!version.rows.empty()) version_rows(out, view, index, version, title);
  const auto line = out.in("p", {{"class", "u-line"}});
  grade(out, version.provenance.evidence);
  law_links(out, view, version.provenance.provisions);
  for (const std::int32_t source : version.provenance.sources) {
    const auto& from = view.program().sources[static_cast<std::size_t>(source)];
    html::outside_link(out, from.link, from.title);
  }
  if (!version.provenance.note.empty()) out.leaf("span", version.provenance.note);
  out.leaf("span", {{"class", "u-remark"}}, staff::registered(version.provenance.registered));
}

void write_rule(Writer& out, const View& view, std::int32_t index) {
  const Definition& definition = view.at(index);
  html::breadcrumbs(out, {{staff::nav_rules(), Address("/regler")}}, view.label(index));
  out.leaf("h1", view.label(index));
  if (!definition.explanation.empty()) {
    out.leaf("p", {{"class", "u-lead"}}, explained(view, definition.explanation));
  }
  html::facts(out, {{staff::rules_name(), definition.base_name},
                    {staff::rules_question(), definition.question},
                    {staff::rules_why(), definition.why},
                    {staff::rules_document(), definition.document},
                    {staff::rules_pack(),
                     view.program().packs[static_cast<std::size_t>(definition.pack)].label}});
  if (!definition.provenance.provisions.empty()) {
    const auto line = out.in("p");
    out.text(staff::rules_law() + ": ");
    law_links(out, view, definition.provenance.provisions);
  }
  for (const Layer& layer : view.program().layers(definition)) {
    for (const Version& version : layer.versions) write_version(out, view, index, layer, version);
  }
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
