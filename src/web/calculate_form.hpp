#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "html/components.hpp"
#include "net/form.hpp"
#include "norm/library.hpp"

/// The form for a household, made from what the packs declare as `indata`: a pack that asks for
/// more has more fields, without a change here. A field's name is its path in the household file,
/// so that a fault finds its field. Inside src/web only.
namespace utvag::web {

inline constexpr std::size_t kMostFormPersons = 20;
inline constexpr std::size_t kMostFormRows = 40;

/// What was typed, by field name; and how many persons and rows there are.
class HouseholdForm {
 public:
  /// An empty one, for one adult.
  HouseholdForm(const norm::Edition& edition, Month month, std::string_view municipality);
  /// What a browser sent.
  HouseholdForm(const norm::Edition& edition, const net::Form& sent);

  /// Carries out a button that changes the form ("vuxen", "barn", "bort:1",
  /// "rad:personer[0].inkomst"), and says where to go on ("#…"); empty when the button asks for the
  /// calculation.
  std::string change(std::string_view button);

  /// The household file that the form says. Faults that it could not even write are added.
  std::string json(std::vector<html::FieldFault>& faults) const;
  /// The field that a fault's path is about; empty when it is none of the form's.
  std::string field_of(std::string_view path) const;

  /// The fields, `wanted` ones (what the answer lacks) among the first.
  void write(html::Writer& out, const std::vector<html::FieldFault>& faults,
             const std::vector<rules::FactRef>& wanted) const;

  std::string_view value(std::string_view name) const { return values_.value(name); }

 private:
  struct Scope;
  std::size_t persons() const;
  std::string role(std::size_t person) const;
  std::size_t rows(const std::string& list) const;
  void set(const std::string& name, std::string value);
  void remove_person(std::size_t person);
  std::vector<std::int32_t> inputs(bool for_person) const;
  std::vector<std::int32_t> judgements(bool for_person) const;
  const rules::Definition& definition(std::int32_t index) const;

  void write_scope_json(class FormJson& json, const std::string& prefix, bool for_person) const;
  void write_scope(html::Writer& out, const std::string& prefix, bool for_person,
                   const std::vector<html::FieldFault>& faults,
                   const std::vector<std::int32_t>& wanted) const;
  void write_input(html::Writer& out, const std::string& prefix, std::int32_t index,
                   const std::vector<html::FieldFault>& faults) const;
  void write_list(html::Writer& out, const std::string& id, std::int32_t index,
                  const std::vector<html::FieldFault>& faults) const;
  void write_judgements(html::Writer& out, const std::string& prefix, bool for_person,
                        const std::vector<html::FieldFault>& faults) const;

  const norm::Edition& edition_;
  net::Form values_;
};

}  // namespace utvag::web
