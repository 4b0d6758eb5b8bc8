#pragma once
#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>

#include "cases/cases.hpp"
#include "cases/schema.hpp"
#include "db/server_fixture.hpp"

/// For tests: a database with two municipalities, four who work in the first, and a clock.
namespace utvag::cases::fixture {

/// Noon on 22 November 2026 in Sweden, until it is set.
class SetClock final : public Clock {
 public:
  Instant now() const override { return now_; }
  void set(Instant now) { now_ = now; }

 private:
  Instant now_{1795345200};
};

/// Draws that look random and are the same each time (SplitMix64). From any thread.
inline Draw drawn_from(std::uint64_t seed) {
  return [state = std::make_shared<std::atomic<std::uint64_t>>(seed)] {
    std::uint64_t mixed = (*state += 0x9E3779B97F4A7C15U);
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31U);
  };
}

template <typename T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().code + " " + result.error().where);
  return std::move(result.value());
}

struct Town {
  explicit Town(db::Engine engine) : fresh(engine), database(fresh.open()) {
    must(db::migrate(*database, schema_steps(), 0));
    cases = std::make_unique<Cases>(*database, clock, drawn_from(1));
    must(cases->add_municipality({"2583", "Haparanda"}));
    must(cases->add_municipality({"2514", "Kalix"}));
    anna = as("2583", "anna", Role::case_officer);
    bo = as("2583", "bo", Role::case_officer);
    chief = as("2583", "chief", Role::unit_head);
    other_chief = as("2583", "other_chief", Role::unit_head);
    elsewhere = as("2514", "elsewhere", Role::case_officer);
  }

  PersonId person(const Asker& asker, const std::string& number, const std::string& given = "Maj",
                  const std::string& family = "Åberg") {
    NewPerson made;
    made.identity = number;
    made.given_name = given;
    made.family_name = family;
    made.language = "sv";
    made.street = "Storgatan 1";
    made.postcode = "95331";
    made.city = "Haparanda";
    return must(cases->register_person(asker, made));
  }
  HouseholdId household(const Asker& asker, PersonId adult) {
    return must(cases->create_household(
        asker, {{adult, true, *parse_date("2025-01-01"), std::nullopt, std::nullopt}}));
  }
  CaseId open_case(const Asker& asker, HouseholdId household, const std::string& day) {
    return must(cases->open_case(
        asker, {household, CaseKind::maintenance, asker.user, *parse_date(day), "Läs ansökan"}));
  }

  db::fixture::Fresh fresh;
  std::unique_ptr<db::Database> database;
  SetClock clock;
  std::unique_ptr<Cases> cases;
  /// The head of the unit protects, so that anna may know besides.
  void protect(PersonId id, Protection grade = Protection::protected_registration,
               const std::vector<Beside>& household = {}) const {
    must(cases->protect(chief, id, {grade, {anna.user}, "Hot", household}));
  }

  Asker anna, bo, chief, other_chief, elsewhere;

 private:
  Asker as(const std::string& municipality, const std::string& login, Role role) {
    const StaffId id = must(cases->add_staff({municipality, 0, login, login, role, true}));
    return {id, role, municipality, "handläggning"};
  }
};

}  // namespace utvag::cases::fixture
