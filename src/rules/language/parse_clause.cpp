#include <array>
#include <string_view>

#include "rules/language/parser.hpp"

namespace utvag::rules {

using syntax::Decl;
using syntax::DeclKind;
using syntax::Mark;
using syntax::Provenance;

void Parser::once(bool given, const Token& keyword) {
  if (!given) return;
  const std::string word(keyword.text);
  report(span_of(keyword), {"language.duplicate", "”" + word + "” står redan i samma deklaration.",
                            "\"" + word + "\" already stands in the same declaration.",
                            "Ta bort den ena.", "Remove one of them."});
}

void Parser::set_text(std::string& into, const Token& keyword) {
  once(!into.empty(), keyword);
  const std::string word(keyword.text);
  into = parse_text("efter ”" + word + "”", "after \"" + word + "\"");
}

void Parser::set_day(std::optional<Date>& into, const Token& keyword) {
  once(into.has_value(), keyword);
  into = parse_day();
}

/// One clause of a declaration; false when what stands here is none that it may have.
bool Parser::parse_clause(Decl& decl) {
  const std::size_t marks = file_.layout.size();
  mark(Mark::Kind::clause);
  const std::size_t before = position_;
  const bool found = parse_text_clause(decl) || parse_input_clause(decl) ||
                     parse_rule_clause(decl) || parse_package_clause(decl) ||
                     parse_provenance(decl.provenance);
  if (!found && !giving_up_) file_.layout.resize(marks);
  return found && (giving_up_ || position_ > before);
}

bool Parser::parse_text_clause(Decl& decl) {
  const Token& keyword = peek();
  std::string* into = nullptr;
  const bool input = decl.kind == DeclKind::input;
  switch (keyword.keyword) {
    case Keyword::benamning:
      into = &decl.label;
      break;
    case Keyword::fraga:
      into = input || decl.kind == DeclKind::judgement ? &decl.question : nullptr;
      break;
    case Keyword::darfor:
      into = input || decl.kind == DeclKind::judgement ? &decl.why : nullptr;
      break;
    case Keyword::underlag:
      into = input ? &decl.document : nullptr;
      break;
    case Keyword::forklaring:
      into = &decl.explanation;
      break;
    default:
      return false;
  }
  if (into == nullptr) return false;
  take();
  set_text(*into, keyword);
  return true;
}

bool Parser::parse_input_clause(Decl& decl) {
  if (decl.kind != DeclKind::input) return false;
  const Token& keyword = peek();
  switch (keyword.keyword) {
    case Keyword::inom:
      take();
      once(decl.allowed.has_value(), keyword);
      decl.allowed = parse_pattern(false);
      return true;
    case Keyword::spann:
      take();
      once(decl.spell, keyword);
      decl.spell = true;
      return true;
    case Keyword::lista:
      take();
      once(decl.list, keyword);
      decl.list = true;
      return true;
    case Keyword::kan:
      take();
      once(decl.may_be_inapplicable, keyword);
      decl.may_be_inapplicable =
          expect(Keyword::vara) && expect(Keyword::ej) && expect(Keyword::tillamplig);
      return true;
    case Keyword::antas:
      take();
      once(decl.assumed != nullptr, keyword);
      decl.assumed = parse_value("ett värde", "a value");
      return true;
    default:
      return false;
  }
}

bool Parser::parse_rule_clause(Decl& decl) {
  const Token& keyword = peek();
  const bool lasting = decl.kind == DeclKind::rule || decl.kind == DeclKind::value ||
                       decl.kind == DeclKind::table || decl.kind == DeclKind::judgement;
  const bool worded = decl.kind == DeclKind::not_expressed;
  const bool shown = lasting || decl.kind == DeclKind::input;
  if (keyword.keyword == Keyword::blad && shown) {
    take();
    once(!decl.sheet.empty(), keyword);
    decl.sheet = parse_name("bladets avdelning", "the worksheet's section");
    decl.sheet_order = parse_count("radens ordning på bladet", "the row's order", 1'000'000);
  } else if (keyword.keyword == Keyword::resultat && lasting) {
    take();
    once(decl.outcome, keyword);
    decl.outcome = true;
  } else if (keyword.keyword == Keyword::enligt &&
             (lasting || worded || decl.kind == DeclKind::sets)) {
    take();
    once(decl.by_decision_date, keyword);
    decl.by_decision_date = expect(Keyword::beslutsdag);
  } else if (keyword.keyword == Keyword::grans && lasting) {
    parse_bound(decl);
  } else if (keyword.keyword == Keyword::riktning && decl.kind == DeclKind::judgement) {
    take();
    const std::string_view word = peek().text;
    if (word == "högre")
      decl.direction = syntax::Direction::higher;
    else if (word == "lägre")
      decl.direction = syntax::Direction::lower;
    else if (word != "båda")
      unexpected("högre, lägre eller båda", "högre, lägre or båda");
    take();
  } else if (keyword.keyword == Keyword::beror && worded) {
    take();
    parse_references(decl.touches);
  } else if (keyword.keyword == Keyword::nar && worded) {
    take();
    once(decl.condition != nullptr, keyword);
    decl.condition = parse_expr();
  } else if (keyword.keyword == Keyword::likvardig) {
    syntax::Claim claim;
    claim.span = here();
    take();
    claim.mutant = parse_text("mutantens nummer", "the mutant's number");
    claim.argument =
        parse_text("varför ingen indata kan skilja dem åt", "why no input can tell them apart");
    decl.claims.push_back(std::move(claim));
  } else {
    return false;
  }
  return true;
}

bool Parser::parse_package_clause(Decl& decl) {
  if (decl.kind != DeclKind::package) return false;
  const Token& keyword = peek();
  if (accept(Keyword::niva)) {
    once(!decl.level.empty(), keyword);
    const std::string_view word = peek().text;
    if (word != "nationell" && word != "gemensam" && word != "kommunal" && word != "tänkt") {
      unexpected("nationell, gemensam, kommunal eller tänkt",
                 "nationell, gemensam, kommunal or tänkt");
    }
    decl.level = word;
    take();
  } else if (accept(Keyword::exempel)) {
    set_text(decl.example, keyword);
  } else if (accept(Keyword::kommuner)) {
    do {
      mark(Mark::Kind::verbatim);
      const Token& code = peek();
      if (code.kind != Kind::number || code.text.size() != 4 ||
          code.text.find_first_not_of("0123456789") != std::string_view::npos) {
        unexpected("en kommunkod med fyra siffror", "a municipality code of four digits");
        break;
      }
      decl.municipalities.emplace_back(take().text);
    } while (accept(Kind::comma) || at(Kind::number));
  } else {
    return false;
  }
  return true;
}

void Parser::parse_references(std::vector<std::pair<std::string, Span>>& into) {
  do {
    const Span span = here();
    into.emplace_back(parse_name("det som hänvisas till", "what is referred to"), span);
  } while (accept(Kind::comma));
}

void Parser::parse_evidence(Provenance& provenance) {
  const Token& letter = peek();
  const bool known = letter.kind == Kind::name && letter.text.size() == 1 &&
                     std::string_view("VABMCDRX").find(letter.text[0]) != std::string_view::npos;
  if (!known) {
    return fail({"language.evidence", "Bevisgraden " + found_sv() + " finns inte.",
                 "There is no grade of evidence " + found_en() + ".",
                 "Skriv en av V, A, B, M, C, D, R och X.",
                 "Write one of V, A, B, M, C, D, R and X."});
  }
  provenance.evidence = take().text[0];
}

/// A clause that tells where something comes from; false when none stands here.
bool Parser::parse_provenance(Provenance& provenance) {
  const Token& keyword = peek();
  const bool clause = keyword.keyword == Keyword::kalla || keyword.keyword == Keyword::lagrum;
  if (clause && keyword.first_on_line && keyword.column <= declaration_column_) return false;
  if (!provenance.span.line) provenance.span = span_of(keyword);
  const std::size_t marks = file_.layout.size();
  const bool own_line = marks > 0 && file_.layout.back().token == position_;
  if (!own_line) mark(Mark::Kind::segment);
  switch (keyword.keyword) {
    case Keyword::kalla:
      take();
      parse_references(provenance.sources);
      return true;
    case Keyword::lagrum:
      take();
      parse_references(provenance.provisions);
      return true;
    case Keyword::bevis:
      take();
      once(provenance.evidence.has_value(), keyword);
      parse_evidence(provenance);
      return true;
    case Keyword::registrerad:
      take();
      set_day(provenance.registered, keyword);
      return true;
    case Keyword::kontrollerad:
      take();
      set_day(provenance.checked, keyword);
      return true;
    case Keyword::rattar:
      take();
      set_day(provenance.corrects, keyword);
      return true;
    case Keyword::beslut:
      take();
      set_text(provenance.decided_by, keyword);
      return true;
    case Keyword::not_:
      take();
      set_text(provenance.note, keyword);
      return true;
    case Keyword::lank:
      take();
      set_text(provenance.link, keyword);
      return true;
    default:
      if (!giving_up_) file_.layout.resize(marks);
      return false;
  }
}

/// Whether the `från` that stands here dates the bound before it or begins the first version: a
/// version goes on with its content, a bound with anything else.
bool Parser::bound_has_dates() const {
  std::size_t k = 1;
  if (at(Keyword::ar, k)) ++k;
  ++k;
  if (at(Keyword::till, k)) k += 2;
  if (at(Keyword::kand, k)) return false;
  while (true) {
    switch (peek(k).keyword) {
      case Keyword::kalla:
      case Keyword::lagrum:
        k += 2;
        while (peek(k).kind == Kind::comma) k += 2;
        continue;
      case Keyword::bevis:
      case Keyword::registrerad:
      case Keyword::kontrollerad:
      case Keyword::rattar:
      case Keyword::beslut:
      case Keyword::not_:
      case Keyword::lank:
        k += 2;
        continue;
      default:
        break;
    }
    break;
  }
  if (peek(k).kind == Kind::equal || at(Keyword::okant, k) || at_literal(k)) return false;
  return peek(k + 1).kind != Kind::bar && peek(k + 1).kind != Kind::comma;
}

void Parser::parse_bound(Decl& decl) {
  syntax::Bound bound;
  bound.span = here();
  expect(Keyword::grans);
  if (accept(Keyword::hogst))
    bound.at_least = false;
  else if (!accept(Keyword::minst))
    unexpected("”minst” eller ”högst”", "\"minst\" or \"högst\"");
  bound.value = parse_expr();
  if (at(Keyword::fran) && bound_has_dates()) {
    mark(Mark::Kind::segment);
    take();
    bound.from = parse_day();
    if (accept(Keyword::till)) bound.to = parse_day();
    if (bound.from && bound.to && *bound.to < *bound.from) {
      report(bound.span,
             {"language.date-order", "”till” ligger före ”från”.", "\"till\" is before \"från\".",
              "Skriv det tidigare datumet först.", "Write the earlier date first."});
    }
  }
  // Only what stands on its own line belongs to the bound; below it are the declaration's clauses.
  while (!peek().first_on_line && parse_provenance(bound.provenance)) {
  }
  decl.bounds.push_back(std::move(bound));
}

}  // namespace utvag::rules
