#include "lab/assumptions.hpp"

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "base/nearest.hpp"
#include "base/whole_number.hpp"

namespace utvag::lab {
namespace {

struct Field {
  std::string_view name;
  std::int64_t Assumptions::* place;
  std::int64_t low, high;
};

using A = Assumptions;
constexpr std::int64_t kMostKronor = 30'000;  // two adults' stay within 16 bits a column

constexpr std::array<Field, 30> kFields{{
    {"vuxna_per_1000_hushåll", &A::adults_per_1000, 1000, 2000},
    {"barn_per_1000_hushåll", &A::children_per_1000, 0, 5000},
    {"andel_18_24_år", &A::aged_18_24, 0, 100},
    {"andel_18_29_år", &A::aged_18_29, 0, 100},
    {"andel_långvarigt", &A::long_term, 0, 100},
    {"andel_arbetslösa", &A::unemployed, 0, 100},
    {"arbetslösa_utan_ersättning", &A::unemployed_without, 0, 100},
    {"par_med_barn", &A::couples_with_children, 0, 100},
    {"ensamstående_med_barn", &A::singles_with_children, 0, 100},
    {"andel_sjuka", &A::sick, 0, 100},
    {"sjuka_utan_sjukpenning", &A::sick_without, 0, 100},
    {"andel_deltidsarbetande", &A::part_time, 0, 100},
    {"ersättning_lägst", &A::benefit_low, 0, kMostKronor},
    {"ersättning_högst", &A::benefit_high, 0, kMostKronor},
    {"deltidslön_lägst", &A::part_wage_low, 0, kMostKronor},
    {"deltidslön_högst", &A::part_wage_high, 0, kMostKronor},
    {"lön_utan_behov_lägst", &A::wage_low, 0, kMostKronor},
    {"lön_utan_behov_högst", &A::wage_high, 0, kMostKronor},
    {"barnbidrag_per_barn", &A::child_benefit, 0, 3000},
    {"underhållsstöd_per_barn", &A::maintenance, 0, 3000},
    {"bostadsbidrag_högst", &A::housing_allowance_high, 0, 10'000},
    {"hyra_grund_lägst", &A::rent_low, 0, kMostKronor},
    {"hyra_grund_högst", &A::rent_high, 0, kMostKronor},
    {"hyra_per_ytterligare_person", &A::rent_per_person, 0, 5000},
    {"hushållsel_högst", &A::power_high, 200, 5000},
    {"fri_lunch_i_förskolan", &A::free_lunch, 0, 100},
    {"andel_andrahand", &A::sublet, 0, 100},
    {"utan_bistånd_per_100_med", &A::without_per_100, 0, 1000},
    {"berättigade_som_inte_söker", &A::entitled_not_applying, 0, 100},
    {"nya_som_söker", &A::new_applying, 0, 100},
}};

Error wrong(const char* code, std::string where, std::string sv, std::string en) {
  return {code, std::move(where), std::move(sv), std::move(en)};
}

const Field* find_field(std::string_view name) {
  const auto found = std::find_if(kFields.begin(), kFields.end(),
                                  [&](const Field& field) { return field.name == name; });
  return found == kFields.end() ? nullptr : &*found;
}

Error unknown_assumption(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Field& field : kFields) names.push_back(field.name);
  const std::string near(nearest_name(name, names));
  return wrong("assumptions.unknown", std::string(name),
               "Det finns inget sådant antagande." + (near.empty() ? "" : " Menades " + near + "?"),
               "There is no such assumption." + (near.empty() ? "" : " Was " + near + " meant?"));
}

Result<bool> set(Assumptions& into, const Field& field, std::string_view value) {
  const auto number = whole_number<std::int64_t>(value);
  if (!number || *number < field.low || *number > field.high) {
    const std::string ends = std::to_string(field.low) + "–" + std::to_string(field.high);
    return wrong("assumptions.value", std::string(field.name),
                 "Värdet ska vara ett helt tal " + ends + ".",
                 "The value is a whole number " + ends + ".");
  }
  into.*field.place = *number;
  return true;
}

Result<bool> check_together(const Assumptions& a) {
  const std::array<std::pair<bool, const char*>, 7> rules{{
      {a.aged_18_24 <= a.aged_18_29, "andel_18_24_år ≤ andel_18_29_år"},
      {a.unemployed + a.sick + a.part_time <= 100,
       "andel_arbetslösa + andel_sjuka + andel_deltidsarbetande ≤ 100"},
      {a.benefit_low <= a.benefit_high, "ersättning_lägst ≤ ersättning_högst"},
      {a.part_wage_low <= a.part_wage_high, "deltidslön_lägst ≤ deltidslön_högst"},
      {a.wage_low <= a.wage_high, "lön_utan_behov_lägst ≤ lön_utan_behov_högst"},
      {a.rent_low <= a.rent_high, "hyra_grund_lägst ≤ hyra_grund_högst"},
      {a.children_per_1000 == 0 || a.couples_with_children + a.singles_with_children > 0,
       "barn_per_1000_hushåll kräver familjer med barn"},
  }};
  for (const auto& [holds, rule] : rules) {
    if (!holds) {
      return wrong("assumptions.together", rule, "Antagandena går inte ihop.",
                   "The assumptions contradict each other.");
    }
  }
  return true;
}

const std::string* text_at(const Json& row, std::string_view key) {
  const Json* value = row.find(key);
  if (value == nullptr) return nullptr;
  if (value->is(Json::Kind::number)) return &value->number();
  return value->is(Json::Kind::string) ? &value->string() : nullptr;
}

Result<bool> read_row(const Json& row, Assumptions& into) {
  const std::string line = "rad " + std::to_string(row.line());
  const auto form = [&] {
    return wrong("assumptions.form", line,
                 "Raden ska ha namn, värde, enhet, slag (publicerat eller antagande), varför och "
                 "källa.",
                 "The row has namn, värde, enhet, slag (publicerat or antagande), varför and "
                 "källa.");
  };
  if (!row.is(Json::Kind::object) || row.members().size() != 6) return form();
  const std::string *name = text_at(row, "namn"), *value = text_at(row, "värde"),
                    *unit = text_at(row, "enhet"), *kind = text_at(row, "slag"),
                    *why = text_at(row, "varför"), *source = text_at(row, "källa");
  for (const std::string* each : {name, value, unit, kind, why, source}) {
    if (each == nullptr) return form();
  }
  const bool assumed = *kind == "antagande";
  if ((!assumed && *kind != "publicerat") || (!assumed && source->empty())) return form();
  const Field* field = find_field(*name);
  if (field == nullptr) return unknown_assumption(*name);
  for (const Premise& before : into.premises) {
    if (before.name == *name) {
      return wrong("assumptions.twice", *name, "Antagandet står två gånger.",
                   "The assumption is there twice.");
    }
  }
  if (auto done = set(into, *field, *value); !done.ok()) return done;
  into.premises.push_back({*name, *value + " " + *unit, *why, *source, assumed});
  return true;
}

Result<bool> check_all_there(const Assumptions& made) {
  for (const Field& field : kFields) {
    const bool there = std::any_of(made.premises.begin(), made.premises.end(),
                                   [&](const Premise& each) { return each.name == field.name; });
    if (!there) {
      return wrong("assumptions.missing", std::string(field.name), "Antagandet saknas i filen.",
                   "The assumption is missing in the file.");
    }
  }
  return true;
}

}  // namespace

Result<Assumptions> read_assumptions(std::string_view text) {
  const auto json = parse_json(text);
  if (!json.ok()) return json.error();
  const Json& whole = json.value();
  const Json* rows = whole.is(Json::Kind::object) ? whole.find("rader") : nullptr;
  const Json* format = rows == nullptr ? nullptr : whole.find("format");
  if (format == nullptr || !rows->is(Json::Kind::array) || !format->is(Json::Kind::string) ||
      format->string() != "utvag-antaganden") {
    return wrong("assumptions.form", "",
                 "Filen är ingen antagandefil; se data/lab/antaganden.json.",
                 "The file holds no assumptions; see data/lab/antaganden.json.");
  }
  Assumptions made{};
  for (const Json& row : rows->items()) {
    if (auto done = read_row(row, made); !done.ok()) return done.error();
  }
  if (auto done = check_all_there(made); !done.ok()) return done.error();
  if (auto done = check_together(made); !done.ok()) return done.error();
  return made;
}

Result<Assumptions> assumptions_in(const About& about) {
  Assumptions made{};
  for (const Premise& each : about.premises) {
    const Field* field = find_field(each.name);
    if (field == nullptr) continue;
    if (auto done = set(made, *field, each.value.substr(0, each.value.find(' '))); !done.ok()) {
      return done.error();
    }
    made.premises.push_back(each);
  }
  if (auto done = check_all_there(made); !done.ok()) return done.error();
  return made;
}

Result<bool> vary(Assumptions& assumptions, std::string_view name, std::string_view value) {
  const Field* field = find_field(name);
  if (field == nullptr) return unknown_assumption(name);
  if (auto done = set(assumptions, *field, value); !done.ok()) return done;
  for (Premise& each : assumptions.premises) {
    if (each.name != name) continue;
    const std::size_t unit = each.value.find(' ');
    each.value = std::string(value) + (unit == std::string::npos ? "" : each.value.substr(unit));
    each.why += " (ändrad med --vary)";
    each.assumed = true;
  }
  return check_together(assumptions);
}

}  // namespace utvag::lab
