#include "rules/graph/trail_log.hpp"

#include <algorithm>

namespace utvag::rules {

void TrailLog::start(std::size_t places) {
  on_ = true;
  kept_.assign(places, {});
  seen_.assign(places, 0);
  reads_.reserve(128);
  kept_reads_.reserve(1024);
  kept_branches_.reserve(128);
}

void TrailLog::drop(Mark from, Mark to) {
  if (from.reads == to.reads && from.branches == to.branches) return;
  const auto erase = [](auto& list, std::size_t first, std::size_t last) {
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(first),
               list.begin() + static_cast<std::ptrdiff_t>(last));
  };
  erase(reads_, from.reads, to.reads);
  erase(branches_, from.branches, to.branches);
}

bool TrailLog::is_new(const Noted& noted, std::size_t first) {
  if (noted.place != kTable) return std::exchange(seen_[noted.place], trail_) != trail_;
  return std::none_of(kept_reads_.begin() + static_cast<std::ptrdiff_t>(first), kept_reads_.end(),
                      [&](const Read& other) { return same_read(other, noted.read); });
}

void TrailLog::keep(std::size_t place, Mark from, bool followed, bool doubted) {
  Kept& kept = kept_[place];
  kept.any = followed && !doubted_;
  doubted_ = doubted;
  if (kept.any) {
    ++trail_;
    const std::size_t first = kept_reads_.size();
    kept.first_read = static_cast<std::uint32_t>(first);
    for (std::size_t i = from.reads; i < reads_.size(); ++i) {
      if (is_new(reads_[i], first)) kept_reads_.push_back(reads_[i].read);
    }
    kept.reads = static_cast<std::uint32_t>(kept_reads_.size() - first);
    kept.first_branch = static_cast<std::uint32_t>(kept_branches_.size());
    kept.branches = static_cast<std::uint32_t>(branches_.size() - from.branches);
    kept_branches_.insert(kept_branches_.end(),
                          branches_.begin() + static_cast<std::ptrdiff_t>(from.branches),
                          branches_.end());
  }
  cut(from);
}

}  // namespace utvag::rules
