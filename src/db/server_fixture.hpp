#pragma once
#include <memory>
#include <string>
#include <vector>

#include "db/database.hpp"

/// For tests: the same case on both engines. PostgreSQL is started from Debian's package in a
/// temporary folder at the first use and goes away with the process.
namespace utvag::db::fixture {

const std::vector<Engine>& engines();
const char* name_of(Engine engine);

/// A new, empty database: a file in a folder of its own, or a database on the test's server.
class Fresh {
 public:
  explicit Fresh(Engine engine);
  ~Fresh();
  Fresh(const Fresh&) = delete;
  Fresh& operator=(const Fresh&) = delete;

  const Dsn& dsn() const { return dsn_; }
  /// As one writes it: "sqlite:/tmp/…".
  std::string address() const;
  /// Opens it; the file is made if there is none.
  std::unique_ptr<Database> open(std::size_t readers = 4, std::int64_t patience_ms = 2000) const;
  const std::string& folder() const { return folder_; }

 private:
  Dsn dsn_;
  std::string folder_;
};

/// A PostgreSQL database whose tables lie in `folder` (empty, the server's to have); it is gone
/// when this is.
class OnDisk {
 public:
  explicit OnDisk(const std::string& folder);
  ~OnDisk();
  OnDisk(const OnDisk&) = delete;
  OnDisk& operator=(const OnDisk&) = delete;
  const Dsn& dsn() const { return dsn_; }

 private:
  Dsn dsn_;
  std::string name_;
};

/// Takes the PostgreSQL server away (as kill -9 would) and brings it back.
void stop_server();
void start_server();

}  // namespace utvag::db::fixture
