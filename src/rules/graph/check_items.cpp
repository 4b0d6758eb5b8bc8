#include <algorithm>
#include <tuple>
#include <utility>

#include "rules/graph/checker.hpp"

namespace utvag::rules::checker {
namespace {

void sort_versions(Layer& layer) {
  std::stable_sort(layer.versions.begin(), layer.versions.end(),
                   [](const Version& a, const Version& b) {
                     return std::tie(a.from, a.provenance.registered, a.to) <
                            std::tie(b.from, b.provenance.registered, b.to);
                   });
}

/// What a `sätter` says for all its versions goes into each: the term's own declaration belongs to
/// another pack.
void inherit(Version& version, const Provenance& outer) {
  auto& made = version.provenance;
  if (made.sources.empty()) made.sources = outer.sources;
  if (made.provisions.empty()) made.provisions = outer.provisions;
  if (made.decided_by.empty()) made.decided_by = outer.decided_by;
  if (made.note.empty()) made.note = outer.note;
}

/// A value is a literal; that of a family may choose among literals by `denna`.
bool plain_value(const Expr& expr) {
  if (expr.kind == ExprKind::literal || expr.kind == ExprKind::name) return true;
  if (expr.kind == ExprKind::unary && expr.text == "-") {
    return expr.children[0]->kind == ExprKind::literal;
  }
  if (expr.kind != ExprKind::cases) return false;
  const Expr& subject = *expr.children[0];
  if (subject.kind != ExprKind::name || subject.text != "denna") return false;
  return std::all_of(expr.children.begin() + 1, expr.children.end(), [](const auto& arm) {
    return arm->kind != ExprKind::cases && plain_value(*arm);
  });
}

bool numeric(const Type& type) {
  return type.kind == Kind::number;
}

}  // namespace

void Checker::check_item(std::size_t index) {
  Item& item = items[index];
  const Decl& decl = *item.decl;
  item.shape.provenance = provenance(decl.provenance, item.pack);
  check_clauses(item);
  if (item.broken) return;
  switch (decl.kind) {
    case DeclKind::input:
      check_input(item);
      break;
    case DeclKind::table:
      check_table(index);
      break;
    case DeclKind::not_expressed:
      check_not_expressed(index);
      break;
    default: {
      Layer layer;
      layer.pack = item.pack;
      for (const syntax::Version& written : decl.versions) {
        Version made = version(decl, item.pack, written);
        if (written.body) {
          if (decl.kind == DeclKind::value && !plain_value(*written.body)) {
            auto& fault = error("language.value-literal", written.body->span,
                                "Ett värde är bara ett tal eller ord, inte en uträkning.",
                                "A value is only a number or a word, not a calculation.");
            fault.fix_sv = "Skriv regel i stället för värde.";
            fault.fix_en = "Write regel instead of värde.";
          }
          Typer typer(*this, index, {item.pack, decl.for_person, false});
          made.body = typer.body(*written.body, item.shape.type);
        }
        layer.versions.push_back(std::move(made));
      }
      sort_versions(layer);
      check_timeline(decl, layer.versions, !national(item.pack));
      for (const Setting& setting : item.settings) check_setting(index, setting);
      check_bounds(index);
      items[index].shape.layers.push_back(std::move(layer));
    }
  }
  check_explanation(item);
}

void Checker::check_setting(std::size_t index, const Setting& setting) {
  Item& item = items[index];
  const Decl& decl = *setting.decl;
  const Provenance outer = provenance(decl.provenance, setting.pack);
  if (decl.by_decision_date && !item.shape.by_decision_date) {
    error("overlay.decision-date", decl.name_span,
          "Termen själv bestämmer om versionerna går efter beslutsdag.",
          "The term itself decides whether versions go by the date of decision.")
        .related.push_back(item.decl->name_span);
  }
  Layer layer;
  layer.pack = setting.pack;
  for (const syntax::Version& written : decl.versions) {
    Version made = version(decl, setting.pack, written);
    inherit(made, outer);
    if (written.body) {
      Typer typer(*this, index, {setting.pack, item.decl->for_person, true});
      made.body = typer.body(*written.body, item.shape.type);
    }
    layer.versions.push_back(std::move(made));
  }
  sort_versions(layer);
  check_timeline(decl, layer.versions, true);
  item.shape.layers.push_back(std::move(layer));
  item.shape.claims.insert(item.shape.claims.end(), decl.claims.begin(), decl.claims.end());
  std::stable_sort(item.shape.layers.begin(), item.shape.layers.end(),
                   [](const Layer& a, const Layer& b) { return a.pack > b.pack; });
}

void Checker::check_input(Item& item) {
  const Decl& decl = *item.decl;
  const Type& type = item.shape.type;
  if (decl.allowed) {
    if (type.kind == Kind::boolean || type.kind == Kind::enumeration) {
      error("language.input-range", decl.allowed->span, "inom är för tal och datum.",
            "inom is for numbers and dates.");
    } else if (const auto found = interval(*decl.allowed, type)) {
      item.shape.low = found->low;
      item.shape.high = found->high;
    }
  }
  if (decl.assumed) {
    item.shape.assumed = constant(*decl.assumed, type, false);
    const auto& value = item.shape.assumed;
    if (value && ((item.shape.low && compare(*value, *item.shape.low) < 0) ||
                  (item.shape.high && compare(*value, *item.shape.high) > 0))) {
      error("language.input-range", decl.assumed->span,
            "Det antagna värdet ligger utanför det tillåtna.",
            "The assumed value lies outside what is allowed.");
    }
  }
  if (decl.list && (item.shape.family < 0 || !(numeric(type) || type.kind == Kind::boolean))) {
    auto& fault = error("language.list", decl.name_span,
                        "lista är för en familj (per …) av tal eller ja/nej.",
                        "lista is for a family (per …) of numbers or ja/nej.");
    fault.fix_sv = "Lägg till per och en uppräkning, eller ta bort lista.";
    fault.fix_en = "Add per and an enumeration, or remove lista.";
  }
}

void Checker::check_clauses(const Item& item) {
  const Decl& decl = *item.decl;
  const auto refuse = [&](bool wrong, const char* sv, const char* en) {
    if (wrong) error("language.clause", decl.name_span, sv, en);
  };
  const bool rule = decl.kind == DeclKind::rule || decl.kind == DeclKind::value;
  refuse(decl.term != Term::sealed && !rule, "Bara regel och värde kan vara riktlinje eller öppet.",
         "Only regel and värde can be riktlinje or öppet.");
  refuse(!decl.bounds.empty() && (!rule || decl.term == Term::sealed),
         "gräns är för en term som är riktlinje eller öppen.",
         "gräns is for a term that is riktlinje or öppet.");
  refuse(decl.direction != Direction::both &&
             (decl.kind != DeclKind::judgement || !numeric(item.shape.type)),
         "riktning är för en bedömning som är ett tal.",
         "riktning is for a judgement that is a number.");
  refuse(decl.for_person && decl.kind == DeclKind::value,
         "Ett värde är lika för alla och har inget för person.",
         "A value is the same for all and has no för person.");
}

void Checker::check_explanation(const Item& item) {
  const std::string& text = item.shape.explanation;
  std::vector<std::string_view> known = {"värdet", "person", "denna", "månad", "beslutsdag"};
  for (const std::int32_t read : item.reads) {
    known.push_back(items[static_cast<std::size_t>(read)].decl->name);
  }
  for (std::size_t at = text.find_first_of("{}"); at != std::string::npos;
       at = text.find_first_of("{}", at + 1)) {
    const std::size_t end = text[at] == '{' ? text.find_first_of("{}", at + 1) : std::string::npos;
    if (end == std::string::npos || text[end] == '{') {
      error("language.explanation", item.decl->name_span,
            "Förklaringen har en klammer utan motpart.", "The explanation has an unpaired brace.");
      return;
    }
    const std::string_view inside = std::string_view(text).substr(at + 1, end - at - 1);
    const std::string_view name = inside.substr(0, inside.find('['));
    at = end;
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = nearest(name, known);
    auto& fault = error(
        "language.explanation", item.decl->name_span,
        "Förklaringen nämner " + quoted(name) + ", som " + quoted(item.decl->name) + " inte läser.",
        "The explanation names " + quoted(name) + ", which " + quoted(item.decl->name) +
            " does not read.");
    fault.fix_sv = near.empty() ? "" : "Menades " + quoted(near) + "?";
    fault.fix_en = near.empty() ? "" : "Was " + quoted(near) + " meant?";
  }
}

void Checker::check_bounds(std::size_t index) {
  Item& item = items[index];
  for (const syntax::Bound& written : item.decl->bounds) {
    Bound made;
    made.at_least = written.at_least;
    made.from = written.from.value_or(kFirstDate);
    made.to = written.to.value_or(kLastDate);
    made.span = written.span;
    made.provenance = provenance(written.provenance, item.pack);
    if (made.provenance.sources.empty()) made.provenance.sources = item.shape.provenance.sources;
    if (made.provenance.provisions.empty()) {
      made.provenance.provisions = item.shape.provenance.provisions;
    }
    std::optional<char> letter = evidence_at(written.provenance);
    if (!letter) letter = evidence_at(item.decl->provenance);
    if (!letter) letter = evidence_of_provisions(written.provenance, made.to);
    if (!letter) letter = evidence_of_provisions(item.decl->provenance, made.to);
    made.provenance.evidence = letter.value_or('X');
    dates(made.provenance, written.provenance, nullptr, item.decl->span.file, written.span,
          *item.decl);
    if (!numeric(item.shape.type)) {
      error("language.clause", written.span, "gräns är för en term som är ett tal.",
            "gräns is for a term that is a number.");
      continue;
    }
    Typer typer(*this, index, {item.pack, item.decl->for_person, false});
    Type type = item.shape.type;
    type.whole = false;
    made.value = typer.body(*written.value, type);
    item.shape.bounds.push_back(std::move(made));
  }
}

void Checker::check_not_expressed(std::size_t index) {
  Item& item = items[index];
  const Decl& decl = *item.decl;
  Layer layer;
  layer.pack = item.pack;
  for (const syntax::Version& written : decl.versions) {
    Version made = version(decl, item.pack, written);
    if (made.text.empty()) {
      error("language.no-text", written.span, "Skriv vad i rätten som inte är uttryckt.",
            "Write what of the law is not expressed.");
    }
    layer.versions.push_back(std::move(made));
  }
  sort_versions(layer);
  check_timeline(decl, layer.versions, !national(item.pack));
  item.shape.layers.push_back(std::move(layer));
  bool persons_only = !decl.touches.empty();
  for (const auto& [name, span] : decl.touches) {
    const auto found = item_by_name.find(name);
    if (found == item_by_name.end() ||
        !visible(item.pack, items[static_cast<std::size_t>(found->second)].pack)) {
      std::vector<std::string_view> names;
      for (const Item& other : items) names.push_back(other.decl->name);
      const std::string near = nearest(name, names);
      auto& fault = error("language.unknown-name", span,
                          "Det finns ingen regel som heter " + quoted(name) + ".",
                          "There is no rule called " + quoted(name) + ".");
      fault.fix_sv = near.empty() ? "" : "Menades " + quoted(near) + "?";
      fault.fix_en = near.empty() ? "" : "Was " + quoted(near) + " meant?";
      continue;
    }
    item.shape.touches.push_back(found->second);
    persons_only &= items[static_cast<std::size_t>(found->second)].decl->for_person;
  }
  if (decl.touches.empty()) {
    error("language.no-touch", decl.name_span, "Skriv vad det berör: berör NAMN.",
          "Write what it touches: berör NAME.");
  }
  // A condition on what only persons have is asked of each person.
  item.shape.for_person = decl.for_person || persons_only;
  if (!decl.condition) return;
  Typer typer(*this, index, {item.pack, item.shape.for_person, false});
  item.shape.condition = typer.body(*decl.condition, item.shape.type);
}

}  // namespace utvag::rules::checker
