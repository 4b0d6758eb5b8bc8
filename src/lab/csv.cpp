#include "lab/csv.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "base/decimal.hpp"
#include "base/text.hpp"
#include "base/whole_number.hpp"
#include "lab/csv_line.hpp"
#include "lab/worlds.hpp"

namespace utvag::lab {
namespace {

using rules::Definition;
using rules::DefKind;
using rules::Kind;
using rules::Program;

/// What a column of the first line is of.
struct Heading {
  std::string name;
  enum class Of : std::uint8_t { adults, children, household, adult, child } of = Of::household;
  int number = 0;  ///< of the adult or child, from 0
  std::optional<Month> month;
  Unit unit = Unit::number;
};

Error csv_fault(std::size_t line, const std::string& column, std::string sv, std::string en) {
  return {"csv.cell", "rad " + std::to_string(line) + (column.empty() ? "" : ", " + column),
          std::move(sv), std::move(en)};
}

std::optional<int> number_after(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  return whole_number<int>(text);
}

std::optional<Unit> unit_of(const Program& program, const std::string& name) {
  if (name == "syntetisk") return Unit::truth;
  const std::int32_t index = program.find(name);
  if (index < 0) {
    const auto& own = own_names();
    if (std::find(own.begin(), own.end(), name) == own.end()) return std::nullopt;
    const bool truth = name != "kommun" && name != "ansöker" && name != "lott";
    return truth ? Unit::truth : Unit::number;
  }
  const Definition& what = program.definitions[static_cast<std::size_t>(index)];
  switch (what.type.kind) {
    case Kind::boolean:
      return Unit::truth;
    case Kind::date:
      return Unit::date;
    case Kind::enumeration:
      return Unit::member;
    default:
      return what.type.unit.kr != 0 ? Unit::ore : Unit::number;
  }
}

Result<Heading> heading_of(std::string text, const Program& program) {
  const std::string whole = text;
  Heading made;
  const auto fault = [&] {
    return csv_fault(1, whole,
                     "Kolumnen är inte känd. Skriv vuxna, barn eller PERSON.UPPGIFT@MÅNAD, till "
                     "exempel vuxen1.inkomst[nettolön]@2026-02.",
                     "The column is not known. Write vuxna, barn or PERSON.FACT@MONTH, such as "
                     "vuxen1.inkomst[nettolön]@2026-02.");
  };
  if (text == "vuxna" || text == "barn") {
    made.of = text == "barn" ? Heading::Of::children : Heading::Of::adults;
    return made;
  }
  if (const std::size_t at = text.find('@'); at != std::string::npos) {
    made.month = parse_month(text.substr(at + 1));
    if (!made.month) return fault();
    text.resize(at);
  }
  if (const std::size_t dot = text.find('.'); dot != std::string::npos) {
    const std::string person = text.substr(0, dot);
    const auto adult = number_after(person, "vuxen"), child = number_after(person, "barn");
    const int number = adult.value_or(child.value_or(0));
    if (number < 1 || number > (adult ? kMaxAdults : kMaxChildren)) return fault();
    made.of = adult ? Heading::Of::adult : Heading::Of::child;
    made.number = number - 1;
    text.erase(0, dot + 1);
  }
  const auto unit = unit_of(program, text);
  if (!unit) return fault();
  made.unit = *unit;
  made.name = text;
  return made;
}

/// A column of one composition while it is read.
struct Growing {
  FactColumn fact;
  std::vector<std::int32_t> values;
  std::vector<std::size_t> unknown, not_applicable;  ///< rows
  std::map<std::string, std::int32_t> words;
};

std::optional<std::int32_t> cell_value(Growing& column, const std::string& cell) {
  switch (column.fact.unit) {
    case Unit::truth:
      if (cell == "ja") return 1;
      if (cell == "nej") return 0;
      return std::nullopt;
    case Unit::date:
      if (!parse_date(cell)) return std::nullopt;
      [[fallthrough]];
    case Unit::member: {
      const auto next = static_cast<std::int32_t>(column.words.size());
      return column.words.emplace(cell, next).first->second;
    }
    case Unit::ore:
    case Unit::kronor: {
      const auto ore = parse_kronor(cell);
      if (!ore.ok() || ore.value() > 2'000'000'000 || ore.value() < -2'000'000'000) {
        return std::nullopt;
      }
      return static_cast<std::int32_t>(ore.value());
    }
    default:
      return number_after(cell, "");
  }
}

class CsvReader {
 public:
  CsvReader(std::string_view text, const Program& program, const Progress& progress)
      : lines_(text), size_(text.size()), program_(program), progress_(progress) {}

  Result<Population> read() {
    if (auto done = headings(); !done.ok()) return done.error();
    std::vector<std::string> cells;
    for (std::size_t line = 2; lines_.next(cells); ++line) {
      if (progress_ && line % kTellRows == 0) progress_("läser", size_ - lines_.left(), size_);
      if (auto done = household(cells, line); !done.ok()) return done.error();
    }
    return finished();
  }

 private:
  Result<bool> headings() {
    std::vector<std::string> cells;
    lines_.next(cells);
    std::set<std::string> seen;
    for (const std::string& cell : cells) {
      const std::string name = find_invalid_utf8(cell) ? cell : normalise_nfc(cell);
      auto heading = heading_of(name, program_);
      if (!heading.ok()) return heading.error();
      if (!seen.insert(name).second) {
        return csv_fault(1, name, "Kolumnen finns två gånger.", "The column is there twice.");
      }
      headings_.push_back(std::move(heading.value()));
      names_.push_back(name);
    }
    if (seen.count("vuxna") == 0 || seen.count("barn") == 0) {
      return csv_fault(1, "", "Kolumnerna vuxna och barn måste finnas.",
                       "The columns vuxna and barn must be there.");
    }
    return true;
  }

  static bool belongs(const Heading& heading, int adults, int children) {
    return heading.of == Heading::Of::household ||
           (heading.of == Heading::Of::adult && heading.number < adults) ||
           (heading.of == Heading::Of::child && heading.number < children);
  }

  Result<bool> household(const std::vector<std::string>& cells, std::size_t line) {
    if (cells.size() != headings_.size()) {
      return csv_fault(line, "", "Raden har inte lika många celler som den första.",
                       "The row has not as many cells as the first.");
    }
    int adults = 0, children = -1;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (headings_[i].of == Heading::Of::adults) adults = number_after(cells[i], "").value_or(0);
      if (headings_[i].of == Heading::Of::children) {
        children = number_after(cells[i], "").value_or(-1);
      }
    }
    if (adults < 1 || adults > kMaxAdults || children < 0 || children > kMaxChildren) {
      return csv_fault(line, "vuxna, barn", "Antalet ska vara 1–2 vuxna och 0–20 barn.",
                       "There are 1–2 adults and 0–20 children.");
    }
    std::vector<Growing>& columns = part(adults, children);
    std::size_t at = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Heading& heading = headings_[i];
      if (!belongs(heading, adults, children)) {
        const bool counts =
            heading.of == Heading::Of::adults || heading.of == Heading::Of::children;
        if (counts || cells[i].empty()) continue;
        return csv_fault(line, names_[i], "Personen finns inte i hushållet: lämna cellen tom.",
                         "The household has no such person: leave the cell empty.");
      }
      Growing& column = columns[at++];
      const std::size_t row = column.values.size();
      column.values.push_back(0);
      if (heading.month && (cells[i].empty() || cells[i] == "-")) {
        return csv_fault(line, names_[i],
                         "En uppgift per månad ska vara känd: skriv 0 om det inte finns något, "
                         "eller ta bort hushållet.",
                         "A fact by months is to be known: write 0 if there is none, or take the "
                         "household out.");
      }
      if (cells[i].empty()) {
        column.unknown.push_back(row);
      } else if (cells[i] == "-") {
        column.not_applicable.push_back(row);
      } else if (const auto value = cell_value(column, cells[i])) {
        column.values.back() = *value;
      } else {
        return csv_fault(line, names_[i], "Värdet går inte att läsa i den här kolumnen.",
                         "The value cannot be read in this column.");
      }
    }
    return true;
  }

  std::vector<Growing>& part(int adults, int children) {
    const auto [found, made] = parts_.try_emplace({adults, children});
    if (!made) return found->second;
    for (const Heading& heading : headings_) {
      if (!belongs(heading, adults, children)) continue;
      Growing column;
      column.fact.name = heading.name;
      column.fact.person = heading.of == Heading::Of::household ? kHousehold
                           : heading.of == Heading::Of::adult   ? heading.number
                                                                : adults + heading.number;
      column.fact.month = heading.month;
      column.fact.unit = heading.unit;
      found->second.push_back(std::move(column));
    }
    return found->second;
  }

  /// The column with marks for what is no value, and whole kronor where there are no ören.
  static FactColumn finished(Growing& growing) {
    FactColumn made = std::move(growing.fact);
    made.words.resize(growing.words.size());
    for (const auto& [word, number] : growing.words) {
      made.words[static_cast<std::size_t>(number)] = word;
    }
    const bool by_words = made.unit == Unit::member || made.unit == Unit::date;
    if (by_words && made.words.empty()) made.words.emplace_back();  // nothing is known
    const bool whole = std::all_of(growing.values.begin(), growing.values.end(),
                                   [](std::int32_t ore) { return ore % 100 == 0; });
    if (made.unit == Unit::ore && whole) {
      made.unit = Unit::kronor;
      for (std::int32_t& value : growing.values) value /= 100;
    }
    std::int32_t next = 0;
    for (const std::int32_t value : growing.values) next = std::max(next, value + 1);
    next = std::max(next, static_cast<std::int32_t>(made.words.size()));
    if (!growing.unknown.empty()) {
      made.unknown = next++;
      for (const std::size_t row : growing.unknown) growing.values[row] = next - 1;
    }
    if (!growing.not_applicable.empty()) {
      made.not_applicable = next;
      for (const std::size_t row : growing.not_applicable) growing.values[row] = next;
    }
    made.column = Column(growing.values);
    return made;
  }

  /// Takes the column that says that the households are made up out of the part.
  static bool take_synthetic(Part& part) {
    const auto found =
        std::find_if(part.columns.begin(), part.columns.end(),
                     [](const FactColumn& column) { return column.name == "syntetisk"; });
    if (found == part.columns.end()) return false;
    const bool is = found->column.high() > 0;
    part.columns.erase(found);
    return is;
  }

  Population finished() {
    Population made;
    made.about.title = "Hushåll ur en CSV-fil";
    for (const Definition& what : program_.definitions) {
      const bool first = what.list && what.kind == DefKind::input && what.member <= 0;
      if (!first) continue;
      using Of = Constant::Of;
      const std::string& name = what.base_name.empty() ? what.name : what.base_name;
      for (const Of of : {Of::household, Of::adult, Of::child}) {
        if (what.for_person == (of == Of::household)) continue;
        made.constants.push_back({name, of, Constant::Kind::list, Unit::number, 0});
      }
    }
    for (auto& [composition, columns] : parts_) {
      Part part{composition.first, composition.second, 0, {}};
      for (Growing& column : columns) part.columns.push_back(finished(column));
      part.rows = part.columns.empty() ? 0 : part.columns.front().column.rows();
      made.about.synthetic = take_synthetic(part) || made.about.synthetic;
      if (part.rows > 0) made.parts.push_back(std::move(part));
    }
    put_in_order(made);
    return made;
  }

  CsvLines lines_;
  std::size_t size_;
  const Program& program_;
  const Progress& progress_;
  std::vector<Heading> headings_;
  std::vector<std::string> names_;  ///< as they stand in the first line
  std::map<std::pair<int, int>, std::vector<Growing>> parts_;
};

std::string kronor(std::int64_t ore) {
  std::string text = std::to_string(ore / 100);
  if (ore < 0 && ore / 100 == 0) text = "-0";
  if (ore % 100 == 0) return text;
  const std::string digits = std::to_string(std::abs(ore % 100));
  return text + "." + (digits.size() == 1 ? "0" : "") + digits;
}

std::string cell_of(const FactColumn& column, std::size_t row) {
  const std::int64_t value = column.column.at(row);
  if (value == column.unknown) return "";
  if (value == column.not_applicable) return "-";
  if (value == column.no_rule) return "ingen regel";
  switch (column.unit) {
    case Unit::truth:
      return value == 0 ? "nej" : "ja";
    case Unit::member:
    case Unit::date:
      return csv_cell(column.words[static_cast<std::size_t>(value)]);
    case Unit::birth_month: {
      const Month month{make_month(kFirstBirthYear, 1)->index + static_cast<std::int32_t>(value)};
      return to_string(first_day(month));
    }
    case Unit::ore:
      return kronor(value);
    default:
      return std::to_string(value);
  }
}

/// The columns of all parts under one first line: persons by number.
using HeadingKey = std::tuple<int, int, std::string, std::int32_t>;

HeadingKey key_of(const FactColumn& column, int adults) {
  const int kind = column.person == kHousehold ? 0 : column.person < adults ? 1 : 2;
  const int number = kind == 2 ? column.person - adults : std::max(column.person, 0);
  return {kind, number, column.name, column.month ? column.month->index : -1};
}

std::string heading_text(const HeadingKey& key) {
  const auto& [kind, number, name, month] = key;
  std::string text;
  if (kind > 0) text = (kind == 1 ? "vuxen" : "barn") + std::to_string(number + 1) + ".";
  text += name;
  if (month >= 0) text += "@" + to_string(Month{month});
  return csv_cell(text);
}

/// What all households share, as columns of the part.
void spread_constants(const std::vector<Constant>& constants, Part& part) {
  for (const Constant& constant : constants) {
    if (constant.kind == Constant::Kind::list) continue;  // implied in this form
    for (int person = kHousehold; person < part.adults + part.children; ++person) {
      const Constant::Of of = person == kHousehold   ? Constant::Of::household
                              : person < part.adults ? Constant::Of::adult
                                                     : Constant::Of::child;
      if (of != constant.of || find_column(part, constant.name, person) != nullptr) continue;
      FactColumn column;
      column.name = constant.name;
      column.person = person;
      column.unit = constant.unit;
      column.column = Column(part.rows, constant.value, constant.value);
      for (std::size_t row = 0; row < part.rows; ++row) column.column.set(row, constant.value);
      if (constant.kind == Constant::Kind::not_applicable) {
        column.not_applicable = static_cast<std::int32_t>(constant.value);
      }
      part.columns.push_back(std::move(column));
    }
  }
}

/// Whether a person that the part has lacks a member of a list that is stated as a whole: then
/// there is none of it, which an empty cell would not say.
bool is_none(const std::vector<Constant>& constants, const Part& part, const HeadingKey& key) {
  const auto& [kind, number, name, month] = key;
  if (kind > 0 && number >= (kind == 1 ? part.adults : part.children)) return false;
  const std::string family = name.substr(0, name.find('['));
  const auto of = kind == 0   ? Constant::Of::household
                  : kind == 1 ? Constant::Of::adult
                              : Constant::Of::child;
  return std::any_of(constants.begin(), constants.end(), [&](const Constant& each) {
    return each.kind == Constant::Kind::list && each.of == of && each.name == family;
  });
}

/// A part that looks at another's columns.
Part looking_at(const Part& from) {
  Part part{from.adults, from.children, from.rows, {}};
  for (const FactColumn& each : from.columns) {
    FactColumn column{each.name,    each.person,         each.month,   each.unit, each.words,
                      each.unknown, each.not_applicable, each.no_rule, {}};
    column.column = Column::over(each.column.data(), each.column.width(), from.rows,
                                 each.column.low(), each.column.high());
    part.columns.push_back(std::move(column));
  }
  return part;
}

}  // namespace

Result<Population> read_csv(std::string_view text, const Program& program,
                            const Progress& progress) {
  return CsvReader(text, program, progress).read();
}

Result<bool> write_csv(const Population& population, const Sink& sink, const Progress& progress) {
  std::vector<Part> parts;
  for (const Part& part : population.parts) {
    parts.push_back(looking_at(part));
    spread_constants(population.constants, parts.back());
  }
  std::map<HeadingKey, std::size_t> headings;
  for (const Part& part : parts) {
    for (const FactColumn& column : part.columns) headings[key_of(column, part.adults)] = 0;
  }
  std::string text = "vuxna,barn";
  const std::string hypothetical = population.about.hypothetical;
  if (population.about.synthetic) text += ",syntetisk";
  if (!hypothetical.empty()) text += ",tänkt";
  std::size_t place = 0;
  for (auto& [key, at] : headings) {
    at = place++;
    text += "," + heading_text(key);
  }
  text += "\n";
  std::size_t written = 0;
  for (const Part& part : parts) {
    std::vector<const FactColumn*> columns(headings.size(), nullptr);
    for (const FactColumn& column : part.columns) {
      columns[headings.at(key_of(column, part.adults))] = &column;
    }
    std::vector<std::string> none;
    for (const auto& [key, place_of_key] : headings) {
      none.emplace_back(is_none(population.constants, part, key) ? "0" : "");
    }
    for (std::size_t row = 0; row < part.rows; ++row) {
      text += std::to_string(part.adults) + "," + std::to_string(part.children);
      if (population.about.synthetic) text += ",ja";
      if (!hypothetical.empty()) text += "," + csv_cell(hypothetical);
      std::size_t at = 0;
      for (const FactColumn* column : columns) {
        text += ",";
        if (column != nullptr) text += cell_of(*column, row);
        if (column == nullptr) text += none[at];
        ++at;
      }
      text += "\n";
      ++written;
      if (text.size() < 65536) continue;
      if (progress) progress("skriver", written, population.rows());
      if (auto put = sink(text); !put.ok()) return put;
      text.clear();
    }
  }
  return text.empty() ? Result<bool>(true) : sink(text);
}

}  // namespace utvag::lab
