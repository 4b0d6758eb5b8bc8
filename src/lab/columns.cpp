#include "lab/columns.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <tuple>
#include <utility>

#include "base/sha256.hpp"
#include "lab/columns_header.hpp"

namespace utvag::lab {

static_assert(std::endian::native == std::endian::little, "the file is read where it lies");

namespace {

constexpr std::size_t kPadding = Column::kPadding;

std::size_t padded(std::size_t size) {
  return (size + kPadding - 1) / kPadding * kPadding;
}

std::string little_endian(std::uint64_t value) {
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &value, 8);
  return bytes;
}

std::string_view text_of(const std::byte* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// The column's bytes with its padding: the first number again, so that it lies within the ends.
std::string padding_of(const Column& column) {
  std::string padding;
  if (column.rows() == 0) return padding;
  const std::size_t missing = padded(column.rows()) - column.rows();
  const std::string_view first = text_of(column.data(), column.bytes());
  for (std::size_t i = 0; i < missing; ++i) padding += first;
  return padding;
}

std::string hash_of(const Column& column) {
  Sha256 hash;
  hash.update(text_of(column.data(), column.rows() * column.bytes()));
  hash.update(padding_of(column));
  return to_hex(hash.finish());
}

auto place_of(const FactColumn& column) {
  return std::tuple(column.person, std::string_view(column.name),
                    column.month.value_or(Month{-1}).index);
}

bool stands_before(const FactColumn& one, const FactColumn& other) {
  return place_of(one) < place_of(other);
}

/// Makes the columns of a header that has been read look at the file's bytes.
class Placing {
 public:
  Placing(std::span<const std::byte> bytes, const Progress& progress)
      : bytes_(bytes), progress_(progress) {}

  Result<bool> place(Header& header, std::size_t begin) {
    bytes_ = bytes_.subspan(begin);
    std::size_t at = 0;
    for (std::size_t p = 0; p < header.population.parts.size(); ++p) {
      Part& part = header.population.parts[p];
      for (std::size_t c = 0; c < part.columns.size(); ++c) {
        const ColumnPlace& place = header.places[p][c];
        if (c > 0 && !stands_before(part.columns[c - 1], part.columns[c])) {
          return fault("columns.order", part, part.columns[c],
                       "kolumnen står inte i ordning; filen är omkastad",
                       "the column is out of order; the file is rearranged");
        }
        if (progress_) progress_("läser", at, bytes_.size());
        const std::size_t size = padded(part.rows) << static_cast<unsigned>(place.width);
        if (place.offset != at || size > bytes_.size() - at) {
          return fault("columns.order", part, part.columns[c],
                       "kolumnen ligger inte där den ska; filen är omkastad",
                       "the column does not lie where it should; the file is rearranged");
        }
        const auto placed = look(part, part.columns[c], place);
        if (!placed.ok()) return placed.error();
        at += padded(size);
      }
    }
    if (at != bytes_.size()) {
      return Error{"columns.too-long", "", "Filen är längre än sina kolumner.",
                   "The file is longer than its columns."};
    }
    return true;
  }

 private:
  Result<bool> look(const Part& part, FactColumn& column, const ColumnPlace& place) {
    const std::byte* data = bytes_.data() + place.offset;
    const std::size_t rows = padded(part.rows);
    const std::size_t size = rows << static_cast<unsigned>(place.width);
    if (sha256_hex(text_of(data, size)) != place.hash) {
      return fault("columns.column", part, column,
                   "kolumnens innehåll stämmer inte med dess kontrollsumma",
                   "the column's content does not match its hash");
    }
    const Column all = Column::over(data, place.width, rows, place.low, place.high);
    for (std::size_t row = 0; row < rows; ++row) {
      const std::int64_t value = all.at(row);
      if (value < place.low || value > place.high) {
        return fault("columns.column", part, column,
                     "kolumnen har ett tal utanför sina angivna gränser",
                     "the column has a number outside its stated ends");
      }
    }
    column.column = Column::over(data, place.width, part.rows, place.low, place.high);
    return true;
  }

  static Error fault(const char* code, const Part& part, const FactColumn& column,
                     const std::string& sv, const std::string& en) {
    std::string where = std::to_string(part.adults) + "+" + std::to_string(part.children) + " " +
                        person_name(column.person, part.adults) + "." + column.name;
    if (column.month) where += "@" + to_string(*column.month);
    return {code, where, "Filen kan inte användas: " + sv + ".",
            "The file cannot be used: " + en + "."};
  }

  std::span<const std::byte> bytes_;
  const Progress& progress_;
};

Error cut_short() {
  return {"columns.cut-short", "", "Filen är avklippt. Gör den på nytt eller hämta hela.",
          "The file is cut short. Make it again, or fetch the whole of it."};
}

std::uint64_t number_at(std::span<const std::byte> bytes, std::size_t at) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

}  // namespace

void put_in_order(Population& population) {
  for (Part& part : population.parts) {
    std::sort(part.columns.begin(), part.columns.end(), stands_before);
  }
  std::sort(population.parts.begin(), population.parts.end(), [](const Part& a, const Part& b) {
    return std::tie(a.adults, a.children) < std::tie(b.adults, b.children);
  });
}

Result<bool> write_columns(const Population& population, const Sink& sink,
                           const Progress& progress) {
  std::vector<std::vector<ColumnPlace>> places;
  std::uint64_t offset = 0;  // from the first column, until the header's length is known
  std::size_t hashed = 0;
  for (const Part& part : population.parts) {
    if (progress) progress("kontrollsummor", hashed, population.rows());
    hashed += part.rows;
    places.emplace_back();
    for (const FactColumn& each : part.columns) {
      const Column& column = each.column;
      assert(column.rows() == part.rows);
      places.back().push_back(
          {column.width(), offset, column.low(), column.high(), hash_of(column)});
      offset += padded(padded(part.rows) * column.bytes());
    }
  }
  const std::string header = write_header(population, places);
  const std::size_t begin = padded(kHeadBytes + header.size());
  std::string head(kMagic);
  head += little_endian(header.size());
  head += little_endian(begin + offset);
  head += sha256_hex(header);
  head.resize(kHeadBytes, '\0');
  head += header;
  head.resize(begin, '\0');
  if (const auto put = sink(head); !put.ok()) return put.error();
  std::uint64_t written = 0;
  for (const Part& part : population.parts) {
    for (const FactColumn& each : part.columns) {
      if (progress) progress("skriver", written, offset);
      written += part.rows * each.column.bytes();
      const std::size_t size = part.rows * each.column.bytes();
      std::string tail = padding_of(each.column);
      tail.resize(padded(size + tail.size()) - size, '\0');
      for (const std::string_view piece :
           {text_of(each.column.data(), size), std::string_view(tail)}) {
        if (const auto put = sink(piece); !put.ok()) return put.error();
      }
    }
  }
  return true;
}

Result<Population> read_columns(std::span<const std::byte> bytes, const Progress& progress) {
  const std::string_view whole = text_of(bytes.data(), bytes.size());
  if (whole.substr(0, kMagicName.size()) != kMagicName.substr(0, whole.size()) || whole.empty()) {
    return Error{"columns.not-ours", "", "Det här är ingen kolumnfil (.utvcol).",
                 "This is no column file (.utvcol)."};
  }
  if (bytes.size() < kHeadBytes) return cut_short();
  if (whole.substr(0, kMagic.size()) != kMagic) {
    return Error{"columns.version", "",
                 "Kolumnfilen har en version som det här programmet inte läser.",
                 "The column file has a version that this program does not read."};
  }
  const std::uint64_t header_size = number_at(bytes, 8), file_size = number_at(bytes, 16);
  if (bytes.size() < file_size) return cut_short();
  if (bytes.size() > file_size) {
    return Error{"columns.too-long", "", "Filen är längre än den säger att den är.",
                 "The file is longer than it says it is."};
  }
  if (header_size > bytes.size() - kHeadBytes) return cut_short();
  const std::string_view text = whole.substr(kHeadBytes, header_size);
  if (sha256_hex(text) != whole.substr(24, 64)) {
    return Error{"columns.header", "", "Filens huvud stämmer inte med dess kontrollsumma.",
                 "The file's header does not match its hash."};
  }
  auto header = read_header(text);
  if (!header.ok()) return header.error();
  const std::size_t begin = padded(kHeadBytes + header_size);
  if (begin > bytes.size()) return cut_short();
  Placing placing(bytes, progress);
  if (const auto placed = placing.place(header.value(), begin); !placed.ok()) {
    return placed.error();
  }
  return std::move(header.value().population);
}

}  // namespace utvag::lab
