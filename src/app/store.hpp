#pragma once
#include <memory>
#include <string>

#include "app/command.hpp"
#include "db/database.hpp"

/// The verbs that concern the database (docs/operations.md).
namespace utvag::app {

/// The database meant by --db, else by $UTVAG_DB, else sqlite:utvag.db in the working folder.
Result<db::Dsn> database_address(const Arguments& arguments);
/// Opens it, with its schema compared: "db.schema-older" and "db.schema-newer" are told here.
Result<std::unique_ptr<db::Database>> open_database(const Arguments& arguments);

int run_migrate(const std::vector<std::string>& arguments, Io& io);
int run_demo(const std::vector<std::string>& arguments, Io& io);
int run_backup(const std::vector<std::string>& arguments, Io& io);
int run_restore(const std::vector<std::string>& arguments, Io& io);
int run_export(const std::vector<std::string>& arguments, Io& io);
int run_verify(const std::vector<std::string>& arguments, Io& io);

}  // namespace utvag::app
