#include "demo/demo.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "demo/calculated.hpp"

namespace utvag::demo {
namespace {

using cases::Asker;
using cases::CaseState;
using cases::Role;
using db::Done;

constexpr std::array<Place, 4> kPlaces = {{
    {"2583", "Haparanda", "haparanda", 195},
    {"2514", "Kalix", "kalix", 293},
    {"2513", "Överkalix", "overkalix", 62},
    {"2518", "Övertorneå", "overtornea", 55},
}};

constexpr std::array<std::string_view, cases::kRoles> kLogins = {
    "mottagning", "handlaggare", "forste", "enhetschef", "ekonom", "coach", "utvecklare", "it"};

constexpr std::size_t kBatch = 128;

/// Time stands where the story is.
class StoryClock final : public Clock {
 public:
  Instant now() const override { return {std::int64_t{day_.days} * 86'400 + 9 * 3600}; }
  void set(Date day) { day_ = day; }

 private:
  Date day_;
};

/// Where one family is in the database.
struct Written {
  std::vector<cases::PersonId> adults, children;
  cases::HouseholdId household = 0;
  cases::CaseId case_file = 0;
  std::int64_t version = 1;
  Asker owner;
};

struct Home {
  std::string street, postcode;
};

class Maker {
 public:
  Maker(db::Database& database, const norm::Library& library, const Order& order,
        const Parallel& parallel)
      : cases_(database, clock_, [this] { return numbers_.next(); }),
        library_(library),
        order_(order),
        parallel_(parallel),
        random_(order.seed),
        numbers_(~order.seed),
        first_month_{month_of(order.today).index - order.months + 1} {}

  Result<Made> run();

 private:
  Result<Done> make_place(Register& people, int place);
  Result<Done> hire(int place);
  Home make_home();
  Result<Done> write_people(const Family& family, Written& written);
  Result<cases::PersonId> write_person(const Someone& someone, const Home& home);
  Result<Done> write_household(const Family& family, Written& written);
  Result<Done> write_account(const Family& family, const Written& written);
  Result<Done> calculate(const std::vector<Family>& families);
  std::vector<Job> jobs_of(const Family& family);
  Result<Done> store(const Calculator& calculator, const std::vector<Job>& jobs);
  Result<Done> settle(const Family& family, Written& written);
  CaseState state_of(const Family& family);
  Result<Done> protect(const std::vector<Family>& families);

  Date day_in(int month, int day) const {
    return std::min(order_.today, Date{first_day({first_month_.index + month}).days + day - 1});
  }

  StoryClock clock_;
  cases::Cases cases_;
  const norm::Library& library_;
  const Order& order_;
  const Parallel& parallel_;
  Random random_;
  Random numbers_;  ///< of people, households and cases
  Month first_month_;
  Made made_;

  // Of the place at hand.
  Asker reception_;
  Asker chief_;
  std::vector<Asker> officers_;
  std::map<std::size_t, Written> written_;  ///< by the family's index
  std::size_t settled_ = 0;
  std::size_t hired_ = 0;  ///< in all places
};

/// One in every role, and an officer more for each sixty households.
Result<Done> Maker::hire(int place) {
  const Place& here = kPlaces[static_cast<std::size_t>(place)];
  const int officers = std::max(1, here.households / 60);
  officers_.clear();
  for (int role = 0; role < cases::kRoles; ++role) {
    const bool officer = static_cast<Role>(role) == Role::case_officer;
    for (int i = 0; i < (officer ? officers : 1); ++i) {
      std::string login(kLogins[static_cast<std::size_t>(role)]);
      if (i > 0) login += std::to_string(i + 1);
      auto id = cases_.add_staff({std::string(here.code), 0, login + "." + std::string(here.login),
                                  staff_name(hired_++), static_cast<Role>(role), true});
      if (!id) return id.error();
      const Asker asker{id.value(), static_cast<Role>(role), std::string(here.code), "demo"};
      if (officer || static_cast<Role>(role) == Role::senior_officer) officers_.push_back(asker);
      if (static_cast<Role>(role) == Role::reception) reception_ = asker;
      if (static_cast<Role>(role) == Role::unit_head) chief_ = asker;
    }
  }
  return Done{};
}

/// One for each household.
Home Maker::make_home() {
  constexpr std::array<std::string_view, 6> kStreets = {"Storgatan", "Köpmangatan", "Skolgatan",
                                                        "Älvvägen",  "Björkvägen",  "Torget"};
  Home home;
  home.street = std::string(kStreets[static_cast<std::size_t>(random_.between(0, 5))]) + " " +
                std::to_string(random_.between(1, 60));
  home.postcode = "95" + std::to_string(random_.between(100, 999));
  return home;
}

Result<cases::PersonId> Maker::write_person(const Someone& someone, const Home& home) {
  const Place& here = *std::find_if(kPlaces.begin(), kPlaces.end(), [&](const Place& place) {
    return place.code == reception_.municipality;
  });
  cases::NewPerson person;
  person.identity = random_.percent(1) ? "" : someone.number;  // a few have a reserve number
  person.given_name = someone.given_name;
  person.family_name = someone.family_name;
  person.born = someone.born;
  person.language = someone.language;
  person.interpreter =
      someone.interpreter ? cases::Interpreter::language : cases::Interpreter::none;
  person.street = home.street;
  person.postcode = home.postcode;
  person.city = std::string(here.name);
  person.phone = "070-1740" + std::to_string(random_.between(605, 699));
  ++made_.people;
  return cases_.register_person(reception_, person);
}

Result<Done> Maker::write_people(const Family& family, Written& written) {
  clock_.set(day_in(family.months.front(), 2));
  const Home home = make_home();
  for (const Someone& adult : family.adults) {
    auto id = write_person(adult, home);
    if (!id) return id.error();
    written.adults.push_back(id.value());
  }
  for (std::size_t i = family.shares_with ? 1 : 0; i < family.children.size(); ++i) {
    auto id = write_person(family.children[i], home);
    if (!id) return id.error();
    written.children.push_back(id.value());
  }
  return Done{};
}

/// Nordea's personal accounts carry the personal number; they are valid, and pay to nobody here.
Result<Done> Maker::write_account(const Family& family, const Written& written) {
  if (!random_.percent(80)) return Done{};
  auto account = cases::parse_bank_account("3300", family.adults[0].number.substr(2));
  if (!account) return account.error();
  auto added = cases_.add_account(reception_, written.adults[0], account.value());
  if (!added) return added.error();
  return Done{};
}

Result<Done> Maker::write_household(const Family& family, Written& written) {
  const Date from = day_in(family.months.front(), 1);
  clock_.set(day_in(family.months.front(), 3));
  std::vector<cases::NewStay> stays;
  for (const cases::PersonId adult : written.adults) stays.push_back({adult, true, from, {}, {}});
  if (family.shares_with) {
    const cases::PersonId child = written_[*family.shares_with].children.at(0);
    stays.push_back({child, false, from, {}, family.shared_days});
  }
  for (std::size_t i = 0; i < written.children.size(); ++i) {
    const bool shared = i == 0 && family.shared_days && !family.shares_with;
    const std::size_t child = family.shares_with ? i + 1 : i;
    const Date born = family.children[child].born;
    stays.push_back({written.children[i],
                     false,
                     std::max(from, born),
                     {},
                     shared ? family.shared_days : std::nullopt});
  }
  auto household = cases_.create_household(reception_, stays);
  if (!household) return household.error();
  written.household = household.value();
  ++made_.households;
  auto opened = cases_.open_case(
      written.owner, {written.household, cases::CaseKind::maintenance, written.owner.user,
                      day_in(family.months.front(), 14), "Läs ansökan"});
  if (!opened) return opened.error();
  written.case_file = opened.value();
  ++made_.cases;
  return write_account(family, written);
}

/// A few months lack facts at first, and a few were reckoned without a wage that came to light.
std::vector<Job> Maker::jobs_of(const Family& family) {
  std::vector<Job> jobs;
  int in_a_row = 0;
  for (std::size_t i = 0; i < family.months.size(); ++i) {
    const int month = family.months[i];
    in_a_row = i > 0 && family.months[i - 1] == month - 1 ? in_a_row + 1 : 0;
    Job job{&family, {first_month_.index + month}, in_a_row, random_.next(), true, false};
    const int chance = random_.between(1, 100);
    if (chance <= 2) {
      job.complete = false;
      jobs.push_back(job);
      job.complete = true;
    } else if (chance <= 4 && family.means.work_percent > 0) {
      job.wrong = true;
      jobs.push_back(job);
      job.wrong = false;
    }
    jobs.push_back(job);
  }
  // Some of this month's are still without their facts.
  const bool now = family.months.back() == order_.months - 1;
  if (now && random_.percent(10)) jobs.back().complete = false;
  return jobs;
}

Result<Done> Maker::store(const Calculator& calculator, const std::vector<Job>& jobs) {
  std::vector<cases::NewCalculation> results(jobs.size());
  parallel_(jobs.size(), [&](std::size_t i) { results[i] = calculator.calculate(jobs[i]); });
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const Written& written = written_[jobs[i].family->index];
    const bool again =
        i > 0 && jobs[i - 1].family == jobs[i].family && jobs[i - 1].month == jobs[i].month;
    clock_.set(day_in(jobs[i].month.index - first_month_.index, again ? 24 : 19));
    auto stored = cases_.store_calculation(written.owner, written.case_file, results[i]);
    if (!stored) return stored.error();
    ++made_.calculations;
  }
  return Done{};
}

Result<Done> Maker::calculate(const std::vector<Family>& families) {
  auto edition = library_.edition(reception_.municipality);
  if (!edition) return edition.error();
  const Calculator calculator(edition.value(), first_month_, order_.months);
  std::vector<Job> waiting;
  for (const Family& family : families) {
    for (const Job& job : jobs_of(family)) waiting.push_back(job);
    if (waiting.size() < kBatch) continue;
    auto stored = store(calculator, waiting);
    if (!stored) return stored;
    waiting.clear();
  }
  return store(calculator, waiting);
}

/// Those who have assistance now are everywhere in the work, and each state is seen.
CaseState Maker::state_of(const Family& family) {
  const int away = order_.months - 1 - family.months.back();
  if (away >= 2) return CaseState::closed;
  if (away == 1) return random_.percent(50) ? CaseState::paid : CaseState::decided;
  if (settled_ < 8) return static_cast<CaseState>(settled_++);
  constexpr std::array<int, 8> kStates = {6, 12, 13, 21, 9, 12, 24, 3};
  return static_cast<CaseState>(random_.weighted(kStates));
}

Result<Done> Maker::settle(const Family& family, Written& written) {
  constexpr std::array<std::string_view, 9> kSteps = {
      "Läs ansökan",
      "Hyresavi och kontoutdrag ska ha kommit",
      "Läs svaren från andra myndigheter",
      "Räkna och bedöm",
      "Besluta",
      "Skicka beslutet",
      "Ny månad: vänta på ansökan",
      "Skicka överklagandet till förvaltningsrätten",
      ""};
  cases::CaseChange change;
  change.state = state_of(family);
  change.owner = written.owner.user;
  change.next_step = std::string(kSteps[static_cast<std::size_t>(change.state)]);
  const bool late = random_.percent(9);
  const int days = late ? -random_.between(1, 16) : random_.between(0, 21);
  if (change.state != CaseState::closed) change.next_day = Date{order_.today.days + days};
  clock_.set(order_.today);
  auto changed = cases_.change_case(written.owner, written.case_file, written.version, change);
  if (!changed) return changed.error();
  written.version = changed.value();
  return Done{};
}

/// A household of each grade in every place, among those who have assistance now.
Result<Done> Maker::protect(const std::vector<Family>& families) {
  std::vector<const Family*> here;
  for (const Family& family : families)
    if (family.months.back() == order_.months - 1) here.push_back(&family);
  for (std::size_t grade = 1; grade <= 3 && here.size() >= 4; ++grade) {
    const Written& written = written_[here[here.size() * grade / 4]->index];
    cases::ProtectionOrder protection{
        static_cast<cases::Protection>(grade), {written.owner.user}, "Hot i en nära relation", {}};
    auto page = cases_.protection(chief_, written.adults[0]);
    if (!page) return page.error();
    for (const cases::PersonLine& each : page.value().household)
      protection.household.push_back({each.id, true});
    auto done = cases_.protect(chief_, written.adults[0], protection);
    if (!done) return done;
  }
  return Done{};
}

Result<Done> Maker::make_place(Register& people, int place) {
  const Place& here = kPlaces[static_cast<std::size_t>(place)];
  const int households = std::max(12, here.households * order_.share_percent / 100);
  std::vector<Family> families = make_families(random_, people, order_, place, households);
  std::stable_sort(families.begin(), families.end(), [](const Family& a, const Family& b) {
    return a.months.front() < b.months.front();
  });
  clock_.set(day_in(0, 1));
  auto done = cases_.add_municipality({std::string(here.code), std::string(here.name)});
  if (done) done = hire(place);
  written_.clear();
  settled_ = 0;
  std::size_t turn = 0;
  for (const Family& family : families) {
    written_[family.index].owner = officers_[turn++ % officers_.size()];
    if (done) done = write_people(family, written_[family.index]);
  }
  for (const Family& family : families)
    if (done) done = write_household(family, written_[family.index]);
  if (done) done = calculate(families);
  for (auto it = families.rbegin(); it != families.rend(); ++it)
    if (done) done = settle(*it, written_[it->index]);
  if (done) done = protect(families);
  return done;
}

Result<Made> Maker::run() {
  auto there = cases_.municipalities();
  if (!there) return there.error();
  if (!there.value().empty()) {
    return Error{"demo.not-empty", "--db",
                 "Databasen är inte tom. Demon görs bara i en tom databas, så att inget riktigt "
                 "blandas med påhittat.",
                 "The database is not empty. The demo is made in an empty one only, so that "
                 "nothing real is mixed with what is made up."};
  }
  Register people(random_);
  for (std::size_t place = 0; place < kPlaces.size(); ++place) {
    auto done = make_place(people, static_cast<int>(place));
    if (!done) return done.error();
  }
  return made_;
}

}  // namespace

std::span<const Place> places() {
  return kPlaces;
}

Result<Made> make(db::Database& database, const norm::Library& library, const Order& order,
                  const Parallel& parallel) {
  return database.together([&] { return Maker(database, library, order, parallel).run(); });
}

}  // namespace utvag::demo
