#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "rules/blocks/column.hpp"

/// Many households' facts, in columns: what the policy lab computes over. Households with the same
/// number of adults and children stand together in a part.
namespace utvag::lab {

using rules::blocks::Column;

/// Told now and then: what is being done, how much of it is, and in all.
using Progress = std::function<void(std::string_view what, std::size_t done, std::size_t all)>;
/// Rows after which a long loop tells again.
inline constexpr std::size_t kTellRows = 16384;

/// What a 1 in a column is.
enum class Unit : std::uint8_t {
  kronor,
  ore,
  number,       ///< antal, år, mån, dagar …: as the rules count it
  truth,        ///< 0 nej, 1 ja
  member,       ///< a place in FactColumn::words: members of an enumeration
  date,         ///< a place in FactColumn::words: dates "1990-05-17"
  birth_month,  ///< months after January 1900; stands for the first day of that month
};

inline constexpr int kHousehold = -1;
inline constexpr int kMaxAdults = 2, kMaxChildren = 20;
inline constexpr int kFirstBirthYear = 1900;

struct FactColumn {
  std::string name;            ///< "inkomst[nettolön]", a fact of the rules; or the lab's own
  int person = kHousehold;     ///< adults first, then children; kHousehold: the household's
  std::optional<Month> month;  ///< the month it is for; none: every month
  Unit unit = Unit::number;
  std::vector<std::string> words;  ///< Unit::member and Unit::date
  /// Numbers that say that the fact (or the result) is not known, does not apply or has no rule.
  std::optional<std::int64_t> unknown, not_applicable, no_rule;
  Column column;

  bool is_mark(std::int64_t number) const {
    return number == unknown || number == not_applicable || number == no_rule;
  }
};

struct Part {
  int adults = 1, children = 0;
  std::size_t rows = 0;
  std::vector<FactColumn> columns;  ///< by person, name and month, each once
};

/// A fact that all households of a file share.
struct Constant {
  enum class Of : std::uint8_t { household, adult, child };
  enum class Kind : std::uint8_t { value, not_applicable, list };  ///< list: stated as a whole
  std::string name;
  Of of = Of::household;
  Kind kind = Kind::value;
  Unit unit = Unit::number;
  std::int64_t value = 0;
};

/// Something the figures rest on, told beside every result.
struct Premise {
  std::string name, value, why, source;
  bool assumed = true;  ///< false: published
};

/// What a file says of itself.
struct About {
  bool synthetic = false;    ///< made by the lab: every figure from it is marked so
  std::string hypothetical;  ///< of results: by what if, its label; empty when by law
  std::string title;
  std::string municipality;  ///< code; empty for the whole country or not said
  int year = 0;              ///< the year the facts are for; 0: not said
  /// Households in reality for every `weight_rows` rows.
  std::int64_t weight_households = 1, weight_rows = 1;
  std::vector<Premise> premises;
};

struct Population {
  About about;
  std::vector<Constant> constants;
  std::vector<Part> parts;  ///< by adults and children, each composition once

  std::size_t rows() const {
    std::size_t sum = 0;
    for (const Part& part : parts) sum += part.rows;
    return sum;
  }
};

/// The column of a fact, if the part has it.
const FactColumn* find_column(const Part& part, std::string_view name, int person = kHousehold,
                              std::optional<Month> month = std::nullopt);

/// The day in a row of a column of dates or birth months; nothing where it is a mark.
std::optional<Date> date_in(const FactColumn& column, std::size_t row);

/// "vuxen1", "barn2": how a person is named in files; "hushåll" for the household.
std::string person_name(int person, int adults);

/// How a unit is written in files: "kr", "öre", "tal", "ja/nej", "uppräkning", "datum",
/// "födelsemånad".
std::string_view unit_name(Unit unit);
std::optional<Unit> parse_unit(std::string_view name);

}  // namespace utvag::lab
