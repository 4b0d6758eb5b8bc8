#include "rules/language/parser.hpp"

#include <algorithm>
#include <cassert>
#include <tuple>

namespace utvag::rules {

using syntax::Mark;

Parser::Parser(const SourceFile& source, std::int32_t index, std::vector<Diagnostic>& faults)
    : source_(source),
      index_(index),
      faults_(faults),
      first_fault_(faults.size()),
      lexed_(lex(source, index, faults)),
      tests_(source.name.ends_with(".prov")) {
  file_.index = index;
}

const Token& Parser::peek(std::size_t ahead) const {
  if (giving_up_) return lexed_.tokens.back();
  return lexed_.tokens[std::min(position_ + ahead, lexed_.tokens.size() - 1)];
}

const Token& Parser::take() {
  const Token& token = peek();
  if (!giving_up_ && position_ + 1 < lexed_.tokens.size()) ++position_;
  return token;
}

bool Parser::accept(Kind kind) {
  if (!at(kind)) return false;
  take();
  return true;
}

bool Parser::accept(Keyword keyword) {
  if (!at(keyword)) return false;
  take();
  return true;
}

bool Parser::expect(Kind kind, std::string_view symbol) {
  if (accept(kind)) return true;
  const std::string written(symbol);
  unexpected("”" + written + "”", "\"" + written + "\"");
  return false;
}

bool Parser::expect(Keyword keyword) {
  if (accept(keyword)) return true;
  const std::string written(spelling(keyword));
  unexpected("”" + written + "”", "\"" + written + "\"");
  return false;
}

Span Parser::span_of(const Token& token) const {
  return {index_, token.line, token.column, token.length};
}

void Parser::mark(Mark::Kind kind) {
  if (giving_up_) return;
  file_.layout.push_back({kind, static_cast<std::uint32_t>(position_)});
}

void Parser::report(Span span, Message message) {
  if (giving_up_) return;
  if (faults_.size() - first_fault_ >= static_cast<std::size_t>(kMaxDiagnostics)) return;
  Diagnostic diagnostic;
  diagnostic.code = message.code;
  diagnostic.span = span;
  diagnostic.sv = std::move(message.sv);
  diagnostic.en = std::move(message.en);
  diagnostic.fix_sv = std::move(message.fix_sv);
  diagnostic.fix_en = std::move(message.fix_en);
  faults_.push_back(std::move(diagnostic));
}

void Parser::fail(Message message) {
  fail_at(here(), std::move(message));
}

void Parser::fail_at(Span span, Message message) {
  if (giving_up_) return;
  if (!at(Kind::bad)) report(span, std::move(message));
  given_up_at_ = position_;
  giving_up_ = true;
}

/// What stands here, cut between two characters if it is long.
std::string Parser::found_word() const {
  constexpr std::size_t longest = 60;
  const std::string_view word = peek().text;
  if (word.size() <= longest) return std::string(word);
  std::size_t end = longest;
  while ((static_cast<unsigned char>(word[end]) & 0xC0) == 0x80) --end;
  return std::string(word.substr(0, end)) + "…";
}

std::string Parser::found_sv() const {
  if (at(Kind::end)) return "filens slut";
  if (at(Kind::text)) return "en text";
  return "”" + found_word() + "”";
}

std::string Parser::found_en() const {
  if (at(Kind::end)) return "the end of the file";
  if (at(Kind::text)) return "a text";
  return "\"" + found_word() + "\"";
}

void Parser::unexpected(const std::string& sv, const std::string& en) {
  Message message{"language.expected", "Här väntades " + sv + ", men här står " + found_sv() + ".",
                  "Expected " + en + " here, but found " + found_en() + "."};
  const Keyword keyword = peek().keyword;
  if (keyword != Keyword::none && reserved(keyword) && sv.starts_with("ett namn")) {
    message.code = "language.reserved-name";
    message.fix_sv = "Ordet är reserverat i språket; välj ett annat namn.";
    message.fix_en = "The word is reserved by the language; choose another name.";
  }
  fail(std::move(message));
}

bool Parser::first_word_of_declaration(const Token& token) const {
  if (tests_) {
    return token.keyword == Keyword::prov || token.keyword == Keyword::provtabell;
  }
  if (!begins_declaration(token.keyword)) return false;
  const bool clause_too = token.keyword == Keyword::kalla || token.keyword == Keyword::lagrum;
  return !clause_too || (token.first_on_line && token.column <= declaration_column_);
}

void Parser::recover() {
  if (!giving_up_) return;
  giving_up_ = false;
  depth_ = 0;
  position_ = given_up_at_;
  while (!at(Kind::end)) {
    const bool starts = peek().first_on_line && first_word_of_declaration(peek());
    if (starts && (position_ > given_up_at_ || peek().column <= declaration_column_)) break;
    take();
  }
}

syntax::File Parser::run() {
  const auto told_all = [&] {
    return faults_.size() - first_fault_ >= static_cast<std::size_t>(kMaxDiagnostics);
  };
  while (!at(Kind::end) && !told_all()) {
    const std::size_t before = position_;
    tests_ ? parse_test() : parse_declaration();
    recover();
    if (position_ == before) take();
  }
  for (LexedComment& comment : lexed_.comments) {
    file_.comments.push_back(std::move(comment.comment));
  }
  const auto place = [](const Diagnostic& d) { return std::tuple(d.span.line, d.span.column); };
  std::stable_sort(faults_.begin() + static_cast<std::ptrdiff_t>(first_fault_), faults_.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
  return std::move(file_);
}

syntax::File parse(const SourceFile& source, std::int32_t index, std::vector<Diagnostic>& faults) {
  return Parser(source, index, faults).run();
}

}  // namespace utvag::rules
