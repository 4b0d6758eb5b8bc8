// Every figure of tests/data/riksnorm.csv, one by one, as the packs calculate it; and for every
// cell that the file lacks, that the packs give no answer instead of a neighbour's.
#include <doctest/doctest.h>

#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "rules/graph/evaluation.hpp"
#include "support/pack_files.hpp"

namespace {

using namespace utvag;
using namespace utvag::rules;

struct Cell {
  int year = 0;
  std::string item, band, lunch, reliability, note;
  std::int64_t kronor = 0;
};

std::vector<std::string> split_csv_line(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

int whole_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  REQUIRE(error == std::errc());
  REQUIRE(end != text.data());
  return value;
}

std::vector<Cell> read_cells() {
  std::vector<Cell> cells;
  const std::string text = tests::read_source_file("tests/data/riksnorm.csv");
  std::size_t start = text.find('\n') + 1;
  while (start < text.size()) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::vector<std::string> f = split_csv_line(text.substr(start, end - start));
    start = end + 1;
    REQUIRE(f.size() == 9);
    // Every row holds for one whole calendar year: the months tried below rest on it.
    REQUIRE(f[0].substr(4) == "-01-01");
    REQUIRE(f[1] == f[0].substr(0, 4) + "-12-31");
    cells.push_back({whole_number(f[0]), f[2], f[3], f[4], f[6], f[8], whole_number(f[5])});
  }
  return cells;
}

/// The grades of the figures' reliability, as the packs must show them.
char evidence_of(const Cell& cell) {
  static const std::map<std::string, char> kGrades = {{"official", 'V'},
                                                      {"official-delta", 'B'},
                                                      {"rule", 'B'},
                                                      {"model+official-delta", 'B'},
                                                      {"municipal+model", 'M'},
                                                      {"model", 'C'},
                                                      {"scraped", 'C'},
                                                      {"derived", 'D'},
                                                      {"derived-anchored", 'D'}};
  return kGrades.at(cell.reliability);
}

struct Band {
  const char* name;
  int low, high;
};
constexpr std::array kBands = {Band{"0", 0, 0},       Band{"1-2", 1, 2},    Band{"3", 3, 3},
                               Band{"4-6", 4, 6},     Band{"7-10", 7, 10},  Band{"11-14", 11, 14},
                               Band{"15-18", 15, 18}, Band{"19-20", 19, 20}};

/// A household made of plain facts: what a person would state, nothing stood in for.
struct Household {
  std::shared_ptr<const Program> program;
  Facts facts;

  Household(std::shared_ptr<const Program> rules, std::vector<Person> persons)
      : program(std::move(rules)), facts(*program, std::move(persons)) {}

  void state(std::string_view name, Rational value, std::size_t person = 0) {
    const std::int32_t definition = program->find(name);
    REQUIRE_MESSAGE(definition >= 0, name);
    Fact& fact = facts.at(definition, person);
    fact.kind = Fact::Kind::known;
    fact.value = value;
  }
};

std::int32_t role_of(const Program& program, std::string_view name) {
  for (std::size_t i = 0; i < program.roles.size(); ++i) {
    if (program.roles[i].name == name) return static_cast<std::int32_t>(i);
  }
  FAIL("no role " << name);
  return -1;
}

std::int64_t member_of(const Program& program, std::string_view enumeration,
                       std::string_view member) {
  for (const Enumeration& e : program.enumerations) {
    if (e.name != enumeration) continue;
    for (std::size_t i = 0; i < e.members.size(); ++i) {
      if (e.members[i].name == member) return static_cast<std::int64_t>(i);
    }
  }
  FAIL("no member " << member << " in " << enumeration);
  return -1;
}

/// Adults, then children of the given ages through the whole year (born on its first day).
Household household(const std::shared_ptr<const Program>& program, int adults,
                    const std::vector<int>& child_ages, int year) {
  std::vector<Person> persons;
  for (int i = 0; i < adults; ++i) {
    persons.push_back({"v" + std::to_string(i), role_of(*program, "vuxen")});
  }
  for (std::size_t i = 0; i < child_ages.size(); ++i) {
    persons.push_back({"b" + std::to_string(i), role_of(*program, "barn")});
  }
  Household made(program, std::move(persons));
  for (std::size_t i = 0; i < made.facts.persons().size(); ++i) {
    const bool adult = i < static_cast<std::size_t>(adults);
    const int age = adult ? 40 : child_ages[i - static_cast<std::size_t>(adults)];
    made.state("född", make_date(year - age, 1, 1)->days, i);
    if (!adult && age >= 18) made.state("går_i_skolan", 1, i);
  }
  return made;
}

/// The rows that an evaluation read, and the first key they were read with.
struct RowsRead : Observer {
  struct Read {
    std::int32_t table;
    std::size_t layer, version, row;
    std::int64_t key;
  };
  std::vector<Read> rows;

  void version_used(std::int32_t, std::size_t, std::size_t) override {}
  void row_used(std::int32_t table, std::size_t layer, std::size_t version, std::size_t row,
                const std::vector<Rational>& keys) override {
    rows.push_back({table, layer, version, row, keys.front().numerator});
  }
  void branch(std::int32_t, int) override {}
  void compared(std::int32_t, Rational, Rational) override {}
};

struct Answer {
  State state = State::not_evaluated;
  Rational value;
  std::vector<char> evidence;      ///< of each table row that was read
  std::vector<std::string> notes;  ///< of the same rows
  std::string missing;
};

/// `key` is the age, the adults or the persons that the figure is for: the rule for persons beyond
/// seven reads other rows of the same table, which say nothing of this figure.
Answer ask(const Household& house, int year, int month, std::string_view rule,
           std::size_t person = 0, int key = -1) {
  const Program& program = *house.program;
  const std::int32_t definition = program.find(rule);
  REQUIRE_MESSAGE(definition >= 0, rule);
  const Month asked = *make_month(year, month);
  const Plan plan(house.program, {asked, program.last_registered, first_day(asked)});
  RowsRead read;
  Evaluation evaluation(plan, house.facts, &read);
  const Outcome& outcome = evaluation.get(definition, person);
  Answer answer{outcome.state, outcome.value, {}, {}, {}};
  for (const RowsRead::Read& row : read.rows) {
    if (row.key != key) continue;
    const Definition& d = program.definitions[static_cast<std::size_t>(row.table)];
    const rules::Provenance& basis =
        program.layers(d)[row.layer].versions[row.version].rows[row.row].provenance;
    answer.evidence.push_back(basis.evidence);
    answer.notes.push_back(basis.note);
  }
  if (outcome.state == State::unknown) {
    for (const FactRef& fact : evaluation.missing(outcome)) {
      answer.missing += program.definitions[static_cast<std::size_t>(fact.definition)].name + " ";
    }
  }
  return answer;
}

constexpr std::array kMonths = {1, 6, 12};

/// The figure itself, and that every table row behind it is graded as the figure is.
void check_figure(const Answer& answer, const Cell& cell) {
  CAPTURE(cell.year);
  CAPTURE(cell.item);
  CAPTURE(cell.band);
  CAPTURE(cell.lunch);
  CAPTURE(answer.missing);
  REQUIRE(answer.state == State::known);
  CHECK(to_string(answer.value) == to_string(Rational{cell.kronor * 100}));
  CHECK_FALSE(answer.evidence.empty());
  for (const char grade : answer.evidence) {
    CHECK(std::string(1, grade) == std::string(1, evidence_of(cell)));
  }
  // A figure derived for 2026 says whether anyone has printed it.
  if (cell.reliability != "derived-anchored") return;
  for (const std::string& note : answer.notes) {
    CHECK_FALSE(note.empty());
    CHECK((note.find("ingen tryckt bekräftelse") != std::string::npos) == cell.note.empty());
  }
}

const Band& band_named(const std::string& name) {
  for (const Band& band : kBands) {
    if (band.name == name) return band;
  }
  FAIL("no band " << name);
  return kBands[0];
}

Answer ask_child(const std::shared_ptr<const Program>& program, int year, int month, int age,
                 bool free_lunch) {
  Household house = household(program, 1, {age}, year);
  if (age < 7) {
    house.state("lunch", member_of(*program, "lunch", free_lunch ? "fri_fem_dagar" : "hemma"), 1);
  }
  return ask(house, year, month, "barnets_norm", 1, age);
}

/// Persons in a household with one adult and children of seven.
Household household_of(const std::shared_ptr<const Program>& program, int persons, int year) {
  return household(program, 1, std::vector<int>(static_cast<std::size_t>(persons - 1), 7), year);
}

std::shared_ptr<const Program> national() {
  static const Compiled kCompiled = tests::compile_clean({tests::read_pack("packs/se")});
  return kCompiled.program;
}

}  // namespace

TEST_CASE("every personal cost of a child is the figure, at both ends of its age band") {
  std::size_t tried = 0;
  for (const Cell& cell : read_cells()) {
    if (cell.item != "child_personal") continue;
    const Band& band = band_named(cell.band);
    for (const int month : kMonths) {
      for (const int age : {band.low, band.high}) {
        check_figure(ask_child(national(), cell.year, month, age, cell.lunch == "excl_5d_week"),
                     cell);
      }
    }
    ++tried;
  }
  CHECK(tried == 287);
}

TEST_CASE("every personal cost of adults is the figure") {
  std::size_t tried = 0;
  for (const Cell& cell : read_cells()) {
    const bool single = cell.item == "adult_personal_single";
    if (!single && cell.item != "adult_personal_cohabiting_pair") continue;
    for (const int month : kMonths) {
      check_figure(ask(household(national(), single ? 1 : 2, {}, cell.year), cell.year, month,
                       "vuxnas_norm", 0, single ? 1 : 2),
                   cell);
    }
    ++tried;
  }
  CHECK(tried == 58);
}

TEST_CASE("every common cost of a household is the figure") {
  std::size_t tried = 0;
  for (const Cell& cell : read_cells()) {
    if (cell.item != "household_common") continue;
    for (const int month : kMonths) {
      check_figure(ask(household_of(national(), whole_number(cell.band), cell.year), cell.year,
                       month, "gemensamma_kostnader", 0, whole_number(cell.band)),
                   cell);
    }
    ++tried;
  }
  CHECK(tried == 203);
}

TEST_CASE("each person beyond seven adds the figure, as a rule of the ordinance") {
  std::size_t tried = 0;
  for (const Cell& cell : read_cells()) {
    if (cell.item != "household_common_per_extra_person") continue;
    CAPTURE(cell.year);
    for (const int month : kMonths) {
      const auto common = [&](int persons) {
        const Answer answer = ask(household_of(national(), persons, cell.year), cell.year, month,
                                  "gemensamma_kostnader");
        REQUIRE(answer.state == State::known);
        return answer.value;
      };
      const Rational extra{cell.kronor * 100};
      CHECK(to_string(common(8) - common(7)) == to_string(extra));
      CHECK(to_string(common(10) - common(8)) == to_string(extra + extra));
    }
    ++tried;
  }
  CHECK(tried == 29);
}

TEST_CASE("the rule for persons beyond seven is graded as read only where it was read") {
  // 12 kap. 3 § of the 2025 ordinance has been read; its predecessors are known through it.
  const Program& program = *national();
  const std::int32_t rule = program.find("tillägg_per_extra_person");
  REQUIRE(rule >= 0);
  const Definition& definition = program.definitions[static_cast<std::size_t>(rule)];
  for (const Version& version : program.layers(definition).front().versions) {
    const bool read = version.from >= *make_date(2025, 7, 1);
    CHECK(version.provenance.evidence == (read ? 'V' : 'B'));
  }
}

TEST_CASE("a cell that no source has gives no answer, never a neighbour's") {
  std::set<std::tuple<int, std::string, std::string>> known;
  for (const Cell& cell : read_cells()) known.emplace(cell.year, cell.band, cell.lunch);
  std::size_t absent = 0;
  for (int year = 1998; year <= 2026; ++year) {
    for (const Band& band : kBands) {
      for (const bool free_lunch : {false, true}) {
        if (free_lunch && band.low >= 7) continue;
        if (known.contains({year, band.name, free_lunch ? "excl_5d_week" : "incl"})) continue;
        CAPTURE(year);
        CAPTURE(band.name);
        CAPTURE(free_lunch);
        for (const int month : kMonths) {
          CHECK(ask_child(national(), year, month, band.low, free_lunch).state == State::no_rule);
          CHECK(ask_child(national(), year, month, band.high, free_lunch).state == State::no_rule);
        }
        ++absent;
      }
    }
  }
  // 4–6 in 1998; 19–20 before 2009; free lunch 1998–1999 and 2002–2012 but three of 2007.
  CHECK(absent == 1 + 11 + 13 * 4 - 3);
}

TEST_CASE("before 1998 and from 2027 there is no riksnorm") {
  for (const auto& [year, month] : {std::pair{1997, 12}, {2027, 1}, {2027, 12}}) {
    CAPTURE(year);
    CHECK(ask(household(national(), 1, {}, year), year, month, "riksnorm").state == State::no_rule);
    CHECK(ask_child(national(), year, month, 7, false).state == State::no_rule);
    CHECK(ask(household(national(), 2, {}, year), year, month, "gemensamma_kostnader").state ==
          State::no_rule);
  }
}

TEST_CASE("the published sums") {
  const auto riksnorm = [](const Household& house, int year) {
    const Answer answer = ask(house, year, 6, "riksnorm");
    CAPTURE(answer.missing);
    REQUIRE(answer.state == State::known);
    return to_string(answer.value);
  };
  CHECK(riksnorm(household(national(), 1, {}, 2026), 2026) == "522000");
  CHECK(riksnorm(household(national(), 2, {}, 2026), 2026) == "851000");
  CHECK(riksnorm(household(national(), 1, {}, 2023), 2023) == "462000");
  for (const auto& [year, sum] : {std::pair{2014, "329200"}, {2017, "332800"}}) {
    Household shared = household(national(), 1, {}, year);
    shared.state("delar_hushåll", 1);
    shared.state("antal_i_bostaden", 5);
    CHECK(riksnorm(shared, year) == sum);
  }
}

TEST_CASE("333 kronor of wage with jobbstimulans counts as 249.75") {
  const auto counted = [](int months_in_a_row) {
    Household house = household(national(), 1, {}, 2026);
    house.state("inkomst[nettolön]", 33300);
    house.state("bistånd_månader_i_rad", months_in_a_row);
    Fact& began = house.facts.at(house.program->find("jobbstimulans_från"));
    began.kind = Fact::Kind::not_applicable;
    const Answer answer = ask(house, 2026, 6, "inkomst_som_räknas[nettolön]");
    CAPTURE(answer.missing);
    REQUIRE(answer.state == State::known);
    return to_string(answer.value);
  };
  CHECK(counted(6) == "24975");
  CHECK(counted(5) == "33300");
}

TEST_CASE("a figure does not exist before the day it was registered") {
  const std::shared_ptr<const Program> program = national();
  const Household house = household(program, 1, {}, 2026);
  const Month asked = *make_month(2026, 6);
  const auto state = [&](Date known_at) {
    const Plan plan(program, {asked, known_at, first_day(asked)});
    Evaluation evaluation(plan, house.facts);
    return evaluation.get(program->find("riksnorm")).state;
  };
  CHECK(state(program->last_registered) == State::known);
  CHECK(state(*make_date(2026, 11, 21)) == State::no_rule);
}
