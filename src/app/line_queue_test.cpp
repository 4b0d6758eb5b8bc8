#include "app/line_queue.hpp"

#include <doctest/doctest.h>

#include <future>
#include <utility>
#include <vector>

using utvag::app::LineQueue;
using namespace std::chrono_literals;

namespace {

std::string told(std::size_t count) {
  return "dropped " + std::to_string(count);
}

}  // namespace

TEST_CASE("lines come out in order, all of them, before the end") {
  std::vector<std::string> lines;
  {
    LineQueue queue({}, [&](const std::string& line) { lines.push_back(line); }, told);
    for (int i = 0; i < 1000; ++i) queue.push(std::to_string(i));
  }
  REQUIRE(lines.size() == 1000);
  for (int i = 0; i < 1000; ++i) CHECK(lines[static_cast<std::size_t>(i)] == std::to_string(i));
}

TEST_CASE("a reader that has stopped keeps nobody waiting, and what was dropped is told") {
  std::vector<std::string> lines;
  std::promise<void> gate;
  std::promise<void> standing;
  {
    bool first = true;
    LineQueue queue(
        {3, 2'000ms},
        [&](const std::string& line) {
          if (std::exchange(first, false)) {
            standing.set_value();
            gate.get_future().wait();
          }
          lines.push_back(line);
        },
        told);
    queue.push("0");
    standing.get_future().wait();
    for (int i = 1; i <= 10; ++i) queue.push(std::to_string(i));
    gate.set_value();
  }
  CHECK(lines == std::vector<std::string>{"0", "1", "2", "3", "dropped 7"});
}

TEST_CASE("a write that never returns does not keep the program from ending") {
  // Outlives the queue, as what a thread that is left to itself uses must.
  static std::promise<void> gate;
  static std::promise<void> done;
  const auto began = std::chrono::steady_clock::now();
  {
    LineQueue queue(
        {3, 50ms},
        [](const std::string&) {
          gate.get_future().wait();
          done.set_value();
        },
        told);
    queue.push("0");
  }
  CHECK(std::chrono::steady_clock::now() - began < 1s);
  gate.set_value();
  done.get_future().wait();
}
