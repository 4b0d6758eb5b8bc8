#pragma once
#include <memory>
#include <string>

#include "db/connection.hpp"

/// The two doors behind connect(), one .cpp each.
namespace utvag::db {

Result<std::unique_ptr<Connection>> connect_sqlite(const std::string& file,
                                                   const OpenOptions& options);
Result<std::unique_ptr<Connection>> connect_postgresql(const std::string& words,
                                                       const OpenOptions& options);

}  // namespace utvag::db
