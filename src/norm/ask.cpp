#include "norm/ask.hpp"

#include <utility>

namespace utvag::norm {
namespace {

bool is_municipality(std::string_view code) {
  return code.empty() ||
         (code.size() == 4 && code.find_first_not_of("0123456789") == std::string_view::npos);
}

}  // namespace

std::unique_ptr<Told> ask(const Library& library, const Ask& asked, std::vector<Fault>& faults) {
  const auto refused = [&](Fault fault) {
    faults.push_back(std::move(fault));
    return nullptr;
  };
  const auto heading = read_heading(asked.household);
  if (!heading) return refused(heading.error());
  const std::string municipality =
      asked.municipality.value_or(heading.value().municipality.value_or(""));
  if (!is_municipality(municipality)) {
    return refused({"ask.municipality", "kommun", "Kommunkoden ska vara fyra siffror.",
                    "The municipality code is four digits."});
  }
  const std::optional<Month> month = asked.month ? asked.month : heading.value().month;
  if (!month) {
    return refused({"ask.month", "månad", "Ange vilken månad uträkningen gäller.",
                    "Say which month to calculate."});
  }
  const auto edition = library.edition(municipality);
  if (!edition) return refused(edition.error());
  auto told = std::make_unique<Told>();
  told->edition = edition.value();
  told->household = read_household(*told->edition->program, asked.household, faults);
  if (!told->household) return nullptr;
  const Date known_at = asked.known_at.value_or(asked.today);
  const std::optional<Date> decided =
      asked.decision_date ? asked.decision_date : heading.value().decision_date;
  told->plan = std::make_unique<rules::Plan>(
      told->edition->program, rules::Question{*month, known_at, decided.value_or(known_at)});
  const Facts& facts = told->household->facts;
  faults = check_judgements(*told->plan, facts);
  if (!faults.empty()) return nullptr;
  Request request;
  request.municipality = municipality;
  request.household = canonical_household(*told->edition->program, facts);
  told->calculation.emplace(
      calculate(*told->plan, facts, *told->edition->sheet, std::move(request)));
  return told;
}

}  // namespace utvag::norm
