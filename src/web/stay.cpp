#include <algorithm>

#include "base/whole_number.hpp"
#include "text/staff.hpp"
#include "web/casework.hpp"

namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::FieldFault;
using html::Writer;

/// The stay that the address names, in its household as it is now.
struct StayFound {
  cases::HouseholdPage household;
  cases::MemberLine member;
};

Result<StayFound> find_stay(const Context& context) {
  const Error nothing{"cases.not-found", "", "", ""};
  const auto household = context.id();
  const auto person = context.id(":person");
  const auto from = parse_date(context.path.find(":from")->second);
  if (!household || !person || !from) return nothing;
  auto found =
      context.services.cases->household(context.asker(kPurpose), *household, context.today());
  if (!found) return found.error();
  for (const auto* list : {&found.value().members, &found.value().others}) {
    for (const cases::MemberLine& each : *list) {
      if (each.person.id == *person && each.stay.from == *from)
        return StayFound{found.value(), each};
    }
  }
  return nothing;
}

/// The fields as typed, or as the stay is.
html::DateField stay_date(const Context& context, const char* id, std::string label,
                          const std::optional<Date>& now) {
  html::DateField field = date_of_form(context, id, std::move(label));
  if (context.form.has("version") || !now) return field;
  const CivilDate date = civil(*now);
  field.day = std::to_string(date.day);
  field.month = std::to_string(date.month);
  field.year = std::to_string(date.year);
  return field;
}

void stay_version(Writer& out, const Context& context, const StayFound& found) {
  const bool typed = context.form.has("version") && context.offer != Offer::changed;
  html::hidden(
      out, "version",
      typed ? std::string(context.form.value("version")) : std::to_string(found.household.version));
}

void correction_form(Writer& out, const Context& context, const StayFound& found,
                     const std::vector<FieldFault>& faults) {
  const cases::Stay& stay = found.member.stay;
  const bool typed = context.form.has("version");
  const auto value = [&](const char* name, const std::string& now) {
    return typed ? std::string(context.form.value(name)) : now;
  };
  html::post_form(
      out, stay_address(found.household.id, found.member.person.id, stay.from), context.csrf(),
      [&] {
        stay_version(out, context, found);
        html::radio_field(out,
                          {.id = "som",
                           .label = staff::member_as(),
                           .options = {{"vuxen", staff::adult()}, {"barn", staff::child()}},
                           .value = value("som", stay.adult ? "vuxen" : "barn")},
                          faults);
        html::date_field(out, stay_date(context, "from", staff::member_from(), stay.from), faults);
        html::DateField to = stay_date(context, "to", staff::member_to(), stay.to);
        to.hint = staff::member_to_hint();
        html::date_field(out, to, faults);
        html::text_field(out,
                         {.id = "days",
                          .label = staff::member_days(),
                          .hint = staff::member_days_hint(),
                          .value = value("days", stay.days ? std::to_string(*stay.days) : ""),
                          .width = html::Width::number,
                          .input_mode = "numeric"},
                         faults);
        html::text_field(out,
                         {.id = "reason",
                          .label = staff::reason(),
                          .hint = staff::stay_reason_hint(),
                          .value = value("reason", "")},
                         faults);
        html::button(out, staff::save(), html::Button::primary, "gör", "rätta");
      });
}

void removal_form(Writer& out, const Context& context, const StayFound& found,
                  const std::vector<FieldFault>& faults) {
  html::details(out, staff::remove_stay(), context.sent_by("ta-bort"), [&] {
    html::paragraph(out, staff::remove_stay_do());
    html::post_form(
        out, stay_address(found.household.id, found.member.person.id, found.member.stay.from),
        context.csrf(), [&] {
          stay_version(out, context, found);
          html::text_field(out,
                           {.id = "remove_reason",
                            .label = staff::reason(),
                            .hint = staff::stay_reason_hint(),
                            .value = std::string(context.form.value("remove_reason"))},
                           faults);
          html::button(out, staff::remove_stay(), html::Button::secondary, "gör", "ta-bort");
        });
  });
}

net::Response show_stay(const Context& context, const StayFound& found,
                        const std::vector<FieldFault>& faults) {
  const bool wrong = !faults.empty();
  const std::string title = staff::stay_of(full_name(found.member.person));
  return page(
      context, title,
      {.status = wrong                             ? 422
                 : context.offer == Offer::changed ? 409
                                                   : 200,
       .error = wrong,
       .active = "/sok"},
      [&](Writer& out) {
        html::breadcrumbs(
            out, {{household_title(found.household.title), household_address(found.household.id)}},
            staff::correct_stay());
        html::error_summary(out, faults);
        out.leaf("h1", title);
        html::facts(out, {{staff::stay_now(), stay_words(found.member.stay)}});
        correction_form(out, context, found, faults);
        removal_form(out, context, found, faults);
      });
}

/// What the form says; a fault for each field that is wrong.
cases::StayCorrection correction_of(const Context& context, std::vector<FieldFault>& faults) {
  cases::StayCorrection correction;
  const std::string_view as = context.form.value("som");
  correction.adult = as != "barn";
  if (as != "vuxen" && as != "barn") faults.push_back({"som", staff::fault_as()});
  const std::size_t before = faults.size();
  const auto from = read_date(context, "from", faults);
  if (!from && faults.size() == before) faults.push_back({"from.dag", staff::fault_date()});
  correction.from = from.value_or(Date{});
  correction.to = read_date(context, "to", faults);
  if (const std::string_view days = context.form.value("days"); !days.empty()) {
    // What no month holds is a fault of the services, in their words.
    correction.days = whole_number<int>(days).value_or(0);
  }
  correction.reason = context.form.value("reason");
  if (correction.reason.find_first_not_of(' ') == std::string::npos)
    faults.push_back({"reason", staff::reason_needed()});
  return correction;
}

net::Response save_stay(Context& context, const StayFound& found) {
  const bool remove = context.sent_by("ta-bort");
  const char* const reason = remove ? "remove_reason" : "reason";
  std::vector<FieldFault> faults;
  const auto correction = remove ? cases::StayCorrection{} : correction_of(context, faults);
  const std::string why(context.form.value(reason));
  if (remove && why.find_first_not_of(' ') == std::string::npos)
    faults.push_back({reason, staff::reason_needed()});
  if (!faults.empty()) return show_stay(context, found, faults);
  const cases::StayKey key{found.household.id, found.member.person.id, found.member.stay.from,
                           whole_number<std::int64_t>(context.form.value("version")).value_or(0)};
  cases::Cases& service = *context.services.cases;
  const auto done = remove ? service.remove_stay(context.asker(kPurpose), key, why)
                           : service.correct_stay(context.asker(kPurpose), key, correction);
  if (done) return saved(context, household_address(key.household), "medlem");
  if (done.error().code == "cases.changed") {
    context.offer = Offer::changed;
    return show_stay(context, found, {});
  }
  if (!is_field_fault(done.error())) return failure(context, done.error());
  FieldFault fault = field_fault(done.error(), "");
  if (fault.id == "stay" || fault.id.empty()) fault.id = remove ? reason : "from.dag";
  if (fault.id == "reason") fault.id = reason;
  return show_stay(context, found, {std::move(fault)});
}

}  // namespace

net::Response stay_page(Context& context) {
  const auto found = find_stay(context);
  if (!found) return failure(context, found.error());
  return show_stay(context, found.value(), {});
}

net::Response stay_post(Context& context) {
  const auto found = find_stay(context);
  if (!found) return failure(context, found.error());
  if (!context.sent_by("rätta") && !context.sent_by("ta-bort")) return error_page(context, 400);
  return save_stay(context, found.value());
}

}  // namespace utvag::web
