#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "html/components.hpp"
#include "net/form.hpp"
#include "norm/library.hpp"
#include "web/form_reach.hpp"

/// The form for a household, made from what the packs declare as `indata`: a pack that asks for
/// more has more fields, without a change here. A field's name is its path in the household file,
/// so that a fault finds its field. Inside src/web only.
namespace utvag::web {

inline constexpr std::size_t kMostFormPersons = 20;
inline constexpr std::size_t kMostFormRows = 40;

/// A person whom the form begins with.
struct FormPerson {
  bool adult = true;
  std::string name = {};
  std::optional<Date> born = {};
  std::optional<int> days = {};  ///< in the household that month; nothing: all of them
};

/// "november 2026" or "2026-11" as a month; nothing when it is neither.
std::optional<Month> read_month(std::string_view words);

/// What was typed, by field name; and how many persons and rows there are.
class HouseholdForm {
 public:
  /// An empty one, for one adult.
  HouseholdForm(const norm::Edition& edition, Month month, std::string_view municipality);
  /// For these persons.
  HouseholdForm(const norm::Edition& edition, Month month, std::string_view municipality,
                const std::vector<FormPerson>& persons);
  /// What a browser sent.
  HouseholdForm(const norm::Edition& edition, const net::Form& sent);

  /// Takes over what a household file says of the household and of the persons who are here too,
  /// known by their roles and dates of birth. Roles, births and days stay as they are.
  void take(const Json& household);

  /// Carries out a button that changes the form ("roll:barn", "bort:1", "rad:personer[0].inkomst").
  /// The button itself leads to the place that it makes.
  void change(std::string_view button);

  /// The household file that the form says. Faults that it could not even write are added.
  std::string json(std::vector<html::FieldFault>& faults) const;
  /// Takes back what was typed in a field, or in its row of a list, as if it had not been: a month
  /// becomes `month`, a reason a dash. Whether there was anything to take back.
  bool forget(std::string_view field, Month month);
  /// The field that a fault's path is about; empty when it is none of the form's.
  std::string field_of(std::string_view path) const;

  /// The field of a fact of a calculation of this form.
  std::string field_of(rules::FactRef fact) const;

  /// The fields, `wanted` ones (what the answer lacks) among the first. `path` is the page's own:
  /// buttons that make a new field lead to it.
  void write(html::Writer& out, std::string_view path, const std::vector<html::FieldFault>& faults,
             const std::vector<rules::FactRef>& wanted) const;

  std::string_view value(std::string_view name) const { return values_.value(name); }
  Month month() const;
  /// What the answer's persons are called here, by their ids in it; only those with a name.
  std::map<std::string, std::string, std::less<>> names() const;

 private:
  /// What a part of the form is written with.
  struct Writing {
    html::Writer& out;
    std::string_view path;
    const std::vector<html::FieldFault>& faults;
    std::vector<std::int32_t> wanted;
    const FormReach& reach;
  };
  std::size_t persons() const;
  std::string role(std::size_t person) const;
  std::int32_t role_index(std::size_t person) const;
  std::string person_title(std::size_t person) const;
  std::size_t rows(const std::string& list) const;
  std::string row_of(std::string_view path, const std::string& list, bool judgement) const;
  void set(const std::string& name, std::string value);
  void set_date(const std::string& id, Date date);
  void remove_person(std::size_t person);
  std::vector<std::int32_t> inputs(bool for_person) const;
  std::vector<std::int32_t> judgements(bool for_person) const;
  const rules::Definition& definition(std::int32_t index) const;

  void write_scope_json(class FormJson& json, const std::string& prefix, bool for_person) const;
  void take_scope(const Json& object, const std::string& prefix, bool for_person);
  void take_input(const Json& value, const std::string& id, const rules::Definition& definition);
  void take_list(const Json& members, const std::string& id);
  void take_judgements(const Json& object, const std::string& id);
  void write_person(const Writing& to, std::size_t person) const;
  void write_scope(const Writing& to, const std::string& prefix, std::int32_t role) const;
  void write_input(const Writing& to, const std::string& prefix, std::int32_t index) const;
  void write_value(const Writing& to, html::TextField field, const rules::Definition& of) const;
  void write_list(const Writing& to, const std::string& id, std::int32_t index) const;
  void write_judgements(const Writing& to, const std::string& id, bool for_person) const;
  bool is_filled(const std::string& prefix, std::int32_t index) const;

  const norm::Edition& edition_;
  net::Form values_;
};

}  // namespace utvag::web
