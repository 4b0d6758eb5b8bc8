#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "demo/random.hpp"

namespace utvag::demo {

/// Skatteverket's published test numbers, one a line after a heading (demo/README.md); compiled in.
extern const std::string_view kPersonalNumbers;
extern const std::string_view kCoordinationNumbers;

/// Somebody made up.
struct Someone {
  std::string number;  ///< test number; empty: a reserve number is to be given
  std::string given_name, family_name, language;
  Date born;
  bool interpreter = false;
};

/// Hands out test numbers, each once, and names that go with them.
class Register {
 public:
  explicit Register(Random& random);

  /// Somebody born in one of the years; the nearest year with a number left when there is none.
  /// Families share name and language: `like` gives them, or null.
  Someone adult(int first_year, int last_year, const Someone* like);
  /// Born at least ten months from each of `siblings`.
  Someone child(int first_year, int last_year, const Someone& parent,
                const std::vector<Someone>& siblings);

 private:
  std::string take(std::map<int, std::vector<std::string>>& numbers, int first_year, int last_year,
                   const std::vector<Someone>& apart);
  Someone named(const std::string& number, const Someone* like);

  Random& random_;
  std::map<int, std::vector<std::string>> personal_, coordination_;  ///< by year of birth
};

/// Who works somewhere: made-up names in a fixed order, the first 576 of them different.
std::string staff_name(std::size_t index);

}  // namespace utvag::demo
