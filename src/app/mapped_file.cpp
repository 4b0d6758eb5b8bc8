#include "app/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "app/files.hpp"

namespace utvag::app {
namespace {

Error mapping_error(const char* code, const std::string& path, const char* sv, const char* en) {
  const int number = errno;
  return {code, path, std::string(sv) + ": " + system_reason(number) + ".",
          std::string(en) + " (" + std::strerror(number) + ")."};
}

}  // namespace

struct MappedFile::Mapping {
  Mapping() = default;
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  void* address = nullptr;
  std::size_t size = 0;
  ~Mapping() {
    if (address != nullptr) ::munmap(address, size);
  }
};

MappedFile::MappedFile(std::shared_ptr<Mapping> mapping) : mapping_(std::move(mapping)) {}

std::span<const std::byte> MappedFile::bytes() const {
  return {static_cast<const std::byte*>(mapping_->address), mapping_->size};
}

Result<MappedFile> MappedFile::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return mapping_error("file.open", path, "Filen kan inte öppnas", "Cannot open the file");
  }
  auto mapping = std::make_shared<Mapping>();
  struct stat about{};
  bool failed = ::fstat(fd, &about) != 0;
  if (!failed && !S_ISREG(about.st_mode)) {
    errno = S_ISDIR(about.st_mode) ? EISDIR : ENODEV;
    failed = true;
  }
  if (!failed && about.st_size > 0) {
    mapping->size = static_cast<std::size_t>(about.st_size);
    void* address = ::mmap(nullptr, mapping->size, PROT_READ, MAP_PRIVATE, fd, 0);
    failed = address == MAP_FAILED;
    mapping->address = failed ? nullptr : address;
  }
  const Error error =
      mapping_error("file.read", path, "Filen kan inte läsas", "Cannot read the file");
  ::close(fd);
  if (failed) return error;
  return MappedFile(std::move(mapping));
}

namespace {

Error unwritten(const std::string& path) {
  return mapping_error("file.write", path, "Filen kan inte skrivas", "Cannot write the file");
}

/// A new file without a name in the folder of `path`; below zero where there are no such files.
int open_unnamed(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  return ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0644);
}

}  // namespace

struct NewFile::Writing {
  Writing() = default;
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;
  std::string path, temporary;
  bool named = false;  ///< stands under the temporary name
  int fd = -1;
  Error failed() {
    const Error error = unwritten(path);
    clean();
    return error;
  }
  void clean() {
    if (fd >= 0) ::close(fd);
    fd = -1;
    if (named) ::unlink(temporary.c_str());
    named = false;
  }
  ~Writing() { clean(); }
};

NewFile::NewFile(std::shared_ptr<Writing> writing) : writing_(std::move(writing)) {}

Result<NewFile> NewFile::create(const std::string& path) {
  auto writing = std::make_shared<Writing>();
  writing->path = path;
  writing->temporary = path + "." + std::to_string(::getpid()) + ".tmp";
  writing->fd = open_unnamed(path);
  if (writing->fd < 0) {
    writing->fd =
        ::open(writing->temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    writing->named = writing->fd >= 0;
  }
  if (writing->fd < 0) return unwritten(path);
  return NewFile(std::move(writing));
}

Result<bool> NewFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(writing_->fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return writing_->failed();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Result<bool> NewFile::finish() {
  Writing& file = *writing_;
  if (::fsync(file.fd) != 0) return file.failed();
  if (!file.named) {  // whole by now: a name for the moment before it takes its own
    const std::string unnamed = "/proc/self/fd/" + std::to_string(file.fd);
    ::unlink(file.temporary.c_str());
    if (::linkat(AT_FDCWD, unnamed.c_str(), AT_FDCWD, file.temporary.c_str(), AT_SYMLINK_FOLLOW) !=
        0) {
      return file.failed();
    }
    file.named = true;
  }
  const int fd = std::exchange(file.fd, -1);
  if (::close(fd) != 0 || ::rename(file.temporary.c_str(), file.path.c_str()) != 0) {
    return file.failed();
  }
  file.named = false;
  return true;
}

}  // namespace utvag::app
