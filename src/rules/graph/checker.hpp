#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "rules/graph/program.hpp"

/// The inside of the checker: what the files check_*.cpp and types_*.cpp share. Nothing outside
/// src/rules/graph includes this. The phases, in order: packs and names are collected; every
/// declaration becomes an Item with its own nodes, whose references still go to Items; the Items
/// are put in dependency order and laid out as the Program; ranges then prove divisors and bounds.
namespace utvag::rules::checker {

using syntax::Decl;
using syntax::DeclKind;
using syntax::Expr;
using syntax::ExprKind;

inline constexpr std::size_t kMaxMembers = 64;  ///< arm masks are 64 bits wide
inline constexpr std::size_t kMaxDefinitions = 20'000;
inline constexpr std::size_t kMaxRows = 200'000;
inline constexpr std::size_t kMaxVersions = 5'000;  ///< of one declaration in one pack
inline constexpr std::size_t kMaxFaults = 200;      ///< kept while checking; compile() shows fewer
inline constexpr int kMaxPower = 3;                 ///< of a part of a unit

/// Type::enumeration of `roll`: the roles stand in Program::roles, not among the enumerations.
inline constexpr std::int16_t kRoles = -1;

struct Setting {
  const Decl* decl = nullptr;
  std::int32_t pack = -1;
};

/// One declaration that becomes one definition, or one per member of a family.
struct Item {
  const Decl* decl = nullptr;
  std::int32_t pack = -1;
  Definition shape;               ///< what all members share; bodies index `nodes`
  std::int32_t count = 1;         ///< members, when a family
  std::vector<Setting> settings;  ///< `sätter` of overlays
  std::vector<Node> nodes;  ///< Op::definition: ref = item, b = member; lookup, family: ref = item
  std::set<std::int32_t> reads;  ///< items
  bool broken = false;  ///< its type or family is unknown: told once, and its readers are spared
  std::int32_t first = -1;                ///< index of its first definition in the Program
  std::int32_t base = 0, node_count = 0;  ///< where its nodes lie in the Program
};

struct Constant {
  Type type;
  Rational value;
};

/// A key box of a row in whole numbers; open ends are the least and greatest int64.
struct Interval64 {
  std::int64_t low, high;
  friend bool operator==(const Interval64&, const Interval64&) = default;
};
using Box = std::vector<Interval64>;

// ---- words (check_words.cpp) ----
std::string unit_text(const Unit& unit);
std::string number_text(Rational value);    ///< "3,5"; a fraction that never ends "1/3"
std::string quoted(std::string_view name);  ///< ”name”; error() puts English marks in English text
std::string nearest(std::string_view name, const std::vector<std::string_view>& candidates);
bool reserved(std::string_view name);
Unit unit_product(const Unit& a, const Unit& b);
Unit unit_quotient(const Unit& a, const Unit& b);

struct Checker {
  Checker(const std::vector<PackSource>& sources, const std::vector<SourceFile>& all_files,
          const std::vector<std::int32_t>& packs_of_files, const std::vector<syntax::File>& trees,
          std::vector<Diagnostic>& all_faults);

  std::shared_ptr<const Program> run();

  // ---- faults (check.cpp) ----
  Diagnostic& error(std::string code, Span span, std::string sv, const std::string& en);
  Diagnostic& warning(std::string code, Span span, std::string sv, const std::string& en);
  /// What a declaration rests on, as text: its provisions (newest wording) and sources.
  std::vector<std::string> citations(const syntax::Provenance& provenance) const;
  std::vector<std::string> citations(const Decl& decl) const;

  // ---- names (check_names.cpp) ----
  void collect_packs();
  void collect_names();
  void collect_items();
  void collect_settings();
  bool visible(std::int32_t from_pack, std::int32_t of_pack) const;
  bool national(std::int32_t pack) const;
  void duplicate(const Decl& second, const Decl& first);
  std::optional<Type> resolve(const syntax::TypeName& name, std::int32_t pack);
  std::optional<std::int16_t> enumeration(const std::string& name, Span span, std::int32_t pack);
  std::size_t member_count(std::int16_t enumeration) const;
  const std::string& member_name(std::int16_t enumeration, std::size_t ordinal) const;
  std::optional<std::int64_t> member(std::int16_t enumeration, std::string_view name) const;
  std::string nearest_member(std::int16_t enumeration, std::string_view name) const;
  std::string type_text(const Type& type) const;
  std::string value_text(const Type& type, Rational value) const;

  // ---- provenance and versions (check_versions.cpp) ----
  Provenance provenance(const syntax::Provenance& written, std::int32_t pack);
  void complete_sources_and_provisions();
  std::optional<char> evidence_at(const syntax::Provenance& written) const;
  std::optional<char> evidence_of_provisions(const syntax::Provenance& written, Date to) const;
  void dates(Provenance& made, const syntax::Provenance& written, const Provenance* outer,
             std::int32_t file, Span span, const Decl& decl);
  Layer layer(Item& item, const Decl& decl, std::int32_t pack);
  Version version(const Decl& decl, std::int32_t pack, const syntax::Version& written);
  void check_timeline(const Decl& decl, const std::vector<Version>& versions, bool gaps_allowed);

  // ---- declarations (check_items.cpp) ----
  void check_item(std::size_t index);
  void check_setting(std::size_t index, const Setting& setting);
  void check_input(Item& item);
  void check_clauses(const Item& item);
  void check_explanation(const Item& item);
  void check_bounds(std::size_t index);
  void check_not_expressed(std::size_t index);

  // ---- constants and tables (check_constants.cpp, check_tables.cpp) ----
  std::optional<Constant> literal(const syntax::Literal& literal, Span span);
  std::optional<Rational> constant(const Expr& expr, const Type& wanted, bool bare_number);
  std::optional<Row::Interval> interval(const syntax::Pattern& pattern, const Type& type);
  std::vector<Row::Interval> key_intervals(const syntax::Pattern& pattern, const Type& type);
  void collect_keys(Item& item);
  void check_table(std::size_t index);
  void add_row(Item& item, Version& made, const syntax::Row& row);
  void check_rows(const Item& item, const Version& version, bool gaps_allowed);

  // ---- order and layout (check_order.cpp) ----
  std::vector<std::int32_t> order();
  void lay_out(const std::vector<std::int32_t>& in_order);

  // ---- what ranges prove (check_ranges.cpp) ----
  void check_ranges();

  const std::vector<PackSource>& pack_sources;
  const std::vector<SourceFile>& files;
  const std::vector<std::int32_t>& pack_of_file;  ///< index in pack_sources
  const std::vector<syntax::File>& parsed;
  std::vector<Diagnostic>& faults;
  std::size_t errors = 0;

  Program program;
  std::vector<std::int32_t> pack_index;             ///< of a pack source; -1: it has no manifest
  std::vector<const syntax::Provenance*> defaults;  ///< förval of a file, or null
  std::vector<Item> items;
  std::unordered_map<std::string, std::int32_t> item_by_name, source_by_name, provision_by_name,
      enumeration_by_name, role_by_name;
  std::vector<const Decl*> source_decls, provision_decls, enumeration_decls, role_decls;
  std::vector<std::int32_t> provision_packs, enumeration_packs;
  std::vector<bool> source_used, provision_used;
  std::size_t rows = 0;
};

/// Turns the expressions of one declaration into typed nodes in the Item's own list.
class Typer {
 public:
  struct Scope {
    std::int32_t pack = 0;       ///< whose names are seen
    bool person = false;         ///< a person is at hand
    bool may_be_silent = false;  ///< `tiger` may be said
  };

  Typer(Checker& checker, std::size_t item, Scope scope);
  /// The node of a body that must be of the wanted type; -1 when a fault was told.
  std::int32_t body(const Expr& expr, const Type& wanted);

 private:
  std::int32_t node(const Expr& expr, const Type* hint);
  std::int32_t dispatch(const Expr& expr, const Type* hint, bool tail, bool not_applicable_ok);
  std::int32_t wanted(const Expr& expr, const Type& type);
  bool assignable(std::int32_t made, const Type& type, Span span);
  std::int32_t add(Node made, Span span);
  const Type& type_of(std::int32_t made) const;

  // types_names.cpp
  std::int32_t constant(const Expr& expr);
  std::int32_t name(const Expr& expr, const Type* hint, bool not_applicable_ok);
  std::int32_t builtin(const Expr& expr, bool& found);
  std::int32_t member_anywhere(const Expr& expr);
  std::int32_t unknown_name(const Expr& expr, const Type* hint);
  bool only_a_member(const Expr& expr) const;
  bool readable(std::int32_t item, const Expr& expr, bool not_applicable_ok);
  std::int32_t index(const Expr& expr, bool not_applicable_ok);
  std::int32_t family_entry(std::int32_t item, const Expr& expr);
  std::int32_t lookup(std::int32_t item, const Expr& expr);

  // types_operators.cpp
  std::int32_t unary(const Expr& expr);
  std::int32_t binary(const Expr& expr);
  std::int32_t arithmetic(const Expr& expr, std::int32_t left, std::int32_t right);
  std::int32_t product(const Expr& expr, std::int32_t left, std::int32_t right);
  std::int32_t calendar(const Expr& expr, std::int32_t left, std::int32_t right);
  std::int32_t comparison(const Expr& expr);
  bool same(std::int32_t left, std::int32_t right, Span span, std::string_view what_sv,
            std::string_view what_en);
  bool number(std::int32_t made, Span span);
  std::string flow_fix(const Type& wanted, std::int32_t made) const;
  Type joined(std::int32_t left, std::int32_t right) const;

  // types_forms.cpp
  std::int32_t if_else(const Expr& expr, const Type* hint, bool tail);
  std::int32_t cases(const Expr& expr, const Type* hint, bool tail);
  bool case_masks(const Expr& expr, std::int16_t enumeration, std::vector<std::uint64_t>& masks);
  std::int32_t in_range(const Expr& expr);
  std::int32_t in_set(const Expr& expr);
  std::int32_t round(const Expr& expr);
  std::int32_t at_month(const Expr& expr);
  std::int32_t silent(const Expr& expr, const Type* hint, bool tail);
  std::int32_t aggregate(const Expr& expr);
  std::int32_t aggregate_node(const Expr& expr, bool over_persons, std::int16_t over);
  std::int32_t call(const Expr& expr, const Type* hint);
  std::int32_t least_or_greatest(const Expr& expr, const Type* hint);
  std::int32_t applicability(const Expr& expr);
  const Item* input_of(std::int32_t made) const;

  Checker& checker_;
  std::size_t item_;
  Scope scope_;
  std::vector<std::pair<std::string, std::int16_t>> bound_;
  bool tail_ = false;
  bool not_applicable_ok_ = false;
};

}  // namespace utvag::rules::checker
