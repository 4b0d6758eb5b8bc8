#include <string>

#include "base/json_writer.hpp"
#include "norm/household.hpp"

namespace utvag::norm {
namespace {

using rules::Definition;
using rules::DefKind;
using rules::Kind;
using rules::Type;

constexpr const char* kMonthPattern = "^[0-9]{4}-(0[1-9]|1[0-2])$";

/// Writes the schema of one program's household files.
class SchemaWriter {
 public:
  explicit SchemaWriter(const Program& program) : program_(program) {}

  std::string write() {
    json_.begin_object();
    json_.key("$schema").string("https://json-schema.org/draft/2020-12/schema");
    json_.key("title").string("Utväg: hushåll (utvag/hushall/1)");
    json_.key("description")
        .string(
            "Fakta om ett hushåll. Det som inte är känt utelämnas. Se docs/formats/household.md.");
    json_.key("type").string("object");
    json_.key("additionalProperties").boolean(false);
    json_.key("required").begin_array().string("personer").end_array();
    json_.key("properties").begin_object();
    heading();
    json_.key("hushåll");
    inputs(false);
    json_.key("bedömningar");
    judgements(false);
    json_.key("personer").begin_object().key("type").string("array");
    json_.key("minItems")
        .integer(1)
        .key("maxItems")
        .integer(static_cast<std::int64_t>(kMaxPersons));
    json_.key("items");
    inputs(true);
    json_.end_object().end_object().end_object();
    return json_.take();
  }

 private:
  void text(const char* name, const char* description, const char* pattern) {
    json_.key(name).begin_object().key("type").string("string");
    json_.key("description").string(description);
    if (pattern != nullptr) json_.key("pattern").string(pattern);
    json_.end_object();
  }

  void heading() {
    json_.key("format").begin_object().key("const").string("utvag/hushall/1").end_object();
    text("kommun", "Kommunkod, fyra siffror.", "^[0-9]{4}$");
    text("månad", "Månaden som biståndet gäller.", kMonthPattern);
    text("beslutsdag", "Dagen då beslutet fattas; avgör vilken lag som åberopas.",
         "^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
    text("anteckning", "Fri text för människor; läses inte av reglerna.", nullptr);
  }

  void members(std::int16_t enumeration) {
    json_.key("enum").begin_array();
    for (const auto& member : program_.enumerations[static_cast<std::size_t>(enumeration)].members)
      json_.string(member.name);
    json_.end_array();
  }

  /// The keywords of one value, inside an object already begun.
  void value_keywords(const Definition& each) {
    const Type& type = each.type;
    switch (type.kind) {
      case Kind::boolean:
        json_.key("type").string("boolean");
        return;
      case Kind::date:
        json_.key("type").string("string").key("format").string("date");
        return;
      case Kind::month:
        json_.key("type").string("string").key("pattern").string(kMonthPattern);
        return;
      case Kind::enumeration:
        json_.key("type").string("string");
        members(type.enumeration);
        return;
      case Kind::number:
        break;
    }
    json_.key("type").begin_array().string(type.whole ? "integer" : "number").string("string");
    json_.end_array();
    const bool money = type.unit.kr == 1;
    const bool below_nothing = !each.low || each.low->numerator < 0;
    std::string pattern = below_nothing ? "^-?[0-9]+" : "^[0-9]+";
    if (money) pattern += "([.,][0-9]{1,2})?";
    if (!money && !type.whole) pattern += "([.,][0-9]{1,6})?";
    json_.key("pattern").string(pattern + "$");
    const Rational unit{money ? 100 : 1};
    if (each.low && (*each.low / unit).is_whole())
      json_.key("minimum").integer((*each.low / unit).numerator);
    if (each.high && (*each.high / unit).is_whole())
      json_.key("maximum").integer((*each.high / unit).numerator);
  }

  void rows(const Definition& each) {
    json_.begin_object().key("type").string("array");
    json_.key("maxItems").integer(static_cast<std::int64_t>(kMaxRowsPerInput));
    json_.key("items").begin_object().key("type").string("object");
    json_.key("additionalProperties").boolean(false);
    json_.key("required").begin_array().string("värde").end_array();
    json_.key("properties").begin_object();
    for (const char* name : {"från", "till", "månad"}) text(name, "En månad.", kMonthPattern);
    json_.key("värde").begin_object();
    value_keywords(each);
    json_.end_object().end_object().end_object().end_object();
  }

  /// One input: its value, null for not known, and what else it may be.
  void input(const Definition& each, const std::string& description) {
    json_.begin_object();
    if (!description.empty()) json_.key("description").string(description);
    json_.key("anyOf").begin_array();
    json_.begin_object();
    value_keywords(each);
    json_.end_object();
    json_.begin_object().key("type").string("null").end_object();
    if (each.may_be_inapplicable)
      json_.begin_object().key("const").string("ej tillämplig").end_object();
    if (each.spell) rows(each);
    json_.end_array().end_object();
  }

  static std::string description(const Definition& each) {
    std::string text = each.label;
    if (!each.question.empty()) text += (text.empty() ? "" : ". ") + each.question;
    if (!each.why.empty()) text += " " + each.why;
    if (each.type.unit.kr == 1) text += " (Kronor, högst två decimaler.)";
    if (each.may_be_inapplicable)
      text += " Skriv \"ej tillämplig\" när det inte gäller; utelämna det som inte är känt.";
    if (each.list)
      text += " {} säger att det inte finns något; utelämnad lista säger att det inte är känt.";
    return text;
  }

  void inputs(bool for_person) {
    json_.begin_object().key("type").string("object");
    json_.key("additionalProperties").boolean(false);
    if (for_person) json_.key("required").begin_array().string("id").string("roll").end_array();
    json_.key("properties").begin_object();
    if (for_person) {
      text("id", "Ett kort namn på personen i filen. Använd inte personnummer.", nullptr);
      json_.key("roll").begin_object().key("type").string("string").key("enum").begin_array();
      for (const auto& role : program_.roles) json_.string(role.name);
      json_.end_array().end_object();
      text("anteckning", "Fri text för människor; läses inte av reglerna.", nullptr);
    }
    for (const Definition& each : program_.definitions) {
      if (each.kind != DefKind::input || each.for_person != for_person || each.member > 0) continue;
      json_.key(each.base_name);
      if (each.family < 0)
        input(each, description(each));
      else
        family(each);
    }
    if (for_person) {
      json_.key("bedömningar");
      judgements(true);
    }
    json_.end_object().end_object();
  }

  void family(const Definition& each) {
    json_.begin_object().key("type").string("object");
    json_.key("description").string(description(each));
    json_.key("additionalProperties").boolean(false).key("properties").begin_object();
    for (const auto& member :
         program_.enumerations[static_cast<std::size_t>(each.family)].members) {
      json_.key(member.name);
      input(each, member.label);
    }
    json_.end_object().end_object();
  }

  void judgement(const Definition& each, const std::string& label) {
    std::string words = label;
    if (!each.question.empty()) words += ". " + each.question;
    if (each.direction == rules::Direction::higher) words += " Får bara höja.";
    if (each.direction == rules::Direction::lower)
      words += " Får bara sänka: beloppet skrivs med minus, till exempel -500.";
    json_.begin_object().key("type").string("object").key("description").string(words);
    json_.key("additionalProperties").boolean(false);
    json_.key("required").begin_array().string("värde").string("skäl").end_array();
    json_.key("properties").begin_object().key("värde").begin_object();
    value_keywords(each);
    json_.end_object();
    json_.key("skäl").begin_object().key("type").string("string").key("minLength").integer(1);
    json_.end_object().end_object().end_object();
  }

  void judgements(bool for_person) {
    json_.begin_object().key("type").string("object");
    json_.key("description").string("Bedömningar och avsteg från riktlinjer; alltid med skäl.");
    json_.key("additionalProperties").boolean(false).key("properties").begin_object();
    for (const Definition& each : program_.definitions) {
      if (!rules::takes_judgement(each) || each.for_person != for_person || each.member > 0)
        continue;
      json_.key(each.base_name);
      if (each.family < 0) {
        judgement(each, each.label);
        continue;
      }
      json_.begin_object().key("type").string("object").key("description").string(each.label);
      json_.key("additionalProperties").boolean(false).key("properties").begin_object();
      for (const auto& member :
           program_.enumerations[static_cast<std::size_t>(each.family)].members) {
        json_.key(member.name);
        judgement(each, member.label);
      }
      json_.end_object().end_object();
    }
    json_.end_object().end_object();
  }

  const Program& program_;
  JsonWriter json_;
};

}  // namespace

std::string household_schema(const Program& program) {
  return SchemaWriter(program).write();
}

}  // namespace utvag::norm
