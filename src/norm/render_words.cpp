#include <algorithm>
#include <utility>

#include "norm/page.hpp"
#include "norm/render.hpp"
#include "norm/view.hpp"
#include "text/messages.hpp"

namespace utvag::norm {
namespace {

using rules::FactRef;
using rules::Read;
namespace say = text::say;

/// Writes one answer in words: the amount, how it came to be and what to do first; what the
/// judgements and the rules rest on after that, the law last.
class Letter {
 public:
  Letter(const View& view, Page page)
      : view_(view),
        made_(view.calculation),
        language_(view.language()),
        page_(std::move(page)),
        backings_(view) {}

  std::string words() {
    page_.title(say::title(language_, month()));
    mark_examples(page_, view_);
    page_.paragraph(headline(view_));
    page_.paragraph(say::not_decision(language_));
    if (made_.answer == Answer::facts_missing) missing();
    if (made_.answer == Answer::no_rule) no_rule();
    worksheet();
    why();
    assumed();
    to_do();
    appeal();
    judgements();
    not_checked();
    not_expressed();
    notes();
    about();
    law();
    return page_.take();
  }

 private:
  Month month() const { return made_.plan->question().month; }

  void missing() {
    page_.heading(say::heading_missing(language_));
    for (const FactRef ref : made_.missing) {
      const Words& words = view_.presentation.words(ref.definition);
      const std::string& asked = words.question.empty() ? words.label : words.question;
      const std::string filled = view_.fill_person(asked, ref);
      if (ref.person < 0 || filled != asked) {
        page_.bullet(filled);
      } else {
        std::string person;
        view_.append_person(person, ref.person);
        page_.bullet(say::missing_for(language_, person, asked));
      }
      if (!words.why.empty()) {
        page_.bullet(say::missing_why(language_, view_.fill_person(words.why, ref)), 1);
      }
      if (!words.document.empty()) {
        page_.bullet(say::missing_document(language_, view_.fill_person(words.document, ref)), 1);
      }
    }
    page_.gap();
  }

  void no_rule() {
    page_.heading(say::heading_no_rule(language_));
    page_.paragraph(view_.missing_rule());
  }

  void worksheet() {
    if (made_.rows.empty()) return;
    page_.heading(say::heading_sheet(language_));
    page_.begin_table(say::column_row(language_), say::column_amount(language_),
                      say::column_law(language_));
    std::string_view section;
    bool weak = false;
    for (const SheetRow& row : made_.rows) {
      if (row.section != section) {
        section = row.section;
        std::string words;
        say_section(words, language_, section);
        page_.section(words);
      }
      const Backing& back = backings_.of(row.ref);
      const bool known = made_.tracer->outcome(row.ref).state == rules::State::known;
      const bool number = view_.definition(row.ref).type.kind == rules::Kind::number;
      const bool rests =
          known && (number ? backings_.rests_on_weak(row.ref) : rules::weak(back.evidence));
      weak = weak || rests;
      page_.row(view_.label(row), view_.value(row.ref), rests, references(back));
    }
    page_.end_table();
    for (const std::int32_t person : made_.not_counted) {
      std::string who;
      view_.append_person(who, person);
      page_.paragraph(say::not_counted(language_, who));
    }
    if (weak) page_.paragraph(say::weak_mark(language_));
  }

  struct Cited {
    std::int32_t provision, source;  ///< one of them, the other -1
    friend bool operator==(const Cited&, const Cited&) = default;
  };

  /// The number under which it stands in the list of what is cited, from 1.
  std::size_t cite(Cited what) {
    const auto found = std::find(cited_.begin(), cited_.end(), what);
    const auto number = static_cast<std::size_t>(found - cited_.begin()) + 1;
    if (found == cited_.end()) cited_.push_back(what);
    return number;
  }

  /// "[1,3]": numbers in the list of what is cited.
  std::string references(const Backing& back) {
    std::vector<std::size_t> numbers;
    for (const std::int32_t provision : back.provisions) numbers.push_back(cite({provision, -1}));
    for (const std::int32_t source : back.sources) {
      // What a board has decided is cited by its own document; the law by its provisions.
      const std::int32_t pack = view_.program().sources[static_cast<std::size_t>(source)].pack;
      const rules::Level level = view_.program().packs[static_cast<std::size_t>(pack)].level;
      if (level != rules::Level::national) numbers.push_back(cite({-1, source}));
    }
    std::sort(numbers.begin(), numbers.end());
    std::string out;
    for (const std::size_t number : numbers) {
      out.append(out.empty() ? "[" : ",").append(std::to_string(number));
    }
    if (!out.empty()) out.push_back(']');
    return out;
  }

  void why() {
    bool headed = false;
    for (const SheetRow& row : made_.rows) {
      if (made_.tracer->outcome(row.ref).state != rules::State::known) continue;
      const auto told = telling(view_, row.ref);
      if (!told) continue;
      std::string sentence;
      view_.append_sentence(sentence, *told);
      if (sentence.empty()) continue;
      if (!headed) page_.heading(say::heading_why(language_));
      headed = true;
      page_.bullet(sentence);
    }
    if (headed) page_.gap();
  }

  std::string provisions_of(FactRef ref) const {
    std::string out;
    for (const std::int32_t index : view_.definition(ref).provenance.provisions) {
      const auto* text =
          rules::provision_text(view_.program().provisions[static_cast<std::size_t>(index)],
                                made_.plan->question().decision_date);
      if (text == nullptr) continue;
      if (!out.empty()) out.append(separator(language_));
      out.append(citation(language_, text->text));
    }
    return out;
  }

  void judgements() {
    if (made_.open.empty() && made_.filled.empty()) return;
    page_.heading(say::heading_judgements(language_));
    for (const FactRef ref : made_.filled) {
      const rules::Fact& fact = made_.facts->at(
          ref.definition, ref.person < 0 ? 0 : static_cast<std::size_t>(ref.person));
      page_.bullet(
          say::judgement_filled(language_, view_.label(ref), view_.value(ref), fact.reason));
    }
    for (const FactRef ref : made_.open) open(ref);
    page_.gap();
  }

  void open(FactRef ref) {
    std::string words = say::judgement_open(language_, view_.label(ref), view_.value(ref));
    words.push_back(' ');
    direction(words, view_.definition(ref));
    if (view_.definition(ref).direction != rules::Direction::both ||
        view_.definition(ref).type.kind == rules::Kind::boolean) {
      const int effect = effect_of(view_, ref);
      if (effect != 0) words.push_back(' ');
      if (effect > 0) say::effect_higher(words, language_);
      if (effect < 0) say::effect_lower(words, language_);
    }
    const std::string law = provisions_of(ref);
    if (!law.empty()) {
      words.push_back(' ');
      say::law_of(words, language_, law);
    }
    page_.bullet(words);
  }

  void direction(std::string& words, const rules::Definition& judgement) const {
    if (judgement.type.kind != rules::Kind::number) return say::direction_answer(words, language_);
    switch (judgement.direction) {
      case rules::Direction::higher:
        return say::direction_higher(words, language_);
      case rules::Direction::lower:
        return say::direction_lower(words, language_);
      case rules::Direction::both:
        return say::direction_both(words, language_);
    }
  }

  void assumed() {
    if (made_.assumed.empty() && made_.not_covered.empty()) return;
    page_.heading(say::heading_assumed(language_));
    for (const FactRef ref : made_.not_covered) {
      page_.bullet(say::not_covered(language_, view_.label(ref), month()));
    }
    if (!made_.not_covered.empty()) page_.gap();
    if (made_.assumed.empty()) return;
    page_.paragraph(say::assumed_intro(language_));
    for (const FactRef ref : made_.assumed) {
      page_.bullet(say::assumed_value(language_, view_.label(ref), view_.value(ref)));
    }
    page_.gap();
  }

  void to_do() {
    page_.heading(say::heading_do(language_));
    if (made_.answer == Answer::facts_missing) page_.bullet(say::do_missing(language_));
    if (made_.answer == Answer::no_rule) page_.bullet(say::do_no_rule(language_));
    page_.bullet(say::do_check(language_));
    page_.bullet(say::do_special(language_));
    page_.gap();
  }

  void notes() {
    if (made_.noted.empty()) return;
    page_.heading(say::heading_notes(language_));
    for (const Read& read : made_.noted) {
      const rules::Basis basis = made_.tracer->basis(read);
      const std::string words = view_.notes(basis, true);
      const std::string& label = view_.presentation.words(read.ref.definition).family_label;
      if (basis.version != nullptr && !basis.version->from_year_only) {
        page_.bullet(say::noted_line(language_, label, basis.version->from, words));
      } else {
        page_.bullet(say::noted_plain(language_, label, words));
      }
    }
    page_.gap();
  }

  void not_expressed() {
    if (made_.not_expressed.empty()) return;
    page_.heading(say::heading_not_expressed(language_));
    for (const std::int32_t entry : made_.not_expressed) {
      std::string words;
      for (const std::string_view text : not_expressed_texts(view_, entry)) {
        if (!words.empty()) words.push_back(' ');
        words.append(text);
      }
      const std::string law = provisions_of({entry, -1});
      if (!law.empty()) {
        words.push_back(' ');
        say::law_of(words, language_, law);
      }
      page_.bullet(words);
    }
    page_.gap();
  }

  void not_checked() {
    page_.heading(say::heading_not_checked(language_));
    for (const std::string& line : not_checked_lines(language_)) page_.bullet(line);
    page_.gap();
  }

  std::string_view cited_words(Cited cited, char& evidence) const {
    if (cited.provision < 0) {
      const auto& source = view_.program().sources[static_cast<std::size_t>(cited.source)];
      evidence = source.evidence;
      return source.title;
    }
    const auto& provision = view_.program().provisions[static_cast<std::size_t>(cited.provision)];
    const auto* text = rules::provision_text(provision, made_.plan->question().decision_date);
    if (text == nullptr) return provision.id;
    evidence = text->evidence;
    return text->text;
  }

  void law() {
    if (cited_.empty()) return;
    page_.heading(say::heading_law(language_));
    for (std::size_t i = 0; i < cited_.size(); ++i) {
      std::string line = "[" + std::to_string(i + 1) + "] ";
      char evidence = 'V';
      text::append_isolated(line, language_, citation(language_, cited_words(cited_[i], evidence)));
      if (rules::weak(evidence)) {
        line.append(" – ");
        say_grade(line, language_, evidence);
      }
      page_.bullet(line);
    }
    page_.gap();
  }

  void appeal() {
    page_.heading(say::heading_appeal(language_));
    page_.paragraph(appeal_text(view_));
  }

  std::string about_municipality() const {
    const std::string& code = made_.request.municipality;
    return made_.municipal_rules() ? say::about_municipality(language_, code)
                                   : say::about_municipality_law_only(language_, code);
  }

  void about() {
    page_.heading(say::heading_about(language_));
    const rules::Question& question = made_.plan->question();
    page_.bullet(made_.request.municipality.empty() ? say::about_national(language_)
                                                    : about_municipality());
    page_.bullet(say::about_decision(language_, question.decision_date));
    page_.bullet(say::about_known(language_, question.known_at));
    for (const rules::Pack& pack : view_.program().packs) {
      page_.bullet(say::about_pack(language_, view_.presentation.translate(pack.label),
                                   std::string_view(pack.hash).substr(0, 12)));
    }
    page_.bullet(say::about_engine(language_, made_.request.engine));
  }

  const View& view_;
  const Calculation& made_;
  text::Language language_;
  Page page_;
  Backings backings_;
  std::vector<Cited> cited_;
};

}  // namespace

void mark_examples(Page& page, const View& view) {
  for (const std::int32_t index : view.calculation.examples) {
    const rules::Pack& pack = view.program().packs[static_cast<std::size_t>(index)];
    page.paragraph(say::example_mark(view.language(), view.presentation.translate(pack.label),
                                     view.presentation.translate(pack.example)));
  }
}

std::string headline(const View& view) {
  const Calculation& made = view.calculation;
  const text::Language language = view.language();
  const Month month = made.plan->question().month;
  switch (made.answer) {
    case Answer::facts_missing:
      return say::result_missing(language, static_cast<std::int64_t>(made.missing.size()), month);
    case Answer::no_rule:
      return say::result_no_rule(language, month);
    case Answer::failed:
      return say::result_failed(language, month);
    case Answer::answered:
      break;
  }
  const FactRef root{made.principal, -1};
  if (view.definition(root).name != "bistånd") {
    return say::result_other(language, view.label(root), view.value(root));
  }
  if (made.value().numerator == 0) return say::result_none(language, month);
  return say::result_given(language, made.value(), month);
}

std::string appeal_text(const View& view) {
  const AppealLaw law = appeal_law(view.calculation.plan->question().decision_date);
  const text::Language language = view.language();
  if (law.right.empty()) return say::appeal_see_decision(language);
  std::string out = say::appeal_right(language, law.right);
  out.push_back(' ');
  say::appeal_discretionary(out, language, law.discretionary);
  return out;
}

std::vector<std::string> not_checked_lines(text::Language language) {
  return {say::not_checked_facts(language), say::not_checked_authorities(language),
          say::not_checked_duties(language), say::not_checked_other_help(language)};
}

std::vector<std::string_view> not_expressed_texts(const View& view, std::int32_t entry) {
  std::vector<std::string_view> texts;
  const auto& layers = view.program().layers(view.definition(entry));
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    const auto& choice = view.calculation.plan->choice(entry, layer);
    if (choice.version < 0) continue;
    const auto& version = layers[layer].versions[static_cast<std::size_t>(choice.version)];
    texts.push_back(view.presentation.translate(version.text));
  }
  return texts;
}

std::string render(const Calculation& calculation, const Presentation& presentation,
                   Format format) {
  const View view{calculation, presentation};
  if (format == Format::json) return render_json(view);
  return Letter(view, Page(format == Format::markdown, view.language())).words();
}

}  // namespace utvag::norm
