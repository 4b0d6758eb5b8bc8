#include "rules/tools/cover.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "rules/explain/explain.hpp"
#include "rules/tools/hits.hpp"
#include "rules/tools/pack_view.hpp"
#include "rules/tools/reach.hpp"
#include "rules/tools/suite_views.hpp"

namespace utvag::rules::tools {
namespace {

using Place = PackView::Place;

bool is_less(Rational a, Rational b) {
  return compare(a, b) < 0;
}

/// Makes the list of what a pack asks for and ticks off what has happened.
class Asker {
 public:
  Asker(const PackView& view, const Hits& hits, const EnforcedBounds& enforced)
      : view_(view),
        hits_(hits),
        program_(view.program()),
        enforced_(enforced),
        intervals_(node_intervals(program_)) {}

  std::vector<CoverPoint> run() {
    ask_for_versions();
    ask_for_rows();
    for (std::size_t i = 0; i < view_.nodes().size(); ++i) ask_for_node(static_cast<int>(i));
    return std::move(points_);
  }

 private:
  void ask(CoverPoint::Kind kind, std::int32_t part, Span span, Words what, std::string proposal,
           bool covered) {
    points_.push_back(CoverPoint{kind, view_.parts()[static_cast<std::size_t>(part)].name, span,
                                 std::move(what), std::move(proposal), covered});
  }

  // ---- versions ----

  std::string when(const Definition& definition, Date date) const {
    if (definition.by_decision_date) return "beslut " + to_string(date);
    return "månad " + to_string(month_of(date));
  }

  /// The first day that a version answers: months go by their first day.
  static Date first_answer(const Definition& definition, Date from) {
    if (definition.by_decision_date || first_day(month_of(from)) == from) return from;
    return add_months(first_day(month_of(from)), 1);
  }

  static Date last_answer(const Definition& definition, Date to) {
    return definition.by_decision_date ? to : first_day(month_of(to));
  }

  static Date moved(const Definition& definition, Date date, int steps) {
    if (definition.by_decision_date) return Date{date.days + steps};
    return add_months(date, steps);
  }

  void ask_for_versions() {
    for (std::size_t i = 0; i < view_.versions().size(); ++i) {
      const PackView::VersionSite& site = view_.versions()[i];
      const Definition& definition = view_.definition(site.part);
      const Version& version = view_.version(site.part, site.version);
      const Hits::VersionHit& hit = hits_.versions[i];
      const Date first = first_answer(definition, version.from);
      const std::string from = when(definition, first);
      ask(CoverPoint::Kind::version, site.part, version.span,
          {"versionen används inte", "the version is not used"}, from, hit.used);
      ask(CoverPoint::Kind::first, site.part, version.span,
          {"versionens början är inte prövad", "the version's start is not tested"}, from,
          hit.first);
      if (version.to) {
        ask(CoverPoint::Kind::last, site.part, version.span,
            {"versionens slut är inte prövat", "the version's end is not tested"},
            when(definition, last_answer(definition, *version.to)), hit.last);
      }
    }
    for (std::size_t part = 0; part < view_.parts().size(); ++part) {
      ask_outside(static_cast<std::int32_t>(part));
    }
  }

  /// Before the first and after the last version there is no rule (or silence): tested too.
  void ask_outside(std::int32_t part) {
    const PackView::Part& place = view_.parts()[static_cast<std::size_t>(part)];
    const Definition& definition = view_.definition(part);
    if (place.layer < 0 || definition.kind == DefKind::not_expressed) return;
    const auto& versions = definition.layers[static_cast<std::size_t>(place.layer)].versions;
    if (versions.empty()) return;
    const Version* first = &versions.front();
    const Version* last = first;
    for (const Version& version : versions) {
      if (version.from < first->from) first = &version;
      if (last->to && (!version.to || *last->to < *version.to)) last = &version;
    }
    const Hits::PartHit& hit = hits_.parts[static_cast<std::size_t>(part)];
    const std::string expected =
        " | väntat " + definition.name + " ingen_regel för " + definition.name;
    const Date before = moved(definition, first_answer(definition, first->from), -1);
    if (can_be_asked(view_, part, before)) {
      ask(CoverPoint::Kind::before, part, first->span,
          {"tiden före första versionen är inte prövad",
           "the time before the first version is not tested"},
          when(definition, before) + expected, hit.before);
    }
    if (!last->to) return;
    const Date after = moved(definition, last_answer(definition, *last->to), 1);
    if (!can_be_asked(view_, part, after)) return;
    ask(CoverPoint::Kind::after, part, last->span,
        {"tiden efter sista versionen är inte prövad",
         "the time after the last version is not tested"},
        when(definition, after) + expected, hit.after);
  }

  // ---- tables ----

  void ask_for_rows() {
    for (std::size_t i = 0; i < view_.rows().size(); ++i) {
      const PackView::RowSite& site = view_.rows()[i];
      const Definition& table = view_.definition(site.part);
      const Version& version = view_.version(site.part, site.version);
      const Row& row = version.rows[static_cast<std::size_t>(site.row)];
      const Hits::RowHit& hit = hits_.rows[i];
      std::string at = when(table, first_answer(table, version.from)) + " | ";
      const std::string keys = describe_row(
          program_, view_.parts()[static_cast<std::size_t>(site.part)].definition, row);
      ask(CoverPoint::Kind::row, site.part, row.span,
          {"raden används inte: " + keys, "the row is not used: " + keys}, at + keys, hit.used);
      for (std::size_t key = 0; key < row.keys.size(); ++key) {
        ask_for_ends(site.part, row, key, hit, at);
      }
    }
  }

  void ask_for_ends(std::int32_t part, const Row& row, std::size_t key, const Hits::RowHit& hit,
                    const std::string& at) {
    const Definition& table = view_.definition(part);
    const TableKey& column = table.keys[key];
    const Row::Interval& band = row.keys[key];
    if (column.type.kind == Kind::enumeration || column.type.kind == Kind::boolean) return;
    const auto end = [&](Rational value, bool covered) {
      const std::string text = column.name + " = " + value_text(program_, column.type, value);
      ask(CoverPoint::Kind::row_end, part, row.span,
          {"radens gräns är inte prövad: " + text, "the row's end is not tested: " + text},
          at + text, covered);
    };
    if (band.low) end(*band.low, hit.low[key]);
    if (band.high && !(band.low && *band.low == *band.high)) end(*band.high, hit.high[key]);
  }

  // ---- branches and thresholds ----

  const Interval& interval(std::int32_t node) const {
    return intervals_[static_cast<std::size_t>(node)];
  }

  const Definition& owner(std::int32_t site) const {
    return view_.definition(view_.nodes()[static_cast<std::size_t>(site)].part);
  }

  std::string text_of(std::int32_t node) const { return describe(program_, node); }

  void ask_way(std::int32_t site, int way, Words what) {
    const PackView::NodeSite& place = view_.nodes()[static_cast<std::size_t>(site)];
    const std::uint64_t bit = std::uint64_t{1} << std::min(way, 63);
    ask(CoverPoint::Kind::way, place.part, view_.node(site).span, std::move(what), "",
        (hits_.nodes[static_cast<std::size_t>(site)].ways & bit) != 0);
  }

  void ask_truth(std::int32_t site, std::int32_t condition, const Interval& possible) {
    const std::string text = text_of(condition);
    if (possible.holds(Rational{1})) {
      ask_way(site, 1, {"aldrig ja: " + text, "never ja: " + text});
    }
    if (possible.holds(Rational{0})) {
      ask_way(site, 0, {"aldrig nej: " + text, "never nej: " + text});
    }
  }

  void ask_for_node(std::int32_t site) {
    const PackView::NodeSite& place = view_.nodes()[static_cast<std::size_t>(site)];
    const Node& node = view_.node(site);
    if (place.place == Place::condition) return;
    if (place.place == Place::bound) {
      const Bound& bound = owner(site).bounds[static_cast<std::size_t>(place.index)];
      if (!enforced_.contains({owner(site).base_name, place.index})) return;
      if (place.parent < 0) ask_bound(site, bound);
    }
    switch (node.op) {
      case Op::equal:
      case Op::not_equal:
      case Op::less:
      case Op::less_equal:
      case Op::greater:
      case Op::greater_equal:
        ask_comparison(site, node);
        break;
      case Op::in_range:
        ask_range(site, node);
        break;
      case Op::in_set:
      case Op::both:
      case Op::either:
      case Op::any_person:
      case Op::all_persons:
      case Op::any_member:
      case Op::all_members:
        ask_truth(site, place.node, interval(place.node));
        break;
      case Op::if_else:
        ask_truth(site, node.a, interval(node.a));
        break;
      case Op::if_applicable:
        ask_truth(site, place.node, {});
        break;
      case Op::cases:
        ask_cases(site, node);
        break;
      case Op::minimum:
      case Op::maximum:
        ask_extreme(site, node);
        break;
      default:
        break;
    }
    ask_filter(site, node);
  }

  /// A filter that is itself a branch or comparison has its own points already.
  void ask_filter(std::int32_t site, const Node& node) {
    const bool aggregate = node.op >= Op::sum_persons && node.op <= Op::all_members;
    if (!aggregate || node.b < 0) return;
    const Op op = program_.nodes[static_cast<std::size_t>(node.b)].op;
    const bool own = (op >= Op::equal && op <= Op::either) || op == Op::in_range ||
                     op == Op::in_set || (op >= Op::any_person && op <= Op::all_persons) ||
                     (op >= Op::any_member && op <= Op::all_members);
    (void)site;
    if (!own) ask_truth(view_.site_of_node(node.b), node.b, interval(node.b));
  }

  void ask_bound(std::int32_t site, const Bound& bound) {
    const std::string text =
        (bound.at_least ? "gräns minst " : "gräns högst ") + text_of(bound.value);
    ask_way(site, 0, {"aldrig fri: " + text, "never free: " + text});
    ask_way(site, 1, {"biter aldrig: " + text, "never bites: " + text});
  }

  void ask_cases(std::int32_t site, const Node& node) {
    const Node& subject = program_.nodes[static_cast<std::size_t>(node.children.front())];
    std::uint64_t taken = 0;
    for (const std::uint64_t mask : node.masks) taken |= mask;
    const std::size_t members =
        subject.type.enumeration >= 0
            ? program_.enumerations[static_cast<std::size_t>(subject.type.enumeration)]
                  .members.size()
            : program_.roles.size();
    const std::uint64_t all = members >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << members) - 1;
    for (std::size_t arm = 0; arm + 1 < node.children.size(); ++arm) {
      if (arm >= node.masks.size() && (all & ~taken) == 0) continue;
      const std::string text = text_of(node.children[arm + 1]);
      ask_way(site, static_cast<int>(arm),
              {"grenen tas aldrig: " + text, "the branch is never taken: " + text});
    }
  }

  void ask_extreme(std::int32_t site, const Node& node) {
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      // Can this one win over each of the others?
      bool possible = true;
      const Interval& own = interval(node.children[i]);
      for (std::size_t j = 0; j < node.children.size(); ++j) {
        if (j == i) continue;
        const Interval& other = interval(node.children[j]);
        const auto& lowest = node.op == Op::minimum ? own.low : other.low;
        const auto& highest = node.op == Op::minimum ? other.high : own.high;
        if (lowest && highest && !is_less(*lowest, *highest)) possible = false;
      }
      if (!possible) continue;
      const std::string text = text_of(node.children[i]);
      const bool least = node.op == Op::minimum;
      ask_way(site, static_cast<int>(i),
              {(least ? "aldrig minst: " : "aldrig störst: ") + text,
               (least ? "never the least: " : "never the greatest: ") + text});
    }
  }

  /// The three places where a comparison may be tested, and which a way of comparing needs.
  struct Sides {
    bool below = false, at = false, above = false;
  };
  static Sides needed(Op op) {
    switch (op) {
      case Op::less:
      case Op::greater_equal:
        return {true, true, false};
      case Op::less_equal:
      case Op::greater:
        return {false, true, true};
      default:
        return {true, true, true};
    }
  }

  void ask_comparison(std::int32_t site, const Node& node) {
    const Node& left = program_.nodes[static_cast<std::size_t>(node.a)];
    if (left.type.kind == Kind::enumeration || left.type.kind == Kind::boolean) {
      ask_truth(site, view_.nodes()[static_cast<std::size_t>(site)].node, {});
      return;
    }
    const auto step = common_step(step_of(program_, node.a), step_of(program_, node.b));
    ask_sides({site, text_of(node.a), text_of(node.b), left.type, needed(node.op), step,
               minus(interval(node.a), interval(node.b))},
              hits_.nodes[static_cast<std::size_t>(site)].sides);
  }

  void ask_range(std::int32_t site, const Node& node) {
    const Type& type = program_.nodes[static_cast<std::size_t>(node.a)].type;
    const auto step = common_step(step_of(program_, node.a), Rational{0});
    const Hits::NodeHit& hit = hits_.nodes[static_cast<std::size_t>(site)];
    const auto end = [&](Rational value, Op op, const Nearness& seen) {
      ask_sides({site, text_of(node.a), value_text(program_, type, value), type, needed(op), step,
                 minus(interval(node.a), Interval{value, value})},
                seen);
    };
    if (node.low) end(*node.low, Op::greater_equal, hit.sides);
    if (node.high) end(*node.high, Op::less_equal, hit.high);
  }

  struct Threshold {
    std::int32_t site;
    std::string left, right;
    const Type& type;
    Sides sides;
    /// Absent: any value on the side will do, and what lies at the threshold counts with the side
    /// that it belongs to.
    std::optional<Rational> step;
    /// Of left and right.
    Interval difference;
  };

  void ask_sides(const Threshold& asked, const Nearness& seen) {
    const Rational zero{0};
    const Sides sides = asked.sides;
    const Interval& difference = asked.difference;
    const auto near = [&asked](const std::optional<Rational>& distance) {
      return distance && (!asked.step || !is_less(*asked.step, *distance));
    };
    // Strictly within a step of the threshold stands for it where it cannot be met exactly.
    const auto within = [&asked](const std::optional<Rational>& distance) {
      return distance && (!asked.step || is_less(*distance, *asked.step));
    };
    const bool may_below = !difference.low || is_less(*difference.low, zero);
    const bool may_above = !difference.high || is_less(zero, *difference.high);
    const std::string by = asked.step ? value_text(program_, asked.type, *asked.step) : "";
    const auto side = [&](const char* sign, const char* sv, const char* en, bool covered) {
      const auto index = static_cast<std::size_t>(asked.site);
      const std::string where = asked.left + " " + sv + " " + asked.right;
      ask(CoverPoint::Kind::threshold, view_.nodes()[index].part, view_.node(asked.site).span,
          {"gränsen är inte prövad: " + where,
           "threshold not tested: " + asked.left + " " + en + " " + asked.right},
          asked.left + " = " + asked.right +
              (*sign == '\0' || by.empty() ? "" : std::string(sign) + by),
          covered);
    };
    if (sides.below && may_below) side(" − ", "strax under", "just below", near(seen.below));
    if (sides.at && difference.holds(zero)) {
      const bool other = sides.below ? within(seen.above) : within(seen.below);
      const bool both = sides.below && sides.above;
      side("", "lika med", "equal to", seen.equal || (!both && other));
    }
    if (sides.above && may_above) side(" + ", "strax över", "just above", near(seen.above));
  }

  const PackView& view_;
  const Hits& hits_;
  const Program& program_;
  const EnforcedBounds& enforced_;
  std::vector<Interval> intervals_;
  std::vector<CoverPoint> points_;
};

}  // namespace

CoverReport cover(const TestSuite& suite, std::size_t pack) {
  CoverReport report;
  SuiteViews views(suite, pack);
  if (views.any() == nullptr) return report;
  report.found = true;
  Hits hits(*views.any());
  PlanCache plans;
  for (const TestCase& test : suite.cases()) {
    const PackView* view = views.of(test.program);
    if (view == nullptr) continue;
    const Plan& plan =
        plans.plan(test.program, suite.programs()[test.program].program, test.question);
    // Only what a passing case makes happen counts: it is run once to see that it passes.
    Evaluation trial(plan, test.facts);
    const bool passed =
        std::all_of(test.expectations.begin(), test.expectations.end(),
                    [&](const Expectation& expectation) { return holds(expectation, trial); });
    ++(passed ? report.cases : report.failing);
    if (!passed) continue;
    Recorder recorder(*view, plan, hits);
    Evaluation evaluation(plan, test.facts, &recorder);
    for (const Expectation& expectation : test.expectations) holds(expectation, evaluation);
    recorder.finish(evaluation);
  }
  report.files = suite.programs()[views.any_program()].compiled->files;
  std::map<std::string, RuleCover> rules;
  for (CoverPoint& point : Asker(*views.any(), hits, views.enforced()).run()) {
    RuleCover& rule = rules[point.rule];
    rule.rule = point.rule;
    ++rule.asked;
    ++report.asked;
    rule.covered += point.covered ? 1 : 0;
    report.covered += point.covered ? 1 : 0;
    if (!point.covered) report.missing.push_back(std::move(point));
  }
  for (auto& [name, rule] : rules) report.rules.push_back(std::move(rule));
  std::stable_sort(
      report.missing.begin(), report.missing.end(), [](const CoverPoint& a, const CoverPoint& b) {
        return std::pair(a.span.file, a.span.line) < std::pair(b.span.file, b.span.line);
      });
  return report;
}

}  // namespace utvag::rules::tools
