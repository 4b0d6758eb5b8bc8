#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/graph/program.hpp"

/// The typed graph written back in the words of the rule language, for reports and the rule book.
namespace utvag::rules::tools {

/// A text told in both languages of the tools.
struct Words {
  std::string sv;
  std::string en;
};

std::string unit_text(const Unit& unit);

/// The value as a literal of the language: "3 940 kr/mån", "25 %", "hyresrätt", "2026-01-31". A
/// value without a finite decimal form is written as a fraction: "1 790/3 kr/mån".
std::string value_text(const Program& program, const Type& type, Rational value);

/// A table key's cell: "4–6", "hemma", "7–", "alla".
std::string key_text(const Program& program, const TableKey& key, const Row::Interval& interval);

/// "packs/se/norm.norm:12"; empty when the span points nowhere.
std::string place_text(const std::vector<SourceFile>& files, const Span& span);

/// The candidate that `name` was probably meant to be (base/nearest.hpp); else empty.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace utvag::rules::tools
