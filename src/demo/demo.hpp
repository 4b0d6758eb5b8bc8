#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cases/cases.hpp"
#include "norm/library.hpp"

/// Four small municipalities that look alive, made up from a seed (docs/demo.md): the number of
/// households of each twelve months is the published one of 2021, the people carry Skatteverket's
/// test numbers, and every amount is calculated by the rule packs.
namespace utvag::demo {

struct Place {
  std::string_view code, name, login;  ///< "2583", "Haparanda", "haparanda"
  int households;                      ///< in a year (Socialstyrelsen's statistics for 2021)
};
std::span<const Place> places();

inline constexpr int kMonths = 36;

struct Order {
  std::uint64_t seed = 2021;
  Date today;               ///< the last month of history is this day's
  int months = kMonths;     ///< a multiple of twelve
  int share_percent = 100;  ///< of the households: less for quick tests
};

struct Made {
  std::int64_t people = 0, households = 0, cases = 0, calculations = 0;
};

/// Runs `work(i)` for every i below `count`, in any order, perhaps at once.
using Parallel =
    std::function<void(std::size_t count, const std::function<void(std::size_t)>& work)>;

/// Fills an empty, migrated database in one transaction. The same order and packs make the same
/// content. Errors: "demo.not-empty", "packs.fault", and those of the database.
Result<Made> make(db::Database& database, const norm::Library& library, const Order& order,
                  const Parallel& parallel);

}  // namespace utvag::demo
