#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "db/migrate.hpp"

namespace utvag::cases {

/// Every step of the schema, for db::migrate. The newest stands last.
std::span<const db::Migration> schema_steps();

/// A table as export, restore and verify go through it.
struct Table {
  std::string_view name;
  std::vector<std::string_view> key;      ///< the primary key; the first is the municipality
  std::vector<std::string_view> columns;  ///< all of them, the key first
  int since = 1;                          ///< the step of the schema that made it
};

/// Every table with content, those that others refer to first. Not used_once, whose rows mean
/// nothing a day later: they are in no export, and a restored database begins without any.
const std::vector<Table>& tables();

}  // namespace utvag::cases
