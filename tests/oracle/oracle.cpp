#include "oracle/oracle.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <stdexcept>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "rules/language/syntax.hpp"

namespace utvag::tests {
namespace {

namespace chrono = std::chrono;
using Number = boost::multiprecision::cpp_rational;
using Whole = boost::multiprecision::cpp_int;
using rules::syntax::Decl;
using rules::syntax::DeclKind;
using rules::syntax::Expr;
using rules::syntax::ExprKind;
using rules::syntax::Literal;
using rules::syntax::LiteralKind;
using rules::syntax::Pattern;
using rules::syntax::Row;
using rules::syntax::TypeName;
using rules::syntax::Unit;
using rules::syntax::Version;

enum class Sort : std::uint8_t { number, truth, date, month, word };

/// What an expression gives. Kronor are kronor here.
struct Value {
  NaiveState state = NaiveState::known;
  Sort sort = Sort::number;
  Number number = 0;
  Unit unit;
  std::string word;

  bool known() const { return state == NaiveState::known; }
};

Value without(NaiveState state) {
  Value made;
  made.state = state;
  return made;
}

Value truth(bool holds) {
  Value made;
  made.sort = Sort::truth;
  made.number = holds ? 1 : 0;
  return made;
}

Value amount(Number number, Unit unit) {
  Value made;
  made.number = std::move(number);
  made.unit = unit;
  return made;
}

Value moment(Sort sort, long long index) {
  Value made;
  made.sort = sort;
  made.number = index;
  return made;
}

Value word(std::string text) {
  Value made;
  made.sort = Sort::word;
  made.word = std::move(text);
  return made;
}

/// docs/language.md, States: an operation that needs all its operands is silent if one is, else
/// waits for facts if one does, else has no rule if one has none.
int weight(NaiveState state) {
  switch (state) {
    case NaiveState::silent:
      return 3;
    case NaiveState::unknown:
    case NaiveState::not_applicable:
      return 2;
    case NaiveState::no_rule:
      return 1;
    case NaiveState::known:
      break;
  }
  return 0;
}

NaiveState both(NaiveState a, NaiveState b) {
  return weight(a) >= weight(b) ? a : b;
}

long long whole_of(const Number& number) {
  if (denominator(number) != 1) throw std::domain_error("not whole");
  return static_cast<long long>(numerator(number));
}

chrono::year_month_day day_of(const Number& number) {
  return chrono::sys_days(chrono::days(whole_of(number)));
}

chrono::year_month month_at(const Number& number) {
  return chrono::year(1970) / chrono::January + chrono::months(whole_of(number));
}

long long index_of(chrono::year_month month) {
  return (month - chrono::year(1970) / chrono::January).count();
}

long long days_of(chrono::year_month_day day) {
  return chrono::sys_days(day).time_since_epoch().count();
}

long long years_between(chrono::year_month_day born, chrono::year_month_day at) {
  long long years = static_cast<int>(at.year()) - static_cast<int>(born.year());
  if (std::tuple(at.month(), at.day()) < std::tuple(born.month(), born.day())) --years;
  return years;
}

Number rounded(const Number& value, const Number& step, const std::string& way) {
  const Number steps = value / step;
  Whole down = numerator(steps) / denominator(steps);
  if (down * denominator(steps) > numerator(steps)) --down;  // division is towards zero
  const Number rest = steps - Number(down);
  if (rest == 0 || way == "nedåt") return Number(down) * step;
  if (way == "uppåt") return Number(down + 1) * step;
  const Number half(1, 2);
  const bool up = rest > half || (rest == half && value > 0);
  return Number(up ? down + 1 : down) * step;
}

bool holds(const std::string& sign, int order) {
  if (sign == "=") return order == 0;
  if (sign == "!=") return order != 0;
  if (sign == "<") return order < 0;
  if (sign == "<=") return order <= 0;
  if (sign == ">") return order > 0;
  return order >= 0;
}

/// A declaration, with those that set it in overlays: the highest level first.
struct Named {
  const Decl* decl = nullptr;
  int level = 0;  ///< of the declaring pack: 0 national, 1 joint, 2 municipal
  std::vector<const Decl*> set_by;
  std::size_t index = 0;
};

/// Where an expression stands.
struct Place {
  const Named* named = nullptr;
  std::string member;
  int person = -1;
  const Place* outer = nullptr;  ///< through the aggregates over enumerations
  std::string bound, bound_enumeration, bound_member;
};

int level_of(const std::string& word) {
  if (word == "kommunal") return 2;
  return word == "gemensam" ? 1 : 0;
}

}  // namespace

struct Oracle::Impl {
  std::vector<rules::syntax::File> files;
  std::map<const Decl*, Date> default_registration;
  std::unordered_map<std::string, Named> names;
  std::unordered_map<std::string, std::vector<std::string>> enumerations;  ///< with roll
  const Situation* situation = nullptr;
  std::map<std::tuple<std::size_t, std::string, int>, Value> kept;

  void read(const rules::PackSource& pack);
  void overlay(const Decl& decl);

  bool is_member(const std::string& enumeration, const std::string& name) const {
    const auto found = enumerations.find(enumeration);
    return found != enumerations.end() &&
           std::find(found->second.begin(), found->second.end(), name) != found->second.end();
  }

  // ---- declarations ----
  Date day_of_versions(const Decl& decl) const {
    return decl.by_decision_date ? situation->decision_date : first_day(situation->month);
  }
  Date registered(const Decl& decl, const Version& version, const Row* row = nullptr) const {
    if (row != nullptr && row->provenance.registered) return *row->provenance.registered;
    if (version.provenance.registered) return *version.provenance.registered;
    if (decl.provenance.registered) return *decl.provenance.registered;
    return default_registration.at(&decl);
  }
  const Version* version_in(const Decl& decl, Date day) const;
  Value value_of(const Named& named, const std::string& member, int person);
  Value run(const Named& named, const Place& place);
  Value within_bounds(const Named& named, const Place& place, Value value);
  Value stated(const TypeName& type, Rational raw) const;
  Value input(const Named& named, const std::string& member, int person, Month month);
  Value look_up(const Named& table, const std::vector<Value>& keys);
  const Row* row_in(const Decl& decl, const Named& table, const Version& version,
                    const std::vector<Value>& keys);
  bool fits(const Pattern& pattern, const Value& value, const std::string& enumeration);

  // ---- expressions ----
  Value eval(const Expr& expr, const Place& place, const std::string& wanted = {});
  Value literal(const Literal& written) const;
  Value name(const Expr& expr, const Place& place, const std::string& wanted);
  Value index(const Expr& expr, const Place& place);
  Value at_month(const Expr& expr, const Place& place);
  Value call(const Expr& expr, const Place& place, const std::string& wanted);
  Value time_call(const std::string& function, const std::vector<Value>& given) const;
  Value binary(const Expr& expr, const Place& place);
  Value logic(const Expr& expr, const Place& place);
  Value plus_or_minus(const std::string& sign, const Value& left, const Value& right) const;
  Value cases(const Expr& expr, const Place& place, const std::string& wanted);
  Value aggregate(const Expr& expr, const Place& place);
  std::vector<Place> elements(const Expr& expr, const Place& place) const;
  std::string enumeration_of(const Expr& expr, const Place& place) const;
  const Place* binding(const std::string& bound, const Place& place) const;
};

// ---- reading the packs ----

void Oracle::Impl::read(const rules::PackSource& pack) {
  std::vector<rules::Diagnostic> faults;
  const std::size_t first = files.size();
  int level = 0;
  for (const rules::SourceFile& source : pack.files) {
    if (!source.name.ends_with(".norm")) continue;
    files.push_back(rules::parse(source, 0, faults));
    for (const Decl& decl : files.back().decls) {
      if (decl.kind == DeclKind::package) level = level_of(decl.level);
    }
  }
  if (!faults.empty()) throw std::runtime_error("the oracle reads only packs without faults");
  for (std::size_t i = first; i < files.size(); ++i) {
    Date registration{};
    for (const Decl& decl : files[i].decls) {
      if (decl.kind == DeclKind::defaults && decl.provenance.registered)
        registration = *decl.provenance.registered;
    }
    for (const Decl& decl : files[i].decls) {
      default_registration[&decl] = registration;
      if (decl.kind == DeclKind::role) enumerations["roll"].push_back(decl.name);
      if (decl.kind == DeclKind::enumeration) {
        for (const auto& member : decl.members) enumerations[decl.name].push_back(member.name);
      }
      if (decl.kind < DeclKind::input || decl.kind > DeclKind::judgement) continue;
      names.emplace(decl.name, Named{&decl, level, {}, names.size()});
    }
  }
}

/// Packs come with the national first, so the last to set a term is the highest.
void Oracle::Impl::overlay(const Decl& decl) {
  auto& set_by = names.at(decl.name).set_by;
  set_by.insert(set_by.begin(), &decl);
}

Oracle::Oracle(const std::vector<rules::PackSource>& packs) : impl_(std::make_unique<Impl>()) {
  std::size_t count = 0;
  for (const rules::PackSource& pack : packs) count += pack.files.size();
  impl_->files.reserve(count);  // declarations are pointed at
  for (const rules::PackSource& pack : packs) impl_->read(pack);
  for (const auto& file : impl_->files) {
    for (const Decl& decl : file.decls) {
      if (decl.kind == DeclKind::sets) impl_->overlay(decl);
    }
  }
}

Oracle::~Oracle() = default;

void Oracle::turn_to(const Situation& situation) {
  impl_->situation = &situation;
  impl_->kept.clear();
}

NaiveAnswer Oracle::answer(const std::string& name, const std::string& member, int person) {
  const Named& named = impl_->names.at(name);
  const Value value = impl_->value_of(named, member, person);
  if (!value.known()) return {value.state, {}};
  if (value.sort == Sort::word) return {NaiveState::known, value.word};
  const bool kronor = named.decl->type && named.decl->type->unit.kr != 0;
  const Number told = kronor ? Number(value.number * 100) : value.number;
  std::string text = numerator(told).str();
  if (denominator(told) != 1) text += "/" + denominator(told).str();
  return {NaiveState::known, text};
}

// ---- declarations ----

const Version* Oracle::Impl::version_in(const Decl& decl, Date day) const {
  const Version* chosen = nullptr;
  for (const Version& version : decl.versions) {
    if (situation->known_at < registered(decl, version)) continue;
    if (day < version.from.value() || (version.to && *version.to < day)) continue;
    if (chosen != nullptr && registered(decl, version) < registered(decl, *chosen)) continue;
    chosen = &version;
  }
  return chosen;
}

Value Oracle::Impl::value_of(const Named& named, const std::string& member, int person) {
  if (!named.decl->for_person) person = -1;
  const auto key = std::tuple(named.index, member, person);
  if (const auto found = kept.find(key); found != kept.end()) return found->second;
  Value value;
  if (named.decl->kind == DeclKind::input) {
    value = input(named, member, person, situation->month);
  } else {
    const auto filled = situation->facts.find({named.decl->name, member, person});
    Place place;
    place.named = &named;
    place.member = member;
    place.person = person;
    value = filled != situation->facts.end()
                ? stated(named.decl->type.value(), filled->second.value)
                : run(named, place);
  }
  kept.emplace(key, value);
  return value;
}

Value Oracle::Impl::run(const Named& named, const Place& place) {
  const Date day = day_of_versions(*named.decl);
  const std::string wanted = named.decl->type->name;
  for (const Decl* decl : named.set_by) {
    const Version* version = version_in(*decl, day);
    if (version == nullptr) continue;
    if (version->unknown) return without(NaiveState::no_rule);
    Value value = eval(*version->body, place, wanted);
    if (value.state == NaiveState::silent) continue;
    return value.known() ? within_bounds(named, place, std::move(value)) : value;
  }
  const NaiveState none = named.level > 0 ? NaiveState::silent : NaiveState::no_rule;
  const Version* version = version_in(*named.decl, day);
  if (version == nullptr) return without(none);
  if (version->unknown) return without(NaiveState::no_rule);
  Value value = eval(*version->body, place, wanted);
  return value.state == NaiveState::silent ? without(none) : value;
}

Value Oracle::Impl::within_bounds(const Named& named, const Place& place, Value value) {
  const Date day = day_of_versions(*named.decl);
  for (const auto& bound : named.decl->bounds) {
    if ((bound.from && day < *bound.from) || (bound.to && *bound.to < day)) continue;
    const Value limit = eval(*bound.value, place);
    if (limit.state == NaiveState::silent) continue;
    if (!limit.known()) return without(limit.state);
    const bool bites = bound.at_least ? value.number < limit.number : value.number > limit.number;
    if (bites) value.number = limit.number;
  }
  return value;
}

Value Oracle::Impl::stated(const TypeName& type, Rational raw) const {
  const Number number(raw.numerator, raw.denominator);
  switch (type.kind) {
    case TypeName::Kind::boolean:
      return truth(number != 0);
    case TypeName::Kind::date:
      return moment(Sort::date, raw.numerator);
    case TypeName::Kind::month:
      return moment(Sort::month, raw.numerator);
    case TypeName::Kind::named:
      return word(enumerations.at(type.name).at(static_cast<std::size_t>(raw.numerator)));
    default:
      return amount(type.unit.kr != 0 ? Number(number / 100) : number, type.unit);
  }
}

Value Oracle::Impl::input(const Named& named, const std::string& member, int person, Month month) {
  const Decl& decl = *named.decl;
  const TypeName& type = decl.type.value();
  if (!decl.for_person) person = -1;
  const auto found = situation->facts.find({decl.name, member, person});
  if (found != situation->facts.end()) {
    const Stated& fact = found->second;
    if (fact.not_applicable) return without(NaiveState::not_applicable);
    if (fact.unknown) return without(NaiveState::unknown);
    if (fact.rows.empty()) return stated(type, fact.value);
    for (const StatedRow& row : fact.rows) {
      if (row.from <= month && month <= row.to) return stated(type, row.value);
    }
  }
  if (decl.list && situation->lists.contains({decl.name, "", person})) {
    return stated(type, 0);
  }
  if (decl.assumed) return eval(*decl.assumed, Place{}, type.name);
  return without(NaiveState::unknown);
}

bool Oracle::Impl::fits(const Pattern& pattern, const Value& value,
                        const std::string& enumeration) {
  if (pattern.kind == Pattern::Kind::any) return true;
  if (pattern.kind == Pattern::Kind::names) {
    const std::string said =
        value.sort == Sort::truth ? (value.number != 0 ? "ja" : "nej") : value.word;
    return std::find(pattern.names.begin(), pattern.names.end(), said) != pattern.names.end();
  }
  const Value low = pattern.low ? eval(*pattern.low, Place{}, enumeration) : Value{};
  if (pattern.kind == Pattern::Kind::exact) {
    return low.sort == Sort::word ? low.word == value.word : low.number == value.number;
  }
  if (pattern.low && value.number < low.number) return false;
  return !pattern.high || value.number <= eval(*pattern.high, Place{}, enumeration).number;
}

const Row* Oracle::Impl::row_in(const Decl& decl, const Named& table, const Version& version,
                                const std::vector<Value>& keys) {
  const auto& wanted = table.decl->keys;
  const Row* chosen = nullptr;
  for (const Row& row : version.rows) {
    if (situation->known_at < registered(decl, version, &row)) continue;
    bool all = true;
    for (std::size_t i = 0; i < keys.size() && all; ++i) {
      all = fits(row.keys[i], keys[i], wanted[i].type.name);
    }
    if (!all) continue;
    const bool newer =
        chosen == nullptr || registered(decl, version, chosen) < registered(decl, version, &row);
    if (newer) chosen = &row;  // two rows for one case: the newer corrects the older
  }
  return chosen;
}

Value Oracle::Impl::look_up(const Named& table, const std::vector<Value>& keys) {
  std::vector<const Decl*> layers = table.set_by;
  layers.push_back(table.decl);
  for (const Decl* decl : layers) {
    const Version* version = version_in(*decl, day_of_versions(*table.decl));
    if (version == nullptr) continue;
    if (version->unknown) return without(NaiveState::no_rule);
    const Row* row = row_in(*decl, table, *version, keys);
    if (row == nullptr) continue;
    if (!row->value) return without(NaiveState::no_rule);
    return eval(*row->value, Place{}, table.decl->type->name);
  }
  return without(table.level > 0 ? NaiveState::silent : NaiveState::no_rule);
}

// ---- expressions ----

Value Oracle::Impl::literal(const Literal& written) const {
  switch (written.kind) {
    case LiteralKind::boolean:
      return truth(written.number.numerator != 0);
    case LiteralKind::date:
      return moment(Sort::date, written.date.days);
    case LiteralKind::month:
      return moment(Sort::month, written.month.index);
    default:
      return amount(Number(written.number.numerator, written.number.denominator), written.unit);
  }
}

const Place* Oracle::Impl::binding(const std::string& bound, const Place& place) const {
  for (const Place* at = &place; at != nullptr; at = at->outer) {
    if (at->bound == bound) return at;
  }
  return nullptr;
}

/// The enumeration that an expression's value is of; empty for numbers, or when the expression is
/// a bare member's name that the other side must place.
std::string Oracle::Impl::enumeration_of(const Expr& expr, const Place& place) const {
  switch (expr.kind) {
    case ExprKind::name: {
      if (const Place* at = binding(expr.text, place)) return at->bound_enumeration;
      if (expr.text == "roll") return "roll";
      if (expr.text == "denna") return place.named->decl->family;
      const auto found = names.find(expr.text);
      return found != names.end() ? found->second.decl->type->name : std::string();
    }
    case ExprKind::index:
      return names.at(expr.text).decl->type->name;
    case ExprKind::at_month:
    case ExprKind::call:
      return enumeration_of(*expr.children[0], place);
    case ExprKind::if_else:
    case ExprKind::cases: {
      const std::string found = enumeration_of(*expr.children[1], place);
      return found.empty() ? enumeration_of(*expr.children[2], place) : found;
    }
    default:
      return {};
  }
}

Value Oracle::Impl::eval(const Expr& expr, const Place& place, const std::string& wanted) {
  switch (expr.kind) {
    case ExprKind::literal:
      return literal(expr.literal);
    case ExprKind::name:
      return name(expr, place, wanted);
    case ExprKind::index:
      return index(expr, place);
    case ExprKind::call:
      return call(expr, place, wanted);
    case ExprKind::unary: {
      Value inner = eval(*expr.children[0], place, wanted);
      if (!inner.known()) return inner;
      if (expr.text == "inte") return truth(inner.number == 0);
      inner.number = -inner.number;
      return inner;
    }
    case ExprKind::binary:
      return binary(expr, place);
    case ExprKind::if_else: {
      const Value condition = eval(*expr.children[0], place);
      if (!condition.known()) return condition;
      return eval(*expr.children[condition.number != 0 ? 1 : 2], place, wanted);
    }
    case ExprKind::cases:
      return cases(expr, place, wanted);
    case ExprKind::in_range:
    case ExprKind::in_set: {
      const Value subject = eval(*expr.children[0], place);
      if (!subject.known()) return subject;
      if (expr.kind == ExprKind::in_range) return truth(fits(expr.pattern, subject, {}));
      return truth(std::find(expr.names.begin(), expr.names.end(), subject.word) !=
                   expr.names.end());
    }
    case ExprKind::aggregate:
      return aggregate(expr, place);
    case ExprKind::round: {
      Value value = eval(*expr.children[0], place);
      if (!value.known()) return value;
      value.number = rounded(value.number, eval(*expr.children[1], place).number, expr.text);
      return value;
    }
    case ExprKind::at_month:
      return at_month(expr, place);
    case ExprKind::silent:
      return without(NaiveState::silent);
  }
  throw std::logic_error("an expression of no kind");
}

Value Oracle::Impl::name(const Expr& expr, const Place& place, const std::string& wanted) {
  const std::string& text = expr.text;
  if (const Place* at = binding(text, place)) return word(at->bound_member);
  if (text == "månad") return moment(Sort::month, situation->month.index);
  if (text == "beslutsdag") return moment(Sort::date, situation->decision_date.days);
  if (text == "ja" || text == "nej") return truth(text == "ja");
  if (text == "roll")
    return word(situation->persons.at(static_cast<std::size_t>(place.person)).role);
  if (text == "denna") return word(place.member);
  if (!wanted.empty() && is_member(wanted, text)) return word(text);
  const auto found = names.find(text);
  return found != names.end() ? value_of(found->second, {}, place.person) : word(text);
}

Value Oracle::Impl::index(const Expr& expr, const Place& place) {
  const Named& named = names.at(expr.text);
  if (named.decl->kind != DeclKind::table) {
    const Value member = eval(*expr.children[0], place, named.decl->family);
    return value_of(named, member.word, place.person);
  }
  std::vector<Value> keys;
  NaiveState state = NaiveState::known;
  for (std::size_t i = 0; i < expr.children.size(); ++i) {
    keys.push_back(eval(*expr.children[i], place, named.decl->keys[i].type.name));
    state = both(state, keys.back().state);
  }
  return state == NaiveState::known ? look_up(named, keys) : without(state);
}

Value Oracle::Impl::at_month(const Expr& expr, const Place& place) {
  const Expr& read = *expr.children[0];
  const Named& named = names.at(read.text);
  const Value month = eval(*expr.children[1], place);
  if (!month.known()) return month;
  const std::string member =
      read.kind == ExprKind::index ? eval(*read.children[0], place, named.decl->family).word : "";
  return input(named, member, place.person, Month{static_cast<int>(whole_of(month.number))});
}

Value Oracle::Impl::call(const Expr& expr, const Place& place, const std::string& wanted) {
  if (expr.text == "tillämplig" || expr.text == "om_tillämpligt") {
    const Value read = eval(*expr.children[0], place);
    const bool absent = read.state == NaiveState::not_applicable;
    if (!absent && !read.known()) return read;
    if (expr.text == "tillämplig") return truth(!absent);
    return absent ? eval(*expr.children[1], place, wanted) : read;
  }
  std::vector<Value> given;
  NaiveState state = NaiveState::known;
  for (const auto& child : expr.children) {
    given.push_back(eval(*child, place, wanted));
    state = both(state, given.back().state);
  }
  if (state != NaiveState::known) return without(state);
  if (expr.text != "min" && expr.text != "max") return time_call(expr.text, given);
  const auto less = [](const Value& a, const Value& b) { return a.number < b.number; };
  return expr.text == "min" ? *std::min_element(given.begin(), given.end(), less)
                            : *std::max_element(given.begin(), given.end(), less);
}

Value Oracle::Impl::time_call(const std::string& function, const std::vector<Value>& given) const {
  const Number& first = given.at(0).number;
  if (function == "ålder") {
    return amount(years_between(day_of(first), day_of(given.at(1).number)), {.year = 1});
  }
  if (function == "månad_av") {
    const auto day = day_of(first);
    return moment(Sort::month, index_of(day.year() / day.month()));
  }
  if (function == "månader_mellan") return amount(given.at(1).number - first, {.month = 1});
  const chrono::year_month month = month_at(first);
  const chrono::year_month_day last = month / chrono::last;
  if (function == "första_dag") return moment(Sort::date, days_of(month / chrono::day(1)));
  if (function == "sista_dag") return moment(Sort::date, days_of(last));
  if (function == "dagar_i") {
    return amount(static_cast<unsigned>(last.day()), {.month = -1, .day = 1});
  }
  throw std::logic_error("no function " + function);
}

Value Oracle::Impl::logic(const Expr& expr, const Place& place) {
  const int deciding = expr.text == "eller" ? 1 : 0;
  const Value left = eval(*expr.children[0], place);
  if (left.known() && left.number == deciding) return left;
  const Value right = eval(*expr.children[1], place);
  if (right.known() && right.number == deciding) return right;
  const NaiveState state = both(left.state, right.state);
  return state == NaiveState::known ? truth(deciding == 0) : without(state);
}

Value Oracle::Impl::plus_or_minus(const std::string& sign, const Value& left,
                                  const Value& right) const {
  const Number move = sign == "+" ? right.number : Number(-right.number);
  Value made = left;
  made.number = left.number + move;
  if (left.sort == Sort::date && right.sort == Sort::date) return amount(made.number, {.day = 1});
  if (left.sort == Sort::date && right.unit.month == 1) {
    const auto day = day_of(left.number);
    const auto month = day.year() / day.month() + chrono::months(whole_of(move));
    const chrono::year_month_day same = month / day.day();
    made.number = days_of(same.ok() ? same : chrono::year_month_day(month / chrono::last));
  }
  return made;
}

Value Oracle::Impl::binary(const Expr& expr, const Place& place) {
  const std::string& sign = expr.text;
  if (sign == "och" || sign == "eller") return logic(expr, place);
  std::string kind = enumeration_of(*expr.children[0], place);
  if (kind.empty()) kind = enumeration_of(*expr.children[1], place);
  const Value left = eval(*expr.children[0], place, kind);
  const Value right = eval(*expr.children[1], place, kind);
  const NaiveState state = both(left.state, right.state);
  if (state != NaiveState::known) return without(state);
  if (sign == "+" || sign == "-") return plus_or_minus(sign, left, right);
  const auto joined = [&](int way) {
    const auto part = [&](int a, int b) { return static_cast<std::int8_t>(a + way * b); };
    return Unit{part(left.unit.kr, right.unit.kr), part(left.unit.month, right.unit.month),
                part(left.unit.day, right.unit.day), part(left.unit.year, right.unit.year)};
  };
  if (sign == "*") return amount(left.number * right.number, joined(1));
  if (sign == "/") return amount(left.number / right.number, joined(-1));
  if (left.sort == Sort::word) return truth(holds(sign, left.word == right.word ? 0 : 1));
  return truth(holds(sign, left.number.compare(right.number)));
}

Value Oracle::Impl::cases(const Expr& expr, const Place& place, const std::string& wanted) {
  const Value subject = eval(*expr.children[0], place);
  if (!subject.known()) return subject;
  for (std::size_t arm = 0; arm < expr.arms.size(); ++arm) {
    const auto& members = expr.arms[arm];
    if (std::find(members.begin(), members.end(), subject.word) != members.end())
      return eval(*expr.children[arm + 1], place, wanted);
  }
  if (!expr.has_else) throw std::logic_error("a case that is not covered: " + subject.word);
  return eval(*expr.children.back(), place, wanted);
}

std::vector<Place> Oracle::Impl::elements(const Expr& expr, const Place& place) const {
  std::vector<Place> all;
  if (expr.over_enum.empty()) {
    for (std::size_t person = 0; person < situation->persons.size(); ++person) {
      all.push_back(place);
      all.back().person = static_cast<int>(person);
    }
    return all;
  }
  for (const std::string& member : enumerations.at(expr.over_enum)) {
    all.push_back(place);
    all.back().outer = &place;
    all.back().bound = expr.variable;
    all.back().bound_enumeration = expr.over_enum;
    all.back().bound_member = member;
  }
  return all;
}

/// finns is an "or" of the filters; alla an "and" of "not let through, or the value holds".
Value Oracle::Impl::aggregate(const Expr& expr, const Place& place) {
  const bool quantifier = expr.text == "finns" || expr.text == "alla";
  Value total;
  NaiveState state = NaiveState::known;
  for (const Place& element : elements(expr, place)) {
    const Value filter = expr.filter ? eval(*expr.filter, element) : truth(true);
    if (filter.known() && filter.number == 0) continue;
    const Value value = expr.children.empty() ? truth(true) : eval(*expr.children[0], element);
    if (quantifier) {
      const bool for_it = value.known() && value.number != 0;
      if (expr.text == "alla" && for_it) continue;
      if (filter.known() && value.known()) return truth(expr.text == "finns");
      state = both(state, both(filter.state, value.state));
      continue;
    }
    state = both(state, filter.known() ? value.state : filter.state);
    if (value.known()) total.number += value.number;
    total.unit = expr.text == "antal" ? Unit{} : value.unit;
  }
  if (state != NaiveState::known) return without(state);
  return quantifier ? truth(expr.text == "alla") : total;
}

}  // namespace utvag::tests
