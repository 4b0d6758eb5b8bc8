#include "web/site.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "api/api.hpp"
#include "base/deflate.hpp"
#include "base/sha256.hpp"
#include "text/staff.hpp"
#include "web/context.hpp"
#include "web/metrics.hpp"

namespace utvag::web {
namespace {

namespace staff = text::staff;
using net::Method;

enum class Who : std::uint8_t { anyone, staff };

struct Route {
  Method method;
  std::string_view pattern;
  net::Response (*answer)(Context&);
  Who who;
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
    Route{Method::post, "/berakning", calculate_post, Who::staff},
    Route{Method::get, "/mitt-arbete", my_work_page, Who::staff},
    Route{Method::get, "/sok", search_page, Who::staff},
    Route{Method::post, "/sok", search_post, Who::staff},
    Route{Method::get, "/personer/ny", new_person_page, Who::staff},
    Route{Method::post, "/personer/ny", new_person_post, Who::staff},
    Route{Method::get, "/personer/:id", person_page, Who::staff},
    Route{Method::post, "/personer/:id", person_post, Who::staff},
    Route{Method::get, "/personer/:id/skydd", protection_page, Who::staff},
    Route{Method::post, "/personer/:id/skydd", protection_post, Who::staff},
    Route{Method::get, "/hushall/:id", household_page, Who::staff},
    Route{Method::post, "/hushall/:id", household_post, Who::staff},
    Route{Method::get, "/arenden/:id", case_page, Who::staff},
    Route{Method::post, "/arenden/:id", case_post, Who::staff},
    Route{Method::get, "/arenden/:id/berakna", case_calculation_page, Who::staff},
    Route{Method::post, "/arenden/:id/berakna", case_calculation_post, Who::staff},
    Route{Method::get, "/arenden/:id/berakning/:month/:revision", stored_calculation_page,
          Who::staff},
};

/// Whether `path` fits `pattern`; fills what stands at its ":names".
bool fits(std::string_view pattern, std::string_view path,
          std::map<std::string, std::string, std::less<>>& found) {
  found.clear();
  while (!pattern.empty() && !path.empty()) {
    const std::size_t pattern_end = std::min(pattern.find('/', 1), pattern.size());
    const std::size_t path_end = std::min(path.find('/', 1), path.size());
    const std::string_view want = pattern.substr(1, pattern_end - 1);
    const std::string_view have = path.substr(1, path_end - 1);
    if (want.starts_with(':')) {
      if (have.empty()) return false;
      found.emplace(want, have);
    } else if (want != have) {
      return false;
    }
    pattern.remove_prefix(pattern_end);
    path.remove_prefix(path_end);
  }
  return pattern.empty() && path.empty();
}

constexpr std::string_view kCookie = "utvag_session";

std::string cookie_field(const Services& services, std::string_view value, bool ends) {
  std::string out(kCookie);
  out.append("=").append(value).append("; Path=/; HttpOnly; SameSite=Lax");
  if (services.secure_cookies) out.append("; Secure");
  if (ends) out.append("; Max-Age=0");
  return out;
}

/// A POST from a page of another site: browsers say where it comes from. Since no page of ours
/// tells its address (Referrer-Policy), their Origin may be "null"; the form's token then decides.
bool is_from_elsewhere(const net::Request& request) {
  const std::string_view site = request.field("sec-fetch-site");
  if (!site.empty()) return site != "same-origin" && site != "none";
  const std::string_view origin = request.field("origin");
  if (origin.empty() || origin == "null") return false;
  const std::size_t scheme = origin.find("://");
  return scheme == origin.npos || origin.substr(scheme + 3) != request.field("host");
}

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

/// Finds who is logged in, or the fault of the database that keeps it from being told.
std::optional<Error> read_session(Context& context) {
  const auto cookie = context.request.cookie(kCookie);
  if (cookie.empty() || context.services.sessions == nullptr) return std::nullopt;
  auto session = context.services.sessions->read(cookie, context.services.clock->now());
  if (!session || context.services.cases == nullptr) return std::nullopt;
  auto found = context.services.cases->staff_by_login(session->login);
  if (!found) {
    if (found.error().code == "cases.not-found") return std::nullopt;
    return found.error();
  }
  if (!found.value().active) return std::nullopt;
  context.session = std::move(session);
  context.staff = std::move(found.value());
  return std::nullopt;
}

/// The same for a page: a fault is answered with.
std::optional<net::Response> find_staff(Context& context) {
  const std::optional<Error> fault = read_session(context);
  if (!fault) return std::nullopt;
  return failure(context, *fault);
}

/// Reads a POST's form and checks its token; answers when something is wrong with it.
std::optional<net::Response> take_form(Context& context) {
  if (is_from_elsewhere(context.request)) return error_page(context, 403);
  auto form = net::read_form(context.request.field("content-type"), context.request.body);
  if (!form) return error_page(context, form.error().code == "form.type" ? 415 : 400);
  context.form = std::move(form.value());
  if (context.session &&
      !context.services.sessions->is_form_token(*context.session, context.form.value("csrf"))) {
    return error_page(context, 403);
  }
  return std::nullopt;
}

net::Response answer(Context& context, const Route& route) {
  if (auto fault = find_staff(context)) return std::move(*fault);
  auto query = net::read_urlencoded(context.request.head.query);
  if (!query) return error_page(context, 400);
  context.query = std::move(query.value());
  if (route.who == Who::staff && !context.staff) return see_other("/logga-in");
  if (route.method == Method::post) {
    if (auto fault = take_form(context)) return std::move(*fault);
  }
  return route.answer(context);
}

net::Response method_not_allowed(const Context& context, std::string_view allowed) {
  net::Response response = error_page(context, 405);
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

Site::Site(const Services& services) : services_(services), metrics_(std::make_unique<Metrics>()) {}
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
      std::optional<Error> fault = read_session(context);
      if (fault) return *fault;
      return std::move(context.staff);
    };
    net::Response response =
        api::answer({services_.library, services_.clock, services_.cases, who}, request);
    pack(response, request);
    return response;
  }
  Context context(services_, request);
  const Method method = request.method() == Method::head ? Method::get : request.method();
  std::string_view allowed;
  for (const Route& route : kRoutes) {
    if (!fits(route.pattern, path, context.path)) continue;
    if (route.method != method) {
      allowed = route.method == Method::get ? "GET, HEAD" : "POST";
      continue;
    }
    context.route = route.pattern;
    net::Response response = answer(context, route);
    response.route = route.pattern;
    pack(response, request);
    return response;
  }
  if (auto fault = find_staff(context)) return std::move(*fault);
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
  const std::string& text = found->second;
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size() || value <= 0) return std::nullopt;
  return value;
}

net::Response log_in(Context& context) {
  const std::string login(context.form.value("inloggning"));
  auto found = context.services.cases == nullptr
                   ? Result<cases::Staff>(Error{"cases.not-found", "", "", ""})
                   : context.services.cases->staff_by_login(login);
  if (!found && found.error().code != "cases.not-found") return failure(context, found.error());
  if (!context.services.demo || !found || !found.value().active) return error_page(context, 403);
  net::Response response = see_other("/mitt-arbete");
  response.fields.push_back(
      {"Set-Cookie", cookie_field(context.services,
                                  context.services.sessions->begin(found.value().login,
                                                                   context.services.clock->now()),
                                  false)});
  return response;
}

net::Response log_out(Context& context) {
  net::Response response = see_other("/");
  response.fields.push_back({"Set-Cookie", cookie_field(context.services, "", true)});
  return response;
}

}  // namespace utvag::web
