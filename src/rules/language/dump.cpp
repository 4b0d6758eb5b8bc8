#include "rules/language/dump.hpp"

#include <utility>
#include <vector>

namespace utvag::rules {
namespace {

using namespace syntax;

/// Writes fields as name=value, leaving out those that are empty.
class Dumper {
 public:
  std::string out;

  void field(const char* name, const std::string& value) {
    if (!value.empty()) out += std::string(" ") + name + "=" + quoted(value);
  }
  void field(const char* name, const std::optional<Date>& date) {
    if (date) field(name, to_string(*date));
  }
  void field(const char* name, const std::optional<Month>& month) {
    if (month) field(name, to_string(*month));
  }
  void field(const char* name, bool value) {
    if (value) out += std::string(" ") + name;
  }
  void field(const char* name, const ExprPtr& expr) {
    if (!expr) return;
    out += std::string(" ") + name + "=";
    expression(*expr);
  }
  void number(const char* name, int value) {
    out += std::string(" ") + name + "=" + std::to_string(value);
  }
  void names(const char* name, const std::vector<std::string>& list) {
    if (list.empty()) return;
    out += std::string(" ") + name + "=";
    for (const std::string& item : list) out += quoted(item) + ",";
  }
  void references(const char* name, const std::vector<std::pair<std::string, Span>>& list) {
    for (const auto& [item, span] : list) field(name, item);
  }

  static std::string quoted(const std::string& text) {
    std::string made = "\"";
    for (const char c : text) {
      if (c == '"' || c == '\\') made += '\\';
      made += c;
    }
    return made + "\"";
  }

  void unit(const Unit& unit) {
    const std::pair<const char*, int> parts[] = {
        {"kr", unit.kr}, {"mån", unit.month}, {"dag", unit.day}, {"år", unit.year}};
    for (const auto& [name, power] : parts) {
      if (power != 0) out += std::string("·") + name + std::to_string(power);
    }
  }

  void literal(const Literal& literal) {
    switch (literal.kind) {
      case LiteralKind::number:
      case LiteralKind::percent:
        out += to_string(literal.number);
        if (literal.kind == LiteralKind::percent) out += "%";
        if (literal.whole) out += "w";
        unit(literal.unit);
        break;
      case LiteralKind::date:
        out += to_string(literal.date);
        break;
      case LiteralKind::month:
        out += to_string(literal.month);
        break;
      case LiteralKind::boolean:
        out += literal.number == Rational(1) ? "ja" : "nej";
        break;
      case LiteralKind::text:
        out += quoted(literal.text);
        break;
    }
  }

  void pattern(const Pattern& pattern) {
    out += "<" + std::to_string(static_cast<int>(pattern.kind));
    field("low", pattern.low);
    field("high", pattern.high);
    names("names", pattern.names);
    out += ">";
  }

  void expression(const Expr& e) {
    if (e.kind == ExprKind::literal) return literal(e.literal);
    if (e.kind == ExprKind::name) {
      out += e.text;
      return;
    }
    static constexpr const char* kNames[] = {"literal", "name",    "index", "call", "unary",
                                             "binary",  "om",      "fall",  "i",    "bland",
                                             "samlar",  "avrunda", "vid",   "tiger"};
    out += std::string("(") + kNames[static_cast<std::size_t>(e.kind)];
    if (!e.text.empty()) out += " " + e.text;
    field("löper", e.variable);
    field("över", e.over_enum);
    field("där", e.filter);
    for (const ExprPtr& child : e.children) {
      out += " ";
      expression(*child);
    }
    for (const auto& arm : e.arms) names("när", arm);
    field("annars", e.has_else);
    names("bland", e.names);
    if (e.kind == ExprKind::in_range) pattern(e.pattern);
    out += ")";
  }

  void type(const TypeName& type) {
    out += " : " + std::to_string(static_cast<int>(type.kind)) + type.name;
    unit(type.unit);
  }

  void provenance(const Provenance& p) {
    references("källa", p.sources);
    references("lagrum", p.provisions);
    if (p.evidence) field("bevis", std::string(1, *p.evidence));
    field("registrerad", p.registered);
    field("kontrollerad", p.checked);
    field("rättar", p.corrects);
    field("beslut", p.decided_by);
    field("not", p.note);
    field("länk", p.link);
  }

  void version(const Version& version) {
    out += "\n  version";
    field("från", version.from);
    field("till", version.to);
    field("känd", version.known_to);
    field("år", version.from_year_only);
    field("text", version.text);
    field("är", version.body);
    if (version.unknown) out += " okänt=" + quoted(*version.unknown);
    provenance(version.provenance);
    for (const Row& row : version.rows) {
      out += "\n    rad ";
      for (const Pattern& key : row.keys) pattern(key);
      field("värde", row.value);
      field("okänt", row.unknown);
      provenance(row.provenance);
    }
  }

  void texts(const Decl& d) {
    field("benämning", d.label);
    field("fråga", d.question);
    field("därför", d.why);
    field("underlag", d.document);
    field("förklaring", d.explanation);
    field("per", d.family);
    field("nivå", d.level);
    field("exempel", d.example);
    names("kommuner", d.municipalities);
    provenance(d.provenance);
  }

  void declaration(const Decl& d) {
    out += "decl " + std::to_string(static_cast<int>(d.kind)) + " " + d.name;
    number("term", static_cast<int>(d.term));
    if (d.type) type(*d.type);
    field("person", d.for_person);
    texts(d);
    if (d.allowed) pattern(*d.allowed);
    field("spann", d.spell);
    field("lista", d.list);
    field("tillämplig", d.may_be_inapplicable);
    field("antas", d.assumed);
    for (const Key& key : d.keys) {
      field("nyckel", key.name);
      type(key.type);
      if (key.domain) pattern(*key.domain);
    }
    field("blad", d.sheet);
    number("ordning", d.sheet_order);
    field("resultat", d.outcome);
    field("beslutsdag", d.by_decision_date);
    for (const Bound& bound : d.bounds) {
      out += bound.at_least ? " minst" : " högst";
      field("", bound.value);
      field("från", bound.from);
      field("till", bound.to);
      provenance(bound.provenance);
    }
    number("riktning", static_cast<int>(d.direction));
    references("berör", d.touches);
    field("när", d.condition);
    for (const Member& member : d.members) field(member.name.c_str(), member.label);
    number("minst", d.role_min);
    number("högst", d.role_max);
    for (const Claim& claim : d.claims) {
      field("likvärdig", claim.mutant);
      field("ty", claim.argument);
    }
    for (const Version& each : d.versions) version(each);
    out += "\n";
  }

  void value(const TestValue& value) {
    out += " [" + std::to_string(static_cast<int>(value.kind));
    field("värde", value.value);
    names("fakta", value.names);
    field("text", value.text);
    out += "]";
  }

  void step(const TestStep& step) {
    out += "\n  " + std::to_string(static_cast<int>(step.kind));
    field("person", step.target.person);
    field("namn", step.target.name);
    field("medlem", step.target.member);
    value(step.value);
    field("från", step.from);
    field("till", step.to);
  }

  void test(const Test& test) {
    out += "prov " + quoted(test.name);
    for (const TestPerson& person : test.persons) out += " " + person.role + ":" + person.name;
    for (const TestStep& each : test.steps) step(each);
    for (const TestStep& column : test.columns) {
      out += "\n  kolumn";
      step(column);
    }
    for (const auto& row : test.rows) {
      out += "\n  rad";
      for (const TestValue& cell : row) value(cell);
    }
    out += "\n";
  }
};

}  // namespace

std::string dump(const syntax::File& file) {
  Dumper dumper;
  for (const Decl& decl : file.decls) dumper.declaration(decl);
  for (const Test& test : file.tests) dumper.test(test);
  return std::move(dumper.out);
}

std::string dump(const syntax::Expr& expression) {
  Dumper dumper;
  dumper.expression(expression);
  return std::move(dumper.out);
}

}  // namespace utvag::rules
