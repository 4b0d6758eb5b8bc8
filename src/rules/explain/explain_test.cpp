#include "rules/explain/explain.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace utvag::rules {
namespace {

constexpr const char* kPack = R"(paket se benämning "Lag" nivå nationell
förval
  registrerad 2026-01-02
  kontrollerad 2026-01-02
lagrum lag1
  från 1998-01-01 till 2025-06-30 "SoL (2001:453) 4 kap. 3 §" bevis V
  från 2025-07-01 "SoL (2025:400) 12 kap. 7 §" bevis V
roll vuxen 1–2 "Vuxen"
roll barn 0– "Barn"
uppräkning slag
  el "El"
  resor "Resor"
indata född : datum för person
indata lön : kr/mån för person
  inom 0 kr/mån – 100 000 kr/mån
indata sökt per slag : kr/mån för hushåll
  lista
indata delar : ja/nej för hushåll
  antas nej
indata månader : mån för person
  inom 0 mån – 100 mån
tabell belopp (ålder : år 0–20) : kr/mån
  lagrum lag1
  från 2025-01-01 till 2025-12-31 bevis V
    0–6  | 1 000 kr/mån
    7–20 | 2 000 kr/mån
  från 2026-01-01 bevis V
    0–6  | 1 100 kr/mån bevis D not "härlett"
    7–20 | 2 000 kr/mån
regel ålder : år för person
  från 1998-01-01 lagrum lag1 bevis V = ålder(född, första_dag(månad))
regel barnnorm : kr/mån för person
  förklaring "{person} är {ålder} och får {värdet}."
  lagrum lag1
  från 1998-01-01 lagrum lag1 bevis V
    = om roll = barn då belopp[ålder] annars 0 kr/mån
regel norm : kr/mån för hushåll
  från 1998-01-01 lagrum lag1 bevis V = summa(person: barnnorm)
regel stimulans : ja/nej för person
  från 1998-01-01 lagrum lag1 bevis V = månader ≥ 6 mån
regel räknad : kr/mån för person
  från 1998-01-01 lagrum lag1 bevis V = om stimulans då 75 % × lön annars lön
regel kostnad per slag : kr/mån för hushåll
  från 1998-01-01 lagrum lag1 bevis V = min(sökt[denna], 500 kr/mån)
regel kostnader : kr/mån för hushåll
  från 1998-01-01 lagrum lag1 bevis V
    = summa(s i slag där sökt[s] > 0 kr/mån: kostnad[s]) + antal(person där delar) × 10 kr/mån
riktlinje regel tak : kr/mån för hushåll
  gräns högst 900 kr/mån
  från 1998-01-01 lagrum lag1 bevis V = 400 kr/mån
bedömning högre : kr/mån för hushåll
  från 1998-01-01 lagrum lag1 bevis V = 0 kr/mån
regel bistånd : kr/mån för hushåll
  resultat
  från 1998-01-01 lagrum lag1 bevis V
    = max(0 kr/mån, norm + kostnader + högre − summa(person: räknad))
)";

struct World {
  std::shared_ptr<const Program> program;
  Plan plan;
  Facts facts;
  Evaluation evaluation;
  Tracer tracer;

  static std::shared_ptr<const Program> load() {
    const Compiled compiled = compile({{"se", {{"se/a.norm", kPack}}}});
    for (const auto& fault : compiled.diagnostics) {
      MESSAGE(render(fault, compiled.files, Language::sv));
    }
    REQUIRE(compiled.program);
    return compiled.program;
  }

  /// An adult with the wage and a child born 2019-03-02.
  static Facts family(const Program& program, std::int64_t wage_ore) {
    const auto role = [&](std::string_view name) { return program.roles[0].name == name ? 0 : 1; };
    Facts facts(program, {{"a", role("vuxen")}, {"b", role("barn")}});
    const auto say = [&](std::string_view name, std::size_t person, Rational value) {
      Fact& fact = facts.at(program.find(name), person);
      fact.kind = Fact::Kind::known;
      fact.value = value;
    };
    say("född", 0, parse_date("1990-01-01")->days);
    say("född", 1, parse_date("2019-03-02")->days);
    say("lön", 0, wage_ore);
    say("lön", 1, 0);
    say("månader", 0, 2);
    say("månader", 1, 0);
    facts.state_list(program.find("sökt"));
    say("sökt[el]", 0, 30'000);
    return facts;
  }

  World(const char* month, std::int64_t wage_ore)
      : program(load()),
        plan(program,
             {*parse_month(month), *parse_date("2026-12-01"), first_day(*parse_month(month))}),
        facts(family(*program, wage_ore)),
        evaluation(plan, facts),
        tracer(evaluation) {}

  FactRef ref(std::string_view name, std::int32_t person = -1) const {
    return {program->find(name), person};
  }
  const std::string& name(const Read& read) const {
    return program->definitions[static_cast<std::size_t>(read.ref.definition)].name;
  }
  std::vector<std::string> names(std::span<const Read> reads) const {
    std::vector<std::string> out;
    for (const Read& read : reads) {
      out.push_back(read.ref.person < 0 ? name(read)
                                        : name(read) + std::to_string(read.ref.person));
    }
    return out;
  }
};

using Names = std::vector<std::string>;

TEST_CASE("only what the branch taken used is read") {
  World world("2026-03", 0);
  CHECK(world.names(world.tracer.reads(world.ref("barnnorm", 0))).empty());
  CHECK(world.names(world.tracer.reads(world.ref("barnnorm", 1))) == Names{"belopp", "ålder1"});
  CHECK(world.names(world.tracer.reads(world.ref("räknad", 0))) == Names{"stimulans0", "lön0"});
  CHECK(world.names(world.tracer.reads(world.ref("norm"))) == Names{"barnnorm0", "barnnorm1"});
  CHECK(world.names(world.tracer.reads(world.ref("kostnader"))) ==
        Names{"sökt[el]", "kostnad[el]", "sökt[resor]", "delar"});
  const auto branches = world.tracer.branches(world.ref("barnnorm", 1));
  REQUIRE(branches.size() == 1);
  CHECK(branches[0].way == 1);
  CHECK(describe(*world.program, branches[0].node) == "roll = barn");
}

TEST_CASE("a table's row, version and evidence are those that answered") {
  World world("2026-02", 0);
  const Read read = world.tracer.reads(world.ref("barnnorm", 1))[0];
  CHECK(read.value == Rational(110'000));
  const Basis basis = world.tracer.basis(read);
  REQUIRE(basis.row != nullptr);
  CHECK(describe_row(*world.program, read.ref.definition, *basis.row) == "0–6 år");
  CHECK(to_string(basis.version->from) == "2026-01-01");
  CHECK(basis.evidence == 'D');
  CHECK(basis.notes.has(Note::weak_evidence));
  World older("2026-04", 0);
  CHECK(older.tracer.reads(older.ref("barnnorm", 1))[0].value == Rational(200'000));
}

TEST_CASE("the citation goes by the date of decision") {
  World world("2026-03", 0);
  const Provision& provision = world.program->provisions[0];
  CHECK(provision_text(provision, *parse_date("2025-06-30"))->text == "SoL (2001:453) 4 kap. 3 §");
  CHECK(provision_text(provision, *parse_date("2025-07-01"))->text == "SoL (2025:400) 12 kap. 7 §");
  CHECK(provision_text(provision, *parse_date("1997-12-31")) == nullptr);
}

TEST_CASE("lines: noughts collapse, what is told above is not told again, the depth is cut") {
  World world("2026-03", 0);
  const auto lines = trace_lines(world.tracer, world.ref("bistånd"));
  CHECK(lines.front().depth == 0);
  CHECK(lines.front().read.value == Rational(140'000));
  CHECK(lines.front().collapsed > 0);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    CHECK(lines[i].depth <= lines[i - 1].depth + 1);
  }
  const auto shallow = trace_lines(world.tracer, world.ref("bistånd"), 3);
  CHECK(shallow.size() < lines.size());
  for (const TraceLine& line : shallow) CHECK(line.depth <= 1);
}

TEST_CASE("assumed, judged and open values are noted") {
  World world("2026-03", 0);
  CHECK(world.tracer.basis(world.ref("delar")).notes.has(Note::assumed));
  CHECK(world.tracer.basis(world.ref("högre")).notes.has(Note::open_judgement));
  Fact& filled = world.facts.at(world.program->find("högre"));
  filled.kind = Fact::Kind::known;
  filled.value = 10'000;
  filled.reason = "Specialkost";
  Evaluation again(world.plan, world.facts);
  Tracer tracer(again);
  CHECK(tracer.outcome(world.ref("bistånd")).value == Rational(150'000));
  CHECK(tracer.basis(world.ref("högre")).notes.has(Note::filled));
  CHECK_FALSE(tracer.basis(world.ref("högre")).notes.has(Note::open_judgement));
}

TEST_CASE("why not: the nearest condition with its threshold") {
  World world("2026-03", 300'000);
  const WhyNot why = why_not(world.tracer, world.ref("bistånd"));
  REQUIRE(why.gives_nothing);
  REQUIRE_FALSE(why.failed.empty());
  CHECK(why.failed.front().left == Rational(140'000));
  CHECK(*why.failed.front().threshold == Rational(300'000));
  const WhyNot right = why_not(world.tracer, world.ref("stimulans", 0));
  REQUIRE_FALSE(right.failed.empty());
  CHECK(describe(*world.program, right.failed.front().node) == "månader ≥ 6 mån");
  CHECK(right.failed.front().left == Rational(2));
  CHECK(*right.failed.front().threshold == Rational(6));
  CHECK_FALSE(why_not(world.tracer, world.ref("norm")).gives_nothing);
}

TEST_CASE("what would change it is solved to the öre, and is silent when nothing does") {
  World world("2026-03", 300'000);
  const WhyNot why = why_not(world.tracer, world.ref("bistånd"));
  const auto wage = std::find_if(why.changes.begin(), why.changes.end(),
                                 [&](const Change& c) { return c.fact == world.ref("lön", 0); });
  REQUIRE(wage != why.changes.end());
  CHECK(wage->from == Rational(300'000));
  CHECK(wage->to == Rational(139'999));
  CHECK(wage->outcome == Rational(1));
  const auto months = std::find_if(why.changes.begin(), why.changes.end(), [&](const Change& c) {
    return c.fact == world.ref("månader", 0);
  });
  CHECK(months == why.changes.end());  // 75 % of 3 000 kr is still more than the norm
  CHECK(std::find(why.tried.begin(), why.tried.end(), world.ref("månader", 0)) != why.tried.end());
  const WhyNot right = why_not(world.tracer, world.ref("stimulans", 0));
  REQUIRE(right.changes.size() == 1);
  CHECK(right.changes[0].to == Rational(6));
}

TEST_CASE("two months differ by the row, two families by the fact") {
  World march("2026-03", 0);
  World april("2026-04", 0);
  const auto differences = compare(march.tracer, {march.ref("norm"), march.ref("kostnader")},
                                   april.tracer, {april.ref("norm"), april.ref("kostnader")});
  REQUIRE(differences.size() == 1);
  CHECK(differences[0].name == "norm");
  CHECK(differences[0].before->value == Rational(110'000));
  CHECK(differences[0].after->value == Rational(200'000));
  REQUIRE_FALSE(differences[0].causes.empty());
  CHECK(differences[0].causes[0].kind == Difference::Cause::Kind::version);

  World poor("2026-03", 10'000);
  const auto facts =
      compare(march.tracer, {march.ref("räknad", 0)}, poor.tracer, {poor.ref("räknad", 0)});
  REQUIRE(facts.size() == 1);
  REQUIRE(facts[0].causes.size() == 1);
  CHECK(facts[0].causes[0].kind == Difference::Cause::Kind::fact);
  CHECK(poor.name(facts[0].causes[0].after) == "lön");

  const auto added = compare(march.tracer, {}, april.tracer, {april.ref("norm")});
  REQUIRE(added.size() == 1);
  CHECK_FALSE(added[0].before);
}

TEST_CASE("expressions are told in the words of the language") {
  World world("2026-03", 0);
  const auto body = [&](std::string_view name) {
    const Definition& definition =
        world.program->definitions[static_cast<std::size_t>(world.program->find(name))];
    return describe(*world.program, world.program->layers(definition)[0].versions[0].body);
  };
  CHECK(body("räknad") == "om stimulans då 0,75 × lön annars lön");
  CHECK(body("norm") == "summa(person: barnnorm)");
  CHECK(body("kostnad[el]") == "min(sökt[denna], 500 kr/mån)");
  CHECK(body("barnnorm") == "om roll = barn då belopp[ålder] annars 0 kr/mån");
  CHECK(body("kostnader") ==
        "summa(slag i slag där sökt[slag] > 0 kr/mån: kostnad[slag]) + antal(person där delar) × "
        "10 kr/mån");
}

}  // namespace
}  // namespace utvag::rules
