#include "api/casework.hpp"

#include <algorithm>
#include <array>

#include "api/body.hpp"
#include "api/reply.hpp"
#include "base/json.hpp"
#include "base/sha256.hpp"
#include "base/whole_number.hpp"
#include "cases/from_norm.hpp"
#include "net/form.hpp"
#include "net/route.hpp"
#include "norm/ask.hpp"

namespace utvag::api {
namespace {

using net::Method;
using net::Response;

/// One request under way, with who asks and what was sent.
struct Call {
  const Services& services;
  const net::Request& request;
  std::string_view route;
  std::vector<net::PathPlace> places;  ///< what stood at the pattern's ":names", in order
  cases::Asker asker = {};
  net::Form query = {};
  std::optional<Json> sent = {};
  std::vector<Error> faults = {};
  std::optional<Error> failed = {};  ///< what a service refused with
  /// What a change gave: "id" and 7.
  struct {
    std::string key;
    std::int64_t value = 0;
  } made = {};

  cases::Cases& cases() const { return *services.cases; }
  /// The number at the pattern's first name; 0 fits nobody.
  std::int64_t id() const { return whole_number<std::int64_t>(places[0].value).value_or(0); }
  Body body() { return {*sent, "", faults}; }
};

int status_of(const Error& error) {
  if (error.code == "cases.not-found") return 404;
  if (error.code == "cases.changed" || error.code == "cases.exists") return 409;
  if (error.code == "cases.damaged") return 500;
  return error.code.starts_with("db.") ? 503 : 422;
}

Response failed(Call& call, const Error& error) {
  call.failed = error;
  return fault(status_of(error), error, call.route);
}

/// The answer of a service, written by `write`.
template <typename T>
Response told(Call& call, const Result<T>& result) {
  if (!result) return failed(call, result.error());
  JsonWriter out;
  write(out, result.value());
  return json(200, out.take(), call.route);
}

/// What was made, as told the first time and whenever it is asked again: nothing, or a number.
Response made_reply(const Call& call, int status) {
  JsonWriter out;
  out.begin_object();
  if (!call.made.key.empty()) out.key(call.made.key).integer(call.made.value);
  return json(status, out.end_object().take(), call.route);
}

Response number(Call& call, int status, std::string_view key, const Result<std::int64_t>& result) {
  if (!result) return failed(call, result.error());
  call.made = {std::string(key), result.value()};
  return made_reply(call, status);
}

Response done(Call& call, const Result<db::Done>& result) {
  return result ? made_reply(call, 200) : failed(call, result.error());
}

Response unread(const Call& call) {
  return faults(422, call.faults, call.route);
}

// ---------------------------------------------------------------------------- reading

Response me(Call& call) {
  JsonWriter out;
  out.begin_object();
  out.key("id").integer(call.asker.user);
  out.key("role").string(role_names().at(static_cast<std::size_t>(call.asker.role)));
  out.key("municipality").string(call.asker.municipality);
  out.end_object();
  return json(200, out.take(), call.route);
}

void wrong_query(Call& call, const std::string& name) {
  call.faults.push_back({"api.query", name, "Frågans uppgift kan inte läsas.",
                         "What the query says cannot be read."});
}

Response work(Call& call) {
  cases::WorkQuery asked;
  for (const net::FormField& field : call.query.fields) {
    const auto value = whole_number<std::int64_t>(field.value);
    const auto& states = case_states();
    const auto state = std::find(states.begin(), states.end(), field.value);
    const std::size_t dot = field.value.find('.');
    if (field.name == "owner" && value) {
      asked.owner = value;
    } else if (field.name == "limit" && value && *value >= 1 && *value <= 200) {
      asked.limit = static_cast<std::size_t>(*value);
    } else if (field.name == "state" && state != states.end()) {
      asked.state = static_cast<cases::CaseState>(state - states.begin());
    } else if (field.name == "after" && dot != std::string::npos) {
      const auto day = whole_number<std::int64_t>(std::string_view(field.value).substr(0, dot));
      const auto id = whole_number<std::int64_t>(std::string_view(field.value).substr(dot + 1));
      if (day && id) asked.after = {*day, *id};
      if (!day || !id) wrong_query(call, "after");
    } else {
      wrong_query(call, "query");
    }
  }
  if (!call.faults.empty()) return faults(400, call.faults, call.route);
  return told(call, call.cases().my_work(call.asker, asked));
}

Response search(Call& call) {
  Body body = call.body();
  const std::string text = body.text("text");
  body.end();
  if (!call.faults.empty()) return unread(call);
  return told(call, call.cases().search(call.asker, text));
}

Response person(Call& call) {
  return told(call, call.cases().person(call.asker, call.id()));
}

Response household(Call& call) {
  std::optional<Date> on = call.services.clock->today();
  for (const net::FormField& field : call.query.fields) {
    on = field.name == "on" ? parse_date(field.value) : std::nullopt;
    if (!on) wrong_query(call, "on");
  }
  if (!call.faults.empty()) return faults(400, call.faults, call.route);
  return told(call, call.cases().household(call.asker, call.id(), *on));
}

Response case_file(Call& call) {
  return told(call, call.cases().case_page(call.asker, call.id()));
}

Response calculation(Call& call) {
  const auto month = parse_month(call.places.at(1).value);
  const auto revision = whole_number<std::int64_t>(call.places.at(2).value);
  if (!month || !revision || *revision < 1 || *revision > INT32_MAX)
    return failed(call, {"cases.not-found", "", "Det finns ingen sådan beräkning.",
                         "There is no such calculation."});
  auto bytes = call.cases().calculation(call.asker, call.id(), *month, static_cast<int>(*revision));
  if (!bytes) return failed(call, bytes.error());
  return json(200, std::move(bytes.value()), call.route);
}

// ---------------------------------------------------------------------------- writing

Response echo(Call& call) {
  Body body = call.body();
  const std::string text = body.text("number");
  body.end();
  if (!call.faults.empty()) return unread(call);
  return told(call, call.cases().echo(call.asker, text));
}

cases::Interpreter read_interpreter(Body& body) {
  if (!body.has("interpreter")) return cases::Interpreter::none;
  return static_cast<cases::Interpreter>(body.one_of("interpreter", interpreter_names()));
}

Response register_person(Call& call) {
  Body body = call.body();
  cases::NewPerson made;
  made.identity = body.text("number", false);
  made.given_name = body.text("given_name");
  made.family_name = body.text("family_name");
  made.born = body.maybe_date("born");
  made.language = body.text("language");
  made.interpreter = read_interpreter(body);
  made.street = body.text("street", false);
  made.postcode = body.text("postcode", false);
  made.city = body.text("city", false);
  made.phone = body.text("phone", false);
  made.email = body.text("email", false);
  body.end();
  if (!call.faults.empty()) return unread(call);
  return number(call, 201, "id", call.cases().register_person(call.asker, made));
}

Response edit_person(Call& call) {
  Body body = call.body();
  cases::PersonEdit edit;
  const std::int64_t version = body.integer("version");
  edit.given_name = body.text("given_name");
  edit.family_name = body.text("family_name");
  edit.language = body.text("language");
  edit.interpreter = read_interpreter(body);
  edit.street = body.text("street", false);
  edit.postcode = body.text("postcode", false);
  edit.city = body.text("city", false);
  edit.phone = body.text("phone", false);
  edit.email = body.text("email", false);
  body.end();
  if (!call.faults.empty()) return unread(call);
  return number(call, 200, "version",
                call.cases().edit_person(call.asker, call.id(), version, edit));
}

Response change_number(Call& call) {
  Body body = call.body();
  cases::NumberChange change;
  const std::int64_t version = body.integer("version");
  change.identity = body.text("number", false);
  change.reserve = body.boolean("reserve", false);
  change.born = body.maybe_date("born");
  change.reason = body.text("reason");
  body.end();
  if (!call.faults.empty()) return unread(call);
  return number(call, 200, "version",
                call.cases().change_number(call.asker, call.id(), version, change));
}

Response reveal(Call& call) {
  Body body = call.body();
  body.end();
  if (!call.faults.empty()) return unread(call);
  return told(call, call.cases().reveal(call.asker, call.id()));
}

Response add_account(Call& call) {
  Body body = call.body();
  const auto kind = static_cast<cases::AccountKind>(body.one_of("kind", account_kinds()));
  const bool bank = kind == cases::AccountKind::bank;
  const std::string clearing = body.text("clearing", bank);
  const std::string digits = body.text("number");
  body.end();
  if (!call.faults.empty()) return unread(call);
  auto account = bank ? cases::parse_bank_account(clearing, digits)
                 : kind == cases::AccountKind::bankgiro ? cases::parse_bankgiro(digits)
                 : kind == cases::AccountKind::plusgiro ? cases::parse_plusgiro(digits)
                                                        : cases::parse_iban(digits);
  if (!account) return failed(call, account.error());
  return number(call, 201, "id", call.cases().add_account(call.asker, call.id(), account.value()));
}

Response end_account(Call& call) {
  Body body = call.body();
  const std::int64_t account = body.integer("account");
  const Date from = body.date("from");
  const std::string reason = body.text("reason");
  body.end();
  if (!call.faults.empty()) return unread(call);
  return done(call, call.cases().end_account(call.asker, call.id(), account, from, reason));
}

cases::NewStay read_stay(Body& body) {
  cases::NewStay stay;
  stay.person = body.integer("person");
  stay.adult = body.one_of("role", {"adult", "child"}) == 0;
  stay.from = body.date("from");
  stay.to = body.maybe_date("to");
  const auto days = body.maybe_integer("days");
  // What no month holds is a fault of the services, in their words.
  if (days) stay.days = static_cast<int>(std::clamp<std::int64_t>(*days, 0, 32));
  body.end();
  return stay;
}

Response create_household(Call& call) {
  Body body = call.body();
  std::vector<cases::NewStay> stays;
  for (Body& each : body.objects("stays")) stays.push_back(read_stay(each));
  body.end();
  if (!call.faults.empty()) return unread(call);
  return number(call, 201, "id", call.cases().create_household(call.asker, stays));
}

Response add_stay(Call& call) {
  Body body = call.body();
  const cases::NewStay stay = read_stay(body);
  if (!call.faults.empty()) return unread(call);
  return done(call, call.cases().add_stay(call.asker, call.id(), stay));
}

Response end_stay(Call& call) {
  Body body = call.body();
  const std::int64_t who = body.integer("person");
  const Date to = body.date("to");
  body.end();
  if (!call.faults.empty()) return unread(call);
  return done(call, call.cases().end_stay(call.asker, call.id(), who, to));
}

cases::StayKey read_stay_key(const Call& call, Body& body) {
  cases::StayKey key;
  key.household = call.id();
  key.version = body.integer("version");
  key.person = body.integer("person");
  key.from = body.date("since");
  return key;
}

Response correct_stay(Call& call) {
  Body body = call.body();
  const cases::StayKey key = read_stay_key(call, body);
  cases::StayCorrection correction;
  correction.reason = body.text("reason");
  const cases::NewStay stay = read_stay(body);
  correction.adult = stay.adult;
  correction.from = stay.from;
  correction.to = stay.to;
  correction.days = stay.days;
  if (!call.faults.empty()) return unread(call);
  return number(call, 200, "version", call.cases().correct_stay(call.asker, key, correction));
}

Response remove_stay(Call& call) {
  Body body = call.body();
  const cases::StayKey key = read_stay_key(call, body);
  const std::string reason = body.text("reason");
  body.end();
  if (!call.faults.empty()) return unread(call);
  return number(call, 200, "version", call.cases().remove_stay(call.asker, key, reason));
}

Response open_case(Call& call) {
  Body body = call.body();
  cases::NewCase made;
  made.household = body.integer("household");
  made.kind = static_cast<cases::CaseKind>(body.one_of("kind", case_kinds()));
  made.owner = body.maybe_integer("owner").value_or(call.asker.user);
  made.next_day = body.date("next_day");
  made.next_step = body.text("next_step");
  body.end();
  if (!call.faults.empty()) return unread(call);
  return number(call, 201, "id", call.cases().open_case(call.asker, made));
}

Response change_case(Call& call) {
  Body body = call.body();
  cases::CaseChange change;
  const std::int64_t version = body.integer("version");
  change.state = static_cast<cases::CaseState>(body.one_of("state", case_states()));
  change.owner = body.integer("owner");
  change.next_day = body.maybe_date("next_day");
  change.next_step = body.text("next_step", false);
  body.end();
  if (!call.faults.empty()) return unread(call);
  return number(call, 200, "version",
                call.cases().change_case(call.asker, call.id(), version, change));
}

std::optional<Month> month_asked(Call& call) {
  std::optional<Month> month;
  for (const net::FormField& field : call.query.fields) {
    if (field.name == "month") month = parse_month(field.value);
    if (field.name != "month" || !month) wrong_query(call, "month");
  }
  return month;
}

Response stored_reply(Call& call, Month month, int revision) {
  const auto bytes = call.cases().calculation(call.asker, call.id(), month, revision);
  if (!bytes) return failed(call, bytes.error());
  JsonWriter out;
  out.begin_object().key("revision").integer(revision);
  out.key("calculation").embed(bytes.value()).end_object();
  return json(201, out.take(), call.route);
}

/// Calculates by the case's municipality and keeps the answer in the case.
Response store_calculation(Call& call) {
  auto page = call.cases().case_page(call.asker, call.id());
  if (!page) return failed(call, page.error());
  norm::Ask asked;
  asked.household = call.request.body;
  asked.municipality = call.asker.municipality;
  asked.today = call.services.clock->today();
  asked.month = month_asked(call);
  if (!call.faults.empty()) return faults(400, call.faults, call.route);
  const auto told = norm::ask(*call.services.library, asked, call.faults);
  if (!told) return faults(422, call.faults, call.route);
  const norm::Calculation& answer = *told->calculation;
  const cases::NewCalculation made = cases::from_norm(
      answer, norm::render(answer, *told->edition->presentation, norm::Format::json));
  const auto revision = call.cases().store_calculation(call.asker, call.id(), made);
  if (!revision) return failed(call, revision.error());
  call.made = {"revision", revision.value()};
  return stored_reply(call, made.month, revision.value());
}

// ---------------------------------------------------------------------------- routes

struct Route {
  Method method;
  std::string_view pattern;
  Response (*answer)(Call&);
  bool changes = false;  ///< made once for each Idempotency-Key
};

// What is not a number stands before what is: the first that fits answers.
constexpr std::array kRoutes = {
    Route{Method::get, "/api/v1/me", me},
    Route{Method::get, "/api/v1/work", work},
    Route{Method::post, "/api/v1/search", search},
    Route{Method::post, "/api/v1/people", register_person, true},
    Route{Method::post, "/api/v1/people/echo", echo},
    Route{Method::get, "/api/v1/people/:id", person},
    Route{Method::post, "/api/v1/people/:id", edit_person, true},
    Route{Method::post, "/api/v1/people/:id/number", change_number, true},
    Route{Method::post, "/api/v1/people/:id/contact", reveal},
    Route{Method::post, "/api/v1/people/:id/accounts", add_account, true},
    Route{Method::post, "/api/v1/people/:id/accounts/end", end_account, true},
    Route{Method::post, "/api/v1/households", create_household, true},
    Route{Method::get, "/api/v1/households/:id", household},
    Route{Method::post, "/api/v1/households/:id/stays", add_stay, true},
    Route{Method::post, "/api/v1/households/:id/stays/end", end_stay, true},
    Route{Method::post, "/api/v1/households/:id/stays/correct", correct_stay, true},
    Route{Method::post, "/api/v1/households/:id/stays/remove", remove_stay, true},
    Route{Method::post, "/api/v1/cases", open_case, true},
    Route{Method::get, "/api/v1/cases/:id", case_file},
    Route{Method::post, "/api/v1/cases/:id", change_case, true},
    Route{Method::post, "/api/v1/cases/:id/calculations", store_calculation, true},
    Route{Method::get, "/api/v1/cases/:id/calculations/:month/:revision", calculation},
};

/// A path's places: numbers and months, never words. Nothing when the path does not fit.
std::optional<std::vector<net::PathPlace>> places_of(const Route& route, std::string_view path) {
  auto places = net::match_path(route.pattern, path);
  const auto is_word = [](const net::PathPlace& each) {
    return each.value[0] < '0' || each.value[0] > '9';
  };
  if (!places || std::any_of(places->begin(), places->end(), is_word)) return std::nullopt;
  return places;
}

/// Why they ask, percent-encoded. A page of another site cannot send it, so it also shows that the
/// request is meant.
std::string purpose_of(const net::Request& request) {
  const auto read = net::read_urlencoded("purpose=" + std::string(request.field("utvag-purpose")));
  if (!read || read.value().fields.size() != 1) return {};
  return read.value().fields[0].value;
}

/// Fills in who asks and what was sent; answers when something is wrong with it.
std::optional<Response> prepare(Call& call) {
  const auto staff = call.services.staff ? call.services.staff()
                                         : Result<std::optional<cases::Staff>>(std::nullopt);
  if (!staff) return failed(call, staff.error());
  if (!staff.value() || call.services.cases == nullptr) {
    return fault(401, {"api.session", "", "Logga in först.", "Log in first."}, call.route);
  }
  const cases::Staff& who = *staff.value();
  call.asker = {who.id, who.role, who.municipality, purpose_of(call.request)};
  if (call.asker.purpose.empty()) {
    return fault(400,
                 {"api.purpose", "Utvag-Purpose", "Skriv varför i fältet Utvag-Purpose.",
                  "Say why in the field Utvag-Purpose."},
                 call.route);
  }
  auto query = net::read_urlencoded(call.request.head.query);
  if (!query) return fault(400, query.error(), call.route);
  call.query = std::move(query.value());
  if (call.request.method() != Method::post) return std::nullopt;
  if (!call.request.field("content-type").starts_with("application/json")) {
    return fault(415,
                 {"api.type", "Content-Type", "Skicka application/json.", "Send application/json."},
                 call.route);
  }
  auto sent = parse_json(call.request.body);
  if (!sent) return fault(400, sent.error(), call.route);
  call.sent = std::move(sent.value());
  return std::nullopt;
}

constexpr std::size_t kMaxKeyBytes = 128;

/// The answer of a change that was made before, from what change_once() kept.
Response made_before(Call& call, const Route& route, std::string_view sent, std::string_view kept) {
  std::array<std::string_view, 4> parts;  // what was sent, status, number, its key
  for (std::string_view& part : parts) {
    part = kept.substr(0, kept.find(' '));
    kept.remove_prefix(std::min(part.size() + 1, kept.size()));
  }
  if (parts[0] != sent) {
    return fault(422,
                 {"api.key-used", "Idempotency-Key",
                  "Nyckeln har använts för något annat. Skicka en ny nyckel.",
                  "The key was used for something else. Send a new key."},
                 call.route);
  }
  call.made = {std::string(parts[3]), whole_number<std::int64_t>(parts[2]).value_or(0)};
  if (route.answer == store_calculation) {
    if (const auto month = month_asked(call))
      return stored_reply(call, *month, static_cast<int>(call.made.value));
  }
  return made_reply(call, whole_number<int>(parts[1]).value_or(200));
}

/// A change under a key of the asker's own (the header Idempotency-Key): sent again after a broken
/// connection it is not made again, and is answered as the first time. What is kept for that is a
/// number, never what was sent.
Response change_once(Call& call, const Route& route) {
  const std::string_view key = call.request.field("idempotency-key");
  if (key.empty()) return route.answer(call);
  if (key.size() > kMaxKeyBytes) {
    return fault(400,
                 {"api.key", "Idempotency-Key", "Nyckeln är för lång: högst 128 tecken.",
                  "The key is too long: at most 128 characters."},
                 call.route);
  }
  const std::string name = "api." + std::to_string(call.asker.user) + "." + sha256_hex(key);
  const std::string sent =
      sha256_hex(call.request.path() + "?" + call.request.head.query + "\n" + call.request.body);
  Response response;
  const Error refused{"api.refused", "", "", ""};
  const auto once = call.cases().once(call.asker, name, [&]() -> Result<std::string> {
    call.faults.clear();
    call.failed.reset();
    response = route.answer(call);
    if (call.failed) return *call.failed;
    if (response.status >= 400) return refused;
    return sent + " " + std::to_string(response.status) + " " + std::to_string(call.made.value) +
           " " + call.made.key;
  });
  if (once && once.value().repeated) return made_before(call, route, sent, once.value().address);
  if (!once && once.error().code != refused.code) return failed(call, once.error());
  return response;
}

}  // namespace

bool is_casework(std::string_view path) {
  for (const std::string_view begin : {"/api/v1/me", "/api/v1/work", "/api/v1/search",
                                       "/api/v1/people", "/api/v1/households", "/api/v1/cases"}) {
    if (path.starts_with(begin) && (path.size() == begin.size() || path[begin.size()] == '/'))
      return true;
  }
  return false;
}

Response casework(const Services& services, const net::Request& request) {
  const bool post = request.method() == Method::post;
  std::string allowed;
  for (const Route& route : kRoutes) {
    auto places = places_of(route, request.path());
    if (!places) continue;
    Call call{services, request, route.pattern, std::move(*places)};
    if (post == (route.method == Method::post)) {
      if (auto answered = prepare(call)) return std::move(*answered);
      return route.changes ? change_once(call, route) : route.answer(call);
    }
    allowed = post ? "GET, HEAD" : "POST";
  }
  if (allowed.empty()) {
    return fault(404,
                 {"api.unknown", "", "Adressen finns inte. Se /api/v1/openapi.json.",
                  "There is no such address. See /api/v1/openapi.json."},
                 "/api");
  }
  Response response = fault(405,
                            {"api.method", "", "Adressen tar inte den metoden.",
                             "The address does not take that method."},
                            "/api");
  response.fields.push_back({"Allow", allowed});
  return response;
}

}  // namespace utvag::api
