#include "rules/tools/source_text.hpp"

#include <cstdlib>
#include <vector>

#include "base/nearest.hpp"

namespace utvag::rules::tools {
namespace {

std::string grouped(std::int64_t whole) {
  std::string digits = std::to_string(whole);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::size_t left = digits.size() - i;
    if (i > 0 && left % 3 == 0 && digits[i - 1] != '-') text += ' ';
    text += digits[i];
  }
  return text;
}

/// Decimals of `value` when at most six are enough; a fraction otherwise.
std::string number_text(Rational value) {
  if (value.overflowed()) return "?";
  if (value.is_whole()) return grouped(value.numerator);
  std::int64_t scale = 1;
  for (int places = 1; places <= 6; ++places) {
    scale *= 10;
    if (scale % value.denominator != 0) continue;
    const Rational scaled = value * Rational{scale};
    if (scaled.overflowed()) break;
    const bool negative = scaled.numerator < 0;
    const std::int64_t size = std::abs(scaled.numerator);
    std::string decimals = std::to_string(size % scale);
    decimals.insert(0, static_cast<std::size_t>(places) - decimals.size(), '0');
    return (negative ? "-" : "") + grouped(size / scale) + "," + decimals;
  }
  return grouped(value.numerator) + "/" + grouped(value.denominator);
}

Rational in_kronor(Rational value, int power) {
  for (; power > 0; --power) value = value / Rational{100};
  for (; power < 0; ++power) value = value * Rational{100};
  return value;
}

void append_unit(std::string& text, std::string_view name, int power) {
  for (; power > 0; --power) {
    if (!text.empty() && text.back() != '/') text += "·";
    text += name;
  }
}

}  // namespace

std::string unit_text(const Unit& unit) {
  std::string text;
  append_unit(text, "kr", unit.kr);
  append_unit(text, "mån", unit.month);
  append_unit(text, unit.day == 1 ? "dagar" : "dag", unit.day);
  append_unit(text, "år", unit.year);
  std::string below;
  append_unit(below, "kr", -unit.kr);
  append_unit(below, "mån", -unit.month);
  append_unit(below, "dag", -unit.day);
  append_unit(below, "år", -unit.year);
  if (below.empty()) return text;
  return (text.empty() ? "1" : text) + "/" + below;
}

std::string value_text(const Program& program, const Type& type, Rational value) {
  switch (type.kind) {
    case Kind::boolean:
      return value == Rational{0} ? "nej" : "ja";
    case Kind::date:
      return to_string(Date{static_cast<std::int32_t>(value.numerator)});
    case Kind::month:
      return to_string(Month{static_cast<std::int32_t>(value.numerator)});
    case Kind::enumeration: {
      const auto ordinal = static_cast<std::size_t>(value.numerator);
      if (type.enumeration >= 0) {
        const auto& members =
            program.enumerations[static_cast<std::size_t>(type.enumeration)].members;
        if (ordinal < members.size()) return members[ordinal].name;
      } else if (ordinal < program.roles.size()) {
        return program.roles[ordinal].name;
      }
      return "?";
    }
    case Kind::number:
      break;
  }
  const std::string unit = unit_text(type.unit);
  const std::string number = number_text(in_kronor(value, type.unit.kr));
  return unit.empty() ? number : number + " " + unit;
}

std::string key_text(const Program& program, const TableKey& key, const Row::Interval& interval) {
  if (!interval.low && !interval.high) return "alla";
  // Bare numbers, as rows are written: the unit stands in the table's head.
  Type type = key.type;
  const int power = type.unit.kr;
  const auto text = [&](Rational value) {
    if (type.kind != Kind::number) return value_text(program, type, value);
    return number_text(in_kronor(value, power));
  };
  if (interval.low && interval.high && *interval.low == *interval.high) return text(*interval.low);
  return (interval.low ? text(*interval.low) : "") + "–" +
         (interval.high ? text(*interval.high) : "");
}

std::string place_text(const std::vector<SourceFile>& files, const Span& span) {
  if (span.file < 0 || static_cast<std::size_t>(span.file) >= files.size()) return {};
  return files[static_cast<std::size_t>(span.file)].name + ":" + std::to_string(span.line);
}

std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates) {
  const std::vector<std::string_view> views(candidates.begin(), candidates.end());
  return std::string(utvag::nearest_name(name, views));
}

}  // namespace utvag::rules::tools
