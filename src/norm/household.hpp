#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "rules/graph/evaluation.hpp"

/// Household facts as people and systems write them: JSON in, Facts out
/// (docs/formats/household.md). What may be stated is read from the packs' `indata`, so the format
/// follows the packs by itself.
namespace utvag::norm {

using rules::Facts;
using rules::Plan;
using rules::Program;

/// One fault in a household file: `where` is the path ("personer[0].inkomst.nettolön") or line and
/// column. All faults are found in one reading. A fault never repeats what was typed where that
/// could be personal data: ids, dates of birth and free text are left out.
using Fault = Error;

/// A household file, read and checked against a program.
struct Household {
  Facts facts;
  std::optional<std::string> municipality;
  std::optional<Month> month;
  std::optional<Date> decision_date;
};

/// What stands in the file beside the facts: read before the packs are chosen, since the
/// municipality decides which overlays apply. Faults in the rest are not looked for.
struct Heading {
  std::optional<std::string> municipality;
  std::optional<Month> month;
  std::optional<Date> decision_date;
};

/// Limits beyond which a file is refused.
inline constexpr std::size_t kMaxPersons = 100;
inline constexpr std::size_t kMaxRowsPerInput = 1000;
inline constexpr std::size_t kMaxFaults = 100;

Result<Heading> read_heading(std::string_view json);

/// Reads the facts. On any fault nothing is returned and `faults` lists every one found (at most
/// kMaxFaults). Order of persons, of members and of rows in the file changes no result.
std::optional<Household> read_household(const Program& program, std::string_view json,
                                        std::vector<Fault>& faults);

/// Faults that show only when the rules are run: a judgement set against the direction the law
/// allows (SoL 12 kap. 7 § tredje stycket: a higher norm shall, a lower may).
std::vector<Fault> check_judgements(const Plan& plan, const Facts& facts);
/// Dates of birth that cannot be meant: later than both the month and the day known at, or someone
/// in an adult's role below 16 years in the month. A child's role has no highest age: a grown child
/// at home is lawful, and the answer tells who is not counted. Persons are told by their place in
/// the facts.
std::vector<Fault> check_births(const Plan& plan, const Facts& facts);

/// The same facts in one canonical form of the same format: persons by role, date of birth and id,
/// members by name, rows merged, money with two decimals. Reading it gives equal facts, and equal
/// facts give equal bytes.
std::string canonical_household(const Program& program, const Facts& facts);

/// JSON Schema (2020-12) of the household format for this program, with the inputs' questions and
/// reasons as descriptions.
std::string household_schema(const Program& program);

}  // namespace utvag::norm
