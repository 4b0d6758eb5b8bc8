#include "lab/synthesis.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "lab/columns.hpp"

using namespace utvag;
using namespace utvag::lab;

namespace {

std::string text_of(const std::string& name) {
  std::ifstream in(std::string(UTVAG_SOURCE_DIR) + "/data/lab/" + name);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

Assumptions shipped() {
  auto read = read_assumptions(text_of("antaganden.json"));
  REQUIRE_MESSAGE(read.ok(), read.error().en << " " << read.error().where);
  return read.value();
}

std::vector<Margin> margins() {
  auto read = read_margins(text_of("hushåll-med-bistånd.csv"));
  REQUIRE(read.ok());
  return read.value();
}

struct Tally {
  double adults = 0, children = 0, households = 0, recipients = 0, unemployed = 0, without = 0;
  double aged_18_24 = 0, aged_18_29 = 0, long_term = 0;
  std::map<std::int64_t, std::int64_t> municipalities;
};

Tally tally_of(const Population& made) {
  Tally tally;
  for (const Part& part : made.parts) {
    for (std::size_t row = 0; row < part.rows; ++row) {
      const auto at = [&](const char* name, int person) {
        return find_column(part, name, person)->column.at(row);
      };
      tally.households += 1;
      tally.adults += part.adults;
      tally.children += part.children;
      tally.recipients += static_cast<double>(at("har_bistånd", kHousehold));
      ++tally.municipalities[at("kommun", kHousehold)];
      for (int i = 0; i < part.adults; ++i) {
        const std::int64_t months = 12 * (2026 - 1900) - at("född", i);
        tally.aged_18_24 += months / 12 < 25 ? 1 : 0;
        tally.aged_18_29 += months / 12 < 30 ? 1 : 0;
        tally.unemployed += static_cast<double>(at("arbetslös", i));
        tally.without += static_cast<double>(at("arbetslös_utan_ersättning", i));
        if (at("har_bistånd", kHousehold) == 1) {
          tally.long_term += at("bistånd_månader_i_rad", i) >= 10 ? 1 : 0;
        }
      }
    }
  }
  return tally;
}

}  // namespace

TEST_CASE("the published margins come back") {
  const Assumptions a = shipped();
  Wanted wanted;
  wanted.households = 20'000;
  const auto made = make_population(margins(), a, wanted);
  REQUIRE(made.ok());
  CHECK(made.value().about.synthetic);
  const Tally tally = tally_of(made.value());
  CHECK(tally.households == 20'000);
  CHECK(tally.adults / tally.households == doctest::Approx(1.224).epsilon(0.001));
  CHECK(tally.children / tally.households == doctest::Approx(0.637).epsilon(0.003));
  CHECK(tally.recipients == 12'500);  // 100 of 160
  // Counted up to reality: as many with assistance as published for 2024.
  const About& about = made.value().about;
  CHECK(about.weight_households == 145'456);
  CHECK(static_cast<double>(about.weight_rows) == tally.recipients);
  bool paid = false;
  for (const Premise& each : about.premises) {
    paid = paid || (each.name == "utbetalt_bistånd" && each.value == "10915807 tkr 2024");
  }
  CHECK(paid);  // to be compared with, and told
  // Drawn, so within what chance allows: four standard deviations of 24 480 adults.
  CHECK(tally.aged_18_24 / tally.adults == doctest::Approx(0.22).epsilon(0.011 / 0.22));
  CHECK(tally.aged_18_29 / tally.adults == doctest::Approx(0.37).epsilon(0.013 / 0.37));
  CHECK(tally.unemployed / tally.adults == doctest::Approx(0.51).epsilon(0.013 / 0.51));
  CHECK(tally.without / tally.unemployed == doctest::Approx(0.25).epsilon(0.016 / 0.25));
  CHECK(tally.long_term / (tally.adults * 0.625) == doctest::Approx(0.48).epsilon(0.017 / 0.48));
  // Each municipality has its published share of the country's households: Luleå 1 184 in 2021.
  CHECK(std::abs(static_cast<double>(tally.municipalities.at(2580)) - 1184.0 / 145'456 * 20'000) <
        1);
  CHECK(tally.municipalities.at(0) > 15'000);
}

TEST_CASE("a municipality, and the same seed gives the same file") {
  const Assumptions a = shipped();
  Wanted wanted;
  wanted.municipality = "2583";
  wanted.households = 500;
  const auto written = [&] {
    const auto made = make_population(margins(), a, wanted);
    REQUIRE(made.ok());
    std::string file;
    REQUIRE(write_columns(made.value(), [&](std::string_view bytes) {
              file += bytes;
              return Result<bool>(true);
            }).ok());
    return file;
  };
  const std::string first = written();
  CHECK(written() == first);
  wanted.seed = 2;
  CHECK(written() != first);
  wanted.municipality = "1234";
  const auto none = make_population(margins(), a, wanted);
  REQUIRE(!none.ok());
  CHECK(none.error().code == "margins.none");
  CHECK(draw(1, 2, 3) != draw(1, 3, 2));
}

TEST_CASE("assumptions are read strictly and can be varied") {
  const std::string text = text_of("antaganden.json");
  const auto code = [](std::string changed) {
    const auto read = read_assumptions(changed);
    return read.ok() ? std::string() : read.error().code;
  };
  const auto with = [&](const std::string& what, const std::string& instead) {
    std::string changed = text;
    const std::size_t at = changed.find(what);
    REQUIRE(at != std::string::npos);
    return changed.replace(at, what.size(), instead);
  };
  CHECK(code(text).empty());
  CHECK(code(with("hyra_grund_lägst", "hyra_grund_minst")) == "assumptions.unknown");
  CHECK(code(with("\"värde\": 22", "\"värde\": 101")) == "assumptions.value");
  CHECK(code(with("\"värde\": 22", "\"värde\": 2.5")) == "assumptions.value");
  CHECK(code(with("\"värde\": 22", "\"värde\": 38")) == "assumptions.together");
  CHECK(code(with("andel_18_24_år", "andel_18_29_år")) == "assumptions.twice");
  CHECK(code(with("publicerat", "säkert")) == "assumptions.form");
  CHECK(code("{}") == "assumptions.form");
  Assumptions a = shipped();
  CHECK(vary(a, "hyra_grund_lägst", "4000").ok());
  CHECK(a.rent_low == 4000);
  CHECK(!vary(a, "hyra_grund_lägst", "9000").ok());
  CHECK(!vary(a, "hyra", "1").ok());
}
