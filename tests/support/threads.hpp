#pragma once
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace utvag::tests {

/// Calls part(0) … part(parts − 1), each on a thread of its own.
inline void on_threads(std::size_t parts, const std::function<void(std::size_t)>& part) {
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < parts; ++i) others.emplace_back(part, i);
  part(0);
  for (std::thread& other : others) other.join();
}

}  // namespace utvag::tests
