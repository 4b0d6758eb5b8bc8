#include <algorithm>
#include <cassert>

#include "base/deflate.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "cases/services.hpp"

namespace utvag::cases {
namespace {

constexpr std::size_t kMaxResultBytes = std::size_t{16} << 20U;
constexpr std::size_t kMaxStep = 200;

Error damaged() {
  return {"cases.damaged", "",
          "Den sparade beräkningen stämmer inte med sin kontrollsumma. Återställ den ur "
          "säkerhetskopian.",
          "The stored calculation does not match its hash. Restore it from the backup."};
}

Result<Done> must_be_staff(Connection& connection, const Asker& asker, StaffId id) {
  auto found =
      connection.query("SELECT 1 FROM staff WHERE municipality = $1 AND id = $2 AND active = 1",
                       {asker.municipality, id});
  if (!found) return found.error();
  if (found.value().empty()) {
    return field_error("owner", "Välj någon som arbetar i kommunen.",
                       "Choose somebody who works in the municipality.");
  }
  return Done{};
}

Result<CaseLine> read_line(Connection& connection, const Asked& asked, CaseId id) {
  auto rows = connection.query(
      "SELECT " + std::string(kCaseColumns) +
          " FROM case_file c JOIN staff s ON s.municipality = c.municipality AND s.id = c.owner"
          " WHERE c.municipality = $1 AND c.id = $3 AND " UTVAG_HOUSEHOLD_SEEN("c.household", "$4"),
      {asked.asker.municipality, asked.asker.user, id, asked.today.days});
  if (!rows) return rows.error();
  if (rows.value().empty()) return not_found();
  CaseLine line = case_line(rows.value()[0]);
  auto titled = fill_titles(connection, asked, {&line});
  if (!titled) return titled.error();
  return line;
}

/// The months of a household that tell of somebody the asker may not know of, who has left it.
class HiddenMonths {
 public:
  static Result<HiddenMonths> of(Connection& connection, const Asker& asker,
                                 HouseholdId household) {
    auto rows = connection.query(
        "SELECT st.from_day, st.to_day FROM stay st JOIN person p"
        " ON p.municipality = st.municipality AND p.id = st.person"
        " WHERE st.municipality = $1 AND st.household = $3 AND NOT " UTVAG_PERSON_SEEN
        // Also when it was corrected: a calculation of those months may tell of them.
        " UNION SELECT k.from_day, k.to_day FROM stay_change k JOIN person p"
        " ON p.municipality = k.municipality AND p.id = k.person"
        " WHERE k.municipality = $1 AND k.household = $3 AND NOT " UTVAG_PERSON_SEEN,
        {asker.municipality, asker.user, household});
    if (!rows) return rows.error();
    HiddenMonths hidden;
    for (const Row& row : rows.value()) {
      hidden.spans_.emplace_back(month_of(*maybe_date(row, 0)),
                                 month_of(maybe_date(row, 1).value_or(kLastDate)));
    }
    return hidden;
  }
  bool has(Month month) const {
    return std::any_of(spans_.begin(), spans_.end(), [&](const auto& span) {
      return span.first.index <= month.index && month.index <= span.second.index;
    });
  }

 private:
  std::vector<std::pair<Month, Month>> spans_;
};

Result<std::vector<CalculationLine>> calculations_of(Connection& connection, const Asker& asker,
                                                     CaseId id, const HiddenMonths& hidden) {
  auto rows = connection.query(
      "SELECT month, revision, answer, amount_ore, made_second, made_by, hash FROM calculation"
      " WHERE municipality = $1 AND case_file = $2 ORDER BY month DESC, revision DESC",
      {asker.municipality, id});
  if (!rows) return rows.error();
  std::vector<CalculationLine> lines;
  for (const Row& row : rows.value()) {
    if (hidden.has({static_cast<std::int32_t>(row.integer(0))})) continue;
    lines.push_back({{static_cast<std::int32_t>(row.integer(0))},
                     static_cast<int>(row.integer(1)),
                     static_cast<CalculationAnswer>(row.integer(2)),
                     row.maybe_integer(3),
                     {row.integer(4)},
                     row.integer(5),
                     row.text(6)});
  }
  return lines;
}

}  // namespace

PackedResult pack_result(std::string_view bytes) {
  assert(bytes.size() <= kMaxResultBytes);
  return {deflate(bytes), sha256_hex(bytes)};
}

namespace {

struct CaseRow {
  CaseId id = 0;
  const NewCase& made;
};

/// Keeps the case with a number of the year's that none has. A year that is nearly full goes on
/// with one digit more.
Result<Done> insert_case(Connection& connection, const Asked& asked, const CaseRow& row,
                         const Draw& draw) {
  const std::string year = std::to_string(civil(asked.today).year);
  std::uint64_t range = 1'000'000;
  for (int tries = 0; tries < 3 * kDraws; ++tries) {
    if (tries > 0 && tries % kDraws == 0) range *= 10;
    const std::string digits = std::to_string(range + draw() % range).substr(1);
    auto kept = connection.execute(
        "INSERT INTO case_file (municipality, id, version, number, kind, state, household, owner,"
        " is_open, next_day, next_step, opened, opened_by)"
        " VALUES ($1, $2, 1, $3, $4, 0, $5, $6, 1, $7, $8, $9, $10)"
        " ON CONFLICT (municipality, number) DO NOTHING",
        {asked.asker.municipality, row.id, "EB-" + year + "-" + digits,
         static_cast<int>(row.made.kind), row.made.household, row.made.owner,
         row.made.next_day.days, normalise_nfc(row.made.next_step), asked.today.days,
         asked.asker.user});
    if (!kept) return kept.error();
    if (kept.value() == 1) return Done{};
  }
  return Error{"cases.full", "", "Det finns inga lediga ärendenummer för året.",
               "There are no free case numbers for the year."};
}

}  // namespace

Result<CaseId> Cases::open_case(const Asker& asker, const NewCase& made) {
  auto valid = check(asker);
  if (valid) valid = check_text("next_step", made.next_step, kMaxStep, true);
  if (!valid) return valid.error();
  const Asked asked{asker, clock_.today()};
  return database_.write([&](Connection& connection) -> Result<CaseId> {
    auto done = lock_household(connection, asked, made.household);
    if (done) done = must_see_household(connection, asked, made.household);
    if (done) done = must_be_staff(connection, asker, made.owner);
    if (!done) return done.error();
    auto id = free_id(connection, asker.municipality, "case_file", draw_);
    if (!id) return id.error();
    done = insert_case(connection, asked, {id.value(), made}, draw_);
    if (done) done = owners_see_all(connection, asked, made.household);
    if (!done) return done.error();
    return id.value();
  });
}

Result<CasePage> Cases::case_page(const Asker& asker, CaseId id) {
  auto valid = check(asker);
  if (!valid) return valid.error();
  const Asked asked{asker, clock_.today()};
  return database_.read([&](Connection& connection) -> Result<CasePage> {
    auto line = read_line(connection, asked, id);
    if (!line) return line.error();
    auto members = members_of(connection, asked, line.value().household);
    if (!members) return members.error();
    auto hidden = HiddenMonths::of(connection, asker, line.value().household);
    if (!hidden) return hidden.error();
    auto calculations = calculations_of(connection, asker, id, hidden.value());
    if (!calculations) return calculations.error();
    return CasePage{std::move(line.value()), std::move(members.value()),
                    std::move(calculations.value())};
  });
}

Result<std::int64_t> Cases::change_case(const Asker& asker, CaseId id, std::int64_t version,
                                        const CaseChange& change) {
  const bool open = change.state != CaseState::closed;
  auto valid = check(asker);
  if (valid) valid = check_text("next_step", change.next_step, kMaxStep, open);
  if (!valid) return valid.error();
  if (open && !change.next_day) {
    return field_error("next_day", "Ett öppet ärende har alltid en nästa dag.",
                       "An open case always has a next day.");
  }
  const Asked asked{asker, clock_.today()};
  return database_.write([&](Connection& connection) -> Result<std::int64_t> {
    auto line = read_line(connection, asked, id);
    if (!line) return line.error();
    auto done = lock_household(connection, asked, line.value().household);
    if (done) done = must_be_staff(connection, asker, change.owner);
    if (!done) return done.error();
    auto written = connection.execute(
        "UPDATE case_file SET version = version + 1, state = $4, owner = $5, is_open = $6,"
        " next_day = $7, next_step = $8 WHERE municipality = $1 AND id = $2 AND version = $3",
        {asker.municipality, id, version, static_cast<int>(change.state), change.owner,
         open ? 1 : 0, date_value(change.next_day), normalise_nfc(change.next_step)});
    if (!written) return written.error();
    if (written.value() == 0) return changed();
    done = owners_see_all(connection, asked, line.value().household);
    if (!done) return done.error();
    return version + 1;
  });
}

Result<int> Cases::store_calculation(const Asker& asker, CaseId id, const NewCalculation& made) {
  auto valid = check(asker);
  if (!valid) return valid.error();
  const std::int64_t now = clock_.now().seconds;
  const Asked asked{asker, clock_.today()};
  return database_.write([&](Connection& connection) -> Result<int> {
    auto line = read_line(connection, asked, id);
    if (!line) return line.error();
    // The case is written to first: two who store at once take turns, and revisions stay apart.
    auto mine = connection.execute(
        "UPDATE case_file SET version = version WHERE municipality = $1 AND id = $2",
        {asker.municipality, id});
    if (!mine) return mine.error();
    auto last = connection.query(
        "SELECT revision, hash FROM calculation WHERE municipality = $1"
        " AND case_file = $2 AND month = $3 ORDER BY revision DESC LIMIT 1",
        {asker.municipality, id, made.month.index});
    if (!last) return last.error();
    const std::int64_t seen = last.value().empty() ? 0 : last.value()[0].integer(0);
    if (seen > 0 && last.value()[0].text(1) == made.result.hash) return static_cast<int>(seen);
    if (made.after && *made.after != seen) return changed();
    const std::int64_t revision = seen + 1;
    auto kept = connection.execute(
        "INSERT INTO calculation (municipality, case_file, month, revision, answer, amount_ore,"
        " made_second, made_by, hash, result) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        {asker.municipality, id, made.month.index, revision, static_cast<int>(made.answer),
         made.amount_ore, now, asker.user, made.result.hash, db::Value::bytes(made.result.packed)});
    if (!kept) return kept.error();
    return static_cast<int>(revision);
  });
}

Result<std::string> Cases::calculation(const Asker& asker, CaseId id, Month month, int revision) {
  auto valid = check(asker);
  if (!valid) return valid.error();
  const Date today = clock_.today();
  auto row = database_.read([&](Connection& connection) -> Result<Row> {
    auto rows = connection.query(
        "SELECT k.hash, k.result, c.household FROM calculation k JOIN case_file c"
        " ON c.municipality = k.municipality AND c.id = k.case_file WHERE k.municipality = $1"
        " AND k.case_file = $3 AND k.month = $4 AND k.revision = $5"
        " AND " UTVAG_HOUSEHOLD_SEEN("c.household", "$6"),
        {asker.municipality, asker.user, id, month.index, revision, today.days});
    if (!rows) return rows.error();
    if (rows.value().empty()) return not_found();
    auto hidden = HiddenMonths::of(connection, asker, rows.value()[0].integer(2));
    if (!hidden) return hidden.error();
    if (hidden.value().has(month)) return not_found();
    return rows.value()[0];
  });
  if (!row) return row.error();
  auto bytes = inflate(row.value().bytes(1), kMaxResultBytes);
  if (!bytes || sha256_hex(bytes.value()) != row.value().text(0)) return damaged();
  return bytes;
}

}  // namespace utvag::cases
