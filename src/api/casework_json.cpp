#include <array>

#include "api/casework.hpp"

namespace utvag::api {
namespace {

constexpr std::array<std::string_view, 4> kProtections = {
    "none", "confidentiality_marking", "protected_registration", "fictitious_identity"};
constexpr std::array<std::string_view, 4> kAnswers = {"answered", "facts_missing", "no_rule",
                                                      "failed"};

void put(JsonWriter& out, std::string_view key, const std::optional<Date>& date) {
  out.key(key);
  date ? out.string(to_string(*date)) : out.null();
}

void write_stay(JsonWriter& out, const cases::Stay& stay) {
  out.key("role").string(stay.adult ? "adult" : "child");
  put(out, "from", stay.from);
  put(out, "to", stay.to);
  out.key("days");
  stay.days ? out.integer(*stay.days) : out.null();
}

void write_members(JsonWriter& out, std::string_view key,
                   const std::vector<cases::MemberLine>& members) {
  out.key(key).begin_array();
  for (const cases::MemberLine& member : members) {
    out.begin_object().key("person");
    write(out, member.person);
    write_stay(out, member.stay);
    out.key("crowded").boolean(member.crowded);
    out.end_object();
  }
  out.end_array();
}

void write_calculation(JsonWriter& out, const cases::CalculationLine& line) {
  out.begin_object();
  out.key("month").string(to_string(line.month));
  out.key("revision").integer(line.revision);
  out.key("answer").string(kAnswers.at(static_cast<std::size_t>(line.answer)));
  out.key("amount_ore");
  line.amount_ore ? out.integer(*line.amount_ore) : out.null();
  out.key("made_at").integer(line.made_at.seconds);
  out.key("made_by").integer(line.made_by);
  out.key("hash").string(line.hash);
  out.end_object();
}

}  // namespace

const std::vector<std::string_view>& role_names() {
  static const std::vector<std::string_view> names = {"reception", "case_officer", "senior_officer",
                                                      "unit_head", "finance",      "work_coach",
                                                      "developer", "it_manager"};
  return names;
}

const std::vector<std::string_view>& case_kinds() {
  static const std::vector<std::string_view> names = {"maintenance", "other_needs", "emergency",
                                                      "recovery"};
  return names;
}

const std::vector<std::string_view>& case_states() {
  static const std::vector<std::string_view> names = {"received",   "waiting",   "control",
                                                      "assessment", "to_decide", "decided",
                                                      "paid",       "appealed",  "closed"};
  return names;
}

const std::vector<std::string_view>& account_kinds() {
  static const std::vector<std::string_view> names = {"bank", "bankgiro", "plusgiro", "iban"};
  return names;
}

const std::vector<std::string_view>& interpreter_names() {
  static const std::vector<std::string_view> names = {"none", "language", "sign", "deafblind",
                                                      "written"};
  return names;
}

void write(JsonWriter& out, const cases::PersonLine& person) {
  out.begin_object();
  out.key("id").integer(person.id);
  out.key("given_name").string(person.given_name);
  out.key("family_name").string(person.family_name);
  out.key("number").string(person.number);
  put(out, "born", person.born);
  out.key("protection").string(kProtections.at(static_cast<std::size_t>(person.protection)));
  out.end_object();
}

void write(JsonWriter& out, const cases::Contact& contact) {
  out.begin_object();
  out.key("masked").boolean(contact.masked);
  out.key("number").string(contact.number);
  out.key("street").string(contact.street);
  out.key("postcode").string(contact.postcode);
  out.key("city").string(contact.city);
  out.key("phone").string(contact.phone);
  out.key("email").string(contact.email);
  put(out, "born", contact.born);
  out.key("accounts").begin_array();
  for (const cases::StoredAccount& each : contact.accounts) {
    out.begin_object();
    out.key("id").integer(each.id);
    out.key("kind").string(account_kinds().at(static_cast<std::size_t>(each.account.kind)));
    out.key("shown").string(each.shown);
    out.key("bank").string(each.account.bank);
    out.key("checked").boolean(each.account.checked);
    put(out, "since", each.since);
    put(out, "unused_from", each.end ? std::optional(each.end->from) : std::nullopt);
    out.key("end_reason");
    each.end ? out.string(each.end->reason) : out.null();
    out.end_object();
  }
  out.end_array();
  out.key("earlier").begin_array();
  for (const cases::EarlierNumber& each : contact.earlier) {
    out.begin_object();
    out.key("number").string(each.number);
    put(out, "born", each.born);
    put(out, "from", each.from);
    out.key("changed_at").integer(each.until.seconds);
    out.key("changed_by").string(each.staff_name);
    out.key("reason").string(each.reason);
    out.end_object();
  }
  out.end_array().end_object();
}

void write(JsonWriter& out, const cases::PersonPage& page) {
  out.begin_object().key("person");
  write(out, page.line);
  out.key("version").integer(page.version);
  out.key("language").string(page.language);
  out.key("interpreter").string(interpreter_names().at(static_cast<std::size_t>(page.interpreter)));
  out.key("contact");
  write(out, page.contact);
  out.key("stays").begin_array();
  for (const cases::Stay& stay : page.stays) {
    out.begin_object().key("household").integer(stay.household);
    out.key("title").string(stay.title);
    write_stay(out, stay);
    out.end_object();
  }
  out.end_array().key("crowded").boolean(page.crowded);
  out.key("access").begin_array();
  for (const cases::Staff& each : page.access) out.integer(each.id);
  out.end_array().key("same_number").begin_array();
  for (const cases::PersonId twin : page.twins) out.integer(twin);
  out.end_array().end_object();
}

void write(JsonWriter& out, const cases::CaseLine& line) {
  out.begin_object();
  out.key("id").integer(line.id);
  out.key("number").string(line.number);
  out.key("version").integer(line.version);
  out.key("kind").string(case_kinds().at(static_cast<std::size_t>(line.kind)));
  out.key("state").string(case_states().at(static_cast<std::size_t>(line.state)));
  out.key("household").integer(line.household);
  out.key("title").string(line.title);
  out.key("owner").integer(line.owner);
  out.key("owner_name").string(line.owner_name);
  put(out, "next_day", line.next_day);
  out.key("next_step").string(line.next_step);
  put(out, "opened", line.opened);
  out.end_object();
}

void write(JsonWriter& out, const cases::HouseholdPage& page) {
  out.begin_object();
  out.key("id").integer(page.id);
  out.key("title").string(page.title);
  out.key("version").integer(page.version);
  write_members(out, "members", page.members);
  write_members(out, "others", page.others);
  out.key("cases").begin_array();
  for (const cases::CaseLine& line : page.cases) write(out, line);
  out.end_array().key("changes").begin_array();
  for (const cases::StayChange& each : page.changes) {
    out.begin_object().key("person");
    write(out, each.person);
    out.key("before").begin_object();
    write_stay(out, each.before);
    out.end_object().key("after");
    if (each.after) {
      out.begin_object();
      write_stay(out, *each.after);
      out.end_object();
    } else {
      out.null();
    }
    out.key("changed_at").integer(each.at.seconds);
    out.key("changed_by").string(each.staff_name);
    out.key("reason").string(each.reason);
    out.end_object();
  }
  out.end_array().end_object();
}

void write(JsonWriter& out, const cases::CasePage& page) {
  out.begin_object().key("case");
  write(out, page.line);
  write_members(out, "members", page.members);
  out.key("calculations").begin_array();
  for (const cases::CalculationLine& line : page.calculations) write_calculation(out, line);
  out.end_array().end_object();
}

void write(JsonWriter& out, const cases::SearchAnswer& answer) {
  constexpr std::array<std::string_view, 4> kBy = {"nothing", "number", "name", "case_number"};
  out.begin_object();
  out.key("by").string(kBy.at(static_cast<std::size_t>(answer.by)));
  out.key("more").boolean(answer.more);
  out.key("people").begin_array();
  for (const cases::Hit& hit : answer.hits) {
    if (hit.person) write(out, *hit.person);
  }
  out.end_array().key("cases").begin_array();
  for (const cases::Hit& hit : answer.hits) {
    if (hit.found_case) write(out, *hit.found_case);
  }
  out.end_array().end_object();
}

void write(JsonWriter& out, const cases::WorkPage& page) {
  out.begin_object();
  out.key("open").integer(page.open);
  out.key("late").integer(page.late);
  out.key("today").integer(page.today);
  out.key("next");
  page.next ? out.string(std::to_string(page.next->next_day) + "." + std::to_string(page.next->id))
            : out.null();
  out.key("cases").begin_array();
  for (const cases::CaseLine& line : page.rows) write(out, line);
  out.end_array().end_object();
}

}  // namespace utvag::api
