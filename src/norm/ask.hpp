#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "norm/household.hpp"
#include "norm/library.hpp"

/// One question from outside, answered whole: a household as JSON, read, checked and calculated by
/// the packs of its municipality. Pages and the API ask here.
namespace utvag::norm {

struct Ask {
  std::string_view household;               ///< docs/formats/household.md
  std::optional<std::string> municipality;  ///< before what the household says
  std::optional<Month> month;
  std::optional<Date> decision_date, known_at;
  Date today;  ///< the day of registration that counts, and of decision, when none is said
};

/// An answer with everything that it refers to.
struct Told {
  std::shared_ptr<const Edition> edition;
  std::optional<Household> household;
  std::unique_ptr<rules::Plan> plan;
  std::optional<Calculation> calculation;
};

/// Nothing on any fault; `faults` then has every one found. Errors: those of read_heading(),
/// read_household() and check_judgements(), "ask.month" (none said), "ask.municipality" (not four
/// digits), "packs.fault".
std::unique_ptr<Told> ask(const Library& library, const Ask& asked, std::vector<Fault>& faults);

}  // namespace utvag::norm
