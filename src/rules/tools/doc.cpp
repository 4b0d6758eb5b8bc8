#include "rules/tools/doc.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "rules/explain/explain.hpp"
#include "rules/tools/page.hpp"
#include "rules/tools/source_text.hpp"

namespace utvag::rules::tools {
namespace {

struct Grade {
  char mark;
  std::string_view meaning;
};
constexpr std::array<Grade, 8> kGrades = {{
    {'V', "läst i en officiell text"},
    {'A', "läst i en officiell text (samma styrka som V)"},
    {'B', "en officiell handling som är känd genom någon annan"},
    {'M', "en kommuns sida eller system"},
    {'C', "bara tredje part"},
    {'D', "härlett ur andra uppgifter"},
    {'R', "ur minnet, inte läst"},
    {'X', "inte känt"},
}};

std::string grade(char mark) {
  std::string text(1, mark);
  for (const Grade& each : kGrades) {
    if (each.mark == mark) text += ": " + std::string(each.meaning);
  }
  return weak(mark) ? "<span class=\"weak\">" + escaped(text) + "</span>" : escaped(text);
}

std::string link(std::string_view address, std::string_view text) {
  // Only what a browser opens as a page; anything else stays text.
  if (!address.starts_with("https://") && !address.starts_with("http://")) return escaped(text);
  return "<a href=\"" + escaped(address) + "\">" + escaped(text) + "</a>";
}

/// "avsnitt-norm.html": letters outside a–z are written without their marks.
std::string file_name(std::string_view section) {
  std::string name;
  for (std::size_t i = 0; i < section.size(); ++i) {
    const std::string_view two = section.substr(i, 2);
    if (two == "å" || two == "ä" || two == "Å" || two == "Ä") {
      name += 'a';
      ++i;
    } else if (two == "ö" || two == "Ö") {
      name += 'o';
      ++i;
    } else if ((section[i] >= 'a' && section[i] <= 'z') ||
               (section[i] >= '0' && section[i] <= '9')) {
      name += section[i];
    } else {
      name += '-';
    }
  }
  return "avsnitt-" + name + ".html";
}

class Book {
 public:
  explicit Book(const Program& program) : program_(program) {
    for (std::size_t i = 0; i < program_.definitions.size(); ++i) {
      const Definition& definition = program_.definitions[i];
      const auto index = static_cast<std::int32_t>(i);
      if (definition.family_first >= 0 && definition.family_first != index) continue;
      sections_[place(definition)].push_back(index);
    }
    for (auto& [section, members] : sections_) {
      std::stable_sort(members.begin(), members.end(), [&](std::int32_t a, std::int32_t b) {
        const Definition& one = at(a);
        const Definition& other = at(b);
        return std::pair(one.sheet_order, one.base_name) <
               std::pair(other.sheet_order, other.base_name);
      });
    }
    pages_.push_back({"index.html", "Översikt"});
    for (const auto& [section, members] : sections_)
      pages_.push_back({section.path, section.title});
    pages_.push_back({"lagrum.html", "Lagrum"});
    pages_.push_back({"kallor.html", "Källor"});
  }

  std::vector<SiteFile> write() {
    std::vector<SiteFile> files;
    files.push_back({"index.html", page("Översikt", overview(), pages_, "index.html")});
    for (const auto& [section, members] : sections_) {
      std::string body;
      for (const std::int32_t index : members) body += entry(index);
      files.push_back({section.path, page(section.title, body, pages_, section.path)});
    }
    files.push_back({"lagrum.html", page("Lagrum", provisions(), pages_, "lagrum.html")});
    files.push_back({"kallor.html", page("Källor", sources(), pages_, "kallor.html")});
    return files;
  }

 private:
  struct Section {
    int order;
    std::string path, title;
    friend auto operator<=>(const Section&, const Section&) = default;
  };

  const Definition& at(std::int32_t index) const {
    return program_.definitions[static_cast<std::size_t>(index)];
  }

  static Section place(const Definition& definition) {
    if (definition.kind == DefKind::not_expressed) {
      return {5, "ej-uttryckt.html", "Ej uttryckt"};
    }
    if (!definition.sheet.empty()) {
      return {0, file_name(definition.sheet), "Beräkningsbladet: " + definition.sheet};
    }
    switch (definition.kind) {
      case DefKind::input:
        return {4, "uppgifter.html", "Uppgifter om hushållet"};
      case DefKind::table:
        return {2, "tabeller.html", "Tabeller"};
      case DefKind::value:
        return {2, "varden.html", "Värden"};
      case DefKind::judgement:
        return {3, "bedomningar.html", "Bedömningar"};
      default:
        return {1, "regler.html", "Övriga regler"};
    }
  }

  static std::string anchor(const Definition& definition) { return escaped(definition.base_name); }

  std::string reference(std::int32_t index) const {
    const Definition& definition = at(index);
    return "<a href=\"" + place(definition).path + "#" + anchor(definition) + "\">" +
           escaped(definition.label.empty() ? definition.base_name : definition.label) + "</a>";
  }

  // ---- the overview ----

  std::string overview() const {
    std::string out =
        "<p>Här står varje regel som beräkningen använder: vad den säger med våra ord, när den "
        "gäller, vilka belopp som ingår och hur säkert det är känt. Lagtexten själv står bakom "
        "länkarna.</p>\n";
    std::vector<std::vector<std::string>> rows;
    for (const Pack& pack : program_.packs) {
      rows.push_back(
          {escaped(pack.label.empty() ? pack.name : pack.label),
           pack.example.empty() ? "" : "<span class=\"weak\">" + escaped(pack.example) + "</span>",
           "<code>" + escaped(pack.hash) + "</code>"});
    }
    out += "<h2>Regelpaket</h2>\n" +
           table("Regelpaketen i boken", {"Paket", "Märkning", "Kontrollsumma"}, rows);
    out += "<h2>Hur säkert är det?</h2>\n<dl>\n";
    for (const Grade& each : kGrades) {
      out += "<dt>" + std::string(1, each.mark) + "</dt><dd>" + escaped(each.meaning) + "</dd>\n";
    }
    out += "</dl>\n<h2>Alla regler i bokstavsordning</h2>\n<ul class=\"index\">\n";
    std::vector<std::pair<std::string, std::int32_t>> all;
    for (const auto& [section, members] : sections_) {
      for (const std::int32_t index : members) {
        const Definition& definition = at(index);
        all.emplace_back(definition.label.empty() ? definition.base_name : definition.label, index);
      }
    }
    std::sort(all.begin(), all.end());
    for (const auto& [name, index] : all) out += "<li>" + reference(index) + "</li>\n";
    return out + "</ul>\n";
  }

  // ---- one declaration ----

  static void fact(std::string& out, std::string_view name, const std::string& html) {
    if (!html.empty()) out += "<dt>" + std::string(name) + "</dt><dd>" + html + "</dd>\n";
  }

  std::string entry(std::int32_t index) const {
    const Definition& definition = at(index);
    std::string out = "<section id=\"" + anchor(definition) + "\">\n<h2>" +
                      escaped(definition.label.empty() ? definition.base_name : definition.label) +
                      "</h2>\n";
    if (!definition.explanation.empty()) {
      out += "<p>" + escaped(worded(definition.explanation)) + "</p>\n";
    }
    out += "<dl>\n";
    fact(out, "Namn", "<code>" + escaped(definition.base_name) + "</code>");
    fact(out, "Vad det är", escaped(kind_words(definition)));
    fact(out, "Fråga", escaped(definition.question));
    fact(out, "Varför frågan ställs", escaped(definition.why));
    fact(out, "Underlag", escaped(definition.document));
    if (definition.low || definition.high) {
      fact(out, "Tillåtna värden", escaped(limits(definition)));
    }
    if (definition.assumed) {
      fact(out, "Antas om inget anges",
           escaped(value_text(program_, definition.type, *definition.assumed)));
    }
    fact(out, "Lagrum", provision_links(definition.provenance.provisions));
    fact(out, "Källor", source_links(definition.provenance.sources));
    fact(out, "Gränser", bounds(definition));
    fact(out, "Berör", touched(definition));
    if (definition.condition >= 0) {
      fact(out, "Bara när",
           "<code>" + escaped(describe(program_, definition.condition)) + "</code>");
    }
    fact(out, "Läser", readings(definition));
    out += "</dl>\n";
    for (const Layer& layer : definition.layers) {
      for (const Version& version : layer.versions) out += version_text(index, layer, version);
    }
    return out + "</section>\n";
  }

  /// "{person} är {ålder}" with the labels of what it names.
  std::string worded(std::string_view text) const {
    std::string out;
    while (!text.empty()) {
      const std::size_t open = text.find('{');
      const std::size_t close = open == text.npos ? text.npos : text.find('}', open);
      if (close == text.npos) break;
      const std::string_view name = text.substr(open + 1, close - open - 1);
      const std::int32_t named = program_.find(name);
      out += text.substr(0, open);
      out += "[";
      out += named >= 0 && !at(named).label.empty() ? at(named).label : std::string(name);
      out += "]";
      text.remove_prefix(close + 1);
    }
    return out + std::string(text);
  }

  std::string kind_words(const Definition& definition) const {
    std::string text;
    switch (definition.kind) {
      case DefKind::input:
        text = "Uppgift";
        break;
      case DefKind::value:
        text = "Värde";
        break;
      case DefKind::table:
        text = "Tabell";
        break;
      case DefKind::judgement:
        text = "Bedömning av handläggaren";
        break;
      case DefKind::not_expressed:
        return "Del av lagen som beräkningen inte uttrycker";
      case DefKind::rule:
        text = "Regel";
        break;
    }
    if (definition.kind != DefKind::table) {
      text += definition.for_person ? " för varje person" : " för hushållet";
    }
    const std::string unit = unit_text(definition.type.unit);
    if (!unit.empty()) text += ", i " + unit;
    if (definition.family >= 0) {
      text += ", en för varje " +
              program_.enumerations[static_cast<std::size_t>(definition.family)].name;
    }
    if (definition.kind == DefKind::rule || definition.kind == DefKind::value) {
      text += definition.term == Term::guideline
                  ? ". Riktlinje: kommunen får sätta värdet och en bedömning får frångå det"
              : definition.term == Term::open ? ". Öppet: kommunen får sätta värdet"
                                              : ". Låst: bara lagen bestämmer";
    }
    if (definition.kind == DefKind::judgement) {
      text += definition.direction == Direction::higher  ? ". Får bara höja"
              : definition.direction == Direction::lower ? ". Får bara sänka"
                                                         : "";
    }
    return text + ".";
  }

  std::string limits(const Definition& definition) const {
    const auto end = [&](const std::optional<Rational>& value) {
      return value ? value_text(program_, definition.type, *value) : std::string();
    };
    return end(definition.low) + "–" + end(definition.high);
  }

  std::string bounds(const Definition& definition) const {
    std::string out;
    for (const Bound& bound : definition.bounds) {
      if (!out.empty()) out += "<br>";
      out += (bound.at_least ? "minst <code>" : "högst <code>") +
             escaped(describe(program_, bound.value)) + "</code> från " + to_string(bound.from);
      if (bound.to < kLastDate) out += " till " + to_string(bound.to);
    }
    return out;
  }

  std::string touched(const Definition& definition) const {
    std::string out;
    for (const std::int32_t index : definition.touches) {
      const std::int32_t first = at(index).family_first >= 0 ? at(index).family_first : index;
      if (first != index) continue;
      out += (out.empty() ? "" : ", ") + reference(index);
    }
    return out;
  }

  /// Everything that the declaration's expressions name, each once.
  std::string readings(const Definition& definition) const {
    std::vector<std::int32_t> pending;
    for (const Layer& layer : definition.layers) {
      for (const Version& version : layer.versions) pending.push_back(version.body);
    }
    std::set<std::int32_t> named;
    while (!pending.empty()) {
      const std::int32_t index = pending.back();
      pending.pop_back();
      if (index < 0) continue;
      const Node& node = program_.nodes[static_cast<std::size_t>(index)];
      if (node.ref >= 0) {
        const std::int32_t first = at(node.ref).family_first;
        named.insert(first >= 0 ? first : node.ref);
      }
      pending.insert(pending.end(), {node.a, node.b, node.c});
      pending.insert(pending.end(), node.children.begin(), node.children.end());
    }
    std::string out;
    for (const std::int32_t index : named) out += (out.empty() ? "" : ", ") + reference(index);
    return out;
  }

  std::string provision_links(const std::vector<std::int32_t>& provisions) const {
    std::string out;
    for (const std::int32_t index : provisions) {
      const Provision& provision = program_.provisions[static_cast<std::size_t>(index)];
      const std::string text = provision.texts.empty() ? provision.id : provision.texts.back().text;
      out += (out.empty() ? "" : ", ") + std::string("<a href=\"lagrum.html#") +
             escaped(provision.id) + "\">" + escaped(text) + "</a>";
    }
    return out;
  }

  std::string source_links(const std::vector<std::int32_t>& sources) const {
    std::string out;
    for (const std::int32_t index : sources) {
      const Source& source = program_.sources[static_cast<std::size_t>(index)];
      out += (out.empty() ? "" : ", ") + std::string("<a href=\"kallor.html#") +
             escaped(source.id) + "\">" + escaped(source.title) + "</a>";
    }
    return out;
  }

  std::string version_text(std::int32_t index, const Layer& layer, const Version& version) const {
    const Definition& definition = at(index);
    std::string title =
        "Från " + (version.from_year_only
                       ? std::to_string(civil(version.from).year) + " (bara året är känt)"
                       : to_string(version.from));
    if (version.to) title += " till " + to_string(*version.to);
    if (layer.pack != definition.pack) {
      const Pack& pack = program_.packs[static_cast<std::size_t>(layer.pack)];
      title += ", " + (pack.label.empty() ? pack.name : pack.label);
    }
    std::string out = "<h3>" + escaped(title) + "</h3>\n";
    if (version.unknown) out += "<p>Ingen regel: " + escaped(*version.unknown) + "</p>\n";
    if (!version.text.empty()) out += "<p>" + escaped(version.text) + "</p>\n";
    if (version.body >= 0) {
      out += "<pre><code>" + escaped(describe(program_, version.body)) + "</code></pre>\n";
    }
    if (!version.rows.empty()) out += rows(index, version, title);
    out += "<dl>\n";
    const Provenance& from = version.provenance;
    fact(out, "Bevis", grade(from.evidence));
    fact(out, "Källor", source_links(from.sources));
    fact(out, "Lagrum", provision_links(from.provisions));
    fact(out, "Beslutat av", escaped(from.decided_by));
    fact(out, "Anmärkning", escaped(from.note));
    if (version.known_to) fact(out, "Känt till", to_string(*version.known_to));
    fact(out, "Registrerad", to_string(from.registered));
    fact(out, "Kontrollerad", to_string(from.checked));
    if (from.corrects) fact(out, "Rättar", "det som registrerades " + to_string(*from.corrects));
    return out + "</dl>\n";
  }

  std::string rows(std::int32_t index, const Version& version, std::string_view title) const {
    const Definition& definition = at(index);
    std::vector<std::string> head;
    std::string keys;
    for (const TableKey& key : definition.keys) keys += (keys.empty() ? "" : " | ") + key.name;
    head = {escaped(keys), "Värde", "Bevis", "Källor och anmärkningar"};
    std::vector<std::vector<std::string>> cells;
    for (const Row& row : version.rows) {
      std::string notes = source_links(row.provenance.sources);
      if (!row.provenance.note.empty()) {
        notes += (notes.empty() ? "" : ". ") + escaped(row.provenance.note);
      }
      if (row.provenance.corrects) {
        notes += (notes.empty() ? "" : ". ") + std::string("Rättar det som registrerades ") +
                 to_string(*row.provenance.corrects);
      }
      cells.push_back({escaped(describe_row(program_, index, row)),
                       row.unknown ? "okänt: " + escaped(*row.unknown)
                                   : escaped(value_text(program_, definition.type, row.value)),
                       grade(row.provenance.evidence), notes});
    }
    const std::string name = definition.label.empty() ? definition.base_name : definition.label;
    return table(name + ". " + std::string(title), head, cells);
  }

  // ---- law and sources ----

  std::string provisions() const {
    std::string out = "<p>Vilken lag som anges följer beslutets datum.</p>\n";
    for (const Provision& provision : program_.provisions) {
      std::vector<std::vector<std::string>> rows;
      for (const ProvisionText& text : provision.texts) {
        rows.push_back({to_string(text.from), text.to ? to_string(*text.to) : "tills vidare",
                        link(text.link, text.text), grade(text.evidence)});
      }
      out += "<section id=\"" + escaped(provision.id) + "\">\n<h2>" + escaped(provision.id) +
             "</h2>\n" +
             table("Beslut som fattas under tiden", {"Från", "Till", "Lagrum", "Bevis"}, rows) +
             "</section>\n";
    }
    return out;
  }

  std::string sources() const {
    std::string out;
    for (const Source& source : program_.sources) {
      out += "<section id=\"" + escaped(source.id) + "\">\n<h2>" + escaped(source.title) +
             "</h2>\n<dl>\n";
      fact(out, "Beteckning", "<code>" + escaped(source.id) + "</code>");
      fact(out, "Bevis", grade(source.evidence));
      fact(out, "Länk", source.link.empty() ? "" : link(source.link, source.link));
      out += "</dl>\n</section>\n";
    }
    return out;
  }

  const Program& program_;
  std::map<Section, std::vector<std::int32_t>> sections_;
  std::vector<PageLink> pages_;
};

}  // namespace

std::vector<SiteFile> rule_book(const Program& program) {
  return Book(program).write();
}

}  // namespace utvag::rules::tools
