#include <algorithm>
#include <utility>

#include "rules/graph/checker.hpp"
#include "rules/graph/ranges.hpp"

namespace utvag::rules::checker {
namespace {

/// Proves `body ≤ bound` (or ≥) from the shape of the two: min(hyra, x) is never above hyra.
class Proof {
 public:
  Proof(const Program& program, const Ranges& ranges, bool at_least)
      : program_(program), ranges_(ranges), at_least_(at_least) {}

  bool holds(std::int32_t body, std::int32_t bound) const {
    const Node& node = at(body);
    if (node.op == Op::silent || equal(body, bound) || by_range(body, bound)) return true;
    const auto child = [&](std::int32_t index) { return holds(index, bound); };
    switch (node.op) {
      case Op::if_else:
        return child(node.b) && child(node.c);
      case Op::cases:
        return std::all_of(node.children.begin() + 1, node.children.end(), child);
      case Op::minimum:
      case Op::maximum: {
        const bool one_is_enough = (node.op == Op::maximum) == at_least_;
        return one_is_enough ? std::any_of(node.children.begin(), node.children.end(), child)
                             : std::all_of(node.children.begin(), node.children.end(), child);
      }
      default:
        return false;
    }
  }

  /// Whether no value of the body can keep the bound.
  bool broken(std::int32_t body, std::int32_t bound) const {
    const ValueRange& value = ranges_.node(body);
    const ValueRange& limit = ranges_.node(bound);
    if (value.empty || limit.empty) return false;
    return at_least_ ? value.high && limit.low && compare(*value.high, *limit.low) < 0
                     : value.low && limit.high && compare(*value.low, *limit.high) > 0;
  }

 private:
  const Node& at(std::int32_t index) const {
    return program_.nodes[static_cast<std::size_t>(index)];
  }

  bool by_range(std::int32_t body, std::int32_t bound) const {
    const ValueRange& value = ranges_.node(body);
    const ValueRange& limit = ranges_.node(bound);
    if (value.empty) return true;
    return at_least_ ? value.low && limit.high && compare(*value.low, *limit.high) >= 0
                     : value.high && limit.low && compare(*value.high, *limit.low) <= 0;
  }

  bool equal_or_none(std::int32_t a, std::int32_t b) const {
    return (a < 0 && b < 0) || (a >= 0 && b >= 0 && equal(a, b));
  }

  bool equal(std::int32_t first, std::int32_t second) const {
    const Node& a = at(first);
    const Node& b = at(second);
    const bool same = a.op == b.op && a.type == b.type && a.ref == b.ref && a.slot == b.slot &&
                      a.enumeration == b.enumeration && a.rounding == b.rounding &&
                      a.value == b.value && a.low == b.low && a.high == b.high &&
                      a.masks == b.masks && a.children.size() == b.children.size();
    if (!same || !equal_or_none(a.a, b.a) || !equal_or_none(a.b, b.b) || !equal_or_none(a.c, b.c)) {
      return false;
    }
    return std::equal(a.children.begin(), a.children.end(), b.children.begin(),
                      [&](std::int32_t x, std::int32_t y) { return equal(x, y); });
  }

  const Program& program_;
  const Ranges& ranges_;
  bool at_least_;
};

void tell_broken(Checker& checker, const Definition& definition, const Bound& bound,
                 const Layer& layer, const Version& version) {
  const std::string pack = checker.program.packs[static_cast<std::size_t>(layer.pack)].name;
  const char* side = bound.at_least ? "minst" : "högst";
  auto& fault = checker.error("overlay.bound", version.span,
                              "Versionen håller aldrig gränsen " + std::string(side) + " för " +
                                  quoted(definition.name) + " (paketet " + pack + ").",
                              "The version never keeps the bound " + std::string(side) + " of " +
                                  quoted(definition.name) + " (pack " + pack + ").");
  fault.related.push_back(bound.span);
  const auto cite = [&](const Provenance& provenance) {
    for (const std::int32_t index : provenance.provisions) {
      const auto& texts = checker.program.provisions[static_cast<std::size_t>(index)].texts;
      if (!texts.empty()) fault.citations.push_back(texts.back().text);
    }
    for (const std::int32_t index : provenance.sources) {
      fault.citations.push_back(checker.program.sources[static_cast<std::size_t>(index)].title);
    }
  };
  cite(bound.provenance);
  cite(version.provenance);
  fault.fix_sv = "Ändra värdet så att det håller gränsen, eller ta bort versionen.";
  fault.fix_en = "Change the value so that it keeps the bound, or remove the version.";
}

void check_bound(Checker& checker, const Ranges& ranges, Definition& definition, Bound& bound) {
  const Proof proof(checker.program, ranges, bound.at_least);
  bool proved = true;
  for (const Layer& layer : definition.layers) {
    for (const Version& version : layer.versions) {
      const bool together =
          version.from <= bound.to && bound.from <= version.to.value_or(kLastDate);
      if (version.body < 0 || !together) continue;
      const bool overlay = &layer != &definition.layers.back();  // the default is not bounded
      proved = proved && (!overlay || proof.holds(version.body, bound.value));
      if (proof.broken(version.body, bound.value)) {
        tell_broken(checker, definition, bound, layer, version);
      }
    }
  }
  bound.proved = proved;
}

}  // namespace

void Checker::check_ranges() {
  const Ranges ranges(program);
  for (const Item& item : items) {
    for (std::int32_t i = item.base; i < item.base + item.node_count; ++i) {
      const Node& node = program.nodes[static_cast<std::size_t>(i)];
      if (node.op != Op::divide || ranges.node(node.b).excludes_zero()) continue;
      const Node& divisor = program.nodes[static_cast<std::size_t>(node.b)];
      auto& fault = error("language.division", divisor.span,
                          "Det går inte att visa att det som delas med aldrig är noll.",
                          "It cannot be shown that the divisor is never zero.");
      const std::string unit = unit_text(divisor.type.unit);
      fault.fix_sv = "max(1" + (unit.empty() ? "" : " " + unit) + ", …)";
      fault.fix_en = fault.fix_sv;
      fault.citations = citations(*item.decl);
    }
  }
  for (Definition& definition : program.definitions) {
    const auto& shared = program.layers(definition);
    if (definition.bounds.empty()) continue;
    if (&shared != &definition.layers) {  // the family's first stands before its others
      const auto& first = program.definitions[static_cast<std::size_t>(definition.family_first)];
      for (std::size_t i = 0; i < definition.bounds.size(); ++i) {
        definition.bounds[i].proved = first.bounds[i].proved;
      }
      continue;
    }
    for (Bound& bound : definition.bounds) check_bound(*this, ranges, definition, bound);
  }
}

}  // namespace utvag::rules::checker
