#include "web/kept_forms.hpp"

#include <algorithm>

namespace utvag::web {
namespace {

constexpr std::size_t kEntryBytes = 300;    // what a form takes beside its text
constexpr std::size_t kFieldBytes = 100;    // and each of its fields
constexpr std::size_t kMostTriers = 10000;  // places counted apart

std::size_t size_of(const KeptForm& kept) {
  std::size_t bytes = kEntryBytes + kept.path.size();
  for (const net::FormField& each : kept.form.fields) {
    bytes += kFieldBytes + each.name.size() + each.value.size();
  }
  return bytes;
}

}  // namespace

void KeptForms::drop(const std::string& key) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return;
  const auto owned = owned_.find(found->second.owner);
  owned->second.remove(key);
  if (owned->second.empty()) owned_.erase(owned);
  bytes_ -= found->second.bytes;
  order_.erase(found->second.place);
  entries_.erase(found);
}

std::string KeptForms::keep(const std::string& owner, KeptForm kept, Instant now) {
  const std::size_t bytes = size_of(kept);
  if (bytes > limits_.bytes / 4) return {};
  std::string key = random_key_();
  const std::lock_guard lock(mutex_);
  const auto is_old = [&](const std::string& each) {
    return now.seconds - entries_.at(each).at_second >= limits_.seconds;
  };
  while (!order_.empty() && (bytes_ + bytes > limits_.bytes || is_old(order_.front()))) {
    drop(std::string(order_.front()));
  }
  order_.push_back(key);
  Entry entry{owner, std::move(kept), bytes, now.seconds, std::prev(order_.end())};
  entries_.insert_or_assign(key, std::move(entry));
  bytes_ += bytes;
  std::list<std::string>& owned = owned_[owner];
  owned.push_back(key);
  if (owned.size() > limits_.per_owner) drop(std::string(owned.front()));
  return key;
}

std::optional<KeptForm> KeptForms::find(std::string_view key, std::string_view owner,
                                        Instant now) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end() || found->second.owner != owner) return std::nullopt;
  if (now.seconds - found->second.at_second >= limits_.seconds) return std::nullopt;
  return found->second.kept;
}

std::optional<KeptForm> KeptForms::take(std::string_view key, std::string_view owner, Instant now) {
  auto found = find(key, owner, now);
  const std::lock_guard lock(mutex_);
  if (found) drop(std::string(key));
  return found;
}

void KeptForms::forget(std::string_view owner) {
  const std::lock_guard lock(mutex_);
  const auto owned = owned_.find(owner);
  if (owned == owned_.end()) return;
  const std::list<std::string> keys = owned->second;
  for (const std::string& key : keys) drop(key);
}

std::size_t KeptForms::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

bool RateLimit::is_too_many(const std::string& who, Instant now) {
  const std::lock_guard lock(mutex_);
  if (const std::int64_t minute = now.seconds / 60; minute != minute_) {
    minute_ = minute;
    tries_.clear();
  }
  // More places than can be counted share one count: whoever floods us does not get our memory.
  const bool counted = tries_.size() < kMostTriers || tries_.contains(who);
  return ++tries_[counted ? who : std::string()] > most_;
}

}  // namespace utvag::web
