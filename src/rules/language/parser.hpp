#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "rules/language/lexer.hpp"
#include "rules/language/syntax.hpp"

namespace utvag::rules {

/// The recursive descent behind parse(). After a fault every look at the file sees its end, so that
/// all loops stop of themselves, until recover() finds the next declaration.
class Parser {
 public:
  Parser(const SourceFile& source, std::int32_t index, std::vector<Diagnostic>& faults);
  syntax::File run();

 private:
  using Kind = TokenKind;

  /// What a fault says: in Swedish and English, and how to mend it.
  struct Message {
    std::string_view code;
    std::string sv, en;
    std::string fix_sv = {}, fix_en = {};
  };

  // -- parser.cpp: the cursor and the faults
  const Token& peek(std::size_t ahead = 0) const;
  const Token& take();
  bool at(Kind kind) const { return peek().kind == kind; }
  bool at(Keyword keyword, std::size_t ahead = 0) const { return peek(ahead).keyword == keyword; }
  bool accept(Kind kind);
  bool accept(Keyword keyword);
  bool expect(Kind kind, std::string_view symbol);
  bool expect(Keyword keyword);
  Span span_of(const Token& token) const;
  Span here() const { return span_of(peek()); }
  void mark(syntax::Mark::Kind kind);
  void report(Span span, Message message);  ///< tells and reads on
  void fail(Message message);               ///< tells at the current token and gives up
  void fail_at(Span span, Message message);
  void unexpected(const std::string& sv, const std::string& en);
  std::string found_word() const;
  std::string found_sv() const;
  std::string found_en() const;
  void recover();
  bool first_word_of_declaration(const Token& token) const;

  // -- parse_value.cpp: names, literals, patterns, types
  bool at_name(std::size_t ahead = 0) const;
  bool at_literal(std::size_t ahead = 0) const;
  std::string parse_name(const std::string& sv, const std::string& en);
  std::string declared_name(const std::string& sv, const std::string& en);
  std::string parse_text(const std::string& sv, const std::string& en);
  std::optional<Date> parse_day();
  std::optional<Month> parse_calendar_month();
  std::vector<std::string> parse_members();
  syntax::ExprPtr parse_literal();
  syntax::ExprPtr parse_value(const std::string& sv, const std::string& en);
  syntax::Pattern parse_pattern(bool names);
  void parse_upper(syntax::Pattern& pattern);
  void check_range(syntax::Pattern& pattern);
  syntax::Unit parse_unit();
  bool at_unit(std::size_t ahead = 0) const;
  syntax::TypeName parse_type();
  int parse_count(const std::string& sv, const std::string& en, int largest);

  // -- parse_expr.cpp
  syntax::ExprPtr node(syntax::ExprKind kind, Span span, std::string text = {}) const;
  void adopt(syntax::Expr& parent, syntax::ExprPtr child);
  bool grow(syntax::Expr& parent, const syntax::Expr& child);
  Span through(Span start) const;
  void too_deep();
  syntax::ExprPtr parse_expr();
  syntax::ExprPtr parse_if();
  syntax::ExprPtr parse_cases();
  syntax::ExprPtr parse_or();
  syntax::ExprPtr parse_and();
  syntax::ExprPtr parse_not();
  syntax::ExprPtr parse_comparison();
  syntax::ExprPtr parse_membership(syntax::ExprPtr subject);
  syntax::ExprPtr parse_sum();
  syntax::ExprPtr parse_product();
  syntax::ExprPtr parse_unary();
  syntax::ExprPtr parse_primary();
  syntax::ExprPtr parse_round();
  syntax::ExprPtr parse_aggregate();
  syntax::ExprPtr parse_reference();
  void parse_arguments(syntax::Expr& call, Kind close, std::string_view symbol);
  syntax::ExprPtr binary(std::string text, syntax::ExprPtr left, syntax::ExprPtr right);

  // -- parse_decl.cpp: declarations, their heads and versions
  void parse_declaration();
  void parse_head(syntax::Decl& decl);
  void parse_typed_head(syntax::Decl& decl);
  void parse_table_head(syntax::Decl& decl);
  void parse_role(syntax::Decl& decl);
  void parse_source(syntax::Decl& decl);
  void parse_body(syntax::Decl& decl);
  void parse_enumeration(syntax::Decl& decl);
  void parse_version(syntax::Decl& decl);
  void parse_dates(syntax::Version& version);
  void parse_content(const syntax::Decl& decl, syntax::Version& version);
  bool at_row() const;
  void parse_row(const syntax::Decl& decl, syntax::Version& version);
  void check_declaration(const syntax::Decl& decl);
  void unknown_clause(const syntax::Decl& decl);

  // -- parse_clause.cpp: clauses of declarations, versions and rows
  bool parse_clause(syntax::Decl& decl);
  bool parse_text_clause(syntax::Decl& decl);
  bool parse_input_clause(syntax::Decl& decl);
  bool parse_rule_clause(syntax::Decl& decl);
  bool parse_package_clause(syntax::Decl& decl);
  bool parse_provenance(syntax::Provenance& provenance);
  void parse_references(std::vector<std::pair<std::string, Span>>& into);
  void parse_evidence(syntax::Provenance& provenance);
  void parse_bound(syntax::Decl& decl);
  bool bound_has_dates() const;
  void once(bool given, const Token& keyword);
  void set_text(std::string& into, const Token& keyword);
  void set_day(std::optional<Date>& into, const Token& keyword);

  // -- parse_prov.cpp
  void parse_test();
  void parse_test_line(syntax::Test& test);
  void parse_test_setting(syntax::Test& test);
  void parse_person(syntax::Test& test);
  void parse_input(syntax::Test& test);
  void parse_given(syntax::Test& test);
  void parse_judgement(syntax::Test& test);
  void parse_expectation(syntax::Test& test);
  void parse_columns(syntax::Test& test);
  syntax::TestStep parse_column(const syntax::Test& test);
  void parse_test_row(syntax::Test& test);
  syntax::TestValue parse_cell(const syntax::TestStep& column);
  syntax::TestValue parse_test_value();
  syntax::Target parse_target();
  syntax::TestStep::Kind setting_kind() const;
  syntax::TestValue parse_setting_value(syntax::TestStep::Kind kind);
  std::string parse_fact_name();
  void parse_unknown(syntax::TestValue& value);
  bool parse_state(syntax::TestValue& value);

  const SourceFile& source_;
  std::int32_t index_;
  std::vector<Diagnostic>& faults_;
  std::size_t first_fault_;  ///< faults before this one belong to other files
  Lexed lexed_;
  syntax::File file_;
  std::size_t position_ = 0;
  std::size_t given_up_at_ = 0;
  bool giving_up_ = false;
  bool tests_ = false;  ///< the file is a .prov
  int depth_ = 0;
  std::int32_t declaration_column_ = 1;
  std::string section_;  ///< .prov: whose inputs follow
  bool in_section_ = false;
  std::set<syntax::TestStep::Kind> settings_;  ///< given in the test so far
  std::unordered_set<std::string> persons_;    ///< named in the test so far
};

}  // namespace utvag::rules
