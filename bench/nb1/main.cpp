#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "households.hpp"
#include "support/pack_files.hpp"
#include "support/threads.hpp"

/// Measures the block engine on NB1: `nb1 --households N --threads T [--rounds R]`. Timed is the
/// computation with columns in memory; the best of the rounds is told.
namespace {

using namespace utvag;         // NOLINT: a program of one file
using namespace utvag::bench;  // NOLINT
using rules::blocks::BlockProgram;
using rules::blocks::Column;
using rules::blocks::Total;

struct Part {
  std::vector<Filled> filled;
  std::vector<const Column*> columns;
  std::unique_ptr<BlockProgram> program;
  std::size_t rows = 0;
};

struct Work {
  std::uint64_t households = 1'000'000;
  std::size_t threads = 1, rounds = 5;
};

struct Sum {
  std::size_t result_bytes = 0;
  Rational sum;
  std::int64_t above_zero = 0;
};

std::vector<Part> make_parts(const std::shared_ptr<const rules::Program>& program,
                             std::uint64_t households) {
  std::vector<std::vector<std::uint64_t>> numbers(std::size_t{2} * (kMaxChildren + 1));
  for (std::uint64_t i = 0; i < households; ++i) {
    const int part = (adults_of(i) - 1) * (kMaxChildren + 1) + children_of(i);
    numbers[static_cast<std::size_t>(part)].push_back(i);
  }
  std::vector<Part> parts;
  for (const auto& members : numbers) {
    if (members.empty()) continue;
    Part part;
    part.rows = members.size();
    part.filled = columns_of(members);
    auto order = order_of(program, adults_of(members.front()), children_of(members.front()), true);
    for (const Filled& filled : part.filled) {
      order.slots.push_back(filled.slot);
      part.columns.push_back(&filled.column);
    }
    auto compiled = BlockProgram::compile(std::move(order));
    if (!compiled.ok()) throw std::runtime_error(compiled.error().en);
    part.program = std::make_unique<BlockProgram>(std::move(compiled.value()));
    parts.push_back(std::move(part));
  }
  return parts;
}

Sum compute_all(const std::vector<Part>& parts, std::size_t threads) {
  Sum sum;
  for (const Part& part : parts) {
    const auto ran = part.program->run(part.columns, threads, tests::on_threads);
    if (!ran.ok()) throw std::runtime_error(ran.error().en);
    for (const Total& total : ran.value().totals) {
      sum.sum = sum.sum + total.sum;
      sum.above_zero += total.above_zero;
    }
    for (const auto& answer : ran.value().answers) {
      sum.result_bytes += answer.values.bytes() * answer.values.rows();
    }
  }
  return sum;
}

bool read(std::span<char*> arguments, Work& work) {
  for (std::size_t i = 1; i < arguments.size(); i += 2) {
    const std::string_view name = arguments[i];
    if (i + 1 == arguments.size()) return false;
    const std::string_view text = arguments[i + 1];
    std::uint64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = parsed.ptr == text.data() + text.size();
    if (parsed.ec != std::errc() || !whole || value == 0) return false;
    if (name == "--households") {
      work.households = value;
    } else if (name == "--threads" && value <= 1024) {
      work.threads = value;
    } else if (name == "--rounds") {
      work.rounds = value;
    } else {
      return false;
    }
  }
  return true;
}

/// The most memory held so far, as the system tells it; 0 where it does not.
long peak_kibibytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  long size = 0;
  while (status >> word) {
    if (word == "VmHWM:" && status >> size) return size;
  }
  return 0;
}

int measure(const Work& work) {
  const auto compiled = tests::compile_clean({tests::read_pack("bench/nb1/nb1")});
  const std::vector<Part> parts = make_parts(compiled.program, work.households);
  Sum sum;
  double best = 0, least_processor = 0;
  for (std::size_t round = 0; round < work.rounds; ++round) {
    const std::clock_t ticks = std::clock();
    const auto start = std::chrono::steady_clock::now();
    sum = compute_all(parts, work.threads);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    const double processor = static_cast<double>(std::clock() - ticks) / CLOCKS_PER_SEC;
    best = round == 0 ? took.count() : std::min(best, took.count());
    least_processor = round == 0 ? processor : std::min(least_processor, processor);
  }
  std::size_t bytes = 0, instructions = 0, temporaries = 0;
  for (const Part& part : parts) {
    for (const Column* column : part.columns) bytes += column->bytes() * part.rows;
    instructions = std::max(instructions, part.program->instructions());
    temporaries = std::max(temporaries, part.program->temporary_bytes());
  }
  const auto households = static_cast<double>(work.households);
  std::printf("checksum_ore=%s months_with=%lld hh_years/s=%.4g\n", to_string(sum.sum).c_str(),
              static_cast<long long>(sum.above_zero), households / best);
  std::printf(
      "bytes/hh_year=%.1f (columns %.1f) peak_MiB=%ld threads=%zu best_s=%.4f processor_s=%.4f "
      "instructions=%zu "
      "temporary_bytes=%zu\n",
      static_cast<double>(bytes + sum.result_bytes) / households,
      static_cast<double>(bytes) / households, peak_kibibytes() / 1024, work.threads, best,
      least_processor, instructions, temporaries);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  Work work;
  if (!read({arguments, static_cast<std::size_t>(count)}, work)) {
    std::fprintf(stderr, "usage: nb1 [--households N] [--threads T] [--rounds R]\n");
    return 2;
  }
  try {
    return measure(work);
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "nb1: %s\n", fault.what());
    return 1;
  }
}
