#include <algorithm>
#include <array>
#include <unordered_set>

#include "rules/language/parser.hpp"

namespace utvag::rules {

using syntax::Decl;
using syntax::DeclKind;
using syntax::Mark;
using syntax::Row;
using syntax::Term;
using syntax::Version;

namespace {

constexpr std::array kKinds = {
    std::pair{Keyword::paket, DeclKind::package},
    std::pair{Keyword::forval, DeclKind::defaults},
    std::pair{Keyword::kalla, DeclKind::source},
    std::pair{Keyword::lagrum, DeclKind::provision},
    std::pair{Keyword::upprakning, DeclKind::enumeration},
    std::pair{Keyword::roll, DeclKind::role},
    std::pair{Keyword::indata, DeclKind::input},
    std::pair{Keyword::varde, DeclKind::value},
    std::pair{Keyword::tabell, DeclKind::table},
    std::pair{Keyword::regel, DeclKind::rule},
    std::pair{Keyword::bedomning, DeclKind::judgement},
    std::pair{Keyword::ej, DeclKind::not_expressed},
    std::pair{Keyword::satter, DeclKind::sets},
};

std::vector<Keyword> declaration_words() {
  std::vector<Keyword> words = {Keyword::riktlinje, Keyword::oppet};
  words.reserve(words.size() + kKinds.size());
  for (const auto& [keyword, kind] : kKinds) words.push_back(keyword);
  return words;
}

std::vector<Keyword> clause_words() {
  std::vector<Keyword> words;
  for (auto k = static_cast<int>(Keyword::fran); k <= static_cast<int>(Keyword::uttryckt); ++k) {
    words.push_back(static_cast<Keyword>(k));
  }
  words.push_back(Keyword::lagrum);
  words.push_back(Keyword::kalla);
  words.push_back(Keyword::nar);
  words.push_back(Keyword::okant);
  return words;
}

bool dated(DeclKind kind) {
  switch (kind) {
    case DeclKind::provision:
    case DeclKind::value:
    case DeclKind::table:
    case DeclKind::rule:
    case DeclKind::judgement:
    case DeclKind::not_expressed:
    case DeclKind::sets:
      return true;
    default:
      return false;
  }
}

/// Clauses of an enumeration that look like a member: a word and a text.
bool enumeration_text(Keyword keyword) {
  return keyword == Keyword::benamning || keyword == Keyword::forklaring ||
         keyword == Keyword::not_ || keyword == Keyword::lank || keyword == Keyword::beslut;
}

}  // namespace

void Parser::parse_declaration() {
  declaration_column_ = peek().column;
  mark(Mark::Kind::declaration);
  Decl decl{};
  decl.span = here();
  const Token& first = peek();
  if (accept(Keyword::riktlinje))
    decl.term = Term::guideline;
  else if (accept(Keyword::oppet))
    decl.term = Term::open;
  const auto found = std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& pair) {
    return peek().kind == Kind::name && pair.first == peek().keyword;
  });
  if (found == kKinds.end()) {
    const Keyword near = nearest_keyword(peek().text, declaration_words());
    const std::string word(spelling(near));
    fail({"language.declaration", "Här ska en deklaration börja, men här står " + found_sv() + ".",
          "A declaration should start here, but found " + found_en() + ".",
          word.empty() ? "En deklaration börjar med till exempel regel, tabell, värde eller källa."
                       : "Menade du ”" + word + "”?",
          word.empty() ? "A declaration starts with for example regel, tabell, värde or källa."
                       : "Did you mean \"" + word + "\"?"});
    return;
  }
  decl.kind = found->second;
  const bool term =
      decl.kind == DeclKind::rule || decl.kind == DeclKind::table || decl.kind == DeclKind::value;
  if (decl.term != Term::sealed && !term) {
    const std::string word(first.text);
    report(span_of(first),
           {"language.term", "”" + word + "” kan bara stå före regel, värde eller tabell.",
            "\"" + word + "\" can only stand before regel, värde or tabell.", "Ta bort ordet.",
            "Remove the word."});
  }
  take();
  parse_head(decl);
  parse_body(decl);
  check_declaration(decl);
  if (!giving_up_) file_.decls.push_back(std::move(decl));
}

void Parser::parse_head(Decl& decl) {
  decl.name_span = here();
  switch (decl.kind) {
    case DeclKind::defaults:
      return;
    case DeclKind::package:
      decl.name = parse_name("paketet", "the pack");
      return;
    case DeclKind::not_expressed:
      expect(Keyword::uttryckt);
      decl.name_span = here();
      decl.name = declared_name("det som inte är uttryckt", "what is not expressed");
      return;
    case DeclKind::sets:
      decl.name = parse_name("termen som sätts", "the term that is set");
      return;
    case DeclKind::source:
      return parse_source(decl);
    case DeclKind::role:
      return parse_role(decl);
    case DeclKind::provision:
      decl.name = declared_name("lagrummet", "the provision");
      return;
    case DeclKind::enumeration:
      decl.name = declared_name("uppräkningen", "the enumeration");
      return;
    case DeclKind::table:
      return parse_table_head(decl);
    case DeclKind::input:
    case DeclKind::value:
    case DeclKind::rule:
    case DeclKind::judgement:
      return parse_typed_head(decl);
  }
}

void Parser::parse_source(Decl& decl) {
  decl.name = declared_name("källan", "the source");
  decl.label = parse_text("vad källan är", "what the source is");
}

void Parser::parse_role(Decl& decl) {
  decl.name = declared_name("rollen", "the role");
  decl.role_min = parse_count("hur många personer rollen kan ha, till exempel 1–2",
                              "how many persons may have the role, for example 1–2", 1000);
  decl.role_max = decl.role_min;
  if (at(Kind::plus)) {
    mark(Mark::Kind::open_range);
    take();
    decl.role_max = -1;
  } else if (accept(Kind::dash)) {
    decl.role_max = at(Kind::number) ? parse_count("ett antal", "a count", 1000) : -1;
  }
  if (decl.role_max >= 0 && decl.role_max < decl.role_min) {
    report(decl.name_span, {"language.range-order", "Rollens högsta antal är lägre än det lägsta.",
                            "The role's largest number is below its smallest.",
                            "Skriv det lägre antalet först.", "Write the smaller number first."});
  }
  if (at(Kind::text)) decl.label = text_of(take());
}

void Parser::parse_typed_head(Decl& decl) {
  decl.name = declared_name("deklarationen", "the declaration");
  if (accept(Keyword::per)) decl.family = parse_name("en uppräkning", "an enumeration");
  expect(Kind::colon, ":");
  decl.type = parse_type();
  if (accept(Keyword::for_)) {
    if (accept(Keyword::person))
      decl.for_person = true;
    else if (!accept(Keyword::hushall)) {
      unexpected("”person” eller ”hushåll”", "\"person\" or \"hushåll\"");
    }
  } else if (decl.kind != DeclKind::value) {
    fail({"language.entity",
          "Deklarationen säger inte vem den gäller för; efter typen står " + found_sv() + ".",
          "The declaration does not say whom it is for; after the type comes " + found_en() + ".",
          "Skriv ”för person” eller ”för hushåll” efter typen.",
          "Write \"för person\" or \"för hushåll\" after the type."});
  }
}

void Parser::parse_table_head(Decl& decl) {
  decl.name = declared_name("tabellen", "the table");
  expect(Kind::open, "(");
  do {
    syntax::Key key;
    key.span = here();
    key.name = declared_name("nyckeln", "the key");
    expect(Kind::colon, ":");
    key.type = parse_type();
    if (at_literal()) key.domain = parse_pattern(false);
    decl.keys.push_back(std::move(key));
  } while (accept(Kind::comma));
  expect(Kind::close, ")");
  expect(Kind::colon, ":");
  decl.type = parse_type();
}

void Parser::parse_body(Decl& decl) {
  if (decl.kind == DeclKind::enumeration) return parse_enumeration(decl);
  bool told_late = false;
  while (!at(Kind::end) && !giving_up_) {
    if (at(Keyword::fran) && dated(decl.kind)) {
      parse_version(decl);
      continue;
    }
    if (first_word_of_declaration(peek())) return;
    const Span start = here();
    if (!parse_clause(decl)) return unknown_clause(decl);
    if (!decl.versions.empty() && !told_late) {
      told_late = true;
      report(start,
             {"language.clause-order", "De daterade versionerna ska stå sist i deklarationen.",
              "The dated versions come last in a declaration.",
              "Flytta satsen före den första ”från”.",
              "Move the clause to before the first \"från\"."});
    }
  }
}

void Parser::parse_enumeration(Decl& decl) {
  std::unordered_set<std::string> seen;
  while (!at(Kind::end) && !giving_up_ && !first_word_of_declaration(peek())) {
    const bool member =
        at_name() && peek(1).kind == Kind::text && !enumeration_text(peek().keyword);
    if (!member) {
      if (parse_clause(decl)) continue;
      return unknown_clause(decl);
    }
    mark(Mark::Kind::member);
    syntax::Member made;
    made.span = here();
    made.name = take().text;
    made.label = text_of(take());
    if (!seen.insert(made.name).second) {
      report(made.span, {"language.duplicate", "”" + made.name + "” står redan i uppräkningen.",
                         "\"" + made.name + "\" already stands in the enumeration.",
                         "Ta bort den ena.", "Remove one of them."});
    }
    decl.members.push_back(std::move(made));
  }
}

void Parser::parse_dates(Version& version) {
  expect(Keyword::fran);
  if (accept(Keyword::ar)) {
    version.from_year_only = true;
    mark(Mark::Kind::verbatim);
    const Span span = here();
    const int year = parse_count("ett årtal", "a year", 2999);
    version.from = make_date(year, 1, 1);
    if (!version.from) {
      report(span, {"language.date", "Årtalet måste ligga mellan 1800 och 2999.",
                    "The year must lie between 1800 and 2999."});
    }
  } else if (!accept(Keyword::okant)) {  // a start stated as unknown is for the checker to refuse
    version.from = parse_day();
  }
  const Span end = here();
  if (accept(Keyword::till)) version.to = parse_day();
  if (accept(Keyword::kand)) {
    expect(Keyword::till);
    version.known_to = parse_day();
  }
  const bool backwards = version.from && ((version.to && *version.to < *version.from) ||
                                          (version.known_to && *version.known_to < *version.from));
  if (backwards) {
    report(end,
           {"language.date-order", "”till” ligger före ”från”.", "\"till\" is before \"från\".",
            "Skriv det tidigare datumet först.", "Write the earlier date first."});
  }
}

void Parser::parse_version(Decl& decl) {
  Version version;
  version.span = here();
  mark(Mark::Kind::version);
  parse_dates(version);
  version.span = through(version.span);
  version.provenance.span = version.span;
  while (parse_provenance(version.provenance)) {
  }
  parse_content(decl, version);
  while (!giving_up_ && !first_word_of_declaration(peek()) &&
         parse_provenance(version.provenance)) {
  }
  decl.versions.push_back(std::move(version));
}

void Parser::parse_content(const Decl& decl, Version& version) {
  const bool worded = decl.kind == DeclKind::provision || decl.kind == DeclKind::not_expressed;
  const bool rows = decl.kind == DeclKind::table || decl.kind == DeclKind::sets;
  const bool body = !worded && decl.kind != DeclKind::table;
  if (at(Keyword::okant) && !worded) {
    mark(Mark::Kind::segment);
    take();
    version.unknown = parse_text("varför det är okänt", "why it is unknown");
  } else if (worded && at(Kind::text)) {
    mark(Mark::Kind::segment);
    version.text = text_of(take());
  } else if (body && at(Kind::equal)) {
    mark(Mark::Kind::expression);
    take();
    version.body = parse_expr();
  } else if (rows && at_row()) {
    while (at_row()) parse_row(decl, version);
  } else if (worded) {
    unexpected("en text inom citattecken", "a text in quotation marks");
  } else if (decl.kind == DeclKind::table) {
    unexpected("tabellens rader eller ”okänt”", "the table's rows or \"okänt\"");
  } else {
    unexpected("”=” och ett uttryck, eller ”okänt”", "\"=\" and an expression, or \"okänt\"");
  }
}

/// A row begins with a value or a range, or with a name that a bar or a comma follows.
bool Parser::at_row() const {
  if (at_literal()) return true;
  const bool word = peek().kind == Kind::name;
  return word && (peek(1).kind == Kind::bar || peek(1).kind == Kind::comma);
}

void Parser::parse_row(const Decl& decl, Version& version) {
  Row row;
  row.span = here();
  mark(Mark::Kind::row);
  while (!giving_up_) {
    if (at(Keyword::okant)) {
      take();
      row.unknown = parse_text("varför värdet är okänt", "why the value is unknown");
      break;
    }
    const bool last =
        !row.keys.empty() && !decl.keys.empty() && row.keys.size() == decl.keys.size();
    if (last) {
      row.value = parse_value("radens värde eller ”okänt”", "the row's value or \"okänt\"");
      break;
    }
    syntax::Pattern cell = parse_pattern(true);
    if (at(Kind::bar)) {
      row.keys.push_back(std::move(cell));
      take();
      mark(Mark::Kind::cell);
      continue;
    }
    if (cell.kind == syntax::Pattern::Kind::exact) row.value = std::move(cell.low);
    if (cell.kind == syntax::Pattern::Kind::names && cell.names.size() == 1) {
      row.value = node(syntax::ExprKind::name, cell.span, cell.names[0]);
    }
    break;
  }
  const std::size_t wanted = decl.kind == DeclKind::table ? decl.keys.size() : row.keys.size();
  if (row.keys.size() != wanted || row.keys.empty() || at(Kind::bar) ||
      (!row.value && row.unknown.empty())) {
    const std::string count = std::to_string(decl.keys.size());
    const bool known = decl.kind == DeclKind::table;
    fail_at(row.span, {"language.cells",
                       known ? "Raden ska ha " + count + " nyckel/nycklar och sedan ett värde."
                             : "Raden ska ha en eller flera nycklar och sedan ett värde.",
                       known ? "The row needs " + count + " key(s) and then a value."
                             : "The row needs one or more keys and then a value.",
                       "Skilj cellerna med |: 0 | 2 740 kr/mån.",
                       "Part the cells with |: 0 | 2 740 kr/mån."});
  }
  row.span = through(row.span);
  row.provenance.span = row.span;
  while (!giving_up_ && !at_row() && !first_word_of_declaration(peek()) &&
         parse_provenance(row.provenance)) {
  }
  version.rows.push_back(std::move(row));
}

void Parser::check_declaration(const Decl& decl) {
  if (giving_up_) return;
  if (dated(decl.kind) && decl.versions.empty()) {
    report(decl.name_span,
           {"language.no-version", "Deklarationen har ingen version: ”från” saknas.",
            "The declaration has no version: \"från\" is missing.",
            "Skriv från ÅÅÅÅ-MM-DD och sedan innehållet.",
            "Write från YYYY-MM-DD and then the content."});
  }
  if (decl.kind == DeclKind::enumeration && decl.members.empty()) {
    report(decl.name_span, {"language.no-member", "Uppräkningen har inga värden.",
                            "The enumeration has no members.",
                            "Skriv varje värde med sin text: hyresrätt \"Hyresrätt\".",
                            "Write each member with its text: hyresrätt \"Hyresrätt\"."});
  }
}

/// What stands here is neither a clause that the declaration may have nor a new declaration.
void Parser::unknown_clause(const Decl& decl) {
  Message message{
      "language.clause", found_sv() + " hör inte hit i deklarationen av ”" + decl.name + "”.",
      found_en() + " does not belong here in the declaration of \"" + decl.name + "\"."};
  if (at(Keyword::till)) {
    message.sv = "”till” står utan ”från” före sig.";
    message.en = "\"till\" stands without \"från\" before it.";
    message.fix_sv = "Skriv från DATUM till DATUM.";
    message.fix_en = "Write från DATE till DATE.";
  } else if (at(Keyword::fran)) {
    message.sv = "Den här sortens deklaration har inga daterade versioner.";
    message.en = "This kind of declaration has no dated versions.";
  } else if (at(Kind::equal)) {
    message.sv = "”=” står utan ”från” före sig: alla regler är daterade.";
    message.en = "\"=\" stands without \"från\" before it: every rule is dated.";
    message.fix_sv = "Skriv från ÅÅÅÅ-MM-DD före ”=”.";
    message.fix_en = "Write från YYYY-MM-DD before \"=\".";
  } else if (at(Kind::text) && position_ > 1 &&
             lexed_.tokens[position_ - 2].keyword == Keyword::kalla) {
    message.fix_sv =
        "En källa deklareras först på en rad och inte djupare in än deklarationen ovanför.";
    message.fix_en =
        "A source is declared first on a line, no deeper in than the declaration above.";
  } else if (peek().kind == Kind::name) {
    std::vector<Keyword> words = declaration_words();
    const std::vector<Keyword> clauses = clause_words();
    words.insert(words.end(), clauses.begin(), clauses.end());
    const Keyword near = nearest_keyword(peek().text, words);
    if (near != Keyword::none && near != peek().keyword) {
      message.fix_sv = "Menade du ”" + std::string(spelling(near)) + "”?";
      message.fix_en = "Did you mean \"" + std::string(spelling(near)) + "\"?";
    }
  }
  fail(std::move(message));
}

}  // namespace utvag::rules
