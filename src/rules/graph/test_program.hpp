#pragma once
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "rules/graph/evaluation.hpp"

/// Small programs built by hand, for tests of the engine alone.
namespace utvag::rules::testing {

inline Date day(int year, int month, int of_month) {
  return *make_date(year, month, of_month);
}
inline Month month(int year, int of_year) {
  return *make_month(year, of_year);
}

/// Roles vuxen 0, barn 1; enumeration 0 = färg (röd, grön, blå); pack 0 national, 1 joint,
/// 2 municipal. Versions are in force from 2000-01-01, registered 2020-01-01, unless said.
struct Builder {
  Program program;

  Builder() {
    program.packs.resize(3);
    program.packs[1].level = Level::joint;
    program.packs[2].level = Level::municipal;
    program.roles = {{"vuxen", "", 1, 2}, {"barn", "", 0, -1}};
    program.enumerations = {{"färg", {{"röd", ""}, {"grön", ""}, {"blå", ""}}}};
    program.last_registered = day(2020, 1, 1);
  }

  // ---- nodes ----
  std::int32_t add(Node node) {
    program.nodes.push_back(std::move(node));
    return static_cast<std::int32_t>(program.nodes.size() - 1);
  }
  std::int32_t op(Op what, std::int32_t a = -1, std::int32_t b = -1, std::int32_t c = -1) {
    Node node;
    node.op = what;
    node.a = a;
    node.b = b;
    node.c = c;
    return add(node);
  }
  std::int32_t constant(Rational value) {
    Node node;
    node.value = value;
    return add(node);
  }
  std::int32_t read(std::int32_t definition) {
    Node node;
    node.op = Op::definition;
    node.ref = definition;
    return add(node);
  }
  std::int32_t family(std::int32_t first, std::int32_t member) {
    Node node;
    node.op = Op::family;
    node.ref = first;
    node.a = member;
    node.enumeration = 0;
    return add(node);
  }
  std::int32_t many(Op what, std::vector<std::int32_t> children) {
    Node node;
    node.op = what;
    node.children = std::move(children);
    return add(node);
  }
  std::int32_t lookup(std::int32_t table, std::vector<std::int32_t> keys) {
    const std::int32_t index = many(Op::lookup, std::move(keys));
    at(index).ref = table;
    return index;
  }
  std::int32_t cases(std::int32_t subject, std::vector<std::uint64_t> masks,
                     const std::vector<std::int32_t>& values) {
    std::vector<std::int32_t> children{subject};
    for (const std::int32_t value : values) children.push_back(value);
    const std::int32_t index = many(Op::cases, std::move(children));
    at(index).masks = std::move(masks);
    return index;
  }
  std::int32_t in_range(std::int32_t a, std::optional<Rational> low, std::optional<Rational> high) {
    const std::int32_t index = op(Op::in_range, a);
    at(index).low = low;
    at(index).high = high;
    return index;
  }
  std::int32_t in_set(std::int32_t a, std::uint64_t mask) {
    const std::int32_t index = op(Op::in_set, a);
    at(index).masks = {mask};
    return index;
  }
  std::int32_t round(std::int32_t a, Rational step, Rounding mode) {
    const std::int32_t index = op(Op::round, a);
    at(index).value = step;
    at(index).rounding = mode;
    return index;
  }
  std::int32_t over_members(Op what, std::int8_t slot, std::int32_t value, std::int32_t filter) {
    const std::int32_t index = op(what, value, filter);
    at(index).enumeration = 0;
    at(index).slot = slot;
    return index;
  }
  std::int32_t bound(std::int8_t slot) {
    const std::int32_t index = op(Op::bound_member);
    at(index).slot = slot;
    return index;
  }
  Node& at(std::int32_t index) { return program.nodes[static_cast<std::size_t>(index)]; }

  // ---- definitions ----
  Definition& def(std::int32_t index) {
    return program.definitions[static_cast<std::size_t>(index)];
  }
  std::int32_t define(Definition definition) {
    program.definitions.push_back(std::move(definition));
    return static_cast<std::int32_t>(program.definitions.size() - 1);
  }
  static Type type(Kind kind, bool whole = false) {
    Type result;
    result.kind = kind;
    result.whole = whole;
    if (kind == Kind::enumeration) result.enumeration = 0;
    return result;
  }
  std::int32_t input(const std::string& name, Type what = {}, bool for_person = false) {
    Definition definition;
    definition.kind = DefKind::input;
    definition.name = definition.base_name = name;
    definition.type = what;
    definition.for_person = for_person;
    return define(definition);
  }
  std::int32_t truth(const std::string& name, bool for_person = false) {
    return input(name, type(Kind::boolean), for_person);
  }
  /// A number with an allowed range.
  std::int32_t number(const std::string& name, Rational low, Rational high,
                      bool for_person = false) {
    const std::int32_t index = input(name, {}, for_person);
    def(index).low = low;
    def(index).high = high;
    return index;
  }
  /// A family of three inputs or rules over färg; the index of the first.
  template <typename Each>
  std::int32_t per_colour(Each each) {
    const auto first = static_cast<std::int32_t>(program.definitions.size());
    for (std::int16_t member = 0; member < 3; ++member) {
      Definition definition;
      definition.family = 0;
      definition.member = member;
      definition.family_first = first;
      each(definition);
      define(definition);
    }
    return first;
  }
  static Version version(std::int32_t body, Date from = day(2000, 1, 1),
                         std::optional<Date> to = {}) {
    Version result;
    result.from = from;
    result.to = to;
    result.body = body;
    result.provenance.registered = day(2020, 1, 1);
    return result;
  }
  std::int32_t rule(const std::string& name, std::int32_t body, bool for_person = false,
                    Type what = {}) {
    Definition definition;
    definition.kind = DefKind::rule;
    definition.name = definition.base_name = name;
    definition.for_person = for_person;
    definition.type = what;
    definition.layers.push_back({0, {version(body)}});
    return define(definition);
  }
  /// What overlay `pack` sets a term to; municipal before joint before national.
  void set(std::int32_t definition, std::int32_t pack, std::vector<Version> versions) {
    auto& layers = def(definition).layers;
    auto place = layers.begin();
    while (place->pack > pack) ++place;
    layers.insert(place, {pack, std::move(versions)});
  }
  static Row row(std::vector<Row::Interval> keys, Rational value) {
    Row result;
    result.keys = std::move(keys);
    result.value = value;
    result.provenance.registered = day(2020, 1, 1);
    return result;
  }
  std::int32_t table(const std::string& name, std::vector<Row> rows, std::int32_t pack = 0) {
    Definition definition;
    definition.kind = DefKind::table;
    definition.name = definition.base_name = name;
    definition.pack = pack;
    Version only = version(-1);
    only.rows = std::move(rows);
    definition.layers.push_back({pack, {only}});
    return define(definition);
  }
  void bound_of(std::int32_t definition, bool at_least, std::int32_t value) {
    Bound bound;
    bound.at_least = at_least;
    bound.value = value;
    bound.from = day(1990, 1, 1);
    bound.to = kLastDate;
    def(definition).bounds.push_back(bound);
  }
};

/// A finished program with the facts of a household and an evaluation of it.
struct Case {
  std::shared_ptr<const Program> program;
  Plan plan;
  Facts facts;

  explicit Case(const Builder& builder, std::vector<Person> persons = {},
                Question question = {month(2026, 3), day(2026, 3, 10), day(2026, 3, 10)})
      : program(std::make_shared<const Program>(builder.program)),
        plan(program, question),
        facts(*program, std::move(persons)) {}

  Case& set(std::int32_t definition, Rational value, std::size_t person = 0) {
    facts.at(definition, person).kind = Fact::Kind::known;
    facts.at(definition, person).value = value;
    return *this;
  }
  Case& kind(std::int32_t definition, Fact::Kind what, std::size_t person = 0) {
    facts.at(definition, person).kind = what;
    return *this;
  }
  Outcome get(std::int32_t definition, std::size_t person = 0) const {
    Evaluation evaluation(plan, facts);
    return evaluation.get(definition, person);
  }
  /// "5", "okänd 0 2.1" (definition.person), "ingen regel 3", "tyst", "fel 3", "ej tillämplig".
  std::string told(std::int32_t definition, std::size_t person = 0) const {
    Evaluation evaluation(plan, facts);
    const Outcome& outcome = evaluation.get(definition, person);
    return told(evaluation, outcome);
  }
  static std::string told(const Evaluation& evaluation, const Outcome& outcome) {
    switch (outcome.state) {
      case State::known:
        return to_string(outcome.value);
      case State::no_rule:
        return "ingen regel " + std::to_string(outcome.culprit);
      case State::failed:
        return "fel " + std::to_string(outcome.culprit);
      case State::silent:
        return "tyst";
      case State::not_applicable:
        return "ej tillämplig";
      case State::not_evaluated:
        return "ej räknad";
      case State::unknown:
        break;
    }
    std::string text = "okänd";
    for (const FactRef& fact : evaluation.missing(outcome)) {
      text += " " + std::to_string(fact.definition);
      if (fact.person >= 0) text += "." + std::to_string(fact.person);
    }
    return text;
  }
};

}  // namespace utvag::rules::testing
