#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/date.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "cases/accounts.hpp"
#include "cases/identity.hpp"
#include "db/database.hpp"

/// People, households and cases. Every service is told who asks and why, sees one municipality only
/// and answers with a Result whose errors hold no personal data.
///
/// Errors of every service, beside the database's own (db/connection.hpp):
///   cases.purpose    no purpose was given
///   cases.not-found  there is no such person, household or case here – or the asker may not know
///                    of it: the two are one answer, found by the same statements
///   cases.changed    somebody else changed it since it was read: read it again
///   cases.field      a field is missing or out of bounds; `where` names it
///   cases.owner-access  the one responsible for a case must be allowed to know of all its people
///   cases.role       the asker's role may not do this
///   cases.full       no number is free to draw
namespace utvag::cases {

using PersonId = std::int64_t;
using HouseholdId = std::int64_t;
using CaseId = std::int64_t;
using StaffId = std::int64_t;

// ---------------------------------------------------------------------------- who asks

enum class Role : std::uint8_t {
  reception,       ///< mottagning: takes applications
  case_officer,    ///< socialsekreterare, handläggare
  senior_officer,  ///< förste socialsekreterare
  unit_head,       ///< enhetschef
  finance,         ///< ekonom: payments
  work_coach,      ///< AME-coach
  developer,       ///< verksamhetsutvecklare, jurist: rules and follow-up
  it_manager,      ///< IT-förvaltare: runs the installation, opens no case
};
inline constexpr int kRoles = 8;
std::string_view name_sv(Role role);
std::string_view name_en(Role role);

/// Who asks, as what, where and why. The purpose is a sentence of the asker's or the page's
/// ("handläggning", "ny ansökan") and must not be empty.
struct Asker {
  StaffId user = 0;
  Role role = Role::case_officer;
  std::string municipality;
  std::string purpose;
};

struct Municipality {
  std::string code, name;
};

struct Staff {
  std::string municipality;
  StaffId id = 0;
  std::string login;  ///< unique in the installation
  std::string name;
  Role role = Role::case_officer;
  bool active = true;
};

// ---------------------------------------------------------------------------- people

/// Three grades, and none. Only those on a person's list of access can know that a protected person
/// exists; for them number, birth, address, telephone and accounts are masked until asked for with
/// reveal().
enum class Protection : std::uint8_t {
  none,
  confidentiality_marking,  ///< sekretessmarkering, OSL 22 kap. 1 §
  protected_registration,   ///< skyddad folkbokföring, folkbokföringslagen 16 §
  fictitious_identity,      ///< fingerade personuppgifter, lagen (1991:483)
};

/// What kind of interpreter a person is met with (förvaltningslagen (2017:900) 13 §). The values
/// are stored.
enum class Interpreter : std::uint8_t {
  none,
  language,   ///< of the person's language
  sign,       ///< teckenspråkstolk
  deafblind,  ///< dövblindtolk
  written,    ///< skrivtolk
};
inline constexpr int kInterpreters = 5;

struct NewPerson {
  std::string identity;  ///< as typed; empty: a reserve number is given
  std::string given_name, family_name;
  std::optional<Date> born;  ///< needed when the number does not tell it
  std::string language;      ///< what the person is written to and speaks: "sv", "ar" … (ISO 639-1)
  Interpreter interpreter = Interpreter::none;
  std::string street, postcode, city, phone, email;
};

/// What may be changed afterwards.
struct PersonEdit {
  std::string given_name, family_name, language;
  Interpreter interpreter = Interpreter::none;
  std::string street, postcode, city, phone, email;
};

/// What is put right of who somebody is.
struct NumberChange {
  std::string identity = {};  ///< as typed; empty: the number stays, unless `reserve`
  bool reserve = false;       ///< no number is known: a reserve number is given
  /// For a number that does not tell it; nothing: as it was.
  std::optional<Date> born = {};
  std::string reason = {};  ///< mandatory; at most 500 bytes
};

/// A person in a list or a household.
struct PersonLine {
  PersonId id = 0;
  std::string given_name, family_name;
  std::string number;        ///< as shown: masked when protected
  std::optional<Date> born;  ///< nothing when protected
  Protection protection = Protection::none;
};

/// That an account is no longer used, and why.
struct AccountEnd {
  Date from;  ///< the first day it is not
  std::string staff_name, reason;
};

struct StoredAccount {
  std::int64_t id = 0;
  Account account;
  std::string shown;
  Date since;
  std::optional<AccountEnd> end = {};
};

/// A stay in a household.
struct Stay {
  HouseholdId household = 0;
  std::string title;  ///< the household's, where stays are a person's; else empty
  bool adult = true;
  Date from;
  std::optional<Date> to;
  std::optional<int> days;  ///< a month; nothing: all of them
};

/// A number and birth date that were put right, as they were before.
struct EarlierNumber {
  std::string number;
  std::optional<Date> born;
  Date from;      ///< when it was written here
  Instant until;  ///< when it was changed, by whom and why
  std::string staff_name, reason;
};

/// What there is of reveal(): masked for a protected person, with as many accounts as there are.
struct Contact {
  bool masked = false;
  std::string number, street, postcode, city, phone, email;
  std::optional<Date> born;
  std::vector<StoredAccount> accounts;
  std::vector<EarlierNumber> earlier;  ///< the newest first
};

struct PersonPage {
  PersonLine line;
  std::int64_t version = 0;  ///< given back with a change
  std::string language;
  Interpreter interpreter = Interpreter::none;
  Contact contact;
  std::vector<Stay> stays;
  /// More days a month are lived than there are: somebody who could not know of one of the homes
  /// has put the person in another. To be settled by those who see all of them.
  bool crowded = false;
  std::vector<Staff> access;  ///< of a protected person: who may know
  /// Others with the same number, registered by someone who could not know of a protected person.
  std::vector<PersonId> twins;
};

/// What is decided of one who lives with somebody whose protection changes.
struct Beside {
  PersonId person = 0;
  bool same = true;  ///< the same grade and the same who may know; else as it is
};

struct ProtectionOrder {
  Protection grade = Protection::none;
  std::vector<StaffId> access = {};    ///< who may know, beside the asker and the cases' owners
  std::string reason = {};             ///< mandatory; at most 500 bytes
  std::vector<Beside> household = {};  ///< a decision for each who lives in the same household
};

/// A change of protection that was made, as it was written down.
struct ProtectionChange {
  Protection grade = Protection::none;
  std::string staff_name, reason;
  Instant at;
};

struct ProtectionPage {
  PersonLine line;
  std::vector<Staff> access;
  std::vector<PersonLine> household;      ///< who lives there too, now or later
  std::vector<ProtectionChange> changes;  ///< the newest first
};

// ---------------------------------------------------------------------------- households

struct NewStay {
  PersonId person = 0;
  bool adult = true;
  Date from;
  std::optional<Date> to;
  std::optional<int> days;  ///< 1–31 a month; a child's days in its homes are at most 31 together
};

/// A stay as it was read: whose, and the household's version.
struct StayKey {
  HouseholdId household = 0;
  PersonId person = 0;
  Date from;
  std::int64_t version = 0;
};

/// What a stay should have been.
struct StayCorrection {
  bool adult = true;
  Date from;
  std::optional<Date> to;
  std::optional<int> days;
  std::string reason;  ///< mandatory; at most 500 bytes
};

/// A stay that was corrected, or taken away because it never was.
struct StayChange {
  PersonLine person;
  Stay before;
  std::optional<Stay> after;  ///< nothing: taken away
  std::string staff_name, reason;
  Instant at;
};

struct MemberLine {
  PersonLine person;
  Stay stay;
  bool crowded = false;  ///< as PersonPage::crowded
};

// ---------------------------------------------------------------------------- cases

enum class CaseKind : std::uint8_t {
  maintenance,  ///< försörjningsstöd
  other_needs,  ///< livsföring i övrigt
  emergency,    ///< akut bistånd
  recovery,     ///< återkrav
};
enum class CaseState : std::uint8_t {
  received,    ///< mottagen
  waiting,     ///< väntar på komplettering
  control,     ///< kontroll mot andra myndigheter
  assessment,  ///< utredning och bedömning
  to_decide,   ///< klar för beslut
  decided,     ///< beslutad
  paid,        ///< utbetald: nästa månad väntas
  appealed,    ///< överklagad
  closed,      ///< avslutad
};
inline constexpr int kCaseStates = 9;
std::string_view name_sv(CaseKind kind);
std::string_view name_en(CaseKind kind);
std::string_view name_sv(CaseState state);
std::string_view name_en(CaseState state);

struct CaseLine {
  CaseId id = 0;
  std::string number;  ///< "EB-2026-407132": drawn, so that no gap tells of a hidden one
  CaseKind kind = CaseKind::maintenance;
  CaseState state = CaseState::received;
  HouseholdId household = 0;
  std::string title;  ///< the household's adults: "Anna Andersson och Bo Berg"; may be empty
  StaffId owner = 0;
  std::string owner_name;
  std::optional<Date> next_day;  ///< always there until the case is closed
  std::string next_step;
  Date opened;
  std::int64_t version = 0;
};

struct HouseholdPage {
  HouseholdId id = 0;
  std::string title;  ///< as CaseLine's
  std::int64_t version = 0;
  std::vector<MemberLine> members;  ///< on the day asked about, adults first, then by age
  std::vector<MemberLine> others;   ///< before or after that day
  std::vector<CaseLine> cases;
  std::vector<StayChange> changes;  ///< the newest first, of those the asker may know of
};

struct NewCase {
  HouseholdId household = 0;
  CaseKind kind = CaseKind::maintenance;
  StaffId owner = 0;
  Date next_day;
  std::string next_step;  ///< what is to be done then; at most 200 bytes
};

struct CaseChange {
  CaseState state = CaseState::received;
  StaffId owner = 0;
  std::optional<Date> next_day;  ///< mandatory unless the state is closed
  std::string next_step;
};

/// How a calculation ended, as norm::Answer.
enum class CalculationAnswer : std::uint8_t { answered, facts_missing, no_rule, failed };

struct CalculationLine {
  Month month;
  int revision = 0;  ///< from 1; the highest is in force, earlier ones stay
  CalculationAnswer answer = CalculationAnswer::answered;
  std::optional<std::int64_t> amount_ore;  ///< the outcome, whole öre; nothing unless answered
  Instant made_at;
  StaffId made_by = 0;
  std::string hash;  ///< SHA-256 of the result's bytes
};

/// A result as it is stored: packed, with the hash of its own bytes.
struct PackedResult {
  std::string packed, hash;
};
/// Packs a result (utvag/berakning/1, as norm::render gave it): it is kept to the byte. At most
/// 16 MiB (asserted).
PackedResult pack_result(std::string_view bytes);

struct NewCalculation {
  Month month;
  CalculationAnswer answer = CalculationAnswer::answered;
  std::optional<std::int64_t> amount_ore;
  PackedResult result;
  /// The highest revision that whoever stores it has seen of the month, 0 for none; nothing: does
  /// not matter. Error "cases.changed" when another one has been stored since.
  std::optional<int> after = {};
};

struct CasePage {
  CaseLine line;
  std::vector<MemberLine> members;
  std::vector<CalculationLine> calculations;  ///< newest month first, highest revision first
};

// ---------------------------------------------------------------------------- lists

struct Hit {
  std::optional<PersonLine> person;
  std::optional<CaseLine> found_case;
};

/// Search in case handling is by name, personal number or case number and nothing else (förordning
/// (2001:637) 15 §).
struct SearchAnswer {
  enum class By : std::uint8_t { nothing, number, name, case_number } by = By::nothing;
  std::vector<Hit> hits;  ///< in Swedish order, at most kMaxHits
  bool more = false;      ///< there are others: write more of the name
};
inline constexpr std::size_t kMaxHits = 50;

/// A place in a list, to go on from. Opaque: pages pass it round.
struct Cursor {
  std::int64_t next_day = INT64_MIN, id = INT64_MIN;
};

struct WorkQuery {
  std::optional<StaffId> owner;    ///< nothing: the asker's own
  std::optional<CaseState> state;  ///< only these
  Cursor after;
  std::size_t limit = 50;  ///< at most 200
};

struct WorkPage {
  std::vector<CaseLine> rows;  ///< the one whose day comes first stands first
  std::optional<Cursor> next;
  std::int64_t open = 0, late = 0, today = 0;  ///< of all the owner's, whatever the page shows
};

/// What came of work that is done once.
struct Once {
  bool repeated = false;  ///< it was done before; nothing was done now
  std::string address;    ///< where the first time led
};

// ---------------------------------------------------------------------------- services

/// The face. Any thread may call any function.
class Cases {
 public:
  /// Ids and case numbers are drawn by `draw`.
  Cases(db::Database& database, const Clock& clock, Draw draw)
      : database_(database), clock_(clock), draw_(std::move(draw)) {}

  // What an installation begins with. Errors: "cases.field".
  Result<db::Done> add_municipality(const Municipality& municipality);
  Result<StaffId> add_staff(const Staff& staff);  ///< the id in it is passed over

  // Who there is to log in as; no personal data of clients, so nobody has to ask.
  Result<std::vector<Municipality>> municipalities();
  Result<std::vector<Staff>> staff(const std::string& municipality);
  Result<Staff> staff_by_login(const std::string& login);  ///< "cases.not-found"

  /// As staff_by_login(), for a session that was not ended. "cases.not-found": inactive or ended.
  Result<Staff> staff_of_session(const std::string& login, std::string_view session);
  /// The session opens nothing any more, on any server.
  Result<db::Done> end_session(const std::string& municipality, std::string_view session);

  /// Does `work` in one transaction with the note that `name` (of one form that was sent) is used.
  /// `work` gives the address that its answer leads to; nothing is noted when that is empty, and
  /// an Error undoes all. Whoever comes with a used name is told of that address and `work` is
  /// not done. It may be run again after a deadlock, and on another thread. Notes are kept a day.
  Result<Once> once(const Asker& asker, const std::string& name,
                    const std::function<Result<std::string>()>& work);

  /// "cases.exists" with the id in no text: call echo() first. For someone the asker may not know
  /// of it is done as for someone new.
  Result<PersonId> register_person(const Asker& asker, const NewPerson& person);
  /// The person with this number, to read back the name before anything is done.
  Result<PersonLine> echo(const Asker& asker, std::string_view number);
  Result<PersonPage> person(const Asker& asker, PersonId id);
  Result<std::int64_t> edit_person(const Asker& asker, PersonId id, std::int64_t version,
                                   const PersonEdit& edit);  ///< the new version
  /// What protect() needs to be asked with. "cases.role" for all but the head of the unit.
  Result<ProtectionPage> protection(const Asker& asker, PersonId id);
  /// Sets, changes or lifts the grade and who may know: the asker and those who answer for the
  /// open cases are always among them. "cases.beside": someone lives there of whom nothing was
  /// decided. "cases.twin": see PersonPage::twins. "cases.role" as above.
  Result<db::Done> protect(const Asker& asker, PersonId id, const ProtectionOrder& order);
  /// A protected person's number, birth, address and accounts, unmasked. That they were asked for,
  /// by whom and why (the asker's purpose, at most 500 bytes), is kept.
  Result<Contact> reveal(const Asker& asker, PersonId id);
  /// Another number or birth date, by the rules of register_person(); the earlier ones stay and are
  /// found by search. Call echo() first. The new version. "cases.exists": as register_person().
  Result<std::int64_t> change_number(const Asker& asker, PersonId id, std::int64_t version,
                                     const NumberChange& change);
  Result<std::int64_t> add_account(const Asker& asker, PersonId id, const Account& account);
  /// From a day the account is not used; it stays, with the reason. Not taken back: an account that
  /// was ended by mistake is added again.
  Result<db::Done> end_account(const Asker& asker, PersonId id, std::int64_t account, Date from,
                               const std::string& reason);

  Result<HouseholdId> create_household(const Asker& asker, const std::vector<NewStay>& stays);
  /// A stay in a home that the asker may not know of changes nothing in the answer: see
  /// PersonPage::crowded.
  Result<db::Done> add_stay(const Asker& asker, HouseholdId household, const NewStay& stay);
  /// The last day of the stay that is open.
  Result<db::Done> end_stay(const Asker& asker, HouseholdId household, PersonId person, Date to);
  /// What was written wrong is put right, by the rules of add_stay(); as it was stays in
  /// HouseholdPage::changes. The household's new version.
  Result<std::int64_t> correct_stay(const Asker& asker, const StayKey& key,
                                    const StayCorrection& correction);
  /// A stay that never was: the person is not shown as living there. Never the last that the asker
  /// knows of in a household. The household's new version.
  Result<std::int64_t> remove_stay(const Asker& asker, const StayKey& key,
                                   const std::string& reason);
  Result<HouseholdPage> household(const Asker& asker, HouseholdId id, Date on);

  Result<CaseId> open_case(const Asker& asker, const NewCase& made);
  Result<CasePage> case_page(const Asker& asker, CaseId id);
  Result<std::int64_t> change_case(const Asker& asker, CaseId id, std::int64_t version,
                                   const CaseChange& change);  ///< the new version
  /// The revision. The same bytes as the month's last are not stored twice: the last is answered
  /// with.
  Result<int> store_calculation(const Asker& asker, CaseId id, const NewCalculation& made);
  /// The bytes as they were stored. "cases.damaged" when they no longer match their hash.
  Result<std::string> calculation(const Asker& asker, CaseId id, Month month, int revision);

  Result<SearchAnswer> search(const Asker& asker, std::string_view text);
  Result<WorkPage> my_work(const Asker& asker, const WorkQuery& query);

 private:
  db::Database& database_;
  const Clock& clock_;
  Draw draw_;
};

}  // namespace utvag::cases
