#include <algorithm>
#include <initializer_list>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "rules/graph/checker.hpp"

namespace utvag::rules::checker {
namespace {

constexpr std::int64_t kOpenHigh = std::numeric_limits<std::int64_t>::max();

/// Keys that have whole values: only then do closed intervals meet without a gap between them.
bool countable(const Type& type) {
  return type.kind != Kind::number || type.whole;
}

Interval64 domain(const Checker& checker, const TableKey& key) {
  switch (key.type.kind) {
    case Kind::boolean:
      return {0, 1};
    case Kind::enumeration:
      return {0, static_cast<std::int64_t>(checker.member_count(key.type.enumeration)) - 1};
    case Kind::date:
      return {key.low ? key.low->numerator : kFirstDate.days,
              key.high ? key.high->numerator : kLastDate.days};
    case Kind::month:
      return {key.low ? key.low->numerator : month_of(kFirstDate).index,
              key.high ? key.high->numerator : month_of(kLastDate).index};
    case Kind::number:
      break;
  }
  return {key.low ? key.low->numerator : 0, key.high ? key.high->numerator : kOpenHigh};
}

Box domain(const Checker& checker, const Definition& table) {
  Box box;
  for (const TableKey& key : table.keys) box.push_back(domain(checker, key));
  return box;
}

/// A row's box, with open ends at the ends of the domain.
Box box_of(const Row& row, const Box& within) {
  Box box;
  for (std::size_t i = 0; i < row.keys.size(); ++i) {
    const auto& key = row.keys[i];
    box.push_back({key.low ? key.low->numerator : within[i].low,
                   key.high ? key.high->numerator : within[i].high});
  }
  return box;
}

bool meet(const Box& a, const Box& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].high < b[i].low || b[i].high < a[i].low) return false;
  }
  return true;
}

/// An example point of `domain` that no box covers; empty when all is covered. Sweeps one key
/// after the other over the stretches where the set of boxes is the same.
class Cover {
 public:
  Cover(const std::vector<Box>& boxes, const Box& all) : boxes_(boxes), domain_(all) {}

  std::vector<std::int64_t> uncovered() {
    std::vector<std::size_t> every(boxes_.size());
    for (std::size_t i = 0; i < every.size(); ++i) every[i] = i;
    return from(0, every);
  }

 private:
  std::vector<std::int64_t> from(std::size_t key, const std::vector<std::size_t>& rows) {
    if (rows.empty()) {
      std::vector<std::int64_t> point;
      for (std::size_t i = key; i < domain_.size(); ++i) point.push_back(domain_[i].low);
      return point;
    }
    if (key == domain_.size()) return {};
    std::vector<std::size_t> by_low = rows;
    std::sort(by_low.begin(), by_low.end(), [&](std::size_t a, std::size_t b) {
      return boxes_[a][key].low < boxes_[b][key].low;
    });
    std::set<std::int64_t> starts = {domain_[key].low};
    for (const std::size_t row : rows) {
      const Interval64 interval = boxes_[row][key];
      if (interval.low > domain_[key].low) starts.insert(interval.low);
      if (interval.high < domain_[key].high) starts.insert(interval.high + 1);
    }
    std::vector<std::size_t> active, last;
    std::size_t next = 0;
    bool first = true;
    for (const std::int64_t start : starts) {
      std::erase_if(active, [&](std::size_t row) { return boxes_[row][key].high < start; });
      while (next < by_low.size() && boxes_[by_low[next]][key].low <= start) {
        if (boxes_[by_low[next]][key].high >= start) active.push_back(by_low[next]);
        ++next;
      }
      std::vector<std::size_t> now = active;
      std::sort(now.begin(), now.end());
      if (!first && now == last) continue;
      first = false;
      last = now;
      std::vector<std::int64_t> rest = from(key + 1, now);
      // An uncovered point below has all later keys; none below at the last key means no row.
      if (!rest.empty() || (key + 1 == domain_.size() && now.empty())) {
        rest.insert(rest.begin(), start);
        return rest;
      }
    }
    return {};
  }

  const std::vector<Box>& boxes_;
  const Box& domain_;
};

std::string row_text(const Checker& checker, const Definition& table, const Row& row) {
  std::string text;
  for (std::size_t i = 0; i < row.keys.size(); ++i) {
    const auto& key = row.keys[i];
    if (i > 0) text += " | ";
    if (!key.low && !key.high) {
      text += "alla";
      continue;
    }
    if (key.low) text += checker.value_text(table.keys[i].type, *key.low);
    if (key.low && key.high && *key.low == *key.high) continue;
    text += "–";
    if (key.high) text += checker.value_text(table.keys[i].type, *key.high);
  }
  return text;
}

/// What the table, this version and these rows of it rest on.
std::vector<std::string> citations_of(const Checker& checker, const Item& item,
                                      const Version& version,
                                      std::initializer_list<const Row*> rows) {
  std::vector<std::string> texts = checker.citations(item.decl->provenance);
  const auto add = [&](const Provenance& provenance) {
    for (const std::int32_t source : provenance.sources) {
      const auto& title = checker.program.sources[static_cast<std::size_t>(source)].title;
      if (std::find(texts.begin(), texts.end(), title) == texts.end()) texts.push_back(title);
    }
  };
  add(version.provenance);
  for (const Row* row : rows) add(row->provenance);
  return texts;
}

void rows_overlap(Checker& checker, const Item& item, const Version& version, const Row& first,
                  const Row& second) {
  const Definition& table = item.shape;
  const std::string one = row_text(checker, table, first);
  const std::string two = row_text(checker, table, second);
  auto& fault = checker.error(
      "language.row-overlap", second.span,
      "Två rader i " + quoted(table.name) + " gäller samma fall: " + one + " och " + two + ".",
      "Two rows of " + quoted(table.name) + " are for the same case: " + one + " and " + two + ".");
  fault.related.push_back(first.span);
  fault.citations = citations_of(checker, item, version, {&first, &second});
  fault.fix_sv =
      "Ändra nycklarna så att varje fall har en rad. En rättelse av en rad har samma nycklar som "
      "den, och rättar med när den registrerades.";
  fault.fix_en =
      "Change the keys so that each case has one row. A correction of a row has the same keys as "
      "that row, and rättar with the date it was registered.";
}

}  // namespace

/// Before any body is read: what looks a table up needs its keys.
void Checker::collect_keys(Item& item) {
  const Decl& decl = *item.decl;
  std::set<std::string> names;
  bool usable = true;
  for (const syntax::Key& key : decl.keys) {
    TableKey made;
    made.name = key.name;
    if (!names.insert(key.name).second) {
      error("language.duplicate", key.span, "Två nycklar heter " + quoted(key.name) + ".",
            "Two keys are called " + quoted(key.name) + ".");
    }
    const auto type = resolve(key.type, item.pack);
    if (!type) {
      usable = false;
      continue;
    }
    made.type = *type;
    if (!countable(*type)) {
      usable = false;
      auto& fault = error("language.table-key", key.span,
                          "En nyckel ska ha hela värden; " + type_text(*type) + " kan ha delar.",
                          "A key must have whole values; " + type_text(*type) + " can have parts.");
      fault.fix_sv = "Använd antal, år, mån, dagar, datum, månad, ja/nej eller en uppräkning.";
      fault.fix_en = "Use antal, år, mån, dagar, datum, månad, ja/nej or an enumeration.";
      continue;
    }
    if (key.domain) {
      const auto found = interval(*key.domain, *type);
      if (found) std::tie(made.low, made.high) = std::make_pair(found->low, found->high);
    }
    item.shape.keys.push_back(std::move(made));
  }
  item.broken |= !usable;
}

void Checker::check_table(std::size_t index) {
  Item& item = items[index];
  const Decl& decl = *item.decl;
  Layer layer;
  layer.pack = item.pack;
  for (const syntax::Version& written : decl.versions) {
    Version made = version(decl, item.pack, written);
    const std::size_t before = errors;
    for (const syntax::Row& row : written.rows) add_row(item, made, row);
    const bool complete =
        errors == before && rows <= kMaxRows;  // a row that is wrong leaves no hole to tell of
    std::stable_sort(made.rows.begin(), made.rows.end(), [&](const Row& a, const Row& b) {
      const Box all = domain(*this, item.shape);
      const Box left = box_of(a, all), right = box_of(b, all);
      for (std::size_t i = 0; i < left.size(); ++i) {
        if (!(left[i] == right[i])) {
          return std::tie(left[i].low, left[i].high) < std::tie(right[i].low, right[i].high);
        }
      }
      return a.provenance.registered < b.provenance.registered;
    });
    if (!made.unknown) check_rows(item, made, !complete || !national(item.pack));
    layer.versions.push_back(std::move(made));
  }
  std::stable_sort(layer.versions.begin(), layer.versions.end(),
                   [](const Version& a, const Version& b) {
                     return std::tie(a.from, a.provenance.registered) <
                            std::tie(b.from, b.provenance.registered);
                   });
  check_timeline(decl, layer.versions, !national(item.pack));
  item.shape.layers.push_back(std::move(layer));
}

void Checker::add_row(Item& item, Version& made, const syntax::Row& row) {
  Definition& table = item.shape;
  if (row.keys.size() != table.keys.size()) {
    error("language.row-key", row.span,
          "Raden har " + std::to_string(row.keys.size()) + " nycklar; tabellen har " +
              std::to_string(table.keys.size()) + ".",
          "The row has " + std::to_string(row.keys.size()) + " keys; the table has " +
              std::to_string(table.keys.size()) + ".");
    return;
  }
  Row base;
  base.span = row.span;
  base.provenance = provenance(row.provenance, item.pack);
  dates(base.provenance, row.provenance, &made.provenance, item.decl->span.file, row.span,
        *item.decl);
  const auto letter = evidence_at(row.provenance);
  base.provenance.evidence = letter.value_or(made.provenance.evidence);
  if (row.value) {
    const auto value = constant(*row.value, table.type, false);
    if (!value) return;
    base.value = *value;
  } else {
    base.unknown = row.unknown;
  }
  std::vector<Row> expanded = {base};
  for (std::size_t i = 0; i < row.keys.size(); ++i) {
    const auto intervals = key_intervals(row.keys[i], table.keys[i].type);
    std::vector<Row> next;
    const Interval64 within = domain(*this, table.keys[i]);
    for (const Row::Interval& interval : intervals) {
      if ((interval.low && interval.low->numerator < within.low) ||
          (interval.high && interval.high->numerator > within.high) ||
          (interval.low && interval.low->numerator > within.high)) {
        error(
            "language.row-key", row.keys[i].span,
            "Nyckeln ligger utanför det som tabellen säger om " + quoted(table.keys[i].name) + ".",
            "The key lies outside what the table says of " + quoted(table.keys[i].name) + ".");
        return;
      }
      for (const Row& sofar : expanded) {
        next.push_back(sofar);
        next.back().keys.push_back(interval);
      }
    }
    expanded = std::move(next);
    if (expanded.empty()) return;  // a fault was told
    if (rows + expanded.size() > kMaxRows) break;
  }
  rows += expanded.size();
  if (rows > kMaxRows) return;  // told once, when all is counted
  for (Row& one : expanded) made.rows.push_back(std::move(one));
}

namespace {

/// Groups of rows with the same box must correct each other in a chain; tells what does not.
/// Returns the first row of each group.
std::vector<std::size_t> chain_rows(Checker& checker, const Item& item, const Version& version,
                                    const std::vector<Box>& boxes) {
  const std::vector<Row>& rows = version.rows;
  std::vector<std::size_t> firsts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& corrects = rows[i].provenance.corrects;
    if (firsts.empty() || !(boxes[i] == boxes[firsts.back()])) {
      firsts.push_back(i);
      if (corrects) {
        checker.error("language.correction", rows[i].span,
                      "Ingen rad med samma nycklar är registrerad " + to_string(*corrects) + ".",
                      "No row with the same keys is registered " + to_string(*corrects) + ".");
      }
    } else if (!corrects) {
      rows_overlap(checker, item, version, rows[i - 1], rows[i]);
    } else if (*corrects != rows[i - 1].provenance.registered) {
      checker
          .error("language.correction", rows[i].span,
                 "Raden som rättas är registrerad " + to_string(rows[i - 1].provenance.registered) +
                     ", inte " + to_string(*corrects) + ".",
                 "The row it corrects is registered " +
                     to_string(rows[i - 1].provenance.registered) + ", not " +
                     to_string(*corrects) + ".")
          .related.push_back(rows[i - 1].span);
    }
  }
  return firsts;
}

}  // namespace

/// `version.rows` are sorted by their keys, then by registration.
void Checker::check_rows(const Item& item, const Version& version, bool gaps_allowed) {
  const Definition& table = item.shape;
  const Box all = domain(*this, table);
  std::vector<Box> boxes;
  boxes.reserve(version.rows.size());
  for (const Row& row : version.rows) boxes.push_back(box_of(row, all));
  std::vector<std::size_t> firsts = chain_rows(*this, item, version, boxes);
  // Sweep along the key that tells most rows apart.
  std::size_t key = 0, most = 0;
  for (std::size_t k = 0; k < table.keys.size(); ++k) {
    std::set<std::int64_t> lows;
    for (const std::size_t row : firsts) lows.insert(boxes[row][k].low);
    if (lows.size() > most) std::tie(key, most) = std::make_pair(k, lows.size());
  }
  std::sort(firsts.begin(), firsts.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(boxes[a][key].low, a) < std::tie(boxes[b][key].low, b);
  });
  for (std::size_t i = 0; i < firsts.size() && errors < kMaxFaults; ++i) {
    for (std::size_t j = i + 1; j < firsts.size(); ++j) {
      const std::size_t a = std::min(firsts[i], firsts[j]), b = std::max(firsts[i], firsts[j]);
      if (boxes[firsts[j]][key].low > boxes[firsts[i]][key].high) break;
      if (meet(boxes[a], boxes[b]))
        rows_overlap(*this, item, version, version.rows[a], version.rows[b]);
    }
  }
  if (gaps_allowed) return;
  const std::vector<std::int64_t> point = Cover(boxes, all).uncovered();
  if (point.empty()) return;
  std::string keys;
  for (std::size_t k = 0; k < point.size(); ++k) {
    const TableKey& one = table.keys[k];
    if (!keys.empty()) keys += ", ";
    keys += one.name + " = " + value_text(one.type, Rational{point[k]});
  }
  auto& fault = error("language.row-gap", version.span,
                      "Ingen rad i " + quoted(table.name) + " gäller för " + keys + ".",
                      "No row of " + quoted(table.name) + " is for " + keys + ".");
  fault.citations = citations_of(*this, item, version, {});
  fault.fix_sv = "Lägg till raden. Är värdet inte känt: okänt \"…\"";
  fault.fix_en = "Add the row. If the value is not known: okänt \"…\"";
}

}  // namespace utvag::rules::checker
