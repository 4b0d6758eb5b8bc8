#include "web/site.hpp"

#include <algorithm>
#include <array>

#include "api/api.hpp"
#include "base/deflate.hpp"
#include "base/sha256.hpp"
#include "base/whole_number.hpp"
#include "net/route.hpp"
#include "web/entry.hpp"
#include "web/metrics.hpp"

namespace utvag::web {
namespace {

using net::Method;

enum class Who : std::uint8_t { anyone, staff };

/// What a POST does. A question changes nothing: its answer gets an address of its own. A change
/// is made once, however often its form is sent.
enum class Does : std::uint8_t { other, question, change };

struct Route {
  Method method;
  std::string_view pattern;
  net::Response (*answer)(Context&);
  Who who;
  Does does = Does::other;
};

constexpr std::array kRoutes = {
    Route{Method::get, "/", start_page, Who::anyone},
    Route{Method::get, "/logga-in", login_page, Who::anyone},
    Route{Method::post, "/logga-in", log_in, Who::anyone},
    Route{Method::post, "/logga-ut", log_out, Who::staff},
    Route{Method::get, "/tillganglighet", accessibility_page, Who::anyone},
    Route{Method::get, "/komponenter", components_page, Who::anyone},
    Route{Method::get, "/regler", rule_book_page, Who::anyone},
    Route{Method::get, "/regler/:namn", rule_page, Who::anyone},
    Route{Method::get, "/berakning", calculate_page, Who::staff},
    Route{Method::post, "/berakning", calculate_post, Who::staff, Does::question},
    Route{Method::get, "/mitt-arbete", my_work_page, Who::staff},
    Route{Method::get, "/sok", search_page, Who::staff},
    Route{Method::post, "/sok", search_post, Who::staff, Does::question},
    Route{Method::get, "/personer/ny", new_person_page, Who::staff},
    Route{Method::post, "/personer/ny", new_person_post, Who::staff, Does::change},
    Route{Method::get, "/personer/:id", person_page, Who::staff},
    Route{Method::post, "/personer/:id", person_post, Who::staff, Does::change},
    Route{Method::get, "/personer/:id/nummer", person_number_page, Who::staff},
    Route{Method::post, "/personer/:id/nummer", person_number_post, Who::staff, Does::change},
    Route{Method::get, "/personer/:id/skydd", protection_page, Who::staff},
    Route{Method::post, "/personer/:id/skydd", protection_post, Who::staff, Does::change},
    Route{Method::get, "/hushall/:id", household_page, Who::staff},
    Route{Method::post, "/hushall/:id", household_post, Who::staff, Does::change},
    Route{Method::get, "/hushall/:id/boende/:person/:from", stay_page, Who::staff},
    Route{Method::post, "/hushall/:id/boende/:person/:from", stay_post, Who::staff, Does::change},
    Route{Method::get, "/arenden/:id", case_page, Who::staff},
    Route{Method::post, "/arenden/:id", case_post, Who::staff, Does::change},
    Route{Method::get, "/arenden/:id/berakna", case_calculation_page, Who::staff},
    Route{Method::post, "/arenden/:id/berakna", case_calculation_post, Who::staff, Does::question},
    Route{Method::get, "/arenden/:id/berakning/:month/:revision", stored_calculation_page,
          Who::staff},
};

net::Response plain(int status, std::string body, std::string_view route) {
  net::Response response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(body);
  response.route = route;
  response.fields.push_back({"Cache-Control", "no-store"});
  return response;
}

net::Response asset_response(const Asset& asset, const net::Request& request) {
  net::Response response;
  response.route = "/asset";
  response.content_type = asset.content_type;
  response.fields = {
      {"ETag", asset.etag},
      {"Vary", "Accept-Encoding"},
      {"Cache-Control", asset.path.starts_with("/stil") || asset.path.starts_with("/skript")
                            ? "public, max-age=31536000, immutable"
                            : "public, max-age=86400"}};
  if (net::names_etag(request.field("if-none-match"), asset.etag)) {
    response.status = 304;
    return response;
  }
  if (net::accepts_gzip(request.field("accept-encoding"))) {
    response.fields.push_back({"Content-Encoding", "gzip"});
    response.body = asset.packed;
  } else {
    response.body = asset.content;
  }
  return response;
}

/// Pages hold a token that is new each time beside what was typed, so packing tells nothing of it.
void pack(net::Response& response, const net::Request& request) {
  constexpr std::size_t kWorthwhile = 1400;  // one packet
  if (response.body.size() < kWorthwhile || !net::accepts_gzip(request.field("accept-encoding"))) {
    return;
  }
  response.body = gzip(response.body, 5);
  response.fields.push_back({"Content-Encoding", "gzip"});
  response.fields.push_back({"Vary", "Accept-Encoding"});
}

/// A button may make of a form something else than its page: "spara …" changes, "eko" only asks.
Does what_is_done(const Context& context, const Route& route) {
  const std::string_view button = context.form.value("gör");
  if (route.does == Does::question && button.starts_with("spara")) return Does::change;
  if (route.does == Does::change && button == "eko") return Does::question;
  return route.does;
}

const Route* post_route(std::string_view pattern) {
  for (const Route& each : kRoutes) {
    if (each.pattern == pattern && each.method == Method::post) return &each;
  }
  return nullptr;
}

/// A form's fields with their values, as one text.
std::string fingerprint(const Context& context) {
  std::string text = context.request.path();
  for (const net::FormField& each : context.form.fields) {
    text.append(1, '\0').append(each.name).append(1, '\0').append(each.value);
  }
  return sha256_hex(text);
}

std::string location_of(const net::Response& response) {
  for (const net::Field& each : response.fields) {
    if (each.name == "Location") return each.value;
  }
  return {};
}

/// Makes a change once: the same form sent again, by a double click or a proxy's second try, leads
/// to where the first one led. Its token is new on every page; what it was sent with counts too,
/// for whoever goes back, writes something else and sends it means something else.
net::Response change_once(Context& context, const Route& route) {
  const std::string name = doors::Sessions::form_key(context.form.value("csrf")) + "." +
                           fingerprint(context).substr(0, 16);
  net::Response response;
  const Error refused{"web.refused", "", "", ""};
  const auto done =
      context.services.cases->once(context.asker("formulär"), name, [&]() -> Result<std::string> {
        context.failed.reset();
        context.offer = Offer::none;
        response = route.answer(context);
        if (context.failed) return *context.failed;
        if (response.status >= 400) return refused;
        return location_of(response);
      });
  if (done && done.value().repeated) return see_other(done.value().address);
  // What was answered stands, unless it was the commit itself that failed.
  if (!done && done.error().code != refused.code && !context.failed) {
    return failure(context, done.error());
  }
  return response;
}

net::Response answer_post(Context& context, const Route& route) {
  if (auto fault = take_form(context)) return std::move(*fault);
  switch (what_is_done(context, route)) {
    case Does::change:
      return change_once(context, route);
    case Does::question:
      if (auto kept = keep_question(context)) return std::move(*kept);
      break;
    case Does::other:
      break;
  }
  return route.answer(context);
}

net::Response answer(Context& context, const Route& route) {
  const auto fault = find_staff(context);
  auto query = net::read_urlencoded(context.request.head.query);
  if (!query) return error_page(context, 400);
  context.query = std::move(query.value());
  if (fault && route.who == Who::staff) {
    if (route.method == Method::post) {
      if (auto refused = take_form(context)) return std::move(*refused);
    }
    return failure(context, *fault);
  }
  if (route.who == Who::staff && !context.staff) return ask_to_log_in(context);
  if (route.method == Method::post) return answer_post(context, route);
  const Route* const post = post_route(route.pattern);
  if (find_kept(context)) return post->answer(context);
  if (context.offer == Offer::logged_out && post->does == Does::question) {
    // It is asked again, but whatever its button did besides is for a new press to do.
    std::erase_if(context.form.fields, [](const auto& each) { return each.name == "gör"; });
    return post->answer(context);
  }
  return route.answer(context);
}

/// As answer(); a handler's mistake does not lose what was typed.
net::Response answer_or_tell(Context& context, const Route& route) {
  try {
    return answer(context, route);
  } catch (const std::exception& mistake) {
    if (context.services.log != nullptr) {
      context.services.log->error("exception",
                                  {{"what", mistake.what()}, {"route", route.pattern}});
    }
    return broken(context);
  }
}

net::Response method_not_allowed(const Context& context, std::string_view allowed) {
  net::Response response = context.request.path() == "/logga-ut" && context.staff
                               ? log_out_page(context)
                               : error_page(context, 405);
  response.fields.push_back({"Allow", std::string(allowed)});
  return response;
}

}  // namespace

Assets::Assets(std::string stylesheet, std::string script, std::string icon) {
  const auto add = [&](std::string path, std::string type, std::string content) {
    Asset asset;
    asset.path = std::move(path);
    asset.content_type = std::move(type);
    asset.packed = gzip(content, 9);
    asset.etag = "\"" + sha256_hex(content).substr(0, 16) + "\"";
    asset.content = std::move(content);
    files_.push_back(std::move(asset));
  };
  stylesheet_ = "/stil-" + sha256_hex(stylesheet).substr(0, 12) + ".css";
  add(stylesheet_, "text/css; charset=utf-8", std::move(stylesheet));
  if (!script.empty()) {
    script_ = "/skript-" + sha256_hex(script).substr(0, 12) + ".js";
    add(script_, "text/javascript; charset=utf-8", std::move(script));
  }
  add("/ikon.svg", "image/svg+xml", std::move(icon));
}

const Asset* Assets::find(std::string_view path) const {
  const auto found = std::find_if(files_.begin(), files_.end(),
                                  [&](const Asset& each) { return each.path == path; });
  return found == files_.end() ? nullptr : &*found;
}

bool is_page(std::string_view path) {
  return std::any_of(kRoutes.begin(), kRoutes.end(), [&](const Route& each) {
    return each.method == Method::get && net::match_path(each.pattern, path);
  });
}

Site::Site(const Services& services)
    : services_(services),
      metrics_(std::make_unique<Metrics>()),
      memory_(std::make_unique<Memory>(services_)) {}
Site::~Site() = default;

void Site::answered(const net::Answered& told) {
  metrics_->count(told);
}

net::Response Site::handle(const net::Request& request) const {
  const std::string& path = request.path();
  if (const Asset* asset = services_.assets->find(path)) return asset_response(*asset, request);
  if (path == "/halsa") {
    const bool alive = !services_.database_alive || services_.database_alive();
    return plain(alive ? 200 : 503, alive ? "ok\n" : "database\n", "/halsa");
  }
  if (path == "/metrics") {
    std::string text = metrics_->text(counters_);
    if (services_.database_metrics) text += services_.database_metrics();
    return plain(200, std::move(text), "/metrics");
  }
  if (path.starts_with("/api/")) {
    const auto who = [&]() -> Result<std::optional<cases::Staff>> {
      Context context(services_, request);
      std::optional<Error> fault = find_staff(context);
      if (fault) return *fault;
      return std::move(context.staff);
    };
    net::Response response =
        api::answer({services_.library, services_.clock, services_.cases, who}, request);
    pack(response, request);
    return response;
  }
  Context context(services_, request);
  context.memory = memory_.get();
  const Method method = request.method() == Method::head ? Method::get : request.method();
  std::string_view allowed;
  for (const Route& route : kRoutes) {
    const auto places = net::match_path(route.pattern, path);
    if (!places) continue;
    if (route.method != method) {
      allowed = route.method == Method::get ? "GET, HEAD" : "POST";
      continue;
    }
    context.route = route.pattern;
    for (const net::PathPlace& each : *places) context.path.emplace(each.name, each.value);
    net::Response response = answer_or_tell(context, route);
    response.route = route.pattern;
    pack(response, request);
    return response;
  }
  // A page that is not there is told of also when the database is away.
  (void)find_staff(context);
  return allowed.empty() ? error_page(context, 404) : method_not_allowed(context, allowed);
}

net::Response Site::refuse(int status) const {
  static const net::Request kNothing;
  const Context context(services_, kNothing);
  return error_page(context, status);
}

cases::Asker Context::asker(std::string_view purpose) const {
  return {staff->id, staff->role, staff->municipality, std::string(purpose)};
}

std::string Context::csrf() const {
  return session ? services.sessions->form_token(*session) : std::string();
}

std::optional<std::int64_t> Context::id(std::string_view name) const {
  const auto found = path.find(name);
  if (found == path.end()) return std::nullopt;
  const auto value = whole_number<std::int64_t>(found->second);
  return value && *value > 0 ? value : std::nullopt;
}

}  // namespace utvag::web
