#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "rules/tools/testing.hpp"

namespace utvag::rules::tools {

/// Reads one test of a .prov file into cases: names are looked up, values are typed, limits and
/// directions are kept as they are for a real household. A test with a fault gives no case.
class CaseReader {
 public:
  CaseReader(TestSuite& suite, std::size_t home) : suite_(suite), home_(home) {}

  void read(const syntax::Test& test);

 private:
  using Kind = syntax::TestStep::Kind;

  void read_row(const syntax::Test& test, const std::vector<syntax::TestValue>* row, Span span);
  bool settle_question(const std::vector<syntax::TestStep>& steps, Span span);
  bool bind_program(const std::vector<syntax::TestStep>& steps);
  bool make_persons(const syntax::Test& test);
  bool apply(const syntax::TestStep& step);
  bool state_input(const syntax::TestStep& step);
  bool state_spell(const syntax::TestStep& step, const Definition& input, Fact& fact,
                   Rational value);
  bool stub(const syntax::TestStep& step);
  bool judge(const syntax::TestStep& step);
  bool expect(const syntax::TestStep& step);
  bool expect_value(const syntax::TestStep& step, Expectation& expectation);
  bool expect_no_rule(const syntax::TestStep& step, Expectation& expectation);
  bool expect_note(const syntax::TestStep& step, Expectation& expectation);
  bool expect_unknown(const syntax::TestStep& step, Expectation& expectation);
  std::optional<FactRef> resolve(const syntax::Target& target, bool family_allowed);
  std::optional<Rational> value_of(const syntax::TestStep& step, std::int32_t definition);
  bool within_limits(const syntax::TestStep& step, const Definition& definition, Rational value);
  std::size_t person_of(FactRef ref) const {
    return ref.person < 0 ? 0 : static_cast<std::size_t>(ref.person);
  }
  const Definition& definition(std::int32_t index) const {
    return program_->definitions[static_cast<std::size_t>(index)];
  }
  bool fault(Span span, const char* code, std::string sv, std::string en, Words fix = {});

  TestSuite& suite_;
  std::size_t home_;
  std::size_t bound_ = 0;
  std::shared_ptr<const Program> program_;
  Question question_{};
  std::vector<Person> persons_;
  std::optional<Facts> facts_;
  std::vector<Expectation> expectations_;
};

/// A `lista` counts as one fact: its members stand for the family.
FactRef as_told(const Program& program, FactRef ref);

}  // namespace utvag::rules::tools
