#include <algorithm>
#include <tuple>
#include <utility>

#include "rules/graph/checker.hpp"

namespace utvag::rules::checker {
namespace {

struct Found {
  const Decl* decl;
  std::int32_t pack;
};

std::vector<Found> all_of(const Checker& checker, DeclKind kind) {
  std::vector<Found> found;
  for (const syntax::File& file : checker.parsed) {
    const auto source = checker.pack_of_file[static_cast<std::size_t>(file.index)];
    const std::int32_t pack = checker.pack_index[static_cast<std::size_t>(source)];
    for (const Decl& decl : file.decls) {
      if (decl.kind == kind) found.push_back({&decl, pack});
    }
  }
  // By pack and name: neither the order of files nor of declarations means anything.
  std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return std::tie(a.pack, a.decl->name) < std::tie(b.pack, b.decl->name);
  });
  return found;
}

std::optional<Level> level_of(const std::string& word) {
  if (word == "nationell") return Level::national;
  if (word == "gemensam") return Level::joint;
  if (word == "kommunal") return Level::municipal;
  if (word == "tänkt") return Level::hypothetical;
  return std::nullopt;
}

void check_municipalities(Checker& checker, const Decl& decl, Level level) {
  const bool everywhere = level == Level::national || level == Level::hypothetical;
  if (everywhere && !decl.municipalities.empty()) {
    checker.error(
        "pack.municipalities", decl.span,
        "Ett nationellt eller tänkt paket gäller alla kommuner och räknar inte upp några.",
        "A national or hypothetical pack is for all municipalities and lists none.");
  }
  if (!everywhere && decl.municipalities.empty()) {
    auto& fault = checker.error("pack.municipalities", decl.span,
                                "Paketet säger inte vilka kommuner det gäller för.",
                                "The pack does not say which municipalities it is for.");
    fault.fix_sv = "Lägg till raden: kommuner 1280";
    fault.fix_en = "Add the line: kommuner 1280";
  }
  if (level == Level::municipal && decl.municipalities.size() > 1) {
    auto& fault =
        checker.error("pack.municipalities", decl.span,
                      "Ett kommunalt paket är för en kommun, men flera är uppräknade.",
                      "A municipal pack is for one municipality, but several are listed.");
    fault.fix_sv = "Skriv nivå gemensam om riktlinjen är flera kommuners.";
    fault.fix_en = "Write nivå gemensam if the guideline is that of several municipalities.";
  }
}

/// The manifest of each pack source; null (and a fault) when there is not exactly one.
std::vector<const Decl*> manifests(Checker& checker) {
  std::vector<const Decl*> found(checker.pack_sources.size(), nullptr);
  for (const syntax::File& file : checker.parsed) {
    const auto source =
        static_cast<std::size_t>(checker.pack_of_file[static_cast<std::size_t>(file.index)]);
    for (const Decl& decl : file.decls) {
      if (decl.kind != DeclKind::package) continue;
      if (found[source] != nullptr) {
        auto& fault = checker.error("pack.two-manifests", decl.span,
                                    "Paketet har två paket-deklarationer; det ska ha en.",
                                    "The pack has two manifests; it must have one.");
        fault.related.push_back(found[source]->span);
        continue;
      }
      found[source] = &decl;
    }
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i] != nullptr) continue;
    auto& fault = checker.error(
        "pack.no-manifest", Span{},
        "Paketet " + quoted(checker.pack_sources[i].name) + " har ingen paket-deklaration.",
        "The pack " + quoted(checker.pack_sources[i].name) + " has no manifest.");
    fault.fix_sv = "Lägg en fil paket.norm i mappen med paket, benämning, nivå och kommuner.";
    fault.fix_en = "Put a file paket.norm in the folder, with paket, benämning, nivå and kommuner.";
  }
  return found;
}

void check_one_national(Checker& checker, const std::vector<const Decl*>& found) {
  const Decl* first = nullptr;
  for (const Decl* decl : found) {
    if (decl == nullptr || decl->level != "nationell") continue;
    if (first != nullptr) {
      auto& fault = checker.error("pack.two-national", decl->span,
                                  "Två nationella paket kan inte läsas tillsammans.",
                                  "Two national packs cannot be read together.");
      fault.related.push_back(first->span);
    } else {
      first = decl;
    }
  }
  if (first != nullptr || checker.errors > 0) return;
  checker.error("pack.no-national", found.empty() ? Span{} : found.front()->span,
                "Det finns inget nationellt paket att lägga paketen ovanpå.",
                "There is no national pack for the packs to lie on.");
}

}  // namespace

void Checker::collect_packs() {
  const std::vector<const Decl*> found = manifests(*this);
  for (const Decl* decl : found) {
    if (decl == nullptr) continue;
    const std::optional<Level> level = level_of(decl->level);
    if (!level) {
      auto& fault = error("pack.level", decl->span, "Paketet säger inte vilken nivå det har.",
                          "The pack does not say its level.");
      fault.fix_sv = "Skriv nivå nationell, gemensam, kommunal eller tänkt.";
      fault.fix_en = "Write nivå nationell, gemensam, kommunal or tänkt.";
      continue;
    }
    check_municipalities(*this, *decl, *level);
  }
  check_one_national(*this, found);
  if (errors > 0) return;
  std::vector<std::size_t> sorted(found.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) sorted[i] = i;
  std::stable_sort(sorted.begin(), sorted.end(), [&](std::size_t a, std::size_t b) {
    return std::make_pair(*level_of(found[a]->level), found[a]->name) <
           std::make_pair(*level_of(found[b]->level), found[b]->name);
  });
  for (const std::size_t source : sorted) {
    const Decl& decl = *found[source];
    pack_index[source] = static_cast<std::int32_t>(program.packs.size());
    program.packs.push_back({decl.name, decl.label, *level_of(decl.level), decl.example,
                             decl.municipalities, pack_hash(pack_sources[source])});
  }
}

bool Checker::national(std::int32_t pack) const {
  return program.packs[static_cast<std::size_t>(pack)].level == Level::national;
}

bool Checker::visible(std::int32_t from_pack, std::int32_t of_pack) const {
  return from_pack == of_pack || program.packs[static_cast<std::size_t>(of_pack)].level <
                                     program.packs[static_cast<std::size_t>(from_pack)].level;
}

void Checker::duplicate(const Decl& second, const Decl& first) {
  const auto source_of = [&](const Decl& decl) {
    return pack_of_file[static_cast<std::size_t>(decl.span.file)];
  };
  const bool across = source_of(second) != source_of(first);
  auto& fault = error(across ? "overlay.redeclared" : "language.duplicate", second.name_span,
                      across ? "Namnet " + quoted(second.name) + " finns redan i ett annat paket."
                             : "Namnet " + quoted(second.name) + " är redan deklarerat.",
                      across ? "The name " + quoted(second.name) + " exists in another pack."
                             : "The name " + quoted(second.name) + " is already declared.");
  fault.related.push_back(first.name_span);
  for (const Decl* decl : {&first, &second}) {
    for (std::string& text : citations(*decl)) fault.citations.push_back(std::move(text));
  }
  fault.fix_sv = across ? "Ge det ett eget namn, eller skriv sätter om termen är öppen."
                        : "Ta bort den ena, eller ge den ett annat namn.";
  fault.fix_en = across ? "Give it a name of its own, or write sätter if the term is open."
                        : "Remove one of them, or give it another name.";
}

namespace {

void register_all(Checker& checker, DeclKind kind,
                  std::unordered_map<std::string, std::int32_t>& by_name,
                  std::vector<const Decl*>& decls, std::vector<std::int32_t>* packs) {
  for (const Found& found : all_of(checker, kind)) {
    const auto index = static_cast<std::int32_t>(decls.size());
    const auto [at, fresh] = by_name.emplace(found.decl->name, index);
    if (!fresh) {
      checker.duplicate(*found.decl, *decls[static_cast<std::size_t>(at->second)]);
      continue;
    }
    decls.push_back(found.decl);
    if (packs != nullptr) packs->push_back(found.pack);
  }
}

void register_enumeration(Checker& checker, const Decl& decl) {
  Enumeration made;
  made.name = decl.name;
  for (const syntax::Member& member : decl.members) {
    if (reserved(member.name)) {
      checker.error(
          "language.reserved-name", member.span,
          "Medlemmen " + quoted(member.name) + " har ett namn som språket självt använder.",
          "The member " + quoted(member.name) + " has a name the language itself uses.");
      continue;
    }
    made.members.push_back({member.name, member.label});
  }
  if (decl.members.size() > kMaxMembers) {
    checker.error("language.enumeration-size", decl.name_span,
                  "En uppräkning kan ha högst 64 medlemmar; " + quoted(decl.name) + " har " +
                      std::to_string(decl.members.size()) + ".",
                  "An enumeration can have at most 64 members; " + quoted(decl.name) + " has " +
                      std::to_string(decl.members.size()) + ".");
  }
  checker.program.enumerations.push_back(std::move(made));
}

void register_role(Checker& checker, const Decl& decl) {
  const auto source = checker.pack_of_file[static_cast<std::size_t>(decl.span.file)];
  const auto pack = checker.pack_index[static_cast<std::size_t>(source)];
  if (!checker.national(pack)) {
    checker.error("overlay.role", decl.span, "Roller bestäms av det nationella paketet.",
                  "Roles are decided by the national pack.");
  }
  checker.program.roles.push_back({decl.name, decl.label, decl.role_min, decl.role_max});
}

}  // namespace

void Checker::collect_names() {
  for (const syntax::File& file : parsed) {
    for (const Decl& decl : file.decls) {
      if (decl.kind != DeclKind::defaults) continue;
      auto& slot = defaults[static_cast<std::size_t>(file.index)];
      if (slot != nullptr) {
        error("language.duplicate", decl.span, "Filen har två förval; den kan ha ett.",
              "The file has two förval; it can have one.")
            .related.push_back(slot->span);
      }
      slot = &decl.provenance;
    }
  }
  register_all(*this, DeclKind::source, source_by_name, source_decls, nullptr);
  register_all(*this, DeclKind::provision, provision_by_name, provision_decls, &provision_packs);
  register_all(*this, DeclKind::enumeration, enumeration_by_name, enumeration_decls,
               &enumeration_packs);
  register_all(*this, DeclKind::role, role_by_name, role_decls, nullptr);
  for (const Decl* decl : enumeration_decls) register_enumeration(*this, *decl);
  for (const Decl* decl : role_decls) register_role(*this, *decl);
  if (role_decls.size() > kMaxMembers) {
    error("language.enumeration-size", role_decls.back()->name_span,
          "Det kan finnas högst 64 roller.", "There can be at most 64 roles.");
  }
  source_used.assign(source_decls.size(), false);
  provision_used.assign(provision_decls.size(), false);
}

std::size_t Checker::member_count(std::int16_t enumeration) const {
  return enumeration == kRoles
             ? program.roles.size()
             : program.enumerations[static_cast<std::size_t>(enumeration)].members.size();
}

const std::string& Checker::member_name(std::int16_t enumeration, std::size_t ordinal) const {
  return enumeration == kRoles
             ? program.roles[ordinal].name
             : program.enumerations[static_cast<std::size_t>(enumeration)].members[ordinal].name;
}

std::optional<std::int64_t> Checker::member(std::int16_t enumeration, std::string_view name) const {
  const std::size_t count = member_count(enumeration);
  for (std::size_t i = 0; i < count; ++i) {
    if (member_name(enumeration, i) == name) return static_cast<std::int64_t>(i);
  }
  return std::nullopt;
}

std::string Checker::nearest_member(std::int16_t enumeration, std::string_view name) const {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < member_count(enumeration); ++i) {
    names.push_back(member_name(enumeration, i));
  }
  return nearest(name, names);
}

std::optional<std::int16_t> Checker::enumeration(const std::string& name, Span span,
                                                 std::int32_t pack) {
  if (name == "roll") return kRoles;
  const auto found = enumeration_by_name.find(name);
  if (found != enumeration_by_name.end() &&
      visible(pack, enumeration_packs[static_cast<std::size_t>(found->second)])) {
    return static_cast<std::int16_t>(found->second);
  }
  std::vector<std::string_view> names;
  for (const Decl* decl : enumeration_decls) names.push_back(decl->name);
  const std::string near = nearest(name, names);
  auto& fault = error("language.unknown-enumeration", span,
                      "Det finns ingen uppräkning som heter " + quoted(name) + ".",
                      "There is no enumeration called " + quoted(name) + ".");
  if (!near.empty()) {
    fault.fix_sv = "Menades " + quoted(near) + "?";
    fault.fix_en = "Was " + quoted(near) + " meant?";
  }
  return std::nullopt;
}

std::string Checker::type_text(const Type& type) const {
  switch (type.kind) {
    case Kind::boolean:
      return "ja/nej";
    case Kind::date:
      return "datum";
    case Kind::month:
      return "månad";
    case Kind::enumeration:
      return type.enumeration == kRoles
                 ? "roll"
                 : program.enumerations[static_cast<std::size_t>(type.enumeration)].name;
    case Kind::number:
      break;
  }
  if (type.unit == Unit{}) return type.whole ? "antal" : "andel";
  return unit_text(type.unit);
}

std::string Checker::value_text(const Type& type, Rational value) const {
  switch (type.kind) {
    case Kind::boolean:
      return value == Rational{0} ? "nej" : "ja";
    case Kind::date:
      return to_string(Date{static_cast<std::int32_t>(value.numerator)});
    case Kind::month:
      return to_string(Month{static_cast<std::int32_t>(value.numerator)});
    case Kind::enumeration:
      return member_name(type.enumeration, static_cast<std::size_t>(value.numerator));
    case Kind::number:
      break;
  }
  const Rational shown = type.unit.kr == 1 ? value / Rational{100} : value;
  const std::string unit = unit_text(type.unit);
  return number_text(shown) + (unit.empty() ? "" : " " + unit);
}

std::optional<Type> Checker::resolve(const syntax::TypeName& name, std::int32_t pack) {
  Type type;
  switch (name.kind) {
    case syntax::TypeName::Kind::boolean:
      type.kind = Kind::boolean;
      return type;
    case syntax::TypeName::Kind::date:
      type.kind = Kind::date;
      return type;
    case syntax::TypeName::Kind::month:
      type.kind = Kind::month;
      return type;
    case syntax::TypeName::Kind::andel:
      return type;
    case syntax::TypeName::Kind::antal:
      type.whole = true;
      return type;
    case syntax::TypeName::Kind::named: {
      const auto found = enumeration(name.name, name.span, pack);
      if (!found) return std::nullopt;
      type.kind = Kind::enumeration;
      type.enumeration = *found;
      return type;
    }
    case syntax::TypeName::Kind::quantity:
      break;
  }
  type.unit = name.unit;
  if (type.unit.kr != 0 && type.unit.kr != 1) {
    error("language.unit-kr", name.span,
          "Kronor kan bara stå över bråkstrecket, en gång: " + unit_text(type.unit) + " går inte.",
          "Kronor can only stand above the stroke, once: " + unit_text(type.unit) + " cannot be.");
    return std::nullopt;
  }
  // år, mån and dagar alone are counted whole; a rate (dagar/mån) or money need not be.
  type.whole = type.unit == Unit{0, 1, 0, 0} || type.unit == Unit{0, 0, 1, 0} ||
               type.unit == Unit{0, 0, 0, 1};
  return type;
}

namespace {

DefKind def_kind(DeclKind kind) {
  switch (kind) {
    case DeclKind::input:
      return DefKind::input;
    case DeclKind::value:
      return DefKind::value;
    case DeclKind::table:
      return DefKind::table;
    case DeclKind::judgement:
      return DefKind::judgement;
    case DeclKind::not_expressed:
      return DefKind::not_expressed;
    default:
      return DefKind::rule;
  }
}

Definition shape_of(const Decl& decl, std::int32_t pack) {
  Definition shape;
  shape.kind = def_kind(decl.kind);
  shape.name = decl.name;
  shape.base_name = decl.name;
  shape.pack = pack;
  shape.for_person = decl.for_person;
  shape.term = decl.term;
  shape.label = decl.label;
  shape.question = decl.question;
  shape.why = decl.why;
  shape.document = decl.document;
  shape.explanation = decl.explanation;
  shape.spell = decl.spell;
  shape.list = decl.list;
  shape.may_be_inapplicable = decl.may_be_inapplicable;
  shape.sheet = decl.sheet;
  shape.sheet_order = decl.sheet_order;
  shape.outcome = decl.outcome;
  shape.by_decision_date = decl.by_decision_date;
  shape.direction = decl.direction;
  shape.claims = decl.claims;
  shape.span = decl.name_span;
  return shape;
}

void set_type(Checker& checker, Item& item) {
  const Decl& decl = *item.decl;
  if (decl.kind == DeclKind::not_expressed) {
    item.shape.type.kind = Kind::boolean;
  } else if (const auto type = checker.resolve(*decl.type, item.pack)) {
    item.shape.type = *type;
  } else {
    item.broken = true;
  }
}

}  // namespace

void Checker::collect_items() {
  std::size_t definitions = 0;
  for (const DeclKind kind : {DeclKind::input, DeclKind::value, DeclKind::table, DeclKind::rule,
                              DeclKind::judgement, DeclKind::not_expressed}) {
    for (const Found& found : all_of(*this, kind)) {
      const Decl& decl = *found.decl;
      const auto index = static_cast<std::int32_t>(items.size());
      if (reserved(decl.name)) {
        error("language.reserved-name", decl.name_span,
              quoted(decl.name) + " är ett ord som språket självt använder.",
              quoted(decl.name) + " is a word that the language itself uses.");
      }
      const auto [at, fresh] = item_by_name.emplace(decl.name, index);
      if (!fresh) {
        duplicate(decl, *items[static_cast<std::size_t>(at->second)].decl);
        continue;
      }
      Item item;
      item.decl = &decl;
      item.pack = found.pack;
      item.shape = shape_of(decl, found.pack);
      if (!decl.family.empty()) {
        const auto over = enumeration(decl.family, decl.name_span, found.pack);
        item.broken = !over;
        if (over == kRoles) {
          item.broken = true;
          error("language.family-roles", decl.name_span,
                "En familj kan inte vara per roll; skriv för person och läs roll.",
                "A family cannot be per role; write för person and read roll.");
        } else if (over) {
          item.shape.family = *over;
          item.count = static_cast<std::int32_t>(member_count(*over));
        }
      }
      set_type(*this, item);
      definitions += static_cast<std::size_t>(item.count);
      items.push_back(std::move(item));
    }
  }
  if (definitions > kMaxDefinitions) {
    error("language.too-many-definitions", Span{},
          "Paketen har fler än 20 000 definitioner tillsammans.",
          "The packs have more than 20 000 definitions together.");
  }
}

namespace {

/// Whether `sätter` may be said of this item from this pack; tells why when not.
bool may_set(Checker& checker, const Decl& decl, std::int32_t pack, const Item& item) {
  const auto refuse = [&](std::string code, std::string sv, const std::string& en,
                          std::string fix_sv, std::string fix_en) {
    auto& fault = checker.error(std::move(code), decl.name_span, std::move(sv), en);
    fault.related.push_back(item.decl->name_span);
    for (const Decl* side : {item.decl, &decl}) {
      for (std::string& text : checker.citations(*side)) fault.citations.push_back(std::move(text));
    }
    fault.fix_sv = std::move(fix_sv);
    fault.fix_en = std::move(fix_en);
    return false;
  };
  const std::string name = quoted(decl.name);
  if (pack == item.pack) {
    return refuse("overlay.own-term",
                  name + " är paketets egen; sätter är för en annan nivås term.",
                  name + " is the pack's own; sätter is for a term of another level.",
                  "Skriv versionerna i deklarationen själv.",
                  "Write the versions in the declaration itself.");
  }
  if (!checker.visible(pack, item.pack)) {
    return refuse("overlay.level", name + " hör till en nivå som det här paketet inte ligger över.",
                  name + " belongs to a level that this pack does not lie over.", "", "");
  }
  const bool what_if =
      checker.program.packs[static_cast<std::size_t>(pack)].level == Level::hypothetical;
  const bool has_versions = item.shape.kind == DefKind::rule || item.shape.kind == DefKind::value;
  if (what_if && !has_versions) {
    return refuse("overlay.what-if-kind",
                  name + " är ingen regel och inget värde; bara sådana kan tänkas annorlunda.",
                  name + " is no rule and no value; only those can be thought otherwise.",
                  "Sätt en regel som läser " + decl.name + ".",
                  "Set a rule that reads " + decl.name + ".");
  }
  if (item.shape.term == Term::sealed && !what_if) {
    return refuse("overlay.sealed",
                  name + " är bestämd i lag och kan inte sättas av ett påbyggnadspaket.",
                  name + " is decided by law and cannot be set by an overlay.",
                  "Ta bort sätter " + decl.name + ".", "Remove sätter " + decl.name + ".");
  }
  return true;
}

}  // namespace

void Checker::collect_settings() {
  for (const Found& found : all_of(*this, DeclKind::sets)) {
    const Decl& decl = *found.decl;
    const auto at = item_by_name.find(decl.name);
    if (at == item_by_name.end()) {
      std::vector<std::string_view> names;
      for (const Item& item : items) {
        if (item.shape.term != Term::sealed) names.push_back(item.decl->name);
      }
      const std::string near = nearest(decl.name, names);
      auto& fault = error("overlay.unknown-term", decl.name_span,
                          "Det finns ingen term som heter " + quoted(decl.name) + ".",
                          "There is no term called " + quoted(decl.name) + ".");
      fault.fix_sv = near.empty() ? "" : "Menades " + quoted(near) + "?";
      fault.fix_en = near.empty() ? "" : "Was " + quoted(near) + " meant?";
      continue;
    }
    Item& item = items[static_cast<std::size_t>(at->second)];
    if (!may_set(*this, decl, found.pack, item)) continue;
    const auto level = [&](std::int32_t pack) {
      return program.packs[static_cast<std::size_t>(pack)].level;
    };
    const auto same = std::find_if(
        item.settings.begin(), item.settings.end(),
        [&](const Setting& setting) { return level(setting.pack) == level(found.pack); });
    if (same != item.settings.end()) {
      error("overlay.set-twice", decl.name_span,
            quoted(decl.name) + " sätts två gånger på samma nivå.",
            quoted(decl.name) + " is set twice at the same level.")
          .related.push_back(same->decl->name_span);
      continue;
    }
    item.settings.push_back({&decl, found.pack});
  }
}

}  // namespace utvag::rules::checker
