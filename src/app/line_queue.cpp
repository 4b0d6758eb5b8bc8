#include "app/line_queue.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

namespace utvag::app {

struct LineQueue::State {
  Options options;
  std::function<void(const std::string&)> write;
  std::function<std::string(std::size_t)> dropped;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::string> lines;
  std::size_t lost = 0;
  bool ending = false;
  bool ended = false;
};

LineQueue::LineQueue(const Options& options, std::function<void(const std::string& line)> write,
                     std::function<std::string(std::size_t count)> dropped)
    : state_(std::make_shared<State>()) {
  state_->options = options;
  state_->write = std::move(write);
  state_->dropped = std::move(dropped);
  thread_ = std::thread([state = state_] { run(state); });
}

LineQueue::~LineQueue() {
  std::unique_lock lock(state_->mutex);
  state_->ending = true;
  state_->changed.notify_all();
  const bool ended =
      state_->changed.wait_for(lock, state_->options.last_time, [&] { return state_->ended; });
  lock.unlock();
  if (ended) {
    thread_.join();
  } else {
    thread_.detach();
  }
}

void LineQueue::push(std::string line) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->lines.size() >= state_->options.lines) {
      ++state_->lost;
      return;
    }
    state_->lines.push_back(std::move(line));
  }
  state_->changed.notify_all();
}

void LineQueue::run(const std::shared_ptr<State>& state) {
  std::unique_lock lock(state->mutex);
  for (;;) {
    state->changed.wait(lock,
                        [&] { return state->ending || state->lost > 0 || !state->lines.empty(); });
    if (!state->lines.empty()) {
      const std::string line = std::move(state->lines.front());
      state->lines.pop_front();
      lock.unlock();
      state->write(line);
      lock.lock();
    } else if (const std::size_t lost = std::exchange(state->lost, 0); lost > 0) {
      lock.unlock();
      state->write(state->dropped(lost));
      lock.lock();
    } else {
      break;
    }
  }
  state->ended = true;
  state->changed.notify_all();
}

}  // namespace utvag::app
