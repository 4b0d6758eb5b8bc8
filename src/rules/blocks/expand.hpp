#pragma once
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "rules/blocks/blocks.hpp"
#include "rules/blocks/symbol.hpp"

namespace utvag::rules::blocks {

/// One question's definitions as symbols, each computed when first read. Follows the scalar engine
/// step by step; where a branch is the same for all rows, only that branch is looked at.
class Expander {
 public:
  Expander(std::shared_ptr<const Program> program, const Plan& plan, const Facts& common,
           const std::vector<Slot>& slots, Algebra& algebra);

  const Symbol& definition(std::int32_t definition, std::size_t person);
  /// Where it was when something was refused; -1: nowhere.
  std::int32_t at() const { return at_; }

 private:
  Symbol compute(std::int32_t definition, std::size_t person);
  Symbol input(std::int32_t definition, std::size_t person, Month month);
  Symbol slot(std::size_t index);
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
  std::int32_t input_named(const Node& what, const Scope& scope);
  [[noreturn]] void refuse(const std::string& sv, const std::string& en) const;

  std::shared_ptr<const Program> shared_;
  const Program& program_;
  const Plan& plan_;
  const Facts& common_;
  const std::vector<Slot>& slots_;
  Algebra& algebra_;
  std::map<std::pair<std::int32_t, std::size_t>, Symbol> known_;
  std::int32_t at_ = -1;
};

}  // namespace utvag::rules::blocks
