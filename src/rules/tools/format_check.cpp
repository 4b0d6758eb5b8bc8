#include "rules/tools/format_check.hpp"

#include <algorithm>
#include <utility>

namespace utvag::rules::tools {
namespace {

std::int32_t first_difference(const std::string& a, const std::string& b) {
  const auto [left, right] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (left == a.end() && right == b.end()) return 0;
  return 1 + static_cast<std::int32_t>(std::count(a.begin(), left, '\n'));
}

}  // namespace

FormatReport check_format(const std::vector<SourceFile>& files) {
  FormatReport report;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const SourceFile& file = files[i];
    if (!file.name.ends_with(".norm") && !file.name.ends_with(".prov")) continue;
    std::vector<Diagnostic> faults;
    const syntax::File parsed = parse(file, static_cast<std::int32_t>(i), faults);
    const bool broken = std::any_of(faults.begin(), faults.end(), [](const Diagnostic& fault) {
      return fault.severity == Severity::error;
    });
    if (broken) {
      report.faults.insert(report.faults.end(), faults.begin(), faults.end());
      continue;
    }
    FormatResult result;
    result.name = file.name;
    result.formatted = format(file, parsed);
    result.first_line = first_difference(file.text, result.formatted);
    result.same = result.first_line == 0;
    report.files.push_back(std::move(result));
  }
  return report;
}

}  // namespace utvag::rules::tools
