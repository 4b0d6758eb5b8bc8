#include <sys/random.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>

#include "app/command.hpp"
#include "app/files.hpp"
#include "app/line_queue.hpp"
#include "app/packs.hpp"
#include "app/serve_config.hpp"
#include "base/log.hpp"
#include "cases/schema.hpp"
#include "db/migrate.hpp"
#include "net/server.hpp"
#include "web/site.hpp"

namespace utvag::app {
namespace {

const std::vector<Option> kServeOptions = {
    {"--config", "FILE"},  {"--db", "ADDRESS"}, {"--address", "IP"},     {"--port", "NUMBER"},
    {"--packs", "FOLDER"}, {"--web", "FOLDER"}, {"--workers", "NUMBER"}, {"--demo", ""},
};

constexpr std::size_t kMaxConfigBytes = 64 * 1024;
constexpr std::size_t kMaxAssetBytes = 4u << 20;

std::string variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::string() : std::string(value);
}

/// The names of all variables of the environment.
std::vector<std::string> variable_names() {
  std::vector<std::string> names;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string_view text(*each);
    names.emplace_back(text.substr(0, text.find('=')));
  }
  return names;
}

/// File, environment, arguments. Every fault is told.
std::vector<Error> configure(const Arguments& arguments, ServeConfig& config) {
  std::vector<Setting> settings;
  if (arguments.has("--config")) {
    const std::string file = arguments.value("--config");
    const auto text = read_file(file, kMaxConfigBytes);
    if (!text) return {text.error()};
    auto read = read_settings(text.value(), file);
    if (!read) return {read.error()};
    settings = std::move(read.value());
  }
  for (Setting& each : environment_settings(variable)) settings.push_back(std::move(each));
  for (const Option& each : kServeOptions) {
    if (each.name == "--config" || !arguments.has(each.name)) continue;
    settings.push_back(
        {each.name.substr(2), each.value.empty() ? "on" : arguments.value(each.name), each.name});
  }
  return apply_settings(settings, config);
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t filled = 0;
  while (filled < count) {
    const auto got = ::getrandom(bytes.data() + filled, count - filled, 0);
    if (got > 0) filled += static_cast<std::size_t>(got);
  }
  return bytes;
}

std::uint64_t draw() {
  std::uint64_t bits = 0;
  const std::string bytes = random_bytes(sizeof bits);
  std::memcpy(&bits, bytes.data(), sizeof bits);
  return bits;
}

/// Where the style sheets are: the setting, else beside the program.
Result<std::string> find_web_folder(const std::string& setting) {
  namespace fs = std::filesystem;
  if (!setting.empty()) return setting;
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  for (const fs::path& candidate : {program / "web", program / "../share/utvag/web"}) {
    if (fs::exists(candidate / "utvag.css", ignored)) return candidate.lexically_normal().string();
  }
  return Error{"serve.web", "web",
               "Sidornas stilmallar hittas inte. Bygg dem med ./run build, eller ange mappen med "
               "--web.",
               "The pages' style sheets are not found. Build them with ./run build, or give their "
               "folder with --web."};
}

Result<web::Assets> read_assets(const std::string& folder) {
  std::string sheet;
  for (const char* name : {"tema.css", "fkui.css", "utvag.css"}) {
    const auto text = read_file(folder + "/" + name, kMaxAssetBytes);
    if (!text) return text.error();
    sheet += text.value() + "\n";
  }
  auto script = read_file(folder + "/utvag.js", kMaxAssetBytes);
  if (!script) return script.error();
  auto icon = read_file(folder + "/ikon.svg", kMaxAssetBytes);
  if (!icon) return icon.error();
  return web::Assets(std::move(sheet), std::move(script.value()), std::move(icon.value()));
}

/// Everything that a server stands on, in the order it is opened.
struct Opened {
  std::unique_ptr<norm::Library> library;
  std::unique_ptr<db::Database> database;
  std::unique_ptr<cases::Cases> cases;
  web::Assets assets;
};

std::optional<Error> open_all(const ServeConfig& config, const Clock& clock, Opened& opened) {
  const auto folder = find_packs_folder(config.packs);
  if (!folder) return folder.error();
  auto packs = read_packs(folder.value());
  if (!packs) return packs.error();
  opened.library = std::make_unique<norm::Library>(std::move(packs.value()));
  // A pack with a fault is told now and not by the first who asks.
  if (const auto national = opened.library->edition(""); !national) return national.error();
  const auto web_folder = find_web_folder(config.web);
  if (!web_folder) return web_folder.error();
  auto assets = read_assets(web_folder.value());
  if (!assets) return assets.error();
  opened.assets = std::move(assets.value());
  const auto dsn = db::parse_dsn(config.database);
  if (!dsn) return dsn.error();
  auto database = db::Database::open(dsn.value(), {});
  if (!database) return database.error();
  opened.database = std::move(database.value());
  const auto schema = db::check_schema(*opened.database, cases::schema_steps());
  if (!schema) return schema.error();
  opened.cases = std::make_unique<cases::Cases>(*opened.database, clock, draw);
  return std::nullopt;
}

std::string database_metrics(const db::Database& database) {
  const db::Database::Counts counts = database.counts();
  std::string out;
  const auto add = [&](const char* name, const char* help, std::uint64_t value) {
    out += std::string("# HELP ") + name + " " + help + "\n# TYPE " + name + " counter\n" + name +
           " " + std::to_string(value) + "\n";
  };
  add("utvag_database_reads_total", "Snapshots read.", counts.reads);
  add("utvag_database_writes_total", "Transactions asked for.", counts.writes);
  add("utvag_database_commits_total", "Commits on the disk.", counts.commits);
  add("utvag_database_failures_total", "Calls the database failed.", counts.failures);
  return out;
}

std::string welcome(const ServeConfig& config, std::uint16_t port, Opened& opened) {
  const std::string shown = config.address == "0.0.0.0" ? "127.0.0.1" : config.address;
  std::string out = "Utväg svarar på http://" + shown + ":" + std::to_string(port) + "/\n";
  if (!config.demo) return out;
  const auto municipalities = opened.cases->municipalities();
  if (!municipalities) return out;
  out += "Inloggningar i demonstrationen (välj på /logga-in, inget lösenord):\n";
  for (const cases::Municipality& each : municipalities.value()) {
    const auto people = opened.cases->staff(each.code);
    if (!people) continue;
    out += "  " + each.name + ":";
    for (const cases::Staff& person : people.value()) {
      out += " " + person.login + " (" + std::string(cases::name_sv(person.role)) + ")";
    }
    out += "\n";
  }
  return out + "Avsluta med Ctrl-C.\n";
}

web::Services services_of(const ServeConfig& config, Opened& opened, const Clock& clock,
                          const Log& log, const doors::Sessions& sessions) {
  web::Services services;
  services.library = opened.library.get();
  services.cases = opened.cases.get();
  services.clock = &clock;
  services.log = &log;
  services.sessions = &sessions;
  services.assets = &opened.assets;
  services.secure_cookies = config.public_url.starts_with("https://");
  services.proxies = config.proxies;
  services.publisher = {config.publisher, config.accessibility_email, config.accessibility_phone,
                        config.accessibility_page};
  services.demo = config.demo;
  services.database_alive = [&opened] { return opened.database->ping().ok(); };
  services.database_metrics = [&opened] { return database_metrics(*opened.database); };
  return services;
}

net::ServerCallbacks callbacks_of(web::Site& site, const Log& log) {
  net::ServerCallbacks callbacks;
  callbacks.handle = [&site](const net::Request& request) { return site.handle(request); };
  callbacks.refuse = [&site](int status) { return site.refuse(status); };
  callbacks.exception = [&log](const std::string& what) {
    log.error("exception", {{"what", what}});
  };
  callbacks.answered = [&site, &log](const net::Answered& told) {
    site.answered(told);
    if (told.route == "/halsa" || told.route == "/metrics") return;
    log.info("request", {{"route", told.route},
                         {"status", std::int64_t{told.status}},
                         {"microseconds", std::int64_t{told.took.count()}},
                         {"bytes", static_cast<std::int64_t>(told.sent_bytes)}});
  };
  return callbacks;
}

int serve(const ServeConfig& config, Io& io) {
  // Whoever reads the log may stop reading: nobody who answers a request waits for that.
  const auto write = [now = io.now](const std::string& line) { now(true, line); };
  LineQueue lines({}, write, [clock = io.clock](std::size_t count) {
    std::string line;
    const Log told(*clock, [&](const std::string& made) { line = made; });
    told.warning("log-dropped", {{"lines", static_cast<std::int64_t>(count)}});
    return line;
  });
  const Log log(*io.clock, [&lines](const std::string& line) { lines.push(line); });
  Opened opened;
  if (const auto fault = open_all(config, *io.clock, opened)) {
    return tell(io, *fault, text::Language::sv), kOther;
  }
  // Without a key of its own, a restart logs everyone out.
  const std::string key =
      config.session_key.empty() ? random_bytes(doors::kKeyBytes) : config.session_key;
  const doors::Sessions sessions(key, random_bytes);
  web::Site site(services_of(config, opened, *io.clock, log, sessions));
  net::ServerOptions options;
  options.address = config.address;
  options.port = config.port;
  options.workers = config.workers;
  options.proxies = config.proxies;
  options.now = [clock = io.clock] { return clock->now().seconds; };
  options.stop_on_signals = true;
  auto server = net::Server::listen(options, callbacks_of(site, log));
  if (!server) return tell(io, server.error(), text::Language::sv), kOther;
  site.watch(&server.value()->counters());
  log.info("start", {{"port", std::int64_t{server.value()->port()}},
                     {"key", config.session_key.empty() ? "new" : "set"}});
  io.now(false, welcome(config, server.value()->port(), opened));
  server.value()->run();
  log.info("stop");
  return kAnswered;
}

}  // namespace

int run_serve(const std::vector<std::string>& arguments, Io& io) {
  const auto parsed = parse_arguments(arguments, 1, kServeOptions);
  if (!parsed) return tell(io, parsed.error(), text::Language::sv), kBadInput;
  ServeConfig config;
  std::vector<Error> faults = configure(parsed.value(), config);
  for (const std::string& each : parsed.value().plain) {
    faults.push_back({"arguments.extra", each, "utvag serve tar inga ord utan -- framför.",
                      "utvag serve takes no words without -- before them."});
  }
  for (const Error& fault : faults) tell(io, fault, text::Language::sv);
  if (!faults.empty()) return kBadInput;
  for (const Error& warning : unknown_variables(variable_names())) {
    io.now(true, "varning: " + warning.where + ": " + warning.sv + "\n");
  }
  return serve(config, io);
}

}  // namespace utvag::app
