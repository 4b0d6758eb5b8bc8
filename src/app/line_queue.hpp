#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace utvag::app {

/// Lines on their way to a place that may be slow or stand still (a pipe whose reader has
/// stopped): they wait in a queue of their own and are written by a thread of its own, so that
/// nobody who logs ever waits.
class LineQueue {
 public:
  struct Options {
    std::size_t lines = 10'000;  ///< that wait; more are dropped and counted
    /// How long the destructor waits for what is left. A write that stands still is then left to
    /// itself: `write` may be running when the destructor has returned.
    std::chrono::milliseconds last_time{2'000};
  };
  /// `write` is called with whole lines, one at a time. `dropped` makes the line that tells how
  /// many could not be taken, written when there is room again.
  LineQueue(const Options& options, std::function<void(const std::string& line)> write,
            std::function<std::string(std::size_t count)> dropped);
  ~LineQueue();
  LineQueue(const LineQueue&) = delete;
  LineQueue& operator=(const LineQueue&) = delete;

  /// From any thread; never waits for the place.
  void push(std::string line);

 private:
  struct State;
  static void run(const std::shared_ptr<State>& state);
  std::shared_ptr<State> state_;
  std::thread thread_;
};

}  // namespace utvag::app
