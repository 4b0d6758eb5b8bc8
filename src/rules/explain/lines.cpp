#include <algorithm>

#include "rules/explain/explain.hpp"
#include "rules/explain/walk.hpp"

namespace utvag::rules {
namespace {

/// Depth first, each rule told in full once.
struct Teller {
  Tracer& tracer;
  std::vector<TraceLine> lines;
  std::vector<FactRef> told;

  /// A nought under something that is not nought says nothing, unless a person or a limit made it.
  bool idle(const Read& parent, const Read& read) {
    const Definition& definition = definition_of(tracer.program(), read.ref.definition);
    if (definition.type.kind != Kind::number || read.state != State::known) return false;
    if (read.value.numerator != 0) return false;
    if (parent.state != State::known || parent.value.numerator == 0) return false;
    const Notes notes = tracer.basis(read).notes;
    return !notes.has(Note::filled) && !notes.has(Note::bounded_below) &&
           !notes.has(Note::bounded_above);
  }

  void tell(const Read& read, int depth) {
    const std::size_t at = lines.size();
    lines.push_back({depth, read, false, 0});
    const std::vector<Read> below = reads_of(read);
    if (below.empty()) return;
    if (std::find(told.begin(), told.end(), read.ref) != told.end()) {
      lines[at].again = true;
      return;
    }
    told.push_back(read.ref);
    for (const Read& child : below) {
      if (idle(read, child)) {
        ++lines[at].collapsed;
      } else {
        tell(child, depth + 1);
      }
    }
  }

  std::vector<Read> reads_of(const Read& read) {
    const std::span<const Read> reads = tracer.reads(read.ref);
    return {reads.begin(), reads.end()};
  }
};

/// Leaves out what is deeper than `deepest`, counted at the line above it.
std::vector<TraceLine> cut(const std::vector<TraceLine>& lines, int deepest) {
  std::vector<TraceLine> kept;
  for (const TraceLine& line : lines) {
    if (line.depth <= deepest) {
      kept.push_back(line);
    } else {
      kept.back().collapsed += 1 + line.collapsed;
    }
  }
  return kept;
}

}  // namespace

std::vector<TraceLine> trace_lines(Tracer& tracer, FactRef root, std::size_t limit) {
  Read top;
  top.ref = root;
  const Outcome& outcome = tracer.outcome(root);
  top.state = outcome.state;
  top.value = outcome.value;
  Teller teller{tracer, {}, {}};
  teller.tell(top, 0);
  int deepest = 0;
  for (const TraceLine& line : teller.lines) deepest = std::max(deepest, line.depth);
  const auto within = [&](int depth) {
    return static_cast<std::size_t>(
        std::count_if(teller.lines.begin(), teller.lines.end(),
                      [&](const TraceLine& line) { return line.depth <= depth; }));
  };
  while (deepest > 1 && within(deepest) > limit) --deepest;
  return cut(teller.lines, deepest);
}

}  // namespace utvag::rules
