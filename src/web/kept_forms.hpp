#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "net/form.hpp"

/// What was typed in forms, kept in memory for a while, so that it is neither lost nor sent twice.
/// Inside src/web only.
namespace utvag::web {

struct KeptLimits {
  std::size_t bytes = 0;      ///< of all forms together; the oldest go first
  std::size_t per_owner = 0;  ///< forms of one owner; the oldest go first
  std::int64_t seconds = 0;   ///< how long
};

/// A form as it was sent to a page of ours.
struct KeptForm {
  std::string path;
  net::Form form;
  /// It only asked for something to be shown (a search, a calculation): it may be done again by
  /// whoever opens its address. Otherwise it is shown filled, and saved only when sent again.
  bool question = false;
};

/// From any thread.
class KeptForms {
 public:
  KeptForms(const KeptLimits& limits, std::function<std::string()> random_key)
      : limits_(limits), random_key_(std::move(random_key)) {}

  /// A key that nobody can guess; empty when the form is too large to keep. `owner` is whose it is:
  /// it is given back to nobody else.
  std::string keep(const std::string& owner, KeptForm kept, Instant now);
  std::optional<KeptForm> find(std::string_view key, std::string_view owner, Instant now) const;
  /// As find(), and it is kept no longer.
  std::optional<KeptForm> take(std::string_view key, std::string_view owner, Instant now);
  /// Everything of an owner's.
  void forget(std::string_view owner);
  std::size_t bytes() const;

 private:
  struct Entry {
    std::string owner;
    KeptForm kept;
    std::size_t bytes = 0;
    std::int64_t at_second = 0;
    std::list<std::string>::iterator place;
  };
  void drop(const std::string& key);

  KeptLimits limits_;
  std::function<std::string()> random_key_;
  mutable std::mutex mutex_;
  std::map<std::string, Entry, std::less<>> entries_;
  std::list<std::string> order_;  ///< keys, the oldest first
  std::map<std::string, std::list<std::string>, std::less<>> owned_;
  std::size_t bytes_ = 0;
};

/// How often something may be tried from one place: so many times in each minute.
class RateLimit {
 public:
  explicit RateLimit(int most) : most_(most) {}
  /// Counts a try, and tells whether it is one too many.
  bool is_too_many(const std::string& who, Instant now);

 private:
  int most_;
  std::mutex mutex_;
  std::int64_t minute_ = 0;
  std::map<std::string, int, std::less<>> tries_;
};

}  // namespace utvag::web
