#include "app/store.hpp"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <thread>

#include "app/packs.hpp"
#include "cases/schema.hpp"
#include "demo/demo.hpp"
#include "norm/library.hpp"

namespace utvag::app {
namespace {

const Option kDb = {"--db", "sqlite:FILE|postgresql:WORDS"};
const Option kLang = {"--lang", "sv|en|fi|ar"};

/// Work shared by as many threads as there are processors. A fault in one ends all, and is thrown
/// where they were started.
void on_all_processors(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr fault;
  std::mutex fault_mutex;
  const auto run = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) work(i);
    } catch (...) {
      const std::lock_guard lock(fault_mutex);
      fault = std::current_exception();
      next = count;
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
    threads.emplace_back(run);
  run();
  for (std::thread& thread : threads) thread.join();
  if (fault) std::rethrow_exception(fault);
}

Result<std::unique_ptr<db::Database>> open_or_make(const Arguments& arguments) {
  auto dsn = database_address(arguments);
  if (!dsn) return dsn.error();
  db::DatabaseOptions options;
  options.create = true;
  return db::Database::open(dsn.value(), options);
}

Result<std::string> make_demo(const Arguments& arguments, Io& io) {
  auto folder = find_packs_folder(arguments.value("--packs"));
  if (!folder) return folder.error();
  auto packs = read_packs(folder.value());
  if (!packs) return packs.error();
  const norm::Library library(std::move(packs.value()));
  auto database = open_or_make(arguments);
  if (!database) return database.error();
  auto migrated = db::migrate(*database.value(), cases::schema_steps(), io.clock->now().seconds);
  if (!migrated) return migrated.error();
  demo::Order order;
  order.today = io.clock->today();
  if (arguments.has("--small")) {
    order.share_percent = 8;
    order.months = 12;
  }
  auto made = demo::make(*database.value(), library, order, on_all_processors);
  if (!made) return made.error();
  const demo::Made& counts = made.value();
  std::string text = "Demon är klar: " + std::to_string(counts.households) + " hushåll, " +
                     std::to_string(counts.people) + " personer, " +
                     std::to_string(counts.calculations) + " beräkningar.\n";
  text += "Logga in som till exempel handlaggare.haparanda eller enhetschef.kalix.\n";
  return text;
}

}  // namespace

Result<db::Dsn> database_address(const Arguments& arguments) {
  if (arguments.has("--db")) return db::parse_dsn(arguments.value("--db"));
  const char* set = std::getenv("UTVAG_DB");
  return db::parse_dsn(set == nullptr || *set == '\0' ? "sqlite:utvag.db" : set);
}

Result<std::unique_ptr<db::Database>> open_database(const Arguments& arguments) {
  auto dsn = database_address(arguments);
  if (!dsn) return dsn.error();
  auto database = db::Database::open(dsn.value(), {});
  if (!database) return database;
  auto state = db::check_schema(*database.value(), cases::schema_steps());
  if (!state) return state.error();
  return database;
}

int run_migrate(const std::vector<std::string>& arguments, Io& io) {
  const auto parsed = parse_arguments(arguments, 1, {kDb, kLang});
  if (!parsed) return tell(io, parsed.error(), text::Language::sv), kBadInput;
  const auto language = language_of(parsed.value());
  if (!language) return tell(io, language.error(), text::Language::sv), kBadInput;
  auto database = open_or_make(parsed.value());
  if (!database) return tell(io, database.error(), language.value()), kOther;
  const auto state = db::migrate(*database.value(), cases::schema_steps(), io.clock->now().seconds);
  if (!state) return tell(io, state.error(), language.value()), kOther;
  io.out += "schema: " + std::to_string(state.value().found) + " → " +
            std::to_string(state.value().wanted) + "\n";
  return kAnswered;
}

int run_demo(const std::vector<std::string>& arguments, Io& io) {
  const auto parsed =
      parse_arguments(arguments, 1, {kDb, kLang, {"--packs", "FOLDER"}, {"--small", ""}});
  if (!parsed) return tell(io, parsed.error(), text::Language::sv), kBadInput;
  const auto language = language_of(parsed.value());
  if (!language) return tell(io, language.error(), text::Language::sv), kBadInput;
  const auto made = make_demo(parsed.value(), io);
  if (!made) return tell(io, made.error(), language.value()), kOther;
  io.out += made.value();
  return kAnswered;
}

}  // namespace utvag::app
