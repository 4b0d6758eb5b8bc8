#include "web/calculate.hpp"

#include <algorithm>

#include "text/staff.hpp"
#include "web/worksheet.hpp"

/// The calculation page: a household by form, and the worksheet with every citation. Nothing of it
/// is stored, unless it is opened in a case (case_calculation.cpp).
namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::Address;
using html::FieldFault;
using html::Writer;

void write_form(Writer& out, const Context& context, const CalculationPlace& place,
                const HouseholdForm& form, const Reckoned& reckoned) {
  std::vector<rules::FactRef> wanted;
  if (reckoned.told) wanted = reckoned.told->calculation->missing;
  html::post_form(out, Address::path(place.path), context.csrf(), [&] {
    {
      const auto line = out.in("div", {{"class", "u-row"}});
      html::text_field(out,
                       {.id = "månad",
                        .label = staff::month_asked(),
                        .hint = staff::month_hint(),
                        .value = std::string(form.value("månad")),
                        .width = html::Width::name},
                       reckoned.faults);
      if (place.chooses_municipality) {
        html::select_field(out,
                           {.id = "kommun",
                            .label = staff::municipality(),
                            .options = municipality_options(context),
                            .value = std::string(form.value("kommun"))},
                           reckoned.faults);
      }
      html::button(out, staff::calculate(), html::Button::primary);
    }
    if (reckoned.told && place.actions) place.actions(out, reckoned);
    form.write(out, place.path, reckoned.faults, wanted);
    const auto line = out.in("div", {{"class", "u-actions"}});
    html::button(out, staff::calculate(), html::Button::primary);
  });
}

void write_result(Writer& out, const Context& context, const HouseholdForm& form,
                  const Reckoned& reckoned) {
  const norm::Calculation& made = *reckoned.told->calculation;
  const auto document = parse_json(reckoned.document);
  if (!document) return;
  ShownAnswer shown{.answer = document.value(), .names = form.names()};
  shown.municipality = municipality_words(context, made.request.municipality);
  shown.presentation = reckoned.told->edition->presentation.get();
  shown.calculation = &made;
  for (const rules::FactRef fact : made.missing) shown.fields.push_back(form.field_of(fact));
  const auto section = out.in("section", {{"class", "u-result"}, {"aria-label", staff::result()}});
  write_answer(out, shown);
}

/// A fault of the household file beside the field it is about, in the form's own words.
FieldFault placed(const HouseholdForm& form, const norm::Fault& fault) {
  std::string words = fault.sv;
  if (fault.code == "household.amount") words = staff::fault_amount();
  return {form.field_of(fault.where), std::move(words)};
}

CalculationPlace own_place() {
  CalculationPlace place;
  place.title = staff::calculate_title();
  place.intro = [](Writer& out) { html::paragraph(out, staff::calculate_intro()); };
  return place;
}

}  // namespace

namespace {

/// What the installation calls its municipalities.
std::vector<cases::Municipality> named_municipalities(const Context& context) {
  if (context.services.cases == nullptr) return {};
  auto known = context.services.cases->municipalities();
  return known ? std::move(known.value()) : std::vector<cases::Municipality>();
}

std::string words_of(const Context& context, const std::vector<cases::Municipality>& named,
                     const std::string& code) {
  for (const cases::Municipality& each : named) {
    if (each.code == code) return staff::municipality_named(each.name, code);
  }
  for (const norm::Municipality& each : context.services.library->municipalities()) {
    if (each.code == code) return code + " – " + each.packs.back();
  }
  return code;
}

}  // namespace

std::string municipality_words(const Context& context, const std::string& code) {
  return words_of(context, named_municipalities(context), code);
}

std::vector<html::Option> municipality_options(const Context& context) {
  const auto named = named_municipalities(context);
  std::vector<html::Option> options = {{"", staff::only_national()}};
  for (const norm::Municipality& each : context.services.library->municipalities()) {
    options.push_back({each.code, words_of(context, named, each.code)});
  }
  // A municipality without a pack of its own goes by the law, and may still be said.
  if (!context.staff) return options;
  const std::string& own = context.staff->municipality;
  bool there = false;
  for (const html::Option& each : options) there = there || each.value == own;
  if (!there) options.push_back({own, staff::own_municipality(words_of(context, named, own))});
  return options;
}

namespace {

/// What one form says, as it stands.
Reckoned reckon_once(const Context& context, const HouseholdForm& form,
                     std::string_view municipality) {
  Reckoned reckoned;
  const std::string json = form.json(reckoned.faults);
  if (!reckoned.faults.empty()) return reckoned;
  norm::Ask asked;
  asked.household = json;
  asked.municipality = std::string(municipality);
  asked.today = context.today();
  std::vector<norm::Fault> faults;
  reckoned.told = norm::ask(*context.services.library, asked, faults);
  for (const norm::Fault& each : faults) reckoned.faults.push_back(placed(form, each));
  return reckoned;
}

/// In the order of the page's fields; what is about none of them stands first.
void order_faults(const CalculationPlace& place, const HouseholdForm& form,
                  std::vector<FieldFault>& faults) {
  Writer out;
  form.write(out, place.path, faults, {});
  const std::string page = out.take();
  const auto at = [&](const FieldFault& fault) {
    // The month and the municipality stand above the rest.
    const std::size_t found = page.find("id=\"" + fault.id + "\"");
    return fault.id.empty() || found == page.npos ? 0 : found + 1;
  };
  std::stable_sort(faults.begin(), faults.end(),
                   [&](const auto& a, const auto& b) { return at(a) < at(b); });
}

}  // namespace

Reckoned reckon(const Context& context, const HouseholdForm& form, std::string_view municipality) {
  Reckoned reckoned = reckon_once(context, form, municipality);
  if (reckoned.told) {
    reckoned.document = norm::render(*reckoned.told->calculation,
                                     *reckoned.told->edition->presentation, norm::Format::json);
  }
  // Some faults hide others. All are told at once: what is wrong is taken out, and the rest tried.
  constexpr int kMostRounds = 5;
  HouseholdForm left = form;
  std::vector<FieldFault> found = reckoned.faults;
  for (int round = 0; round < kMostRounds && !found.empty(); ++round) {
    bool any = false;
    for (const FieldFault& each : found)
      any = left.forget(each.id, month_of(context.today())) || any;
    if (!any) break;
    found = reckon_once(context, left, municipality).faults;
    for (const FieldFault& each : found) {
      const bool told =
          std::any_of(reckoned.faults.begin(), reckoned.faults.end(), [&](const FieldFault& other) {
            return each.id.empty() ? other.message == each.message : other.id == each.id;
          });
      if (!told) reckoned.faults.push_back(each);
    }
  }
  return reckoned;
}

net::Response show_calculation(const Context& context, const CalculationPlace& place,
                               const HouseholdForm& form, const Reckoned& reckoned) {
  const bool wrong = !reckoned.faults.empty();
  std::vector<FieldFault> faults = reckoned.faults;
  if (wrong) order_faults(place, form, faults);
  const int status = place.status != 0 ? place.status : (wrong ? 422 : 200);
  return page(context, place.title,
              {.status = status,
               .error = status != 200,
               .active = place.active,
               .density = html::Density::dense},
              [&](Writer& out) {
                if (place.above) place.above(out);
                html::error_summary(out, faults);
                out.leaf("h1", place.title);
                if (place.intro && (!reckoned.told || status != 200)) place.intro(out);
                if (reckoned.told && place.actions) {
                  html::button_link(out, staff::to_save(), Address::id("spara"),
                                    html::Button::quiet);
                }
                if (reckoned.told) {
                  write_result(out, context, form, reckoned);
                  out.leaf("h2", staff::facts_heading());
                  html::paragraph(out, staff::do_check());
                }
                write_form(out, context, place, form, reckoned);
              });
}

net::Response calculate_page(Context& context) {
  const auto edition = context.services.library->edition(context.staff->municipality);
  if (!edition) return failure(context, edition.error());
  const HouseholdForm form(*edition.value(), month_of(context.today()),
                           context.staff->municipality);
  return show_calculation(context, own_place(), form, {});
}

net::Response calculate_post(Context& context) {
  const std::string_view municipality = context.form.value("kommun");
  const auto edition = context.services.library->edition(municipality);
  if (!edition) return failure(context, edition.error());
  HouseholdForm form(*edition.value(), context.form);
  if (const std::string_view button = context.form.value("gör"); !button.empty()) {
    form.change(button);
    return show_calculation(context, own_place(), form, {});
  }
  return show_calculation(context, own_place(), form, reckon(context, form, municipality));
}

}  // namespace utvag::web
