#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/command.hpp"
#include "app/mapped_file.hpp"
#include "lab/compare.hpp"
#include "lab/population.hpp"
#include "lab/synthesis.hpp"
#include "lab/worlds.hpp"
#include "rules/graph/program.hpp"

/// What the verbs of `utvag lab` share.
namespace utvag::app {

int run_lab_population(const Arguments& arguments, text::Language language, Io& io);
int run_lab_run(const Arguments& arguments, text::Language language, Io& io);
int run_lab_compare(const Arguments& arguments, text::Language language, Io& io);

/// A population and, for a column file, the memory that its columns look at.
struct OpenPopulation {
  std::optional<MappedFile> file;
  lab::Population population;
};

/// The packs of national law, those of a municipality if one is named (which must have some), and a
/// what-if over them.
struct RulesWanted {
  std::string municipality;
  std::string what_if;  ///< a .norm file or a folder; empty: none
};

/// Loads the rules; otherwise tells why and returns the exit code.
std::optional<int> load_rules(const Arguments& arguments, const RulesWanted& wanted,
                              text::Language language, std::shared_ptr<const rules::Program>& into,
                              Io& io);

/// A .utvcol file, or a CSV file whose words are the program's.
Result<OpenPopulation> open_population(const std::string& path, const rules::Program& program,
                                       const lab::Progress& progress);

/// The months asked for: --month, or all of --year (else the population's year).
Result<std::vector<rules::Question>> questions_of(const Arguments& arguments,
                                                  const lab::About& about, Date today);

/// The published counts of data/lab, beside the packs.
Result<std::vector<lab::Margin>> shipped_margins(const Arguments& arguments);

/// A file of assumptions as docs/lab.md has it.
Result<lab::Assumptions> read_assumptions_file(const std::string& path);

/// Threads: --threads, else as many as the machine has.
Result<std::size_t> threads_of(const Arguments& arguments);
void on_threads(std::size_t parts, const std::function<void(std::size_t)>& part);

/// What a set of packs is called: its last, unless that is the national.
std::string label_of(const rules::Program& program);

/// The codes that the packs have guidelines for, sorted.
Result<std::vector<std::string>> municipalities_of(const Arguments& arguments);

/// Tells on standard error how far a run has come, once it has taken two seconds: where that is a
/// terminal, or --progress asks for it.
class ProgressLine {
 public:
  ProgressLine(const Arguments& arguments, Io& io, std::string verb);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  void tell(std::string_view what, std::size_t done, std::size_t all);

 private:
  Io& io_;
  std::string verb_;
  bool lines_, wanted_;  ///< each on a line of its own; at all
  std::chrono::steady_clock::time_point start_, last_;
  bool shown_ = false;
};

/// "a=1,b=2" told apart; nothing when a part is no pair.
std::optional<std::vector<lab::Setting>> pairs_of(const std::string& text);
/// Refuses what is not of the form, in the caller's words.
Error pairs_fault(const std::string& option);

}  // namespace utvag::app
