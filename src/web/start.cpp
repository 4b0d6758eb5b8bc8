#include "text/staff.hpp"
#include "web/context.hpp"

namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::Address;
using html::Writer;

void card(Writer& out, const std::string& heading, const std::string& words,
          const Address& address) {
  const auto item = out.in("li", {{"class", "u-card"}});
  {
    const auto h = out.in("h2");
    out.leaf("a", {{"href", address}}, heading);
  }
  html::paragraph(out, words);
}

}  // namespace

net::Response start_page(Context& context) {
  return page(context, staff::start_title(), {}, [&](Writer& out) {
    out.leaf("h1", staff::start_heading());
    out.leaf("p", {{"class", "u-lead"}}, staff::start_lead());
    if (context.services.demo) {
      html::notice(out, html::Notice::info, staff::demo_heading(), staff::demo_words());
    }
    const auto list = out.in("ul", {{"class", "u-cards"}});
    if (context.staff) {
      card(out, staff::nav_work(), staff::start_work(), Address("/mitt-arbete"));
      card(out, staff::nav_search(), staff::start_search(), Address("/sok"));
      card(out, staff::nav_calculate(), staff::start_calculate(), Address("/berakning"));
    } else {
      card(out, staff::log_in(), staff::start_log_in(), Address("/logga-in"));
    }
    card(out, staff::nav_rules(), staff::start_rules(), Address("/regler"));
  });
}

net::Response login_page(Context& context) {
  if (context.services.cases == nullptr) return error_page(context, 503);
  const auto municipalities = context.services.cases->municipalities();
  if (!municipalities) return failure(context, municipalities.error());
  std::vector<std::pair<std::string, std::vector<cases::Staff>>> groups;
  for (const cases::Municipality& each : municipalities.value()) {
    auto found = context.services.cases->staff(each.code);
    if (!found) return failure(context, found.error());
    groups.emplace_back(each.name, std::move(found.value()));
  }
  const std::string till(context.query.value("till"));
  return page(context, staff::log_in(), {}, [&](Writer& out) {
    out.leaf("h1", staff::log_in());
    if (context.query.has("ut")) {
      html::notice(out, html::Notice::warning, staff::logged_out(), staff::logged_out_do());
    } else if (!till.empty()) {
      html::paragraph(out, staff::log_in_first());
    }
    if (!context.services.demo || groups.empty()) {
      html::empty_state(out, staff::no_logins(), staff::no_logins_do(), std::nullopt);
      return;
    }
    html::paragraph(out, staff::log_in_demo());
    for (const auto& [municipality, people] : groups) {
      out.leaf("h2", municipality);
      const auto list = out.in("ul", {{"class", "u-logins"}});
      for (const cases::Staff& each : people) {
        if (!each.active) continue;
        const auto item = out.in("li");
        html::post_form(out, Address("/logga-in"), context.csrf(), [&] {
          if (!till.empty()) html::hidden(out, "till", till);
          html::button(out, staff::login_as(each.name, cases::name_sv(each.role)),
                       html::Button::secondary, "inloggning", each.login);
        });
      }
    }
  });
}

}  // namespace utvag::web
