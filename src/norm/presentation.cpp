#include "norm/presentation.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/json_writer.hpp"
#include "text/messages.hpp"
#include "text/po.hpp"

namespace utvag::norm {
namespace {

using rules::Definition;
using rules::DefKind;
using rules::Program;
using Translations = std::map<std::string, std::string, std::less<>>;
namespace say = text::say;

/// As gettext joins a context and a text.
std::string key_of(std::string_view context, std::string_view swedish) {
  return std::string(context) + '\x04' + std::string(swedish);
}

/// Adds what the packs' texter/<code>.po say; a later pack does not override an earlier one.
std::optional<Error> read_translations(const std::vector<rules::PackSource>& packs,
                                       text::Language language, Translations& translations) {
  if (language == text::Language::sv) return std::nullopt;
  const std::string ending = "/texter/" + std::string(text::code(language)) + ".po";
  for (const rules::PackSource& pack : packs) {
    for (const rules::SourceFile& file : pack.files) {
      if (!file.name.ends_with(ending)) continue;
      auto read = text::read_po(file.name, file.text);
      if (!read) return read.error();
      for (text::PoEntry& entry : read.value().entries) {
        if (entry.fuzzy || entry.texts.front().empty()) continue;
        translations.emplace(key_of(entry.context, entry.id), entry.texts.front());
        translations.emplace(key_of({}, entry.id), entry.texts.front());
      }
    }
  }
  return std::nullopt;
}

/// Calls tell(text) for every text of the packs that a person may read, in the order declared.
template <typename Tell>
void each_text(const Program& program, Tell tell) {
  for (const rules::Enumeration& enumeration : program.enumerations) {
    for (const rules::EnumMember& member : enumeration.members) tell(member.label);
  }
  for (const rules::Role& role : program.roles) tell(role.label);
  for (const rules::Pack& pack : program.packs) {
    tell(pack.label);
    tell(pack.example);
  }
  for (const Definition& definition : program.definitions) {
    for (const std::string* text : {&definition.label, &definition.question, &definition.why,
                                    &definition.document, &definition.explanation}) {
      tell(*text);
    }
    for (const rules::Layer& layer : definition.layers) {
      for (const rules::Version& version : layer.versions) {
        tell(version.text);
        tell(version.unknown.value_or(""));
        tell(version.provenance.note);
        for (const rules::Row& row : version.rows) {
          tell(row.unknown.value_or(""));
          tell(row.provenance.note);
        }
      }
    }
  }
}

Template::Piece piece(Template::Piece::Kind kind, std::int32_t definition = -1) {
  Template::Piece made;
  made.kind = kind;
  made.definition = definition;
  return made;
}

Result<Template> cut(const Program& program, const Definition& definition,
                     const std::string& text) {
  using PieceKind = Template::Piece::Kind;
  Template made;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = text.find('{', at);
    if (open != at) {
      made.pieces.push_back(piece(PieceKind::literal));
      made.pieces.back().literal = text.substr(at, open == std::string::npos ? open : open - at);
    }
    if (open == std::string::npos) break;
    const std::size_t close = std::min(text.find('}', open), text.size());
    const std::string name = text.substr(open + 1, close - open - 1);
    at = close + 1;
    if (name == "person") {
      made.pieces.push_back(piece(PieceKind::person));
    } else if (name == "värdet" || name == definition.base_name) {
      made.pieces.push_back(piece(PieceKind::own_value));
    } else if (name == "denna") {
      made.pieces.push_back(piece(PieceKind::member));
    } else if (name == "månad") {
      made.pieces.push_back(piece(PieceKind::month));
    } else if (name == "beslutsdag") {
      made.pieces.push_back(piece(PieceKind::decision_date));
    } else {
      // A bound name in the index (»denna«, »slag«) stands for the family as it was read.
      const std::int32_t exact = program.find(name);
      const std::int32_t found = exact >= 0 ? exact : program.find(name.substr(0, name.find('[')));
      if (found < 0 || close == text.size()) {
        return Error{"text.placeholder", definition.name,
                     "Förklaringen till " + definition.name + " nämner {" + name +
                         "}, som inte finns: " + text,
                     "The explanation of " + definition.name + " names {" + name +
                         "}, which does not exist: " + text};
      }
      made.pieces.push_back(piece(PieceKind::name, found));
    }
  }
  return made;
}

bool is_month_rate(const rules::Unit& unit) {
  return unit.kr == 1 && unit.month == -1 && unit.day == 0 && unit.year == 0;
}

}  // namespace

std::string_view Presentation::translate(std::string_view swedish, std::string_view context) const {
  auto found = translations_.find(key_of(context, swedish));
  if (found == translations_.end() && !context.empty()) {
    found = translations_.find(key_of({}, swedish));
  }
  return found == translations_.end() ? swedish : std::string_view(found->second);
}

Result<Presentation> Presentation::make(std::shared_ptr<const rules::Program> program,
                                        const std::vector<rules::PackSource>& packs,
                                        text::Language language) {
  Presentation made;
  made.language_ = language;
  made.program_ = std::move(program);
  if (auto fault = read_translations(packs, language, made.translations_)) return *fault;
  const auto translated = [&](const std::string& text, const std::string& context) {
    return std::string(made.translate(text, context));
  };
  for (const rules::Enumeration& enumeration : made.program_->enumerations) {
    auto& labels = made.members_.emplace_back();
    for (const rules::EnumMember& member : enumeration.members) {
      const std::string context = enumeration.name + "." + member.name + "/benämning";
      labels.push_back(member.label.empty() ? member.name : translated(member.label, context));
    }
  }
  for (const rules::Role& role : made.program_->roles) {
    made.roles_.push_back(role.label.empty() ? role.name
                                             : translated(role.label, role.name + "/roll"));
  }
  for (const Definition& definition : made.program_->definitions) {
    const std::string& name = definition.base_name;
    Words words;
    words.label =
        definition.label.empty() ? name : translated(definition.label, name + "/benämning");
    words.family_label = words.label;
    if (definition.family >= 0) {
      words.label +=
          ": " + made.member(definition.family, static_cast<std::size_t>(definition.member));
    }
    words.question = translated(definition.question, name + "/fråga");
    words.why = translated(definition.why, name + "/därför");
    words.document = translated(definition.document, name + "/underlag");
    auto sentence =
        cut(*made.program_, definition, translated(definition.explanation, name + "/förklaring"));
    if (!sentence) return sentence.error();
    words.explanation = std::move(sentence.value());
    made.words_.push_back(std::move(words));
  }
  made.write_cited();
  return made;
}

void Presentation::write_cited() {
  for (const rules::Provision& provision : program_->provisions) {
    auto& made = cited_provisions_.emplace_back();
    JsonWriter without;
    without.begin_object().key("id").string(provision.id).key("text").null().end_object();
    made.push_back(without.take());
    for (const rules::ProvisionText& text : provision.texts) {
      JsonWriter json;
      json.begin_object().key("id").string(provision.id).key("text").string(text.text);
      json.key("evidence").string(std::string_view(&text.evidence, 1));
      if (!text.link.empty()) json.key("link").string(text.link);
      made.push_back(json.end_object().take());
    }
  }
  for (const rules::Source& source : program_->sources) {
    JsonWriter json;
    json.begin_object().key("id").string(source.id).key("title").string(source.title);
    json.key("evidence").string(std::string_view(&source.evidence, 1));
    if (!source.link.empty()) json.key("link").string(source.link);
    cited_sources_.push_back(json.end_object().take());
  }
}

const std::string& Presentation::member(std::int16_t enumeration, std::size_t ordinal) const {
  if (enumeration < 0) return roles_[ordinal];
  return members_[static_cast<std::size_t>(enumeration)][ordinal];
}

const std::string& Presentation::role(std::int32_t role) const {
  return roles_[static_cast<std::size_t>(role)];
}

void Presentation::append_value(std::string& out, const rules::Type& type, Rational value) const {
  switch (type.kind) {
    case rules::Kind::boolean:
      return value.numerator != 0 ? say::yes(out, language_) : say::no(out, language_);
    case rules::Kind::date:
      return text::append_date(out, language_, Date{static_cast<std::int32_t>(value.numerator)});
    case rules::Kind::month:
      return text::append_month(out, language_, Month{static_cast<std::int32_t>(value.numerator)});
    case rules::Kind::enumeration:
      out.append(member(type.enumeration, static_cast<std::size_t>(value.numerator)));
      return;
    case rules::Kind::number:
      break;
  }
  const rules::Unit& unit = type.unit;
  if (is_month_rate(unit)) return text::append_amount(out, value);
  if (unit == rules::Unit{}) {
    return type.whole ? text::append_number(out, value) : text::append_percent(out, value);
  }
  if (value.is_whole() && unit == rules::Unit{0, 0, 0, 1}) {
    return say::years(out, language_, value.numerator);
  }
  if (value.is_whole() && unit == rules::Unit{0, 1, 0, 0}) {
    return say::months(out, language_, value.numerator);
  }
  std::string number;
  if (unit.kr != 0) {
    text::append_amount(number, value);
  } else if (unit.day > 0 && value.is_whole()) {
    say::days(number, language_, value.numerator);
  } else {
    text::append_number(number, value);
  }
  if (unit.month < 0) return say::per_month(out, language_, number);
  if (unit.year < 0) return say::per_year(out, language_, number);
  if (unit.day < 0) return say::per_day(out, language_, number);
  out.append(number);
}

std::vector<std::string> missing_texts(const rules::Program& program,
                                       const std::vector<rules::PackSource>& packs,
                                       text::Language language) {
  std::vector<std::string> missing;
  if (language == text::Language::sv) return missing;
  Translations translations;
  if (read_translations(packs, language, translations)) translations.clear();
  each_text(program, [&](const std::string& text) {
    if (text.empty() || !translations.emplace(key_of({}, text), text).second) return;
    missing.push_back(text);
  });
  return missing;
}

}  // namespace utvag::norm
