#include "households.hpp"

#include <cassert>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace utvag::bench {

using rules::Fact;
using rules::Facts;
using rules::Program;
using rules::blocks::Column;

namespace {

/// One draw: 32 bits that depend on the household and the field alone (SplitMix64's mixing).
std::uint64_t draw(std::uint64_t household, std::uint64_t field) {
  constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15U, kSeed = 20260101U;
  std::uint64_t bits = (household * 65536U | field) * kStep + kSeed;
  bits = (bits ^ bits >> 30U) * 0xBF58476D1CE4E5B9U;
  bits = (bits ^ bits >> 27U) * 0x94D049BB133111EBU;
  return (bits ^ bits >> 31U) >> 32U;
}

/// A whole number from 0 and below `limit`.
std::int32_t below(std::uint64_t household, std::uint64_t field, std::uint64_t limit) {
  return static_cast<std::int32_t>(draw(household, field) * limit >> 32U);
}

Adult make_adult(std::uint64_t household, std::uint64_t place) {
  Adult adult;
  const bool works = below(household, 20 + place, 100) >= 45;
  const std::int32_t wage = 4000 + below(household, 22 + place, 18001);
  const bool benefits = below(household, 24 + place, 100) >= 50;
  const std::int32_t benefit = 2000 + below(household, 26 + place, 9001);
  adult.stimulus = below(household, 28 + place, 100) < 30;
  for (std::size_t month = 0; month < kMonths; ++month) {
    if (works) adult.wage[month] = wage + below(household, 100 + 16 * place + month, 2001);
    if (benefits) adult.benefit[month] = benefit + below(household, 140 + 16 * place + month, 501);
  }
  return adult;
}

std::int32_t found(const Program& program, const char* name) {
  const std::int32_t index = program.find(name);
  assert(index >= 0);
  return index;
}

Month month_at(std::size_t index) {
  return {make_month(2026, 1)->index + static_cast<std::int32_t>(index)};
}

void state(Facts& facts, std::int32_t definition, std::size_t person, Rational value) {
  Fact& fact = facts.at(definition, person);
  fact.kind = Fact::Kind::known;
  fact.value = value;
}

void state_months(Facts& facts, std::int32_t definition, std::size_t person,
                  const std::array<std::int32_t, kMonths>& kronor) {
  Fact& fact = facts.at(definition, person);
  fact.kind = Fact::Kind::spells;
  for (std::size_t i = 0; i < kMonths; ++i) {
    fact.spells.push_back({month_at(i), month_at(i), Rational(kronor[i]) * 100});
  }
}

}  // namespace

int adults_of(std::uint64_t number) {
  return below(number, 1, 100) < 35 ? 2 : 1;
}

int children_of(std::uint64_t number) {
  constexpr std::array<std::int32_t, kMaxChildren> kUpTo{55, 73, 87, 95, 98, 99};
  const std::int32_t share = below(number, 2, 100);
  int children = 0;
  for (const std::int32_t limit : kUpTo) children += share >= limit ? 1 : 0;
  return children;
}

Household make_household(std::uint64_t number) {
  Household made;
  made.adults = adults_of(number);
  made.children = children_of(number);
  made.municipality = below(number, 3, 290);
  for (std::size_t i = 0; i < static_cast<std::size_t>(made.children); ++i) {
    made.months_old[i] = below(number, 10 + i, 252);
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(made.adults); ++i) {
    made.adult[i] = make_adult(number, i);
  }
  made.rent = 4000 + below(number, 30, 9001);
  if (made.children > 0) made.housing_allowance = below(number, 31, 4001);
  for (std::size_t month = 0; month < kMonths; ++month) {
    made.other[month] = 300 + below(number, 180 + month, 1201);
  }
  return made;
}

Names::Names(const Program& program)
    : municipality(found(program, "kommunnummer")),
      rent(found(program, "hyra")),
      other(found(program, "övriga_kostnader")),
      allowance(found(program, "bostadsbidrag")),
      wage(found(program, "lön")),
      benefit(found(program, "ersättning")),
      stimulus(found(program, "jobbstimulans")),
      age(found(program, "ålder_vid_årets_början")),
      assistance(found(program, "bistånd")) {}

Facts persons_of(const Program& program, int adults, int children) {
  const auto role = [&](std::string_view name) {
    std::int32_t index = 0;
    while (program.roles[static_cast<std::size_t>(index)].name != name) ++index;
    return index;
  };
  std::vector<rules::Person> persons;
  for (int i = 0; i < adults; ++i) persons.push_back({"v" + std::to_string(i), role("vuxen")});
  for (int i = 0; i < children; ++i) persons.push_back({"b" + std::to_string(i), role("barn")});
  return {program, std::move(persons)};
}

Facts facts_of(const Program& program, const Names& names, const Household& household) {
  Facts facts = persons_of(program, household.adults, household.children);
  state(facts, names.municipality, 0, household.municipality);
  state(facts, names.rent, 0, Rational(household.rent) * 100);
  state(facts, names.allowance, 0, Rational(household.housing_allowance) * 100);
  state_months(facts, names.other, 0, household.other);
  const auto adults = static_cast<std::size_t>(household.adults);
  for (std::size_t i = 0; i < adults; ++i) {
    state(facts, names.stimulus, i, household.adult[i].stimulus ? 1 : 0);
    state_months(facts, names.wage, i, household.adult[i].wage);
    state_months(facts, names.benefit, i, household.adult[i].benefit);
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(household.children); ++i) {
    state(facts, names.age, adults + i, household.months_old[i]);
  }
  return facts;
}

std::vector<Filled> columns_of(const std::vector<std::uint64_t>& numbers) {
  std::vector<Household> households;
  std::vector<Filled> columns;
  if (numbers.empty()) return columns;
  households.reserve(numbers.size());
  for (const std::uint64_t number : numbers) households.push_back(make_household(number));
  std::vector<std::int32_t> values(numbers.size());
  const auto fill = [&](const char* definition, std::size_t person, std::int32_t month,
                        Rational unit, const std::function<std::int32_t(const Household&)>& of) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = of(households[i]);
    Filled filled;
    filled.column = Column(values);
    filled.slot.input = definition;
    filled.slot.person = static_cast<std::int32_t>(person);
    filled.slot.month = month;
    filled.slot.unit = unit;
    filled.slot.low = static_cast<std::int32_t>(filled.column.low());
    filled.slot.high = static_cast<std::int32_t>(filled.column.high());
    columns.push_back(std::move(filled));
  };
  const auto adults = static_cast<std::size_t>(households.front().adults);
  fill("kommunnummer", 0, -1, 1, [](const Household& h) { return h.municipality; });
  fill("hyra", 0, -1, 100, [](const Household& h) { return h.rent; });
  fill("bostadsbidrag", 0, -1, 100, [](const Household& h) { return h.housing_allowance; });
  for (std::size_t i = 0; i < static_cast<std::size_t>(households.front().children); ++i) {
    fill("ålder_vid_årets_början", adults + i, -1, 1,
         [=](const Household& h) { return h.months_old[i]; });
  }
  for (std::size_t i = 0; i < adults; ++i) {
    fill("jobbstimulans", i, -1, 1,
         [=](const Household& h) { return h.adult[i].stimulus ? 1 : 0; });
  }
  for (std::size_t month = 0; month < kMonths; ++month) {
    const std::int32_t at = month_at(month).index;
    fill("övriga_kostnader", 0, at, 100, [=](const Household& h) { return h.other[month]; });
    for (std::size_t i = 0; i < adults; ++i) {
      fill("lön", i, at, 100, [=](const Household& h) { return h.adult[i].wage[month]; });
      fill("ersättning", i, at, 100, [=](const Household& h) { return h.adult[i].benefit[month]; });
    }
  }
  return columns;
}

rules::blocks::Order order_of(const std::shared_ptr<const Program>& program, int adults,
                              int children, bool keep) {
  rules::blocks::Order order;
  order.worlds.push_back({program, persons_of(*program, adults, children)});
  for (const rules::Question& question : questions()) {
    rules::blocks::Ask ask;
    ask.question = question;
    ask.rule = "bistånd";
    ask.keep = keep;
    order.asks.push_back(std::move(ask));
  }
  return order;
}

std::vector<rules::Question> questions() {
  std::vector<rules::Question> all;
  const Date decided = *make_date(2026, 12, 31);
  for (std::size_t i = 0; i < kMonths; ++i) all.push_back({month_at(i), decided, decided});
  return all;
}

}  // namespace utvag::bench
