#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "lab/population.hpp"
#include "rules/blocks/blocks.hpp"

/// From a population's columns to what the block engine is asked.
namespace utvag::lab {

using rules::Program;
using rules::blocks::Spread;

/// A number that a what-if leaves to the user: an input of the household, with `antas`.
struct Setting {
  std::string name, value;
};

/// The rules of one world, and what is set in it.
struct WorldRules {
  std::shared_ptr<const Program> program;
  std::vector<Setting> settings;
};

/// Names of columns that are the lab's own and no fact of the national rules: a what-if may read
/// them as inputs that it declares.
const std::vector<std::string_view>& own_names();

/// What the block engine needs for one part: worlds and slots (asks are the caller's), and the
/// columns one a slot, which point into the part or `own`.
struct Prepared {
  rules::blocks::Order order;
  std::vector<const Column*> columns;
  std::vector<std::unique_ptr<Column>> own;  ///< columns that stand in no file
};

/// `month` is the first that is asked: siblings are counted in it. Errors: "lab.column" for a
/// column that no world has, of the wrong kind or scope, or with values outside the input's `inom`;
/// "lab.setting" for a setting that the rules do not have.
Result<Prepared> prepare(const Population& population, const Part& part,
                         const std::vector<WorldRules>& worlds, Month month);

}  // namespace utvag::lab
