#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/date.hpp"
#include "base/rational.hpp"
#include "rules/language/diagnostic.hpp"

/// The syntax tree of the rule language (docs/language.md): what was written, nothing resolved.
namespace utvag::rules::syntax {

/// A unit as written: powers of its parts. `kr/mån` is {kr 1, month -1}.
struct Unit {
  std::int8_t kr = 0, month = 0, day = 0, year = 0;
  friend bool operator==(const Unit&, const Unit&) = default;
};

enum class LiteralKind : std::uint8_t { number, percent, date, month, boolean, text };

struct Literal {
  LiteralKind kind = LiteralKind::number;
  Rational
      number;  ///< in the written unit; kronor not yet öre; percent as a share; ja = 1, nej = 0
  bool whole = false;  ///< written without decimals and not a percent
  Unit unit;
  Date date;
  Month month;
  std::string text;
};

enum class ExprKind : std::uint8_t {
  literal,
  name,       ///< text = name
  index,      ///< text = name of table or family; children = keys
  call,       ///< text = function; children = arguments
  unary,      ///< text = "-" or "inte"
  binary,     ///< text = + - * / = != < <= > >= och eller (normalised spelling)
  if_else,    ///< children = condition, then, otherwise
  cases,      ///< children[0] = subject; then per arm: value; arms[i] = members; otherwise last if
              ///< has_else
  in_range,   ///< children[0] = subject; range in `pattern`
  in_set,     ///< children[0] = subject; members in `names`
  aggregate,  ///< text = summa antal finns alla; see fields below
  round,      ///< text = uppåt nedåt närmast; children = value, step
  at_month,   ///< children[0] = name or index of a spann input, children[1] = month
  silent,     ///< tiger
};

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

/// One cell of a table's key, or a range in an expression.
struct Pattern {
  enum class Kind : std::uint8_t { any, exact, range, from, names } kind = Kind::any;
  Span span;
  ExprPtr low, high;               ///< literals; exact uses low; from = open upwards
  std::vector<std::string> names;  ///< enumeration members, or ja/nej
};

struct Expr {
  ExprKind kind;
  Span span;
  std::string text;
  Literal literal;
  std::vector<ExprPtr> children;
  std::vector<std::vector<std::string>> arms;  ///< cases: members per arm, in order
  bool has_else = false;
  std::vector<std::string> names;  ///< in_set
  Pattern pattern;                 ///< in_range
  // aggregate: over "person" (over_enum empty) or `variable` i `over_enum`;
  // children[0] = value (absent for antal and finns), `filter` = där
  std::string variable, over_enum;
  ExprPtr filter;
  int height = 1;  ///< levels of the tree from here down; the parser keeps it within kMaxNesting
};

struct TypeName {
  Span span;
  enum class Kind : std::uint8_t { quantity, andel, antal, boolean, date, month, named } kind;
  Unit unit;
  std::string name;  ///< enumeration
};

/// Clauses that versions, rows, sources and declarations share.
struct Provenance {
  std::vector<std::pair<std::string, Span>> sources;     ///< källa
  std::vector<std::pair<std::string, Span>> provisions;  ///< lagrum
  std::optional<char> evidence;                          ///< bevis: one of V A B M C D R X
  std::optional<Date> registered, checked, corrects;
  std::string decided_by, note, link;
  Span span;
};

struct Row {
  std::vector<Pattern> keys;
  ExprPtr value;        ///< a literal or the name of an enumeration's member; null when unknown
  std::string unknown;  ///< okänt "…"
  Provenance provenance;
  Span span;
};

struct Version {
  std::optional<Date> from, to, known_to;
  bool from_year_only = false;
  Provenance provenance;
  ExprPtr body;                        ///< = expression
  std::vector<Row> rows;               ///< tables
  std::string text;                    ///< lagrum and ej uttryckt: the written text
  std::optional<std::string> unknown;  ///< okänt "…"
  Span span;
};

enum class DeclKind : std::uint8_t {
  package,
  defaults,
  source,
  provision,
  enumeration,
  role,
  input,
  value,
  table,
  rule,
  judgement,
  not_expressed,
  sets,
};

enum class Term : std::uint8_t { sealed, guideline, open };
enum class Direction : std::uint8_t { both, higher, lower };

struct Bound {
  bool at_least = true;  ///< minst, otherwise högst
  ExprPtr value;
  std::optional<Date> from, to;
  Provenance provenance;
  Span span;
};

struct Key {
  std::string name;
  TypeName type;
  std::optional<Pattern> domain;
  Span span;
};

struct Member {
  std::string name, label;
  Span span;
};

struct Claim {  ///< likvärdig
  std::string mutant, argument;
  Span span;
};

struct Decl {
  DeclKind kind;
  Span span;  ///< of the keyword
  Span name_span;
  std::string name;
  Term term = Term::sealed;
  std::optional<TypeName> type;
  bool for_person = false;
  std::string family;  ///< per E
  std::string label, question, why, document, explanation;
  Provenance provenance;           ///< declaration-wide lagrum, källa, bevis
  std::optional<Pattern> allowed;  ///< inom
  bool spell = false, list = false, may_be_inapplicable = false;
  ExprPtr assumed;        ///< antas
  std::vector<Key> keys;  ///< table
  std::string sheet;      ///< blad: section
  int sheet_order = 0;
  bool outcome = false;           ///< resultat
  bool by_decision_date = false;  ///< enligt beslutsdag
  std::vector<Bound> bounds;
  Direction direction = Direction::both;
  std::vector<std::pair<std::string, Span>> touches;  ///< berör
  ExprPtr condition;                                  ///< när (ej uttryckt)
  std::vector<Member> members;                        ///< uppräkning
  int role_min = 0, role_max = -1;                    ///< roll; -1 = no upper limit
  std::string level, example;                         ///< paket
  std::vector<std::string> municipalities;
  std::vector<Claim> claims;
  std::vector<Version> versions;
};

// ---- tests (.prov) ----

struct TestValue {
  enum class Kind : std::uint8_t {
    value,
    empty_list,
    not_applicable,
    no_rule,
    unknown,
    left_out,
    note
  } kind = Kind::value;
  ExprPtr value;  ///< a literal or an enumeration member's name
  /// unknown: the facts, "b.född" or "kostnad[el]"; no_rule: what has none, when it is said
  std::vector<std::string> names;
  std::string text;     ///< note kind, or reason of a judgement
  bool absent = false;  ///< note: it must not stand there
  Span span;
};

/// "hyra", "b.född", "inkomst[nettolön]" split into its parts.
struct Target {
  std::string person, name, member;
  Span span;
};

struct TestStep {
  enum class Kind : std::uint8_t {
    month,
    decision,
    known_at,
    municipality,
    input,
    given,
    judgement,
    expect
  } kind;
  Target target;
  TestValue value;  ///< month and dates are literals; the municipality is `value.text`
  std::optional<Month> from, to;  ///< an input with `spann`: the months the value is for
};

struct TestPerson {
  std::string role, name;
  Span span;
};

struct Test {
  std::string name;
  Span span;
  std::vector<TestPerson> persons;
  std::vector<TestStep> steps;    ///< inputs of household and persons included
  std::vector<TestStep> columns;  ///< provtabell: steps whose value comes from the row
  std::vector<std::vector<TestValue>> rows;
};

struct Comment {
  std::int32_t line;  ///< the line it stands on
  std::string text;   ///< what follows #
  bool alone;         ///< nothing else on its line
};

/// What the formatter must know of a token that the token alone does not tell.
struct Mark {
  enum class Kind : std::uint8_t {
    // a line of the house format begins here
    declaration,
    clause,
    member,
    version,
    row,
    test,
    step,
    input,
    columns,
    // a part of a line begins here
    cell,
    segment,
    expression,
    // how the token itself is written
    verbatim,    ///< a year or a code: digits are not grouped
    open_range,  ///< + after the lower end of a range
  } kind;
  std::uint32_t token;  ///< counted from the start of the file
};

/// One parsed file.
struct File {
  std::int32_t index = 0;  ///< in the list of source files
  std::vector<Decl> decls;
  std::vector<Test> tests;
  std::vector<Comment> comments;
  std::vector<Mark> layout;  ///< for the formatter, in the order of the file
};

}  // namespace utvag::rules::syntax

namespace utvag::rules {

/// Limits on what a file may be; beyond them is a clear error, never a hang or a crash.
inline constexpr std::size_t kMaxFileBytes = 4u << 20;
inline constexpr int kMaxNesting = 100;
inline constexpr int kMaxDiagnostics = 50;

/// Parses one file. On a fault it resumes at the next declaration, so that all faults are told at
/// once; the tree is then incomplete and must not be used. `.prov` by the name's ending.
syntax::File parse(const SourceFile& source, std::int32_t index, std::vector<Diagnostic>& faults);

/// The file in the one house format; parse(format(x)) is the same tree, format(format(x)) ==
/// format(x), and every comment is kept. The file must parse without faults.
std::string format(const SourceFile& source, const syntax::File& file);

}  // namespace utvag::rules
