// Any bytes as a household file over the compiled national pack: faults with a place and both
// languages, or facts that are written back and read again as the same bytes, and that calculate
// to an answer.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

#include "norm/household.hpp"
#include "norm/norm.hpp"
#include "support/pack_files.hpp"

namespace {

using namespace utvag;

void require(bool holds) {
  if (!holds) std::abort();
}

struct Nation {
  std::shared_ptr<const rules::Program> program =
      tests::compile_clean({tests::read_pack("packs/se")}).program;
  norm::Sheet sheet{*program};
  rules::Plan plan{program,
                   {*make_month(2026, 3), program->last_registered, *make_date(2026, 3, 1)}};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Nation nation;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<norm::Fault> faults;
  const auto household = norm::read_household(*nation.program, text, faults);
  (void)norm::read_heading(text);
  require(household.has_value() == faults.empty());
  require(faults.size() <= norm::kMaxFaults);
  for (const norm::Fault& fault : faults) require(!fault.sv.empty() && !fault.en.empty());
  if (!household) return 0;
  const std::string canonical = norm::canonical_household(*nation.program, household->facts);
  const auto again = norm::read_household(*nation.program, canonical, faults);
  require(again.has_value());
  require(norm::canonical_household(*nation.program, again->facts) == canonical);
  (void)norm::check_judgements(nation.plan, household->facts);
  const auto made = norm::calculate(nation.plan, household->facts, nation.sheet, {});
  require(norm::exit_code(made.answer) >= 0);
  return 0;
}
