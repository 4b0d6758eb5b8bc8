#include <algorithm>
#include <utility>

#include "rules/graph/checker.hpp"

namespace utvag::rules::checker {

std::int32_t Typer::constant(const Expr& expr) {
  const auto made = checker_.literal(expr.literal, expr.span);
  if (!made) return -1;
  Node node;
  node.op = Op::constant;
  node.type = made->type;
  node.value = made->value;
  return add(std::move(node), expr.span);
}

std::int32_t Typer::builtin(const Expr& expr, bool& found) {
  Node node;
  found = true;
  if (expr.text == "månad") {
    node.op = Op::month_asked;
    node.type.kind = Kind::month;
  } else if (expr.text == "beslutsdag") {
    node.op = Op::decision_date;
    node.type.kind = Kind::date;
  } else if (expr.text == "ja" || expr.text == "nej") {
    node.op = Op::constant;
    node.type.kind = Kind::boolean;
    node.value = Rational{expr.text == "ja" ? 1 : 0};
  } else if (expr.text == "roll") {
    node.op = Op::role;
    node.type.kind = Kind::enumeration;
    node.type.enumeration = kRoles;
    if (!scope_.person) {
      checker_.error("language.scope-person", expr.span,
                     "roll är en persons; här är det hela hushållet.",
                     "roll is a person's; here it is the whole household.");
      return -1;
    }
  } else if (expr.text == "denna") {
    const std::int16_t family = checker_.items[item_].shape.family;
    node.op = Op::this_member;
    node.type.kind = Kind::enumeration;
    node.type.enumeration = family;
    if (family < 0) {
      checker_.error("language.this-member", expr.span,
                     "denna finns bara i en deklaration som är per en uppräkning.",
                     "denna exists only in a declaration that is per an enumeration.");
      return -1;
    }
  } else {
    found = false;
    return -1;
  }
  return add(std::move(node), expr.span);
}

std::int32_t Typer::name(const Expr& expr, const Type* hint, bool not_applicable_ok) {
  for (auto bound = bound_.rbegin(); bound != bound_.rend(); ++bound) {
    if (bound->first != expr.text) continue;
    Node node;
    node.op = Op::bound_member;
    node.slot = static_cast<std::int8_t>(bound_.rend() - bound - 1);
    node.type.kind = Kind::enumeration;
    node.type.enumeration = bound->second;
    return add(std::move(node), expr.span);
  }
  bool found = false;
  const std::int32_t made = builtin(expr, found);
  if (found) return made;
  if (hint != nullptr && hint->kind == Kind::enumeration) {
    if (const auto ordinal = checker_.member(hint->enumeration, expr.text)) {
      Node node;
      node.type = *hint;
      node.value = Rational{*ordinal};
      return add(std::move(node), expr.span);
    }
  }
  const auto at = checker_.item_by_name.find(expr.text);
  if (at == checker_.item_by_name.end()) return member_anywhere(expr);
  const Item& item = checker_.items[static_cast<std::size_t>(at->second)];
  if (!readable(at->second, expr, not_applicable_ok)) return -1;
  if (item.shape.kind == DefKind::table || item.shape.family >= 0) {
    const bool table = item.shape.kind == DefKind::table;
    auto& fault =
        checker_.error("language.index", expr.span,
                       quoted(expr.text) + (table ? " är en tabell och läses med nycklar."
                                                  : " är en familj och läses med en medlem."),
                       quoted(expr.text) + (table ? " is a table and is read with keys."
                                                  : " is a family and is read with a member."));
    fault.fix_sv = expr.text + "[…]";
    fault.fix_en = fault.fix_sv;
    return -1;
  }
  checker_.items[item_].reads.insert(at->second);
  Node node;
  node.op = Op::definition;
  node.type = item.shape.type;
  node.ref = at->second;
  node.b = 0;
  return add(std::move(node), expr.span);
}

/// A member's name where nothing says which enumeration is meant: good if only one has it.
std::int32_t Typer::member_anywhere(const Expr& expr) {
  std::vector<std::pair<std::int16_t, std::int64_t>> places;
  const auto count = static_cast<std::int16_t>(checker_.program.enumerations.size());
  for (std::int16_t e = kRoles; e < count; ++e) {
    if (e != kRoles &&
        !checker_.visible(scope_.pack, checker_.enumeration_packs[static_cast<std::size_t>(e)])) {
      continue;
    }
    if (const auto ordinal = checker_.member(e, expr.text)) places.emplace_back(e, *ordinal);
  }
  if (places.empty()) return unknown_name(expr, nullptr);
  if (places.size() > 1) {
    checker_.error(
        "language.ambiguous", expr.span,
        quoted(expr.text) + " finns i flera uppräkningar; här syns inte vilken som menas.",
        quoted(expr.text) + " is in several enumerations; here it is not clear which.");
    return -1;
  }
  Node node;
  node.type.kind = Kind::enumeration;
  node.type.enumeration = places.front().first;
  node.value = Rational{places.front().second};
  return add(std::move(node), expr.span);
}

std::int32_t Typer::unknown_name(const Expr& expr, const Type* hint) {
  std::vector<std::string_view> names;
  for (const Item& item : checker_.items) {
    if (checker_.visible(scope_.pack, item.pack)) names.push_back(item.decl->name);
  }
  for (const auto& [bound, over] : bound_) names.push_back(bound);
  for (const Enumeration& enumeration : checker_.program.enumerations) {
    for (const EnumMember& member : enumeration.members) names.push_back(member.name);
  }
  for (const Role& role : checker_.program.roles) names.push_back(role.name);
  for (const char* word : {"månad", "beslutsdag", "roll", "denna"}) names.emplace_back(word);
  std::string near = nearest(expr.text, names);
  if (hint != nullptr && hint->kind == Kind::enumeration) {
    const std::string member = checker_.nearest_member(hint->enumeration, expr.text);
    if (!member.empty()) near = member;
  }
  auto& fault = checker_.error("language.unknown-name", expr.span,
                               "Namnet " + quoted(expr.text) + " finns inte.",
                               "The name " + quoted(expr.text) + " does not exist.");
  fault.fix_sv = near.empty() ? "" : "Menades " + quoted(near) + "?";
  fault.fix_en = near.empty() ? "" : "Was " + quoted(near) + " meant?";
  return -1;
}

/// A name that can only be an enumeration's member: its type comes from the other side.
bool Typer::only_a_member(const Expr& expr) const {
  if (expr.kind != ExprKind::name || reserved(expr.text)) return false;
  const bool bound = std::any_of(bound_.begin(), bound_.end(),
                                 [&](const auto& one) { return one.first == expr.text; });
  return !bound && checker_.item_by_name.find(expr.text) == checker_.item_by_name.end();
}

bool Typer::readable(std::int32_t item, const Expr& expr, bool not_applicable_ok) {
  const Item& read = checker_.items[static_cast<std::size_t>(item)];
  const std::string name = quoted(expr.text);
  if (!checker_.visible(scope_.pack, read.pack)) {
    checker_
        .error("overlay.level", expr.span,
               name + " hör till ett påbyggnadspaket och syns inte härifrån.",
               name + " belongs to an overlay and is not seen from here.")
        .related.push_back(read.decl->name_span);
    return false;
  }
  if (read.broken) return false;
  if (read.shape.kind == DefKind::not_expressed) {
    checker_.error("language.not-expressed", expr.span,
                   name + " är ej uttryckt och har inget värde att läsa.",
                   name + " is not expressed and has no value to read.");
    return false;
  }
  if (read.decl->for_person && !scope_.person) {
    auto& fault = checker_.error("language.scope-person", expr.span,
                                 name + " är en persons; här är det hela hushållet.",
                                 name + " is a person's; here it is the whole household.");
    fault.related.push_back(read.decl->name_span);
    fault.fix_sv = "summa(person: " + expr.text + ")";
    fault.fix_en = fault.fix_sv;
    return false;
  }
  if (read.shape.may_be_inapplicable && !not_applicable_ok) {
    auto& fault = checker_.error("language.inapplicable", expr.span,
                                 name + " kan vara ej tillämplig; säg vad som då gäller.",
                                 name + " may be not applicable; say what holds then.");
    fault.related.push_back(read.decl->name_span);
    fault.fix_sv = "om_tillämpligt(" + expr.text + ", …)";
    fault.fix_en = fault.fix_sv;
    return false;
  }
  return true;
}

std::int32_t Typer::index(const Expr& expr, bool not_applicable_ok) {
  const auto at = checker_.item_by_name.find(expr.text);
  if (at == checker_.item_by_name.end()) return unknown_name(expr, nullptr);
  if (!readable(at->second, expr, not_applicable_ok)) return -1;
  const Item& item = checker_.items[static_cast<std::size_t>(at->second)];
  if (item.shape.kind == DefKind::table) return lookup(at->second, expr);
  if (item.shape.family >= 0) return family_entry(at->second, expr);
  auto& fault = checker_.error("language.index", expr.span,
                               quoted(expr.text) + " är varken tabell eller familj.",
                               quoted(expr.text) + " is neither a table nor a family.");
  fault.related.push_back(item.decl->name_span);
  fault.fix_sv = expr.text;
  fault.fix_en = expr.text;
  return -1;
}

std::int32_t Typer::family_entry(std::int32_t item, const Expr& expr) {
  const Item& family = checker_.items[static_cast<std::size_t>(item)];
  if (expr.children.size() != 1 || expr.children[0]->kind != ExprKind::name) {
    checker_.error("language.index", expr.span,
                   quoted(expr.text) + " läses med en medlem, denna eller ett bundet namn.",
                   quoted(expr.text) + " is read with a member, denna or a bound name.");
    return -1;
  }
  Type type;
  type.kind = Kind::enumeration;
  type.enumeration = family.shape.family;
  const Expr& key = *expr.children[0];
  const bool bound = std::any_of(bound_.begin(), bound_.end(),
                                 [&](const auto& one) { return one.first == key.text; });
  Node node;
  node.type = family.shape.type;
  node.ref = item;
  if (bound || key.text == "denna") {
    node.op = Op::family;
    node.a = wanted(key, type);
    if (node.a < 0) return -1;
  } else {
    const auto ordinal = checker_.constant(key, type, false);
    if (!ordinal) return -1;
    node.op = Op::definition;
    node.b = static_cast<std::int32_t>(ordinal->numerator);
  }
  checker_.items[item_].reads.insert(item);
  return add(std::move(node), expr.span);
}

std::int32_t Typer::lookup(std::int32_t item, const Expr& expr) {
  const std::vector<TableKey> keys = checker_.items[static_cast<std::size_t>(item)].shape.keys;
  const Type type = checker_.items[static_cast<std::size_t>(item)].shape.type;
  if (expr.children.size() != keys.size()) {
    std::string names;
    for (const TableKey& key : keys) names += (names.empty() ? "" : ", ") + key.name;
    auto& fault = checker_.error("language.index", expr.span,
                                 quoted(expr.text) + " har " + std::to_string(keys.size()) +
                                     " nycklar, inte " + std::to_string(expr.children.size()) + ".",
                                 quoted(expr.text) + " has " + std::to_string(keys.size()) +
                                     " keys, not " + std::to_string(expr.children.size()) + ".");
    fault.fix_sv = expr.text + "[" + names + "]";
    fault.fix_en = fault.fix_sv;
    return -1;
  }
  Node node;
  node.op = Op::lookup;
  node.type = type;
  node.ref = item;
  bool good = true;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    node.children.push_back(wanted(*expr.children[i], keys[i].type));
    good &= node.children.back() >= 0;
  }
  if (!good) return -1;
  checker_.items[item_].reads.insert(item);
  return add(std::move(node), expr.span);
}

}  // namespace utvag::rules::checker
