#include "lab/synthesis.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <utility>

#include "lab/columns.hpp"

namespace utvag::lab {
namespace {

constexpr int kMostSiblings = 7;
constexpr std::int64_t kMillion = 1'000'000;

/// Rows by composition: [adults − 1][children].
using Compositions = std::array<std::array<std::int64_t, kMostSiblings + 1>, kMaxAdults>;

/// Weights of 1 … 7 children that fall by a constant ratio (in millionths).
std::array<std::int64_t, kMostSiblings> sibling_weights(std::int64_t ratio) {
  std::array<std::int64_t, kMostSiblings> weights{};
  std::int64_t weight = kMillion;
  for (std::int64_t& each : weights) {
    each = weight;
    weight = weight * ratio / kMillion;
  }
  return weights;
}

std::int64_t mean_of(const std::array<std::int64_t, kMostSiblings>& weights) {
  std::int64_t sum = 0, all = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    sum += static_cast<std::int64_t>(i + 1) * weights[i];
    all += weights[i];
  }
  return sum * 1000 / all;
}

/// Shares out `rows` by weights: whole numbers that add up, the largest remainders first.
std::vector<std::int64_t> share_out(std::int64_t rows, const std::vector<std::int64_t>& weights) {
  const std::int64_t all = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  std::vector<std::int64_t> shares;
  std::vector<std::pair<std::int64_t, std::size_t>> remainders;
  std::int64_t given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const std::int64_t whole = rows * weights[i] / all;
    shares.push_back(whole);
    given += whole;
    remainders.emplace_back(-(rows * weights[i] % all), i);
  }
  std::sort(remainders.begin(), remainders.end());
  for (std::size_t i = 0; given < rows; ++i, ++given) ++shares[remainders[i].second];
  return shares;
}

/// Adults and children as published, by how many families there are of each kind as assumed.
Result<Compositions> compositions_of(const Assumptions& a, std::int64_t rows) {
  const std::int64_t couples = a.adults_per_1000 - 1000, singles = 1000 - couples;
  const std::int64_t families =  // per 100 000
      couples * a.couples_with_children + singles * a.singles_with_children;
  const std::int64_t mean = families == 0 ? 0 : a.children_per_1000 * 100'000 / families;
  std::int64_t low = 0, high = 3 * kMillion;
  if (families > 0 && (mean < 1000 || mean > mean_of(sibling_weights(high)))) {
    return Error{"assumptions.together", "barn_per_1000_hushåll",
                 "Barnen räcker inte, eller är för många, för andelen familjer med barn.",
                 "There are too few or too many children for the share of families with children."};
  }
  while (low < high) {  // the least ratio that gives the mean
    const std::int64_t middle = (low + high) / 2;
    if (mean_of(sibling_weights(middle)) < mean) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const auto siblings = sibling_weights(low);
  const std::int64_t all = std::accumulate(siblings.begin(), siblings.end(), std::int64_t{0});
  std::vector<std::int64_t> weights;
  for (const auto& [share, with] :
       {std::pair(singles, a.singles_with_children), std::pair(couples, a.couples_with_children)}) {
    weights.push_back(share * (100 - with) * 1000);
    for (const std::int64_t each : siblings) weights.push_back(share * with * 1000 * each / all);
  }
  const auto shares = share_out(rows, weights);
  Compositions made{};
  for (std::size_t i = 0; i < shares.size(); ++i) {
    made[i / (kMostSiblings + 1)][i % (kMostSiblings + 1)] = shares[i];
  }
  return made;
}

/// A number's place when all rows are dealt out evenly: a step that has no divisor with `rows`.
class Dealing {
 public:
  Dealing(std::int64_t rows, std::int64_t thousandths) : rows_(rows) {
    step_ = std::max<std::int64_t>(1, rows * thousandths / 1000);
    while (std::gcd(step_, rows) != 1) ++step_;
  }
  std::int64_t place(std::int64_t number) const {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(number) *
                                     static_cast<std::uint64_t>(step_) %
                                     static_cast<std::uint64_t>(rows_));
  }

 private:
  std::int64_t rows_, step_ = 1;
};

enum Field : std::uint64_t {
  kAge,
  kHindrance = 4,
  kWithout = 8,
  kBenefit = 12,
  kPartWage = 16,
  kWage = 20,
  kBirth = 24,
  kLong = 28,
  kLength,
  kStart,
  kLot,
  kRent,
  kPower,
  kSublet,
  kAllowance,
  kEntitled,
  kNew,
  kRooms,
  kChildAge = 40,
  kChildBirth = 64,
  kLunch = 88,
};

enum class Hindrance : std::uint8_t { unemployed, sick, part_time, other };

struct Adult {
  std::int32_t born = 0;
  Hindrance hindrance = Hindrance::other;
  std::int32_t benefit = 0, wage_in_need = 0, wage = 0;
  bool without = false;  ///< unemployed or sick, and no benefit
};

struct Household {
  std::int32_t municipality = 0, applies = kNow, lot = 0, rent = 0, power = 0, rooms = 1;
  bool recipient = true, sublet = false;
  std::int32_t months = 12, first = 0, allowance = 0;
  std::array<Adult, kMaxAdults> adults;
  std::array<std::int32_t, kMostSiblings> children_born{};
  std::array<bool, kMostSiblings> free_lunch{};
  bool in_need(int month) const { return (month - first + 12) % 12 < months; }
};

/// Rows with assistance: what the published number of households is counted up from, exactly.
std::int64_t recipients_of(const Assumptions& a, const Wanted& wanted) {
  return std::max<std::int64_t>(1, wanted.households * 100 / (100 + a.without_per_100));
}

class Maker {
 public:
  Maker(const Assumptions& assumptions, const Wanted& wanted,
        std::vector<std::pair<std::int32_t, std::int64_t>> municipalities)
      : a_(assumptions),
        wanted_(wanted),
        municipalities_(std::move(municipalities)),
        strata_(wanted.households, 618),
        places_(wanted.households, 324) {
    recipients_ = recipients_of(a_, wanted);
  }

  Household make(std::int64_t number, int adults, int children) const {
    Household made;
    const Dice dice{wanted_.seed, static_cast<std::uint64_t>(number)};
    made.recipient = strata_.place(number) < recipients_;
    made.municipality = municipality(places_.place(number));
    made.lot = dice.below(kLot, 0, 1000);
    const bool like_recipient = made.recipient || dice.happens(kEntitled, a_.entitled_not_applying);
    made.applies = made.recipient                        ? kNow
                   : like_recipient                      ? kNever
                   : dice.happens(kNew, a_.new_applying) ? kWhenReformed
                                                         : kNever;
    made.months = !like_recipient                     ? 0
                  : dice.happens(kLong, a_.long_term) ? dice.between(kLength, 10, 12)
                                                      : dice.between(kLength, 1, 9);
    made.first = dice.below(kStart, 0, 12);
    const auto persons = static_cast<std::int32_t>(adults + children);
    made.rent = dice.between(kRent, a_.rent_low, a_.rent_high) +
                (persons - 1) * static_cast<std::int32_t>(a_.rent_per_person);
    made.power = dice.between(kPower, 200, a_.power_high);
    made.sublet = dice.happens(kSublet, a_.sublet);
    made.rooms = std::min(8, 1 + persons / 2 + dice.below(kRooms, 0, 2));
    if (children > 0) made.allowance = dice.between(kAllowance, 0, a_.housing_allowance_high);
    std::int32_t youngest = 200;
    for (int i = 0; i < adults; ++i) {
      const std::int32_t years = age(dice, static_cast<std::uint64_t>(i));
      youngest = std::min(youngest, years);
      made.adults[static_cast<std::size_t>(i)] = adult(dice, static_cast<std::uint64_t>(i), years);
    }
    // Of two adults one has a benefit at most, so that those who get assistance also need it.
    if (adults == 2 && made.adults[0].benefit > 0) made.adults[1].benefit = 0;
    add_children(dice, made, children, youngest);
    return made;
  }

 private:
  struct Dice {
    std::uint64_t seed, household;
    std::int32_t below(std::uint64_t field, std::uint64_t person, std::int64_t limit) const {
      const std::uint64_t bits = draw(seed, household, field + person) >> 32U;
      return static_cast<std::int32_t>(bits * static_cast<std::uint64_t>(limit) >> 32U);
    }
    bool happens(std::uint64_t field, std::int64_t percent) const {
      return below(field, 0, 100) < percent;
    }
    std::int32_t between(std::uint64_t field, std::int64_t low, std::int64_t high) const {
      return static_cast<std::int32_t>(low) + below(field, 0, high - low + 1);
    }
  };

  std::int32_t municipality(std::int64_t place) const {
    for (const auto& [code, up_to] : municipalities_) {
      if (place < up_to) return code;
    }
    return municipalities_.back().first;
  }

  std::int32_t age(const Dice& dice, std::uint64_t person) const {
    const std::int32_t share = dice.below(kAge, person, 100);
    if (share < a_.aged_18_24) return 18 + dice.below(kAge, person + 2, 7);
    if (share < a_.aged_18_29) return 25 + dice.below(kAge, person + 2, 5);
    return 30 + dice.below(kAge, person + 2, 35);
  }

  std::int32_t born(const Dice& dice, std::uint64_t field, std::int32_t years) const {
    const std::int32_t january = 12 * (wanted_.year - kFirstBirthYear);
    return january - 12 * years - dice.below(field, 0, 12);
  }

  Adult adult(const Dice& dice, std::uint64_t person, std::int32_t years) const {
    Adult made;
    made.born = born(dice, kBirth + person, years);
    made.wage = dice.between(kWage + person, a_.wage_low, a_.wage_high);
    const std::int32_t share = dice.below(kHindrance, person, 100);
    const std::int32_t without = dice.below(kWithout, person, 100);
    const std::int32_t benefit = dice.between(kBenefit + person, a_.benefit_low, a_.benefit_high);
    if (share < a_.unemployed) {
      made.hindrance = Hindrance::unemployed;
      made.without = without < a_.unemployed_without;
      made.benefit = made.without ? 0 : benefit;
    } else if (share < a_.unemployed + a_.sick) {
      made.hindrance = Hindrance::sick;
      made.without = without < a_.sick_without;
      made.benefit = made.without ? 0 : benefit;
    } else if (share < a_.unemployed + a_.sick + a_.part_time) {
      made.hindrance = Hindrance::part_time;
      made.wage_in_need = dice.between(kPartWage + person, a_.part_wage_low, a_.part_wage_high);
    }
    return made;
  }

  /// The oldest first, none older than their youngest parent was at eighteen.
  void add_children(const Dice& dice, Household& made, int children, std::int32_t youngest) const {
    const auto count = static_cast<std::size_t>(children);
    for (std::size_t i = 0; i < count; ++i) {
      const std::int32_t oldest = std::min(17, youngest - 18);
      const std::int32_t years = dice.below(kChildAge, i, oldest + 1);
      made.children_born[i] = born(dice, kChildBirth + i, years);
    }
    std::sort(made.children_born.begin(),
              made.children_born.begin() + static_cast<std::ptrdiff_t>(count));
    for (std::size_t i = 0; i < count; ++i) {
      const std::int32_t months = 12 * (wanted_.year - kFirstBirthYear) - made.children_born[i];
      made.free_lunch[i] =
          months >= 12 && months < 72 && dice.below(kLunch, i, 100) < a_.free_lunch;
    }
  }

  const Assumptions& a_;
  const Wanted& wanted_;
  std::vector<std::pair<std::int32_t, std::int64_t>> municipalities_;  ///< code, places below
  Dealing strata_, places_;
  std::int64_t recipients_ = 0;
};

/// The households of a part as columns.
class PartColumns {
 public:
  PartColumns(Part& part, const std::vector<Household>& households, const Assumptions& a, int year)
      : part_(part), households_(households), a_(a), year_(year) {}

  void add_household() {
    add("kommun", kHousehold, Unit::number, [](const Household& h) { return h.municipality; });
    add("ansöker", kHousehold, Unit::number, [](const Household& h) { return h.applies; });
    add("har_bistånd", kHousehold, Unit::truth, [](const Household& h) { return h.recipient; });
    add("lott", kHousehold, Unit::number, [](const Household& h) { return h.lot; });
    add("antal_rum", kHousehold, Unit::number, [](const Household& h) { return h.rooms; });
    add("bostadsyta", kHousehold, Unit::number,
        [](const Household& h) { return 20 + 15 * h.rooms; });
    add("sökt_kostnad[boende]", kHousehold, Unit::kronor,
        [](const Household& h) { return h.rent; });
    add("sökt_kostnad[hushållsel]", kHousehold, Unit::kronor,
        [](const Household& h) { return h.power; });
    add("boendeform", kHousehold, Unit::member, [](const Household& h) { return h.sublet; });
    part_.columns.back().words = {"hyresrätt", "andrahand"};
  }

  void add_adult(std::size_t i) {
    const auto person = static_cast<int>(i);
    add("född", person, Unit::birth_month, [=](const Household& h) { return h.adults[i].born; });
    add("arbetslös", person, Unit::truth,
        [=](const Household& h) { return h.adults[i].hindrance == Hindrance::unemployed; });
    add("arbetslös_utan_ersättning", person, Unit::truth, [=](const Household& h) {
      return h.adults[i].hindrance == Hindrance::unemployed && h.adults[i].without;
    });
    add("sjuk_utan_ersättning", person, Unit::truth, [=](const Household& h) {
      return h.adults[i].hindrance == Hindrance::sick && h.adults[i].without;
    });
    add("har_undantagande_ersättning", person, Unit::truth, [=](const Household& h) {
      return h.adults[i].hindrance == Hindrance::sick && h.adults[i].benefit > 0;
    });
    add("i_heltidsprogram", person, Unit::truth, [=](const Household& h) {
      return h.adults[i].hindrance == Hindrance::unemployed && h.adults[i].benefit > 0;
    });
    add("deltidstimmar", person, Unit::number,
        [=](const Household& h) { return h.adults[i].hindrance == Hindrance::part_time ? 20 : 0; });
    add("bistånd_månader_i_rad", person, Unit::number, [](const Household& h) {
      return h.applies != kNow ? 0 : h.months >= 10 ? 12 : std::max(0, h.months - 1);
    });
    add("inkomst[a_kassa]", person, Unit::kronor, [=](const Household& h) {
      return h.adults[i].hindrance == Hindrance::unemployed ? h.adults[i].benefit : 0;
    });
    add("inkomst[sjukpenning]", person, Unit::kronor, [=](const Household& h) {
      return h.adults[i].hindrance == Hindrance::sick ? h.adults[i].benefit : 0;
    });
    add_wages(i);
    if (i == 0 && part_.children > 0) add_family_benefits();
  }

  void add_child(std::size_t i) {
    const int person = part_.adults + static_cast<int>(i);
    add("född", person, Unit::birth_month, [=](const Household& h) { return h.children_born[i]; });
    add("lunch", person, Unit::member, [=](const Household& h) { return h.free_lunch[i]; });
    part_.columns.back().words = {"hemma", "fri_fem_dagar"};
  }

 private:
  template <typename Of>
  void add(const char* name, int person, Unit unit, const Of& of) {
    values_.clear();
    for (const Household& household : households_) {
      values_.push_back(static_cast<std::int32_t>(of(household)));
    }
    FactColumn made;
    made.name = name;
    made.person = person;
    made.unit = unit;
    made.column = Column(values_);
    part_.columns.push_back(std::move(made));
  }

  /// Incomes are taken from the month before: a wage comes in the month before one without need.
  void add_wages(std::size_t i) {
    const std::int32_t first = make_month(year_, 1)->index - 1;
    for (int month = 0; month <= 12; ++month) {
      add("inkomst[nettolön]", static_cast<int>(i), Unit::kronor, [=](const Household& h) {
        const Adult& adult = h.adults[i];
        if (h.in_need(month % 12)) return adult.wage_in_need;
        return i == 0 ? std::max(0, adult.wage - adult.benefit) : adult.wage_in_need;
      });
      part_.columns.back().month = Month{first + month};
    }
  }

  void add_family_benefits() {
    const std::int32_t children = part_.children;
    const auto each = static_cast<std::int32_t>(a_.child_benefit);
    const auto support = static_cast<std::int32_t>(part_.adults == 1 ? a_.maintenance : 0);
    add("inkomst[barnbidrag]", 0, Unit::kronor, [=](const Household&) { return children * each; });
    add("inkomst[underhållsstöd]", 0, Unit::kronor,
        [=](const Household&) { return children * support; });
    add("inkomst[bostadsbidrag]", 0, Unit::kronor, [](const Household& h) { return h.allowance; });
  }

  Part& part_;
  const std::vector<Household>& households_;
  const Assumptions& a_;
  int year_;
  std::vector<std::int32_t> values_;
};

std::vector<Constant> constants() {
  using Of = Constant::Of;
  using How = Constant::Kind;
  std::vector<Constant> made{
      {"tillgångar", Of::household, How::value, Unit::kronor, 0},
      {"fritidskortets_del", Of::household, How::value, Unit::kronor, 0},
      {"sökt_kostnad", Of::household, How::list, Unit::kronor, 0},
      {"sökt_behov", Of::household, How::list, Unit::kronor, 0},
      {"går_i_skolan", Of::child, How::value, Unit::truth, 1},
      {"går_i_skolan", Of::adult, How::value, Unit::truth, 0},
  };
  for (const Of of : {Of::adult, Of::child}) {
    made.push_back({"inkomst", of, How::list, Unit::kronor, 0});
    made.push_back({"jobbstimulans_från", of, How::not_applicable, Unit::number, 0});
    made.push_back({"intjänat_tidigare_i_år", of, How::value, Unit::kronor, 0});
    for (const char* name : {"har_heltidssysselsättning", "har_nått_riktålder",
                             "hindrad_av_sjukdom", "läkarintyg_lämnat"}) {
      made.push_back({name, of, How::value, Unit::truth, 0});
    }
  }
  for (const char* name : {"har_undantagande_ersättning", "i_heltidsprogram"}) {
    made.push_back({name, Of::child, How::value, Unit::truth, 0});
  }
  for (const char* name : {"deltidstimmar", "bistånd_månader_i_rad"}) {
    made.push_back({name, Of::child, How::value, Unit::number, 0});
  }
  return made;
}

/// Municipalities with the places they take among all rows; 0 is the rest of the country.
std::vector<std::pair<std::int32_t, std::int64_t>> places_of(const std::vector<Margin>& margins,
                                                             const Margin& all,
                                                             const Wanted& wanted) {
  std::map<std::int32_t, std::int64_t> counts;
  if (!wanted.municipality.empty()) {
    counts[static_cast<std::int32_t>(std::stoi(all.code))] = 1;
  } else {
    std::int64_t rest = all.households;
    for (const Margin& each : margins) {
      if (each.code.size() != 4) continue;
      const auto code = static_cast<std::int32_t>(std::stoi(each.code));
      if (counts.count(code) > 0) continue;
      counts[code] = newest_margin(margins, each.code).value().households;
      rest -= counts[code];
    }
    counts[0] = std::max<std::int64_t>(rest, 0);
  }
  std::vector<std::int64_t> weights;
  for (const auto& [code, count] : counts) weights.push_back(count);
  const auto shares = share_out(wanted.households, weights);
  std::vector<std::pair<std::int32_t, std::int64_t>> places;
  std::int64_t up_to = 0;
  std::size_t i = 0;
  for (const auto& [code, count] : counts) {
    up_to += shares[i++];
    places.emplace_back(code, up_to);
  }
  return places;
}

About about_of(const Margin& margin, const Assumptions& assumptions, const Wanted& wanted) {
  About about;
  about.synthetic = true;
  about.title = "Syntetisk befolkning: " + margin.name;
  about.municipality = wanted.municipality;
  about.year = wanted.year;
  about.weight_households = margin.households;
  about.weight_rows = recipients_of(assumptions, wanted);
  about.premises.push_back(
      {"hushåll_med_bistånd",
       std::to_string(margin.households) + " hushåll " + std::to_string(margin.year),
       "Publicerat antal; befolkningen räknas upp till det", margin.source, false});
  if (margin.paid > 0) {
    about.premises.push_back({"utbetalt_bistånd",
                              std::to_string(margin.paid) + " tkr " + std::to_string(margin.year),
                              "Publicerat belopp, att jämföra kostnaden före med: befolkningen är "
                              "inte avstämd mot det",
                              margin.source, false});
  }
  about.premises.push_back({"frö", std::to_string(wanted.seed), "Styr alla dragningar", "", true});
  about.premises.insert(about.premises.end(), assumptions.premises.begin(),
                        assumptions.premises.end());
  return about;
}

}  // namespace

std::uint64_t draw(std::uint64_t seed, std::uint64_t household, std::uint64_t field) {
  const auto mix = [](std::uint64_t bits) {
    bits = (bits ^ bits >> 30U) * 0xBF58476D1CE4E5B9U;
    bits = (bits ^ bits >> 27U) * 0x94D049BB133111EBU;
    return bits ^ bits >> 31U;
  };
  constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15U;
  return mix(mix(mix(seed + kStep) + household * kStep + kStep) + field * kStep + kStep);
}

Result<Population> make_population(const std::vector<Margin>& margins,
                                   const Assumptions& assumptions, const Wanted& wanted,
                                   const Progress& progress) {
  const auto margin =
      newest_margin(margins, wanted.municipality.empty() ? "00" : wanted.municipality);
  if (!margin.ok()) return margin.error();
  const auto compositions = compositions_of(assumptions, wanted.households);
  if (!compositions.ok()) return compositions.error();
  Population made;
  made.about = about_of(margin.value(), assumptions, wanted);
  made.constants = constants();
  const Maker maker(assumptions, wanted, places_of(margins, margin.value(), wanted));
  std::int64_t number = 0;
  for (int adults = 1; adults <= kMaxAdults; ++adults) {
    for (int children = 0; children <= kMostSiblings; ++children) {
      const std::int64_t rows =
          compositions
              .value()[static_cast<std::size_t>(adults - 1)][static_cast<std::size_t>(children)];
      if (rows == 0) continue;
      std::vector<Household> households;
      households.reserve(static_cast<std::size_t>(rows));
      for (std::int64_t i = 0; i < rows; ++i) {
        if (progress && i % static_cast<std::int64_t>(kTellRows) == 0) {
          progress("gör hushåll", static_cast<std::size_t>(number),
                   static_cast<std::size_t>(wanted.households));
        }
        households.push_back(maker.make(number++, adults, children));
      }
      Part part{adults, children, static_cast<std::size_t>(rows), {}};
      PartColumns columns(part, households, assumptions, wanted.year);
      columns.add_household();
      for (int i = 0; i < adults; ++i) columns.add_adult(static_cast<std::size_t>(i));
      for (int i = 0; i < children; ++i) columns.add_child(static_cast<std::size_t>(i));
      made.parts.push_back(std::move(part));
    }
  }
  put_in_order(made);
  return made;
}

}  // namespace utvag::lab
