#include "cases/services.hpp"

namespace utvag::cases {
namespace {

constexpr std::int64_t kOnceSeconds = 24 * 3600;

/// Marks the name as used. The address kept with it when it was so before.
Result<std::optional<std::string>> claim(Connection& connection, const std::string& municipality,
                                         const std::string& name, Instant now) {
  auto swept =
      connection.execute("DELETE FROM used_once WHERE municipality = $1 AND at_second < $2",
                         {municipality, now.seconds - kOnceSeconds});
  if (!swept) return swept.error();
  // Somebody who is using it right now is waited for here.
  auto mine = connection.execute(
      "INSERT INTO used_once (municipality, name, at_second, address) VALUES ($1, $2, $3, '')"
      " ON CONFLICT (municipality, name) DO NOTHING",
      {municipality, name, now.seconds});
  if (!mine) return mine.error();
  if (mine.value() == 1) return std::optional<std::string>();
  auto before = connection.query(
      "SELECT address FROM used_once WHERE municipality = $1 AND name = $2", {municipality, name});
  if (!before) return before.error();
  return std::optional(before.value().at(0).text(0));
}

std::string session_name(std::string_view session) {
  return "session." + std::string(session);
}

}  // namespace

Staff staff_line(const Row& row) {
  return {
      row.text(0),   row.integer(1), row.text(2), row.text(3), static_cast<Role>(row.integer(4)),
      row.boolean(5)};
}

Result<Once> Cases::once(const Asker& asker, const std::string& name,
                         const std::function<Result<std::string>()>& work) {
  auto valid = check(asker);
  if (!valid) return valid.error();
  const std::string kept = "form." + name;
  return database_.together([&]() -> Result<Once> {
    auto before = database_.write([&](Connection& connection) {
      return claim(connection, asker.municipality, kept, clock_.now());
    });
    if (!before) return before.error();
    if (before.value()) return Once{true, *before.value()};
    auto address = work();
    if (!address) return address.error();
    auto noted = database_.write([&](Connection& connection) {
      return address.value().empty()
                 ? connection.execute("DELETE FROM used_once WHERE municipality = $1 AND name = $2",
                                      {asker.municipality, kept})
                 : connection.execute(
                       "UPDATE used_once SET address = $3 WHERE municipality = $1 AND name = $2",
                       {asker.municipality, kept, address.value()});
    });
    if (!noted) return noted.error();
    return Once{false, address.value()};
  });
}

Result<Staff> Cases::staff_of_session(const std::string& login, std::string_view session) {
  return database_.read([&](Connection& connection) -> Result<Staff> {
    auto rows = connection.query(
        "SELECT s.municipality, s.id, s.login, s.name, s.role, s.active FROM staff s"
        " WHERE s.login = $1 AND s.active = 1 AND NOT EXISTS (SELECT 1 FROM used_once u"
        " WHERE u.municipality = s.municipality AND u.name = $2)",
        {login, session_name(session)});
    if (!rows) return rows.error();
    if (rows.value().empty()) return not_found();
    return staff_line(rows.value()[0]);
  });
}

Result<db::Done> Cases::end_session(const std::string& municipality, std::string_view session) {
  return database_.write([&](Connection& connection) -> Result<Done> {
    auto ended = claim(connection, municipality, session_name(session), clock_.now());
    if (!ended) return ended.error();
    return Done{};
  });
}

}  // namespace utvag::cases
