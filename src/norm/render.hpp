#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.hpp"
#include "norm/page.hpp"
#include "norm/view.hpp"

/// Parts that several renderings write. Inside src/norm only.
namespace utvag::norm {

std::string render_json(const View& view);

/// Says of each pack with invented figures that it is an example.
void mark_examples(Page& page, const View& view);
/// The answer in one sentence.
std::string headline(const View& view);
std::string appeal_text(const View& view);
std::vector<std::string> not_checked_lines(text::Language language);
/// What an `ej uttryckt` says in the version in force.
std::vector<std::string_view> not_expressed_texts(const View& view, std::int32_t entry);

/// {"id", "role"}, or null for the household.
void write_person(JsonWriter& json, const View& view, std::int32_t person);
/// The members "state", "value" and "value_text": {"ore"}, {"ore_numerator", "ore_denominator"},
/// {"number", "unit"} …, null when not known.
void write_value(JsonWriter& json, const View& view, std::int32_t definition, rules::State state,
                 Rational value);
/// The members "version", "evidence", "citations", "sources" and "notes".
void write_basis(JsonWriter& json, const View& view, const rules::Basis& basis,
                 const Backing& backing);

}  // namespace utvag::norm
