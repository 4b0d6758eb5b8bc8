#include "base/sha256.hpp"

#include <openssl/evp.h>

#include <cassert>
#include <stdexcept>

namespace utvag {

struct Sha256::State {
  EVP_MD_CTX* context = nullptr;
};

namespace {

// A failure here is a broken or forbidden library, never something that the bytes can cause.
void require(bool succeeded) {
  if (!succeeded) throw std::runtime_error("the SHA-256 of OpenSSL is not available");
}

}  // namespace

Sha256::Sha256() : state_(std::make_unique<State>()) {
  state_->context = EVP_MD_CTX_new();
  require(state_->context != nullptr);
  require(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() {
  EVP_MD_CTX_free(state_->context);
}

void Sha256::update(std::string_view bytes) {
  assert(state_->context != nullptr);
  require(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

Sha256Digest Sha256::finish() {
  assert(state_->context != nullptr);
  Sha256Digest digest{};
  unsigned length = 0;
  require(EVP_DigestFinal_ex(state_->context, digest.data(), &length) == 1);
  assert(length == digest.size());
  EVP_MD_CTX_free(state_->context);
  state_->context = nullptr;
  return digest;
}

std::string to_hex(const Sha256Digest& digest) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(digest.size() * 2);
  for (const std::uint8_t byte : digest) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 0x0FU];
  }
  return text;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return to_hex(hash.finish());
}

}  // namespace utvag
