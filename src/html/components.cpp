#include "html/components.hpp"

#include "text/staff.hpp"

namespace utvag::html {
namespace {

namespace staff = text::staff;

void head(Writer& out, const Frame& frame) {
  const auto scope = out.in("head");
  out.put("meta", {{"charset", "utf-8"}});
  out.put("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  out.put("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  std::string title = frame.title + " – " + staff::product();
  if (frame.error) title = staff::error_title(title);
  out.leaf("title", title);
  out.put("link", {{"rel", "stylesheet"}, {"href", Address::path(frame.stylesheet)}});
  out.put("link", {{"rel", "icon"}, {"href", Address("/ikon.svg")}, {"type", "image/svg+xml"}});
  if (!frame.script.empty()) {
    out.leaf("script", {{"src", Address::path(frame.script)}, {"defer", true}}, "");
  }
}

void navigation(Writer& out, const Frame& frame) {
  if (frame.navigation.empty()) return;
  const auto nav = out.in("nav", {{"aria-label", staff::main_navigation()}, {"class", "u-nav"}});
  const auto list = out.in("ul");
  for (const Link& each : frame.navigation) {
    const auto item = out.in("li");
    out.leaf("a", {{"href", each.address}, {"aria-current", each.current ? "page" : ""}},
             each.words);
  }
}

void top(Writer& out, const Frame& frame) {
  const auto header = out.in("header", {{"class", "u-top"}});
  if (frame.demo) out.leaf("p", {{"class", "u-demo"}}, staff::demo_banner());
  const auto row = out.in("div", {{"class", "u-width u-top-row"}});
  out.leaf("a", {{"class", "u-name"}, {"href", Address("/")}}, staff::product());
  navigation(out, frame);
  if (frame.user.empty()) return;
  const auto user = out.in("div", {{"class", "u-user"}});
  out.leaf("span", frame.user);
  post_form(out, Address("/logga-ut"), frame.csrf,
            [&] { button(out, staff::log_out(), Button::quiet); });
}

void bottom(Writer& out) {
  const auto footer = out.in("footer", {{"class", "u-bottom"}});
  const auto row = out.in("div", {{"class", "u-width"}});
  const auto list = out.in("ul", {{"class", "u-line"}});
  const auto link = [&](std::string_view words, const Address& address) {
    const auto item = out.in("li");
    out.leaf("a", {{"href", address}}, words);
  };
  link(staff::accessibility(), Address("/tillganglighet"));
  link(staff::component_sheet(), Address("/komponenter"));
  link(staff::api_description(), Address("/api/v1/openapi.json"));
}

std::string described_by(std::string_view id, bool hint, bool fault) {
  std::string out;
  if (hint) out = std::string(id) + "-hjalp";
  if (fault) out += (out.empty() ? "" : " ") + std::string(id) + "-fel";
  return out;
}

/// The words over a field: label, how it is written, what is wrong.
void label(Writer& out, std::string_view id, std::string_view words, std::string_view hint,
           const std::string* fault, bool is_hidden) {
  {
    const auto scope = out.in("label", {{"class", is_hidden ? "sr-only" : "label"}, {"for", id}});
    out.text(words);
  }
  if (!hint.empty()) {
    out.leaf("span", {{"class", "u-hint"}, {"id", std::string(id) + "-hjalp"}}, hint);
  }
  if (fault != nullptr) {
    out.leaf("span", {{"class", "u-fault"}, {"id", std::string(id) + "-fel"}},
             staff::field_error(*fault));
  }
}

std::string_view width_class(Width width) {
  switch (width) {
    case Width::amount:
      return "text-field__input u-amount";
    case Width::number:
      return "text-field__input u-number";
    case Width::name:
      return "text-field__input u-name-width";
    case Width::full:
      break;
  }
  return "text-field__input";
}

std::string_view button_class(Button kind) {
  switch (kind) {
    case Button::primary:
      return "button button--primary button--medium";
    case Button::secondary:
      return "button button--secondary button--medium";
    case Button::quiet:
      break;
  }
  return "button button--tertiary button--small";
}

void date_part(Writer& out, const std::string& id, std::string_view words, std::string_view value,
               bool is_year, bool wrong) {
  const auto part = out.in("div", {{"class", "u-date-part"}});
  out.leaf("label", {{"class", "u-small-label"}, {"for", id}}, words);
  out.put("input", {{"type", "text"},
                    {"class", is_year ? "text-field__input u-year" : "text-field__input u-day"},
                    {"id", id},
                    {"name", id},
                    {"value", value},
                    {"inputmode", "numeric"},
                    {"maxlength", is_year ? "4" : "2"},
                    {"autocomplete", "off"},
                    {"aria-invalid", wrong ? "true" : ""}});
}

}  // namespace

std::string page(const Frame& frame, const std::function<void(Writer&)>& content) {
  Writer out;
  out.doctype();
  {
    const auto html = out.in("html", {{"lang", "sv"}});
    head(out, frame);
    const bool dense = frame.density == Density::dense;
    const auto body = out.in("body", {{"class", dense ? "density-densest" : "density-default"}});
    out.leaf("a", {{"class", "u-skip"}, {"href", Address("#innehall")}}, staff::skip_to_content());
    top(out, frame);
    {
      const auto main = out.in("main", {{"id", "innehall"}, {"class", "u-width"}});
      content(out);
    }
    bottom(out);
  }
  return out.take();
}

void error_summary(Writer& out, const std::vector<FieldFault>& faults) {
  if (faults.empty()) return;
  const auto box = out.in("div", {{"class", "u-box u-box-error"},
                                  {"role", "alert"},
                                  {"tabindex", "-1"},
                                  {"id", "fel"},
                                  {"autofocus", true}});
  out.leaf("h2", staff::error_summary_heading(static_cast<std::int64_t>(faults.size())));
  const auto list = out.in("ul");
  for (const FieldFault& each : faults) {
    const auto item = out.in("li");
    if (each.id.empty()) {
      out.text(each.message);
    } else {
      out.leaf("a", {{"href", Address::id(each.id)}}, each.message);
    }
  }
}

const std::string* fault_of(const std::vector<FieldFault>& faults, std::string_view id) {
  for (const FieldFault& each : faults) {
    if (each.id == id) return &each.message;
  }
  return nullptr;
}

void text_field(Writer& out, const TextField& field, const std::vector<FieldFault>& faults) {
  const std::string* fault = fault_of(faults, field.id);
  const auto box =
      out.in("div", {{"class", fault == nullptr ? "u-field" : "u-field text-field--error"}});
  label(out, field.id, field.label, field.hint, fault, field.label_hidden);
  const auto row = out.in("span", {{"class", "u-input"}});
  out.put("input",
          {{"type", field.type},
           {"class", width_class(field.width)},
           {"id", field.id},
           {"name", field.id},
           {"value", field.value},
           {"inputmode", field.input_mode},
           {"autocomplete", field.autocomplete},
           {"aria-describedby", described_by(field.id, !field.hint.empty(), fault != nullptr)},
           {"aria-invalid", fault == nullptr ? "" : "true"}});
  if (!field.unit.empty()) out.leaf("span", {{"class", "u-unit"}}, field.unit);
}

void text_area(Writer& out, const TextArea& field, const std::vector<FieldFault>& faults) {
  const std::string* fault = fault_of(faults, field.id);
  const auto box = out.in("div", {{"class", "u-field"}});
  label(out, field.id, field.label, field.hint, fault, false);
  out.leaf("textarea",
           {{"class", "textarea-field__textarea"},
            {"id", field.id},
            {"name", field.id},
            {"rows", std::to_string(field.rows)},
            {"aria-describedby", described_by(field.id, !field.hint.empty(), fault != nullptr)},
            {"aria-invalid", fault == nullptr ? "" : "true"}},
           field.value);
}

void select_field(Writer& out, const SelectField& field, const std::vector<FieldFault>& faults) {
  const std::string* fault = fault_of(faults, field.id);
  const auto box = out.in("div", {{"class", "u-field"}});
  label(out, field.id, field.label, field.hint, fault, field.label_hidden);
  const auto select =
      out.in("select",
             {{"class", "u-select"},
              {"id", field.id},
              {"name", field.id},
              {"aria-describedby", described_by(field.id, !field.hint.empty(), fault != nullptr)},
              {"aria-invalid", fault == nullptr ? "" : "true"}});
  for (const Option& each : field.options) {
    out.leaf("option", {{"value", each.value}, {"selected", each.value == field.value}},
             each.words);
  }
}

void radio_field(Writer& out, const SelectField& field, const std::vector<FieldFault>& faults) {
  const std::string* fault = fault_of(faults, field.id);
  const auto set =
      out.in("fieldset",
             {{"class", "u-field u-radios"},
              {"aria-describedby", described_by(field.id, !field.hint.empty(), fault != nullptr)}});
  out.leaf("legend", {{"class", "label"}}, field.label);
  if (!field.hint.empty()) {
    out.leaf("span", {{"class", "u-hint"}, {"id", field.id + "-hjalp"}}, field.hint);
  }
  if (fault != nullptr) {
    out.leaf("span", {{"class", "u-fault"}, {"id", field.id + "-fel"}}, staff::field_error(*fault));
  }
  std::size_t number = 0;
  for (const Option& each : field.options) {
    // The first has the field's own id, so that the error summary leads to it.
    const std::string id = number == 0 ? field.id : field.id + "-" + std::to_string(number);
    const auto choice = out.in("div", {{"class", "u-choice"}});
    out.put("input", {{"type", "radio"},
                      {"id", id},
                      {"name", field.id},
                      {"value", each.value},
                      {"checked", each.value == field.value}});
    out.leaf("label", {{"for", id}}, each.words);
    ++number;
  }
}

void checkbox(Writer& out, std::string_view id, std::string_view words, bool checked,
              const std::vector<FieldFault>& faults) {
  const std::string* fault = fault_of(faults, id);
  if (fault != nullptr) {
    out.leaf("span", {{"class", "u-fault"}, {"id", std::string(id) + "-fel"}},
             staff::field_error(*fault));
  }
  const std::string help = fault == nullptr ? "" : std::string(id) + "-fel";
  const auto choice = out.in("div", {{"class", "u-choice"}});
  out.put("input", {{"type", "checkbox"},
                    {"id", id},
                    {"name", id},
                    {"value", "ja"},
                    {"checked", checked},
                    {"aria-describedby", help},
                    {"aria-invalid", fault == nullptr ? "" : "true"}});
  out.leaf("label", {{"for", id}}, words);
}

void date_field(Writer& out, const DateField& field, const std::vector<FieldFault>& faults) {
  const std::string* fault = fault_of(faults, field.id + ".dag");
  const std::string help = described_by(field.id, !field.hint.empty(), fault != nullptr);
  const auto set = out.in("fieldset", {{"class", "u-field u-date"}, {"aria-describedby", help}});
  out.leaf("legend", {{"class", "label"}}, field.label);
  if (!field.hint.empty()) {
    out.leaf("span", {{"class", "u-hint"}, {"id", field.id + "-hjalp"}}, field.hint);
  }
  if (fault != nullptr) {
    out.leaf("span", {{"class", "u-fault"}, {"id", field.id + "-fel"}}, staff::field_error(*fault));
  }
  const auto row = out.in("div", {{"class", "u-date-row"}});
  date_part(out, field.id + ".dag", staff::day(), field.day, false, fault != nullptr);
  date_part(out, field.id + ".månad", staff::month(), field.month, false, fault != nullptr);
  date_part(out, field.id + ".år", staff::year(), field.year, true, fault != nullptr);
}

Fieldset::Fieldset(Writer& out, std::string_view legend, std::string_view hint) : out_(out) {
  out_.open("fieldset", {{"class", "u-set"}});
  out_.leaf("legend", {{"class", "u-legend"}}, legend);
  if (!hint.empty()) out_.leaf("p", {{"class", "u-hint"}}, hint);
}

Fieldset::~Fieldset() {
  out_.close();
}

void button(Writer& out, std::string_view words, Button kind, std::string_view name,
            std::string_view value, const std::optional<Address>& to) {
  if (name.empty()) {
    out.leaf("button", {{"type", "submit"}, {"class", button_class(kind)}}, words);
  } else if (to) {
    out.leaf("button",
             {{"type", "submit"},
              {"class", button_class(kind)},
              {"name", name},
              {"value", value},
              {"formaction", *to}},
             words);
  } else {
    out.leaf("button",
             {{"type", "submit"}, {"class", button_class(kind)}, {"name", name}, {"value", value}},
             words);
  }
}

void button_link(Writer& out, std::string_view words, const Address& address, Button kind) {
  out.leaf("a", {{"class", button_class(kind)}, {"href", address}}, words);
}

void hidden(Writer& out, std::string_view name, std::string_view value) {
  out.put("input", {{"type", "hidden"}, {"name", name}, {"value", value}});
}

void post_form(Writer& out, const Address& action, std::string_view csrf,
               const std::function<void()>& content) {
  const auto form = out.in(
      "form",
      {{"method", "post"}, {"action", action}, {"novalidate", true}, {"accept-charset", "utf-8"}});
  if (!csrf.empty()) hidden(out, "csrf", csrf);
  content();
}

void tag(Writer& out, Tone tone, std::string_view words) {
  std::string_view shade = "badge badge--default";
  if (tone == Tone::good) shade = "badge badge--success";
  if (tone == Tone::warning) shade = "badge badge--warning";
  if (tone == Tone::bad) shade = "badge badge--error";
  if (tone == Tone::info) shade = "badge badge--info";
  out.leaf("span", {{"class", shade}}, words);
}

void evidence_mark(Writer& out, char grade, std::string_view meaning, bool weak) {
  const auto mark =
      out.in("span", {{"class", weak ? "u-evidence u-weak" : "u-evidence"}, {"title", meaning}});
  out.leaf("span", {{"aria-hidden", "true"}}, std::string(1, grade));
  out.leaf("span", {{"class", "sr-only"}}, staff::evidence_read(meaning));
}

void notice(Writer& out, Notice kind, std::string_view heading, std::string_view words) {
  std::string_view shade = "u-box u-box-info";
  if (kind == Notice::success) shade = "u-box u-box-success";
  if (kind == Notice::warning) shade = "u-box u-box-warning";
  if (kind == Notice::error) shade = "u-box u-box-error";
  const auto box = out.in("div", {{"class", shade}});
  if (!heading.empty()) out.leaf("p", {{"class", "u-box-heading"}}, heading);
  if (!words.empty()) out.leaf("p", words);
}

void receipt(Writer& out, std::string_view what, std::string_view when) {
  const auto box = out.in("div", {{"class", "u-box u-box-success"}, {"role", "status"}});
  out.leaf("p", {{"class", "u-box-heading"}}, what);
  out.leaf("p", staff::receipt_saved(when));
}

void empty_state(Writer& out, std::string_view heading, std::string_view words,
                 const std::optional<Link>& next) {
  const auto box = out.in("div", {{"class", "u-empty"}});
  out.leaf("p", {{"class", "u-box-heading"}}, heading);
  out.leaf("p", words);
  if (next) button_link(out, next->words, next->address, Button::secondary);
}

void details(Writer& out, std::string_view summary, bool open,
             const std::function<void()>& content) {
  const auto box = out.in("details", {{"class", "u-details"}, {"open", open}});
  out.leaf("summary", summary);
  const auto inside = out.in("div", {{"class", "u-details-inside"}});
  content();
}

void tree(Writer& out, const std::vector<TreeLine>& lines) {
  int depth = -1;
  for (const TreeLine& each : lines) {
    if (each.depth > depth) {
      // A line may only stand one step under the one before it.
      while (depth < each.depth) {
        out.open("ul", {{"class", "u-tree"}});
        ++depth;
        if (depth < each.depth) out.open("li");
      }
    } else {
      out.close();
      for (; depth > each.depth; --depth) {
        out.close();
        out.close();
      }
    }
    out.open("li");
    out.leaf("span", {{"class", "u-tree-label"}}, each.label);
    if (!each.value.empty()) {
      out.text(" ");
      out.leaf("strong", each.value);
    }
    if (!each.remark.empty()) {
      out.text(" ");
      out.leaf("span", {{"class", "u-remark"}}, each.remark);
    }
  }
  for (; depth >= 0; --depth) {
    out.close();
    out.close();
  }
}

void facts(Writer& out, const std::vector<std::pair<std::string, std::string>>& pairs) {
  bool any = false;
  for (const auto& [term, words] : pairs) any = any || !words.empty();
  if (!any) return;
  const auto list = out.in("dl", {{"class", "u-facts"}});
  for (const auto& [term, words] : pairs) {
    if (words.empty()) continue;
    const auto pair = out.in("div");
    out.leaf("dt", term);
    out.leaf("dd", words);
  }
}

void pager(Writer& out, const Pages& pages) {
  if (pages.last <= 1) return;
  const auto nav = out.in("nav", {{"aria-label", staff::pages()}, {"class", "u-pager"}});
  if (pages.current > 1) {
    out.leaf("a", {{"href", pages.address(pages.current - 1)}, {"rel", "prev"}},
             staff::page_before());
  }
  out.leaf("span", staff::page_of(static_cast<std::int64_t>(pages.current),
                                  static_cast<std::int64_t>(pages.last)));
  if (pages.current < pages.last) {
    out.leaf("a", {{"href", pages.address(pages.current + 1)}, {"rel", "next"}},
             staff::page_after());
  }
}

void outside_link(Writer& out, std::string_view address, std::string_view words) {
  const auto target = Address::elsewhere(address);
  if (!target) {
    out.text(words);
    return;
  }
  out.leaf("a", {{"href", *target}, {"rel", "external noreferrer"}}, words);
}

void paragraph(Writer& out, std::string_view words) {
  out.leaf("p", words);
}

void breadcrumbs(Writer& out, const std::vector<Link>& path, std::string_view here) {
  const auto nav = out.in("nav", {{"aria-label", staff::breadcrumbs()}, {"class", "u-crumbs"}});
  const auto list = out.in("ol");
  for (const Link& each : path) {
    const auto item = out.in("li");
    out.leaf("a", {{"href", each.address}}, each.words);
  }
  out.leaf("li", {{"aria-current", "page"}}, here);
}

}  // namespace utvag::html
