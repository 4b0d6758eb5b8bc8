#include <algorithm>
#include <set>

#include "base/nearest.hpp"
#include "norm/condition_words.hpp"
#include "norm/document.hpp"
#include "norm/page.hpp"
#include "norm/render.hpp"
#include "text/messages.hpp"

namespace utvag::norm {
namespace {

using rules::Definition;
using rules::DefKind;
using rules::FactRef;
using rules::Read;
using rules::State;
using rules::TraceLine;
namespace say = text::say;

/// "1–2 | hemma" of the row that was used, as the pack writes it; else nothing.
std::string row_source(const View& view, const Read& read, const rules::Basis& basis) {
  if (basis.row == nullptr) return {};
  return rules::describe_row(view.program(), read.ref.definition, *basis.row);
}

/// The conditions that decided the way, where there are words for them.
std::vector<std::string> branch_words(const View& view, FactRef ref) {
  std::vector<std::string> words;
  for (const rules::Branch& branch : view.tracer().branches(ref)) {
    const rules::Node& node = view.program().nodes[static_cast<std::size_t>(branch.node)];
    if (node.op == rules::Op::cases) {
      const rules::Op asked = view.program().nodes[static_cast<std::size_t>(node.children[0])].op;
      if (asked == rules::Op::this_member) continue;  // the row's own name says it
      const auto subject = condition_words(view, ref, node.children[0]);
      if (!subject) continue;
      std::string value;
      const auto person =
          branch.person < 0 ? std::size_t{0} : static_cast<std::size_t>(branch.person);
      const rules::Outcome chosen =
          view.calculation.evaluation->node_value(ref.definition, person, node.children[0]);
      const rules::Type& type =
          view.program().nodes[static_cast<std::size_t>(node.children[0])].type;
      if (chosen.state != State::known) continue;
      view.presentation.append_value(value, type, chosen.value);
      words.push_back(say::explain_held(view.language(), *subject + " = " + value));
    } else {
      const auto condition = condition_words(view, ref, branch.node);
      if (!condition) continue;
      words.push_back(branch.way != 0 ? say::explain_held(view.language(), *condition)
                                      : say::explain_not_held(view.language(), *condition));
    }
    const std::size_t last = words.size() - 1;
    if (std::find(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(last), words[last]) !=
        words.begin() + static_cast<std::ptrdiff_t>(last)) {
      words.pop_back();
    }
  }
  return words;
}

/// The provisions; where none is named, the sources.
std::string citations_of(const View& view, const Backing& back) {
  std::string out;
  for (const std::int32_t index : back.provisions) {
    const auto* text =
        rules::provision_text(view.program().provisions[static_cast<std::size_t>(index)],
                              view.calculation.plan->question().decision_date);
    if (text == nullptr) continue;
    if (!out.empty()) out.append(separator(view.language()));
    out.append(citation(view.language(), text->text));
  }
  if (!out.empty()) return out;
  for (const std::int32_t index : back.sources) {
    if (!out.empty()) out.append(separator(view.language()));
    out.append(view.program().sources[static_cast<std::size_t>(index)].title);
  }
  return out;
}

/// "gäller från …; 12 kap. 7 § SoL; eftersom …".
std::string line_remark(const View& view, const TraceLine& line) {
  const text::Language language = view.language();
  const Definition& definition = view.definition(line.read.ref);
  if (line.again) return say::explain_again(language);
  std::string more;
  const auto add = [&](const std::string& words) {
    if (words.empty()) return;
    if (!more.empty()) more.append(separator(language));
    more.append(words);
  };
  const rules::Basis basis = view.tracer().basis(line.read);
  const std::string row = row_words(view, line.read, basis);
  if (!row.empty()) add(say::explain_row(language, row));
  if (basis.version != nullptr && !basis.version->from_year_only) {
    add(say::explain_version(language, basis.version->from));
  }
  add(citations_of(view, own_backing(view, line.read)));
  if (basis.version != nullptr) {
    const std::string_view letter(&basis.evidence, 1);
    if (rules::weak(basis.evidence)) {
      std::string grade;
      say_grade(grade, language, basis.evidence);
      add(say::explain_weak(language, letter, grade));
    } else {
      add(say::explain_evidence(language, letter));
    }
  } else if (definition.kind == DefKind::input && !basis.notes.has(rules::Note::assumed) &&
             line.read.state == State::known) {
    add(say::explain_stated(language));
  }
  add(view.notes(basis, false));
  if (definition.kind != DefKind::table) {
    for (const std::string& words : branch_words(view, line.read.ref)) add(words);
  }
  return more;
}

std::string line_value(const View& view, const TraceLine& line) {
  std::string value;
  view.append_value(value, line.read.ref.definition, line.read.state, line.read.value);
  return value;
}

/// "Vuxna i hushållet: 2 (gäller från …; 12 kap. 7 § SoL; eftersom …)".
std::string line_words(const View& view, const TraceLine& line) {
  std::string out = view.label(line.read.ref);
  out.append(": ");
  text::append_isolated(out, view.language(), line_value(view, line));
  const std::string more = line_remark(view, line);
  return more.empty() ? out : out + " (" + more + ")";
}

/// What the letters of the grades stand for.
void grades_told(Page& page, text::Language language, const std::set<char>& grades) {
  if (grades.empty()) return;
  page.heading(say::heading_grades(language));
  for (const char grade : grades) {
    std::string words(1, grade);
    words.append(": ");
    say_grade(words, language, grade);
    page.bullet(words);
  }
  page.gap();
}

std::string explain_words(const View& view, const std::vector<FactRef>& roots, bool markdown) {
  Page page(markdown, view.language());
  std::set<char> grades;
  for (const FactRef root : roots) {
    page.title(say::explain_title(view.language(), view.label(root)));
    mark_examples(page, view);
    if (view.tracer().outcome(root).state == State::known) {
      std::string sentence;
      view.append_sentence(sentence, root);
      if (!sentence.empty()) page.paragraph(sentence);
    }
    for (const TraceLine& line : rules::trace_lines(view.tracer(), root)) {
      page.bullet(line_words(view, line), line.depth);
      if (line.collapsed > 0) {
        page.bullet(say::explain_collapsed(view.language(), line.collapsed), line.depth + 1);
      }
      const rules::Basis basis = view.tracer().basis(line.read);
      if (basis.version != nullptr && !line.again) grades.insert(basis.evidence);
    }
    page.gap();
  }
  grades_told(page, view.language(), grades);
  return page.take();
}

void write_head(JsonWriter& json, const View& view, std::string_view format) {
  const rules::Question& question = view.calculation.plan->question();
  json.key("format").string(format);
  json.key("engine").string(view.calculation.request.engine);
  json.key("language").string(text::code(view.language()));
  json.key("month").string(to_string(question.month));
  json.key("examples").begin_array();
  for (const std::int32_t pack : view.calculation.examples) {
    json.string(view.program().packs[static_cast<std::size_t>(pack)].name);
  }
  json.end_array();
}

void write_line(JsonWriter& json, const View& view, const TraceLine& line) {
  const Definition& definition = view.definition(line.read.ref);
  const rules::Basis basis = view.tracer().basis(line.read);
  json.begin_object();
  json.key("depth").integer(line.depth);
  json.key("rule").string(definition.name);
  json.key("label").string(view.presentation.words(line.read.ref.definition).label);
  json.key("person");
  write_person(json, view, line.read.ref.person);
  write_value(json, view, line.read.ref.definition, line.read.state, line.read.value);
  write_basis(json, view, basis, own_backing(view, line.read));
  json.key("row").string(row_source(view, line.read, basis));
  json.key("branches").begin_array();
  if (definition.kind != DefKind::table && !line.again) {
    for (const std::string& words : branch_words(view, line.read.ref)) json.string(words);
  }
  json.end_array();
  json.key("told_above").boolean(line.again);
  json.key("left_out").integer(line.collapsed);
  json.end_object();
}

std::string explain_json(const View& view, const std::vector<FactRef>& roots) {
  JsonWriter json;
  json.begin_object();
  write_head(json, view, "utvag/forklaring/1");
  json.key("trees").begin_array();
  for (const FactRef root : roots) {
    std::string sentence;
    if (view.tracer().outcome(root).state == State::known) view.append_sentence(sentence, root);
    json.begin_object();
    json.key("text").string(sentence);
    json.key("lines").begin_array();
    for (const TraceLine& line : rules::trace_lines(view.tracer(), root)) {
      write_line(json, view, line);
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

/// `a − b − c` as "a" and "b + c"; false when a part has no words.
bool split_balance(const View& view, FactRef rule, std::int32_t index, std::string& left,
                   std::string& right) {
  const rules::Node& node = view.program().nodes[static_cast<std::size_t>(index)];
  if (node.op != rules::Op::subtract) {
    left = condition_words(view, rule, index).value_or("");
    return !left.empty();
  }
  if (!split_balance(view, rule, node.a, left, right)) return false;
  const auto taken = condition_words(view, rule, node.b);
  if (!taken) return false;
  if (!right.empty()) right.append(" + ");
  right.append(*taken);
  return true;
}

/// One failed condition in words.
std::string failed_words(const View& view, const rules::Failed& failed) {
  const text::Language language = view.language();
  const std::string rule = view.label(failed.rule);
  if (failed.node < 0) return say::failed_fact(language, rule, view.value(failed.rule));
  const rules::Node& node = view.program().nodes[static_cast<std::size_t>(failed.node)];
  const auto words = condition_words(view, failed.rule, failed.node);
  const std::string condition = words.value_or(say::failed_inside(language));
  if (failed.state != State::known) return say::failed_unknown(language, rule, condition);
  const std::int32_t side = node.op == rules::Op::cases ? node.children[0] : node.a;
  const rules::Type& type =
      side < 0 ? node.type : view.program().nodes[static_cast<std::size_t>(side)].type;
  std::string left;
  view.presentation.append_value(left, type, failed.left);
  std::string threshold;
  if (failed.threshold) view.presentation.append_value(threshold, type, *failed.threshold);
  std::string left_words, right_words;
  if (node.op == rules::Op::subtract && failed.threshold &&
      split_balance(view, failed.rule, failed.node, left_words, right_words)) {
    return say::failed_balance(language, rule, left_words, left, right_words, threshold);
  }
  std::string out = failed.wanted ? say::failed_condition(language, rule, condition)
                                  : say::failed_condition_held(language, rule, condition);
  out.push_back(' ');
  if (failed.threshold) {
    say::failed_threshold(out, language, left, threshold);
  } else {
    say::failed_left(out, language, left);
  }
  return out;
}

std::string change_words(const View& view, FactRef root, const rules::Change& change) {
  std::string from, to, outcome;
  view.append_value(from, change.fact.definition, State::known, change.from);
  view.append_value(to, change.fact.definition, State::known, change.to);
  view.append_value(outcome, root.definition, State::known, change.outcome);
  return say::change_line(view.language(), view.label(change.fact), to, from, outcome);
}

constexpr std::size_t kOthers = 3;   ///< further failed conditions that are told in words
constexpr std::size_t kChanges = 5;  ///< changes that are told in words

/// The changes of facts that were stated and are something come first: those are the near ones.
std::vector<rules::Change> near_changes(const rules::WhyNot& why) {
  std::vector<rules::Change> changes = why.changes;
  std::stable_partition(changes.begin(), changes.end(), [](const rules::Change& change) {
    return change.was_stated && change.from.numerator != 0;
  });
  return changes;
}

void why_not_words(Page& page, const View& view, FactRef root, const rules::WhyNot& why) {
  const text::Language language = view.language();
  page.title(say::why_not_title(language, view.label(root)));
  mark_examples(page, view);
  if (why.state != State::known) {
    std::string state = view.value(root);
    page.paragraph(say::why_not_no_value(language, view.label(root), state));
    return;
  }
  if (!why.gives_nothing) {
    page.paragraph(say::why_not_gives(language, view.label(root), view.value(root)));
    return;
  }
  page.paragraph(say::why_not_gives_nothing(language, view.label(root), view.value(root)));
  page.heading(say::heading_failed(language));
  if (why.failed.empty()) {
    page.paragraph(say::failed_none(language));
  } else {
    page.paragraph(failed_words(view, why.failed.front()));
  }
  if (why.failed.size() > 1) {
    page.heading(say::heading_failed_more(language));
    for (std::size_t i = 1; i < std::min(why.failed.size(), kOthers + 1); ++i) {
      page.bullet(failed_words(view, why.failed[i]));
    }
    page.gap();
  }
  page.heading(say::heading_changes(language));
  if (why.changes.empty()) {
    page.paragraph(say::change_none(language, static_cast<std::int64_t>(why.tried.size())));
    return;
  }
  const std::vector<rules::Change> changes = near_changes(why);
  const std::size_t told = std::min(changes.size(), kChanges);
  for (std::size_t i = 0; i < told; ++i) page.bullet(change_words(view, root, changes[i]));
  if (changes.size() > told) {
    page.bullet(say::change_more(language, static_cast<std::int64_t>(changes.size() - told)));
  }
  page.gap();
}

void why_not_json(JsonWriter& json, const View& view, FactRef root, const rules::WhyNot& why) {
  json.begin_object();
  json.key("rule").string(view.definition(root).name);
  json.key("label").string(view.presentation.words(root.definition).label);
  json.key("person");
  write_person(json, view, root.person);
  const rules::Outcome& outcome = view.tracer().outcome(root);
  write_value(json, view, root.definition, outcome.state, outcome.value);
  json.key("gives_nothing").boolean(why.gives_nothing);
  json.key("failed").begin_array();
  for (const rules::Failed& failed : why.failed) {
    json.begin_object();
    json.key("rule").string(view.definition(failed.rule).name);
    json.key("person");
    write_person(json, view, failed.rule.person);
    json.key("condition")
        .string(failed.node < 0 ? std::string() : rules::describe(view.program(), failed.node));
    json.key("wanted").boolean(failed.wanted);
    json.key("distance").integer(failed.distance);
    json.key("text").string(failed_words(view, failed));
    json.end_object();
  }
  json.end_array();
  json.key("changes").begin_array();
  for (const rules::Change& change : why.changes) {
    json.begin_object();
    json.key("fact").string(view.definition(change.fact).name);
    json.key("person");
    write_person(json, view, change.fact.person);
    json.key("from").begin_object();
    write_value(json, view, change.fact.definition, State::known, change.from);
    json.end_object();
    json.key("to").begin_object();
    write_value(json, view, change.fact.definition, State::known, change.to);
    json.end_object();
    json.key("outcome").begin_object();
    write_value(json, view, root.definition, State::known, change.outcome);
    json.end_object();
    json.key("text").string(change_words(view, root, change));
    json.end_object();
  }
  json.end_array();
  json.key("tried").begin_array();
  for (const FactRef fact : why.tried) {
    json.begin_object();
    json.key("fact").string(view.definition(fact).name);
    json.key("person");
    write_person(json, view, fact.person);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

std::string_view nearest_rule(const rules::Program& program, std::string_view name) {
  std::vector<std::string_view> names;
  for (const Definition& each : program.definitions) {
    if (each.kind == DefKind::table || each.kind == DefKind::not_expressed) continue;
    names.push_back(each.name);
    if (each.member == 0) names.push_back(each.base_name);
  }
  return nearest_name(name, names);
}

/// The definition named, for one person ("a.ålder") or for everyone it concerns.
Result<std::vector<FactRef>> find_rules(const Calculation& made, std::string_view name) {
  const rules::Program& program = made.program();
  std::string_view rule = name;
  std::optional<std::size_t> only;
  const std::size_t dot = name.find('.');
  if (dot != std::string_view::npos) {
    const auto& persons = made.facts->persons();
    for (std::size_t p = 0; p < persons.size(); ++p) {
      if (persons[p].id == name.substr(0, dot)) only = p;
    }
    rule = name.substr(dot + 1);
  }
  const std::int32_t found = dot != std::string_view::npos && !only ? -1 : program.find(rule);
  const bool told =
      found >= 0 && program.definitions[static_cast<std::size_t>(found)].kind != DefKind::table &&
      program.definitions[static_cast<std::size_t>(found)].kind != DefKind::not_expressed;
  if (!told) {
    Error error{"rule.unknown", std::string(name), "Det finns ingen sådan regel eller uppgift.",
                "There is no such rule or fact."};
    if (const std::string_view near = nearest_rule(program, rule); !near.empty()) {
      error.sv += " Menade du " + std::string(near) + "?";
      error.en += " Did you mean " + std::string(near) + "?";
    }
    return error;
  }
  std::vector<FactRef> roots;
  const auto add_definition = [&](std::int32_t index) {
    if (!program.definitions[static_cast<std::size_t>(index)].for_person) {
      roots.push_back({index, -1});
      return;
    }
    for (const std::size_t person : made.person_order) {
      if (!only || *only == person) roots.push_back({index, static_cast<std::int32_t>(person)});
    }
  };
  const Definition& first = program.definitions[static_cast<std::size_t>(found)];
  const bool whole_family = first.family >= 0 && rule == first.base_name;
  const std::size_t members =
      whole_family ? program.enumerations[static_cast<std::size_t>(first.family)].members.size()
                   : 1;
  for (std::size_t m = 0; m < members; ++m) add_definition(found + static_cast<std::int32_t>(m));
  return roots;
}

}  // namespace

Result<std::string> explain_rule(const Calculation& calculation, const Presentation& presentation,
                                 std::string_view rule, Format format) {
  const auto roots = find_rules(calculation, rule);
  if (!roots) return roots.error();
  const View view{calculation, presentation};
  if (format == Format::json) return explain_json(view, roots.value());
  return explain_words(view, roots.value(), format == Format::markdown);
}

Result<std::string> why_not(const Calculation& calculation, const Presentation& presentation,
                            std::string_view rule, Format format) {
  const auto roots = find_rules(calculation, rule);
  if (!roots) return roots.error();
  const View view{calculation, presentation};
  if (format == Format::json) {
    JsonWriter json;
    json.begin_object();
    write_head(json, view, "utvag/varfor-inte/1");
    json.key("rules").begin_array();
    for (const FactRef root : roots.value()) {
      why_not_json(json, view, root, rules::why_not(view.tracer(), root));
    }
    json.end_array();
    json.end_object();
    return json.take();
  }
  Page page(format == Format::markdown, presentation.language());
  for (const FactRef root : roots.value()) {
    why_not_words(page, view, root, rules::why_not(view.tracer(), root));
  }
  return page.take();
}

std::vector<StoryLine> row_story(const Calculation& calculation, const Presentation& presentation,
                                 std::size_t row) {
  const View view{calculation, presentation};
  std::vector<StoryLine> story;
  for (const TraceLine& line : rules::trace_lines(view.tracer(), calculation.rows[row].ref)) {
    story.push_back(
        {line.depth, view.label(line.read.ref), line_value(view, line), line_remark(view, line)});
    if (line.collapsed > 0) {
      story.push_back(
          {line.depth + 1, say::explain_collapsed(view.language(), line.collapsed), {}, {}});
    }
  }
  return story;
}

}  // namespace utvag::norm
