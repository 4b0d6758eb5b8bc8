#include "rules/tools/mutants.hpp"

#include <algorithm>
#include <utility>

#include "rules/explain/explain.hpp"

namespace utvag::rules::tools {
namespace {

using Place = PackView::Place;

Definition& definition_of(Program& program, const PackView& view, std::int32_t part) {
  const std::int32_t index = view.parts()[static_cast<std::size_t>(part)].definition;
  return program.definitions[static_cast<std::size_t>(index)];
}

std::vector<Version>& versions_of(Program& program, const PackView& view, std::int32_t part) {
  const auto layer = static_cast<std::size_t>(view.parts()[static_cast<std::size_t>(part)].layer);
  return definition_of(program, view, part).layers[layer].versions;
}

class Maker {
 public:
  Maker(const PackView& view, const std::vector<Interval>& intervals,
        const EnforcedBounds& enforced)
      : view_(view), program_(view.program()), intervals_(intervals), enforced_(enforced) {}

  Mutants run() {
    for (std::size_t i = 0; i < view_.nodes().size(); ++i) nodes(static_cast<std::int32_t>(i));
    for (std::size_t i = 0; i < view_.versions().size(); ++i) {
      dates(static_cast<std::int32_t>(i));
    }
    for (std::size_t i = 0; i < view_.rows().size(); ++i) rows(static_cast<std::int32_t>(i));
    for (std::size_t i = 0; i < view_.parts().size(); ++i) {
      declaration(static_cast<std::int32_t>(i));
    }
    return std::move(made_);
  }

 private:
  Mutant& add(std::string id, MutantClass kind, std::int32_t part, Span span) {
    Mutant& mutant = made_.all.emplace_back();
    mutant.id = std::move(id);
    mutant.kind = kind;
    mutant.part = part;
    mutant.span = span;
    return mutant;
  }

  bool bound_in_use(std::int32_t part, std::int32_t bound) const {
    return enforced_.contains({view_.parts()[static_cast<std::size_t>(part)].name, bound});
  }

  std::int32_t version_site(std::int32_t part, std::int32_t version) const {
    const PackView::Part& place = view_.parts()[static_cast<std::size_t>(part)];
    return view_.site_of_version(place.definition, static_cast<std::size_t>(place.layer),
                                 static_cast<std::size_t>(version));
  }

  // ---- expressions ----

  void nodes(std::int32_t site) {
    const PackView::NodeSite& place = view_.nodes()[static_cast<std::size_t>(site)];
    if (place.place == Place::bound && !bound_in_use(place.part, place.index)) return;
    const std::string address = view_.address(place);
    for (NodeVariant& variant :
         node_variants(view_, site, intervals_,
                       made_.proved[static_cast<std::size_t>(MutantClass::structure)])) {
      Mutant& mutant = add(address + ":" + variant.kind, variant.klass, place.part,
                           program_.nodes[static_cast<std::size_t>(place.node)].span);
      mutant.node = site;
      if (place.place == Place::version) mutant.version = version_site(place.part, place.index);
      mutant.apply = [apply = std::move(variant.apply), site](Program& program,
                                                              const PackView& view) {
        apply(program, view.nodes()[static_cast<std::size_t>(site)].node);
      };
    }
  }

  // ---- versions ----

  Date moved(const Definition& definition, Date date, int steps) const {
    if (definition.by_decision_date) return Date{date.days + steps};
    const Date next = add_months(date, steps);
    // The last day of a month stays the last day of the month it is moved to.
    return date == last_day(month_of(date)) ? last_day(month_of(next)) : next;
  }

  void date(std::int32_t site, const std::string& what, Span span, Date before, Date after,
            std::function<void(std::vector<Version>&, std::size_t, Date)> set) {
    const PackView::VersionSite& place = view_.versions()[static_cast<std::size_t>(site)];
    Mutant& mutant = add(std::to_string(place.version + 1) + ":" + what, MutantClass::boundary,
                         place.part, span);
    mutant.before = to_string(before);
    mutant.after = to_string(after);
    mutant.dates = true;
    mutant.apply = [set = std::move(set), place, after](Program& program, const PackView& view) {
      set(versions_of(program, view, place.part), static_cast<std::size_t>(place.version), after);
    };
  }

  void start(std::int32_t site, const std::string& sign, const Version& version, Date moved_to) {
    date(site, "från" + sign, version.span, version.from, moved_to,
         [](std::vector<Version>& all, std::size_t index, Date to) {
           const Date old = all[index].from;
           for (Version& other : all) {
             if (other.to && other.to->days + 1 == old.days) other.to = Date{to.days - 1};
             if (other.from == old) other.from = to;
           }
         });
  }

  /// A start moves together with the end of the version before it, so that no gap or overlap comes.
  void dates(std::int32_t site) {
    const PackView::VersionSite& place = view_.versions()[static_cast<std::size_t>(site)];
    const Definition& definition = view_.definition(place.part);
    const Version& version = view_.version(place.part, place.version);
    for (const int steps : {1, -1}) {
      const std::string sign = steps > 0 ? "+1" : "-1";
      const bool unread =
          steps < 0 && !can_be_asked(view_, place.part, moved(definition, version.from, -1));
      if (unread || continues(place.part, version) || unknown_alone(place.part, version, true)) {
        ++made_.proved[static_cast<std::size_t>(MutantClass::boundary)];
        made_.needless.emplace(place.part, std::to_string(place.version + 1) + ":från" + sign);
      } else {
        start(site, sign, version, moved(definition, version.from, steps));
      }
      if (version.known_to) {
        date(site, "känd" + sign, version.span, *version.known_to,
             moved(definition, *version.known_to, steps),
             [](std::vector<Version>& all, std::size_t index, Date to) {
               all[index].known_to = to;
             });
      }
      if (version.to && !has_next(place.part, *version.to) &&
          !unknown_alone(place.part, version, false)) {
        date(site, "till" + sign, version.span, *version.to, moved(definition, *version.to, steps),
             [](std::vector<Version>& all, std::size_t index, Date to) { all[index].to = to; });
      }
    }
  }

  /// Whether an `okänt` stands at the start (or end) of what the law itself says: there is no rule
  /// on either side of the date.
  bool unknown_alone(std::int32_t part, const Version& version, bool start) const {
    const auto layer =
        static_cast<std::size_t>(view_.parts()[static_cast<std::size_t>(part)].layer);
    const auto& layers = view_.definition(part).layers;
    if (!version.unknown || layer + 1 != layers.size()) return false;
    return std::none_of(layers[layer].versions.begin(), layers[layer].versions.end(),
                        [&](const Version& each) {
                          return start ? each.from < version.from : version.from < each.from;
                        });
  }

  /// Whether the version only goes on with what the one before it said.
  bool continues(std::int32_t part, const Version& version) const {
    const auto layer =
        static_cast<std::size_t>(view_.parts()[static_cast<std::size_t>(part)].layer);
    const auto& versions = view_.definition(part).layers[layer].versions;
    const bool alone = std::none_of(versions.begin(), versions.end(), [](const Version& each) {
      return each.provenance.corrects.has_value();
    });
    const auto before = std::find_if(versions.begin(), versions.end(), [&](const Version& each) {
      return each.to && each.to->days + 1 == version.from.days;
    });
    return alone && before != versions.end() && same_answers(*before, version);
  }

  bool same_answers(const Version& a, const Version& b) const {
    if (a.unknown.has_value() != b.unknown.has_value() || a.text != b.text) return false;
    if (a.from_year_only || b.from_year_only || a.known_to || b.known_to) return false;
    if (describe(program_, a.body) != describe(program_, b.body)) return false;
    return std::equal(a.rows.begin(), a.rows.end(), b.rows.begin(), b.rows.end(),
                      [](const Row& one, const Row& other) {
                        const bool keys = std::equal(
                            one.keys.begin(), one.keys.end(), other.keys.begin(), other.keys.end(),
                            [](const Row::Interval& x, const Row::Interval& y) {
                              return x.low == y.low && x.high == y.high;
                            });
                        return keys && one.unknown.has_value() == other.unknown.has_value() &&
                               one.value == other.value && !one.provenance.corrects &&
                               !other.provenance.corrects;
                      });
  }

  bool has_next(std::int32_t part, Date end) const {
    const auto layer =
        static_cast<std::size_t>(view_.parts()[static_cast<std::size_t>(part)].layer);
    const auto& versions = view_.definition(part).layers[layer].versions;
    return std::any_of(versions.begin(), versions.end(),
                       [&](const Version& version) { return version.from.days == end.days + 1; });
  }

  // ---- tables ----

  Mutant& row_mutant(std::int32_t site, const std::string& what, MutantClass kind) {
    const PackView::RowSite& place = view_.rows()[static_cast<std::size_t>(site)];
    const Version& version = view_.version(place.part, place.version);
    const std::string id =
        std::to_string(place.version + 1) + "r" + std::to_string(place.row + 1) + ":" + what;
    Mutant& mutant =
        add(id, kind, place.part, version.rows[static_cast<std::size_t>(place.row)].span);
    mutant.row = site;
    mutant.version = version_site(place.part, place.version);
    return mutant;
  }

  void rows(std::int32_t site) {
    const PackView::RowSite& place = view_.rows()[static_cast<std::size_t>(site)];
    const Definition& table = view_.definition(place.part);
    const Row& row =
        view_.version(place.part, place.version).rows[static_cast<std::size_t>(place.row)];
    if (row.unknown) {
      // Without a row there is no rule either: a narrower okänt changes nothing.
      made_.proved[static_cast<std::size_t>(MutantClass::boundary)] += row.keys.size();
      return;
    }
    for (std::size_t key = 0; key < row.keys.size(); ++key) bands(site, table, row, key);
    const Type& type = table.type;
    const Rational unit{type.kind == Kind::number && type.unit.kr > 0 ? 100 : 1};
    if (type.kind == Kind::enumeration || type.kind == Kind::boolean) return;
    for (const bool up : {true, false}) {
      const Rational value = up ? row.value + unit : row.value - unit;
      Mutant& mutant = row_mutant(site, up ? "plus" : "minus", MutantClass::value);
      mutant.before = value_text(program_, type, row.value);
      mutant.after = value_text(program_, type, value);
      mutant.apply = [value, place](Program& program, const PackView& view) {
        versions_of(program, view, place.part)[static_cast<std::size_t>(place.version)]
            .rows[static_cast<std::size_t>(place.row)]
            .value = value;
      };
    }
  }

  /// A band loses the value at one of its ends.
  void bands(std::int32_t site, const Definition& table, const Row& row, std::size_t key) {
    const TableKey& column = table.keys[key];
    const Row::Interval band = row.keys[key];
    if (column.type.kind == Kind::enumeration || column.type.kind == Kind::boolean) return;
    if (band.low && band.high && *band.low == *band.high) return;
    const Rational step{1};
    for (const bool low : {true, false}) {
      if (low ? !band.low : !band.high) continue;
      Row::Interval narrowed = band;
      if (low) narrowed.low = *band.low + step;
      if (!low) narrowed.high = *band.high - step;
      const PackView::RowSite& place = view_.rows()[static_cast<std::size_t>(site)];
      Mutant& mutant =
          row_mutant(site, "k" + std::to_string(key + 1) + (low ? ":low+1" : ":high-1"),
                     MutantClass::boundary);
      mutant.dates = true;
      mutant.before = key_text(program_, column, band);
      mutant.after = key_text(program_, column, narrowed);
      mutant.apply = [narrowed, place, key](Program& program, const PackView& view) {
        versions_of(program, view, place.part)[static_cast<std::size_t>(place.version)]
            .rows[static_cast<std::size_t>(place.row)]
            .keys[key] = narrowed;
      };
    }
  }

  // ---- the declaration itself ----

  void declaration(std::int32_t part) {
    const Definition& definition = view_.definition(part);
    if (definition.pack != view_.pack()) return;
    for (std::size_t i = 0; i < definition.bounds.size(); ++i) {
      if (bound_in_use(part, static_cast<std::int32_t>(i))) bound(part, i);
    }
    if (definition.kind == DefKind::input && definition.assumed) assumed(part, definition);
  }

  void bound(std::int32_t part, std::size_t index) {
    const Bound& bound = view_.definition(part).bounds[index];
    const std::string address = "gräns " + std::to_string(index + 1) + ":";
    const std::string value = describe(program_, bound.value);
    Mutant& flip = add(address + "flip", MutantClass::structure, part, bound.span);
    flip.bound = static_cast<std::int32_t>(index);
    flip.before = (bound.at_least ? "minst " : "högst ") + value;
    flip.after = (bound.at_least ? "högst " : "minst ") + value;
    flip.apply = [part, index](Program& program, const PackView& view) {
      Bound& changed = definition_of(program, view, part).bounds[index];
      changed.at_least = !changed.at_least;
    };
    Mutant& drop = add(address + "drop", MutantClass::structure, part, bound.span);
    drop.bound = static_cast<std::int32_t>(index);
    drop.before = (bound.at_least ? "minst " : "högst ") + value;
    drop.after = "–";
    drop.apply = [part, index](Program& program, const PackView& view) {
      definition_of(program, view, part).bounds[index].proved = true;
    };
  }

  void assumed(std::int32_t part, const Definition& input) {
    const bool truth = input.type.kind == Kind::boolean;
    const Rational unit{input.type.unit.kr > 0 ? 100 : 1};
    const Rational value = truth ? Rational{1} - *input.assumed : *input.assumed + unit;
    Mutant& mutant = add(truth ? "antas:flip" : "antas:plus", MutantClass::value, part, input.span);
    mutant.before = "antas " + value_text(program_, input.type, *input.assumed);
    mutant.after = "antas " + value_text(program_, input.type, value);
    mutant.apply = [part, value](Program& program, const PackView& view) {
      const Definition& first = definition_of(program, view, part);
      const std::int32_t index = view.parts()[static_cast<std::size_t>(part)].definition;
      for (std::size_t i = 0; i < program.definitions.size(); ++i) {
        Definition& member = program.definitions[i];
        const bool same = first.family_first >= 0 && member.family_first == first.family_first;
        if (same || static_cast<std::int32_t>(i) == index) member.assumed = value;
      }
    };
  }

  const PackView& view_;
  const Program& program_;
  const std::vector<Interval>& intervals_;
  const EnforcedBounds& enforced_;
  Mutants made_;
};

}  // namespace

Mutants make_mutants(const PackView& view, const std::vector<Interval>& intervals,
                     const EnforcedBounds& enforced) {
  return Maker(view, intervals, enforced).run();
}

}  // namespace utvag::rules::tools
