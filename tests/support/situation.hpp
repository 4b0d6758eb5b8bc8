#pragma once
#include <compare>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/rational.hpp"

/// A household and a question in words, tied to no engine: what the oracle reads and what the
/// engine's facts are made from.
namespace utvag::tests {

/// A fact's name: an input, judgement or guideline, of a family with its member.
struct FactKey {
  std::string name, member;
  int person = -1;  ///< place among the persons; -1: the household's
  friend auto operator<=>(const FactKey&, const FactKey&) = default;
};

struct StatedRow {
  Month from, to;
  Rational value;
};

/// Values are written as in Program: kronor in öre, dates as days, months and members as ordinals.
struct Stated {
  bool not_applicable = false;
  bool unknown = false;  ///< said to be unknown, which is more than not being said
  Rational value;
  std::vector<StatedRow> rows;  ///< not empty: the value by months
};

struct PersonInRole {
  std::string id, role;
};

struct Situation {
  Month month;
  Date known_at, decision_date;
  std::vector<PersonInRole> persons;
  std::map<FactKey, Stated> facts;
  std::set<FactKey> lists;  ///< lists stated as a whole (member empty)
};

}  // namespace utvag::tests
