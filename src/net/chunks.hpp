#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// A chunked body (RFC 9112 7.1), read as it comes and kept without what stands around it.
namespace utvag::net {

/// Chunk extensions of a whole body, and its trailer fields: read past, and never kept.
inline constexpr std::size_t kMaxExtensionBytes = 4 * 1024;
inline constexpr std::size_t kMaxTrailerBytes = 8 * 1024;

/// Takes the bytes of one body in pieces of any size. Strict: sizes are hexadecimal digits without
/// sign, every line ends with CRLF, and all that is not content has a limit.
class ChunkReader {
 public:
  /// `most` bytes of content.
  explicit ChunkReader(std::size_t most) : most_(most) {}

  enum class State : std::uint8_t { open, complete, refused };
  /// Reads from the front of `bytes`, adds content to `body`, and tells how many bytes were the
  /// body's: fewer than all when it is complete or refused.
  std::size_t take(std::string_view bytes, std::string& body);
  State state() const { return state_; }
  /// When refused: 400 for what is no chunked body, 413 for too much content.
  int status() const { return status_; }

 private:
  enum class Place : std::uint8_t {
    size,
    blank,  ///< after the size, before an extension
    extension,
    content,
    after_content,
    trailer
  };
  void take_byte(char c);
  void take_size(char c);
  void end_size_line();
  void take_trailer(char c);
  void refuse(int status);

  std::size_t most_;
  std::size_t left_ = 0;  ///< of the chunk; while its size is read, the size so far
  std::size_t digits_ = 0, content_ = 0, extensions_ = 0, trailer_ = 0, line_ = 0;
  Place place_ = Place::size;
  State state_ = State::open;
  int status_ = 0;
  bool after_cr_ = false;
};

}  // namespace utvag::net
