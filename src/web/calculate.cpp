#include "norm/ask.hpp"
#include "text/staff.hpp"
#include "web/calculate_form.hpp"
#include "web/context.hpp"
#include "web/worksheet.hpp"

/// The calculation page: a household by form, and the worksheet with every citation. Nothing of it
/// is stored.
namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::Address;
using html::FieldFault;
using html::Writer;

constexpr const char* kPath = "/berakning";

std::vector<html::Option> municipality_options(const Context& context) {
  std::vector<html::Option> options = {{"", staff::only_national()}};
  for (const norm::Municipality& each : context.services.library->municipalities()) {
    std::string words = each.code;
    for (const std::string& pack : each.packs) words += " – " + pack;
    options.push_back({each.code, std::move(words)});
  }
  // A municipality without a pack of its own goes by the law, and may still be said.
  if (context.staff) {
    const std::string& own = context.staff->municipality;
    bool there = false;
    for (const html::Option& each : options) there = there || each.value == own;
    if (!there) options.push_back({own, staff::own_municipality(own)});
  }
  return options;
}

void write_form(Writer& out, const Context& context, const HouseholdForm& form,
                const std::vector<FieldFault>& faults, const std::vector<rules::FactRef>& wanted) {
  html::post_form(out, Address::path(kPath), context.csrf(), [&] {
    {
      const auto line = out.in("div", {{"class", "u-row"}});
      html::text_field(out,
                       {.id = "månad",
                        .label = staff::month_asked(),
                        .hint = staff::month_hint(),
                        .value = std::string(form.value("månad")),
                        .width = html::Width::amount},
                       faults);
      html::select_field(out,
                         {.id = "kommun",
                          .label = staff::municipality(),
                          .options = municipality_options(context),
                          .value = std::string(form.value("kommun"))},
                         faults);
      html::button(out, staff::calculate(), html::Button::primary);
    }
    form.write(out, faults, wanted);
    const auto line = out.in("div", {{"class", "u-actions"}});
    html::button(out, staff::calculate(), html::Button::primary);
  });
}

struct Shown {
  std::vector<FieldFault> faults;
  std::unique_ptr<norm::Told> told;
};

net::Response show_calculation(const Context& context, const HouseholdForm& form,
                               const Shown& shown) {
  const bool wrong = !shown.faults.empty();
  return page(context, staff::calculate_title(),
              {.status = wrong ? 422 : 200,
               .error = wrong,
               .active = kPath,
               .density = html::Density::dense},
              [&](Writer& out) {
                html::error_summary(out, shown.faults);
                out.leaf("h1", staff::calculate_title());
                std::vector<rules::FactRef> wanted;
                if (shown.told) {
                  wanted = shown.told->calculation->missing;
                  const auto section =
                      out.in("section", {{"class", "u-result"}, {"aria-label", staff::result()}});
                  write_worksheet(out, *shown.told->calculation,
                                  *shown.told->edition->presentation);
                } else {
                  html::paragraph(out, staff::calculate_intro());
                }
                if (shown.told) out.leaf("h2", staff::facts_heading());
                write_form(out, context, form, shown.faults, wanted);
              });
}

/// A fault of the household file beside the field it is about.
FieldFault placed(const HouseholdForm& form, const norm::Fault& fault) {
  return {form.field_of(fault.where), fault.sv};
}

Result<std::shared_ptr<const norm::Edition>> edition_of(const Context& context,
                                                        std::string_view municipality) {
  return context.services.library->edition(municipality);
}

}  // namespace

net::Response calculate_page(Context& context) {
  const auto edition = edition_of(context, context.staff->municipality);
  if (!edition) return failure(context, edition.error());
  const HouseholdForm form(*edition.value(), month_of(context.today()),
                           context.staff->municipality);
  return show_calculation(context, form, {});
}

net::Response calculate_post(Context& context) {
  const auto edition = edition_of(context, context.form.value("kommun"));
  if (!edition) return failure(context, edition.error());
  HouseholdForm form(*edition.value(), context.form);
  if (const std::string_view button = context.form.value("gör"); !button.empty()) {
    form.change(button);
    return show_calculation(context, form, {});
  }
  Shown shown;
  const std::string json = form.json(shown.faults);
  if (!shown.faults.empty()) return show_calculation(context, form, shown);
  norm::Ask asked;
  asked.household = json;
  asked.municipality = std::string(context.form.value("kommun"));
  asked.today = context.today();
  std::vector<norm::Fault> faults;
  shown.told = norm::ask(*context.services.library, asked, faults);
  for (const norm::Fault& each : faults) shown.faults.push_back(placed(form, each));
  return show_calculation(context, form, shown);
}

}  // namespace utvag::web
