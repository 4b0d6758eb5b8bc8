#include "web/worksheet.hpp"

#include <algorithm>
#include <set>

#include "norm/document.hpp"
#include "text/messages.hpp"
#include "text/staff.hpp"
#include "web/answer_json.hpp"
#include "web/casework.hpp"
#include "web/law_link.hpp"

namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::Writer;

/// "barn b", as the sentences of the answer have it.
std::string place_of(const Json& person) {
  return text_of(person, "role") + " " + text_of(person, "id");
}

/// "Barn b"; "Åberg, Maj (barn b)" where the page knows the name.
std::string person_words(const PersonNames& names, const Json& person) {
  std::string words = place_of(person);
  if (const auto found = names.find(text_of(person, "id")); found != names.end()) {
    return found->second + " (" + words + ")";
  }
  if (words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return words;
}

std::string who_words(const PersonNames& names, const Json& item) {
  const Json& person = member_of(item, "person");
  return person.is(Json::Kind::object) ? person_words(names, person) : std::string();
}

/// "Barn b: Personliga kostnader, barn".
std::string labelled(const PersonNames& names, const Json& item) {
  const std::string who = who_words(names, item);
  const std::string label = text_of(item, "label");
  return who.empty() ? label : staff::of_person(who, label);
}

bool is_number(const Json& row) {
  const Json& value = member_of(row, "value");
  if (!value.is(Json::Kind::object)) return false;
  return std::any_of(value.members().begin(), value.members().end(), [](const JsonMember& each) {
    return each.key.starts_with("ore") || each.key.starts_with("number");
  });
}

char grade_of(const Json& item) {
  const std::string letter = text_of(item, "evidence");
  return letter.size() == 1 ? letter.front() : '-';
}

class Answer {
 public:
  Answer(Writer& out, const ShownAnswer& shown) : out_(out), shown_(shown), answer_(shown.answer) {}

  void write() {
    headline();
    missing();
    if (const Json& rule = member_of(answer_, "no_rule"); rule.is(Json::Kind::object)) {
      html::notice(out_, html::Notice::warning, staff::answer_no_rule_heading(),
                   text_of(rule, "text"));
    }
    table();
    assumed();
    judgements();
    list(staff::answer_not_checked(), "not_checked",
         [&](const Json& line) { out_.text(line.string()); });
    list(staff::answer_not_expressed(), "not_expressed", [&](const Json& each) {
      for (const Json& text : items_of(each, "texts")) out_.text(text.string() + " ");
      citations(each, false);
    });
    list(staff::answer_notes(), "notes", [&](const Json& each) {
      out_.text(text_of(each, "label") + ": " + text_of(each, "text") + ".");
    });
    law();
    grades();
    html::details(out_, staff::answer_appeal(), false,
                  [&] { html::paragraph(out_, text_of(answer_, "appeal")); });
    about();
  }

 private:
  Month month() const {
    const auto found = parse_month(text_of(member_of(answer_, "question"), "month"));
    return found.value_or(Month{});
  }

  /// The amount, large, and right under it what it is worth.
  void headline() {
    const std::string kind = text_of(answer_, "answer");
    const Json& result = member_of(answer_, "result");
    const bool given = kind == "answered" && result.is(Json::Kind::object);
    {
      const auto line = out_.in("p", {{"class", given ? "u-answer" : "u-answer u-open"}});
      if (given) {
        out_.leaf("strong", text_of(result, "value_text"));
        const bool assistance = text_of(result, "rule") == "bistånd";
        out_.text(assistance ? staff::answer_given(month())
                             : staff::answer_other(text_of(result, "label"), month()));
      } else if (kind == "facts_missing") {
        out_.leaf("strong", staff::answer_open());
        out_.text(staff::answer_facts(
            static_cast<std::int64_t>(items_of(answer_, "missing").size()), month()));
      } else {
        out_.leaf("strong", staff::answer_none());
        out_.text(kind == "no_rule" ? staff::answer_no_rule_for(month())
                                    : staff::answer_too_large(month()));
      }
    }
    {
      const auto line = out_.in("p", {{"class", "u-line"}});
      html::tag(out_, html::Tone::info, staff::not_a_decision());
      if (given && is_true(result, "rests_on_weak")) {
        html::tag(out_, html::Tone::warning, staff::rests_on_weak());
      }
    }
    for (const Json& pack : items_of(answer_, "packs")) {
      if (const std::string why = text_of(pack, "example"); !why.empty()) {
        html::notice(out_, html::Notice::warning, staff::answer_example(text_of(pack, "label")),
                     why + ".");
      }
    }
  }

  void missing() {
    const auto& all = items_of(answer_, "missing");
    if (all.empty()) return;
    out_.leaf("h2", staff::answer_missing());
    const auto list = out_.in("ul");
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto item = out_.in("li");
      const std::string words = staff::fact_missing(labelled(shown_.names, all[i]));
      const std::string field = i < shown_.fields.size() ? shown_.fields[i] : std::string();
      if (field.empty()) {
        out_.text(words);
      } else {
        out_.leaf("a", {{"href", html::Address::id(field)}}, words);
      }
      const std::string question = text_of(all[i], "question");
      if (!question.empty()) remark(staff::ask_applicant(question));
      const std::string shown_by = text_of(all[i], "document");
      if (!shown_by.empty()) remark(staff::shown_by(shown_by));
    }
  }

  void remark(std::string_view words) { out_.leaf("span", {{"class", "u-hint"}}, words); }

  void table() {
    if (items_of(answer_, "sections").empty()) return;
    out_.leaf("h2", staff::calculation());
    {
      html::Table table(out_, staff::calculation(),
                        {{staff::column_row(), html::Align::start, false},
                         {staff::column_amount(), html::Align::number, false},
                         {staff::column_evidence(), html::Align::start, false}},
                        true);
      std::size_t index = 0;
      for (const Json& section : items_of(answer_, "sections")) {
        table.group(text_of(section, "label"));
        for (const Json& each : items_of(section, "rows")) row(table, each, index++);
      }
    }
    for (const Json& person : items_of(answer_, "not_counted")) {
      html::paragraph(out_, staff::not_counted(person_words(shown_.names, person)));
    }
  }

  void row(html::Table& table, const Json& row, std::size_t index) {
    const char letter = grade_of(row);
    const std::string label = labelled(shown_.names, row);
    const bool known = text_of(row, "state") == "known";
    const bool rests = known && is_number(row) && is_true(row, "rests_on_weak");
    table.begin_row(text_of(row, "rule") == text_of(member_of(answer_, "result"), "rule"));
    table.cell(label);
    table.cell(text_of(row, "value_text"));
    table.cell([&] {
      if (letter != '-') seen_.insert(letter);
      if (letter != '-') grade_mark(out_, letter);
      if (rests && (letter == '-' || !rules::weak(letter))) {
        out_.text(" ");
        html::tag(out_, html::Tone::warning, staff::rests_on_weak());
      }
    });
    table.end_row();
    table.below(staff::show_basis(), staff::basis_of(label), [&] { basis(row, index); });
  }

  void basis(const Json& row, std::size_t index) {
    if (const std::string text = text_of(row, "text"); !text.empty()) {
      html::paragraph(out_, text);
    }
    version(row);
    citations(row, true);
    if (shown_.calculation != nullptr) {
      std::vector<html::TreeLine> lines;
      for (const norm::StoryLine& each :
           norm::row_story(*shown_.calculation, *shown_.presentation, index)) {
        lines.push_back({each.depth, each.label, each.value, each.remark});
      }
      html::tree(out_, lines);
      return;
    }
    const auto& inputs = items_of(row, "inputs");
    if (inputs.empty()) return;
    const auto list = out_.in("ul");
    for (const Json& each : inputs) {
      const std::string who = who_words(shown_.names, each);
      const std::string fact =
          fact_label(text_of(each, "fact")) + ": " + text_of(each, "value_text");
      const std::string words = who.empty() ? fact : staff::of_person(who, fact);
      out_.leaf("li", is_true(each, "assumed") ? staff::assumed_fact(words) : words);
    }
  }

  /// What the packs of today call a fact; its name when they no longer have it.
  std::string fact_label(const std::string& name) const {
    if (shown_.presentation == nullptr) return name;
    const std::int32_t found = shown_.presentation->program().find(name);
    return found < 0 ? name : shown_.presentation->words(found).label;
  }

  /// Which version of the rule it was, and from which pack.
  void version(const Json& row) {
    const Json& version = member_of(row, "version");
    if (!version.is(Json::Kind::object)) return;
    const std::string from = text_of(version, "from");
    const auto date = parse_date(from);
    remark(staff::version_used(date ? day_words(*date) : from, pack_label(version)));
  }

  std::string pack_label(const Json& version) const {
    const std::string name = text_of(version, "pack");
    for (const Json& pack : items_of(answer_, "packs")) {
      if (text_of(pack, "name") == name) return text_of(pack, "label");
    }
    return name;
  }

  void cited(const Json& each, std::string_view words) {
    const std::string link = text_of(each, "link");
    html::outside_link(out_, link.empty() ? law_link(words) : link, words);
    if (const char letter = grade_of(each); letter != '-') {
      out_.text(" ");
      grade_mark(out_, letter);
      seen_.insert(letter);
    }
  }

  void citations(const Json& item, bool with_sources) {
    const auto& law = items_of(item, "citations");
    const auto& sources = items_of(item, "sources");
    if (law.empty() && (!with_sources || sources.empty())) return;
    const auto list = out_.in("ul");
    for (const Json& each : law) {
      const auto line = out_.in("li");
      cited(each, text_of(each, "text"));
    }
    for (const Json& each : sources) {
      if (!with_sources) break;
      const auto line = out_.in("li");
      cited(each, text_of(each, "title"));
    }
  }

  /// A heading and a list, or nothing at all.
  void list(const std::string& heading, std::string_view key,
            const std::function<void(const Json&)>& line) {
    const auto& all = items_of(answer_, key);
    if (all.empty()) return;
    out_.leaf("h2", heading);
    const auto list = out_.in("ul");
    for (const Json& each : all) {
      const auto item = out_.in("li");
      line(each);
    }
  }

  void assumed() {
    list(staff::answer_assumed(), "assumed", [&](const Json& each) {
      out_.text(labelled(shown_.names, each) + ": " + text_of(each, "value_text"));
    });
    list(staff::answer_not_covered(month()), "not_covered",
         [&](const Json& each) { out_.text(labelled(shown_.names, each)); });
  }

  void judgements() {
    const Json& all = member_of(answer_, "judgements");
    const auto& filled = items_of(all, "filled");
    const auto& open = items_of(all, "open");
    if (filled.empty() && open.empty()) return;
    out_.leaf("h2", staff::judgements_legend());
    const auto list = out_.in("ul");
    for (const Json& each : filled) {
      out_.leaf("li", staff::judgement_made(labelled(shown_.names, each),
                                            text_of(each, "value_text"), text_of(each, "reason")));
    }
    for (const Json& each : open) {
      const std::string way = text_of(each, "direction");
      std::string words =
          staff::judgement_open(labelled(shown_.names, each), text_of(each, "value_text"));
      if (way == "higher") words += " " + staff::judgement_raises();
      if (way == "lower") words += " " + staff::judgement_lowers();
      out_.leaf("li", words);
    }
  }

  /// Every provision that the answer rests on, each once, in the order of the rows.
  void law() {
    std::set<std::string> told;
    std::vector<const Json*> provisions;
    for (const Json& section : items_of(answer_, "sections")) {
      for (const Json& row : items_of(section, "rows")) {
        for (const Json& each : items_of(row, "citations")) {
          if (told.insert(text_of(each, "text")).second) provisions.push_back(&each);
        }
      }
    }
    if (provisions.empty()) return;
    out_.leaf("h2", staff::rules_law());
    const auto list = out_.in("ul");
    for (const Json* each : provisions) {
      const auto item = out_.in("li");
      cited(*each, text_of(*each, "text"));
    }
  }

  void grades() {
    if (seen_.empty()) return;
    out_.leaf("h2", staff::answer_grades());
    const auto list = out_.in("ul", {{"class", "u-plain"}});
    for (const char letter : seen_) {
      const auto item = out_.in("li");
      grade_mark(out_, letter);
      out_.text(" " + grade_words(letter));
    }
  }

  void about() {
    const Json& question = member_of(answer_, "question");
    const auto day = [&](std::string_view key) {
      return day_words(parse_date(text_of(question, key)));
    };
    const std::string code = text_of(answer_, "municipality");
    const std::string& place = shown_.municipality.empty() ? code : shown_.municipality;
    const bool own = is_true(answer_, "municipal_rules");
    out_.leaf("h2", staff::answer_about());
    std::vector<std::pair<std::string, std::string>> pairs = {
        {staff::municipality(), code.empty() ? staff::only_national()
                                : own        ? place
                                             : staff::own_municipality(place)},
        {staff::decision_day(), day("decision_date")},
        {staff::known_day(), day("known_at")},
        {staff::program(), staff::product() + " " + text_of(answer_, "engine")}};
    for (const Json& pack : items_of(answer_, "packs")) {
      pairs.emplace_back(
          staff::rules_pack(),
          staff::pack_version(text_of(pack, "label"), text_of(pack, "hash").substr(0, 12)));
    }
    html::facts(out_, pairs);
  }

  Writer& out_;
  const ShownAnswer& shown_;
  const Json& answer_;
  std::set<char> seen_;
};

}  // namespace

std::string grade_words(char grade) {
  constexpr auto kSwedish = text::Language::sv;
  switch (grade) {
    case 'V':
      return text::say::grade_V(kSwedish);
    case 'A':
      return text::say::grade_A(kSwedish);
    case 'B':
      return text::say::grade_B(kSwedish);
    case 'M':
      return text::say::grade_M(kSwedish);
    case 'C':
      return text::say::grade_C(kSwedish);
    case 'D':
      return text::say::grade_D(kSwedish);
    case 'R':
      return text::say::grade_R(kSwedish);
    default:
      return text::say::grade_X(kSwedish);
  }
}

void grade_mark(Writer& out, char grade) {
  html::evidence_mark(out, grade, grade_words(grade), rules::weak(grade));
}

void write_answer(Writer& out, const ShownAnswer& shown) {
  Answer(out, shown).write();
}

}  // namespace utvag::web
