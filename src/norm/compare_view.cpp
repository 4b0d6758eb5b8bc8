#include "norm/page.hpp"
#include "norm/render.hpp"
#include "text/messages.hpp"

namespace utvag::norm {
namespace {

using rules::Difference;
using rules::FactRef;
using rules::Read;
using rules::State;
namespace say = text::say;

constexpr std::string_view kComparisonFormat = "utvag/jamforelse/1";

std::vector<FactRef> row_refs(const Calculation& made) {
  std::vector<FactRef> refs;
  for (const SheetRow& row : made.rows) refs.push_back(row.ref);
  return refs;
}

/// "mars 2026", with the municipality when there is one.
std::string side_name(const View& view) {
  std::string out;
  text::append_month(out, view.language(), view.calculation.plan->question().month);
  if (!view.calculation.request.municipality.empty()) {
    out.append(" (").append(view.calculation.request.municipality).append(")");
  }
  return out;
}

/// The two answers, and what the words of a difference need of each.
struct Sides {
  const View& before;
  const View& after;

  std::string label(const Difference& difference) const {
    return difference.before ? before.label(difference.ref_before)
                             : after.label(difference.ref_after);
  }

  static std::string side(const View& view, const std::optional<rules::Outcome>& outcome,
                          FactRef ref) {
    std::string out;
    if (!outcome) return say::compare_absent(view.language());
    view.append_value(out, ref.definition, outcome->state, outcome->value);
    return out;
  }

  static std::string side(const View& view, const Read& read) {
    std::string out;
    if (read.ref.definition < 0) return say::compare_absent(view.language());
    view.append_value(out, read.ref.definition, read.state, read.value);
    return out;
  }

  std::string words(const Difference& difference) const {
    const text::Language language = before.language();
    const std::string left = side(before, difference.before, difference.ref_before);
    const std::string right = side(after, difference.after, difference.ref_after);
    if (!difference.after) return say::compare_removed(language, label(difference), left);
    if (!difference.before) return say::compare_added(language, label(difference), right);
    return say::compare_changed(language, label(difference), left, right);
  }

  static std::string row_words(const View& view, const Read& read) {
    const rules::Basis basis = view.tracer().basis(read);
    if (basis.row == nullptr) return {};
    return rules::describe_row(view.program(), read.ref.definition, *basis.row);
  }

  std::string cause_label(const Difference::Cause& cause) const {
    const bool has_before = cause.before.ref.definition >= 0;
    const View& view = has_before ? before : after;
    const Read& read = has_before ? cause.before : cause.after;
    std::string out = view.label(read.ref);
    const std::string row = row_words(view, read);
    if (row.empty()) return out;
    const bool both = has_before && cause.after.ref.definition >= 0;
    const std::string other = both ? row_words(after, cause.after) : row;
    return out + " (" + row + (other == row ? "" : " → " + other) + ")";
  }

  std::string words(const Difference::Cause& cause) const {
    const text::Language language = before.language();
    const std::string label = cause_label(cause);
    const std::string left = side(before, cause.before);
    const std::string right = side(after, cause.after);
    switch (cause.kind) {
      case Difference::Cause::Kind::fact:
        return say::cause_fact(language, label, left, right);
      case Difference::Cause::Kind::version:
        return say::cause_version(language, label, left, right);
      case Difference::Cause::Kind::judgement:
        return say::cause_judgement(language, label, left, right);
      case Difference::Cause::Kind::month:
        break;
    }
    return say::cause_month(language, label, left, right);
  }
};

std::string_view kind_name(Difference::Cause::Kind kind) {
  switch (kind) {
    case Difference::Cause::Kind::fact:
      return "fact";
    case Difference::Cause::Kind::version:
      return "version";
    case Difference::Cause::Kind::judgement:
      return "judgement";
    case Difference::Cause::Kind::month:
      break;
  }
  return "month";
}

void write_side(JsonWriter& json, std::string_view key, const View& view, const Read& read,
                bool present) {
  json.key(key);
  if (!present) {
    json.null();
    return;
  }
  json.begin_object();
  write_value(json, view, read.ref.definition, read.state, read.value);
  const rules::Basis basis = view.tracer().basis(read);
  write_basis(json, view, basis, own_backing(view, read));
  json.end_object();
}

Read read_of(FactRef ref, const std::optional<rules::Outcome>& outcome) {
  Read read;
  read.ref = ref;
  if (outcome) {
    read.state = outcome->state;
    read.value = outcome->value;
  }
  return read;
}

void write_question(JsonWriter& json, const View& view) {
  const rules::Question& question = view.calculation.plan->question();
  json.begin_object();
  json.key("month").string(to_string(question.month));
  json.key("known_at").string(to_string(question.known_at));
  json.key("decision_date").string(to_string(question.decision_date));
  json.key("municipality").string(view.calculation.request.municipality);
  json.key("packs").begin_array();
  for (const rules::Pack& pack : view.program().packs) json.string(pack.hash);
  json.end_array();
  json.end_object();
}

void write_difference(JsonWriter& json, const Sides& sides, const Difference& difference) {
  json.begin_object();
  json.key("rule").string(difference.name);
  json.key("label").string(sides.label(difference));
  json.key("person");
  if (difference.person.empty()) {
    json.null();
  } else {
    json.string(difference.person);
  }
  json.key("change").string(!difference.after    ? "removed"
                            : !difference.before ? "added"
                                                 : "changed");
  write_side(json, "before", sides.before, read_of(difference.ref_before, difference.before),
             difference.before.has_value());
  write_side(json, "after", sides.after, read_of(difference.ref_after, difference.after),
             difference.after.has_value());
  json.key("text").string(sides.words(difference));
  json.key("causes").begin_array();
  for (const Difference::Cause& cause : difference.causes) {
    const bool has_before = cause.before.ref.definition >= 0;
    const View& view = has_before ? sides.before : sides.after;
    const Read& read = has_before ? cause.before : cause.after;
    json.begin_object();
    json.key("kind").string(kind_name(cause.kind));
    json.key("rule").string(view.definition(read.ref).name);
    json.key("person");
    write_person(json, view, read.ref.person);
    write_side(json, "before", sides.before, cause.before, has_before);
    write_side(json, "after", sides.after, cause.after, cause.after.ref.definition >= 0);
    json.key("text").string(sides.words(cause));
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace

std::string compare(const Calculation& before, const Presentation& presentation_before,
                    const Calculation& after, const Presentation& presentation_after,
                    Format format) {
  const View left{before, presentation_before};
  const View right{after, presentation_after};
  const Sides sides{left, right};
  const auto differences =
      rules::compare(left.tracer(), row_refs(before), right.tracer(), row_refs(after));
  if (format == Format::json) {
    JsonWriter json;
    json.begin_object();
    json.key("format").string(kComparisonFormat);
    json.key("engine").string(after.request.engine);
    json.key("language").string(text::code(left.language()));
    json.key("before");
    write_question(json, left);
    json.key("after");
    write_question(json, right);
    json.key("differences").begin_array();
    for (const Difference& difference : differences) write_difference(json, sides, difference);
    json.end_array();
    json.end_object();
    return json.take();
  }
  Page page(format == Format::markdown, left.language());
  page.title(say::compare_title(left.language(), side_name(left), side_name(right)));
  mark_examples(page, left);
  if (&before.program() != &after.program()) mark_examples(page, right);
  if (differences.empty()) page.paragraph(say::compare_same(left.language()));
  for (const Difference& difference : differences) {
    page.bullet(sides.words(difference));
    for (const Difference::Cause& cause : difference.causes) page.bullet(sides.words(cause), 1);
  }
  return page.take();
}

}  // namespace utvag::norm
