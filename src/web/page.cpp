#include <array>

#include "text/staff.hpp"
#include "web/context.hpp"

namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::Address;
using html::Writer;

std::vector<html::Link> navigation(const Context& context, std::string_view active) {
  std::vector<html::Link> links;
  const auto add = [&](std::string words, const char* path) {
    links.push_back({std::move(words), Address::path(path), active == path});
  };
  if (context.staff) {
    add(staff::nav_work(), "/mitt-arbete");
    add(staff::nav_search(), "/sok");
    add(staff::nav_calculate(), "/berakning");
  }
  add(staff::nav_rules(), "/regler");
  return links;
}

struct Fault {
  int status;
  std::string (*heading)();
  std::string (*words)();
};

const Fault& fault_for(int status) {
  static const std::array kFaults = {
      Fault{400, staff::fault_400, staff::fault_400_do},
      Fault{403, staff::fault_403, staff::fault_403_do},
      Fault{404, staff::fault_404, staff::fault_404_do},
      Fault{405, staff::fault_405, staff::fault_405_do},
      Fault{409, staff::fault_409, staff::fault_409_do},
      Fault{413, staff::fault_413, staff::fault_413_do},
      Fault{415, staff::fault_415, staff::fault_415_do},
      Fault{429, staff::fault_429, staff::fault_429_do},
      Fault{503, staff::fault_503, staff::fault_503_do},
      Fault{500, staff::fault_500, staff::fault_500_do},
  };
  for (const Fault& each : kFaults) {
    if (each.status == status) return each;
  }
  // What a browser never sends by itself is told as a request that cannot be read.
  return status >= 500 && status != 501 && status != 505 ? kFaults.back() : kFaults.front();
}

void write_offer(Writer& out, Offer offer) {
  switch (offer) {
    case Offer::none:
      return;
    case Offer::logged_out:
      return html::notice(out, html::Notice::warning, staff::offer_logged_out(),
                          staff::offer_logged_out_do());
    case Offer::changed:
      return html::notice(out, html::Notice::warning, staff::fault_409(), staff::offer_changed());
    case Offer::gone:
      return html::notice(out, html::Notice::warning, staff::offer_gone(), staff::offer_gone_do());
  }
}

/// What a form held, to be sent again as it was: with the token it had, so that it is known if it
/// was saved after all.
void write_again(Writer& out, const Context& context) {
  const net::Form& form = context.form;
  html::post_form(out, Address::path(context.request.path()), form.value("csrf"), [&] {
    for (const net::FormField& each : form.fields) {
      if (each.name != "csrf") html::hidden(out, each.name, each.value);
    }
    html::button(out, staff::try_again(), html::Button::primary);
  });
  html::details(out, staff::what_you_wrote(), true, [&] {
    const auto list = out.in("ul");
    for (const net::FormField& each : form.fields) {
      const bool own = each.name == "csrf" || each.name == "gör" || each.name == "version";
      if (!own && !each.value.empty()) out.leaf("li", each.value);
    }
  });
}

/// A page for what we could not do. A form that was sent is kept in it.
net::Response not_done(const Context& context, int status) {
  const bool sent = context.session && !context.form.fields.empty() &&
                    context.request.method() == net::Method::post;
  if (!sent) return error_page(context, status);
  const std::string heading = fault_for(status).heading();
  return page(context, heading, {.status = status}, [&](Writer& out) {
    out.leaf("h1", heading);
    html::paragraph(out, staff::not_done_do());
    write_again(out, context);
  });
}

}  // namespace

net::Response page(const Context& context, std::string_view title, const PageOptions& options,
                   const Content& content) {
  html::Frame frame;
  frame.title = title;
  frame.navigation = navigation(context, options.active);
  if (context.staff) {
    frame.user = staff::logged_in_as(context.staff->name, cases::name_sv(context.staff->role));
    frame.csrf = context.csrf();
  }
  frame.stylesheet = context.services.assets->stylesheet();
  frame.script = context.services.assets->script();
  frame.density = options.density;
  frame.error = options.error;
  frame.demo = context.services.demo;
  net::Response response;
  response.status = options.status;
  response.body = html::page(frame, [&](Writer& out) {
    write_offer(out, context.offer);
    content(out);
  });
  response.fields.push_back({"Cache-Control", "no-store"});
  return response;
}

net::Response see_other(std::string address) {
  net::Response response;
  response.status = 303;
  response.content_type.clear();
  response.fields.push_back({"Location", std::move(address)});
  response.fields.push_back({"Cache-Control", "no-store"});
  return response;
}

net::Response error_page(const Context& context, int status) {
  const Fault& fault = fault_for(status);
  const std::string heading = fault.heading();
  return page(context, heading, {.status = status}, [&](Writer& out) {
    out.leaf("h1", heading);
    html::paragraph(out, fault.words());
    html::button_link(out, staff::to_start(), Address("/"), html::Button::secondary);
  });
}

net::Response log_out_page(const Context& context) {
  const std::string heading = staff::log_out();
  return page(context, heading, {.status = 405}, [&](Writer& out) {
    out.leaf("h1", heading);
    html::paragraph(out, staff::log_out_do());
    html::post_form(out, Address("/logga-ut"), context.csrf(),
                    [&] { html::button(out, staff::log_out(), html::Button::primary); });
  });
}

net::Response failure(const Context& context, const Error& error) {
  context.failed = error;
  if (error.code == "cases.not-found") return error_page(context, 404);
  if (error.code == "cases.changed") return error_page(context, 409);
  if (error.code == "cases.role") return error_page(context, 403);
  if (context.services.log != nullptr) {
    context.services.log->error(
        "failure", {{"code", error.code}, {"reason", error.where}, {"route", context.route}});
  }
  return not_done(context, error.code.starts_with("db.") ? 503 : 500);
}

net::Response broken(const Context& context) {
  return not_done(context, 500);
}

}  // namespace utvag::web
