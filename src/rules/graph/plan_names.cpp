#include <cassert>
#include <mutex>

#include "rules/graph/evaluation.hpp"

namespace utvag::rules {

/// Found when first asked for, since most plans never are; by whichever thread comes first.
struct Plan::Names {
  std::once_flag found;
  std::size_t words = 0;             ///< of 64 bits, per definition
  std::vector<std::uint64_t> below;  ///< per definition: a bit for each one that it may rest on
};

namespace {

/// Goes through expressions and tells of every definition that one may read.
class Reader {
 public:
  Reader(const Plan& plan, std::vector<std::int32_t>& named)
      : plan_(plan), program_(plan.program()), named_(named) {}

  void definition(std::int32_t index) {
    const Definition& what = program_.definitions[static_cast<std::size_t>(index)];
    const auto& layers = program_.layers(what);
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
      const std::int32_t version = plan_.choice(index, layer).version;
      if (version < 0) continue;
      node(layers[layer].versions[static_cast<std::size_t>(version)].body, what);
    }
    for (const Bound& bound : what.bounds) node(bound.value, what);
    node(what.condition, what);
  }

 private:
  void node(std::int32_t index, const Definition& what) {
    if (index < 0) return;
    const Node& node = program_.nodes[static_cast<std::size_t>(index)];
    if (node.op == Op::definition) named_.push_back(node.ref);
    if (node.op == Op::family) members(node, what);
    for (const std::int32_t child : {node.a, node.b, node.c}) this->node(child, what);
    for (const std::int32_t child : node.children) this->node(child, what);
  }

  void members(const Node& family, const Definition& what) {
    const Node& member = program_.nodes[static_cast<std::size_t>(family.a)];
    if (member.op == Op::this_member) {
      named_.push_back(plan_.member(family.ref, what.member));
    } else if (member.op == Op::constant && member.value.is_whole()) {
      named_.push_back(plan_.member(family.ref, member.value.numerator));
    } else {
      const auto over = static_cast<std::size_t>(
          program_.definitions[static_cast<std::size_t>(family.ref)].family);
      const std::size_t count = program_.enumerations[over].members.size();
      for (std::size_t i = 0; i < count; ++i) {
        named_.push_back(plan_.member(family.ref, static_cast<std::int64_t>(i)));
      }
    }
    if (named_.back() < 0) named_.pop_back();  // no such member: nothing is read
  }

  const Plan& plan_;
  const Program& program_;
  std::vector<std::int32_t>& named_;
};

}  // namespace

std::shared_ptr<Plan::Names> Plan::make_names() {
  return std::make_shared<Names>();
}

void Plan::find_names() const {
  const std::size_t count = program_->definitions.size();
  names_->words = (count + 63) / 64;
  names_->below.resize(count * names_->words);
  std::vector<std::int32_t> named;
  for (std::size_t i = 0; i < count; ++i) {
    named.clear();
    Reader(*this, named).definition(static_cast<std::int32_t>(i));
    std::uint64_t* const own = names_->below.data() + i * names_->words;
    own[i / 64] |= std::uint64_t{1} << (i % 64);
    // What is read stands before its reader, so its own bits are whole.
    for (const std::int32_t read : named) {
      const auto at = static_cast<std::size_t>(read);
      assert(at < i);
      const std::uint64_t* const more = names_->below.data() + at * names_->words;
      for (std::size_t word = 0; word < names_->words; ++word) own[word] |= more[word];
    }
  }
}

std::vector<std::int32_t> Plan::resting_on(std::int32_t definition) const {
  const auto at = static_cast<std::size_t>(definition);
  const std::size_t count = program_->definitions.size();
  assert(definition >= 0 && at < count);
  std::call_once(names_->found, [&] { find_names(); });
  std::vector<std::int32_t> resting;
  const std::uint64_t* word = names_->below.data() + at / 64;
  for (std::size_t i = 0; i < count; ++i, word += names_->words) {
    if (((*word >> (at % 64)) & 1U) != 0) resting.push_back(static_cast<std::int32_t>(i));
  }
  return resting;
}

}  // namespace utvag::rules
