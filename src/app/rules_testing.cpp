#include <algorithm>

#include "app/rules.hpp"
#include "base/decimal.hpp"
#include "rules/tools/cover.hpp"
#include "rules/tools/mutate.hpp"
#include "rules/tools/testing.hpp"

namespace utvag::app {
namespace {

using rules::tools::PackSets;
using rules::tools::place_text;
using rules::tools::TestSuite;

bool swedish(text::Language language) {
  return language == text::Language::sv;
}

const std::string& in_words(const rules::tools::Words& words, text::Language language) {
  return swedish(language) ? words.sv : words.en;
}

/// Faults in the packs or in their tests; true when there are none.
bool sound(const PackSets& sets, const TestSuite& suite, text::Language language, Io& io) {
  tell(io, sets.faults(), sets.files(), language);
  tell(io, suite.faults(), sets.files(), language);
  for (const rules::Compiled* refused : suite.refused())
    tell(io, refused->diagnostics, refused->files, language);
  return sets.faults().empty() && suite.faults().empty() && suite.refused().empty();
}

void tell_failure(const TestSuite& suite, const rules::tools::Failure& failure,
                  text::Language language, Io& io) {
  io.out += place_text(suite.packs().files(), failure.span) + ": " +
            suite.cases()[failure.test].name + "\n";
  io.out += "  " + failure.target + (swedish(language) ? " väntat " : " expected ") +
            in_words(failure.expected, language) + (swedish(language) ? ", blev " : ", got ") +
            in_words(failure.got, language) + "\n";
  for (const std::string& line : failure.trace) io.out += "    " + line + "\n";
}

std::string hundredths(std::size_t part, std::size_t whole) {
  const std::size_t share = whole == 0 ? 10000 : part * 10000 / whole;
  const std::string decimals = std::to_string(share % 100);
  return std::to_string(share / 100) + "," + (decimals.size() < 2 ? "0" : "") + decimals + " %";
}

}  // namespace

int rules_test(const Arguments& arguments, text::Language language, Io& io) {
  auto sets = load_pack_sets(arguments, language, io);
  if (!sets) return kOther;
  const auto chosen = named_packs(arguments, *sets, language, io);
  if (!chosen) return kBadInput;
  const TestSuite suite(*sets);
  const bool whole = sound(*sets, suite, language, io);
  std::size_t passed = 0;
  std::size_t failed = 0;
  for (const std::size_t pack : *chosen) {
    const rules::tools::TestReport report = run_tests(suite, pack);
    for (const rules::tools::Failure& failure : report.failures)
      tell_failure(suite, failure, language, io);
    passed += report.cases - report.failed_cases.size();
    failed += report.failed_cases.size();
  }
  io.out += std::to_string(passed) + " passed, " + std::to_string(failed) + " failed\n";
  if (!whole) return kBadPack;
  return failed == 0 && passed > 0 ? kAnswered : kOther;
}

int rules_cover(const Arguments& arguments, text::Language language, Io& io) {
  auto sets = load_pack_sets(arguments, language, io);
  if (!sets) return kOther;
  const auto chosen = named_packs(arguments, *sets, language, io);
  if (!chosen) return kBadInput;
  const TestSuite suite(*sets);
  if (!sound(*sets, suite, language, io)) return kBadPack;
  bool whole = true;
  for (const std::size_t pack : *chosen) {
    const rules::tools::CoverReport report = rules::tools::cover(suite, pack);
    for (const rules::tools::CoverPoint& point : report.missing) {
      io.out += place_text(report.files, point.span) + ": " + point.rule + ": " +
                in_words(point.what, language) + "\n";
      if (!point.proposal.empty()) io.out += "    " + point.proposal + "\n";
    }
    io.out += sets->packs()[pack].name + ": " + hundredths(report.covered, report.asked) + " (" +
              std::to_string(report.covered) + "/" + std::to_string(report.asked) + ")";
    if (report.failing > 0) io.out += ", failing cases left out: " + std::to_string(report.failing);
    io.out += "\n";
    whole = whole && report.found && report.failing == 0 && report.covered == report.asked;
  }
  return whole ? kAnswered : kOther;
}

namespace {

void tell_survivor(const rules::tools::MutateReport& report, const rules::tools::Survivor& survivor,
                   text::Language language, Io& io) {
  io.out +=
      place_text(report.files, survivor.span) + ": " + survivor.rule + " \"" + survivor.id + "\"\n";
  io.out += "    " + survivor.before + "  →  " + survivor.after + "\n";
  if (!survivor.reached)
    io.out += swedish(language) ? "    inget test når dit\n" : "    no test reaches it\n";
  if (survivor.argued) io.out += "    " + survivor.argument + "\n";
}

void tell_totals(const char* kind, const rules::tools::MutateTotals& totals, Io& io) {
  io.out += std::string("  ") + kind + ": " + std::to_string(totals.made) + " made, " +
            std::to_string(totals.killed) + " killed, " + std::to_string(totals.argued) +
            " argued, " + std::to_string(totals.survived) + " survived, " +
            std::to_string(totals.proved) + " proved equal, " + std::to_string(totals.left_out) +
            " left out\n";
}

/// Whether the pack stands: no structure mutant survives unargued, and no claim is stale.
bool stands(const rules::tools::MutateReport& report) {
  return report.found && report.failing == 0 && report.stale.empty() &&
         report.totals[static_cast<std::size_t>(rules::tools::MutantClass::structure)].survived ==
             0;
}

}  // namespace

int rules_mutate(const Arguments& arguments, text::Language language, Io& io) {
  auto sets = load_pack_sets(arguments, language, io);
  if (!sets) return kOther;
  const auto chosen = named_packs(arguments, *sets, language, io);
  if (!chosen) return kBadInput;
  rules::tools::MutateOptions options;
  if (arguments.has("--values")) {
    const auto count = parse_decimal(arguments.value("--values"), 0);
    if (!count || count.value().numerator < 0) {
      tell(io, {"arguments.number", "--values", "Ange ett antal.", "Give a number."}, language);
      return kBadInput;
    }
    options.values = static_cast<std::size_t>(count.value().numerator);
  }
  const TestSuite suite(*sets);
  if (!sound(*sets, suite, language, io)) return kBadPack;
  bool whole = true;
  for (const std::size_t pack : *chosen) {
    const rules::tools::MutateReport report = rules::tools::mutate(suite, pack, options);
    for (const rules::tools::Survivor& survivor : report.survivors)
      if (!survivor.argued || arguments.has("--verbose"))
        tell_survivor(report, survivor, language, io);
    for (const rules::tools::StaleClaim& claim : report.stale) {
      io.out += place_text(report.files, claim.span) + ": " + claim.rule + " \"" + claim.id +
                "\" " +
                (swedish(language) ? "likvärdig-påståendet gäller ingen överlevande mutant\n"
                                   : "the claim of equivalence fits no surviving mutant\n");
    }
    io.out += sets->packs()[pack].name + "\n";
    tell_totals("structure", report.totals[0], io);
    tell_totals("boundary", report.totals[1], io);
    tell_totals("value", report.totals[2], io);
    whole = whole && stands(report);
  }
  return whole ? kAnswered : kOther;
}

}  // namespace utvag::app
