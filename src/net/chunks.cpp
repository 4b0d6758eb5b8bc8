#include "net/chunks.hpp"

#include <algorithm>

#include "net/words.hpp"

namespace utvag::net {
namespace {

constexpr std::size_t kMaxSizeDigits = 8;

bool is_line_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return c == '\t' || (byte >= 0x20 && byte != 0x7F);
}

}  // namespace

void ChunkReader::refuse(int status) {
  state_ = State::refused;
  status_ = status;
}

std::size_t ChunkReader::take(std::string_view bytes, std::string& body) {
  std::size_t at = 0;
  while (at < bytes.size() && state_ == State::open) {
    if (place_ != Place::content) {
      take_byte(bytes[at++]);
      continue;
    }
    const std::size_t some = std::min(left_, bytes.size() - at);
    body.append(bytes.substr(at, some));
    at += some;
    left_ -= some;
    if (left_ == 0) place_ = Place::after_content;
  }
  return at;
}

void ChunkReader::take_byte(char c) {
  if (c == '\n' && !after_cr_) return refuse(400);
  if (after_cr_ && c != '\n') return refuse(400);
  if (c == '\r') {
    after_cr_ = true;
    return;
  }
  if (c != '\n') {
    if (!is_line_byte(c)) return refuse(400);
    if (place_ == Place::after_content) return refuse(400);
    return place_ == Place::trailer ? take_trailer(c) : take_size(c);
  }
  after_cr_ = false;
  if (place_ == Place::after_content) {
    place_ = Place::size;
    digits_ = 0;
  } else if (place_ == Place::trailer) {
    if (line_ == 0) {
      state_ = State::complete;
    } else {
      trailer_ += 2;
      if (trailer_ > kMaxTrailerBytes) refuse(400);
    }
    line_ = 0;
  } else {
    end_size_line();
  }
}

void ChunkReader::take_size(char c) {
  const int digit = hex_digit(c);
  if (place_ == Place::size && digit >= 0) {
    if (++digits_ > kMaxSizeDigits) return refuse(400);
    left_ = left_ * 16 + static_cast<std::size_t>(digit);
    return;
  }
  // Blanks may stand before a ";" (RFC 9112 7.1.1, BWS), and nothing else: "5 6" is no size.
  if (place_ != Place::extension) {
    const bool blank = c == ' ' || c == '\t';
    if (digits_ == 0 || (!blank && c != ';')) return refuse(400);
    place_ = blank ? Place::blank : Place::extension;
  }
  if (++extensions_ > kMaxExtensionBytes) refuse(400);
}

void ChunkReader::end_size_line() {
  if (digits_ == 0 || place_ == Place::blank) return refuse(400);
  if (left_ > most_ - content_) return refuse(413);
  content_ += left_;
  place_ = left_ == 0 ? Place::trailer : Place::content;
  line_ = 0;
}

/// Fields after the content say nothing here: only the head speaks.
void ChunkReader::take_trailer(char /*c*/) {
  ++line_;
  if (++trailer_ > kMaxTrailerBytes) refuse(400);
}

}  // namespace utvag::net
