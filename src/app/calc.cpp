#include <memory>
#include <optional>

#include "app/command.hpp"
#include "app/files.hpp"
#include "app/packs.hpp"
#include "base/date_fault.hpp"
#include "norm/household.hpp"
#include "norm/norm.hpp"

namespace utvag::app {
namespace {

constexpr std::size_t kMaxHouseholdBytes = 8u << 20;

const std::vector<Option> kOptions = {
    {"--month", "YYYY-MM"},     {"--known-at", "YYYY-MM-DD"}, {"--decision-date", "YYYY-MM-DD"},
    {"--municipality", "CODE"}, {"--format", "text|json|md"}, {"--lang", "sv|en|fi|ar"},
    {"--explain", "RULE"},      {"--why-not", "RULE"},        {"--compare-with", "YYYY-MM"},
    {"--packs", "FOLDER"},      {"--store", "FOLDER"},        {"--no-keep", ""},
};

/// What the arguments ask for, before the file is read.
struct Order {
  std::string file;
  std::optional<Month> month, compare_with;
  std::optional<Date> known_at, decision_date;
  std::string municipality, explain, why_not;
  norm::Format format = norm::Format::text;
  text::Language language = text::Language::sv;
  bool keep = true;
};

bool is_municipality(const std::string& code) {
  return code.size() == 4 && code.find_first_not_of("0123456789") == std::string::npos;
}

std::vector<Error> read_dates(const Arguments& arguments, Order& order) {
  std::vector<Error> faults;
  const auto month = [&](const char* name, std::optional<Month>& into) {
    if (!arguments.has(name)) return;
    const std::string text = arguments.value(name);
    into = parse_month(text);
    if (!into) faults.push_back(date_fault::month("arguments.month", name, text));
  };
  const auto date = [&](const char* name, std::optional<Date>& into) {
    if (!arguments.has(name)) return;
    const std::string text = arguments.value(name);
    into = parse_date(text);
    if (!into) faults.push_back(date_fault::date("arguments.date", name, text));
  };
  month("--month", order.month);
  month("--compare-with", order.compare_with);
  date("--known-at", order.known_at);
  date("--decision-date", order.decision_date);
  return faults;
}

std::vector<Error> read_order(const Arguments& arguments, Order& order) {
  std::vector<Error> faults = read_dates(arguments, order);
  if (arguments.plain.size() != 1) {
    faults.push_back({"arguments.file", "calc", "Ange en hushållsfil, eller - för standard in.",
                      "Give one household file, or - for standard input."});
  } else {
    order.file = arguments.plain[0];
  }
  order.municipality = arguments.value("--municipality");
  if (arguments.has("--municipality") && !is_municipality(order.municipality)) {
    faults.push_back({"arguments.municipality", "--municipality",
                      "Kommunkoden ska vara fyra siffror, till exempel 1280.",
                      "The municipality code is four digits, such as 1280."});
  }
  if (arguments.has("--format")) {
    const auto format = norm::parse_format(arguments.value("--format"));
    if (format) order.format = *format;
    if (!format) {
      faults.push_back({"arguments.format", "--format", "Formatet ska vara text, json eller md.",
                        "The format is text, json or md."});
    }
  }
  order.explain = arguments.value("--explain");
  order.why_not = arguments.value("--why-not");
  order.keep = !arguments.has("--no-keep");
  const int views = int{arguments.has("--explain")} + int{arguments.has("--why-not")} +
                    int{arguments.has("--compare-with")};
  if (views > 1) {
    faults.push_back({"arguments.views", "calc",
                      "Välj en av --explain, --why-not och --compare-with.",
                      "Choose one of --explain, --why-not and --compare-with."});
  }
  return faults;
}

/// The packs that answer, compiled, and what their words are.
struct Loaded {
  std::vector<rules::PackSource> packs;
  std::shared_ptr<const rules::Program> program;
  std::optional<norm::Presentation> presentation;
};

/// Fills `loaded`; otherwise tells why and returns the exit code.
std::optional<int> load(const Arguments& arguments, const Order& order, Loaded& loaded, Io& io) {
  const auto folder = find_packs_folder(arguments.value("--packs"));
  if (!folder) return tell(io, folder.error(), order.language), kOther;
  const auto all = read_packs(folder.value());
  if (!all) return tell(io, all.error(), order.language), kOther;
  loaded.packs = choose_packs(all.value(), order.municipality);
  rules::Compiled compiled = rules::compile(loaded.packs);
  loaded.program = compiled.program;
  if (loaded.program == nullptr) {
    tell(io, compiled.diagnostics, compiled.files, order.language);
    return kBadPack;
  }
  auto presentation = norm::Presentation::make(loaded.program, loaded.packs, order.language);
  if (!presentation) return tell(io, presentation.error(), order.language), kBadPack;
  loaded.presentation = std::move(presentation.value());
  return std::nullopt;
}

/// Keeps the packs' bytes, so that the answer can be recomputed after an upgrade.
std::optional<int> keep(const Arguments& arguments, const Order& order, const Loaded& loaded,
                        Io& io) {
  if (!order.keep) return std::nullopt;
  const auto store = PackStore::open(arguments.value("--store"));
  if (!store) return tell(io, store.error(), order.language), kOther;
  for (const rules::PackSource& pack : loaded.packs) {
    const auto kept = store.value().keep(pack);
    if (!kept) return tell(io, kept.error(), order.language), kOther;
  }
  return std::nullopt;
}

norm::Calculation calculated(const rules::Plan& plan, const norm::Household& household,
                             const Order& order) {
  norm::Request request;
  request.municipality = order.municipality;
  request.household = norm::canonical_household(plan.program(), household.facts);
  return norm::calculate(plan, household.facts, std::move(request));
}

rules::Question question_of(const Order& order, Month month, Date today) {
  const Date known_at = order.known_at.value_or(today);
  return {month, known_at, order.decision_date.value_or(known_at)};
}

int answer(const Order& order, const Loaded& loaded, const norm::Household& household, Date today,
           Io& io) {
  const rules::Plan plan(loaded.program, question_of(order, *order.month, today));
  auto wrong = norm::check_births(plan, household.facts);
  for (Error& fault : norm::check_judgements(plan, household.facts)) {
    wrong.push_back(std::move(fault));
  }
  for (const Error& fault : wrong) tell(io, fault, order.language);
  if (!wrong.empty()) return kBadInput;
  const norm::Calculation calculation = calculated(plan, household, order);
  if (order.compare_with) {
    const rules::Plan other(loaded.program, question_of(order, *order.compare_with, today));
    const norm::Calculation before = calculated(other, household, order);
    io.out += norm::compare(before, *loaded.presentation, calculation, *loaded.presentation,
                            order.format);
    const int code = norm::exit_code(calculation.answer);
    return code == kAnswered ? norm::exit_code(before.answer) : code;
  }
  if (order.explain.empty() && order.why_not.empty()) {
    io.out += norm::render(calculation, *loaded.presentation, order.format);
    return norm::exit_code(calculation.answer);
  }
  const auto shown =
      order.explain.empty()
          ? norm::why_not(calculation, *loaded.presentation, order.why_not, order.format)
          : norm::explain_rule(calculation, *loaded.presentation, order.explain, order.format);
  if (!shown) return tell(io, shown.error(), order.language), kBadInput;
  io.out += shown.value();
  return norm::exit_code(calculation.answer);
}

/// What the file says of month, municipality and day of decision, where the arguments are silent.
std::optional<int> read_file_heading(const std::string& json, Order& order, Io& io) {
  const auto heading = norm::read_heading(json);
  if (!heading) return tell(io, heading.error(), order.language), kBadInput;
  if (!order.month) order.month = heading.value().month;
  if (!order.decision_date) order.decision_date = heading.value().decision_date;
  if (order.municipality.empty()) order.municipality = heading.value().municipality.value_or("");
  if (order.month) return std::nullopt;
  tell(io,
       {"arguments.month", "--month",
        "Ange månaden med --month ÅÅÅÅ-MM, eller som \"månad\" i filen.",
        "Give the month with --month YYYY-MM, or as \"månad\" in the file."},
       order.language);
  return kBadInput;
}

}  // namespace

int run_calc(const std::vector<std::string>& arguments, Io& io) {
  const auto parsed = parse_arguments(arguments, 1, kOptions);
  if (!parsed) return tell(io, parsed.error(), text::Language::sv), kBadInput;
  Order order;
  const auto language = language_of(parsed.value());
  if (!language) return tell(io, language.error(), text::Language::sv), kBadInput;
  order.language = language.value();
  const std::vector<Error> faults = read_order(parsed.value(), order);
  for (const Error& fault : faults) tell(io, fault, order.language);
  if (!faults.empty()) return kBadInput;

  const auto json = read_file(order.file, kMaxHouseholdBytes);
  if (!json) return tell(io, json.error(), order.language), kBadInput;
  if (const auto stop = read_file_heading(json.value(), order, io)) return *stop;
  if (order.known_at && *order.known_at > io.clock->today()) {
    tell(
        io,
        {"arguments.known-at", "--known-at",
         "Dagen har inte varit än: ingen vet vad som är registrerat då. Utelämna valet för i dag.",
         "The day is still to come: nobody knows what is registered then. Leave the option out for "
         "today."},
        order.language);
    return kBadInput;
  }
  Loaded loaded;
  if (const auto stop = load(parsed.value(), order, loaded, io)) return *stop;
  std::vector<Error> wrong;
  const auto household = norm::read_household(*loaded.program, json.value(), wrong);
  for (const Error& fault : wrong) tell(io, fault, order.language);
  if (!household) return kBadInput;
  if (const auto stop = keep(parsed.value(), order, loaded, io)) return *stop;
  return answer(order, loaded, *household, io.clock->today(), io);
}

int run_schema(const std::vector<std::string>& arguments, Io& io) {
  const auto parsed =
      parse_arguments(arguments, 1, {{"--packs", "FOLDER"}, {"--municipality", "CODE"}});
  if (!parsed) return tell(io, parsed.error(), text::Language::sv), kBadInput;
  if (parsed.value().plain != std::vector<std::string>{"household"}) {
    tell(io,
         {"arguments.schema", "schema", "Skriv: utvag schema household",
          "Write: utvag schema household"},
         text::Language::sv);
    return kBadInput;
  }
  Order order;
  order.municipality = parsed.value().value("--municipality");
  Loaded loaded;
  if (const auto stop = load(parsed.value(), order, loaded, io)) return *stop;
  io.out += norm::household_schema(*loaded.program);
  return kAnswered;
}

}  // namespace utvag::app
