// Any bytes: the reader of column files answers with columns that lie within the file and within
// their own ends, or with an error in both languages. The first byte chooses whether the bytes are
// a whole file, or the header and the columns of one whose lengths and hash are right.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/sha256.hpp"
#include "lab/columns.hpp"
#include "lab/columns_header.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

/// Bytes that begin where a mapped file would.
void read(std::string_view file) {
  std::vector<std::byte> room(file.size() + 64);
  const auto place = reinterpret_cast<std::uintptr_t>(room.data());
  std::byte* begin = room.data() + (64 - place % 64) % 64;
  if (!file.empty()) std::memcpy(begin, file.data(), file.size());
  const auto read = utvag::lab::read_columns({begin, file.size()});
  if (!read.ok()) {
    require(!read.error().sv.empty() && !read.error().en.empty());
    return;
  }
  for (const utvag::lab::Part& part : read.value().parts) {
    for (const utvag::lab::FactColumn& column : part.columns) {
      require(column.column.rows() == part.rows);
      for (std::size_t row = 0; row < part.rows; ++row) {
        const std::int64_t value = column.column.at(row);
        require(value >= column.column.low() && value <= column.column.high());
      }
    }
  }
}

std::string number(std::uint64_t value) {
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &value, 8);
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.empty() || bytes[0] != '{') {
    read(bytes);
    return 0;
  }
  const std::size_t end = bytes.find('\0');
  const std::string_view header = bytes.substr(0, end);
  std::string file(utvag::lab::kMagic);
  file += number(header.size());
  std::string rest(header);
  rest.resize((rest.size() + 63) / 64 * 64, '\0');
  if (end != std::string_view::npos) rest += bytes.substr(end + 1);
  file += number(utvag::lab::kHeadBytes + rest.size());
  file += utvag::sha256_hex(header);
  file.resize(utvag::lab::kHeadBytes, '\0');
  read(file + rest);
  return 0;
}
