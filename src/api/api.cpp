#include "api/api.hpp"

#include <optional>
#include <string>
#include <vector>

#include "api/casework.hpp"
#include "api/reply.hpp"
#include "base/json_writer.hpp"
#include "net/form.hpp"
#include "norm/ask.hpp"
#include "norm/household.hpp"
#include "rules/explain/explain.hpp"

namespace utvag::api {
namespace {

using net::Method;
using net::Response;

constexpr std::string_view kCalculate = "/api/v1/calculate";
constexpr std::string_view kRules = "/api/v1/rules";
constexpr std::string_view kRule = "/api/v1/rules/:name";
constexpr std::string_view kSchema = "/api/v1/schema";
constexpr std::string_view kDescription = "/api/v1/openapi.json";

/// The query's texts, where only known names may stand.
struct Query {
  std::optional<std::string> municipality;
  std::optional<Month> month;
  std::optional<Date> decision_date, known_at;
};

std::optional<Error> take(Query& query, const net::FormField& field) {
  const auto wrong = [&](std::string sv, std::string en) {
    return Error{"api.query", field.name, std::move(sv), std::move(en)};
  };
  if (field.name == "municipality") {
    query.municipality = field.value;
    return std::nullopt;
  }
  if (field.name == "month") {
    query.month = parse_month(field.value);
    if (query.month) return std::nullopt;
    return wrong("Månaden ska skrivas ÅÅÅÅ-MM.", "The month is written YYYY-MM.");
  }
  if (field.name == "decision_date" || field.name == "known_at") {
    auto& into = field.name == "known_at" ? query.known_at : query.decision_date;
    into = parse_date(field.value);
    if (into) return std::nullopt;
    return wrong("Datumet ska skrivas ÅÅÅÅ-MM-DD.", "The date is written YYYY-MM-DD.");
  }
  return Error{"api.query", "query", "Frågan har ett namn som inte finns. Se /api/v1/openapi.json.",
               "The query has a name that does not exist. See /api/v1/openapi.json."};
}

std::vector<Error> read_query(const net::Request& request, Query& query) {
  const auto read = net::read_urlencoded(request.head.query);
  if (!read) return {read.error()};
  std::vector<Error> found;
  for (const net::FormField& each : read.value().fields) {
    if (auto error = take(query, each)) found.push_back(std::move(*error));
  }
  return found;
}

Response calculate(const Services& services, const net::Request& request, const Query& query) {
  if (!request.field("content-type").starts_with("application/json")) {
    return fault(415,
                 {"api.type", "Content-Type", "Skicka hushållet som application/json.",
                  "Send the household as application/json."},
                 kCalculate);
  }
  norm::Ask asked;
  asked.household = request.body;
  asked.municipality = query.municipality;
  asked.month = query.month;
  asked.decision_date = query.decision_date;
  asked.known_at = query.known_at;
  asked.today = services.clock->today();
  std::vector<norm::Fault> found;
  const auto told = norm::ask(*services.library, asked, found);
  if (!told) {
    const bool ours = found.front().code == "packs.fault";
    const bool unread = found.front().code.starts_with("json.");
    return faults(ours ? 500 : (unread ? 400 : 422), found, kCalculate);
  }
  return json(200,
              norm::render(*told->calculation, *told->edition->presentation, norm::Format::json),
              kCalculate);
}

std::string_view kind_name(rules::DefKind kind) {
  switch (kind) {
    case rules::DefKind::input:
      return "input";
    case rules::DefKind::value:
      return "value";
    case rules::DefKind::table:
      return "table";
    case rules::DefKind::rule:
      return "rule";
    case rules::DefKind::judgement:
      return "judgement";
    case rules::DefKind::not_expressed:
      break;
  }
  return "not_expressed";
}

void write_version(JsonWriter& out, const rules::Program& program, std::int32_t pack,
                   const rules::Version& version) {
  out.begin_object();
  out.key("pack").string(program.packs[static_cast<std::size_t>(pack)].name);
  out.key("from").string(to_string(version.from));
  out.key("to");
  version.to ? out.string(to_string(*version.to)) : out.null();
  out.key("evidence").string(std::string_view(&version.provenance.evidence, 1));
  out.key("expression");
  version.body >= 0 ? out.string(rules::describe(program, version.body)) : out.null();
  out.end_object();
}

void write_rule(JsonWriter& out, const rules::Program& program,
                const rules::Definition& definition) {
  out.begin_object();
  out.key("name").string(definition.base_name);
  out.key("kind").string(kind_name(definition.kind));
  out.key("label").string(definition.label);
  out.key("explanation").string(definition.explanation);
  out.key("per_person").boolean(definition.for_person);
  out.key("pack").string(program.packs[static_cast<std::size_t>(definition.pack)].name);
  out.key("provisions").begin_array();
  for (const std::int32_t index : definition.provenance.provisions) {
    const auto& provision = program.provisions[static_cast<std::size_t>(index)];
    if (provision.texts.empty()) continue;
    out.begin_object();
    out.key("text").string(provision.texts.back().text);
    out.key("link").string(provision.texts.back().link);
    out.end_object();
  }
  out.end_array();
  out.key("versions").begin_array();
  for (const rules::Layer& layer : program.layers(definition)) {
    for (const rules::Version& version : layer.versions) {
      write_version(out, program, layer.pack, version);
    }
  }
  out.end_array();
  out.end_object();
}

/// A family is told once, by its first member.
bool is_told(const rules::Program& program, std::size_t index) {
  const std::int32_t first = program.definitions[index].family_first;
  return first < 0 || first == static_cast<std::int32_t>(index);
}

Response all_rules(const norm::Edition& edition) {
  const rules::Program& program = *edition.program;
  JsonWriter out;
  out.begin_object().key("packs").begin_array();
  for (const rules::Pack& pack : program.packs) {
    out.begin_object();
    out.key("name").string(pack.name);
    out.key("label").string(pack.label);
    out.key("hash").string(pack.hash);
    out.end_object();
  }
  out.end_array().key("rules").begin_array();
  for (std::size_t i = 0; i < program.definitions.size(); ++i) {
    if (is_told(program, i)) write_rule(out, program, program.definitions[i]);
  }
  out.end_array().end_object();
  return json(200, out.take(), kRules);
}

Response one_rule(const norm::Edition& edition, std::string_view name) {
  const std::int32_t index = edition.program->find(name);
  if (index < 0) {
    return fault(404,
                 {"rule.unknown", "name", "Det finns ingen regel med det namnet.",
                  "There is no rule of that name."},
                 kRule);
  }
  JsonWriter out;
  write_rule(out, *edition.program, edition.program->definitions[static_cast<std::size_t>(index)]);
  return json(200, out.take(), kRule);
}

Response of_edition(const Services& services, std::string_view path, const Query& query) {
  const auto edition = services.library->edition(query.municipality.value_or(""));
  if (!edition) return fault(500, edition.error(), kRules);
  if (path == kSchema) {
    return json(200, norm::household_schema(*edition.value()->program), kSchema);
  }
  if (path == kRules) return all_rules(*edition.value());
  return one_rule(*edition.value(), path.substr(kRules.size() + 1));
}

/// The pattern of a path; empty when there is none.
std::string_view route_of(std::string_view path) {
  for (const std::string_view each : {kCalculate, kRules, kSchema, kDescription}) {
    if (path == each) return each;
  }
  const bool one =
      path.starts_with(kRules) && path.size() > kRules.size() + 1 && path[kRules.size()] == '/';
  return one ? kRule : std::string_view();
}

}  // namespace

Response json(int status, std::string body, std::string_view route) {
  Response response;
  response.status = status;
  response.content_type = "application/json; charset=utf-8";
  response.body = std::move(body);
  response.route = route;
  response.fields.push_back({"Cache-Control", "no-store"});
  return response;
}

Response faults(int status, const std::vector<Error>& found, std::string_view route) {
  JsonWriter out;
  out.begin_object().key("errors").begin_array();
  for (const Error& each : found) {
    out.begin_object();
    out.key("code").string(each.code);
    out.key("where").string(each.where);
    out.key("sv").string(each.sv);
    out.key("en").string(each.en);
    out.end_object();
  }
  out.end_array().end_object();
  return json(status, out.take(), route);
}

Response fault(int status, Error error, std::string_view route) {
  return faults(status, {std::move(error)}, route);
}

Response answer(const Services& services, const net::Request& request) {
  if (is_casework(request.path())) return casework(services, request);
  const std::string_view route = route_of(request.path());
  if (route.empty()) {
    return fault(404,
                 {"api.unknown", "", "Adressen finns inte. Se /api/v1/openapi.json.",
                  "There is no such address. See /api/v1/openapi.json."},
                 "/api");
  }
  const bool post = request.method() == Method::post;
  if (post != (route == kCalculate)) {
    Response response = fault(405,
                              {"api.method", "", "Adressen tar inte den metoden.",
                               "The address does not take that method."},
                              route);
    response.fields.push_back({"Allow", post ? "GET, HEAD" : "POST"});
    return response;
  }
  if (route == kDescription) return json(200, std::string(description()), route);
  Query query;
  const std::vector<Error> found = read_query(request, query);
  if (!found.empty()) return faults(400, found, route);
  return post ? calculate(services, request, query) : of_edition(services, request.path(), query);
}

}  // namespace utvag::api
