#include <algorithm>
#include <array>
#include <string_view>

#include "rules/language/parser.hpp"

namespace utvag::rules {

using syntax::Mark;
using syntax::Target;
using syntax::Test;
using syntax::TestStep;
using syntax::TestValue;

namespace {

const std::vector<Keyword>& line_words() {
  static const std::vector<Keyword> words = {
      Keyword::manad,    Keyword::beslut, Keyword::kant,       Keyword::kommun,
      Keyword::hushall,  Keyword::givet,  Keyword::bedom,      Keyword::vantat,
      Keyword::kolumner, Keyword::prov,   Keyword::provtabell,
  };
  return words;
}

}  // namespace

void Parser::parse_test() {
  declaration_column_ = peek().column;
  mark(Mark::Kind::test);
  const bool table = at(Keyword::provtabell);
  if (!table && !at(Keyword::prov)) {
    const Keyword near = nearest_keyword(peek().text, {Keyword::prov, Keyword::provtabell});
    const std::string word(spelling(near));
    return fail({"language.test", "Här ska ett prov börja, men här står " + found_sv() + ".",
                 "A test should start here, but found " + found_en() + ".",
                 word.empty() ? "Ett prov börjar med prov \"namn\" eller provtabell \"namn\"."
                              : "Menade du ”" + word + "”?",
                 word.empty() ? "A test starts with prov \"name\" or provtabell \"name\"."
                              : "Did you mean \"" + word + "\"?"});
  }
  Test test;
  test.span = here();
  take();
  test.name = parse_text("provets namn", "the test's name");
  in_section_ = false;
  section_.clear();
  settings_.clear();
  persons_.clear();
  while (!at(Kind::end) && !at(Keyword::prov) && !at(Keyword::provtabell)) parse_test_line(test);
  if (giving_up_) return;
  if (table == test.columns.empty()) {
    report(test.span,
           {"language.columns",
            table ? "En provtabell behöver ”kolumner”." : "”kolumner” hör till provtabell.",
            table ? "A provtabell needs \"kolumner\"." : "\"kolumner\" belongs to provtabell.",
            table ? "Skriv kolumner … | väntat …" : "Skriv provtabell i stället för prov.",
            table ? "Write kolumner … | väntat …" : "Write provtabell instead of prov."});
  } else if (table && test.rows.empty()) {
    report(test.span,
           {"language.no-row", "Provtabellen har inga rader.", "The provtabell has no rows."});
  }
  file_.tests.push_back(std::move(test));
}

void Parser::parse_test_line(Test& test) {
  const TokenKind next = peek(1).kind;
  const bool target = next == Kind::equal || next == Kind::open_bracket || next == Kind::dot;
  if (at_name() && target) return parse_input(test);
  switch (peek().keyword) {
    case Keyword::manad:
    case Keyword::beslut:
    case Keyword::kant:
    case Keyword::kommun:
      return parse_test_setting(test);
    case Keyword::hushall:
      mark(Mark::Kind::step);
      take();
      in_section_ = true;
      section_.clear();
      return;
    case Keyword::givet:
      return parse_given(test);
    case Keyword::bedom:
      return parse_judgement(test);
    case Keyword::vantat:
      return parse_expectation(test);
    case Keyword::kolumner:
      return parse_columns(test);
    default:
      break;
  }
  if (at_name() && at_name(1) && peek(2).kind != Kind::equal) return parse_person(test);
  const Keyword near = nearest_keyword(peek().text, line_words());
  const std::string word(spelling(near));
  fail({"language.test-line", found_sv() + " hör inte hit i provet.",
        found_en() + " does not belong here in the test.",
        word.empty() ? "Indata skrivs namn = värde." : "Menade du ”" + word + "”?",
        word.empty() ? "An input is written name = value." : "Did you mean \"" + word + "\"?"});
}

TestStep::Kind Parser::setting_kind() const {
  switch (peek().keyword) {
    case Keyword::manad:
      return TestStep::Kind::month;
    case Keyword::beslut:
      return TestStep::Kind::decision;
    case Keyword::kant:
      return TestStep::Kind::known_at;
    default:
      return TestStep::Kind::municipality;
  }
}

TestValue Parser::parse_setting_value(TestStep::Kind kind) {
  TestValue value;
  value.span = here();
  if (kind == TestStep::Kind::municipality) {
    mark(Mark::Kind::verbatim);
    if (!at(Kind::number) || peek().text.size() != 4) {
      unexpected("en kommunkod med fyra siffror", "a municipality code of four digits");
    }
    value.text = take().text;
    return value;
  }
  value.value = node(syntax::ExprKind::literal, here());
  if (kind == TestStep::Kind::month) {
    value.value->literal.kind = syntax::LiteralKind::month;
    value.value->literal.month = parse_calendar_month().value_or(Month{});
  } else {
    value.value->literal.kind = syntax::LiteralKind::date;
    value.value->literal.date = parse_day().value_or(Date{});
  }
  return value;
}

void Parser::parse_test_setting(Test& test) {
  mark(Mark::Kind::step);
  TestStep step{};
  step.kind = setting_kind();
  step.target.span = here();
  take();
  step.value = parse_setting_value(step.kind);
  const bool twice = !settings_.insert(step.kind).second;
  if (twice) {
    report(step.target.span, {"language.duplicate", "Detta är redan angivet i provet.",
                              "This is already given in the test.", "Ta bort den ena raden.",
                              "Remove one of the lines."});
  }
  test.steps.push_back(std::move(step));
}

void Parser::parse_person(Test& test) {
  mark(Mark::Kind::step);
  syntax::TestPerson person;
  person.span = here();
  person.role = take().text;
  const Span span = here();
  person.name = parse_name("personen", "the person");
  const bool twice = !persons_.insert(person.name).second;
  if (twice) {
    report(span, {"language.duplicate", "En person med namnet ”" + person.name + "” finns redan.",
                  "A person named \"" + person.name + "\" already exists.",
                  "Ge personen ett annat namn.", "Give the person another name."});
  }
  in_section_ = true;
  section_ = person.name;
  test.persons.push_back(std::move(person));
}

Target Parser::parse_target() {
  Target target;
  target.span = here();
  target.name = parse_name("en uppgift eller regel", "a fact or rule");
  if (accept(Kind::dot)) {
    target.person = std::move(target.name);
    target.name = parse_name("personens uppgift", "the person's fact");
  }
  if (accept(Kind::open_bracket)) {
    target.member = parse_name("ett av uppräkningens värden", "a member of the enumeration");
    expect(Kind::close_bracket, "]");
  }
  target.span = through(target.span);
  return target;
}

/// A value of a fact or an outcome: a literal, a name, `inga` or `ej tillämplig`.
TestValue Parser::parse_test_value() {
  TestValue value;
  value.span = here();
  if (accept(Keyword::inga)) {
    value.kind = TestValue::Kind::empty_list;
  } else if (accept(Keyword::ej_tillamplig)) {
    value.kind = TestValue::Kind::not_applicable;
  } else if (accept(Keyword::ej)) {
    value.kind = TestValue::Kind::not_applicable;
    expect(Keyword::tillamplig);
  } else {
    value.value = parse_value("ett värde", "a value");
  }
  value.span = through(value.span);
  return value;
}

void Parser::parse_input(Test& test) {
  mark(in_section_ ? Mark::Kind::input : Mark::Kind::step);
  TestStep step{};
  step.kind = TestStep::Kind::input;
  step.target = parse_target();
  if (step.target.person.empty() && !in_section_) {
    return fail_at(step.target.span,
                   {"language.section", "Uppgiften står utan ”hushåll” eller person före sig.",
                    "The fact stands without \"hushåll\" or a person before it.",
                    "Skriv hushåll, eller till exempel vuxen a, på raden före.",
                    "Write hushåll, or for example vuxen a, on the line before."});
  }
  if (step.target.person.empty()) step.target.person = section_;
  expect(Kind::equal, "=");
  step.value = parse_test_value();
  if (accept(Keyword::fran)) step.from = parse_calendar_month();
  if (accept(Keyword::till)) step.to = parse_calendar_month();
  if (step.from && step.to && *step.to < *step.from) {
    report(step.target.span,
           {"language.date-order", "”till” ligger före ”från”.", "\"till\" is before \"från\".",
            "Skriv den tidigare månaden först.", "Write the earlier month first."});
  }
  test.steps.push_back(std::move(step));
}

void Parser::parse_given(Test& test) {
  mark(Mark::Kind::step);
  take();
  TestStep step{};
  step.kind = TestStep::Kind::given;
  step.target = parse_target();
  expect(Kind::equal, "=");
  step.value = parse_test_value();
  test.steps.push_back(std::move(step));
}

void Parser::parse_judgement(Test& test) {
  mark(Mark::Kind::step);
  take();
  TestStep step{};
  step.kind = TestStep::Kind::judgement;
  step.target = parse_target();
  expect(Kind::equal, "=");
  step.value = parse_test_value();
  if (!at(Keyword::skal)) {
    return fail_at(
        step.target.span,
        {"language.reason", "En bedömning måste ha ett skäl.", "A judgement must have a reason.",
         "Skriv skäl \"…\" efter värdet.", "Write skäl \"…\" after the value."});
  }
  take();
  step.value.text = parse_text("skälet", "the reason");
  test.steps.push_back(std::move(step));
}

/// "b.född" or "kostnad[el]".
std::string Parser::parse_fact_name() {
  const Target fact = parse_target();
  std::string name = fact.person.empty() ? fact.name : fact.person + "." + fact.name;
  if (!fact.member.empty()) name += "[" + fact.member + "]";
  return name;
}

void Parser::parse_unknown(TestValue& value) {
  value.kind = TestValue::Kind::unknown;
  expect(Keyword::okand);
  do {
    value.names.push_back(parse_fact_name());
  } while (accept(Kind::comma));
}

/// An outcome that is not a value: `ingen_regel [för x]`, `okänd …` or `[inte] not "…"`; false when
/// none stands here.
bool Parser::parse_state(TestValue& value) {
  const bool absent = at(Keyword::inte) && peek(1).keyword == Keyword::not_;
  if (absent) take();
  if (accept(Keyword::ingen_regel)) {
    value.kind = TestValue::Kind::no_rule;
    if (accept(Keyword::for_)) value.names.push_back(parse_fact_name());
  } else if (at(Keyword::okand)) {
    parse_unknown(value);
  } else if (accept(Keyword::not_)) {
    value.kind = TestValue::Kind::note;
    value.absent = absent;
    // Which notes there are is known when the test is bound to its rules.
    value.text = parse_text("anmärkningens slag", "the kind of note");
  } else {
    return false;
  }
  value.span = through(value.span);
  return true;
}

void Parser::parse_expectation(Test& test) {
  mark(Mark::Kind::step);
  take();
  TestStep step{};
  step.kind = TestStep::Kind::expect;
  step.target = parse_target();
  step.value.span = here();
  if (accept(Kind::equal)) {
    step.value = parse_test_value();
  } else if (!parse_state(step.value)) {
    unexpected("”=”, ”okänd”, ”ingen_regel” eller ”not”",
               "\"=\", \"okänd\", \"ingen_regel\" or \"not\"");
  }
  test.steps.push_back(std::move(step));
}

TestStep Parser::parse_column(const Test& test) {
  TestStep column{};
  column.kind = TestStep::Kind::input;
  const TokenKind next = peek(1).kind;
  const bool setting =
      at(Keyword::manad) || at(Keyword::beslut) || at(Keyword::kant) || at(Keyword::kommun);
  if (setting && next != Kind::dot && next != Kind::open_bracket) {
    column.kind = setting_kind();
    column.target.span = here();
    take();
    return column;
  }
  if (accept(Keyword::givet))
    column.kind = TestStep::Kind::given;
  else if (accept(Keyword::bedom))
    column.kind = TestStep::Kind::judgement;
  else if (accept(Keyword::vantat))
    column.kind = TestStep::Kind::expect;
  column.target = parse_target();
  if (column.kind == TestStep::Kind::judgement) {
    column.value.text = accept(Keyword::skal) ? parse_text("skälet", "the reason") : test.name;
  }
  return column;
}

void Parser::parse_columns(Test& test) {
  mark(Mark::Kind::columns);
  take();
  do {
    if (!test.columns.empty()) mark(Mark::Kind::cell);
    test.columns.push_back(parse_column(test));
  } while (accept(Kind::bar));
  while (!at(Kind::end) && !at(Keyword::prov) && !at(Keyword::provtabell)) parse_test_row(test);
}

void Parser::parse_test_row(Test& test) {
  mark(Mark::Kind::row);
  const Span start = here();
  std::vector<TestValue> row;
  for (std::size_t k = 0; k < test.columns.size(); ++k) {
    if (k > 0) {
      if (!at(Kind::bar)) break;
      take();
      mark(Mark::Kind::cell);
    }
    row.push_back(parse_cell(test.columns[k]));
  }
  if (giving_up_) return;
  if (row.size() != test.columns.size() || at(Kind::bar)) {
    const std::string count = std::to_string(test.columns.size());
    return fail_at(
        start, {"language.cells", "Raden ska ha " + count + " celler, skilda med |.",
                "The row needs " + count + " cells, parted by |.",
                "Skriv - i en cell som ska lämnas tom.", "Write - in a cell that is left out."});
  }
  test.rows.push_back(std::move(row));
}

TestValue Parser::parse_cell(const TestStep& column) {
  TestValue value;
  value.span = here();
  if (at(Kind::minus) && peek(1).kind != Kind::number) {
    take();
    value.kind = TestValue::Kind::left_out;
    return value;
  }
  switch (column.kind) {
    case TestStep::Kind::month:
    case TestStep::Kind::decision:
    case TestStep::Kind::known_at:
    case TestStep::Kind::municipality:
      return parse_setting_value(column.kind);
    case TestStep::Kind::expect:
      if (parse_state(value)) return value;
      break;
    default:
      break;
  }
  value = parse_test_value();
  value.text = column.value.text;
  return value;
}

}  // namespace utvag::rules
