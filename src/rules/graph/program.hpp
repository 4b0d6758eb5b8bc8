#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/rational.hpp"
#include "rules/language/diagnostic.hpp"
#include "rules/language/syntax.hpp"

/// The typed graph: what the checker makes of a set of packs (one national, then overlays). Every
/// name is resolved, every type known, every version placed. Immutable once made; both engines,
/// the tools and the explanations read this and nothing else. Indexes are into the Program's own
/// vectors; -1 means "none".
namespace utvag::rules {

using syntax::Direction;
using syntax::Term;
using syntax::Unit;

enum class Kind : std::uint8_t { number, boolean, date, month, enumeration };

/// Values of every kind travel as one Rational: kronor units in öre, truth 0/1, dates as days,
/// months as index, enumerations as ordinal.
struct Type {
  Kind kind = Kind::number;
  Unit unit;           ///< number only
  bool whole = false;  ///< number only: known to be whole (antal, år, mån, dagar)
  std::int16_t enumeration = -1;
  friend bool operator==(const Type&, const Type&) = default;
};

enum class Op : std::uint8_t {
  constant,       ///< value
  definition,     ///< ref = definition; the current person's when it is a person's
  family,         ///< ref = first definition of a family; a = node giving the member (enumeration)
  input_at,       ///< a = definition/family node of a spann input, b = month
  applicable,     ///< a = definition/family node of an input
  if_applicable,  ///< a = definition/family node of an input, b = otherwise
  month_asked,    ///< månad
  decision_date,  ///< beslutsdag
  role,           ///< the current person's role (ordinal in Program::roles)
  this_member,    ///< denna: ordinal within the family of the definition being evaluated
  bound_member,   ///< slot = depth of the enumeration aggregate that binds it
  add,
  subtract,
  multiply,
  divide,
  negate,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  both,
  either,
  negation,  ///< och, eller, inte
  if_else,   ///< a, b, c
  cases,     ///< children: subject, arm values…, (otherwise); masks = member bit set per arm
  in_range,  ///< a; low/high inclusive, absent = open
  in_set,    ///< a; masks[0] = member bit set
  minimum,
  maximum,  ///< children
  round,    ///< a; value = step, rounding = mode
  age,
  first_day,
  last_day,
  days_in_month,
  month_of,
  months_between,
  add_days,
  add_months_to_date,
  add_months,
  days_between,
  lookup,  ///< ref = table definition; children = keys
  sum_persons,
  count_persons,
  any_person,
  all_persons,  ///< a = value (sum, all), b = filter
  sum_members,
  count_members,
  any_member,
  all_members,  ///< the same over `enumeration`, slot
  silent,       ///< tiger
};

struct Node {
  Op op = Op::constant;
  Type type;
  std::int32_t a = -1, b = -1, c = -1;
  std::int32_t ref = -1;
  std::int16_t enumeration = -1;
  std::int8_t slot = -1;
  Rounding rounding = Rounding::nearest;
  Rational value;
  std::optional<Rational> low, high;
  std::vector<std::int32_t> children;
  std::vector<std::uint64_t> masks;
  Span span;
};

struct Provenance {
  std::vector<std::int32_t> sources;     ///< indexes into Program::sources
  std::vector<std::int32_t> provisions;  ///< indexes into Program::provisions
  char evidence = 'X';                   ///< V A B M C D R X
  Date registered, checked;
  std::optional<Date> corrects;
  std::string decided_by, note;
};

/// One table row. Keys are closed intervals over the key's value; an absent end is open.
struct Row {
  struct Interval {
    std::optional<Rational> low, high;
  };
  std::vector<Interval> keys;
  Rational value;
  std::optional<std::string> unknown;  ///< okänt: no rule, with this reason
  Provenance provenance;
  Span span;
};

struct Version {
  Date from;
  std::optional<Date> to, known_to;
  bool from_year_only = false;
  Provenance provenance;
  std::int32_t body = -1;  ///< node
  std::vector<Row> rows;   ///< table
  std::string text;        ///< ej uttryckt
  std::optional<std::string> unknown;
  Span span;
};

/// The versions that one pack gives a definition. Overlays first (municipality, joint board), the
/// declaring pack last: the first layer that is not silent answers.
struct Layer {
  std::int32_t pack = 0;
  std::vector<Version> versions;
};

struct Bound {
  bool at_least = true;
  std::int32_t value = -1;  ///< node, in the definition's own scope
  Date from, to;
  Provenance provenance;
  bool proved = false;  ///< holds for every value the overlays can give; else enforced when run
  Span span;
};

enum class DefKind : std::uint8_t { input, value, table, rule, judgement, not_expressed };

struct TableKey {
  std::string name;
  Type type;
  std::optional<Rational> low, high;  ///< declared domain
};

struct Definition {
  DefKind kind = DefKind::rule;
  std::string name;       ///< with member: "inkomst[nettolön]"
  std::string base_name;  ///< "inkomst"
  std::int32_t pack = 0;
  bool for_person = false;
  Type type;
  Term term = Term::sealed;
  std::int16_t family = -1;  ///< enumeration it is a family over
  std::int16_t member = -1;  ///< ordinal in it
  std::int32_t family_first = -1;
  std::string label, question, why, document, explanation;
  Provenance provenance;              ///< declaration-wide; a version's own adds to it
  std::optional<Rational> low, high;  ///< inputs: allowed range
  bool spell = false, list = false, may_be_inapplicable = false;
  std::optional<Rational> assumed;
  std::vector<TableKey> keys;
  std::string sheet;
  int sheet_order = 0;
  bool outcome = false;
  bool by_decision_date = false;
  Direction direction = Direction::both;
  std::vector<Bound> bounds;
  std::vector<std::int32_t> touches;  ///< not_expressed: definitions
  std::int32_t condition = -1;        ///< not_expressed: node
  std::vector<syntax::Claim> claims;
  /// A family's members share the layers of its first definition: read through Program::layers().
  std::vector<Layer> layers;
  Span span;
};

/// Whether a person may put a value of their own in its place: a judgement always, a guideline or
/// open term in the single case (12 kap. 7 § SoL: the individual assessment goes before the table).
inline bool takes_judgement(const Definition& definition) {
  if (definition.kind == DefKind::judgement) return true;
  return definition.term != Term::sealed && definition.kind != DefKind::table &&
         definition.kind != DefKind::input;
}

struct Source {
  std::string id, title, link;
  char evidence = 'X';
  std::int32_t pack = 0;
};

struct ProvisionText {
  Date from;
  std::optional<Date> to;
  std::string text, link;
  char evidence = 'X';
};

struct Provision {
  std::string id;
  std::vector<ProvisionText> texts;  ///< by date of decision
};

struct EnumMember {
  std::string name, label;
};

struct Enumeration {
  std::string name;
  std::vector<EnumMember> members;  ///< at most 64
};

struct Role {
  std::string name, label;
  int min = 0;
  int max = -1;  ///< -1: no upper limit
};

/// `hypothetical` lies over all others: a what-if, for the lab alone, that may set sealed terms.
enum class Level : std::uint8_t { national, joint, municipal, hypothetical };

struct Pack {
  std::string name, label;
  Level level = Level::national;
  std::string example;  ///< not empty: every result that uses the pack says so
  std::vector<std::string> municipalities;
  std::string hash;  ///< SHA-256 of its canonical content, hex
};

struct Program {
  std::vector<SourceFile> files;
  std::vector<Pack> packs;  ///< national first, then joint, then municipal
  std::vector<Source> sources;
  std::vector<Provision> provisions;
  std::vector<Enumeration> enumerations;
  std::vector<Role> roles;
  std::vector<Definition>
      definitions;  ///< in dependency order: what is read comes before its reader
  std::vector<Node> nodes;
  std::vector<Diagnostic> warnings;
  Date last_registered;  ///< the newest registration date in the packs

  /// Index of a definition by name ("inkomst[nettolön]" or a family's base name = its first
  /// member); -1 if there is none.
  std::int32_t find(std::string_view name) const;
  const std::vector<Layer>& layers(const Definition& definition) const {
    return definition.family_first >= 0
               ? definitions[static_cast<std::size_t>(definition.family_first)].layers
               : definition.layers;
  }
};

/// A pack as bytes: its folder name and every .norm and .prov file in it (and texter/*.po).
struct PackSource {
  std::string name;
  std::vector<SourceFile> files;
};

struct Compiled {
  std::shared_ptr<const Program> program;  ///< null when there is any error
  std::vector<syntax::File> syntax;        ///< one per .norm/.prov file, for tests and tools
  std::vector<SourceFile> files;           ///< what spans point into; kept also on error
  std::vector<Diagnostic> diagnostics;     ///< errors and warnings, in file and line order
};

/// Parses and checks a set of packs as one: the national pack and the overlays over it. Nothing is
/// half loaded: with any error there is no program. File order inside a pack does not matter.
Compiled compile(const std::vector<PackSource>& packs);

/// Checks parsed files (see compile).
std::shared_ptr<const Program> check(const std::vector<PackSource>& packs,
                                     const std::vector<SourceFile>& files,
                                     const std::vector<std::int32_t>& pack_of_file,
                                     const std::vector<syntax::File>& parsed,
                                     std::vector<Diagnostic>& faults);

/// SHA-256 (hex) of a pack: of "path\0length\0bytes" for each file in byte order of its path.
std::string pack_hash(const PackSource& pack);

}  // namespace utvag::rules
