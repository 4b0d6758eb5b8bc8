#include "db/connection.hpp"

#include <array>
#include <cassert>
#include <utility>

#include "db/engines.hpp"

namespace utvag::db {
namespace {

struct State {
  std::string_view name, sv, en;
};

constexpr std::array<State, 8> kStates = {{
    {"gone",
     "Databasen går inte att nå just nu. Det som redan är sparat finns kvar. Försök igen om en "
     "stund; håller det i sig, se efter att databasen är i gång och att adressen stämmer.",
     "The database cannot be reached right now. What is already saved is safe. Try again in a "
     "while; if it goes on, see that the database is running and that its address is right."},
    {"full",
     "Det finns ingen plats kvar på databasens disk. Inget av det här sparades. Frigör utrymme och "
     "försök igen.",
     "There is no room left on the database's disk. Nothing of this was saved. Free some space and "
     "try again."},
    {"read-only",
     "Databasen tar inte emot ändringar: disken eller servern är skrivskyddad. Inget av det här "
     "sparades.",
     "The database takes no changes: its disk or server is read-only. Nothing of this was saved."},
    {"locked",
     "Databasen är upptagen av något annat. Inget av det här sparades. Försök igen om en stund.",
     "The database is busy with something else. Nothing of this was saved. Try again in a while."},
    {"deadlock", "Flera ändrade samma sak samtidigt. Inget av det här sparades. Försök igen.",
     "Several changed the same thing at once. Nothing of this was saved. Try again."},
    {"damaged",
     "Filen är ingen hel databas. Läs inte mer i den: återställ den senaste säkerhetskopian "
     "(utvag restore).",
     "The file is not a whole database. Stop using it: restore the latest backup (utvag restore)."},
    {"commit-unknown",
     "Förbindelsen bröts medan ändringen sparades. Den kan ha sparats: titta efter innan du gör om "
     "den.",
     "The connection broke while the change was being saved. It may have been saved: look before "
     "you do it again."},
    {"refused",
     "Databasen släpper inte in kontot eller nekar det något som programmet behöver. Se över "
     "databasens namn, lösenord och rättigheter.",
     "The database does not let the account in, or denies it something the program needs. Look "
     "over the database's name, password and rights."},
}};

}  // namespace

Error state_error(std::string_view state, std::string reason) {
  for (const State& each : kStates) {
    if (each.name != state) continue;
    return {"db." + std::string(state), std::move(reason), std::string(each.sv),
            std::string(each.en)};
  }
  assert(false && "no such state");
  return {};
}

Result<Dsn> parse_dsn(std::string_view text) {
  constexpr std::string_view kSqlite = "sqlite:";
  constexpr std::string_view kPostgresql = "postgresql:";
  if (text.starts_with(kSqlite) && text.size() > kSqlite.size())
    return Dsn{Engine::sqlite, std::string(text.substr(kSqlite.size()))};
  if (text.starts_with("postgresql://")) return Dsn{Engine::postgresql, std::string(text)};
  if (text.starts_with(kPostgresql) && text.size() > kPostgresql.size())
    return Dsn{Engine::postgresql, std::string(text.substr(kPostgresql.size()))};
  return Error{"db.dsn", "--db",
               "Databasens adress ska vara sqlite:FIL eller postgresql:UPPGIFTER (till exempel "
               "\"postgresql:host=db dbname=utvag\").",
               "The database's address is sqlite:FILE or postgresql:WORDS (such as "
               "\"postgresql:host=db dbname=utvag\")."};
}

Result<std::unique_ptr<Connection>> connect(const Dsn& dsn, const OpenOptions& options) {
  return dsn.engine == Engine::sqlite ? connect_sqlite(dsn.target, options)
                                      : connect_postgresql(dsn.target, options);
}

}  // namespace utvag::db
