#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rules/graph/evaluation.hpp"
#include "rules/tools/pack_sets.hpp"
#include "rules/tools/source_text.hpp"

/// The `.prov` tests of packs: read with their types checked, run, and told when they fail.
namespace utvag::rules::tools {

/// The note that a part of the law that is not expressed gives what it touches.
inline constexpr std::string_view kUnexpressed = "ej_uttryckt";

/// What one `väntat` asks of one value.
struct Expectation {
  syntax::TestValue::Kind kind = syntax::TestValue::Kind::value;
  FactRef target;
  Rational value;
  std::vector<FactRef> facts;  ///< unknown: exactly these, sorted; a `lista` counts as one
  std::string note;            ///< a note's word, or the name of an `ej uttryckt`
  bool absent = false;         ///< the note must not stand there
  std::int32_t lacking = -1;   ///< no_rule: the definition that must be the one without a rule
  Span span;
};

/// One case: a `prov`, or one row of a `provtabell`.
struct TestCase {
  std::string name;
  Span span;                ///< of the test, or of the row
  std::size_t home = 0;     ///< the pack it stands in, in PackSets::packs()
  std::size_t program = 0;  ///< in TestSuite::programs()
  Question question;
  Facts facts;
  std::vector<Expectation> expectations;
};

/// The tests of every pack of a PackSets, each bound to the program it runs against: that of the
/// municipality it names, else the national packs with the pack it stands in.
class TestSuite {
 public:
  explicit TestSuite(PackSets& packs);

  const PackSets& packs() const { return *packs_; }
  const std::vector<TestCase>& cases() const { return cases_; }
  /// Faults in tests: names, types, values. A test with a fault is not among the cases.
  const std::vector<Diagnostic>& faults() const { return faults_; }

  struct Bound {
    std::vector<std::size_t> set;  ///< positions in PackSets::packs()
    std::shared_ptr<const Program> program;
    const Compiled* compiled = nullptr;
  };
  const std::vector<Bound>& programs() const { return programs_; }
  /// Sets of packs that tests ask for and that do not check; their tests are not among the cases.
  const std::vector<const Compiled*>& refused() const { return refused_; }

 private:
  friend class CaseReader;
  std::size_t bind(const std::vector<std::size_t>& set);

  PackSets* packs_;
  std::vector<TestCase> cases_;
  std::vector<Diagnostic> faults_;
  std::vector<Bound> programs_;
  std::vector<const Compiled*> refused_;
};

/// Plans of programs, made once per question. Not for several threads.
class PlanCache {
 public:
  const Plan& plan(std::size_t program, const std::shared_ptr<const Program>& graph,
                   const Question& question);
  void clear() { plans_.clear(); }

 private:
  struct Entry {
    std::size_t program;
    Question question;
    std::unique_ptr<Plan> plan;
  };
  std::vector<std::vector<Entry>> plans_;  ///< by a hash of the question
};

/// Whether the value is as expected. The evaluation is that of the case.
bool holds(const Expectation& expectation, Evaluation& evaluation);

struct Failure {
  std::size_t test = 0;  ///< in TestSuite::cases()
  Span span;             ///< of the expectation
  std::string target;    ///< "b.barnets_kostnad"
  Words expected, got;
  std::vector<std::string> trace;  ///< how the value came about, indented lines in Swedish
};

struct TestReport {
  std::size_t cases = 0;
  std::size_t expectations = 0;
  std::vector<Failure> failures;
  std::vector<std::size_t> failed_cases;  ///< sorted
};

/// Runs the cases whose home is `home`, or all of them.
TestReport run_tests(const TestSuite& suite, std::size_t home = PackSets::npos);

}  // namespace utvag::rules::tools
