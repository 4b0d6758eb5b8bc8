#include <algorithm>
#include <map>

#include "rules/explain/explain.hpp"
#include "rules/explain/walk.hpp"

namespace utvag::rules {
namespace {

constexpr std::size_t kMostCauses = 3;

std::string person_id(Tracer& tracer, FactRef ref) {
  if (ref.person < 0) return {};
  return tracer.evaluation().facts().persons()[static_cast<std::size_t>(ref.person)].id;
}

using Key = std::pair<std::string, std::string>;

Key key_of(Tracer& tracer, FactRef ref) {
  return {definition_of(tracer.program(), ref.definition).name, person_id(tracer, ref)};
}

bool differ(const Read& a, const Read& b) {
  if (a.state != b.state) return true;
  return a.state == State::known && !(a.value == b.value);
}

Read read_of(Tracer& tracer, FactRef ref) {
  Read read;
  read.ref = ref;
  const Outcome& outcome = tracer.outcome(ref);
  read.state = outcome.state;
  read.value = outcome.value;
  return read;
}

/// Goes down two trees at once to what differs of itself.
struct Finder {
  Tracer& before;
  Tracer& after;
  std::vector<Difference::Cause> causes;
  std::vector<Key> entered;

  /// A leaf that differs: a stated fact, a judgement, or the version or row that answered.
  void leaf(const Read& a, const Read& b) {
    Difference::Cause cause;
    cause.before = a;
    cause.after = b;
    const bool has_before = a.ref.definition >= 0;
    Tracer& side = has_before ? before : after;
    const Read& read = has_before ? a : b;
    const Definition& definition = definition_of(side.program(), read.ref.definition);
    if (definition.kind == DefKind::input) {
      cause.kind = Difference::Cause::Kind::fact;
    } else if (side.basis(read).notes.has(Note::filled)) {
      cause.kind = Difference::Cause::Kind::judgement;
    } else if (same_version(a, b)) {
      cause.kind = Difference::Cause::Kind::month;
    }
    causes.push_back(cause);
  }

  bool same_version(const Read& a, const Read& b) {
    if (a.ref.definition < 0 || b.ref.definition < 0) return false;
    const Basis x = before.basis(a);
    const Basis y = after.basis(b);
    if (x.version == nullptr || y.version == nullptr) return x.version == y.version;
    return x.pack->name == y.pack->name && x.version->from == y.version->from &&
           (x.row == nullptr) == (y.row == nullptr) &&
           (x.row == nullptr || x.row->value == y.row->value);
  }

  void descend(const Read& a, const Read& b) {
    if (causes.size() >= kMostCauses) return;
    if (definition_of(before.program(), a.ref.definition).kind == DefKind::table) {
      return leaf(a, b);
    }
    const Key key = key_of(before, a.ref);
    if (std::find(entered.begin(), entered.end(), key) != entered.end()) return;
    entered.push_back(key);
    const std::size_t found = causes.size();
    bool deeper = false;
    const auto below = before.reads(a.ref);
    const std::vector<Read> left(below.begin(), below.end());
    const auto beside = after.reads(b.ref);
    std::vector<Read> right(beside.begin(), beside.end());
    for (const Read& read : left) {
      const Key name = key_of(before, read.ref);
      const auto match = std::find_if(right.begin(), right.end(), [&](const Read& other) {
        return key_of(after, other.ref) == name;
      });
      if (match == right.end()) {
        only(read, Read{});
        continue;
      }
      const Read other = *match;
      right.erase(match);
      if (!differ(read, other)) continue;
      deeper = true;
      descend(read, other);
    }
    for (const Read& read : right) only(Read{}, read);
    if (!deeper && causes.size() == found) leaf(a, b);
  }

  /// Read on one side only: a cause when it gave something there.
  void only(const Read& a, const Read& b) {
    const Read& read = a.ref.definition >= 0 ? a : b;
    if (read.state == State::known && read.value.numerator == 0) return;
    Tracer& side = a.ref.definition >= 0 ? before : after;
    const Definition& definition = definition_of(side.program(), read.ref.definition);
    if (definition.type.kind != Kind::number || causes.size() >= kMostCauses) return;
    leaf(a, b);
  }
};

}  // namespace

std::vector<Difference> compare(Tracer& before, const std::vector<FactRef>& rows_before,
                                Tracer& after, const std::vector<FactRef>& rows_after) {
  std::vector<Difference> found;
  std::map<Key, FactRef> others;
  for (const FactRef ref : rows_after) others.emplace(key_of(after, ref), ref);
  for (const FactRef ref : rows_before) {
    Difference difference;
    const Key key = key_of(before, ref);
    difference.name = key.first;
    difference.person = key.second;
    difference.ref_before = ref;
    difference.before = before.outcome(ref);
    const auto match = others.find(key);
    if (match != others.end()) {
      difference.ref_after = match->second;
      difference.after = after.outcome(match->second);
      const Read a = read_of(before, ref);
      const Read b = read_of(after, match->second);
      others.erase(match);
      if (!differ(a, b)) continue;
      Finder finder{before, after, {}, {}};
      finder.descend(a, b);
      difference.causes = std::move(finder.causes);
      if (difference.causes.size() > kMostCauses) difference.causes.resize(kMostCauses);
    }
    found.push_back(std::move(difference));
  }
  for (const FactRef ref : rows_after) {
    const Key key = key_of(after, ref);
    if (!others.contains(key)) continue;
    Difference difference;
    difference.name = key.first;
    difference.person = key.second;
    difference.ref_after = ref;
    difference.after = after.outcome(ref);
    found.push_back(std::move(difference));
  }
  return found;
}

}  // namespace utvag::rules
