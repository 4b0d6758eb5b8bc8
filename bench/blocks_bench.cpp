#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <fstream>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/blocks/blocks.hpp"
#include "support/pack_files.hpp"
#include "support/threads.hpp"
#include "support/town.hpp"

/// Measures the block engine on the national pack with a municipal overlay, and on the same with a
/// reform beside it: `blocks_bench [--households N] [--threads T] [--rounds R]`. Timed is the
/// computation with columns in memory, results kept; the best of the rounds is told, and the reform
/// is set beside the baseline by the processor's time.
namespace {

using namespace utvag;         // NOLINT: a program of one file
using namespace utvag::tests;  // NOLINT
using rules::blocks::Ask;
using rules::blocks::BlockProgram;
using rules::blocks::Order;

struct Work {
  std::size_t households = 100'000, threads = 1, rounds = 5;
};

using ProgramPointer = std::shared_ptr<const rules::Program>;

/// The same packs with a higher norm for adults living alone and a higher ceiling for housing.
std::vector<rules::PackSource> reformed(std::vector<rules::PackSource> packs) {
  const std::pair<std::string_view, std::string_view> changes[] = {
      {"1 | 3 940 kr/mån", "1 | 4 240 kr/mån"},
      {"1–2 | 0 | 6 775 kr/mån", "1–2 | 0 | 7 275 kr/mån"}};
  int made = 0;
  for (const auto& [from, to] : changes) {
    for (rules::PackSource& pack : packs) {
      for (rules::SourceFile& file : pack.files) {
        const std::size_t at = file.text.rfind(from);
        if (!file.name.ends_with(".norm") || at == std::string::npos) continue;
        file.text.replace(at, from.size(), to);
        ++made;
      }
    }
  }
  if (made != 2) throw std::runtime_error("the packs have changed: the reform is not found");
  return packs;
}

struct Figures {
  double compile_s = 0, best_s = 0;
  double processor_s = 0;  ///< of all threads together
  std::size_t result_bytes = 0, instructions = 0;
  std::int64_t by_scalar = 0;
  Rational sum;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Assistance in each month of the year, in each world.
Order order_of(const std::vector<ProgramPointer>& worlds, const Town& town) {
  Order order;
  order.slots = town.slots;
  for (const ProgramPointer& world : worlds) {
    order.worlds.push_back({world, common_facts(*world, town)});
  }
  for (const rules::Question& question : months_of_2026(*worlds[0])) {
    for (std::size_t world = 0; world < worlds.size(); ++world) {
      Ask ask;
      ask.world = world;
      ask.question = question;
      ask.rule = "bistånd";
      order.asks.push_back(std::move(ask));
    }
  }
  return order;
}

class Bench {
 public:
  Bench(const std::vector<ProgramPointer>& worlds, const std::vector<Town>& towns) : towns_(towns) {
    const auto start = std::chrono::steady_clock::now();
    for (const Town& town : towns) {
      auto compiled = BlockProgram::compile(order_of(worlds, town));
      if (!compiled.ok()) throw std::runtime_error(compiled.error().en);
      for (const auto& left : compiled.value().left()) {
        std::fprintf(stderr, "left to the scalar engine: %s (%s)\n", left.definition.c_str(),
                     left.why.en.c_str());
      }
      programs_.push_back(std::make_unique<BlockProgram>(std::move(compiled.value())));
      figures_.instructions = std::max(figures_.instructions, programs_.back()->instructions());
    }
    figures_.compile_s = seconds_since(start);
  }

  void run(std::size_t threads) {
    Figures now;
    const std::clock_t ticks = std::clock();
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < towns_.size(); ++i) {
      const auto ran = programs_[i]->run(towns_[i].all(), threads, on_threads);
      if (!ran.ok()) throw std::runtime_error(ran.error().en);
      now.by_scalar += ran.value().by_scalar;
      for (const auto& total : ran.value().totals) now.sum = now.sum + total.sum;
      for (const auto& answer : ran.value().answers) {
        now.result_bytes += answer.values.bytes() * answer.values.rows() + answer.states.size();
      }
    }
    const double took = seconds_since(start);
    const double processor = static_cast<double>(std::clock() - ticks) / CLOCKS_PER_SEC;
    const bool first = figures_.best_s <= 0;
    now.processor_s = first ? processor : std::min(figures_.processor_s, processor);
    now.best_s = first ? took : std::min(figures_.best_s, took);
    now.compile_s = figures_.compile_s;
    now.instructions = figures_.instructions;
    figures_ = now;
  }

  const Figures& figures() const { return figures_; }

 private:
  const std::vector<Town>& towns_;
  std::vector<std::unique_ptr<BlockProgram>> programs_;
  Figures figures_;
};

bool read(std::span<char*> arguments, Work& work) {
  for (std::size_t i = 1; i < arguments.size(); i += 2) {
    const std::string_view name = arguments[i];
    if (i + 1 == arguments.size()) return false;
    const std::string_view text = arguments[i + 1];
    std::size_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || value == 0) {
      return false;
    }
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

void print(const char* name, const Figures& figures, const Work& work, std::size_t rows) {
  const auto months = static_cast<double>(rows) * 12;
  std::printf(
      "%s threads=%zu hh_months/s=%.4g best_s=%.4f processor_s=%.4f compile_s=%.2f sum_ore=%s "
      "by_scalar=%lld "
      "instructions=%zu\n",
      name, work.threads, months / figures.best_s, figures.best_s, figures.processor_s,
      figures.compile_s, to_string(figures.sum).c_str(), static_cast<long long>(figures.by_scalar),
      figures.instructions);
}

int measure(const Work& work) {
  const std::vector<rules::PackSource> packs = {read_pack("packs/se"),
                                                read_pack("packs/kommun/1280-malmo")};
  const ProgramPointer baseline = compile_clean(packs).program;
  const ProgramPointer reform = compile_clean(reformed(packs)).program;
  const std::vector<Town> towns = make_towns(work.households);
  std::size_t rows = 0, bytes = 0;
  for (const Town& town : towns) {
    rows += town.rows;
    bytes += town.bytes();
  }
  Bench alone({baseline}, towns), both({baseline, reform}, towns);
  // In turn, so that what else the machine does hits both alike.
  for (std::size_t round = 0; round < work.rounds; ++round) {
    alone.run(work.threads);
    both.run(work.threads);
  }
  print("baseline", alone.figures(), work, rows);
  print("baseline+reform", both.figures(), work, rows);
  std::printf("households=%zu reform_ratio=%.2f bytes/hh_year=%.1f (columns %.1f) peak_MiB=%ld\n",
              rows, both.figures().processor_s / alone.figures().processor_s,
              static_cast<double>(bytes + alone.figures().result_bytes) / static_cast<double>(rows),
              static_cast<double>(bytes) / static_cast<double>(rows), peak_kibibytes() / 1024);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  Work work;
  if (!read({arguments, static_cast<std::size_t>(count)}, work)) {
    std::fprintf(stderr, "usage: blocks_bench [--households N] [--threads T] [--rounds R]\n");
    return 2;
  }
  try {
    return measure(work);
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "blocks_bench: %s\n", fault.what());
    return 1;
  }
}
