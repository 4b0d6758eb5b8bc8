#pragma once
#include <cstdint>
#include <set>
#include <string_view>
#include <utility>

#include "base/date.hpp"
#include "rules/graph/program.hpp"

/// Which inputs a form has reason to ask of whom, read from the rules themselves. Inside src/web
/// only.
namespace utvag::web {

/// The inputs that an outcome may read, of persons of each role and of the household, by the
/// versions in force in a month. What the rules pass over for a role by its name alone is not
/// reached; ages and amounts are not followed, so that rather too much than too little is.
class FormReach {
 public:
  FormReach(const rules::Program& program, Month month, std::string_view outcome);

  /// `role` indexes Program::roles, or is -1 for the household. A family is asked by its first
  /// definition.
  bool reads(std::int32_t role, std::int32_t input) const {
    return reached_.contains({input, role});
  }

 private:
  enum class Truth : std::uint8_t { no, yes, open };
  void definition(std::int32_t index, std::int32_t role);
  void node(std::int32_t index, std::int32_t role);
  void of_persons(const rules::Node& node);
  void cases(const rules::Node& node, std::int32_t role);
  Truth truth(std::int32_t index, std::int32_t role) const;

  const rules::Program& program_;
  Month month_;
  std::set<std::pair<std::int32_t, std::int32_t>> reached_;  ///< definition, role
};

}  // namespace utvag::web
