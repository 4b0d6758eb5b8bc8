#include "app/files.hpp"
#include "app/packs.hpp"
#include "app/rules.hpp"
#include "base/json.hpp"
#include "base/json_writer.hpp"
#include "norm/household.hpp"
#include "norm/norm.hpp"

namespace utvag::app {
namespace {

constexpr std::size_t kMaxResultBytes = 16u << 20;

/// What a stored answer says it was made from.
struct Stored {
  std::string engine, municipality, outcome, household;
  text::Language language = text::Language::sv;
  rules::Question question;
  std::vector<std::string> hashes;
};

Error not_a_result(const std::string& part) {
  return {"replay.format", part, "Filen är inte ett sparat svar (utvag/berakning/1) i sin helhet.",
          "The file is not a whole stored answer (utvag/berakning/1)."};
}

/// A value written as the canonical household was; its numbers are whole.
void write(JsonWriter& out, const Json& value) {
  switch (value.kind()) {
    case Json::Kind::null:
      out.null();
      return;
    case Json::Kind::boolean:
      out.boolean(value.boolean());
      return;
    case Json::Kind::number:
    case Json::Kind::string:
      out.string(value.is(Json::Kind::number) ? value.number() : value.string());
      return;
    case Json::Kind::array:
      out.begin_array();
      for (const Json& item : value.items()) write(out, item);
      out.end_array();
      return;
    case Json::Kind::object:
      out.begin_object();
      for (const JsonMember& member : value.members()) write(out.key(member.key), member.value);
      out.end_object();
      return;
  }
}

const std::string* text_at(const Json& object, const char* key) {
  const Json* value = object.is(Json::Kind::object) ? object.find(key) : nullptr;
  return value != nullptr && value->is(Json::Kind::string) ? &value->string() : nullptr;
}

/// The hashes of the packs, national first as they were written.
bool read_hashes(const Json& root, std::vector<std::string>& hashes) {
  const Json* packs = root.find("packs");
  if (packs == nullptr || !packs->is(Json::Kind::array) || packs->items().empty()) return false;
  for (const Json& pack : packs->items()) {
    const std::string* hash = text_at(pack, "hash");
    if (hash == nullptr) return false;
    hashes.push_back(*hash);
  }
  return true;
}

Result<Stored> read_stored(const std::string& json) {
  JsonLimits limits;
  limits.bytes = kMaxResultBytes;
  const auto root = parse_json(json, limits);
  if (!root) return root.error();
  const std::string* format = text_at(root.value(), "format");
  if (format == nullptr || *format != norm::kCalculationFormat) return not_a_result("format");
  const Json* question = root.value().find("question");
  const Json* household = root.value().find("household");
  const std::string* engine = text_at(root.value(), "engine");
  const std::string* language = text_at(root.value(), "language");
  if (question == nullptr || household == nullptr || engine == nullptr || language == nullptr)
    return not_a_result("question");
  const std::string* month = text_at(*question, "month");
  const std::string* known_at = text_at(*question, "known_at");
  const std::string* decision = text_at(*question, "decision_date");
  const std::string* outcome = text_at(*question, "outcome");
  if (month == nullptr || known_at == nullptr || decision == nullptr || outcome == nullptr)
    return not_a_result("question");
  const auto asked = parse_month(*month);
  const auto known = parse_date(*known_at);
  const auto decided = parse_date(*decision);
  const auto spoken = text::parse_language(*language);
  if (!asked || !known || !decided || !spoken) return not_a_result("question");
  Stored stored;
  stored.engine = *engine;
  stored.outcome = *outcome;
  stored.language = *spoken;
  stored.question = {*asked, *known, *decided};
  const Json* place = root.value().find("municipality");
  if (place == nullptr) place = question->find("municipality");
  if (place != nullptr && place->is(Json::Kind::string)) stored.municipality = place->string();
  if (!read_hashes(root.value(), stored.hashes)) return not_a_result("packs");
  JsonWriter writer;
  write(writer, *household);
  stored.household = writer.take();
  return stored;
}

/// The answer made again from the kept packs and the stored facts.
Result<std::string> made_again(const Stored& stored, const PackStore& store) {
  std::vector<rules::PackSource> packs;
  for (const std::string& hash : stored.hashes) {
    auto pack = store.fetch(hash);
    if (!pack) return pack.error();
    packs.push_back(std::move(pack.value()));
  }
  const rules::Compiled compiled = rules::compile(packs);
  if (compiled.program == nullptr) {
    return Error{"replay.packs", "packs",
                 "De sparade regelpaketen går inte att läsa med denna version av programmet.",
                 "The kept rule packs cannot be read by this version of the program."};
  }
  const auto presentation = norm::Presentation::make(compiled.program, packs, stored.language);
  if (!presentation) return presentation.error();
  std::vector<Error> faults;
  const auto household = norm::read_household(*compiled.program, stored.household, faults);
  if (!household) return faults.front();
  const rules::Plan plan(compiled.program, stored.question);
  norm::Request request;
  request.municipality = stored.municipality;
  request.principal = stored.outcome;
  request.engine = stored.engine;
  request.household = norm::canonical_household(*compiled.program, household->facts);
  const norm::Calculation again = norm::calculate(plan, household->facts, std::move(request));
  return norm::render(again, presentation.value(), norm::Format::json);
}

std::size_t first_difference(const std::string& a, const std::string& b) {
  std::size_t line = 1;
  for (std::size_t i = 0; i < a.size() && i < b.size() && a[i] == b[i]; ++i)
    if (a[i] == '\n') ++line;
  return line;
}

}  // namespace

int rules_replay(const Arguments& arguments, text::Language language, Io& io) {
  if (arguments.plain.empty()) {
    tell(io,
         {"arguments.replay", "replay", "Ange minst ett sparat svar (utvag calc --format json).",
          "Give at least one stored answer (utvag calc --format json)."},
         language);
    return kBadInput;
  }
  const auto store = PackStore::open(arguments.value("--store"));
  if (!store) return tell(io, store.error(), language), kOther;
  int worst = kAnswered;
  for (const std::string& path : arguments.plain) {
    const auto json = read_file(path, kMaxResultBytes);
    if (!json) return tell(io, json.error(), language), kBadInput;
    const auto stored = read_stored(json.value());
    if (!stored) return tell(io, stored.error(), language), kBadInput;
    const auto again = made_again(stored.value(), store.value());
    if (!again) {
      tell(io, again.error(), language);
      worst = kOther;
    } else if (again.value() == json.value()) {
      io.out += path + (language == text::Language::sv ? ": lika till sista byten\n"
                                                       : ": identical to the byte\n");
    } else {
      const std::string line = std::to_string(first_difference(json.value(), again.value()));
      io.out += path +
                (language == text::Language::sv ? ": skiljer från rad " : ": differs from line ") +
                line + "\n";
      worst = kOther;
    }
  }
  return worst;
}

}  // namespace utvag::app
