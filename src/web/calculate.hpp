#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "norm/ask.hpp"
#include "web/calculate_form.hpp"
#include "web/context.hpp"

/// The calculation page, by itself and in a case. Inside src/web only.
namespace utvag::web {

/// What a form gave: an answer with its document (utvag/berakning/1), or faults.
struct Reckoned {
  std::vector<html::FieldFault> faults;
  std::unique_ptr<norm::Told> told;
  std::string document;
};
Reckoned reckon(const Context& context, const HouseholdForm& form, std::string_view municipality);

/// Where the form stands.
struct CalculationPlace {
  std::string path = "/berakning";
  std::string title;
  std::string_view active = "/berakning";
  bool chooses_municipality = true;
  int status = 0;                                 ///< 0: by the form's faults
  std::function<void(html::Writer&)> above = {};  ///< before the heading
  std::function<void(html::Writer&)> intro = {};  ///< after it, above the answer
  /// What may be done with an answer, inside the form.
  std::function<void(html::Writer&, const Reckoned&)> actions = {};
};
net::Response show_calculation(const Context& context, const CalculationPlace& place,
                               const HouseholdForm& form, const Reckoned& reckoned);

/// "Kalix (2514)", or the code alone where the name is not known.
std::string municipality_words(const Context& context, const std::string& code);
/// The national rules alone, every municipality with rules of its own, and the asker's own.
std::vector<html::Option> municipality_options(const Context& context);

}  // namespace utvag::web
