#include "lab/incomes.hpp"

#include <algorithm>

namespace utvag::lab {
namespace {

constexpr std::int64_t kOreOfKrona = 100, kMillionths = 1'000'000;
/// Incomes a month and consumption unit are put in bins of this width for Gini.
constexpr std::int64_t kBin = 100 * kOreOfKrona;
constexpr std::size_t kBins = 800;

}  // namespace

std::int64_t consumption_units(const HouseholdRow& row) {
  const std::int64_t adults = row.adults == 2 ? 151 : 100;
  return adults + (row.children > 0 ? 52 + 42 * (row.children - 1) : 0);
}

Incomes::Incomes(const Resample& resample, int months)
    : months_(months),
      persons_(resample.groups() * kBins),
      money_(persons_.size()),
      in_step_(kSteps, GroupSum(resample)) {}

void Incomes::add(std::size_t group, const HouseholdRow& row, std::int64_t income) {
  const Wide each = Wide{income} * 100 / (Wide{consumption_units(row)} * months_);
  const auto bin = static_cast<std::size_t>(
      std::clamp<Wide>(each / kBin, 0, static_cast<std::int64_t>(kBins) - 1));
  const std::int64_t persons = row.adults + row.children;
  persons_[group * kBins + bin] += persons;
  money_[group * kBins + bin] += persons * each;
  const auto step =
      static_cast<std::size_t>(std::clamp<Wide>(each / (kStepKronor * kOreOfKrona), 0, kSteps - 1));
  in_step_[step].add(group, 1);
}

void Incomes::finish() {
  for (std::size_t at = 0; at < persons_.size(); ++at) {
    if (persons_[at] > 0) held_.push_back({at / kBins, at % kBins, persons_[at], money_[at]});
  }
}

std::int64_t Incomes::gini(const Draw& draw) const {
  std::vector<std::int64_t> persons(kBins);
  std::vector<Wide> money(kBins);
  for (const Held& held : held_) {
    const std::int64_t weight = draw.weights == nullptr ? 1 : draw.weights[held.group];
    persons[held.bin] += weight * held.persons;
    money[held.bin] += weight * held.money;
  }
  std::int64_t all_persons = 0;
  Wide all_money = 0;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    all_persons += persons[bin];
    all_money += money[bin];
  }
  if (all_persons <= 0 || all_money <= 0) return 0;
  Wide up_to = 0, before = 0, area = 0;  // under the Lorenz curve, twice
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    up_to += money[bin];
    const Wide share = up_to * kMillionths / all_money;
    area += persons[bin] * (before + share);
    before = share;
  }
  return kMillionths - static_cast<std::int64_t>(area / all_persons);
}

std::int64_t Incomes::percentile(const Draw& draw, int percent) const {
  std::vector<std::int64_t> persons(kBins);
  std::int64_t all = 0;
  for (const Held& held : held_) {
    const std::int64_t weight = draw.weights == nullptr ? 1 : draw.weights[held.group];
    persons[held.bin] += weight * held.persons;
    all += weight * held.persons;
  }
  std::int64_t below = 0;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    below += persons[bin];
    if (below * 100 >= all * percent) return static_cast<std::int64_t>(bin) * kBin;
  }
  return 0;
}

Counts Incomes::households() const {
  Counts counts;
  for (const GroupSum& step : in_step_) {
    counts.push_back(static_cast<std::int64_t>(step.total({})));
  }
  return counts;
}

Wide Incomes::households(const Draw& draw, Range steps) const {
  Wide sum = 0;
  for (std::size_t step = steps.first; step <= steps.last; ++step) {
    sum += in_step_[step].total(draw);
  }
  return sum;
}

}  // namespace utvag::lab
