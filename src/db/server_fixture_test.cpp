#include "db/server_fixture.hpp"

#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <thread>

namespace utvag::db::fixture {
namespace {

namespace fs = std::filesystem;

std::string new_folder() {
  std::string name = (fs::temp_directory_path() / "utvag-db-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return name;
}

/// Who the server runs as: PostgreSQL refuses root.
const passwd* server_user() {
  if (geteuid() != 0) return nullptr;
  const passwd* user = getpwnam("postgres");
  if (user == nullptr) user = getpwnam("nobody");
  if (user == nullptr) throw std::runtime_error("no user to run PostgreSQL as");
  return user;
}

void hand_over(const std::string& folder) {
  const passwd* user = server_user();
  if (user != nullptr && chown(folder.c_str(), user->pw_uid, user->pw_gid) != 0)
    throw std::runtime_error("the folder cannot be handed to the server's user");
}

std::string programs_folder() {
  for (const char* version : {"15", "16", "17"}) {
    const std::string folder = std::string("/usr/lib/postgresql/") + version + "/bin";
    if (fs::exists(folder + "/postgres")) return folder;
  }
  throw std::runtime_error("PostgreSQL is not installed (.ci/packages.sh)");
}

/// Starts a program as the server's user; it is ended when this process ends.
pid_t launch(const std::vector<std::string>& words, const std::string& log) {
  const passwd* user = server_user();
  fflush(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  if (user != nullptr &&
      (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
    _exit(126);
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  if (freopen(log.c_str(), "a", stdout) == nullptr || dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
    _exit(126);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  _exit(127);
}

class Server {
 public:
  static Server& get() {
    static Server server;
    return server;
  }

  void start() {
    pid_ = launch({programs_folder() + "/postgres", "-D", data(), "-k", folder_, "-c",
                   "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=60"},
                  folder_ + "/log");
    for (int i = 0; i < 600; ++i) {
      if (connect({Engine::postgresql, words("postgres")}, {}).ok()) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    throw std::runtime_error("PostgreSQL did not start");
  }
  void stop() {
    kill(pid_, SIGQUIT);
    waitpid(pid_, nullptr, 0);
  }
  std::string words(const std::string& database) const {
    return "host=" + folder_ + " user=utvag dbname=" + database;
  }
  void command(const std::string& sql) const {
    auto connection = connect({Engine::postgresql, words("postgres")}, {});
    if (!connection || !connection.value()->script(sql))
      throw std::runtime_error("PostgreSQL refused: " + sql);
  }
  std::string new_name() { return "test" + std::to_string(++databases_); }
  std::string new_database() {
    const std::string name = new_name();
    command("CREATE DATABASE " + name);
    return words(name);
  }

 private:
  Server() : folder_(new_folder()) {
    hand_over(folder_);
    const pid_t made = launch({programs_folder() + "/initdb", "-D", data(), "-A", "trust", "-U",
                               "utvag", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"},
                              folder_ + "/log");
    int status = 1;
    waitpid(made, &status, 0);
    if (status != 0) throw std::runtime_error("initdb failed");
    start();
  }
  ~Server() {
    stop();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  std::string data() const { return folder_ + "/data"; }

  std::string folder_;
  pid_t pid_ = 0;
  int databases_ = 0;
};

}  // namespace

const std::vector<Engine>& engines() {
  static const std::vector<Engine> both = {Engine::sqlite, Engine::postgresql};
  return both;
}

const char* name_of(Engine engine) {
  return engine == Engine::sqlite ? "SQLite" : "PostgreSQL";
}

Fresh::Fresh(Engine engine) : folder_(new_folder()) {
  dsn_ = engine == Engine::sqlite ? Dsn{engine, folder_ + "/utvag.db"}
                                  : Dsn{engine, Server::get().new_database()};
}

Fresh::~Fresh() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string Fresh::address() const {
  return (dsn_.engine == Engine::sqlite ? "sqlite:" : "postgresql:") + dsn_.target;
}

std::unique_ptr<Database> Fresh::open(std::size_t readers, std::int64_t patience_ms) const {
  DatabaseOptions options;
  options.create = true;
  options.readers = readers;
  options.patience_ms = patience_ms;
  auto opened = Database::open(dsn_, options);
  if (!opened) throw std::runtime_error(opened.error().en);
  return std::move(opened.value());
}

OnDisk::OnDisk(const std::string& folder) : name_(Server::get().new_name()) {
  hand_over(folder);
  Server::get().command("CREATE TABLESPACE of_" + name_ + " LOCATION '" + folder + "'");
  Server::get().command("CREATE DATABASE " + name_ + " TABLESPACE of_" + name_);
  dsn_ = {Engine::postgresql, Server::get().words(name_)};
}

OnDisk::~OnDisk() {
  try {
    Server::get().command("DROP DATABASE " + name_ + " WITH (FORCE)");
    Server::get().command("DROP TABLESPACE of_" + name_);
  } catch (const std::exception&) {  // the server goes with the process
  }
}

void stop_server() {
  Server::get().stop();
}
void start_server() {
  Server::get().start();
}

}  // namespace utvag::db::fixture
