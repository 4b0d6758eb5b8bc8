#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

#include "db/connection.hpp"

namespace utvag::db {

/// Wrong SQL or a broken constraint: the engine's code and the statement, never a value.
class Mistake : public std::logic_error {
 public:
  Mistake(std::string_view engine_code, std::string_view sql)
      : std::logic_error("db: " + std::string(engine_code) + " in: " + std::string(sql)) {}
};

}  // namespace utvag::db
