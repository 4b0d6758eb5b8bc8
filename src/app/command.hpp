#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "rules/language/diagnostic.hpp"
#include "text/text.hpp"

/// The program's command line, without a process around it: arguments in, texts and exit code out.
namespace utvag::app {

/// Exit codes of every command.
enum Exit : int {
  kAnswered = 0,
  kOther = 1,         ///< tests failed, coverage not whole, a file cannot be written …
  kBadInput = 2,      ///< arguments or a household file with faults: every one is listed
  kFactsMissing = 3,  ///< which, and why they matter
  kNoRule = 4,        ///< no rule for the date
  kBadPack = 5,       ///< a pack that does not check
};

struct Io {
  std::string out;
  std::string err;
  const Clock* clock = nullptr;
  /// Prints at once, to standard error or out: what a command that runs on has to say. From any
  /// thread.
  std::function<void(bool to_error, const std::string& text)> now = {};
  bool error_is_terminal = false;  ///< a person sees what is told while a command runs
};

/// Runs `utvag ARGUMENTS…` and returns the exit code.
int run(const std::vector<std::string>& arguments, Io& io);

/// Options of one command: which there are, and which take a value.
struct Option {
  std::string name;   ///< "--month"
  std::string value;  ///< "YYYY-MM"; empty when it takes none
};

/// Arguments told apart. `--name value` and `--name=value`; "-" is a plain argument; "--" ends
/// options.
struct Arguments {
  std::vector<std::string> plain;
  std::vector<std::pair<std::string, std::string>> options;
  /// The value of an option, empty when not given.
  std::string value(std::string_view name) const;
  bool has(std::string_view name) const;
};

/// Errors: "arguments.unknown" (with the nearest option), "arguments.value" (value lacking),
/// "arguments.twice".
Result<Arguments> parse_arguments(const std::vector<std::string>& arguments, std::size_t first,
                                  const std::vector<Option>& known);

/// What errors are told in: Swedish, or English for every other language.
rules::Language message_language(text::Language language);
std::string message(const Error& error, text::Language language);
/// "fel: where: message" on a line of its own.
void tell(Io& io, const Error& error, text::Language language);
void tell(Io& io, const std::vector<rules::Diagnostic>& diagnostics,
          const std::vector<rules::SourceFile>& files, text::Language language);

/// The language asked for with --lang (Swedish when not said).
Result<text::Language> language_of(const Arguments& arguments);

int run_calc(const std::vector<std::string>& arguments, Io& io);
int run_schema(const std::vector<std::string>& arguments, Io& io);
int run_serve(const std::vector<std::string>& arguments, Io& io);
int run_rules(const std::vector<std::string>& arguments, Io& io);
int run_lab(const std::vector<std::string>& arguments, Io& io);
std::string_view lab_help();
std::string_view rules_help();

}  // namespace utvag::app
