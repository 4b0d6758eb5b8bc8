#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "norm/presentation.hpp"
#include "rules/explain/explain.hpp"
#include "rules/graph/evaluation.hpp"
#include "text/text.hpp"

/// A household's month calculated from rule packs: the worksheet with every amount's rule, version
/// and citation, and its renderings. Screening and casework use the same face.
namespace utvag::norm {

inline constexpr std::string_view kEngineVersion = "0.1.0";
inline constexpr std::string_view kCalculationFormat = "utvag/berakning/1";

/// What is asked beside the plan's Question; goes into the result so that it can be replayed.
struct Request {
  std::string municipality;           ///< code, or empty: national law only
  std::string principal = "bistånd";  ///< the outcome that is the answer
  std::string household = "null";     ///< canonical JSON of the facts, embedded as it is
  std::string engine = std::string(kEngineVersion);  ///< replay: the stored result's
};

enum class Answer : std::uint8_t { answered, facts_missing, no_rule, failed };
/// Exit code of `utvag calc`: answered 0, facts missing 3, no rule 4, failed (numbers too large) 2.
int exit_code(Answer answer);

/// A row of the worksheet.
struct SheetRow {
  rules::FactRef ref;
  std::string_view section;  ///< `blad`
  /// Stands for every member of its family, for the person: several of them are unknown.
  bool family = false;
};

/// One answer. It refers to the plan and the facts given, which must outlive it.
struct Calculation {
  const rules::Plan* plan = nullptr;
  const rules::Facts* facts = nullptr;
  Request request;
  Answer answer = Answer::failed;
  std::int32_t principal = -1;  ///< definition; -1 when the packs have no such outcome
  std::int32_t born = -1;       ///< the input `född`; -1 when the packs have none
  std::unique_ptr<rules::Evaluation> evaluation;
  std::unique_ptr<rules::Tracer> tracer;
  std::vector<std::size_t> person_order;  ///< canonical: role, birth date, id
  std::vector<SheetRow> rows;             ///< in the order to show, sections together
  std::vector<std::int32_t> not_counted;  ///< persons that do not belong to the household
  std::vector<rules::FactRef> missing;    ///< facts_missing: exactly those that matter
  std::int32_t culprit = -1;              ///< no_rule, failed: the definition
  std::vector<rules::FactRef> open;       ///< judgements nobody filled, at their default
  std::vector<rules::FactRef> filled;     ///< judgements and guidelines a person filled
  std::vector<rules::FactRef> assumed;    ///< inputs not stated, taken as their `antas`
  std::vector<rules::FactRef>
      not_covered;                 ///< inputs over time with nothing for the month: nothing
  std::vector<rules::Read> noted;  ///< rules and rows with a note: stale, bounded, weak …
  std::vector<std::int32_t> not_expressed;  ///< parts of the law not encoded that touch the answer
  std::vector<std::int32_t> examples;       ///< packs with invented figures

  const rules::Program& program() const { return plan->program(); }
  /// The principal outcome's value (öre for kronor) when answered.
  Rational value() const;
  /// False when no guideline of the municipality that was asked for is among the packs.
  bool municipal_rules() const;
};

/// What of a program stands on the worksheet, in its order: made once for many calculations.
struct Sheet {
  explicit Sheet(const rules::Program& program);
  std::vector<std::int32_t> rows;           ///< definitions with a `blad`
  std::vector<std::int32_t> not_expressed;  ///< by name
  /// Definitions by the names that a calculation needs of its own; -1 when the packs have none.
  std::int32_t born = -1, belongs = -1, assistance = -1;
};

/// Calculates. Facts may be incomplete: that is an answer too. Order of persons does not matter.
/// `sheet` is the plan's program's.
Calculation calculate(const rules::Plan& plan, const rules::Facts& facts, const Sheet& sheet,
                      Request request);
Calculation calculate(const rules::Plan& plan, const rules::Facts& facts, Request request);

enum class Format : std::uint8_t { text, markdown, json };
std::optional<Format> parse_format(std::string_view name);  ///< "text", "md", "json"

/// The whole answer. JSON is documented in docs/formats/calculation.md. Ends with a line end.
std::string render(const Calculation& calculation, const Presentation& presentation, Format format);

/// The tree under one rule ("riksnorm"; "a.ålder" for one person, "ålder" for every person).
/// Error "rule.unknown".
Result<std::string> explain_rule(const Calculation& calculation, const Presentation& presentation,
                                 std::string_view rule, Format format);
/// Why a rule gives nothing, and what would change it. Error "rule.unknown".
Result<std::string> why_not(const Calculation& calculation, const Presentation& presentation,
                            std::string_view rule, Format format);
/// How two answers differ and why: two months, municipalities or versions of the packs.
std::string compare(const Calculation& before, const Presentation& presentation_before,
                    const Calculation& after, const Presentation& presentation_after,
                    Format format);

}  // namespace utvag::norm
