#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "api/api.hpp"
#include "base/json_writer.hpp"

/// The part of the API that is over the services of cases. Inside src/api only.
namespace utvag::api {

/// Whether a path belongs here.
bool is_casework(std::string_view path);
net::Response casework(const Services& services, const net::Request& request);

// What the services answer, as JSON. Masks are theirs: nothing is unmasked here.
void write(JsonWriter& out, const cases::PersonLine& person);
void write(JsonWriter& out, const cases::PersonPage& page);
void write(JsonWriter& out, const cases::Contact& contact);
void write(JsonWriter& out, const cases::CaseLine& line);
void write(JsonWriter& out, const cases::HouseholdPage& page);
void write(JsonWriter& out, const cases::CasePage& page);
void write(JsonWriter& out, const cases::SearchAnswer& answer);
void write(JsonWriter& out, const cases::WorkPage& page);

// The names of enumerations, by their order.
const std::vector<std::string_view>& role_names();
const std::vector<std::string_view>& case_kinds();
const std::vector<std::string_view>& case_states();
const std::vector<std::string_view>& account_kinds();
const std::vector<std::string_view>& interpreter_names();

}  // namespace utvag::api
