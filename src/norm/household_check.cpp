#include <algorithm>
#include <string>

#include "norm/household.hpp"

namespace utvag::norm {
namespace {

using rules::Definition;
using rules::DefKind;
using rules::Fact;

constexpr int kOwnHousehold = 16;  ///< years: below it someone else answers for the support

std::optional<Date> birth_of(const Plan& plan, const Facts& facts, std::size_t person) {
  const std::int32_t born = plan.program().find("född");
  if (born < 0) return std::nullopt;
  const Fact& fact = facts.at(born, person);
  if (fact.kind != Fact::Kind::known) return std::nullopt;
  return Date{static_cast<std::int32_t>(fact.value.numerator)};
}

bool is_adult(const Program& program, const rules::Person& person) {
  return program.roles[static_cast<std::size_t>(person.role)].min > 0;
}

/// Where the judgement stands in a file: "bedömningar.godkänd_kostnad.boende".
std::string place_of(const Definition& each) {
  std::string name = each.name;
  std::replace(name.begin(), name.end(), '[', '.');
  name.erase(std::remove(name.begin(), name.end(), ']'), name.end());
  return "bedömningar." + name + ".värde";
}

Fault wrong_direction(const Definition& each, bool higher, bool about_zero) {
  std::string sv = higher ? "Bedömningen får bara höja, inte sänka, det som gäller utan den."
                          : "Bedömningen får bara sänka, inte höja, det som gäller utan den.";
  std::string en = higher ? "The judgement may only raise, not lower, what holds without it."
                          : "The judgement may only lower, not raise, what holds without it.";
  if (about_zero && higher) {
    sv += " Skriv beloppet utan minus, till exempel 500.";
    en += " Write the amount without a minus, such as 500.";
  } else if (about_zero) {
    sv += " Skriv beloppet med minus framför, till exempel -500.";
    en += " Write the amount with a minus before it, such as -500.";
  }
  return {"household.direction", place_of(each), sv, en};
}

}  // namespace

std::vector<Fault> check_judgements(const Plan& plan, const Facts& facts) {
  const Program& program = plan.program();
  std::vector<Fault> faults;
  for (std::size_t i = 0; i < program.definitions.size(); ++i) {
    const Definition& each = program.definitions[i];
    if (each.kind != DefKind::judgement || each.direction == rules::Direction::both) continue;
    const auto index = static_cast<std::int32_t>(i);
    const std::size_t persons = each.for_person ? facts.persons().size() : 1;
    for (std::size_t person = 0; person < persons; ++person) {
      if (facts.at(index, person).kind != Fact::Kind::known) continue;
      Facts without = facts;
      without.at(index, person) = Fact{};
      rules::Evaluation evaluation(plan, without);
      const rules::Outcome& start = evaluation.get(index, person);
      if (start.state != rules::State::known) continue;
      const int side = compare(facts.at(index, person).value, start.value);
      const bool higher = each.direction == rules::Direction::higher;
      if (higher ? side >= 0 : side <= 0) continue;
      faults.push_back(wrong_direction(each, higher, start.value.numerator == 0));
    }
  }
  return faults;
}

std::vector<Fault> check_births(const Plan& plan, const Facts& facts) {
  const rules::Question& question = plan.question();
  const Date month_ends = last_day(question.month);
  const Date latest = std::max(month_ends, question.known_at);
  std::vector<Fault> faults;
  for (std::size_t person = 0; person < facts.persons().size(); ++person) {
    const auto born = birth_of(plan, facts, person);
    if (!born) continue;
    const std::string where = "personer[" + std::to_string(person) + "].född";
    const bool adult = is_adult(plan.program(), facts.persons()[person]);
    if (*born > latest) {
      faults.push_back({"household.born-later", where,
                        "Födelsedagen har inte varit än. Kontrollera året, eller ta bort personen "
                        "tills hen är född.",
                        "The date of birth is still to come. Check the year, or leave the person "
                        "out until born."});
    } else if (adult && (*born > month_ends || age_in_years(*born, month_ends) < kOwnHousehold)) {
      const std::string& role =
          plan.program().roles[static_cast<std::size_t>(facts.persons()[person].role)].name;
      faults.push_back({"household.born-child", where,
                        "Personen har rollen " + role +
                            " men är under 16 år den här månaden. Kontrollera "
                            "födelsedatumet, eller ge personen rollen barn.",
                        "The person has the role " + role +
                            " but is under 16 years that month. Check the date of birth, or give "
                            "the person the role barn."});
    }
  }
  return faults;
}

}  // namespace utvag::norm
