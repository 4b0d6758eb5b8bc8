#include "web/entry.hpp"

#include <algorithm>

#include "net/head.hpp"

namespace utvag::web {
namespace {

using net::Method;

constexpr std::string_view kSessionCookie = "utvag_session";
constexpr std::string_view kWaitingCookie = "utvag_kvar";
constexpr std::int64_t kWaitingSeconds = 1800;
constexpr int kLoginsAMinute = 30;

KeptForms forms_of(const Services& services, const KeptLimits& limits) {
  return KeptForms(limits, [sessions = services.sessions] { return sessions->random_key(); });
}

bool is_trusted(const Context& context) {
  const auto& proxies = context.services.proxies;
  return std::find(proxies.begin(), proxies.end(), context.request.peer) != proxies.end();
}

/// The public address is https: by the settings, or as a trusted proxy says of this request.
bool is_by_tls(const Context& context) {
  return context.services.secure_cookies ||
         (is_trusted(context) && context.request.field("x-forwarded-proto") == "https");
}

void set_cookie(const Context& context, net::Response& response, std::string_view name,
                std::string_view value, std::optional<std::int64_t> seconds) {
  std::string out(name);
  out.append("=").append(value).append("; Path=/; HttpOnly; SameSite=Lax");
  if (is_by_tls(context)) out.append("; Secure");
  if (seconds) out.append("; Max-Age=").append(std::to_string(*seconds));
  response.fields.push_back({"Set-Cookie", std::move(out)});
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

/// The browser itself says that a page of ours sent it.
bool is_surely_from_here(const net::Request& request) {
  return request.field("sec-fetch-site") == "same-origin";
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '/';
    if (plain) {
      out += c;
    } else {
      out.append("%").append(1, kDigits[byte >> 4U]).append(1, kDigits[byte & 15U]);
    }
  }
  return out;
}

/// The page asked for, as an address to come back to: its query without a key of a kept form.
std::string own_address(const net::Request& request, std::string_view key) {
  std::string query;
  std::string_view rest = request.head.query;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (pair.empty() || pair.starts_with("kvar=") || pair.starts_with("sparat=")) continue;
    query.append(query.empty() ? "" : "&").append(pair);
  }
  if (!key.empty()) query.append(query.empty() ? "kvar=" : "&kvar=").append(key);
  return percent_encoded(request.path()) + (query.empty() ? "" : "?" + query);
}

/// `text` when it leads to one of our pages, else the start of work.
std::string safe_return(std::string_view text) {
  const std::string home = "/mitt-arbete";
  if (!text.starts_with('/') || text.starts_with("//") || text.size() > 1000) return home;
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) {
    return c > 0x20 && c < 0x7F && c != '\\' && c != '"' && c != '<' && c != '>' && c != '#';
  });
  if (!printable) return home;
  const auto path = net::percent_decoded(text.substr(0, text.find('?')), false);
  return path && is_page(*path) ? std::string(text) : home;
}

/// Keeps a form that was sent without a session, for the login that its ended session had.
void keep_waiting(Context& context, net::Response& response, const std::string& login) {
  if (is_from_elsewhere(context.request)) return;
  auto form = net::read_form(context.request.field("content-type"), context.request.body);
  if (!form || form.value().fields.empty()) return;
  KeptForms& forms = login.empty() ? context.memory->strays : context.memory->waiting;
  const std::string key =
      forms.keep(login, {context.request.path(), std::move(form.value()), false},
                 context.services.clock->now());
  if (!key.empty()) set_cookie(context, response, kWaitingCookie, key, kWaitingSeconds);
}

/// The form that waits in this browser, when it is of this login or nobody knows whose: kept for
/// the new session. Its page's address.
std::optional<std::string> take_waiting(Context& context, const std::string& login,
                                        const std::string& session) {
  const auto key = context.request.cookie(kWaitingCookie);
  const Instant now = context.services.clock->now();
  auto kept = context.memory->waiting.take(key, login, now);
  if (!kept) kept = context.memory->strays.take(key, "", now);
  if (!kept) return std::nullopt;
  std::string path = percent_encoded(kept->path);
  const std::string shown = context.memory->shown.keep(session, std::move(*kept), now);
  return shown.empty() ? std::nullopt : std::optional(path + "?kvar=" + shown);
}

}  // namespace

Memory::Memory(const Services& services)
    : shown(forms_of(services, {std::size_t{64} << 20U, 20, doors::kSessionSeconds})),
      waiting(forms_of(services, {std::size_t{16} << 20U, 20, kWaitingSeconds})),
      strays(forms_of(services, {std::size_t{8} << 20U, 1000, kWaitingSeconds})),
      logins(kLoginsAMinute) {}

std::string client_address(const Context& context) {
  // The last of the list is the one the proxy itself saw.
  const std::string_view told = context.request.field("x-forwarded-for");
  if (!is_trusted(context) || told.empty()) return context.request.peer;
  const std::string_view last = told.substr(told.rfind(',') + 1);
  const std::size_t first = last.find_first_not_of(' ');
  return std::string(first == last.npos ? last : last.substr(first)).substr(0, 64);
}

std::optional<Error> find_staff(Context& context) {
  const auto cookie = context.request.cookie(kSessionCookie);
  if (cookie.empty() || context.services.sessions == nullptr) return std::nullopt;
  auto session = context.services.sessions->read(cookie, context.services.clock->now());
  if (!session || context.services.cases == nullptr) return std::nullopt;
  auto found = context.services.cases->staff_of_session(session->login, session->id);
  if (!found && found.error().code == "cases.not-found") return std::nullopt;
  context.session = std::move(session);
  if (!found) return found.error();
  context.staff = std::move(found.value());
  return std::nullopt;
}

std::optional<net::Response> take_form(Context& context) {
  if (is_from_elsewhere(context.request)) return error_page(context, 403);
  auto form = net::read_form(context.request.field("content-type"), context.request.body);
  if (!form) return error_page(context, form.error().code == "form.type" ? 415 : 400);
  if (context.session &&
      !context.services.sessions->is_form_token(*context.session, form.value().value("csrf"))) {
    // A page that was opened before the last log in: what was typed there is offered anew.
    const bool offers = context.staff && is_surely_from_here(context.request) &&
                        is_page(context.request.path()) && context.route != "/logga-in";
    if (!offers) return error_page(context, 403);
    const std::string key = context.memory->shown.keep(
        context.session->id, {context.request.path(), std::move(form.value()), false},
        context.services.clock->now());
    if (key.empty()) return error_page(context, 403);
    return see_other(own_address(context.request, key));
  }
  context.form = std::move(form.value());
  return std::nullopt;
}

net::Response ask_to_log_in(Context& context) {
  const auto cookie = context.request.cookie(kSessionCookie);
  const bool page = is_page(context.request.path());
  std::string address = "/logga-in";
  if (page) address += "?till=" + percent_encoded(own_address(context.request, {}));
  if (page && !cookie.empty()) address += "&ut=1";
  net::Response response = see_other(std::move(address));
  if (context.request.method() != Method::post || !page) return response;
  const auto ended = context.services.sessions->read_ended(cookie);
  keep_waiting(context, response, ended ? ended->login : std::string());
  return response;
}

std::optional<net::Response> keep_question(Context& context) {
  const std::string key =
      context.memory->shown.keep(context.session->id, {context.request.path(), context.form, true},
                                 context.services.clock->now());
  if (key.empty()) return std::nullopt;
  return see_other(own_address(context.request, key));
}

bool find_kept(Context& context) {
  if (!context.session || !context.query.has("kvar")) return false;
  auto kept = context.memory->shown.find(context.query.value("kvar"), context.session->id,
                                         context.services.clock->now());
  if (!kept || kept->path != context.request.path()) {
    context.offer = Offer::gone;
    return false;
  }
  context.form = std::move(kept->form);
  if (!kept->question) context.offer = Offer::logged_out;
  return kept->question;
}

net::Response log_in(Context& context) {
  const Instant now = context.services.clock->now();
  if (context.memory->logins.is_too_many(client_address(context), now)) {
    net::Response response = error_page(context, 429);
    response.fields.push_back({"Retry-After", std::to_string(60 - now.seconds % 60)});
    return response;
  }
  const std::string login(context.form.value("inloggning"));
  auto found = context.services.cases == nullptr
                   ? Result<cases::Staff>(Error{"cases.not-found", "", "", ""})
                   : context.services.cases->staff_by_login(login);
  if (!found && found.error().code != "cases.not-found") return failure(context, found.error());
  if (!context.services.demo || !found || !found.value().active) return error_page(context, 403);
  const std::string cookie = context.services.sessions->begin(found.value().login, now);
  const auto session = context.services.sessions->read_ended(cookie);
  const auto waiting = take_waiting(context, found.value().login, session->id);
  net::Response response = see_other(waiting ? *waiting : safe_return(context.form.value("till")));
  set_cookie(context, response, kSessionCookie, cookie, std::nullopt);
  if (!context.request.cookie(kWaitingCookie).empty())
    set_cookie(context, response, kWaitingCookie, "", 0);
  return response;
}

net::Response log_out(Context& context) {
  const auto ended =
      context.services.cases->end_session(context.staff->municipality, context.session->id);
  if (!ended) return failure(context, ended.error());
  context.memory->shown.forget(context.session->id);
  net::Response response = see_other("/");
  set_cookie(context, response, kSessionCookie, "", 0);
  return response;
}

}  // namespace utvag::web
