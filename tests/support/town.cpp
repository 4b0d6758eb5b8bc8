#include "support/town.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>

#include "support/random_household.hpp"

namespace utvag::tests {
namespace {

using rules::Fact;
using rules::Facts;
using rules::Program;
using rules::State;
using rules::blocks::Code;
using rules::blocks::Column;
using rules::blocks::Slot;

constexpr int kMostChildren = 6;

/// Of how many households in a hundred have none, one, two … children.
constexpr std::int64_t kWithChildren[] = {55, 17, 15, 7, 3, 2, 1};

Month month_of_2026(int index) {
  return Month{make_month(2026, 1)->index + index};
}

class Filler {
 public:
  Filler(Town& town, Dice& dice) : town_(town), dice_(dice) {}

  void fill() {
    for (int person = 0; person < town_.adults + town_.children; ++person) {
      born(person, person >= town_.adults);
    }
    for (int adult = 0; adult < town_.adults; ++adult) fill_adult(adult);
    for (int child = town_.adults; child < town_.adults + town_.children; ++child) {
      numbers("går_i_skolan", child, 1, [&] { return dice_.between(0, 9) > 1; });
      numbers("lunch", child, 1, [&] { return dice_.between(0, 1); });
      by_months("inkomst[nettolön]", child, 0, [&] { return few(25, 500, 6'000); });
      numbers("intjänat_tidigare_i_år", child, 100, [&] { return few(5, 0, 70'000); });
    }
    fill_home();
  }

 private:
  void fill_adult(int adult) {
    by_months("inkomst[nettolön]", adult, 1, [&] { return few(2, 2'000, 32'000); });
    by_months("inkomst[a_kassa]", adult, 1, [&] { return few(6, 4'000, 18'000); });
    by_months("inkomst[sjukpenning]", adult, 0, [&] { return few(12, 3'000, 20'000); });
    if (adult == 0) {
      numbers("inkomst[bostadsbidrag]", 0, 100, [&] { return few(3, 500, 4'000); });
      numbers("inkomst[barnbidrag]", 0, 100, [&] { return town_.children * 1'250; });
    }
    numbers("bistånd_månader_i_rad", adult, 1, [&] { return dice_.between(0, 14); });
    std::vector<Code> starts{{State::not_applicable, {}}};
    for (int back = 0; back < 40; ++back) {
      starts.push_back({State::known, month_of_2026(-back).index});
    }
    codes("jobbstimulans_från", adult, starts,
          [&] { return dice_.one_in(6) ? dice_.between(1, 40) : 0; });
  }

  void fill_home() {
    numbers("boendeform", 0, 1, [&] { return dice_.between(0, 6); });
    numbers("antal_rum", 0, 1, [&] { return dice_.between(1, 6); });
    numbers("sökt_kostnad[boende]", 0, 100, [&] { return dice_.between(3'500, 14'000); });
    by_months("sökt_kostnad[hushållsel]", 0, 1, [&] { return dice_.between(150, 1'400); });
    numbers("sökt_kostnad[hemförsäkring]", 0, 100, [&] { return few(1, 80, 300); });
    numbers("sökt_kostnad[akassa_avgift]", 0, 100, [&] { return few(2, 120, 160); });
    numbers("sökt_behov[medicin]", 0, 100, [&] { return few(4, 50, 1'500); });
    numbers("delar_hushåll", 0, 1, [&] { return dice_.one_in(20) ? 1 : 0; });
    numbers("antal_i_bostaden", 0, 1, [&] { return dice_.between(2, 6); });
    numbers("tillgångar", 0, 100, [&] { return few(8, 1, 60'000); });
    numbers("andras_del_av_boendet", 0, 100, [&] { return few(25, 500, 4'000); });
  }

  std::int64_t few(std::int64_t one_in, std::int64_t low, std::int64_t high) {
    return dice_.one_in(one_in) ? dice_.between(low, high) : 0;
  }

  void born(int person, bool child) {
    const int low = child ? -8 : 18 * 12, high = child ? 21 * 12 + 6 : 67 * 12;
    std::vector<Code> births;
    for (int months = low; months <= high; ++months) {
      const Month month = month_of_2026(-months);
      births.push_back({State::known, first_day(month).days + (months % 28 + 28) % 28});
    }
    codes("född", person, births, [&] { return dice_.between(0, high - low); });
  }

  void numbers(const std::string& input, int person, std::int64_t unit,
               const std::function<std::int64_t()>& draw, int month = -1) {
    Slot slot;
    slot.input = input;
    slot.person = person;
    slot.month = month;
    slot.unit = unit;
    column(std::move(slot), draw);
    Slot& made = town_.slots.back();
    made.low = static_cast<std::int32_t>(town_.columns.back().low());
    made.high = static_cast<std::int32_t>(town_.columns.back().high());
  }

  /// In whole kronor, from December 2025. Steady: the same all the year.
  void by_months(const std::string& input, int person, int steady,
                 const std::function<std::int64_t()>& draw) {
    std::vector<std::int64_t> base;
    for (std::size_t row = 0; row < town_.rows; ++row) base.push_back(draw());
    for (int month = -1; month < 12; ++month) {
      std::size_t row = 0;
      numbers(
          input, person, 100,
          [&] {
            const std::int64_t usual = base[row++];
            return steady == 0 || dice_.one_in(8) ? draw() : usual;
          },
          month_of_2026(month).index);
    }
  }

  void codes(const std::string& input, int person, const std::vector<Code>& what,
             const std::function<std::int64_t()>& draw) {
    Slot slot;
    slot.input = input;
    slot.person = person;
    slot.codes = what;
    column(std::move(slot), draw);
  }

  void column(Slot slot, const std::function<std::int64_t()>& draw) {
    std::vector<std::int32_t> values;
    values.reserve(town_.rows);
    for (std::size_t row = 0; row < town_.rows; ++row) {
      values.push_back(static_cast<std::int32_t>(draw()));
    }
    town_.columns.emplace_back(values);
    town_.slots.push_back(std::move(slot));
  }

  Town& town_;
  Dice& dice_;
};

std::int32_t role_of(const Program& program, const std::string& name) {
  for (std::size_t i = 0; i < program.roles.size(); ++i) {
    if (program.roles[i].name == name) return static_cast<std::int32_t>(i);
  }
  throw std::runtime_error("no role " + name);
}

}  // namespace

std::vector<const Column*> Town::all() const {
  std::vector<const Column*> result;
  for (const Column& column : columns) result.push_back(&column);
  return result;
}

std::size_t Town::bytes() const {
  std::size_t sum = 0;
  for (const Column& column : columns) sum += column.bytes() * column.rows();
  return sum;
}

std::vector<Town> make_towns(std::size_t households) {
  std::vector<Town> towns;
  Dice dice(26);
  for (int adults = 1; adults <= 2; ++adults) {
    for (int children = 0; children <= kMostChildren; ++children) {
      Town town;
      town.adults = adults;
      town.children = children;
      const auto share =
          static_cast<std::size_t>(kWithChildren[children] * (adults == 1 ? 60 : 40));
      town.rows = households * share / 10'000;
      if (town.rows == 0) continue;
      Filler(town, dice).fill();
      towns.push_back(std::move(town));
    }
  }
  return towns;
}

Facts common_facts(const Program& program, const Town& town) {
  std::vector<rules::Person> persons;
  for (int i = 0; i < town.adults; ++i) {
    persons.push_back({"v" + std::to_string(i), role_of(program, "vuxen")});
  }
  for (int i = 0; i < town.children; ++i) {
    persons.push_back({"b" + std::to_string(i), role_of(program, "barn")});
  }
  Facts facts(program, std::move(persons));
  for (std::size_t person = 0; person < facts.persons().size(); ++person) {
    facts.state_list(program.find("inkomst"), person);
  }
  facts.state_list(program.find("sökt_kostnad"));
  facts.state_list(program.find("sökt_behov"));
  Fact& part = facts.at(program.find("fritidskortets_del"));
  part.kind = Fact::Kind::known;
  return facts;
}

TownFacts::TownFacts(const Program& program, const Town& town)
    : town_(town), facts_(common_facts(program, town)) {
  for (const Slot& slot : town.slots) definitions_.push_back(program.find(slot.input));
}

const Facts& TownFacts::of(std::size_t row) {
  for (std::size_t i = 0; i < town_.slots.size(); ++i) {
    const Slot& slot = town_.slots[i];
    Fact& fact = facts_.at(definitions_[i], static_cast<std::size_t>(slot.person));
    const std::int64_t number = town_.columns[i].at(row);
    Code code{State::known, Rational(number) * slot.unit};
    if (!slot.codes.empty()) code = slot.codes[static_cast<std::size_t>(number)];
    fact.value = code.value;
    fact.kind = code.state == State::known ? Fact::Kind::known : Fact::Kind::not_applicable;
    if (slot.month < 0) continue;
    fact.kind = Fact::Kind::spells;
    if (i == 0 || town_.slots[i - 1].input != slot.input ||
        town_.slots[i - 1].person != slot.person) {
      fact.spells.clear();
    }
    fact.spells.push_back({Month{slot.month}, Month{slot.month}, code.value});
  }
  return facts_;
}

std::vector<rules::Question> months_of_2026(const Program& program) {
  std::vector<rules::Question> questions;
  for (int month = 0; month < 12; ++month) {
    const Month asked = month_of_2026(month);
    questions.push_back({asked, program.last_registered, first_day(asked)});
  }
  return questions;
}

}  // namespace utvag::tests
