#include <cassert>

#include "html/components.hpp"

namespace utvag::html {

Table::Table(Writer& out, std::string_view caption, std::vector<Column> columns,
             bool caption_hidden)
    : out_(out), columns_(std::move(columns)) {
  // Focusable, so that the keyboard can scroll it; named, so that the focus says what it is.
  out_.open(
      "div",
      {{"class", "u-scroll"}, {"role", "region"}, {"tabindex", "0"}, {"aria-label", caption}});
  out_.open("table", {{"class", "u-table"}});
  out_.leaf("caption", {{"class", caption_hidden ? "sr-only" : ""}}, caption);
  {
    const auto head = out_.in("thead");
    const auto row = out_.in("tr");
    for (const Column& each : columns_) {
      const bool number = each.align == Align::number;
      const auto cell = out_.in("th", {{"scope", "col"}, {"class", number ? "u-num" : ""}});
      if (each.words_hidden) {
        out_.leaf("span", {{"class", "sr-only"}}, each.words);
      } else {
        out_.text(each.words);
      }
    }
  }
  out_.open("tbody");
}

Table::~Table() {
  out_.close();
  out_.close();
  out_.close();
}

void Table::group(std::string_view words) {
  out_.close();
  out_.open("tbody");
  const auto row = out_.in("tr", {{"class", "u-group"}});
  out_.leaf("th", {{"scope", "rowgroup"}, {"colspan", std::to_string(columns_.size())}}, words);
}

void Table::row(const std::vector<std::string>& cells) {
  begin_row();
  for (const std::string& each : cells) cell(each);
  end_row();
}

void Table::begin_row(bool strong) {
  out_.open("tr", {{"class", strong ? "u-strong" : ""}});
  at_ = 0;
}

void Table::cell(const std::function<void()>& content) {
  assert(at_ < columns_.size());
  const bool number = columns_[at_].align == Align::number;
  if (at_ == 0) {
    out_.open("th", {{"scope", "row"}, {"class", number ? "u-num" : ""}});
  } else {
    out_.open("td",
              {{"class", number ? "u-num" : ""},
               {"data-label", columns_[at_].words_hidden ? std::string_view()
                                                         : std::string_view(columns_[at_].words)}});
  }
  content();
  out_.close();
  ++at_;
}

void Table::cell(std::string_view words) {
  cell([&] { out_.text(words); });
}

void Table::end_row() {
  assert(at_ == columns_.size());
  out_.close();
}

void Table::below(std::string_view summary, std::string_view said,
                  const std::function<void()>& content) {
  const auto row = out_.in("tr", {{"class", "u-below"}});
  const auto cell = out_.in("td", {{"colspan", std::to_string(columns_.size())}});
  const auto box = out_.in("details", {{"class", "u-details"}});
  {
    const auto head = out_.in("summary");
    out_.text(summary);
    out_.leaf("span", {{"class", "sr-only"}}, " " + std::string(said));
  }
  const auto inside = out_.in("div", {{"class", "u-details-inside"}});
  content();
}

}  // namespace utvag::html
