#include "norm/norm.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.hpp"
#include "norm/norm_fixture.hpp"
#include "norm/view.hpp"

namespace utvag::norm {
namespace {

using fixture::Case;
using fixture::Loaded;

rules::PackSource read_pack(const std::string& folder) {
  const std::filesystem::path root = std::filesystem::path(UTVAG_SOURCE_DIR) / "packs" / folder;
  rules::PackSource pack;
  pack.name = root.filename().string();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    const std::string inside = std::filesystem::relative(entry.path(), root).generic_string();
    pack.files.push_back({pack.name + "/" + inside, text.str()});
  }
  return pack;
}

const Loaded& nation() {
  static const Loaded loaded({read_pack("se")});
  return loaded;
}

struct Answered {
  rules::Plan plan;
  Case facts;
  Calculation made;
  Presentation presentation;

  Answered(const char* month, Case given, text::Language language = text::Language::sv,
           Request request = {})
      : plan(nation().plan(month)),
        facts(std::move(given)),
        made(calculate(plan, facts.facts, std::move(request))),
        presentation(nation().presentation(language)) {}

  std::string words(Format format = Format::text) const {
    return render(made, presentation, format);
  }
  View view() const { return {made, presentation}; }
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// The words without the line ends of the layout.
std::string flat(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n';
    if (!space || !out.ends_with(' ')) out.push_back(space ? ' ' : c);
  }
  return out;
}

TEST_CASE("a household is answered: the amount first, each row with its provision") {
  Answered answered("2026-03", fixture::family(nation()));
  CHECK(answered.made.answer == Answer::answered);
  CHECK(exit_code(answered.made.answer) == 0);
  CHECK(answered.made.value() == Rational(1'126'000));
  const std::string text = answered.words();
  CHECK(text.starts_with("Beräkning av ekonomiskt bistånd, mars 2026\n"));
  CHECK(has(text, "ger uträkningen 11\u202f260\u00a0kr i ekonomiskt bistånd för mars\n2026."));
  CHECK(has(text, "Barn b: Personliga kostnader, barn                       3\u202f060\u00a0kr*"));
  CHECK(has(text, "härlett, inte utskrivet i en författning som vi läst"));
  CHECK(has(text, "inom tre veckor från den dag då du\nfick del av beslutet"));
  CHECK(has(text, "12 kap. 7 §"));
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    CHECK(text::width(std::string_view(text).substr(start, end - start)) <= 80);
    start = end + 1;
  }
}

TEST_CASE("the order of persons changes nothing") {
  Case turned(nation(), {{"a", "vuxen"}, {"b", "barn"}});
  turned.list("sökt_kostnad").list("sökt_behov").list("inkomst", 0).list("inkomst", 1);
  turned.say("sökt_kostnad[boende]", 650'000).say("sökt_kostnad[hushållsel]", 35'000);
  turned.say("inkomst[nettolön]", 400'050, 0).say("tillgångar", 0);
  turned.born("2019-05-01", 1).born("1990-05-01", 0).say("lunch", 0, 1);
  turned.say("bistånd_månader_i_rad", 2, 0);
  turned.facts.at(turned.index("jobbstimulans_från"), 0).kind = rules::Fact::Kind::not_applicable;
  const Answered one("2026-03", fixture::family(nation()));
  const Answered other("2026-03", std::move(turned));
  CHECK(one.words() == other.words());
  CHECK(one.words(Format::json) == other.words(Format::json));
  CHECK(explain_rule(one.made, one.presentation, "bistånd", Format::json).value() ==
        explain_rule(other.made, other.presentation, "bistånd", Format::json).value());
}

/// Each sentence holds the amount of its row as the worksheet prints it.
TEST_CASE("no sentence disagrees with its row") {
  for (const text::Language language :
       {text::Language::sv, text::Language::en, text::Language::fi, text::Language::ar}) {
    Answered answered("2026-03", fixture::family(nation()), language);
    const View view = answered.view();
    std::size_t told = 0;
    for (const SheetRow& row : answered.made.rows) {
      std::string sentence;
      view.append_sentence(sentence, row.ref);
      if (sentence.empty()) continue;
      ++told;
      CHECK(has(sentence, view.value(row.ref)));
    }
    CHECK(told > 8);
  }
}

TEST_CASE("missing facts: exactly those that matter, with question, why and document") {
  Case facts = fixture::family(nation());
  facts.facts.at(facts.index("lunch"), 0) = rules::Fact{};
  Answered answered("2026-03", std::move(facts));
  CHECK(answered.made.answer == Answer::facts_missing);
  CHECK(exit_code(answered.made.answer) == 3);
  REQUIRE(answered.made.missing.size() == 1);
  const std::string text = answered.words();
  CHECK(has(text, "1 uppgift saknas. Det är inte ett\nnej."));
  CHECK(has(text, "• Får Barn b fri lunch fem dagar i veckan"));
  CHECK(has(text, "– Därför: "));
  CHECK(has(text, "– Visas med: "));
  const auto json = parse_json(answered.words(Format::json));
  REQUIRE(json.ok());
  CHECK(json.value().find("answer")->string() == "facts_missing");
  const Json& missing = json.value().find("missing")->items().at(0);
  CHECK(missing.find("fact")->string() == "lunch");
  CHECK(missing.find("person")->find("id")->string() == "b");
  CHECK(missing.find("question")->string() ==
        "Får Barn b fri lunch fem dagar i veckan, till exempel i förskolan?");
}

TEST_CASE("no rule: which, why, and that it is not a no") {
  Answered answered("2027-01", fixture::family(nation()));
  CHECK(answered.made.answer == Answer::no_rule);
  CHECK(exit_code(answered.made.answer) == 4);
  const std::string text = answered.words();
  CHECK(has(text, "en regel saknas. Det är inte ett\nnej."));
  CHECK(has(text, "Ingen riksnorm är beslutad för 2027."));

  const Loaded& loaded = nation();
  const Case facts = fixture::family(loaded);
  const rules::Plan early(loaded.program, {*parse_month("2026-03"), *parse_date("2020-01-01"),
                                           *parse_date("2026-03-01")});
  const Calculation unknown_then = calculate(early, facts.facts, {});
  CHECK(unknown_then.answer == Answer::no_rule);
  CHECK(has(render(unknown_then, answered.presentation, Format::text),
            "ingen version var registrerad den 1 januari 2020"));
}

TEST_CASE("JSON holds whole ören, versions, evidence and what replay needs") {
  Request request;
  request.municipality = "1280";
  request.household = "{\n  \"rows\": []\n}\n";
  request.engine = "9.9.9";
  Answered answered("2026-03", fixture::family(nation()), text::Language::sv, request);
  const std::string text = answered.words(Format::json);
  CHECK(has(text, "  \"household\": {\n    \"rows\": []\n  }\n}\n"));
  const auto json = parse_json(text);
  REQUIRE(json.ok());
  const Json& root = json.value();
  CHECK(root.find("format")->string() == "utvag/berakning/1");
  CHECK(root.find("engine")->string() == "9.9.9");
  CHECK(root.find("municipality")->string() == "1280");
  CHECK(root.find("packs")->items().at(0).find("hash")->string().size() == 64);
  CHECK(root.find("result")->find("value")->find("ore")->number() == "1126000");
  std::size_t rows = 0;
  for (const Json& section : root.find("sections")->items()) {
    for (const Json& row : section.find("rows")->items()) {
      ++rows;
      REQUIRE(row.find("state")->string() == "known");
      CHECK_FALSE(row.find("citations")->items().empty());
      CHECK(row.find("version")->is(Json::Kind::object));
      CHECK(row.find("evidence")->is(Json::Kind::string));
    }
  }
  CHECK(rows == answered.made.rows.size());
  CHECK(text == answered.words(Format::json));
}

TEST_CASE("an amount that is not whole ören keeps numerator and denominator") {
  Case facts = fixture::family(nation());
  facts.say("delar_hushåll", 1).say("antal_i_bostaden", 3);
  Answered answered("2026-03", std::move(facts));
  const std::string text = answered.words(Format::json);
  CHECK(has(text, "\"ore_numerator\": "));
  CHECK(has(text, "\"ore_denominator\": 3"));
  CHECK(has(answered.words(), "≈ "));
}

TEST_CASE("judgements: open ones with their direction, filled ones with the reason") {
  Case facts = fixture::family(nation());
  facts.judge("högre_norm", 50'000, "Specialkost enligt läkarintyg");
  Answered answered("2026-03", std::move(facts));
  CHECK(answered.made.value() == Rational(1'176'000));
  const std::string text = answered.words();
  CHECK(has(text, "Högre norm: 500\u00a0kr. Skäl: Specialkost enligt läkarintyg."));
  CHECK(has(text, "Lägre norm: ingen har gjort bedömningen"));
  const std::string told = flat(text);
  CHECK(has(told, "får bara sänka beloppet. Då blir biståndet lägre. Lagrum"));
  CHECK(has(told,
            "Nedsättning: ingen har gjort bedömningen, så vi har räknat med 0\u00a0kr. "
            "Bedömningen får bara höja beloppet. Då blir biståndet lägre."));
  CHECK(has(told, "Bedömningen kan bli ett annat svar. Då blir biståndet lägre."));
  const auto json = parse_json(answered.words(Format::json));
  const Json& judgements = *json.value().find("judgements");
  CHECK(judgements.find("filled")->items().at(0).find("reason")->string() ==
        "Specialkost enligt läkarintyg");
  CHECK(judgements.find("filled")->items().size() == 1);
}

TEST_CASE("assumed facts are listed") {
  Answered answered("2026-03", fixture::family(nation()));
  CHECK(has(answered.words(), "Det här har vi antagit"));
  CHECK(has(answered.words(), "• Delar hushåll med andra: nej"));
}

TEST_CASE("Finnish, English and Arabic pages carry the same amounts") {
  for (const text::Language language :
       {text::Language::en, text::Language::fi, text::Language::ar}) {
    Answered answered("2026-03", fixture::family(nation()), language);
    for (const Format format : {Format::text, Format::markdown}) {
      const std::string page = answered.words(format);
      CHECK(has(page, "11\u202f260\u00a0kr"));
      CHECK(has(page, "3\u202f060\u00a0kr"));
    }
  }
  Answered arabic("2026-03", fixture::family(nation()), text::Language::ar);
  const std::string text = arabic.words();
  for (std::size_t start = 0; start < text.size(); start = text.find('\n', start) + 1) {
    const bool empty = text[start] == '\n';
    CHECK((empty || std::string_view(text).substr(start).starts_with("\u200f")));
  }
  CHECK(arabic.words(Format::markdown).starts_with("<div dir=\"rtl\">\n"));
}

TEST_CASE("explain: a tree of at most about forty lines, in every format") {
  Answered answered("2026-03", fixture::family(nation()));
  const auto text = explain_rule(answered.made, answered.presentation, "riksnorm", Format::text);
  REQUIRE(text.ok());
  CHECK(has(text.value(), "Vuxna 3\u202f940\u00a0kr, barn 3\u202f060\u00a0kr och"));
  CHECK(has(flat(text.value()), "rad 4–6 år, Äter lunch hemma eller mot avgift"));
  const auto child =
      explain_rule(answered.made, answered.presentation, "b.barnets_norm", Format::text);
  CHECK(has(flat(child.value()),
            "eftersom det inte gäller att ”Dagar som räknas” < dagarna i månaden"));
  const auto json = explain_rule(answered.made, answered.presentation, "bistånd", Format::json);
  REQUIRE(json.ok());
  const auto read = parse_json(json.value());
  REQUIRE(read.ok());
  CHECK(read.value().find("trees")->items().at(0).find("lines")->items().size() <= 45);
  CHECK(explain_rule(answered.made, answered.presentation, "b.ålder", Format::text).ok());
  for (const char* wrong : {"c.ålder", "ingenting", "barnbelopp", "", "b."}) {
    const auto fault = explain_rule(answered.made, answered.presentation, wrong, Format::text);
    REQUIRE_FALSE(fault.ok());
    CHECK(fault.error().code == "rule.unknown");
  }
}

TEST_CASE("explanations show no code and say what the grades of evidence mean") {
  Case facts = fixture::family(nation());
  facts.say("bistånd_månader_i_rad", 8, 1);
  Answered answered("2026-03", std::move(facts));
  for (const char* rule : {"bistånd", "riksnorm", "räknade_inkomster", "a.jobbstimulans",
                           "överskott", "godkänd_kostnad", "utfall", "b.barnets_norm"}) {
    for (const bool why : {false, true}) {
      const auto text =
          why ? why_not(answered.made, answered.presentation, rule, Format::text)
              : explain_rule(answered.made, answered.presentation, rule, Format::text);
      REQUIRE(text.ok());
      for (const char* code : {"_", "[denna]", " då ", "max(", "tillämplig(", "denna"})
        CHECK_MESSAGE(!has(text.value(), code), std::string(rule) << ": " << code);
    }
  }
  const auto tree =
      explain_rule(answered.made, answered.presentation, "räknade_inkomster", Format::text);
  CHECK(has(tree.value(), "Vad källans styrka betyder"));
  CHECK(has(tree.value(), "M: från en kommuns sidor"));
  CHECK(has(flat(tree.value()), "”Hur inkomsten behandlas” = Räknas efter reglerna"));
  CHECK(has(flat(tree.value()), "rad Lön efter skatt"));
  const auto surplus = why_not(answered.made, answered.presentation, "överskott", Format::text);
  CHECK(has(flat(surplus.value()), "”Inkomster och tillgångar” är"));
}

TEST_CASE("a misspelled rule is answered with the nearest") {
  Answered answered("2026-03", fixture::family(nation()));
  const auto fault = explain_rule(answered.made, answered.presentation, "riksnrom", Format::text);
  REQUIRE_FALSE(fault.ok());
  CHECK(has(fault.error().sv, "Menade du riksnorm?"));
  const auto person = why_not(answered.made, answered.presentation, "a.aldder", Format::text);
  CHECK(has(person.error().sv, "Menade du ålder?"));
}

TEST_CASE("a rule not registered yet says from which day it is here") {
  Case facts = fixture::family(nation());
  const rules::Question early{*parse_month("2026-03"), *parse_date("2020-01-01"),
                              *parse_date("2020-01-01")};
  const rules::Plan plan(nation().program, early);
  const Calculation made = calculate(plan, facts.facts, {});
  CHECK(has(flat(render(made, nation().presentation(), Format::text)),
            "Regeln finns här från och med den 22 november 2026."));
}

TEST_CASE("what is told of the way: no step that changed nothing, the wage and the days in full") {
  Case facts = fixture::family(nation());
  facts.say("bistånd_månader_i_rad", 8, 1).say("inkomst[nettolön]", 950'000, 1);
  facts.say("dagar_i_hushållet", 15, 0);
  const std::string text = flat(Answered("2026-03", std::move(facts)).words());
  CHECK(has(text, "av lönen 9\u202f500\u00a0kr räknas 75 %, och 2\u202f375\u00a0kr räknas inte"));
  CHECK(has(text, "delat med 30,4 dagar är"));
  CHECK(has(text, "Barn b bor 15 dagar per månad i hushållet"));
  CHECK(has(text, "Gemensamma kostnader för ett hushåll av storlek 2 är"));
  for (const char* nothing :
       {"delas på", "avrundat:", "efter nedsättning:", "med avvikelser 0", "Boende: egen kostnad"})
    CHECK_FALSE(has(text, nothing));
  Case whole = fixture::family(nation());
  whole.judge("högre_norm", 50'020, "x").judge("nedsättning", 10'000, "x");
  const std::string steps = flat(Answered("2026-03", std::move(whole)).words());
  CHECK(has(steps, "avrundat:"));
  CHECK(has(steps, "efter nedsättning:"));
  CHECK(has(steps, "Barn b är 6 år. Riksnormen för en hel månad är"));
  CHECK_FALSE(has(steps, "delat med 30,4"));
  CHECK(steps.find("Det här kan du göra") < steps.find("Bedömningar ──"));
  CHECK(steps.find("Om uträkningen") < steps.find("Lagrum ──"));
}

TEST_CASE("citations and separators are in the language of the page") {
  Answered arabic("2026-03", fixture::family(nation()), text::Language::ar);
  const std::string page = arabic.words();
  CHECK(has(page, "الفقرة الأولى"));
  CHECK_FALSE(has(page, "stycket"));
  CHECK(has(page, "؛ "));
  CHECK_FALSE(has(page, "; "));
  Answered english("2026-03", fixture::family(nation()), text::Language::en);
  CHECK(has(flat(english.words()), "12 kap. 7 § first paragraph 2"));
  CHECK(has(flat(Answered("2026-03", fixture::family(nation())).words()), "7 § första stycket 2"));
}

TEST_CASE("why not: the threshold and the nearest change") {
  Answered answered("2026-03", fixture::family(nation()));
  const auto text = why_not(answered.made, answered.presentation, "a.jobbstimulans", Format::text);
  REQUIRE(text.ok());
  CHECK(has(flat(text.value()), "”Månader i rad med försörjningsstöd” ≥ 6 månader gäller inte"));
  CHECK(has(text.value(), "gränsen är 6 månader"));
  CHECK(has(flat(text.value()), "hade varit 6 månader i stället för 2 månader"));
  const auto surplus = why_not(answered.made, answered.presentation, "överskott", Format::json);
  REQUIRE(surplus.ok());
  const auto json = parse_json(surplus.value());
  REQUIRE(json.ok());
  CHECK_FALSE(json.value().find("rules")->items().at(0).find("changes")->items().empty());
  const auto given = why_not(answered.made, answered.presentation, "riksnorm", Format::text);
  CHECK(has(given.value(), "Det är inte noll"));
}

TEST_CASE("compare: two months differ by the version of the norm") {
  const Answered before("2025-03", fixture::family(nation()));
  const Answered after("2026-03", fixture::family(nation()));
  const std::string text =
      compare(before.made, before.presentation, after.made, after.presentation, Format::text);
  CHECK(has(text, "Skillnaden mellan mars 2025 och mars 2026"));
  CHECK(has(text, "Därför att regeln skiljer: Vuxnas personliga kostnader i riksnormen"));
  const std::string same =
      compare(before.made, before.presentation, before.made, before.presentation, Format::text);
  CHECK(has(same, "Inget belopp skiljer."));
  const auto json = parse_json(
      compare(before.made, before.presentation, after.made, after.presentation, Format::json));
  REQUIRE(json.ok());
  for (const Json& difference : json.value().find("differences")->items()) {
    CHECK_FALSE(difference.find("causes")->items().empty());
  }
}

TEST_CASE("a municipality's amount is cited by its own document, and marked when stale") {
  const Loaded loaded({read_pack("se"), read_pack("kommun/1280-malmo")});
  const rules::Plan plan = loaded.plan("2026-03");
  const Case facts = fixture::family(loaded);
  const Calculation made = calculate(plan, facts.facts, {});
  const Presentation presentation = loaded.presentation();
  const std::string text = flat(render(made, presentation, Format::text));
  CHECK(has(text, "inte kontrollerad för så sen månad: senast känd att gälla 31 december 2022"));
  const View view{made, presentation};
  const Backing back = backing(view, {facts.index("godkänd_kostnad[boende]"), -1});
  std::size_t own = 0;
  for (const std::int32_t index : back.sources) {
    const rules::Source& source = loaded.program->sources[static_cast<std::size_t>(index)];
    if (source.pack == 0) continue;
    ++own;
    CHECK(source.id == "MALMO22");
    CHECK(has(text, flat(source.title)));
  }
  CHECK(own > 0);
}

TEST_CASE("figures that are invented are marked first on every page") {
  const Loaded loaded({read_pack("se"), read_pack("gemensam/ostra-norrbotten")});
  const rules::Plan plan = loaded.plan("2026-03");
  const Case facts = fixture::family(loaded);
  const Calculation made = calculate(plan, facts.facts, {});
  const Presentation presentation = loaded.presentation();
  for (const Format format : {Format::text, Format::markdown}) {
    CHECK(has(render(made, presentation, format), "EXEMPEL: "));
    CHECK(has(explain_rule(made, presentation, "riksnorm", format).value(), "EXEMPEL: "));
    CHECK(has(compare(made, presentation, made, presentation, format), "EXEMPEL: "));
    CHECK(has(why_not(made, presentation, "överskott", format).value(), "EXEMPEL: "));
  }
}

TEST_CASE("what the engine writes down as it computes is what a walk through the bodies finds") {
  Case undecided = family(nation());
  undecided.facts.at(undecided.index("tillgångar")).kind = rules::Fact::Kind::unknown;
  for (const Case& given : {family(nation()), undecided}) {
    const rules::Plan plan = nation().plan("2026-03");
    const rules::Program& program = plan.program();
    const std::vector<std::size_t> order = {1, 0};
    rules::Evaluation written(plan, given.facts);
    rules::Tracer by_engine(written, order);
    rules::Evaluation computed(plan, given.facts);
    const auto each = [&](const auto& tell) {
      for (std::size_t d = 0; d < program.definitions.size(); ++d) {
        const bool own = program.definitions[d].for_person;
        for (std::int32_t p = own ? 0 : -1; p < (own ? 2 : 0); ++p) {
          tell(rules::FactRef{static_cast<std::int32_t>(d), p});
        }
      }
    };
    // What was computed before the tracer came has no trail, and is walked.
    each([&](rules::FactRef ref) { computed.get(ref.definition, ref.person == 1 ? 1 : 0); });
    rules::Tracer by_walk(computed, order);
    std::size_t kept = 0;
    each([&](rules::FactRef ref) {
      const auto one = by_engine.reads(ref);
      const auto other = by_walk.reads(ref);
      CAPTURE(program.definitions[static_cast<std::size_t>(ref.definition)].name);
      CHECK(std::equal(one.begin(), one.end(), other.begin(), other.end(),
                       [](const rules::Read& a, const rules::Read& b) {
                         return rules::same_read(a, b) && a.state == b.state &&
                                a.value == b.value && a.fell_through == b.fell_through;
                       }));
      const auto ways = by_engine.branches(ref);
      const auto others = by_walk.branches(ref);
      CHECK(std::equal(ways.begin(), ways.end(), others.begin(), others.end(),
                       [](const rules::Branch& a, const rules::Branch& b) {
                         return a.node == b.node && a.person == b.person && a.way == b.way;
                       }));
      if (written.trail(ref.definition, ref.person == 1 ? 1 : 0)) ++kept;
      CHECK_FALSE(computed.trail(ref.definition, ref.person == 1 ? 1 : 0));
    });
    CHECK(kept > 100);
  }
}

TEST_CASE("Markdown takes no marks from facts") {
  Case facts = fixture::family(nation());
  facts.judge("högre_norm", 50'000, "se *bilaga* [1] <b>|");
  Answered answered("2026-03", std::move(facts));
  CHECK(has(answered.words(Format::markdown), "se \\*bilaga\\* \\[1\\] \\<b>\\|"));
}

TEST_CASE("a child outside the household has no amount, and the page says so") {
  Case facts(nation(), {{"a", "vuxen"}, {"b", "barn"}, {"liten", "barn"}});
  facts.list("sökt_kostnad").list("sökt_behov").say("tillgångar", 0);
  for (const std::size_t person : {0U, 1U, 2U}) facts.list("inkomst", person);
  facts.born("1990-05-01", 0).born("2016-05-01", 1).born("2026-05-01", 2).say("lunch", 0, 2);
  Answered answered("2026-03", std::move(facts));
  REQUIRE(answered.made.answer == Answer::answered);
  const std::string text = flat(answered.words());
  CHECK(has(text, "Barn b: Personliga kostnader, barn"));
  CHECK_FALSE(has(text, "Barn liten: Personliga kostnader, barn"));
  CHECK(has(text, "Barn liten räknas inte i riksnormen"));
  CHECK_FALSE(has(text, "Barn b räknas inte"));
  const auto json = parse_json(answered.words(Format::json));
  const auto& outside = json.value().find("not_counted")->items();
  REQUIRE(outside.size() == 1);
  CHECK(outside.at(0).find("id")->string() == "liten");
}

TEST_CASE("a list that is not stated is one row for each person, and opens no judgement") {
  Case facts(nation(), {{"a", "vuxen"}});
  facts.list("sökt_kostnad").say("tillgångar", 0).born("1990-05-01", 0);
  Answered answered("2026-10", std::move(facts));
  REQUIRE(answered.made.answer == Answer::facts_missing);
  std::size_t families = 0;
  for (const SheetRow& row : answered.made.rows) families += row.family ? 1U : 0U;
  CHECK(families == 2);
  const std::string text = flat(answered.words());
  CHECK(has(text, "Godkänt för annat behov uppgift saknas"));
  CHECK(has(text, "Vuxen a: Inkomst som räknas uppgift saknas"));
  CHECK_FALSE(has(text, "Annan inkomst: ingen har gjort"));
  CHECK_FALSE(has(text, "Jobbpremie: ingen har gjort"));
  CHECK(has(text, "Högre norm: ingen har gjort bedömningen"));
  CHECK(has(answered.words(Format::json), "\"rule\": \"godkänt_behov\""));
}

TEST_CASE("the mark of weak evidence follows the amount into every sum") {
  Answered answered("2026-03", fixture::family(nation()));
  const View view = answered.view();
  Backings backings(view);
  const auto weak = [&](const char* name) {
    return backings.rests_on_weak({nation().program->find(name), -1});
  };
  for (const char* name : {"riksnorm", "beräknad_norm", "underskott", "bistånd"}) {
    CHECK(weak(name));
  }
  CHECK_FALSE(weak("godkända_kostnader"));
}

TEST_CASE("the day that ages are counted on marks an amount only when somebody turns older") {
  const auto marked = [](const char* month, const char* born) {
    Case facts = fixture::family(nation());
    facts.born(born, 0).say("lunch", 0, 0);
    Answered answered(month, std::move(facts));
    const View view = answered.view();
    Backings backings(view);
    return backings.rests_on_weak({nation().program->find("barnets_norm"), 0});
  };
  CHECK_FALSE(marked("2025-03", "2019-06-01"));
  CHECK(marked("2025-03", "2019-03-20"));
  CHECK(marked("2026-03", "2019-06-01"));  // the amount itself is derived
}

TEST_CASE("a wage stated for other months is told") {
  Case facts = fixture::family(nation());
  rules::Fact& wage = facts.facts.at(facts.index("inkomst[nettolön]"), 1);
  wage.kind = rules::Fact::Kind::spells;
  wage.spells = {{*parse_month("2025-11"), parse_month("2026-02"), Rational(400'050)}};
  Case covered = fixture::family(nation());
  rules::Fact& still = covered.facts.at(covered.index("inkomst[nettolön]"), 1);
  still = wage;
  still.spells.front().to = parse_month("2026-03");
  Answered answered("2026-03", std::move(facts));
  CHECK(has(flat(answered.words()), "inget uppgivet för mars 2026"));
  CHECK(answered.made.not_covered.size() == 1);
  CHECK(Answered("2026-03", std::move(covered)).made.not_covered.empty());
}

TEST_CASE("a municipality without a guideline: only the law, and it is said") {
  Request request;
  request.municipality = "9999";
  Answered answered("2026-03", fixture::family(nation()), text::Language::sv, request);
  CHECK(has(flat(answered.words()), "Kommun: 9999. Ingen riktlinje finns här, bara lagen"));
  CHECK(has(answered.words(Format::json), "\"municipal_rules\": false"));
}

}  // namespace
}  // namespace utvag::norm
