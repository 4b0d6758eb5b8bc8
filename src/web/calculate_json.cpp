#include "web/calculate_json.hpp"

#include <algorithm>
#include <map>

#include "base/decimal.hpp"
#include "text/staff.hpp"
#include "web/calculate_form.hpp"

namespace utvag::web {
namespace {

namespace staff = text::staff;
using rules::Definition;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

/// "6 500 kr" as "6500": people write thousands apart, with blanks of several kinds.
std::string plain_number(std::string_view text) {
  std::string out(trimmed(text));
  for (const std::string_view each : {"\u00a0", "\u202f", "\u2009", " "}) {
    for (std::size_t at = out.find(each); at != out.npos; at = out.find(each, at)) {
      out.erase(at, each.size());
    }
  }
  if (out.ends_with("kr")) out.resize(out.size() - 2);
  constexpr std::string_view kMinus = "\u2212";
  if (out.starts_with(kMinus)) out.replace(0, kMinus.size(), "-");
  const std::size_t comma = out.find(',');
  if (comma != out.npos && out.find('.') == out.npos) out[comma] = '.';
  return out;
}

std::string padded(std::string_view digits, std::size_t width) {
  std::string out(digits);
  if (out.size() < width) out.insert(0, width - out.size(), '0');
  return out;
}

std::string row_field(const std::string& list, std::size_t row, std::string_view part) {
  return list + "#" + std::to_string(row) + "." + std::string(part);
}

}  // namespace

std::string_view FormJson::typed(const std::string& id) const {
  return trimmed(values_.value(id));
}

void FormJson::begin(const std::string& month_id, std::string_view municipality) {
  json_.begin_object().key("format").string("utvag/hushall/1");
  month_ = month(month_id);
  if (!month_.empty()) json_.key("månad").string(month_);
  if (!municipality.empty()) json_.key("kommun").string(municipality);
}

void FormJson::begin_part(std::string_view name) {
  json_.key(name).begin_object();
}

void FormJson::end_part() {
  json_.end_object();
}

void FormJson::begin_persons() {
  json_.key("personer").begin_array();
}

void FormJson::begin_person(std::string_view id, std::string_view role) {
  json_.begin_object().key("id").string(id);
  json_.key("roll").string(role);
}

void FormJson::input(const std::string& id, const Definition& definition) {
  if (definition.may_be_inapplicable && !typed(id + ".ej").empty()) {
    json_.key(definition.base_name).string("ej tillämplig");
    return;
  }
  if (definition.type.kind == rules::Kind::date) return date(id, definition.base_name);
  if (typed(id).empty()) return;
  json_.key(definition.base_name);
  value(id, definition.type, typed(id));
}

std::string FormJson::month(const std::string& id) {
  const auto found = read_month(typed(id));
  if (found) return to_string(*found);
  faults_.push_back({id, staff::fault_month()});
  return {};
}

void FormJson::value(const std::string& id, const rules::Type& type, std::string_view words) {
  if (type.kind == rules::Kind::boolean) {
    if (words != "ja" && words != "nej") faults_.push_back({id, staff::fault_yes_no()});
    json_.boolean(words == "ja");
  } else if (type.kind == rules::Kind::number) {
    json_.string(plain_number(words));
  } else if (type.kind == rules::Kind::month) {
    json_.string(month(id));
  } else {
    json_.string(words);
  }
}

void FormJson::date(const std::string& id, std::string_view name) {
  const std::string_view day = typed(id + ".dag");
  const std::string_view month = typed(id + ".månad");
  const std::string_view year = typed(id + ".år");
  if (day.empty() && month.empty() && year.empty()) return;
  const std::string iso = padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2);
  if (!parse_date(iso)) {
    faults_.push_back({id + ".dag", staff::fault_date()});
    return;
  }
  json_.key(name).string(iso);
}

void FormJson::list(const std::string& id, const Definition& definition, std::size_t rows) {
  // Several rows of one kind add up in the file's own way: as rows of a list, or not at all.
  std::map<std::string, std::vector<std::string>> found;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::string kind(typed(row_field(id, row, "slag")));
    const std::string amount = plain_number(values_.value(row_field(id, row, "belopp")));
    if (kind.empty() && amount.empty()) continue;
    if (kind.empty()) {
      faults_.push_back({row_field(id, row, "slag"), staff::fault_no_kind()});
      // Nothing can be made of the row, so that nobody else looks at its amount.
      if (definition.type.unit.kr == 1 && !parse_decimal(amount, 2).ok()) {
        faults_.push_back({row_field(id, row, "belopp"), staff::fault_amount()});
      }
    }
    if (amount.empty()) faults_.push_back({row_field(id, row, "belopp"), staff::fault_no_amount()});
    if (kind.empty() || amount.empty()) continue;
    if (!found[kind].empty() && !definition.spell) {
      faults_.push_back({row_field(id, row, "slag"), staff::fault_kind_twice()});
    }
    found[kind].push_back(amount);
  }
  const bool none = !typed(id + ".inga").empty();
  if (found.empty() && !none) return;
  if (!found.empty() && none) {
    faults_.push_back({row_field(id, 0, "slag"), staff::fault_none_and_some()});
  }
  json_.key(definition.base_name).begin_object();
  for (const auto& [kind, amounts] : found) {
    json_.key(kind);
    if (amounts.size() == 1) {
      json_.string(amounts.front());
      continue;
    }
    json_.begin_array();
    for (const std::string& amount : amounts) {
      json_.begin_object().key("månad").string(month_);
      json_.key("värde").string(amount).end_object();
    }
    json_.end_array();
  }
  json_.end_object();
}

void FormJson::judgement(const Judged& each) {
  json_.begin_object().key("värde");
  value(each.amount, each.of->type, typed(each.amount));
  json_.key("skäl").string(typed(each.reason)).end_object();
}

void FormJson::judgements(const std::string& id, const std::vector<std::int32_t>& choices,
                          std::size_t rows) {
  std::map<std::string_view, std::vector<Judged>> found;  // a family's members together
  std::vector<std::string_view> taken;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::string_view name = typed(row_field(id, row, "slag"));
    if (name.empty()) continue;
    const auto chosen = std::find_if(choices.begin(), choices.end(), [&](std::int32_t index) {
      return program_.definitions[static_cast<std::size_t>(index)].name == name;
    });
    const bool twice = std::find(taken.begin(), taken.end(), name) != taken.end();
    if (chosen == choices.end() || twice) {
      faults_.push_back({row_field(id, row, "slag"), staff::fault_kind_twice()});
      continue;
    }
    taken.push_back(name);
    const rules::Definition& of = program_.definitions[static_cast<std::size_t>(*chosen)];
    const Judged each{&of, row_field(id, row, "värde"), row_field(id, row, "skäl")};
    if (typed(each.amount).empty()) faults_.push_back({each.amount, staff::fault_no_amount()});
    if (typed(each.reason).empty()) faults_.push_back({each.reason, staff::fault_no_reason()});
    if (typed(each.amount).empty() || typed(each.reason).empty()) continue;
    found[of.base_name].push_back(each);
  }
  if (found.empty()) return;
  json_.key("bedömningar").begin_object();
  for (const auto& [base, members] : found) {
    json_.key(base);
    if (members.front().of->family < 0) {
      judgement(members.front());
      continue;
    }
    json_.begin_object();
    for (const Judged& each : members) {
      // "godkänd_kostnad[boende]": what stands between the brackets.
      const std::string& name = each.of->name;
      json_.key(std::string_view(name).substr(base.size() + 1, name.size() - base.size() - 2));
      judgement(each);
    }
    json_.end_object();
  }
  json_.end_object();
}

std::string FormJson::take() {
  json_.end_array().end_object();
  return json_.take();
}

}  // namespace utvag::web
