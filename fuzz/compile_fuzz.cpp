// Any bytes as a pack, beside a small sound one and over it: a program, or at least one error that
// has words in both languages. A pack with an error is never loaded half.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "rules/graph/evaluation.hpp"
#include "rules/graph/program.hpp"

namespace {

using namespace utvag;

void require(bool holds) {
  if (!holds) std::abort();
}

constexpr std::string_view kNation = R"(paket se
  benämning "Se"
  nivå nationell
förval
  registrerad 2026-01-01 kontrollerad 2026-01-01
roll vuxen 1–2 "Vuxen"
roll barn 0– "Barn"
källa S "S" bevis V
uppräkning slag
  el "El"
  hyra "Hyra"
indata född : datum för person
indata kostnad per slag : kr/mån för hushåll
  inom 0 kr/mån – 100 000 kr/mån
riktlinje regel tak per slag : kr/mån för hushåll
  källa S
  gräns högst kostnad[denna]
  från 2020-01-01 = kostnad[denna]
)";

void evaluate(const std::shared_ptr<const rules::Program>& program) {
  const rules::Plan plan(program,
                         {*make_month(2026, 3), program->last_registered, *make_date(2026, 3, 1)});
  const rules::Facts facts(*program, {{"a", 0}});
  rules::Evaluation evaluation(plan, facts);
  for (std::size_t d = 0; d < program->definitions.size(); ++d) {
    if (program->definitions[d].kind == rules::DefKind::table) continue;
    require(evaluation.get(static_cast<std::int32_t>(d)).state != rules::State::not_evaluated);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  rules::PackSource nation;
  nation.name = "se";
  nation.files.push_back({"se/paket.norm", std::string(kNation)});
  // A text that begins a pack of its own lies over the national one, another is a part of it.
  std::vector<rules::PackSource> packs = {nation};
  if (text.starts_with("paket")) {
    packs.push_back({"over", {{"over/paket.norm", text}}});
  } else {
    packs[0].files.push_back({"se/regler.norm", text});
  }
  const rules::Compiled compiled = rules::compile(packs);
  const bool error =
      std::any_of(compiled.diagnostics.begin(), compiled.diagnostics.end(),
                  [](const rules::Diagnostic& d) { return d.severity == rules::Severity::error; });
  require(error == (compiled.program == nullptr));
  for (const rules::Diagnostic& diagnostic : compiled.diagnostics) {
    require(!diagnostic.sv.empty() && !diagnostic.en.empty());
    require(!rules::render(diagnostic, compiled.files, rules::Language::sv).empty());
  }
  if (compiled.program) evaluate(compiled.program);
  return 0;
}
