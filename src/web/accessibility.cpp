#include <array>
#include <initializer_list>

#include "text/staff.hpp"
#include "text/text.hpp"
#include "web/context.hpp"
#include "web/law_link.hpp"

/// The accessibility statement: what 13 § lagen (2018:1937) om tillgänglighet till digital
/// offentlig service and Digg's regulations (MDFFS 2019:2) ask it to tell.
namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::Address;
using html::Writer;

constexpr std::string_view kAct = "lagen (2018:1937)";
constexpr std::string_view kReport = "https://www.digg.se/tdosanmalan";

void access_list(Writer& out, std::initializer_list<std::string> lines) {
  const auto list = out.in("ul");
  for (const std::string& each : lines) out.leaf("li", each);
}

std::string access_day(std::string_view iso) {
  std::string words;
  const auto date = parse_date(iso);
  if (date) text::append_date(words, text::Language::sv, *date);
  return words;
}

void access_compliance(Writer& out) {
  out.leaf("h2", staff::access_state_heading());
  out.leaf("p", {{"class", "u-lead"}}, staff::access_state());
  html::paragraph(out, staff::access_standard());
  out.leaf("h2", staff::access_lacks_heading());
  access_list(out, {staff::access_lack_time(), staff::access_lack_readers(),
                    staff::access_lack_people(), staff::access_lack_languages()});
  html::paragraph(out, staff::access_burden());
  html::paragraph(out, staff::access_outside());
}

void access_assessment(Writer& out) {
  out.leaf("h2", staff::access_tested_heading());
  html::paragraph(out, staff::access_self());
  access_list(
      out, {staff::access_tested_axe(), staff::access_tested_html(), staff::access_tested_narrow(),
            staff::access_tested_keyboard(), staff::access_tested_script()});
  html::facts(out, {{staff::access_assessed(), access_day(UTVAG_ACCESSIBILITY_ASSESSED)},
                    {staff::access_updated(), access_day(UTVAG_ACCESSIBILITY_UPDATED)}});
}

/// Fails closed: without a way to tell, the page says so and not that all is well.
void access_contact(Writer& out, const Publisher& publisher) {
  out.leaf("h2", staff::access_tell_heading());
  html::paragraph(out, staff::access_tell());
  if (publisher.email.empty() && publisher.phone.empty() && publisher.page.empty()) {
    html::notice(out, html::Notice::warning, staff::access_no_contact(),
                 staff::access_no_contact_do());
    return;
  }
  const auto list = out.in("ul");
  if (const auto page = Address::elsewhere(publisher.page)) {
    const auto item = out.in("li");
    out.leaf("a", {{"href", *page}}, staff::access_page());
  }
  if (const auto mail = Address::mail(publisher.email)) {
    const auto item = out.in("li");
    out.text(staff::person_email() + ": ");
    out.leaf("a", {{"href", *mail}}, publisher.email);
  }
  if (!publisher.phone.empty()) {
    out.leaf("li", staff::person_phone() + ": " + publisher.phone);
  }
}

}  // namespace

net::Response accessibility_page(Context& context) {
  const Publisher& publisher = context.services.publisher;
  return page(context, staff::access_title(), {}, [&](Writer& out) {
    out.leaf("h1", staff::access_title());
    if (publisher.name.empty()) {
      html::paragraph(out, staff::access_intro_unnamed());
      html::notice(out, html::Notice::warning, staff::access_no_name(), staff::access_no_name_do());
    } else {
      html::paragraph(out, staff::access_intro(publisher.name));
    }
    {
      const auto line = out.in("p");
      html::outside_link(out, law_link(kAct), staff::access_act());
    }
    access_compliance(out);
    access_assessment(out);
    access_contact(out, publisher);
    out.leaf("h2", staff::access_authority_heading());
    html::paragraph(out, staff::access_authority());
    const auto line = out.in("p");
    html::outside_link(out, std::string(kReport), staff::access_report());
  });
}

}  // namespace utvag::web
