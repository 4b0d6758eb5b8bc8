#include "lab/disclosure.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace utvag::lab {
namespace {

constexpr std::size_t kSame = 2;

bool few_in(const Counts& counts, Range range) {
  std::int64_t sum = 0;
  for (std::size_t i = range.first; i <= range.last; ++i) sum += counts[i];
  return is_few(sum);
}

std::int64_t sum_of(const Counts& counts, const std::vector<std::size_t>& at) {
  std::int64_t sum = 0;
  for (const std::size_t i : at) sum += counts[i];
  return sum;
}

bool any_few(const Counts& counts) {
  return std::any_of(counts.begin(), counts.end(), is_few);
}

}  // namespace

std::vector<std::vector<std::size_t>> merged_ways(const std::vector<Counts>& rows) {
  std::vector<std::vector<std::size_t>> columns{{0}, {1}, {kSame}};
  const auto few = [&](const std::vector<std::size_t>& column) {
    return std::any_of(rows.begin(), rows.end(),
                       [&](const Counts& row) { return is_few(sum_of(row, column)); });
  };
  const auto all = [&](const std::vector<std::size_t>& column) {
    std::int64_t sum = 0;
    for (const Counts& row : rows) sum += sum_of(row, column);
    return sum;
  };
  for (;;) {
    const auto found = std::find_if(columns.begin(), columns.end(), few);
    if (found == columns.end() || columns.size() == 1) return columns;
    std::vector<std::size_t> moved = *found;
    columns.erase(found);
    const auto key = [&](const std::vector<std::size_t>& column) {
      const bool same = std::find(column.begin(), column.end(), kSame) != column.end();
      return std::tuple(all(column) == 0, !same, all(column));
    };
    auto target =
        std::min_element(columns.begin(), columns.end(),
                         [&](const auto& one, const auto& other) { return key(one) < key(other); });
    target->insert(target->end(), moved.begin(), moved.end());
    std::sort(target->begin(), target->end());
  }
}

std::vector<std::size_t> merged_rows(const std::vector<Counts>& table) {
  std::vector<std::size_t> merged, apart;
  for (std::size_t row = 0; row < table.size(); ++row) {
    (any_few(table[row]) ? merged : apart).push_back(row);
  }
  if (merged.empty()) return merged;
  const auto size = [&](std::size_t row) {
    return std::accumulate(table[row].begin(), table[row].end(), std::int64_t{0});
  };
  std::stable_sort(apart.begin(), apart.end(),
                   [&](std::size_t one, std::size_t other) { return size(one) > size(other); });
  const auto together = [&] {
    Counts sums(table.front().size());
    for (const std::size_t row : merged) {
      for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += table[row][i];
    }
    return sums;
  };
  while (any_few(together()) && !apart.empty()) {
    merged.push_back(apart.back());
    apart.pop_back();
  }
  std::sort(merged.begin(), merged.end());
  return merged;
}

std::vector<Range> merged_neighbours(const Counts& counts, Range within,
                                     const std::vector<bool>& keep) {
  std::vector<Range> made;
  for (std::size_t i = within.first; i <= within.last; ++i) {
    const bool joined = !keep.empty() && i > within.first && !keep[i - 1];
    if (!made.empty() && (joined || few_in(counts, made.back()))) {
      made.back().last = i;
    } else {
      made.push_back({i, i});
    }
  }
  while (made.size() > 1 && few_in(counts, made.back())) {
    made[made.size() - 2].last = made.back().last;
    made.pop_back();
  }
  return made;
}

std::vector<Range> merged_together(const Counts& one, const Counts& other, std::vector<bool> keep) {
  for (;;) {
    const auto made = merged_neighbours(one, {0, one.size() - 1}, keep);
    const auto found =
        std::find_if(made.begin(), made.end(), [&](Range range) { return few_in(other, range); });
    if (found == made.end() || made.size() == 1) return made;
    // Joined with the next, or the last with those before it.
    keep[found + 1 == made.end() ? found->first - 1 : found->last] = false;
  }
}

}  // namespace utvag::lab
