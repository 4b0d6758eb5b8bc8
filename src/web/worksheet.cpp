#include "web/worksheet.hpp"

#include <memory>

#include "norm/document.hpp"
#include "text/staff.hpp"
#include "web/law_link.hpp"

namespace utvag::web {
namespace {

namespace staff = text::staff;
using html::Writer;
using norm::Part;
using PartKind = norm::Part::Kind;

bool is_weak(char grade) {
  return grade != '-' && rules::weak(grade);
}

/// The parts of an answer in their order, lists and tables put together.
class Sheet {
 public:
  Sheet(Writer& out, const norm::Calculation& calculation, const norm::Presentation& presentation)
      : out_(out), calculation_(calculation), presentation_(presentation) {}

  void write() {
    const std::vector<Part> parts = norm::document(calculation_, presentation_);
    for (const Part& each : parts) {
      if (each.kind == PartKind::title) continue;  // the page has its own
      if (each.kind != PartKind::bullet) end_list();
      if (each.kind != PartKind::section && each.kind != PartKind::row) table_.reset();
      write_part(each);
    }
    end_list();
  }

 private:
  void write_part(const Part& part) {
    switch (part.kind) {
      case PartKind::title:
        break;
      case PartKind::heading:
        heading_ = part.words;
        out_.leaf("h2", part.words);
        break;
      case PartKind::paragraph:
        paragraph(part.words);
        break;
      case PartKind::bullet:
        bullet(part);
        break;
      case PartKind::table:
        table_ = std::make_unique<html::Table>(
            out_, heading_,
            std::vector<html::Column>{{staff::column_row(), html::Align::start, false},
                                      {staff::column_amount(), html::Align::number, false},
                                      {staff::column_evidence(), html::Align::start, false},
                                      {staff::column_basis(), html::Align::start, false}},
            true);
        break;
      case PartKind::section:
        table_->group(part.words);
        break;
      case PartKind::row:
        row(part);
        break;
    }
  }

  /// The answer itself, first of all, stands out.
  void paragraph(const std::string& words) {
    if (first_) {
      out_.leaf("p", {{"class", "u-answer"}}, words);
    } else {
      html::paragraph(out_, words);
    }
    first_ = false;
  }

  void bullet(const Part& part) {
    while (depth_ < part.depth) {
      out_.open("ul");
      ++depth_;
      item_open_ = false;
    }
    while (depth_ > part.depth) {
      if (item_open_) out_.close();
      out_.close();
      item_open_ = true;
      --depth_;
    }
    if (item_open_) out_.close();
    out_.open("li");
    out_.text(part.words);
    item_open_ = true;
  }

  void end_list() {
    while (depth_ >= 0) {
      if (item_open_) out_.close();
      out_.close();
      item_open_ = true;
      --depth_;
    }
    item_open_ = false;
  }

  void row(const Part& part) {
    const auto story =
        norm::row_story(calculation_, presentation_, static_cast<std::size_t>(part.row));
    const auto& definition = calculation_.program().definitions[static_cast<std::size_t>(
        calculation_.rows[static_cast<std::size_t>(part.row)].ref.definition)];
    table_->begin_row(definition.outcome);
    table_->cell(part.words);
    table_->cell([&] { out_.leaf("span", {{"class", "u-kr"}}, part.amount); });
    table_->cell([&] {
      if (story.evidence != '-') {
        html::evidence_mark(out_, story.evidence, story.grade, is_weak(story.evidence));
      }
      if (part.weak && !is_weak(story.evidence)) {
        html::tag(out_, html::Tone::warning, staff::rests_on_weak());
      }
    });
    table_->cell([&] { basis(part, story); });
    table_->end_row();
  }

  void basis(const Part& part, const norm::RowStory& story) {
    html::details(out_, staff::basis_of(part.words), false, [&] {
      if (!story.sentence.empty()) html::paragraph(out_, story.sentence);
      if (!story.cited.empty()) {
        const auto list = out_.in("ul");
        for (const norm::Cited& each : story.cited) {
          const auto item = out_.in("li");
          html::outside_link(out_, each.link.empty() ? law_link(each.words) : each.link,
                             each.words);
          out_.text(" ");
          html::evidence_mark(out_, each.evidence, each.grade, is_weak(each.evidence));
        }
      }
      std::vector<html::TreeLine> lines;
      for (const norm::StoryLine& each : story.tree) {
        lines.push_back({each.depth, each.label, each.value, each.remark});
      }
      html::tree(out_, lines);
    });
  }

  Writer& out_;
  const norm::Calculation& calculation_;
  const norm::Presentation& presentation_;
  std::unique_ptr<html::Table> table_;
  std::string heading_;
  int depth_ = -1;
  bool item_open_ = false;
  bool first_ = true;
};

// ---- a stored answer ----

/// A text in an object; empty when there is none.
std::string text_of(const Json& object, std::string_view key) {
  if (!object.is(Json::Kind::object)) return {};
  const Json* found = object.find(key);
  return found != nullptr && found->is(Json::Kind::string) ? found->string() : std::string();
}

const std::vector<Json>& items_of(const Json& object, std::string_view key) {
  static const std::vector<Json> none;
  if (!object.is(Json::Kind::object)) return none;
  const Json* found = object.find(key);
  return found != nullptr && found->is(Json::Kind::array) ? found->items() : none;
}

bool rests_on_weak(const Json& row) {
  const Json* found = row.is(Json::Kind::object) ? row.find("rests_on_weak") : nullptr;
  return found != nullptr && found->is(Json::Kind::boolean) && found->boolean();
}

std::string row_label(const Json& row) {
  const Json* person = row.is(Json::Kind::object) ? row.find("person") : nullptr;
  if (person == nullptr || !person->is(Json::Kind::object)) return text_of(row, "label");
  return staff::of_person(text_of(*person, "role"), text_of(*person, "id"), text_of(row, "label"));
}

void stored_row(Writer& out, html::Table& table, const Json& row) {
  const std::string grade = text_of(row, "evidence");
  table.begin_row();
  table.cell(row_label(row));
  table.cell([&] { out.leaf("span", {{"class", "u-kr"}}, text_of(row, "value_text")); });
  table.cell([&] {
    if (grade.size() == 1 && grade != "-") {
      html::evidence_mark(out, grade.front(), staff::grade_letter(grade), is_weak(grade.front()));
    }
    if (rests_on_weak(row) && (grade.size() != 1 || !is_weak(grade.front()))) {
      html::tag(out, html::Tone::warning, staff::rests_on_weak());
    }
  });
  table.cell([&] {
    html::details(out, staff::basis_of(row_label(row)), false, [&] {
      html::paragraph(out, text_of(row, "text"));
      const auto list = out.in("ul");
      for (const Json& each : items_of(row, "citations")) {
        const auto item = out.in("li");
        html::outside_link(out, law_link(text_of(each, "text")), text_of(each, "text"));
      }
      for (const Json& each : items_of(row, "sources")) out.leaf("li", text_of(each, "title"));
    });
  });
  table.end_row();
}

}  // namespace

void write_stored(Writer& out, const Json& answer) {
  const Json* result = answer.is(Json::Kind::object) ? answer.find("result") : nullptr;
  if (result != nullptr) out.leaf("p", {{"class", "u-answer"}}, text_of(*result, "text"));
  html::Table table(out, staff::calculations(),
                    {{staff::column_row(), html::Align::start, false},
                     {staff::column_amount(), html::Align::number, false},
                     {staff::column_evidence(), html::Align::start, false},
                     {staff::column_basis(), html::Align::start, false}},
                    true);
  for (const Json& section : items_of(answer, "sections")) {
    table.group(text_of(section, "label"));
    for (const Json& row : items_of(section, "rows")) stored_row(out, table, row);
  }
}

void write_worksheet(Writer& out, const norm::Calculation& calculation,
                     const norm::Presentation& presentation) {
  Sheet(out, calculation, presentation).write();
}

}  // namespace utvag::web
