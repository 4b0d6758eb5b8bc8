#include "rules/tools/mutate.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include "rules/explain/explain.hpp"
#include "rules/tools/hits.hpp"
#include "rules/tools/mutants.hpp"
#include "rules/tools/suite_views.hpp"

namespace utvag::rules::tools {
namespace {

using CaseList = std::vector<std::uint32_t>;

template <typename T>
const T& at(const std::vector<T>& list, std::int32_t index) {
  return list[static_cast<std::size_t>(index)];
}

/// Which cases use which versions and declarations of the pack.
struct Reached {
  std::vector<CaseList> versions;  ///< by version site
  std::vector<CaseList> parts;
};

/// Marks the versions and declarations that one case uses.
class ReachObserver final : public Observer {
 public:
  ReachObserver(const PackView& view, std::uint32_t test, Reached& reached)
      : view_(view), test_(test), reached_(reached) {}

  void version_used(std::int32_t definition, std::size_t layer, std::size_t version) override {
    const std::int32_t site = view_.site_of_version(definition, layer, version);
    if (site < 0) return;
    mark(reached_.versions[static_cast<std::size_t>(site)]);
    part(at(view_.versions(), site).part);
  }
  void row_used(std::int32_t table, std::size_t layer, std::size_t version, std::size_t,
                const std::vector<Rational>&) override {
    version_used(table, layer, version);
  }
  void branch(std::int32_t, int) override {}
  void compared(std::int32_t, Rational, Rational) override {}

  /// What was asked for without any version answering, and inputs.
  void finish(const Evaluation& evaluation) {
    const std::size_t persons = std::max<std::size_t>(evaluation.facts().persons().size(), 1);
    for (std::size_t i = 0; i < view_.parts().size(); ++i) {
      const Definition& first = view_.definition(static_cast<std::int32_t>(i));
      if (first.kind == DefKind::table) continue;
      bool asked = false;
      const std::int32_t index = view_.parts()[i].definition;
      const auto members = static_cast<std::int32_t>(view_.program().definitions.size());
      for (std::int32_t d = index; d < members; ++d) {
        const Definition& member = at(view_.program().definitions, d);
        if (d != index && (first.family_first < 0 || member.family_first != first.family_first)) {
          continue;
        }
        for (std::size_t person = 0; person < (member.for_person ? persons : 1); ++person) {
          if (member.for_person && evaluation.facts().persons().empty()) continue;
          const Outcome& outcome = evaluation.peek(d, person);
          asked = asked || outcome.state != State::not_evaluated;
          note_culprit(outcome);
        }
      }
      if (asked) part(static_cast<std::int32_t>(i));
    }
  }

 private:
  void note_culprit(const Outcome& outcome) {
    if (outcome.state != State::no_rule || outcome.culprit < 0) return;
    const std::size_t layers =
        view_.program().layers(at(view_.program().definitions, outcome.culprit)).size();
    for (std::size_t layer = 0; layer < layers; ++layer) {
      const std::int32_t table = view_.part_of(outcome.culprit, layer);
      if (table >= 0) part(table);
    }
  }
  void part(std::int32_t index) { mark(reached_.parts[static_cast<std::size_t>(index)]); }
  void mark(CaseList& list) const {
    if (list.empty() || list.back() != test_) list.push_back(test_);
  }

  const PackView& view_;
  std::uint32_t test_;
  Reached& reached_;
};

class Laboratory {
 public:
  Laboratory(const TestSuite& suite, std::size_t pack)
      : suite_(suite), views_(suite, pack), copies_(suite.programs().size()) {}

  const SuiteViews& views() const { return views_; }
  const Reached& reached() const { return reached_; }

  /// Runs every case once: only those that pass can tell a mutant.
  void survey(MutateReport& report) {
    reached_.versions.resize(views_.any()->versions().size());
    reached_.parts.resize(views_.any()->parts().size());
    for (std::size_t i = 0; i < suite_.cases().size(); ++i) {
      const TestCase& test = suite_.cases()[i];
      const PackView* view = views_.of(test.program);
      if (view == nullptr) continue;
      const Plan& plan =
          plans_.plan(test.program, suite_.programs()[test.program].program, test.question);
      const auto number = static_cast<std::uint32_t>(i);
      const bool passed = passes(test, plan);
      ++(passed ? report.cases : report.failing);
      if (!passed) continue;
      ReachObserver observer(*view, number, reached_);
      Evaluation evaluation(plan, test.facts, &observer);
      for (const Expectation& expectation : test.expectations) holds(expectation, evaluation);
      observer.finish(evaluation);
      const bool waits = std::any_of(test.expectations.begin(), test.expectations.end(),
                                     [](const Expectation& expectation) {
                                       return expectation.kind == syntax::TestValue::Kind::unknown;
                                     });
      if (waits) waiting_.push_back(number);
    }
    plans_.clear();
    for (std::size_t i = 0; i < copies_.size(); ++i) {
      if (views_.of(i) == nullptr) continue;
      copies_[i] = std::make_shared<Program>(*suite_.programs()[i].program);
    }
  }

  /// Whether some case tells the mutant from the original. `reached`: whether any runs it.
  bool killed(const Mutant& mutant, bool& reached) {
    const CaseList& direct = mutant.version >= 0 && !mutant.dates
                                 ? at(reached_.versions, mutant.version)
                                 : at(reached_.parts, mutant.part);
    reached = !direct.empty();
    const std::vector<std::optional<Undo>> undo = change_all(mutant);
    PlanCache fresh;
    PlanCache& plans = mutant.dates ? fresh : mutated_plans_;
    const bool told =
        any_tells(direct, plans, mutant.part) || any_tells(waiting_, plans, mutant.part);
    for (std::size_t i = 0; i < copies_.size(); ++i) {
      if (undo[i]) restore(*copies_[i], *views_.of(i), mutant, *undo[i]);
    }
    return told;
  }

  /// The words of the changed node, before or after.
  std::string words(const Mutant& mutant, bool after) {
    if (mutant.node < 0) return after ? mutant.after : mutant.before;
    const std::size_t index = views_.any_program();
    const PackView& view = *views_.any();
    const PackView::NodeSite& site = at(view.nodes(), mutant.node);
    Program& program = *copies_[index];
    if (!after) return describe(program, site.node);
    const Undo undo = save(program, view, mutant);
    mutant.apply(program, view);
    std::string text = describe(program, site.node);
    restore(program, view, mutant, undo);
    return text;
  }

 private:
  struct Undo {
    std::size_t nodes = 0;
    std::optional<Node> node;
    std::vector<Version> versions;
    std::vector<Bound> bounds;
    std::vector<std::optional<Rational>> assumed;
    std::optional<Row> row;
  };

  static Row& row_of(Program& program, const PackView& view, const Mutant& mutant) {
    const PackView::RowSite& site = at(view.rows(), mutant.row);
    const PackView::Part& part = at(view.parts(), site.part);
    return program.definitions[static_cast<std::size_t>(part.definition)]
        .layers[static_cast<std::size_t>(part.layer)]
        .versions[static_cast<std::size_t>(site.version)]
        .rows[static_cast<std::size_t>(site.row)];
  }

  static Undo save(Program& program, const PackView& view, const Mutant& mutant) {
    Undo undo;
    undo.nodes = program.nodes.size();
    const PackView::Part& part = at(view.parts(), mutant.part);
    Definition& definition = program.definitions[static_cast<std::size_t>(part.definition)];
    if (mutant.node >= 0) {
      undo.node = at(program.nodes, at(view.nodes(), mutant.node).node);
    } else if (mutant.row >= 0) {
      undo.row = row_of(program, view, mutant);
    } else if (mutant.bound >= 0) {
      undo.bounds = definition.bounds;
    } else if (mutant.dates) {
      undo.versions = definition.layers[static_cast<std::size_t>(part.layer)].versions;
    } else {
      for (const Definition& each : program.definitions) undo.assumed.push_back(each.assumed);
    }
    return undo;
  }

  static void restore(Program& program, const PackView& view, const Mutant& mutant,
                      const Undo& undo) {
    program.nodes.resize(undo.nodes);
    const PackView::Part& part = at(view.parts(), mutant.part);
    Definition& definition = program.definitions[static_cast<std::size_t>(part.definition)];
    if (undo.node) {
      program.nodes[static_cast<std::size_t>(at(view.nodes(), mutant.node).node)] = *undo.node;
    } else if (undo.row) {
      row_of(program, view, mutant) = *undo.row;
    } else if (mutant.bound >= 0) {
      definition.bounds = undo.bounds;
    } else if (mutant.dates) {
      definition.layers[static_cast<std::size_t>(part.layer)].versions = undo.versions;
    } else {
      for (std::size_t i = 0; i < undo.assumed.size(); ++i) {
        program.definitions[i].assumed = undo.assumed[i];
      }
    }
  }

  std::vector<std::optional<Undo>> change_all(const Mutant& mutant) {
    std::vector<std::optional<Undo>> undo(copies_.size());
    for (std::size_t i = 0; i < copies_.size(); ++i) {
      if (!copies_[i]) continue;
      undo[i] = save(*copies_[i], *views_.of(i), mutant);
      mutant.apply(*copies_[i], *views_.of(i));
    }
    return undo;
  }

  static bool passes(const TestCase& test, const Plan& plan) {
    Evaluation evaluation(plan, test.facts);
    return std::all_of(
        test.expectations.begin(), test.expectations.end(),
        [&](const Expectation& expectation) { return holds(expectation, evaluation); });
  }

  bool tells(std::uint32_t number, PlanCache& plans) {
    const TestCase& test = suite_.cases()[number];
    return !passes(test, plans.plan(test.program, copies_[test.program], test.question));
  }

  /// The case that told the declaration's last mutant is tried first.
  bool any_tells(const CaseList& list, PlanCache& plans, std::int32_t part) {
    last_.resize(reached_.parts.size());
    std::optional<std::uint32_t>& last = last_[static_cast<std::size_t>(part)];
    if (last && std::binary_search(list.begin(), list.end(), *last) && tells(*last, plans)) {
      return true;
    }
    for (const std::uint32_t number : list) {
      if (number == last || !tells(number, plans)) continue;
      last = number;
      return true;
    }
    return false;
  }

  const TestSuite& suite_;
  SuiteViews views_;
  std::vector<std::shared_ptr<Program>> copies_;
  Reached reached_;
  CaseList waiting_;  ///< cases that expect missing facts: they look into branches not taken too
  PlanCache plans_;
  PlanCache mutated_plans_;  ///< of the copies; a change within an expression leaves them valid
  std::vector<std::optional<std::uint32_t>> last_;
};

struct ClaimSeen {
  const syntax::Claim* claim;
  std::int32_t part;
  std::string rule;
  bool used = false, killed = false, unknown = false;
};

/// The pack's own claims, with the declaration that each concerns.
std::vector<ClaimSeen> claims_of(const PackView& view, const TestSuite& suite, std::size_t pack,
                                 const std::vector<SourceFile>& files) {
  std::vector<ClaimSeen> seen;
  const PackSets::Pack& own = suite.packs().packs()[pack];
  for (std::size_t i = 0; i < view.parts().size(); ++i) {
    for (const syntax::Claim& claim : view.definition(static_cast<std::int32_t>(i)).claims) {
      // An overlay's `sätter` argues in its own files.
      const auto file = static_cast<std::size_t>(claim.span.file);
      const bool here =
          std::any_of(suite.packs().files().begin() + static_cast<std::ptrdiff_t>(own.first_file),
                      suite.packs().files().begin() +
                          static_cast<std::ptrdiff_t>(own.first_file + own.file_count),
                      [&](const SourceFile& source) { return source.name == files[file].name; });
      if (here)
        seen.push_back(ClaimSeen{&claim, static_cast<std::int32_t>(i), view.parts()[i].name});
    }
  }
  return seen;
}

bool wanted(const Mutant& mutant, const MutateOptions& options, std::size_t values,
            std::size_t& value_number) {
  if (mutant.kind == MutantClass::structure) return options.structure;
  if (mutant.kind == MutantClass::boundary) return options.boundaries;
  // Every n-th, so that all parts of the pack are sampled.
  const std::size_t number = value_number++;
  if (options.values >= values) return true;
  return options.values > 0 &&
         number * options.values / values != (number + 1) * options.values / values;
}

}  // namespace

MutateReport mutate(const TestSuite& suite, std::size_t pack, const MutateOptions& options) {
  MutateReport report;
  Laboratory laboratory(suite, pack);
  const PackView* view = laboratory.views().any();
  if (view == nullptr) return report;
  report.found = true;
  report.files = suite.programs()[laboratory.views().any_program()].compiled->files;
  laboratory.survey(report);
  const Mutants mutants =
      make_mutants(*view, node_intervals(view->program()), laboratory.views().enforced());
  for (std::size_t i = 0; i < kMutantClasses; ++i) report.totals[i].proved = mutants.proved[i];
  std::vector<ClaimSeen> claims = claims_of(*view, suite, pack, report.files);
  const auto values = static_cast<std::size_t>(
      std::count_if(mutants.all.begin(), mutants.all.end(),
                    [](const Mutant& mutant) { return mutant.kind == MutantClass::value; }));
  std::size_t value_number = 0;
  for (const Mutant& mutant : mutants.all) {
    MutateTotals& totals = report.totals[static_cast<std::size_t>(mutant.kind)];
    const std::string& rule = at(view->parts(), mutant.part).name;
    const auto claim = std::find_if(claims.begin(), claims.end(), [&](const ClaimSeen& seen) {
      return seen.rule == rule && seen.claim->mutant == mutant.id;
    });
    if (!wanted(mutant, options, values, value_number)) {
      ++totals.left_out;
      if (claim != claims.end()) claim->unknown = true;
      continue;
    }
    ++totals.made;
    Survivor survivor;
    if (laboratory.killed(mutant, survivor.reached)) {
      ++totals.killed;
      if (claim != claims.end()) claim->killed = true;
      continue;
    }
    survivor.rule = rule;
    survivor.id = mutant.id;
    survivor.kind = mutant.kind;
    survivor.span = mutant.span;
    survivor.before = laboratory.words(mutant, false);
    survivor.after = laboratory.words(mutant, true);
    if (claim != claims.end()) {
      claim->used = true;
      survivor.argued = true;
      survivor.argument = claim->claim->argument;
    }
    ++(survivor.argued ? totals.argued : totals.survived);
    report.survivors.push_back(std::move(survivor));
  }
  for (const ClaimSeen& seen : claims) {
    if (seen.used || seen.unknown || mutants.needless.contains({seen.part, seen.claim->mutant})) {
      continue;
    }
    report.stale.push_back(
        StaleClaim{seen.rule, seen.claim->mutant, seen.claim->span, seen.killed});
  }
  std::stable_sort(report.survivors.begin(), report.survivors.end(),
                   [](const Survivor& a, const Survivor& b) {
                     return std::tie(a.span.file, a.span.line) < std::tie(b.span.file, b.span.line);
                   });
  return report;
}

}  // namespace utvag::rules::tools
