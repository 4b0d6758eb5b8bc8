#include "text/staff.hpp"
#include "web/context.hpp"

/// The component sheet: every part that pages are made of, once, with invented content. It is shown
/// to those who build pages and read by the tests.
namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::Address;
using html::Writer;

void shown(Writer& out, const std::string& name, const std::function<void()>& part) {
  const auto section = out.in("section", {{"class", "u-specimen"}});
  out.leaf("h2", name);
  part();
}

void fields(Writer& out) {
  const std::vector<html::FieldFault> faults = {{"k-fel", staff::sheet_fault()},
                                                {"k-dag.dag", staff::fault_date()}};
  shown(out, staff::sheet_errors(), [&] { html::error_summary(out, faults); });
  shown(out, staff::sheet_fields(), [&] {
    const html::Fieldset set(out, staff::sheet_legend(), staff::sheet_hint());
    html::text_field(
        out, {.id = "k-text", .label = staff::sheet_text(), .hint = staff::sheet_hint()}, faults);
    html::text_field(out,
                     {.id = "k-fel",
                      .label = staff::sheet_amount(),
                      .value = "6 500 kronor",
                      .unit = staff::kronor(),
                      .width = html::Width::amount},
                     faults);
    html::date_field(
        out, {"k-dag", staff::sheet_date(), staff::sheet_date_hint(), "31", "2", "2026"}, faults);
    html::select_field(out,
                       {.id = "k-val",
                        .label = staff::sheet_select(),
                        .options = {{"", staff::choose()}, {"ja", staff::yes()}}},
                       faults);
    html::radio_field(out,
                      {.id = "k-radio",
                       .label = staff::sheet_radio(),
                       .options = {{"ja", staff::yes()}, {"nej", staff::no()}},
                       .value = "ja"},
                      faults);
    html::checkbox(out, "k-kryss", staff::sheet_checkbox(), true);
    html::text_area(out, {.id = "k-yta", .label = staff::sheet_area()}, faults);
  });
}

void buttons(Writer& out) {
  shown(out, staff::sheet_buttons(), [&] {
    const auto line = out.in("div", {{"class", "u-actions"}});
    html::button(out, staff::sheet_primary(), html::Button::primary);
    html::button(out, staff::sheet_secondary(), html::Button::secondary);
    html::button(out, staff::sheet_quiet(), html::Button::quiet);
    html::button_link(out, staff::sheet_link(), Address("/komponenter"), html::Button::secondary);
  });
}

void states(Writer& out) {
  shown(out, staff::sheet_tags(), [&] {
    const auto line = out.in("p", {{"class", "u-line"}});
    html::tag(out, html::Tone::neutral, staff::sheet_tag_neutral());
    html::tag(out, html::Tone::good, staff::sheet_tag_good());
    html::tag(out, html::Tone::warning, staff::sheet_tag_warning());
    html::tag(out, html::Tone::bad, staff::sheet_tag_bad());
    html::tag(out, html::Tone::info, staff::sheet_tag_info());
    html::evidence_mark(out, 'V', staff::sheet_evidence_strong(), false);
    html::evidence_mark(out, 'R', staff::sheet_evidence_weak(), true);
  });
  shown(out, staff::sheet_notices(), [&] {
    html::receipt(out, staff::sheet_receipt(), staff::sheet_when());
    html::notice(out, html::Notice::info, staff::sheet_tag_info(), staff::sheet_hint());
    html::notice(out, html::Notice::warning, staff::sheet_tag_warning(), staff::sheet_hint());
    html::notice(out, html::Notice::error, staff::sheet_tag_bad(), staff::sheet_hint());
    html::empty_state(out, staff::sheet_empty(), staff::sheet_empty_do(),
                      html::Link{staff::sheet_link(), Address("/komponenter")});
  });
}

void content(Writer& out) {
  shown(out, staff::sheet_table(), [&] {
    html::Table table(out, staff::sheet_table(),
                      {{staff::column_row(), html::Align::start, false},
                       {staff::column_amount(), html::Align::number, false}});
    table.group(staff::sheet_group());
    table.row({staff::sheet_row(), "5\u202f220\u00a0kr"});
    table.below(staff::show_basis(), staff::basis_of(staff::sheet_row()),
                [&] { html::paragraph(out, staff::sheet_hint()); });
  });
  shown(out, staff::sheet_tree(), [&] {
    html::details(out, staff::sheet_open(), true, [&] {
      html::tree(out, {{0, staff::sheet_row(), "5\u202f220\u00a0kr", {}},
                       {1, staff::sheet_amount(), "4\u202f000\u00a0kr", staff::sheet_hint()},
                       {1, staff::sheet_text(), "1\u202f220\u00a0kr", {}}});
    });
  });
  shown(out, staff::sheet_facts(), [&] {
    html::facts(out, {{staff::sheet_text(), staff::sheet_hint()}, {staff::sheet_date(), "2026"}});
  });
  shown(out, staff::sheet_outside(), [&] {
    const auto line = out.in("p");
    html::outside_link(out, "https://www.digg.se/", staff::sheet_link());
  });
  shown(out, staff::pages(), [&] {
    html::pager(out, {2, 3, [](std::size_t) { return Address("/komponenter"); }});
    html::breadcrumbs(out, {{staff::nav_rules(), Address("/regler")}}, staff::sheet_row());
  });
}

}  // namespace

net::Response components_page(Context& context) {
  return page(context, staff::component_sheet(), {}, [&](Writer& out) {
    out.leaf("h1", staff::component_sheet());
    html::paragraph(out, staff::sheet_intro());
    fields(out);
    buttons(out);
    states(out);
    content(out);
  });
}

}  // namespace utvag::web
