#include "support/household_json.hpp"

#include <map>
#include <utility>
#include <vector>

namespace utvag::tests {
namespace {

using rules::Definition;
using rules::Kind;

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

std::string decimals(std::int64_t ore) {
  const std::int64_t rest = ore % 100;
  return std::to_string(ore / 100) + "." + (rest < 10 ? "0" : "") + std::to_string(rest);
}

class Writer {
 public:
  Writer(const rules::Program& program, const Situation& situation, Dice* dice)
      : program_(program), situation_(situation), dice_(dice) {}

  std::string write() {
    std::vector<std::string> persons;
    for (std::size_t i = 0; i < situation_.persons.size(); ++i) {
      const PersonInRole& person = situation_.persons[i];
      std::vector<std::string> parts = facts(static_cast<int>(i));
      parts.push_back("\"id\": " + quoted(person.id));
      parts.push_back("\"roll\": " + quoted(person.role));
      persons.push_back(joined(std::move(parts), '{', '}'));
    }
    return joined({"\"hushåll\": " + joined(facts(-1), '{', '}'),
                   "\"personer\": " + joined(std::move(persons), '[', ']')},
                  '{', '}');
  }

 private:
  std::string joined(std::vector<std::string> parts, char open, char close) {
    std::string text(1, open);
    while (!parts.empty()) {
      const std::int64_t last = static_cast<std::int64_t>(parts.size()) - 1;
      const std::int64_t at = dice_ != nullptr ? dice_->between(0, last) : 0;
      if (text.size() > 1) text += ", ";
      text += parts[static_cast<std::size_t>(at)];
      parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return text + close;
  }

  std::vector<std::string> facts(int person) {
    std::map<std::string, std::vector<std::string>> families;
    std::vector<std::string> parts;
    for (const FactKey& list : situation_.lists) {
      if (list.person == person) families[list.name];
    }
    for (const auto& [key, stated] : situation_.facts) {
      if (key.person != person) continue;
      const auto& definition =
          program_.definitions[static_cast<std::size_t>(program_.find(key.name))];
      const std::string& name = key.member.empty() ? key.name : key.member;
      const std::string part = quoted(name) + ": " + fact(definition, stated);
      (key.member.empty() ? parts : families[key.name]).push_back(part);
    }
    for (auto& [name, members] : families) {
      parts.push_back(quoted(name) + ": " + joined(std::move(members), '{', '}'));
    }
    return parts;
  }

  std::string fact(const Definition& definition, const Stated& stated) {
    if (stated.not_applicable) return quoted("ej tillämplig");
    if (stated.rows.empty()) return value(definition, stated.value);
    std::vector<std::string> rows;
    for (const StatedRow& row : stated.rows) add_rows(definition, row, rows);
    return joined(std::move(rows), '[', ']');
  }

  void add_rows(const Definition& definition, const StatedRow& row,
                std::vector<std::string>& rows) {
    if (dice_ != nullptr && row.from < row.to && dice_->one_in(2)) {
      const Month cut{static_cast<int>(dice_->between(row.from.index, row.to.index - 1))};
      add_rows(definition, {row.from, cut, row.value}, rows);
      add_rows(definition, {Month{cut.index + 1}, row.to, row.value}, rows);
      return;
    }
    std::vector<Rational> amounts = {row.value};
    if (dice_ != nullptr && row.value.numerator > 0 && dice_->one_in(2)) {
      const std::int64_t part = dice_->between(0, row.value.numerator);
      amounts = {Rational(part), row.value - Rational(part)};
    }
    for (const Rational amount : amounts) {
      rows.push_back("{\"från\": " + quoted(to_string(row.from)) + ", \"till\": " +
                     quoted(to_string(row.to)) + ", \"värde\": " + value(definition, amount) + "}");
    }
  }

  std::string value(const Definition& definition, Rational value) const {
    const auto whole = static_cast<std::int32_t>(value.numerator);
    switch (definition.type.kind) {
      case Kind::boolean:
        return whole != 0 ? "true" : "false";
      case Kind::date:
        return quoted(to_string(Date{whole}));
      case Kind::month:
        return quoted(to_string(Month{whole}));
      case Kind::enumeration: {
        const auto at = static_cast<std::size_t>(definition.type.enumeration);
        return quoted(program_.enumerations[at].members[static_cast<std::size_t>(whole)].name);
      }
      case Kind::number:
        break;
    }
    return definition.type.unit.kr != 0 ? decimals(value.numerator) : std::to_string(whole);
  }

  const rules::Program& program_;
  const Situation& situation_;
  Dice* dice_;
};

}  // namespace

std::string household_json(const rules::Program& program, const Situation& situation, Dice* dice) {
  return Writer(program, situation, dice).write();
}

}  // namespace utvag::tests
