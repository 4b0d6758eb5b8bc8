#include "app/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace utvag::app {

// Those that a person can do something about have words.
std::string system_reason(int number) {
  switch (number) {
    case ENOENT:
      return "den finns inte";
    case EACCES:
    case EPERM:
      return "du har inte rätt till den";
    case EISDIR:
      return "det är en mapp";
    case ENOTDIR:
      return "en del av sökvägen är inte en mapp";
    case ENOSPC:
    case EDQUOT:
      return "disken är full";
    case EROFS:
      return "disken är skrivskyddad";
    case ENAMETOOLONG:
      return "namnet är för långt";
    case ELOOP:
      return "länkarna går runt i ring";
    case EMFILE:
    case ENFILE:
      return "för många filer är öppna";
    case EIO:
      return "disken svarar inte som den ska";
    default:
      return "systemfel " + std::to_string(number);
  }
}

namespace {

Error file_error(const char* code, const std::string& path, const char* sv, const char* en) {
  const int number = errno;
  return {code, path, std::string(sv) + ": " + system_reason(number) + ".",
          std::string(en) + " (" + std::strerror(number) + ")."};
}

/// Closes on every way out.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ > 2) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  const Descriptor file(path == "-" ? 0 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0)
    return file_error("file.open", path, "Filen kan inte öppnas", "Cannot open the file");
  std::string text;
  char buffer[65536];
  while (true) {
    const ssize_t count = ::read(file.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0)
      return file_error("file.read", path, "Filen kan inte läsas", "Cannot read the file");
    if (count == 0) return text;
    text.append(buffer, static_cast<std::size_t>(count));
    if (text.size() > limit) {
      const std::string most = std::to_string(limit / 1024) + " KiB";
      return Error{"file.size", path, "Filen är större än " + most + ". Dela upp den.",
                   "The file is larger than " + most + ". Split it."};
    }
  }
}

Result<bool> write_file(const std::string& path, std::string_view bytes) {
  const std::string temporary = path + "." + std::to_string(::getpid()) + ".tmp";
  const auto failed = [&](int fd) {
    const Error error =
        file_error("file.write", path, "Filen kan inte skrivas", "Cannot write the file");
    if (fd >= 0) ::close(fd);
    ::unlink(temporary.c_str());
    return error;
  };
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return failed(fd);
  if (!write_all(fd, bytes) || ::fsync(fd) != 0) return failed(fd);
  if (::close(fd) != 0) return failed(-1);
  if (::rename(temporary.c_str(), path.c_str()) != 0) return failed(-1);
  return true;
}

}  // namespace utvag::app
