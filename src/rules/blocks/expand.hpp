#pragma once
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "rules/blocks/blocks.hpp"
#include "rules/blocks/symbol.hpp"

namespace utvag::rules::blocks {

/// Where a world's facts stand in columns: by input, person and month (-1: every month).
class SlotMap {
 public:
  struct Key {
    std::int32_t definition = -1, person = 0, month = -1;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  /// Refused: a slot that names nothing that takes a fact, or two slots for one fact.
  static Result<SlotMap> make(const World& world, const std::vector<Slot>& slots);

  /// The slot of a fact in a month; -1 if it stands in none.
  std::int32_t find(std::int32_t definition, std::size_t person, Month month) const;
  /// Whether the fact is stated by months, so that a month without slot is not stated.
  bool by_months(std::int32_t definition, std::size_t person) const;
  const std::map<Key, std::int32_t>& all() const { return slots_; }

 private:
  std::map<Key, std::int32_t> slots_;
};

/// One question's definitions as symbols, each computed when first read. Follows the scalar engine
/// step by step; where a branch is the same for all rows, only that branch is looked at. What
/// cannot be expressed is unknown here, and so left to the scalar engine in the rows that read it.
class Expander {
 public:
  Expander(const Plan& plan, const Facts& common, const std::vector<Slot>& slots,
           const SlotMap& places, Algebra& algebra, std::map<std::string, Error>& left);

  const Symbol& definition(std::int32_t definition, std::size_t person);

 private:
  Symbol compute(std::int32_t definition, std::size_t person);
  Symbol input(std::int32_t definition, std::size_t person, Month month);
  Symbol slot(std::int32_t index, std::int32_t definition, Value unstated);
  Value unstated(std::int32_t definition, std::size_t person, Month month) const;
  Symbol not_expressed(std::int32_t definition, std::size_t person);
  Symbol layered(std::int32_t definition, std::size_t person);
  Symbol bounded(const Definition& what, const Scope& scope, Symbol value);
  Symbol node(std::int32_t index, const Scope& scope);
  Symbol read(const Node& what, const Scope& scope);
  Symbol applicable(const Node& what, const Scope& scope);
  Symbol arithmetic(const Node& what, const Scope& scope);
  Symbol comparison(const Node& what, const Scope& scope);
  Symbol logic(const Node& what, const Scope& scope);
  Symbol choice(const Node& what, const Scope& scope);
  Symbol cases(const Node& what, const Scope& scope);
  Symbol extremum(const Node& what, const Scope& scope);
  Symbol of_dates(const Node& what, const Scope& scope);
  Symbol aggregate(const Node& what, const Scope& scope);
  Symbol lookup(const Node& what, const Scope& scope);
  Value look_up(std::int32_t table, std::span<const Value> keys) const;
  Symbol input_in(std::int32_t definition, std::size_t person, const Symbol& month);
  Symbol named(const Node& what, const Scope& scope);
  std::int32_t input_named(const Node& what, const Scope& scope);
  [[noreturn]] void refuse(const std::string& sv, const std::string& en) const;

  const Program& program_;
  const Plan& plan_;
  const Facts& common_;
  const std::vector<Slot>& slots_;
  const SlotMap& places_;
  Algebra& algebra_;
  std::map<std::string, Error>& left_;
  std::map<std::pair<std::int32_t, std::size_t>, Symbol> known_;
};

}  // namespace utvag::rules::blocks
