#include "lab/compare.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <utility>

#include "lab/run.hpp"
#include "lab/synthesis.hpp"

namespace utvag::lab {
namespace {

using rules::Definition;
using rules::DefKind;
using rules::Kind;
using rules::Program;
using rules::State;
using rules::blocks::Answer;
using rules::blocks::Ask;
using rules::blocks::BlockProgram;

constexpr std::size_t kBefore = 0, kAfter = 1;

/// What one month asks, in this order; then the reform's own results.
enum Asked : std::size_t {
  kAidBefore,
  kAidAfter,
  kIncomeBefore,
  kIncomeAfter,
  kNeed,
  kAskedAMonth,
};

const char* state_word(State state) {
  switch (state) {
    case State::unknown:
    case State::not_evaluated:
      return "uppgifter saknas";
    case State::no_rule:
    case State::silent:
      return "ingen regel";
    case State::not_applicable:
      return "ej tillämplig";
    default:
      return "kan inte räknas";
  }
}

/// The outcomes of the household that only the reform has.
std::vector<Extra> extras_of(const Program& before, const Program& after) {
  std::vector<Extra> extras;
  for (const Definition& what : after.definitions) {
    if (!what.outcome || what.for_person || before.find(what.name) >= 0) continue;
    if (what.type.kind != Kind::number) continue;
    extras.push_back({what.name, what.label, what.type.unit.kr != 0, {}});
  }
  return extras;
}

std::vector<Ask> asks_of(const Comparison& comparison, const std::vector<Extra>& extras) {
  std::vector<Ask> asks;
  for (const rules::Question& question : comparison.months) {
    const auto add = [&](std::size_t world, const std::string& rule) {
      Ask ask;
      ask.world = world;
      ask.question = question;
      ask.rule = rule;
      asks.push_back(std::move(ask));
    };
    add(kBefore, "bistånd");
    add(kAfter, "bistånd");
    add(kBefore, "räknade_inkomster");
    add(kAfter, "räknade_inkomster");
    add(kBefore, "försörjningsbehov");
    for (const Extra& extra : extras) add(kAfter, extra.rule);
  }
  return asks;
}

std::int64_t whole_ore(Rational value) {
  return round_to(value, 1, Rounding::nearest).numerator;
}

class PartRows {
 public:
  PartRows(const Part& part, const Comparison& comparison, std::vector<Answer>& answers,
           std::size_t all, Evaluated& into)
      : part_(part), comparison_(comparison), answers_(answers), all_(all), into_(into) {}

  void add() {
    const std::size_t before = into_.rows.size();
    for (std::size_t row = 0; row < part_.rows; ++row) {
      if (comparison_.progress && row % kTellRows == kTellRows - 1) {
        comparison_.progress("räknar", before + row, all_);
      }
      if (const std::string why = unusable(row); !why.empty()) {
        ++into_.left_out[why];
        continue;
      }
      HouseholdRow made = described(row);
      const std::size_t a_month = kAskedAMonth + into_.extras.size();
      for (std::size_t month = 0; month < comparison_.months.size(); ++month) {
        made.before += whole_ore(answers_[month * a_month + kAidBefore].value(row));
      }
      for (std::size_t month = 0; month < comparison_.months.size(); ++month) {
        add_month(made, row, month * a_month);
      }
      for (std::size_t i = 0; i < into_.extras.size(); ++i) add_extra(i, row);
      into_.rows.push_back(made);
    }
  }

 private:
  std::string unusable(std::size_t row) const {
    if (!own_value("ansöker", row, kNow)) return "om hushållet ansöker är inte känt";
    const std::size_t a_month = kAskedAMonth + into_.extras.size();
    for (std::size_t i = 0; i < answers_.size(); ++i) {
      State state = answers_[i].state(row);
      const std::size_t asked = i % a_month;
      if (state == State::known && too_large(answers_[i].value(row))) state = State::failed;
      if (state == State::known) continue;
      const bool before = asked == kAidBefore || asked == kIncomeBefore || asked == kNeed;
      return std::string(before ? "före: " : "efter: ") + state_word(state);
    }
    return "";
  }

  static bool too_large(Rational value) {
    return value.overflowed() || compare(value, kMostOre) > 0 || compare(value, -kMostOre) < 0;
  }

  /// A number of one of the lab's own columns; nothing where it is a mark.
  std::optional<std::int64_t> own_value(const char* name, std::size_t row,
                                        std::int64_t otherwise) const {
    const FactColumn* column = find_column(part_, name);
    if (column == nullptr) return otherwise;
    const std::int64_t value = column->column.at(row);
    if (column->is_mark(value)) return std::nullopt;
    return value;
  }

  HouseholdRow described(std::size_t row) const {
    HouseholdRow made;
    made.adults = part_.adults;
    made.children = part_.children;
    made.municipality =
        static_cast<std::int32_t>(own_value("kommun", row, 0).value_or(kUnknownMunicipality));
    made.applies = static_cast<std::int32_t>(own_value("ansöker", row, kNow).value_or(kNow));
    const FactColumn* born = find_column(part_, "född", 0);
    const Month first = comparison_.months.front().month;
    const std::optional<Date> date = born == nullptr ? std::nullopt : date_in(*born, row);
    if (date) made.age = static_cast<std::int16_t>(age_in_years(*date, first_day(first)));
    return made;
  }

  void add_month(HouseholdRow& made, std::size_t row, std::size_t at) const {
    const auto value = [&](Asked asked) { return whole_ore(answers_[at + asked].value(row)); };
    const std::int64_t before = value(kAidBefore), after = value(kAidAfter);
    const std::int64_t income_before = value(kIncomeBefore), income_after = value(kIncomeAfter);
    const std::int64_t need = value(kNeed);
    made.after += after;
    made.income_before += income_before;
    made.income_after += income_after;
    made.need += need;
    const std::int64_t paid_before = made.applies == kNow ? before : 0;
    const std::int64_t paid_after = applies_after(made) ? after : 0;
    made.shortfall_before += std::max<std::int64_t>(0, need - income_before - paid_before);
    made.shortfall_after += std::max<std::int64_t>(0, need - income_after - paid_after);
  }

  void add_extra(std::size_t extra, std::size_t row) {
    Rational sum;
    const std::size_t a_month = kAskedAMonth + into_.extras.size();
    for (std::size_t month = 0; month < comparison_.months.size(); ++month) {
      sum = sum + answers_[month * a_month + kAskedAMonth + extra].value(row);
    }
    into_.extras[extra].of_row.push_back(sum);
  }

  const Part& part_;
  const Comparison& comparison_;
  std::vector<Answer>& answers_;
  std::size_t all_;
  Evaluated& into_;
};

}  // namespace

namespace {

/// Numbers that mean nothing are refused before anything is computed.
Result<bool> check_own(const Part& part) {
  const std::array<std::tuple<const char*, std::int64_t, const char*>, 2> own{
      {{"ansöker", kWhenReformed, "0, 1 eller 2"}, {"kommun", 9999, "en kod på fyra siffror"}}};
  for (const auto& [name, most, words] : own) {
    const FactColumn* column = find_column(part, name);
    if (column == nullptr) continue;
    for (std::size_t row = 0; row < part.rows; ++row) {
      const std::int64_t value = column->column.at(row);
      if (column->is_mark(value) || (value >= 0 && value <= most)) continue;
      return Error{"lab.column", name,
                   "Hushåll " + std::to_string(row + 1) + " med " + std::to_string(part.adults) +
                       " vuxna och " + std::to_string(part.children) + " barn har " +
                       std::to_string(value) + "; det ska vara " + words + ".",
                   "Household " + std::to_string(row + 1) + " of its kind has " +
                       std::to_string(value) + ", which means nothing there."};
    }
  }
  return true;
}

}  // namespace

bool applies_after(const HouseholdRow& row) {
  return row.applies == kNow || (row.applies == kWhenReformed && row.before == 0);
}

Result<Evaluated> evaluate(const Population& population, const Comparison& comparison) {
  Evaluated made;
  made.months = static_cast<int>(comparison.months.size());
  made.extras = extras_of(*comparison.before.program, *comparison.after.program);
  made.open_judgements = open_judgements(population, *comparison.before.program);
  for (const Part& part : population.parts) {
    if (const auto fine = check_own(part); !fine.ok()) return fine.error();
  }
  std::size_t done = 0;
  for (const Part& part : population.parts) {
    if (comparison.progress) comparison.progress("räknar", done, population.rows());
    auto prepared = prepare(population, part, {comparison.before, comparison.after},
                            comparison.months.front().month);
    if (!prepared.ok()) return prepared.error();
    prepared.value().order.asks = asks_of(comparison, made.extras);
    const auto compiled = BlockProgram::compile(std::move(prepared.value().order));
    if (!compiled.ok()) return compiled.error();
    auto ran = compiled.value().run(prepared.value().columns, comparison.parts, comparison.spread);
    if (!ran.ok()) return ran.error();
    made.by_scalar += ran.value().by_scalar;
    PartRows(part, comparison, ran.value().answers, population.rows(), made).add();
    done += part.rows;
  }
  return made;
}

}  // namespace utvag::lab
