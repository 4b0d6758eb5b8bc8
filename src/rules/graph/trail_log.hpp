#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "rules/graph/evaluation.hpp"

/// Writes down what the engine reads while it computes, so that nothing has to be computed again
/// to be explained. Inside src/rules/graph only.
namespace utvag::rules {

/// The log is a stack: a definition that is computed while another is has its reads above the
/// other's. Only what a known value followed from is kept; a definition where an unknown, a bound
/// or a missing rule stood on the way is left to be walked when it is asked about.
class TrailLog {
 public:
  static constexpr std::uint32_t kTable = 0xffffffff;

  struct Mark {
    std::size_t reads = 0, branches = 0;
  };

  void start(std::size_t places);
  bool on() const { return on_; }
  /// Turns writing off or on; tells what it was.
  bool set(bool on) { return std::exchange(on_, on); }

  Mark mark() const { return {reads_.size(), branches_.size()}; }
  /// Forgets what was written since.
  void cut(Mark from) {
    if (reads_.size() != from.reads) reads_.resize(from.reads);
    if (branches_.size() != from.branches) branches_.resize(from.branches);
  }
  /// Forgets what was written between two marks.
  void drop(Mark from, Mark to);
  /// `place` is that of the definition read, or kTable.
  void read(const Read& read, std::uint32_t place) { reads_.push_back({read, place}); }
  Read& at(std::size_t read) { return reads_[read].read; }
  void branch(const Branch& branch) { branches_.push_back(branch); }

  /// Something unknown was passed over on the way to a known value.
  void doubt() { doubted_ = true; }

  /// Begins a definition: nothing passed over yet. Tells whether something was in the one around.
  bool begin() { return std::exchange(doubted_, false); }
  /// Keeps for a place what was written since `from`, each read once; `doubted` is what begin()
  /// gave. Not when it was not `followed`, or something was passed over.
  void keep(std::size_t place, Mark from, bool followed, bool doubted);
  std::optional<Trail> kept(std::size_t place) const {
    if (place >= kept_.size() || !kept_[place].any) return std::nullopt;
    const Kept& kept = kept_[place];
    return Trail{{kept_reads_.data() + kept.first_read, kept.reads},
                 {kept_branches_.data() + kept.first_branch, kept.branches}};
  }

 private:
  struct Kept {
    std::uint32_t first_read = 0, reads = 0, first_branch = 0, branches = 0;
    bool any = false;
  };
  struct Noted {
    Read read;
    std::uint32_t place = kTable;
  };
  bool is_new(const Noted& noted, std::size_t first);

  bool on_ = false;
  bool doubted_ = false;
  std::vector<Noted> reads_;  ///< of what is being computed
  std::vector<Branch> branches_;
  std::vector<Read> kept_reads_;
  std::vector<Branch> kept_branches_;
  std::vector<Kept> kept_;           ///< per place
  std::vector<std::uint32_t> seen_;  ///< per place: the last trail that it was kept in
  std::uint32_t trail_ = 0;
};

}  // namespace utvag::rules
