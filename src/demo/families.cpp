#include "demo/families.hpp"

#include <algorithm>
#include <array>

#include "base/json_writer.hpp"

namespace utvag::demo {
namespace {

/// A household that may come back, and the last month it had assistance.
struct Track {
  Family family;
  int leaves = 0;  ///< the first month without
};

/// Of every hundred households: single without and with children, couples without and with. Close
/// to the country's distribution of households with assistance; rounded, and only for the demo.
constexpr std::array<int, 4> kCompositions = {60, 19, 8, 13};
/// How long a spell lasts: 1–3, 4–9, 10–24, 25 months and more.
constexpr std::array<int, 4> kSpells = {44, 28, 19, 9};
constexpr std::array<std::pair<int, int>, 4> kSpellMonths = {{{1, 3}, {4, 9}, {10, 24}, {25, 48}}};
/// The adult's age: 18–24, 25–39, 40–54, 55–64.
constexpr std::array<int, 4> kAges = {22, 37, 27, 14};
constexpr std::array<std::pair<int, int>, 4> kAgeYears = {{{19, 24}, {25, 39}, {40, 54}, {55, 64}}};

int spell(Random& random) {
  const auto [low, high] = kSpellMonths[random.weighted(kSpells)];
  return random.between(low, high);
}

Means make_means(Random& random, int people, bool children) {
  Means means;
  constexpr std::array<int, 4> kDwellings = {82, 7, 7, 4};
  constexpr std::array<std::string_view, 4> kNames = {"hyresrätt", "andrahand", "inneboende",
                                                      "eget_hus"};
  means.dwelling = kNames[random.weighted(kDwellings)];
  means.rent_kr = 3200 + 750 * std::min(people, 5) + 50 * random.between(0, 18);
  means.electricity_kr = 280 + 110 * people + 10 * random.between(0, 12);
  means.insurance_kr = random.percent(70) ? random.between(95, 210) : 0;
  means.union_kr = random.percent(15) ? random.between(110, 320) : 0;
  means.wage_kr = 100 * random.between(25, 120);
  means.work_percent = random.percent(40) ? random.between(20, 90) : 0;
  constexpr std::array<int, 5> kBenefits = {40, 18, 14, 12, 16};
  constexpr std::array<std::string_view, 5> kBenefitNames = {"", "aktivitetsstöd", "a_kassa",
                                                             "sjukpenning", "bostadsbidrag"};
  means.benefit = kBenefitNames[random.weighted(kBenefits)];
  means.benefit_kr = means.benefit.empty() ? 0 : 50 * random.between(24, 140);
  if (children) means.rent_kr += 400;
  return means;
}

Family make_family(Random& random, Register& people, int year) {
  Family family;
  const std::size_t composition = random.weighted(kCompositions);
  const auto [young, old] = kAgeYears[random.weighted(kAges)];
  family.adults.push_back(people.adult(year - old, year - young, nullptr));
  const int born = civil(family.adults[0].born).year;
  if (composition >= 2)
    family.adults.push_back(people.adult(std::max(born - 4, year - 64),
                                         std::min(born + 4, year - 19), &family.adults[0]));
  if (composition % 2 == 1) {
    const int count = random.between(1, composition == 3 ? 4 : 3);
    const int first = std::clamp(born + 19, year - 17, year - 2);
    for (int i = 0; i < count; ++i)
      family.children.push_back(people.child(first, year - 2, family.adults[0], family.children));
  }
  const int size = static_cast<int>(family.adults.size() + family.children.size());
  family.means = make_means(random, size, !family.children.empty());
  if (family.adults.size() == 1 && !family.children.empty() && random.percent(12))
    family.shared_days = random.between(10, 16);
  return family;
}

void add_spell(Random& random, Track& track, int from, int months) {
  const int to = std::min(months, from + spell(random));
  for (int month = from; month < to; ++month) track.family.months.push_back(month);
  track.leaves = to;
}

/// A month of the year beginning at `start` in which somebody who is not there can begin.
int entry_month(Random& random, int start, int after) {
  const int low = std::max(start, after + 1);
  return low > start + 11 ? -1 : random.between(low, start + 11);
}

/// A child with days in one home has the rest of them in another: a single adult's.
void share_children(std::vector<Family>& families) {
  std::size_t next = 0;
  for (Family& family : families) {
    if (!family.shared_days || family.shares_with) continue;
    while (next < families.size() &&
           (families[next].adults.size() > 1 || !families[next].children.empty()))
      ++next;
    if (next == families.size()) {
      family.shared_days.reset();
      continue;
    }
    Family& other = families[next];
    other.children.push_back(family.children[0]);
    other.shared_days = 31 - *family.shared_days;
    other.shares_with = family.index;
  }
}

}  // namespace

std::vector<Family> make_families(Random& random, Register& people, const Order& order, int place,
                                  int households) {
  std::vector<Track> tracks;
  const int first_year = civil(order.today).year - order.months / 12;
  for (int start = 0; start < order.months; start += 12) {
    int counted = 0;
    for (const Track& track : tracks) counted += track.leaves > start ? 1 : 0;
    if (start == 0) {  // those who were there when the history begins
      for (; counted < households * 2 / 5; ++counted) {
        tracks.push_back({make_family(random, people, first_year), 0});
        add_spell(random, tracks.back(), 0, order.months);
      }
    }
    // A quarter of the others have been here before, if they have been gone some months.
    for (std::size_t i = 0; i < tracks.size() && counted < households * 9 / 10; ++i) {
      if (tracks[i].leaves > start || !random.percent(12)) continue;
      const int month = entry_month(random, start, tracks[i].leaves + 1);
      if (month < 0) continue;
      add_spell(random, tracks[i], month, order.months);
      ++counted;
    }
    for (; counted < households; ++counted) {
      tracks.push_back({make_family(random, people, first_year + start / 12), 0});
      add_spell(random, tracks.back(), entry_month(random, start, -1), order.months);
    }
  }
  std::vector<Family> families;
  for (Track& track : tracks) {
    track.family.place = place;
    track.family.index = families.size();
    families.push_back(std::move(track.family));
  }
  share_children(families);
  return families;
}

namespace {

void person_json(JsonWriter& json, const std::string& id, std::string_view role, Date born) {
  json.begin_object();
  json.key("id").string(id);
  json.key("roll").string(role);
  json.key("född").string(to_string(born));
}

void adult_json(JsonWriter& json, const Family& family, std::size_t index, int months_in_a_row,
                bool working, bool complete) {
  person_json(json, std::string(1, static_cast<char>('a' + index)), "vuxen",
              family.adults[index].born);
  json.key("bistånd_månader_i_rad").integer(months_in_a_row);
  json.key("jobbstimulans_från").string("ej tillämplig");
  if (complete || index > 0) {
    json.key("inkomst").begin_object();
    if (index == 0 && working) json.key("nettolön").integer(family.means.wage_kr);
    if (index == 0 && !family.means.benefit.empty())
      json.key(family.means.benefit).integer(family.means.benefit_kr);
    const auto children = static_cast<int>(family.children.size());
    // Barnbidrag 1 250 kr a child and month (socialförsäkringsbalken 15 kap. 8 §).
    if (index == 0 && children > 0) json.key("barnbidrag").integer(std::int64_t{1250} * children);
    json.end_object();
  }
  json.end_object();
}

void child_json(JsonWriter& json, const Family& family, std::size_t index, Month month) {
  const Someone& child = family.children[index];
  const auto place = static_cast<char>('a' + family.adults.size() + index);
  person_json(json, std::string(1, place), "barn", child.born);
  const int age = age_in_years(child.born, first_day(month));
  if (age >= 18) json.key("går_i_skolan").boolean(true);
  json.key("lunch").string(age >= 1 && age <= 15 ? "fri_fem_dagar" : "hemma");
  if (index == 0 && family.shared_days)
    json.key("dagar_i_hushållet").integer(std::min(*family.shared_days, days_in(month)));
  json.key("inkomst").begin_object().end_object();
  json.end_object();
}

}  // namespace

std::string facts_json(const Family& family, Month month, int months_in_a_row, std::uint64_t seed,
                       bool complete, bool wrong) {
  Random random(seed);
  const Means& means = family.means;
  const bool working = random.percent(means.work_percent) && !wrong;
  JsonWriter json;
  json.begin_object();
  json.key("format").string("utvag/hushall/1");
  json.key("hushåll").begin_object();
  json.key("sökt_kostnad").begin_object();
  json.key("boende").integer(means.rent_kr);
  json.key("hushållsel").integer(means.electricity_kr + 10 * random.between(-6, 9));
  if (means.insurance_kr > 0) json.key("hemförsäkring").integer(means.insurance_kr);
  if (means.union_kr > 0) json.key("fackavgift").integer(means.union_kr);
  json.end_object();
  json.key("sökt_behov").begin_object();
  if (random.percent(6)) json.key("läkarvård").integer(std::int64_t{10} * random.between(10, 40));
  if (random.percent(2)) json.key("tandvård").integer(std::int64_t{50} * random.between(8, 60));
  json.end_object();
  json.key("tillgångar").integer(random.percent(4) ? 100 * random.between(1, 40) : 0);
  json.key("boendeform").string(means.dwelling);
  json.end_object();
  json.key("personer").begin_array();
  for (std::size_t i = 0; i < family.adults.size(); ++i)
    adult_json(json, family, i, months_in_a_row, working, complete);
  for (std::size_t i = 0; i < family.children.size(); ++i) {
    if (family.children[i].born <= last_day(month)) child_json(json, family, i, month);
  }
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace utvag::demo
