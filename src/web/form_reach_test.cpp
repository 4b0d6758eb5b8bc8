#include "web/form_reach.hpp"

#include <doctest/doctest.h>

#include <string>

#include "norm/library.hpp"
#include "norm/shipped_packs_fixture.hpp"

using namespace utvag;

TEST_CASE("the form asks of each role what the rules read of it") {
  const norm::Library library(norm::fixture::shipped_packs());
  const auto edition = library.edition("").value();
  const rules::Program& program = *edition->program;
  const web::FormReach reach(program, *parse_month("2026-11"), "bistånd");
  std::int32_t adult = -1;
  std::int32_t child = -1;
  for (std::size_t role = 0; role < program.roles.size(); ++role) {
    if (program.roles[role].name == "vuxen") adult = static_cast<std::int32_t>(role);
    if (program.roles[role].name == "barn") child = static_cast<std::int32_t>(role);
  }
  const auto reads = [&](std::int32_t role, const char* name) {
    REQUIRE(program.find(name) >= 0);
    return reach.reads(role, program.find(name));
  };
  CHECK(reads(adult, "inkomst"));
  CHECK(reads(child, "inkomst"));
  for (const char* of_children : {"född", "lunch", "går_i_skolan", "dagar_i_hushållet"}) {
    CAPTURE(std::string(of_children));
    CHECK_FALSE(reads(adult, of_children));
    CHECK(reads(child, of_children));
  }
  for (const char* of_adults : {"jobbstimulans_från", "omfattas_av_lma"}) {
    CAPTURE(std::string(of_adults));
    CHECK(reads(adult, of_adults));
    CHECK_FALSE(reads(child, of_adults));
  }
  // These belong to other outcomes than the amount.
  CHECK_FALSE(reads(adult, "läkarintyg_lämnat"));
  CHECK_FALSE(reads(child, "läkarintyg_lämnat"));
  CHECK(reads(-1, "sökt_kostnad"));
}
