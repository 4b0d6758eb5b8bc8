#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.hpp"
#include "html/components.hpp"
#include "net/form.hpp"
#include "rules/graph/program.hpp"

/// Writes a household file from what stands in a form's fields. Inside src/web only.
namespace utvag::web {

class FormJson {
 public:
  FormJson(const rules::Program& program, const net::Form& values,
           std::vector<html::FieldFault>& faults)
      : program_(program), values_(values), faults_(faults) {}

  void begin(const std::string& month_id, std::string_view municipality);
  void begin_part(std::string_view name);
  void end_part();
  void begin_persons();
  void begin_person(std::string_view id, std::string_view role);
  /// A single input; nothing when the field is empty.
  void input(const std::string& id, const rules::Definition& definition);
  /// A list's rows; nothing when no row is filled and nobody has said that there is none.
  void list(const std::string& id, const rules::Definition& definition, std::size_t rows);
  void judgements(const std::string& id, const std::vector<std::int32_t>& choices,
                  std::size_t rows);
  std::string take();

 private:
  std::string_view typed(const std::string& id) const;
  void value(const std::string& id, const rules::Type& type, std::string_view words);
  /// A judgement that was made: of what, and the fields of its value and reason.
  struct Judged {
    const rules::Definition* of;
    std::string amount, reason;
  };
  void judgement(const Judged& each);
  void date(const std::string& id, std::string_view name);
  /// "november 2026" as "2026-11"; empty and a fault when it is no month.
  std::string month(const std::string& id);

  const rules::Program& program_;
  const net::Form& values_;
  std::vector<html::FieldFault>& faults_;
  JsonWriter json_;
  std::string month_;  ///< asked about
};

}  // namespace utvag::web
