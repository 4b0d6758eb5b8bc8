#include <algorithm>
#include <string>

#include "base/json_writer.hpp"
#include "norm/household.hpp"

namespace utvag::norm {
namespace {

using rules::Definition;
using rules::DefKind;
using rules::Fact;
using rules::Kind;
using rules::Type;

/// Definitions of one scope that may be stated, by base name and member: an order that does not
/// depend on how the packs' files are split.
std::vector<std::int32_t> in_order(const Program& program, bool for_person, bool judgements) {
  std::vector<std::int32_t> order;
  for (std::size_t i = 0; i < program.definitions.size(); ++i) {
    const Definition& each = program.definitions[i];
    const bool wanted = judgements ? rules::takes_judgement(each) : each.kind == DefKind::input;
    if (wanted && each.for_person == for_person) order.push_back(static_cast<std::int32_t>(i));
  }
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    const Definition& x = program.definitions[static_cast<std::size_t>(a)];
    const Definition& y = program.definitions[static_cast<std::size_t>(b)];
    return x.base_name != y.base_name ? x.base_name < y.base_name : x.member < y.member;
  });
  return order;
}

/// A finite decimal written out: facts are read from decimals, so there always is one.
std::string decimal(Rational value) {
  int decimals = 0;
  while (!value.is_whole() && decimals < 9) {
    value = value * Rational{10};
    ++decimals;
  }
  std::string digits = std::to_string(value.numerator < 0 ? -value.numerator : value.numerator);
  if (decimals > 0) {
    if (digits.size() <= static_cast<std::size_t>(decimals))
      digits.insert(0, static_cast<std::size_t>(decimals) + 1 - digits.size(), '0');
    digits.insert(digits.size() - static_cast<std::size_t>(decimals), ".");
  }
  return (value.numerator < 0 ? "-" : "") + digits;
}

class Writer {
 public:
  Writer(const Program& program, const Facts& facts) : program_(program), facts_(facts) {}

  std::string write() {
    json_.begin_object().key("format").string("utvag/hushall/1");
    json_.key("hushåll").begin_object();
    facts_of(false, 0);
    json_.end_object();
    judgements_of(false, 0);
    json_.key("personer").begin_array();
    for (const std::size_t person : persons_in_order()) {
      json_.begin_object().key("id").string(facts_.persons()[person].id);
      const auto role = static_cast<std::size_t>(facts_.persons()[person].role);
      json_.key("roll").string(program_.roles[role].name);
      facts_of(true, person);
      judgements_of(true, person);
      json_.end_object();
    }
    json_.end_array().end_object();
    return json_.take();
  }

 private:
  const Definition& definition(std::int32_t index) const {
    return program_.definitions[static_cast<std::size_t>(index)];
  }

  std::vector<std::size_t> persons_in_order() const {
    std::vector<std::size_t> order(facts_.persons().size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const std::int32_t born = program_.find("född");
    const auto birth = [&](std::size_t person) {
      if (born < 0 || !definition(born).for_person) return std::int64_t{0};
      return facts_.at(born, person).value.numerator;
    };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const rules::Person& x = facts_.persons()[a];
      const rules::Person& y = facts_.persons()[b];
      if (x.role != y.role) return x.role < y.role;
      if (birth(a) != birth(b)) return birth(a) < birth(b);
      return x.id < y.id;
    });
    return order;
  }

  void value(const Type& type, Rational value) {
    switch (type.kind) {
      case Kind::boolean:
        json_.boolean(value.numerator != 0);
        return;
      case Kind::date:
        json_.string(to_string(Date{static_cast<std::int32_t>(value.numerator)}));
        return;
      case Kind::month:
        json_.string(to_string(Month{static_cast<std::int32_t>(value.numerator)}));
        return;
      case Kind::enumeration:
        json_.string(program_.enumerations[static_cast<std::size_t>(type.enumeration)]
                         .members[static_cast<std::size_t>(value.numerator)]
                         .name);
        return;
      case Kind::number:
        break;
    }
    if (type.unit.kr == 1) value = value / Rational{100};
    if (value.is_whole())
      json_.integer(value.numerator);
    else
      json_.string(decimal(value));
  }

  void fact(const Definition& input, const Fact& fact) {
    switch (fact.kind) {
      case Fact::Kind::not_applicable:
        json_.string("ej tillämplig");
        return;
      case Fact::Kind::known:
        value(input.type, fact.value);
        return;
      case Fact::Kind::spells:
        json_.begin_array();
        for (const rules::SpellRow& row : fact.spells) {
          json_.begin_object().key("från").string(to_string(row.from));
          if (row.to) json_.key("till").string(to_string(*row.to));
          json_.key("värde");
          value(input.type, row.value);
          json_.end_object();
        }
        json_.end_array();
        return;
      case Fact::Kind::absent:
      case Fact::Kind::unknown:
        json_.null();
        return;
    }
  }

  void facts_of(bool for_person, std::size_t person) {
    const std::vector<std::int32_t> order = in_order(program_, for_person, false);
    for (std::size_t i = 0; i < order.size();) {
      const Definition& first = definition(order[i]);
      if (first.family < 0) {
        const Fact& each = facts_.at(order[i], person);
        if (each.kind != Fact::Kind::absent && each.kind != Fact::Kind::unknown) {
          json_.key(first.name);
          fact(first, each);
        }
        ++i;
        continue;
      }
      i = family_of(order, i, person);
    }
  }

  /// Writes the family that begins at `i` and returns where the next definition begins.
  std::size_t family_of(const std::vector<std::int32_t>& order, std::size_t i, std::size_t person) {
    const Definition& first = definition(order[i]);
    std::size_t end = i;
    bool any = first.list && facts_.list_stated(first.family_first, person);
    for (; end < order.size() && definition(order[end]).base_name == first.base_name; ++end)
      any = any || facts_.at(order[end], person).kind != Fact::Kind::absent;
    if (!any) return end;
    json_.key(first.base_name).begin_object();
    for (std::size_t k = i; k < end; ++k) {
      const Fact& each = facts_.at(order[k], person);
      if (each.kind == Fact::Kind::absent) continue;
      json_.key(member_name(definition(order[k])));
      fact(definition(order[k]), each);
    }
    json_.end_object();
    return end;
  }

  const std::string& member_name(const Definition& each) const {
    return program_.enumerations[static_cast<std::size_t>(each.family)]
        .members[static_cast<std::size_t>(each.member)]
        .name;
  }

  void judgement(const Definition& each, const Fact& fact) {
    json_.begin_object().key("värde");
    value(each.type, fact.value);
    json_.key("skäl").string(fact.reason).end_object();
  }

  void judgements_of(bool for_person, std::size_t person) {
    std::vector<std::int32_t> filled;
    for (const std::int32_t index : in_order(program_, for_person, true))
      if (facts_.at(index, person).kind == Fact::Kind::known && !facts_.stubbed(index, person))
        filled.push_back(index);
    if (filled.empty()) return;
    json_.key("bedömningar").begin_object();
    for (std::size_t i = 0; i < filled.size();) {
      const Definition& first = definition(filled[i]);
      json_.key(first.base_name);
      if (first.family < 0) {
        judgement(first, facts_.at(filled[i], person));
        ++i;
        continue;
      }
      json_.begin_object();
      for (; i < filled.size() && definition(filled[i]).base_name == first.base_name; ++i) {
        json_.key(member_name(definition(filled[i])));
        judgement(definition(filled[i]), facts_.at(filled[i], person));
      }
      json_.end_object();
    }
    json_.end_object();
  }

  const Program& program_;
  const Facts& facts_;
  JsonWriter json_;
};

}  // namespace

std::string canonical_household(const Program& program, const Facts& facts) {
  return Writer(program, facts).write();
}

}  // namespace utvag::norm
