#include "lab/statistics.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <map>
#include <utility>

#include "lab/resample.hpp"

namespace utvag::lab {
namespace {

constexpr std::int64_t kOre = 100, kMillionths = 1'000'000;
/// Incomes a month and consumption unit are put in bins of this width for Gini.
constexpr std::int64_t kBin = 100 * kOre;
constexpr std::size_t kBins = 800;

/// `value` for all rows, counted up to reality; whole, the nearest.
std::int64_t counted_up(std::int64_t value, const About& about) {
  const Rational exact =
      Rational(value) * Rational::make(about.weight_households, about.weight_rows);
  return round_to(exact, 1, Rounding::nearest).numerator;
}

std::int64_t nearest_part(std::int64_t value, std::int64_t divisor) {
  if (divisor == 0) return 0;
  return round_to(Rational::make(value, divisor), 1, Rounding::nearest).numerator;
}

/// Statistics Sweden's consumption units in hundredths: 1.00 for one adult, 1.51 for two, 0.52 for
/// the first child and 0.42 for each more.
std::int64_t consumption_units(const HouseholdRow& row) {
  const std::int64_t adults = row.adults == 2 ? 151 : 100;
  return adults + (row.children > 0 ? 52 + 42 * (row.children - 1) : 0);
}

std::int64_t paid_before(const HouseholdRow& row) {
  return row.applies == 1 ? row.before : 0;
}
std::int64_t paid_after(const HouseholdRow& row) {
  return applies_after(row) ? row.after : 0;
}

/// What rounding to whole kronor makes of a month is no gain and no loss.
std::int64_t gain_of(const HouseholdRow& row, int months) {
  const std::int64_t gain =
      row.income_after + paid_after(row) - row.income_before - paid_before(row);
  return std::abs(gain) < kOre * months ? 0 : gain;
}

/// Persons by what their household has a month and consumption unit, for each group of rows.
class Incomes {
 public:
  Incomes(const Resample& resample, int months)
      : months_(months), persons_(resample.groups() * kBins), money_(persons_.size()) {}

  void add(std::size_t group, const HouseholdRow& row, std::int64_t income) {
    const std::int64_t each = income * 100 / consumption_units(row) / months_;
    const auto bin = static_cast<std::size_t>(
        std::clamp<std::int64_t>(each / kBin, 0, static_cast<std::int64_t>(kBins) - 1));
    const std::int64_t persons = row.adults + row.children;
    persons_[group * kBins + bin] += persons;
    money_[group * kBins + bin] += persons * each;
  }

  /// After the last add(): only the bins that hold somebody are gone through.
  void finish() {
    for (std::size_t at = 0; at < persons_.size(); ++at) {
      if (persons_[at] > 0) held_.push_back({at / kBins, at % kBins, persons_[at], money_[at]});
    }
  }

  /// In millionths. Counted in whole kronor, so that no product passes 63 bits.
  std::int64_t gini(const std::uint16_t* weights) const {
    std::vector<std::int64_t> persons(kBins), money(kBins);
    for (const Held& held : held_) {
      const std::int64_t weight = weights == nullptr ? 1 : weights[held.group];
      persons[held.bin] += weight * held.persons;
      money[held.bin] += weight * held.money;
    }
    std::int64_t all_persons = 0, all_money = 0;
    for (std::size_t bin = 0; bin < kBins; ++bin) {
      all_persons += persons[bin];
      all_money += money[bin] / kOre;
    }
    if (all_persons <= 0 || all_money <= 0) return 0;
    std::int64_t up_to = 0, before = 0, area = 0;  // under the Lorenz curve, twice
    for (std::size_t bin = 0; bin < kBins; ++bin) {
      up_to += money[bin] / kOre;
      const std::int64_t share = up_to * kMillionths / all_money;
      area += persons[bin] * (before + share);
      before = share;
    }
    return kMillionths - area / all_persons;
  }

 private:
  struct Held {
    std::size_t group, bin;
    std::int64_t persons, money;
  };
  int months_;
  std::vector<std::int64_t> persons_, money_;
  std::vector<Held> held_;
};

/// One cell of a table while it is added up.
struct CellSum {
  std::int64_t households = 0;
  GroupSum count, change;
  explicit CellSum(const Resample& resample) : count(resample), change(resample) {}
  void add(std::size_t group, std::int64_t gain) {
    ++households;
    count.add(group, 1);
    change.add(group, gain);
  }
};

class Summing {
 public:
  Summing(const Evaluated& evaluated, const About& about, const Bootstrap& bootstrap)
      : rows_(evaluated.rows),
        evaluated_(evaluated),
        about_(about),
        resample_(evaluated.rows.size(), bootstrap) {}

  Figures figures() {
    Figures made;
    made.households = static_cast<std::int64_t>(rows_.size());
    made.months = evaluated_.months;
    costs(made);
    households(made);
    distribution(made);
    for (const Extra& extra : evaluated_.extras) extras(made, extra);
    made.groups.push_back(table("Hushållstyp", [](const HouseholdRow& row) {
      return std::string(row.adults == 1 ? "Ensamstående" : "Sammanboende") +
             (row.children == 0  ? " utan barn"
              : row.children < 4 ? " med 1–3 barn"
                                 : " med 4 barn eller fler");
    }));
    made.groups.push_back(table("Ålder (den första vuxna)", [](const HouseholdRow& row) {
      return std::string(row.age < 18   ? "okänd"
                         : row.age < 25 ? "18–24 år"
                         : row.age < 40 ? "25–39 år"
                         : row.age < 55 ? "40–54 år"
                                        : "55 år och äldre");
    }));
    made.groups.push_back(table("Kommun", [](const HouseholdRow& row) {
      if (row.municipality == 0) return std::string("övriga eller inte angiven");
      const std::string code = std::to_string(row.municipality);
      return std::string(4 - std::min<std::size_t>(4, code.size()), '0') + code;
    }));
    bars(made);
    return made;
  }

 private:
  using OfRow = std::function<std::int64_t(const HouseholdRow&)>;

  GroupSum sum_of(const OfRow& of) const {
    GroupSum sum(resample_);
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      sum.add(resample_.group_of(row), of(rows_[row]));
    }
    return sum;
  }

  /// A sum counted up to reality, × factor / divisor.
  Figure total(const GroupSum& sum, std::int64_t factor = 1, std::int64_t divisor = 1) const {
    return resample_.figure([&](const std::uint16_t* weights) {
      return nearest_part(counted_up(sum.total(weights), about_) * factor, divisor);
    });
  }

  void costs(Figures& made) const {
    const GroupSum before = sum_of(paid_before), after = sum_of(paid_after);
    const GroupSum change =
        sum_of([](const HouseholdRow& row) { return paid_after(row) - paid_before(row); });
    const std::int64_t months = evaluated_.months;
    made.cost_before = total(before, 1, months);
    made.cost_after = total(after, 1, months);
    made.cost_change = total(change, 1, months);
    made.year_before = total(before, 12, months);
    made.year_after = total(after, 12, months);
    made.year_change = total(change, 12, months);
  }

  Figure number(const std::function<bool(const HouseholdRow&)>& is, std::int64_t* rows) const {
    const GroupSum sum = sum_of([&](const HouseholdRow& row) { return is(row) ? 1 : 0; });
    if (rows != nullptr) *rows = sum.total(nullptr);
    return total(sum);
  }

  void households(Figures& made) const {
    const auto had = [](const HouseholdRow& row) { return paid_before(row) > 0; };
    const auto has = [](const HouseholdRow& row) { return paid_after(row) > 0; };
    made.aided_before = number(had, nullptr);
    made.aided_after = number(has, nullptr);
    made.in = number([&](const HouseholdRow& row) { return !had(row) && has(row); }, &made.rows_in);
    made.out =
        number([&](const HouseholdRow& row) { return had(row) && !has(row); }, &made.rows_out);
    made.not_applying =
        number([](const HouseholdRow& row) { return row.before > 0 && row.applies != 1; }, nullptr);
  }

  void distribution(Figures& made) const {
    Incomes before(resample_, evaluated_.months), after(resample_, evaluated_.months);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const HouseholdRow& row = rows_[i];
      const std::size_t group = resample_.group_of(i);
      before.add(group, row, row.income_before + paid_before(row));
      after.add(group, row, row.income_after + paid_after(row));
    }
    before.finish();
    after.finish();
    made.gini_before =
        resample_.index([&](const std::uint16_t* weights) { return before.gini(weights); });
    made.gini_after =
        resample_.index([&](const std::uint16_t* weights) { return after.gini(weights); });
    const GroupSum need = sum_of([](const HouseholdRow& row) { return row.need; });
    const auto gap = [&](const GroupSum& shortfall) {
      return resample_.index([&](const std::uint16_t* weights) {
        const std::int64_t all = need.total(weights) / kOre;
        return all <= 0 ? 0 : shortfall.total(weights) / kOre * kMillionths / all;
      });
    };
    made.gap_before = gap(sum_of([](const HouseholdRow& row) { return row.shortfall_before; }));
    made.gap_after = gap(sum_of([](const HouseholdRow& row) { return row.shortfall_after; }));
  }

  void extras(Figures& made, const Extra& extra) const {
    GroupSum sum(resample_);
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      const Rational whole = round_to(extra.of_row[row], 1, Rounding::nearest);
      sum.add(resample_.group_of(row), whole.numerator);
    }
    made.extras.push_back({extra.label.empty() ? extra.rule : extra.label, extra.money,
                           total(sum, 1, evaluated_.months)});
  }

  Cell cell_of(const CellSum& sum) const {
    Cell cell;
    cell.households = sum.households;
    cell.number = total(sum.count);
    cell.change = resample_.figure([&](const std::uint16_t* weights) {
      return nearest_part(sum.change.total(weights), sum.count.total(weights) * evaluated_.months);
    });
    return cell;
  }

  GroupTable table(const char* title,
                   const std::function<std::string(const HouseholdRow&)>& name) const {
    std::map<std::string, std::vector<CellSum>> sums;
    const std::vector<CellSum> none(4, CellSum(resample_));
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const std::int64_t gain = gain_of(rows_[i], evaluated_.months);
      const std::size_t way = gain > 0 ? 0 : gain < 0 ? 1 : 2;
      std::vector<CellSum>& cells = sums.try_emplace(name(rows_[i]), none).first->second;
      cells[way].add(resample_.group_of(i), gain);
      cells[3].add(resample_.group_of(i), gain);
    }
    std::vector<std::vector<std::int64_t>> counts;
    for (const auto& [group, cells] : sums) {
      counts.push_back({cells[0].households, cells[1].households, cells[2].households});
    }
    const auto hidden = hidden_cells(counts);
    GroupTable made;
    made.title = title;
    std::size_t at = 0;
    for (const auto& [group, cells] : sums) {
      GroupRow row{group, cell_of(cells[0]), cell_of(cells[1]), cell_of(cells[2]),
                   cell_of(cells[3])};
      row.gain.hidden = hidden[at][0];
      row.lose.hidden = hidden[at][1];
      row.same.hidden = hidden[at][2];
      row.all.hidden = row.all.households > 0 && row.all.households < kFewest;
      made.rows.push_back(std::move(row));
      ++at;
    }
    return made;
  }

  void bars(Figures& made) const {
    constexpr std::array<const char*, 9> kWords{
        "förlorar 2 000 kr eller mer", "förlorar 1 000–1 999 kr", "förlorar 500–999 kr",
        "förlorar under 500 kr",       "ingen skillnad",          "vinner under 500 kr",
        "vinner 500–999 kr",           "vinner 1 000–1 999 kr",   "vinner 2 000 kr eller mer"};
    constexpr std::array<std::int64_t, 3> kSteps{500 * kOre, 1000 * kOre, 2000 * kOre};
    std::vector<CellSum> sums(kWords.size(), CellSum(resample_));
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const std::int64_t gain = gain_of(rows_[i], evaluated_.months);
      std::size_t step = 0;
      while (step < kSteps.size() && std::abs(gain) >= kSteps[step] * evaluated_.months) ++step;
      sums[gain == 0 ? 4 : gain > 0 ? 5 + step : 3 - step].add(resample_.group_of(i), gain);
    }
    std::vector<std::vector<std::int64_t>> counts(1);
    for (const CellSum& sum : sums) counts[0].push_back(sum.households);
    const auto hidden = hidden_cells(counts);
    for (std::size_t bar = 0; bar < sums.size(); ++bar) {
      made.bars.push_back({kWords[bar], cell_of(sums[bar])});
      made.bars.back().cell.hidden = hidden[0][bar];
    }
  }

  const std::vector<HouseholdRow>& rows_;
  const Evaluated& evaluated_;
  const About& about_;
  Resample resample_;
};

}  // namespace

Figures figures_of(const Evaluated& evaluated, const About& about, const Bootstrap& bootstrap) {
  if (evaluated.rows.empty()) return {};
  return Summing(evaluated, about, bootstrap).figures();
}

std::vector<std::vector<bool>> hidden_cells(const std::vector<std::vector<std::int64_t>>& counts) {
  std::vector<std::vector<bool>> hidden;
  for (const auto& row : counts) {
    hidden.emplace_back();
    for (const std::int64_t count : row) hidden.back().push_back(count > 0 && count < kFewest);
  }
  const std::size_t columns = counts.empty() ? 0 : counts.front().size();
  // One hidden cell in a line is told by the line's sum: the smallest other is hidden with it.
  const auto mend = [&](std::size_t length, const auto& at) {
    std::size_t many = 0, smallest = length;
    for (std::size_t i = 0; i < length; ++i) {
      const auto [row, column] = at(i);
      if (hidden[row][column]) {
        ++many;
        continue;
      }
      const auto key = [&](std::size_t k) {  // zero last: it is seldom what hides best
        const auto [r, c] = at(k);
        return std::pair(counts[r][c] == 0, counts[r][c]);
      };
      if (smallest == length || key(i) < key(smallest)) smallest = i;
    }
    if (many != 1 || smallest == length) return false;
    const auto [row, column] = at(smallest);
    hidden[row][column] = true;
    return true;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t row = 0; row < counts.size(); ++row) {
      changed |= mend(columns, [&](std::size_t i) { return std::pair(row, i); });
    }
    for (std::size_t column = 0; counts.size() > 1 && column < columns; ++column) {
      changed |= mend(counts.size(), [&](std::size_t i) { return std::pair(i, column); });
    }
  }
  return hidden;
}

}  // namespace utvag::lab
