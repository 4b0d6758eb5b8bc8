#include "lab/run.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/nearest.hpp"
#include "lab/columns.hpp"

namespace utvag::lab {
namespace {

using rules::Definition;
using rules::DefKind;
using rules::Kind;
using rules::State;
using rules::blocks::Answer;
using rules::blocks::Ask;
using rules::blocks::BlockProgram;

Result<const Definition*> result_named(const Program& program, const std::string& name) {
  const std::int32_t index = program.find(name);
  const Definition* what =
      index < 0 ? nullptr : &program.definitions[static_cast<std::size_t>(index)];
  const bool fits = what != nullptr && !what->for_person && what->kind != DefKind::table &&
                    what->kind != DefKind::not_expressed && what->kind != DefKind::input;
  if (fits) return what;
  std::vector<std::string_view> names;
  for (const Definition& each : program.definitions) {
    if (each.outcome && !each.for_person) names.push_back(each.name);
  }
  const std::string near(nearest_name(name, names));
  return Error{"lab.rule", name,
               "Det finns inget sådant resultat för hushållet." +
                   (near.empty() ? "" : " Menades " + near + "?"),
               "There is no such result of the household." +
                   (near.empty() ? "" : " Was " + near + " meant?")};
}

/// One answer as a column, its total beside it.
class ResultColumn {
 public:
  ResultColumn(const Definition& what, const Program& program, Month month) {
    fact_.name = what.name;
    fact_.month = month;
    fact_.unit = what.type.kind == Kind::boolean       ? Unit::truth
                 : what.type.kind == Kind::enumeration ? Unit::member
                 : what.type.unit.kr != 0              ? Unit::ore
                                                       : Unit::number;
    if (fact_.unit == Unit::member) {
      const auto& members =
          program.enumerations[static_cast<std::size_t>(what.type.enumeration)].members;
      for (const auto& member : members) fact_.words.push_back(member.name);
    }
    total_.rule = what.name;
    total_.month = month;
    total_.money = fact_.unit == Unit::ore;
  }

  void read(const Answer& answer, std::size_t rows, bool& rounded) {
    std::vector<std::int64_t> values(rows);
    std::int64_t low = 0, high = static_cast<std::int64_t>(fact_.words.size()) - 1;
    bool kronor = fact_.unit == Unit::ore;
    std::vector<std::size_t> unknown, not_applicable, no_rule;
    for (std::size_t row = 0; row < rows; ++row) {
      const State state = answer.state(row);
      const Rational exact = state == State::known ? answer.value(row) : Rational();
      const Rational whole = round_to(exact, 1, Rounding::nearest);
      if (state == State::unknown) {
        unknown.push_back(row);
      } else if (state == State::not_applicable) {
        not_applicable.push_back(row);
      } else if (state != State::known || !fits(whole)) {
        total_.failed += state == State::failed || state == State::known ? 1 : 0;
        no_rule.push_back(row);
      } else {
        rounded = rounded || !(exact == whole);
        values[row] = whole.numerator;
        kronor = kronor && whole.numerator % 100 == 0;
        low = std::min(low, whole.numerator);
        high = std::max(high, whole.numerator);
        total_.sum = total_.sum + exact;
        total_.above_zero += compare(exact, 0) > 0 ? 1 : 0;
        ++total_.known;
      }
    }
    if (kronor) {
      fact_.unit = Unit::kronor;
      for (std::int64_t& value : values) value /= 100;
      low /= 100;
      high /= 100;
    }
    const auto mark = [&](const std::vector<std::size_t>& of, std::optional<std::int64_t>& as,
                          std::int64_t& count) {
      count += static_cast<std::int64_t>(of.size());
      if (of.empty()) return;
      as = ++high;
      for (const std::size_t row : of) values[row] = high;
    };
    mark(unknown, fact_.unknown, total_.unknown);
    mark(not_applicable, fact_.not_applicable, total_.not_applicable);
    mark(no_rule, fact_.no_rule, total_.no_rule);
    total_.no_rule -= total_.failed;
    fact_.column = Column(rows, low, std::max(low, high));
    for (std::size_t row = 0; row < rows; ++row) fact_.column.set(row, values[row]);
  }

  /// Beside the numbers there is room for the marks.
  static bool fits(Rational whole) {
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() - 4;
    return !whole.overflowed() && whole.numerator >= -kMost && whole.numerator <= kMost;
  }

  FactColumn fact_;
  RunTotal total_;
};

void add_total(std::vector<RunTotal>& totals, const RunTotal& more) {
  const auto found = std::find_if(totals.begin(), totals.end(), [&](const RunTotal& each) {
    return each.rule == more.rule && each.month == more.month;
  });
  if (found == totals.end()) return totals.push_back(more);
  found->sum = found->sum + more.sum;
  found->above_zero += more.above_zero;
  found->known += more.known;
  found->unknown += more.unknown;
  found->not_applicable += more.not_applicable;
  found->no_rule += more.no_rule;
  found->failed += more.failed;
}

/// The lab's own columns go with the results, so that they can be told apart by them.
void copy_own(const Part& from, Part& to) {
  for (const std::string_view name : {"kommun", "ansöker", "har_bistånd"}) {
    const FactColumn* own = find_column(from, name);
    if (own == nullptr) continue;
    FactColumn copy;
    copy.name = own->name;
    copy.unit = own->unit;
    copy.unknown = own->unknown;
    copy.not_applicable = own->not_applicable;
    copy.column = Column(from.rows, own->column.low(), own->column.high());
    for (std::size_t row = 0; row < from.rows; ++row) copy.column.set(row, own->column.at(row));
    to.columns.push_back(std::move(copy));
  }
}

}  // namespace

std::vector<std::string> open_judgements(const Population& population, const Program& program) {
  std::vector<std::string> names;
  for (const Definition& what : program.definitions) {
    if (what.kind != DefKind::judgement || (what.sheet.empty() && what.question.empty())) continue;
    const bool filled =
        std::any_of(population.parts.begin(), population.parts.end(), [&](const Part& part) {
          return std::any_of(part.columns.begin(), part.columns.end(),
                             [&](const FactColumn& each) { return each.name == what.name; });
        });
    const std::string& label = what.label.empty() ? what.base_name : what.label;
    if (!filled && std::find(names.begin(), names.end(), label) == names.end()) {
      names.push_back(label);
    }
  }
  return names;
}

Result<RunResult> run_population(const Population& population, const RunWanted& wanted) {
  const Program& program = *wanted.rules.program;
  std::vector<const Definition*> asked;
  for (const std::string& name : wanted.names) {
    const auto found = result_named(program, name);
    if (!found.ok()) return found.error();
    asked.push_back(found.value());
  }
  RunResult made;
  made.results.about = population.about;
  made.results.about.hypothetical = wanted.hypothetical;
  if (!wanted.hypothetical.empty()) {
    for (const Setting& each : wanted.rules.settings) {
      made.results.about.premises.push_back(
          {each.name, each.value, "Satt i " + wanted.hypothetical, "", true});
    }
  }
  made.open_judgements = open_judgements(population, program);
  std::size_t done = 0;
  for (const Part& part : population.parts) {
    if (wanted.progress) wanted.progress("räknar", done, population.rows());
    auto prepared = prepare(population, part, {wanted.rules}, wanted.months.front().month);
    if (!prepared.ok()) return prepared.error();
    for (const rules::Question& question : wanted.months) {
      for (const Definition* what : asked) {
        Ask ask;
        ask.question = question;
        ask.rule = what->name;
        prepared.value().order.asks.push_back(std::move(ask));
      }
    }
    const auto compiled = BlockProgram::compile(std::move(prepared.value().order));
    if (!compiled.ok()) return compiled.error();
    const auto ran = compiled.value().run(prepared.value().columns, wanted.parts, wanted.spread);
    if (!ran.ok()) return ran.error();
    made.by_scalar += ran.value().by_scalar;
    Part results{part.adults, part.children, part.rows, {}};
    copy_own(part, results);
    std::size_t at = 0;
    for (const rules::Question& question : wanted.months) {
      for (const Definition* what : asked) {
        if (wanted.progress) {
          wanted.progress("räknar", done + part.rows * at / (at + 1), population.rows());
        }
        ResultColumn column(*what, program, question.month);
        column.read(ran.value().answers[at++], part.rows, made.rounded);
        add_total(made.totals, column.total_);
        results.columns.push_back(std::move(column.fact_));
      }
    }
    made.results.parts.push_back(std::move(results));
    done += part.rows;
  }
  put_in_order(made.results);
  return made;
}

}  // namespace utvag::lab
