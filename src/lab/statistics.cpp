#include "lab/statistics.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "lab/incomes.hpp"
#include "lab/resample.hpp"

namespace utvag::lab {
namespace {

constexpr std::int64_t kOre = 100, kMillionths = 1'000'000;
constexpr std::size_t kGain = 0, kLose = 1, kSame = 2, kWays = 3;
constexpr std::size_t kBars = 9, kSameBar = 4;
/// Kronor a month where the bars begin, on either side of none.
constexpr std::array<std::int64_t, 4> kSteps{0, 500, 1000, 2000};

std::int64_t paid_before(const HouseholdRow& row) {
  return row.applies == 1 ? row.before : 0;
}
std::int64_t paid_after(const HouseholdRow& row) {
  return applies_after(row) ? row.after : 0;
}

std::int64_t change_of(const HouseholdRow& row) {
  return row.income_after + paid_after(row) - row.income_before - paid_before(row);
}

/// What rounding to whole kronor makes of a month is no gain and no loss.
std::int64_t gain_of(const HouseholdRow& row, int months) {
  const std::int64_t gain = change_of(row);
  return std::abs(gain) < kOre * months ? 0 : gain;
}

std::size_t way_of(std::int64_t gain) {
  return gain > 0 ? kGain : gain < 0 ? kLose : kSame;
}

/// The bar of a gain: 0–3 lose, the most first, 5–8 gain.
std::size_t bar_of(std::int64_t gain, int months) {
  if (gain == 0) return kSameBar;
  std::size_t step = 0;
  while (step + 1 < kSteps.size() && std::abs(gain) >= kSteps[step + 1] * kOre * months) ++step;
  return gain > 0 ? kSameBar + 1 + step : kSameBar - 1 - step;
}

/// "500–999 kr", "under 500 kr", "2 000 kr eller mer"; nothing for any amount.
std::string amount_words(std::size_t low_step, std::size_t high_step) {
  const bool open = high_step + 1 == kSteps.size();
  const std::string low = format_whole(kSteps[low_step]);
  if (low_step == 0 && open) return "";
  if (open) return " " + low + " kr eller mer";
  const std::string high = format_whole(kSteps[high_step + 1] - (low_step == 0 ? 0 : 1));
  return low_step == 0 ? " under " + high + " kr" : " " + low + "–" + high + " kr";
}

std::string bar_words(Range bars) {
  std::string words;
  const auto add = [&](const std::string& more) {
    words += (words.empty() ? "" : " eller ") + more;
  };
  if (bars.first < kSameBar) {
    const std::size_t last = std::min(bars.last, kSameBar - 1);
    add("förlorar" + amount_words(kSameBar - 1 - last, kSameBar - 1 - bars.first));
  }
  if (bars.first <= kSameBar && bars.last >= kSameBar) add("ingen skillnad");
  if (bars.last > kSameBar) {
    const std::size_t first = std::max(bars.first, kSameBar + 1);
    add("vinner" + amount_words(first - kSameBar - 1, bars.last - kSameBar - 1));
  }
  return words;
}

std::string income_words(Range steps) {
  const auto kronor = [](std::size_t step) {
    return format_whole(static_cast<std::int64_t>(step) * Incomes::kStepKronor);
  };
  const bool open = steps.last + 1 == Incomes::kSteps;
  if (open && steps.first == 0) return "alla";
  if (open) return kronor(steps.first) + " kr eller mer";
  if (steps.first == 0) return "under " + kronor(steps.last + 1) + " kr";
  const std::int64_t end = static_cast<std::int64_t>(steps.last + 1) * Incomes::kStepKronor - 1;
  return kronor(steps.first) + "–" + format_whole(end) + " kr";
}

Way way_named(const std::vector<std::size_t>& ways) {
  constexpr std::array<const char*, kWays> kWords{"vinner", "förlorar", "lika"};
  Way made;
  for (const std::size_t way : ways) {
    made.key += (made.key.empty() ? "" : "_eller_") + std::string(kWords[way]);
    made.title += (made.title.empty() ? "" : " eller ") + std::string(kWords[way]);
  }
  made.title.front() = static_cast<char>(made.title.front() - 'a' + 'A');
  return made;
}

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
  void add(const CellSum& other) {
    households += other.households;
    count.add(other.count);
    change.add(other.change);
  }
};

/// A table while it is added up: by group, the three ways.
struct TableSum {
  const char* title;
  std::map<std::string, std::vector<CellSum>> rows;
};

std::string type_of(const HouseholdRow& row) {
  return std::string(row.adults == 1 ? "Ensamstående" : "Sammanboende") +
         (row.children == 0  ? " utan barn"
          : row.children < 4 ? " med 1–3 barn"
                             : " med 4 barn eller fler");
}

std::string age_of(const HouseholdRow& row) {
  return row.age < 18   ? "okänd"
         : row.age < 25 ? "18–24 år"
         : row.age < 40 ? "25–39 år"
         : row.age < 55 ? "40–54 år"
                        : "55 år och äldre";
}

std::string municipality_of(const HouseholdRow& row) {
  if (row.municipality == kUnknownMunicipality) return "okänd";
  if (row.municipality == 0) return "övriga eller inte angiven";
  const std::string code = std::to_string(row.municipality);
  return std::string(4 - std::min<std::size_t>(4, code.size()), '0') + code;
}

/// How many households stand behind what can be shown, in the population.
struct Behind {
  /// By assistance before (no, yes), after, right without applying, and way.
  std::array<std::array<std::array<Counts, 2>, 2>, 2> of{};
  std::int64_t had = 0, has = 0, paid_changed = 0, income_changed = 0, changed = 0;
  std::int64_t lacking_before = 0, lacking_after = 0;

  Behind() {
    for (auto& had_or_not : of) {
      for (auto& has_or_not : had_or_not) has_or_not.fill(Counts(kWays));
    }
  }
  void add(const HouseholdRow& row, int months) {
    const bool before = paid_before(row) > 0, after = paid_after(row) > 0;
    const bool waits = row.before > 0 && row.applies != 1;
    ++of[before ? 1 : 0][after ? 1 : 0][waits ? 1 : 0][way_of(gain_of(row, months))];
    had += before ? 1 : 0;
    has += after ? 1 : 0;
    paid_changed += paid_before(row) != paid_after(row) ? 1 : 0;
    income_changed += row.income_before != row.income_after ? 1 : 0;
    changed += change_of(row) != 0 ? 1 : 0;
    lacking_before += row.shortfall_before > 0 ? 1 : 0;
    lacking_after += row.shortfall_after > 0 ? 1 : 0;
  }
  bool touches_few() const {
    return is_few(paid_changed) || is_few(income_changed) || is_few(changed) || is_few(has);
  }
  /// Counts by way, for households without and with assistance before.
  std::vector<Counts> ways_by_had() const {
    std::vector<Counts> rows;
    for (const auto& had_or_not : of) {
      rows.emplace_back(kWays);
      for (const auto& has_or_not : had_or_not) {
        for (const Counts& counts : has_or_not) {
          for (std::size_t way = 0; way < kWays; ++way) rows.back()[way] += counts[way];
        }
      }
    }
    return rows;
  }
  /// Whether no cell is few when the columns are told apart by these too.
  bool can_tell(const std::vector<std::vector<std::size_t>>& columns, bool moves,
                bool waiting) const {
    std::map<std::array<std::size_t, 4>, std::int64_t> cells;
    for (std::size_t i = 0; i < 8; ++i) {
      const std::size_t before = i / 4, after = i / 2 % 2, waits = i % 2;
      for (std::size_t column = 0; column < columns.size(); ++column) {
        for (const std::size_t way : columns[column]) {
          cells[{column, before, moves ? after : 0, waiting ? waits : 0}] +=
              of[before][after][waits][way];
        }
      }
    }
    return std::none_of(cells.begin(), cells.end(),
                        [](const auto& cell) { return is_few(cell.second); });
  }
};

class Summing {
 public:
  Summing(const Evaluated& evaluated, const About& about, const Bootstrap& bootstrap)
      : rows_(evaluated.rows),
        evaluated_(evaluated),
        about_(about),
        bootstrap_(bootstrap),
        resample_(evaluated.rows.size(), bootstrap) {
    for (const HouseholdRow& row : rows_) behind_.add(row, evaluated.months);
  }

  Result<Figures> figures() {
    Figures made;
    made.households = static_cast<std::int64_t>(rows_.size());
    made.months = evaluated_.months;
    made.touches_few = behind_.touches_few();
    std::vector<TableSum> tables;
    if (!made.touches_few) {
      columns_ = merged_ways(behind_.ways_by_had());
      for (const auto& column : columns_) made.ways.push_back(way_named(column));
      tables.push_back(added("Hushållstyp", type_of));
      tables.push_back(added("Ålder (den första vuxna)", age_of));
      tables.push_back(added("Kommun", municipality_of));
      for (const TableSum& table : tables) steps_ += table.rows.size() * (columns_.size() + 1);
    }
    steps_ += kBars + Incomes::kSteps + 2 * 11 + evaluated_.extras.size();
    costs(made.head);
    households(made.head);
    distribution(made);
    for (const Extra& extra : evaluated_.extras) made.head.extras.push_back(extra_of(extra));
    for (const TableSum& table : tables) made.groups.push_back(shown(table));
    if (!made.touches_few) bars(made);
    if (!too_large_) return made;
    return Error{"lab.too-large", "", "Beloppen blir för stora att räkna upp.",
                 "The amounts are too large to be counted up."};
  }

 private:
  using OfRow = std::function<std::int64_t(const HouseholdRow&)>;

  Figure figure(const std::function<std::int64_t(const Draw&)>& of) {
    if (bootstrap_.progress) bootstrap_.progress("omdragningar", done_, std::max(steps_, done_));
    ++done_;
    return resample_.figure(of);
  }

  GroupSum sum_of(const OfRow& of) const {
    GroupSum sum(resample_);
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      sum.add(resample_.group_of(row), of(rows_[row]));
    }
    return sum;
  }

  /// A sum counted up to reality, × factor / divisor.
  Figure total(const GroupSum& sum, std::int64_t factor = 1, std::int64_t divisor = 1) {
    return figure([&](const Draw& draw) {
      return scaled(sum.total(draw), Wide{resample_.rows()} * about_.weight_households * factor,
                    Wide{draw.rows} * about_.weight_rows * divisor, too_large_);
    });
  }

  void costs(Headline& made) {
    if (is_few(behind_.had)) return;
    const GroupSum before = sum_of(paid_before), after = sum_of(paid_after);
    const GroupSum change =
        sum_of([](const HouseholdRow& row) { return paid_after(row) - paid_before(row); });
    const std::int64_t months = evaluated_.months;
    made.cost_before = total(before, 1, months);
    made.year_before = total(before, 12, months);
    if (behind_.touches_few()) return;
    made.cost_after = total(after, 1, months);
    made.cost_change = total(change, 1, months);
    made.year_after = total(after, 12, months);
    made.year_change = total(change, 12, months);
  }

  Figure number(const std::function<bool(const HouseholdRow&)>& is) {
    return total(sum_of([&](const HouseholdRow& row) { return is(row) ? 1 : 0; }));
  }

  void households(Headline& made) {
    const auto had = [](const HouseholdRow& row) { return paid_before(row) > 0; };
    const auto has = [](const HouseholdRow& row) { return paid_after(row) > 0; };
    const bool nothing_after = behind_.touches_few();
    const std::vector<std::vector<std::size_t>> one{{kGain, kLose, kSame}};
    const auto& columns = nothing_after ? one : columns_;
    if (!behind_.can_tell(one, false, false)) return;
    made.aided_before = number(had);
    const bool moves = !nothing_after && behind_.can_tell(columns, true, false);
    if (moves) {
      made.aided_after = number(has);
      made.in = number([&](const HouseholdRow& row) { return !had(row) && has(row); });
      made.out = number([&](const HouseholdRow& row) { return had(row) && !has(row); });
    }
    if (behind_.can_tell(columns, moves, true)) {
      made.not_applying =
          number([](const HouseholdRow& row) { return row.before > 0 && row.applies != 1; });
    }
  }

  void distribution(Figures& made) {
    Incomes before(resample_, evaluated_.months), after(resample_, evaluated_.months);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const HouseholdRow& row = rows_[i];
      const std::size_t group = resample_.group_of(i);
      before.add(group, row, row.income_before + paid_before(row));
      after.add(group, row, row.income_after + paid_after(row));
    }
    before.finish();
    after.finish();
    Headline& head = made.head;
    head.gini_before = figure([&](const Draw& draw) { return before.gini(draw); });
    const auto percentile = [&](const Incomes& of, int percent) {
      return figure([&](const Draw& draw) { return of.percentile(draw, percent); });
    };
    head.tenth_before = percentile(before, 10);
    head.median_before = percentile(before, 50);
    head.ninth_before = percentile(before, 90);
    gaps(head);
    incomes(made, before, after);
    if (made.touches_few) return;
    head.gini_after = figure([&](const Draw& draw) { return after.gini(draw); });
    head.gini_change =
        figure([&](const Draw& draw) { return after.gini(draw) - before.gini(draw); });
    head.tenth_after = percentile(after, 10);
    head.median_after = percentile(after, 50);
    head.ninth_after = percentile(after, 90);
  }

  void gaps(Headline& made) {
    const GroupSum need = sum_of([](const HouseholdRow& row) { return row.need; });
    const GroupSum before = sum_of([](const HouseholdRow& row) { return row.shortfall_before; });
    const GroupSum after = sum_of([](const HouseholdRow& row) { return row.shortfall_after; });
    const auto share = [&](const GroupSum& shortfall, const Draw& draw) {
      return scaled(shortfall.total(draw), kMillionths, need.total(draw), too_large_);
    };
    if (is_few(behind_.lacking_before)) return;
    made.gap_before = figure([&](const Draw& draw) { return share(before, draw); });
    if (is_few(behind_.lacking_after) || behind_.touches_few()) return;
    made.gap_after = figure([&](const Draw& draw) { return share(after, draw); });
    made.gap_change =
        figure([&](const Draw& draw) { return share(after, draw) - share(before, draw); });
  }

  void incomes(Figures& made, const Incomes& before, const Incomes& after) {
    const Counts had = before.households(), have = after.households();
    std::vector<bool> keep;
    std::int64_t passed = 0;  // so many more have passed this edge one way than the other
    for (std::size_t step = 0; step < had.size(); ++step) {
      passed += had[step] - have[step];
      keep.push_back(made.touches_few || !is_few(std::abs(passed)));
    }
    for (const Range& range : merged_together(had, made.touches_few ? had : have, keep)) {
      IncomeBar bar;
      bar.words = income_words(range);
      const auto count = [&](const Incomes& of) {
        return figure([&](const Draw& draw) {
          return scaled(of.households(draw, range),
                        Wide{resample_.rows()} * about_.weight_households,
                        Wide{draw.rows} * about_.weight_rows, too_large_);
        });
      };
      bar.before = count(before);
      if (!made.touches_few) bar.after = count(after);
      made.incomes.push_back(std::move(bar));
    }
  }

  ExtraFigure extra_of(const Extra& extra) {
    GroupSum sum(resample_);
    std::int64_t households = 0;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      const Rational whole = round_to(extra.of_row[row], 1, Rounding::nearest);
      sum.add(resample_.group_of(row), whole.numerator);
      households += compare(extra.of_row[row], 0) == 0 ? 0 : 1;
    }
    ExtraFigure made{extra.label.empty() ? extra.rule : extra.label, extra.money, {}};
    if (!is_few(households)) made.a_month = total(sum, 1, evaluated_.months);
    return made;
  }

  Cell cell_of(const CellSum& sum) {
    Cell cell;
    cell.households = sum.households;
    cell.number = total(sum.count);
    cell.change = figure([&](const Draw& draw) {
      return scaled(sum.change.total(draw), 1, sum.count.total(draw) * evaluated_.months,
                    too_large_);
    });
    return cell;
  }

  TableSum added(const char* title, std::string (*name)(const HouseholdRow&)) const {
    TableSum table{title, {}};
    const std::vector<CellSum> none(kWays, CellSum(resample_));
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const std::int64_t gain = gain_of(rows_[i], evaluated_.months);
      table.rows.try_emplace(name(rows_[i]), none)
          .first->second[way_of(gain)]
          .add(resample_.group_of(i), gain);
    }
    return table;
  }

  GroupRow row_of(const std::string& name, const std::vector<const std::vector<CellSum>*>& of) {
    GroupRow row{name, {}, {}};
    CellSum all(resample_);
    for (const auto& column : columns_) {
      CellSum sum(resample_);
      for (const auto* ways : of) {
        for (const std::size_t way : column) sum.add((*ways)[way]);
      }
      row.cells.push_back(cell_of(sum));
      all.add(sum);
    }
    row.all = cell_of(all);
    return row;
  }

  GroupTable shown(const TableSum& table) {
    std::vector<Counts> counts;
    for (const auto& [name, ways] : table.rows) {
      counts.emplace_back();
      for (const auto& column : columns_) {
        counts.back().push_back(0);
        for (const std::size_t way : column) counts.back().back() += ways[way].households;
      }
    }
    const std::vector<std::size_t> merged = merged_rows(counts);
    GroupTable made{table.title, {}};
    std::vector<const std::vector<CellSum>*> together;
    std::string names;
    std::size_t at = 0;
    for (const auto& [name, ways] : table.rows) {
      if (std::binary_search(merged.begin(), merged.end(), at++)) {
        together.push_back(&ways);
        names += (names.empty() ? "" : "; ") + name;
      } else {
        made.rows.push_back(row_of(name, {&ways}));
      }
    }
    if (together.empty()) return made;
    if (together.size() > 4)
      names = format_whole(static_cast<std::int64_t>(together.size())) + " grupper";
    const std::string title = together.size() == 1 ? names : "Sammanslagna: " + names;
    made.rows.push_back(row_of(made.rows.empty() ? "Alla" : title, together));
    return made;
  }

  /// The bars that a column of the tables stands over.
  static Range bars_of(const std::vector<std::size_t>& column) {
    const auto has = [&](std::size_t way) {
      return std::find(column.begin(), column.end(), way) != column.end();
    };
    return {has(kLose)   ? 0
            : has(kSame) ? kSameBar
                         : kSameBar + 1,
            has(kGain)   ? kBars - 1
            : has(kSame) ? kSameBar
                         : kSameBar - 1};
  }

  void bars(Figures& made) {
    std::vector<CellSum> sums(kBars, CellSum(resample_));
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const std::int64_t gain = gain_of(rows_[i], evaluated_.months);
      sums[bar_of(gain, evaluated_.months)].add(resample_.group_of(i), gain);
    }
    Counts counts;
    for (const CellSum& sum : sums) counts.push_back(sum.households);
    std::vector<Range> within;
    for (const auto& column : columns_) within.push_back(bars_of(column));
    std::sort(within.begin(), within.end(),
              [](Range one, Range other) { return one.first < other.first; });
    std::size_t next = 0;
    for (const Range& part : within) {
      if (part.first < next) continue;  // "no change" is empty where winners and losers are one
      for (const Range& range : merged_neighbours(counts, part)) {
        CellSum all(resample_);
        for (std::size_t bar = range.first; bar <= range.last; ++bar) all.add(sums[bar]);
        const int way = range.last < kSameBar ? -1 : range.first > kSameBar ? 1 : 0;
        made.bars.push_back({bar_words(range), way, cell_of(all)});
      }
      next = part.last + 1;
    }
  }

  const std::vector<HouseholdRow>& rows_;
  const Evaluated& evaluated_;
  const About& about_;
  const Bootstrap& bootstrap_;
  Resample resample_;
  Behind behind_;
  std::vector<std::vector<std::size_t>> columns_;  ///< the ways of each column of the tables
  bool too_large_ = false;
  std::size_t done_ = 0, steps_ = 0;
};

}  // namespace

Result<Figures> figures_of(const Evaluated& evaluated, const About& about,
                           const Bootstrap& bootstrap) {
  Figures few;
  few.households = static_cast<std::int64_t>(evaluated.rows.size());
  few.months = evaluated.months;
  if (few.households < kFewest) return few;
  return Summing(evaluated, about, bootstrap).figures();
}

}  // namespace utvag::lab
