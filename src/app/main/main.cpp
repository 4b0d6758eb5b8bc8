#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "app/command.hpp"
#include "base/clock.hpp"

namespace {

bool put(std::FILE* stream, const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), stream) == text.size() &&
         std::fflush(stream) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that closes early is an ordinary write error here
  const utvag::SystemClock clock;
  utvag::app::Io io;
  io.clock = &clock;
  io.now = [](bool to_error, const std::string& text) { put(to_error ? stderr : stdout, text); };
  io.error_is_terminal = ::isatty(STDERR_FILENO) == 1;
  int code = utvag::app::kOther;
  try {
    code = utvag::app::run(std::vector<std::string>(argv + 1, argv + argc), io);
  } catch (const std::exception& fault) {
    // Our own mistake: say so without repeating anything of what was read.
    io.err += "internt fel (rapportera det gärna): ";
    io.err += fault.what();
    io.err += '\n';
  }
  put(stderr, io.err);
  if (!put(stdout, io.out)) {
    put(stderr, "fel: svaret kunde inte skrivas ut\n");
    return utvag::app::kOther;
  }
  return code;
}
