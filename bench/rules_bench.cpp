// Measures the rules: packs loaded cold, and one household calculated, without and with its trace
// rendered. One line a measurement: the median and the spread of many runs. See
// docs/performance.md.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "app/packs.hpp"
#include "norm/household.hpp"
#include "norm/norm.hpp"

namespace {

using namespace utvag;

constexpr const char* kFolder = UTVAG_SOURCE_DIR "/packs";

std::size_t kept_alive = 0;  // what is measured must be made: its size is printed at the end

/// The processor's time of this process, which other work on the machine disturbs least.
double microseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

/// Runs `work` `times` times, `inner` at a stretch, and prints the time of one.
template <typename Work>
void measure(const char* what, int times, int inner, Work work) {
  for (int i = 0; i < inner; ++i) work();
  std::vector<double> taken;
  for (int run = 0; run < times; ++run) {
    const double began = microseconds();
    for (int i = 0; i < inner; ++i) work();
    taken.push_back((microseconds() - began) / inner);
  }
  std::sort(taken.begin(), taken.end());
  const auto at = [&](std::size_t percent) { return taken[(taken.size() - 1) * percent / 100]; };
  std::printf("%-52s %12.1f %12.1f %12.1f\n", what, at(50), at(0), at(90));
}

std::vector<rules::PackSource> read_packs(const std::string& municipality) {
  auto all = app::read_packs(kFolder);
  if (!all) {
    std::fprintf(stderr, "%s\n", all.error().en.c_str());
    std::exit(1);
  }
  return app::choose_packs(all.value(), municipality);
}

std::shared_ptr<const rules::Program> load(const std::string& municipality) {
  const rules::Compiled compiled = rules::compile(read_packs(municipality));
  if (!compiled.program) {
    std::fprintf(stderr, "the packs do not check\n");
    std::exit(1);
  }
  return compiled.program;
}

std::string read_example(const char* name) {
  std::ifstream stream(std::string(UTVAG_SOURCE_DIR "/examples/") + name, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// A pack set that is loaded cold: read from disk (in the page cache), parsed, checked.
void loading() {
  measure("load cold: national", 41, 1, [] { kept_alive += load("")->nodes.size(); });
  measure("load cold: national, one municipality (1280)", 41, 1,
          [] { kept_alive += load("1280")->nodes.size(); });
  measure("load cold: every shipped set (national, 3 + 1 over)", 21, 1, [] {
    for (const char* code : {"", "1280", "0821", "0884", "2583"}) {
      kept_alive += load(code)->nodes.size();
    }
  });
}

/// One household, from its facts to the answer; then with the whole explained answer written.
void calculating(const char* example) {
  const auto packs = read_packs("");
  const auto program = load("");
  const std::string json = read_example(example);
  std::vector<norm::Fault> faults;
  const auto household = norm::read_household(*program, json, faults);
  if (!household || !household->month) {
    std::fprintf(stderr, "%s cannot be read\n", example);
    std::exit(1);
  }
  const auto presentation = norm::Presentation::make(program, packs, text::Language::sv);
  if (!presentation) std::exit(1);
  const Month month = *household->month;
  const rules::Question question{month, program->last_registered, first_day(month)};
  const rules::Plan plan(program, question);
  const norm::Sheet sheet(*program);
  const std::int32_t outcome = program->find("bistånd");
  std::printf("%s\n", example);
  measure("  plan of a month (once for all its households)", 41, 20,
          [&] { kept_alive += rules::Plan(program, question).places(1); });
  measure("  household file read", 41, 20, [&] {
    kept_alive += norm::read_household(*program, json, faults)->facts.persons().size();
  });
  measure("  calculated, no trace", 101, 200, [&] {
    rules::Evaluation evaluation(plan, household->facts);
    kept_alive += static_cast<std::size_t>(evaluation.get(outcome).value.numerator);
  });
  const auto whole = [&](norm::Format format) {
    const auto made = norm::calculate(plan, household->facts, sheet, {});
    kept_alive += norm::render(made, presentation.value(), format).size();
  };
  measure("  calculated, worksheet and trace, not rendered", 101, 50,
          [&] { kept_alive += norm::calculate(plan, household->facts, sheet, {}).rows.size(); });
  measure("  calculated, trace rendered as text", 101, 50, [&] { whole(norm::Format::text); });
  measure("  calculated, trace rendered as JSON", 101, 50, [&] { whole(norm::Format::json); });
}

}  // namespace

int main() {
  std::printf("%-52s %12s %12s %12s\n", "microseconds", "median", "least", "90 %");
  loading();
  calculating("01-ensamstaende.json");
  calculating("02-familj-jobbstimulans.json");
  calculating("03-par-fyra-barn.json");
  std::printf("(%zu)\n", kept_alive);
  return 0;
}
