#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace utvag::app {

/// A whole file as memory, read where it lies; gone with the object. An empty file has no bytes.
class MappedFile {
 public:
  static Result<MappedFile> open(const std::string& path);
  std::span<const std::byte> bytes() const;

 private:
  struct Mapping;
  explicit MappedFile(std::shared_ptr<Mapping> mapping);
  std::shared_ptr<Mapping> mapping_;
};

/// A file written piece by piece, and seen under its name only once it is whole. Until finish() it
/// has no name, so that a killed run leaves nothing; on file systems without such files it stands
/// beside its own under a temporary name, which is removed on every way out but a killing.
class NewFile {
 public:
  static Result<NewFile> create(const std::string& path);
  Result<bool> write(std::string_view bytes);
  Result<bool> finish();

 private:
  struct Writing;
  explicit NewFile(std::shared_ptr<Writing> writing);
  std::shared_ptr<Writing> writing_;
};

}  // namespace utvag::app
