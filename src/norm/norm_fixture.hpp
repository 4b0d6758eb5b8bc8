#pragma once
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "norm/norm.hpp"

/// For the tests of this room: programs, plans and facts by name.
namespace utvag::norm::fixture {

struct Loaded {
  std::vector<rules::PackSource> packs;
  std::shared_ptr<const rules::Program> program;

  explicit Loaded(std::vector<rules::PackSource> sources) : packs(std::move(sources)) {
    auto compiled = rules::compile(packs);
    program = compiled.program;
    if (program) return;
    std::string all;
    for (const auto& fault : compiled.diagnostics) {
      all += rules::render(fault, compiled.files, rules::Language::sv);
    }
    throw std::runtime_error(all);
  }

  rules::Plan plan(const std::string& month, const std::string& decided = {}) const {
    const Month asked = *parse_month(month);
    const Date day = decided.empty() ? first_day(asked) : *parse_date(decided);
    return {program, {asked, program->last_registered, day}};
  }

  Presentation presentation(text::Language language = text::Language::sv) const {
    auto made = Presentation::make(program, packs, language);
    if (!made) throw std::runtime_error(made.error().sv);
    return std::move(made.value());
  }
};

/// Facts by name; persons by their place.
class Case {
 public:
  /// Persons as {id, role's name}.
  Case(const Loaded& loaded, const std::vector<std::pair<std::string, std::string>>& persons)
      : program_(*loaded.program), facts(program_, with_roles(program_, persons)) {}

  Case& say(const std::string& name, Rational value, std::size_t person = 0) {
    rules::Fact& fact = facts.at(index(name), person);
    fact.kind = rules::Fact::Kind::known;
    fact.value = value;
    return *this;
  }
  Case& judge(const std::string& name, Rational value, const std::string& reason) {
    say(name, value);
    facts.at(index(name)).reason = reason;
    return *this;
  }
  Case& list(const std::string& family, std::size_t person = 0) {
    facts.state_list(index(family), person);
    return *this;
  }
  Case& born(const std::string& day, std::size_t person) {
    return say("född", parse_date(day)->days, person);
  }
  std::int32_t index(const std::string& name) const {
    const std::int32_t found = program_.find(name);
    if (found < 0) throw std::runtime_error("no definition " + name);
    return found;
  }

 private:
  static std::vector<rules::Person> with_roles(
      const rules::Program& program,
      const std::vector<std::pair<std::string, std::string>>& persons) {
    std::vector<rules::Person> made;
    for (const auto& [id, role] : persons) {
      std::int32_t index = 0;
      while (program.roles[static_cast<std::size_t>(index)].name != role) ++index;
      made.push_back({id, index});
    }
    return made;
  }

  const rules::Program& program_;

 public:
  rules::Facts facts;
};

/// One adult with a child, a wage and a rent, in the national pack: answered.
inline Case family(const Loaded& loaded) {
  Case made(loaded, {{"b", "barn"}, {"a", "vuxen"}});
  made.list("sökt_kostnad").list("sökt_behov").list("inkomst", 0).list("inkomst", 1);
  made.say("sökt_kostnad[boende]", 650'000).say("sökt_kostnad[hushållsel]", 35'000);
  made.say("inkomst[nettolön]", 400'050, 1).say("tillgångar", 0);
  made.born("2019-05-01", 0).born("1990-05-01", 1).say("lunch", 0);
  made.say("bistånd_månader_i_rad", 2, 1);
  made.facts.at(made.index("jobbstimulans_från"), 1).kind = rules::Fact::Kind::not_applicable;
  return made;
}

}  // namespace utvag::norm::fixture
